/** The signed, hash-chained unit of the ledger. PROTOCOL.md, L1 to L4. */
import { type Bytes, compareBytes, equalBytes, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { type CborReader, createCborReader } from "../../base/cborReader.ts";
import { createCborWriter } from "../../base/cborWriter.ts";
import { hash, plainHash, sign, verify } from "../../base/crypto.ts";
import { type CharterId, type DeviceId, type EnvelopeHash, idBytes } from "../../base/ids.ts";
import { bytes, integer, list, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { moment } from "../../charter/parties/term.ts";

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
  heads: 11,
  response: 12,
  release: 13,
  consent: 14,
  report: 15,
  answer: 16,
  review: 18,
  institution: 19,
  endorsement: 20,
  confirmation: 21,
  comment: 22,
  stance: 23,
  closing: 24,
  signers: 25,
} as const;

/** [L21] What the log itself is made of; every other type is a statement, also one that this program does not know. */
const logTypes: ReadonlySet<number> = new Set([
  envelopeTypes.session,
  envelopeTypes.text,
  envelopeTypes.governance,
  envelopeTypes.heads,
]);
export const isStatement = (type: number): boolean => !logTypes.has(type);

/** The place of one envelope: who, which number, and its hash. */
export interface LogPosition {
  readonly device: DeviceId;
  readonly seq: number;
  readonly hash: EnvelopeHash;
}

/** A list of places, or what is read as one. */
export type Places = Iterable<LogPosition> & { readonly length: number };

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
  readonly deps: Places;
  /** Heads of the governance entries in the author's past, ordered. */
  readonly governance: readonly EnvelopeHash[];
  /** Milliseconds since 1970, claimed by the author. */
  readonly time: number;
  readonly type: number;
  /** Null: a statement's, left out [L36]. */
  readonly body: Bytes | null;
}

/** The highest number of each device; branches of one device count together. */
export function newestOf(positions: Iterable<Pick<LogPosition, "device" | "seq">>): ReadonlyMap<DeviceId, number> {
  const newest = new Map<DeviceId, number>();
  for (const { device, seq } of positions) newest.set(device, Math.max(seq, newest.get(device) ?? -1));
  return newest;
}

export interface SignedEnvelope {
  readonly envelope: Envelope;
  /** BLAKE2b-256 of the signed bytes. */
  readonly hash: EnvelopeHash;
}

export type EnvelopeFault = { readonly kind: "malformed"; readonly reason: string } | { readonly kind: "badSignature" };

const domain = "tessera/envelope/1";
/** Of the body that a statement's signed bytes name. */
const bodyDomain = "tessera/statement-body/1";
const signatureBytes = 64;
const hashBytes = 32;
const epochBytes = 16;
const partsInAll = 11;
const partsOfPlace = 3;
const maxType = 255;
export const maxEnvelopeBytes = 4 * 1024 * 1024 - 8;

/** One for each device, where all wrote while apart. */
const maxHeads = 4096;
const hash32 = bytes({ min: hashBytes, max: hashBytes });
const count = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

/** Places as they are written everywhere: at most 4096 of `[device 32, seq, hash 32]`. */
export const parsePositions = list(tuple(hash32, count, hash32), { max: maxHeads });
export const writePositions = (places: readonly LogPosition[]): readonly (readonly [Bytes, number, Bytes])[] =>
  places.map(({ device, seq, hash }) => [idBytes(device), seq, idBytes(hash)]);
export const readPositions = (written: readonly (readonly [Bytes, number, Bytes])[]): readonly LogPosition[] =>
  written.map(([device, seq, hash]) => ({
    device: toHex(device) as DeviceId,
    seq,
    hash: toHex(hash) as EnvelopeHash,
  }));

/** What a statement's signed bytes name its body by. */
export const namedBody = (body: Bytes): Bytes => hash(bodyDomain, body);

/** What the signed bytes have in the place of the body: of a statement its hash, so that the chain holds without it. */
const signedBody = (type: number, body: Bytes): Bytes => (isStatement(type) ? namedBody(body) : body);

export interface WrittenEnvelope {
  readonly bytes: Bytes;
  readonly hash: EnvelopeHash;
}

/** `[signed bytes, signature]`; a statement's body comes third, unless it is left out. */
export function signEnvelope(envelope: Envelope, devicePrivateKey: Bytes): WrittenEnvelope {
  const { type, body } = envelope;
  if (body === null) throw new Error("nobody signs what was left out");
  const signed = writeSigned(envelope, signedBody(type, body));
  return joinEnvelope(signed, sign(signed, devicePrivateKey), isStatement(type) ? body : null);
}

