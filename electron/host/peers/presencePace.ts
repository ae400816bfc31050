/**
 * How much presence one link is listened to: each frame costs a signature to verify, whoever sent it.
 * Owns: the count of this second, and the newest frame beyond it. Called by: meetings.
 */
import type { Clock } from "../../../shared/base/ambient.ts";

/** More than a device with twenty windows in use sends, however late its frames come together. */
export const presencePerSecond = 200;

/** [S9] Hears what it is given at once; beyond the most of a second only the newest, when the second is over. */
export function createPresencePace<Frame>(clock: Clock, hear: (frame: Frame) => void): (frame: Frame) => void {
  let heard = 0;
  let newest: Frame | null = null;
  return function take(frame) {
    if (heard === presencePerSecond) {
      newest = frame;
      return;
    }
    heard++;
    if (heard === 1)
      clock.after(1000, () => {
        const waiting = newest;
        heard = 0;
        newest = null;
        if (waiting !== null) take(waiting);
      });
    hear(frame);
  };
}
