/**
 * The key-encryption key of this data directory. Owns: the key while it is open. Called by: createHost, through the
 * platform. Invariant: the key is in memory only while open, and on disk only as keyFile.ts's locks hold it.
 */
import { join } from "node:path";
import type { HostError } from "../../../shared/api/errors.ts";
import type { KeyChoice } from "../../../shared/api/keys.ts";
import type { Random } from "../../../shared/base/ambient.ts";
import { type Bytes, concatBytes, utf8 } from "../../../shared/base/bytes.ts";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import {
  argon2id,
  hash,
  openWithNonce,
  type StretchCost,
  sealWithNonce,
  stretchCosts,
  wipe,
} from "../../../shared/base/crypto.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Secrets, SystemStore } from "../platform.ts";
import { readFileIfAny } from "../store/files.ts";
import { type KeyLock, readKeyFile, replaceKeyFile, tidyKeyFiles } from "./keyFile.ts";

const keyBytes = 32;
const nonceBytes = 24;
const saltBytes = 16;
const shortestPassphrase = 8;
const label = utf8("tessera/secrets/1");
/** First byte of a sealed secret. The first version had 2 for keys under a passphrase, and a mark for the desktop's. */
const forms = { now: 1, passphrase: 2 };
const desktopMark = utf8("tessera keychain 1\n");

type Written = Exclude<KeyLock, { readonly method: "derived" }>;

export function createSecrets(args: {
  readonly directory: string;
  readonly random: Random;
  readonly systemStore: SystemStore | null;
  readonly cost: StretchCost;
}): Result<Secrets, HostError> {
  const { directory, random, systemStore } = args;
  const first = readKeyFile(directory);
  if (!first.ok) return first;
  let methods = methodsOf(first.value);
  let key: Bytes | null = null;
  let trouble: HostError | null = null;

  function state(): ReturnType<Secrets["state"]> {
    const hasPassphrase = methods.includes("passphrase") || methods.includes("derived");
    const alone = methods.includes("plain") ? "plain" : hasPassphrase ? "passphrase" : null;
    return {
      protection: methods.includes("system") ? "system" : alone,
      isLocked: methods.length > 0 && key === null,
      hasPassphrase,
      systemStore: systemStore?.name ?? null,
      trouble,
    };
  }

  /** The key as this passphrase opens it, or null. */
  function openByPassphrase(locks: readonly KeyLock[], passphrase: string): Bytes | null {
    for (const lock of locks) {
      if (lock.method === "passphrase") {
        const stretched = stretchPassphrase(passphrase, lock.salt, lock.cost);
        const opened = openWithNonce(lock.sealed, lockLabel(lock), stretched);
        wipe(stretched);
        if (opened !== null) return opened;
      }
      if (lock.method === "derived") return deriveOld(directory, passphrase, lock.salt);
    }
    return null;
  }

  async function openBySystem(lock: Extract<KeyLock, { method: "system" }>): Promise<Result<Bytes, HostError>> {
    const opened = systemStore === null ? null : await systemStore.open(lock.sealed);
    if (opened?.length === keyBytes) return ok(opened);
    return err({ kind: "keyStoreChanged", sealedBy: lock.store, found: systemStore?.name ?? null });
  }

  async function findKey(locks: readonly KeyLock[], passphrase: string | null): Promise<Result<Bytes, HostError>> {
    if (passphrase !== null) {
      const opened = openByPassphrase(locks, passphrase);
      return opened === null ? err({ kind: "wrongPassphrase" }) : ok(opened);
    }
    for (const lock of locks) {
      if (lock.method === "plain") return ok(lock.key);
      if (lock.method === "system") return openBySystem(lock);
    }
    return err({ kind: "keysLocked", reason: "a passphrase protects them" });
  }

  async function unlock(passphrase: string | null): Promise<Result<null, HostError>> {
    if (key !== null) return ok(null);
    tidyKeyFiles(directory);
    const locks = readKeyFile(directory);
    if (!locks.ok) return locks;
    methods = methodsOf(locks.value);
    if (locks.value === null) return ok(null);
    const found = await findKey(locks.value, passphrase);
    if (passphrase === null) trouble = found.ok || found.error.kind === "keysLocked" ? null : found.error;
    if (!found.ok) return found;
    key = found.value;
    // The first version's passphrase was the key itself, cheaper to guess: from now on it opens a key of its own file.
    if (passphrase !== null && methods.includes("derived")) {
      const written = replaceKeyFile(directory, [passphraseLock(passphrase, key)]);
      if (written.ok) methods = ["passphrase"];
    }
    return ok(null);
  }

  function passphraseLock(passphrase: string, sealing: Bytes): Written {
    const unsealed = { method: "passphrase", salt: random.bytes(saltBytes), cost: args.cost } as const;
    const nonce = random.bytes(nonceBytes);
    const stretched = stretchPassphrase(passphrase, unsealed.salt, unsealed.cost);
    const sealed = sealWithNonce(sealing, lockLabel(unsealed), nonce, stretched);
    wipe(stretched);
    return { ...unsealed, sealed };
  }

  async function locksFor(choice: KeyChoice, sealing: Bytes): Promise<Result<readonly Written[], HostError>> {
    if (choice.kind === "plain") return ok([{ method: "plain", key: sealing }]);
    const { passphrase } = choice;
    if (passphrase !== null && [...passphrase].length < shortestPassphrase)
      return err({
        kind: "passphraseTooShort",
        characters: [...passphrase].length,
        atLeast: shortestPassphrase,
      });
    const byPassphrase = passphrase === null ? [] : [passphraseLock(passphrase, sealing)];
    if (choice.kind === "passphrase") return ok(byPassphrase);
    const sealed = systemStore === null ? null : await systemStore.seal(sealing);
    if (systemStore === null || sealed === null)
      return err({ kind: "badArgument", what: "protection", expected: "a key store that this system offers" });
    return ok([{ method: "system", store: systemStore.name, sealed }, ...byPassphrase]);
  }

  async function protect(current: string | null, choice: KeyChoice): Promise<Result<null, HostError>> {
    if (methods.length > 0 && key === null)
      return err({ kind: "keysLocked", reason: "unlock them before you change what protects them" });
    const before = readKeyFile(directory);
    if (!before.ok) return before;
    if (state().hasPassphrase) {
      const proof = openByPassphrase(before.value ?? [], current ?? "");
      if (proof === null) return err({ kind: "wrongPassphrase" });
      wipe(proof);
    }
    const sealing = key ?? random.bytes(keyBytes);
    const locks = await locksFor(choice, sealing);
    const written = locks.ok ? replaceKeyFile(directory, locks.value) : locks;
    if (!written.ok || !locks.ok) {
      if (sealing !== key) wipe(sealing);
      return written.ok ? ok(null) : written;
    }
    methods = methodsOf(locks.value);
    key = sealing;
    trouble = null;
    return ok(null);
  }

  return ok({
    state,
    protect,
    unlock,
    seal(secret) {
      if (key === null) throw new Error("sealed while the keys are locked");
      const sealed = sealWithNonce(secret, formLabel(forms.now), random.bytes(nonceBytes), key);
      return concatBytes(Uint8Array.of(forms.now), sealed);
    },
    open: (sealed) => (key === null ? null : openSecret(sealed, key)),
    lock() {
      if (key !== null) wipe(key);
      key = null;
    },
  });
}

