/** What the store keeps of an entry of the log, and how it is sealed on disk. */
import { brotliCompress, brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { Random } from "../../../shared/base/ambient.ts";
import { type Bytes, concatBytes } from "../../../shared/base/bytes.ts";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { openWithNonce, sealWithNonce } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { maxEnvelopeBytes } from "../../../shared/ledger/log/envelope.ts";

/**
 * A frame as it came, or the envelope that the same frame is made anew of, byte for byte: a frame's nonce and padding
 * follow from its envelope [S2], but for the frames of whoever does otherwise.
 */
export type Kept =
  | { readonly kind: "frame"; readonly bytes: Bytes }
  | { readonly kind: "envelope"; readonly bytes: Bytes };

/** What seals a charter's store on this device. */
export interface Vault {
  readonly charter: CharterId;
  readonly storeKey: Bytes;
  readonly random: Random;
}

/** Of a frame the first byte is its version, from 1 on. */
const sealedMark = 0;

const keptLabel = (charter: CharterId): Bytes => encodeCbor(["tessera/kept/1", charter]);

/** Smaller ones are mostly signature and hashes. */
const smallestDeflated = 512;
const window = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
/** Brotli's best takes a second for a megabyte; this one a tenth of that, and is larger by a tenth. */
const quick = { params: { ...window, [constants.BROTLI_PARAM_QUALITY]: 9 } };
const best = { params: { ...window, [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const bestUpTo = 1024 * 1024;

/** In a thread of the system's own: nothing waits for it. */
export const deflateBeside = (bytes: Bytes): Promise<Bytes> =>
  new Promise((resolve, reject) => {
    brotliCompress(bytes, bytes.length > bestUpTo ? quick : best, (error, deflated) => {
      if (error === null) resolve(deflated as Bytes);
      else reject(error);
    });
  });

/** Null for what is nothing deflated, or more than `most` inflated. */
export function inflate(deflated: Uint8Array, most: number): Bytes | null {
  try {
    return brotliDecompressSync(deflated, { maxOutputLength: most }) as Bytes;
  } catch {
    return null;
  }
}

export function packKept({ kind, bytes }: Kept, { charter, storeKey, random }: Vault): Bytes {
  if (kind === "frame") return bytes;
  const deflated = bytes.length < smallestDeflated ? bytes : (brotliCompressSync(bytes, quick) as Bytes);
  const isDeflated = deflated.length < bytes.length;
  const plain = concatBytes(Uint8Array.of(Number(isDeflated)), isDeflated ? deflated : bytes);
  const sealed = sealWithNonce(plain, keptLabel(charter), random.bytes(24), storeKey);
  return concatBytes(Uint8Array.of(sealedMark), sealed);
}

/** Null for what was not packed with this key. */
export function unpackKept(packed: Bytes, { charter, storeKey }: Pick<Vault, "charter" | "storeKey">): Kept | null {
  if (packed[0] !== sealedMark) return { kind: "frame", bytes: packed };
  const plain = openWithNonce(packed.subarray(1), keptLabel(charter), storeKey);
  if (plain === null) return null;
  const rest = plain.subarray(1);
  const bytes = plain[0] === 1 ? inflate(rest, maxEnvelopeBytes) : rest;
  return bytes === null ? null : { kind: "envelope", bytes };
}
