/** What the screens need of the host: the API, its events, and a charter's text. */
import type { Awareness } from "y-protocols/awareness";
import type { Doc } from "yjs";
import { refoldedCode } from "../../shared/api/closeCodes.ts";
import type { HostLink } from "../../shared/api/rpc.ts";
import type { HostConnection } from "../host/connection.ts";

export interface TextListener {
  /** The text is here, as the host has it. */
  onSynced(): void;
  onConnected(isConnected: boolean): void;
  /** The host refuses the room or is gone; nothing more comes. */
  onClosed(): void;
  /** Text is left out from now on: `yDoc` still has it, and another one takes its place. */
  onRefolded(): void;
}

export interface WindowHost extends HostLink {
  /** Joins `yDoc` to a room of `openText`. Returns the leaving. */
  joinText(room: string, yDoc: Doc, awareness: Awareness, listener: TextListener): () => void;
}

export const windowHost = (connection: HostConnection): WindowHost => ({
  ...connection,
  joinText(room, yDoc, awareness, listener) {
    const provider = connection.connectText(room, yDoc, awareness);
    provider.on("sync", (isSynced) => {
      if (isSynced) listener.onSynced();
    });
    provider.on("status", ({ status }) => listener.onConnected(status === "connected"));
    provider.on("closed", ({ code }) => (code === refoldedCode ? listener.onRefolded() : listener.onClosed()));
    return () => {
      // It says that the document's id is gone, and fails for one that was never shown: a window may suggest by now.
      if (!awareness.meta.has(yDoc.clientID)) awareness.meta.set(yDoc.clientID, { clock: 0, lastUpdated: 0 });
      provider.destroy();
    };
  },
});
