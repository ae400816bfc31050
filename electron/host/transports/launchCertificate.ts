/** A certificate for one launch: TLS needs one, and nobody checks it. Who is there is proven above TLS, over its exporter. */
import "reflect-metadata";
import { PemConverter, X509CertificateGenerator } from "@peculiar/x509";
import type { Clock, Random } from "../../../shared/base/ambient.ts";
import { toHex } from "../../../shared/base/bytes.ts";

const dayMs = 24 * 60 * 60 * 1000;
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** PEM. */
export interface LaunchCertificate {
  readonly certificate: string;
  readonly key: string;
}

export async function createLaunchCertificate(clock: Clock, random: Random): Promise<LaunchCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      // The same for everybody, so that it tells nothing about the device.
      name: "CN=tessera",
      serialNumber: `01${toHex(random.bytes(15))}`,
      notBefore: new Date(clock.now() - dayMs),
      notAfter: new Date(clock.now() + 365 * dayMs),
      keys,
      signingAlgorithm: algorithm,
    },
    crypto,
  );
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { certificate: certificate.toString("pem"), key: PemConverter.encode(key, "PRIVATE KEY") };
}
