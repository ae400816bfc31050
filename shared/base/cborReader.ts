/**
 * Deterministic CBOR read part by part, without a value for each: for messages with thousands of parts. What `decodeCbor`
 * refuses is refused here too.
 * Each reader answers null where something else stands there; nothing may be read after that.
 */
import { type Bytes, readUtf8 } from "./bytes.ts";

const majors = { integer: 0, bytes: 2, text: 3, list: 4 } as const;

export type CborReader = ReturnType<typeof createCborReader>;

export function createCborReader(message: Bytes) {
  let at = 0;

  /** The number in the head of an item: in the shortest form, and no more than JavaScript counts. */
  function head(major: number): number | null {
    const first = message[at] ?? 0;
    const short = first & 31;
    if (at >= message.length || first >> 5 !== major || short > 27) return null;
    at++;
    if (short < 24) return short;
    const more = 2 ** (short - 24);
    if (at + more > message.length) return null;
    let value = 0;
    for (let i = 0; i < more; i++) value = value * 256 + (message[at + i] as number);
    at += more;
    const isShortest = value >= (more === 1 ? 24 : 2 ** (4 * more));
    return isShortest && Number.isSafeInteger(value) ? value : null;
  }

  function string(major: number): Bytes | null {
    const length = head(major);
    if (length === null || at + length > message.length) return null;
    at += length;
    return message.subarray(at - length, at);
  }

  return {
    /** How many items are in the list that begins here; they come next. */
    list: (): number | null => head(majors.list),
    /** Not below zero. */
    integer: (): number | null => head(majors.integer),
    /** A view, nothing is copied. */
    bytes: (): Bytes | null => string(majors.bytes),
    text(): string | null {
      const written = string(majors.text);
      return written === null ? null : readUtf8(written);
    },
    at: (): number => at,
    isAtEnd: (): boolean => at === message.length,
  };
}
