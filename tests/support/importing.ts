/** A file read as the host reads it, and written as Markdown so that a test can say what it is. */
import type { Bytes } from "../../shared/base/bytes.ts";
import { writeMarkdown } from "../../shared/charter/formats/markdownWriter.ts";
import { type ImportedText, readSource, type SourceFile } from "../../shared/charter/formats/readSource.ts";
import { countingIds } from "../shared/charter/text/arbitraryText.ts";

export function imported(bytes: Bytes, file: Partial<SourceFile> = {}): ImportedText {
  const read = readSource({ name: "text.docx", bytes, ...file }, { newId: countingIds() });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

export const refusal = (bytes: Bytes, name = "text.docx"): string => {
  const read = readSource({ name, bytes }, { newId: countingIds() });
  return read.ok ? "read" : read.error.kind;
};

/** Without the names of clauses and empty lines. */
export const markdownOf = (read: ImportedText): readonly string[] =>
  writeMarkdown(read.text)
    .split("\n")
    .map((line) => line.replace(/ ?\{#[\w-]+\}$/, "").replace(/\{#[\w-]+ /, "{"))
    .filter((line) => line.trim() !== "");
