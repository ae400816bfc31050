/** Prints the SHA-256 of a rendering, so that a test can compare another process on another kind of machine. */

import { createPdfEngine } from "../../../../electron/host/documents/pdf/pdfEngine.ts";
import { toHex } from "../../../../shared/base/bytes.ts";
import { sha256 } from "../../../../shared/base/crypto.ts";
import { sampleByName } from "./sampleCertificates.ts";

for (const name of process.argv.slice(2)) {
  const sample = sampleByName(name);
  const rendered = await createPdfEngine().renderCertificatePdf(sample.view, sample);
  process.stdout.write(rendered.ok ? `${toHex(sha256(rendered.value))}\n` : `${JSON.stringify(rendered.error)}\n`);
}
