/** Word documents made by hand, as small as they can be: parts of XML in a ZIP. */
import { strToU8, zipSync } from "fflate";
import type { Bytes } from "../../shared/base/bytes.ts";

const space =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"';
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

export interface WordParts {
  /** What stands in `w:body`. */
  readonly body: string;
  readonly styles?: string;
  readonly numbering?: string;
  readonly footnotes?: string;
  readonly comments?: string;
  readonly header?: string;
  /** Addresses of links, by id. */
  readonly links?: Readonly<Record<string, string>>;
  /** Further parts of the ZIP, by their path. */
  readonly others?: Readonly<Record<string, string>>;
}

export const zipOf = (parts: Readonly<Record<string, string>>): Bytes =>
  zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))) as Bytes;

/** The part that holds the text. */
export const documentXml = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><w:document ${space}><w:body>${body}</w:body></w:document>`;

const roots = {
  styles: "styles",
  numbering: "numbering",
  footnotes: "footnotes",
  comments: "comments",
  header: "hdr",
} as const;
type PartName = keyof typeof roots;

export const wordPart = (name: PartName, inside: string): Bytes =>
  strToU8(`<w:${roots[name]} ${space}>${inside}</w:${roots[name]}>`) as Bytes;

const relation = (id: string, type: string, target: string, mode = ""): string =>
  `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"${mode}/>`;
const relationsOf = (inside: readonly string[]): Bytes =>
  strToU8(
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inside.join("")}</Relationships>`,
  ) as Bytes;

export const wordRelations = (...names: readonly PartName[]): Bytes =>
  relationsOf(names.map((name) => relation(name, name, `${name}.xml`)));

export function wordFile({ body, links = {}, others = {}, ...more }: WordParts): Bytes {
  const named = (Object.keys(roots) as PartName[]).filter((name) => more[name] !== undefined);
  return zipSync({
    "_rels/.rels": relationsOf([relation("rId1", "officeDocument", "word/document.xml")]),
    "word/document.xml": strToU8(documentXml(body)),
    "word/_rels/document.xml.rels": relationsOf([
      ...named.map((name) => relation(name, name, `${name}.xml`)),
      ...Object.entries(links).map(([id, address]) => relation(id, "hyperlink", address, ' TargetMode="External"')),
    ]),
    ...Object.fromEntries(named.map((name) => [`word/${name}.xml`, wordPart(name, more[name] ?? "")])),
    ...Object.fromEntries(Object.entries(others).map(([name, text]) => [name, strToU8(text)])),
  }) as Bytes;
}

/** A run of words; `look`: what stands in its properties. */
export const run = (words: string, look = ""): string =>
  `<w:r>${look === "" ? "" : `<w:rPr>${look}</w:rPr>`}<w:t xml:space="preserve">${words}</w:t></w:r>`;

/** A paragraph; `shape`: what stands in its properties. */
export const paragraph = (inside: string, shape = ""): string =>
  `<w:p>${shape === "" ? "" : `<w:pPr>${shape}</w:pPr>`}${inside.startsWith("<") || inside === "" ? inside : run(inside)}</w:p>`;

export const styled = (style: string, inside: string): string => paragraph(inside, `<w:pStyle w:val="${style}"/>`);

export const point = (list: number, level: number, inside: string): string =>
  paragraph(inside, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`);

/** The styles that every Word document has. */
export const usualStyles = [1, 2, 3]
  .map(
    (level) =>
      `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:pPr><w:outlineLvl w:val="${level - 1}"/></w:pPr></w:style>`,
  )
  .concat('<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>')
  .join("");

const level = (at: number, format: string, text: string, start = 1): string =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="${start}"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;

/** List 1: "1.", "(a)", "(i)"; list 2: bullets; list 3: "Article 1", "1.1". */
export const usualNumbering = [
  `<w:abstractNum w:abstractNumId="0">${level(0, "decimal", "%1.")}${level(1, "lowerLetter", "(%2)")}${level(2, "lowerRoman", "(%3)")}</w:abstractNum>`,
  `<w:abstractNum w:abstractNumId="1">${level(0, "bullet", "•")}${level(1, "bullet", "o")}${level(2, "decimal", "%3.")}</w:abstractNum>`,
  `<w:abstractNum w:abstractNumId="2">${level(0, "decimal", "Article %1")}${level(1, "decimal", "%1.%2")}</w:abstractNum>`,
  ...[1, 2, 3].map((id) => `<w:num w:numId="${id}"><w:abstractNumId w:val="${id - 1}"/></w:num>`),
].join("");
