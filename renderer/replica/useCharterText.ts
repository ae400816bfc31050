/**
 * A charter's text in this window.
 *
 * Owns: the Y.Doc, its awareness and the connection, from opening until the screen is left. Used by the text pane.
 * Invariants: the client id is set once the host has given the text and before it is shown, so that every change typed
 * here is this device's, and goes on where an earlier window with this id ended; the window never writes a first text
 * into an empty document; what was typed into a document that another one replaces is carried over by the host before
 * that one is opened.
 */
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { Awareness, removeAwarenessStates } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { HostError } from "../../shared/api/errors.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { suggestingOf } from "../../shared/base/clientClass.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { createTextDoc } from "../../shared/crdt/document/docLayout.ts";
import { createOwnText, readWords } from "../../shared/crdt/history/ownText.ts";
import { clockOf } from "../../shared/crdt/update/textDoc.ts";
import { nothingTyped, readSavedState, type SavedState, type SavingEvent, stepSaving } from "./savedState.ts";
import type { WindowHost } from "./windowHost.ts";

export interface OpenText {
  readonly yDoc: Y.Doc;
  readonly awareness: Awareness;
}

/** Words that the host does not take, because this device may not write any more; `hostGone`: it did not say that it has them. */
export interface Unkept {
  readonly words: string;
  readonly why: HostError | "hostGone";
}

export type CharterText =
  | { readonly phase: "opening" }
  | { readonly phase: "failed"; readonly error: HostError }
  | {
      readonly phase: "open";
      readonly text: OpenText;
      readonly saved: SavedState;
      readonly isConnected: boolean;
      readonly unkept: Unkept | null;
    };

const opening: CharterText = { phase: "opening" };
/** A disk that is full has room again some time. */
const retryMs = 5000;

interface Room {
  readonly clientId: number;
  readonly room: string;
}

/** `isDone`: nothing is left to carry over, so another window may have the client id. */
type Leave = (isDone: boolean) => void;

/** What was typed in a room and may not have reached the host: of the suggesting id, and of the editing one. */
interface Unsent {
  readonly room: string;
  readonly updates: readonly Bytes[];
}

export function useCharterText(host: WindowHost, charter: CharterId): CharterText {
  const [state, setState] = useState<CharterText>(opening);
  useEffect(() => {
    setState(opening);
    return openCharterText(host, charter, setState);
  }, [host, charter]);
  return state;
}

/** Tells `show` of each new state. Returns the closing. */
function openCharterText(host: WindowHost, charter: CharterId, show: (state: CharterText) => void): () => void {
  let closed = false;
  let leave: Leave = () => {};
  let unkept: Unkept | null = null;

  /** The screen may be left meanwhile: what was typed is carried over all the same. */
  const carry = async ({ room, updates: [update, ...others] }: Unsent): Promise<void> => {
    if (update === undefined) return void (await host.api.closeText({ charter, room }));
    const carried = await host.api.rebaseText({ charter, room, update });
    const { error } = carried.ok ? { error: null } : carried;
    if (error === null) return carry({ room, updates: others });
    if (error.kind === "storeFull") {
      if (!closed) show({ phase: "failed", error });
      await new Promise((resolve) => setTimeout(resolve, retryMs));
      return carry({ room, updates: [update, ...others] });
    }
    const words = readWords(update);
    if (words !== "") unkept = { words: unkept === null ? words : `${unkept.words}\n${words}`, why: error };
    return carry({ room, updates: others });
  };
  const open = async (unsent: Unsent | null): Promise<void> => {
    if (unsent !== null) await carry(unsent);
    if (closed) return;
    const opened = await host.api.openText({ charter });
    if (closed) return;
    if (opened.ok) leave = joinText(host, charter, opened.value, unkept, show, openAnew);
    else show({ phase: "failed", error: opened.error });
  };
  const openAnew = (readUnsent: () => Unsent | null): void => {
    // At once: a key that comes after this finds no editor, and none is missing in what is read then.
    flushSync(() => show(opening));
    const unsent = readUnsent();
    leave(unsent === null);
    leave = () => {};
    void open(unsent);
  };
  const close = () => {
    closed = true;
    leave(true);
    leave = () => {};
    window.removeEventListener("pagehide", closeWithPage);
  };
  const closeWithPage = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) close();
  };
  window.addEventListener("pagehide", closeWithPage);
  void open(null);
  return close;
}

