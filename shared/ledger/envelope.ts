/** The signed, hash-chained unit of the ledger. PROTOCOL.md, L1 to L4. */
import { type Bytes, compareBytes, concatBytes, toHex } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { plainHash, sign, verify } from "../base/crypto.ts";
import { type CharterId, type DeviceId, type EnvelopeHash, idBytes } from "../base/ids.ts";
import { bytes, integer, list, text, tuple } from "../base/parse.ts";
import { err, ok, type Result } from "../base/result.ts";
import { moment } from "../charter/term.ts";

export const envelopeTypes = {
  session: 1,
  text: 2,
  governance: 3,
  proposal: 4,
  ballot: 5,
  reservation: 6,
  accession: 7,
  withdrawal: 8,
  attestation: 9,
  checkpoint: 10,
  heads: 11,
  confirmation: 21,
} as const;

/** The place of one envelope: who, which number, and its hash. */
export interface Place {
  readonly device: DeviceId;
  readonly seq: number;
  readonly hash: EnvelopeHash;
}

export interface Envelope {
  readonly charter: CharterId;
  /** 16 bytes: the id of the epoch key that seals it. */
  readonly epoch: Bytes;
  readonly device: DeviceId;
  /** 0, 1, 2 … without a gap. */
  readonly seq: number;
  /** Hash of the same device's envelope before; null for the first. */
  readonly prev: EnvelopeHash | null;
  /** Heads of other devices that the author held, ordered by hash. */
  readonly deps: readonly Place[];
  /** Heads of the governance entries in the author's past, ordered. */
  readonly governance: readonly EnvelopeHash[];
  /** Milliseconds since 1970, claimed by the author. */
  readonly time: number;
  readonly type: number;
  readonly body: Bytes;
}

export interface SignedEnvelope {
  readonly envelope: Envelope;
  /** BLAKE2b-256 of the signed bytes. */
  readonly hash: EnvelopeHash;
}

export type EnvelopeFault =
  /** A later format: kept, not judged. */
  | { readonly kind: "newerFormat" }
  | { readonly kind: "malformed"; readonly reason: string }
  | { readonly kind: "badSignature" };

const domain = "tessera/envelope/1";
const domainFamily = "tessera/envelope/";
const signatureBytes = 64;
export const maxEnvelopeBytes = 4 * 1024 * 1024 - 8;

/** One for each device, where all wrote while apart. */
const maxHeads = 4096;
const hash32 = bytes({ min: 32, max: 32 });
const count = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

/** Places as they are written everywhere: at most 4096 of `[device 32, seq, hash 32]`. */
export const parsePlaces = list(tuple(hash32, count, hash32), { max: maxHeads });
export const writePlaces = (places: readonly Place[]): readonly (readonly [Bytes, number, Bytes])[] =>
  places.map(({ device, seq, hash }) => [idBytes(device), seq, idBytes(hash)]);
export const readPlaces = (written: readonly (readonly [Bytes, number, Bytes])[]): readonly Place[] =>
  written.map(([device, seq, hash]) => ({
    device: toHex(device) as DeviceId,
    seq,
    hash: toHex(hash) as EnvelopeHash,
  }));

const parseEnvelope = tuple(
  text({ max: 40 }),
  hash32,
  bytes({ min: 16, max: 16 }),
  hash32,
  count,
  bytes({ max: 32 }),
  parsePlaces,
  list(hash32, { max: maxHeads }),
  moment,
  integer({ min: 1, max: 255 }),
  bytes({ max: maxEnvelopeBytes }),
);

/** Signature, then the signed bytes. */
export function signEnvelope(envelope: Envelope, devicePrivateKey: Bytes): { bytes: Bytes; hash: EnvelopeHash } {
  const signed = encodeCbor([
    domain,
    idBytes(envelope.charter),
    envelope.epoch,
    idBytes(envelope.device),
    envelope.seq,
    envelope.prev === null ? new Uint8Array(0) : idBytes(envelope.prev),
    writePlaces(envelope.deps),
    envelope.governance.map(idBytes),
    envelope.time,
    envelope.type,
    envelope.body,
  ]);
  return { bytes: concatBytes(sign(signed, devicePrivateKey), signed), hash: toHex(plainHash(signed)) as EnvelopeHash };
}

const isAscending = (hashes: readonly Uint8Array[]): boolean =>
  hashes.every((hash, index) => index === 0 || compareBytes(hashes[index - 1] as Uint8Array, hash) < 0);

/** Reads and verifies; `verified` skips the signature of what this device verified before it stored it. */
export function readEnvelope(wire: Bytes, verified = false): Result<SignedEnvelope, EnvelopeFault> {
  if (wire.length > maxEnvelopeBytes) return err({ kind: "malformed", reason: "too large" });
  const signature = wire.subarray(0, signatureBytes);
  const signed = wire.subarray(signatureBytes);
  const decoded = decodeCbor(signed);
  const tag = Array.isArray(decoded) ? decoded[0] : null;
  if (typeof tag === "string" && tag !== domain && tag.startsWith(domainFamily)) return err({ kind: "newerFormat" });
  const parsed = parseEnvelope(decoded);
  if (!parsed.ok) return err({ kind: "malformed", reason: `${parsed.error.at} should be ${parsed.error.expected}` });
  const [found, charter, epoch, device, seq, prev, deps, governance, time, type, body] = parsed.value;
  if (found !== domain) return err({ kind: "malformed", reason: "not an envelope" });
  if (prev.length !== (seq === 0 ? 0 : 32)) return err({ kind: "malformed", reason: "prev does not fit seq" });
  if (!isAscending(deps.map((dep) => dep[2])) || !isAscending(governance))
    return err({ kind: "malformed", reason: "heads are not in ascending order" });
  if (!verified && !verify(signed, signature, device)) return err({ kind: "badSignature" });
  return ok({
    hash: toHex(plainHash(signed)) as EnvelopeHash,
    envelope: {
      charter: toHex(charter) as CharterId,
      epoch,
      device: toHex(device) as DeviceId,
      seq,
      prev: seq === 0 ? null : (toHex(prev) as EnvelopeHash),
      deps: readPlaces(deps),
      governance: governance.map((head) => toHex(head) as EnvelopeHash),
      time,
      type,
      body,
    },
  });
}
