/** CBOR (RFC 8949), deterministic encoding; decoding refuses what deterministic encoding never makes. */
import { decode, encode, rfc8949EncodeOptions } from "cborg";
import { type Bytes, equalBytes, readUtf8 } from "./bytes.ts";

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
export function decodeCbor(bytes: Uint8Array): unknown {
  const plain = readPlain(bytes);
  if (plain !== notPlain) return plain;
  if (isDeeper(bytes)) return null;
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

const notPlain = Symbol("not plain");

/**
 * Reads in one pass what nearly every message is: lists of whole numbers, bytes, text, true, false and null. Each head is
 * refused in any form but the shortest, so nothing has to be encoded again. For all else, maps and faults included, the
 * answer is `notPlain`.
 */
function readPlain(bytes: Uint8Array): unknown {
  let at = 0;

  function item(depth: number): unknown {
    const first = bytes[at++] ?? 255;
    const major = first >> 5;
    if (major === 7) return first === 0xf6 ? null : first === 0xf5 ? true : first === 0xf4 ? false : notPlain;
    const count = countOf(first & 31);
    if (count === null) return notPlain;
    if (major === 0) return count;
    // The least whole number is one more than `count` can be.
    if (major === 1) return count < Number.MAX_SAFE_INTEGER ? -1 - count : notPlain;
    if (major === 4) return depth === deepestMessage ? notPlain : items(count, depth + 1);
    if ((major !== 2 && major !== 3) || at + count > bytes.length) return notPlain;
    at += count;
    return major === 2 ? new Uint8Array(bytes.subarray(at - count, at)) : textOf(at - count, at);
  }

  function items(count: number, depth: number): unknown {
    const list: unknown[] = [];
    for (let i = 0; i < count; i++) {
      const value = item(depth);
      if (value === notPlain) return notPlain;
      list.push(value);
    }
    return list;
  }

  function countOf(short: number): number | null {
    if (short < 24) return short;
    if (short > 27) return null;
    const more = 2 ** (short - 24);
    if (at + more > bytes.length) return null;
    let count = 0;
    for (let i = 0; i < more; i++) count = count * 256 + (bytes[at + i] ?? 0);
    at += more;
    const isShortest = count >= (more === 1 ? 24 : 2 ** (4 * more));
    return isShortest && Number.isSafeInteger(count) ? count : null;
  }

  function textOf(from: number, to: number): unknown {
    let ascii = "";
    if (to - from < 32) {
      for (let i = from; i < to; i++) {
        const code = bytes[i] ?? 0;
        if (code > 127) break;
        ascii += String.fromCharCode(code);
      }
      if (ascii.length === to - from) return ascii;
    }
    const read = readUtf8(bytes.subarray(from, to));
    // The decoder drops a mark of the order of bytes, and so what is encoded again differs.
    return read === null || read.startsWith("\ufeff") ? notPlain : read;
  }

  const value = item(0);
  return at === bytes.length ? value : notPlain;
}

/** Follows the heads of the items alone. False for what ends too early or has a head that the decoder refuses. */
function isDeeper(bytes: Uint8Array): boolean {
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
    if ((major === 4 || major === 5) && open.length === deepestMessage) return true;
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
