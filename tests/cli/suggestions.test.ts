import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BracketsView } from "../../shared/api/brackets.ts";
import type { ThreadView } from "../../shared/api/comments.ts";
import type { SuggestionView } from "../../shared/api/suggestions.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());

const at = (name: string): readonly string[] => ["--data", terminal.path(name)];

async function done<T>(words: readonly string[]): Promise<T> {
  const ran = await terminal.run([...words, "--json"]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1) as T;
}

async function refusal(words: readonly string[]): Promise<unknown> {
  const ran = await terminal.run([...words, "--json"]);
  expect(ran.code).toBe(1);
  return (ran.values[0] as { readonly error?: unknown } | undefined)?.error;
}

const shown = async (words: readonly string[]): Promise<string> => (await terminal.run(words)).out;

const markdown = `# Accord on the ford

## Crossing {#crossing}

1. The ford is open to all by day. {#day}
2. Nobody takes a toll. {#toll}
`;

async function bringIn(name: string, ...options: readonly string[]): Promise<void> {
  const inviting = terminal.start(["invite", "ford", "--wait", "120", "--json", ...options, ...at("upper")]);
  const { code, addresses } = (await inviting.first) as { code: string; addresses: readonly string[] };
  await done(["join", code, "--address", addresses[0] ?? "", ...at(name)]);
  await inviting.ended;
}

async function meet(from: string, to: string): Promise<void> {
  const listening = terminal.start(["listen", "--for", "120", "--json", ...at(to)]);
  const { addresses } = (await listening.first) as { readonly addresses: readonly string[] };
  await done(["sync", "--address", addresses[0] ?? "", ...at(from)]);
  listening.interrupt();
  await listening.ended;
}

interface Reviewed {
  readonly suggestions: readonly SuggestionView[];
  readonly answered?: readonly string[];
}
const review = (name: string, ...options: readonly string[]): Promise<Reviewed> =>
  done(["review", "ford", ...options, ...at(name)]);
const words = async (name: string, clause: string): Promise<string> =>
  (await done<{ readonly text: string }>(["text", "ford", "--clause", clause, ...at(name)])).text;

