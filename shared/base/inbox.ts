/**
 * The receiving half of a pipe. Owns what arrived before anyone listened, and whether the pipe has ended.
 * Every pipe built on it keeps the same promises: messages come in order, a late listener misses none,
 * and the end comes once, after the last message.
 */
import type { Bytes } from "./bytes.ts";

export interface Inbox {
  /** False once ended: its pipe then sends nothing. */
  isOpen(): boolean;
  deliver(message: Bytes): void;
  /** The other end is gone: what it said before is still delivered. */
  end(reason: string): void;
  /** This end closes: what nobody listened to yet is dropped. */
  close(reason: string): void;
  onMessage(listener: (message: Bytes) => void): void;
  onClose(listener: (reason: string) => void): void;
}

export function createInbox(): Inbox {
  let kept: Bytes[] = [];
  let messageListener: ((message: Bytes) => void) | null = null;
  let closeListeners: ((reason: string) => void)[] = [];
  let endedBecause: string | null = null;
  let draining = false;

  /** A listener may send, close or be replaced meanwhile: only the outermost call drains. */
  function drain(): void {
    if (draining) return;
    draining = true;
    try {
      while (messageListener !== null) {
        const next = kept.shift();
        if (next === undefined) break;
        messageListener(next);
      }
    } finally {
      draining = false;
    }
    if (endedBecause === null || kept.length > 0) return;
    const waiting = closeListeners;
    closeListeners = [];
    for (const listener of waiting) listener(endedBecause);
  }

  function end(reason: string): void {
    if (endedBecause !== null) return;
    endedBecause = reason;
    drain();
  }

  return {
    isOpen: () => endedBecause === null,
    deliver(message) {
      if (endedBecause !== null) return;
      kept.push(message);
      drain();
    },
    end,
    close(reason) {
      kept = [];
      if (endedBecause === null) end(reason);
      else drain();
    },
    onMessage(listener) {
      messageListener = listener;
      drain();
    },
    onClose(listener) {
      closeListeners.push(listener);
      drain();
    },
  };
}