/** What is signed: the envelope with `named` in the place of its body. */
function writeSigned(envelope: Omit<Envelope, "body">, named: Bytes): Bytes {
  const writer = createCborWriter();
  writer.list(partsInAll);
  writer.text(domain);
  writer.bytes(idBytes(envelope.charter));
  writer.bytes(envelope.epoch);
  writer.bytes(idBytes(envelope.device));
  writer.integer(envelope.seq);
  writer.bytes(envelope.prev === null ? new Uint8Array(0) : idBytes(envelope.prev));
  writer.list(envelope.deps.length);
  for (const { device, seq, hash } of envelope.deps) {
    writer.list(partsOfPlace);
    writer.bytes(idBytes(device));
    writer.integer(seq);
    writer.bytes(idBytes(hash));
  }
  writer.list(envelope.governance.length);
  for (const head of envelope.governance) writer.bytes(idBytes(head));
  writer.integer(envelope.time);
  writer.integer(envelope.type);
  writer.bytes(named);
  return writer.written();
}

function joinEnvelope(signed: Bytes, signature: Bytes, attached: Bytes | null): WrittenEnvelope {
  const writer = createCborWriter();
  writer.list(attached === null ? 2 : 3);
  writer.bytes(signed);
  writer.bytes(signature);
  if (attached !== null) writer.bytes(attached);
  return { bytes: writer.written(), hash: toHex(plainHash(signed)) as EnvelopeHash };
}

/** An envelope in the parts that it is written anew from: what `writeParts` makes of them is what was read, byte for byte. */
export interface EnvelopeParts {
  /** Its body is in `body`. */
  readonly envelope: Omit<Envelope, "body">;
  readonly signature: Bytes;
  /** Of a statement whose body was left out [L36] the hash that stands in its place. */
  readonly body: { readonly kind: "held"; readonly bytes: Bytes } | { readonly kind: "leftOut"; readonly hash: Bytes };
}

export function writeParts({ envelope, signature, body }: EnvelopeParts): WrittenEnvelope {
  if (body.kind === "leftOut") return joinEnvelope(writeSigned(envelope, body.hash), signature, null);
  const signed = writeSigned(envelope, signedBody(envelope.type, body.bytes));
  return joinEnvelope(signed, signature, isStatement(envelope.type) ? body.bytes : null);
}

/** Of an envelope that was verified before it was stored; null for what is none. */
export function readParts(wire: Bytes): (EnvelopeParts & Pick<SignedEnvelope, "hash">) | null {
  const taken = takeApart(wire);
  const read = taken.ok ? readSigned(taken.value.signed) : taken;
  if (!taken.ok || !read.ok) return null;
  const { signed, signature, attached } = taken.value;
  const { body: named, ...envelope } = read.value;
  return {
    envelope,
    signature,
    hash: toHex(plainHash(signed)) as EnvelopeHash,
    body:
      isStatement(envelope.type) && attached === null
        ? { kind: "leftOut", hash: named }
        : { kind: "held", bytes: attached ?? named },
  };
}

/** The id of the epoch key that seals an envelope, read from its beginning alone. */
export function epochIn(wire: Bytes): Bytes | null {
  const outer = createCborReader(wire);
  const signed = outer.list() === null ? null : outer.bytes();
  if (signed === null) return null;
  const reader = createCborReader(signed);
  if (reader.list() === null || reader.text() === null || reader.bytes() === null) return null;
  return reader.bytes();
}

/** [L36] The same envelope without its body; it reads as before, but for the body. */
export function withoutBody(wire: Bytes): Bytes {
  const [signed, signature] = decodeCbor(wire) as readonly [Bytes, Bytes];
  return encodeCbor([signed, signature]);
}

/** Reads and verifies; `verified` skips the signature of what this device verified before it stored it. */
export function readEnvelope(wire: Bytes, verified = false): Result<SignedEnvelope, EnvelopeFault> {
  const taken = takeApart(wire);
  if (!taken.ok) return taken;
  const { signed, signature, attached } = taken.value;
  const read = readSigned(signed);
  if (!read.ok) return read;
  const { type, body: named } = read.value;
  if (isStatement(type) && named.length !== hashBytes) return malformed("a statement names its body by a hash");
  if (!isStatement(type) && attached !== null) return malformed("a body beside the signed bytes");
  if (isStatement(type) && attached !== null && !equalBytes(namedBody(attached), named))
    return malformed("another body than the signed one");
  if (!verified && !verify(signed, signature, idBytes(read.value.device))) return err({ kind: "badSignature" });
  const body = !isStatement(type) ? named : attached === null ? null : new Uint8Array(attached);
  return ok({ hash: toHex(plainHash(signed)) as EnvelopeHash, envelope: { ...read.value, body } });
}

