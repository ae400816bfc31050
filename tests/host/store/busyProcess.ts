/** A host as its own process, for tests that kill it or take its disk away. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createHost } from "../../../electron/host/createHost.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import { parseCharterId } from "../../../shared/base/ids.ts";

/** Tests run beside each other, so each cleans up by itself. */
export type Cleanup = (run: () => void) => void;

export function newDirectory(onEnd: Cleanup): string {
  const directory = mkdtempSync(join(tmpdir(), "tessera-killed-"));
  onEnd(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Starts one and hands out its lines as they come. */
export function startBusy(directory: string, charter: string | null, onEnd: Cleanup) {
  const script = new URL("./busyHost.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, directory, ...(charter === null ? [] : [charter])], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onEnd(() => void child.kill("SIGKILL"));
  // What is said to one that was killed meanwhile is heard by nobody.
  child.stdin.on("error", () => undefined);
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  const tell = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => {
    lines.push(line);
    tell();
  });
  let ended = false;
  const end = new Promise<void>((resolve) =>
    reader.on("close", () => {
      ended = true;
      tell();
      resolve();
    }),
  );
  return {
    lines,
    end,
    child,
    say: (line: string): void => void child.stdin.write(`${line}\n`),
    kill: (): void => void child.kill("SIGKILL"),
    /** Until the lines satisfy, or the process has ended. */
    until: (holds: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds() && !ended) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
  };
}

export const wordsOf = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => /^(?:edited|typed) (\S+)$/.exec(line)?.[1] ?? []);

/** What lies in a directory that nobody uses any more. */
export async function textIn(directory: string, charter: string): Promise<string> {
  const platform = await createNodePlatform({ plainKeys: true, dataDirectory: directory, listenHost: "127.0.0.1" });
  if (!platform.ok) throw new Error(platform.error.kind);
  const host = await createHost(platform.value);
  if (!host.ok) throw new Error(host.error.kind);
  const id = parseCharterId(charter);
  if (id === null) throw new Error("no charter was founded");
  const text = await host.value.api.getText({ charter: id, at: { kind: "draft" } });
  await host.value.close();
  if (!text.ok) throw new Error(text.error.kind);
  return text.value.markdown;
}
