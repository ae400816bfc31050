/**
 * A client's side of electron/relay/PROTOCOL.md, without sockets and timers.
 * Owns what was put and not yet acknowledged, and the number of the last frame delivered; wsRelay.ts feeds it.
 * Invariant ([R20]): nothing a relay says is believed unless the protocol allows it at this moment.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Random } from "../../../shared/base/ambient.ts";
import { type Bytes, equalBytes } from "../../../shared/base/bytes.ts";
import { sign } from "../../../shared/base/crypto.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { frameIdOf, frameKinds, readFrameHeader, roomOf } from "../../../shared/sync/frameHeader.ts";
import {
  authStatement,
  type ClientMessage,
  challengeBytes,
  encodeClientMessage,
  type RelayErrorCode,
  type RelayMessage,
  type RoomPlace,
  readRelayMessage,
  relayProtocolVersion,
} from "../../../shared/sync/relayMessages.ts";

const maxUnacknowledgedFrames = 256;
const maxUnacknowledgedBytes = 1024 * 1024;

/** Why a frame was not taken. */
type NotStored = Extract<HostError, { readonly kind: "relayNotStored" }>["why"];

/** Why there is nothing more to say to this relay, or why it did not take a frame. */
export type RelayFault =
  | { readonly kind: "garbage"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "notStored"; readonly reason: NotStored }
  | { readonly kind: "unreachable"; readonly reason: string };

export interface RelayConversation {
  start(): void;
  /** Null while all is well. */
  receive(message: Uint8Array): RelayFault | null;
  /** Once, after `onWelcome`. */
  subscribe(): void;
  /** When the relay has stored the frame, refused it, or the conversation ended. */
  put(frame: Bytes): Promise<Result<RoomPlace, RelayFault>>;
  sendEphemeral(frame: Bytes): void;
  unacknowledgedBytes(): number;
  end(fault: RelayFault): void;
}

interface Unanswered {
  readonly frame: Bytes;
  readonly frameId: string;
  readonly answer: (outcome: Result<RoomPlace, RelayFault>) => void;
}

type Phase = "new" | "greeted" | "proving" | "open" | "ended";

