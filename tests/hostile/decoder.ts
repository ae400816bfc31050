/** What every reader of bytes from outside owes: an answer, soon, in bounded memory, and never an exception. */
import { type Bytes, toHex } from "../../shared/base/bytes.ts";
import { encodeCbor } from "../../shared/base/cbor.ts";
import type { Result } from "../../shared/base/result.ts";
import type { Chance } from "../shared/crdt/support/chance.ts";
import { mutate } from "../support/mutate.ts";

export type Outcome =
  | { readonly kind: "refused" }
  /** `again`: the same value written; null where several bytes may say the same. */
  | { readonly kind: "taken"; readonly again: Bytes | null };

export interface Decoder {
  readonly name: string;
  /** Each is taken as it is. */
  readonly valid: readonly Bytes[];
  /** Signs, seals or checksums what was spoiled, as a member who lies would, so that the reader gets that far. */
  readonly wrap?: (bytes: Bytes) => Bytes;
  /** Another way to spoil them than byte by byte. */
  readonly spoil?: (valid: readonly Bytes[], by: Chance) => Bytes;
  /** How much of the work this one gets: 1 is usual. */
  readonly share?: number;
  read(bytes: Bytes): Outcome | Promise<Outcome>;
}

export const refused: Outcome = { kind: "refused" };
export const taken = (again: Bytes | null = null): Outcome => ({ kind: "taken", again });

/** A fault has a kind or a reason: whoever gets it can say what is wrong. */
export function outcomeOf<T>(result: Result<T, object>, again: (value: T) => Bytes | null = () => null): Outcome {
  if (result.ok) return taken(again(result.value));
  const { error } = result;
  if (!("kind" in error || "reason" in error || "expected" in error)) throw new Error("a fault without a name");
  return refused;
}
export const outcomeOfAny = <T>(value: T | null, again: (value: T) => Bytes | null = () => null): Outcome =>
  value === null ? refused : taken(again(value));

/** Nothing that a few kilobytes say takes so long, on the slowest machine. */
const longestMs = 3000;
/** Nor so much memory. */
const mostKilobytes = 300_000;

export async function readOne(decoder: Decoder, spoiled: Bytes): Promise<Outcome["kind"]> {
  const bytes = decoder.wrap?.(spoiled) ?? spoiled;
  const before = bytes.slice();
  const fail = (why: string): never => {
    throw new Error(`${decoder.name} ${why}: ${toHex(spoiled).slice(0, 20_000)}`);
  };
  const { maxRSS } = process.resourceUsage();
  const startMs = performance.now();
  let outcome: Outcome;
  try {
    outcome = await decoder.read(bytes);
  } catch (thrown) {
    return fail(`threw ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
  }
  if (performance.now() - startMs > longestMs) fail(`took ${performance.now() - startMs} ms`);
  if (process.resourceUsage().maxRSS - maxRSS > mostKilobytes) fail("took too much memory");
  if (Buffer.compare(before, bytes) !== 0) fail("changed what it was given");
  if (outcome.kind === "taken" && outcome.again !== null && Buffer.compare(outcome.again, before) !== 0)
    fail(`took, and writes otherwise: ${toHex(outcome.again).slice(0, 2000)}`);
  return outcome.kind;
}

/** Spoils and reads so many times. Answers how many were taken. */
export async function fuzzDecoder(decoder: Decoder, by: Chance, rounds: number): Promise<number> {
  let count = 0;
  for (let round = 0; round < Math.ceil(rounds * (decoder.share ?? 1)); round++)
    if ((await readOne(decoder, (decoder.spoil ?? mutate)(decoder.valid, by))) === "taken") count++;
  return count;
}

/**
 * Values that parse, with one part of them made into something else: what a liar signs whose bytes are well formed.
 * Lists and maps lose, gain, repeat and swap parts; numbers, bytes and texts become extreme ones.
 */
export function mutateValue(value: unknown, by: Chance): unknown {
  if (by.int(6) === 0) return strange(value, by);
  if (Array.isArray(value)) {
    if (value.length === 0) return [strange(null, by)];
    const at = by.int(value.length);
    const kind = by.int(7);
    if (kind === 0) return value.toSpliced(at, 1);
    if (kind === 1) return value.toSpliced(at, 0, value[by.int(value.length)]);
    if (kind === 2) return value.toReversed();
    return value.with(at, mutateValue(value[at], by));
  }
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return { [by.pick(["toString", "valueOf", "x", "kind"])]: 1 };
    const at = by.int(entries.length);
    const [key, inner] = entries[at] ?? ["", null];
    if (by.int(8) === 0) return Object.fromEntries(entries.toSpliced(at, 1));
    if (by.int(8) === 0) return { ...value, [by.pick(["toString", "valueOf", "constructor", "x"])]: 1 };
    return { ...value, [key]: mutateValue(inner, by) };
  }
  return strange(value, by);
}

function strange(value: unknown, by: Chance): unknown {
  const others: readonly (() => unknown)[] = [
    () => null,
    () => true,
    () => by.pick([0, 1, -1, 255, 256, 65_536, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, -(2 ** 53 - 1), 1.5]),
    () => "",
    () => by.pick(["x", "__proto__", "toString", "\u0000", "\u202e", "-1", "9999-12-31", "2023-02-29"]),
    () => "x".repeat(by.pick([33, 201, 2001, 10_001])),
    () => [],
    () => ({}),
    () => ({ toString: 1, valueOf: 1 }),
    () => Array.from({ length: 300 }, () => value),
    () => {
      let deep: unknown = value;
      for (let level = by.pick([5, 70, 2000]); level > 0; level--) deep = [deep];
      return deep;
    },
    () => new Uint8Array(by.pick([0, 1, 15, 16, 31, 32, 33, 63, 64, 65])),
    () =>
      value instanceof Uint8Array
        ? mutate([value.length === 0 ? new Uint8Array(1) : (value.slice() as Bytes)], by)
        : value,
    () => (typeof value === "number" ? value + by.pick([1, -1]) : value),
  ];
  return by.pick(others)();
}

/** Longer ones only take longer: what a link or a frame holds at most is 20 times as long. */
const longestSpoiled = 256 * 1024;

/** Half of what it makes is spoiled as a value, and half as bytes. */
export const spoilValue =
  (decode: (bytes: Bytes) => unknown, encode: (value: unknown) => Bytes = encodeCbor) =>
  (valid: readonly Bytes[], by: Chance): Bytes => {
    if (by.int(2) === 0) return mutate(valid, by);
    let value = decode(by.pick(valid));
    for (let times = 1 + by.int(2); times > 0; times--) value = mutateValue(value, by);
    const bytes = encode(value);
    return bytes.length > longestSpoiled ? mutate(valid, by) : bytes;
  };
