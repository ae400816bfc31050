/**
 * Who is in a text right now, and where their cursor is: never stored, never part of the ledger.
 * Owns: one state per Yjs client, each with a clock counted here, so that nobody can pin another's. The count goes on
 * where a client leaves and comes back: windows remember the last clock of everybody they saw.
 * Called by: textConnection.ts (windows of this device), meetings and relays (other devices).
 */
import type { Clock } from "../../../shared/base/ambient.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import type { PresenceState } from "../../../shared/crdt/document/textProtocol.ts";

/** [S9] Another device's states are shown no more often, the newest last. */
const remotePauseMs = 100;

interface Entry {
  readonly clock: number;
  readonly state: string | null;
  /** The device it belongs to; null: a window of this one. */
  readonly device: DeviceId | null;
}

interface RemoteState {
  readonly person: string;
  readonly client: number;
  readonly state: string | null;
}

export type Presence = ReturnType<typeof createPresence>;

export function createPresence(
  onChange: (states: readonly PresenceState[], source: object | null) => void,
  /** This device's own state, for the others. */
  onOwn: (client: number, state: string | null) => void,
  time: Clock,
) {
  // Above every clock of earlier runs.
  let clock = time.now();
  const entries = new Map<number, Entry>();
  /** Devices that showed something a moment ago, each with what it has shown since. */
  const resting = new Map<DeviceId, RemoteState | null>();

  function set(client: number, state: string | null, device: DeviceId | null, source: object | null): void {
    if (state === null && !entries.has(client)) return;
    clock++;
    const entry = { clock, state, device };
    if (state === null) entries.delete(client);
    else entries.set(client, entry);
    onChange([{ client, clock, state }], source);
    if (device === null) onOwn(client, state);
  }

  /** The person's name comes from their card, whatever the state says. */
  function withName(state: string, name: string): string | null {
    try {
      const parsed: unknown = JSON.parse(state);
      if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return null;
      const { user, ...rest } = parsed as { user?: unknown };
      const shown = typeof user === "object" && user !== null ? user : {};
      return JSON.stringify({ ...rest, user: { ...shown, name } });
    } catch {
      return null;
    }
  }

  /** One state per device: an older one of another client of it goes. */
  function showRemote(device: DeviceId, { person, client, state }: RemoteState): void {
    resting.set(device, null);
    time.after(remotePauseMs, () => {
      const latest = resting.get(device) ?? null;
      resting.delete(device);
      if (latest !== null) showRemote(device, latest);
    });
    for (const [other, entry] of entries)
      if (entry.device === device && other !== client) set(other, null, device, null);
    const taken = entries.get(client);
    if (taken !== undefined && taken.device !== device) return;
    set(client, state === null ? null : withName(state, person), device, null);
  }

  return {
    setOwn(client: number, state: string | null, person: string, source: object): void {
      set(client, state === null ? null : withName(state, person), null, source);
    },
    setRemote(device: DeviceId, person: string, client: number, state: string | null): void {
      const shown = { person, client, state };
      if (resting.has(device)) resting.set(device, shown);
      else showRemote(device, shown);
    },
    dropRemote(device: DeviceId): void {
      if (resting.has(device)) resting.set(device, null);
      for (const [client, entry] of entries) if (entry.device === device) set(client, null, device, null);
    },
    isEmpty: (): boolean => entries.size === 0,
    states: (): readonly PresenceState[] =>
      [...entries].map(([client, { clock, state }]) => ({ client, clock, state })),
    own: (): readonly (readonly [number, string])[] =>
      [...entries].flatMap(([client, { device, state }]) =>
        device === null && state !== null ? [[client, state] as const] : [],
      ),
  };
}
