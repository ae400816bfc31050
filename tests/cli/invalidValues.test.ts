/** Every value that the host's API refuses is refused at the command line too, in words that a person knows. */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../../electron/cli/runCli.ts";
import { createTerminal, type Ran } from "./terminal.ts";

const terminal = createTerminal();
const data = ["--data", terminal.path("ada")];
const fresh = ["--data", terminal.path("recovered"), "--plain-keys"];
const words = terminal.path("words.txt");
const long = (characters: number): string => "x".repeat(characters);
const who = ["--person", "Ada", "--plain-keys", "--data", terminal.path("new")];

beforeAll(async () => {
  writeFileSync(words, Array.from({ length: 24 }, () => "abandon").join(" "));
  await terminal.run(["init", "--plain-keys", "--person", "Ada", "--party", "Hill", ...data]);
  await terminal.run(["charter", "new", "Water", "--template", "mutual-aid", ...data]);
  writeFileSync(terminal.path("ford.md"), "# Ford\n\n## Crossing\n\n1. It is open by day.\n");
  await terminal.run(["charter", "new", "Ford", "--from", terminal.path("ford.md"), ...data]);
  await terminal.run(["propose", "Ford", "--form", "practised", ...data]);
});
afterAll(() => terminal.remove());

/** How a practised text is observed, with one value open. */
const observe =
  (option: string) =>
  (value: string): string[] => {
    const told = { day: "2026-05-01", place: "At the ford", words: "We crossed.", [option]: value };
    return ["ratify", "Ford", "--practised", ...Object.entries(told).map(([name, one]) => `--${name}=${one}`), ...data];
  };

