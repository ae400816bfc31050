/** A party that is not of the electorate, or did not ratify in time, joins a ratified text. PROTOCOL.md, L53. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes, nullable } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import type { Practice } from "../../charter/parties/practice.ts";
import type { Reserved } from "../../charter/parties/reserved.ts";
import { envelopeTypes } from "../log/envelope.ts";
import { parseSigned, readPartyCard, type Signed } from "../members/cards.ts";
import type { DeviceCard, PartyCard } from "../members/model.ts";
import type { BallotId } from "./ballot.ts";
import type { KindOf } from "./kind.ts";
import { hashBytes, parsePractice, readPractice, writePractice } from "./practice.ts";
import { parseReserved, readReserved, writeReserved } from "./reserved.ts";
import { bad, createForm, type Pen, type StatementFault } from "./statement.ts";

/** 64 hex digits. */
export type AccessionId = string & { readonly accession: unique symbol };
/** Of what makes a party one of a text. */
export type JoiningId = BallotId | AccessionId;

export interface Accession {
  readonly id: AccessionId;
  readonly proposal: ProposalId;
  /** SHA-256 of the canonical content, hex. */
  readonly contentHash: string;
  readonly party: PartyId;
  readonly card: PartyCard;
  readonly reservations: readonly Reserved[];
  /** [L47] How the party observes a practised text; null where it signs. */
  readonly practice: Practice | null;
  readonly statement: string;
  readonly by: DeviceCard;
  readonly time: number;
}

const key32 = bytes({ min: 32, max: 32 });
const form = createForm(
  "accession",
  key32,
  key32,
  parseSigned,
  parseReserved,
  nullable(parsePractice),
  words(wordLimits.statement),
);

export function signAccession(
  said: Pick<Accession, "proposal" | "contentHash" | "reservations" | "practice" | "statement"> & {
    readonly card: Signed;
  },
  pen: Pen,
): Bytes {
  const { proposal, contentHash, card, reservations, practice, statement } = said;
  const consent = [reservations.map(writeReserved), practice === null ? null : writePractice(practice)];
  return form.sign([idBytes(proposal), hashBytes(contentHash), card, ...consent, statement], pen);
}

/** [L53] An accession that stands alone: by a device of the party whose card it holds. */
export function readAccession(wire: Bytes): Result<Accession, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { id, fields, party, by, time } = read.value;
  const [proposal, contentHash, signed, reservations, practice, statement] = fields;
  const card = readPartyCard(signed);
  if (!card.ok) return bad(card.error.reason);
  if (card.value.id !== party) return bad("the card of another party");
  return ok({
    id: id as AccessionId,
    proposal: toHex(proposal) as ProposalId,
    contentHash: toHex(contentHash),
    ...{ party, card: card.value, statement, by, time },
    reservations: reservations.map(readReserved),
    practice: practice === null ? null : readPractice(practice),
  });
}

export const accessions: KindOf<Accession> = { type: envelopeTypes.accession, keyOf: ({ id }) => id };
