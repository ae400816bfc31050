/**
 * A part of an office document as small trees, one for each element at a chosen depth, in the order in which they come.
 * Parsed in slices; a document type with its entities is refused, and so is what is too deep or has too many elements.
 */
import { SaxesParser } from "saxes";
import { err, ok, type Result } from "../../../base/result.ts";
import { importLimits } from "../importLimits.ts";
import type { ReadProgress } from "../markdownBlocks.ts";
import type { Zip, ZipFault } from "./zip.ts";

export type XmlFault =
  | { readonly kind: "brokenXml"; readonly part: string; readonly line: number }
  | { readonly kind: "entities"; readonly part: string }
  | { readonly kind: "tooDeep"; readonly limit: number }
  | { readonly kind: "tooManyParts"; readonly limit: number };

export type PartFault = ZipFault | XmlFault;

/** Names are `w:p`, by the namespaces below whatever the file calls them; attributes of no namespace have no prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attrs: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

/** Transitional and strict ones are the same here. */
const prefixes: ReadonlyMap<string, string> = new Map([
  ["http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"],
  ["http://purl.oclc.org/ooxml/wordprocessingml/main", "w"],
  ["http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"],
  ["http://purl.oclc.org/ooxml/officeDocument/relationships", "r"],
  ["http://schemas.openxmlformats.org/package/2006/relationships", "rel"],
  ["http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"],
  ["http://schemas.openxmlformats.org/officeDocument/2006/math", "m"],
  ["http://purl.oclc.org/ooxml/officeDocument/math", "m"],
  ["http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", "wp"],
  ["http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", "wp"],
  ["http://www.w3.org/XML/1998/namespace", "xml"],
  ["http://www.w3.org/1999/xlink", "xlink"],
  ["http://purl.org/dc/elements/1.1/", "dc"],
]);

/** A fault is looked at after so many: saxes cannot be stopped, and open tags cost it more the deeper they stand. */
const pieceCharacters = 4096;

/** OpenDocument names its spaces itself; its `xsl-fo-compatible` is `fo` for everybody. */
const openSpace = /^urn:oasis:names:tc:opendocument:xmlns:([a-z-]+):1\.0$/;

function prefixOf(uri: string): string {
  const known = prefixes.get(uri);
  if (known !== undefined) return known;
  const named = openSpace.exec(uri)?.[1];
  return named === "xsl-fo-compatible" ? "fo" : (named ?? "other");
}

const nameOf = (uri: string, local: string): string => {
  const prefix = uri === "" ? null : prefixOf(uri);
  return prefix === null ? local : `${prefix}:${local}`;
};

/** The children of the root. */
export const inRoot = (around: readonly string[]): boolean => around.length === 1;

/** Of all parts of one document together. */
export interface PartCount {
  elements: number;
}

/**
 * `onElement` gets each element that `isHolder` says stands in the right place, by the names of the elements around it.
 * Answers how many there were; null: there is no such part.
 */
export function readPart(
  zip: Zip,
  part: string,
  isHolder: (around: readonly string[]) => boolean,
  count: PartCount,
  onElement: (element: XmlElement, around: readonly string[]) => void,
  onProgress: ReadProgress = () => undefined,
): Result<number | null, PartFault> {
  const parser = new SaxesParser({ xmlns: true });
  let fault: XmlFault | null = null;
  let found = 0;
  const around: string[] = [];
  const open: { readonly name: string; readonly attrs: Record<string, string>; children: (XmlElement | string)[] }[] =
    [];
  const refuse = (why: XmlFault): void => {
    fault ??= why;
  };
  parser.on("error", () => refuse({ kind: "brokenXml", part, line: parser.line }));
  parser.on("doctype", () => refuse({ kind: "entities", part }));
  parser.on("opentag", (tag) => {
    if (fault !== null) return;
    if (++count.elements > importLimits.parts) return refuse({ kind: "tooManyParts", limit: importLimits.parts });
    const level = around.length + open.length;
    if (level >= importLimits.elementLevels.xml)
      return refuse({ kind: "tooDeep", limit: importLimits.elementLevels.xml });
    const name = nameOf(tag.uri, tag.local);
    if (open.length === 0 && !isHolder(around)) {
      around.push(name);
      return;
    }
    const attrs: Record<string, string> = {};
    for (const { uri, local, value } of Object.values(tag.attributes)) attrs[nameOf(uri, local)] = value;
    open.push({ name, attrs, children: [] });
  });
  const addText = (text: string): void => {
    if (fault === null) open.at(-1)?.children.push(text);
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    if (fault !== null) return;
    const done = open.pop();
    if (done === undefined) around.pop();
    else if (open.length > 0) open.at(-1)?.children.push(done);
    else {
      found++;
      onElement(done, around);
    }
  });
  let decoder: TextDecoder | null = null;
  const write = (slice: Uint8Array, isLast: boolean): void => {
    decoder ??= decoderOf(slice);
    try {
      const text = decoder.decode(slice, { stream: !isLast });
      for (let at = 0; at < text.length && fault === null; at += pieceCharacters)
        parser.write(text.slice(at, at + pieceCharacters));
    } catch {
      // Not of its encoding.
      refuse({ kind: "brokenXml", part, line: parser.line });
    }
  };
  const unpacked = zip.unpack(part, (slice, done, total) => {
    write(slice, false);
    onProgress(done, total);
    return fault === null;
  });
  if (!unpacked.ok) return fault === null ? unpacked : err(fault);
  if (!unpacked.value) return ok(null);
  if (fault === null) {
    write(new Uint8Array(), true);
    parser.close();
  }
  return fault === null ? ok(found) : err(fault);
}

const decoderOf = (start: Uint8Array): TextDecoder => {
  const isLittle = start[0] === 0xff && start[1] === 0xfe;
  const isBig = start[0] === 0xfe && start[1] === 0xff;
  return new TextDecoder(isLittle ? "utf-16le" : isBig ? "utf-16be" : "utf-8", { fatal: true });
};

// ---- looking into an element -------------------------------------------------------------------

export const childrenOf = (element: XmlElement): readonly XmlElement[] =>
  element.children.filter((child) => typeof child !== "string");

export const childOf = (element: XmlElement | null, name: string): XmlElement | null => {
  for (const child of element?.children ?? []) if (typeof child !== "string" && child.name === name) return child;
  return null;
};

/** The attribute `w:val` of a child; null where either is missing. */
export const valOf = (element: XmlElement | null, name: string): string | null =>
  childOf(element, name)?.attrs["w:val"] ?? null;

/** A property that is on where it is named, unless it says otherwise; null where it is not named. */
export function isOn(element: XmlElement | null, name: string): boolean | null {
  const child = childOf(element, name);
  return child === null ? null : !/^(?:0|false|off|none)$/.test(child.attrs["w:val"] ?? "");
}

/** All words in it, in order. */
export const wordsIn = (element: XmlElement): string =>
  element.children.map((child) => (typeof child === "string" ? child : wordsIn(child))).join("");

/** Every element of a name in it, at any depth. */
export function* elementsIn(element: XmlElement, name: string): Generator<XmlElement> {
  for (const child of childrenOf(element)) {
    if (child.name === name) yield child;
    yield* elementsIn(child, name);
  }
}
