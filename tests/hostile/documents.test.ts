/** Documents made to hurt: each is read or refused by its name, within the bounds of importLimits, and nothing throws. */
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { type Bytes, concatBytes, utf8 } from "../../shared/base/bytes.ts";
import { importLimits } from "../../shared/charter/formats/importLimits.ts";
import { openZip } from "../../shared/charter/formats/office/zip.ts";
import { readSource } from "../../shared/charter/formats/readSource.ts";
import { countingIds } from "../shared/charter/text/arbitraryText.ts";
import { imported, markdownOf, refusal } from "../support/importing.ts";
import { paragraph, point, run, styled, usualNumbering, wordFile, zipOf } from "../support/wordFiles.ts";

const megabyte = 1024 * 1024;
const small = wordFile({
  body: `${paragraph("Wells stay open.")}${point(1, 0, "All may drink.")}`,
  numbering: usualNumbering,
});

describe("A document made to hurt is refused by its name", () => {
  it.each<[string, () => Bytes, string]>([
    ["nothing at all", () => new Uint8Array(), "notZip"],
    ["words with another program's ending", () => utf8("Wells stay open."), "notZip"],
    ["a ZIP of something else", () => zipOf({ "readme.txt": "hello" }), "noDocument"],
    ["an empty ZIP", () => zipSync({}) as Bytes, "noDocument"],
    [
      "another kind of XML where the text should be",
      () => zipOf({ "word/document.xml": "<html><body/></html>" }),
      "noDocument",
    ],
    ["an old binary file", () => compound(""), "oldOffice"],
    ["a file with a password", () => compound("EncryptedPackage"), "encrypted"],
    ["a part with a password", () => encrypted(small), "encrypted"],
    ["tags that do not close", () => zipOf({ "word/document.xml": "<w:document xmlns:w='x'><w:body>" }), "brokenXml"],
    [
      "bytes of no encoding",
      () => zipSync({ "word/document.xml": new Uint8Array([0x3c, 0xff, 0xfe, 0x3e]) }) as Bytes,
      "brokenXml",
    ],
    ["a million open tags", () => wordFile({ body: "<w:p>".repeat(1_000_000) }), "tooDeep"],
    ["tables in tables, a thousand deep", () => wordFile({ body: nested(1000) }), "tooDeep"],
    ["entities that grow a thousand million times", () => zipOf({ "word/document.xml": laughs }), "entities"],
    ["an entity that reads a file", () => zipOf({ "word/document.xml": outside }), "entities"],
    [
      "an entity in the styles",
      () => wordFile({ body: paragraph("a"), others: { "word/styles.xml": laughs }, styles: "" }),
      "entities",
    ],
    [
      "more elements than anybody writes",
      () => wordFile({ body: "<w:p/>".repeat(importLimits.parts) }),
      "tooManyParts",
    ],
    [
      "a text of nine megabytes",
      () => wordFile({ body: paragraph("a water ".repeat((9 * megabyte) / 8)) }),
      "tooMuchText",
    ],
    ["two parts of one name", () => twice(small), "damaged"],
    ["a file that ends too early", () => small.slice(0, small.length - 200), "damaged"],
    ["a PDF", () => utf8("%PDF-1.7"), "notZip"],
  ])("%s", { timeout: 60_000 }, (_, make, kind) => {
    expect(refusal(make())).toBe(kind);
  });

  it("a PDF or RTF of any name", () => {
    expect(refusal(utf8("%PDF-1.7"), "text.md")).toBe("otherFormat");
    expect(refusal(utf8("{\\rtf1 hello}"), "text.txt")).toBe("otherFormat");
  });

  it("more than is unpacked of any document, whatever its headers say", { timeout: 60_000 }, () => {
    const size = importLimits.unpackedBytes + 1;
    const bomb = zipSync({ "word/document.xml": new Uint8Array(size) }, { level: 1 }) as Bytes;
    expect(bomb.length).toBeLessThan(2 * megabyte);
    const zip = openZip(withSize(bomb, 10));
    let given = 0;
    const count = (slice: Uint8Array): boolean => {
      given += slice.length;
      return true;
    };
    expect(zip.ok && zip.value.unpack("word/document.xml", count)).toMatchObject({
      error: { kind: "unpackedTooLarge" },
    });
    expect(given).toBeLessThanOrEqual(importLimits.unpackedBytes);
  });
});

