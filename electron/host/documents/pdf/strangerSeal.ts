/**
 * A signature that another program added after our seals, a notary's for example. It counts only where its update adds
 * that one unseen signature and nothing else: what it redefines may differ from what stood there by the new field
 * alone, and no reader may find an object that was not looked at. What a stranger's certificate calls itself is not
 * believed: it is told as such.
 */
import "reflect-metadata";
import { X509Certificate } from "@peculiar/x509";
import { type Bytes, concatBytes, equalBytes } from "../../../../shared/base/bytes.ts";
import { type DerItem, readItems } from "./der.ts";
import { isDictionary, isReference, type PdfDictionary, PdfReader, type PdfValue, sameValue } from "./pdfValues.ts";
import { type OpenPdf, openPdf } from "./renderings/v2/seal.ts";

export interface StrangerSeal {
  readonly name: string;
  readonly signedAt: number;
  /** Where its update ends. */
  readonly end: number;
}

interface Update {
  readonly objects: ReadonlyMap<number, { readonly value: PdfDictionary; readonly from: number; readonly to: number }>;
  readonly end: number;
}

/** The signature whose update begins at `from`, or null where it is none, or more than one. */
export async function readStrangerSeal(bytes: Bytes, from: number): Promise<StrangerSeal | null> {
  try {
    const before = openPdf(bytes.subarray(0, from) as Bytes);
    const update = readUpdate(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1"),
      from,
      before,
    );
    const signature = update === null ? null : findSignature(update, before);
    if (update === null || signature === null) return null;
    const signed = await checkSignature(bytes, update, signature);
    return signed === null ? null : { ...signed, end: update.end };
  } catch {
    // A certificate or a file that cannot be read.
    return null;
  }
}

/** Objects, a cross-reference table of exactly these objects, a trailer, and nothing between or behind. */
function readUpdate(text: string, from: number, before: OpenPdf): Update | null {
  const reader = new PdfReader(text, from);
  const objects = new Map<number, { value: PdfDictionary; from: number; to: number }>();
  for (;;) {
    reader.skipSpace();
    const start = reader.at;
    const head = reader.take(/(\d{1,9}) 0 obj/y);
    if (head === null) break;
    const value = reader.value();
    if (!isDictionary(value) || objects.has(Number(head[1]))) return null;
    if (reader.take(/stream\r?\n/y) !== null) {
      const length = value.entries.get("/Length");
      if (typeof length !== "number") return null;
      reader.at += length;
      if (reader.take(/endstream/y) === null) return null;
    }
    if (reader.take(/endobj/y) === null) return null;
    objects.set(Number(head[1]), { value, from: start, to: reader.at });
  }
  reader.skipSpace();
  const table = reader.at;
  if (reader.take(/xref/y) === null || !listsExactly(reader, objects)) return null;
  const trailer = reader.take(/trailer/y) === null ? undefined : reader.value();
  const start = reader.take(/startxref\s+(\d{1,10})\s+%%EOF(?:\r\n|\n|\r)?/y);
  if (!isDictionary(trailer) || Number(start?.[1]) !== table) return null;
  const root = trailer.entries.get("/Root");
  const info = trailer.entries.get("/Info");
  const honest =
    trailer.entries.get("/Prev") === before.table &&
    isReference(root) &&
    root.ref === before.root &&
    (info === undefined || (isReference(info) && before.kept.startsWith(`/Info ${info.ref} 0 R`))) &&
    !trailer.entries.has("/Encrypt") &&
    !trailer.entries.has("/XRefStm");
  return honest ? { objects, end: reader.at } : null;
}

function listsExactly(reader: PdfReader, objects: Update["objects"]): boolean {
  const listed = new Map<number, number>();
  for (
    let head = reader.take(/(\d{1,9}) (\d{1,6})[ \r\n]/y);
    head !== null;
    head = reader.take(/(\d{1,9}) (\d{1,6})[ \r\n]/y)
  )
    for (let index = 0; index < Number(head[2]); index++) {
      const line = reader.take(/(\d{10}) (\d{5}) ([nf])/y);
      const number = Number(head[1]) + index;
      if (line?.[3] === "f" && number === 0) continue;
      if (line?.[3] !== "n" || line[2] !== "00000" || listed.has(number)) return false;
      listed.set(number, Number(line[1]));
    }
  return listed.size === objects.size && [...objects].every(([number, { from }]) => listed.get(number) === from);
}

