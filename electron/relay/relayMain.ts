/** Starts a relay on this machine: what `tessera relay` runs. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { markBytes } from "../../shared/sync/relayMessages.ts";
import { defaultRelayLimits, type RelayLimits } from "./limits.ts";
import { type OpenRedisFault, openRedisRelayStore } from "./redisRelayStore.ts";
import { startRelayStatus } from "./relayStatus.ts";
import type { RelayStore } from "./relayStore.ts";
import { type RelayCertificate, type ServeFault, serveRelay } from "./serveRelay.ts";
import { serveStatus } from "./serveStatus.ts";
import { openSqliteRelayStore } from "./sqliteRelayStore.ts";

export type StartRelayFault =
  | ServeFault
  | OpenRedisFault
  | { readonly kind: "dataDirectoryBusy"; readonly directory: string }
  | { readonly kind: "newerFormat"; readonly found: number; readonly supported: number }
  | { readonly kind: "storeDamaged"; readonly reason: string };

export interface RetentionChoice {
  /** Null: for ever. */
  readonly days: number | null;
  /** Null: as many as a room may have. */
  readonly roomBytes: number | null;
}

export interface StartRelayArgs {
  /** Directory of the relay's store, made 0700 where it is missing. */
  readonly data: string;
  /** Address of a Redis to keep frames in, instead of the directory. */
  readonly store?: string | undefined;
  /** Whose first line is that Redis's password: an argument is seen by everybody on the machine. */
  readonly storePasswordFile?: string | undefined;
  /** What is dropped in time; nothing by default. */
  readonly retention?: RetentionChoice;
  /** Serves the operator's page on loopback; 0: any free port. */
  readonly statusPort?: number | undefined;
  /** 0: any free one. */
  readonly port: number;
  /** Default 127.0.0.1; 0.0.0.0 or :: to serve others. */
  readonly host?: string | undefined;
  /** Paths of PEM files: serves wss. Without them, wss takes a TLS proxy in front. */
  readonly certificateFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Behind a proxy that adds each client's address to X-Forwarded-For. */
  readonly behindProxy?: boolean;
  readonly limits?: Partial<RelayLimits>;
  readonly logger?: Logger;
}

const dropMs = 60_000;

const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

const systemRandom: Random = { bytes: (count) => new Uint8Array(randomBytes(count)) };

const standardError: Logger = {
  warn: (event, detail = {}) => void process.stderr.write(`${event} ${JSON.stringify(detail)}\n`),
};

export interface RunningRelay {
  readonly url: string;
  readonly port: number;
  /** Null where no status was asked for. */
  readonly statusUrl: string | null;
  /** Everything acknowledged is in the store, and the store is free, when it resolves. */
  close(): Promise<void>;
}

export async function startRelay(args: StartRelayArgs): Promise<Result<RunningRelay, StartRelayFault>> {
  const certificate = readCertificate(args);
  if (!certificate.ok) return certificate;
  const limits = { ...defaultRelayLimits, ...args.limits };
  const logger = args.logger ?? standardError;
  const opened = await openStore(args, limits, logger);
  if (!opened.ok) return opened;
  const store = opened.value;
  const ambient = { clock: systemClock, random: systemRandom, logger };
  const served = await serveRelay({
    ...{ ...ambient, store, limits, port: args.port, certificate: certificate.value },
    host: args.host ?? "127.0.0.1",
    trustsProxy: args.behindProxy ?? false,
  });
  if (!served.ok) {
    await store.close();
    return served;
  }
  const stopDropping = dropRegularly(store, args.retention ?? { days: null, roomBytes: null }, logger);
  const name = `${hostname()}:${served.value.port}`;
  const memoryBytes = (): number => process.memoryUsage.rss();
  const status = startRelayStatus({ name, served: served.value, store, clock: systemClock, memoryBytes });
  const { url, port } = served.value;
  const parts: { close(): Promise<void> }[] = [served.value];
  async function close(): Promise<void> {
    stopDropping();
    status.stop();
    for (const part of parts.splice(0)) await part.close();
    await store.close();
  }
  if (args.statusPort === undefined) return ok({ url, port, statusUrl: null, close });
  const page = await serveStatus({ port: args.statusPort, random: systemRandom, status });
  if (!page.ok) {
    await close();
    return page;
  }
  parts.unshift(page.value);
  return ok({ url, port, statusUrl: page.value.url, close });
}

async function openStore(
  { data, store, storePasswordFile }: Pick<StartRelayArgs, "data" | "store" | "storePasswordFile">,
  limits: RelayLimits,
  logger: Logger,
): Promise<Result<RelayStore, StartRelayFault>> {
  if (store !== undefined) {
    const password = storePasswordFile === undefined ? null : readFirstLine(storePasswordFile);
    if (password === "") return err({ kind: "badArgument", what: "store-password", expected: "a file with a line" });
    return openRedisRelayStore({ ...{ password, logger }, url: store, clock: systemClock, random: systemRandom });
  }
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
  } catch {
    return err({ kind: "badArgument", what: "data", expected: "a directory that can be made and written" });
  }
  const opened = openSqliteRelayStore(
    join(data, "relay.sqlite"),
    limits.storeBytes,
    systemClock.now(),
    systemRandom.bytes(markBytes),
  );
  if (opened.ok) return opened;
  return err(opened.error.kind === "storeBusy" ? { kind: "dataDirectoryBusy", directory: data } : opened.error);
}

/** Once a minute what is beyond the retention ([R25]); never where none was asked for. Returns what stops it. */
function dropRegularly(store: RelayStore, { days, roomBytes }: RetentionChoice, logger: Logger): () => void {
  if (days === null && roomBytes === null) return () => {};
  let isStopped = false;
  let cancel = (): void => {};
  const drop = async (): Promise<void> => {
    const beforeMs = days === null ? null : systemClock.now() - days * 86_400_000;
    const dropped = await store.drop({ beforeMs, roomBytes });
    if (isStopped) return;
    if (!dropped.ok) logger.warn("the relay could not drop old frames");
    cancel = systemClock.after(dropMs, () => void drop());
  };
  void drop();
  return () => {
    isStopped = true;
    cancel();
  };
}

function readCertificate({ certificateFile, keyFile }: StartRelayArgs): Result<RelayCertificate | null, ServeFault> {
  if (certificateFile === undefined && keyFile === undefined) return ok(null);
  if (certificateFile === undefined || keyFile === undefined)
    return err({
      kind: "badArgument",
      what: "certificate",
      expected: "a certificate file and a key file, both or none",
    });
  try {
    return ok({ certificate: readFileSync(certificateFile, "utf8"), key: readFileSync(keyFile, "utf8") });
  } catch {
    return err({ kind: "badArgument", what: "certificate", expected: "files that can be read" });
  }
}

/** "" where there is none. */
function readFirstLine(file: string): string {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/)[0] ?? "";
  } catch {
    return "";
  }
}
