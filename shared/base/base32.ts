/** Base 32 of RFC 4648 without padding: what a QR code holds in its dense alphanumeric mode. */
import type { Bytes } from "./bytes.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function toBase32(from: Bytes): string {
  let written = "";
  let held = 0;
  let bits = 0;
  for (const byte of from) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) written += alphabet[(held >> (bits - 5)) & 31];
  }
  return bits === 0 ? written : written + alphabet[(held << (5 - bits)) & 31];
}

/** Null for another letter, or for bits left over that are not zero: bytes have one spelling. */
export function fromBase32(written: string): Bytes | null {
  const read = new Uint8Array(Math.floor((written.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const letter of written) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    read[at++] = (held >> bits) & 0xff;
  }
  return bits < 5 && (held & ((1 << bits) - 1)) === 0 ? read : null;
}
