/** A party puts on record that an authority took a text up: as a statute, a covenant, a by-law. PROTOCOL.md, L64. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes, nullable, oneOf } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { name } from "../../charter/parties/names.ts";
import { type Instrument, instruments } from "../../charter/parties/records.ts";
import { date } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { DeviceCard } from "../members/model.ts";
import type { KindOf } from "./kind.ts";
import { hashBytes } from "./practice.ts";
import { createForm, type Pen, type StatementFault } from "./statement.ts";

export interface Institution {
  /** 64 hex digits. */
  readonly id: string;
  readonly proposal: ProposalId;
  /** A council, a court, a parliament, the parties of a union: by its name. */
  readonly authority: string;
  readonly instrument: Instrument;
  /** By what it is found: a title, a number, a page. */
  readonly reference: string;
  readonly day: string;
  /** SHA-256 of its text, which is kept elsewhere, in hex. */
  readonly text: string | null;
  readonly party: PartyId;
  readonly by: DeviceCard;
  readonly time: number;
}

const hash32 = bytes({ min: 32, max: 32 });
const form = createForm("institution", hash32, name, oneOf(...instruments), name, date, nullable(hash32));

export const signInstitution = (
  { proposal, authority, instrument, reference, day, text }: Omit<Institution, "id" | "party" | "by" | "time">,
  pen: Pen,
): Bytes =>
  form.sign([idBytes(proposal), authority, instrument, reference, day, text === null ? null : hashBytes(text)], pen);

/** [L64] An institution that stands alone. */
export function readInstitution(wire: Bytes): Result<Institution, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { fields, ...spoken } = read.value;
  const [proposal, authority, instrument, reference, day, text] = fields;
  return ok({
    ...{ proposal: toHex(proposal) as ProposalId, authority, instrument, reference, day },
    ...{ text: text === null ? null : toHex(text), ...spoken },
  });
}

export const institutions: KindOf<Institution> = { type: envelopeTypes.institution, keyOf: ({ id }) => id };
