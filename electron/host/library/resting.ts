/**
 * When a charter that nobody uses is closed again: a library may hold a thousand, and an open one takes memory and files.
 * Owns: when each was last used, who holds it open, and the clock that looks after them. Called by: charters.ts.
 * Invariant: one that is held, or that has something under way, stays open.
 */
import type { Clock } from "../../../shared/base/ambient.ts";
import type { OpenCharter } from "./charters.ts";

/** So long an open charter waits for its next use. */
const restAfterMs = 5 * 60_000;
/** ... and where more than so many wait, the others only so long. */
const mostWaiting = 16;
const shortRestMs = 2000;

export function createResting(args: {
  readonly clock: Clock;
  readonly opened: () => Iterable<OpenCharter>;
  readonly mayRest: (charter: OpenCharter) => boolean;
  readonly rest: (charter: OpenCharter) => void;
}) {
  const { clock } = args;
  const holders = new WeakMap<OpenCharter, number>();
  const usedAt = new WeakMap<OpenCharter, number>();
  let cancel: (() => void) | null = null;
  let plannedFor = Number.POSITIVE_INFINITY;

  const isHeld = (charter: OpenCharter): boolean => (holders.get(charter) ?? 0) > 0;
  const isIdle = (charter: OpenCharter): boolean => !isHeld(charter) && args.mayRest(charter);

  /** The one unused for longest first. */
  function look(): void {
    plannedFor = Number.POSITIVE_INFINITY;
    const now = clock.now();
    const unusedMs = (charter: OpenCharter): number => now - (usedAt.get(charter) ?? now);
    const waiting = [...args.opened()].filter(isIdle).sort((a, b) => unusedMs(b) - unusedMs(a));
    const tooMany = waiting.length - mostWaiting;
    for (const [index, charter] of waiting.entries())
      if (unusedMs(charter) >= (index < tooMany ? shortRestMs : restAfterMs)) args.rest(charter);
    plan();
  }

  /** Nobody says when something under way is over, so it is looked at again. */
  function plan(): void {
    const open = [...args.opened()].length;
    const inMs = open > mostWaiting ? shortRestMs : restAfterMs;
    if (open === 0 || plannedFor <= clock.now() + inMs) return;
    cancel?.();
    plannedFor = clock.now() + inMs;
    cancel = clock.after(inMs, look);
  }

  return {
    /** It was opened, or is wanted. */
    use(charter: OpenCharter): void {
      usedAt.set(charter, clock.now());
      plan();
    },
    /** Until what is answered is called. */
    hold(charter: OpenCharter): () => void {
      holders.set(charter, (holders.get(charter) ?? 0) + 1);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        holders.set(charter, (holders.get(charter) ?? 1) - 1);
        usedAt.set(charter, clock.now());
      };
    },
    isHeld,
    /** At once, where nobody minds. */
    restNow(charter: OpenCharter): void {
      if (isIdle(charter)) args.rest(charter);
    },
    close(): void {
      cancel?.();
      plannedFor = 0;
    },
  };
}
