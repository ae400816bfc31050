/**
 * Five years of one water: five peoples, from 1 March 2021 to 1 March 2026. One reserves a clause, one objects, one
 * accedes by a file, one leaves and comes back; two renewals, the second after a lapse; two amendments written apart and
 * settled; promises kept and broken; and beside it a custom that three of them practise. Told once, for the tests and for
 * `npm run demo -- five-years`: every sentence is checked before it is said.
 */
import type { SignedClause, TimelineEntry } from "../../../../shared/api/agreements.ts";
import type { ReservationView } from "../../../../shared/api/joining.ts";
import type { PromiseView } from "../../../../shared/api/records.ts";
import type { CharterId, PartyId, ProposalId } from "../../../../shared/base/ids.ts";
import type { ConditionsPlan } from "../../../../shared/charter/parties/conditions.ts";
import type { Practice } from "../../../../shared/charter/parties/practice.ts";
import type { AnswerChoice, Outcome } from "../../../../shared/charter/parties/records.ts";
import type { Reserved } from "../../../../shared/charter/parties/reserved.ts";
import type { PartyProfile } from "../../../../shared/charter/parties/roles.ts";
import { must } from "../desk.ts";
import type { Person, Stage } from "../stage.ts";
import type { Scene } from "../windows.ts";
import { bring, cast, found, introduce, introduceAtWindow, meet, partyOf, propose, readNews, rewrite } from "./acts.ts";
import { seed } from "./seed.ts";

export const lastDay = "2026-03-01";
export const names = {
  fishers: "Fishers’ Union of the Alder",
  guardians: "Guardians of the Alder Springs",
  herders: "Herders of the High Meadow",
  millers: "Millers’ Guild of the Weir",
  town: "Water Board of Lower Town",
} as const;
export type Who = keyof typeof names;

/** The texts, in the order in which they were proposed. */
export type Text = "first" | "renewal" | "byFishers" | "byHerders" | "amendment" | "second";

export interface FiveYears {
  readonly charter: CharterId;
  readonly custom: CharterId;
  readonly texts: Readonly<Record<Text | "practised", ProposalId>>;
  readonly parties: Readonly<Record<Who, PartyId>>;
}

/** Whom the story is told to. */
export interface Listener {
  chapter(title: string): void;
  say(sentence: string): void;
}
const nobody: Listener = { chapter: () => undefined, say: () => undefined };

const title = "Accord on the Alder";
const customTitle = "Custom of the Drought Days";
export const reserved = "Our herds drink every day.";
export const understood = "“Held in common” leaves the town’s own wells as they are.";

const wateredFrom = (day: string): string =>
  `From ${day} to the end of September no animal is watered below the stone bridge.`;
const text = `# ${title}

## Water

1. The river and its springs are held in common. Nobody sells, leases or pledges them.
2. ${wateredFrom("May")}

## Weir

1. At the weir each party takes water one day in turn.

## Promises

1. The fishers open the weir gate for the salmon.
2. The millers build the fish ladder anew.
`;
const customText = `# ${customTitle}

## Turns

1. In a dry summer the upper meadow drinks at dawn and the mills at noon.
`;

const profile = (name: string, kind: PartyProfile["kind"], constituency: string): PartyProfile => ({
  ...{ name, kind, constituency },
});

const conditions = (needed: number): ConditionsPlan => ({
  ...{ needed, indispensable: [], entry: { at: null, delayDays: 30, joinDelayDays: 14 }, reviews: [] },
  ...{ binds: "ratifiers", reservations: "any", accession: 1, withdrawalDays: 60, form: "signed" },
});
const months = (count: number, noticeDays = 60) => ({ from: null, months: count, until: null, noticeDays }) as const;

function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`the story is not true: ${what}`);
}

type People = Readonly<Record<Who, Person>>;
type Table = Awaited<ReturnType<typeof gatherAtTable>>;

