/**
 * What an operator may know of a relay, and of the others on its store: times, counts, sizes, rates ([R26]).
 * Owns the samples that rates are reckoned from; relayMain.ts starts it, statusPage.ts shows what it reads.
 * Invariant: nothing here is of a room, a frame or a client.
 */
import type { Clock } from "../../shared/base/ambient.ts";
import type { RelayStore, StoreTotals } from "./relayStore.ts";
import type { ServedRelay } from "./serveRelay.ts";
import type { Tally } from "./tally.ts";

const sampleMs = 5_000;
/** A minute, and its beginning. */
const rateSamples = 13;

export interface ProcessStatus extends Tally {
  /** Machine and port. */
  readonly name: string;
  readonly upSeconds: number;
  readonly connections: number;
  readonly roomsInUse: number;
  readonly memoryBytes: number;
  /** Over the last minute. */
  readonly framesStoredPerSecond: number;
  readonly bytesReceivedPerSecond: number;
  readonly bytesSentPerSecond: number;
}

export interface StatusView {
  readonly readAtMs: number;
  readonly store: "file" | "redis";
  /** Null while the store is out of reach. */
  readonly stored: StoreTotals | null;
  /** This one first. */
  readonly relays: readonly ProcessStatus[];
}

export interface RelayStatus {
  read(): Promise<StatusView>;
  stop(): void;
}

export function startRelayStatus(args: {
  readonly name: string;
  readonly served: Pick<ServedRelay, "tally" | "connections" | "rooms">;
  readonly store: RelayStore;
  readonly clock: Clock;
  readonly memoryBytes: () => number;
}): RelayStatus {
  const { name, served, store, clock, memoryBytes } = args;
  const startedMs = clock.now();
  let samples: readonly { readonly atMs: number; readonly tally: Tally }[] = [];
  let cancelSample = (): void => {};

  function own(): ProcessStatus {
    const now = { atMs: clock.now(), tally: { ...served.tally } };
    const before = samples[0] ?? { atMs: startedMs, tally: null };
    const seconds = Math.max(1, (now.atMs - before.atMs) / 1000);
    const rate = (count: keyof Tally): number =>
      Math.round((10 * (now.tally[count] - (before.tally?.[count] ?? 0))) / seconds) / 10;
    return {
      ...now.tally,
      name,
      upSeconds: Math.round((now.atMs - startedMs) / 1000),
      connections: served.connections(),
      roomsInUse: served.rooms(),
      memoryBytes: memoryBytes(),
      framesStoredPerSecond: rate("framesStored"),
      bytesReceivedPerSecond: rate("bytesReceived"),
      bytesSentPerSecond: rate("bytesSent"),
    };
  }

  function sample(): void {
    samples = [...samples, { atMs: clock.now(), tally: { ...served.tally } }].slice(-rateSamples);
    void store.neighbours?.report(JSON.stringify(own()));
    cancelSample = clock.after(sampleMs, sample);
  }
  sample();

  return {
    async read() {
      const totals = await store.totals();
      const reports = (await store.neighbours?.reports()) ?? [];
      const others = reports.flatMap((text) => readReport(text) ?? []).filter((report) => report.name !== name);
      return {
        readAtMs: clock.now(),
        store: store.neighbours === null ? "file" : "redis",
        stored: totals.ok ? totals.value : null,
        relays: [own(), ...others.toSorted((a, b) => (a.name < b.name ? -1 : 1))],
      };
    },
    stop: () => cancelSample(),
  };
}

/** Null for what is not a report, such as one of another version of this program. */
function readReport(text: string): ProcessStatus | null {
  try {
    const { name, ...numbers } = JSON.parse(text) as Record<string, unknown>;
    const number = (field: keyof ProcessStatus): number => {
      const value = numbers[field];
      if (typeof value !== "number") throw new Error(`${field} is a number`);
      return value;
    };
    if (typeof name !== "string") return null;
    return {
      name,
      upSeconds: number("upSeconds"),
      connections: number("connections"),
      roomsInUse: number("roomsInUse"),
      memoryBytes: number("memoryBytes"),
      framesStoredPerSecond: number("framesStoredPerSecond"),
      bytesReceivedPerSecond: number("bytesReceivedPerSecond"),
      bytesSentPerSecond: number("bytesSentPerSecond"),
      connectionsOpened: number("connectionsOpened"),
      connectionsRefused: number("connectionsRefused"),
      framesStored: number("framesStored"),
      bytesStored: number("bytesStored"),
      framesPassedOn: number("framesPassedOn"),
      framesRefused: number("framesRefused"),
      bytesReceived: number("bytesReceived"),
      bytesSent: number("bytesSent"),
    };
  } catch {
    return null;
  }
}
