/**
 * What conditions mean, as sentences: which, in which order, and what each speaks of. The window and the command line
 * have the words (`renderer/i18n`, `electron/cli/conditionWords.ts`).
 */
import type { ClauseId, PartyId } from "../../base/ids.ts";
import { type Conditions, usualConditions } from "./conditions.ts";

export type ConditionKey =
  | "oneRatifies"
  | "bothRatify"
  | "allRatify"
  | "someRatify"
  | "indispensable"
  | "delegates"
  | "signed"
  | "practised"
  | "entersAtOnce"
  | "entersAfter"
  | "entersAt"
  | "entersAfterMore"
  | "bindsRatifiers"
  | "bindsAll"
  | "joinsAtOnce"
  | "joinsAfter"
  | "reservationsNone"
  | "reservationsAny"
  | "reservationsSome"
  | "accessionClosed"
  | "accessionOpen"
  | "accessionByConsent"
  | "withdrawalNever"
  | "withdrawalAtOnce"
  | "withdrawalAfter"
  | "reviews";

/** One sentence. A field that its key does not speak of is left out. */
export interface ConditionFact {
  readonly key: ConditionKey;
  /** What is counted: parties, delegates, days. */
  readonly count?: number;
  /** Parties: of how many, or how many have ratified by then. */
  readonly of?: number;
  /** Of parties or clauses. */
  readonly names?: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly days?: readonly string[];
}

export interface AgreedOn {
  readonly conditions: Conditions;
  readonly electorate: readonly { readonly id: PartyId; readonly name: string }[];
  /** [L51] Parties that ask for more than one delegate. */
  readonly signers: readonly { readonly party: PartyId; readonly count: number }[];
  nameClause(clause: ClauseId): string;
}

/** Everything that was agreed on besides the words and the term, one fact a sentence. */
export function conditionFacts({ conditions, electorate, signers, nameClause }: AgreedOn): readonly ConditionFact[] {
  const { needed, indispensable, entry, binds, reservations, accession, withdrawalDays, reviews, form } = conditions;
  const namesOf = (ids: readonly PartyId[]): readonly string[] =>
    electorate.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  const parties = electorate.length;
  /** Somebody can consent once it is in force. */
  const mayJoin = entry.at < parties || accession !== "closed";
  return [
    ratifying(needed, parties),
    ...(indispensable.length === 0 ? [] : [{ key: "indispensable" as const, names: namesOf(indispensable) }]),
    ...signers.map(({ party, count }) => ({ key: "delegates" as const, names: namesOf([party]), count })),
    { key: form },
    entering(conditions),
    binds === "all" ? { key: "bindsAll", count: parties } : { key: "bindsRatifiers" },
    ...(mayJoin ? [joining(entry.joinDelayDays)] : []),
    ...(typeof reservations === "string"
      ? [{ key: reservations === "none" ? ("reservationsNone" as const) : ("reservationsAny" as const) }]
      : [
          {
            key: "reservationsSome" as const,
            count: reservations.length,
            names: reservations.map(nameClause).sort(byNumber),
          },
        ]),
    acceding(accession),
    leaving(withdrawalDays),
    ...(reviews.length === 0 ? [] : [{ key: "reviews" as const, days: reviews }]),
  ];
}

/** As clauses follow each other: "2.10" behind "2.9". */
const byNumber = new Intl.Collator("en", { numeric: true }).compare;

function ratifying(needed: number, parties: number): ConditionFact {
  if (needed < parties) return { key: "someRatify", count: needed, of: parties };
  if (parties === 1) return { key: "oneRatifies" };
  return parties === 2 ? { key: "bothRatify" } : { key: "allRatify", count: parties };
}

function entering({ needed, entry: { at, delayDays } }: Conditions): ConditionFact {
  if (at > needed) return delayDays === 0 ? { key: "entersAt", of: at } : more(at, delayDays);
  return delayDays === 0 ? { key: "entersAtOnce" } : { key: "entersAfter", count: delayDays };
}

const more = (at: number, delayDays: number): ConditionFact => ({ key: "entersAfterMore", of: at, count: delayDays });

const joining = (days: number): ConditionFact =>
  days === 0 ? { key: "joinsAtOnce" } : { key: "joinsAfter", count: days };

function acceding(accession: Conditions["accession"]): ConditionFact {
  if (typeof accession === "number") return { key: "accessionByConsent", count: accession };
  return { key: accession === "open" ? "accessionOpen" : "accessionClosed" };
}

function leaving(days: number | null): ConditionFact {
  if (days === null) return { key: "withdrawalNever" };
  return days === 0 ? { key: "withdrawalAtOnce" } : { key: "withdrawalAfter", count: days };
}

/** All ratify, and nothing else was asked for. */
export const isUsual = (conditions: Conditions, parties: number): boolean =>
  conditions.indispensable.length === 0 &&
  conditions.reviews.length === 0 &&
  JSON.stringify(inOrder(conditions)) === JSON.stringify(inOrder(usualConditions(parties)));

const inOrder = ({ needed, entry, binds, reservations, accession, withdrawalDays, form }: Conditions) => [
  ...[needed, entry.at, entry.delayDays, entry.joinDelayDays],
  ...[binds, reservations, accession, withdrawalDays, form],
];
