/** The real parts, for browser mode, the command line and (with safeStorage for the secrets) Electron. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { HostError } from "../../shared/api/errors.ts";
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";
import { type Bytes, concatBytes, utf8 } from "../../shared/base/bytes.ts";
import { hash, open, seal, stretch } from "../../shared/base/crypto.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { makeDirectory, readFileIfAny, writeFileDurably } from "./files.ts";
import type { DirectTransport, Platform, Secrets } from "./platform.ts";
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

const nonceBytes = 24;
const saltBytes = 16;
const label = utf8("tessera/secrets/1");
/** First byte of a sealed secret: how its key is had. */
const form = { keyFile: 1, passphrase: 2 };

function sealedWith(kind: number, key: Bytes, random: Random): Pick<Secrets, "seal" | "open"> {
  const associated = concatBytes(label, Uint8Array.of(kind));
  return {
    seal(secret) {
      const nonce = random.bytes(nonceBytes);
      return concatBytes(Uint8Array.of(kind), nonce, seal(secret, associated, nonce, key));
    },
    open(sealed) {
      if (sealed[0] !== kind) return null;
      return open(sealed.subarray(1 + nonceBytes), associated, sealed.subarray(1, 1 + nonceBytes), key);
    },
  };
}

/** 32 bytes (a key file's, or a passphrase's salt) kept beside the data, made where missing. */
function keepBytes(file: string, count: number, random: Random): Result<Bytes, HostError> {
  const kept = readFileIfAny(file);
  if (kept !== null)
    return kept.length === count ? ok(kept) : err({ kind: "storeDamaged", reason: `${file} is not ${count} bytes` });
  const fresh = random.bytes(count);
  const written = writeFileDurably(file, fresh);
  return written.ok ? ok(fresh) : written;
}

/**
 * Null passphrase: a 0600 key file beside the data, which protects against nobody who has the disk.
 * A passphrase goes through Argon2id; the wrong one opens nothing.
 */
function createSecrets(directory: string, passphrase: string | null, random: Random): Result<Secrets, HostError> {
  const salt = readFileIfAny(join(directory, "passphrase.salt"));
  if (passphrase === null) {
    if (salt !== null) return err({ kind: "keysLocked", reason: "the keys here are protected by a passphrase" });
    const key = keepBytes(join(directory, "keys.key"), 32, random);
    return key.ok ? ok({ plain: true, ...sealedWith(form.keyFile, key.value, random) }) : key;
  }
  if (salt === null && readFileIfAny(join(directory, "identity.sealed")) !== null)
    return err({ kind: "keysLocked", reason: "the keys here are not protected by a passphrase" });
  const kept = keepBytes(join(directory, "passphrase.salt"), saltBytes, random);
  if (!kept.ok) return kept;
  const key = stretch(utf8(passphrase.normalize("NFKC")), kept.value, "interactive");
  return ok({ plain: false, ...sealedWith(form.passphrase, hash("tessera/secrets-key/1", key), random) });
}

export async function createNodePlatform(args: {
  readonly dataDirectory: string;
  readonly passphrase?: string | null;
  /** In place of the above: Electron's. */
  readonly secrets?: Secrets;
  /** In place of every network of this machine: tests stay on loopback. */
  readonly listenHost?: string;
  readonly clock?: Clock;
}): Promise<Result<Platform, HostError>> {
  const made = makeDirectory(args.dataDirectory);
  if (!made.ok) return made;
  const random = createSystemRandom();
  const clock = args.clock ?? systemClock;
  const secrets =
    args.secrets === undefined ? createSecrets(args.dataDirectory, args.passphrase ?? null, random) : ok(args.secrets);
  if (!secrets.ok) return secrets;
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
    relay: createWsRelay({ clock: systemClock, random }),
  });
}
