/** A relay on loopback with its own directory, for one test. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultRelayLimits, type RelayLimits } from "../../electron/relay/limits.ts";
import type { RelayStore } from "../../electron/relay/relayStore.ts";
import { serveRelay } from "../../electron/relay/serveRelay.ts";
import { openSqliteRelayStore } from "../../electron/relay/sqliteRelayStore.ts";
import type { Clock } from "../../shared/base/ambient.ts";
import { realClock, recordingLogger, seededRandom } from "../support/ambient.ts";

export interface TestRelay {
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  readonly store: RelayStore;
  stop(): Promise<void>;
  /** Stops and removes its directory. */
  remove(): Promise<void>;
}

export interface TestRelayOptions {
  readonly directory?: string;
  readonly port?: number;
  readonly clock?: Clock;
  readonly limits?: Partial<RelayLimits>;
  readonly trustsProxy?: boolean;
  /** To stand between the relay and its store. */
  readonly around?: (store: RelayStore) => RelayStore;
}

export async function startTestRelay(options: TestRelayOptions = {}): Promise<TestRelay> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), "tessera-relay-"));
  const opened = openSqliteRelayStore(
    join(directory, "relay.sqlite"),
    10_000_000_000,
    0,
    new Uint8Array(randomBytes(8)),
  );
  if (!opened.ok) throw new Error(opened.error.kind);
  const store = options.around?.(opened.value) ?? opened.value;
  const served = await serveRelay({
    host: "127.0.0.1",
    port: options.port ?? 0,
    store,
    clock: options.clock ?? realClock,
    random: seededRandom(3),
    logger: recordingLogger(),
    limits: { ...defaultRelayLimits, ...options.limits },
    certificate: null,
    trustsProxy: options.trustsProxy ?? false,
  });
  if (!served.ok) throw new Error(served.error.kind);
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= served.value.close().then(() => store.close());
    return stopping;
  };
  return {
    ...{ directory, store, stop },
    url: served.value.url,
    port: served.value.port,
    async remove() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
