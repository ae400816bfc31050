/**
 * Reads what people give as files and Markdown, in a thread of its own where it is more than a moment's work: bounded
 * memory and time, with progress, and to be cancelled.
 * Owns: one thread for each reading under way. Called by: methods/library.ts and texts.ts.
 * Invariant: whatever the words do to the thread, the reading is answered, and the host lives on.
 */
import { Worker } from "node:worker_threads";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock, Logger } from "../../../shared/base/ambient.ts";
import { err, type Result } from "../../../shared/base/result.ts";
import { type EditedText, hasWords } from "../../../shared/charter/draft/edits.ts";
import { importLimits } from "../../../shared/charter/formats/importLimits.ts";
import type { ReadText } from "../../../shared/charter/formats/markdown.ts";
import type { ReadProgress } from "../../../shared/charter/formats/markdownBlocks.ts";
import type { CharterText, DocNode, TextEdit } from "../../../shared/charter/text/model.ts";
import { editText, readSourceFile, type SourceFile, type TextBuilding } from "./readTexts.ts";

export type ReadRequest =
  | { readonly kind: "file"; readonly file: SourceFile }
  | { readonly kind: "edit"; readonly text: CharterText; readonly edit: TextEdit };

export type ReadAnswer =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "answer"; readonly answer: Result<ReadText | EditedText, HostError> };

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

  function inThread<T extends ReadText | EditedText>(
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
    readFile(file: SourceFile): Promise<Result<ReadText, HostError>> {
      if (thread !== null && file.bytes.length > momentBytes) return inThread(thread, { kind: "file", file });
      return Promise.resolve(readSourceFile(file, { newId, onProgress }));
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
