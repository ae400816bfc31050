import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { PDF } from "@libpdf/core";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { createFaces } from "../../../../electron/host/documents/pdf/faces.ts";
import { createPdfEngine, type PdfEngine } from "../../../../electron/host/documents/pdf/pdfEngine.ts";
import { bindPdfIdentity } from "../../../../electron/host/documents/pdf/pdfIdentity.ts";
import { readSeal } from "../../../../electron/host/documents/pdf/readSeal.ts";
import { applySeal as applyForeign } from "../../../../electron/host/documents/pdf/renderings/v1/seal.ts";
import { applySeal, sealPdf } from "../../../../electron/host/documents/pdf/seal.ts";
import { maxPdfBytes, verifyPdf } from "../../../../electron/host/documents/pdf/verifyPdf.ts";
import type { VerifyCheck, VerifyReport } from "../../../../shared/api/documents.ts";
import { type Bytes, concatBytes, toHex, utf8 } from "../../../../shared/base/bytes.ts";
import { signingKeyPair } from "../../../../shared/base/crypto.ts";
import type { DeviceId, PartyId } from "../../../../shared/base/ids.ts";
import { signDeviceCard } from "../../../../shared/ledger/members/cards.ts";
import type { CertificateView } from "../../../../shared/ledger/members/model.ts";
import {
  certificate,
  doc,
  identity,
  paragraph,
  type Sample,
  shortSample,
  verifyCertificate,
} from "./sampleCertificates.ts";
import { rewrite } from "./strangers.ts";

const signedAt = Date.UTC(2025, 2, 3, 8, 30, 0);
const real = createPdfEngine();
/** Draws each certificate once: thousands of altered files are checked against the same drawing. */
const memory = new Map<string, ReturnType<PdfEngine["renderCertificatePdf"]>>();
const engine: PdfEngine = {
  ...real,
  renderCertificatePdf(view, attachments, version) {
    const key = `${version} ${toHex(attachments.certificateBytes)}`;
    const known = memory.get(key) ?? real.renderCertificatePdf(view, attachments, version);
    memory.set(key, known);
    return known;
  },
};

async function draw(sample: Sample): Promise<Bytes> {
  const rendered = await engine.renderCertificatePdf(sample.view, sample);
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  return rendered.value;
}

const verify = (bytes: Bytes) => verifyPdf(bytes, { verifyCertificate, engine });

