/** What derives from an epoch key: frame sealing, the room at a relay, recognition between members. PROTOCOL.md, L7. */
import { type Bytes, utf8 } from "../../base/bytes.ts";
import { hash, type KeyPair, keyedHash, signingKeyPair, wipe } from "../../base/crypto.ts";
import { type CharterId, type DeviceId, idBytes } from "../../base/ids.ts";

export interface EpochKeys {
  /** 16 bytes: commits to the key. */
  readonly id: Bytes;
  readonly frame: Bytes;
  /** For tags by which members recognise each other on a link. */
  readonly meet: Bytes;
  /** For tags by which members recognise each other on a local network, before there is a link. */
  readonly discover: Bytes;
  readonly room: KeyPair;
}

export const epochIdOf = (epochKey: Bytes): Bytes => hash("tessera/epoch-id/1", epochKey).slice(0, 16);

export function deriveEpoch(epochKey: Bytes): EpochKeys {
  return {
    id: epochIdOf(epochKey),
    frame: keyedHash(epochKey, "tessera/epoch-frame/1"),
    meet: keyedHash(epochKey, "tessera/epoch-meet/1"),
    discover: keyedHash(epochKey, "tessera/epoch-discover/1"),
    room: signingKeyPair(keyedHash(epochKey, "tessera/epoch-room/1")),
  };
}

/** Overwrites what opens and signs in this epoch. */
export function wipeEpoch({ frame, meet, discover, room }: EpochKeys): void {
  for (const secret of [frame, meet, discover, room.privateKey]) wipe(secret);
}

/** [L11] The editing client id of a device's n-th session: 2^52 and 52 bits that nobody can choose, the last of them 0. */
export function sessionClient(charter: CharterId, device: DeviceId, sessionNo: number): number {
  const digest = hash("tessera/yjs-client/1", idBytes(charter), idBytes(device), utf8(String(sessionNo)));
  let client = ((digest[0] as number) & 0x0f) | 0x10;
  for (let i = 1; i < 7; i++) client = client * 256 + (digest[i] as number);
  return client - (client % 2);
}

/** [L11] The ids that stock Yjs clients choose for themselves. Derived ones are never among them. */
export const isChosenClient = (client: number): boolean => client < 2 ** 32;
