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
  return {
    name,
    seal: async (key) => {
      const sealed = await safeStorage.encryptStringAsync(toHex(key)).catch(() => null);
      return sealed === null ? null : new Uint8Array(sealed);
    },
    async open(sealed): Promise<Bytes | null> {
      const opened = await safeStorage.decryptStringAsync(Buffer.from(sealed)).catch(() => null);
      return opened === null ? null : fromHex(opened.result);
    },
  };
}

function storeName(safeStorage: Storage, platform: NodeJS.Platform): string | null {
  if (platform === "darwin") return "keychain";
  if (platform === "win32") return "dpapi";
  const backend = safeStorage.getSelectedStorageBackend();
  return backend === "basic_text" || backend === "unknown" ? null : backend;
}
