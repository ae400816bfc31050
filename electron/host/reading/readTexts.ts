/** Texts from somebody's words: a file, or Markdown for a text that is here. Pure; runs in the reading thread. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { TextPreview } from "../../../shared/api/library.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import {
  applyImport,
  applyTextEdit,
  type EditedText,
  hasWords,
  type ImportPlace,
} from "../../../shared/charter/draft/edits.ts";
import { importLimits } from "../../../shared/charter/formats/importLimits.ts";
import type { TextFault } from "../../../shared/charter/formats/markdown.ts";
import type { ReadProgress } from "../../../shared/charter/formats/markdownBlocks.ts";
import {
  type ImportedText,
  readSource,
  type SourceFault,
  type SourceFile,
} from "../../../shared/charter/formats/readSource.ts";
import type { CharterText, TextEdit } from "../../../shared/charter/text/model.ts";
import { judgeChanges } from "./newTexts.ts";
import { previewOf } from "./previewText.ts";

export interface TextBuilding {
  readonly newId: () => ClauseId;
  readonly onProgress: ReadProgress;
}

export function readSourceFile(file: SourceFile, building: TextBuilding): Result<ImportedText, HostError> {
  const read = readSource(file, building);
  return read.ok ? read : err(sourceFault(file.name, read.error));
}

export function previewFile(file: SourceFile, building: TextBuilding): Result<TextPreview, HostError> {
  const read = readSourceFile(file, building);
  return read.ok ? ok(previewOf(read.value)) : read;
}

/** A file into a text that is here. */
export function importFile(
  text: CharterText,
  file: SourceFile,
  place: ImportPlace,
  { newId, onProgress }: TextBuilding,
): Result<EditedText, HostError> {
  const given = new Set<string>();
  const giveId = (): ClauseId => {
    const id = newId();
    given.add(id);
    return id;
  };
  const read = readSourceFile(file, { newId: giveId, onProgress });
  if (!read.ok) return read;
  const chosen = judgeChanges(read.value, file);
  if (!chosen.ok) return chosen;
  return answer(applyImport(text, { ...read.value, given }, place, newId));
}

export function editText(
  text: CharterText,
  edit: TextEdit,
  { newId, onProgress }: TextBuilding,
): Result<EditedText, HostError> {
  const bytes = hasWords(edit) ? Buffer.byteLength(edit.markdown) : 0;
  const limit = importLimits.bytes;
  if (bytes > limit) return err({ kind: "fileTooLarge", name: "Markdown", bytes, limit });
  return answer(applyTextEdit(text, edit, newId, onProgress));
}

function answer(edited: ReturnType<typeof applyTextEdit>): Result<EditedText, HostError> {
  if (edited.ok) return edited;
  const { error } = edited;
  if (error.kind === "movedIntoItself")
    return err({ kind: "badArgument", what: "after", expected: "a clause that is neither the moved one nor in it" });
  return err(error.kind === "clauseNotFound" ? error : textFault(error));
}

const textFault = (fault: TextFault): HostError =>
  fault.kind === "tooDeep"
    ? { kind: "textTooDeep", limit: fault.limit }
    : { kind: "textTooHeavy", why: "parts", limit: fault.limit };

const inMegabytes = (bytes: number): number => Math.round(bytes / (1024 * 1024));

function sourceFault(name: string, fault: SourceFault): HostError {
  switch (fault.kind) {
    case "tooDeep":
    case "tooManyParts":
      return textFault(fault);
    case "notText":
      return { kind: "notUtf8", name, atByte: fault.atByte };
    case "fileTooLarge":
      return { ...fault, name };
    case "tooMuchText":
      return { kind: "textTooHeavy", why: "words", limit: inMegabytes(fault.limit) };
    case "unpackedTooLarge":
      return { kind: "textTooHeavy", why: "unpacked", limit: inMegabytes(fault.limit) };
    case "damaged":
    case "brokenXml":
    case "entities":
      return { kind: "documentUnreadable", name, why: fault.kind, part: fault.part };
    case "notZip":
    case "noDocument":
    case "encrypted":
    case "oldOffice":
    case "otherFormat":
      return { kind: "documentUnreadable", name, why: fault.kind, part: "" };
  }
}
