/** Up to where somebody has read a charter, as it is sealed at rest on their device. */
import { integer, list, nullable, oneOf, text, tuple } from "../../../shared/base/parse.ts";

export interface ReadMark {
  /** Every change up to this position of the log. */
  readonly upTo: number;
  /** When that was, by this device's clock; null where nobody ever said so. */
  readonly at: number | null;
  /** Later changes that were made before this person's eyes. */
  readonly seen: readonly number[];
  /** Clauses in which more was read. */
  readonly clauses: readonly (readonly [clause: string, upTo: number])[];
}

const whole = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const maxListed = 1_000_000;
const parseMark = tuple(
  oneOf(1),
  whole,
  nullable(whole),
  list(whole, { max: maxListed }),
  list(tuple(text({ max: 64 }), whole), { max: maxListed }),
);

export const encodeReadMark = ({ upTo, at, seen, clauses }: ReadMark): unknown => [1, upTo, at, seen, clauses];

/** Null where there is none that this version reads: then everything is news that was. */
export function decodeReadMark(value: unknown): ReadMark | null {
  const parsed = parseMark(value);
  if (!parsed.ok) return null;
  const [, upTo, at, seen, clauses] = parsed.value;
  return { upTo, at, seen, clauses };
}
