/** A page of the web, or what an office program saved as one, as blocks. Parsed in slices, without running anything of it. */
import { Parser } from "htmlparser2";
import { err, ok, type Result } from "../../../base/result.ts";
import { importLimits } from "../importLimits.ts";
import type { ReadProgress } from "../markdownBlocks.ts";
import type { NotKeptNotes } from "../notKept.ts";
import type { SourceBlock } from "../sourceBlocks.ts";
import { cleanHtml } from "./cleanHtml.ts";
import { htmlBlocks } from "./htmlBlocks.ts";
import { elementsWithin, type HtmlElement, htmlElement, wordsOf } from "./htmlTree.ts";

export type HtmlFault =
  | { readonly kind: "tooDeep"; readonly limit: number }
  | { readonly kind: "tooManyParts"; readonly limit: number };

export interface HtmlPage {
  readonly blocks: readonly SourceBlock[];
  /** Of the head. */
  readonly title: string | null;
  readonly language: string | null;
}

/** Characters that are parsed before a fault is looked at. */
const pieceCharacters = 4096;

export function readHtml(
  source: string,
  notes: NotKeptNotes,
  onProgress: ReadProgress = () => undefined,
): Result<HtmlPage, HtmlFault> {
  const parsed = parse(source, onProgress);
  if (!parsed.ok) return parsed;
  const root = parsed.value;
  const found = (name: string): HtmlElement | undefined => {
    for (const element of elementsWithin(root)) if (element.name === name) return element;
    return undefined;
  };
  const title = wordsOf(found("title") ?? "")
    .replace(/\s+/g, " ")
    .trim();
  const language = found("html")?.attrs.get("lang") ?? null;
  const clean = cleanHtml(root, (kind, quote, line) => notes.add(kind, line, quote));
  const blocks = htmlBlocks(clean, (address, line) => notes.add("address", line, address));
  return ok({ blocks, title: title === "" ? null : title, language });
}

function parse(source: string, onProgress: ReadProgress): Result<HtmlElement, HtmlFault> {
  const root = htmlElement("div");
  const open: HtmlElement[] = [root];
  const levels = importLimits.elementLevels.html;
  let parts = 0;
  let fault: HtmlFault | null = null;
  /** How far lines have been counted, and how many there were. */
  let counted = 0;
  let line = 1;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (++parts > importLimits.parts) fault ??= { kind: "tooManyParts", limit: importLimits.parts };
      if (open.length > levels) fault ??= { kind: "tooDeep", limit: levels };
      if (fault !== null) return;
      for (; counted < parser.startIndex; counted++) if (source.charCodeAt(counted) === 10) line++;
      const element = htmlElement(name, line);
      for (const [key, value] of Object.entries(attributes)) element.attrs.set(key, value);
      open.at(-1)?.children.push(element);
      open.push(element);
    },
    ontext(text) {
      if (fault !== null) return;
      const children = open.at(-1)?.children ?? [];
      const last = children.at(-1);
      // The parser hands words over in pieces, at each character that is written by its name.
      if (typeof last === "string") children[children.length - 1] = last + text;
      else children.push(text);
    },
    onclosetag() {
      if (fault === null) open.pop();
    },
  });
  for (let at = 0; at < source.length && fault === null; at += pieceCharacters) {
    parser.write(source.slice(at, at + pieceCharacters));
    if (at % importLimits.sliceBytes === 0) onProgress(at, source.length);
  }
  if (fault === null) parser.end();
  return fault === null ? ok(root) : err(fault);
}
