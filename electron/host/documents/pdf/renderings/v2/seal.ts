/**
 * The exporter's seal on a page of rendering 2: a PAdES B-B signature in an incremental update that keeps the file
 * PDF/A-3a. The field is listed on the first page, tagged, and draws nothing; no font and no time but /M comes with it.
 *
 * A seal is a function of the bytes before it, the certificate, the reason, the second it was made, and the
 * 64 bytes of the signature. `verifyPdf` makes each seal again from these and compares byte by byte, so the padding,
 * the byte range, the cross-reference table and everything else that a signature leaves open has one legal form.
 */
import { type Bytes, concatBytes, toHex } from "../../../../../../shared/base/bytes.ts";
import { sha256 } from "../../../../../../shared/base/crypto.ts";
import { der, derInteger, readItems } from "../../der.ts";
import type { SealTerms, SignP256 } from "../../seal.ts";

/** Bytes kept for the signature: 1.2 KB are used, and the cards of a device some more. */
const reservedBytes = 8192;
const latin = (text: string): Bytes => new Uint8Array(Buffer.from(text, "latin1"));

export async function applySeal(before: Bytes, terms: SealTerms, sign: SignP256): Promise<Bytes> {
  const file = openPdf(before);
  const [signature, form, widget, element] = [0, 1, 2, 3].map((more) => file.size + more) as [
    number,
    number,
    number,
    number,
  ];
  const catalog = file.read(file.root);
  const known = catalog.match(/\/AcroForm (\d+) 0 R/)?.[1];
  const fields = known === undefined ? "" : `${file.read(Number(known)).match(/\/Fields \[([^\]]*)\]/)?.[1] ?? ""} `;
  const count = fields.split("R").length;
  const page = firstPage(file, catalog);
  const tree = Number(catalog.match(/\/StructTreeRoot (\d+) 0 R/)?.[1]);
  const structure = file.read(tree);
  const key = structure.match(/\/ParentTreeNextKey (\d+)/)?.[1] ?? "0";

  const digits = (number: number): string => String(number).padEnd(10);
  const sealEntry = [
    "<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/ByteRange [0 ",
    "]\n/Contents <",
    `>\n/M (${pdfTime(terms.signedAt)})\n/Reason (${terms.reason})\n>>`,
  ] as const;
  const objects = new Map<number, string>([
    [file.root, known === undefined ? insert(catalog, `/AcroForm ${form} 0 R`) : catalog],
    [page.number, listed(page.text, widget)],
    [
      tree,
      structure
        .replace(/\/K \[([^\]]*)\]/, (_, kids: string) => `/K [${kids} ${element} 0 R]`)
        .replace(/\/Nums \[([^\]]*)\]/, (_, nums: string) => `/Nums [${nums} ${key} ${element} 0 R]`)
        .replace(/\/ParentTreeNextKey \d+/, `/ParentTreeNextKey ${Number(key) + 1}`),
    ],
    [known === undefined ? form : Number(known), `<<\n/Fields [${fields}${widget} 0 R]\n/SigFlags 3\n>>`],
    [
      widget,
      `<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T (Seal ${count})\n/TU (Seal ${count})\n/V ${signature} 0 R\n/F 132\n/P ${page.number} 0 R\n/Rect [0 0 0 0]\n/StructParent ${key}\n>>`,
    ],
    [
      element,
      `<<\n/Type /StructElem\n/S /Form\n/P ${tree} 0 R\n/Alt (Seal ${count})\n/K <<\n/Type /OBJR\n/Obj ${widget} 0 R\n/Pg ${page.number} 0 R\n>>\n>>`,
    ],
  ]);

  const hexLength = 2 * reservedBytes;
  const start = before.length + 1;
  const head = `\n${signature} 0 obj\n`;
  const hole = start + head.length - 1 + sealEntry[0].length + 3 * 10 + 2 + sealEntry[1].length - 1;
  const afterHole = hole + hexLength + 2;
  const offsets = new Map<number, number>([[signature, start]]);
  let rest = `${sealEntry[2].slice(1)}\nendobj\n`;
  for (const [number, text] of objects) {
    offsets.set(number, afterHole + rest.length);
    rest += `${number} 0 obj\n${text}\nendobj\n`;
  }
  const table = afterHole + rest.length;
  const size = file.size + 4;
  rest += `xref\n${writeTable(offsets)}trailer\n<<\n/Size ${size}\n/Root ${file.root} 0 R\n${file.kept}\n/Prev ${file.table}\n>>\nstartxref\n${table}\n%%EOF\n`;
  const range = `${digits(hole)} ${digits(afterHole)} ${digits(rest.length)}`;
  const front = concatBytes(before, latin(`${head}${sealEntry[0]}${range}${sealEntry[1].slice(0, -1)}`));
  const back = latin(rest);
  const cms = await writeCms(sha256(concatBytes(front, back)), terms.certificateDer, sign);
  if (cms.length > reservedBytes) throw new Error("the certificate is too long for a seal");
  const hex = toHex(cms).toUpperCase().padEnd(hexLength, "0");
  return concatBytes(front, latin(`<${hex}>`), back);
}

export interface OpenPdf {
  /** One more than the highest number of an object. */
  readonly size: number;
  readonly root: number;
  /** Where the last cross-reference table begins. */
  readonly table: number;
  /** Entries of the trailer that stay. */
  readonly kept: string;
  /** The text of an object as it is now. */
  read(number: number): string;
}

