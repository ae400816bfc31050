import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";

interface Used {
  readonly directory: string;
  readonly child: ChildProcess;
  readonly secrets: readonly Buffer[];
}

/** A host that somebody has worked with, still running. */
async function used(): Promise<Used> {
  const directory = mkdtempSync(join(tmpdir(), "tessera-rest-"));
  const script = new URL("./atRestProcess.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, directory], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const { words, keys } = JSON.parse(line) as { words: readonly string[]; keys: readonly string[] };
  expect(words.length).toBeGreaterThan(12);
  // The key-encryption key, four seeds of the identity, the epoch key.
  expect(keys.length).toBeGreaterThanOrEqual(6);
  const secrets = [
    ...words.flatMap((word) => [Buffer.from(word), Buffer.from(word, "utf16le")]),
    ...keys.flatMap((key) => [
      Buffer.from(key, "hex"),
      Buffer.from(key),
      Buffer.from(Buffer.from(key, "hex").toString("base64")),
    ]),
  ];
  return { directory, child, secrets };
}

const filesOf = (directory: string): readonly string[] => readdirSync(directory, { recursive: true, encoding: "utf8" });

/** Names of files are read by a thief too. */
function findings({ directory, secrets }: Used): readonly string[] {
  const files = filesOf(directory).filter((name) => statSync(join(directory, name)).isFile());
  expect(files.length).toBeGreaterThanOrEqual(5);
  return files.flatMap((name) => {
    const bytes = readFileSync(join(directory, name));
    return secrets
      .filter((secret) => bytes.includes(secret) || name.includes(secret.toString()))
      .map((secret) => `${name}: ${secret.toString("latin1")}`);
  });
}

describe("A disk taken out of the machine", () => {
  it("shows no word and no key of a host that runs, was killed, or has closed", async () => {
    const host = await used();
    expect(findings(host)).toEqual([]);
    const killed = once(host.child, "exit");
    host.child.kill("SIGKILL");
    await killed;
    expect(filesOf(host.directory).some((name) => name.endsWith(".sqlite-wal"))).toBe(true);
    expect(findings(host)).toEqual([]);

    const second = await used();
    const closed = once(second.child, "exit");
    second.child.stdin?.end("close\n");
    expect((await closed)[0]).toBe(0);
    expect(findings(second)).toEqual([]);
  });

  it("would show them, were they there: the scan sees every byte of every file", async () => {
    const host = await used();
    const [secret = Buffer.alloc(0)] = host.secrets;
    appendFileSync(join(host.directory, "key.sealed"), secret);
    expect(findings(host)).toEqual([`key.sealed: ${secret.toString()}`]);
  });
});
