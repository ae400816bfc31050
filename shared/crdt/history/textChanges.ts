/** What signed changes did to the text, as ranges of clocks: all that news and lost text are derived from. */
import { type ClockRanges, createClockRanges } from "../document/clockRanges.ts";
import { type DeletedRange, decodeUpdate } from "../document/updateBytes.ts";

export interface TextChange {
  /** Ascends with the order in which changes were taken here, in which each follows what it builds on. */
  readonly no: number;
  readonly inserted: DeletedRange;
  readonly deleted: readonly DeletedRange[];
}

const noLimits = { structs: Number.MAX_SAFE_INTEGER, length: Number.MAX_SAFE_INTEGER };

/** Of a change that was accepted: its update by `client`, whose clock went from `from` to `end`. */
export function readChange(
  no: number,
  { client, from, end, update }: { client: number; from: number; end: number; update: Uint8Array },
): TextChange {
  const decoded = decodeUpdate(update, noLimits);
  const deleted = "kind" in decoded ? [] : decoded.deletes;
  return { no, inserted: { client, clock: from, length: end - from }, deleted };
}

/** Which change wrote a piece of text, which one was the first to delete it, and which others deleted it too. */
export interface ChangeRanges {
  readonly inserted: ClockRanges;
  readonly deleted: ClockRanges;
  /** The second, the third and so on. */
  readonly deletedAgain: readonly ClockRanges[];
}

export function createChangeRanges(): ChangeRanges & { add(change: TextChange): void } {
  const inserted = createClockRanges();
  const deleted = createClockRanges();
  const deletedAgain: ClockRanges[] = [];
  return {
    inserted,
    deleted,
    deletedAgain,
    /** In ascending order of `no`. */
    add(change) {
      if (change.inserted.length > 0) inserted.add(change.inserted, change.no);
      let rest: readonly DeletedRange[] = change.deleted.flatMap((range) => deleted.add(range, change.no));
      for (let at = 0; rest.length > 0; at++) {
        const again = deletedAgain[at] ?? createClockRanges();
        deletedAgain[at] = again;
        rest = rest.flatMap((range) => again.add(range, change.no));
      }
    },
  };
}
