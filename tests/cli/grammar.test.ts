/** References, notes and definitions at the command line, on a real host. */
import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());

const where = ["--data", terminal.path("bank")];

async function done(words: readonly string[]): Promise<unknown> {
  const ran = await terminal.run([...words, "--json", ...where]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1);
}

const shown = async (...words: readonly string[]): Promise<string> => (await terminal.run([...words, ...where])).out;

const markdown = `# Accord on the ford

## Crossing {#crossing}

1. The [ford]{.definition} is open by day[^1], but see [2.1](#arms). {#open}

2. A [toll]{.definition} is <u>never</u> taken. {#toll}

[^1]: From sunrise, as [1.2](#toll) **assumes**.

## Peace {#peace}

1. Nobody brings weapons to the Ford; a [ferry]{.term} may pass. {#arms}
`;

describe("[C18] [C19] [C20] a text with references, notes and definitions", () => {
  it("comes from a file and is printed as it was, and its numbers follow its clauses", async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank"]);
    writeFileSync(terminal.path("ford.md"), markdown);
    expect(await done(["charter", "new", "Accord on the ford", "--from", terminal.path("ford.md")])).toMatchObject({
      notKept: [],
    });
    expect(await shown("text", "ford")).toBe(markdown);
    await done(["edit", "ford", "--move", "1", "--after", "2"]);
    const moved = await shown("text", "ford");
    expect(moved).toContain("but see [1.1](#arms)");
    expect(moved).toContain("[^1]: From sunrise, as [2.2](#toll) **assumes**.");
    expect(await shown("text", "ford", "--clause", "2.1")).toBe(
      "The ford is open by day^[From sunrise, as 2.2 assumes.], but see 1.1.\n",
    );
    expect(await shown("who", "ford", "2.1")).toContain("but see 1.1.");
  });

  it("tells what it defines and uses, for people and for programs", async () => {
    expect(await done(["terms", "ford"])).toMatchObject({
      defined: [
        {
          words: "ford",
          definedIn: ["open"],
          uses: [
            { clause: null, isMarked: false },
            { clause: "arms", isMarked: false },
          ],
        },
        { words: "toll", definedIn: ["toll"], uses: [] },
      ],
      warnings: [
        { kind: "unusedDefinition", words: "toll", clause: "toll" },
        { kind: "undefinedTerm", words: "ferry", clause: "arms" },
      ],
    });
    const lines = await shown("terms", "ford");
    expect(lines).toMatch(/ford +defined: 2\.1 +used: outside the clauses, 1\.1/);
    expect(lines).toContain("Defined and not used: toll (2.2)");
    expect(lines).toContain("Used as a term and not defined: ferry (1.1)");
  });

  it("cannot be proposed while a reference names no clause", async () => {
    await done(["edit", "ford", "--remove", "1.1"]);
    const refused = await terminal.run(["propose", "ford", "--term", "1y", ...where]);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain("A reference names a clause that is not in the text.");
    expect(refused.err).toContain("in 2.1");
    expect(await shown("text", "ford")).toContain("but see [‹?›](#arms)");
    await done(["edit", "ford", "--set", "2.1", "--text", "The [ford]{.definition} is open, but see [1](#peace)."]);
    await done(["propose", "ford", "--term", "1y"]);
    expect(await shown("diff", "ford", "draft", "latest")).toContain("No differences.");
  });
});
