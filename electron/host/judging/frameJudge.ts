/**
 * Tries frames in a thread of their own, with bounded memory and time, before the host takes them.
 * Owns: the thread; it is started by the first frames, or before them, and ended with the keys. Called by: charters.ts.
 * Invariant: whatever a frame does to the thread, it is answered, and the others of its batch get their verdicts.
 */
import { Worker } from "node:worker_threads";
import type { Clock, Logger } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { KeyPair } from "../../../shared/base/crypto.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import type { FrameVerdict, TriedFrame } from "../charter/verdict.ts";

/** What a thread needs to open a charter's log beside the host. */
export interface ShadowSource {
  readonly charter: CharterId;
  readonly file: string;
  readonly keys: readonly Bytes[];
  readonly device: { readonly id: DeviceId; readonly privateKey: Bytes; readonly sealing: KeyPair };
  readonly storeKey: Bytes;
}

export interface JudgeRequest {
  readonly id: number;
  readonly source: ShadowSource;
  readonly frames: readonly Bytes[];
}

/** Is answered with one verdict where its log was open, and with none where it was not. */
export interface LeaveRequest {
  readonly id: number;
  readonly leave: CharterId;
}

/** Asks the thread to close what it has open, and to end. */
export const endRequest = "end";

export interface JudgeAnswer {
  readonly id: number;
  readonly verdicts: readonly FrameVerdict[];
}

export interface FrameJudge {
  /** One for each frame, in order. Null where the host is to judge by itself. Without frames it takes in the log. */
  judge(source: ShadowSource, frames: readonly Bytes[]): Promise<readonly TriedFrame[]>;
  /** Closes what it has open of a charter's log. Answers whether there was anything. */
  leave(charter: CharterId): Promise<boolean>;
  /** Starts the thread, which takes a third of a second, before anything comes. */
  warm(): void;
  /** Ends the thread, and what it knew with it. */
  close(): void;
}

/** A frame takes 0.3 ms, a crafted one 60 ms; opening a charter of 100,000 envelopes some seconds. */
const patienceMs = 20_000;
const patiencePerFrameMs = 100;
const heapMegabytes = 512;
/** A thread that is asked to end closes its databases; one that hangs does not hear it. */
const endWaitMs = 3000;

export function createFrameJudge(args: {
  /** Of judgeWorker, as it runs here: from source or built. */
  readonly worker: URL;
  readonly clock: Clock;
  readonly logger: Logger;
}): FrameJudge {
  const { clock, logger } = args;
  const waiting = new Map<number, (verdicts: readonly FrameVerdict[] | null) => void>();
  let thread: Worker | null = null;
  let nextId = 0;
  /** Counts closings: whoever waited for a thread that was closed gets no verdicts. */
  let life = 0;

  /** It did not come back, or is gone. */
  function end(): void {
    void thread?.terminate();
    forget();
  }

  /** In the middle of a commit, to terminate it may take the process along, and leaves its databases open. */
  function askToEnd(): void {
    const asked = thread;
    forget();
    if (asked === null) return;
    const stop = clock.after(endWaitMs, () => {
      logger.warn("frame-judge-terminated");
      void asked.terminate();
    });
    asked.once("exit", stop);
    asked.postMessage(endRequest);
  }

  /** Answers everybody who waits for the thread. */
  function forget(): void {
    thread = null;
    const left = [...waiting.values()];
    waiting.clear();
    for (const answer of left) answer(null);
  }

  function start(): Worker {
    const started = new Worker(args.worker, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
    const failed = (why: string): void => {
      if (thread !== started) return;
      logger.warn("frame-judge-ended", { why });
      end();
    };
    started.on("message", ({ id, verdicts }: JudgeAnswer) => waiting.get(id)?.(verdicts));
    started.on("error", (error: Error) => failed(error.message));
    started.on("exit", () => failed("exit"));
    started.unref();
    return started;
  }

  /** Null where the thread crashed before it answered. */
  function tryOnce(source: ShadowSource, frames: readonly Bytes[]): Promise<readonly FrameVerdict[] | null> {
    return new Promise((resolve) => {
      const id = nextId++;
      const cancel = clock.after(patienceMs + patiencePerFrameMs * frames.length, () => {
        logger.warn("frame-judge-late", { frames: frames.length });
        end();
      });
      waiting.set(id, (verdicts) => {
        cancel();
        waiting.delete(id);
        resolve(verdicts);
      });
      thread ??= start();
      const copies = frames.map((frame) => new Uint8Array(frame));
      thread.postMessage(
        { id, source, frames: copies } satisfies JudgeRequest,
        copies.map((copy) => copy.buffer),
      );
    });
  }

  async function judge(source: ShadowSource, frames: readonly Bytes[]): Promise<readonly TriedFrame[]> {
    const begun = life;
    const verdicts = await tryOnce(source, frames);
    if (verdicts !== null) return verdicts;
    if (begun !== life || frames.length === 0) return frames.map(() => null);
    if (frames.length === 1) return ["crashed"];
    const half = frames.length >> 1;
    return [...(await judge(source, frames.slice(0, half))), ...(await judge(source, frames.slice(half)))];
  }

  return {
    judge,
    leave(charter) {
      const asked = thread;
      if (asked === null) return Promise.resolve(false);
      return new Promise((resolve) => {
        const id = nextId++;
        waiting.set(id, (verdicts) => {
          waiting.delete(id);
          resolve(verdicts === null || verdicts.length > 0);
        });
        asked.postMessage({ id, leave: charter } satisfies LeaveRequest);
      });
    },
    warm() {
      thread ??= start();
    },
    close() {
      life++;
      askToEnd();
    },
  };
}
