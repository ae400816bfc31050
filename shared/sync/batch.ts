/**
 * Several envelopes in one message of a link: deflated together against what both ends know already, padded and
 * sealed for this link alone. PROTOCOL.md, S19. Deflating is the caller's: the protocol has no code of its own for it.
 */
import { type Bytes, concatBytes, utf8 } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { openWithNonce, sealWithNonce } from "../base/crypto.ts";
import { type CharterId, idBytes } from "../base/ids.ts";
import { bytes, list } from "../base/parse.ts";
import { type LogPosition, maxEnvelopeBytes } from "../ledger/log/envelope.ts";
import type { EpochKeys } from "../ledger/members/epoch.ts";
import { padBlock, readBlock } from "./frame.ts";
import type { Role } from "./meeting.ts";

/** Of the list, inflated. */
export const maxBatchBytes = 2 * 1024 * 1024;
const maxEnvelopes = 4096;
/** Of each have; deflate looks back 32 KiB. */
const maxPlaces = 200;

const parseList = list(bytes({ min: 1, max: maxEnvelopeBytes }), { max: maxEnvelopes });

export interface BatchLink {
  readonly charter: CharterId;
  readonly binding: Bytes;
  /** What each end said that it has. */
  readonly places: Readonly<Record<Role, readonly LogPosition[]>>;
}

/** What the envelopes of a first exchange mostly repeat: the names of devices and newest envelopes, and their beginning. */
export function batchDictionary({ charter, places }: BatchLink, epoch: EpochKeys): Bytes {
  const known = [...places.dialer.slice(0, maxPlaces), ...places.listener.slice(0, maxPlaces)];
  const hash32 = Uint8Array.of(0x58, 32);
  return concatBytes(
    ...known.flatMap(({ device, hash }) => [hash32, idBytes(hash), hash32, idBytes(device)]),
    Uint8Array.of(0x8b, 0x72),
    utf8("tessera/envelope/1"),
    hash32,
    idBytes(charter),
    Uint8Array.of(0x50),
    epoch.id,
  );
}

export const encodeBatchList = (envelopes: readonly Bytes[]): Bytes => encodeCbor(envelopes);

/** Null for anything but a list of what may be envelopes. */
export function readBatchList(inflated: Bytes): readonly Bytes[] | null {
  const parsed = parseList(decodeCbor(inflated));
  return parsed.ok ? parsed.value : null;
}

const label = ({ charter, binding }: BatchLink, from: Role): Bytes =>
  encodeCbor(["tessera/batch/1", binding, from, idBytes(charter)]);

/** nonce 24 | ciphertext. `nonce24` is fresh random. */
export const sealBatch = (deflated: Bytes, link: BatchLink, from: Role, epoch: EpochKeys, nonce24: Bytes): Bytes =>
  sealWithNonce(padBlock(deflated), label(link, from), nonce24, epoch.frame);

/** What was deflated; null for what was not sealed by a member for this link and direction. */
export function openBatch(sealed: Bytes, link: BatchLink, from: Role, epoch: EpochKeys): Bytes | null {
  const block = openWithNonce(sealed, label(link, from), epoch.frame);
  return block === null ? null : readBlock(block);
}
