/** How this device signs a statement for its party, once its clock was looked at. Owns: nothing. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { PartyId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { joiningFaultOf } from "../../../shared/charter/parties/joiningFaults.ts";
import { recordFaultOf } from "../../../shared/charter/parties/recordFaults.ts";
import type { Pen } from "../../../shared/ledger/statements/statement.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { ReadingArgs, Readings } from "./readings.ts";

export type PartyPen = Pen & { readonly party: PartyId };

export function createSigning(
  { platform, keys }: Pick<ReadingArgs, "platform" | "keys">,
  { doubtOfClock }: Pick<Readings, "doubtOfClock">,
) {
  /** Without cards: of whoever works here, a guest too. */
  const ownPen = (): Omit<Pen, "chain"> => ({
    ...{ privateKey: keys.signing.privateKey, time: platform.clock.now(), nonce16: platform.random.bytes(16) },
  });

  /** With what this device signs for its party in a charter. */
  function penOf({ replica }: OpenCharter): Result<PartyPen, HostError> {
    const member = replica.ledger().membership().devices.get(keys.device);
    if (member === undefined) return err({ kind: "notAuthorised", reason: "this device is no member of the charter" });
    if (member.card.party === null) return err({ kind: "noParty" });
    return ok({ ...ownPen(), chain: member.chain, party: member.card.party });
  }

  /** What would not count is not signed. */
  function enter({ replica }: OpenCharter, type: number, body: Bytes): Result<null, HostError> {
    const signed = replica.append([{ type, body }]);
    if (signed.ok || signed.error.kind !== "notAuthorised") return signed;
    const { reason } = signed.error;
    const joining = joiningFaultOf(reason);
    if (joining !== null) return err({ kind: "joiningRefused", why: joining });
    const record = recordFaultOf(reason);
    return record === null ? signed : err({ kind: "recordRefused", why: record });
  }

  /** For the party, on everything held here. */
  function sign(
    charter: OpenCharter,
    type: number,
    clockIsRight: boolean,
    write: (pen: PartyPen) => Bytes,
  ): Result<null, HostError> {
    const pen = penOf(charter);
    if (!pen.ok) return pen;
    const doubt = doubtOfClock(charter, clockIsRight);
    return doubt === null ? enter(charter, type, write(pen.value)) : err(doubt);
  }

  return { ownPen, enter, sign };
}
