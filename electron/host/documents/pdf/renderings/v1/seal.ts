/**
 * The seal on a page of rendering 1: a PAdES B-B signature that @libpdf/core adds as an incremental update. Frozen: by it
 * the seals of version 0.1 are made again and compared.
 */
import { PDF } from "@libpdf/core";
import type { Bytes } from "../../../../../../shared/base/bytes.ts";
import { der, derInteger } from "../../der.ts";
import type { SealTerms, SignP256 } from "../../seal.ts";

/** Bytes kept for the signature: 1.2 KB are used, and a certificate's name can take some more. */
const reservedBytes = 4096;

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

/** SEQUENCE { INTEGER r, INTEGER s }. */
const encodeDer = (signature: Uint8Array): Bytes =>
  der(0x30, derInteger(signature.subarray(0, 32)), derInteger(signature.subarray(32)));
