/** For commands that stay a while. */
import type { Host } from "../../host/host.ts";
import type { Call } from "../command.ts";

/** True as soon as `isDone` says so after a change; false after `seconds` (null: without end) or an interruption. */
export function waitFor(
  call: Call,
  host: Host,
  seconds: number | null,
  isDone: () => Promise<boolean>,
): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (done: boolean): void => {
      unsubscribe();
      cancel();
      resolve(done);
    };
    const look = async (): Promise<void> => {
      if (await isDone()) finish(true);
    };
    // Listening to events also keeps the relays connected.
    const unsubscribe = host.onEvent((event) => {
      if (event.kind === "charterChanged" || event.kind === "libraryChanged" || event.kind === "nearbyChanged")
        void look();
    });
    const cancel = seconds === null ? () => undefined : call.parts.clock.after(seconds * 1000, () => finish(false));
    void call.parts.untilInterrupted().then(() => finish(false));
  });
}
