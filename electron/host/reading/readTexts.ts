/** Texts from somebody's words: a file, or Markdown for a text that is here. Pure; runs in the reading thread. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { applyTextEdit, type EditedText, hasWords } from "../../../shared/charter/draft/edits.ts";
import { importLimits } from "../../../shared/charter/formats/importLimits.ts";
import { type ReadText, readMarkdown, type TextFault } from "../../../shared/charter/formats/markdown.ts";
import type { ReadProgress } from "../../../shared/charter/formats/markdownBlocks.ts";
import { readPlainText } from "../../../shared/charter/formats/plainText.ts";
import { decodeSource } from "../../../shared/charter/formats/sourceText.ts";
import type { CharterText, TextEdit } from "../../../shared/charter/text/model.ts";

export interface SourceFile {
  readonly name: string;
  readonly bytes: Bytes;
}

export interface TextBuilding {
  readonly newId: () => ClauseId;
  readonly onProgress: ReadProgress;
}

export function readSourceFile(file: SourceFile, { newId, onProgress }: TextBuilding): Result<ReadText, HostError> {
  const { name, bytes } = file;
  const fits = withinBytes(name, bytes.length);
  if (!fits.ok) return fits;
  const source = decodeSource(bytes);
  if (!source.ok) return err({ kind: "notUtf8", name, atByte: source.error.atByte });
  if (/\.txt$/i.test(name)) return ok(readPlainText(source.value, newId));
  const read = readMarkdown(source.value, newId, { onProgress });
  return read.ok ? read : err(textFault(read.error));
}

export function editText(
  text: CharterText,
  edit: TextEdit,
  { newId, onProgress }: TextBuilding,
): Result<EditedText, HostError> {
  const fits = hasWords(edit) ? withinBytes("Markdown", Buffer.byteLength(edit.markdown)) : ok(null);
  if (!fits.ok) return fits;
  const edited = applyTextEdit(text, edit, newId, onProgress);
  if (edited.ok) return edited;
  const { error } = edited;
  if (error.kind === "movedIntoItself")
    return err({ kind: "badArgument", what: "after", expected: "a clause that is neither the moved one nor in it" });
  return err(error.kind === "clauseNotFound" ? error : textFault(error));
}

function withinBytes(name: string, bytes: number): Result<null, HostError> {
  const limit = importLimits.bytes;
  return bytes > limit ? err({ kind: "fileTooLarge", name, bytes, limit }) : ok(null);
}

const textFault = (fault: TextFault): HostError =>
  fault.kind === "tooDeep"
    ? { kind: "textTooDeep", limit: fault.limit }
    : { kind: "textTooHeavy", why: "parts", limit: fault.limit };
