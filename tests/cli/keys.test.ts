import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());
for (const [name, words] of [
  ["first", "open sesame"],
  ["second", "close sesame\nnot this line"],
  ["short", "sesame"],
] as const)
  writeFileSync(terminal.path(name), words);

/** Answers in order, and then nothing. */
const asked = (...answers: readonly string[]) => {
  const left = [...answers];
  return { askSecret: async () => left.shift() ?? "" };
};
const fileOf = (name: string): readonly string[] => ["--passphrase-file", terminal.path(name)];

describe("keys under a passphrase", () => {
  const data = ["--data", terminal.path("kept")];

  it("open with it: from a file, the environment or a terminal that asks", async () => {
    expect((await terminal.run(["init", "--person", "Berta", ...fileOf("first"), ...data])).code).toBe(0);
    expect((await terminal.run(["charter", "list", ...fileOf("first"), ...data])).code).toBe(0);
    expect((await terminal.run(["charter", "list", ...data], { passphrase: "open sesame" })).code).toBe(0);
    expect((await terminal.run(["charter", "list", ...data], asked("open sesame"))).code).toBe(0);
    expect((await terminal.run(["keys", "--json", ...data])).values).toMatchObject([
      { protection: "passphrase", isLocked: true },
    ]);
  });

  it("do not open without it, nor with another, however often it is tried", async () => {
    const without = await terminal.run(["charter", "list", "--json", ...data]);
    expect(without.values).toMatchObject([{ ok: false, error: { kind: "keysLocked" } }]);
    for (let tries = 0; tries < 3; tries++) {
      const wrong = await terminal.run(["charter", "list", "--json", ...data], asked("open sesam"));
      expect([wrong.code, wrong.values]).toMatchObject([1, [{ error: { kind: "wrongPassphrase" } }]]);
    }
    expect((await terminal.run(["charter", "list", ...data], { passphrase: "open sesame" })).code).toBe(0);
  });

  it("change to another one, with the old one's proof", async () => {
    const change = ["passphrase", "change", "--new-passphrase-file", terminal.path("second"), ...data];
    const unproven = await terminal.run([...change, ...fileOf("second"), "--json"]);
    expect(unproven.values).toMatchObject([{ error: { kind: "wrongPassphrase" } }]);
    expect((await terminal.run([...change, ...fileOf("first")])).code).toBe(0);
    expect((await terminal.run(["charter", "list", ...data], { passphrase: "open sesame" })).code).toBe(1);
    expect((await terminal.run(["charter", "list", ...data], { passphrase: "close sesame" })).code).toBe(0);
  });

  it("lie open again only after a clear yes", async () => {
    const remove = ["passphrase", "remove", ...fileOf("second"), ...data];
    expect((await terminal.run(remove)).code).toBe(2);
    expect((await terminal.run(remove, { askYes: async () => false })).code).toBe(1);
    expect((await terminal.run(["charter", "list", ...data])).code).toBe(1);
    expect((await terminal.run(remove, { askYes: async () => true })).code).toBe(0);
    expect((await terminal.run(["charter", "list", ...data])).code).toBe(0);
    expect((await terminal.run(["keys", ...data])).out).toContain("plain file");
  });

  it("come under a passphrase that is asked for twice, and is long enough", async () => {
    const set = ["passphrase", "set", ...data];
    expect((await terminal.run(set, asked("open sesame", "open sesam"))).code).toBe(2);
    const short = await terminal.run([...set, "--new-passphrase-file", terminal.path("short"), "--json"]);
    expect(short.values).toMatchObject([{ error: { kind: "passphraseTooShort" } }]);
    expect((await terminal.run(set, asked("open sesame", "open sesame"))).code).toBe(0);
    expect((await terminal.run(set, asked("other words", "other words"))).code).toBe(2);
    expect((await terminal.run(["charter", "list", ...data], asked("open sesame"))).code).toBe(0);
  });
});

describe("init", () => {
  it("makes no key before somebody has said what shall protect it", async () => {
    const data = ["--data", terminal.path("fresh")];
    const unsaid = await terminal.run(["init", "--person", "Cora", "--json", ...data]);
    expect(unsaid.values).toMatchObject([{ error: { kind: "protectionNotChosen" } }]);
    for (const file of ["key.sealed", "keys.key", "identity.sealed"])
      expect(existsSync(terminal.path(`fresh/${file}`))).toBe(false);
    const both = ["init", "--person", "Cora", "--plain-keys", ...fileOf("first"), ...data];
    expect((await terminal.run(both)).code).toBe(2);
    const plain = await terminal.run(["init", "--person", "Cora", "--plain-keys", ...data]);
    expect([plain.code, plain.out]).toEqual([0, expect.stringContaining("tessera passphrase set")]);
  });
});

