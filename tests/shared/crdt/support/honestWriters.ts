/**
 * Writers apart who edit and suggest by plain Yjs, as the editor will: each act is an update of one client id, and each
 * takes others' updates in the order in which somebody else has them.
 */
import * as Y from "yjs";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { isSuggesting } from "../../../../shared/base/clientClass.ts";
import type { StoredName } from "../../../../shared/charter/text/layout.ts";
import { createTextDoc, reviewRoot, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import {
  type Answered,
  type ItemRange,
  isReviewWriter,
  type ReviewKey,
  readReviewKey,
  writeReviewKey,
} from "../../../../shared/crdt/document/reviewKeys.ts";
import type { Chance } from "./chance.ts";
import {
  addElement,
  addFlow,
  elementsIn,
  embed,
  embedTable,
  flowsIn,
  idOf,
  rangesOf,
  referenceTo,
  setAttrs,
  type Values,
  writeEntry,
} from "./layoutDoc.ts";
import { sentence } from "./texts.ts";

export interface Written {
  readonly client: number;
  readonly from: number;
  readonly end: number;
  readonly update: Bytes;
  /** Next clocks of what its author held. */
  readonly past: ReadonlyMap<number, number>;
}

export interface HonestWriter {
  readonly yDoc: Y.Doc;
  /** What it holds, in the order in which it took it, its own included. */
  readonly log: readonly Written[];
  /** One act of a client id of this writer. */
  act(by: Chance, client: number): void;
  receive(from: Pick<HonestWriter, "log">, take?: (written: Written) => void): void;
}

export function createHonestWriter(clients: readonly number[]): HonestWriter {
  const yDoc = createTextDoc(clients[0]);
  const log: Written[] = [];
  const held = new Set<Written>();
  const tracked = new Map(clients.map((client) => [client, { writes: client }]));
  const undoManagers = new Map(
    [...tracked]
      .filter(([client]) => !isSuggesting(client))
      .map(([client, origin]) => [
        client,
        new Y.UndoManager([textRoot(yDoc), reviewRoot(yDoc)], {
          captureTimeout: 0,
          trackedOrigins: new Set([origin]),
        }),
      ]),
  );
  const take = (written: Written): void => {
    held.add(written);
    log.push(written);
  };

  return {
    yDoc,
    log,
    act(by, client) {
      yDoc.clientID = client;
      const past = Y.decodeStateVector(Y.encodeStateVector(yDoc));
      const from = Y.getState(yDoc.store, client);
      const listener = (update: Uint8Array): void =>
        take({ client, from, end: Y.getState(yDoc.store, client), update: update as Bytes, past });
      yDoc.on("update", listener);
      const undoManager = undoManagers.get(client);
      if (undoManager !== undefined && by.int(6) === 0) by.int(3) === 0 ? undoManager.redo() : undoManager.undo();
      else yDoc.transact(() => (isSuggesting(client) ? suggest : edit)(yDoc, by), tracked.get(client));
      yDoc.off("update", listener);
    },
    receive(from, check) {
      for (const written of [...from.log]) {
        if (held.has(written)) continue;
        check?.(written);
        Y.applyUpdate(yDoc, written.update, foreign);
        take(written);
      }
    },
  };
}

const foreign = { from: "another" };

/** Without pairs of surrogates: an editor names no offset within one, and these writers name any. */
export const wordsOf = (by: Chance, length: number): string => sentence(by, length).replaceAll("🌾", "grain");

const oneOf = <T>(items: readonly T[], by: Chance): T | null => (items.length === 0 ? null : by.pick(items));

const blockAttrs = (by: Chance): Values =>
  by.pick<Values>([
    { type: "heading", level: 1 + by.int(6) },
    { type: "paragraph" },
    { list: "bo".slice(0, 1 + by.int(2)) },
    { list: "o", item: by.int(2), order: by.int(9) },
  ]);

/** Where clauses stand. */
const holdersOf = (yDoc: Y.Doc): readonly (Y.XmlElement | Y.XmlFragment)[] => [
  textRoot(yDoc),
  ...elementsIn(yDoc, "article", "clause", "split"),
];

function addClause(yDoc: Y.Doc, by: Chance): void {
  const yHolder = by.pick(holdersOf(yDoc));
  const isArticle = yHolder === textRoot(yDoc) && by.int(3) === 0;
  const at = by.int(yHolder.length + 1);
  const yClause = addElement(yHolder, isArticle ? "article" : "clause", { id: `n${by.int(1e6)}` }, at);
  addFlow(yClause, wordsOf(by, 3), blockAttrs(by));
  if (by.int(4) === 0) addFlow(addElement(yClause, "body", { lang: "ar" }), wordsOf(by, 2));
}

/** A new row or column with its cells, or one cell more. */
function growTable(yDoc: Y.Doc, by: Chance): void {
  const yTable = oneOf(elementsIn(yDoc, "table"), by);
  if (yTable === null) return;
  const inTable = (name: StoredName): readonly Y.XmlElement[] =>
    elementsIn(yDoc, name).filter((yElement) => yElement.parent === yTable);
  const at = by.int(yTable.length + 1);
  if (by.int(2) === 0) {
    const columns = inTable("table_column").map(referenceTo);
    const yRow = addElement(yTable, "table_row", {}, at);
    for (const column of columns) addFlow(addElement(yRow, "cell", { column }), "new");
  } else {
    const column = referenceTo(addElement(yTable, "table_column", {}, at));
    for (const yRow of inTable("table_row")) addFlow(addElement(yRow, "cell", { column, header: true }));
  }
}

const embedded = ["block", "hard_break", "bracket", "alt", "split"] as const;

function putInto(yFlow: Y.XmlText, by: Chance): void {
  const name = by.pick(embedded);
  const attrs = name === "block" ? blockAttrs(by) : name === "bracket" ? { side: by.pick(["open", "close"]) } : {};
  embed(yFlow, by.int(yFlow.length + 1), name, name === "split" ? { id: `s${by.int(1e6)}`, kind: "clause" } : attrs);
}

/** A place, and a movable that could stand there. */
function findMove(yDoc: Y.Doc, by: Chance): { yMoved: Y.XmlElement; home: string } | null {
  const yMoved = oneOf(elementsIn(yDoc, "article", "clause", "split", "table_row"), by);
  if (yMoved === null) return null;
  const isRow = yMoved.nodeName === "table_row";
  const yHolder = isRow ? oneOf(elementsIn(yDoc, "table"), by) : by.pick(holdersOf(yDoc));
  if (yHolder === null) return null;
  return { yMoved, home: referenceTo(addElement(yHolder, "place", {}, by.int(yHolder.length + 1))) };
}

function someRange(yDoc: Y.Doc, by: Chance): ItemRange | null {
  const yFlow = oneOf(flowsIn(yDoc), by);
  if (yFlow === null) return null;
  return oneOf(rangesOf(yFlow, by.int(yFlow.length + 1), 1 + by.int(12)), by);
}

const edits: readonly ((yDoc: Y.Doc, by: Chance, yFlow: Y.XmlText) => void)[] = [
  (_, by, yFlow) => yFlow.insert(by.int(yFlow.length + 1), `${wordsOf(by, 2)} `),
  (_, by, yFlow) => yFlow.insert(by.int(yFlow.length + 1), "x"),
  (_, by, yFlow) => {
    const from = by.int(yFlow.length + 1);
    yFlow.delete(from, Math.min(by.int(20), yFlow.length - from));
  },
  (_, by, yFlow) => {
    const from = by.int(yFlow.length + 1);
    const mark = by.pick([
      { strong: {} },
      { em: {} },
      { strong: null },
      { link: { href: "https://example.org/" } },
      { link: null },
    ]);
    yFlow.format(from, Math.min(by.int(20), yFlow.length - from), mark);
  },
  (_, by, yFlow) => putInto(yFlow, by),
  (yDoc, by) => {
    const ySplit = oneOf(elementsIn(yDoc, "split", "block"), by);
    const yFlow = ySplit?.parent;
    if (!(yFlow instanceof Y.XmlText)) return;
    for (let at = 0; at < yFlow.length; at++) {
      const [range] = rangesOf(yFlow, at, 1);
      if (range?.clock === ySplit?._item?.id.clock && range?.client === ySplit?._item?.id.client) yFlow.delete(at, 1);
    }
  },
  (yDoc, by) => {
    const move = findMove(yDoc, by);
    if (move === null) return;
    const before = move.yMoved.getAttribute("home");
    setAttrs(move.yMoved, { home: move.home });
    const old = elementsIn(yDoc, "place").find((yPlace) => referenceTo(yPlace) === before);
    const yHolder = old?.parent;
    if (old !== undefined && (yHolder instanceof Y.XmlElement || yHolder instanceof Y.XmlFragment))
      yHolder.delete(yHolder.toArray().indexOf(old), 1);
  },
  (yDoc, by) => {
    const yGone = oneOf(elementsIn(yDoc, "article", "clause", "split", "table_row", "table_column"), by);
    if (yGone !== null) setAttrs(yGone, { gone: by.int(3) > 0 });
  },
  (yDoc, by) => {
    const yBlock = oneOf(elementsIn(yDoc, "block"), by);
    if (yBlock !== null) setAttrs(yBlock, blockAttrs(by));
  },
  (yDoc, by) => addClause(yDoc, by),
  (_, by, yFlow) => embedTable(yFlow, by.int(yFlow.length + 1), 1 + by.int(2), 1 + by.int(2)),
  (yDoc, by) => growTable(yDoc, by),
  (yDoc, by) => {
    const yHolder = by.pick(holdersOf(yDoc));
    if (by.int(4) === 0 && yHolder.length > 1) yHolder.delete(by.int(yHolder.length), 1);
  },
  (yDoc, by) => {
    const of = someAnswered(yDoc, by);
    if (of !== null) writeEntry(yDoc, { kind: by.pick(["ok", "ok", "no"]), of });
  },
  (yDoc, by) => {
    const yBracket = oneOf(elementsIn(yDoc, "bracket"), by);
    const yAlt = oneOf(elementsIn(yDoc, "alt"), by);
    if (yBracket === null) return;
    const choice = by.pick(["first", "out", yAlt === null ? "first" : referenceTo(yAlt)]);
    writeEntry(yDoc, { kind: "pick", bracket: idOf(yBracket), client: yDoc.clientID }, choice);
  },
  (yDoc, by) => {
    const range = someRange(yDoc, by);
    if (range !== null) writeEntry(yDoc, { kind: "as", range });
  },
  (yDoc, by) => {
    // Its own answers and those that are anybody's: another's choice could not be put back by undoing.
    const isItsOwn = (text: string): boolean => {
      const key = readReviewKey(text);
      return key !== null && isReviewWriter(key, yDoc.clientID);
    };
    const answer = oneOf([...reviewRoot(yDoc).keys()].filter(isItsOwn), by);
    if (answer !== null) reviewRoot(yDoc).delete(answer);
  },
];

export function edit(yDoc: Y.Doc, by: Chance): void {
  const yFlow = oneOf(flowsIn(yDoc), by);
  if (yFlow === null) addClause(yDoc, by);
  else by.pick(edits)(yDoc, by, yFlow);
}

/** Words of a suggesting id, or an entry. */
function someAnswered(yDoc: Y.Doc, by: Chance): Answered | null {
  const range = someRange(yDoc, by);
  if (range !== null && isSuggesting(range.client) && by.int(2) === 0) return { kind: "ins", range };
  const entries = [...reviewRoot(yDoc).keys()].flatMap((text): readonly Answered[] => {
    const key = readReviewKey(text);
    return key?.kind === "del" || key?.kind === "fmt" || key?.kind === "set" ? [key] : [];
  });
  return oneOf(entries, by);
}

const suggestions: readonly ((yDoc: Y.Doc, by: Chance, yFlow: Y.XmlText) => void)[] = [
  (_, by, yFlow) => yFlow.insert(by.int(yFlow.length + 1), `${wordsOf(by, 2)} `),
  (_, by, yFlow) => yFlow.insert(by.int(yFlow.length + 1), "y"),
  (_, by, yFlow) => putInto(yFlow, by),
  (yDoc, by) => addClause(yDoc, by),
  (_, by, yFlow) => embedTable(yFlow, by.int(yFlow.length + 1), 1, 2),
  (yDoc, by) => growTable(yDoc, by),
  (yDoc, by, yFlow) => {
    for (const range of rangesOf(yFlow, by.int(yFlow.length + 1), 1 + by.int(20)))
      writeEntry(yDoc, { kind: "del", suggestion: nextSuggestion(yDoc), range });
  },
  (yDoc, by) => {
    const range = someRange(yDoc, by);
    const mark = by.pick(["strong", "em", "link"] as const);
    const value = by.int(3) === 0 ? false : mark === "link" ? "https://example.org/" : true;
    if (range !== null) writeEntry(yDoc, { kind: "fmt", suggestion: nextSuggestion(yDoc), range, mark }, value);
  },
  (yDoc, by) => {
    const move = findMove(yDoc, by);
    if (move === null) return;
    const { yMoved, home } = move;
    const name = yMoved.nodeName as StoredName;
    writeEntry(
      yDoc,
      { kind: "set", suggestion: nextSuggestion(yDoc), element: idOf(yMoved), name, attr: "home" },
      home,
    );
  },
  (yDoc, by) => {
    const yGone = oneOf(elementsIn(yDoc, "clause"), by);
    if (yGone === null) return;
    const element = idOf(yGone);
    const suggestion = nextSuggestion(yDoc);
    writeEntry(yDoc, { kind: "set", suggestion, element, name: "clause", attr: "gone" });
  },
  (yDoc, by) => {
    const of = someAnswered(yDoc, by);
    if (of === null) return;
    // Nobody takes back what others suggest.
    if ((of.kind === "ins" ? of.range.client : of.suggestion.client) !== yDoc.clientID) return;
    const key = { kind: "out", of } as const;
    // What is taken back already is not taken back again.
    if (!wasWritten(yDoc, key)) writeEntry(yDoc, key);
  },
];

const wasWritten = (yDoc: Y.Doc, key: ReviewKey): boolean => reviewRoot(yDoc)._map.has(writeReviewKey(key));

/** A number that its client gives once: its next clock. */
const nextSuggestion = (yDoc: Y.Doc) => ({
  client: yDoc.clientID,
  number: Y.getState(yDoc.store, yDoc.clientID),
});

export function suggest(yDoc: Y.Doc, by: Chance): void {
  const yFlow = oneOf(flowsIn(yDoc), by);
  if (yFlow === null) addClause(yDoc, by);
  else by.pick(suggestions)(yDoc, by, yFlow);
}
