/**
 * Five years of one agreement, day by day at the days that matter: what is in force for whom, between whom, with what
 * they reserved; and its status tables, against tables that were written by hand as a depositary prints them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ForceView } from "../../../shared/api/force.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { addDays } from "../../../shared/base/days.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { must } from "../../e2e/support/desk.ts";
import {
  type FiveYears,
  fiveYearsSeed,
  lastDay,
  names,
  type Text,
  type Who,
} from "../../e2e/support/scenes/fiveYears.ts";
import { statusLinesOf, statusTables } from "../../e2e/support/scenes/fiveYearsStatus.ts";
import { sweepSeeds } from "../../e2e/support/scenes/seed.ts";
import { openStage, passphrase, type Stage } from "../../e2e/support/stage.ts";

const directory = mkdtempSync(join(tmpdir(), "tessera-five-years-"));
let stage: Stage;
let api: HostApi;
let facts: FiveYears;
let copyOf: (name: string) => void;
let seededCopy: (name: string, directory: string) => void;
beforeAll(async () => {
  const seeded = await fiveYearsSeed.ready();
  facts = seeded.facts;
  seededCopy = seeded.copy;
  copyOf = (name) => seededCopy(name, directory);
  copyOf("amina");
  stage = openStage(directory);
  stage.goTo(lastDay);
  const amina = await stage.enter("amina", { isAtWindow: true });
  must(await amina.api.unlock({ passphrase }));
  api = amina.api;
}, 180_000);
afterAll(async () => {
  await stage?.close();
  sweepSeeds();
  rmSync(directory, { recursive: true });
});

const textNamed = (id: ProposalId): string => Object.entries(facts.texts).find(([, one]) => one === id)?.[0] ?? id;
const whoIs = (id: PartyId): string => Object.entries(facts.parties).find(([, one]) => one === id)?.[0] ?? id;

async function force(on: string, party: Who | null = null, other: Who | null = null): Promise<ForceView> {
  const { charter, parties } = facts;
  return must(
    await api.getForce({
      ...{ charter, on, knownOn: null },
      ...{ party: party && parties[party], other: other && parties[other] },
    }),
  );
}

/** "first: fishers herders" of every text for whomever it binds; "" where there is none. */
const wordsOf = (
  texts: readonly { readonly proposal: ProposalId; readonly parties: readonly { readonly id: PartyId }[] }[],
): string =>
  texts
    .map(
      ({ proposal, parties }) =>
        `${textNamed(proposal)}: ${parties
          .map(({ id }) => whoIs(id))
          .sort()
          .join(" ")}`,
    )
    .join("; ");

async function boundOn(day: string): Promise<string> {
  const { inForce } = await force(day);
  return wordsOf(inForce.map(({ proposal, bound }) => ({ proposal, parties: bound.map(({ party }) => party) })));
}

/** "first", "first less 2.1", "not first" (no relations), or "". */
async function between(day: string, party: Who, other: Who): Promise<string> {
  const { inForce, unrelated } = await force(day, party, other);
  const texts = inForce.map(({ proposal, excluded, interpreted }) =>
    [
      textNamed(proposal),
      ...excluded.map(({ clauseTitle }) => ` less ${clauseTitle}`),
      ...interpreted.map(({ clauseTitle }) => ` reading ${clauseTitle}`),
    ].join(""),
  );
  return [...texts, ...unrelated.map(({ proposal }) => `not ${textNamed(proposal)}`)].join("; ");
}

const three = "fishers herders millers";
const withGuardians = "fishers guardians herders millers";
const all = "fishers guardians herders millers town";

/** The texts in force and whom each binds, on the day before something changes and on the day itself; and why. */
const days = [
  ["2021-04-13", "", "thirty days after the third ratification are not over"],
  ["2021-04-14", `first: ${three}`, "in force between those who ratified by then"],
  ["2021-05-15", `first: ${three}`, "the guardians ratified on 2 May"],
  ["2021-05-16", `first: ${withGuardians}`, "and are bound fourteen days after"],
  ["2021-07-23", `first: ${withGuardians}`, "the town acceded on 1 July, the herders consented on the 10th"],
  ["2021-07-24", `first: ${all}`, "it is bound fourteen days after that consent"],
  ["2021-10-30", `first: ${all}`, "sixty days of notice from 1 September"],
  ["2021-10-31", "first: fishers guardians herders town", "the millers have left"],
  ["2022-01-25", "first: fishers guardians herders town", "they acceded on 10 January, with consent from the 12th"],
  ["2022-01-26", `first: ${all}`, "and are bound anew"],
  ["2022-04-13", `first: ${all}`, "the last day of the term"],
  ["2022-04-14", `renewal: ${all}`, "the renewal, ratified ahead, loses no day"],
  ["2023-07-09", `renewal: ${all}`, "of two amendments signed apart none is in force"],
  ["2023-07-10", "renewal: millers; amendment: fishers guardians herders town", "the one for all is, for its four"],
  ["2023-09-14", "renewal: millers; amendment: fishers guardians herders town", "the millers joined on 1 September"],
  ["2023-09-15", `amendment: ${all}`, "and are bound by it now"],
  ["2024-04-13", `amendment: ${all}`, "the end that the amendment kept"],
  ["2024-04-14", "", "lapsed"],
  ["2024-07-02", "", "nobody is bound in the gap"],
  ["2024-07-03", `second: ${all}`, "resumed"],
  ["2026-03-01", `second: ${all}`, "five years on"],
  ["2026-07-02", `second: ${all}`, "the last day"],
  ["2026-07-03", "", "and it ends, unless it is renewed"],
] as const;

