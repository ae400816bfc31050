/** The real parts, for browser mode, the command line and (with its key store) Electron. */
import { setFlagsFromString } from "node:v8";
import type { HostError } from "../../shared/api/errors.ts";
import type { Clock } from "../../shared/base/ambient.ts";
import { type StretchCost, stretchCosts } from "../../shared/base/crypto.ts";
import { ok, type Result } from "../../shared/base/result.ts";
import { createSystemRandom, systemClock, systemLogger } from "./ambient.ts";
import { createFrameJudge } from "./judging/frameJudge.ts";
import { createSecrets } from "./keys/secrets.ts";
import type { Platform, SystemStore } from "./platform.ts";
import { createDataPlace } from "./store/dataPlace.ts";
import { makeDirectory } from "./store/files.ts";

/**
 * V8 13 (Node 24) ends the process where two threads compile one wrapper of a WebAssembly import at the same time (seen
 * in `Runtime_TierUpWasmToJSWrapper`, `NativeModule::FreeCode`). Node strips types by WebAssembly in each thread that
 * starts from source, so threads that start together come to it. Here no wrapper is compiled, in threads to come.
 */
function keepThreadsApart(): void {
  if (process.versions.v8.startsWith("13.")) setFlagsFromString("--wasm-wrapper-tiering-budget=2147483647");
}

export async function createNodePlatform(args: {
  readonly dataDirectory: string;
  /** Electron's, where the system has one. */
  readonly systemStore?: SystemStore | null;
  /** True: a directory without a key gets a plain key file. False: the person is asked. */
  readonly plainKeys?: boolean;
  /** Of a passphrase that is set from now on. */
  readonly stretchCost?: StretchCost;
  /** In place of every network of this machine: tests stay on loopback. */
  readonly listenHost?: string;
  /** In place of multicast DNS's own: tests stay among themselves. */
  readonly discoveryPort?: number;
  readonly clock?: Clock;
  /** The address of the file that started this process: where that was built, the threads' own files lie beside it. */
  readonly program?: string;
}): Promise<Result<Platform, HostError>> {
  keepThreadsApart();
  const made = makeDirectory(args.dataDirectory);
  if (!made.ok) return made;
  const { program } = args;
  const builtWorker = (name: string): URL | null =>
    program === undefined || program.endsWith(".ts") ? null : new URL(`./${name}.js`, program);
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
  // Networks are loaded when something first goes over them: most commands need none.
  const direct = once(async () => {
    const { createTlsDirect } = await import("./transports/tlsDirect.ts");
    const where = args.listenHost === undefined ? {} : { listenHost: args.listenHost };
    return createTlsDirect({ clock: systemClock, random, logger, ...where });
  });
  const discovery = once(async () => {
    const { createMdnsDiscovery } = await import("./transports/mdnsDiscovery.ts");
    return createMdnsDiscovery({
      ...{ clock: systemClock, logger },
      ...(args.listenHost === undefined ? {} : { onlyHost: args.listenHost }),
      ...(args.discoveryPort === undefined ? {} : { port: args.discoveryPort }),
    });
  });
  const relay = once(async () => {
    const { createWsRelay } = await import("./transports/wsRelay.ts");
    return createWsRelay({ clock: systemClock, random });
  });
  return ok({
    dataDirectory: args.dataDirectory,
    clock,
    random,
    logger,
    secrets: secrets.value,
    place: createDataPlace(args.dataDirectory, clock),
    direct: {
      dial: async (address) => (await direct()).dial(address),
      listen: async (port, host, onLink) => (await direct()).listen(port, host, onLink),
    },
    discovery: { open: async (asked) => (await discovery()).open(asked) },
    relay: { open: async (room) => (await relay()).open(room) },
    frameJudge: createFrameJudge({
      worker: builtWorker("judgeWorker") ?? new URL("./judging/judgeWorker.ts", import.meta.url),
      clock: systemClock,
      logger,
    }),
    readThread: {
      worker: builtWorker("readWorker") ?? new URL("./reading/readWorker.ts", import.meta.url),
      clock: systemClock,
      logger,
    },
    drawThread: {
      worker: builtWorker("drawWorker") ?? new URL("./documents/drawWorker.ts", import.meta.url),
      clock: systemClock,
      logger,
    },
  });
}

/** What `make` makes, made at the first call. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
