/** A device's certificate for sealing PDFs: P-256, self-signed. It says who exported a file, never who ratified it. */
import "reflect-metadata";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { Random } from "../../../../shared/base/ambient.ts";
import { type Bytes, concatBytes, fromHex, toHex, utf8 } from "../../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../../shared/base/cbor.ts";
import { sign, verify } from "../../../../shared/base/crypto.ts";
import { bytes, list, oneOf, tuple } from "../../../../shared/base/parse.ts";
import { parseSigned, readDeviceChain, type Signed } from "../../../../shared/ledger/members/cards.ts";
import type { DeviceCard } from "../../../../shared/ledger/members/model.ts";

export interface PdfIdentity {
  readonly privateKeyPkcs8: Bytes;
  readonly certificateDer: Bytes;
}

const p256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const deviceDomain = "tessera/seal-device/1";
/** The cards stand in the certificate as a further name of its subject, a URI. */
const deviceUri = "tessera-device:";
const parseVouched = tuple(oneOf(deviceDomain), list(parseSigned, { min: 1, max: 16 }), bytes({ min: 64, max: 64 }));
/** A seal has room for no more: some ten cards. */
export const maxCertificateBytes = 7000;
const lifetimeYears = 30;
/** RFC 5280: a common name has at most 64 characters. */
const maxNameLength = 64;

/** The key is WebCrypto's own; `random` gives the serial number. `notBefore`: milliseconds. */
export async function createPdfIdentity(args: {
  readonly random: Random;
  readonly commonName: string;
  readonly notBefore: number;
}): Promise<PdfIdentity> {
  const keys = await crypto.subtle.generateKey(p256, true, ["sign", "verify"]);
  const serial = args.random.bytes(16);
  // A serial number is a positive integer in its shortest form.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const notBefore = new Date(args.notBefore);
  return {
    privateKeyPkcs8: new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey)),
    certificateDer: await signCertificate({
      ...{ keys, notBefore, commonName: readName(args.commonName), serialNumber: toHex(serial) },
      extensions: [],
    }),
  };
}

async function signCertificate(args: {
  readonly keys: Parameters<typeof X509CertificateGenerator.createSelfSigned>[0]["keys"];
  readonly commonName: string;
  readonly notBefore: Date;
  readonly serialNumber: string;
  readonly extensions: readonly SubjectAlternativeNameExtension[];
}): Promise<Bytes> {
  const notAfter = new Date(args.notBefore);
  notAfter.setUTCFullYear(args.notBefore.getUTCFullYear() + lifetimeYears);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: args.serialNumber,
    name: [{ CN: [args.commonName] }],
    notBefore: args.notBefore,
    notAfter,
    keys: args.keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      ...args.extensions,
    ],
  });
  return new Uint8Array(certificate.rawData);
}

/** A device of the ledger that vouches for a seal's key: the cards from its party to it, and its own key. */
export interface SealingDevice {
  readonly chain: readonly Signed[];
  readonly privateKey: Bytes;
}

/**
 * The same key with a certificate that its device vouches for: it holds the device's cards and its signature over the
 * key. Without it anybody could write any name into a seal.
 */
export async function bindPdfIdentity(identity: PdfIdentity, device: SealingDevice): Promise<PdfIdentity> {
  const own = new X509Certificate(identity.certificateDer);
  const keys = {
    privateKey: await crypto.subtle.importKey("pkcs8", identity.privateKeyPkcs8, p256, false, ["sign"]),
    publicKey: await own.publicKey.export(p256, ["verify"]),
  };
  const vouched = encodeCbor([
    deviceDomain,
    device.chain.map((card) => [...card]),
    sign(vouchedBytes(own), device.privateKey),
  ]);
  const certificateDer = await signCertificate({
    ...{ keys, notBefore: own.notBefore, commonName: own.subjectName.getField("CN")[0] ?? "Tessera" },
    serialNumber: own.serialNumber,
    extensions: [new SubjectAlternativeNameExtension([{ type: "url", value: `${deviceUri}${toHex(vouched)}` }])],
  });
  return { ...identity, certificateDer };
}

const vouchedBytes = (certificate: X509Certificate): Bytes =>
  concatBytes(utf8(deviceDomain), new Uint8Array(1), new Uint8Array(certificate.publicKey.rawData));

/** The device that vouches for the key of a certificate; null: none does. */
function readDevice(certificate: X509Certificate): DeviceCard | null {
  const names = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const held = names.find(({ type, value }) => type === "url" && value.startsWith(deviceUri))?.value;
  const bytesHeld = held === undefined ? null : fromHex(held.slice(deviceUri.length));
  const parsed = bytesHeld === null ? null : parseVouched(decodeCbor(bytesHeld));
  if (!parsed?.ok) return null;
  const [, chain, signature] = parsed.value;
  const card = readDeviceChain(chain);
  if (!card.ok) return null;
  const id = fromHex(card.value.id);
  return id !== null && verify(vouchedBytes(certificate), signature, id) ? card.value : null;
}

export interface PdfCertificate {
  /** What the certificate calls itself. */
  readonly commonName: string;
  readonly device: DeviceCard | null;
  /** `signature`: 64 bytes (r, s) over SHA-256 of `message`. */
  verify(signature: Bytes, message: Bytes): Promise<boolean>;
}

/** Throws for anything but a P-256 certificate. */
export async function readPdfCertificate(der: Bytes): Promise<PdfCertificate> {
  const certificate = new X509Certificate(der);
  const key = await certificate.publicKey.export(p256, ["verify"]);
  return {
    commonName: certificate.subjectName.getField("CN")[0] ?? "",
    device: readDevice(certificate),
    verify: (signature, message) => crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, message),
  };
}

function readName(given: string): string {
  const name = [...given.replace(/[\p{Cc}\p{Cs}\s]+/gu, " ").trim()].slice(0, maxNameLength).join("");
  return name === "" ? "Tessera" : name;
}
