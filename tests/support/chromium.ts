/** The real browser that tests, benchmarks and the demo's screenshots run in. */
import { existsSync, globSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** What is asked of a machine, so that looking can be tried on one that does not exist. */
export interface BrowserPlaces {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  exists(path: string): boolean;
  glob(pattern: string): readonly string[];
}

const thisMachine: BrowserPlaces = {
  platform: process.platform,
  env: process.env,
  home: homedir(),
  exists: existsSync,
  glob: (pattern) => globSync(pattern),
};

const commands = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macPrograms = ["Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome"];
const windowsPrograms = ["Chromium/Application/chrome.exe", "Google/Chrome/Application/chrome.exe"];
const playwrightPrograms: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: "chrome-mac*/*.app/Contents/MacOS/*",
  win32: "chrome-win*/chrome.exe",
};

/** The folder in which `npx playwright-core install` puts its browsers. */
function playwrightCache({ platform, env, home }: BrowserPlaces): string {
  if (env.PLAYWRIGHT_BROWSERS_PATH) return env.PLAYWRIGHT_BROWSERS_PATH;
  if (platform === "darwin") return join(home, "Library/Caches/ms-playwright");
  if (platform === "win32") return join(env.LOCALAPPDATA ?? join(home, "AppData/Local"), "ms-playwright");
  return join(env.XDG_CACHE_HOME ?? join(home, ".cache"), "ms-playwright");
}

function candidates(places: BrowserPlaces): readonly string[] {
  const { platform, env, home } = places;
  const onPath = (env.PATH ?? "").split(delimiter).flatMap((folder) => commands.map((name) => join(folder, name)));
  const onMac = ["/Applications", join(home, "Applications")].flatMap((folder) =>
    macPrograms.map((program) => join(folder, program)),
  );
  const onWindows = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => windowsPrograms.map((program) => join(folder, program)));
  const system = platform === "darwin" ? onMac : platform === "win32" ? onWindows : onPath;
  const program = playwrightPrograms[platform] ?? "chrome-linux*/chrome";
  return [...system, ...[...places.glob(join(playwrightCache(places), "chromium-*", program))].sort().reverse()];
}

/** The program's path, or null. A CHROME_PATH that is set is the only place looked at: a typing error in it is seen. */
export function locateChromium(places: BrowserPlaces = thisMachine): string | null {
  const given = places.env.CHROME_PATH;
  if (given) return places.exists(given) ? given : null;
  return candidates(places).find((path) => places.exists(path)) ?? null;
}

/** The program's path; throws where there is none, because a test without its browser has failed. */
export function findChromium(): string {
  const path = locateChromium();
  if (path !== null) return path;
  const { CHROME_PATH } = process.env;
  throw new Error(
    CHROME_PATH
      ? `CHROME_PATH is ${CHROME_PATH}, and there is no such file.`
      : "No Chromium was found. Run: npx playwright-core install --with-deps chromium",
  );
}

/** Headless, silent on the network by itself; `more`: such as what camera it sees. Whoever launches closes. */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    // It does not run as root, which is who runs tests in a container.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}