function joinText(
  host: WindowHost,
  charter: CharterId,
  { clientId, room }: Room,
  unkeptBefore: Unkept | null,
  show: (state: CharterText) => void,
  openAnew: (readUnsent: () => Unsent | null) => void,
): Leave {
  // Yjs gives another id to a document that receives text of its own: it gets its own once that text is here.
  const yDoc = createTextDoc();
  const own = createOwnText(yDoc);
  /** The editing id and the suggesting one: how far the host has confirmed what each wrote. */
  const confirmed = new Map<number, number>();
  for (const id of [clientId, suggestingOf(clientId)]) if (id !== null) confirmed.set(id, 0);
  const sumOf = (clocks: Iterable<number>): number => [...clocks].reduce((sum, clock) => sum + clock, 0);
  const typedClock = (): number => sumOf([...confirmed.keys()].map((id) => clockOf(yDoc, id)));
  function confirm(id: number, clock: number): void {
    confirmed.set(id, Math.max(clock, confirmed.get(id) ?? 0));
    step({ kind: "confirmed", clock: sumOf(confirmed.values()) });
  }
  /** What is suggested first: the editing id ends its room. */
  const unsaved = (): readonly Bytes[] => [...confirmed].reverse().flatMap(([id, clock]) => own.from(id, clock) ?? []);
  const awareness = new Awareness(yDoc);
  // Nobody hears of this window until the editor says that presence is on.
  awareness.setLocalState(null);
  awareness.clientID = clientId;

  // One value for the life of the connection: the editor lives as long as it does.
  const text: OpenText = { yDoc, awareness };
  let hasLeft = false;
  let saving = nothingTyped;
  let isSynced = false;
  let isConnected = false;
  let unkept = unkeptBefore;
  let shown: CharterText = opening;
  const update = () => {
    if (!isSynced) return;
    const saved = readSavedState(saving);
    // A key that changes nothing of what is said draws nothing.
    if (
      shown.phase === "open" &&
      shown.isConnected === isConnected &&
      shown.unkept === unkept &&
      sameState(shown.saved, saved)
    )
      return;
    shown = { phase: "open", text, saved, isConnected, unkept };
    show(shown);
  };
  const step = (event: SavingEvent) => {
    saving = stepSaving(saving, event);
    update();
  };

  const stopEvents = host.onEvent((event) => {
    if (event.kind === "saved" && event.charter === charter && confirmed.has(event.clientId))
      confirm(event.clientId, event.clock);
    if (event.kind === "notSaved" && event.charter === charter) step({ kind: "refused", error: event.error });
  });
  yDoc.on("afterTransaction", () => step({ kind: "typed", clock: typedClock() }));
  function readUnsent(): Unsent | null {
    const updates = unsaved();
    return updates.length === 0 ? null : { room, updates };
  }
  // Nobody will say any more what of it is on disk.
  host.onClosed(() => {
    if (hasLeft || saving.typed <= saving.confirmed) return;
    const words = unsaved()
      .map(readWords)
      .filter((one) => one !== "")
      .join("\n");
    if (words === "") return;
    unkept = { words: unkept === null ? words : `${unkept.words}\n${words}`, why: "hostGone" };
    update();
  });
  function beginToWrite(): void {
    yDoc.clientID = clientId;
    for (const id of confirmed.keys()) confirm(id, clockOf(yDoc, id));
  }
  const leave = host.joinText(room, yDoc, awareness, {
    onSynced() {
      if (!isSynced) beginToWrite();
      isSynced = true;
      update();
    },
    onConnected(connected) {
      isConnected = connected;
      update();
    },
    onClosed() {
      isConnected = false;
      // Before the first text there is nothing to go on showing.
      if (!isSynced) show({ phase: "failed", error: { kind: "internal", ref: "text-room-refused" } });
      update();
    },
    onRefolded: () => openAnew(readUnsent),
  });
  return (isDone) => {
    hasLeft = true;
    stopEvents();
    removeAwarenessStates(awareness, [clientId], "closed");
    leave();
    if (isDone) void host.api.closeText({ charter, room });
    awareness.destroy();
    yDoc.destroy();
  };
}

const sameState = (a: SavedState, b: SavedState): boolean =>
  a.kind === "notSaved" ? b.kind === "notSaved" && a.error === b.error : a.kind === b.kind;
