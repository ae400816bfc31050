/**
 * The epoch keys that one device holds of a charter. PROTOCOL.md, L7, L28 and L29.
 * Owns: the keys. Called by: electron/host/charter.
 * Invariant: a key is kept once it opens to the id that its rotation names; nothing is ever forgotten, for old frames
 * stay sealed with old keys.
 */
import { type Bytes, compareBytes, equalBytes, toHex } from "../../base/bytes.ts";
import { type KeyPair, keyedHash, openSealed, sealToFrom, wipe } from "../../base/crypto.ts";
import { type DeviceId, type EnvelopeHash, idBytes } from "../../base/ids.ts";
import type { EntryOf, GovernanceEntry } from "./entries.ts";
import { deriveEpoch, type EpochKeys, epochIdOf, wipeEpoch } from "./epoch.ts";
import type { Membership, Rotation, Way } from "./governance.ts";
import type { MemberCard } from "./model.ts";

export interface Epoch extends EpochKeys {
  readonly key: Bytes;
}

export type Keyring = ReturnType<typeof createKeyring>;

/** `keys`: those that the device was welcomed with, oldest first; at least one. */
export function createKeyring(keys: readonly Bytes[], device: DeviceId, sealing: KeyPair) {
  const epochs = new Map<string, Epoch>();
  /** Right boxes by epoch, device and its sealing key: each costs a multiplication on the curve. */
  const boxes = new Map<string, Bytes>();
  let last: { readonly membership: Membership; readonly size: number; readonly epoch: Epoch | null } | null = null;
  for (const key of keys) add(key);

  function add(key: Bytes): void {
    const derived = deriveEpoch(key);
    const id = toHex(derived.id);
    if (!epochs.has(id)) epochs.set(id, { ...derived, key });
  }

  const byId = (id: Bytes): Epoch | null => epochs.get(toHex(id)) ?? null;

  function learn(entry: GovernanceEntry): void {
    if (entry.kind !== "rotate" && entry.kind !== "share") return;
    if (byId(entry.epoch) !== null) return;
    const own = idBytes(device);
    for (const [holder, box] of entry.keys) {
      if (compareBytes(holder, own) !== 0) continue;
      const key = openSealed(box, sealing);
      if (key?.length === 32 && compareBytes(epochIdOf(key), entry.epoch) === 0) add(key);
    }
  }

  function founding(): Epoch {
    const first = epochs.values().next().value;
    if (first === undefined) throw new Error("a charter is opened with a key");
    return first;
  }

  function rightBox({ id, key }: Epoch, card: MemberCard): Bytes {
    const name = `${toHex(id)} ${card.id} ${toHex(card.sealKey)}`;
    const box = boxes.get(name) ?? boxFor(key, card);
    boxes.set(name, box);
    return box;
  }

  /** Whether one of these ways really brought the key. */
  function came(device: DeviceId, ways: readonly Way[], epoch: Epoch, membership: Membership): boolean {
    const card = cardOf(membership, device);
    return ways.some((way) => {
      if ("box" in way) return card !== null && equalBytes(way.box, rightBox(epoch, card));
      return way.who.length === 0 || came(way.by, way.who, epoch, membership);
    });
  }

  /** Where the key is here: whether each of its boxes holds it. */
  const isWhole = (rotation: Rotation, epoch: Epoch, membership: Membership): boolean =>
    rotation.boxes.every(
      ([device, box]) => cardOf(membership, device) === null || came(device, [{ box }], epoch, membership),
    );

  /** The last, in the order that every replica has, of those whose key is here and came whole to every member. */
  function lastOf(membership: Membership, rotations: readonly Rotation[]): Epoch | null {
    for (const rotation of rotations.toReversed()) {
      const epoch = byId(rotation.epoch);
      if (epoch !== null && isWhole(rotation, epoch, membership)) return epoch;
    }
    return null;
  }

  /** [L29] Before the genesis that of the founding. */
  function at(membership: Membership): Epoch | null {
    if (last?.membership === membership && last.size === epochs.size) return last.epoch;
    const { rotations } = membership;
    const closed = rotations.filter(({ openTo }) => openTo.length === 0);
    const epoch = rotations.length === 0 ? founding() : lastOf(membership, closed);
    last = { membership, size: epochs.size, epoch };
    return epoch;
  }

  return {
    learn,
    byId,
    /** To write with; null where no key is here that nobody else than members can have. */
    at,
    /** Whether it is sure that a member has the key, which is here. */
    hasKey: (id: DeviceId, rotation: Rotation, epoch: Epoch, membership: Membership): boolean =>
      came(id, rotation.ways.get(id) ?? [], epoch, membership),
    isWhole,
    /** What a rotation itself is sealed with, which those whose membership ended may still open. */
    before: (membership: Membership): Epoch => lastOf(membership, membership.rotations) ?? founding(),
    size: (): number => epochs.size,
    /** Oldest first. */
    all: (): readonly Epoch[] => [...epochs.values()],
    /** Whatever it holds, for somebody who is let in. */
    keys: (): readonly Bytes[] => [...epochs.values()].map(({ key }) => key),
    /** Of the founding: every member was welcomed with it. */
    founding,
    wipe(): void {
      for (const epoch of epochs.values()) {
        wipe(epoch.key);
        wipeEpoch(epoch);
      }
    },
  };
}

