/** A cursor on its way to another device: signed, sealed as an ephemeral frame, stored nowhere. PROTOCOL.md, S9. */
import { type Bytes, toHex } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { sign, verify } from "../base/crypto.ts";
import { type CharterId, type DeviceId, idBytes } from "../base/ids.ts";
import { bytes, integer, nullable, oneOf, text, tuple } from "../base/parse.ts";
import type { EpochKeys } from "../ledger/members/epoch.ts";
import { openEphemeral, sealEphemeral } from "./ephemeralFrame.ts";

export interface RemotePresence {
  readonly device: DeviceId;
  /** Yjs client id of the window. */
  readonly client: number;
  /** Of the session that derives the client id; null for a client id chosen by a gateway's client. */
  readonly sessionNo: number | null;
  /** JSON; null: it left. */
  readonly state: string | null;
}

export const maxPresenceBytes = 4096;

const domain = "tessera/presence/1";
const parseSigned = tuple(bytes({ max: 2 * maxPresenceBytes }), bytes({ min: 64, max: 64 }));
const parsePresence = tuple(
  oneOf(domain),
  bytes({ min: 32, max: 32 }),
  bytes({ min: 32, max: 32 }),
  integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  nullable(integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
  nullable(text({ max: maxPresenceBytes })),
);

export function encodePresence(
  charter: CharterId,
  presence: RemotePresence,
  privateKey: Bytes,
  epoch: EpochKeys,
  nonce24: Bytes,
): Bytes {
  const { device, client, sessionNo, state } = presence;
  const body = encodeCbor([domain, idBytes(charter), idBytes(device), client, sessionNo, state]);
  return sealEphemeral(encodeCbor([body, sign(body, privateKey)]), epoch, nonce24);
}

/** Null for anything that its device did not sign for this charter. */
export function readPresence(
  charter: CharterId,
  frame: Bytes,
  epochOf: (keyId: Bytes) => EpochKeys | null,
): RemotePresence | null {
  const plain = openEphemeral(frame, epochOf);
  const signed = plain === null ? null : parseSigned(decodeCbor(plain));
  if (!signed?.ok) return null;
  const [body, signature] = signed.value;
  const parsed = parsePresence(decodeCbor(body));
  if (!parsed.ok) return null;
  const [, charterKey, device, client, sessionNo, state] = parsed.value;
  if (toHex(charterKey) !== charter || !verify(body, signature, device)) return null;
  return { device: toHex(device) as DeviceId, client, sessionNo, state };
}
