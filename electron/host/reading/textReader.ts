/**
 * Reads what people give as files and Markdown, in a thread of its own where it is more than a moment's work: bounded
 * memory and time, with progress, and to be cancelled.
 * Owns: one thread for each reading under way. Called by: methods/library.ts and texts.ts.
 * Invariant: whatever the words do to the thread, the reading is answered, and the host lives on.
 */
import { Worker } from "node:worker_threads";
import type { HostError } from "../../../shared/api/errors.ts";
import type { TextPreview } from "../../../shared/api/library.ts";
import type { Clock, Logger } from "../../../shared/base/ambient.ts";
import { err, type Result } from "../../../shared/base/result.ts";
import { type EditedText, hasWords, type ImportPlace } from "../../../shared/charter/draft/edits.ts";
import { importLimits } from "../../../shared/charter/formats/importLimits.ts";
import type { ReadProgress } from "../../../shared/charter/formats/markdownBlocks.ts";
import { isZip } from "../../../shared/charter/formats/office/zip.ts";
import type { ImportedText, SourceFile } from "../../../shared/charter/formats/readSource.ts";
import type { CharterText, DocNode, TextEdit } from "../../../shared/charter/text/model.ts";
import { editText, importFile, previewFile, readSourceFile, type TextBuilding } from "./readTexts.ts";

export type ReadRequest =
  | { readonly kind: "file" | "preview"; readonly file: SourceFile }
  | { readonly kind: "import"; readonly text: CharterText; readonly file: SourceFile; readonly place: ImportPlace }
  | { readonly kind: "edit"; readonly text: CharterText; readonly edit: TextEdit };

type ReadValue = ImportedText | TextPreview | EditedText;

export type ReadAnswer =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "answer"; readonly answer: Result<ReadValue, HostError> };

export interface ReadThread {
  /** Of readWorker, as it runs here: from source or built. */
  readonly worker: URL;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Less than a frame of the window, even where it is all marks. */
const momentBytes = 16 * 1024;
const momentNodes = 2000;

export type TextReader = ReturnType<typeof createTextReader>;

/** Without a `thread` everything is read where it is called. */
export function createTextReader(args: {
  readonly thread: ReadThread | null;
  readonly newId: TextBuilding["newId"];
  readonly onProgress: ReadProgress;
}) {
  const { thread, newId, onProgress } = args;
  const underWay = new Set<() => void>();

  function inThread<T extends ReadValue>(
    { worker, clock, logger }: ReadThread,
    request: ReadRequest,
  ): Promise<Result<T, HostError>> {
    return new Promise((resolve) => {
      const started = new Worker(worker, { resourceLimits: { maxOldGenerationSizeMb: importLimits.heapMegabytes } });
      const finish = (answer: Result<T, HostError>): void => {
        underWay.delete(cancel);
        stopWatch();
        void started.terminate();
        resolve(answer);
      };
      const fail = (why: "memory" | "time", limit: number): void => {
        logger.warn("text-reader-ended", { why });
        finish(err({ kind: "textTooHeavy", why, limit }));
      };
      const cancel = (): void => finish(err({ kind: "cancelled" }));
      const stopWatch = clock.after(importLimits.seconds * 1000, () => fail("time", importLimits.seconds));
      underWay.add(cancel);
      started.on("message", (said: ReadAnswer) => {
        if (said.kind === "progress") onProgress(said.done, said.total);
        else finish(said.answer as Result<T, HostError>);
      });
      // Whatever ends the thread, it was these words.
      started.on("error", () => fail("memory", importLimits.heapMegabytes));
      started.postMessage(request);
    });
  }

  return {
    readFile(file: SourceFile): Promise<Result<ImportedText, HostError>> {
      if (thread !== null && isMuch(file)) return inThread(thread, { kind: "file", file });
      return Promise.resolve(readSourceFile(file, { newId, onProgress }));
    },
    previewFile(file: SourceFile): Promise<Result<TextPreview, HostError>> {
      if (thread !== null && isMuch(file)) return inThread(thread, { kind: "preview", file });
      return Promise.resolve(previewFile(file, { newId, onProgress }));
    },
    /** A file into a text; `atOnce` as below. */
    importFile(
      text: CharterText,
      file: SourceFile,
      place: ImportPlace,
      atOnce: boolean,
    ): Promise<Result<EditedText, HostError>> {
      if (thread !== null && !atOnce && (isMuch(file) || isLong(text)))
        return inThread(thread, { kind: "import", text, file, place });
      return Promise.resolve(importFile(text, file, place, { newId, onProgress }));
    },
    /** `atOnce`: nothing else happens meanwhile. */
    async edit(text: CharterText, edit: TextEdit, atOnce: boolean): Promise<Result<EditedText, HostError>> {
      const words = hasWords(edit) ? edit.markdown.length : 0;
      if (thread !== null && !atOnce && (words > momentBytes || isLong(text)))
        return inThread(thread, { kind: "edit", text, edit });
      return Promise.resolve(editText(text, edit, { newId, onProgress }));
    },
    /** Each reading under way answers `cancelled`. */
    cancel(): void {
      for (const stop of [...underWay]) stop();
    },
  };
}

/** What is packed may be a thousand times as much. */
const isMuch = ({ bytes }: SourceFile): boolean => bytes.length > momentBytes || isZip(bytes);

function isLong(text: CharterText): boolean {
  let nodes = 0;
  const waiting: DocNode[] = [text];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === "text") continue;
    nodes += next.content.length;
    if (nodes > momentNodes) return true;
    for (const child of next.content) waiting.push(child);
  }
  return false;
}
