/** Texts of lawful size with thousands of clauses: compared in steps, and refused with words where they are too long. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId, ClauseId, ProposalId } from "../../shared/base/ids.ts";
import { importLimits } from "../../shared/charter/formats/importLimits.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { lastFlow } from "../support/flowWords.ts";
import { usualPlan } from "../support/plans.ts";
import { openWindow } from "../support/textWindow.ts";
import { watched } from "../support/watched.ts";
import { createWorld, unwrap, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 79, people: ["Ada"] });
  await world.found("Ada").done();
});
afterEach(() => world.close());

const api = () => world.who("Ada").api();

const markdownOf = (clauses: number): string =>
  `# Long\n\n${Array.from({ length: clauses }, (_, at) => `${at + 1}. The parties agree on point ${at}.\n`).join("")}`;

const create = (clauses: number) => {
  const source = { kind: "file", name: "long.md", bytes: utf8(markdownOf(clauses)) } as const;
  return api().createCharter({ title: "Long", language: "en", source, policy: usualPolicy });
};
const found = async (clauses: number): Promise<CharterId> => unwrap(await create(clauses)).charter;

const propose = (charter: CharterId) => {
  const term = { from: null, months: 12, until: null, noticeDays: 60 } as const;
  return api().propose({ charter, term, note: "", purpose: null, ...usualPlan, supersedes: null });
};

describe("A text of thousands of clauses", () => {
  it("[L12] too long for one signed proposal is refused with its size", { timeout: 120_000 }, async () => {
    const charter = await found(25_000);
    expect(await propose(charter)).toEqual({
      ok: false,
      error: { kind: "textTooLong", bytes: expect.any(Number), limit: importLimits.frozenBytes },
    });
    expect(unwrap(await api().getTimeline({ charter }))).toEqual([]);
  });

  it("is written, read, proposed and ratified while the host goes on", { timeout: 120_000 }, async () => {
    const created = await watched(() => create(12_000));
    const { charter } = unwrap(created.value);
    const read = await watched(() => api().getText({ charter, at: { kind: "draft" } }));
    expect(unwrap(read.value).clauses).toHaveLength(12_000);
    const proposed = await watched(() => propose(charter));
    const { proposal } = unwrap(proposed.value);
    const { contentHash } = unwrap(await api().getSigning({ charter, proposal })).entry;
    const ballot = { charter, proposal, contentHash, choice: "ratify", statement: "", clockIsRight: false } as const;
    unwrap(await api().castBallot(ballot));
    const shown = await watched(() => api().getCharter({ charter }));
    expect(unwrap(shown.value)).toMatchObject({ inForce: proposal, draftDiffersIn: [] });
    for (const { longest } of [created, read, proposed, shown]) expect(longest).toBeLessThan(10);
  });

  it("is changed in every clause while the host goes on, and nobody sees half of it", {
    timeout: 120_000,
  }, async () => {
    const charter = await found(4000);
    const reading = unwrap(await api().getText({ charter, at: { kind: "draft" } })).markdown;
    const edit = { kind: "replaceAll", markdown: reading.replaceAll("agree", "have agreed") } as const;
    const replica = (): Promise<string> =>
      api()
        .getText({ charter, at: { kind: "draft" } })
        .then((text) => unwrap(text).markdown);
    const seen = new Set<string>();
    let isDone = false;
    const looking = (async () => {
      while (!isDone) seen.add(await replica());
    })();
    const edited = await watched(() => api().editText({ charter, edit }));
    isDone = true;
    await looking;
    unwrap(edited.value);
    const after = await replica();
    expect(after).toBe(edit.markdown);
    expect(seen.size).toBeGreaterThan(0);
    for (const text of seen) expect(text === reading || text === after).toBe(true);
  });

  it("is replaced by quite another one, of which no two clauses are alike", { timeout: 120_000 }, async () => {
    const charter = await found(8000);
    const markdown = Array.from({ length: 8000 }, (_, at) => `${at + 1}. Wells ${at} belong to whoever digs.`).join(
      "\n",
    );
    const edited = await watched(() => api().editText({ charter, edit: { kind: "replaceAll", markdown } }));
    unwrap(edited.value);
    const { clauses } = unwrap(await api().getText({ charter, at: { kind: "draft" } }));
    expect(clauses.filter(({ text }) => text.startsWith("Wells "))).toHaveLength(8000);
    expect(edited.longest).toBeLessThan(20);
  });

  it("loses nothing that somebody writes while it is changed", { timeout: 120_000 }, async () => {
    const charter = await found(4000);
    const { clauses } = unwrap(await api().getText({ charter, at: { kind: "draft" } }));
    const window = openWindow(world.who("Ada").host(), unwrap(await api().openText({ charter })));
    await world.settle().done();
    const edit = { kind: "setClause", clause: clauses[0]?.id ?? ("" as ClauseId), markdown: "The first one." } as const;
    const editing = api().editText({ charter, edit });
    await new Promise((resolve) => setImmediate(resolve));
    const last = lastFlow(window.yDoc);
    last.insert(last.length, " And typed.");
    unwrap(await editing);
    const after = unwrap(await api().getText({ charter, at: { kind: "draft" } })).markdown;
    expect(after).toContain("The first one.");
    expect(after).toContain(" And typed.");
  });

  it("is compared and read for signing while the host goes on", { timeout: 120_000 }, async () => {
    const charter = await found(8000);
    const { proposal } = unwrap(await propose(charter));
    const { clauses } = unwrap(await api().getText({ charter, at: { kind: "draft" } }));
    const after = clauses.at(-1)?.id ?? ("" as ClauseId);
    unwrap(await api().editText({ charter, edit: { kind: "insertClause", after, markdown: "One more." } }));
    const from = { kind: "proposal", proposal: proposal as ProposalId } as const;
    const compared = await watched(() => api().compare({ charter, from, to: { kind: "draft" } }));
    const changed = unwrap(compared.value).clauses.filter(({ op }) => op !== "same");
    expect(changed.map(({ op, after: now }) => [op, now?.text])).toEqual([["added", "One more."]]);
    const signing = await watched(() => api().getSigning({ charter, proposal }));
    expect(unwrap(signing.value).draftSince).toEqual(unwrap(compared.value));
    for (const { turns, longest } of [compared, signing]) {
      expect(turns).toBeGreaterThan(15);
      expect(longest).toBeLessThan(10);
    }
  });
});