const methodsOf = (locks: readonly KeyLock[] | null): readonly KeyLock["method"][] =>
  (locks ?? []).map(({ method }) => method);

const formLabel = (form: number): Bytes => concatBytes(label, Uint8Array.of(form));

/** What is sealed under a passphrase is sealed with its parameters: others cannot be put in their place. */
const lockLabel = ({ salt, cost }: { readonly salt: Bytes; readonly cost: StretchCost }): Bytes =>
  encodeCbor(["tessera/key-lock/1", salt, cost.passes, cost.memoryBytes]);

function stretchPassphrase(passphrase: string, salt: Bytes, cost: StretchCost): Bytes {
  const secret = utf8(passphrase.normalize("NFKC"));
  const stretched = argon2id(secret, salt, cost);
  wipe(secret);
  return stretched;
}

function openSecret(sealed: Bytes, key: Bytes): Bytes | null {
  const [form] = sealed;
  const isDesktop = desktopMark.every((byte, at) => sealed[at] === byte);
  if (!isDesktop && form !== forms.now && form !== forms.passphrase) return null;
  const start = isDesktop ? desktopMark.length : 1;
  return openWithNonce(sealed.subarray(start), isDesktop ? desktopMark : formLabel(form ?? 0), key);
}

/** The first version's key, where the passphrase is the one with which it sealed. */
function deriveOld(directory: string, passphrase: string, salt: Bytes): Bytes | null {
  const stretched = stretchPassphrase(passphrase, salt, stretchCosts.interactive);
  const derived = hash("tessera/secrets-key/1", stretched);
  wipe(stretched);
  const identity = readFileIfAny(join(directory, "identity.sealed"));
  const proof = identity === null ? null : openSecret(identity, derived);
  if (proof === null) return null;
  wipe(proof);
  return derived;
}
