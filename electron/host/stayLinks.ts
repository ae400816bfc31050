/**
 * Connections that are to stay: one that the network lost is dialled again, where it was or where the device is seen now.
 * Owns: which connections this device dialled to stay, and the attempts under way.
 * Called by: createHost (a person ends meetings, something changed nearby), meetings.ts (a meeting stays).
 * Invariant: whoever ended a connection, here or there, is not called again; attempts grow rarer and come to an end.
 */
import type { HostError } from "../../shared/api/errors.ts";
import type { MeetReport } from "../../shared/api/hostApi.ts";
import type { Clock, Random } from "../../shared/base/ambient.ts";
import type { CharterId, DeviceId } from "../../shared/base/ids.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import type { Result } from "../../shared/base/result.ts";
import { linkLost } from "./platform.ts";

const firstRetryMs = 1_000;
const maxRetryMs = 60_000;
const giveUpAfterMs = 24 * 60 * 60 * 1000;

interface Stay {
  readonly device: DeviceId;
  readonly charters: readonly CharterId[];
  address: string;
  /** Null while the connection stands. */
  lost: { readonly sinceMs: number; attempts: number; cancel(): void } | null;
}

export type StayLinks = ReturnType<typeof createStayLinks>;

export function createStayLinks(args: {
  readonly clock: Clock;
  readonly random: Random;
  /** Meets to stay; a meeting that succeeds comes back by `kept`. */
  readonly meet: (address: string) => Promise<Result<MeetReport, HostError>>;
  readonly isConnected: (device: DeviceId, charters: readonly CharterId[]) => boolean;
  /** Where a device is seen on the network now. */
  readonly whereIs: (device: DeviceId) => string | null;
  readonly onChange: (charters: readonly CharterId[]) => void;
}) {
  const { clock, random } = args;
  const stays = new Map<DeviceId, Stay>();

  function drop(stay: Stay): void {
    if (stays.get(stay.device) !== stay) return;
    stays.delete(stay.device);
    stay.lost?.cancel();
    if (stay.lost !== null) args.onChange(stay.charters);
  }

  /** A meeting by `address` is over and its connection is to stay. */
  function kept(address: string, pipe: Pipe, met: MeetReport): void {
    const { withDevice: device, charters } = met;
    if (device === null) return;
    const before = stays.get(device);
    if (before !== undefined) drop(before);
    const stay: Stay = { device, charters, address, lost: null };
    stays.set(device, stay);
    pipe.onClose((reason) => {
      if (stays.get(device) !== stay) return;
      if (!reason.startsWith(linkLost)) return drop(stay);
      stay.lost = { sinceMs: clock.now(), attempts: 0, cancel: () => undefined };
      planRetry(stay, stay.lost);
      args.onChange(charters);
    });
  }

  function planRetry(stay: Stay, lost: NonNullable<Stay["lost"]>): void {
    const pauseMs = Math.min(maxRetryMs, firstRetryMs * 2 ** lost.attempts);
    // Two devices that lost each other do not knock in step.
    const share = 0.5 + ((random.bytes(1)[0] ?? 0) / 255) * 0.5;
    lost.attempts++;
    lost.cancel = clock.after(Math.round(pauseMs * share), () => void retry(stay, lost));
  }

  async function retry(stay: Stay, lost: NonNullable<Stay["lost"]>): Promise<void> {
    const { device, charters } = stay;
    if (args.isConnected(device, charters) || clock.now() - lost.sinceMs >= giveUpAfterMs) return drop(stay);
    stay.address = args.whereIs(device) ?? stay.address;
    lost.cancel = () => undefined;
    const met = await args.meet(stay.address);
    // `kept` has put another in its place, or the person ended it meanwhile.
    if (stays.get(device) !== stay || stay.lost !== lost) return;
    const isSomebodyElse = met.ok && met.value.withDevice !== device;
    if (isSomebodyElse || (!met.ok && met.error.kind === "cancelled")) return drop(stay);
    planRetry(stay, lost);
  }

  return {
    kept,
    /** Something changed nearby: who is seen at another address is called there at once. */
    lookAround(): void {
      for (const stay of stays.values()) {
        const { lost, device } = stay;
        const seenAt = lost === null ? null : args.whereIs(device);
        if (lost === null || seenAt === null || seenAt === stay.address) continue;
        stay.address = seenAt;
        lost.cancel();
        lost.attempts = 0;
        void retry(stay, lost);
      }
    },
    reconnecting: (charter: CharterId): readonly DeviceId[] =>
      [...stays.values()]
        .filter(({ lost, charters }) => lost !== null && charters.includes(charter))
        .map((one) => one.device),
    /** The person ended all meetings, or the host closes. */
    forget(): void {
      for (const stay of [...stays.values()]) drop(stay);
    },
  };
}
