/** What fuzzing found, or would take too long to find: each is an attack that once froze or ended a host. */
import { describe, expect, it } from "vitest";
import { type Bytes, concatBytes, utf8 } from "../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../shared/base/cbor.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { decodeContent } from "../../shared/charter/text/canonical.ts";
import { startMeeting, stepMeeting } from "../../shared/sync/meeting.ts";
import { seedOf } from "../support/builders.ts";

/** Lists of one item, each in the one before. */
const nested = (levels: number): Bytes => concatBytes(new Uint8Array(levels).fill(0x81), Uint8Array.of(0));

/** Lasts seconds where anything is quadratic, milliseconds else. */
function tookMs(run: () => void): number {
  const startMs = performance.now();
  run();
  return performance.now() - startMs;
}

const within = (value: unknown, lists: number): unknown => (lists === 0 ? value : [within(value, lists - 1)]);

describe("A value nested in itself", () => {
  it("[L19] is read up to 32 levels, and no message beyond", () => {
    expect(decodeCbor(nested(32))).not.toBeNull();
    expect(decodeCbor(nested(33))).toBeNull();
    const maps = (levels: number): Bytes =>
      concatBytes(...Array.from({ length: levels }, () => Uint8Array.of(0xa1, 0x61, 0x78)), Uint8Array.of(0xa0));
    expect(decodeCbor(maps(31))).not.toBeNull();
    expect(decodeCbor(maps(32))).toBeNull();
  });

  it("[L19] counts only what is open: many neighbours are not deep", () => {
    for (const value of [
      Array.from({ length: 100 }, () => [[1, {}], [], "x", new Uint8Array(3), 1.5, null]),
      { a: { b: [] }, c: { d: [{}] }, e: [[[]], [[]]] },
    ])
      for (const [around, isRead] of [
        [27, true],
        [28, true],
        [29, false],
      ] as const)
        expect(decodeCbor(encodeCbor(within(value, around))) !== null).toBe(isRead);
  });

  it("[L19] takes no time, however often it comes in one message", () => {
    // A megabyte and a half, which took 17 seconds to read again.
    const deep = nested(5000);
    const message = concatBytes(Uint8Array.of(0x99, 1, 44), ...Array.from({ length: 300 }, () => deep));
    expect(tookMs(() => expect(decodeCbor(message)).toBeNull())).toBeLessThan(2000);
  });
});

describe("Somebody who is not known to be a member", () => {
  const charter = "c".repeat(64) as CharterId;
  const { state } = startMeeting({ role: "listener", binding: seedOf("binding") }, [
    { charter, meetKeys: [seedOf("meet")] },
  ]);

  it("[S4] ends the link by a message longer than any it could have to say, before it is read", () => {
    const list = encodeCbor(["hello", 1, Array.from({ length: 530_000 }, () => ({}))]);
    const { effects } = stepMeeting(state, list);
    expect(effects).toEqual([{ kind: "broken", reason: "too long so early" }]);
  });
});

describe("Canonical content", () => {
  const spoiled = (part: string): string =>
    `{"blocks":[${part}],"charter":"${"c".repeat(64)}","format":"tessera/content/2","language":"en","title":"x"}`;

  it.each([
    ["a type that cannot be made into words", `{"attrs":{},"content":[],"type":{"toString":1,"valueOf":1}}`],
    ["a type nested 20,000 deep", `{"attrs":{},"content":[],"type":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
    [
      "an attribute nested 20,000 deep",
      `{"attrs":{"id":${"[".repeat(20_000)}${"]".repeat(20_000)}},"content":[],"type":"clause"}`,
    ],
  ])("[L12] with %s is refused, and nothing is thrown", (_, part) => {
    expect(decodeContent(utf8(spoiled(part)))).toMatchObject({ ok: false });
  });

  it("[L12] with a format that is no text is refused, and nothing is thrown", () => {
    expect(decodeContent(utf8(`{"format":{"toString":1,"valueOf":1}}`))).toEqual({
      ok: false,
      error: { kind: "otherFormat", found: "object" },
    });
  });
});
