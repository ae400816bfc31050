import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, utf8 } from "../../../shared/base/bytes.ts";
import { maxFrameBytes } from "../../../shared/sync/frameHeader.ts";
import {
  authStatement,
  type ClientMessage,
  encodeClientMessage,
  encodeRelayMessage,
  maxRelayMessageBytes,
  type RelayMessage,
  readClientMessage,
  readRelayMessage,
} from "../../../shared/sync/relayMessages.ts";

const bytes = (length: number, fill = 5) => new Uint8Array(length).fill(fill);

const clientMessages: readonly ClientMessage[] = [
  { kind: "hello", version: 1, nonce: bytes(32) },
  { kind: "auth", roomPublicKey: bytes(32, 1), signature: bytes(64, 2), known: null },
  { kind: "auth", roomPublicKey: bytes(32, 1), signature: bytes(64, 2), known: { seq: 9, mark: bytes(8, 3) } },
  { kind: "subscribe", afterSeq: 0 },
  { kind: "subscribe", afterSeq: Number.MAX_SAFE_INTEGER },
  { kind: "put", frame: bytes(330) },
  { kind: "ephemeral", frame: bytes(330) },
];

const relayMessages: readonly RelayMessage[] = [
  { kind: "challenge", challenge: bytes(32) },
  { kind: "welcome", lastSeq: 1_700_000_000_123, isKnown: true },
  { kind: "ack", frameId: bytes(32), seq: 7, mark: bytes(8) },
  { kind: "refused", frameId: bytes(32), code: "roomFull" },
  { kind: "event", seq: Number.MAX_SAFE_INTEGER, mark: bytes(8), frame: bytes(330) },
  { kind: "caughtUp" },
  { kind: "ephemeral", frame: bytes(330) },
  { kind: "error", code: "closing", text: "the relay is closing, à bientôt" },
  { kind: "error", code: "badMessage", text: "" },
];

describe("relay messages", () => {
  test("[R2] every message reads back as it was written", () => {
    for (const message of clientMessages)
      expect(readClientMessage(encodeClientMessage(message))).toEqual({ ok: true, value: message });
    for (const message of relayMessages)
      expect(readRelayMessage(encodeRelayMessage(message))).toEqual({ ok: true, value: message });
  });

  test("[R2] a message of fixed length is refused when cut or extended", () => {
    const fixed = [
      ...clientMessages.slice(0, 5).map((message) => [encodeClientMessage(message), readClientMessage] as const),
      ...relayMessages.slice(0, 4).map((message) => [encodeRelayMessage(message), readRelayMessage] as const),
      [encodeRelayMessage({ kind: "caughtUp" }), readRelayMessage] as const,
    ];
    for (const [message, read] of fixed) {
      for (let length = 0; length < message.length; length++) expect(read(message.slice(0, length)).ok).toBe(false);
      expect(read(concatBytes(message, bytes(1))).ok).toBe(false);
    }
  });

  test("[R2] neither side takes the messages of the other, nor unknown ones", () => {
    for (const message of clientMessages) expect(readRelayMessage(encodeClientMessage(message)).ok).toBe(false);
    for (const message of relayMessages) expect(readClientMessage(encodeRelayMessage(message)).ok).toBe(false);
    expect(readClientMessage(bytes(0)).ok).toBe(false);
    expect(readRelayMessage(Uint8Array.of(0xff)).ok).toBe(false);
  });

  test("[R2] a frame is neither empty nor above the largest", () => {
    const put = encodeClientMessage({ kind: "put", frame: bytes(maxFrameBytes) });
    expect(readClientMessage(put).ok).toBe(true);
    expect(readClientMessage(concatBytes(put, bytes(1))).ok).toBe(false);
    expect(readClientMessage(put.slice(0, 1)).ok).toBe(false);
    const event = encodeRelayMessage({ kind: "event", seq: 1, mark: bytes(8), frame: bytes(maxFrameBytes) });
    expect(event.length).toBe(maxRelayMessageBytes);
    expect(readRelayMessage(concatBytes(event, bytes(1))).ok).toBe(false);
    expect(readRelayMessage(event.slice(0, 17)).ok).toBe(false);
  });

  test("[R2] a sequence number above 2^53 - 1 is refused", () => {
    expect(readClientMessage(concatBytes(Uint8Array.of(3, 0, 0x20, 0, 0, 0, 0, 0, 0))).ok).toBe(false);
    expect(readClientMessage(concatBytes(Uint8Array.of(3), bytes(8, 0xff))).ok).toBe(false);
  });

  test("[R2] an error has a known code and at most 200 bytes of UTF-8", () => {
    expect(readRelayMessage(concatBytes(Uint8Array.of(0x88, 1), utf8("a".repeat(200)))).ok).toBe(true);
    expect(readRelayMessage(concatBytes(Uint8Array.of(0x88, 1), utf8("a".repeat(201)))).ok).toBe(false);
    expect(readRelayMessage(Uint8Array.of(0x88, 0)).ok).toBe(false);
    expect(readRelayMessage(Uint8Array.of(0x88, 200)).ok).toBe(false);
    expect(readRelayMessage(Uint8Array.of(0x88, 1, 0xff)).ok).toBe(false);
  });

  test("[R2] any bytes are answered without throwing, and what reads writes back the same", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 120 }), (type, rest) => {
        const message = concatBytes(Uint8Array.of(type), rest);
        const fromClient = readClientMessage(message);
        if (fromClient.ok) expect(encodeClientMessage(fromClient.value)).toEqual(message);
        const fromRelay = readRelayMessage(message);
        if (fromRelay.ok) expect(encodeRelayMessage(fromRelay.value)).toEqual(message);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  test("what is read does not change with the buffer it came from", () => {
    const buffer = Buffer.from(encodeRelayMessage({ kind: "event", seq: 3, mark: bytes(8), frame: bytes(300) }));
    const read = readRelayMessage(buffer);
    buffer.fill(0);
    expect(read).toEqual({ ok: true, value: { kind: "event", seq: 3, mark: bytes(8), frame: bytes(300) } });
  });

  test("[R5] the statement that a room key signs names its purpose, both nonces and the room", () => {
    expect(authStatement(bytes(32, 1), bytes(32, 2), bytes(16, 3))).toEqual(
      concatBytes(utf8("tessera/relay-auth/1"), bytes(1, 0), bytes(32, 1), bytes(32, 2), bytes(16, 3)),
    );
  });
});
