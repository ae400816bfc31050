/**
 * One charter on one link: what the other side has, what it is sent, what came from it.
 * Owns: the inbox and the account of what the other side has. Called by: meetings.ts.
 * Invariant: a frame is sent once on a link, unless the other side asks for a device's branches [S14]; a device whose
 * membership ended is sent nothing beyond the past of what ended it [S15].
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { type ChainId, chainDevice, type Vector } from "../../../shared/ledger/log/chains.ts";
import type { LogPosition } from "../../../shared/ledger/log/envelope.ts";
import type { AcceptedFrame } from "../charter/held.ts";
import type { ReceiveReport } from "../charter/receiving.ts";
import type { OpenCharter } from "../library/charters.ts";

const readBatch = 256;
const inboxBatch = 512;

export interface ExchangeArgs {
  readonly charter: OpenCharter;
  readonly me: DeviceId;
  readonly clock: Clock;
  /** The link still carries what is sent. */
  readonly isOpen: () => boolean;
  /** False once the host closes: what came before the link ended is stored, nothing after the stores closed. */
  readonly mayStore: () => boolean;
  /** Of what came and is not taken yet; a host that closes waits for it. */
  readonly onBusy: (until: Promise<void>) => void;
  /** In this order. */
  readonly sendFrames: (frames: readonly Bytes[]) => void;
  readonly sendDone: () => void;
  readonly sendWant: (device: DeviceId) => void;
  /** All that the other side had at the beginning is taken. */
  readonly onGotAll: () => void;
  readonly onReceived: (received: number) => void;
  readonly onNotStored: (error: HostError) => void;
  readonly onChange: () => void;
}

export type Exchange = ReturnType<typeof createExchange>;