async function report(bytes: Bytes): Promise<VerifyReport> {
  const result = await verify(bytes);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const failures = async (bytes: Bytes): Promise<readonly VerifyCheck["check"][]> =>
  (await report(bytes)).checks.filter((check) => !check.passed).map((check) => check.check);

/** "valid", or why not; the file may also be no Tessera PDF at all any more. */
async function verdict(bytes: Bytes): Promise<"valid" | "invalid" | "notTesseraPdf"> {
  const result = await verify(bytes);
  if (result.ok) return result.value.valid ? "valid" : "invalid";
  if (result.error.kind !== "notTesseraPdf") throw new Error(result.error.kind);
  return "notTesseraPdf";
}

const flipped = (bytes: Bytes, at: number, bit = 1): Bytes => {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ bit;
  return copy;
};

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const bytesOf = (source: string): Bytes => new Uint8Array(Buffer.from(source, "latin1"));

let drawn: Bytes;
let sealed: Bytes;
let twice: Bytes;

beforeAll(async () => {
  drawn = await draw(shortSample());
  sealed = await sealPdf(drawn, await identity("Amina Haddad"), { reason: "Export", signedAt });
  twice = await sealPdf(sealed, await identity("Layla Mansour"), { reason: "Witnessed", signedAt: signedAt + 60_000 });
});

test("a sealed file is valid, and the report says who ratified what and who sealed", async () => {
  const { view } = shortSample();
  const found = await report(sealed);
  expect(found.checks.map((check) => check.check)).toEqual([
    "structure",
    "content",
    "proposal",
    "ballots",
    "parties",
    "seal",
    "rendering",
  ]);
  expect(found).toMatchObject({
    valid: true,
    charter: view.charter,
    title: view.title,
    contentHash: view.contentHash,
    term: view.term,
    seals: [{ name: "Amina Haddad", party: null, signedAt, stranger: false }],
  });
  expect(found.ratifiedBy.map((one) => [one.party.name, one.person])).toEqual([
    ["River Guardians of the Upper Valley", "Amina Haddad"],
    ["اتحاد النسّاجات", "ليلى منصور"],
  ]);
});

test("a file with a second seal by someone else is valid", async () => {
  expect(await report(twice)).toMatchObject({
    valid: true,
    seals: [{ name: "Amina Haddad" }, { name: "Layla Mansour" }],
  });
});

test("a file that was sealed when this rendering version was new is still valid", async () => {
  const kept = new Uint8Array(readFileSync(join(import.meta.dirname, "fixtures", "sealed-rendering-1.pdf")));
  expect(await report(kept)).toMatchObject({ valid: true, title: "Wells", seals: [{ name: "Amina Haddad" }] });
});

test("a file without a seal is not valid", async () => {
  expect(await failures(drawn)).toEqual(["seal"]);
});

test("no altered byte of the pages and attachments goes unnoticed", { timeout: 120_000 }, async () => {
  for (let at = 0; at < drawn.length; at += 41)
    expect(await verdict(flipped(sealed, at, 1 << (at % 8))), `byte ${at}`).not.toBe("valid");
});

test("no altered byte of the seals goes unnoticed, padding included", { timeout: 120_000 }, async () => {
  const hex = latin(twice).indexOf("/Contents <", drawn.length) + "/Contents <".length;
  const places = new Set<number>();
  for (let at = drawn.length; at < twice.length; at += 13) places.add(at);
  // The end of the signature, the beginning and the end of its padding, and everything around.
  const padding =
    hex +
    latin(twice)
      .slice(hex)
      .search(/0{400}/);
  for (const around of [
    drawn.length,
    hex - 60,
    hex,
    padding,
    hex + 8190,
    sealed.length - 220,
    sealed.length,
    twice.length - 30,
  ])
    for (let at = around - 25; at < around + 30; at++) if (at >= drawn.length && at < twice.length) places.add(at);
  for (const at of places) expect(await failures(flipped(twice, at, 1 << (at % 8))), `byte ${at}`).toEqual(["seal"]);
});

test("every digit of the padding has one legal form", async () => {
  const hex = latin(sealed).indexOf("/Contents <", drawn.length) + "/Contents <".length;
  for (const other of ["1", "F", " ", "\n", ">"]) {
    const copy = sealed.slice();
    copy[hex + 8000] = other.charCodeAt(0);
    expect(await failures(copy), JSON.stringify(other)).toEqual(["seal"]);
  }
  const lower = latin(sealed).replace(
    /\/Contents <([0-9A-F]+)>/,
    (_, digits: string) => `/Contents <${digits.toLowerCase()}>`,
  );
  expect(await failures(bytesOf(lower))).toEqual(["seal"]);
});

test("nothing may be cut off or follow, not even white space", async () => {
  for (let cut = 1; cut < sealed.length - drawn.length; cut += 97)
    expect(await failures(sealed.slice(0, -cut)), `cut ${cut}`).toEqual(["seal"]);
  for (const more of ["\n", " ", "\0", "%", "%%EOF\n", latin(sealed.slice(drawn.length))])
    expect(await failures(concatBytes(sealed, utf8(more))), JSON.stringify(more.slice(0, 9))).toEqual(["seal"]);
  for (const cut of [1, 100, 2000, drawn.length >> 1]) expect(await verdict(drawn.slice(0, -cut))).not.toBe("valid");
});

test("an update that another program adds after the seal is refused, though the seal itself still holds", async () => {
  const document = await PDF.load(sealed);
  document.addPage({ size: "a4" });
  const shadowed = new Uint8Array(await document.save({ incremental: true }));
  expect(shadowed.subarray(0, sealed.length)).toEqual(sealed);
  expect(await failures(shadowed)).toEqual(["seal"]);
});

test("an update that is hidden before the seal is refused", async () => {
  const document = await PDF.load(drawn);
  document.addPage({ size: "a4" });
  const shadowed = new Uint8Array(await document.save({ incremental: true }));
  const resealed = await sealPdf(shadowed, await identity("Mallory"), { reason: "Export", signedAt });
  expect(await failures(resealed)).toEqual(["seal"]);
});

test("a byte range that leaves more than the signature out is refused", async () => {
  const source = latin(sealed);
  for (const [pattern, change] of [
    [/(\/ByteRange \[0 )(\d+)/, (value: number) => value - 1],
    [/(\/ByteRange \[0 \d+ +)(\d+)/, (value: number) => value + 1],
    [/(\/ByteRange \[0 \d+ +\d+ +)(\d+)/, (value: number) => value - 10],
  ] as const) {
    const moved = source.replace(
      pattern,
      (_, before: string, value: string) => before + String(change(Number(value))).padStart(value.length),
    );
    expect(moved).not.toBe(source);
    expect(await failures(bytesOf(moved))).toEqual(["seal"]);
  }
});

test("the other form of the same signature (r, n - s) is refused", async () => {
  const seal = readSeal(sealed, drawn.length);
  if (seal === null) throw new Error("the seal is readable");
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = BigInt(`0x${toHex(seal.signature.subarray(32))}`);
  const other = concatBytes(
    seal.signature.subarray(0, 32),
    new Uint8Array(Buffer.from((order - s).toString(16).padStart(64, "0"), "hex")),
  );
  const again = (signature: Bytes) => applySeal(drawn, seal.terms, async () => signature);
  expect(await again(seal.signature)).toEqual(sealed);
  expect(await failures(await again(other))).toEqual(["seal"]);
});

test("a seal that was made for another file, or by another key, is refused", async () => {
  const other = await draw(shortSample({ title: "Another" }));
  expect(await failures(concatBytes(other, sealed.subarray(drawn.length)))).toEqual(["seal"]);
  const seal = readSeal(sealed, drawn.length);
  if (seal === null) throw new Error("the seal is readable");
  const { certificateDer } = await identity("Mallory");
  const stolen = await applySeal(drawn, { ...seal.terms, certificateDer }, async () => seal.signature);
  expect(await failures(stolen)).toEqual(["seal"]);
});

test("pages that show another text than the certificate holds are refused, however well sealed", async () => {
  const honest = shortSample();
  const forged = shortSample({ text: doc(paragraph("The wells are closed to all.")) });
  const rendered = await real.renderCertificatePdf(forged.view, { certificateBytes: honest.certificateBytes });
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  const resealed = await sealPdf(rendered.value, await identity("Mallory"), { reason: "Export", signedAt });
  expect(await failures(resealed)).toEqual(["content", "seal", "rendering"]);
});

test("a certificate that does not verify is named as the fault, with nothing of it in the report", async () => {
  const sample = shortSample();
  const certificateBytes = flipped(sample.certificateBytes, 40);
  const rendered = await real.renderCertificatePdf(sample.view, { certificateBytes });
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  const found = await report(await sealPdf(rendered.value, await identity("Mallory"), { reason: "Export", signedAt }));
  expect(found).toMatchObject({ valid: false, charter: null, ratifiedBy: [], seals: [] });
  expect(found.checks.find((check) => check.check === "proposal")?.detail).toContain("not a certificate");
});

test("a file with an attachment missing is no Tessera PDF", async () => {
  for (const name of ["content.json", "certificate.cbor"]) {
    expect(await verdict(await rewrite([`--remove-attachment=${name}`, "{}", "{out}"], sealed))).toBe("notTesseraPdf");
    expect(await verdict(bytesOf(latin(sealed).replaceAll(`(${name})`, `(${name.replace(".", "_")})`)))).toBe(
      "notTesseraPdf",
    );
  }
});

test("a second attachment of the same name is refused", async () => {
  const document = await PDF.load(drawn);
  document.addAttachment("certificate.cbor", utf8("another"), { overwrite: true });
  const doubled = new Uint8Array(await document.save({ incremental: true }));
  const resealed = await sealPdf(doubled, await identity("Mallory"), { reason: "Export", signedAt });
  expect(await failures(resealed)).toEqual(["seal"]);
});

test("a file that another program wrote anew is not valid, though it shows the same", async () => {
  for (const args of [
    ["--linearize", "{}", "{out}"],
    ["--object-streams=generate", "{}", "{out}"],
    ["--qdf", "{}", "{out}"],
  ])
    expect(await verdict(await rewrite(args, sealed))).not.toBe("valid");
});

test("what is no PDF, or too large, or bombs on inflation, is refused at once", async () => {
  for (const other of [
    new Uint8Array(0),
    utf8("%PDF-"),
    utf8("hello"),
    new Uint8Array(1000),
    utf8(`%PDF-1.7\n${"x".repeat(9999)}`),
  ])
    expect(await verdict(other)).toBe("notTesseraPdf");
  expect(await verify(new Uint8Array(maxPdfBytes + 1))).toMatchObject({ ok: false, error: { kind: "fileTooLarge" } });
  const bomb = deflateSync(new Uint8Array(32 * 1024 * 1024));
  const head = `%PDF-1.7\n/Type /Filespec\n  /F (certificate.cbor)\n  /EF <<\n    /F 9 0 R\n\n9 0 obj\n<<\n  /Length ${bomb.length}\n  /Type /EmbeddedFile\n  /Filter /FlateDecode\n>>\nstream\n`;
  expect(await verdict(concatBytes(utf8(head), bomb))).toBe("notTesseraPdf");
});

test("pages of another rendering version are named as such", async () => {
  const other = latin(sealed).replaceAll("tessera-rendering-2", "tessera-rendering-9");
  const found = await report(bytesOf(other));
  expect(found.valid).toBe(false);
  expect(found.checks.find((check) => check.check === "rendering")?.detail).toContain("rendering version 9");
});

test("a seal counts as a party's where the device's own card vouches for its key, and no other name is believed", async () => {
  const root = signingKeyPair(new Uint8Array(32).fill(1));
  const device = signingKeyPair(new Uint8Array(32).fill(2));
  const party = toHex(root.publicKey) as PartyId;
  const card = {
    ...{ id: toHex(device.publicKey) as DeviceId, party, person: "Amina Haddad", name: "laptop", issuedAt: signedAt },
    sealKey: new Uint8Array(32),
  };
  const chain = [signDeviceCard(card, { id: party, privateKey: root.privateKey })];
  const bound = await bindPdfIdentity(await identity("A name of my own"), { chain, privateKey: device.privateKey });
  const [first, ...others] = shortSample().view.parties;
  if (first === undefined) throw new Error("the sample has parties");
  const mine = await draw(shortSample({ parties: [{ ...first, id: party }, ...others] }));
  const terms = { reason: "Export", signedAt };
  expect(await report(await sealPdf(mine, bound, terms))).toMatchObject({
    valid: true,
    seals: [{ name: "Amina Haddad", party: first.name }],
  });
  // A party that is not in the text, a card without its device's key, and no card at all.
  const stolen = await bindPdfIdentity(await identity("Amina Haddad"), { chain, privateKey: root.privateKey });
  for (const [pdf, who, name] of [
    [drawn, bound, "A name of my own"],
    [mine, stolen, "Amina Haddad"],
    [mine, await identity("Amina Haddad"), "Amina Haddad"],
  ] as const) {
    const found = await report(await sealPdf(pdf, who, terms));
    expect(found).toMatchObject({ valid: true, seals: [{ name, party: null }] });
    expect(found.checks.find((one) => one.check === "seal")?.detail).toContain("anybody could have written that name");
  }
});

test("a further signature by another program is named as a stranger's, and only where it adds nothing else", async () => {
  const notary = await identity("A notary");
  const key = await crypto.subtle.importKey(
    "pkcs8",
    notary.privateKeyPkcs8,
    { name: "ECDSA", namedCurve: "P-256" },
    false,
    ["sign"],
  );
  const terms = { certificateDer: notary.certificateDer, reason: "Notarised", signedAt: signedAt + 1000 };
  const signAs = async (message: Bytes) =>
    new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, message));
  // @libpdf/core is another program here: it adds fonts to the form, and lists its field on no page.
  const notarised = await applyForeign(sealed, terms, signAs);
  const found = await report(notarised);
  expect(found).toMatchObject({
    valid: true,
    seals: [
      { name: "Amina Haddad", stranger: false },
      { name: "A notary", party: null, stranger: true, signedAt: signedAt + 1000 },
    ],
  });
  const again = await applyForeign(notarised, terms, signAs);
  expect((await report(again)).seals).toHaveLength(3);

  expect(await failures(await applyForeign(drawn, terms, signAs))).toEqual(["seal"]);
  const document = await PDF.load(sealed);
  document.addPage({ size: "a4" });
  const paged = new Uint8Array(await document.save({ incremental: true }));
  expect(await failures(await applyForeign(paged, terms, signAs))).toEqual(["seal"]);
  expect(await failures(await applyForeign(sealed, terms, async () => new Uint8Array(64).fill(9)))).toEqual(["seal"]);
  expect(await failures(concatBytes(notarised, utf8("\n\n% more")))).toEqual(["seal"]);
  const source = latin(notarised);
  // What no signature covers is its own hole alone: there another program may write the same signature otherwise.
  const hole = source.indexOf("/Contents <", sealed.length) + "/Contents <".length;
  const afterHole = source.indexOf(">", hole);
  for (let at = sealed.length; at < notarised.length; at += 3) {
    if (at >= hole && at < afterHole) continue;
    const copy = notarised.slice();
    copy[at] = (copy[at] ?? 0) ^ 1;
    expect(await verdict(copy), `byte ${at}`).not.toBe("valid");
  }
  const shown = source.slice(sealed.length).replace("/Rect [0 0 0 0]", "/Rect [0 0 9 9]");
  expect(await failures(bytesOf(source.slice(0, sealed.length) + shown))).toEqual(["seal"]);
});

/** What the parties signed has letters of a pack; the pages show other words, as a forger or another machine drew them. */
async function drawnElsewhere(forged: Partial<CertificateView> = {}): Promise<Bytes> {
  const { view, certificateBytes } = certificate({ language: "zh", text: doc(paragraph("人皆生而自由")) });
  const pages = { ...view, language: "en", text: doc(paragraph("Other words.")), ...forged };
  const rendered = await real.renderCertificatePdf(pages, { certificateBytes });
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  return sealPdf(rendered.value, await identity("Amina Haddad"), { reason: "Export", signedAt });
}

const unchecked = (found: VerifyReport): readonly VerifyCheck["check"][] =>
  found.checks.filter((check) => !check.checked).map(({ check }) => check);

test("a file with letters of a pack that is not here is neither valid nor forged, and nothing is said of its pages", async () => {
  const found = await report(await drawnElsewhere());
  expect(found).toMatchObject({
    valid: false,
    notCompared: { kind: "noFaces", script: "Han", pack: "chinese" },
    seals: [],
  });
  expect(unchecked(found)).toEqual(["seal", "rendering"]);
  expect(found.checks.filter(({ check }) => check === "rendering")[0]?.detail).toContain('"chinese"');
});

test("a file that names a rendering that this program does not have is not said to be forged", async () => {
  const other = bytesOf(latin(sealed).replace("tessera-rendering-2", "tessera-rendering-7"));
  const found = await report(other);
  expect(found).toMatchObject({ valid: false, notCompared: { kind: "otherRendering", version: 7 } });
  expect(unchecked(found)).toEqual(["seal", "rendering"]);
});

test("where another check fails, a missing pack hides nothing of it", async () => {
  const forged = await drawnElsewhere({ contentBytes: shortSample().view.contentBytes });
  expect(await report(forged)).toMatchObject({ valid: false, notCompared: null });
});

test("a pack whose file was damaged is as one that is not here", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tessera-faces-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const faces = createFaces(folder);
  for (const { pack, faces: files } of faces.families)
    if (pack !== null) for (const { file } of files) writeFileSync(join(folder, file), "spoiled");
  expect(faces.packs().map(({ installed }) => installed)).toEqual([false, false, false]);
  const found = await verifyPdf(await drawnElsewhere(), { verifyCertificate, engine: createPdfEngine(faces) });
  expect(found).toMatchObject({ value: { notCompared: { kind: "noFaces", pack: "chinese" } } });
});
