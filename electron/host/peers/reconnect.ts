/**
 * Connections that are to stay: one that the network lost is dialled again, where it was or where the device is seen now.
 * Owns: which connections this device dialled to stay, and the attempts under way.
 * Called by: methods/peers.ts (a person ends meetings), nearby.ts (something changed), meetings.ts (a meeting stays).
 * Invariant: whoever ended a connection, here or there, is not called again; attempts grow rarer and come to an end.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { MeetReport } from "../../../shared/api/peers.ts";
import type { Clock, Random } from "../../../shared/base/ambient.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import type { Pipe } from "../../../shared/base/pipe.ts";
import type { Result } from "../../../shared/base/result.ts";
import { linkLost } from "../platform.ts";

const firstRetryMs = 1_000;
const maxRetryMs = 60_000;
const giveUpAfterMs = 24 * 60 * 60 * 1000;

interface Lost {
  readonly sinceMs: number;
  attempts: number;
  /** Of the next attempt, or of the one under way. */
  dueMs: number;
  seenAt: string | null;
  /** The latest attempt went where it was seen, not where it was met. */
  triedSeen: boolean;
  cancel(): void;
}

interface Stay {
  readonly device: DeviceId;
  readonly charters: readonly CharterId[];
  /** Where it was met. */
  readonly address: string;
  /** Null while the connection stands. */
  lost: Lost | null;
}

export type Reconnection = ReturnType<typeof createReconnection>;

export function createReconnection(args: {
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
      const now = clock.now();
      const lost: Lost = {
        sinceMs: now,
        attempts: 0,
        dueMs: now,
        seenAt: null,
        triedSeen: false,
        cancel: () => undefined,
      };
      stay.lost = lost;
      planRetry(stay, lost);
      args.onChange(charters);
    });
  }

  function planRetry(stay: Stay, lost: Lost): void {
    // Two devices that lost each other do not knock in step.
    const share = 0.5 + ((random.bytes(1)[0] ?? 0) / 255) * 0.5;
    const pauseMs = Math.round(Math.min(maxRetryMs, firstRetryMs * 2 ** lost.attempts) * share);
    lost.dueMs = clock.now() + pauseMs;
    lost.cancel = clock.after(pauseMs, () => void retry(stay, lost));
  }

  async function retry(stay: Stay, lost: Lost): Promise<void> {
    const { device, charters } = stay;
    if (args.isConnected(device, charters) || clock.now() - lost.sinceMs >= giveUpAfterMs) return drop(stay);
    // What is seen nearby proves nothing: where it was met is tried in turn with it.
    const seenAt = args.whereIs(device);
    const address = seenAt === null || lost.triedSeen ? stay.address : seenAt;
    lost.triedSeen = address === seenAt;
    lost.attempts++;
    const met = await args.meet(address);
    // `kept` has put another in its place, or the person ended it meanwhile.
    if (stays.get(device) !== stay || stay.lost !== lost) return;
    const isSomebodyElse = met.ok && met.value.withDevice !== device;
    if (isSomebodyElse || (!met.ok && met.error.kind === "cancelled")) return drop(stay);
    planRetry(stay, lost);
  }

  return {
    kept,
    /** Something changed nearby: who is seen at another address is called there soon, and never more than once a pause. */
    lookAround(): void {
      for (const stay of stays.values()) {
        const { lost, device } = stay;
        const seenAt = lost === null ? null : args.whereIs(device);
        if (lost === null || seenAt === null || seenAt === lost.seenAt) continue;
        lost.seenAt = seenAt;
        lost.attempts = 0;
        if (lost.dueMs - clock.now() <= firstRetryMs) continue;
        lost.cancel();
        planRetry(stay, lost);
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
