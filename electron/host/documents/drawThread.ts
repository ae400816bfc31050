/**
 * Draws the pages of one certificate in a thread of its own.
 * Owns: the thread, until it has answered. Called by: agreements/pagesAhead.ts.
 * Invariant: every drawing ends with an answer, and the host lives on.
 */
import { Worker } from "node:worker_threads";
import type { Clock, Logger } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";

/** Of drawWorker, as it runs here: from source or built. */
export interface DrawThread {
  readonly worker: URL;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface DrawRequest {
  readonly certificate: Bytes;
  readonly faceDirectory: string;
}

/** Null: it could not be drawn. */
export type DrawAnswer = Bytes | null;

const patienceMs = 60_000;
const heapMegabytes = 512;

export function drawInThread({ worker, clock, logger }: DrawThread, request: DrawRequest) {
  let cancel = (): void => undefined;
  const pages = new Promise<DrawAnswer>((resolve) => {
    const started = new Worker(worker, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
    const finish = (answer: DrawAnswer): void => {
      stopWatch();
      void started.terminate();
      resolve(answer);
    };
    const fail = (why: string): void => {
      logger.warn("pages-not-drawn-ahead", { why });
      finish(null);
    };
    const stopWatch = clock.after(patienceMs, () => fail("time"));
    cancel = () => finish(null);
    started.unref();
    started.on("message", finish);
    started.on("error", (error: Error) => fail(error.message));
    started.postMessage(request);
  });
  return { pages, cancel };
}
