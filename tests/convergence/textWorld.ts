/**
 * Several replicas of one text, each a fold of judged updates and a window's editor on it.
 * Updates carry the state vector of the fold they were signed on, as envelopes carry their past.
 */
import * as Y from "yjs";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { createTextDoc } from "../../shared/crdt/document/docLayout.ts";
import { isComplete } from "../../shared/crdt/document/foldState.ts";
import { createCleanSight } from "../../shared/crdt/reading/cleanSight.ts";
import { createReading, type Reading } from "../../shared/crdt/reading/reading.ts";
import { readText } from "../../shared/crdt/reading/readText.ts";
import { mergeUpdates } from "../../shared/crdt/update/mergeUpdates.ts";
import { judgeUpdate, readUpdate } from "../../shared/crdt/update/validateUpdate.ts";
import { applyText } from "../../shared/crdt/writing/writeText.ts";
import type { Chance } from "../shared/crdt/support/chance.ts";
import { createEditor, type HeadlessEditor } from "../shared/crdt/support/headlessEditor.ts";
import { edit, suggest } from "../shared/crdt/support/honestWriters.ts";
import { changedText } from "../shared/crdt/support/texts.ts";

const remote = { from: "remote" };
const ownEdit = { from: "own edit" };
/** Each window has an editing and a suggesting id, and its host the next pair. */
const windowBase = 2 ** 52 + 1000;

export interface SignedUpdate {
  readonly client: number;
  readonly update: Bytes;
  readonly past: ReadonlyMap<number, number>;
}

const vectorOf = (yDoc: Y.Doc): ReadonlyMap<number, number> => Y.decodeStateVector(Y.encodeStateVector(yDoc));

/** Throws where an honest update is refused: the name of the fault is the message. */
export function fold(yDoc: Y.Doc, { client, update, past }: SignedUpdate): void {
  const decoded = readUpdate(update);
  if (!decoded.ok) throw new Error(decoded.error.kind);
  const known = (of: number): number => past.get(of) ?? 0;
  const verdict = judgeUpdate(decoded.value, yDoc, { client, nextClock: known(client), known });
  if (!verdict.ok) throw new Error(verdict.error.kind);
  Y.applyUpdate(yDoc, update, remote);
  if (!isComplete(yDoc)) throw new Error("something waits");
}

/** Without pairs of surrogates: what is written past any editor names any offset, also one within a pair. */
const plain = (text: CharterText): CharterText => JSON.parse(JSON.stringify(text).replaceAll("🌾", "grain"));

export const isReady = (yDoc: Y.Doc, { past }: SignedUpdate): boolean =>
  [...past].every(([client, clock]) => Y.getState(yDoc.store, client) >= clock);

export const checkedText = (yDoc: Y.Doc): CharterText => {
  const { text, problems } = readText(yDoc);
  if (problems.length > 0) throw new Error(`${problems[0]?.kind} ${problems[0]?.at}`);
  schema.nodeFromJSON(text).check();
  return text;
};

interface Replica {
  readonly yFold: Y.Doc;
  readonly yWindow: Y.Doc;
  readonly editor: HeadlessEditor;
  /** Typed in the window, by the id that wrote it, not yet with the host; from the host, not yet in the window. */
  readonly toHost: { readonly client: number; readonly update: Bytes }[];
  readonly toWindow: Uint8Array[];
  /** By the fold, in the order of signing. */
  readonly log: SignedUpdate[];
  readonly held: Set<SignedUpdate>;
  /** Kept up with every change of the fold. */
  readonly reading: Reading;
  /** Taken by the host since the last pause, all of one id. */
  pause: { readonly client: number; readonly update: Bytes }[];
}

