import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { optionsOf } from "../../electron/cli/parseCall.ts";
import { commands } from "../../electron/cli/runCli.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
const data = ["--data", terminal.path("data")];

beforeAll(async () => {
  await terminal.run(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...data]);
  await terminal.run(["charter", "new", "Mutual aid accord", "--template", "mutual-aid", ...data]);
  writeFileSync(terminal.path("latin1.md"), Buffer.from("# Caf\u00e9", "latin1"));
  writeFileSync(terminal.path("junk.tessera"), "junk");
  writeFileSync(terminal.path("junk.pdf"), "%PDF-1.7 junk");
  writeFileSync(terminal.path("secret"), "correct horse\n");
});
afterAll(() => terminal.remove());

describe("wrong usage", () => {
  it.each([
    [[], "tessera help"],
    [["sing"], "no command"],
    [["charter"], "charter new"],
    [["charter", "burn"], "charter list"],
    [["help", "sing"], "no command"],
    [["text"], "text needs CHARTER"],
    [["text", "a", "b"], `"b"`],
    [["text", "a", "--loud"], "--loud"],
    [["listen", "--port", "70000"], "0 to 65535"],
    [["listen", "--port", "x"], "0 to 65535"],
    [["init"], "--person"],
    [["init", "--person", "A", "--party", "B", "--kind", "empire"], "--kind"],
    [["propose", "mutual", "--term", "forever"], "--term"],
    [["propose", "mutual", "--from", "2027-02-30"], "--from"],
    [["edit", "mutual"], "--text or --from"],
    [["edit", "mutual", "--set", "1.1", "--remove", "1.2"], "not both"],
    [["sync"], "--address"],
    [["join", "ABCD"], "--address"],
    [["invite", "mutual", "--role", "king"], "--role"],
    [["charter", "new", "X", "--admit-quota", "half"], "--admit-quota"],
    [["charter", "new", "X", "--remove-quota", "none"], "--remove-quota"],
    [["revoke", "mutual", "laptop"], "--reason"],
    [["revoke", "mutual"], "DEVICE"],
    [["remove-party", "mutual", "Lower bank"], "--reason"],
    [["remove-party", "mutual", "Upper bank", "--reason", "x"], "withdraw"],
    [["withdraw", "mutual"], "--reason"],
    [["recover", "--name", "Amina"], "--words-file"],
  ])("%j ends with 2 and says how", async (words, hint) => {
    const ran = await terminal.run(words.length === 0 ? words : [...words, ...data]);
    expect(ran.out + ran.err).toContain(hint);
    expect(ran.code).toBe(2);
  });

  it("of an option shows the options there are", async () => {
    const ran = await terminal.run(["init", "--name", "Amina", ...data]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("--name");
    expect(ran.err).toMatch(/^ {2}--person /m);
    expect(ran.err).toContain((await terminal.run(["help", "init"])).out.trimEnd());
  });

  it("is a document too with --json", async () => {
    const ran = await terminal.run(["text", "--json"]);
    expect(ran.values).toMatchObject([{ ok: false, error: { kind: "usage" } }]);
    const loud = await terminal.run(["text", "a", "--loud", "--json"]);
    expect(loud.values).toMatchObject([
      { ok: false, error: { kind: "usage" }, title: expect.not.stringContaining("--data") },
    ]);
  });
});

describe("a refusal", () => {
  it.each([
    ["notSetUp", ["charter", "list", "--data", terminal.path("empty")]],
    ["alreadySetUp", ["init", "--person", "Berta", ...data]],
    ["charterNotFound", ["text", "nowhere", ...data]],
    ["clauseNotFound", ["edit", "mutual", "--remove", "99", ...data]],
    ["clauseNotFound", ["bracket", "mutual", "--open", "99", "--quote", "x", ...data]],
    ["quoteNotFound", ["bracket", "mutual", "--open", "1.1", "--quote", "no such words", ...data]],
    ["quoteNotUnique", ["bracket", "mutual", "--open", "1.1", "--quote", "e", ...data]],
    ["bracketNotFound", ["bracket", "mutual", "--reopen", "99", ...data]],
    ["bracketNotFound", ["fields", "mutual", "colour=blue", ...data]],
    ["alternativeNotFound", ["bracket", "mutual", "--pick", "1", "--choice", "2", ...data]],
    ["alternativeNotFound", ["bracket", "mutual", "--pick", "1", "--choice", "zero", ...data]],
    ["textUndecided", ["propose", "mutual", "--term", "2y", ...data]],
    ["clauseNotFound", ["edit", "mutual", "--move", "1.1", "--after", "99", ...data]],
    ["badArgument", ["edit", "mutual", "--move", "1.1", "--after", "1.1", ...data]],
    ["clauseNotFound", ["comment", "mutual", "What?", "--clause", "99", ...data]],
    ["wordsNotFound", ["comment", "mutual", "What?", "--clause", "1.1", "--quote", "no such words", ...data]],
    ["threadNotFound", ["comment", "mutual", "Yes.", "--reply", "0123abcd", ...data]],
    ["clauseNotFound", ["stance", "mutual", "99", "agrees", ...data]],
    ["clauseNotAgreed", ["close", "mutual", "1.1", ...data]],
    ["proposalNotFound", ["ratify", "mutual", ...data]],
    ["nothingInForce", ["diff", "mutual", ...data]],
    ["nothingInForce", ["renew", "mutual", ...data]],
    ["templateNotFound", ["charter", "new", "X", "--template", "none", ...data]],
    ["notUtf8", ["charter", "new", "X", "--from", terminal.path("latin1.md"), ...data]],
    ["notUtf8", ["edit", "mutual", "--from", terminal.path("latin1.md"), ...data]],
    ["badArgument", ["charter", "new", "X", "--from", terminal.path("missing.md"), ...data]],
    ["codeMistyped", ["join", "AAAA-AAAA-AAAA-AAAB", "--address", "127.0.0.1:1", ...data]],
    ["peerUnreachable", ["sync", "--address", "127.0.0.1:1", ...data]],
    ["relayUnreachable", ["sync", "mutual", "--relay", "ws://127.0.0.1:1", ...data]],
    ["badArgument", ["revoke", "mutual", "nobody", "--reason", "lost", ...data]],
    ["badArgument", ["remove-party", "mutual", "nobody", "--reason", "left", ...data]],
    ["decisionNotFound", ["consent", "mutual", ...data]],
    ["bundleDamaged", ["bundle", "import", terminal.path("junk.tessera"), ...data]],
    ["notTesseraPdf", ["pdf", "--seal", terminal.path("junk.pdf"), ...data]],
    ["noKnownFaces", ["faces", "add", terminal.path("junk.pdf"), ...data]],
    ["notTesseraPdf", ["verify", terminal.path("junk.pdf")]],
    ["badArgument", ["charter", "list", "--passphrase-file", terminal.path("secret"), ...data]],
    ["protectionNotChosen", ["init", "--person", "Berta", "--data", terminal.path("unchosen")]],
  ])("%s ends with 1, says why, and leaves the text as it was", async (kind, words) => {
    const before = await terminal.run(["text", "mutual", ...data]);
    const asJson = await terminal.run([...words, "--json"]);
    expect(asJson.values.at(-1)).toMatchObject({ ok: false, error: { kind } });
    expect(asJson.code).toBe(1);
    const forPeople = await terminal.run(words);
    expect(forPeople.err).toMatch(/\.\n.*\.\n$/);
    expect(forPeople.code).toBe(1);
    expect((await terminal.run(["text", "mutual", ...data])).out).toBe(before.out);
  });

  it("meets a second start on the same data directory", async () => {
    const listening = terminal.start(["listen", "--for", "60", "--json", ...data]);
    await listening.first;
    const second = await terminal.run(["charter", "list", "--json", ...data]);
    expect(second.values).toMatchObject([{ ok: false, error: { kind: "dataDirectoryBusy" } }]);
    listening.interrupt();
    expect((await listening.ended).code).toBe(0);
    expect((await terminal.run(["charter", "list", ...data])).code).toBe(0);
  });

  it("meets whoever signs another text than they saw, or says no when asked", async () => {
    const listed = await terminal.run(["fields", "mutual", "--json", ...data]);
    const { fields } = listed.values[0] as { fields: { number: number; name: string }[] };
    await terminal.run(["fields", "mutual", ...fields.map(({ number, name }) => `${number}=${name}`), ...data]);
    const proposed = await terminal.run(["propose", "mutual", "--term", "2y", "--json", ...data]);
    expect(proposed.code).toBe(0);
    const other = await terminal.run(["ratify", "mutual", "--content", "00000000", "--json", ...data]);
    expect(other.values).toMatchObject([{ ok: false, error: { kind: "contentChanged" } }]);
    const asked = await terminal.run(["ratify", "mutual", ...data], { askYes: async () => false });
    expect(asked.out).toContain("Mutual aid accord");
    expect(asked.code).toBe(1);
    const agreed = await terminal.run(["ratify", "mutual", ...data], { askYes: async () => true });
    expect(agreed.out).toContain("in force");
  });
});

describe("what people see", () => {
  it("is safe from control characters in what others wrote", async () => {
    const evil = ["--data", terminal.path("evil")];
    await terminal.run(["init", "--plain-keys", "--person", "Eve\u001b[2J", "--party", "E\u0007ve", ...evil]);
    await terminal.run(["charter", "new", "T\u001b]0;x\u0007itle", "--language", "en", ...evil]);
    const shown = [
      await terminal.run(["charter", "list", ...evil]),
      await terminal.run(["charter", "list", ...evil], { inColour: true }),
    ];
    for (const { out } of shown) expect(out).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  it("has colours only where somebody looks", async () => {
    await terminal.run(["edit", "mutual", "--set", "1.1", "--text", "Quite other words.", ...data]);
    const plain = await terminal.run(["diff", "mutual", ...data]);
    expect(plain.out).toContain("[+Quite other words.+]");
    expect(plain.out).not.toContain("\u001b");
    const coloured = await terminal.run(["diff", "mutual", ...data], { inColour: true });
    expect(coloured.out).toContain("\u001b[32mQuite other words.\u001b[0m");
  });
});

describe("help", () => {
  const manual = readFileSync(new URL("../../docs/CLI.md", import.meta.url), "utf8");

  it.each(commands.map((command) => [command.name, command] as const))(
    "on %s is there, and in docs/CLI.md",
    async (name, command) => {
      const help = await terminal.run(["help", ...name.split(" ")]);
      expect(help.code).toBe(0);
      expect(manual).toContain(`\n### ${`tessera ${name} ${command.operands}`.trim()}\n`);
      for (const option of Object.keys(command.options)) {
        expect(help.out).toContain(`--${option}`);
        expect(manual).toContain(`\`--${option}`);
      }
      expect(Object.keys(optionsOf(command))).toContain("json");
    },
  );

  it("says the version", async () => {
    expect((await terminal.run(["--version"])).out).toBe("1.2.3\n");
  });
});