describe("A document made to hurt is read where it says something", () => {
  it("megabytes of XML from kilobytes, in slices of 64 KiB", { timeout: 60_000 }, () => {
    const body = `${paragraph("Wells.")}${"<w:p><w:pPr><w:rPr><w:sz w:val='24'/></w:rPr></w:pPr></w:p>".repeat(200_000)}`;
    const file = wordFile({ body });
    expect(file.length).toBeLessThan(megabyte / 8);
    expect(markdownOf(imported(file))).toEqual(["Wells."]);
    const zip = openZip(file);
    let largest = 0;
    let all = 0;
    if (zip.ok)
      zip.value.unpack("word/document.xml", (slice) => {
        largest = Math.max(largest, slice.length);
        all += slice.length;
        return true;
      });
    expect(all).toBeGreaterThan(10 * megabyte);
    expect(largest).toBeLessThanOrEqual(importLimits.sliceBytes);
  });

  it("by its bytes, whatever its name says", () => {
    expect(imported(small, { name: "wells.md" }).format).toBe("word");
    expect(imported(small, { name: "wells.txt" }).format).toBe("word");
  });

  it("styles that are based on one another in a circle", () => {
    const style = (id: string, basedOn: string): string =>
      `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${id}"/><w:basedOn w:val="${basedOn}"/></w:style>`;
    const file = wordFile({ body: styled("A", "Wells."), styles: style("A", "B") + style("B", "A") });
    expect(markdownOf(imported(file))).toEqual(["Wells."]);
  });

  it("numbers of a thousand million", () => {
    const numbering = ["decimal", "lowerRoman", "upperLetter"].map(
      (format, at) =>
        `<w:abstractNum w:abstractNumId="${at}"><w:lvl w:ilvl="0"><w:start w:val="999999999"/><w:numFmt w:val="${format}"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="${at}"><w:abstractNumId w:val="${at}"/></w:num>`,
    );
    const file = wordFile({
      body: [0, 1, 2].map((list) => point(list, 0, "Wells.")).join(""),
      numbering: numbering.join(""),
    });
    expect(markdownOf(imported(file))).toHaveLength(3);
  });

  it("paths that lead out of the file lead nowhere", () => {
    const rels =
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="x/styles" Target="../../../../etc/passwd"/><Relationship Id="b" Type="x/numbering" Target="/../word/../../document.xml"/></Relationships>';
    const file = wordFile({ body: paragraph("Wells."), others: { "word/_rels/document.xml.rels": rels } });
    expect(markdownOf(imported(file))).toEqual(["Wells."]);
  });

  it("fields that open without end, and lists that nobody defined", () => {
    const open = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'.repeat(5000);
    expect(markdownOf(imported(wordFile({ body: paragraph(open + run("Wells.")) + point(99, 50, "Rope.") })))).toEqual([
      "Wells.",
      "Rope.",
    ]);
  });
});

describe("Every byte of a document", () => {
  const read = (bytes: Bytes): string => {
    const answer = readSource({ name: "text.docx", bytes }, { newId: countingIds() });
    return answer.ok ? "read" : answer.error.kind;
  };

  it("may be another one: it is refused, or read with the same words", () => {
    const kinds = new Map<string, number>();
    for (let at = 0; at < small.length; at += 2)
      for (const flip of [0x01, 0xff]) {
        const spoiled = small.slice();
        spoiled[at] = (spoiled[at] ?? 0) ^ flip;
        const kind = read(spoiled);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        if (kind === "read")
          expect(markdownOf(imported(spoiled)).join(" ")).toMatch(/Wells stay open\..*All may drink\./);
      }
    const known = new Set(["read", "damaged", "notZip", "noDocument", "encrypted", "brokenXml"]);
    expect([...kinds.keys()].filter((kind) => !known.has(kind))).toEqual([]);
    expect((kinds.get("damaged") ?? 0) + (kinds.get("brokenXml") ?? 0)).toBeGreaterThan(small.length / 2);
  });

  it("may be missing from some place on", () => {
    for (let length = 0; length < small.length; length++) expect(read(small.slice(0, length))).not.toBe("read");
  });
});

// ---- how they are made ---------------------------------------------------------------------------

const laughs = `<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "ha"><!ENTITY b "${"&a;".repeat(1000)}">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>&b;</w:body></w:document>`;
const outside = laughs.replace(/<!ENTITY a "ha">/, '<!ENTITY a SYSTEM "file:///etc/passwd">');

const nested = (levels: number): string =>
  `${"<w:tbl><w:tr><w:tc>".repeat(levels)}<w:p/>${"</w:tc></w:tr></w:tbl>".repeat(levels)}`;

function compound(stream: string): Bytes {
  const name = Uint8Array.from([...stream].flatMap((sign) => [sign.charCodeAt(0), 0]));
  const magic = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
  return concatBytes(Uint8Array.from(magic), new Uint8Array(1024), name, new Uint8Array(512));
}

/** Where each entry of the directory stands. */
function directory(zip: Bytes): readonly number[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const found: number[] = [];
  for (let at = 0; at < zip.length - 4; at++) if (view.getUint32(at, true) === 0x02014b50) found.push(at);
  return found;
}

const changed = (zip: Bytes, change: (view: DataView, entry: number) => void): Bytes => {
  const copy = zip.slice();
  const view = new DataView(copy.buffer);
  for (const entry of directory(copy)) change(view, entry);
  return copy;
};

const encrypted = (zip: Bytes): Bytes => changed(zip, (view, at) => view.setUint16(at + 8, 1, true));
const withSize = (zip: Bytes, size: number): Bytes => changed(zip, (view, at) => view.setUint32(at + 24, size, true));

/** The name of the first part is that of the second. */
function twice(zip: Bytes): Bytes {
  const two = zipOf({ "word/document.xml": "<a/>", "word/documenT.xml": "<a/>" });
  const copy = two.slice();
  for (let at = 0; at < copy.length; at++) if (copy[at] === 0x54 && copy[at + 1] === 0x2e) copy[at] = 0x74;
  return zip.length > 0 ? copy : zip;
}
