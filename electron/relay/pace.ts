/**
 * How fast one connection may speak: an allowance in milliseconds that time refills and messages spend.
 * Owns the allowance; its session calls it. Invariant: it never holds more than the burst.
 */
import type { Clock } from "../../shared/base/ambient.ts";

export interface Pace {
  /** Milliseconds to stop listening after a message of so many bytes; 0 where it was within the allowance. */
  spend(bytes: number): number;
}

export function createPace(args: {
  readonly clock: Clock;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly burstMs: number;
}): Pace {
  const { clock, messagesPerSecond, bytesPerSecond, burstMs } = args;
  let allowanceMs = burstMs;
  let refilledAt = clock.now();
  return {
    spend(bytes) {
      const now = clock.now();
      allowanceMs = Math.min(burstMs, allowanceMs + Math.max(0, now - refilledAt));
      refilledAt = now;
      allowanceMs -= 1000 / messagesPerSecond + (1000 * bytes) / bytesPerSecond;
      return allowanceMs >= 0 ? 0 : Math.ceil(-allowanceMs);
    },
  };
}