/**
 * [L28] Made from the key alone, so that whoever has the key can tell whether another's box holds it. Nothing is in the
 * box of a device whose own card has no key to seal to: it harms nobody else.
 */
export const boxFor = (key: Bytes, card: Pick<MemberCard, "id" | "sealKey">): Bytes =>
  sealToFrom(keyedHash(key, "tessera/epoch-box/1", idBytes(card.id)), key, card.sealKey) ?? emptyBox;
const emptyBox: Bytes = new Uint8Array(1);

const sealedTo = (key: Bytes, cards: readonly MemberCard[]): EntryOf<"rotate">["keys"] =>
  cards.map((card) => [idBytes(card.id), boxFor(key, card)] as const);

/** A new key, sealed to every member of `membership`. */
export function sealRotation(key: Bytes, membership: Membership): EntryOf<"rotate"> {
  const cards = [...membership.devices.values()].map(({ card }) => card);
  return { kind: "rotate", epoch: epochIdOf(key), keys: sealedTo(key, cards) };
}

const cardOf = ({ devices, former }: Membership, device: DeviceId): MemberCard | null =>
  (devices.get(device) ?? former.get(device)?.member)?.card ?? null;

/** What any member may do so that all can read what is written from now on, and nobody else. */
export interface Duty {
  /** The same for every device that sees it. */
  readonly what: string;
  /** So many others are to do it before this device. */
  readonly turn: number;
  /** Null for a new epoch. */
  readonly share: (() => EntryOf<"share">) | null;
}

/**
 * [L29] What is owed, as this device can tell. The first turn to rotate is of whoever ended a membership; then come
 * those who were heard lately, delegates before guests, by device. `heardAt`: by their own clocks.
 */
export function dutiesOf(
  device: DeviceId,
  membership: Membership,
  keyring: Keyring,
  authorOf: (entry: EnvelopeHash) => DeviceId | null,
  heardAt: (device: DeviceId) => number,
): readonly Duty[] {
  const { devices, former, rotations } = membership;
  if (!devices.has(device)) return [];
  const cards = [...devices.values()].map(({ card }) => card);
  const latest = Math.max(...cards.map(({ id }) => heardAt(id)));
  const ranks = new Map(
    cards.map(({ id, party }) => [id, `${party === null ? 1 : 0}${heardAt(id) + lately < latest ? 1 : 0}${id}`]),
  );
  const rank = (id: DeviceId): string => ranks.get(id) ?? "";
  const ranked = [...devices.keys()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const duties: Duty[] = [];
  for (const rotation of rotations) {
    const epoch = keyring.byId(rotation.epoch);
    if (epoch === null) continue;
    const have = ranked.filter((id) => keyring.hasKey(id, rotation, epoch, membership));
    if (have.length === ranked.length) continue;
    const having = new Set(have);
    const lacking = cards.filter(({ id }) => !having.has(id));
    const share = (): EntryOf<"share"> => ({ kind: "share", epoch: epoch.id, keys: sealedTo(epoch.key, lacking) });
    const what = `share ${rotation.entry} ${lacking.map(({ id }) => id).join(" ")}`;
    duties.push({ what, turn: having.has(device) ? have.indexOf(device) : ranked.length, share });
  }
  if (isRotationDue(membership, keyring)) {
    const openTo = rotations.at(-1)?.openTo ?? [];
    const enders = openTo.map((id) => authorOf(former.get(id)?.by ?? noEntry));
    const order = [...ranked.filter((id) => enders.includes(id)), ...ranked.filter((id) => !enders.includes(id))];
    duties.push({
      what: `rotate ${rotations.at(-1)?.entry} ${openTo.join(" ")}`,
      turn: order.indexOf(device),
      share: null,
    });
  }
  return duties;
}

const lately = 24 * 3_600_000;
const noEntry = "" as EnvelopeHash;

/** No epoch is closed to everybody else; of one whose key is not here a share is to come. */
function isRotationDue(membership: Membership, keyring: Keyring): boolean {
  return membership.rotations.every((rotation) => {
    const held = keyring.byId(rotation.epoch);
    return rotation.openTo.length > 0 || (held !== null && !keyring.isWhole(rotation, held, membership));
  });
}
