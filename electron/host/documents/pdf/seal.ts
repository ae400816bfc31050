/**
 * The exporter's seal: a signature added as an incremental update, so that the bytes before it stay as they were and
 * earlier seals stay valid. Each rendering has its own form of it.
 */
import { type Bytes, concatBytes } from "../../../../shared/base/bytes.ts";
import type { PdfIdentity } from "./pdfIdentity.ts";
import { readRendering } from "./renderingOf.ts";
import { applySeal as applyCurrentSeal } from "./renderings/v2/seal.ts";

export interface SealTerms {
  readonly certificateDer: Bytes;
  readonly reason: string;
  /** Milliseconds; whole seconds are kept. */
  readonly signedAt: number;
}

const maxReasonLength = 200;
/** n of P-256 (FIPS 186). Of the two forms (r, s) and (r, n - s) of one signature, only the lower s is written. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** `sign`: 64 bytes (r, s) over SHA-256 of the given bytes. */
export type SignP256 = (message: Bytes) => Promise<Bytes>;

/** The file with the seal, in the form of the rendering that the file names. Throws for a file that is not ours. */
export async function applySeal(pdf: Bytes, terms: SealTerms, sign: SignP256): Promise<Bytes> {
  if (readRendering(pdf) !== 1) return applyCurrentSeal(pdf, terms, sign);
  const first = await import("./renderings/v1/seal.ts");
  return first.applySeal(pdf, terms, sign);
}

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
