/** Starts a relay on this machine: what `tessera relay` runs. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { defaultRelayLimits, type RelayLimits } from "./limits.ts";
import { type RelayCertificate, type ServeFault, serveRelay } from "./serveRelay.ts";
import { openSqliteRelayStore } from "./sqliteRelayStore.ts";

export type StartRelayFault =
  | ServeFault
  | { readonly kind: "dataDirectoryBusy"; readonly directory: string }
  | { readonly kind: "newerFormat"; readonly found: number; readonly supported: number }
  | { readonly kind: "storeDamaged"; readonly reason: string };

export interface StartRelayArgs {
  /** Directory of the relay's store, made 0700 where it is missing. */
  readonly data: string;
  /** 0: any free one. */
  readonly port: number;
  /** Default 127.0.0.1; 0.0.0.0 or :: to serve others. */
  readonly host?: string;
  /** Paths of PEM files: serves wss. Without them, wss takes a TLS proxy in front. */
  readonly certificateFile?: string;
  readonly keyFile?: string;
  /** Behind a proxy that adds each client's address to X-Forwarded-For. */
  readonly behindProxy?: boolean;
  readonly limits?: Partial<RelayLimits>;
  readonly logger?: Logger;
}

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

/** Everything acknowledged is on the disk and the directory is free when `close` resolves. */
export async function startRelay(
  args: StartRelayArgs,
): Promise<Result<{ readonly url: string; readonly port: number; close(): Promise<void> }, StartRelayFault>> {
  const certificate = readCertificate(args);
  if (!certificate.ok) return certificate;
  const file = join(args.data, "relay.sqlite");
  try {
    mkdirSync(args.data, { recursive: true, mode: 0o700 });
  } catch {
    return err({ kind: "badArgument", what: "data", expected: "a directory that can be made and written" });
  }
  const limits = { ...defaultRelayLimits, ...args.limits };
  const store = openSqliteRelayStore(file, limits.storeBytes);
  if (!store.ok)
    return err(store.error.kind === "storeBusy" ? { kind: "dataDirectoryBusy", directory: args.data } : store.error);
  const served = await serveRelay({
    host: args.host ?? "127.0.0.1",
    port: args.port,
    store: store.value,
    clock: systemClock,
    random: systemRandom,
    logger: args.logger ?? standardError,
    limits,
    certificate: certificate.value,
    trustsProxy: args.behindProxy ?? false,
  });
  if (!served.ok) {
    await store.value.close();
    return served;
  }
  const { url, port, close } = served.value;
  return ok({
    ...{ url, port },
    async close() {
      await close();
      await store.value.close();
    },
  });
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