export function createExchange(args: ExchangeArgs) {
  const { charter, me, clock } = args;
  const { replica } = charter;
  /** Names this exchange where frames come in: they do not go back. */
  const source = {};
  const theirs = new Map<ChainId, number>();
  const wanted = new Set<DeviceId>();
  let device: DeviceId | null = null;
  const inbox: Bytes[] = [];
  const outbox: Bytes[] = [];
  let draining = false;
  let theyAreDone = false;
  let sentAll = false;
  let gotAll = false;
  let received = 0;
  let sent = 0;

  /** What a device whose membership ended may still be sent; null: everything. */
  function entitled(): Vector | null {
    const ledger = replica.ledger();
    const former = device === null ? undefined : ledger.membership().former.get(device);
    if (former === undefined) return null;
    const vector = new Map<ChainId, readonly [number, number]>();
    for (const placed of ledger.governanceEntries()) {
      const { entry } = placed;
      if (placed.hash !== former.by && !(entry.kind === "consent" && toHex(entry.to) === former.by)) continue;
      for (const [chain, seen] of ledger.vectorAt(placed) ?? [])
        if (seen[0] > (vector.get(chain)?.[0] ?? -1)) vector.set(chain, seen);
    }
    return vector.size > 0 ? vector : (ledger.headVector(former.member.card.id) ?? vector);
  }

  const has = (chain: ChainId, seq: number): void => {
    theirs.set(chain, Math.max(seq, theirs.get(chain) ?? -1));
  };

  /** What they have of each device: of one that is ahead here, or on a branch that is not held there, as far as known. */
  function note(places: readonly LogPosition[]): void {
    const ledger = replica.ledger();
    for (const place of places) {
      const chain = ledger.chainOf(place);
      if (chain !== null) {
        for (const [of, [seq]] of ledger.vectorAt(place) ?? []) if (chainDevice(of) === place.device) has(of, seq);
        continue;
      }
      const own = ledger.places().find((held) => held.device === place.device);
      if (own !== undefined && own.seq < place.seq) has(place.device, own.seq);
    }
  }

  function sendOne(chain: ChainId, seq: number, frame: Bytes, limit: Vector | null): void {
    if (seq <= (theirs.get(chain) ?? -1)) return;
    if (limit !== null && seq > (limit.get(chain)?.[0] ?? -1)) return;
    theirs.set(chain, seq);
    sent++;
    outbox.push(frame);
  }

  /** After each run of `sendOne`. */
  function post(): void {
    if (outbox.length > 0) args.sendFrames(outbox.splice(0));
  }

  /** The log in the order it was accepted, less what they have: so nothing arrives before what it builds on. */
  async function sendMissing(): Promise<void> {
    const positions = replica.store.positionsBeyond(theirs);
    for (let at = 0; at < positions.length; at += readBatch) {
      const limit = entitled();
      for (const { chain, seq, frame } of replica.framesAt(positions.slice(at, at + readBatch)))
        sendOne(chain, seq, frame, limit);
      post();
      await new Promise<void>((resolve) => clock.after(0, resolve));
      if (!args.isOpen()) return;
    }
    // What was accepted meanwhile.
    for (const { chain, seq, frame } of replica.framesAt(replica.store.positionsBeyond(theirs)))
      sendOne(chain, seq, frame, entitled());
    post();
    sentAll = true;
    args.sendDone();
    args.onChange();
  }

  /** Everything of a device, once: they hold another branch of it. */
  function sendBranches(of: DeviceId): void {
    const limit = entitled();
    for (const chain of theirs.keys()) if (chainDevice(chain) === of) theirs.set(chain, -1);
    for (let pos = 0; ; ) {
      const frames = replica.framesAfter(pos, readBatch);
      for (const { chain, seq, frame } of frames) if (chainDevice(chain) === of) sendOne(chain, seq, frame, limit);
      const last = frames.at(-1);
      post();
      if (last === undefined) break;
      pos = last.pos;
    }
  }

  /** What came is tried and taken a batch at a time, in order. */
  async function drain(): Promise<void> {
    let before: ReturnType<typeof replica.receive> | null = null;
    while ((inbox.length > 0 || before !== null) && args.mayStore()) {
      // The next batch is tried while this one is taken.
      const next = inbox.length > 0 ? replica.receive(inbox.splice(0, inboxBatch), source) : null;
      if (before !== null && !took(await before)) return;
      before = next;
    }
  }

  function took(stored: Result<ReceiveReport, HostError>): boolean {
    if (!args.mayStore()) return false;
    if (!stored.ok) {
      args.onNotStored(stored.error);
      return false;
    }
    received += stored.value.added;
    args.onReceived(received);
    for (const of of stored.value.branches) branchOut(of);
    return true;
  }

  /** One run at a time; what comes meanwhile is taken by it too. */
  function scheduleDrain(): void {
    if (draining) return;
    draining = true;
    args.onBusy(
      new Promise((resolve) => {
        clock.after(0, async () => {
          if (args.mayStore()) await drain();
          draining = false;
          if (args.mayStore()) {
            if (inbox.length > 0) scheduleDrain();
            else if (theyAreDone && !gotAll) {
              gotAll = true;
              if (device !== null) replica.heardAll(device);
              args.onGotAll();
            }
            if (gotAll) replica.acknowledge();
            args.onChange();
          }
          resolve();
        });
      }),
    );
  }

  /** Both sides send each other all they have of a device that equivocated; once. */
  function branchOut(of: DeviceId): void {
    if (wanted.has(of)) return;
    wanted.add(of);
    args.sendWant(of);
    sendBranches(of);
  }

  /** Signed receipts of both sides say that each holds all the other does. */
  function isComplete(): boolean {
    const ledger = replica.ledger();
    const isMember = device !== null && ledger.membership().devices.has(device);
    return sentAll && gotAll && isMember && ledger.missingFor(device ?? me) === 0 && ledger.missingFor(me) === 0;
  }

  return {
    charter,
    source,
    device: (): DeviceId | null => device,
    received: (): number => received,
    sent: (): number => sent,
    begin(other: DeviceId, places: readonly LogPosition[]): void {
      device = other;
      note(places);
      void sendMissing();
    },
    /** [S14] Asked for by the other side. */
    sendBranches,
    take(frames: readonly Bytes[]): void {
      inbox.push(...frames);
      scheduleDrain();
    },
    /** They sent everything they had at the beginning. */
    takeDone(): void {
      theyAreDone = true;
      scheduleDrain();
    },
    /** What was accepted here, from wherever. */
    forward(frames: readonly AcceptedFrame[], from: object | null): void {
      const limit = entitled();
      for (const { accepted, frame } of frames) {
        const { seq } = accepted.place;
        if (from === source) {
          has(accepted.chain, seq);
          // They hold another branch of it than the one that came first here.
          if (accepted.chain !== accepted.place.device) branchOut(accepted.place.device);
        } else if (sentAll) sendOne(accepted.chain, seq, frame, limit);
      }
      post();
    },
    isComplete,
    /** Nothing more is to come: complete, or one of both is no member any more. */
    isOver(): boolean {
      const { former } = replica.ledger().membership();
      return isComplete() || (sentAll && gotAll && (former.has(me) || (device !== null && former.has(device))));
    },
  };
}
