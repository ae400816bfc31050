import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
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
const markdown = "# Accord on the ford\n\n## Crossing {#crossing}\n\n1. The ford rests five days. {#day}\n";
const moment = /\d{4}-\d\d-\d\d \d\d:\d\d UTC/g;

/** What one holds goes to the other by a file. */
async function carry(from: readonly string[], to: readonly string[], name: string): Promise<void> {
  const file = terminal.path(name);
  await done(["bundle", "export", "ford", "--out", file, ...from]);
  await done(["bundle", "import", file, ...to]);
}

interface Listed {
  readonly settled: string | null;
  readonly conflicts: readonly {
    readonly id: string;
    readonly now: string;
    readonly sides: readonly {
      readonly words: string;
      readonly author: { readonly party: { readonly name: string } };
    }[];
  }[];
}
const list = async (data: readonly string[]): Promise<Listed> => (await done(["conflicts", "ford", ...data])) as Listed;

describe("tessera conflicts", () => {
  it("tells both parties of words that both changed apart, and settles them for everybody", async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...upper]);
    await done(["init", "--plain-keys", "--person", "Berta", "--party", "Lower bank", ...lower]);
    writeFileSync(terminal.path("ford.md"), markdown);
    await done(["charter", "new", "Accord on the ford", "--from", terminal.path("ford.md"), ...upper]);
    const inviting = terminal.start(["invite", "ford", "--wait", "60", "--json", ...upper]);
    const invitation = (await inviting.first) as { code: string; addresses: string[] };
    await done(["join", invitation.code, "--address", invitation.addresses[0] ?? "", ...lower]);
    await inviting.ended;
    expect(await shown(["conflicts", "ford", ...upper])).toBe(
      "Nobody changed the same words without knowing of the other.\n",
    );

    await done(["edit", "ford", "--set", "1.1", "--text", "The ford rests six days.", ...upper]);
    await done(["edit", "ford", "--set", "1.1", "--text", "The ford rests ten nights.", ...lower]);
    await carry(upper, lower, "one.tessera");
    await carry(lower, upper, "two.tessera");
    const listed = await list(upper);
    expect(await list(lower)).toEqual(listed);
    const [conflict] = listed.conflicts;
    const byParty = new Map(conflict?.sides.map(({ author, words }) => [author.party.name, words]));
    expect(byParty).toEqual(
      new Map([
        ["Upper bank", "six days"],
        ["Lower bank", "ten nights"],
      ]),
    );
    const said = (await shown(["conflicts", "ford", ...lower])).replace(moment, "DAY");
    expect(said).toContain("1 place was changed by several who did not know of each other.");
    expect(said).toContain("six days  Amina (Upper bank), DAY\n");
    expect(said).toContain(`now: The ford rests ${conflict?.now}.`);

    const id = conflict?.id ?? "";
    const side = (conflict?.sides.findIndex(({ words }) => words === "ten nights") ?? 0) + 1;
    expect(await done(["conflicts", "ford", "--settle", id, "--take", String(side), ...upper])).toEqual({
      ...{ settled: id, conflicts: [] },
    });
    await carry(upper, lower, "three.tessera");
    expect((await list(lower)).conflicts).toEqual([]);
    expect(await shown(["text", "ford", "--clause", "1.1", ...lower])).toBe("The ford rests ten nights.\n");
  });

  it("refuses what it cannot do, and says how to give it", async () => {
    for (const words of [
      ["--settle", "w-1-2-3"],
      ["--take", "1"],
      ["--text", "x"],
      ["--settle", "w-1-2-3", "--take", "0"],
      ["--settle", "w-1-2-3", "--take", "1", "--text", "x"],
    ])
      expect(await terminal.run(["conflicts", "ford", ...words, ...upper])).toMatchObject({ code: 2 });
    const gone = await terminal.run(["conflicts", "ford", "--settle", "w-1-2-3", "--take", "1", ...upper]);
    expect(gone).toMatchObject({ code: 1 });
    expect(gone.err).toContain("not in the list any more");
    const malformed = await terminal.run(["conflicts", "ford", "--settle", "W 1", "--take", "1", ...upper]);
    expect(malformed.code).not.toBe(0);
    expect(malformed.err).toContain("the id of a conflict");
  });
});
