/** Bytes that are nearly right: what a liar or a bad disk makes of valid ones. The same for the same seed. */
import { type Bytes, concatBytes } from "../../shared/base/bytes.ts";
import type { Chance } from "../shared/crdt/support/chance.ts";

/** As the formats of this program write numbers: varints of lib0, CBOR heads, big-endian 32 and 64 bits. */
const extremes: readonly Bytes[] = [
  [0],
  [0x7f],
  [0x80],
  [0xff],
  [0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0x80, 0x00, 0x00, 0x00],
  [0x00, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x08],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x1b, 0x00, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x1b, 0x00, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
  [0x3b, 0x00, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x5b, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff],
  [0x7b, 0x00, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x9a, 0xff, 0xff, 0xff, 0xff],
  [0x9b, 0x00, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xba, 0x7f, 0xff, 0xff, 0xff],
  [0x9f],
  [0xbf],
  [0xf6],
  [0xf7],
  [0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0],
].map((bytes) => Uint8Array.from(bytes));

type Change = (bytes: Bytes, by: Chance, others: readonly Bytes[]) => Bytes;

const cutIn = (bytes: Bytes, by: Chance): readonly [number, number] => {
  const from = by.int(bytes.length + 1);
  return [from, Math.min(bytes.length, from + by.int(by.int(4) === 0 ? bytes.length + 1 : 17))];
};
const replaced = (bytes: Bytes, from: number, to: number, by: Uint8Array): Bytes =>
  concatBytes(bytes.subarray(0, from), by, bytes.subarray(to));

const changes: readonly Change[] = [
  (bytes, by) => {
    const turned = bytes.slice();
    const at = by.int(bytes.length);
    turned[at] = (turned[at] ?? 0) ^ (1 << by.int(8));
    return turned;
  },
  (bytes, by) => {
    const other = bytes.slice();
    other[by.int(bytes.length)] = by.int(256);
    return other;
  },
  (bytes, by) => bytes.slice(0, by.int(bytes.length)),
  (bytes, by) => replaced(bytes, ...cutIn(bytes, by), new Uint8Array(0)),
  (bytes, by) => {
    const at = by.int(bytes.length + 1);
    return replaced(
      bytes,
      at,
      at,
      Uint8Array.from({ length: 1 + by.int(8) }, () => by.int(256)),
    );
  },
  (bytes, by) => {
    const [from, to] = cutIn(bytes, by);
    return replaced(bytes, to, to, bytes.subarray(from, to));
  },
  (bytes, by) => {
    const at = by.int(bytes.length + 1);
    const number = by.pick(extremes);
    return replaced(bytes, at, Math.min(bytes.length, at + by.int(2) * number.length), number);
  },
  (bytes, by, others) => {
    const other = by.pick(others);
    return replaced(bytes, ...cutIn(bytes, by), other.subarray(...cutIn(other, by)));
  },
  (bytes, by) => {
    const [from, to] = cutIn(bytes, by);
    return replaced(bytes, from, to, new Uint8Array(to - from));
  },
];

/** Between one and four changes of one of `valid`, at times with parts of another. */
export function mutate(valid: readonly Bytes[], by: Chance): Bytes {
  let bytes = by.pick(valid);
  for (let left = 1 + by.int(4); left > 0 && bytes.length > 0; left--) bytes = by.pick(changes)(bytes, by, valid);
  return bytes;
}

const marks: readonly string[] = [
  ..."\n\r\t `*_[](){}<>|#\\&!-+=~:.0\"'",
  "\u0000",
  "\ud800",
  "\u202e",
  "\ufeff",
  "\u0301",
  "https:",
  "&#0;",
  "<br>",
  "{#x .annex}",
  "__proto__",
];

/** A text of people, changed as `mutate` changes bytes; what it cuts it cuts between code units. */
export function mutateText(valid: readonly string[], by: Chance): string {
  let text = by.pick(valid);
  for (let left = 1 + by.int(6); left > 0; left--) {
    const at = by.int(text.length + 1);
    const to = Math.min(text.length, at + by.int(20));
    const inserted = [
      () => "",
      () => by.pick(marks).repeat(1 + by.int(by.int(8) === 0 ? 200 : 3)),
      () => text.slice(at, to),
      () => by.pick(valid).slice(by.int(40)).slice(0, by.int(60)),
    ];
    text = text.slice(0, at) + by.pick(inserted)() + text.slice(by.int(2) === 0 ? to : at);
  }
  return text;
}
