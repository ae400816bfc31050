import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { readRecoveryWords } from "../../../electron/host/keys/recoveryWords.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { RecoverySheet } from "../../../shared/api/keys.ts";
import { stretchCosts } from "../../../shared/base/crypto.ts";
import { type RecoveryLanguage, recoveryLanguages } from "../../../shared/base/recoveryLanguages.ts";
import type { Result } from "../../../shared/base/result.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tessera-sheet-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function had<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const passphrase = "open sesame";
const party = { name: "Upper bank", kind: "community", constituency: "" } as const;
const sheetFile = (): string => join(directory, "words.sealed");

async function start(): Promise<Host> {
  const settings = { dataDirectory: directory, listenHost: "127.0.0.1", stretchCost: stretchCosts.light };
  const host = had(await createHost(had(await createNodePlatform(settings))));
  onTestFinished(() => host.close());
  return host;
}

/** Ends the host and begins another on the same directory, as a reload or a power cut would have it. */
async function startAgain(host: Host): Promise<Host> {
  await host.close();
  const next = await start();
  had(await next.api.unlock({ passphrase }));
  return next;
}

async function founded(founder: typeof party | null = party): Promise<Host> {
  const host = await start();
  had(await host.api.protectKeys({ current: null, choice: { kind: "passphrase", passphrase } }));
  had(await host.api.createIdentity({ person: "Amina", device: "laptop", party: founder }));
  return host;
}

async function sheetOf({ api }: Host, language: RecoveryLanguage = "en"): Promise<RecoverySheet> {
  const sheet = had(await api.getRecoveryWords({ language }));
  if (sheet === null) throw new Error("the words are gone");
  return sheet;
}

const asked = ({ words, ask: [first, second] }: RecoverySheet): readonly [string, string] => [
  words[first - 1] ?? "",
  words[second - 1] ?? "",
];

