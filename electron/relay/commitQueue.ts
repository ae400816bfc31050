/**
 * Group commit: everything put during one turn of the event loop goes to the disk together.
 * Owns the frames that are received and not yet stored; the relay puts and is told.
 * Invariant ([R8]): nothing is told as stored before the store has committed it.
 */
import type { Clock } from "../../shared/base/ambient.ts";
import type { Appended, FrameToStore, RelayStore, RoomBounds } from "./relayStore.ts";

const maxBatchFrames = 1024;
const maxBatchBytes = 4 * 1024 * 1024;

export interface CommitQueue<Put extends FrameToStore> {
  put(put: Put): void;
  /** When everything put so far is stored or refused. */
  settled(): Promise<void>;
}

export function createCommitQueue<Put extends FrameToStore>(args: {
  readonly store: RelayStore;
  readonly clock: Clock;
  readonly bounds: RoomBounds;
  /** Answers are in the order of the puts, one for each. */
  readonly onAnswered: (puts: readonly Put[], answers: readonly Appended[]) => void;
}): CommitQueue<Put> {
  const { store, clock, bounds, onAnswered } = args;
  let waiting: Put[] = [];
  let running: Promise<void> | null = null;

  function takeBatch(): readonly Put[] {
    let bytes = 0;
    let count = 0;
    for (const { frame } of waiting) {
      if (count === maxBatchFrames || (count > 0 && bytes + frame.length > maxBatchBytes)) break;
      bytes += frame.length;
      count += 1;
    }
    if (count === waiting.length) {
      const all = waiting;
      waiting = [];
      return all;
    }
    return waiting.splice(0, count);
  }

  async function run(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = takeBatch();
      // A room's numbers start at the time: one begun anew after a lost store goes on above what readers remember ([R7]).
      onAnswered(batch, await store.append(batch, Math.max(1, clock.now()), bounds));
    }
    running = null;
  }

  return {
    put(put) {
      waiting.push(put);
      running ??= run();
    },
    settled: () => running ?? Promise.resolve(),
  };
}
