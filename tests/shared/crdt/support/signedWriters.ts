/** Writers apart, whose changes are numbered in the order in which one of them takes them. */
import * as Y from "yjs";
import { createTextDoc, reviewRoot, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { type DeletedRange, encodeUpdate } from "../../../../shared/crdt/document/updateBytes.ts";
import {
  type ChangeRanges,
  createChangeRanges,
  readChange,
  type TextChange,
} from "../../../../shared/crdt/history/textChanges.ts";
import type { Chance } from "./chance.ts";
import { edit, suggest } from "./honestWriters.ts";
import { addElement, addFlow, flowsIn } from "./layoutDoc.ts";
import { sentence } from "./texts.ts";

interface Signed {
  readonly client: number;
  readonly from: number;
  readonly end: number;
  readonly update: Uint8Array;
  /** Next clocks of all that its author held, with itself. */
  readonly known: ReadonlyMap<number, number>;
  /** What its author held. */
  readonly past: ReadonlySet<Signed>;
}

export interface Writer {
  readonly client: number;
  readonly yDoc: Y.Doc;
  /** What it holds, in the order in which it took it, its own included. */
  readonly log: readonly Signed[];
  /** One change. */
  act(run: (yDoc: Y.Doc) => void, client?: number): void;
  /** One change at random; undoing is one. `client`: an id that suggests. */
  edit(by: Chance, client?: number): void;
  /** Signs a deletion of what need not stand. */
  settle(ranges: readonly DeletedRange[]): void;
  receive(from: Writer): void;
  changes(): readonly TextChange[];
  ranges(): ChangeRanges;
  /** How many clocks of a client the author of a change knew. */
  knownBy(no: number, client: number): number;
  /** Whether the author of change `no` held change `of`. */
  knows(no: number, of: number): boolean;
}

export function createWriter(client: number): Writer {
  const yDoc = createTextDoc(client);
  const log: Signed[] = [];
  const held = new Set<Signed>();
  const undoManager = new Y.UndoManager([textRoot(yDoc), reviewRoot(yDoc)], {
    captureTimeout: 0,
    trackedOrigins: new Set([own]),
  });
  const take = (signed: Signed): void => {
    held.add(signed);
    log.push(signed);
  };

  function sign(run: () => void, by: number): void {
    const updates: Uint8Array[] = [];
    yDoc.clientID = by;
    const from = Y.getState(yDoc.store, by);
    const listener = (update: Uint8Array): void => {
      updates.push(update);
    };
    yDoc.on("update", listener);
    run();
    yDoc.off("update", listener);
    yDoc.clientID = client;
    if (updates.length === 0) return;
    const known = Y.decodeStateVector(Y.encodeStateVector(yDoc));
    take({
      client: by,
      from,
      end: Y.getState(yDoc.store, by),
      update: Y.mergeUpdates(updates),
      known,
      past: new Set(held),
    });
  }

  return {
    client,
    yDoc,
    log,
    act: (run, by = client) => sign(() => yDoc.transact(() => run(yDoc)), by),
    edit: (by, as = client) =>
      sign(() => {
        if (as === client && by.int(8) === 0) by.int(3) === 0 ? undoManager.redo() : undoManager.undo();
        else
          yDoc.transact(() => {
            if (flowsIn(yDoc).length === 0) addFlow(addElement(textRoot(yDoc), "clause"), sentence(by, 5));
            else (as === client ? edit : suggest)(yDoc, by);
          }, own);
      }, as),
    settle(ranges) {
      const end = Y.getState(yDoc.store, client);
      const update = encodeUpdate({ client: null, clock: 0, structs: [] }, ranges);
      Y.applyUpdate(yDoc, update, foreign);
      const known = Y.decodeStateVector(Y.encodeStateVector(yDoc));
      take({ client, from: end, end, update, known, past: new Set(held) });
    },
    receive(from) {
      for (const signed of [...from.log]) {
        if (held.has(signed)) continue;
        Y.applyUpdate(yDoc, signed.update, foreign);
        take(signed);
      }
    },
    changes: () => log.map((signed, index) => readChange(index + 1, signed)),
    ranges() {
      const ranges = createChangeRanges();
      for (const [index, signed] of log.entries()) ranges.add(readChange(index + 1, signed));
      return ranges;
    },
    knownBy: (no, of) => log[no - 1]?.known.get(of) ?? 0,
    knows(no, of) {
      const known = log[of - 1];
      return known !== undefined && log[no - 1]?.past.has(known) === true;
    },
  };
}

const own = { from: "myself" };
const foreign = { from: "another" };

export function meet(...writers: readonly Writer[]): void {
  for (const one of writers) for (const other of writers) one.receive(other);
}