/** A command with one of its values open, the values that its API field refuses, and what a person calls it. */
const cases: readonly (readonly [name: RegExp, values: readonly string[], words: (value: string) => string[]])[] = [
  [/Your name/, ["", long(201)], (v) => ["init", "--person", v, "--plain-keys", "--data", terminal.path("new")]],
  [/device/i, ["", long(201)], (v) => ["init", "--device", v, ...who]],
  [/The name/, ["", long(201)], (v) => ["init", "--party", v, ...who]],
  [/kind/, ["", "tribe"], (v) => ["init", "--party", "P", "--kind", v, ...who]],
  [/speaks for/, [long(10_001)], (v) => ["init", "--party", "P", "--constituency", v, ...who]],
  [/title/, ["", long(201)], (v) => ["charter", "new", v, ...data]],
  [
    /language/,
    ["", "en_US", "e n", "language-toolongsubtag", long(36)],
    (v) => ["charter", "new", "T", "--language", v, ...data],
  ],
  [/template/i, ["", "none", long(201)], (v) => ["charter", "new", "T", "--template", v, ...data]],
  [/quota/, ["", "half"], (v) => ["charter", "new", "T", "--admit-quota", v, ...data]],
  [/quota/, ["", "half"], (v) => ["charter", "new", "T", "--remove-quota", v, ...data]],
  [/suggest/, ["", "half"], (v) => ["charter", "new", "T", "--suggest", v, ...data]],
  [/note/i, [long(10_001)], (v) => ["propose", "Water", "--term", "1y", "--note", v, ...data]],
  [
    /term|months/i,
    ["", "0m", "12001m", "2027-02-30", "1 year", "1001y"],
    (v) => ["propose", "Water", "--term", v, ...data],
  ],
  [/day/, ["", "2027-02-30", "tomorrow"], (v) => ["propose", "Water", "--term", "1y", "--from", v, ...data]],
  [/notice/, ["-1", "36601", "x", "1.5"], (v) => ["propose", "Water", "--term", "1y", "--notice-days", v, ...data]],
  [/role/i, ["", "chief"], (v) => ["invite", "Water", "--role", v, ...data]],
  [/number/, ["", "0", "-3", "1.5", "x", long(20)], (v) => ["history", "Water", "1.1", `--before=${v}`, ...data]],
  [
    /number/,
    ["", "0", "-3", "1.5", "x", long(20)],
    (v) => ["edit", "Water", "--restore", "1.1", `--after-change=${v}`, ...data],
  ],
  [/text/i, [long(10_001), "a\u202eb"], (v) => ["comment", "Water", v, "--clause", "1.1", ...data]],
  [/words/, ["", "no such", long(70_000)], (v) => ["comment", "Water", "x", "--clause", "1.1", "--quote", v, ...data]],
  [/party|device/, ["nobody"], (v) => ["comment", "Water", "x", "--clause", "1.1", "--mention", v, ...data]],
  [/thread/, ["", "0123", long(65)], (v) => ["comment", "Water", "x", "--reply", v, ...data]],
  [/thread/, ["0123"], (v) => ["comment", "Water", "--resolve", v, ...data]],
  [/thread/, ["0123"], (v) => ["comment", "Water", "--reopen", v, ...data]],
  [/status/, ["", "done"], (v) => ["board", "Water", "--status", v, ...data]],
  [/clause/, ["", "99"], (v) => ["board", "Water", "--article", v, ...data]],
  [/reason/, [long(1001)], (v) => ["stance", "Water", "1.1", "agrees", "--reason", v, ...data]],
  [/reason/, [long(1001)], (v) => ["invite", "Water", "--reason", v, ...data]],
  [/hours/i, ["0", "8785", "x", ""], (v) => ["invite", "Water", "--hours", v, ...data]],
  [
    /Your name/,
    ["", long(201)],
    (v) => ["recover", "--name", v, "--address", "127.0.0.1:1", "--words-file", words, "--reason", "lost", ...fresh],
  ],
  [
    /address/,
    [long(2001)],
    (v) => ["recover", "--name", "Ada", "--address", v, "--words-file", words, "--reason", "lost", ...fresh],
  ],
  [
    /code/i,
    ["", "ABCD-EFGH", long(2001)],
    (v) => [
      ...["recover", "--name", "Ada", "--address", "wss://relay.example", "--code", v],
      ...["--words-file", words, "--reason", "lost", ...fresh],
    ],
  ],
  [/address/, ["", long(2001)], (v) => ["join", "AAAA-AAAA-AAAA-AAAA", "--address", v, ...data]],
  [/address/, ["", long(2001), "nowhere"], (v) => ["sync", "--address", v, ...data]],
  [/relay/i, ["ws://", long(2001), "http://e.org"], (v) => ["sync", "Water", `--relay-url=${v}`, ...data]],
  [/port/, ["-1", "65536", "x"], (v) => ["listen", "--port", v, ...data]],
  [/day/i, ["", "2027-02-30", "soon"], (v) => ["propose", "Water", "--term", "1y", "--closes", v, ...data]],
  [/threshold/, ["0", "257", "x", ""], (v) => ["propose", "Water", `--threshold=${v}`, ...data]],
  [/party/, ["", "nobody"], (v) => ["propose", "Ford", `--indispensable=${v}`, ...data]],
  [/entry-at/, ["0", "257", "x"], (v) => ["propose", "Water", `--entry-at=${v}`, ...data]],
  [/delay/, ["-1", "3651", "x"], (v) => ["propose", "Water", `--delay=${v}`, ...data]],
  [/join-delay/, ["-1", "3651", "x"], (v) => ["propose", "Water", `--join-delay=${v}`, ...data]],
  [/bind/, ["", "some"], (v) => ["propose", "Water", `--bind=${v}`, ...data]],
  [/clause/, ["", "99", "1.1,99"], (v) => ["propose", "Ford", `--reservations=${v}`, ...data]],
  [/accession/, ["", "0", "257", "all"], (v) => ["propose", "Water", `--accession=${v}`, ...data]],
  [/withdrawal/, ["", "-1", "3651", "soon"], (v) => ["propose", "Water", `--withdrawal=${v}`, ...data]],
  [/form/, ["", "sung"], (v) => ["propose", "Water", `--form=${v}`, ...data]],
  [/day/, ["", "2027-02-30"], (v) => ["propose", "Water", `--review=${v}`, ...data]],
  [
    /reservation|clause|words/,
    ["", "1.1", "1.1:leave:x", "99:exclude:x", "1.1:exclude: ", `1.1:exclude:${long(10_001)}`],
    observe("reserve"),
  ],
  [/day/, ["", "2027-02-30"], observe("day")],
  [/place/i, ["", long(201)], observe("place")],
  [/--words|was done/, ["", long(10_001)], observe("words")],
  [/name|party/, ["", long(201), "Ruth:nobody"], observe("witness")],
  [/file/, ["", "nowhere.jpg"], observe("evidence")],
  [/day/, ["", "2027-02-30"], (v) => ["in-force", "Water", `--known-on=${v}`, ...data]],
  [
    /day/,
    ["", "2027-02-30", "2026-01-01", "2999-01-01"],
    (v) => ["in-force", "Water", "--on=2026-01-02", `--until=${v}`, ...data],
  ],
  [/no kind/, ["", "old"], (v) => ["timeline", "Water", `--only=${v}`, ...data]],
  [/conflict/, ["", "W 1", long(100)], (v) => ["conflicts", "Water", "--settle", v, "--take", "1", ...data]],
  [/side/, ["", "0", "none"], (v) => ["conflicts", "Water", "--settle", "w-1-2-3", "--take", v, ...data]],
  [/two words/, ["", "one", "one two three"], (v) => ["keys", "words", "--confirm", v, ...data]],
  [/end/, ["", "never"], (v) => ["propose", "Water", "--term", "1y", "--end", v, ...data]],
  [/changes/, ["", "some"], (v) => ["import", terminal.path("none.docx"), "--preview", "--changes", v, ...data]],
  [/day/, ["", "2027-02-30", "soon"], (v) => ["withdraw", "Water", "all", "--reason", "x", "--on", v, ...data]],
  [/accession/, ["", "nobody"], (v) => ["invite", "Water", "--acceded", v, ...data]],
  [/place/, ["", " "], (v) => ["attest", "Water", "--place", v, ...data]],
  [/day/, ["", "2027-02-30", "soon"], (v) => ["attest", "Water", "--place", "x", "--day", v, ...data]],
  [/day/, ["", "soon"], (v) => ["record", "review", "Water", "keep", "--place", "x", "--next", v, ...data]],
  [/file/, ["", "/none"], (v) => ["record", "review", "Water", "keep", "--place", "x", "--minutes", v, ...data]],
  [
    /authority/,
    ["", " "],
    (v) => ["record", "institution", "Water", "statute", "--authority", v, "--reference", "x", ...data],
  ],
  [
    /reference/,
    ["", " "],
    (v) => ["record", "institution", "Water", "statute", "--authority", "x", "--reference", v, ...data],
  ],
  [/file/, ["/none"], (v) => ["report", "Water", "1.1", "late", "--evidence", v, ...data]],
  [/number/, ["0", "1.5", "x", "10000"], (v) => ["report", "Water", "1.1", "late", "--promise", v, ...data]],
  [
    /day|together/,
    ["", "soon", "2020-01-01"],
    (v) => ["promises", "Water", "--from", "2027-01-01", "--to", v, ...data],
  ],
  [/csv/, ["", "pdf"], (v) => ["status", "Water", "--as", v, ...data]],
  [/reason/, [long(1001)], (v) => ["withdraw", "Water", "all", "--reason", v, ...data]],
  [/reason/, [long(1001)], (v) => ["revoke", "Water", "ada", "--reason", v, ...data]],
];

