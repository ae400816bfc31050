/** How many of its delegates a party asks for a ballot. PROTOCOL.md, L51. */
import type { Bytes } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import type { DeviceId, PartyId } from "../../base/ids.ts";
import { integer, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { maxSigners } from "../../charter/parties/conditions.ts";
import { moment } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { Membership } from "../members/governance.ts";
import type { Placed, StatementKind } from "./kind.ts";
import { bad, type StatementFault } from "./statement.ts";

export interface Signers {
  readonly count: number;
  /** Claimed, milliseconds since 1970. */
  readonly time: number;
}

const domain = "tessera/signers/1";
const parseSigners = tuple(oneOf(domain), integer({ min: 1, max: maxSigners }), moment);

export const encodeSigners = ({ count, time }: Signers): Bytes => encodeCbor([domain, count, time]);

/** [L51] */
export function readSigners(body: Bytes): Result<Signers, StatementFault> {
  const parsed = parseSigners(decodeCbor(body));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [, count, time] = parsed.value;
  return ok({ count, time });
}

/** [L51] It counts from a delegate. */
export const signersKind: StatementKind<Signers> = {
  type: envelopeTypes.signers,
  keyOf: () => "",
  read: readSigners,
  fault: (_, { author }) => (author.role === "delegate" ? null : "only a delegate says how many sign"),
};

/**
 * [L51] How many delegates a party asks for: the largest number that is the last word of a device of it, and at most so
 * many as it has persons. So each delegate can ask for more, and less is asked for once nobody asks for more.
 */
export function signersOf(said: readonly Placed<Signers>[], { devices }: Membership, party: PartyId): number {
  const last = new Map<DeviceId, { readonly seq: number; readonly count: number }>();
  for (const [{ count }, { device, seq }] of said)
    if (devices.get(device)?.card.party === party && seq >= (last.get(device)?.seq ?? 0))
      last.set(device, { seq, count });
  const persons = new Set([...devices.values()].flatMap(({ card }) => (card.party === party ? [card.person] : [])));
  const asked = Math.max(1, ...[...last.values()].map(({ count }) => count));
  return Math.max(1, Math.min(asked, persons.size));
}
