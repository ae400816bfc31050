/**
 * Electron's program. Its npm package carries none: `install.js` in it fetches one when it is first needed, which not
 * every machine can. Everything here answers "why not" in words for a person.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "../shared/base/result.ts";

const reachMs = 4_000;
/** Long enough to unpack a copy that an earlier fetch left in Electron's cache. */
const unreachableLimitMs = 15_000;
const fetchLimitMs = 10 * 60_000;

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
}

/** Why no window of Electron can open on this machine, whether or not its program is there; null if one can. */
export function whyNoDesktop({ platform, env, isRoot }: Machine): string | null {
  if (platform !== "linux") return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return "there is no display";
  return isRoot ? "Electron's sandbox does not run as root" : null;
}

/** What decides whether Electron can lock its pages up, as a test gives it. */
interface SandboxFiles {
  /** A small text file of the system; null where it is not there. */
  read(path: string): string | null;
  /** Owner and mode of a file; null where it is not there. */
  stat(path: string): { readonly uid: number; readonly mode: number } | null;
}

const systemFiles: SandboxFiles = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  },
  stat: (path) => statSync(path, { throwIfNoEntry: false }) ?? null,
};

/**
 * Ubuntu from 23.10 on lets no program make user namespaces that AppArmor does not know, and Electron then ends at once
 * unless its helper is root's. Why that stops `program` here, and the two commands that mend it; null where nothing does.
 */
export function whyNoSandbox(
  program: string,
  platform: NodeJS.Platform,
  files: SandboxFiles = systemFiles,
): string | null {
  if (platform !== "linux") return null;
  if (files.read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")?.trim() !== "1") return null;
  const helper = join(dirname(program), "chrome-sandbox");
  const stat = files.stat(helper);
  if (stat === null || (stat.uid === 0 && (stat.mode & 0o7777) === 0o4755)) return null;
  const quoted = `'${helper.replaceAll("'", "'\\''")}'`;
  return [
    "this system lets Electron lock up its pages only by a helper that belongs to root. These two commands mend it:",
    `  sudo chown root:root ${quoted}`,
    `  sudo chmod 4755 ${quoted}`,
    "Until then: browser mode",
  ].join("\n");
}

const packageDirectory = dirname(createRequire(import.meta.url).resolve("electron/package.json"));

/** The path of Electron's program if it is there. */
export function findElectron(): string | null {
  try {
    const program = join(packageDirectory, "dist", readFileSync(join(packageDirectory, "path.txt"), "utf8"));
    return existsSync(program) ? program : null;
  } catch {
    return null;
  }
}

/** Fetches Electron's program; without a network it fails within seconds. */
export async function fetchElectron(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Result<string, string>> {
  const mirror = env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? "https://github.com/electron/electron";
  const behindProxy = (env.HTTPS_PROXY ?? env.https_proxy ?? "") !== "";
  const reachable = behindProxy || (await isReachable(mirror));
  if (reachable) console.log("Fetching Electron, about 120 MB, once ...");

  const fetched = spawnSync(process.execPath, [join(packageDirectory, "install.js")], {
    stdio: ["ignore", "inherit", "pipe"],
    encoding: "utf8",
    timeout: reachable ? fetchLimitMs : unreachableLimitMs,
  });
  const program = findElectron();
  if (program !== null) return ok(program);
  if (!reachable) return err(`Electron's program is not here and ${new URL(mirror).host} cannot be reached`);
  const reason = fetched.error?.message ?? fetched.stderr.split("\n").find((line) => line.trim() !== "");
  return err(`Electron's program could not be fetched (${reason?.trim() ?? "no reason given"})`);
}

async function isReachable(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(reachMs) });
    return true;
  } catch {
    return false;
  }
}
