/** [S22] A bundle as QR codes: any order, mixed, altered and made up. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBase32 } from "../../../shared/base/base32.ts";
import { type Bytes, concatBytes } from "../../../shared/base/bytes.ts";
import { hash } from "../../../shared/base/crypto.ts";
import { readQr, searchOfPicture } from "../../../shared/qr/readQr.ts";
import {
  type BundleCode,
  encodeBundleCodes,
  joinBundleCodes,
  maxCodedBytes,
  readBundleCode,
} from "../../../shared/sync/bundleCodes.ts";
import { drawQr, pixelsOf } from "../../support/qrPictures.ts";
import { chance } from "../crdt/support/chance.ts";

const bundleOf = (bytes: number, seed = 7): Bytes =>
  Uint8Array.from({ length: bytes }, (_, at) => (at * seed + seed) & 255);
const codesOf = (bundle: Bytes): readonly string[] => {
  const codes = encodeBundleCodes(bundle);
  if (codes === null) throw new Error("it is small");
  return codes;
};
function read(text: string): BundleCode {
  const code = readBundleCode(text);
  if (!code.ok) throw new Error(code.error.kind);
  return code.value;
}
const joined = (texts: readonly string[]) => joinBundleCodes(texts.map(read));

describe("Codes of a bundle", () => {
  it("[S22] give it back in any order, each as often as it comes, and name those that are missing", () => {
    const bundle = bundleOf(2300);
    const texts = codesOf(bundle);
    expect(texts).toHaveLength(7);
    const shuffled = chance(3).shuffle([...texts, ...texts.slice(2)]);
    expect(joined(shuffled)).toMatchObject({ ok: true, value: [{ count: 7, missing: [], bundle }] });
    const some = [texts[6], texts[1], texts[3]].map(String);
    expect(joined(some)).toMatchObject({ ok: true, value: [{ count: 7, missing: [1, 3, 5, 6], bundle: null }] });
    expect(read(` ${texts[0]?.toLowerCase()}\n`).number).toBe(1);
  });

  it("[S22] of several sequences are kept apart, however they are mixed", () => {
    const [one, other] = [bundleOf(800), bundleOf(900, 11)];
    const mixed = chance(5).shuffle([...codesOf(one), ...codesOf(other).slice(1)]);
    const sequences = joined(mixed);
    expect(sequences).toMatchObject({ ok: true });
    const found = sequences.ok ? sequences.value : [];
    expect(found.map(({ missing }) => missing).sort()).toEqual([[], [1]]);
    expect(found.find(({ missing }) => missing.length === 0)?.bundle).toEqual(one);
  });

  it("[S22] are refused where they are altered, cut, made up, of a later version, or no codes of ours", () => {
    const [text = "", second = ""] = codesOf(bundleOf(800));
    for (let at = "TESSERA-BUNDLE:".length; at < text.length; at += 7) {
      const letter = text[at] === "A" ? "B" : "A";
      expect(readBundleCode(text.slice(0, at) + letter + text.slice(at + 1)).ok).toBe(false);
    }
    expect(readBundleCode(text.slice(0, -1))).toMatchObject({ error: { kind: "damaged" } });
    expect(readBundleCode("A".repeat(5000))).toMatchObject({ error: { kind: "notACode" } });
    expect(readBundleCode(`TESSERA-BUNDLE:${"A".repeat(3000)}`)).toMatchObject({ ok: false });
    expect(readBundleCode("https://example.org")).toMatchObject({ error: { kind: "notACode" } });
    const made = (...head: readonly number[]): string => {
      const checked = concatBytes(Uint8Array.from(head), new Uint8Array(352));
      return `TESSERA-BUNDLE:${toBase32(concatBytes(checked, hash("tessera/bundle-code/1", checked).slice(0, 4)))}`;
    };
    const name = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(readBundleCode(made(9, ...name, 1, 2))).toEqual({
      ok: false,
      error: { kind: "newer", found: 9, supported: 1 },
    });
    for (const numbers of [
      [0, 2],
      [3, 2],
      [1, 65],
      [0, 0],
    ])
      expect(readBundleCode(made(1, ...name, ...numbers))).toMatchObject({ error: { kind: "damaged" } });
    // Right by themselves, and not the bundle that they name, or not alike.
    expect(joined([made(1, ...name, 1, 1)])).toMatchObject({ error: { kind: "damaged" } });
    expect(joined([made(1, ...name, 1, 2), made(1, ...name, 1, 3)])).toMatchObject({ error: { kind: "damaged" } });
    expect(joined([text, second]).ok).toBe(true);
  });

  it("[S22] are not made of what is too much for a person to hold before a camera", () => {
    expect(encodeBundleCodes(new Uint8Array(maxCodedBytes))).toHaveLength(64);
    expect(encodeBundleCodes(new Uint8Array(maxCodedBytes + 1))).toBeNull();
  });

  it("[S22] survive being drawn and read", () => {
    const bundle = bundleOf(700);
    const texts = codesOf(bundle).map((text) => readQr(pixelsOf(drawQr(text, 4)), searchOfPicture));
    expect(joined(texts.map(String))).toMatchObject({ ok: true, value: [{ bundle }] });
  });

  it("never throw, whatever they say", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readBundleCode(`TESSERA-BUNDLE:${text}`)).toMatchObject({ ok: false });
      }),
    );
  });
});
