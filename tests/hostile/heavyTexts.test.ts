/** Texts of lawful size with thousands of clauses: compared in steps, and refused with words where they are too long. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId, ClauseId, ProposalId } from "../../shared/base/ids.ts";
import { importLimits } from "../../shared/charter/formats/importLimits.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { usualPlan } from "../support/plans.ts";
import { watched } from "../support/watched.ts";
import { createWorld, unwrap, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 79, people: ["Ada"] });
  await world.found("Ada").done();
});
afterEach(() => world.close());

const api = () => world.who("Ada").api();

async function found(clauses: number): Promise<CharterId> {
  const words = Array.from({ length: clauses }, (_, at) => `${at + 1}. The parties agree on point ${at}.\n`).join("");
  const source = { kind: "file", name: "long.md", bytes: utf8(`# Long\n\n${words}`) } as const;
  return unwrap(await api().createCharter({ title: "Long", language: "en", source, policy: usualPolicy })).charter;
}

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

  it("is compared and read for signing while the host goes on", { timeout: 120_000 }, async () => {
    const charter = await found(8000);
    const { proposal } = unwrap(await propose(charter));
    const { clauses } = unwrap(await api().getText({ charter, at: { kind: "draft" } }));
    const after = clauses.at(-1)?.id ?? ("" as ClauseId);
    unwrap(await api().editText({ charter, edit: { kind: "insertClause", after, markdown: "One more." } }));
    const from = { kind: "proposal", proposal: proposal as ProposalId } as const;
    const compared = await watched(api().compare({ charter, from, to: { kind: "draft" } }));
    const changed = unwrap(compared.value).clauses.filter(({ op }) => op !== "same");
    expect(changed.map(({ op, after: now }) => [op, now?.text])).toEqual([["added", "One more."]]);
    const signing = await watched(api().getSigning({ charter, proposal }));
    expect(unwrap(signing.value).draftSince).toEqual(unwrap(compared.value));
    for (const { turns, longestMs } of [compared, signing]) {
      expect(turns).toBeGreaterThan(15);
      expect(longestMs).toBeLessThan(500);
    }
  });
});
