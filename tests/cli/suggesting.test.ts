import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());

async function done(words: readonly string[]): Promise<unknown> {
  const ran = await terminal.run([...words, "--json"]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1);
}
const shown = async (words: readonly string[]): Promise<string> =>
  (await terminal.run(words)).out.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "NOW");

const edit = ["edit", "ford", "--set", "day", "--text", "The ford is open to all."];

describe("tessera suggesting", { timeout: 120_000 }, () => {
  it("asks everybody to suggest once a text was ratified, and tells who edits directly", async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank"]);
    writeFileSync(
      terminal.path("ford.md"),
      "# Ford\n\n## Crossing {#crossing}\n\n1. The ford is open by day. {#day}\n",
    );
    const file = ["--from", terminal.path("ford.md")];
    expect((await terminal.run(["charter", "new", "Ford", "--suggest", "some", ...file])).code).toBe(2);
    await done(["charter", "new", "Ford", "--suggest", "all", ...file]);
    expect(await done(["suggesting", "ford"])).toMatchObject({ suggest: "all", asksToSuggest: false, direct: [] });
    await done(["edit", "ford", "--set", "day", "--text", "The ford is open all day."]);
    await done(["propose", "ford", "--term", "1y"]);
    await done(["ratify", "ford"]);

    const held = await terminal.run([...edit, "--json"]);
    expect([held.code, held.values]).toMatchObject([1, [{ error: { kind: "suggestionsAsked" } }]]);
    expect((await terminal.run(edit)).err).toContain("tessera suggest");
    const into = ["import", terminal.path("ford.md"), "--into", "ford", "--json"];
    expect((await terminal.run(into)).values).toMatchObject([{ error: { kind: "suggestionsAsked" } }]);
    await done(["suggest", ...edit.slice(1)]);
    await done(["review", "ford", "--accept", "all"]);

    const open = ["bracket", "ford", "--open", "day", "--quote", "all", "--blank"];
    expect((await terminal.run([...open, "--json"])).values).toMatchObject([{ error: { kind: "suggestionsAsked" } }]);
    expect((await terminal.run(open)).err).toContain("--suggest");
    await done([...open, "--suggest"]);
    await done(["review", "ford", "--accept", "all"]);
    const fill = ["fields", "ford", "all=everybody"];
    expect((await terminal.run([...fill, "--json"])).values).toMatchObject([{ error: { kind: "suggestionsAsked" } }]);
    await done([...fill, "--suggest"]);
    await done(["review", "ford", "--accept", "all"]);
    expect(await done(["fields", "ford"])).toMatchObject({ fields: [{ name: "all", words: "everybody" }], blanks: 0 });
    expect(await shown(["suggesting", "ford"])).toBe("Everybody is asked to suggest, once a text was ratified.\n");

    await done(["edit", "ford", "--set", "day", "--text", "The ford is closed.", "--directly"]);
    expect(await shown(["suggesting", "ford"])).toBe(
      "Everybody is asked to suggest, once a text was ratified.\nEdited directly: Amina (Upper bank), 1 change, last NOW, in 1.1\n",
    );
    const [last, ...before] = (await shown(["history", "ford", "day"]))
      .split("\n")
      .filter((line) => /change \d/.test(line));
    expect(last).toContain("directly, while everybody was asked to suggest");
    expect(before.join("\n")).not.toContain("directly");
    expect(await shown(["people", "ford"])).toContain("Everybody is asked to suggest");

    expect((await terminal.run(["suggesting", "ford", "nobody"])).code).toBe(2);
    expect(await done(["suggesting", "ford", "guests"])).toMatchObject({ suggest: "guests", asksToSuggest: false });
    await done([...edit]);
    expect(await done(["suggesting", "ford"])).toMatchObject({ direct: [{ changes: 1 }] });
  });
});
