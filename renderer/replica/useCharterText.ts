/**
 * A charter's text in this window.
 *
 * Owns: the Y.Doc, its awareness and the connection, from opening until the screen is left. Used by the text pane.
 * Invariants: the client id is set before anything connects, so that every change typed here is this device's; the
 * text is shown only once the host has given it; the window never writes a first text into an empty document.
 */
import { useEffect, useState } from "react";
import { Awareness, removeAwarenessStates } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { HostError } from "../../shared/api/errors.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { createTextDoc } from "../../shared/crdt/docLayout.ts";
import { clockOf } from "../../shared/crdt/textDoc.ts";
import { nothingTyped, readSavedState, type SavedState, type SavingEvent, stepSaving } from "./savedState.ts";
import type { WindowHost } from "./windowHost.ts";

export interface OpenText {
  readonly yDoc: Y.Doc;
  readonly awareness: Awareness;
}

export type CharterText =
  | { readonly phase: "opening" }
  | { readonly phase: "failed"; readonly error: HostError }
  | { readonly phase: "open"; readonly text: OpenText; readonly saved: SavedState; readonly isConnected: boolean };

const opening: CharterText = { phase: "opening" };

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
  let leave = () => {};
  const open = async (): Promise<void> => {
    const opened = await host.api.openText({ charter });
    if (closed) return;
    leave();
    leave = () => {};
    if (opened.ok) leave = joinText(host, charter, opened.value, show, openAnew);
    else show({ phase: "failed", error: opened.error });
  };
  const openAnew = (): void => {
    show(opening);
    void open();
  };
  void open();
  return () => {
    closed = true;
    leave();
  };
}

function joinText(
  host: WindowHost,
  charter: CharterId,
  { clientId, room }: { readonly clientId: number; readonly room: string },
  show: (state: CharterText) => void,
  openAnew: () => void,
): () => void {
  const yDoc = createTextDoc(clientId);
  const awareness = new Awareness(yDoc);
  // Nobody hears of this window until the editor says that presence is on.
  awareness.setLocalState(null);

  // One value for the life of the connection: the editor lives as long as it does.
  const text: OpenText = { yDoc, awareness };
  let saving = nothingTyped;
  let isSynced = false;
  let isConnected = false;
  let shown: CharterText = opening;
  const update = () => {
    if (!isSynced) return;
    const saved = readSavedState(saving);
    // A key that changes nothing of what is said draws nothing.
    if (shown.phase === "open" && shown.isConnected === isConnected && sameState(shown.saved, saved)) return;
    shown = { phase: "open", text, saved, isConnected };
    show(shown);
  };
  const step = (event: SavingEvent) => {
    saving = stepSaving(saving, event);
    update();
  };

  const stopEvents = host.onEvent((event) => {
    if (event.kind === "saved" && event.charter === charter && event.clientId === clientId)
      step({ kind: "confirmed", clock: event.clock });
    if (event.kind === "notSaved" && event.charter === charter) step({ kind: "refused", error: event.error });
  });
  yDoc.on("afterTransaction", () => step({ kind: "typed", clock: clockOf(yDoc, clientId) }));
  const leave = host.joinText(room, yDoc, awareness, {
    onSynced() {
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
    onRefolded: openAnew,
  });
  return () => {
    stopEvents();
    removeAwarenessStates(awareness, [clientId], "closed");
    leave();
    awareness.destroy();
    yDoc.destroy();
  };
}

const sameState = (a: SavedState, b: SavedState): boolean =>
  a.kind === "notSaved" ? b.kind === "notSaved" && a.error === b.error : a.kind === b.kind;
