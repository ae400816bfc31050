/** CBOR (RFC 8949), deterministic encoding; decoding refuses what deterministic encoding never makes. */
import { decode, encode, rfc8949EncodeOptions } from "cborg";
import { type Bytes, equalBytes } from "./bytes.ts";

const options = {
  ...rfc8949EncodeOptions,
  typeEncoders: {
    // decodeCbor refuses it, so bytes with it in them would be a message that nobody can read.
    undefined(): never {
      throw new TypeError("undefined is not a value");
    },
  },
};

/** Throws for what is no value at all: undefined, a function, a symbol. */
export const encodeCbor = (value: unknown): Bytes => encode(value, options) as Bytes;

/** Lists and maps in each other. No message has more than a few; the encoder's time grows with the square of it. */
const deepestMessage = 32;

/** The value, or null for anything that is not one strict CBOR item. Nothing decoded is trusted: parse it. */
export const decodeCbor = (bytes: Uint8Array): unknown => decodeDeepCbor(bytes, deepestMessage);

/** The same for what may be nested deeper, and comes from no stranger. */
export function decodeDeepCbor(bytes: Uint8Array, deepest: number): unknown {
  if (isDeeper(bytes, deepest)) return null;
  try {
    const value: unknown = decode(bytes, {
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      allowBigInt: false,
      rejectDuplicateMapKeys: true,
      strict: true,
    });
    // Keys out of order and whole numbers as floats pass the decoder: one value has one encoding.
    return equalBytes(encodeCbor(value), bytes) ? value : null;
  } catch {
    return null;
  }
}

/** Follows the heads of the items alone. False for what ends too early or has a head that the decoder refuses. */
function isDeeper(bytes: Uint8Array, deepest: number): boolean {
  /** Items that are still to come in each list or map that is open. */
  const open: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = bytes[at] ?? 0;
    const major = head >> 5;
    const short = head & 31;
    const more = short < 24 ? 0 : 2 ** (short - 24);
    if (more > 8 || major === 6) return false;
    let count = short < 24 ? short : 0;
    for (let i = 1; i <= more; i++) count = count * 256 + (bytes[at + i] ?? 0);
    at += 1 + more + (major === 2 || major === 3 ? count : 0);
    const isOpening = (major === 4 || major === 5) && count > 0;
    if ((major === 4 || major === 5) && open.length === deepest) return true;
    if (isOpening) open.push(major === 4 ? count : 2 * count);
    else {
      let left = (open.pop() ?? 1) - 1;
      while (left === 0 && open.length > 0) left = (open.pop() ?? 1) - 1;
      if (left === 0) return false;
      open.push(left);
    }
  }
  return false;
}
