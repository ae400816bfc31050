import { expect, test } from "vitest";
import { createPdfEngine } from "../../../electron/host/pdf/pdfEngine.ts";
import { createPdfIdentity } from "../../../electron/host/pdf/pdfIdentity.ts";
import { sealPdf } from "../../../electron/host/pdf/seal.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { identity, shortSample } from "./sampleCertificates.ts";
import { judge } from "./strangers.ts";

const signedAt = Date.UTC(2025, 2, 3, 8, 30, 0);

async function drawn(): Promise<Bytes> {
  const sample = shortSample();
  const rendered = await createPdfEngine().renderCertificatePdf(sample.view, sample);
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  return rendered.value;
}

test("a seal leaves the rendered bytes as an exact prefix, and strangers find it valid and the file sound", async () => {
  const pdf = await drawn();
  const sealed = await sealPdf(pdf, await identity("Amina Haddad"), { reason: "Export of a ratified text", signedAt });
  expect(sealed.subarray(0, pdf.length)).toEqual(pdf);
  const { output } = await judge("pdfsig", ["-nocert", "{}"], sealed);
  expect(output).toContain("Signer Certificate Common Name: Amina Haddad");
  expect(output).toContain("Signature Type: ETSI.CAdES.detached");
  expect(output).toContain("Total document signed");
  expect(output.match(/Signature Validation: Signature is Valid\./g)).toHaveLength(1);
  expect(await judge("qpdf", ["--check", "{}"], sealed)).toMatchObject({ exitCode: 0 });
});

test("a second seal by someone else leaves the first one valid", async () => {
  const first = await sealPdf(await drawn(), await identity("Amina Haddad"), { reason: "Export", signedAt });
  const both = await sealPdf(first, await identity("ليلى منصور"), { reason: "Witnessed", signedAt: signedAt + 1000 });
  expect(both.subarray(0, first.length)).toEqual(first);
  const { output } = await judge("pdfsig", ["-nocert", "{}"], both);
  expect(output).toContain("Signer Certificate Common Name: ليلى منصور");
  expect(output.match(/Signature Validation: Signature is Valid\./g)).toHaveLength(2);
  expect(await judge("qpdf", ["--check", "{}"], both)).toMatchObject({ exitCode: 0 });
});

test("a stranger sees that a sealed file was altered", async () => {
  const sealed = await sealPdf(await drawn(), await identity("Amina"), { reason: "Export", signedAt });
  sealed[sealed.length >> 1] = (sealed[sealed.length >> 1] ?? 0) ^ 1;
  expect((await judge("pdfsig", ["-nocert", "{}"], sealed)).output).not.toContain("Signature is Valid");
});

test("a reason of any characters gives a sound seal", async () => {
  const reason = `a (b) \\ c ) \n ${"ل".repeat(10)} ${"x".repeat(500)}`;
  const sealed = await sealPdf(await drawn(), await identity("Amina"), { reason, signedAt });
  expect((await judge("pdfsig", ["-nocert", "{}"], sealed)).output).toContain("Signature is Valid");
});

test("a device's certificate is P-256, self-signed, for signatures only, and lasts", async () => {
  const { certificateDer } = await identity("Amina Haddad, River Guardians");
  const { output } = await judge("openssl", ["x509", "-inform", "der", "-in", "{}", "-noout", "-text"], certificateDer);
  expect(output).toContain('CN = "Amina Haddad, River Guardians"');
  expect(output).toContain("prime256v1");
  expect(output).toContain("CA:FALSE");
  expect(output).toContain("Digital Signature, Non Repudiation");
  expect(output).toMatch(/Not After : Jan {2}1 00:00:00 2055 GMT/);
});

test("a name that no certificate can hold is shortened, and an empty one replaced", async () => {
  for (const commonName of ["", "\u0000\n", "ن".repeat(5000)]) {
    const random = { bytes: (count: number): Bytes => new Uint8Array(count).fill(255) };
    const made = await createPdfIdentity({ random, commonName, notBefore: signedAt });
    const sealed = await sealPdf(await drawn(), made, { reason: "Export", signedAt });
    expect((await judge("pdfsig", ["-nocert", "{}"], sealed)).output).toContain("Signature is Valid");
  }
});