describe("A recovery sheet that is not confirmed", () => {
  it("survives every restart and lock, with the same two words to be typed back", async () => {
    const host = await founded();
    const first = await sheetOf(host);
    const { words } = first;
    expect(first).toEqual({ words, language: "en", ask: [expect.any(Number), expect.any(Number)] });
    expect(words).toHaveLength(24);
    const [one, other] = first.ask;
    expect(one).toBeGreaterThanOrEqual(1);
    expect(other).toBeGreaterThan(one);
    expect(other).toBeLessThanOrEqual(24);
    const second = await startAgain(host);
    expect(await sheetOf(second)).toEqual(first);
    had(await second.api.lock({}));
    expect(await second.api.getRecoveryWords({ language: "en" })).toMatchObject({
      ok: false,
      error: { kind: "keysLocked" },
    });
    had(await second.api.unlock({ passphrase }));
    const read = await readRecoveryWords((await sheetOf(second)).words);
    const identity = had(await second.api.getIdentity({}));
    expect(Buffer.from(read?.root.publicKey ?? []).toString("hex")).toBe(identity?.party?.id);
  });

  it("stays until both words are right: other words, their places changed, one of them", async () => {
    const host = await founded();
    const sheet = await sheetOf(host);
    const [one, other] = asked(sheet);
    // A word may come twice on a sheet.
    const elsewhere = sheet.words.find((word) => word !== one && word !== other) ?? "";
    const wrong: (readonly [string, string])[] = [
      [one, elsewhere],
      [elsewhere, other],
      [`${one}x`, other],
      [one, one === other ? elsewhere : one],
    ];
    for (const words of wrong)
      expect(await host.api.confirmRecoveryWords({ words })).toEqual({
        ok: false,
        error: { kind: "sheetWordsWrong", ask: sheet.ask },
      });
    expect(await sheetOf(await startAgain(host))).toEqual(sheet);
  });

  it("is erased when they are, and tells the windows; nothing is left to be confirmed", async () => {
    const host = await founded();
    const heard: string[] = [];
    host.onEvent((event) => heard.push(event.kind));
    const [one, other] = asked(await sheetOf(host));
    expect(existsSync(sheetFile())).toBe(true);
    had(await host.api.confirmRecoveryWords({ words: [` ${one.toUpperCase()}`, `${other} `] }));
    expect(heard).toContain("keysChanged");
    expect(readdirSync(directory).filter((name) => name.startsWith("words"))).toEqual([]);
    expect(had(await host.api.getRecoveryWords({ language: "en" }))).toBeNull();
    had(await host.api.confirmRecoveryWords({ words: [one, other] }));
    const next = await startAgain(host);
    expect(had(await next.api.getRecoveryWords({ language: "en" }))).toBeNull();
    expect(had(await next.api.getIdentity({}))).toMatchObject({ party });
  });

  it("shows no word to whoever reads the disk, under the passphrase that was or the one that comes", async () => {
    const host = await founded();
    const { words } = await sheetOf(host);
    const readable = (): readonly string[] => {
      const files = readdirSync(directory, { recursive: true, encoding: "utf8" })
        .filter((name) => statSync(join(directory, name)).isFile())
        .map((name) => readFileSync(join(directory, name)));
      const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`);
      return pairs.filter((secret) => files.some((bytes) => bytes.includes(secret)));
    };
    expect(existsSync(sheetFile())).toBe(true);
    expect(readable()).toEqual([]);
    const choice = { kind: "passphrase", passphrase: "close sesame" } as const;
    had(await host.api.protectKeys({ current: passphrase, choice }));
    expect(readable()).toEqual([]);
    await host.close();
    const next = await start();
    had(await next.api.unlock({ passphrase: choice.passphrase }));
    expect((await sheetOf(next)).words).toEqual(words);
    // The scan sees every byte of every file.
    writeFileSync(join(directory, "canary"), words.join(" "));
    expect(readable()).toContain(`${words[0]} ${words[1]}`);
  });

  it.each(recoveryLanguages)("stands in %s, and is confirmed by the words of any language", async (language) => {
    const host = await founded();
    const sheet = await sheetOf(host, language);
    expect(sheet).toMatchObject({ language, ask: (await sheetOf(host)).ask });
    expect(sheet.words).toHaveLength(24);
    expect(sheet.words.join(" ").normalize("NFC")).toBe(sheet.words.join(" "));
    const [one, other] = asked(sheet);
    expect(await host.api.confirmRecoveryWords({ words: [other, `${one}x`] })).toMatchObject({
      ok: false,
      error: { kind: "sheetWordsWrong" },
    });
    had(await host.api.confirmRecoveryWords({ words: [one.normalize("NFKD"), other] }));
    expect(had(await host.api.getRecoveryWords({ language }))).toBeNull();
  });

  it("belongs to whoever founded a party here, and to nobody else", async () => {
    const host = await founded(null);
    expect(had(await host.api.getRecoveryWords({ language: "en" }))).toBeNull();
    expect(existsSync(sheetFile())).toBe(false);
    const nobody = await startAgain(host);
    expect(had(await nobody.api.getRecoveryWords({ language: "en" }))).toBeNull();
  });

  it("whose file is spoiled is told of, and takes nothing else along; zeros are an erasure that was cut off", async () => {
    const host = await founded();
    await host.close();
    const sealed = readFileSync(sheetFile());
    const answer = async (bytes: Uint8Array): Promise<Result<RecoverySheet | null, HostError>> => {
      writeFileSync(sheetFile(), bytes);
      const next = await start();
      had(await next.api.unlock({ passphrase }));
      expect(had(await next.api.getIdentity({}))).toMatchObject({ person: "Amina" });
      const read = await next.api.getRecoveryWords({ language: "en" });
      await next.close();
      return read;
    };
    const trouble = (what: string) => ({
      ok: false,
      error: { kind: "fileUnusable", what: "words", trouble: what, file: sheetFile() },
    });
    expect(await answer(new Uint8Array())).toEqual(trouble("emptied"));
    expect(await answer(sealed.map((byte, at) => (at === 40 ? byte ^ 1 : byte)))).toEqual(trouble("foreign"));
    expect(await answer(new Uint8Array(sealed.length))).toEqual({ ok: true, value: null });
    expect(await answer(sealed)).toMatchObject({ ok: true, value: { language: "en" } });
  });
});
