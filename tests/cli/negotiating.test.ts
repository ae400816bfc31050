import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { Board, BoardClause } from "../../shared/api/board.ts";
import type { ThreadView } from "../../shared/api/comments.ts";
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
const shown = async (words: readonly string[]): Promise<string> =>
  (await terminal.run(words)).out
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "NOW")
    .replaceAll(/^[0-9a-f]{8}/gm, "THREAD");

const markdown = `# Accord on the ford

## Crossing {#crossing}

1. The ford is open to all by day. {#day}
2. Nobody takes a toll. {#toll}
`;

let carried = 0;
/** What one has goes to the other by a file. */
async function carry(from: readonly string[], to: readonly string[]): Promise<void> {
  const file = terminal.path(`carried-${carried++}.tessera`);
  await done(["bundle", "export", "ford", "--out", file, ...from]);
  await done(["bundle", "import", file, ...to]);
}

describe("tessera comment, comments, stance and board", () => {
  it("carry a negotiation between two parties", async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...upper]);
    await done(["init", "--plain-keys", "--person", "Berta", "--party", "Lower bank", ...lower]);
    writeFileSync(terminal.path("ford.md"), markdown);
    await done(["charter", "new", "Accord on the ford", "--from", terminal.path("ford.md"), ...upper]);
    const inviting = terminal.start(["invite", "ford", "--wait", "60", "--json", ...upper]);
    const invitation = (await inviting.first) as { code: string; addresses: string[] };
    await done(["join", invitation.code, "--address", invitation.addresses[0] ?? "", ...lower]);
    await inviting.ended;

    const opened = (await done([
      ...["comment", "ford", "By night too?\nWe cross late.", "--clause", "1.1", "--quote", "by day"],
      ...["--mention", "Upper bank, Amina", ...lower],
    ])) as ThreadView;
    expect(opened).toMatchObject({ place: "words", quote: "by day", isOpen: true, clause: { id: "day" } });
    await done(["comment", "ford", "Who would?", "--clause", "toll", ...lower]);
    await done(["stance", "ford", "1.2", "agrees", ...lower]);
    await carry(lower, upper);

    const [listed] = (await done(["charter", "list", ...upper])) as readonly { mentionsOfMe: number }[];
    expect(listed?.mentionsOfMe).toBe(1);
    expect(await shown(["comments", "ford", ...upper])).toBe(
      [
        "THREAD  open  1.1, on “by day”",
        "    Berta (Lower bank), NOW (new; to Upper bank, Amina (Upper bank))",
        "      By night too?",
        "      We cross late.",
        "",
        "THREAD  open  1.2",
        "    Berta (Lower bank), NOW (new)",
        "      Who would?",
        "",
      ].join("\n"),
    );
    await done(["comments", "ford", "--mark-read", ...upper]);
    expect(await done(["comments", "ford", "--new", ...upper])).toEqual([]);
    await done(["comment", "ford", "With lamps.", "--reply", opened.id.slice(0, 8), ...upper]);
    await done(["edit", "ford", "--set", "1.1", "--text", "The ford is open to all.", ...upper]);
    const resolved = (await done(["comment", "ford", "--resolve", opened.id, ...upper])) as ThreadView;
    expect(resolved).toMatchObject({ isOpen: false, place: "beside" });
    expect((await done(["comments", "ford", "--open", ...upper])) as unknown[]).toHaveLength(1);
    const found = (await done(["comments", "ford", "--find", "LAMPS", ...upper])) as readonly ThreadView[];
    expect(found.map(({ id }) => id)).toEqual([opened.id]);
    expect(await shown(["comments", "ford", "--clause", "1.1", ...upper])).toBe(
      [
        "THREAD  resolved  1.1, on “by day” (these words are gone)",
        "    Berta (Lower bank), NOW (to Upper bank, Amina (Upper bank))",
        "      By night too?",
        "      We cross late.",
        "    Amina (Upper bank), NOW",
        "      With lamps.",
        "    Amina (Upper bank) resolved it, NOW",
        "",
      ].join("\n"),
    );

    await done(["stance", "ford", "1.2", "agrees", ...upper]);
    const objected = (await done([
      ...["stance", "ford", "1.1", "objects", "--reason", "Not without lamps.", ...upper],
    ])) as BoardClause;
    expect(objected.status).toBe("contested");
    await carry(upper, lower);
    const board = (await done(["board", "ford", ...lower])) as Board;
    const states = board.clauses.map(({ number, status }) => `${number} ${status}`);
    expect(states).toEqual(["1 open", "1.1 contested", "1.2 agreed"]);
    const letters = board.parties.map(({ name }) => (name === "Upper bank" ? "OBJECTS" : "-"));
    const text = await shown(["board", "ford", ...lower]);
    expect(text).toContain(`A  ${board.parties[0]?.name}\nB  ${board.parties[1]?.name}\n`);
    expect(text.replaceAll(/ +/g, " ")).toContain(` 1.1 The ford is open to all. contested ${letters.join(" ")}\n`);
    expect(text.replaceAll(/ +/g, " ")).toContain(" 1.2 Nobody takes a toll. agreed agrees agrees 1 comment\n");
    expect(text).toContain("1 agreed, 1 contested, 1 open\n");
    const contested = (await done(["board", "ford", "--status", "contested", "--article", "1", ...lower])) as Board;
    expect(contested.clauses.map(({ id }) => id)).toEqual(["day"]);
    const said = contested.clauses[0]?.stances.flatMap((one) => one.said) ?? [];
    expect(said.map(({ reason, author }) => `${author.person}: ${reason}`)).toEqual(["Amina: Not without lamps."]);
    expect(((await done(["close", "ford", "1.2", ...lower])) as BoardClause).isClosed).toBe(true);
    const change = ["edit", "ford", "--set", "1.2", "--text", "Nobody takes any toll.", ...lower];
    const asked = await terminal.run([...change, "--json"]);
    expect(asked.values).toMatchObject([{ ok: false, error: { kind: "clauseClosed", clauses: ["1.2"] } }]);
    expect(((await done(["reopen", "ford", "1.2", ...lower])) as BoardClause).isClosed).toBe(false);
    await done(["close", "ford", "1.2", ...lower]);
    await done([...change, "--reopen"]);
    expect(await shown(["stance", "ford", "1.2", "none", ...lower])).toContain("1.2 Nobody takes any toll.: open\n");
    const after = (await done(["board", "ford", ...lower])) as Board;
    expect(after.clauses[2]?.stances.map(({ state }) => state).sort()).toEqual(["lapsed", "silent"]);
  });

  it("say how they are used", async () => {
    for (const words of [
      ["comment", "ford", "Hm."],
      ["comment", "ford", "--clause", "1.1"],
      ["comment", "ford", "Hm.", "--clause", "1.1", "--reply", "abcd"],
      ["comment", "ford", "Hm.", "--reply", "abcd", "--resolve", "abcd"],
      ["comment", "ford", "Hm.", "--reply", "abcd", "--quote", "day"],
      ["stance", "ford", "1.1", "perhaps"],
      ["stance", "ford", "1.1"],
      ["board", "ford", "--status", "done"],
    ])
      expect((await terminal.run([...words, ...upper])).code, words.join(" ")).toBe(2);
  });
});