/** A name of the API, a place in a list, or what a parser calls a thing. */
const rawNames = /"url"|"person"|"title"|"language"|"words|\[\d+\]|\w\.\w+ should|should be a list|undefined|\bnull\b/;

const textOf = (ran: Ran): string => `${ran.out}\n${ran.err}`;

describe("a value that the API refuses", () => {
  const rows = cases.flatMap(([name, values, words]) =>
    values.map(
      (value) =>
        [
          words(value.length > 40 ? `${value.slice(0, 8)}… (${value.length})` : value).join(" "),
          name,
          words(value),
        ] as const,
    ),
  );

  it.each(rows)("ends with a reason: %s", async (_, name, words) => {
    const ran = await terminal.run(words);
    expect([1, 2]).toContain(ran.code);
    expect(textOf(ran)).toMatch(name);
    expect(textOf(ran)).not.toMatch(rawNames);
    const asJson = await terminal.run([...words, "--json"]);
    expect(asJson.values.at(-1)).toMatchObject({ ok: false, error: { kind: expect.any(String) } });
    expect(asJson.values.at(-1)).not.toMatchObject({ error: { kind: "internal" } });
  });

  it("leaves nothing behind", async () => {
    const listed = await terminal.run(["charter", "list", "--json", ...data]);
    expect(listed.values[0]).toHaveLength(2);
    expect((await terminal.run(["charter", "list", "--data", terminal.path("new")])).code).toBe(1);
  });

  it("is tried here for every option that goes to the API", () => {
    const tried = new Set(rows.flatMap(([, , words]) => words.flatMap((word) => /^--([a-z-]+)/.exec(word)?.[1] ?? [])));
    // Of the machine, or which thing of those that are here: what names none is refused as not found.
    const elsewhere = new Set(
      "accept reject withdraw file open alternative pick choice data passphrase-file new-passphrase-file out for from text set add-after after remove move restore at clause content statement bundle picture qr-png wait port host url store store-password certificate key qr supersedes until words-file reservations on since seal find into clauses witnesses read suggestion with".split(
        " ",
      ),
    );
    const left = commands
      .filter((command) => !["relay", "serve", "demo"].includes(command.name))
      .flatMap((command) => Object.entries(command.options))
      .filter(([, option]) => option.kind !== "flag")
      .map(([name]) => name)
      .filter((name) => !tried.has(name) && !elsewhere.has(name));
    expect([...new Set(left)]).toEqual([]);
  });
});