describe("tessera suggest and review", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...at("upper")]);
    await done(["init", "--plain-keys", "--person", "Berta", "--party", "Lower bank", ...at("lower")]);
    for (const [name, person] of [
      ["mediator", "Marta"],
      ["supporter", "Sami"],
      ["observer", "Olga"],
    ] as const)
      await done(["init", "--plain-keys", "--person", person, ...at(name)]);
    writeFileSync(terminal.path("ford.md"), markdown);
    await done(["charter", "new", "Accord on the ford", "--from", terminal.path("ford.md"), ...at("upper")]);
    await bringIn("lower");
    for (const role of ["mediator", "supporter", "observer"]) await bringIn(role, "--role", role);
  }, 90_000);

  it("leave the text as it is until a party accepts what a mediator suggests", async () => {
    const suggested = await done([
      "suggest",
      "ford",
      "--set",
      "1.1",
      "--text",
      "The ford is open to all by night.",
      ...at("mediator"),
    ]);
    expect(suggested).toEqual({ changed: ["day"], labels: ["1.1"], notKept: [], notKeptCount: 0 });
    expect(await words("mediator", "1.1")).toBe("The ford is open to all by day.");
    const { suggestions } = await review("mediator");
    expect(suggestions).toMatchObject([
      {
        kind: "replacement",
        state: "pending",
        clause: { id: "day", number: "1.1" },
        author: { person: "Marta", party: null },
        isOwn: true,
        before: "day",
        after: "night",
        answers: [],
        overlaps: [],
      },
    ]);
    await meet("mediator", "upper");
    const [{ id } = { id: "" }] = (await review("upper")).suggestions;
    expect(await shown(["review", "ford", ...at("upper")])).toBe(
      `1.1: other words, by Marta\n    ${id}\n    [-day-] [+night+]\n`,
    );
    const accepted = await review("upper", "--accept", id);
    expect(accepted).toEqual({ answered: [id], suggestions: [] });
    expect(await words("upper", "1.1")).toBe("The ford is open to all by night.");
    expect((await review("upper", "--answered")).suggestions).toMatchObject([
      { id, state: "accepted", isOwn: false, answers: [{ answer: "accept", author: { person: "Amina" } }] },
    ]);
    expect(await shown(["review", "ford", ...at("upper")])).toBe("Nothing waits for an answer.\n");
    await meet("mediator", "upper");
    expect((await review("mediator", "--withdraw", id)).answered).toEqual([]);
    await review("upper", "--reopen", id);
    expect(await words("upper", "1.1")).toBe("The ford is open to all by day.");
    await review("upper", "--reject", id);
    expect((await review("upper")).suggestions).toEqual([]);
    await meet("mediator", "upper");
    expect((await review("mediator", "--answered")).suggestions).toMatchObject([{ id, state: "rejected" }]);
  });

  it("answer all of one clause or one party at once, and name what overlaps", async () => {
    await meet("lower", "upper");
    await done(["suggest", "ford", "--set", "1.2", "--text", "Nobody takes a fee.", ...at("lower")]);
    await done(["suggest", "ford", "--add-after", "1.2", "--text", "Gifts are welcome.", ...at("lower")]);
    await done(["suggest", "ford", "--set", "1.2", "--text", "Nobody takes a bribe or a gift.", ...at("upper")]);
    await meet("lower", "upper");
    const { suggestions } = await review("upper");
    const byLower = suggestions.filter(({ author }) => author.party?.name === "Lower bank");
    expect(byLower.map(({ kind, after }) => [kind, after]).sort()).toEqual([
      ["element", "\nGifts are welcome."],
      ["replacement", "fee"],
    ]);
    const fee = byLower.find(({ kind }) => kind === "replacement");
    expect(fee?.overlaps.length).toBeGreaterThan(0);
    expect((await review("upper", "--party", "Upper")).suggestions.every(({ isOwn }) => isOwn)).toBe(true);
    expect((await review("upper", "--device", "Berta")).suggestions).toHaveLength(byLower.length);
    expect((await review("upper", "--clause", "1.1")).suggestions).toEqual([]);
    const withdrawn = await review("upper", "--withdraw", "all");
    expect(withdrawn.suggestions.map(({ id }) => id).sort()).toEqual(byLower.map(({ id }) => id).sort());
    await review("upper", "--accept", "all", "--party", "Lower bank");
    expect(await words("upper", "1.2")).toBe("Nobody takes a fee.");
    expect(await words("upper", "1.3")).toBe("Gifts are welcome.");
  });

  it("go on from what this device suggests already", async () => {
    await done(["suggest", "ford", "--set", "1.1", "--text", "The ford is closed at dusk.", ...at("upper")]);
    await done([
      "suggest",
      "ford",
      "--set",
      "1.1",
      "--text",
      "The ford is open to all by day and dusk.",
      ...at("upper"),
    ]);
    const { suggestions } = await review("upper");
    expect(suggestions.map(({ before, after }) => [before, after])).toEqual([["", " and dusk"]]);
    await done(["suggest", "ford", "--set", "1.1", "--text", "The ford is open to all by day.", ...at("upper")]);
    expect((await review("upper")).suggestions).toEqual([]);
  });

  it("are each member's by their role", async () => {
    const change = ["--set", "1.1", "--text", "The ford is ours."];
    for (const name of ["mediator", "supporter"]) {
      await meet(name, "upper");
      expect(await refusal(["edit", "ford", ...change, ...at(name)])).toEqual({
        kind: "notAuthorised",
        reason: "this device suggests and does not edit",
      });
      await done(["suggest", "ford", ...change, ...at(name)]);
      for (const answer of ["accept", "reject", "reopen"])
        expect(await refusal(["review", "ford", `--${answer}`, "all", ...at(name)])).toMatchObject({
          kind: "notAuthorised",
        });
    }
    const [own] = (await review("mediator")).suggestions;
    await meet("supporter", "upper");
    await meet("mediator", "upper");
    await meet("supporter", "upper");
    expect(await refusal(["review", "ford", "--withdraw", own?.id ?? "", ...at("supporter")])).toMatchObject({
      kind: "notAuthorised",
    });
    expect((await review("supporter", "--withdraw", "all")).answered).toHaveLength(1);
    await meet("observer", "upper");
    expect(await refusal(["suggest", "ford", ...change, ...at("observer")])).toMatchObject({ kind: "notAuthorised" });
    expect(await words("observer", "1.1")).toBe("The ford is open to all by day.");
  });

  it("[I52] put words in brackets as a mediator's suggestion, which a party accepts and alone chooses from", async () => {
    await review("upper", "--withdraw", "all");
    await review("upper", "--reject", "all");
    await meet("mediator", "upper");
    const bracket = <T>(name: string, ...options: readonly string[]): Promise<T> =>
      done(["bracket", "ford", ...options, ...at(name)]);
    const open = ["--open", "1.2", "--quote", "a fee"];
    const notHers = { kind: "notAuthorised", reason: "this device suggests and does not edit" };
    expect(await refusal(["bracket", "ford", ...open, ...at("mediator")])).toEqual(notHers);
    await bracket("mediator", ...open, "--suggest");
    const asked = await bracket<BracketsView>("mediator", "--alternative", "S1", "--text", "anything", "--suggest");
    expect(asked).toMatchObject({
      brackets: [],
      counts: { brackets: 0, blanks: 0 },
      suggested: [{ isNew: true, isOwn: true, suggestedBy: { person: "Marta" }, clauseNumber: "1.2" }],
    });
    expect(await shown(["bracket", "ford", ...at("mediator")])).toBe(
      [
        "0 open brackets, 0 blanks to fill in",
        "S1  1.2  bracket, open, suggested by Marta",
        "      Alt. 1  a fee",
        "      Alt. 2  anything  (Marta)",
        "",
      ].join("\n"),
    );
    await meet("mediator", "upper");
    const { suggestions } = await review("upper");
    expect(suggestions).toMatchObject([{ kind: "bracket", before: "", after: "[a fee] [anything]", isOwn: false }]);
    expect(await words("upper", "1.2")).toBe("Nobody takes a fee.");
    await review("upper", "--accept", "all");
    expect(await words("upper", "1.2")).toBe("Nobody takes [a fee] [anything].");
    await meet("mediator", "upper");
    for (const act of [["--pick", "1", "--choice", "2"], ["--reopen", "1"], ["--typed"]])
      expect(await refusal(["bracket", "ford", ...act, ...at("mediator")])).toEqual(notHers);
    await bracket("mediator", "--alternative", "1", "--text", "nothing", "--suggest");
    expect(await shown(["bracket", "ford", ...at("mediator")])).toContain("      +  nothing  (suggested by Marta)");
    await bracket("upper", "--pick", "1", "--choice", "2");
    expect(await words("upper", "1.2")).toBe("Nobody takes anything.");
    const both = await terminal.run(["bracket", "ford", "--pick", "1", "--suggest", ...at("mediator")]);
    expect([both.code, both.err]).toEqual([2, expect.stringContaining("--suggest")]);
  });

  it("refuse what is not there, and what is said twice", async () => {
    expect(await refusal(["review", "ford", "--accept", "ins/none.1", ...at("upper")])).toEqual({
      kind: "suggestionNotFound",
      suggestion: "ins/none.1",
    });
    const both = await terminal.run(["review", "ford", "--accept", "a", "--reject", "a", ...at("upper")]);
    expect(both.code).toBe(2);
    expect((await terminal.run(["suggest", "ford", "--set", "1.1", "--remove", "1.2", ...at("upper")])).code).toBe(2);
    expect(await refusal(["review", "ford", "--clause", "no such clause", ...at("upper")])).toMatchObject({
      kind: "clauseNotFound",
    });
  });

  it("are talked about by id, and the talk is found from either side", async () => {
    await done(["suggest", "ford", "--set", "toll", "--text", "Nobody takes any toll.", ...at("upper")]);
    const { suggestions } = await review("upper", "--clause", "toll");
    const id = suggestions[0]?.id ?? "";
    const thread = await done<ThreadView>(["comment", "ford", "Not even a fish?", "--suggestion", id, ...at("upper")]);
    expect(thread).toMatchObject({ suggestion: { id, state: "pending" }, clause: { id: "toll" } });
    await done(["comment", "ford", "None.", "--reply", thread.id, ...at("upper")]);
    expect(await shown(["review", "ford", ...at("upper")])).toContain(
      `2 comments, open: thread ${thread.id.slice(0, 8)}`,
    );
    await done(["review", "ford", "--withdraw", id, ...at("upper")]);
    expect(await done(["comments", "ford", "--suggestion", id, ...at("upper")])).toMatchObject([
      { id: thread.id, suggestion: { state: "withdrawn" } },
    ]);
    expect(await shown(["comments", "ford", ...at("upper")])).toContain("about a suggestion (withdrawn)");
    expect(
      (await terminal.run(["comment", "ford", "Hm.", "--suggestion", id, "--clause", "1", ...at("upper")])).code,
    ).toBe(2);
    expect(await refusal(["comment", "ford", "Hm.", "--suggestion", "no such", ...at("upper")])).toMatchObject({
      kind: "suggestionNotFound",
    });
  });
});
