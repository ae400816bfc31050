/**
 * A frozen text with what is asked of its people: its promises, whom it binds, when they meet about it.
 * Owns: a memory of what frozen texts say, which never changes. Called by: records.ts and renewal.ts.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { PromiseView } from "../../../shared/api/records.ts";
import type { ClauseId, PartyId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { clauseHash } from "../../../shared/charter/text/clauseHash.ts";
import { clauseLabel, clauseTitle, placeClauses } from "../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { readPromises, type TextPromise } from "../../../shared/charter/text/promises.ts";
import type { ProposalStanding } from "../../../shared/ledger/agreements/ratification.ts";
import { readRecords } from "../../../shared/ledger/agreements/records.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { CalendarText } from "./calendar.ts";
import type { Readings } from "./readings.ts";

/** What a clause is called, and its hash [C21]. */
interface NamedClause {
  readonly label: string;
  readonly title: string;
  readonly hash: string;
}

export interface AgreedText extends CalendarText {
  readonly clauses: ReadonlyMap<ClauseId, NamedClause>;
}

/** In force, or it will be. */
export const isComing = ({ state }: ProposalStanding): boolean => state === "inForce" || state === "upcoming";

export type AgreedTexts = ReturnType<typeof createAgreedTexts>;

export function createAgreedTexts({ frozenText, bindingsOf, saidOf }: Readings) {
  const read = new WeakMap<CharterText, Pick<AgreedText, "promises" | "clauses">>();

  function sayings(text: CharterText): Pick<AgreedText, "promises" | "clauses"> {
    const known = read.get(text);
    if (known !== undefined) return known;
    const clauses = new Map(
      placeClauses(text).map(({ clause }) => [
        clause.id,
        { label: clauseLabel(clause), title: clauseTitle(clause), hash: clauseHash(clause.node) },
      ]),
    );
    const made = { promises: readPromises(text), clauses };
    read.set(text, made);
    return made;
  }

  return (charter: OpenCharter, standing: ProposalStanding): Result<AgreedText, HostError> => {
    const { proposal } = standing;
    const text = frozenText(charter, proposal.id);
    if (!text.ok) return text;
    const { promises, clauses } = sayings(text.value);
    return ok({
      ...{ standing, promises, clauses, bindings: bindingsOf(charter).get(proposal.id) ?? [] },
      nextReviews: readRecords(proposal, saidOf(charter)).nextReviews,
      numberOf: ({ clause }) => clauses.get(clause)?.label ?? clause,
    });
  };
}

/** What a promise names, as people see it. */
export function promiseParts(
  { by, to, due, every, words }: TextPromise,
  ref: ReturnType<Readings["refsOf"]>,
): Pick<PromiseView, "by" | "to" | "due" | "every" | "words"> {
  const whom = (party: string): PromiseView["by"] =>
    party === "" ? null : party === "all" ? "all" : ref(party as PartyId);
  return { by: whom(by), to: whom(to), due: due === "" ? null : due, every, words };
}
