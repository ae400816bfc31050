/** What a party says of a habit that it observes, or of how something promised was done. */
import type { ClauseId, PartyId } from "../../base/ids.ts";

export interface Witness {
  readonly name: string;
  readonly party: PartyId | null;
}

/** A file that is kept elsewhere. */
export interface Evidence {
  readonly name: string;
  /** SHA-256 in hex. */
  readonly hash: string;
}

export interface Practice {
  /** Of the text; none: all of it. */
  readonly clauses: readonly ClauseId[];
  readonly day: string;
  readonly place: string;
  readonly words: string;
  readonly witnesses: readonly Witness[];
  readonly evidence: readonly Evidence[];
}

/** All that people wrote in it. */
export const practiceWords = (practice: Practice | null): readonly string[] =>
  practice === null
    ? []
    : [
        ...[practice.place, practice.words],
        ...practice.witnesses.map(({ name }) => name),
        ...practice.evidence.map(({ name }) => name),
      ];

export const practiceLimits = { clauses: 1000, witnesses: 64, evidence: 64 } as const;