/** The five, the charter of four of them, and what they do with it again and again. */
async function gatherAtTable(stage: Stage) {
  const enter = async (name: string, person: string, device: string, party: PartyProfile): Promise<Person> => {
    const entered = await stage.enter(name);
    await introduce(entered, { person, device, party });
    return entered;
  };
  stage.goTo("2021-03-01");
  const fishers = await stage.enter("amina", { isAtWindow: true });
  const union = profile(names.fishers, "union", "the 214 fishing families below the weir");
  await introduceAtWindow(fishers, { person: "Amina Benali", device: "Amina’s laptop", party: union });
  const meadow = profile(names.herders, "community", "all who graze above the bridge");
  const herders = await enter("jon", "Jon Etxeberria", "herders’ laptop", meadow);
  const guild = profile(names.millers, "union", "the four mills");
  const millers = await enter("mia", "Mia Weber", "guild’s computer", guild);
  const springs = profile(names.guardians, "guardian", "the springs themselves");
  const guardians = await enter("nils", "Nils Aho", "Nils’s tablet", springs);
  const board = profile(names.town, "public-authority", "3,100 taps");
  const town = await enter("tess", "Tess Okoro", "office computer", board);
  const people: People = { fishers, guardians, herders, millers, town };

  const charter = await found(fishers, title, "en", text);
  for (const person of [herders, millers, guardians]) await bring(fishers, person, charter);
  const members: Person[] = [fishers, herders, millers, guardians];

  const entryOf = async (proposal: ProposalId, by = fishers): Promise<TimelineEntry> =>
    must(await by.api.getSigning({ charter, proposal })).entry;

  async function clauseOf(proposal: ProposalId, number: string): Promise<SignedClause> {
    const { clauses } = must(await fishers.api.getSigning({ charter, proposal }));
    const clause = clauses.find((one) => one.title.startsWith(number));
    if (clause === undefined) throw new Error(`there is no clause ${number}`);
    return clause;
  }

  async function promisesTo(day: string, by = fishers): Promise<readonly PromiseView[]> {
    return must(await by.api.getPromises({ charter, days: { from: "2021-03-01", to: day } })).promises;
  }

  return {
    ...{ people, charter, entryOf },
    at: (day: string): void => stage.goTo(day),
    idOf: (who: Who): Promise<PartyId> => partyOf(fishers, charter, names[who]),
    put: (by: Person, plan: Parameters<typeof propose>[2]): Promise<ProposalId> => propose(by, charter, plan),
    sign: (by: Person, proposal: ProposalId): Promise<void> => cast(by, charter, proposal),
    write: (by: Person, number: string, words: string): Promise<void> => rewrite(by, charter, number, words),
    /** All members meet until all hold the same. */
    share: (): Promise<void> => meetInTurn(members),
    comeToTable: (person: Person): void => void members.push(person),
    /** Signs, and keeps something for itself. */
    async keep(by: Person, proposal: ProposalId, number: string, how: Reserved["how"], words: string): Promise<void> {
      const { id: clause, hash } = await clauseOf(proposal, number);
      const { contentHash } = await entryOf(proposal, by);
      const ballot = { charter, proposal, contentHash, choice: "ratify", statement: "", clockIsRight: true } as const;
      must(await by.api.castBallot({ ...ballot, reservations: [{ clause, hash, how, words }] }));
    },
    async reservationTo(proposal: ProposalId): Promise<ReservationView> {
      const { reservations } = must(await fishers.api.getJoining({ charter }));
      const [only] = reservations.filter((one) => one.proposal === proposal);
      if (only === undefined) throw new Error("nobody reserved anything");
      return only;
    },
    /** "2021-04-14 to 2022-04-13", of each time that a text binds a party. */
    async bound(proposal: ProposalId, who: Who): Promise<string> {
      const { binds } = await entryOf(proposal);
      const times = binds.filter(({ party }) => party.name === names[who]);
      return times.map(({ from, to }) => `${from} to ${to}`).join(", ");
    },
    /** What became of a promise on a day: of the first in its clause. */
    async report(by: Person, proposal: ProposalId, number: string, outcome: Outcome, day: string, statement: string) {
      const { id: clause } = await clauseOf(proposal, number);
      const report = {
        charter,
        proposal,
        clause,
        index: 0,
        outcome,
        statement,
        evidence: [],
        clockIsRight: true,
      } as const;
      must(await by.api.reportPromise({ ...report, period: [day, day] }));
    },
    /** To what was reported last. */
    async answer(by: Person, choice: AnswerChoice, statement: string): Promise<void> {
      const reports = (await promisesTo(lastDay, by)).flatMap((one) => one.reports);
      const [last] = reports.sort((a, b) => b.saidAt - a.saidAt);
      must(await by.api.answerReport({ charter, report: last?.id ?? "", choice, statement, clockIsRight: true }));
    },
    /** How a promise stands on the day on which it was due. */
    async kept(number: string, day: string): Promise<string | undefined> {
      const days = (await promisesTo(lastDay)).filter((one) => one.number === number).flatMap((one) => one.days);
      return days.find((one) => one.day === day)?.state;
    },
  };
}