/** The number of the signature's dictionary, where the update adds it and nothing else. */
function findSignature({ objects }: Update, before: OpenPdf): number | null {
  const old = (number: number): PdfDictionary | null => {
    const value = new PdfReader(before.read(number)).value();
    return isDictionary(value) ? value : null;
  };
  const catalog = old(before.root);
  const formBefore = catalog?.entries.get("/AcroForm");
  const newCatalog = objects.get(before.root)?.value ?? catalog;
  if (catalog === null || newCatalog === null || !isReference(formBefore)) return null;
  if (!sameBut(newCatalog, catalog, ["/AcroForm"])) return null;
  const formNow = newCatalog.entries.get("/AcroForm");
  const oldForm = old(formBefore.ref);
  const form = isReference(formNow) ? (objects.get(formNow.ref)?.value ?? oldForm) : formNow;
  if (!isDictionary(form) || oldForm === null) return null;
  if (isReference(formNow) && formNow.ref !== formBefore.ref && formNow.ref < before.size) return null;
  if (![...form.entries.keys()].every((key) => formKeys.has(key))) return null;
  if ((form.entries.get("/NeedAppearances") ?? false) !== false) return null;
  const [field, ...more] = added(form.entries.get("/Fields"), oldForm.entries.get("/Fields")) ?? [];
  if (field === undefined || more.length > 0 || field < before.size) return null;
  const widget = objects.get(field)?.value.entries;
  if (widget === undefined || ![...widget.keys()].every((key) => widgetKeys.has(key))) return null;
  const rectangle = widget.get("/Rect");
  const unseen = Array.isArray(rectangle) && rectangle.length === 4 && rectangle.every((side) => side === 0);
  const signature = widget.get("/V");
  if (widget.get("/FT") !== "/Sig" || !unseen || !isReference(signature) || signature.ref < before.size) return null;
  for (const [number, { value }] of objects) {
    if (number >= before.size || number === before.root || number === formBefore.ref) continue;
    const page = old(number);
    if (page?.entries.get("/Type") !== "/Page" || !sameBut(value, page, ["/Annots"])) return null;
    const notes = added(value.entries.get("/Annots"), page.entries.get("/Annots"));
    if (notes === null || notes.some((note) => note !== field)) return null;
  }
  return signature.ref;
}

const formKeys = new Set(["/Fields", "/SigFlags", "/DR", "/DA", "/NeedAppearances"]);
const widgetKeys = new Set(
  "/Type /Subtype /FT /T /TU /TM /V /F /Ff /P /Rect /StructParent /Lock /SV /DA /MK /AP".split(" "),
);

const sameBut = (now: PdfDictionary, then: PdfDictionary, but: readonly string[]): boolean =>
  sameValue(without(now, but), without(then, but));
const without = ({ entries }: PdfDictionary, keys: readonly string[]): PdfDictionary => ({
  entries: new Map([...entries].filter(([key]) => !keys.includes(key))),
});

/** The references that `now` has after all of `then`; null where it is no such list. */
function added(now: PdfValue | undefined, then: PdfValue | undefined): readonly number[] | null {
  const list = now ?? [];
  const held = then ?? [];
  if (!Array.isArray(list) || !Array.isArray(held) || !sameValue(list.slice(0, held.length), held)) return null;
  const more = (list as readonly PdfValue[]).slice(held.length);
  return more.every(isReference) ? more.map(({ ref }) => ref) : null;
}

const hashes: Readonly<Record<string, string>> = {
  "608648016503040201": "SHA-256",
  "608648016503040202": "SHA-384",
  "608648016503040203": "SHA-512",
};
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const messageDigest = "2a864886f70d010904";