describe("Five years of an agreement among five peoples", () => {
  it.each(days)("on %s binds: %s (%s)", async (day, expected, _) => {
    expect(await boundOn(day)).toBe(expected);
  });

  it("is the same where all days are asked about at once, and changes on no other day", async () => {
    const asked = { charter: facts.charter, party: null, other: null };
    const { spans } = must(await api.getForceOver({ ...asked, from: "2021-03-01", to: "2026-12-31" }));
    for (const [day, expected] of days) {
      const span = spans.find(({ from, to }) => from <= day && day <= to);
      expect(wordsOf(span?.inForce.map(({ proposal, bound }) => ({ proposal, parties: bound })) ?? [])).toBe(expected);
    }
    expect(spans.map(({ from }) => from)).toEqual([
      ...["2021-03-01", "2021-04-14", "2021-05-16", "2021-07-24", "2021-10-31", "2022-01-26", "2022-04-14"],
      ...["2023-07-10", "2023-09-15", "2024-04-14", "2024-07-03", "2026-07-03"],
    ]);
  });

  it.each([
    // The herders leave out 2.1: for both sides of each relation (Vienna Convention, article 21(1)).
    ["2021-04-14", "fishers", "herders", "first less 2.1"],
    ["2021-04-14", "fishers", "millers", "first"],
    // The millers object and want no relations (article 20(4)(b)).
    ["2021-04-14", "herders", "millers", "not first"],
    ["2021-05-16", "guardians", "herders", "first less 2.1"],
    ["2021-07-24", "town", "herders", "first less 2.1"],
    ["2021-07-24", "town", "guardians", "first"],
    ["2021-10-31", "fishers", "millers", ""],
    // An objection stands when who made it comes back.
    ["2022-01-26", "herders", "millers", "not first"],
    // Whoever reserved nothing in the renewal has no reservation any more.
    ["2022-04-14", "herders", "millers", "renewal"],
    ["2022-04-14", "fishers", "herders", "renewal"],
    ["2022-04-14", "fishers", "town", "renewal reading 1.1"],
    ["2022-04-14", "fishers", "guardians", "renewal"],
    // Among those who joined the amendment it applies; toward who did not, the text before it, with what the town said
    // there (articles 30(4)(b) and 40(4)).
    ["2023-07-10", "fishers", "herders", "amendment"],
    ["2023-07-10", "fishers", "millers", "renewal"],
    ["2023-07-10", "millers", "town", "renewal reading 1.1"],
    ["2023-09-14", "millers", "town", "renewal reading 1.1"],
    ["2023-09-15", "millers", "town", "amendment"],
    ["2024-04-14", "fishers", "millers", ""],
    ["2024-07-03", "fishers", "millers", "second"],
  ] as const)("on %s between %s and %s: %s", async (day, party, other, expected) => {
    expect(await between(day, party, other)).toBe(expected);
    expect(await between(day, other, party)).toBe(expected);
  });

  it("is told as far as it was known on a day: nobody knew of the millers' leaving before they said so", async () => {
    const asked = { charter: facts.charter, on: "2021-11-30", party: facts.parties.millers, other: null };
    expect(must(await api.getForce({ ...asked, knownOn: "2021-08-31" })).inForce).toHaveLength(1);
    expect(must(await api.getForce({ ...asked, knownOn: "2021-09-01" })).inForce).toHaveLength(0);
  });

  it.each(Object.keys(statusTables) as readonly (keyof typeof statusTables)[])(
    "[L59] prints the status of the text %s as a depositary does",
    async (text) => {
      const { charter, texts } = facts;
      const view = must(await api.getStatusTable({ charter, proposal: texts[text] }));
      expect(statusLinesOf(view)).toEqual(statusTables[text]);
    },
  );

  it("keeps lapse, resumption and the settled pair on the timeline", async () => {
    const timeline = must(await api.getTimeline({ charter: facts.charter }));
    const line = (text: Text) => {
      const entry = timeline.find(({ proposal }) => proposal === facts.texts[text]);
      return [entry?.state, entry?.startsOn, entry?.endsOn, entry?.endedOn, entry?.resumedOn];
    };
    expect(line("first")).toEqual(["superseded", "2021-04-14", "2022-04-13", "2022-04-13", null]);
    expect(line("renewal")).toEqual(["superseded", "2022-04-14", "2024-04-13", "2023-07-09", null]);
    expect(line("byFishers")).toEqual(["withdrawn", null, null, null, null]);
    expect(line("byHerders")).toEqual(["withdrawn", null, null, null, null]);
    expect(line("amendment")).toEqual(["lapsed", "2023-07-10", "2024-04-13", "2024-04-13", "2024-07-03"]);
    expect(line("second")).toEqual(["inForce", "2024-07-03", "2026-07-02", "2026-07-02", null]);
  });

  it("[L61] [L62] knows of each promise what became of it, and owes nothing while nothing is in force", async () => {
    const days = { from: "2021-03-01", to: "2026-12-31" };
    const { promises } = must(await api.getPromises({ charter: facts.charter, days }));
    const shown = promises.flatMap((one) =>
      one.days.map(({ day, state }) => `${textNamed(one.proposal)} ${one.number} ${day} ${state}`),
    );
    expect(shown).toEqual([
      "first 3.1 2021-06-30 done",
      "renewal 3.1 2022-06-30 done",
      "renewal 3.1 2023-06-30 disputed",
      "renewal 3.2 2022-09-30 failed",
      // None in June 2024: it lies in the gap.
      "second 3.1 2025-06-30 done",
      "second 3.1 2026-06-30 due",
    ]);
  });

  it("has its review, and the by-law that it became, on record", async () => {
    const { texts } = must(await api.getRecords({ charter: facts.charter }));
    const second = texts.find(({ proposal }) => proposal === facts.texts.second);
    expect(second?.reviews).toMatchObject([{ party: { name: names.guardians }, outcome: "renew" }]);
    expect(second?.nextReviews).toEqual(["2026-03-15"]);
    expect(second?.institutions).toMatchObject([{ instrument: "by-law", reference: "14/2025", day: "2025-04-28" }]);
  });

  it("[L47] has beside it a custom that three of them practise, and saw again four years later", async () => {
    const { custom, texts } = facts;
    copyOf("jon");
    const { api: herders } = await stage.enter("jon");
    const view = must(await herders.getStatusTable({ charter: custom, proposal: texts.practised }));
    // Ratified by all three on 10 November 2022; thirty days later is 10 December. No end was agreed on.
    expect(statusLinesOf(view)).toEqual(
      ["guardians", "herders", "millers"].map((who) => `${names[who as Who]} | 2022-11-10 | 2022-12-10 | –`),
    );
    const [{ attestations } = { attestations: [] }] = must(await herders.getRecords({ charter: custom })).texts;
    expect(attestations.map(({ practice, isConsent }) => [practice.day, practice.place, isConsent])).toEqual([
      ...[1, 2, 3].map(() => ["2021-08-15", "the upper ford", true]),
      ["2025-08-18", "the old mill", false],
    ]);
  });

  it("says in its certificate's dossier what the table says, to a stranger", async () => {
    const { charter, texts } = facts;
    const { bytes } = must(await api.exportPdf({ charter, proposal: texts.first }));
    const report = must(await api.verifyPdf({ bytes }));
    expect(report.valid).toBe(true);
    const { rows } = must(await api.getStatusTable({ charter, proposal: texts.first }));
    // A dossier knows of no text that came later: its last days are those of the term.
    expect(
      report.since?.rows.map(({ party, action, on, effect, left }) => [party.name, action, on, effect, left]),
    ).toEqual(rows.map(({ party, action, on, effect, left }) => [party.name, action, on, effect, left]));
  });
});