/** One after another with the first, and once more, so that those hear of the last. */
async function meetInTurn([host, ...guests]: readonly Person[]): Promise<void> {
  if (host === undefined) return;
  for (const guest of guests) await meet(guest, host);
  for (const guest of guests.slice(0, -1)) await meet(guest, host);
}

async function accordOfFour(table: Table, { chapter, say }: Listener): Promise<ProposalId> {
  const { people, charter, at, idOf, share, entryOf, bound } = table;
  const { fishers, guardians, herders, millers, town } = people;
  chapter("2021: an accord of four, and a fifth");
  const [fishersId, millersId] = [await idOf("fishers"), await idOf("millers")];
  const gate = `[](promise:by=${fishersId}&to=all&due=2021-06-30&every=12)`;
  await table.write(fishers, "3.1", `The fishers open the weir gate for the salmon. ${gate}`);
  const ladder = `[](promise:by=${millersId}&to=${fishersId}&due=2022-09-30)`;
  await table.write(fishers, "3.2", `The millers build the fish ladder anew. ${ladder}`);
  at("2021-03-05");
  const note = "As spoken at the bridge.";
  const first = await table.put(fishers, { conditions: conditions(3), term: months(12), note });
  await share();
  const { conditions: agreed, electorate } = await entryOf(first, millers);
  check(agreed.needed === 3 && electorate.length === 4 && agreed.entry.delayDays === 30, "three of four suffice");
  say("Fishers, herders, millers and the guardians of the springs have a text for one year. Three of four suffice;");
  say("it is in force thirty days after the third has signed.");

  at("2021-03-10");
  await table.sign(fishers, first);
  at("2021-03-12");
  await table.keep(herders, first, "2.1", "exclude", reserved);
  await share();
  const { id: reservation, words } = await table.reservationTo(first);
  say(`The herders sign with a reservation: they leave out 2.1 for themselves. “${words}”`);
  at("2021-03-15");
  await table.sign(millers, first);
  at("2021-03-20");
  const objection = { choice: "object-no-relations", reason: "A turn that one leaves out is no turn." } as const;
  must(await millers.api.respond({ charter, reservation, ...objection, clockIsRight: true }));
  await share();
  at("2021-04-14");
  const { state, startsOn, endsOn, binds } = await entryOf(first);
  check(state === "inForce" && startsOn === "2021-04-14" && binds.length === 3, "in force between three");
  const relations = { party: await idOf("herders"), other: millersId, on: null, knownOn: null };
  const { inForce, unrelated } = must(await fishers.api.getForce({ charter, ...relations }));
  check(inForce.length === 0 && unrelated.length === 1, "not between herders and millers");
  say(
    `The millers object, and want no relations with the herders by this text. In force from ${startsOn} to ${endsOn}.`,
  );

  at("2021-05-02");
  await table.sign(guardians, first);
  await share();
  check((await bound(first, "guardians")) === "2021-05-16 to 2022-04-13", "bound fourteen days after their own day");
  say("The guardians ratify late, on 2021-05-02. Who joins later is bound fourteen days after: from 2021-05-16.");

  at("2021-07-01");
  const { bytes: pdf } = must(await fishers.api.exportPdf({ charter, proposal: first }));
  const joining = { reservations: [], practice: null, statement: "We drink of it too." } as const;
  const { bytes, party } = must(await town.api.writeAccession({ pdf, ...joining }));
  must(await guardians.api.enterStatement({ bytes }));
  at("2021-07-02");
  await table.report(herders, first, "3.1", "fulfilled", "2021-06-30", "The gate stood open on the eve.");
  await share();
  await table.answer(guardians, "agree", "We counted forty salmon.");
  await share();
  at("2021-07-10");
  await admit(herders, charter, "Come and drink.");
  await share();
  const invite = { charter, role: "party", expiresInHours: 24, reason: "", party: party.id } as const;
  const { code } = must(await fishers.api.invite(invite));
  must(await town.api.join({ code, address: fishers.address, stay: false }));
  must(await fishers.api.stopListening({}));
  table.comeToTable(town);
  await share();
  check((await bound(first, "town")) === "2021-07-24 to 2022-04-13", "the town is bound");
  say(
    "Lower Town holds nothing but a PDF. It accedes by a file, the herders consent, and it is bound from 2021-07-24.",
  );
  check((await table.kept("3.1", "2021-06-30")) === "done", "a promise was kept");
  say("The fishers have opened the weir gate by the day promised: the herders say so, the guardians agree.");

  at("2021-09-01");
  const leaving = { charter, proposal: first, effectiveOn: null, clockIsRight: true } as const;
  must(await millers.api.leaveText({ ...leaving, reason: "The mills stand still." }));
  await share();
  check((await bound(first, "millers")) === "2021-04-14 to 2021-10-30", "sixty days of notice");
  say("On 2021-09-01 the millers give sixty days of notice, and are bound until 2021-10-30.");
  at("2022-01-10");
  const { contentHash } = await entryOf(first, millers);
  const back = { ...joining, statement: "One winter alone was enough." };
  must(await millers.api.accede({ charter, proposal: first, contentHash, ...back, clockIsRight: true }));
  await share();
  at("2022-01-12");
  await admit(guardians, charter, "Welcome home.");
  await share();
  const twice = "2021-04-14 to 2021-10-30, 2022-01-26 to 2022-04-13";
  check((await bound(first, "millers")) === twice, "the millers left and came back");
  say("In January they come back: they accede, the guardians consent, and they are bound anew from 2022-01-26.");
  return first;
}

