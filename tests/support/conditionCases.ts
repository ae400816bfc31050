/** Conditions that differ from one in the middle in one thing each: every sentence that there is comes up. */
import type { ClauseId, PartyId } from "../../shared/base/ids.ts";
import type { AgreedOn } from "../../shared/charter/parties/conditionFacts.ts";
import { type Conditions, usualConditions } from "../../shared/charter/parties/conditions.ts";
import { refOf } from "./views.ts";

const electorate = ["Coast", "Hills", "Lake", "River Council"].map(refOf);
const [coast, lake, river] = ["Coast", "Lake", "River Council"].map((name) => refOf(name).id) as [
  PartyId,
  PartyId,
  PartyId,
];

/** Three of four, open to none: something of it is not usual. */
export const middle: AgreedOn = {
  conditions: {
    ...usualConditions(4),
    needed: 3,
    entry: { at: 3, delayDays: 30, joinDelayDays: 0 },
  },
  electorate,
  signers: [],
  nameClause: (clause) => `Clause ${clause}`,
};

const but = (change: Partial<Conditions>): AgreedOn => ({
  ...middle,
  conditions: { ...middle.conditions, ...change },
});
const { entry } = middle.conditions;
const among = (count: number): AgreedOn => ({
  ...but({ needed: count, entry: { ...entry, at: count } }),
  electorate: electorate.slice(0, count),
});

/** By what differs. */
export const conditionCases: Readonly<Record<string, AgreedOn>> = {
  "all ratify": among(4),
  "both ratify": among(2),
  "one ratifies": among(1),
  "one is indispensable": but({ indispensable: [river] }),
  "two are indispensable": but({ indispensable: [coast, river] }),
  "a party asks for two delegates": { ...middle, signers: [{ party: lake, count: 2 }] },
  "no delay": but({ entry: { ...entry, delayDays: 0 } }),
  "another delay": but({ entry: { ...entry, delayDays: 1 } }),
  "by the fourth": but({ entry: { ...entry, at: 4, delayDays: 0 } }),
  "days after the fourth": but({ entry: { ...entry, at: 4 } }),
  "a delay for who joins": but({ entry: { ...entry, joinDelayDays: 7 } }),
  "binds all": but({ binds: "all" }),
  "no reservations": but({ reservations: "none" }),
  "reservations to one clause": but({ reservations: ["a" as ClauseId] }),
  "reservations to two clauses": but({ reservations: ["a" as ClauseId, "b" as ClauseId] }),
  "open to all": but({ accession: "open" }),
  "open by one consent": but({ accession: 1 }),
  "open by two consents": but({ accession: 2 }),
  "never left": but({ withdrawalDays: null }),
  "left at once": but({ withdrawalDays: 0 }),
  "left with another notice": but({ withdrawalDays: 90 }),
  "one review": but({ reviews: ["2027-03-20"] }),
  "two reviews": but({ reviews: ["2027-03-20", "2028-03-20"] }),
  practised: but({ form: "practised" }),
};
