/** Deterministic CBOR written part by part, as `cborReader.ts` reads it: for messages that are made by the thousand. */
import { type Bytes, utf8 } from "./bytes.ts";

const majors = { integer: 0, bytes: 2, text: 3, list: 4 } as const;
const longestHead = 9;

export function createCborWriter() {
  let buffer = new Uint8Array(512);
  let at = 0;

  function makeRoom(bytes: number): void {
    if (at + bytes <= buffer.length) return;
    const larger = new Uint8Array(Math.max(at + bytes, 2 * buffer.length));
    larger.set(buffer.subarray(0, at));
    buffer = larger;
  }

  /** In the shortest form. */
  function head(major: number, value: number): void {
    makeRoom(longestHead);
    const more = value < 24 ? 0 : value < 0x100 ? 1 : value < 0x1_0000 ? 2 : value < 0x1_0000_0000 ? 4 : 8;
    buffer[at++] = (major << 5) | (more === 0 ? value : 24 + Math.log2(more));
    for (let left = more - 1; left >= 0; left--) buffer[at++] = Math.floor(value / 2 ** (8 * left)) % 256;
  }

  function string(major: number, bytes: Uint8Array): void {
    head(major, bytes.length);
    makeRoom(bytes.length);
    buffer.set(bytes, at);
    at += bytes.length;
  }

  return {
    /** So many items come next. */
    list: (count: number): void => head(majors.list, count),
    /** Not below zero, and no more than JavaScript counts. */
    integer: (value: number): void => head(majors.integer, value),
    bytes: (bytes: Uint8Array): void => string(majors.bytes, bytes),
    text: (text: string): void => string(majors.text, utf8(text)),
    /** A copy of its own. */
    written: (): Bytes => buffer.slice(0, at),
  };
}
