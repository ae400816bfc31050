/** Stretches of Yjs clocks with a number each: which change wrote, or first deleted, a piece of text. */
import type { DeletedRange, StructId } from "./updateBytes.ts";

/** [clock, end) of one client. `no` is null where nothing was added. */
export interface ClockPiece {
  readonly clock: number;
  readonly end: number;
  readonly no: number | null;
}

interface Stretch {
  readonly clock: number;
  end: number;
  readonly no: number;
}

export type ClockRanges = ReturnType<typeof createClockRanges>;

export function createClockRanges() {
  /** Per client, ascending and apart. */
  const byClient = new Map<number, Stretch[]>();

  /** The first stretch that ends after `clock`. */
  function indexAt(stretches: readonly Stretch[], clock: number): number {
    let low = 0;
    let high = stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((stretches[middle]?.end ?? 0) > clock) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  return {
    /** What has a number already keeps it, and is given back. */
    add({ client, clock, length }: DeletedRange, no: number): readonly DeletedRange[] {
      const kept: DeletedRange[] = [];
      const stretches = byClient.get(client) ?? [];
      byClient.set(client, stretches);
      const end = clock + length;
      let at = indexAt(stretches, clock);
      for (let from = clock; from < end; ) {
        const next = stretches[at];
        const until = Math.min(end, next?.clock ?? end);
        if (from < until) {
          const last = stretches[at - 1];
          if (last?.no === no && last.end === from) last.end = until;
          else stretches.splice(at++, 0, { clock: from, end: until, no });
        }
        if (next !== undefined && next.clock < end) {
          const held = Math.max(from, next.clock);
          kept.push({ client, clock: held, length: Math.min(end, next.end) - held });
        }
        from = next === undefined ? end : Math.max(from, next.end);
        at++;
      }
      return kept;
    },
    noOf({ client, clock }: StructId): number | null {
      const stretches = byClient.get(client);
      const found = stretches?.[indexAt(stretches, clock)];
      return found !== undefined && found.clock <= clock ? found.no : null;
    },
    /** A range cut where its number changes, in order and without a gap. */
    piecesOf({ client, clock, length }: DeletedRange): readonly ClockPiece[] {
      const stretches = byClient.get(client) ?? [];
      const end = clock + length;
      const pieces: ClockPiece[] = [];
      let from = clock;
      for (let at = indexAt(stretches, clock); from < end; at++) {
        const next = stretches[at];
        if (next === undefined || next.clock >= end) break;
        if (from < next.clock) pieces.push({ clock: from, end: next.clock, no: null });
        from = Math.max(from, next.clock);
        const until = Math.min(end, next.end);
        pieces.push({ clock: from, end: until, no: next.no });
        from = until;
      }
      if (from < end) pieces.push({ clock: from, end, no: null });
      return pieces;
    },
  };
}
