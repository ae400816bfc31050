/**
 * What would become of frames, judged on a copy of a charter's ledger: nothing changes on disk or in the charter.
 * Called by: bundles.ts. The text itself is not folded: what is wrong inside a text shows when it is taken in.
 */
import type { Bytes } from "../../shared/base/bytes.ts";
import type { DeviceId } from "../../shared/base/ids.ts";
import type { Accepted } from "../../shared/ledger/chains.ts";
import type { Envelope } from "../../shared/ledger/envelope.ts";
import { createKeyring } from "../../shared/ledger/keyring.ts";
import { createLedger, type Ledger } from "../../shared/ledger/ledger.ts";
import { acceptReady, judgeFrame, openEnvelope } from "./charter/fold.ts";
import { createIndexBeside } from "./charter/indexBeside.ts";
import type { Replica } from "./charter/replica.ts";
import { lackOf, takeInOrder } from "./charter/takeInOrder.ts";
import type { Keys } from "./identity.ts";

export interface FrameScan {
  /** The copy, with everything that can be taken. */
  readonly ledger: Ledger;
  readonly added: readonly Accepted[];
  readonly alreadyHeld: number;
  readonly waiting: number;
  /** At least so many envelopes are not here that the waiting ones build on. */
  readonly missing: number;
  readonly unopened: number;
  readonly refused: number;
  readonly newer: number;
}

export function scanFrames(
  replica: Replica,
  frames: readonly Bytes[],
  { device, sealing }: Pick<Keys, "device" | "sealing">,
): FrameScan {
  const beside = createIndexBeside(replica.store.index);
  const ledger = createLedger(replica.charter, beside.index, replica.ledger().snapshot());
  // Wiped at the end, which must not overwrite the charter's own keys.
  const keyring = createKeyring(
    replica.keys().map((key) => key.slice()),
    device,
    sealing,
  );
  const copy = { ledger, keyring };
  const counts = { alreadyHeld: 0, unopened: 0, refused: 0, newer: 0 };
  const added: Accepted[] = [];

  const late = new Set<number>();
  takeInOrder(copy, frames.length, [], (index) => {
    const judged = judgeFrame(copy, frames[index] as Bytes, late.delete(index));
    switch (judged.kind) {
      case "missing":
        late.add(index);
        return { lack: lackOf(judged) };
      case "ready":
        acceptReady(copy, judged.ready, judged.envelope);
        beside.add(judged.ready.accepted);
        added.push(judged.ready.accepted);
        return judged.ready;
      case "duplicate":
        counts.alreadyHeld++;
        return null;
      case "newer":
      case "refused":
      case "unopened":
        counts[judged.kind]++;
        return null;
    }
  });
  function* waiting(): Generator<Envelope> {
    // One at a time: together they may name more places than there is room for.
    for (const index of late) {
      const signed = openEnvelope(keyring, frames[index] as Bytes);
      if (signed !== null) yield signed.envelope;
    }
  }
  const missing = late.size === 0 ? 0 : countMissing(ledger, waiting());
  keyring.wipe();
  return { ledger, added, ...counts, waiting: late.size, missing };
}

/** Of each device, up to the last that is named: an author's own past may reach further back than what it names. */
function countMissing(ledger: Ledger, waiting: Iterable<Envelope>): number {
  const own: { readonly device: DeviceId; readonly seq: number }[] = [];
  const named = new Map<DeviceId, number>();
  const name = (device: DeviceId, seq: number): void => {
    named.set(device, Math.max(seq, named.get(device) ?? -1));
  };
  for (const { device, seq, deps } of waiting) {
    own.push({ device, seq });
    name(device, seq - 1);
    for (const dep of deps) name(dep.device, dep.seq);
  }
  const held = new Map<DeviceId, number>();
  for (const { device, seq } of ledger.places()) held.set(device, Math.max(seq, held.get(device) ?? -1));
  const brought = new Set(own.map(({ device, seq }) => `${device} ${seq}`));
  let missing = 0;
  for (const [device, last] of named) missing += Math.max(0, last - (held.get(device) ?? -1));
  for (const { device, seq } of own) {
    const isNamed = seq > (held.get(device) ?? -1) && seq <= (named.get(device) ?? -1);
    if (isNamed && brought.delete(`${device} ${seq}`)) missing--;
  }
  // Of a device that signed twofold, the other branch.
  return Math.max(1, missing);
}