function takeApart(
  wire: Bytes,
): Result<{ readonly signed: Bytes; readonly signature: Bytes; readonly attached: Bytes | null }, EnvelopeFault> {
  if (wire.length > maxEnvelopeBytes) return malformed("too large");
  const reader = createCborReader(wire);
  const parts = reader.list();
  const signed = reader.bytes();
  const signature = signed && reader.bytes();
  const attached = parts === 3 && signature !== null ? reader.bytes() : null;
  if (signed === null || signature?.length !== signatureBytes) return malformed("signed bytes and signature");
  if (!(parts === 2 || (parts === 3 && attached !== null)) || !reader.isAtEnd()) return malformed("parts");
  return ok({ signed, signature, attached });
}

const malformed = (reason: string): Result<never, EnvelopeFault> => err({ kind: "malformed", reason });

/** As the signed bytes have it, with what they have in the place of the body. */
function readSigned(signed: Bytes): Result<Envelope & { readonly body: Bytes }, EnvelopeFault> {
  const reader = createCborReader(signed);
  const fixed = (length: number): Bytes | null => {
    const found = reader.bytes();
    return found?.length === length ? found : null;
  };
  const parts = reader.list();
  if (parts !== partsInAll || reader.text() !== domain) return malformed("not an envelope");
  const charter = fixed(hashBytes);
  const epoch = charter && fixed(epochBytes);
  const device = epoch && fixed(hashBytes);
  if (charter === null || epoch === null || device === null) return malformed("charter, epoch, device");
  const seq = reader.integer();
  const prev = seq === null ? null : fixed(seq === 0 ? 0 : hashBytes);
  if (seq === null || prev === null) return malformed("seq, prev");
  const deps = readDeps(signed, reader, fixed);
  if (deps === null) return malformed("deps");
  const governance = readAscending(reader, () => fixed(hashBytes));
  if (governance === null) return malformed("governance");
  const time = reader.integer();
  const type = time === null ? null : reader.integer();
  const body = type === null ? null : reader.bytes();
  if (time === null || !moment(time).ok) return malformed("time");
  if (type === null || type < 1 || type > maxType) return malformed("type");
  if (body === null || !reader.isAtEnd()) return malformed("body");
  return ok({
    charter: toHex(charter) as CharterId,
    epoch: new Uint8Array(epoch),
    device: toHex(device) as DeviceId,
    seq,
    prev: seq === 0 ? null : (toHex(prev) as EnvelopeHash),
    deps,
    governance: governance.map((head) => toHex(head) as EnvelopeHash),
    time,
    type,
    body: new Uint8Array(body),
  });
}

/** As many hashes as the list says, each after the one before; null where it is not so. */
function readAscending(reader: CborReader, read: () => Bytes | null): readonly Bytes[] | null {
  const count = reader.list();
  if (count === null || count > maxHeads) return null;
  const hashes: Bytes[] = [];
  for (let i = 0; i < count; i++) {
    const hash = read();
    const before = hashes.at(-1);
    if (hash === null || (before !== undefined && compareBytes(before, hash) >= 0)) return null;
    hashes.push(hash);
  }
  return hashes;
}

/**
 * There may be thousands, and the first that is not held decides: each place is made as it is asked for, of the bytes.
 */
function readDeps(signed: Bytes, reader: CborReader, fixed: (length: number) => Bytes | null): Places | null {
  const from = reader.at();
  const hashes = readAscending(reader, () => {
    const isPlace = reader.list() === partsOfPlace && fixed(hashBytes) !== null && reader.integer() !== null;
    return isPlace ? fixed(hashBytes) : null;
  });
  if (hashes === null) return null;
  if (hashes.length === 0) return [];
  const written = new Uint8Array(signed.subarray(from, reader.at()));
  return {
    length: hashes.length,
    *[Symbol.iterator]() {
      const again = createCborReader(written);
      for (let left = again.list() ?? 0; left > 0; left--) {
        again.list();
        const [device, seq, hash] = [again.bytes(), again.integer(), again.bytes()];
        if (device === null || seq === null || hash === null) return;
        yield { device: toHex(device) as DeviceId, seq, hash: toHex(hash) as EnvelopeHash };
      }
    },
  };
}
