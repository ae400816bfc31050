/** PDFs that earlier programs exported go on verifying for ever. Each fixture was made by the program of its time. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createPdfEngine } from "../../../../electron/host/documents/pdf/pdfEngine.ts";
import { verifyPdf } from "../../../../electron/host/documents/pdf/verifyPdf.ts";
import { type Bytes, utf8 } from "../../../../shared/base/bytes.ts";
import { verifyCertificate } from "../../../../shared/ledger/agreements/certificate.ts";

const engine = createPdfEngine();
const kept = (name: string): Bytes =>
  new Uint8Array(readFileSync(join(import.meta.dirname, "fixtures", `certificate-1-${name}.pdf`)));

describe.each([
  ["english", "Wells of the valley"],
  ["arabic", "آبار الوادي"],
])("An amended agreement of two parties, exported by version 0.1 (%s)", (name, title) => {
  it("is valid", async () => {
    const found = await verifyPdf(kept(name), { verifyCertificate, engine });
    expect(found).toMatchObject({
      ok: true,
      value: {
        valid: true,
        title,
        ratifiedBy: [{ person: expect.any(String) }, { person: expect.any(String) }],
        seals: [{ name: expect.stringContaining("سميرة حداد"), party: null }],
      },
    });
  });

  it("is not valid with a byte of its pages changed or something added", async () => {
    const bytes = kept(name);
    const changed = bytes.slice();
    changed[bytes.length >> 1] = (changed[bytes.length >> 1] ?? 0) ^ 1;
    for (const other of [changed, new Uint8Array([...bytes, ...utf8("\n")])])
      expect(await verifyPdf(other, { verifyCertificate, engine })).not.toMatchObject({ value: { valid: true } });
  });
});
