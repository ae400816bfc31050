/**
 * The one door for text from elsewhere: whatever file somebody gives becomes the tree of a text, with what it says beyond
 * one. What a file is, its first bytes say; its name only where they say nothing.
 */
import type { Bytes } from "../../base/bytes.ts";
import type { ClauseId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { mendText } from "../text/canonical.ts";
import { isLanguage } from "../text/language.ts";
import { composeText } from "./composeText.ts";
import { readHtml } from "./html/readHtml.ts";
import { importLimits } from "./importLimits.ts";
import { type ReadText, readMarkdown, type TextFault } from "./markdown.ts";
import type { ReadProgress } from "./markdownBlocks.ts";
import { createNotes, type NotKeptNotes } from "./notKept.ts";
import type { CommentsBy, OfficeFault } from "./office/officeDocument.ts";
import { isCompound, isZip, openZip } from "./office/zip.ts";
import { isOpenDocument, readOpenDocument } from "./openDocument/readOpenDocument.ts";
import { readPlainText } from "./plainText.ts";
import { type ChangesBy, type ChangesRead, type SourceBlock, takeChanges } from "./sourceBlocks.ts";
import { decodeSource, type NotText } from "./sourceText.ts";
import { readWord } from "./word/readWord.ts";

export type SourceFormat = "word" | "openDocument" | "html" | "markdown" | "plainText";

export interface SourceFile {
  readonly name: string;
  readonly bytes: Bytes;
  /** Null: nobody has said yet, and the text is read as if all were accepted. */
  readonly changes?: ChangesRead | null;
}

/** A text, and what its file says beyond it. */
export interface ImportedText extends ReadText {
  readonly format: SourceFormat;
  readonly changes: readonly ChangesBy[];
  readonly comments: readonly CommentsBy[];
}

export type SourceFault =
  | TextFault
  | OfficeFault
  | NotText
  | { readonly kind: "fileTooLarge"; readonly bytes: number; readonly limit: number }
  /** A format that is none of those that are read. */
  | { readonly kind: "otherFormat" };

export interface SourceReading {
  /** Names clauses that name no id of their own. */
  readonly newId: () => ClauseId;
  readonly onProgress?: ReadProgress;
}

const beginsWith = (bytes: Uint8Array, signs: string): boolean =>
  [...signs].every((sign, at) => bytes[at] === sign.charCodeAt(0));

/** A page that somebody saved under another name. */
const pageStart = /^\s*(?:<!doctype html|<html[\s>])/i;
const officeName = /\.(?:docx|docm|dotx|doc|odt)$/i;

export function readSource(file: SourceFile, { newId, onProgress }: SourceReading): Result<ImportedText, SourceFault> {
  const { name, bytes } = file;
  if (isZip(bytes) || isCompound(bytes) || officeName.test(name)) return readDocument(file, newId, onProgress);
  if (beginsWith(bytes, "%PDF") || beginsWith(bytes, "{\\rtf")) return err({ kind: "otherFormat" });
  const limit = importLimits.bytes;
  if (bytes.length > limit) return err({ kind: "fileTooLarge", bytes: bytes.length, limit });
  const source = decodeSource(bytes);
  if (!source.ok) return source;
  if (/\.x?html?$/i.test(name) || pageStart.test(source.value)) return readPage(source.value, newId, onProgress);
  if (/\.txt$/i.test(name)) return ok({ ...readPlainText(source.value, newId), format: "plainText", ...nobodys });
  const read = readMarkdown(source.value, newId, onProgress === undefined ? {} : { onProgress });
  return read.ok ? ok({ ...read.value, format: "markdown", ...nobodys }) : read;
}

const nobodys = { changes: [], comments: [] } as const;

function readDocument(
  file: SourceFile,
  newId: () => ClauseId,
  onProgress?: ReadProgress,
): Result<ImportedText, SourceFault> {
  const zip = openZip(file.bytes);
  if (!zip.ok) return zip;
  const notes = createNotes("paragraph");
  const format = isOpenDocument(zip.value) ? "openDocument" : "word";
  const read = (format === "word" ? readWord : readOpenDocument)(zip.value, notes, onProgress);
  if (!read.ok) return read;
  const { blocks, language, changes, comments } = read.value;
  const taken = takeChanges(blocks, file.changes ?? "accepted");
  return ok({ ...composed(taken, notes, newId), language: tagOf(language), format, changes, comments });
}

function readPage(source: string, newId: () => ClauseId, onProgress?: ReadProgress): Result<ImportedText, SourceFault> {
  const notes = createNotes();
  const page = readHtml(source, notes, onProgress);
  if (!page.ok) return page;
  const { blocks, title, language } = page.value;
  const read = composed(blocks, notes, newId);
  return ok({ ...read, title: read.title ?? title, language: tagOf(language), format: "html", ...nobodys });
}

/** The text of blocks, without what nobody sees. */
function composed(blocks: readonly SourceBlock[], notes: NotKeptNotes, newId: () => ClauseId): ReadText {
  const { title, text } = composeText(blocks, notes, newId);
  const mended = mendText(text);
  for (const code of new Set(mended.removed.map((one) => one.code)))
    notes.add("unseen", placeOf(blocks, String.fromCodePoint(code)), `U+${hex(code)}`);
  return { title, language: null, hasFrontTitle: false, text: mended.text, ...notes.list() };
}

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(4, "0");

/** The first paragraph in which a sign stands. */
function placeOf(blocks: readonly SourceBlock[], sign: string): number {
  for (const block of blocks) {
    if (block.kind === "paragraph") {
      if (block.runs.some(({ text }) => text.includes(sign))) return block.number;
      continue;
    }
    for (const { cells } of block.rows)
      for (const cell of cells) {
        const at = placeOf(cell.blocks, sign);
        if (at > 0) return at;
      }
  }
  return 0;
}

/** Programs name a country where people mean a language; Chinese is written by it. */
function tagOf(language: string | null): string | null {
  const tag = language?.replaceAll("_", "-") ?? null;
  if (!isLanguage(tag)) return null;
  return /^zh/i.test(tag) ? tag : (tag.split("-")[0] ?? tag).toLowerCase();
}
