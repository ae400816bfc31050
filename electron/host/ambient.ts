/** Time, chance and a log of the machine itself. */
import { randomBytes } from "node:crypto";
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    if (delayMs <= 0) {
      const immediate = setImmediate(run);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** From the system, 4 KiB at a time: most draws are the 24 bytes of a nonce. Nothing is handed out twice. */
export function createSystemRandom(): Random {
  const poolBytes = 4096;
  let pool = new Uint8Array(0);
  let at = 0;
  return {
    bytes(count) {
      if (count > poolBytes / 4) return new Uint8Array(randomBytes(count));
      if (at + count > pool.length) {
        pool = new Uint8Array(randomBytes(poolBytes));
        at = 0;
      }
      const drawn = pool.slice(at, at + count);
      pool.fill(0, at, at + count);
      at += count;
      return drawn;
    },
  };
}

/** To standard error: never document text, names or keys. */
export const systemLogger: Logger = {
  warn: (event, detail) =>
    void process.stderr.write(`tessera: ${event}${detail === undefined ? "" : ` ${JSON.stringify(detail)}`}\n`),
};
