/** A library of very many charters, and the built program that opens it with no more files than a system may allow. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createHost } from "../../electron/host/createHost.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { unwrap } from "./world.ts";

const program = join(import.meta.dirname, "../../dist/programs/web.js");
/** What most systems give a program without being asked. */
const mostFiles = 1024;

export const titleOf = (number: number): string => `Well ${number} of the valley`;

/** Founds them in a directory that nobody uses. */
export async function seedLibrary(dataDirectory: string, count: number): Promise<void> {
  const host = unwrap(await createHost(unwrap(await createNodePlatform({ plainKeys: true, dataDirectory }))));
  const party = { name: "Keepers of the wells", kind: "community", constituency: "" } as const;
  unwrap(await host.api.createIdentity({ person: "Amina", device: "laptop", party }));
  const charter = { language: "en", source: { kind: "blank" }, policy: usualPolicy } as const;
  for (let number = 1; number <= count; number++)
    unwrap(await host.api.createCharter({ ...charter, title: titleOf(number) }));
  await host.close();
}

export interface Opened {
  readonly url: string;
  /** Open at this moment; null where the system does not say. */
  files(): number | null;
  /** Of the process, in MiB; null where the system does not say. */
  mebibytes(): number | null;
  close(): Promise<void>;
}

/** The program as people start it, in a process of its own. */
export async function openProgram(dataDirectory: string): Promise<Opened> {
  const words = [process.execPath, program, "--data", dataDirectory, "--no-open"];
  const child = spawn("sh", ["-c", `ulimit -n ${mostFiles}; exec "$0" "$@"`, ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await urlOf(child);
  return {
    url,
    files: () => ofProcess(child, (folder) => readdirSync(join(folder, "fd")).length),
    mebibytes: () =>
      ofProcess(child, (folder) => {
        const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(join(folder, "status"), "utf8"))?.[1];
        return Number(kibibytes) / 1024;
      }),
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("exit", (code) => reject(new Error(`the program ended with ${code}: ${said}`)));
    child.stdout?.on("data", (piece) => {
      said += piece;
      const url = /http:\/\/\S+/.exec(said)?.[0];
      if (url !== undefined && said.endsWith("\n")) resolve(url);
    });
  });
}

function ofProcess<T>({ pid }: ChildProcess, read: (folder: string) => T): T | null {
  return process.platform === "linux" ? read(`/proc/${pid}`) : null;
}
