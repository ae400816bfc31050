import { describe, expect, it } from "vitest";
import { defaultDataDirectory } from "../../../electron/host/store/dataDirectory.ts";

describe("The default data directory", () => {
  it.each([
    ["linux", {}, "/home/ana", "/home/ana/.local/share/tessera"],
    ["linux", { XDG_DATA_HOME: "/data" }, "/home/ana", "/data/tessera"],
    ["linux", { XDG_DATA_HOME: "relative" }, "/home/ana", "/home/ana/.local/share/tessera"],
    ["linux", { XDG_DATA_HOME: "" }, "/home/ana", "/home/ana/.local/share/tessera"],
    ["freebsd", {}, "/home/ana", "/home/ana/.local/share/tessera"],
    ["darwin", { XDG_DATA_HOME: "/data" }, "/Users/ana", "/Users/ana/Library/Application Support/Tessera"],
    ["win32", { APPDATA: "D:\\Roaming" }, "C:\\Users\\ana", "D:\\Roaming\\Tessera"],
    ["win32", {}, "C:\\Users\\ana", "C:\\Users\\ana\\AppData\\Roaming\\Tessera"],
  ] as const)("on %s with %j and home %s is %s", (platform, env, home, expected) => {
    expect(defaultDataDirectory({ platform, env, home })).toBe(expected);
  });
});
