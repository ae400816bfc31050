/** Sets of Yjs clocks, whatever the order in which their ranges came. */

import type { DeletedRange, StructId } from "../document/updateBytes.ts";
import type { Span } from "./sight.ts";

/** [from, to) of one client. */
type Stretch = Span;

export interface ClockSet {
  has(id: StructId): boolean;
  /** Which parts of a range are in it, in order, counted from the beginning of the range. */
  within(range: DeletedRange): readonly Span[];
  /** What of a range is not in it. */
  outside(range: DeletedRange): readonly DeletedRange[];
  hasClient(client: number): boolean;
}

/** Sorted and joined first: ranges may overlap and come in any order. */
export function createClockSet(ranges: Iterable<DeletedRange>): ClockSet {
  const byClient = new Map<number, readonly Stretch[]>();
  for (const [client, of] of Map.groupBy(ranges, (range) => range.client)) byClient.set(client, joined(of));

  /** The first stretch that ends after `clock`. */
  function indexAt(stretches: readonly Stretch[], clock: number): number {
    let low = 0;
    let high = stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((stretches[middle]?.to ?? 0) > clock) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function within({ client, clock, length }: DeletedRange): readonly Span[] {
    const stretches = byClient.get(client) ?? [];
    const spans: Span[] = [];
    for (let at = indexAt(stretches, clock); at < stretches.length; at++) {
      const { from, to } = stretches[at] as Stretch;
      if (from >= clock + length) break;
      spans.push({ from: Math.max(from, clock) - clock, to: Math.min(to, clock + length) - clock });
    }
    return spans;
  }

  return {
    hasClient: (client) => byClient.has(client),
    has({ client, clock }) {
      const stretches = byClient.get(client);
      const found = stretches?.[indexAt(stretches, clock)];
      return found !== undefined && found.from <= clock;
    },
    within,
    outside(range) {
      const { client, clock, length } = range;
      const inside = within(range);
      if (inside.length === 0) return [range];
      return lessSpans([{ from: 0, to: length }], inside).map(({ from, to }) => ({
        client,
        clock: clock + from,
        length: to - from,
      }));
    },
  };
}

/** What is in either. */
export function unionOf(a: ClockSet, b: ClockSet): ClockSet {
  const outside = (range: DeletedRange): readonly DeletedRange[] => a.outside(range).flatMap(b.outside);
  return {
    has: (id) => a.has(id) || b.has(id),
    outside,
    within: (range) =>
      lessSpans(
        [{ from: 0, to: range.length }],
        outside(range).map(({ clock, length }) => ({ from: clock - range.clock, to: clock - range.clock + length })),
      ),
    hasClient: (client) => a.hasClient(client) || b.hasClient(client),
  };
}

function joined(ranges: readonly DeletedRange[]): readonly Stretch[] {
  const stretches: { from: number; to: number }[] = [];
  for (const { clock, length } of ranges.toSorted((a, b) => a.clock - b.clock)) {
    const last = stretches.at(-1);
    if (last !== undefined && clock <= last.to) last.to = Math.max(last.to, clock + length);
    else stretches.push({ from: clock, to: clock + length });
  }
  return stretches;
}

/** What is in both. Each in order and apart. */
export function meetSpans(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  const both: Span[] = [];
  let at = 0;
  for (const span of a) {
    while (at < b.length && (b[at] as Span).to <= span.from) at++;
    for (let i = at; i < b.length && (b[i] as Span).from < span.to; i++) {
      const other = b[i] as Span;
      both.push({ from: Math.max(span.from, other.from), to: Math.min(span.to, other.to) });
    }
  }
  return both;
}

/** What is in `a` and not in `b`. Each in order and apart. */
export function lessSpans(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  for (const span of a) {
    let { from } = span;
    for (const cut of b) {
      if (cut.to <= from || cut.from >= span.to) continue;
      if (cut.from > from) left.push({ from, to: cut.from });
      from = cut.to;
    }
    if (from < span.to) left.push({ from, to: span.to });
  }
  return left;
}

/** What is in either. Each in order and apart. */
export function mergeSpans(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...a, ...b].sort((one, other) => one.from - other.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}