/** Consents to the accession that waits for somebody. */
async function admit({ api }: Person, charter: CharterId, reason: string): Promise<void> {
  const waiting = must(await api.getJoining({ charter })).accessions.find(({ canConsent }) => canConsent);
  must(await api.consentToAccession({ charter, accession: waiting?.id ?? "", reason, clockIsRight: true }));
}

async function renewedByFive(table: Table, { chapter, say }: Listener): Promise<ProposalId> {
  const { people, at, share, entryOf } = table;
  const { fishers, guardians, herders, millers, town } = people;
  chapter("2022: the first renewal, ratified before the old end");
  at("2022-02-15");
  const plan = { purpose: "renewal", conditions: conditions(4), term: months(24) } as const;
  const renewal = await table.put(fishers, { ...plan, note: "For two years, by five." });
  check((await entryOf(renewal)).named.length === 1, "the renewal names who had left");
  await table.sign(fishers, renewal);
  await share();
  at("2022-02-25");
  await table.sign(herders, renewal);
  at("2022-03-01");
  await table.sign(guardians, renewal);
  at("2022-03-02");
  await table.keep(town, renewal, "1.1", "interpret", understood);
  await share();
  at("2022-03-05");
  await table.sign(millers, renewal);
  await share();
  const { startsOn, ratifiedBy } = await entryOf(renewal);
  check(startsOn === "2022-04-14" && ratifiedBy.length === 5, "no day is lost");
  const { words } = await table.reservationTo(renewal);
  say(`All five ratify; it begins on ${startsOn}, the day after the old end. The town says how it reads 1.1: ${words}`);
  at("2022-07-01");
  await table.report(herders, renewal, "3.1", "fulfilled", "2022-06-30", "Open a week before the day.");
  at("2022-10-05");
  await table.report(fishers, renewal, "3.2", "breach", "2022-09-30", "There is no ladder.");
  await share();
  at("2022-10-09");
  await table.answer(millers, "agree", "The flood took the timber.");
  await share();
  check((await table.kept("3.1", "2022-06-30")) === "done", "a promise was kept again");
  check((await table.kept("3.2", "2022-09-30")) === "failed", "a promise was broken");
  say("The gate was opened again. The fish ladder was not built: the fishers say so, and the millers own it.");
  return renewal;
}

const observed = (day: string, place: string): Practice => ({
  ...{ clauses: [], day, place, words: "As our grandmothers did.", evidence: [] },
  witnesses: [{ name: "Rosa Mbeki", party: null }],
});

async function customOfThree(
  { people: { herders, millers, guardians }, at }: Table,
  { say }: Listener,
): Promise<Pick<FiveYears, "custom"> & { readonly practised: ProposalId }> {
  at("2022-11-10");
  const custom = await found(herders, customTitle, "en", customText);
  const three = [herders, millers, guardians];
  for (const person of [millers, guardians]) await bring(herders, person, custom);
  const term = { from: null, months: null, until: null, noticeDays: 0 };
  const plan = { end: "asWritten", term, conditions: { ...conditions(3), form: "practised" } } as const;
  const proposal = await propose(herders, custom, plan);
  await meetInTurn(three);
  const practice = observed("2021-08-15", "the upper ford");
  for (const { api } of three) {
    const { contentHash } = must(await api.getSigning({ charter: custom, proposal })).entry;
    const ballot = { charter: custom, proposal, contentHash, choice: "ratify", statement: "" } as const;
    must(await api.castBallot({ ...ballot, practice, clockIsRight: true }));
  }
  await meetInTurn(three);
  const { state } = must(await herders.api.getSigning({ charter: custom, proposal })).entry;
  check(state === "upcoming", "the custom is agreed on");
  say(
    "Herders, millers and guardians hold a custom of dry summers: not signed, but observed, with day, place and witness.",
  );
  return { custom, practised: proposal };
}