/** Reads only what our renderer and `applySeal` write; throws for anything else. */
export function openPdf(bytes: Bytes): OpenPdf {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = new Map<number, number>();
  const readSection = (at: number): string => {
    let cursor = at + "xref\n".length;
    for (;;) {
      const line = file.toString("latin1", cursor, cursor + 24).match(/^(\d+) (\d+)\s*\n/);
      if (line === null) break;
      cursor += line[0].length;
      for (let index = 0; index < Number(line[2]); index++, cursor += 20) {
        const number = Number(line[1]) + index;
        if (file[cursor + 17] === 0x6e && !offsets.has(number))
          offsets.set(number, Number(file.toString("latin1", cursor, cursor + 10)));
      }
    }
    return file.toString("latin1", cursor, file.indexOf("startxref", cursor));
  };
  const table = Number(file.toString("latin1", file.length - 64).match(/startxref\n(\d+)\n%%EOF\s*$/)?.[1]);
  const last = readSection(table);
  let trailer = last;
  for (let previous = trailer.match(/\/Prev (\d+)/)?.[1]; previous !== undefined; ) {
    trailer = readSection(Number(previous));
    previous = trailer.match(/\/Prev (\d+)/)?.[1];
  }
  const entry = (pattern: RegExp): string => {
    const found = last.match(pattern)?.[0];
    if (found === undefined) throw new Error("a trailer lacks an entry");
    return found;
  };
  return {
    size: Number(entry(/(?<=\/Size )\d+/)),
    root: Number(entry(/(?<=\/Root )\d+/)),
    table,
    kept: `${entry(/\/Info \d+ 0 R/)}\n${entry(/\/ID \[[^\]]*\]/)}`,
    read(number) {
      const at = offsets.get(number);
      const head = `${number} 0 obj\n`;
      if (at === undefined || file.toString("latin1", at, at + head.length) !== head)
        throw new Error(`the file has no object ${number}`);
      return file.toString("latin1", at + head.length, file.indexOf("\nendobj", at));
    },
  };
}

function firstPage(file: OpenPdf, catalog: string): { readonly number: number; readonly text: string } {
  let number = Number(catalog.match(/\/Pages (\d+) 0 R/)?.[1]);
  for (let depth = 0; depth < 32; depth++) {
    const text = file.read(number);
    if (/\/Type \/Page\n/.test(text)) return { number, text };
    number = Number(text.match(/\/Kids \[(\d+) 0 R/)?.[1]);
  }
  throw new Error("the file has no page");
}

const insert = (dictionary: string, line: string): string =>
  `${dictionary.slice(0, dictionary.lastIndexOf(">>"))}${line}\n>>`;

function listed(page: string, widget: number): string {
  const annotated = /\/Annots \[/.test(page)
    ? page.replace(/\/Annots \[([^\]]*)\]/, (_, others: string) => `/Annots [${others} ${widget} 0 R]`)
    : insert(page, `/Annots [${widget} 0 R]`);
  return /\/Tabs /.test(annotated) ? annotated : insert(annotated, "/Tabs /S");
}

function writeTable(offsets: ReadonlyMap<number, number>): string {
  const numbers = [...offsets.keys()].sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.at(-1) === number - 1) run.push(number);
    else runs.push([number]);
  }
  const line = (number: number): string => `${String(offsets.get(number)).padStart(10, "0")} 00000 n \n`;
  return runs.map((run) => `${run[0]} ${run.length}\n${run.map(line).join("")}`).join("");
}

function pdfTime(moment: number): string {
  const digits = new Date(Math.floor(moment / 1000) * 1000).toISOString().replace(/[-:T]/g, "");
  return `D:${digits.slice(0, 14)}Z`;
}

const oid = {
  data: "06092a864886f70d010701",
  signedData: "06092a864886f70d010702",
  contentType: "06092a864886f70d010903",
  messageDigest: "06092a864886f70d010904",
  signingCertificateV2: "060b2a864886f70d010910022f",
  sha256: "0609608648016503040201",
  ecdsaSha256: "06082a8648ce3d040302",
} as const;
const identifier = (name: keyof typeof oid): Bytes => new Uint8Array(Buffer.from(oid[name], "hex"));

/** A detached CMS signature (RFC 5652) with the attributes of PAdES B-B and no more. */
async function writeCms(digest: Bytes, certificate: Bytes, sign: SignP256): Promise<Bytes> {
  const digestAlgorithm = der(0x30, identifier("sha256"));
  const attribute = (name: keyof typeof oid, value: Bytes): Bytes => der(0x30, identifier(name), der(0x31, value));
  const attributes = [
    attribute("contentType", identifier("data")),
    attribute("messageDigest", der(0x04, digest)),
    attribute("signingCertificateV2", der(0x30, der(0x30, der(0x30, der(0x04, sha256(certificate)))))),
  ].sort((a, b) => Buffer.compare(a, b));
  const signature = await sign(der(0x31, ...attributes));
  const [, serial, , issuer] = readItems(
    readItems(readItems(certificate)[0]?.content ?? new Uint8Array())[0]?.content ?? new Uint8Array(),
  );
  if (serial === undefined || issuer === undefined) throw new Error("the certificate cannot be read");
  const signer = der(
    0x30,
    derInteger(new Uint8Array([1])),
    der(0x30, new Uint8Array(issuer.whole), new Uint8Array(serial.whole)),
    digestAlgorithm,
    der(0xa0, ...attributes),
    der(0x30, identifier("ecdsaSha256")),
    der(0x04, der(0x30, derInteger(signature.subarray(0, 32)), derInteger(signature.subarray(32)))),
  );
  const signedData = der(
    0x30,
    derInteger(new Uint8Array([1])),
    der(0x31, digestAlgorithm),
    der(0x30, identifier("data")),
    der(0xa0, certificate),
    der(0x31, signer),
  );
  return der(0x30, identifier("signedData"), der(0xa0, signedData));
}
