import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());

const data = ["--data", terminal.path("upper")];

async function done(words: readonly string[]): Promise<unknown> {
  const ran = await terminal.run([...words, "--json", ...data]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1);
}

const shown = async (words: readonly string[]): Promise<string> =>
  (await terminal.run([...words, ...data])).out.replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC( to DAY)?/g, "DAY");

const markdown = `# Accord on the ford

## Crossing {#crossing}

1. The ford is open to all by day. {#day}
2. Nobody takes a toll. {#toll}
`;

describe("tessera sessions and playback", () => {
  it("list the sessions of a draft, and play one again with who, when and what", async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank"]);
    await done(["charter", "new", "Accord on the ford"]);
    writeFileSync(terminal.path("ford.md"), markdown);
    await done(["edit", "ford", "--from", terminal.path("ford.md")]);
    await done(["edit", "ford", "--set", "1.1", "--text", "The ford is open to all by day and night."]);
    await done(["edit", "ford", "--remove", "1.2"]);

    const { sessions, older } = (await done(["sessions", "ford"])) as {
      sessions: { from: number; to: number; firstAt: number; changes: number }[];
      older: null;
    };
    const [session] = sessions;
    expect({ count: sessions.length, older }).toEqual({ count: 1, older: null });
    expect(session).toMatchObject({
      by: [{ author: { person: "Amina", party: { name: "Upper bank" } }, changes: session?.changes }],
      firstAt: expect.any(Number),
      clauses: 3,
    });
    expect(await shown(["sessions", "ford"])).toMatch(
      new RegExp(
        `^${session?.from}  DAY.*  ${session?.changes} changes in 3 clauses  Amina \\(Upper bank\\): ${session?.changes}\\n$`,
      ),
    );
    expect(await shown(["sessions", "ford", "--before", String(session?.from)])).toBe("Nothing was written.\n");

    const { steps, ...rest } = (await done(["playback", "ford"])) as {
      steps: {
        from: number;
        to: number;
        changes: number;
        clauses: { events: { kind: string }[]; stands: boolean }[];
      }[];
    };
    expect(rest).toEqual({ session });
    expect(steps[0]?.from).toBe(session?.from);
    expect(steps.at(-1)?.to).toBe(session?.to);
    expect(steps.reduce((sum, { changes }) => sum + changes, 0)).toBe(session?.changes);
    const said = await shown(["playback", "ford", String(session?.to)]);
    expect(said).toContain(`${session?.changes} changes in 3 clauses`);
    expect(said).toContain("DAY  Amina (Upper bank)  change");
    expect(said).toContain("[+Crossing+]");
    expect(await done(["playback", "ford", String(session?.from)])).toEqual({ session, steps });

    const first = await shown(["text", "ford", "--after-change", String(session?.from)]);
    expect(first).not.toContain("day and night");
    expect(await shown(["text", "ford", "--after-change", String(session?.to)])).toBe(await shown(["text", "ford"]));
  });

  it("refuse what there is not, and say how to give it", async () => {
    const refusal = async (words: readonly string[]) => {
      const { code, err } = await terminal.run([...words, ...data]);
      return { code, err };
    };
    expect(await refusal(["sessions", "ford", "--before", "x"])).toMatchObject({ code: 2 });
    expect(await refusal(["playback", "ford", "newest"])).toMatchObject({ code: 2 });
    expect((await refusal(["playback", "ford", "99999"])).err).toContain("No change of this text has the number 99999");
    expect((await refusal(["text", "ford", "--after-change", "99999"])).err).toContain(
      "No change of this text has the number 99999",
    );
    expect(await refusal(["text", "ford", "--after-change", "0"])).toMatchObject({ code: 2 });
    expect(await refusal(["text", "ford", "--at", "draft", "--after-change", "2"])).toMatchObject({ code: 2 });
  });
});
