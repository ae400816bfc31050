/**
 * Electron's safeStorage as the system's key store (Keychain, DPAPI, the Secret Service).
 * Its plain-text stand-in on Linux is refused: it would look protected and is not.
 */
import type { SafeStorage } from "electron";
import { type Bytes, fromHex, toHex } from "../../shared/base/bytes.ts";
import type { SystemStore } from "../host/platform.ts";

type Storage = Pick<
  SafeStorage,
  "isAsyncEncryptionAvailable" | "getSelectedStorageBackend" | "encryptStringAsync" | "decryptStringAsync"
>;

/** Null where the system has no usable key store. */
export async function findSystemStore(safeStorage: Storage, platform: NodeJS.Platform): Promise<SystemStore | null> {
  const name = storeName(safeStorage, platform);
  if (name === null || !(await safeStorage.isAsyncEncryptionAvailable())) return null;
  const seal = async (text: string): Promise<Bytes | null> => {
    const sealed = await safeStorage.encryptStringAsync(text).catch(() => null);
    return sealed !== null && isSealedByStore(sealed, platform) ? new Uint8Array(sealed) : null;
  };
  // Electron says that it can encrypt before it has asked the desktop's keyring: only what comes out tells.
  if ((await seal("which key?")) === null) return null;
  return {
    name,
    seal: (key) => seal(toHex(key)),
    async open(sealed): Promise<Bytes | null> {
      if (!isSealedByStore(sealed, platform)) return null;
      const opened = await safeStorage.decryptStringAsync(Buffer.from(sealed)).catch(() => null);
      return opened === null ? null : fromHex(opened.result);
    },
  };
}

/**
 * Chromium begins what it seals with the name of the key. On Linux `v11` is the Secret Service's and `v12` the secret
 * portal's; `v10` is a password that everybody can read in Chromium's source, taken where no keyring answers.
 * On macOS `v10` is the Keychain's.
 */
const isSealedByStore = (sealed: Uint8Array, platform: NodeJS.Platform): boolean =>
  platform === "darwin" ||
  platform === "win32" ||
  ["v11", "v12"].includes(String.fromCharCode(...sealed.subarray(0, 3)));

function storeName(safeStorage: Storage, platform: NodeJS.Platform): string | null {
  if (platform === "darwin") return "keychain";
  if (platform === "win32") return "dpapi";
  const backend = safeStorage.getSelectedStorageBackend();
  return backend === "basic_text" || backend === "unknown" ? null : backend;
}