export function createRelayConversation(args: {
  readonly random: Random;
  readonly roomPublicKey: Bytes;
  readonly roomPrivateKey: Bytes;
  readonly afterSeq: number;
  readonly known: RoomPlace | null;
  readonly send: (message: Bytes) => void;
  readonly onWelcome: () => void;
  readonly onFrame: (frame: Bytes, place: RoomPlace) => void;
  readonly onEphemeral: (frame: Bytes) => void;
  readonly onCaughtUp: () => void;
  readonly onReset: () => void;
}): RelayConversation {
  const { roomPublicKey, roomPrivateKey, known, onWelcome, onFrame, onEphemeral, onCaughtUp } = args;
  const room = roomOf(roomPublicKey);
  const nonce = args.random.bytes(challengeBytes);
  /** Put and not sent yet; their caller holds the frames anyway. */
  let queued: Unanswered[] = [];
  const sent = new Map<string, Unanswered[]>();
  let sentBytes = 0;
  let phase: Phase = "new";
  let position = known === null ? 0 : args.afterSeq;
  let reading: "no" | "catchingUp" | "caughtUp" = "no";

  const say = (message: ClientMessage): void => args.send(encodeClientMessage(message));
  const garbage = (reason: string): RelayFault => ({ kind: "garbage", reason });

  function sendQueued(): void {
    let count = 0;
    for (const put of queued) {
      if (sent.size >= maxUnacknowledgedFrames || (sent.size > 0 && sentBytes > maxUnacknowledgedBytes)) break;
      count += 1;
      const same = sent.get(put.frameId);
      if (same !== undefined) {
        same.push(put);
        continue;
      }
      sent.set(put.frameId, [put]);
      sentBytes += put.frame.length;
      say({ kind: "put", frame: put.frame });
    }
    queued = queued.slice(count);
  }

  function answered(frameId: Bytes, outcome: Result<RoomPlace, RelayFault>): RelayFault | null {
    const key = Buffer.from(frameId).toString("hex");
    const puts = sent.get(key);
    if (puts === undefined) return garbage("it acknowledged a frame it was not given");
    sent.delete(key);
    sentBytes -= puts[0]?.frame.length ?? 0;
    for (const put of puts) put.answer(outcome);
    if (queued.length > 0) sendQueued();
    return null;
  }

  /** Null for a frame that may be delivered. */
  function breachOf(frame: Bytes, isEphemeral: boolean): RelayFault | null {
    const header = readFrameHeader(frame);
    if (!header.ok) return garbage(`it sent what is not a frame (${header.error.kind})`);
    if (!equalBytes(header.value.room, room)) return garbage("it sent a frame of another room");
    return (header.value.kind === frameKinds.ephemeral) === isEphemeral ? null : garbage("it mixed up kinds of frames");
  }

  function deliver(frame: Bytes, place: RoomPlace): RelayFault | null {
    const { seq } = place;
    if (reading === "no") return garbage("it sent frames nobody asked for");
    if (seq <= position) return garbage("its sequence numbers do not grow");
    const breach = breachOf(frame, false);
    if (breach !== null) return breach;
    position = seq;
    onFrame(frame, place);
    return null;
  }

  function obey(message: RelayMessage): RelayFault | null {
    if (message.kind === "error") return { kind: "refused", reason: words(message.code, message.text) };
    if (message.kind === "challenge" && phase === "greeted") {
      phase = "proving";
      const signature = sign(authStatement(message.challenge, nonce, room), roomPrivateKey);
      say({ kind: "auth", roomPublicKey, signature, known });
      return null;
    }
    if (message.kind === "welcome" && phase === "proving") {
      phase = "open";
      // It lost what it had, and may have taken other frames since ([R19]).
      if (known !== null && !message.isKnown) {
        position = 0;
        args.onReset();
      }
      onWelcome();
      return null;
    }
    if (phase !== "open") return garbage(`${message.kind} is out of turn`);
    switch (message.kind) {
      case "event":
        return deliver(message.frame, { seq: message.seq, mark: message.mark });
      case "ack":
        return message.seq > 0
          ? answered(message.frameId, ok({ seq: message.seq, mark: message.mark }))
          : garbage("it stored a frame as number 0");
      case "refused":
        return answered(message.frameId, err(refusal(message.code)));
      case "ephemeral": {
        const breach = breachOf(message.frame, true);
        if (breach === null) onEphemeral(message.frame);
        return breach;
      }
      case "caughtUp":
        if (reading !== "catchingUp") return garbage("it caught up twice");
        reading = "caughtUp";
        onCaughtUp();
        return null;
      default:
        return garbage(`${message.kind} is out of turn`);
    }
  }

  return {
    start() {
      phase = "greeted";
      say({ kind: "hello", version: relayProtocolVersion, nonce });
    },
    receive(bytes) {
      if (phase === "ended") return null;
      const message = readRelayMessage(bytes);
      return message.ok ? obey(message.value) : garbage(`expected ${message.error.expected}`);
    },
    subscribe() {
      reading = "catchingUp";
      say({ kind: "subscribe", afterSeq: position });
    },
    put(frame) {
      const breach = breachOf(frame, false);
      if (breach !== null) throw new Error("only a stored frame of this room is put");
      if (phase === "ended") return Promise.resolve(err({ kind: "unreachable", reason: "the connection has ended" }));
      return new Promise((answer) => {
        queued.push({ frame, frameId: Buffer.from(frameIdOf(frame)).toString("hex"), answer });
        sendQueued();
      });
    },
    sendEphemeral(frame) {
      if (breachOf(frame, true) !== null) throw new Error("only an ephemeral frame of this room is passed on");
      if (phase === "open") say({ kind: "ephemeral", frame });
    },
    unacknowledgedBytes: () => sentBytes,
    end(fault) {
      phase = "ended";
      const waiting = [...sent.values()].flat().concat(queued);
      sent.clear();
      sentBytes = 0;
      queued = [];
      for (const put of waiting) put.answer(err(fault));
    },
  };
}

const refusal = (code: RelayErrorCode): RelayFault =>
  code === "roomFull" || code === "storeFull" || code === "storeFailed"
    ? { kind: "notStored", reason: code }
    : { kind: "refused", reason: code };

/** The relay's text is a stranger's: one line of it, without control characters. */
const words = (code: string, text: string): string => `${code}: ${text.replace(/\p{C}/gu, " ")}`;
