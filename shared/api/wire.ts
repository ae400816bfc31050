/**
 * Values between a window and its host, which are programs of one version on one machine: JSON, because nothing is read
 * faster, and behind it the bytes that the value names. What others sign or store is CBOR.
 * A message: the length of the JSON text (4 bytes, big-endian), the text in UTF-8, the bytes one after the other.
 */
import { type Bytes, concatBytes, readUtf8, utf8 } from "../base/bytes.ts";

/** Where bytes are left out of the JSON, an object with this key alone: [where they begin, how many they are]. */
const bytesKey = "\0";
const headBytes = 4;
/** A text of 64 levels is a map and a list at each, inside an answer. */
const deepest = 256;

/** Throws for what is no value: undefined, a function, a number that is none, an object of a class. */
export function encodeWire(value: unknown): Bytes {
  const pieces: Bytes[] = [];
  let length = 0;

  /** The same value where there are no bytes in it. */
  function without(one: unknown, depth: number): unknown {
    if (one === null || typeof one === "string" || typeof one === "boolean") return one;
    if (typeof one === "number" && Number.isFinite(one)) return one;
    if (typeof one !== "object" || depth > deepest) throw new TypeError(`${typeof one} is not a value`);
    if (one instanceof Uint8Array) {
      pieces.push(one as Bytes);
      length += one.length;
      return { [bytesKey]: [length - one.length, one.length] };
    }
    if (Array.isArray(one)) {
      let list: unknown[] | null = null;
      for (let at = 0; at < one.length; at++) {
        const item = without(one[at], depth + 1);
        if (item !== one[at]) {
          list ??= [...one];
          list[at] = item;
        }
      }
      return list ?? one;
    }
    const prototype: unknown = Object.getPrototypeOf(one);
    if (prototype !== Object.prototype && prototype !== null) throw new TypeError("an object of a class is no value");
    let object: Record<string, unknown> | null = null;
    for (const key of Object.keys(one)) {
      const before = (one as Record<string, unknown>)[key];
      const after = without(before, depth + 1);
      if (after !== before) {
        object ??= { ...one };
        object[key] = after;
      }
    }
    return object ?? one;
  }

  const json = utf8(JSON.stringify(without(value, 0)));
  const head = new Uint8Array(headBytes);
  new DataView(head.buffer).setUint32(0, json.length);
  return concatBytes(head, json, ...pieces);
}

/** The value, or undefined for anything that is no message. Nothing decoded is trusted: parse it. */
export function decodeWire(message: Uint8Array): unknown {
  if (message.length < headBytes) return undefined;
  const jsonEnd = headBytes + new DataView(message.buffer, message.byteOffset).getUint32(0);
  const json = jsonEnd > message.length ? null : readUtf8(message.subarray(headBytes, jsonEnd));
  if (json === null) return undefined;
  const behind = message.subarray(jsonEnd);
  let named = 0;

  function withBytes(one: unknown, depth: number): unknown {
    if (typeof one !== "object" || one === null) return one;
    if (depth > deepest) throw new RangeError("nested too deeply");
    const place = (one as Record<string, unknown>)[bytesKey];
    if (place !== undefined) return bytesAt(place);
    for (const [key, value] of Object.entries(one))
      if (typeof value === "object" && value !== null)
        Object.defineProperty(one, key, { value: withBytes(value, depth + 1) });
    return one;
  }

  /** A copy: what it is read from may change. */
  function bytesAt(place: unknown): Uint8Array {
    const [from, length] = Array.isArray(place) ? place : [];
    const isThere = Number.isSafeInteger(from) && Number.isSafeInteger(length) && from >= 0 && length >= 0;
    if (!isThere || from + length > behind.length) throw new RangeError("bytes that are not there");
    named += length;
    return new Uint8Array(behind.subarray(from, from + length));
  }

  try {
    const value: unknown = JSON.parse(json);
    if (behind.length === 0 && !json.includes("\\u0000")) return value;
    const whole = withBytes(value, 0);
    return named === behind.length ? whole : undefined;
  } catch {
    return undefined;
  }
}