async function checkSignature(
  bytes: Bytes,
  { objects, end }: Update,
  number: number,
): Promise<Omit<StrangerSeal, "end"> | null> {
  const object = objects.get(number);
  if (object === undefined) return null;
  const text = Buffer.from(bytes.subarray(object.from, object.to)).toString("latin1");
  const hex = text.match(/\/Contents\s*<([0-9A-Fa-f]+)>/);
  if (hex?.index === undefined || text.split("/Contents").length !== 2) return null;
  const hole = object.from + hex.index + hex[0].indexOf("<");
  const after = object.from + hex.index + hex[0].length;
  const range = object.value.entries.get("/ByteRange");
  if (!sameValue(range, [0, hole, after, end - after])) return null;
  const covered = concatBytes(bytes.subarray(0, hole), bytes.subarray(after, end));
  const name = await verifyCms(new Uint8Array(Buffer.from(hex[1] ?? "", "hex")), covered);
  const [, year, month, day, hour, minute, second] =
    text.match(/\/M\s*\(D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})/) ?? [];
  const signedAt = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return name === null ? null : { name, signedAt: Number.isNaN(signedAt) ? 0 : signedAt };
}

/** What the signer of a detached CMS signature (RFC 5652) over `covered` calls itself, or null. */
async function verifyCms(cms: Uint8Array, covered: Bytes): Promise<string | null> {
  const within = (item: DerItem | undefined): readonly DerItem[] => (item === undefined ? [] : readItems(item.content));
  const signedData = within(within(within(readItems(cms)[0])[1])[0]);
  const certificates = within(signedData.find((item) => item.tag === 0xa0));
  const signers = within(signedData.findLast((item) => item.tag === 0x31));
  const signer = within(signers[0]);
  const [, identifier, digest] = signer;
  const attributes = signer.find((item) => item.tag === 0xa0);
  const value = signer.find((item) => item.tag === 0x04);
  const hash = hashes[hexOf(within(digest)[0]?.content ?? new Uint8Array())];
  const [issuer, serial] = within(identifier);
  if (signers.length !== 1 || attributes === undefined || value === undefined || hash === undefined) return null;
  if (issuer === undefined || serial === undefined) return null;
  const told = within(attributes).find((one) => hexOf(within(one)[0]?.content ?? new Uint8Array()) === messageDigest);
  const digestTold = within(within(told)[1])[0]?.content;
  const counted = new Uint8Array(await crypto.subtle.digest(hash, covered));
  if (digestTold === undefined || !equalBytes(counted, new Uint8Array(digestTold))) return null;
  const held = certificates.find((one) => {
    const parts = within(within(one)[0]);
    return (
      hexOf(parts[1]?.whole ?? new Uint8Array()) === hexOf(serial.whole) &&
      hexOf(parts[3]?.whole ?? new Uint8Array()) === hexOf(issuer.whole)
    );
  });
  if (held === undefined) return null;
  const certificate = new X509Certificate(new Uint8Array(held.whole));
  const message = concatBytes(new Uint8Array([0x31]), attributes.whole.subarray(1));
  const { name, namedCurve } = certificate.publicKey.algorithm as {
    readonly name: string;
    readonly namedCurve?: string;
  };
  const algorithm =
    name === "ECDSA" ? { name, namedCurve: namedCurve ?? "", hash } : { name: "RSASSA-PKCS1-v1_5", hash };
  const key = await certificate.publicKey.export(algorithm, ["verify"]);
  const size = { "P-256": 32, "P-384": 48, "P-521": 66 }[namedCurve ?? ""] ?? 0;
  const signature = name === "ECDSA" ? rawSignature(value.content, size) : new Uint8Array(value.content);
  const holds = signature !== null && (await crypto.subtle.verify(algorithm, key, signature, message));
  return holds ? (certificate.subjectName.getField("CN")[0] ?? "") : null;
}

/** r and s of ECDSA, each in `size` bytes. */
function rawSignature(sequence: Uint8Array, size: number): Bytes | null {
  const scalars = readItems(readItems(sequence)[0]?.content ?? new Uint8Array()).map(({ content }) => {
    const short = content[0] === 0 ? content.subarray(1) : content;
    return short.length > size ? null : concatBytes(new Uint8Array(size - short.length), short);
  });
  const [r, s] = scalars;
  return r === undefined || s === undefined || r === null || s === null ? null : concatBytes(r, s);
}
