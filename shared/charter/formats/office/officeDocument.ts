/** What the readers of office documents give. */
import type { ChangesBy, SourceBlock } from "../sourceBlocks.ts";
import type { PartFault } from "./xml.ts";

export type OfficeFault =
  | PartFault
  /** A ZIP file, and no document with a text. */
  | { readonly kind: "noDocument" }
  | { readonly kind: "tooMuchText"; readonly limit: number };

export interface CommentsBy {
  readonly author: string;
  readonly comments: number;
}

export interface OfficeDocument {
  readonly blocks: readonly SourceBlock[];
  /** BCP 47, as the file says of its words. */
  readonly language: string | null;
  readonly changes: readonly ChangesBy[];
  readonly comments: readonly CommentsBy[];
}

const encoder = new TextEncoder();

/** Of the words, in UTF-8. */
export function wordBytes(block: SourceBlock): number {
  let bytes = 0;
  if (block.kind === "paragraph") for (const { text } of block.runs) bytes += encoder.encode(text).length;
  else
    for (const { cells } of block.rows)
      for (const cell of cells) for (const inner of cell.blocks) bytes += wordBytes(inner);
  return bytes;
}

/** Office programs say one language for each kind of script. */
export interface DocumentLanguages {
  readonly western: string | null;
  readonly complex: string | null;
  readonly eastAsian: string | null;
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/gu;
const looksAtCharacters = 4000;

/** Which of them the words are in is told by their letters. */
export function spokenLanguage(languages: DocumentLanguages, blocks: readonly SourceBlock[]): string | null {
  let words = "";
  for (const block of blocks) {
    if (block.kind === "paragraph") for (const { text } of block.runs) words += text;
    if (words.length > looksAtCharacters) break;
  }
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return null;
  const isMost = (script: RegExp): boolean => (words.match(script)?.length ?? 0) * 2 > letters;
  if (isMost(rightToLeft)) return languages.complex;
  if (isMost(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)) return languages.eastAsian;
  return languages.western;
}
