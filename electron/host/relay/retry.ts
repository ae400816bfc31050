/** Trying again what the network did not allow: pauses that double, half of each by lot, so that nobody comes in step. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Random } from "../../../shared/base/ambient.ts";
import type { Result } from "../../../shared/base/result.ts";
import type { Platform } from "../platform.ts";

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/** Before the next attempt, after so many that failed. */
export function pauseMs(random: Random, attempts: number): number {
  const most = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, attempts - 1));
  return Math.round(most * (0.5 + (random.bytes(1)[0] ?? 0) / 510));
}

/** Until it succeeds, fails for good, or another pause would go beyond the time; then the latest failure counts. */
export async function keepTrying<T>(
  { clock, random }: Pick<Platform, "clock" | "random">,
  forMs: number,
  attempt: () => Promise<Result<T, HostError>>,
  mayPass: (error: HostError) => boolean,
): Promise<Result<T, HostError>> {
  const endMs = clock.now() + forMs;
  for (let attempts = 1; ; attempts++) {
    const result = await attempt();
    const waitMs = pauseMs(random, attempts);
    if (result.ok || !mayPass(result.error) || clock.now() + waitMs >= endMs) return result;
    await new Promise<void>((resolve) => clock.after(waitMs, resolve));
  }
}
