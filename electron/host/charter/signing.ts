/**
 * Signing in one charter: envelopes of this device, sealed with the present key, taken into its own log at once.
 * Owns: nothing. Called by: replica.ts, within a commit; whatever it throws undoes the commit.
 */
import type { Clock, Random } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { wipe } from "../../../shared/base/crypto.ts";
import { envelopeTypes, maxEnvelopeBytes, signEnvelope } from "../../../shared/ledger/log/envelope.ts";
import { writeTextBody } from "../../../shared/ledger/logKinds.ts";
import { encodeEntry } from "../../../shared/ledger/members/entries.ts";
import { type Duty, type Epoch, sealRotation } from "../../../shared/ledger/members/keyring.ts";
import { sealLogFrame } from "../../../shared/sync/frame.ts";
import { StoreFailure } from "../store/database.ts";
import { damaged } from "./damage.ts";
import type { FoldSource } from "./fold.ts";
import type { AcceptedFrame, Held, TakenText } from "./held.ts";
import { presentEpoch } from "./keyTurns.ts";

/** Typed text of one client: clocks [from, end) of it. */
export interface SignedText {
  readonly client: number;
  readonly from: number;
  readonly end: number;
  readonly update: Bytes;
}

export type Signing = ReturnType<typeof createSigning>;

export function createSigning(args: {
  readonly device: FoldSource["device"];
  readonly clock: Clock;
  readonly random: Random;
  readonly held: Held;
  /** What cannot be read must not be built on. */
  readonly isDamaged: () => boolean;
}) {
  const { device, held } = args;

  /** What is said now without being signed for ever is sealed with this. */
  function current(): Epoch {
    const { ledger, keyring } = held.fold();
    return presentEpoch(held.fold()) ?? keyring.before(ledger.membership());
  }

  /** [L29] While somebody who is no member can open the present key, this device rotates before it signs anything. */
  function epochToSign(added: AcceptedFrame[]): Epoch {
    if (presentEpoch(held.fold()) === null) rotate(added);
    return current();
  }

  function rotate(added: AcceptedFrame[]): void {
    const { ledger, keyring } = held.fold();
    const membership = ledger.membership();
    const key = args.random.bytes(32);
    const body = encodeEntry(sealRotation(key, membership));
    wipe(key);
    sign(envelopeTypes.governance, body, added, keyring.before(membership));
  }

  function sign(
    type: number,
    body: Bytes,
    added: AcceptedFrame[],
    epoch = epochToSign(added),
    text: TakenText = "applied",
  ): void {
    if (args.isDamaged()) throw new StoreFailure(damaged);
    const { ledger } = held.fold();
    const envelope = ledger.draft(device.id, epoch.id, type, body, args.clock.now());
    const signed = signEnvelope(envelope, device.privateKey);
    // Nobody could read it, this device's next start included.
    if (signed.bytes.length > maxEnvelopeBytes)
      throw new StoreFailure({
        kind: "badArgument",
        what: "text",
        expected: `at most ${maxEnvelopeBytes} bytes with its signatures`,
      });
    const judged = ledger.judge({ envelope, hash: signed.hash });
    if (judged.kind !== "ready" && ledger.membership().former.has(device.id))
      throw new StoreFailure({ kind: "removed" });
    if (judged.kind !== "ready") throw refused(judged.kind === "refused" ? judged.reason : judged.kind);
    if (judged.fault !== null) throw refused(judged.fault);
    if (judged.leavesBodyOut) throw refused("this device has signed too much");
    const kept = { kind: "envelope", bytes: signed.bytes } as const;
    held.take(judged, envelope, { frame: sealLogFrame(signed.bytes, epoch), kept }, text, added);
  }

  return {
    current,
    sign: (type: number, body: Bytes, added: AcceptedFrame[]): void => sign(type, body, added),
    signText({ client, from, end, update }: SignedText, added: AcceptedFrame[], text: TakenText = "applied"): void {
      sign(envelopeTypes.text, writeTextBody({ client, from, end, update }), added, epochToSign(added), text);
    },
    signDuties(due: readonly Duty[], added: AcceptedFrame[]): void {
      if (due.some(({ share }) => share === null)) rotate(added);
      // A member without the present key cannot open what is sealed with it.
      for (const { share } of due)
        if (share !== null) sign(envelopeTypes.governance, encodeEntry(share()), added, held.fold().keyring.founding());
    },
  };
}

const refused = (reason: string): StoreFailure => new StoreFailure({ kind: "notAuthorised", reason });
