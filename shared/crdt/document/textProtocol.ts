/**
 * The bytes of y-websocket's protocol (y-protocols: sync and awareness), read and written without acting on them,
 * so that nothing is applied before it is judged.
 */
import { createDecoder, hasContent, readVarString, readVarUint, readVarUint8Array } from "lib0/decoding";
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import type { Bytes } from "../../base/bytes.ts";
import { err, ok, type Result } from "../../base/result.ts";

const channel = { sync: 0, awareness: 1, queryAwareness: 3 };
const sync = { step1: 0, step2: 1, update: 2 };

/** `state` is JSON as its sender wrote it; null says that the client left. */
export interface PresenceState {
  readonly client: number;
  readonly clock: number;
  readonly state: string | null;
}

export type TextMessage =
  | { readonly kind: "stateVector"; readonly vector: Bytes }
  | { readonly kind: "update"; readonly update: Bytes }
  | { readonly kind: "presence"; readonly states: readonly PresenceState[] }
  | { readonly kind: "queryPresence" };

const maxPresenceStates = 64;
const maxPresenceLength = 4096;

export function readTextMessage(message: Bytes): Result<TextMessage, { readonly reason: string }> {
  try {
    const decoder = createDecoder(message);
    const type = readVarUint(decoder);
    if (type === channel.sync) {
      const step = readVarUint(decoder);
      const payload = readVarUint8Array(decoder).slice() as Bytes;
      if (step === sync.step1) return ok({ kind: "stateVector", vector: payload });
      if (step === sync.step2 || step === sync.update) return ok({ kind: "update", update: payload });
      return err({ reason: `sync message ${step}` });
    }
    if (type === channel.queryAwareness) return ok({ kind: "queryPresence" });
    if (type === channel.awareness) {
      const states = readPresence(readVarUint8Array(decoder) as Bytes);
      return states === null ? err({ reason: "presence" }) : ok({ kind: "presence", states });
    }
    return err({ reason: `message ${type}` });
  } catch {
    return err({ reason: "cut" });
  }
}

function readPresence(bytes: Bytes): readonly PresenceState[] | null {
  const decoder = createDecoder(bytes);
  const count = readVarUint(decoder);
  if (count > maxPresenceStates) return null;
  const states: PresenceState[] = [];
  for (let i = 0; i < count; i++) {
    const client = readVarUint(decoder);
    const clock = readVarUint(decoder);
    const json = readVarString(decoder);
    if (json.length > maxPresenceLength) return null;
    states.push({ client, clock, state: json === "null" ? null : json });
  }
  return hasContent(decoder) ? null : states;
}

const encodeSync = (step: number, payload: Uint8Array): Bytes => {
  const encoder = createEncoder();
  writeVarUint(encoder, channel.sync);
  writeVarUint(encoder, step);
  writeVarUint8Array(encoder, payload);
  return toUint8Array(encoder) as Bytes;
};

/** "This is what I have": the other side answers with what is missing. */
export const encodeStateVectorMessage = (vector: Uint8Array): Bytes => encodeSync(sync.step1, vector);
/** The answer to a state vector. */
export const encodeStateMessage = (update: Uint8Array): Bytes => encodeSync(sync.step2, update);
export const encodeUpdateMessage = (update: Uint8Array): Bytes => encodeSync(sync.update, update);

export function encodePresenceMessage(states: readonly PresenceState[]): Bytes {
  const inner = createEncoder();
  writeVarUint(inner, states.length);
  for (const { client, clock, state } of states) {
    writeVarUint(inner, client);
    writeVarUint(inner, clock);
    writeVarString(inner, state ?? "null");
  }
  const encoder = createEncoder();
  writeVarUint(encoder, channel.awareness);
  writeVarUint8Array(encoder, toUint8Array(inner));
  return toUint8Array(encoder) as Bytes;
}
