/**
 * The exporter's seal: a PAdES B-B signature added as an incremental update, so that the bytes before it stay as
 * they were and earlier seals stay valid.
 *
 * [S1] A seal is a function of the bytes before it, the certificate, the reason, the second it was made, and the
 * 64 bytes of the signature. `verifyPdf` makes each seal again from these and compares byte by byte, so the padding,
 * the byte range, the cross-reference table and everything else that a signature leaves open has one legal form.
 */
import { PDF } from "@libpdf/core";
import { type Bytes, concatBytes } from "../../../shared/base/bytes.ts";
import type { PdfIdentity } from "./pdfIdentity.ts";

export interface SealTerms {
  readonly certificateDer: Bytes;
  readonly reason: string;
  /** Milliseconds; whole seconds are kept. */
  readonly signedAt: number;
}

/** Bytes kept for the signature: 1.2 KB are used, and a certificate's name can take some more. */
const reservedBytes = 4096;
const maxReasonLength = 200;
/** n of P-256 (FIPS 186). Of the two forms (r, s) and (r, n - s) of one signature, only the lower s is written. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** `sign`: 64 bytes (r, s) over SHA-256 of the given bytes. */
export type SignP256 = (message: Bytes) => Promise<Bytes>;

export async function sealPdf(
  pdf: Bytes,
  identity: PdfIdentity,
  { reason, signedAt }: { readonly reason: string; readonly signedAt: number },
): Promise<Bytes> {
  const key = await crypto.subtle.importKey(
    "pkcs8",
    identity.privateKeyPkcs8,
    { name: "ECDSA", namedCurve: "P-256" },
    false,
    ["sign"],
  );
  return applySeal(
    pdf,
    { certificateDer: identity.certificateDer, reason: readReason(reason), signedAt },
    async (message) =>
      lowerS(new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, message))),
  );
}

export async function applySeal(pdf: Bytes, terms: SealTerms, sign: SignP256): Promise<Bytes> {
  const document = await PDF.load(pdf);
  const { bytes } = await document.sign({
    signer: {
      certificate: terms.certificateDer,
      keyType: "EC",
      signatureAlgorithm: "ECDSA",
      sign: async (message) => encodeDer(await sign(new Uint8Array(message))),
    },
    reason: terms.reason,
    signingTime: new Date(Math.floor(terms.signedAt / 1000) * 1000),
    level: "B-B",
    digestAlgorithm: "SHA-256",
    estimatedSize: reservedBytes,
  });
  return new Uint8Array(bytes);
}

/** Letters that a PDF string holds as they are. */
function readReason(given: string): string {
  const reason = given
    .replace(/[^\x20-\x7e]|[()\\]/g, "")
    .slice(0, maxReasonLength)
    .trim();
  return reason === "" ? "Export" : reason;
}

const readInteger = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

export const isLowerS = (signature: Uint8Array): boolean => readInteger(signature.subarray(32)) * 2n <= order;

function lowerS(signature: Bytes): Bytes {
  if (isLowerS(signature)) return signature;
  const hex = (order - readInteger(signature.subarray(32))).toString(16).padStart(64, "0");
  const lower = Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
  return concatBytes(signature.subarray(0, 32), lower);
}

/** SEQUENCE { INTEGER r, INTEGER s }, DER. */
function encodeDer(signature: Uint8Array): Bytes {
  const integer = (bytes: Uint8Array): Bytes => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const short = bytes.subarray(first < 0 ? bytes.length - 1 : first);
    const padded = (short[0] ?? 0) >= 0x80 ? concatBytes(new Uint8Array(1), short) : short;
    return concatBytes(new Uint8Array([0x02, padded.length]), padded);
  };
  const body = concatBytes(integer(signature.subarray(0, 32)), integer(signature.subarray(32)));
  return concatBytes(new Uint8Array([0x30, body.length]), body);
}
