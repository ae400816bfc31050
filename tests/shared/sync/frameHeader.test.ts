import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes } from "../../../shared/base/bytes.ts";
import { hash } from "../../../shared/base/crypto.ts";
import {
  frameHeaderBytes,
  frameIdOf,
  frameKinds,
  maxFrameBytes,
  readFrameHeader,
  roomOf,
} from "../../../shared/sync/frameHeader.ts";

const room = new Uint8Array(16).fill(7);
const keyId = new Uint8Array(16).fill(8);
const frame = (version: number, kind: number, cipherBytes: number) =>
  concatBytes(Uint8Array.of(version, kind), room, keyId, new Uint8Array(24), new Uint8Array(cipherBytes));

describe("frame header", () => {
  test("is 58 bytes, and the largest frame holds 4 MiB and a tag", () => {
    expect(frameHeaderBytes).toBe(58);
    expect(maxFrameBytes).toBe(58 + 4 * 1024 * 1024 + 16);
  });

  test("reads version, kind, room and key id of every padded size", () => {
    for (let padded = 256; padded <= 4 * 1024 * 1024; padded *= 2) {
      for (const kind of Object.values(frameKinds)) {
        const header = readFrameHeader(frame(1, kind, padded + 16));
        expect(header).toEqual({ ok: true, value: { version: 1, kind, room, keyId } });
      }
    }
  });

  test("refuses every length that is not 58 + 256 * 2^n + 16", () => {
    for (const cipherBytes of [0, 16, 255 + 16, 257 + 16, 768 + 16, 512, 8 * 1024 * 1024 + 16]) {
      expect(readFrameHeader(frame(1, 0, cipherBytes))).toEqual({
        ok: false,
        error: { kind: "malformed", reason: "length" },
      });
    }
    expect(readFrameHeader(new Uint8Array(0)).ok).toBe(false);
  });

  test("names a newer version, whatever else follows", () => {
    expect(readFrameHeader(Uint8Array.of(2))).toEqual({
      ok: false,
      error: { kind: "newerFormat", found: 2, supported: 1 },
    });
  });

  test("refuses an unknown kind and version 0", () => {
    expect(readFrameHeader(frame(1, 3, 272))).toEqual({ ok: false, error: { kind: "malformed", reason: "kind" } });
    expect(readFrameHeader(frame(0, 0, 272))).toEqual({ ok: false, error: { kind: "malformed", reason: "version" } });
  });

  test("answers any bytes without throwing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
        expect(typeof readFrameHeader(bytes).ok).toBe("boolean");
      }),
      { seed: 1 },
    );
  });

  test("copies what it reads, so that a reused buffer changes nothing", () => {
    const bytes = Buffer.from(frame(1, 0, 272));
    const header = readFrameHeader(bytes);
    bytes.fill(0);
    expect(header.ok && header.value.room).toEqual(room);
  });

  test("the room is the first half of the hash of its key", () => {
    const key = new Uint8Array(32).fill(3);
    expect(roomOf(key)).toEqual(hash("tessera/room/1", key).slice(0, 16));
  });

  test("the frame id covers every byte", () => {
    const bytes = frame(1, 0, 272);
    const ids = new Set<string>();
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      ids.add(Buffer.from(frameIdOf(changed)).toString("hex"));
    }
    expect(ids.size).toBe(bytes.length);
    expect(ids.has(Buffer.from(frameIdOf(bytes)).toString("hex"))).toBe(false);
  });
});
