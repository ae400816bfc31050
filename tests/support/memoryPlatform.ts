/** A platform for a host with real files and everything else simulated. */
import type { Platform, Secrets } from "../../electron/host/platform.ts";
import type { Clock, Logger } from "../../shared/base/ambient.ts";
import { type Bytes, concatBytes, utf8 } from "../../shared/base/bytes.ts";
import { open, seal } from "../../shared/base/crypto.ts";
import { ok } from "../../shared/base/result.ts";
import { recordingLogger, seededRandom } from "./ambient.ts";
import { seedOf } from "./builders.ts";
import type { SimNetwork } from "./simNetwork.ts";

const label = utf8("memory platform");

/** As good as a machine's own: what it sealed it opens, in a later run too. */
function memorySecrets(name: string): Secrets {
  const key = seedOf(`secrets of ${name}`);
  const random = seededRandom(key[0] ?? 0);
  let isLocked = false;
  return {
    state: () => ({ protection: "system", isLocked, hasPassphrase: false, systemStore: name, trouble: null }),
    seal(secret) {
      const nonce = random.bytes(24);
      return concatBytes(nonce, seal(secret, label, nonce, key));
    },
    // Also for a test that looks at the files of a host that has closed.
    open: (sealed): Bytes | null => open(sealed.subarray(24), label, sealed.subarray(0, 24), key),
    protect: async () => ok(null),
    async unlock() {
      isLocked = false;
      return ok(null);
    },
    lock() {
      isLocked = true;
    },
  };
}

export function memoryPlatform(args: {
  readonly name: string;
  readonly dataDirectory: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly network: SimNetwork;
  readonly logger?: Logger;
}): Platform {
  const { name, dataDirectory, seed, clock, network, logger = recordingLogger() } = args;
  return {
    dataDirectory,
    clock,
    random: seededRandom(seed),
    logger,
    secrets: memorySecrets(name),
    // What a test copies is what a power cut left, or an old image that nobody noticed.
    place: { look: () => ok("inPlace"), keep: () => ok(null), putAside: () => ok("nowhere"), name: () => "here" },
    direct: network.direct(name),
    discovery: network.discovery(name),
    relay: network.relay(name),
    frameJudge: null,
    readThread: null,
    drawThread: null,
  };
}
