/** A party that a text binds consents to another's accession. PROTOCOL.md, L54. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import type { PartyId } from "../../base/ids.ts";
import { bytes } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { DeviceCard } from "../members/model.ts";
import type { AccessionId } from "./accession.ts";
import type { KindOf } from "./kind.ts";
import { hashBytes } from "./practice.ts";
import { createForm, type Pen, type StatementFault } from "./statement.ts";

/** 64 hex digits. */
export type ConsentId = string & { readonly consent: unique symbol };

export interface Consent {
  readonly id: ConsentId;
  readonly accession: AccessionId;
  readonly party: PartyId;
  readonly reason: string;
  readonly by: DeviceCard;
  readonly time: number;
}

const form = createForm("consent", bytes({ min: 32, max: 32 }), words(wordLimits.reason));

export const signConsent = ({ accession, reason }: Pick<Consent, "accession" | "reason">, pen: Pen): Bytes =>
  form.sign([hashBytes(accession), reason], pen);

/** [L54] A consent that stands alone. */
export function readConsent(wire: Bytes): Result<Consent, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { id, fields, ...spoken } = read.value;
  const [accession, reason] = fields;
  return ok({ id: id as ConsentId, accession: toHex(accession) as AccessionId, reason, ...spoken });
}

export const consents: KindOf<Consent> = { type: envelopeTypes.consent, keyOf: ({ id }) => id };
