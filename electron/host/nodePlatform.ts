/** The real parts, for browser mode, the command line and (with its key store) Electron. */
import { randomBytes } from "node:crypto";
import type { HostError } from "../../shared/api/errors.ts";
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";
import { type StretchCost, stretchCosts } from "../../shared/base/crypto.ts";
import { ok, type Result } from "../../shared/base/result.ts";
import { makeDirectory } from "./files.ts";
import type { DirectTransport, Platform, SystemStore } from "./platform.ts";
import { createSecrets } from "./secrets.ts";
import { createMdnsDiscovery } from "./transports/mdnsDiscovery.ts";
import { createTlsDirect } from "./transports/tlsDirect.ts";
import { createWsRelay } from "./transports/wsRelay.ts";

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

export async function createNodePlatform(args: {
  readonly dataDirectory: string;
  /** Electron's, where the system has one. */
  readonly systemStore?: SystemStore | null;
  /** Whoever starts this has chosen a plain key file, should the directory have no key yet; else somebody is asked. */
  readonly plainKeys?: boolean;
  /** Of a passphrase that is set from now on. */
  readonly stretchCost?: StretchCost;
  /** In place of every network of this machine: tests stay on loopback. */
  readonly listenHost?: string;
  /** In place of multicast DNS's own: tests stay among themselves. */
  readonly discoveryPort?: number;
  readonly clock?: Clock;
}): Promise<Result<Platform, HostError>> {
  const made = makeDirectory(args.dataDirectory);
  if (!made.ok) return made;
  const random = createSystemRandom();
  const clock = args.clock ?? systemClock;
  const secrets = createSecrets({
    directory: args.dataDirectory,
    random,
    systemStore: args.systemStore ?? null,
    cost: args.stretchCost ?? stretchCosts.moderate,
  });
  if (!secrets.ok) return secrets;
  if (args.plainKeys === true && secrets.value.state().protection === null) {
    const chosen = await secrets.value.protect(null, { kind: "plain" });
    if (!chosen.ok) return chosen;
  }
  const logger = systemLogger;
  const direct: DirectTransport = createTlsDirect({
    clock: systemClock,
    random,
    logger,
    ...(args.listenHost === undefined ? {} : { listenHost: args.listenHost }),
  });
  return ok({
    dataDirectory: args.dataDirectory,
    clock,
    random,
    logger,
    secrets: secrets.value,
    direct,
    discovery: createMdnsDiscovery({
      ...{ clock: systemClock, logger },
      ...(args.listenHost === undefined ? {} : { onlyHost: args.listenHost }),
      ...(args.discoveryPort === undefined ? {} : { port: args.discoveryPort }),
    }),
    relay: createWsRelay({ clock: systemClock, random }),
  });
}