type Pair = Pick<FiveYears["texts"], "byFishers" | "byHerders" | "amendment">;

async function twoAmendments(table: Table, renewal: ProposalId, { chapter, say }: Listener): Promise<Pair> {
  const { people, charter, at, share, entryOf } = table;
  const { fishers, guardians, herders, millers, town } = people;
  chapter("2023: two amendments written apart, and one for all");
  at("2023-05-02");
  await table.write(fishers, "1.2", wateredFrom("mid-April"));
  const byFishers = await table.put(fishers, { note: "After the dry spring." });
  await table.sign(fishers, byFishers);
  await meetInTurn([fishers, guardians]);
  await table.sign(guardians, byFishers);
  at("2023-05-03");
  await table.write(herders, "1.2", wateredFrom("June"));
  const byHerders = await table.put(herders, { note: "The grass was late." });
  await table.sign(herders, byHerders);
  await meetInTurn([herders, millers]);
  await table.sign(millers, byHerders);
  at("2023-05-14");
  await share();
  const { competing, state } = await entryOf(byFishers);
  check(competing?.with.includes(byHerders) === true && state === "open", "two texts compete");
  for (const [{ api }, proposal] of [
    [fishers, byHerders],
    [herders, byFishers],
  ] as const) {
    const { contentHash } = await entryOf(proposal);
    const ballot = { charter, proposal, contentHash, choice: "ratify", statement: "", clockIsRight: true } as const;
    const both = await api.castBallot(ballot);
    check(!both.ok && both.error.kind === "conflictingBallot", "nobody signs both");
  }
  say("Apart, fishers and guardians sign “from mid-April”, herders and millers “from June”. Nobody may sign both.");

  at("2023-06-02");
  await table.write(guardians, "1.2", wateredFrom("May, and in a dry year from mid-April,"));
  const amendment = await table.put(guardians, { note: "For all, by those who asked the springs.", end: "kept" });
  check((await entryOf(amendment, guardians)).supersedes.length === 2, "it replaces both");
  await table.sign(guardians, amendment);
  await share();
  at("2023-06-05");
  await table.sign(fishers, amendment);
  at("2023-06-08");
  await table.sign(herders, amendment);
  at("2023-06-10");
  await table.sign(town, amendment);
  await share();
  at("2023-07-05");
  await table.report(herders, renewal, "3.1", "breach", "2023-06-30", "It was shut at midsummer.");
  await share();
  await table.answer(fishers, "dispute", "It was open by night.");
  await share();
  at("2023-07-10");
  check((await entryOf(amendment)).state === "inForce", "the third text is in force");
  for (const rival of [byFishers, byHerders])
    check((await entryOf(rival)).state === "withdrawn", "the pair is settled");
  say("The guardians propose a third. Four sign it: in force from 2023-07-10, and both drafts are settled.");
  const relations = { party: await table.idOf("fishers"), other: await table.idOf("millers"), on: null, knownOn: null };
  const { inForce } = must(await fishers.api.getForce({ charter, ...relations }));
  check(inForce.map(({ proposal }) => proposal).join() === renewal, "toward the millers the old text stays");
  say("The millers wait. Between them and the others the old text stays, until they sign on 2023-09-01.");
  check((await table.kept("3.1", "2023-06-30")) === "disputed", "both sides stand on record");
  say("Was the gate open in June? The herders say no, the fishers say yes: both stand on record.");
  at("2023-09-01");
  await table.sign(millers, amendment);
  await share();
  return { byFishers, byHerders, amendment };
}

