/** Promises and what is put on record about agreed texts, through the host of each person. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import { readUtf8 } from "../../../shared/base/bytes.ts";
import { addDays, dayOf } from "../../../shared/base/days.ts";
import type { ClauseId, ProposalId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import type { ConditionsPlan } from "../../../shared/charter/parties/conditions.ts";
import { clauseTitle } from "../../../shared/charter/text/clauses.ts";
import { dayMs } from "../../support/builders.ts";
import { usualPlan } from "../../support/plans.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 12, people: ["Ada", "Ben", "Sana"] });
  await world.found("Ada").join("Ada", "Ben").gather().done();
});
afterEach(() => world.close());

const api = (name: string) => world.who(name).api();
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);
const today = (): string => dayOf(world.clock.now());
const about = ({ proposal }: Pick<TimelineEntry, "proposal">) => ({
  ...{ charter: world.charter(), proposal, clockIsRight: false },
});

async function agreed(form: ConditionsPlan["form"], reviews: readonly string[] = []): Promise<TimelineEntry> {
  const conditions: ConditionsPlan = {
    ...{ needed: null, indispensable: [], entry: { at: null, delayDays: 0, joinDelayDays: 0 }, reviews },
    ...{ binds: "ratifiers", reservations: "any", accession: "closed", withdrawalDays: 30, form },
  };
  const term = { from: null, months: null, until: addDays(today(), 400), noticeDays: 60 } as const;
  const plan = { charter: world.charter(), term, note: "", purpose: null, ...usualPlan, conditions };
  const { proposal } = unwrap(await api("Ada").propose(plan));
  await world.gather().done();
  const practice =
    form === "signed" ? null : { clauses: [], day: today(), place: "the weir", words: "", witnesses: [], evidence: [] };
  for (const name of ["Ada", "Ben"]) {
    const { entry } = unwrap(await api(name).getSigning({ charter: world.charter(), proposal }));
    const { contentHash } = entry;
    const ballot = { ...about(entry), contentHash, choice: "ratify", statement: "", practice } as const;
    unwrap(await api(name).castBallot(ballot));
  }
  await world.gather().done();
  return unwrap(await api("Ada").getSigning({ charter: world.charter(), proposal })).entry;
}

it("[L61] [L62] both sides of what became of a promise stand on record, by the days on which it was due", async () => {
  const charter = world.charter();
  const { parties } = unwrap(await api("Ada").getCharter({ charter }));
  const ben = parties.find(({ name }) => name.includes("Ben"));
  const due = addDays(today(), 10);
  const markdown = `# Water\n\n## Weir\n\n1. Ben opens it. [](promise:by=${ben?.id}&to=all&due=${due}) {#weir}\n`;
  unwrap(await api("Ada").editText({ charter, edit: { kind: "replaceAll", markdown } }));
  await world.gather().done();
  const entry = await agreed("signed");
  const promisesOf = async (name: string) => unwrap(await api(name).getPromises({ charter, days: null })).promises;
  expect(await promisesOf("Ben")).toMatchObject([
    { clause: "weir", number: "1.1", by: { id: ben?.id }, to: "all", due, reports: [], asWhole: null },
  ]);
  expect((await promisesOf("Ben"))[0]?.days).toEqual([{ day: due, state: "due", because: [] }]);
  const report = { ...about(entry), clause: "weir" as ClauseId, index: 0, statement: "", evidence: [] } as const;
  expect(errorOf(await api("Ada").reportPromise({ ...report, index: 1, outcome: "breach", period: null }))).toEqual({
    ...{ kind: "promiseNotFound", clause: "1.1", index: 1 },
  });
  const drawn = await api("Ada").reportPromise({ ...report, outcome: "breach", period: null, statement: "𒀀" });
  expect(errorOf(drawn)).toMatchObject({ kind: "cannotDraw" });

  await world.pass(11 * dayMs).done();
  expect((await promisesOf("Ada"))[0]?.days).toMatchObject([{ state: "overdue" }]);
  unwrap(await api("Ada").reportPromise({ ...report, outcome: "breach", period: [due, due] }));
  await world.gather().done();
  const told = (await promisesOf("Ben"))[0]?.reports[0];
  const answer = { charter, report: told?.id ?? "", statement: "We did.", clockIsRight: false } as const;
  expect((await promisesOf("Ben"))[0]?.days).toMatchObject([{ state: "failed", because: [told?.id] }]);
  unwrap(await api("Ben").answerReport({ ...answer, choice: "dispute" }));
  expect(errorOf(await api("Ada").answerReport({ ...answer, choice: "agree" }))).toEqual({
    ...{ kind: "recordRefused", why: "ownReport" },
  });
  await world.gather().done();
  expect(await promisesOf("Ada")).toMatchObject([
    {
      days: [{ state: "disputed" }],
      reports: [{ party: { name: expect.stringContaining("Ada") }, disputedBy: [{ id: ben?.id }], isResolved: false }],
    },
  ]);
  unwrap(await api("Ada").answerReport({ ...answer, choice: "resolved" }));
  expect((await promisesOf("Ada"))[0]?.days).toMatchObject([{ state: "settled" }]);
});

it("[L60] [L63] [L65] a habit is attested again, reviewed and endorsed; who may not is told so", async () => {
  const charter = world.charter();
  await world.join("Ada", "Sana", "supporter").gather().done();
  const entry = await agreed("practised", [addDays(today(), 30)]);
  const practice = { clauses: [], day: today(), place: "the ford", words: "", witnesses: [], evidence: [] };
  const attest = { ...about(entry), practice };
  expect(errorOf(await api("Sana").attest(attest))).toEqual({ kind: "noParty" });
  expect(errorOf(await api("Ada").attest({ ...attest, practice: { ...practice, day: addDays(today(), 2) } }))).toEqual({
    ...{ kind: "recordRefused", why: "stillToCome" },
  });
  const nowhere = { ...practice, clauses: ["nowhere" as ClauseId] };
  expect(errorOf(await api("Ada").attest({ ...attest, practice: nowhere }))).toMatchObject({ kind: "clauseNotFound" });
  await world.pass(dayMs).done();
  const { clauses } = unwrap(await api("Ada").getText({ charter, at: { kind: "proposal", proposal: entry.proposal } }));
  const some = { ...practice, day: today(), clauses: clauses.slice(0, 1).map(({ id }) => id) };
  unwrap(await api("Ada").attest({ ...attest, practice: some }));
  const { contentHash } = entry;
  const endorse = { ...about(entry), contentHash, name: "Friends of the River", statement: "We come every year." };
  expect(errorOf(await api("Ben").endorse(endorse))).toEqual({ kind: "recordRefused", why: "notSupporter" });
  expect(errorOf(await api("Sana").endorse({ ...endorse, contentHash: "0".repeat(64) }))).toMatchObject({
    kind: "contentChanged",
  });
  unwrap(await api("Sana").endorse(endorse));
  const review = { heldOn: today(), place: "the weir", minutes: null, outcome: "keep" } as const;
  unwrap(await api("Ben").recordReview({ ...about(entry), ...review, nextOn: addDays(today(), 60) }));
  await world.gather().done();
  const { texts } = unwrap(await api("Ada").getRecords({ charter }));
  expect(texts).toMatchObject([
    {
      attestations: [
        { isConsent: true },
        { isConsent: true },
        { isConsent: false, practice: { place: "the ford" }, clauses: clauses.slice(0, 1).map(clauseTitle) },
      ],
      reviews: [{ party: { name: expect.stringContaining("Ben") }, heldOn: today() }],
      nextReviews: [addDays(today(), 29), addDays(today(), 60)],
      endorsements: [{ name: "Friends of the River", person: "Sana" }],
    },
  ]);
});

it("looks back over terms before a renewal, and tells what is due by this device's own clock", async () => {
  const charter = world.charter();
  const { parties } = unwrap(await api("Ada").getCharter({ charter }));
  const idOf = (name: string) => parties.find((party) => party.name.includes(name))?.id ?? "";
  const due = addDays(today(), 50);
  const owed = `promise:by=${idOf("Ben")}&to=all&due=${due}&every=2`;
  const write = async (markdown: string) => {
    unwrap(await api("Ada").editText({ charter, edit: { kind: "replaceAll", markdown } }));
    await world.gather().done();
  };
  const weir = `1. Ben opens it. [](${owed}) {#weir}\n`;
  await write(`# Water\n\n## Weir {#art}\n\n${weir}2. Nets dry. {#nets}\n`);
  expect(unwrap(await api("Ada").listDue({}))).toEqual([]);
  const first = await agreed("signed", [addDays(today(), 20)]);
  expect(unwrap(await api("Ada").listDue({}))).toMatchObject([{ charter, kind: "review", times: 1, isOver: false }]);

  await world.pass(25 * dayMs).done();
  expect(unwrap(await api("Ada").listDue({}))).toMatchObject([{ kind: "review", isOver: true }]);
  const mine = { kind: "promise", day: due, party: { id: idOf("Ben") }, words: "Ben opens it.", isOver: false };
  expect(unwrap(await api("Ben").listDue({}))).toMatchObject([
    { kind: "review" },
    { ...mine, clause: { id: "weir", number: "1.1" }, proposal: first.proposal },
  ]);
  const review = { heldOn: today(), place: "the weir", minutes: null, outcome: "keep", nextOn: null } as const;
  unwrap(await api("Ada").recordReview({ ...about(first), ...review }));
  await world.pass(26 * dayMs).done();
  expect(unwrap(await api("Ada").listDue({}))).toMatchObject([{ ...mine, isOver: true, times: 1 }]);
  const told = { ...about(first), clause: "weir" as ClauseId, index: 0, statement: "", evidence: [] } as const;
  unwrap(await api("Ada").reportPromise({ ...told, outcome: "late", period: [due, due] }));
  expect(unwrap(await api("Ada").listDue({}))).toEqual([]);

  await write(`# Water\n\n## Weir {#art}\n\n${weir}2. Boats rest. {#boats}\n`);
  const { proposal } = await agreed("signed");
  const view = unwrap(await api("Ada").getLookBack({ charter, proposal }));
  expect(view.terms).toMatchObject([{ purpose: "first", state: "superseded" }, { purpose: "amendment" }]);
  expect(view.clauses.map(({ title, fates }) => [title, ...fates])).toEqual([
    ["1 Weir", "new", "same"],
    ["1.1", "new", "same"],
    ["1.2", "absent", "new"],
    ["1.2", "new", "dropped"],
  ]);
  const [, promised] = view.clauses;
  // Over the year of the amendment it is due five or six times more.
  expect(promised?.promises).toMatchObject([{ by: { id: idOf("Ben") }, counts: { done: 1, overdue: 0 } }]);
  expect(promised?.promises[0]?.counts.due).toBeGreaterThan(4);
  expect(view.parties.map(({ party, promises }) => [party.id, promises.done])).toEqual([
    [idOf("Ada"), 0],
    [idOf("Ben"), 1],
  ]);
  expect(errorOf(await api("Ada").getLookBack({ charter, proposal: "0".repeat(64) as ProposalId }))).toMatchObject({
    kind: "proposalNotFound",
  });

  await world.pass(350 * dayMs).done();
  const [renew] = unwrap(await api("Ada").listDue({})).filter(({ kind }) => kind === "renew");
  expect(renew).toMatchObject({ proposal, isOver: false });
});

it("[L31] asks before it signs with a clock that is far from the others'", async () => {
  const entry = await agreed("signed");
  await world.misset("Ada", -30 * dayMs).done();
  const institution = { authority: "Valley Assembly", instrument: "by-law", reference: "7" } as const;
  const record = { ...about(entry), ...institution, day: "2026-01-01", text: null };
  expect(errorOf(await api("Ada").recordInstitution(record))).toMatchObject({ kind: "clockDoubtful" });
  const { texts } = unwrap(await api("Ada").recordInstitution({ ...record, clockIsRight: true }));
  expect(texts[0]?.institutions).toMatchObject([{ authority: "Valley Assembly" }]);
});

it("writes the days of texts in force and of those that wait, each once and under one name for ever", async () => {
  const charter = world.charter();
  await agreed("signed", [addDays(today(), 30)]);
  const read = async (language: "en" | "ar") =>
    readUtf8(unwrap(await api("Ben").getCalendar({ charter, language })).bytes)?.replaceAll("\r\n ", "") ?? "";
  const english = await read("en");
  expect(english.match(/SUMMARY:.*/g)?.map((line) => line.replace(/“.*”/, "…").trim())).toEqual([
    "SUMMARY:… enters into force",
    "SUMMARY:Time to renew …",
    "SUMMARY:… ends",
    "SUMMARY:The parties meet about …",
  ]);
  expect((await read("ar")).match(/UID:.*/g)).toEqual(english.match(/UID:.*/g));
  const term = { from: null, months: null, until: null, noticeDays: 60 } as const;
  await world.edit("Ada").gather().done();
  unwrap(await api("Ada").propose({ charter, term, note: "", purpose: null, ...usualPlan, conditions: null }));
  await world.gather().done();
  expect(await read("en")).toContain("SUMMARY:Last day to ratify");
});
