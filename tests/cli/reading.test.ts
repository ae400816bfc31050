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

async function carry(from: readonly string[], to: readonly string[]): Promise<void> {
  const file = terminal.path("ford.tessera");
  await done(["bundle", "export", "ford", "--force", "--out", file, ...from]);
  await done(["bundle", "import", file, ...to]);
}

const markdown = `# Accord on the ford

## Crossing

1. The ford is open to all by day.
2. Nobody takes a toll.
`;

describe("tessera news, lost and restore-lost", () => {
  it("tell what arrived by bundle clause by clause, and put back what was typed into a deleted clause", async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...upper]);
    await done(["init", "--plain-keys", "--person", "Berta", "--party", "Lower bank", ...lower]);
    writeFileSync(terminal.path("ford.md"), markdown);
    await done(["charter", "new", "Accord on the ford", "--from", terminal.path("ford.md"), ...upper]);
    const inviting = terminal.start(["invite", "ford", "--wait", "60", "--json", ...upper]);
    const invitation = (await inviting.first) as { code: string; addresses: string[] };
    await done(["join", invitation.code, "--address", invitation.addresses[0] ?? "", ...lower]);
    await inviting.ended;
    expect(await done(["news", "ford", ...lower])).toMatchObject({ changes: 0, clauses: [] });

    // Apart: one deletes a clause, the other writes into it.
    await done(["edit", "ford", "--remove", "1.2", ...upper]);
    await done(["edit", "ford", "--set", "1.1", "--text", "The ford is open to all.", ...upper]);
    await done(["edit", "ford", "--set", "1.2", "--text", "Nobody takes a toll. Gifts are welcome.", ...lower]);
    await carry(upper, lower);
    await carry(lower, upper);

    const news = await done(["news", "ford", ...lower]);
    expect(news).toMatchObject({
      changes: 2,
      counts: { changes: 2, conflicts: 0, suggestions: 0, comments: 0, mentions: 0, stances: 0, closings: 0 },
      by: [{ author: { person: "Amina", party: { name: "Upper bank" } }, changes: 2 }],
      clauses: [
        { clause: { number: "1.1" }, items: [{ kind: "change", redline: { op: "amended" } }] },
        { clause: { number: "1.2" }, items: [{ kind: "change", redline: { op: "removed" } }] },
      ],
      markedRead: false,
    });
    const shown = await terminal.run(["news", "ford", "--mark-read", ...lower]);
    expect(shown.out).toContain("New in 2 clauses: 2 changes.");
    expect(shown.out).toContain("by Amina (Upper bank)");
    expect(shown.out).toContain("Marked as read.");
    expect((await terminal.run(["news", "ford", ...lower])).out).toBe("Nothing that you have not read.\n");

    const listed = (await done(["lost", "ford", ...upper])) as readonly { id: string }[];
    expect(listed).toMatchObject([{ why: "clauseDeleted", by: { person: "Berta" }, clause: { number: "1.2" } }]);
    expect((await terminal.run(["lost", "ford", ...upper])).out).toContain("Gifts are welcome.");
    expect((await terminal.run(["restore-lost", "ford", "not an id", ...upper])).code).toBe(2);
    expect((await terminal.run(["restore-lost", "ford", "1-1-1", ...upper])).err).toContain("not in the list any more");
    const item = listed[0]?.id ?? "";
    expect(await done(["restore-lost", "ford", item, ...upper])).toEqual({ item, restored: true });
    expect((await terminal.run(["text", "ford", ...upper])).out).toContain("Gifts are welcome.");
    await carry(upper, lower);
    expect((await terminal.run(["lost", "ford", ...lower])).out).toBe("No text lost its place.\n");
  });

  it("list what was suggested and said too, and mark items, a clause or what is listed elsewhere as read", async () => {
    await done(["news", "ford", "--mark-read", ...lower]);
    await done(["suggest", "ford", "--set", "1.1", "--text", "The ford is open to everybody.", ...upper]);
    await done(["comment", "ford", "Too short?", "--clause", "1.1", "--mention", "Lower bank", ...upper]);
    await done(["comment", "ford", "Toll is gone.", "--clause", "1", ...upper]);
    await done(["stance", "ford", "1.1", "agrees", "--reason", "We cross daily.", ...upper]);
    await carry(upper, lower);
    const [row] = (await done(["charter", "list", ...lower])) as readonly { news: unknown; mentionsOfMe: number }[];
    expect(row?.news).toEqual({ changes: 0, suggestions: 1, comments: 2, stances: 1 });
    expect((await terminal.run(["charter", "list", ...lower])).out).toContain("4 new, you are mentioned once");

    interface Listed {
      readonly clauses: readonly { items: readonly { id: string; kind: string }[] }[];
    }
    const listed = async (...more: readonly string[]) =>
      ((await done(["news", "ford", ...more, ...lower])) as Listed).clauses.flatMap(({ items }) => items);
    const inClause = await listed("--clause", "1.1");
    expect(inClause.map(({ kind }) => kind)).toEqual(["comment", "suggestion", "stance"]);
    const shown = (await terminal.run(["news", "ford", ...lower])).out;
    expect(shown).toContain("You are mentioned in 1 comment.");
    for (const words of ["Too short?", "[+everybody+]", "Upper bank: agrees, “We cross daily.”"])
      expect(shown).toContain(words);

    expect((await terminal.run(["news", "ford", "--read", "comment/none", ...lower])).code).toBe(2);
    await listed("--read", `${inClause[0]?.id},${inClause[2]?.id}`);
    expect((await listed("--clause", "1.1")).map(({ kind }) => kind)).toEqual(["suggestion"]);
    await listed("--clause", "1.1", "--mark-read");
    expect((await listed()).map(({ kind }) => kind)).toEqual(["comment"]);
    // Comments that are read where they are listed are no news.
    await done(["comments", "ford", "--mark-read", ...lower]);
    expect(await listed()).toEqual([]);
  });

  it("tell who ended a device whose later text is left out, and put it back as one's own", async () => {
    const phone = ["--data", terminal.path("phone")];
    await done(["init", "--plain-keys", "--person", "Nour", "--device", "phone", ...phone]);
    const inviting = terminal.start(["invite", "ford", "--role", "delegate", "--wait", "60", "--json", ...upper]);
    const invitation = (await inviting.first) as { code: string; addresses: string[] };
    await done(["join", invitation.code, "--address", invitation.addresses[0] ?? "", ...phone]);
    await inviting.ended;
    await done(["edit", "ford", "--set", "1.1", "--text", "The ford is open to all. Boats wait.", ...phone]);
    await done(["revoke", "ford", "phone", "--reason", "Lost at the market.", ...upper]);
    await carry(phone, lower);
    await carry(upper, lower);
    await carry(lower, upper);
    expect((await terminal.run(["text", "ford", ...lower])).out).not.toContain("Boats wait.");
    const listed = (await done(["lost", "ford", ...lower])) as readonly { id: string }[];
    expect(listed).toMatchObject([
      { why: "deviceEnded", by: { person: "Nour" }, ended: { by: { person: "Amina" }, reason: "Lost at the market." } },
    ]);
    const shown = await terminal.run(["lost", "ford", ...lower]);
    expect(shown.out).toMatch(
      /from 1\.1, by Nour \(Upper bank\), .*: its device was ended on .* by Amina \(Upper bank\)/,
    );
    expect(shown.out).toContain("Boats wait.");
    await done(["restore-lost", "ford", listed[0]?.id ?? "", ...lower]);
    expect((await terminal.run(["text", "ford", ...lower])).out).toContain("Boats wait.");
    expect((await terminal.run(["lost", "ford", ...lower])).out).toBe("No text lost its place.\n");
  });
});
