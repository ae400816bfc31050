/**
 * One room in use: who sits in it, and how far its readers were offered what is stored.
 * Owns the room's newest offered number; relay.ts makes one for whoever comes first and drops it after the last.
 * Invariant ([R9]): readers are offered everything stored above that number, in order. What this relay stored is
 * offered at once where it follows; where a neighbour's frames lie between, the store is read.
 */
import type { Bytes } from "../../shared/base/bytes.ts";
import { encodeRelayMessage } from "../../shared/sync/relayMessages.ts";
import type { RelayStore, StoredFrame } from "./relayStore.ts";
import type { Subscription } from "./subscription.ts";
import { frameMessages } from "./webSocketFrames.ts";

const pageBytes = 256 * 1024;

export interface LiveRoom {
  readonly readers: Set<Subscription>;
  lastSeq(): number;
  /** Stored by this relay, in one commit. */
  committed(frames: readonly StoredFrame[]): void;
  /** The store has frames up to this number, whoever put them. */
  reach(seq: number): void;
  /** To every reader but one. */
  passOn(block: Bytes, except: Subscription | null): void;
}

export function createLiveRoom(args: {
  readonly room: Bytes;
  readonly store: RelayStore;
  /** All readers of this room have to come again. */
  readonly onFault: () => void;
}): LiveRoom {
  const { room, store, onFault } = args;
  const readers = new Set<Subscription>();
  const isShared = store.neighbours !== null;
  let lastSeq = 0;
  let target = 0;
  let isReading = false;

  function offer(frames: readonly StoredFrame[]): void {
    const news = frames.filter(({ seq }) => seq > lastSeq);
    const [first, last] = [news[0], news.at(-1)];
    if (first === undefined || last === undefined) return;
    lastSeq = last.seq;
    if (readers.size === 0) return;
    const messages = news.map(({ seq, mark, frame }) => encodeRelayMessage({ kind: "event", seq, mark, frame }));
    const batch = { firstSeq: first.seq, lastSeq: last.seq, block: frameMessages(messages) };
    for (const reader of readers) reader.offer(batch);
  }

  async function readOn(): Promise<void> {
    isReading = true;
    while (lastSeq < target) {
      const upTo = target;
      const page = await store.read(room, lastSeq, pageBytes);
      if (!page.ok) {
        isReading = false;
        return onFault();
      }
      // Nothing there: dropped meanwhile.
      if (page.value.length === 0) lastSeq = Math.max(lastSeq, upTo);
      else offer(page.value);
    }
    isReading = false;
  }

  function reach(seq: number): void {
    if (seq <= lastSeq) return;
    if (readers.size === 0) lastSeq = seq;
    target = Math.max(target, seq);
    if (!isReading && lastSeq < target) void readOn();
  }

  return {
    readers,
    lastSeq: () => lastSeq,
    committed(frames) {
      const [first, last] = [frames[0], frames.at(-1)];
      if (first === undefined || last === undefined) return;
      if (!isShared || first.seq === lastSeq + 1) offer(frames);
      else reach(last.seq);
    },
    reach,
    passOn(block, except) {
      for (const reader of readers) if (reader !== except) reader.offerEphemeral(block);
    },
  };
}
