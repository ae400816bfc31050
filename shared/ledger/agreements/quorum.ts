/**
 * How many parties it takes, and which. PROTOCOL.md, L49. Pure: sets of parties and nothing else. Two texts on one
 * parent that know nothing of each other are never both ratified without a party that signed both, or that left and
 * signed: each takes more than half of the parent's electorate, or all of it that stays.
 */
import type { PartyId } from "../../base/ids.ts";

/** What one electorate asks: `needed` of it, 2 · needed > electorate >= needed, with all that are indispensable. */
export interface Quorum {
  readonly electorate: readonly PartyId[];
  readonly needed: number;
  /** Of the electorate. */
  readonly indispensable: readonly PartyId[];
}

/** What is still missing. It never comes where `more` is above the number of `among`. */
export interface Missing {
  /** How many more have to sign, at the least. */
  readonly more: number;
  /** Those that may still sign, in the order of the electorate. */
  readonly among: readonly PartyId[];
  /** Those of them without whom it does not come. */
  readonly indispensable: readonly PartyId[];
}

const nobody: ReadonlySet<PartyId> = new Set();

/** [L49] k of its own electorate, with all that are indispensable. */
export const meetsOwn = (quorum: Quorum, signers: ReadonlySet<PartyId>): boolean =>
  meetsReplaced(quorum, nobody, signers);

/**
 * [L49] What a text that replaces another needs of the other's electorate: min(k, r) of those r that remain, at least
 * one, with all of the indispensable that remain. `gone`: the parties that the newer text names as left.
 */
export const meetsReplaced = (quorum: Quorum, gone: ReadonlySet<PartyId>, signers: ReadonlySet<PartyId>): boolean =>
  missingOf(quorum, gone, signers).more === 0;

/**
 * [L49] Whether a text may name these parties of the parent's electorate: where others removed some, those that remain
 * are more than half of all that did not leave by themselves. Two halves that remove each other agree on nothing more.
 */
export function mayName(
  { electorate }: Quorum,
  withdrew: ReadonlySet<PartyId>,
  removed: ReadonlySet<PartyId>,
): boolean {
  const asked = electorate.filter((party) => !withdrew.has(party));
  const remaining = asked.filter((party) => !removed.has(party));
  return remaining.length === asked.length || 2 * remaining.length > asked.length;
}

/** [L49] The smallest number still missing of one electorate, for people; `gone` is empty for a text's own. */
export function missingOf(
  { electorate, needed, indispensable }: Quorum,
  gone: ReadonlySet<PartyId>,
  signers: ReadonlySet<PartyId>,
): Missing {
  const remaining = electorate.filter((party) => !gone.has(party));
  const among = remaining.filter((party) => !signers.has(party));
  const withoutWhom = indispensable.filter((party) => among.includes(party));
  const asked = Math.max(1, Math.min(needed, remaining.length));
  const more = Math.max(0, asked - (remaining.length - among.length), withoutWhom.length);
  return { more, among, indispensable: withoutWhom };
}
