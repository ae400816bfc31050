/** A party tells how it observes a practised text, after it agreed to it. PROTOCOL.md, L60. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import type { Practice } from "../../charter/parties/practice.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { DeviceCard } from "../members/model.ts";
import type { KindOf } from "./kind.ts";
import { parsePractice, readPractice, writePractice } from "./practice.ts";
import { createForm, type Pen, type StatementFault } from "./statement.ts";

export interface Attestation {
  /** 64 hex digits. */
  readonly id: string;
  readonly proposal: ProposalId;
  readonly practice: Practice;
  readonly party: PartyId;
  readonly by: DeviceCard;
  readonly time: number;
}

const form = createForm("attestation", bytes({ min: 32, max: 32 }), parsePractice);

export const signAttestation = ({ proposal, practice }: Pick<Attestation, "proposal" | "practice">, pen: Pen): Bytes =>
  form.sign([idBytes(proposal), writePractice(practice)], pen);

/** [L60] An attestation that stands alone. */
export function readAttestation(wire: Bytes): Result<Attestation, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { fields, ...spoken } = read.value;
  const [proposal, practice] = fields;
  return ok({ proposal: toHex(proposal) as ProposalId, practice: readPractice(practice), ...spoken });
}

export const attestations: KindOf<Attestation> = { type: envelopeTypes.attestation, keyOf: ({ id }) => id };
