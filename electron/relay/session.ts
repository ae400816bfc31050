/**
 * One client's conversation, from the first byte to the last: prove a room key, then put and read in that one room.
 * Owns the state of the conversation; serveRelay.ts feeds it, the relay lends it rooms.
 * Invariant ([R4]): before the room key is proven, nothing is stored, read or passed on.
 */
import type { Clock, Random } from "../../shared/base/ambient.ts";
import { type Bytes, equalBytes } from "../../shared/base/bytes.ts";
import { verify } from "../../shared/base/crypto.ts";
import type { Result } from "../../shared/base/result.ts";
import { frameIdOf, frameKinds, readFrameHeader, roomOf } from "../../shared/sync/frameHeader.ts";
import {
  authStatement,
  type ClientMessage,
  challengeBytes,
  encodeRelayMessage,
  maxErrorTextBytes,
  type RelayErrorCode,
  type RelayMessage,
  type RoomPlace,
  readClientMessage,
  relayProtocolVersion,
} from "../../shared/sync/relayMessages.ts";
import type { Visitor } from "./addressQuotas.ts";
import type { RelayLimits } from "./limits.ts";
import { createPace } from "./pace.ts";
import type { Appended } from "./relayStore.ts";
import type { Subscription } from "./subscription.ts";
import { frameMessages } from "./webSocketFrames.ts";
import type { Wire } from "./wire.ts";

export interface Session {
  receive(message: Uint8Array): void;
  /** Says the error as the last word, and closes. */
  fail(code: RelayErrorCode, text: string): void;
  /** The wire is gone. */
  ended(): void;
  /** What became of frames it put. */
  answered(answers: readonly PutAnswer[]): void;
}

export interface PutAnswer {
  readonly frameId: Bytes;
  readonly frameBytes: number;
  readonly outcome: Appended;
}

/** Why a session gets no seat; said as the last word. */
export interface NoSeat {
  readonly code: RelayErrorCode;
  readonly text: string;
}

/** A session's seat in its room. */
export interface Seat {
  /** Of the room, now; 0 for one without frames. */
  lastSeq(): number;
  /** The place that the client said it knew is of this room's history. */
  readonly isKnown: boolean;
  put(frameId: Bytes, frame: Bytes): void;
  passOn(frame: Bytes): void;
  subscribe(afterSeq: number): Subscription;
  leave(): void;
}

type State =
  | { readonly kind: "new" }
  | { readonly kind: "challenged"; readonly nonce: Bytes; readonly challenge: Bytes }
  | { readonly kind: "entering" }
  | { readonly kind: "open"; readonly seat: Seat; readonly room: Bytes; readonly subscription: Subscription | null }
  | { readonly kind: "closed" };

