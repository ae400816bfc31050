/**
 * A disk without space, as the process feels it: from a moment on the system lets no file grow (RLIMIT_FSIZE, which the
 * `prlimit` of util-linux sets from outside), and later again.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { newDirectory, startBusy, textIn } from "./busyProcess.ts";

const limitFiles = (pid: number, bytes: number | "unlimited"): void =>
  void execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);

function largestFile(directory: string): number {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(join(entry.parentPath, entry.name)).size));
}

describe("A full disk", () => {
  it("is said, keeps what was typed in its window, and takes it once there is space again", async () => {
    const directory = newDirectory(onTestFinished);
    const busy = startBusy(directory, null, onTestFinished);
    const { lines, child, say } = busy;
    const seen = (start: string) => lines.filter((line) => line.startsWith(start));
    await busy.until(() => seen("edited ").length >= 3);
    say("pause");
    await busy.until(() => lines.includes("did pause") && seen("typed ").length > 0);
    const charter = seen("charter ")[0]?.slice("charter ".length) ?? "";
    const before = lines.length;
    const pid = child.pid ?? 0;
    limitFiles(pid, Math.floor(largestFile(directory) / 4096) * 4096);

    say("edit");
    await busy.until(() => lines.slice(before).some((line) => line.startsWith("refused")));
    expect(seen("refused ")).toEqual(["refused storeFull"]);

    say("connect");
    say("type");
    await busy.until(() => lines.slice(before).some((line) => line.startsWith("notSaved")));
    expect(new Set(seen("notSaved "))).toEqual(new Set(["notSaved storeFull"]));
    say("show");
    await busy.until(() => seen("window ").length > 0);
    const typed = /t\d+x\d+(?=\D*$)/.exec(seen("window ").at(-1) ?? "")?.[0] ?? "";
    expect(typed).not.toBe("");
    expect(lines).not.toContain(`typed ${typed}`);

    limitFiles(pid, "unlimited");
    say("connect");
    await busy.until(() => lines.includes(`typed ${typed}`));
    say("edit");
    await busy.until(() => lines.slice(before).some((line) => line.startsWith("edited ")));
    const acknowledged = seen("edited ")
      .concat(seen("typed "))
      .map((line) => line.split(" ")[1] ?? "");
    busy.kill();
    await busy.end;
    const words = new Set((await textIn(directory, charter)).split(/[^a-z0-9]+/));
    expect(acknowledged.filter((word) => !words.has(word))).toEqual([]);
    expect(words.has(typed)).toBe(true);
  });
});
