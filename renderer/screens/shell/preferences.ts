/** What this person chose for this window. Kept in the window's own storage, on this device. */
export interface Preferences {
  /** Others see where this person is writing. */
  readonly isPresent: boolean;
  /** Meetings are accepted, on this port; null: any. */
  readonly listen: { readonly port: number | null } | null;
}

const presenceKey = "tessera.presence";
const spellingKey = "tessera.spelling";
const listenKey = "tessera.listen";
const idleKey = "tessera.idle";

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export const readPresence = (storage: Store): boolean => storage.getItem(presenceKey) !== "off";

export const storePresence = (storage: Store, isPresent: boolean): void =>
  storage.setItem(presenceKey, isPresent ? "on" : "off");

/** Whether the browser checks the spelling of charters. Off at first: some browsers send words away for it. */
export const readSpelling = (storage: Store): boolean => storage.getItem(spellingKey) === "on";

export const storeSpelling = (storage: Store, isOn: boolean): void => storage.setItem(spellingKey, isOn ? "on" : "off");

export function readListen(storage: Store): Preferences["listen"] {
  const stored = storage.getItem(listenKey);
  if (stored === null) return null;
  return { port: readPort(stored) };
}

export function storeListen(storage: Store, listen: Preferences["listen"]): void {
  if (listen === null) storage.removeItem(listenKey);
  else storage.setItem(listenKey, listen.port === null ? "any" : String(listen.port));
}

/** Minutes without a touch after which the keys are locked; 0: never. */
export const idleChoices = [0, 5, 15, 60] as const;

export function readIdleMinutes(storage: Store): number {
  const stored = Number(storage.getItem(idleKey));
  return idleChoices.find((minutes) => minutes === stored) ?? 0;
}

export const storeIdleMinutes = (storage: Store, minutes: number): void => storage.setItem(idleKey, String(minutes));

/** A port from 1 to 65535, or null. */
export function readPort(text: string): number | null {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 ? port : null;
}
