/**
 * Secrets sealed by a key that only the system's key store opens (Keychain, DPAPI, the Secret Service).
 * Electron's plain-text stand-in on Linux is refused: it would look protected and is not.
 */
import { open as openFile, readFile } from "node:fs/promises";
import type { SafeStorage } from "electron";
import type { HostError } from "../../shared/api/errors.ts";
import type { Random } from "../../shared/base/ambient.ts";
import { type Bytes, concatBytes, fromHex, toHex, utf8 } from "../../shared/base/bytes.ts";
import { open, seal } from "../../shared/base/crypto.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Secrets } from "../host/platform.ts";

const keyBytes = 32;
const nonceBytes = 24;
/** Stands before everything sealed here, and is sealed with it, so that what others sealed is told apart. */
const mark = utf8("tessera keychain 1\n");

/** Null where the system has no usable key store. `file` holds the key, sealed by the store; made where missing. */
export async function openKeychain(args: {
  readonly safeStorage: Pick<
    SafeStorage,
    "isAsyncEncryptionAvailable" | "getSelectedStorageBackend" | "encryptStringAsync" | "decryptStringAsync"
  >;
  readonly platform: NodeJS.Platform;
  readonly file: string;
  readonly random: Random;
}): Promise<Result<Secrets | null, HostError>> {
  const { safeStorage, file, random } = args;
  const sealedKey = await readFile(file).catch(() => null);
  const isReal =
    args.platform !== "linux" || !["basic_text", "unknown"].includes(safeStorage.getSelectedStorageBackend());
  if (!isReal || !(await safeStorage.isAsyncEncryptionAvailable()))
    return sealedKey === null ? ok(null) : locked("the system's key store, which sealed these keys, is not there");

  const key = sealedKey === null ? await createKey() : await readKey(sealedKey);
  return key === null ? locked("the system's key store did not open the keys it sealed") : ok(secretsOf(key, random));

  async function createKey(): Promise<Bytes> {
    const made = random.bytes(keyBytes);
    const handle = await openFile(file, "wx", 0o600);
    try {
      await handle.writeFile(await safeStorage.encryptStringAsync(toHex(made)));
      await handle.sync();
    } finally {
      await handle.close();
    }
    return made;
  }

  async function readKey(sealed: Buffer): Promise<Bytes | null> {
    const opened = await safeStorage.decryptStringAsync(sealed).catch(() => null);
    const found = opened === null ? null : fromHex(opened.result);
    return found?.length === keyBytes ? found : null;
  }
}

const locked = (reason: string): Result<never, HostError> => err({ kind: "keysLocked", reason });

function secretsOf(key: Bytes, random: Random): Secrets {
  return {
    plain: false,
    seal(secret) {
      const nonce = random.bytes(nonceBytes);
      return concatBytes(mark, nonce, seal(secret, mark, nonce, key));
    },
    open(sealed) {
      const nonce = sealed.subarray(mark.length, mark.length + nonceBytes);
      return nonce.length < nonceBytes ? null : open(sealed.subarray(mark.length + nonceBytes), mark, nonce, key);
    },
  };
}

/** Seals with the key store; opens also what the same data directory sealed before, without the desktop. */
export const keychainFirst = (keychain: Secrets, other: Secrets): Secrets => ({
  plain: false,
  seal: keychain.seal,
  open: (sealed) => keychain.open(sealed) ?? other.open(sealed),
});