describe("words that the text cannot keep", () => {
  const file = (name: string, text: string): string => {
    writeFileSync(terminal.path(name), text);
    return terminal.path(name);
  };
  const lossy = () =>
    file("lossy.md", "---\ntitle: Ford\nlang: ar\n---\n\n1. Open.\n\n[office]: https://e.org/office\n");

  it("are told and asked before anything is begun", async () => {
    const count = async () => (await terminal.run(["charter", "list", "--json", ...data])).values[0] as unknown[];
    const before = (await count()).length;
    const refusedRun = await terminal.run(["charter", "new", "--from", lossy(), ...data]);
    expect(refusedRun.code).toBe(1);
    expect(refusedRun.err).toContain("https://e.org/office");
    const asJson = await terminal.run(["charter", "new", "--from", lossy(), "--json", ...data]);
    expect(asJson.values).toMatchObject([
      { error: { kind: "notAllKept", notKept: [{ kind: "linkDefinition", line: 8 }], notKeptCount: 1 } },
    ]);
    const said = await terminal.run(["charter", "new", "--from", lossy(), ...data], { askYes: async () => false });
    expect(said.code).toBe(1);
    expect(await count()).toHaveLength(before);
    const agreed = await terminal.run(["charter", "new", "--from", lossy(), ...data], { askYes: async () => true });
    expect(agreed.out).toContain("Ford");
    const yes = await terminal.run(["charter", "new", "Other", "--from", lossy(), "--yes", "--json", ...data]);
    expect(yes.values).toMatchObject([{ notKept: [{ kind: "title" }, { kind: "linkDefinition" }] }]);
    const listed = await terminal.run(["charter", "list", "--json", ...data]);
    expect(listed.values[0]).toContainEqual(expect.objectContaining({ title: "Ford", language: "ar" }));
  });

  it("are told without asking where only their looks go", async () => {
    const looks = file("looks.txt", "(a) Wells.\n(b) Herds.\n");
    const ran = await terminal.run(["charter", "new", "Looks", "--from", looks, ...data]);
    expect(ran.code).toBe(0);
    expect(ran.err).toContain("(a) Wells.");
    const asked: string[] = [];
    const no = await terminal.run(["charter", "new", "Asked", "--from", looks, ...data], {
      askYes: async (question) => {
        asked.push(question);
        return false;
      },
    });
    expect([no.code, asked.length]).toEqual([1, 1]);
  });

  it("are told of an edit too, from a file and from the command line", async () => {
    const before = await terminal.run(["text", "Water", ...data]);
    for (const words of [
      ["--from", lossy()],
      ["--set", "1.1", "--text", "See ![map](https://e.org/m.png)."],
    ]) {
      const ran = await terminal.run(["edit", "Water", ...words, ...data]);
      expect([ran.code, ran.err]).toEqual([1, expect.stringContaining("https://e.org/")]);
      expect((await terminal.run(["text", "Water", ...data])).out).toBe(before.out);
    }
    const plain = file("plain.txt", "Rules\n\nArticle 1\n1. Wells.\n2. Herds.\n");
    expect((await terminal.run(["edit", "Looks", "--from", plain, ...data])).code).toBe(0);
    // The first heading is the charter's title from now on.
    const after = await terminal.run(["text", "Rules", ...data]);
    expect(after.err).toBe("");
    expect(after.out).toMatch(/1\. Wells.*\n\n2\. Herds/);
  });

  it("are read in any encoding with a mark, and refused by the byte where they are none", async () => {
    const path = terminal.path("wide.txt");
    writeFileSync(path, Buffer.from("\ufeffArticle 1\r\r1. Öffnen.\r", "utf16le"));
    expect((await terminal.run(["charter", "new", "Wide", "--from", path, ...data])).code).toBe(0);
    expect((await terminal.run(["text", "Wide", ...data])).out).toContain("1. Öffnen.");
    writeFileSync(path, Buffer.concat([Buffer.from("Wells ", "utf8"), Buffer.from([0xe9])]));
    const ran = await terminal.run(["charter", "new", "Bad", "--from", path, "--json", ...data]);
    expect(ran.values).toMatchObject([{ error: { kind: "notUtf8", atByte: 6 } }]);
  });
});
