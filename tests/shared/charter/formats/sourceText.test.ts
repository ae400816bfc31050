import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, utf8 } from "../../../../shared/base/bytes.ts";
import { decodeSource, readFrontMatter, withLineFeeds } from "../../../../shared/charter/formats/sourceText.ts";

const utf16 = (text: string, isLittle: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(2 * text.length + 2));
  for (const [index, unit] of [...`\ufeff${text}`].flatMap((sign) => sign.split("")).entries())
    view.setUint16(2 * index, unit.charCodeAt(0), isLittle);
  return new Uint8Array(view.buffer);
};

describe("the bytes of somebody's file", () => {
  it("are the same text with every encoding mark", () => {
    const text = "Wells — آبار — 井戸 🪶\n";
    const files = [utf8(text), utf8(`\ufeff${text}`), utf16(text, true), utf16(text, false)];
    for (const file of files) expect(decodeSource(file)).toEqual({ ok: true, value: text });
  });

  it("are refused by the byte where they are no text", () => {
    const refused = (bytes: Uint8Array, atByte: number) =>
      expect(decodeSource(bytes)).toEqual({ ok: false, error: { kind: "notText", atByte } });
    refused(concatBytes(utf8("é wells "), Uint8Array.from([0xe9, 0x20])), 9);
    refused(concatBytes(utf8("\ufeffwells"), Uint8Array.from([0xff])), 8);
    refused(utf8("we\0lls"), 2);
    refused(concatBytes(utf16("ab", true), Uint8Array.from([0x41])), 6);
    refused(concatBytes(utf16("ab", false), Uint8Array.from([0xd8, 0x00])), 6);
    refused(Uint8Array.from([0xff, 0xfe, 0x00, 0xdc, 0x41, 0x00]), 2);
    // UTF-32, and UTF-16 without its mark.
    refused(Uint8Array.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), 2);
    refused(Uint8Array.from([0x41, 0, 0x42, 0]), 1);
  });

  it("never make the reader throw", () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 40 }).map((tail) => Uint8Array.from([0xff, 0xfe, ...tail])),
      fc.uint8Array({ maxLength: 40 }).map((tail) => Uint8Array.from([0xfe, 0xff, ...tail])),
    );
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const read = decodeSource(bytes);
        if (read.ok) expect(read.value.isWellFormed()).toBe(true);
        else expect(read.error.atByte).toBeLessThan(bytes.length);
      }),
      { seed: 11, numRuns: 2000 },
    );
  });

  it("end their lines in any way", () => {
    for (const end of ["\n", "\r\n", "\r", "\u0085", "\u2028", "\v"])
      expect(withLineFeeds(`a${end}b${end}${end}c`)).toBe("a\nb\n\nc");
    for (const end of ["\f", "\u2029"]) expect(withLineFeeds(`a${end}b`)).toBe("a\n\nb");
  });
});

describe("what stands before the text", () => {
  it("says title and language, and what else it says is told", () => {
    const yaml =
      '---\ntitle: "The \\"Ford\\" accord"\nlang: pt_BR\nauthor: Mara\ntags:\n  - water\n# a note\n---\n# Text\n';
    expect(readFrontMatter(yaml)).toEqual({
      title: 'The "Ford" accord',
      language: "pt-BR",
      other: [
        { line: 4, text: "author: Mara" },
        { line: 5, text: "tags:" },
        { line: 6, text: "  - water" },
        { line: 7, text: "# a note" },
      ],
      lines: 8,
    });
    expect(readFrontMatter("+++\ntitle = 'Wells'\nlanguage = \"ar\"\n+++\nx")).toMatchObject({
      title: "Wells",
      language: "ar",
      other: [],
    });
    expect(readFrontMatter("---\ntitle: >\n  long\n  title\nlang: not a tag\n...\nx")).toMatchObject({
      title: null,
      language: null,
      lines: 6,
    });
  });

  it("may have empty lines before it", () => {
    expect(readFrontMatter("\n \t\n---\ntitle: Wells\nauthor: Mara\n---\nx")).toEqual({
      title: "Wells",
      language: null,
      other: [{ line: 5, text: "author: Mara" }],
      lines: 6,
    });
    expect(readFrontMatter("\nx\n---\ntitle: Wells\n---\n")).toBeNull();
  });

  it("is not there where the text begins with a rule, or is never closed", () => {
    for (const source of [
      "---\n\nWells.\n\n---\n",
      "---\nWells stay open.\n---\n",
      "---\ntitle: x\n",
      "----\na: b\n---\n",
      "",
    ])
      expect(readFrontMatter(source)).toBeNull();
  });
});