export function createSession(args: {
  readonly wire: Wire;
  readonly visitor: Visitor;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: RelayLimits;
  readonly enter: (room: Bytes, known: RoomPlace | null, session: Session) => Promise<Result<Seat, NoSeat>>;
  readonly onEnded: (session: Session) => void;
}): Session {
  const { wire, visitor, clock, random, limits, enter, onEnded } = args;
  const pace = createPace({ clock, ...limits });
  let state: State = { kind: "new" };
  let uncommittedBytes = 0;
  let isResting = false;
  let cancelRest = (): void => {};
  const cancelDeadline = clock.after(limits.unauthenticatedMs, () =>
    fail("notInTime", "no room key was proven in time"),
  );

  function say(...messages: readonly RelayMessage[]): void {
    wire.write(frameMessages(messages.map(encodeRelayMessage)));
    if (wire.bufferedBytes() > limits.bufferedBytes) finish("cut");
  }

  function finish(how: "finish" | "cut"): void {
    if (state.kind === "closed") return;
    if (state.kind === "open") {
      state.subscription?.stop();
      state.seat.leave();
    }
    state = { kind: "closed" };
    cancelDeadline();
    cancelRest();
    // The other side's goodbye has to be read.
    wire.resume();
    wire.close(how);
    onEnded(session);
  }

  function fail(code: RelayErrorCode, text: string): void {
    if (state.kind === "closed") return;
    wire.write(frameMessages([encodeRelayMessage({ kind: "error", code, text: text.slice(0, maxErrorTextBytes) })]));
    finish(code === "tooSlow" ? "cut" : "finish");
  }

  const isClosed = (): boolean => state.kind === "closed";

  const readOrRest = (): void => {
    if (isResting || uncommittedBytes > limits.uncommittedBytes) wire.pause();
    else wire.resume();
  };

  function rest(forMs: number): void {
    isResting = true;
    cancelRest();
    cancelRest = clock.after(forMs, () => {
      isResting = false;
      readOrRest();
    });
    readOrRest();
  }

  async function authenticate(
    { roomPublicKey, signature, known }: Extract<ClientMessage, { readonly kind: "auth" }>,
    nonce: Bytes,
    challenge: Bytes,
  ): Promise<void> {
    const room = roomOf(roomPublicKey);
    if (!verify(authStatement(challenge, nonce, room), signature, roomPublicKey))
      return fail("notAuthentic", "the signature is not by the room key");
    state = { kind: "entering" };
    const entered = await enter(room, known, session);
    if (!entered.ok) return fail(entered.error.code, entered.error.text);
    const seat = entered.value;
    // The wire may have closed meanwhile.
    if (isClosed()) return seat.leave();
    cancelDeadline();
    state = { kind: "open", seat, room, subscription: null };
    say({ kind: "welcome", lastSeq: seat.lastSeq(), isKnown: seat.isKnown });
  }

  function take(frame: Bytes, kind: "put" | "ephemeral", { seat, room }: { seat: Seat; room: Bytes }): void {
    const header = readFrameHeader(frame);
    if (!header.ok) return fail("badMessage", `not a frame this relay knows: ${header.error.kind}`);
    if (!equalBytes(header.value.room, room)) return fail("badMessage", "a frame of another room");
    if ((header.value.kind === frameKinds.ephemeral) !== (kind === "ephemeral"))
      return fail("badMessage", "ephemeral frames, and only they, are passed on without being stored");
    if (kind === "ephemeral") return seat.passOn(frame);
    uncommittedBytes += frame.length;
    if (uncommittedBytes > limits.uncommittedBytes) readOrRest();
    seat.put(frameIdOf(frame), frame);
  }

  function obey(message: ClientMessage): void {
    if (message.kind === "hello" && state.kind === "new") {
      if (message.version !== relayProtocolVersion)
        return fail("unsupportedVersion", `this relay speaks version ${relayProtocolVersion}`);
      const challenge = random.bytes(challengeBytes);
      state = { kind: "challenged", nonce: message.nonce, challenge };
      return say({ kind: "challenge", challenge });
    }
    if (message.kind === "auth" && state.kind === "challenged") {
      const { nonce, challenge } = state;
      return void authenticate(message, nonce, challenge);
    }
    if (state.kind === "open") {
      if (message.kind === "put" || message.kind === "ephemeral") return take(message.frame, message.kind, state);
      if (message.kind === "subscribe" && state.subscription === null) {
        // Nobody has read what was never written.
        const afterSeq = Math.min(message.afterSeq, state.seat.lastSeq());
        state = { ...state, subscription: state.seat.subscribe(afterSeq) };
        return;
      }
    }
    fail("badMessage", `${message.kind} is out of turn`);
  }

  const session: Session = {
    receive(bytes) {
      if (state.kind === "closed") return;
      const message = readClientMessage(bytes);
      if (!message.ok) return fail("badMessage", `expected ${message.error.expected}`);
      const restMs = Math.max(pace.spend(bytes.length), visitor.spend(bytes.length));
      if (restMs > 0) rest(restMs);
      obey(message.value);
    },
    fail,
    ended: () => finish("cut"),
    answered(answers) {
      const wasFull = uncommittedBytes > limits.uncommittedBytes;
      for (const { frameBytes } of answers) uncommittedBytes -= frameBytes;
      if (state.kind === "closed") return;
      if (wasFull) readOrRest();
      say(...answers.map(answerMessage));
    },
  };
  return session;
}

function answerMessage({ frameId, outcome }: PutAnswer): RelayMessage {
  return outcome.kind === "stored" || outcome.kind === "known"
    ? { kind: "ack", frameId, seq: outcome.seq, mark: outcome.mark }
    : { kind: "refused", frameId, code: outcome.kind };
}
