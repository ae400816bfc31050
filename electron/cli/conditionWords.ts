/** What was agreed on besides the words, one sentence a line. */
import type { AgreedOn, ConditionFact, ConditionKey } from "../../shared/charter/parties/conditionFacts.ts";
import { conditionFacts } from "../../shared/charter/parties/conditionFacts.ts";

type Saying = (fact: Required<ConditionFact>) => string;

const list = (items: readonly string[]): string => items.join(", ");
const days = (count: number): string => (count === 1 ? "one day" : `${count} days`);

const sayings: Readonly<Record<ConditionKey, Saying>> = {
  oneRatifies: () => "The one party ratifies it.",
  bothRatify: () => "Both parties must ratify it.",
  allRatify: ({ count }) => `All ${count} parties must ratify it.`,
  someRatify: ({ count, of }) => `${count} of ${of} parties suffice.`,
  indispensable: ({ names }) => `Without these it is not ratified: ${list(names)}.`,
  delegates: ({ names, count }) => `${list(names)} answers by ${count} of its delegates.`,
  signed: () => "A party agrees by its signature.",
  practised: () => "A party agrees by saying how it observes the text.",
  entersAtOnce: () => "In force from the day on which the last party that is needed ratifies it.",
  entersAfter: ({ count }) => `In force ${days(count)} after the last party that is needed ratifies it.`,
  entersAt: ({ of }) => `In force from the day on which ${of} parties have ratified it.`,
  entersAfterMore: ({ of, count }) => `In force ${days(count)} after ${of} parties have ratified it.`,
  bindsRatifiers: () => "It binds those who ratify it.",
  bindsAll: ({ count }) => `It binds all ${count} parties, those too who do not ratify it.`,
  joinsAtOnce: () => "Who joins later is bound from their own day, and not before it is in force.",
  joinsAfter: ({ count }) =>
    `Who joins later is bound ${days(count)} after their own day, and not before it is in force.`,
  reservationsNone: () => "Nobody makes reservations.",
  reservationsAny: () => "A party may leave out a clause for itself, or say how it reads it.",
  reservationsSome: ({ names }) =>
    `A party may leave out these clauses for itself, or say how it reads them: ${list(names)}.`,
  accessionClosed: () => "No further party joins it.",
  accessionOpen: () => "Any further party may join it.",
  accessionByConsent: ({ count }) =>
    count === 1
      ? "A further party joins it with the consent of one party that it binds."
      : `A further party joins it with the consent of ${count} parties that it binds.`,
  withdrawalNever: () => "Nobody leaves it while it is in force.",
  withdrawalAtOnce: () => "A party may leave it at once.",
  withdrawalAfter: ({ count }) => `A party that leaves it says so ${days(count)} before.`,
  reviews: (fact) => `The parties meet about it on ${list(fact.days)}.`,
};

const absent = { count: 0, of: 0, names: [], days: [] };

export const conditionLines = (agreed: AgreedOn): readonly string[] =>
  conditionFacts(agreed).map((fact) => sayings[fact.key]({ ...absent, ...fact }));
