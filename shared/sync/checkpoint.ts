/**
 * A text as one member's device vouches for it, for a newcomer to read while the log is on its way: signed, sealed as
 * an ephemeral frame, never an authority. PROTOCOL.md, S18.
 */
import { type Bytes, toHex } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { verify } from "../base/crypto.ts";
import { type CharterId, type DeviceId, idBytes } from "../base/ids.ts";
import { bytes, integer, oneOf, tuple } from "../base/parse.ts";
import { name } from "../charter/parties/names.ts";
import { type Place, parsePlaces, readPlaces, writePlaces } from "../ledger/log/envelope.ts";
import type { EpochKeys } from "../ledger/members/epoch.ts";
import { openSigned, sealSigned } from "./signedFrame.ts";

export interface Checkpoint {
  readonly device: DeviceId;
  /** Who vouches, in their own words: not proven before the log is read. */
  readonly person: string;
  /** Claimed, milliseconds since 1970. */
  readonly time: number;
  /** How many envelopes the text is folded from ... */
  readonly size: number;
  /** ... and the newest of each branch of each device among them. */
  readonly places: readonly Place[];
  /** Canonical content. */
  readonly content: Bytes;
}

/** Signatures, seal and places find room in a frame beside it. */
export const maxCheckpointContentBytes = 3 * 1024 * 1024;

const domain = "tessera/checkpoint/1";
const hash32 = bytes({ min: 32, max: 32 });
const parseBody = tuple(
  oneOf(domain),
  hash32,
  hash32,
  name,
  integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  parsePlaces,
  bytes({ max: maxCheckpointContentBytes }),
);

export function encodeCheckpoint(
  charter: CharterId,
  { device, person, time, size, places, content }: Checkpoint,
  privateKey: Bytes,
  epoch: EpochKeys,
  nonce24: Bytes,
): Bytes {
  const body = encodeCbor([
    domain,
    idBytes(charter),
    idBytes(device),
    person,
    time,
    size,
    writePlaces(places),
    content,
  ]);
  return sealSigned(body, privateKey, epoch, nonce24);
}

/** Null for anything that its device did not sign for this charter. The content is read by nobody yet. */
export function readCheckpoint(
  charter: CharterId,
  frame: Bytes,
  epochOf: (keyId: Bytes) => EpochKeys | null,
): Checkpoint | null {
  const signed = openSigned(frame, epochOf, 4 * 1024 * 1024);
  if (signed === null) return null;
  const [body, signature] = signed;
  const parsed = parseBody(decodeCbor(body));
  if (!parsed.ok) return null;
  const [, charterKey, device, person, time, size, places, content] = parsed.value;
  if (places.length === 0 || toHex(charterKey) !== charter || !verify(body, signature, device)) return null;
  return {
    device: toHex(device) as DeviceId,
    person,
    time,
    size,
    places: readPlaces(places),
    content,
  };
}