export function createTextWorld(by: Chance, count: number, start: CharterText) {
  const ySource = createTextDoc(1);
  applyText(ySource, plain(start), ownEdit);
  const first: SignedUpdate = { client: 1, update: Y.encodeStateAsUpdate(ySource) as Bytes, past: new Map() };
  const log: SignedUpdate[] = [first];
  const replicas = Array.from({ length: count }, (_, index) => createReplica(windowBase + index * 4, first));

  function createReplica(client: number, begun: SignedUpdate): Replica {
    const yFold = createTextDoc(client + 2);
    fold(yFold, begun);
    const yWindow = createTextDoc(client);
    Y.applyUpdate(yWindow, begun.update, remote);
    const replica: Replica = {
      yFold,
      yWindow,
      editor: createEditor(yWindow),
      toHost: [],
      toWindow: [],
      log: [begun],
      held: new Set([begun]),
      reading: createReading(yFold, createCleanSight(yFold)),
      pause: [],
    };
    replica.reading.text();
    yFold.on("afterTransaction", (transaction: Y.Transaction) => replica.reading.note(transaction));
    yWindow.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== remote) replica.toHost.push({ client: yWindow.clientID, update: update as Bytes });
    });
    yFold.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === ownEdit) sign(replica, yFold.clientID, update as Bytes);
      if (origin !== replica) replica.toWindow.push(update);
    });
    return replica;
  }

  function sign(replica: Replica, client: number, update: Bytes): void {
    const read = readUpdate(update);
    if (!read.ok) throw new Error(read.error.kind);
    const past = new Map(vectorOf(replica.yFold));
    // Of its own client the past ends where the update begins.
    past.set(client, read.value.client === null ? (past.get(client) ?? 0) : read.value.clock);
    const signed = { client, update, past };
    replica.log.push(signed);
    replica.held.add(signed);
    log.push(signed);
  }

  /** The host takes what the window typed: judged against all it holds, though the window may not have all of it. */
  function takeTyped(replica: Replica): void {
    for (const { client, update: typed } of replica.toHost.splice(0)) {
      if (replica.pause.some((one) => one.client !== client)) endPause(replica);
      const update = Y.diffUpdate(typed, Y.encodeStateVector(replica.yFold)) as Bytes;
      const past = vectorOf(replica.yFold);
      const decoded = readUpdate(update);
      if (!decoded.ok) throw new Error(decoded.error.kind);
      const rules = { client, nextClock: past.get(client) ?? 0, known: (of: number) => past.get(of) ?? 0 };
      const verdict = judgeUpdate(decoded.value, replica.yFold, rules);
      if (!verdict.ok) throw new Error(verdict.error.kind);
      Y.applyUpdate(replica.yFold, update, replica);
      replica.pause.push({ client, update });
    }
  }

  function endPause(replica: Replica): void {
    const [first] = replica.pause;
    if (first === undefined) return;
    sign(replica, first.client, mergeUpdates(replica.pause.map(({ update }) => update)));
    replica.pause = [];
  }

  /** Whatever the judge takes: homes in each other, answers to what is not there, cells and rows by themselves. */
  function writePastAnyEditor(replica: Replica, isSuggestion: boolean): void {
    endPause(replica);
    const { yFold } = replica;
    const { clientID } = yFold;
    if (isSuggestion) yFold.clientID = clientID + 1;
    yFold.transact(() => (isSuggestion ? suggest : edit)(yFold, by), ownEdit);
    yFold.clientID = clientID;
  }

  function showInWindow(replica: Replica): void {
    for (const update of replica.toWindow.splice(0)) Y.applyUpdate(replica.yWindow, update, remote);
  }

  function deliver(from: Replica, to: Replica): void {
    endPause(to);
    for (const signed of from.log) {
      if (to.held.has(signed)) continue;
      fold(to.yFold, signed);
      to.held.add(signed);
      to.log.push(signed);
    }
  }

  const pair = (): readonly [Replica, Replica] => {
    const [a, b] = by.shuffle(replicas);
    if (a === undefined || b === undefined) throw new Error("a world has two replicas");
    return [a, b];
  };

  return {
    /** Everything that was signed, in an order that keeps every past before its future. */
    log: (): readonly SignedUpdate[] => log,
    step(): void {
      const [replica, other] = pair();
      switch (by.int(10)) {
        case 0:
        case 1:
        case 2:
          if (by.int(4) === 0) replica.editor.suggest(by.int(2) === 0);
          for (let edits = 1 + by.int(3); edits > 0; edits--) replica.editor.edit(by, true);
          return;
        case 3:
          return takeTyped(replica);
        case 4:
          return showInWindow(replica);
        case 5:
          takeTyped(replica);
          return endPause(replica);
        case 6:
          endPause(replica);
          return applyText(replica.yFold, plain(changedText(checkedText(replica.yFold), by, 0.1)), ownEdit);
        case 7:
          return writePastAnyEditor(replica, false);
        case 8:
          return writePastAnyEditor(replica, true);
        default:
          takeTyped(other);
          endPause(other);
          return deliver(other, replica);
      }
    },
    checkValid(): void {
      for (const { yFold, reading } of replicas)
        if (JSON.stringify(reading.text()) !== JSON.stringify(checkedText(yFold)))
          throw new Error("a reading that is kept up differs");
    },
    heal(): void {
      for (let round = 0; round < 3; round++) {
        for (const replica of replicas) {
          takeTyped(replica);
          endPause(replica);
        }
        for (const to of replicas) for (const from of replicas) if (from !== to) deliver(from, to);
        for (const replica of replicas) showInWindow(replica);
      }
    },
    folds: (): readonly Y.Doc[] => replicas.map(({ yFold }) => yFold),
    windows: (): readonly (readonly [Y.Doc, HeadlessEditor])[] =>
      replicas.map(({ yWindow, editor }) => [yWindow, editor]),
  };
}