async function lapseAndRenewal(table: Table, lapsed: ProposalId, { chapter, say }: Listener): Promise<ProposalId> {
  const { people, charter, at, share, entryOf } = table;
  const { fishers, guardians, herders, millers, town } = people;
  chapter("2024: a lapse, and the second renewal");
  at("2024-04-14");
  check((await entryOf(lapsed)).state === "lapsed", "nobody renewed in time");
  const { inForce } = must(await fishers.api.getForce({ charter, on: null, party: null, other: null, knownOn: null }));
  check(inForce.length === 0, "nothing is in force");
  say("Nobody renews in time. From 2024-04-14 nothing is in force.");
  at("2024-05-20");
  await table.write(fishers, "3.2", "The fish ladder at the weir is kept open by whoever passes.");
  const plan = { purpose: "renewal", term: months(24, 180), note: "Late, and with what we learnt." } as const;
  const second = await table.put(fishers, plan);
  await table.sign(fishers, second);
  await share();
  at("2024-05-22");
  await table.sign(guardians, second);
  at("2024-05-25");
  await table.sign(herders, second);
  at("2024-06-03");
  await table.sign(town, second);
  at("2024-06-05");
  await table.sign(millers, second);
  await share();
  at("2024-07-03");
  const { endsOn, state } = await entryOf(second);
  check(state === "inForce" && endsOn === "2026-07-02", "it resumed");
  check((await entryOf(lapsed)).resumedOn === "2024-07-03", "the gap stays on record");
  say(`They renew in May. It resumes on 2024-07-03, to ${endsOn}; the eighty days between stay on record.`);
  return second;
}

async function fiveYearsOn(
  table: Table,
  second: ProposalId,
  { custom, practised }: Awaited<ReturnType<typeof customOfThree>>,
  { chapter, say }: Listener,
): Promise<void> {
  const { people, charter, at, share } = table;
  const { fishers, guardians, herders, millers, town } = people;
  chapter("2025 and 2026: what is on record, and what is due");
  const record = { charter, proposal: second, clockIsRight: true } as const;
  at("2025-03-15");
  const review = { heldOn: "2025-03-15", place: "the stone bridge", minutes: null, outcome: "renew" } as const;
  must(await guardians.api.recordReview({ ...record, ...review, nextOn: "2026-03-15" }));
  at("2025-05-02");
  const byLaw = { authority: "Council of Lower Town", instrument: "by-law", reference: "14/2025" } as const;
  must(await town.api.recordInstitution({ ...record, ...byLaw, day: "2025-04-28", text: null }));
  await share();
  at("2025-07-02");
  await table.report(guardians, second, "3.1", "fulfilled", "2025-06-30", "Open, and painted.");
  at("2025-08-20");
  const again = { charter: custom, proposal: practised, practice: observed("2025-08-18", "the old mill") };
  must(await guardians.api.attest({ ...again, clockIsRight: true }));
  await meetInTurn([herders, millers, guardians]);
  at(lastDay);
  await share();
  const { texts } = must(await fishers.api.getRecords({ charter }));
  const { reviews, institutions } = texts.find(({ proposal }) => proposal === second) ?? {};
  check(reviews?.length === 1 && institutions?.length === 1, "review and by-law are on record");
  const habits = must(await herders.api.getRecords({ charter: custom })).texts.flatMap((one) => one.attestations);
  check(habits.length === 4, "the custom was seen again");
  say("They meet at the bridge, the town takes the text up as a by-law, and the custom is seen again at the old mill.");
  const listed = must(await fishers.api.listCharters({})).find(({ id }) => id === charter);
  check(listed?.state === "due" && listed.endsOn === "2026-07-02", "renewal is due");
  say(`Five years on, on ${lastDay}, the library says: in force until ${listed.endsOn}, renewal is due.`);
  await readNews(fishers, charter);
}

/** Its people stay at the stage, on the last day. */
export async function playFiveYears(
  stage: Stage,
  listener: Listener = nobody,
): Promise<{ readonly facts: FiveYears; readonly people: People }> {
  const table = await gatherAtTable(stage);
  const first = await accordOfFour(table, listener);
  const renewal = await renewedByFive(table, listener);
  const { custom, practised } = await customOfThree(table, listener);
  const pair = await twoAmendments(table, renewal, listener);
  const second = await lapseAndRenewal(table, pair.amendment, listener);
  await fiveYearsOn(table, second, { custom, practised }, listener);
  const parties = {
    fishers: await table.idOf("fishers"),
    guardians: await table.idOf("guardians"),
    herders: await table.idOf("herders"),
    millers: await table.idOf("millers"),
    town: await table.idOf("town"),
  };
  const texts = { first, renewal, ...pair, second, practised };
  return { facts: { charter: table.charter, custom, texts, parties }, people: table.people };
}

export const fiveYearsSeed = seed(async (stage): Promise<FiveYears> => (await playFiveYears(stage)).facts);

/** At Amina's window on the last day. */
export const fiveYears: Scene = { name: "fiveYears", seed: fiveYearsSeed, at: "amina", day: lastDay };
