/** A party takes back what it said. PROTOCOL.md, L55. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import type { PartyId } from "../../base/ids.ts";
import { bytes } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { DeviceCard } from "../members/model.ts";
import type { ConsentId } from "./consent.ts";
import type { KindOf } from "./kind.ts";
import { hashBytes } from "./practice.ts";
import type { WithdrawalId } from "./proposal.ts";
import type { ReservationId } from "./reserved.ts";
import type { ResponseId } from "./response.ts";
import { createForm, type Pen, type StatementFault } from "./statement.ts";

/** 64 hex digits. */
export type ReleaseId = string & { readonly release: unique symbol };
/** Of what can be taken back. */
export type Releasable = ReservationId | ResponseId | WithdrawalId | ConsentId;

export interface Release {
  readonly id: ReleaseId;
  readonly of: Releasable;
  readonly party: PartyId;
  readonly reason: string;
  readonly by: DeviceCard;
  readonly time: number;
}

const form = createForm("release", bytes({ min: 32, max: 32 }), words(wordLimits.reason));

export const signRelease = ({ of, reason }: Pick<Release, "of" | "reason">, pen: Pen): Bytes =>
  form.sign([hashBytes(of), reason], pen);

/** [L55] A release that stands alone. */
export function readRelease(wire: Bytes): Result<Release, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { id, fields, ...spoken } = read.value;
  const [of, reason] = fields;
  return ok({ id: id as ReleaseId, of: toHex(of) as Releasable, reason, ...spoken });
}

/** Found by what they take back. */
export const releases: KindOf<Release> = { type: envelopeTypes.release, keyOf: ({ of }) => of };
