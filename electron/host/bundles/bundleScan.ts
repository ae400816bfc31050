/**
 * What would become of frames, judged on a copy of a charter's ledger: nothing changes on disk or in the charter.
 * Called by: bundles.ts. The text itself is not folded: what is wrong inside a text shows when it is taken in.
 */
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import { createLedger, type Ledger } from "../../../shared/ledger/ledger.ts";
import type { Accepted } from "../../../shared/ledger/log/chains.ts";
import { newestOf } from "../../../shared/ledger/log/envelope.ts";
import { createKeyring, type Keyring } from "../../../shared/ledger/members/keyring.ts";
import { acceptReady, judgeFrame } from "../charter/fold.ts";
import { openKept } from "../charter/framing.ts";
import { createIndexBeside } from "../charter/indexBeside.ts";
import type { Replica } from "../charter/replica.ts";
import { type Lack, lackOf, type Tried, takeInOrder } from "../charter/takeInOrder.ts";
import { breathe, createSlice, sliceFrames } from "../charter/waitingFrames.ts";
import type { Keys } from "../keys/identity.ts";

/** Places, after which no further frame is read for what it names. */
const mostNamed = 32_768;
const namesAtOnce = 4096;

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

export async function scanFrames(
  replica: Replica,
  frames: readonly Bytes[],
  { device, sealing }: Pick<Keys, "device" | "sealing">,
): Promise<FrameScan> {
  const beside = createIndexBeside(replica.store.index);
  const ledger = createLedger(replica.charter, beside.index, replica.ledger().snapshot(), replica.program);
  // Wiped at the end, which must not overwrite the charter's own keys.
  const keyring = createKeyring(
    replica.keys().map((key) => key.slice()),
    device,
    sealing,
  );
  const copy = { ledger, keyring };
  const counts = { alreadyHeld: 0, unopened: 0, refused: 0, newer: 0 };
  const added: Accepted[] = [];
  let late: readonly LateFrame[] = [];

  function tryOne(frame: Bytes, isVerified: boolean): Tried {
    const judged = judgeFrame(copy, frame, isVerified);
    switch (judged.kind) {
      case "missing":
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
  }

  /** As the charter will take them: so many at once that others get their turn in between. */
  function scanNext(fresh: readonly Bytes[]): boolean {
    const batch: (LateFrame | null)[] = [...fresh.map(() => null), ...late];
    const waited = late.map(({ lack }) => lack);
    const slice = createSlice();
    const take = (index: number): Tried => {
      const frame = fresh[index] ?? (batch[index] as LateFrame).frame;
      slice.spend(frame);
      const tried = tryOne(frame, batch[index] !== null);
      batch[index] = tried !== null && "lack" in tried ? { frame, lack: tried.lack } : null;
      return tried;
    };
    const due = takeInOrder(copy, fresh.length, waited, take, slice.isOver);
    for (const index of due) batch[index] = { ...(batch[index] as LateFrame), lack: { kind: "nothing" } };
    late = batch.filter((one) => one !== null);
    return due.length > 0;
  }

  for (const slice of sliceFrames(frames)) {
    let isMoreDue = scanNext(slice);
    while (isMoreDue) {
      await breathe();
      isMoreDue = scanNext([]);
    }
    await breathe();
  }
  const waiting = late.map(({ frame }) => frame);
  const missing = await countMissing(ledger, keyring, waiting);
  keyring.wipe();
  return { ledger, added, ...counts, waiting: waiting.length, missing };
}

interface LateFrame {
  readonly frame: Bytes;
  readonly lack: Lack;
}

/**
 * At least so many envelopes are not here that the waiting ones build on: of each device, up to the last that is named.
 * An author's own past may reach further back than what it names, and no more is read than is soon done.
 */
export async function countMissing(
  ledger: Ledger,
  keyring: Pick<Keyring, "byId">,
  waiting: readonly Bytes[],
): Promise<number> {
  if (waiting.length === 0) return 0;
  const own: { readonly device: DeviceId; readonly seq: number }[] = [];
  const named = new Map<DeviceId, number>();
  let names = 0;
  const name = (device: DeviceId, seq: number): void => {
    names++;
    named.set(device, Math.max(seq, named.get(device) ?? -1));
  };
  let breath = 0;
  for (const frame of waiting) {
    if (names >= mostNamed) break;
    const envelope = openKept({ kind: "frame", bytes: frame }, keyring)?.envelope;
    if (envelope !== undefined) {
      own.push({ device: envelope.device, seq: envelope.seq });
      name(envelope.device, envelope.seq - 1);
      for (const dep of envelope.deps) name(dep.device, dep.seq);
    }
    if (names - breath < namesAtOnce) continue;
    breath = names;
    await breathe();
  }
  const held = newestOf(ledger.places());
  const brought = new Set(own.map(({ device, seq }) => `${device} ${seq}`));
  let missing = 0;
  for (const [device, last] of named) missing += Math.max(0, last - (held.get(device) ?? -1));
  for (const { device, seq } of own) {
    const isNamed = seq > (held.get(device) ?? -1) && seq <= (named.get(device) ?? -1);
    if (isNamed && brought.delete(`${device} ${seq}`)) missing--;
  }
  // Of a device that equivocated, the other branch.
  return Math.max(1, missing);
}
