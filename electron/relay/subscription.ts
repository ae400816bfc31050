/**
 * One reader's way through the log of a room.
 * Owns the reader's position; its session makes and stops it, the room offers it what was committed.
 * Invariant ([R10]): the reader was written every frame up to the position, in order, and none twice.
 *
 * A reader is live (written what is offered, the same block as everybody) or catching up (written pages from the store).
 * A reader that is too slow falls back from live to catching up, so that the relay never holds a backlog in memory.
 */
import type { Clock } from "../../shared/base/ambient.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { encodeRelayMessage, type RelayErrorCode } from "../../shared/sync/relayMessages.ts";
import type { RelayLimits } from "./limits.ts";
import type { RelayStore } from "./relayStore.ts";
import { frameMessages } from "./webSocketFrames.ts";
import type { Wire } from "./wire.ts";

const pageBytes = 64 * 1024;

/** Newly committed frames of one room, contiguous, encoded once for all readers. */
export interface Batch {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly block: Bytes;
}

export interface Subscription {
  offer(batch: Batch): void;
  offerEphemeral(block: Bytes): void;
  stop(): void;
}

export function createSubscription(args: {
  readonly wire: Wire;
  readonly store: RelayStore;
  readonly clock: Clock;
  readonly limits: RelayLimits;
  readonly room: Bytes;
  readonly afterSeq: number;
  /** The room's newest number; at least that of every batch offered so far. */
  readonly lastSeq: () => number;
  readonly onFault: (code: RelayErrorCode, text: string) => void;
}): Subscription {
  const { wire, store, clock, limits, room, lastSeq, onFault } = args;
  let position = args.afterSeq;
  let isLive = false;
  let isStopped = false;
  let saidCaughtUp = false;
  let cancelStallCheck = (): void => {};

  function drained(): Promise<void> {
    const buffered = wire.bufferedBytes();
    if (buffered <= limits.lagBytes) return Promise.resolve();
    const patienceMs = limits.stalledMs + (1000 * buffered) / limits.slowestBytesPerSecond;
    cancelStallCheck = clock.after(patienceMs, () => onFault("tooSlow", "the reader takes nothing"));
    return new Promise((resolve) =>
      wire.onDrained(() => {
        cancelStallCheck();
        resolve();
      }),
    );
  }

  /** False when there is nothing more to do now. */
  async function writeNextPage(): Promise<boolean> {
    await drained();
    if (isStopped) return false;
    const target = lastSeq();
    const page = await store.read(room, position, pageBytes);
    if (isStopped) return false;
    if (!page.ok) {
      onFault("storeFailed", "the relay cannot read its store");
      return false;
    }
    const last = page.value.at(-1);
    if (last !== undefined) {
      wire.write(
        frameMessages(
          page.value.map(({ seq, mark, frame }) => encodeRelayMessage({ kind: "event", seq, mark, frame })),
        ),
      );
      position = last.seq;
    } else {
      // What is missing below the newest number was dropped.
      position = Math.max(position, target);
    }
    // What was committed while the page was read was offered to others meanwhile.
    if (position < lastSeq()) return true;
    isLive = true;
    if (!saidCaughtUp) wire.write(frameMessages([encodeRelayMessage({ kind: "caughtUp" })]));
    saidCaughtUp = true;
    return false;
  }

  async function catchUp(): Promise<void> {
    isLive = false;
    while (await writeNextPage());
  }

  void catchUp();
  return {
    offer(batch) {
      if (!isLive || batch.lastSeq <= position) return;
      if (batch.firstSeq === position + 1 && wire.bufferedBytes() <= limits.lagBytes) {
        wire.write(batch.block);
        position = batch.lastSeq;
      } else void catchUp();
    },
    offerEphemeral(block) {
      if (isLive && wire.bufferedBytes() <= limits.lagBytes) wire.write(block);
    },
    stop() {
      isStopped = true;
      cancelStallCheck();
    },
  };
}
