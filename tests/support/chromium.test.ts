import { describe, expect, it } from "vitest";
import { type BrowserPlaces, locateChromium } from "./chromium.ts";

/** A machine that has just these files. */
const machine = (
  platform: NodeJS.Platform,
  env: Record<string, string>,
  ...files: readonly string[]
): BrowserPlaces => ({
  platform,
  env,
  home: "/home/ana",
  exists: (path) => files.includes(path),
  glob: (pattern) => {
    const shape = new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`);
    return files.filter((path) => shape.test(path));
  },
});

const cache = "/home/ana/.cache/ms-playwright";

describe("Chromium is found", () => {
  it("by CHROME_PATH, and then nowhere else", () => {
    expect(locateChromium(machine("linux", { CHROME_PATH: "/my/chrome" }, "/my/chrome"))).toBe("/my/chrome");
    const mistyped = machine("linux", { CHROME_PATH: "/my/chrme", PATH: "/usr/bin" }, "/usr/bin/chromium");
    expect(locateChromium(mistyped)).toBeNull();
  });

  it("on the system, before Playwright's", () => {
    const files = ["/usr/bin/google-chrome", `${cache}/chromium-1/chrome-linux/chrome`];
    expect(locateChromium(machine("linux", { PATH: "/bin:/usr/bin" }, ...files))).toBe("/usr/bin/google-chrome");
    const app = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    expect(locateChromium(machine("darwin", {}, app))).toBe(app);
  });

  it("in Playwright's cache, wherever that is, in its newest version", () => {
    const versions = ["chromium-1100", "chromium-1200"].map((name) => `${cache}/${name}/chrome-linux64/chrome`);
    expect(locateChromium(machine("linux", {}, ...versions))).toBe(versions[1]);
    const moved = "/browsers/chromium-1/chrome-linux/chrome";
    expect(locateChromium(machine("linux", { PLAYWRIGHT_BROWSERS_PATH: "/browsers" }, moved))).toBe(moved);
  });

  it("or the answer is null", () => {
    expect(locateChromium(machine("linux", { PATH: "/usr/bin" }))).toBeNull();
  });
});
