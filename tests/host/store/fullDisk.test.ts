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

async function startPaused() {
  const directory = newDirectory(onTestFinished);
  const busy = startBusy(directory, null, onTestFinished);
  const { lines, child, say } = busy;
  const seen = (start: string) => lines.filter((line) => line.startsWith(start));
  await busy.until(() => seen("edited ").length >= 3);
  say("pause");
  await busy.until(() => lines.includes("idle"));
  expect(seen("typed ")).not.toEqual([]);
  const pid = child.pid ?? 0;
  return {
    ...{ directory, busy, seen },
    charter: seen("charter ")[0]?.slice("charter ".length) ?? "",
    /** No file grows. */
    fill: (): void => limitFiles(pid, Math.floor(largestFile(directory) / 4096) * 4096),
    /** Nothing is written to any file. */
    fillWholly: (): void => limitFiles(pid, 0),
    empty: (): void => limitFiles(pid, "unlimited"),
  };
}

describe("A full disk", { timeout: 60_000 }, () => {
  it("is said, keeps what was typed in its window, and takes it once there is space again", async () => {
    const { directory, busy, seen, charter, fill, empty } = await startPaused();
    const { lines, say } = busy;
    const before = lines.length;
    fill();

    say("edit");
    await busy.until(() => lines.slice(before).some((line) => line.startsWith("refused")));
    expect(seen("refused ")).toEqual(["refused storeFull"]);

    say("connect");
    say("type");
    // It is tried again and again, and the window stays where it is.
    await busy.until(() => seen("notSaved ").length >= 4);
    expect(new Set(seen("notSaved "))).toEqual(new Set(["notSaved storeFull"]));
    say("show");
    await busy.until(() => seen("window ").length > 0);
    expect(seen("window ").at(-1)).toMatch(/^window true 1 /);
    const typed = /t\d+x\d+(?=\D*$)/.exec(seen("window ").at(-1) ?? "")?.[0] ?? "";
    expect(typed).not.toBe("");
    expect(lines).not.toContain(`typed ${typed}`);

    empty();
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

  it("is the answer of everything that writes, hinders nothing that reads, and leaves nothing half done", async () => {
    const { directory, busy, charter, fillWholly, empty } = await startPaused();
    const tried = async (): Promise<readonly string[]> => {
      const from = busy.lines.length;
      busy.say("try");
      await busy.until(() => busy.lines.slice(from).includes("did try"));
      return busy.lines.slice(from);
    };
    const answers = (lines: readonly string[]): Readonly<Record<string, string>> =>
      Object.fromEntries(
        lines.flatMap((line) => [/^tried (\w+) (\w+)$/.exec(line)?.slice(1, 3) ?? []]).filter(([a]) => a),
      );
    const wordOf = (lines: readonly string[]): string => lines.find((line) => line.startsWith("word "))?.slice(5) ?? "";
    fillWholly();
    const full = await tried();
    const storeFull = "storeFull";
    expect(answers(full)).toEqual({
      ...{ createCharter: storeFull, editText: storeFull, invite: storeFull, propose: storeFull, setRelay: storeFull },
      ...{ getText: "ok", exportBundle: "ok" },
    });
    empty();
    const roomy = await tried();
    expect(new Set(Object.values(answers(roomy)))).toEqual(new Set(["ok"]));
    busy.say("close");
    await busy.end;
    const words = (await textIn(directory, charter)).split(/[^a-z0-9]+/);
    expect(words).toContain(wordOf(roomy));
    // What was answered with an error was not done, then or later.
    expect(words).not.toContain(wordOf(full));
  });
});
