/** CBOR (RFC 8949), deterministic encoding; decoding refuses what deterministic encoding never makes. */
import { decode, encode, rfc8949EncodeOptions } from "cborg";
import type { Bytes } from "./bytes.ts";

export const encodeCbor = (value: unknown): Bytes => encode(value, rfc8949EncodeOptions) as Bytes;

/** The value, or null for anything that is not one strict CBOR item. Nothing decoded is trusted: parse it. */
export function decodeCbor(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, {
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      allowBigInt: false,
      rejectDuplicateMapKeys: true,
      strict: true,
    });
  } catch {
    return null;
  }
}
