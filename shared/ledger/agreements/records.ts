/** Reviews, institutions and endorsements of a text: what is on record beside it. Pure. PROTOCOL.md, L63 to L65. */
import type { Endorsement } from "../statements/endorsement.ts";
import { endorsements } from "../statements/endorsement.ts";
import { type Institution, institutions } from "../statements/institution.ts";
import { distinct, type SaidSet } from "../statements/kind.ts";
import type { Proposal } from "../statements/proposal.ts";
import { type Review, reviews } from "../statements/review.ts";

export interface Records {
  /** In order of the day. */
  readonly reviews: readonly Review[];
  /** Days on which the parties are to meet: those agreed on, and those that the last review named; none that a later review has met. */
  readonly nextReviews: readonly string[];
  /** In order of the day. */
  readonly institutions: readonly Institution[];
  /** By name. */
  readonly endorsements: readonly Endorsement[];
}

export function readRecords(proposal: Proposal, said: SaidSet): Records {
  const about = <T extends { readonly proposal: string }>(all: readonly T[]): readonly T[] =>
    all.filter((one) => one.proposal === proposal.id);
  const held = inOrder(about(distinct(said, reviews)), ({ heldOn }) => heldOn);
  return {
    reviews: held,
    nextReviews: nextReviews(proposal.conditions.reviews, held),
    institutions: inOrder(about(distinct(said, institutions)), ({ day }) => day),
    endorsements: inOrder(about(distinct(said, endorsements)), ({ name }) => name),
  };
}

/** [L63] Parties may each record the last meeting: every day that one of them names stays, so that nobody decides alone. */
function nextReviews(agreed: readonly string[], held: readonly Review[]): readonly string[] {
  const last = held.at(-1)?.heldOn ?? "";
  const named = held.flatMap(({ heldOn, nextOn }) => (heldOn === last && nextOn !== null ? [nextOn] : []));
  return [...new Set([...agreed, ...named])].filter((day) => day > last).sort();
}

function inOrder<T extends { readonly id: string }>(all: readonly T[], key: (one: T) => string): readonly T[] {
  const keyOf = (one: T): string => `${key(one)} ${one.id}`;
  return [...all].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
