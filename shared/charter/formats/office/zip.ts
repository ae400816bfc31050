/**
 * A ZIP file, read by its central directory and unpacked in slices. Nothing is believed that its headers say of sizes:
 * what comes out is counted as it comes, and must be what its checksum says.
 */
import { Inflate } from "fflate";
import type { Bytes } from "../../../base/bytes.ts";
import { err, ok, type Result } from "../../../base/result.ts";
import { importLimits } from "../importLimits.ts";

export type ZipFault =
  | { readonly kind: "notZip" }
  /** A Word file with a password, or a part of a ZIP with one. */
  | { readonly kind: "encrypted" }
  /** The binary formats before 2007: .doc, .xls, .ppt. */
  | { readonly kind: "oldOffice" }
  /** Cut off, or other bytes than were packed. */
  | { readonly kind: "damaged"; readonly part: string }
  | { readonly kind: "unpackedTooLarge"; readonly limit: number };

export interface Zip {
  /** As the directory writes them. */
  readonly names: readonly string[];
  /**
   * Gives `take` the unpacked bytes of a part, a slice at a time, until it answers false; `done`: packed bytes read until
   * then, of `total`. False: there is none of that name.
   */
  unpack(name: string, take: (slice: Uint8Array, done: number, total: number) => boolean): Result<boolean, ZipFault>;
}

interface Entry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly headerAt: number;
}

const endBytes = 22;
const entryBytes = 46;
const headerBytes = 30;
const maxCommentBytes = 0xffff;
const maxEntries = 20_000;
/** Deflate makes at most 1032 bytes of one: a step unpacks no more than two megabytes. */
const packedStepBytes = 2048;

const startsWith = (bytes: Uint8Array, ...signs: readonly number[]): boolean =>
  signs.every((sign, at) => bytes[at] === sign);

const damaged = (part: string): Result<never, ZipFault> => err({ kind: "damaged", part });

export const isZip = (bytes: Uint8Array): boolean => startsWith(bytes, 0x50, 0x4b, 3, 4) || isEmptyZip(bytes);
const isEmptyZip = (bytes: Uint8Array): boolean => startsWith(bytes, 0x50, 0x4b, 5, 6);
/** The container of old office files, and of new ones with a password. */
export const isCompound = (bytes: Uint8Array): boolean =>
  startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);

export function openZip(bytes: Bytes): Result<Zip, ZipFault> {
  if (isCompound(bytes)) return err({ kind: holdsPackage(bytes) ? "encrypted" : "oldOffice" });
  if (!isZip(bytes)) return err({ kind: "notZip" });
  const read = readDirectory(bytes);
  if (!read.ok) return read;
  const entries = read.value;
  let unpackedBytes = 0;
  return ok({
    names: [...entries.keys()],
    unpack(name, take) {
      const entry = entries.get(name);
      if (entry === undefined) return ok(false);
      if (entry.isEncrypted) return err({ kind: "encrypted" });
      const packed = packedBytesOf(bytes, entry);
      if (packed === null || (entry.method !== 0 && entry.method !== 8)) return damaged(name);
      let crc = -1;
      let isWanted = true;
      let isTooLarge = false;
      const give = (chunk: Uint8Array, done: number): void => {
        unpackedBytes += chunk.length;
        isTooLarge ||= unpackedBytes > importLimits.unpackedBytes;
        if (isTooLarge) return;
        crc = addToCrc(crc, chunk);
        for (let at = 0; isWanted && at < chunk.length; at += importLimits.sliceBytes)
          isWanted = take(chunk.subarray(at, at + importLimits.sliceBytes), done, packed.length);
      };
      const goesOn = (): boolean => isWanted && !isTooLarge;
      const isWhole = entry.method === 0 ? giveStored(packed, give, goesOn) : inflate(packed, give, goesOn);
      if (isTooLarge) return err({ kind: "unpackedTooLarge", limit: importLimits.unpackedBytes });
      if (!isWanted) return ok(true);
      return isWhole && (crc ^ -1) >>> 0 === entry.crc ? ok(true) : damaged(name);
    },
  });
}

type Give = (chunk: Uint8Array, done: number) => void;

function giveStored(packed: Uint8Array, give: Give, goesOn: () => boolean): boolean {
  for (let at = 0; at < packed.length && goesOn(); at += importLimits.sliceBytes)
    give(packed.subarray(at, at + importLimits.sliceBytes), at);
  return true;
}

/** False where the bytes are none that Deflate writes. */
function inflate(packed: Uint8Array, give: Give, goesOn: () => boolean): boolean {
  let hasEnded = false;
  let done = 0;
  const stream = new Inflate((chunk, isLast) => {
    hasEnded ||= isLast;
    if (goesOn()) give(chunk, done);
  });
  try {
    for (let at = 0; at < packed.length && goesOn(); at += packedStepBytes) {
      done = at;
      stream.push(packed.subarray(at, at + packedStepBytes), at + packedStepBytes >= packed.length);
    }
  } catch {
    // fflate throws where a stream is spoiled, and says nothing more that helps.
    return false;
  }
  return hasEnded;
}

function readDirectory(bytes: Bytes): Result<ReadonlyMap<string, Entry>, ZipFault> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(bytes);
  if (end === null) return damaged("");
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries = new Map<string, Entry>();
  if (count > maxEntries) return damaged("");
  for (let index = 0; index < count; index++) {
    if (at + entryBytes > end || view.getUint32(at, true) !== 0x02014b50) return damaged("");
    const nameBytes = view.getUint16(at + 28, true);
    const next = at + entryBytes + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) return damaged("");
    const name = new TextDecoder().decode(bytes.subarray(at + entryBytes, at + entryBytes + nameBytes));
    // Of two parts with one name, two programs would read different ones.
    if (entries.has(name)) return damaged(name);
    entries.set(name, {
      name,
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      headerAt: view.getUint32(at + 42, true),
    });
    at = next;
  }
  return ok(entries);
}

function findEnd(bytes: Bytes): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = Math.max(0, bytes.length - endBytes - maxCommentBytes);
  for (let at = bytes.length - endBytes; at >= first; at--)
    if (view.getUint32(at, true) === 0x06054b50 && at + endBytes + view.getUint16(at + 20, true) <= bytes.length)
      return at;
  return null;
}

function packedBytesOf(bytes: Bytes, { headerAt, packedBytes }: Entry): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (headerAt + headerBytes > bytes.length || view.getUint32(headerAt, true) !== 0x04034b50) return null;
  const from = headerAt + headerBytes + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true);
  return from + packedBytes > bytes.length ? null : bytes.subarray(from, from + packedBytes);
}

/** The stream in which a file with a password lies: its name stands in the container's directory, in UTF-16. */
function holdsPackage(bytes: Bytes): boolean {
  const name = [..."EncryptedPackage"].flatMap((sign) => [sign.charCodeAt(0), 0]);
  const last = Math.min(bytes.length, 4 * 1024 * 1024) - name.length;
  for (let at = bytes.indexOf(0x45); at >= 0 && at <= last; at = bytes.indexOf(0x45, at + 1))
    if (name.every((byte, index) => bytes[at + index] === byte)) return true;
  return false;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 of ISO 3309; begins with -1, and its complement is the sum. */
function addToCrc(crc: number, bytes: Uint8Array): number {
  let sum = crc;
  for (const byte of bytes) sum = (crcTable[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return sum;
}
