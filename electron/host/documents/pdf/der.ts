/** As much of DER (X.690) as a signature needs. */
import { type Bytes, concatBytes } from "../../../../shared/base/bytes.ts";

export interface DerItem {
  readonly tag: number;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
}

/** The items of a DER content one after another; stops at what is no item. */
export function readItems(bytes: Uint8Array): readonly DerItem[] {
  const items: DerItem[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1] ?? 0;
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (lengthBytes > 2) break;
    let length = lengthBytes === 0 ? first : 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
    const start = at + 2 + lengthBytes;
    if (start + length > bytes.length) break;
    items.push({ tag, whole: bytes.subarray(at, start + length), content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return items;
}

/** One item of at most 65,535 bytes. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const content = concatBytes(...contents);
  const { length } = content;
  const head =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return concatBytes(new Uint8Array(head), content);
}

/** A number that is not negative, in its shortest form. */
export function derInteger(bytes: Uint8Array): Bytes {
  const first = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.subarray(first < 0 ? bytes.length - 1 : first);
  return der(0x02, ...((short[0] ?? 0) >= 0x80 ? [new Uint8Array(1)] : []), short);
}