describe("keys words", () => {
  const data = ["--data", terminal.path("founder"), ...fileOf("first")];
  const run = (...words: readonly string[]) => terminal.run(["keys", "words", ...words, ...data]);
  interface Shown {
    readonly sheet: { readonly words: readonly string[]; readonly ask: readonly [number, number] } | null;
  }

  it("shows the words of init again, until two of them are typed back", async () => {
    const made = await terminal.run(["init", "--person", "Dora", "--party", "Bank", "--json", ...data]);
    const { sheet } = (await run("--json")).values[0] as Shown;
    if (sheet === null) throw new Error("the words are gone");
    const recoveryWords = sheet.words;
    expect(made.values).toEqual([{ identity: expect.anything(), sheet }]);
    const shown = await run();
    const [first, second] = sheet.ask;
    expect([shown.code, shown.out]).toEqual([0, expect.stringContaining(recoveryWords.slice(8, 16).join(" "))]);
    expect(shown.out).toContain(`words ${first} and ${second}`);

    const french = await terminal.run(["keys", "words", ...data], { languages: ["qu", "fr-CA"] });
    expect(french.out).toContain("The words are in this language of BIP 39: French.");
    const spanish = await run("--language", "es");
    expect(spanish.out).toContain("The words are in this language of BIP 39: Spanish.");
    expect((await run("--language", "ar")).code).toBe(2);
    const right = `${recoveryWords[first - 1]} ${recoveryWords[second - 1]}`;
    const wrong = await run("--confirm", `${right}s`, "--json");
    expect([wrong.code, wrong.values]).toMatchObject([1, [{ error: { kind: "sheetWordsWrong", ask: sheet.ask } }]]);
    for (const misused of ["river", `${right} river`, ""]) expect((await run("--confirm", misused)).code).toBe(2);
    expect((await run("--json")).values).toEqual([{ sheet: expect.objectContaining({ words: recoveryWords }) }]);

    expect((await run("--confirm", right, "--json")).values).toEqual([{ sheet: null }]);
    const gone = await run();
    expect([gone.code, gone.out]).toEqual([0, expect.stringContaining("No words of a party are kept")]);
    expect(existsSync(terminal.path("founder/words.sealed"))).toBe(false);
    writeFileSync(terminal.path("old"), recoveryWords.join("\n"));
  });

  it("makes a new sheet with other words, beside the old ones or in their place", async () => {
    const renew = (...words: readonly string[]) => terminal.run(["keys", "new-sheet", ...words, ...data]);
    const old = readFileSync(terminal.path("old"), "utf8").split("\n");
    const beside = await renew("--language", "fr");
    expect([beside.code, beside.out]).toEqual([0, expect.stringContaining("for 30 days")]);
    expect(beside.out).toContain("French");
    expect((await renew("--json")).values).toMatchObject([{ error: { kind: "sheetNotConfirmed" } }]);
    const { sheet } = (await run("--json")).values[0] as Shown;
    const asked = sheet?.ask.map((at) => sheet.words[at - 1]).join(" ") ?? "";
    expect((await run("--confirm", asked)).code).toBe(0);
    const [made] = (await renew("--words-file", terminal.path("old"), "--json")).values;
    expect(made).toMatchObject({ isSettled: true, charters: [], sheet: { words: expect.any(Array) } });
    expect((made as Shown).sheet?.words).not.toEqual(old);
    const asks: string[] = [];
    const askYes = async (question: string): Promise<boolean> => asks.push(question) === 0;
    const said = await terminal.run(["keys", "new-sheet", ...data], { askYes });
    expect([said.code, asks]).toEqual([1, [expect.stringContaining("outrank")]]);
  });
});

describe("lock", () => {
  it("says that nothing runs, where nothing does", async () => {
    const idle = await terminal.run(["lock", "--json", "--data", terminal.path("kept")]);
    expect(idle.values).toEqual([{ wasRunning: false }]);
  });
});

describe("a data directory that was copied", () => {
  it("[L22] is told at a terminal, and does nothing before somebody says which copy it is", async () => {
    const [home, copy] = [terminal.path("home"), terminal.path("copy")];
    const lists = (directory: string) => terminal.run(["charter", "list", "--json", "--data", directory]);
    await terminal.run(["init", "--person", "Berta", "--party", "Lower bank", "--plain-keys", "--data", home]);
    await terminal.run(["charter", "new", "Wells", "--language", "en", "--data", home]);
    cpSync(home, copy, { recursive: true });
    expect((await lists(copy)).values).toMatchObject([{ ok: false, error: { kind: "dataDirectoryMoved" } }]);
    const told = await terminal.run(["charter", "list", "--data", copy]);
    expect([told.code, told.err]).toEqual([1, expect.stringContaining("tessera folder only-copy")]);
    expect((await terminal.run(["keys", "--data", copy])).out).toContain("is a copy, or it was moved");
    expect((await terminal.run(["passphrase", "set", "--json", "--data", copy])).values).toMatchObject([
      { error: { kind: "dataDirectoryMoved" } },
    ]);
    expect((await terminal.run(["folder", "both", "--data", copy])).code).toBe(2);

    const aside = await terminal.run(["folder", "new-device", "--json", "--data", copy]);
    expect(aside.values).toMatchObject([{ putAside: expect.stringContaining("put-aside-") }]);
    expect((await lists(copy)).values).toMatchObject([{ error: { kind: "notSetUp" } }]);
    expect((await lists(home)).code).toBe(0);

    rmSync(copy, { recursive: true });
    cpSync(home, copy, { recursive: true });
    expect((await terminal.run(["folder", "only-copy", "--data", copy])).code).toBe(0);
    expect((await lists(copy)).values).toMatchObject([[{ title: "Wells" }]]);
    const again = await terminal.run(["folder", "only-copy", "--json", "--data", copy]);
    expect(again.values).toMatchObject([{ error: { kind: "dataDirectoryInPlace" } }]);
  });
});
