/** Time, chance and a log for tests that use real sockets. */
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";

export const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Stands still until the test moves it on: then whatever is due by that time runs, earliest first. */
export function steppingClock(startMs = 1_700_000_000_000): Clock & { advance(byMs: number): void } {
  const due = new Set<{ readonly at: number; readonly run: () => void }>();
  let nowMs = startMs;
  const next = (until: number) => [...due].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => nowMs,
    after(delayMs, run) {
      const entry = { at: nowMs + delayMs, run };
      due.add(entry);
      return () => void due.delete(entry);
    },
    advance(byMs) {
      const until = nowMs + byMs;
      for (let entry = next(until); entry !== undefined; entry = next(until)) {
        due.delete(entry);
        nowMs = Math.max(nowMs, entry.at);
        entry.run();
      }
      nowMs = until;
    },
  };
}

/** The same bytes for the same seed (mulberry32). Never for keys that matter. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const nextByte = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, nextByte) };
}

/** `lines`: the events with their details, as a log file would have them. */
export function recordingLogger(): Logger & { readonly events: readonly string[]; readonly lines: readonly string[] } {
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

/** Polls without a fixed wait: resolves as soon as it holds, and fails with what it waited for. */
export async function until(what: string, holds: () => boolean, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms for: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
