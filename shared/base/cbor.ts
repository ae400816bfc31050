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

/** The value, or null for anything that is not one strict CBOR item. Nothing decoded is trusted: parse it. */
export function decodeCbor(bytes: Uint8Array): unknown {
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
