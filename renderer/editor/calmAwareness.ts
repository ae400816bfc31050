/**
 * An awareness as the cursor plugin sees it: it tells the others where one's caret is at most every
 * `announceDelayMs`, and does not redraw their carets because one's own moved. Without it every key sends a message
 * and updates the view twice.
 *
 * Owns: one timer. Called by: cursors. `close` sends nothing more.
 */
import type { Awareness } from "y-protocols/awareness";

const announceDelayMs = 100;

interface Changes {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

export interface CalmAwareness {
  readonly awareness: Awareness;
  close(): void;
}

export function createCalmAwareness(inner: Awareness): CalmAwareness {
  const waiting = new Map<string, unknown>();
  const listeners = new Map<unknown, (changes: Changes, origin: unknown) => void>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const announce = () => {
    timer = null;
    for (const [field, value] of waiting) inner.setLocalStateField(field, value);
    waiting.clear();
  };
  const awareness: Awareness = Object.assign(Object.create(inner), {
    getLocalState: () => {
      const state = inner.getLocalState();
      return state === null ? null : { ...state, ...Object.fromEntries(waiting) };
    },
    setLocalStateField(field: string, value: unknown) {
      waiting.set(field, value);
      timer ??= setTimeout(announce, announceDelayMs);
    },
    on(event: "change" | "update", listener: (changes: Changes, origin: unknown) => void) {
      const ofOthers = (changes: Changes, origin: unknown) => {
        const ids = [...changes.added, ...changes.updated, ...changes.removed];
        if (ids.some((id) => id !== inner.clientID)) listener(changes, origin);
      };
      listeners.set(listener, ofOthers);
      inner.on(event, ofOthers);
    },
    off(event: "change" | "update", listener: unknown) {
      const ofOthers = listeners.get(listener);
      if (ofOthers !== undefined) inner.off(event, ofOthers);
    },
  });
  return {
    awareness,
    close() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      waiting.clear();
      if (inner.getLocalState() !== null) inner.setLocalStateField("cursor", null);
    },
  };
}
