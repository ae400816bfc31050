/**
 * The relay: rooms of sealed frames, stored and forwarded, never opened. PROTOCOL.md has the rules.
 * Owns the rooms in use and who sits in them; serveRelay.ts brings the connections.
 * Invariant ([R9]): what is stored in a room is offered to every reader in it, in the order of the numbers.
 */
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";
import { type Bytes, toHex } from "../../shared/base/bytes.ts";
import type { Result } from "../../shared/base/result.ts";
import { encodeRelayMessage } from "../../shared/sync/relayMessages.ts";
import { createCommitQueue } from "./commitQueue.ts";
import type { RelayLimits } from "./limits.ts";
import type { Appended, FrameToStore, RelayStore, RelayStoreFault, StoredFrame } from "./relayStore.ts";
import { createSession, type PutAnswer, type Seat, type Session } from "./session.ts";
import { type Batch, createSubscription, type Subscription } from "./subscription.ts";
import { frameMessages } from "./webSocketFrames.ts";
import type { Wire } from "./wire.ts";

export interface Relay {
  accept(wire: Wire): Session;
  /** Stores what was received, then says goodbye to everybody. The store stays open. */
  close(): Promise<void>;
}

interface Put extends FrameToStore {
  readonly session: Session;
  readonly roomKey: string;
}

interface Room {
  lastSeq: number;
  readonly seated: Set<Session>;
  readonly readers: Map<Session, Subscription>;
}

export function createRelay(args: {
  readonly store: RelayStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits: RelayLimits;
}): Relay {
  const { store, clock, random, logger, limits } = args;
  const rooms = new Map<string, Room>();
  const sessions = new Set<Session>();
  const commits = createCommitQueue<Put>({ store, clock, bounds: limits.room, onAnswered });

  function onAnswered(puts: readonly Put[], answers: Result<readonly Appended[], RelayStoreFault>): void {
    const perSession = new Map<Session, PutAnswer[]>();
    const perRoom = new Map<string, StoredFrame[]>();
    if (!answers.ok)
      logger.warn("the relay could not store frames", { fault: answers.error.kind, frames: puts.length });
    const failed = { kind: !answers.ok && answers.error.kind === "full" ? "storeFull" : "storeFailed" } as const;
    for (const [index, { session, roomKey, frameId, frame }] of puts.entries()) {
      const outcome = answers.ok ? (answers.value[index] ?? failed) : failed;
      append(perSession, session, { frameId, frameBytes: frame.length, outcome });
      if (outcome.kind === "stored") append(perRoom, roomKey, { seq: outcome.seq, frame });
    }
    // By name: who put them may have left, and others may have entered, since.
    for (const [roomKey, frames] of perRoom) broadcast(rooms.get(roomKey), frames);
    for (const [session, its] of perSession) session.answered(its);
  }

  function broadcast(room: Room | undefined, frames: readonly StoredFrame[]): void {
    const [first, last] = [frames[0], frames.at(-1)];
    if (room === undefined || first === undefined || last === undefined) return;
    room.lastSeq = Math.max(room.lastSeq, last.seq);
    if (room.readers.size === 0) return;
    const messages = frames.map(({ seq, frame }) => encodeRelayMessage({ kind: "event", seq, frame }));
    const batch: Batch = { firstSeq: first.seq, lastSeq: last.seq, block: frameMessages(messages) };
    for (const reader of room.readers.values()) reader.offer(batch);
  }

  async function enter(roomId: Bytes, session: Session, wire: Wire): Promise<Seat | null> {
    const roomKey = toHex(roomId);
    const stored = await store.lastSeq(roomId);
    if (!stored.ok) return null;
    const room = rooms.get(roomKey) ?? { lastSeq: stored.value, seated: new Set(), readers: new Map() };
    rooms.set(roomKey, room);
    room.seated.add(session);
    return {
      lastSeq: () => room.lastSeq,
      put: (frameId, frame) => commits.put({ room: roomId, frameId, frame, session, roomKey }),
      passOn(block) {
        for (const [reader, subscription] of room.readers) if (reader !== session) subscription.offerEphemeral(block);
      },
      subscribe(afterSeq) {
        const subscription = createSubscription({
          ...{ wire, store, clock, limits, room: roomId, afterSeq },
          lastSeq: () => room.lastSeq,
          onFault: session.fail,
        });
        room.readers.set(session, subscription);
        return subscription;
      },
      leave() {
        room.readers.delete(session);
        room.seated.delete(session);
        if (room.seated.size === 0) rooms.delete(roomKey);
      },
    };
  }

  return {
    accept(wire) {
      const session = createSession({
        ...{ wire, clock, random, limits },
        enter: (room, entering) => enter(room, entering, wire),
        onEnded: (ended) => void sessions.delete(ended),
      });
      sessions.add(session);
      return session;
    },
    async close() {
      await commits.settled();
      for (const session of [...sessions]) session.fail("closing", "the relay is closing");
    },
  };
}

function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
