import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { BracketsView } from "../../shared/api/brackets.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());

const upper = ["--data", terminal.path("upper")];
const lower = ["--data", terminal.path("lower")];

async function done(words: readonly string[]): Promise<unknown> {
  const ran = await terminal.run([...words, "--json"]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1);
}

const shown = async (words: readonly string[]): Promise<string> => (await terminal.run(words)).out;
const clause = async (number: string, data: readonly string[]): Promise<string> =>
  (await shown(["text", "ford", "--clause", number, ...data])).trimEnd();

const markdown = `# Accord on the ford

## Crossing

1. The ford is open five days a week.
2. Nobody takes [a toll] [any payment].
`;

async function meet(): Promise<void> {
  const listening = terminal.start(["listen", "--for", "60", "--json", ...upper]);
  const { addresses } = (await listening.first) as { addresses: string[] };
  await done(["sync", "ford", "--address", addresses[0] ?? "", ...lower]);
  listening.interrupt();
  await listening.ended;
}

describe("tessera bracket and fields", () => {
  it("bracket words, add alternatives of two parties, choose, contest, reopen and take away", async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...upper]);
    await done(["init", "--plain-keys", "--person", "Berta", "--party", "Lower bank", ...lower]);
    writeFileSync(terminal.path("ford.md"), markdown);
    await done(["charter", "new", "Accord on the ford", "--from", terminal.path("ford.md"), ...upper]);
    const inviting = terminal.start(["invite", "ford", "--wait", "60", "--json", ...upper]);
    const invitation = (await inviting.first) as { code: string; addresses: string[] };
    await done(["join", invitation.code, "--address", invitation.addresses[0] ?? "", ...lower]);
    await inviting.ended;

    await done(["bracket", "ford", "--open", "1.1", "--quote", "five days a week", ...upper]);
    await meet();
    await done(["bracket", "ford", "--alternative", "1", "--text", "every day", ...lower]);
    expect(await clause("1.1", lower)).toBe("The ford is open [five days a week] [every day].");
    expect(await shown(["bracket", "ford", ...lower])).toBe(
      [
        "1 open bracket, 0 blanks to fill in  (1.1: 1)",
        "1  1.1  bracket, open, put by Amina (Upper bank)",
        "      Alt. 1  five days a week",
        "      Alt. 2  every day  (Berta (Lower bank))",
        "1 bracket typed as characters: --typed makes them brackets, --typed --blank blanks.",
        "",
      ].join("\n"),
    );
    const refused = await terminal.run(["bracket", "ford", "--remove", "1", "--json", ...lower]);
    expect(refused.values.at(-1)).toMatchObject({ ok: false, error: { kind: "bracketNotSettled" } });

    await done(["bracket", "ford", "--pick", "1", "--choice", "2", ...lower]);
    await done(["bracket", "ford", "--pick", "1", "--choice", "1", ...upper]);
    await meet();
    const contested = (await done(["bracket", "ford", ...lower])) as BracketsView;
    expect(contested.counts).toEqual({ brackets: 1, blanks: 0 });
    expect(contested.brackets[0]).toMatchObject({ state: "contested", chosen: null });
    expect(contested.brackets[0]?.picks.map(({ by }) => by.party?.name).toSorted()).toEqual([
      "Lower bank",
      "Upper bank",
    ]);
    expect(await shown(["bracket", "ford", ...lower])).toContain("every day  (Berta (Lower bank))  chosen by Berta");

    // Of one party what it chose last counts, on whichever device it was chosen.
    await done(["bracket", "ford", "--pick", "1", "--choice", "1", ...lower]);
    expect(await clause("1.1", lower)).toBe("The ford is open five days a week.");
    expect(await shown(["bracket", "ford", ...lower])).toContain("    * Alt. 1  five days a week  chosen by ");
    await done(["bracket", "ford", "--reopen", "1", ...lower]);
    expect(await clause("1.1", lower)).toBe("The ford is open [five days a week] [every day].");
    await done(["bracket", "ford", "--pick", "1", "--choice", "out", ...lower]);
    expect(await clause("1.1", lower)).toBe("The ford is open .");
    await done(["bracket", "ford", "--pick", "1", "--choice", "2", ...lower]);
    const removed = (await done(["bracket", "ford", "--remove", "1", ...lower])) as BracketsView;
    expect(removed.brackets).toEqual([]);
    expect(await clause("1.1", lower)).toBe("The ford is open every day.");
  }, 60_000);

  it("make brackets of characters that were typed, and keep an open text from being proposed", async () => {
    await meet();
    const made = (await done(["bracket", "ford", "--typed", ...upper])) as BracketsView;
    expect(made.typed).toEqual([]);
    expect(made.brackets).toMatchObject([
      { clauseNumber: "1.2", state: "open", alternatives: [{ words: "a toll" }, { words: "any payment" }] },
    ]);
    expect(await clause("1.2", upper)).toBe("Nobody takes [a toll] [any payment].");
    const proposed = await terminal.run(["propose", "ford", ...upper]);
    expect(proposed.code).toBe(1);
    expect(proposed.err).toContain("1 bracket is open");
    expect(proposed.err).toContain("[a toll] [any payment]");
    await done(["bracket", "ford", "--pick", "1", "--choice", "2", ...upper]);
    await done(["propose", "ford", ...upper]);
    expect(await shown(["text", "ford", "--at", "latest", ...upper])).toContain("Nobody takes any payment.");
  });

  it("fill in the blanks of a template in one pass, by name or number", async () => {
    await done(["charter", "new", "Water accord", "--template", "shared-water", ...upper]);
    const listed = (await done(["fields", "Water accord", ...upper])) as {
      blanks: number;
      fields: { name: string; before: string; after: string }[];
    };
    expect(listed.blanks).toBe(listed.fields.length);
    expect(listed.fields[0]).toMatchObject({
      name: "one hour's walk",
      after: " of shared water unless all parties agree.",
    });
    const filled = (await done(["fields", "Water accord", "one hour's walk=1,000 steps", "3=6 days", ...upper])) as {
      blanks: number;
      fields: { words: string | null }[];
    };
    expect(filled.blanks).toBe(listed.blanks - 2);
    expect(filled.fields.map(({ words }) => words).slice(0, 3)).toEqual(["1,000 steps", null, "6 days"]);
    expect(await shown(["text", "Water accord", ...upper])).toContain("is made within 1,000 steps of shared water");
    expect(await shown(["fields", "Water accord", ...upper])).toContain("3  four days  6 days");
    expect((await terminal.run(["fields", "Water accord", "no equals sign", ...upper])).code).toBe(2);
    // Suggested, it stays a blank until somebody accepts it, who chooses it by that.
    const asked = (await done(["fields", "Water accord", "2=two days", "--suggest", ...upper])) as typeof filled;
    expect(asked.blanks).toBe(filled.blanks);
    expect(await shown(["review", "Water accord", ...upper])).toContain("a blank filled in, by Amina");
    await done(["review", "Water accord", "--accept", "all", ...upper]);
    const accepted = (await done(["fields", "Water accord", ...upper])) as typeof filled;
    expect([accepted.blanks, accepted.fields[1]?.words]).toEqual([filled.blanks - 1, "two days"]);
    // By name every blank of this name that is empty, else those that are filled in.
    await done(["fields", "Water accord", "one hour's walk=a day's walk", ...upper]);
    expect(await shown(["text", "Water accord", ...upper])).toContain("is made within a day's walk of shared water");
  });

  it("are compared with the term that is chosen, and what differs is told", async () => {
    const differs = "says another length than was chosen: “three years”";
    expect(await shown(["check", "Water accord", "--term", "1y", ...upper])).toContain(differs);
    expect(await shown(["check", "Water accord", "--term", "3y", ...upper])).not.toContain("another length");
    expect(await shown(["check", "Water accord", ...upper])).not.toContain("another length");
    expect((await terminal.run(["check", "Water accord", "--term", "soon", ...upper])).code).toBe(2);
    expect((await terminal.run(["propose", "Water accord", "--term", "1y", "--dry-run", ...upper])).err).toContain(
      differs,
    );
  });

  it.each([
    [["bracket", "ford", "--open", "1.1"], "--quote"],
    [["bracket", "ford", "--alternative", "1"], "--text"],
    [["bracket", "ford", "--pick", "1"], "--choice"],
    [["bracket", "ford", "--pick", "1", "--reopen", "1"], "not both"],
  ])("%j says how it is used", async (words, said) => {
    const ran = await terminal.run([...words, ...upper]);
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(said)]);
  });
});
