/**
 * The relay: rooms of sealed frames, stored and forwarded, never opened. PROTOCOL.md has the rules.
 * Owns the rooms in use and who sits in them; serveRelay.ts brings the connections.
 * Invariant ([R22]): what is told of the store is told in order, or whoever reads is sent away to come again.
 */
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";
import { type Bytes, toHex } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { encodeRelayMessage, type RoomPlace } from "../../shared/sync/relayMessages.ts";
import type { Visitor } from "./addressQuotas.ts";
import { createCommitQueue } from "./commitQueue.ts";
import type { RelayLimits } from "./limits.ts";
import { createLiveRoom, type LiveRoom } from "./liveRoom.ts";
import type { Appended, FrameToStore, RelayStore, RelayStoreFault, StoredFrame } from "./relayStore.ts";
import { createSession, type NoSeat, type PutAnswer, type Seat, type Session } from "./session.ts";
import { createSubscription, type Subscription } from "./subscription.ts";
import type { Tally } from "./tally.ts";
import { frameMessages } from "./webSocketFrames.ts";
import type { Wire } from "./wire.ts";

export interface Relay {
  accept(wire: Wire, visitor: Visitor): Session;
  /** In use, now. */
  rooms(): number;
  /** Stores what was received, then says goodbye to everybody. The store stays open. */
  close(): Promise<void>;
}

interface Put extends FrameToStore {
  readonly session: Session;
  readonly roomKey: string;
}

interface RoomInUse {
  readonly live: LiveRoom;
  readonly seated: Set<Session>;
  /** When it resolves, what neighbours do in the room is told. */
  readonly joined: Promise<Result<null, RelayStoreFault>>;
}

const noStore: Result<never, NoSeat> = err({ code: "storeFailed", text: "the relay cannot read its store" });

export function createRelay(args: {
  readonly store: RelayStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits: RelayLimits;
  readonly tally: Tally;
}): Relay {
  const { store, clock, random, logger, limits, tally } = args;
  const rooms = new Map<string, RoomInUse>();
  const sessions = new Set<Session>();
  const commits = createCommitQueue<Put>({ store, clock, bounds: limits.room, onAnswered });

  function onAnswered(puts: readonly Put[], answers: readonly Appended[]): void {
    const perSession = new Map<Session, PutAnswer[]>();
    const perRoom = new Map<string, StoredFrame[]>();
    let failed = 0;
    for (const [index, { session, roomKey, frameId, frame }] of puts.entries()) {
      const outcome = answers[index] ?? { kind: "storeFailed" };
      append(perSession, session, { frameId, frameBytes: frame.length, outcome });
      if (outcome.kind === "stored") append(perRoom, roomKey, { seq: outcome.seq, mark: outcome.mark, frame });
      // Stored by a neighbour, or by an answer that was lost: readers here may not have it yet.
      else if (outcome.kind === "known") rooms.get(roomKey)?.live.reach(outcome.seq);
      else tally.framesRefused += 1;
      if (outcome.kind === "storeFull" || outcome.kind === "storeFailed") failed += 1;
    }
    if (failed > 0) logger.warn("the relay could not store frames", { frames: failed });
    // By name: who put them may have left, and others may have entered, since.
    for (const [roomKey, frames] of perRoom) {
      tally.framesStored += frames.length;
      for (const { frame } of frames) tally.bytesStored += frame.length;
      rooms.get(roomKey)?.live.committed(frames);
    }
    for (const [session, its] of perSession) session.answered(its);
  }

  function failAll(whom: Iterable<Session>, text: string): void {
    for (const session of [...whom]) session.fail("storeFailed", text);
  }

  function roomFor(roomId: Bytes, roomKey: string): RoomInUse {
    const inUse = rooms.get(roomKey);
    if (inUse !== undefined) return inUse;
    const seated = new Set<Session>();
    const onFault = (): void => failAll(seated, "the relay cannot read its store");
    const made: RoomInUse = {
      seated,
      live: createLiveRoom({ room: roomId, store, onFault }),
      joined: store.neighbours?.join(roomId) ?? Promise.resolve(ok(null)),
    };
    rooms.set(roomKey, made);
    return made;
  }

  async function enter(
    roomId: Bytes,
    known: RoomPlace | null,
    { session, wire, visitor }: { readonly session: Session; readonly wire: Wire; readonly visitor: Visitor },
  ): Promise<Result<Seat, NoSeat>> {
    const roomKey = toHex(roomId);
    if (!visitor.mayOpen(roomKey))
      return err({ code: "tooManyRooms", text: "this address opened as many rooms as this relay allows in an hour" });
    const room = roomFor(roomId, roomKey);
    const { live, seated } = room;
    seated.add(session);
    let reading: Subscription | null = null;
    function leave(): void {
      if (reading !== null) live.readers.delete(reading);
      seated.delete(session);
      if (seated.size > 0 || rooms.get(roomKey) !== room) return;
      rooms.delete(roomKey);
      store.neighbours?.leave(roomId);
    }
    const joined = await room.joined;
    const stored = joined.ok ? await store.lastSeq(roomId) : joined;
    const held = known === null || !stored.ok ? ok(known === null) : await store.holds(roomId, known);
    if (!stored.ok || !held.ok) {
      leave();
      return noStore;
    }
    live.reach(stored.value);
    const lastSeq = (): number => Math.max(stored.value, live.lastSeq());
    return ok({
      lastSeq,
      isKnown: held.value,
      leave,
      put: (frameId, frame) => commits.put({ room: roomId, frameId, frame, session, roomKey }),
      passOn(frame) {
        tally.framesPassedOn += 1;
        live.passOn(ephemeralBlock(frame), reading);
        store.neighbours?.passOn(roomId, frame);
      },
      subscribe(afterSeq) {
        reading = createSubscription({
          ...{ wire, store, clock, limits, room: roomId, afterSeq, lastSeq },
          onFault: session.fail,
        });
        live.readers.add(reading);
        return reading;
      },
    });
  }

  store.neighbours?.listen({
    onAppended: (room, lastSeq) => rooms.get(toHex(room))?.live.reach(lastSeq),
    onEphemeral: (room, frame) => rooms.get(toHex(room))?.live.passOn(ephemeralBlock(frame), null),
    onLost() {
      logger.warn("the relay lost its store", { connections: sessions.size });
      failAll(sessions, "the relay lost its store; come again");
    },
  });

  return {
    accept(wire, visitor) {
      const session = createSession({
        ...{ wire, visitor, clock, random, limits },
        enter: (room, known, entering) => enter(room, known, { session: entering, wire, visitor }),
        onEnded: (ended) => void sessions.delete(ended),
      });
      sessions.add(session);
      return session;
    },
    rooms: () => rooms.size,
    async close() {
      await commits.settled();
      for (const session of [...sessions]) session.fail("closing", "the relay is closing");
    },
  };
}

const ephemeralBlock = (frame: Bytes): Bytes => frameMessages([encodeRelayMessage({ kind: "ephemeral", frame })]);

function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
