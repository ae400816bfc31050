/** Chance and log for tests: seeded, and kept to be looked at. */
import type { Logger, Random } from "../../shared/base/ambient.ts";

/** Mulberry32: the same bytes for the same seed, for ever. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 24;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, next) };
}

export interface KeptLog extends Logger {
  readonly events: readonly string[];
  readonly lines: readonly string[];
}

export function keptLog(): KeptLog {
  const events: string[] = [];
  const lines: string[] = [];
  return {
    events,
    lines,
    warn(event, detail) {
      events.push(event);
      lines.push(`${event} ${JSON.stringify(detail ?? {})}`);
    },
  };
}
