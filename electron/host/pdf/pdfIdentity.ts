/** A device's certificate for sealing PDFs: P-256, self-signed. It says who exported a file, never who ratified it. */
import "reflect-metadata";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { Random } from "../../../shared/base/ambient.ts";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";

export interface PdfIdentity {
  readonly privateKeyPkcs8: Bytes;
  readonly certificateDer: Bytes;
}

const p256 = { name: "ECDSA", namedCurve: "P-256" } as const;
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
  const notBefore = new Date(args.notBefore);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notBefore.getUTCFullYear() + lifetimeYears);
  const serial = args.random.bytes(16);
  // A serial number is a positive integer in its shortest form.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: toHex(serial),
    name: [{ CN: [readName(args.commonName)] }],
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
    ],
  });
  return {
    privateKeyPkcs8: new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey)),
    certificateDer: new Uint8Array(certificate.rawData),
  };
}

export interface PdfCertificate {
  readonly commonName: string;
  /** `signature`: 64 bytes (r, s) over SHA-256 of `message`. */
  verify(signature: Bytes, message: Bytes): Promise<boolean>;
}

/** Throws for anything but a P-256 certificate. */
export async function readPdfCertificate(der: Bytes): Promise<PdfCertificate> {
  const certificate = new X509Certificate(der);
  const key = await certificate.publicKey.export(p256, ["verify"]);
  return {
    commonName: certificate.subjectName.getField("CN")[0] ?? "",
    verify: (signature, message) => crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, message),
  };
}

function readName(given: string): string {
  const name = [...given.replace(/[\p{Cc}\p{Cs}\s]+/gu, " ").trim()].slice(0, maxNameLength).join("");
  return name === "" ? "Tessera" : name;
}
