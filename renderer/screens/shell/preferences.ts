/** What this person chose for this window. Kept in the window's own storage, on this device. */
export interface Preferences {
  /** Others see where this person is writing. */
  readonly isPresent: boolean;
  /** Meetings are accepted, on this port; null: any. */
  readonly listen: { readonly port: number | null } | null;
}

const presenceKey = "tessera.presence";
const listenKey = "tessera.listen";

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export const readPresence = (storage: Store): boolean => storage.getItem(presenceKey) !== "off";

export const storePresence = (storage: Store, isPresent: boolean): void =>
  storage.setItem(presenceKey, isPresent ? "on" : "off");

export function readListen(storage: Store): Preferences["listen"] {
  const stored = storage.getItem(listenKey);
  if (stored === null) return null;
  return { port: readPort(stored) };
}

export function storeListen(storage: Store, listen: Preferences["listen"]): void {
  if (listen === null) storage.removeItem(listenKey);
  else storage.setItem(listenKey, listen.port === null ? "any" : String(listen.port));
}

/** A port from 1 to 65535, or null. */
export function readPort(text: string): number | null {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 ? port : null;
}
