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

const markdown = `# Accord on the ford

## Crossing {#crossing}

1. The ford is open to all by day. {#day}
2. Nobody takes a toll. {#toll}
`;

const moment = /\d{4}-\d\d-\d\d \d\d:\d\d UTC/g;

describe("tessera who and history", () => {
  it("tell who wrote each word and what became of a clause, and give it its words of any day again", async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...upper]);
    await done(["init", "--plain-keys", "--person", "Berta", "--party", "Lower bank", ...lower]);
    writeFileSync(terminal.path("ford.md"), markdown);
    await done(["charter", "new", "Accord on the ford", "--from", terminal.path("ford.md"), ...upper]);
    const inviting = terminal.start(["invite", "ford", "--wait", "60", "--json", ...upper]);
    const invitation = (await inviting.first) as { code: string; addresses: string[] };
    await done(["join", invitation.code, "--address", invitation.addresses[0] ?? "", ...lower]);
    await inviting.ended;
    await done(["edit", "ford", "--set", "1.1", "--text", "The ford is open to all by day and night.", ...lower]);

    expect(await shown(["who", "ford", ...lower])).toBe(
      [
        "A  Upper bank",
        "B  Lower bank",
        "",
        "    A  Accord on the ford",
        "",
        "1 Crossing",
        "    A  Crossing",
        "",
        "1.1",
        "    A  The ford is open to all by day",
        "    B   and night",
        "    A  .",
        "",
        "1.2",
        "    A  Nobody takes a toll.",
        "",
      ].join("\n"),
    );
    expect((await shown(["who", "ford", "1.1", ...lower])).replace(moment, "DAY")).toContain(
      "    B   and night  (Berta, DAY)\n",
    );
    expect(await done(["who", "ford", "day", ...lower])).toMatchObject({
      parties: [
        { sign: "A", party: { name: "Upper bank" }, person: null },
        { sign: "B", party: { name: "Lower bank" }, person: null },
      ],
      clauses: [
        {
          id: "day",
          number: "1.1",
          blocks: [{ language: null, runs: [{ author: { person: "Amina" } }, { text: " and night" }, { text: "." }] }],
        },
      ],
    });

    await done(["edit", "ford", "--remove", "1.1", ...lower]);
    const lived = (await done(["history", "ford", "day", ...lower])) as { steps: { change: number }[] };
    expect(lived).toMatchObject({
      id: "day",
      stands: false,
      older: null,
      steps: [
        { author: { person: "Berta" }, events: [{ kind: "removed" }], stands: false },
        { author: { person: "Berta" }, events: [{ kind: "words" }], stands: true },
        { author: { person: "Amina" }, events: [{ kind: "added" }], stands: true },
      ],
    });
    const [, words, first] = lived.steps;
    const said = await shown(["history", "ford", "day", ...lower]);
    expect(said.replace(moment, "DAY")).toContain(
      `DAY  Berta (Lower bank)  other words  change ${words?.change}\n    The ford is open to all by day[+ and night+].\n`,
    );
    expect(said).toContain("day  it does not stand in the text");
    const older = ["history", "ford", "day", "--before", String(words?.change), ...lower];
    expect(await done(older)).toMatchObject({ steps: [{ change: first?.change }] });

    expect(await done(["removed", "ford", ...lower])).toEqual([
      { id: "day", isArticle: false, words: "The ford is open to all by day and night." },
    ]);
    expect(await shown(["removed", "ford", ...lower])).toBe("day  The ford is open to all by day and night.\n");
    const restore = ["edit", "ford", "--restore", "day", "--after-change", String(first?.change), ...lower];
    expect(await done(restore)).toEqual({ changed: ["day"], labels: ["1.1"] });
    expect(await shown(["text", "ford", "--clause", "1.1", ...lower])).toBe("The ford is open to all by day.\n");
    expect(await shown(["removed", "ford", ...lower])).toBe("Nothing was removed.\n");
  });

  it("refuse what there is not, and say how to give it", async () => {
    const refusal = async (words: readonly string[]) => {
      const { code, err } = await terminal.run([...words, ...lower]);
      return { code, err };
    };
    expect(await refusal(["who", "ford", "9.9"])).toMatchObject({ code: 1 });
    expect((await refusal(["who", "ford", "nowhere"])).err).toContain('There is no clause "nowhere"');
    expect((await refusal(["history", "ford", "nowhere"])).err).toContain('There is no clause "nowhere"');
    expect(await refusal(["history", "ford", "--before", "3"])).toMatchObject({ code: 2 });
    expect(await refusal(["history", "ford", "day", "--before", "x"])).toMatchObject({ code: 2 });
    expect(await refusal(["edit", "ford", "--restore", "day", "--after-change", "-1"])).toMatchObject({ code: 2 });
    const both = ["edit", "ford", "--restore", "day", "--at", "latest", "--after-change", "2"];
    expect(await refusal(both)).toMatchObject({ code: 2 });
    expect((await refusal(["edit", "ford", "--restore", "day", "--after-change", "99999"])).err).toContain(
      "No change of this text has the number 99999",
    );
  });
});
