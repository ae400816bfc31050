/**
 * The epoch keys that one device holds of a charter. PROTOCOL.md, L7 and L28.
 * Owns: the keys. Called by: electron/host/charter.
 * Invariant: a key is kept once it opens to the id that its rotation names; nothing is ever forgotten, for old frames
 * stay sealed with old keys.
 */
import { type Bytes, compareBytes, toHex } from "../base/bytes.ts";
import { hash, type KeyPair, openSealed, sealTo, wipe } from "../base/crypto.ts";
import { type DeviceId, idBytes } from "../base/ids.ts";
import type { EntryOf, GovernanceEntry } from "./entries.ts";
import { deriveEpoch, type EpochKeys, epochIdOf, wipeEpoch } from "./epoch.ts";
import type { Membership } from "./governance.ts";

export interface Epoch extends EpochKeys {
  readonly key: Bytes;
}

/** Of rotations that some member knew only part of, so many of the latest are joined in search of a key. */
const searchAmong = 12;

export type Keyring = ReturnType<typeof createKeyring>;

/** `keys`: those that the device was welcomed with, oldest first; at least one. */
export function createKeyring(keys: readonly Bytes[], device: DeviceId, sealing: KeyPair) {
  const epochs = new Map<string, Epoch>();
  /** Keys that were drawn, not joined. */
  const drawn: Bytes[] = [];
  /** Joins of the latest keys by the id of their epoch: made where an unknown id is asked for, anew after a new key. */
  let joins: ReadonlyMap<string, Bytes> | null = null;

  function add(key: Bytes): Epoch {
    const derived = deriveEpoch(key);
    const id = toHex(derived.id);
    const known = epochs.get(id);
    if (known !== undefined) return known;
    const epoch = { ...derived, key };
    epochs.set(id, epoch);
    return epoch;
  }
  function draw(key: Bytes): void {
    add(key);
    drawn.push(key);
    joins = null;
  }
  for (const key of keys) draw(key);

  function learn(entry: GovernanceEntry): void {
    if (entry.kind !== "rotate" && entry.kind !== "share") return;
    if (epochs.has(toHex(entry.epoch))) return;
    const own = idBytes(device);
    for (const [holder, box] of entry.keys) {
      if (compareBytes(holder, own) !== 0) continue;
      const key = openSealed(box, sealing);
      if (key?.length === 32 && compareBytes(epochIdOf(key), entry.epoch) === 0) draw(key);
    }
  }

  /** Null where a rotation's key is not held here: nothing can be written under it then. */
  function at({ rotations }: Membership): Epoch | null {
    const [first, second] = rotations;
    if (first === undefined) return epochs.values().next().value ?? null;
    const heads = rotations.map(({ epoch }) => epochs.get(toHex(epoch)));
    if (heads.includes(undefined)) return null;
    const held = heads.filter((epoch) => epoch !== undefined);
    return second === undefined ? (held[0] ?? null) : add(joinKeys(held.map(({ key }) => key)));
  }

  function byId(id: Bytes): Epoch | null {
    const name = toHex(id);
    const known = epochs.get(name);
    if (known !== undefined) return known;
    joins ??= new Map(
      [2, 3, 4]
        .flatMap((size) => [...subsets(drawn.slice(-searchAmong), size)].map(joinKeys))
        .map((key) => [toHex(epochIdOf(key)), key] as const),
    );
    const joined = joins.get(name);
    return joined === undefined ? null : add(joined);
  }

  return {
    learn,
    at,
    byId,
    size: (): number => epochs.size,
    /** Oldest first, joined ones among them. */
    all: (): readonly Epoch[] => [...epochs.values()],
    /** Whatever it holds, for somebody who is let in. */
    keys: (): readonly Bytes[] => [...epochs.values()].map(({ key }) => key),
    /** Of the founding: every member was welcomed with it. */
    founding(): Epoch {
      const first = epochs.values().next().value;
      if (first === undefined) throw new Error("a charter is opened with a key");
      return first;
    },
    /** The last one that can be written with, where `at` answers null. */
    latest(): Epoch {
      const last = [...epochs.values()].at(-1);
      if (last === undefined) throw new Error("a charter is opened with a key");
      return last;
    },
    wipe(): void {
      for (const epoch of epochs.values()) {
        wipe(epoch.key);
        wipeEpoch(epoch);
      }
    },
  };
}

/** [L28] What whoever holds all of the concurrent keys can derive, and nobody else. */
export const joinKeys = (keys: readonly Bytes[]): Bytes =>
  hash("tessera/epoch-join/1", ...[...keys].sort(compareBytes));

function* subsets<T>(of: readonly T[], size: number): Generator<readonly T[]> {
  if (size === 0) yield [];
  else
    for (const [index, first] of of.entries())
      for (const rest of subsets(of.slice(index + 1), size - 1)) yield [first, ...rest];
}

/** A new key, sealed to every member of `membership`. */
export function sealRotation(key: Bytes, membership: Membership): EntryOf<"rotate"> {
  const keys = [...membership.devices.values()].map(
    ({ card }) => [idBytes(card.id), sealTo(key, card.sealKey)] as const,
  );
  return { kind: "rotate", epoch: epochIdOf(key), keys };
}

/** [L28] Somebody whose membership ended can still open what is written now. */
export function isRotationDue({ former, rotations, holders }: Membership): boolean {
  return [...former.keys()].some((device) => rotations.every(({ entry }) => holders.get(entry)?.has(device) === true));
}

/** Members who lack the key of a rotation that is held here, and that key sealed to them. */
export function sealShares(membership: Membership, keyring: Keyring): readonly EntryOf<"share">[] {
  return membership.rotations.flatMap(({ entry, epoch }): readonly EntryOf<"share">[] => {
    const held = keyring.byId(epoch);
    const holders = membership.holders.get(entry);
    const lacking = [...membership.devices.values()].filter(({ card }) => holders?.has(card.id) !== true);
    if (held === null || lacking.length === 0) return [];
    const keys = lacking.map(({ card }) => [idBytes(card.id), sealTo(held.key, card.sealKey)] as const);
    return [{ kind: "share", epoch, keys }];
  });
}
