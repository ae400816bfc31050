import { describe, expect, it } from "vitest";
import { decodeReadMark, encodeReadMark, most, type ReadMark } from "../../../electron/host/history/readMark.ts";

const count = (of: number): readonly number[] => Array.from({ length: of }, (_, index) => index + 1);

describe("A read mark", () => {
  it("is read as it was written", () => {
    const mark: ReadMark = { upTo: 7, at: 1_000, seen: new Set([9, 11]), items: new Map([["change/w1", 12]]) };
    expect(decodeReadMark(encodeReadMark(mark))).toEqual(mark);
  });

  it("forgets the oldest beyond its bounds, so that it is news again and the rest stays read", () => {
    const seen = new Set(count(most.seen + 2));
    const items = new Map(count(most.items + 1).map((no) => [`comment/${no}`, no]));
    const kept = decodeReadMark(encodeReadMark({ upTo: 0, at: null, seen, items }));
    expect([kept?.seen.size, kept?.items.size]).toEqual([most.seen, most.items]);
    expect([kept?.seen.has(2), kept?.seen.has(most.seen + 2)]).toEqual([false, true]);
    expect([kept?.items.has("comment/1"), kept?.items.has("comment/2")]).toEqual([false, true]);
  });

  it("is none where it is damaged or of another form: everything is news then", () => {
    for (const value of [null, [], [1, 7, null, [], []], [2, -1, null, [], []], [2, 7, null, ["x"], []]])
      expect(decodeReadMark(value)).toBeNull();
  });
});
