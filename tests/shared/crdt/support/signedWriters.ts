/** Writers apart, each with a real editor, whose changes are numbered in the order in which one of them takes them. */
import * as Y from "yjs";
import type { CharterText } from "../../../../shared/charter/text/model.ts";
import { applyText } from "../../../../shared/crdt/applyText.ts";
import { createTextDoc } from "../../../../shared/crdt/docLayout.ts";
import { readChange, type TextChange } from "../../../../shared/crdt/textChanges.ts";
import { type DeletedRange, encodeUpdate } from "../../../../shared/crdt/updateBytes.ts";
import type { Chance } from "./chance.ts";
import { createEditor, type HeadlessEditor } from "./headlessEditor.ts";
import { origin } from "./honest.ts";

interface Signed {
  readonly client: number;
  readonly from: number;
  readonly end: number;
  readonly update: Uint8Array;
}

export interface Writer {
  readonly yDoc: Y.Doc;
  readonly editor: HeadlessEditor;
  /** What it holds, in the order in which it took it, its own included. */
  readonly log: Signed[];
  edit(by: Chance): void;
  setText(text: CharterText): void;
  /** Signs a deletion of what is deleted already. */
  settle(ranges: readonly DeletedRange[]): void;
  receive(from: Writer): void;
  changes(): readonly TextChange[];
}

export function createWriter(client: number): Writer {
  const yDoc = createTextDoc(client);
  const editor = createEditor(yDoc);
  const log: Signed[] = [];
  const held = new Set<Signed>();
  const take = (signed: Signed): void => {
    held.add(signed);
    log.push(signed);
  };

  function sign(run: () => void): void {
    const updates: Uint8Array[] = [];
    const from = Y.getState(yDoc.store, client);
    const listener = (update: Uint8Array, by: unknown): void => {
      if (by !== foreign) updates.push(update);
    };
    yDoc.on("update", listener);
    run();
    yDoc.off("update", listener);
    if (updates.length === 0) return;
    take({ client, from, end: Y.getState(yDoc.store, client), update: Y.mergeUpdates(updates) });
  }

  return {
    yDoc,
    editor,
    log,
    edit: (by) => sign(() => editor.edit(by)),
    setText: (text) => sign(() => applyText(yDoc, text, origin)),
    settle(ranges) {
      const end = Y.getState(yDoc.store, client);
      take({ client, from: end, end, update: encodeUpdate({ client: null, clock: 0, structs: [] }, ranges) });
    },
    receive(from) {
      for (const signed of from.log) {
        if (held.has(signed)) continue;
        Y.applyUpdate(yDoc, signed.update, foreign);
        take(signed);
      }
    },
    changes: () => log.map((signed, index) => readChange(index + 1, signed)),
  };
}

const foreign = { from: "another" };
