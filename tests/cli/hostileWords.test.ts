/** Every command that shows the words of others shows them as words, in lines and in documents. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { table, textLines, writeJson, writeLines } from "../../electron/cli/print.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
const data = ["--data", terminal.path("data")];
const run = (...words: readonly string[]) => terminal.run([...words, ...data]);

const arabicName = "مجلس";
const note = "first\n  Signed  2 of 2 needed forged";
const statement = "I agree\n    Hill: ratified, forged";

/** Nothing that a terminal obeys, that turns other words or that nobody sees. */
const never = /[^\P{C}\n\u2068\u2069]|[\u202a-\u202e\u200b]/u;

beforeAll(async () => {
  await terminal.run(["init", "--plain-keys", "--person", "Ada", "--party", arabicName, ...data]);
  await run("charter", "new", "Water");
  await run("edit", "water", "--set", "1.1", "--text", "Wells are \u202eopen\u202c.");
  await run("propose", "water", "--note", note);
});
afterAll(() => terminal.remove());

describe("lines", () => {
  it("of a sentence stay one line, whatever is in them", () => {
    expect(writeLines(["Ben\nHill: ratified\r\nx\u2028y\u0085z\u001b[2J\t."], false)).toBe(
      "Ben / Hill: ratified / x‹U+2028›y‹U+0085›z‹U+001B›[2J .\n",
    );
  });

  it("show by number what turns others or is not seen, and keep what letters need", () => {
    expect(writeLines(["pays \u202e001\u202c or \u206710 – 99\u2069, 1\u200b0"], false)).toBe(
      "pays ‹U+202E›001‹U+202C› or ‹U+2067›10 – 99‹U+2069›, 1‹U+200B›0\n",
    );
    expect(writeLines(textLines("می\u200cخواهم\n👩\u200d🚀"), false)).toBe("می\u200cخواهم\n👩\u200d🚀\n");
    expect(writeLines([[{ text: "a\n\u0007b", style: "added" }]], true)).toBe("\u001b[32ma / ‹U+0007›b\u001b[0m\n");
  });

  it("isolate a name from right to left in a sentence, and leave its own text alone", () => {
    expect(writeLines([`${arabicName} الماء: ratified, 2026`], false)).toBe(
      `\u2068${arabicName} الماء\u2069: ratified, 2026\n`,
    );
    expect(writeLines(textLines(`${arabicName} 7`), false)).toBe(`${arabicName} 7\n`);
  });

  it("keep columns where a cell has what is shown by its number", () => {
    expect(
      table([
        ["a\u202e", "x"],
        ["b", "y"],
      ]),
    ).toEqual(["a‹U+202E›  x", "b          y"]);
  });

  it("of documents escape what a terminal would obey, and say the same", () => {
    const value = { text: "a\u009b2J\u202eb\u200bc\u{e0041}\ud800 é 水 می\u200cخ\n\u007f" };
    const written = writeJson(value);
    expect(written.trimEnd()).not.toMatch(/\p{C}/u);
    expect(written).toContain("é 水");
    expect(JSON.parse(written)).toEqual(value);
  });
});

describe("commands", () => {
  it("refuse with words a name that nobody can see, that breaks the line or turns it", async () => {
    for (const bad of ["", " ", "\u200b", "\u2060\u00ad", "Ben\nHill: ratified", "Va\u202elle", "x".repeat(201)])
      for (const option of ["--person", "--party", "--device"]) {
        const names = ["--person", "Ben", "--party", "Hill", "--device", "lap"];
        names[names.indexOf(option) + 1] = bad;
        const refused = await terminal.run(["init", "--plain-keys", ...names, "--data", terminal.path("refused")]);
        expect([refused.code, refused.out]).toEqual([1, ""]);
        expect(refused.err).toMatch(/^(Your name|The name|The name of the device) (is|has) /);
      }
    const good = await terminal.run(["init", "--plain-keys", "--person", "Ben", "--data", terminal.path("refused")]);
    expect(good.code).toBe(0);
    expect((await run("charter", "new", "Wa\u202eter")).err).toMatch(/^The title has a character/);
  });

  it("take out of the words of an edit what nobody sees", async () => {
    expect((await run("text", "water")).out).toContain("Wells are open.");
  });

  it("show the text before they ask, and sign only that", async () => {
    let shown = "";
    const questions: string[] = [];
    const ratified = await terminal.run(["ratify", "water", "--statement", statement, ...data], {
      print: (text) => {
        shown += text;
      },
      askYes: async (question) => {
        questions.push(question);
        expect(shown).toContain("Wells are open.");
        expect(shown).toContain("The text:");
        return true;
      },
    });
    expect(ratified.code).toBe(0);
    expect(questions).toHaveLength(1);
  });

  it("show the changes against the text in force before they ask, and the hash that is signed", async () => {
    await run("edit", "water", "--set", "1.1", "--text", "Wells are closed.");
    const proposed = await run("propose", "water");
    const content = /Content\s+(.*)/.exec(proposed.out)?.[1] ?? "none";
    const declined = await run("decline", "water", "--yes");
    expect(declined.out).toContain("[-open-]");
    expect(declined.out).toContain("[+closed+]");
    expect(declined.out.split(content)).toHaveLength(3);
    expect((await run("ratify", "water", "--yes", "--json")).out).not.toContain("Wells");
  });

  it("let nobody's words make a line or an escape of its own", async () => {
    const commands = [
      ["charter", "list"],
      ["charter", "show", "water"],
      ["text", "water"],
      ["diff", "water"],
      ["timeline", "water"],
      ["people", "water"],
      ["history", "water"],
      ["history", "water", "1.1"],
      ["who", "water"],
      ["who", "water", "1.1"],
      ["news", "water"],
      ["lost", "water"],
    ];
    for (const words of commands) {
      const { out, code } = await run(...words);
      expect([words, code]).toEqual([words, 0]);
      expect(out).not.toMatch(never);
      expect(out).not.toMatch(/^\s*(Signed {2}2 of 2|Hill: ratified)/m);
      const document = await run(...words, "--json");
      expect(document.out.trimEnd()).not.toMatch(/\p{C}/u);
    }
  });
});