/** What a library shows of charters that were closed is what it shows of open ones. */
it("is shown of closed charters on every day as it is of open ones, though nobody opens them that day", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tessera-five-years-cards-"));
  const stages = ["closed", "open"].map((name) => openStage(join(folder, name)));
  const enter = async (of: Stage, name: string): Promise<HostApi> => {
    seededCopy("jon", join(folder, name));
    of.goTo("2021-03-02");
    return (await of.enter("jon")).api;
  };
  try {
    const [one, other] = stages as [Stage, Stage];
    const [closed, open] = [await enter(one, "closed"), await enter(other, "open")];
    let changes = 0;
    let before = "";
    for (let day = "2021-03-02"; day < "2026-10-01"; day = addDays(day, 1)) {
      for (const each of stages) each.goTo(day);
      const shown = [must(await closed.listCharters({})), must(await closed.listDue({}))];
      for (const charter of [facts.charter, facts.custom]) must(await open.getCharter({ charter }));
      expect(shown, day).toEqual([must(await open.listCharters({})), must(await open.listDue({}))]);
      const said = JSON.stringify(shown);
      if (said !== before) changes++;
      before = said;
    }
    expect(changes).toBeGreaterThan(10);
  } finally {
    for (const each of stages) await each.close();
    rmSync(folder, { recursive: true });
  }
}, 120_000);
