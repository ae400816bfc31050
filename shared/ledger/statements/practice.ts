/** What a party says of a habit that it observes, or of how something promised was done. PROTOCOL.md, L47. */
import { type Bytes, fromHex, toHex } from "../../base/bytes.ts";
import { type ClauseId, idBytes, type PartyId, parseClauseId } from "../../base/ids.ts";
import { bytes, check, list, nullable, tuple } from "../../base/parse.ts";
import { name, wordLimits, words } from "../../charter/parties/names.ts";
import { type Evidence, type Practice, practiceLimits } from "../../charter/parties/practice.ts";
import { date } from "../../charter/parties/term.ts";

const key32 = bytes({ min: 32, max: 32 });
export const clauseId = check("the id of a clause", parseClauseId);

export const parseEvidence = list(tuple(name, key32), { max: practiceLimits.evidence });

export const parsePractice = tuple(
  list(clauseId, { max: practiceLimits.clauses }),
  date,
  name,
  words(wordLimits.statement),
  list(tuple(name, nullable(key32)), { max: practiceLimits.witnesses }),
  parseEvidence,
);

type WrittenEvidence = readonly (readonly [string, Bytes])[];
type WrittenPractice = readonly [
  readonly ClauseId[],
  string,
  string,
  string,
  readonly (readonly [string, Bytes | null])[],
  WrittenEvidence,
];

export const readEvidence = (written: WrittenEvidence): readonly Evidence[] =>
  written.map(([named, hash]) => ({ name: named, hash: toHex(hash) }));

export const writeEvidence = (evidence: readonly Evidence[]): WrittenEvidence =>
  evidence.map(({ name: named, hash }) => [named, hashBytes(hash)]);

export const readPractice = ([clauses, day, place, said, witnesses, evidence]: WrittenPractice): Practice => ({
  clauses,
  day,
  place,
  words: said,
  witnesses: witnesses.map(([named, party]) => ({
    name: named,
    party: party === null ? null : (toHex(party) as PartyId),
  })),
  evidence: readEvidence(evidence),
});

export const writePractice = (practice: Practice): WrittenPractice => [
  practice.clauses,
  practice.day,
  practice.place,
  practice.words,
  practice.witnesses.map(({ name: named, party }) => [named, party === null ? null : idBytes(party)]),
  writeEvidence(practice.evidence),
];

/** 32 bytes of a hash or an id that is written in hex. */
export function hashBytes(hex: string): Bytes {
  const read = fromHex(hex);
  if (read === null) throw new Error("an id is always hex");
  return read;
}
