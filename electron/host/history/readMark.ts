/** Up to where somebody has read a charter, as it is sealed at rest on their device. */
import { integer, list, nullable, oneOf, text, tuple } from "../../../shared/base/parse.ts";

export interface ReadMark {
  /** Everything up to this position of the log. */
  readonly upTo: number;
  /** When that was, by this device's clock; null where nobody ever said so. */
  readonly at: number | null;
  /** Positions of later entries that were read, or made before this person's eyes. */
  readonly seen: ReadonlySet<number>;
  /** Items of the news in which more was read, by their id: up to which position. The one that was read last stands last. */
  readonly items: ReadonlyMap<string, number>;
}

/** Of the oldest more is forgotten than this: then it is news again. */
export const most = { seen: 10_000, items: 10_000 } as const;

const whole = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const parseMark = tuple(
  oneOf(2),
  whole,
  nullable(whole),
  list(whole, { max: most.seen }),
  list(tuple(text({ max: 300 }), whole), { max: most.items }),
);

export const encodeReadMark = ({ upTo, at, seen, items }: ReadMark): unknown => [
  2,
  upTo,
  at,
  [...seen].slice(-most.seen),
  [...items].slice(-most.items),
];

/** Null where there is none that this version reads: then everything is news that was. */
export function decodeReadMark(value: unknown): ReadMark | null {
  const parsed = parseMark(value);
  if (!parsed.ok) return null;
  const [, upTo, at, seen, items] = parsed.value;
  return { upTo, at, seen: new Set(seen), items: new Map(items) };
}
