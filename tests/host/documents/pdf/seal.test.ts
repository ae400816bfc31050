import { expect, test } from "vitest";
import { createPdfEngine } from "../../../../electron/host/documents/pdf/pdfEngine.ts";
import { createPdfIdentity } from "../../../../electron/host/documents/pdf/pdfIdentity.ts";
import { sealPdf } from "../../../../electron/host/documents/pdf/seal.ts";
import type { Bytes } from "../../../../shared/base/bytes.ts";
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

interface QpdfObject {
  readonly value?: Readonly<Record<string, unknown>>;
  readonly stream?: { readonly dict: Readonly<Record<string, unknown>> };
}

/** Every object of a file as qpdf reads it, and how to follow a reference. */
async function objectsOf(pdf: Bytes) {
  const { output } = await judge("qpdf", ["--json=2", "--json-key=qpdf", "{}"], pdf);
  const all = (JSON.parse(output) as { readonly qpdf: readonly [unknown, Readonly<Record<string, QpdfObject>>] })
    .qpdf[1];
  const follow = (reference: unknown): Readonly<Record<string, unknown>> =>
    typeof reference === "string" ? (all[`obj:${reference}`]?.value ?? {}) : (reference as Record<string, unknown>);
  const root = Object.values(all).find((one) => one.value?.["/Type"] === "/Catalog")?.value ?? {};
  return { root, follow };
}

test("a sealed file is still PDF/A-3a: no fonts come with the form, each field is listed, tagged and unseen", async () => {
  let pdf = await drawn();
  for (const [at, name] of ["Amina Haddad", "Layla Mansour", "A notary"].entries())
    pdf = await sealPdf(pdf, await identity(name), { reason: "Seal", signedAt: signedAt + 1000 * at });
  const { root, follow } = await objectsOf(pdf);
  const form = follow(root["/AcroForm"]);
  expect(Object.keys(form).sort()).toEqual(["/Fields", "/SigFlags"]);
  const fields = form["/Fields"] as readonly string[];
  expect(fields).toHaveLength(3);
  const tree = follow(root["/StructTreeRoot"]);
  const parents = follow(tree["/ParentTree"])["/Nums"] as readonly unknown[];
  const keys = new Set<unknown>();
  for (const field of fields) {
    const widget = follow(field);
    expect(widget).toMatchObject({ "/Rect": [0, 0, 0, 0], "/F": 132, "/FT": "/Sig" });
    expect(follow(widget["/P"])["/Annots"]).toContain(field);
    expect(follow(widget["/P"])["/Tabs"]).toBe("/S");
    const key = widget["/StructParent"];
    keys.add(key);
    expect(key).toBeLessThan(tree["/ParentTreeNextKey"] as number);
    const element = parents[parents.indexOf(key) + 1];
    expect(follow(element)).toMatchObject({ "/S": "/Form", "/K": { "/Type": "/OBJR", "/Obj": field } });
    expect(tree["/K"]).toContain(element);
  }
  expect(keys.size).toBe(3);
});

test("the seal's time stands once, in the file's own entry", async () => {
  const sealed = await sealPdf(await drawn(), await identity("Amina Haddad"), { reason: "Seal", signedAt });
  const hex =
    Buffer.from(sealed)
      .toString("latin1")
      .match(/\/Contents <([0-9A-F]+)>/)?.[1] ?? "";
  const { output } = await judge(
    "openssl",
    ["asn1parse", "-inform", "der", "-in", "{}"],
    new Uint8Array(Buffer.from(hex, "hex")),
  );
  expect(output).toContain(":messageDigest");
  expect(output).not.toContain(":signingTime");
});
