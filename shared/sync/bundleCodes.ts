/**
 * A small bundle as a sequence of QR codes, shown by one screen and read by another's camera, or from pictures: in any
 * order, each as often as it comes. PROTOCOL.md, S22.
 */
import { fromBase32, toBase32 } from "../base/base32.ts";
import { type Bytes, concatBytes, equalBytes, toHex } from "../base/bytes.ts";
import { hash, plainHash } from "../base/crypto.ts";
import { err, ok, type Result } from "../base/result.ts";

export interface BundleCode {
  /** Of the bundle, hex: which sequence it is of. */
  readonly sequence: string;
  /** From 1 on. */
  readonly number: number;
  readonly count: number;
  readonly part: Bytes;
}

export type BundleCodeFault =
  | { readonly kind: "notACode" }
  /** It was cut or altered. */
  | { readonly kind: "damaged" }
  | { readonly kind: "newer"; readonly found: number; readonly supported: number };

export interface Sequence {
  readonly id: string;
  readonly count: number;
  /** Numbers of the codes that were not read yet, in order. */
  readonly missing: readonly number[];
  /** Once all are here. */
  readonly bundle: Bytes | null;
}

const prefix = "TESSERA-BUNDLE:";
const version = 1;
const nameBytes = 8;
const checkBytes = 4;
const headBytes = 1 + nameBytes + 2;
/** A code of version 15 at level M, which a laptop's camera reads from another's screen. */
const partBytes = 352;
const maxCodes = 64;
export const maxCodedBytes = maxCodes * partBytes;
const maxCharacters = 1000;

const checkOf = (checked: Bytes): Bytes => hash("tessera/bundle-code/1", checked).slice(0, checkBytes);
const nameOf = (bundle: Bytes): Bytes => plainHash(bundle).slice(0, nameBytes);

/** Null where it is larger than `maxCodedBytes`. */
export function encodeBundleCodes(bundle: Bytes): readonly string[] | null {
  if (bundle.length > maxCodedBytes) return null;
  const count = Math.ceil(bundle.length / partBytes);
  const name = nameOf(bundle);
  return Array.from({ length: count }, (_, index) => {
    const head = concatBytes(Uint8Array.of(version), name, Uint8Array.of(index + 1, count));
    const checked = concatBytes(head, bundle.subarray(index * partBytes, (index + 1) * partBytes));
    return prefix + toBase32(concatBytes(checked, checkOf(checked)));
  });
}

/** One code alone. Forgives case, spaces and line breaks. */
export function readBundleCode(given: string): Result<BundleCode, BundleCodeFault> {
  const written = given.length > 2 * maxCharacters ? "" : given.replace(/\s/g, "").toUpperCase();
  if (!written.startsWith(prefix)) return err({ kind: "notACode" });
  const decoded = written.length > maxCharacters ? null : fromBase32(written.slice(prefix.length));
  if (decoded === null || decoded.length <= headBytes + checkBytes) return err({ kind: "damaged" });
  const checked = decoded.subarray(0, decoded.length - checkBytes);
  if (!equalBytes(checkOf(checked), decoded.subarray(checked.length))) return err({ kind: "damaged" });
  const [found = 0] = checked;
  if (found > version) return err({ kind: "newer", found, supported: version });
  const [number = 0, count = 0] = checked.subarray(1 + nameBytes, headBytes);
  const part = checked.slice(headBytes);
  const isFull = number === count ? part.length <= partBytes : part.length === partBytes;
  if (found !== version || number < 1 || number > count || count > maxCodes || !isFull) return err({ kind: "damaged" });
  return ok({ sequence: toHex(checked.subarray(1, 1 + nameBytes)), number, count, part });
}

/**
 * What codes amount to, in whatever order: each sequence by itself, the one begun first at first. `damaged` where codes
 * of one sequence contradict each other, or do not make the bundle that they name.
 */
export function joinBundleCodes(codes: readonly BundleCode[]): Result<readonly Sequence[], BundleCodeFault> {
  const sequences: Sequence[] = [];
  for (const [id, all] of Map.groupBy(codes, ({ sequence }) => sequence)) {
    const parts = new Map<number, Bytes>();
    const count = all[0]?.count ?? 0;
    for (const code of all) {
      const known = parts.get(code.number);
      if (code.count !== count || (known !== undefined && !equalBytes(known, code.part)))
        return err({ kind: "damaged" });
      parts.set(code.number, code.part);
    }
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const missing = numbers.filter((number) => !parts.has(number));
    const bundle = missing.length > 0 ? null : concatBytes(...numbers.map((number) => parts.get(number) as Bytes));
    if (bundle !== null && toHex(nameOf(bundle)) !== id) return err({ kind: "damaged" });
    sequences.push({ id, count, missing, bundle });
  }
  return ok(sequences);
}
