/** Texts in which several put words in brackets, each update judged, merged in every order. */
import { expect } from "vitest";
import * as Y from "yjs";
import { plainText, readClauses } from "../../../../shared/charter/text/clauses.ts";
import { createTextDoc, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { createCleanSight } from "../../../../shared/crdt/reading/cleanSight.ts";
import { type ReadBrackets, readBrackets } from "../../../../shared/crdt/reading/readBrackets.ts";
import { createReading, type Reading } from "../../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { readTypedBrackets, type TypedBracket } from "../../../../shared/crdt/reading/typedBrackets.ts";
import { bracketWords } from "../../../../shared/crdt/writing/brackets.ts";
import { verdict } from "./honest.ts";
import { addElement, addFlow } from "./layoutDoc.ts";
import { findWords } from "./layoutText.ts";

export const anna = 2 ** 52 + 20;
export const bilal = 2 ** 52 + 40;
export const chen = 2 ** 52 + 60;

export type Act = (yDoc: Y.Doc) => void;
export type By = readonly [client: number, act: Act];

export const clause =
  (id: string, words: string): Act =>
  (yDoc) => {
    addFlow(addElement(textRoot(yDoc), "clause", { id }), words);
  };

export const wells: By = [anna, clause("w1", "Each well rests five days.")];

const readingOf = (yDoc: Y.Doc): Reading => createReading(yDoc, createCleanSight(yDoc));
export const bracketsOf = (yDoc: Y.Doc): ReadBrackets => readBrackets(readingOf(yDoc));
export const typedIn = (yDoc: Y.Doc): readonly TypedBracket[] =>
  readTypedBrackets(readingOf(yDoc), createCleanSight(yDoc));
export const linesOf = (yDoc: Y.Doc): readonly string[] =>
  readClauses(readText(yDoc).text).map(({ node }) => plainText(node));

/** The id of the bracket of which an alternative says this. */
export function bracketOf(yDoc: Y.Doc, words: string): string {
  const found = bracketsOf(yDoc).brackets.find(({ alternatives }) => alternatives.some((one) => one.words === words));
  if (found === undefined) throw new Error(`no bracket has "${words}"`);
  return found.id;
}

export const bracket =
  (words: string, isField = false): Act =>
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, words);
    expect(bracketWords(yDoc, { yFlow, from: at, to: at + words.length }, { isField })).toMatchObject({ ok: true });
  };

/** Acts one after another; then some who do not know of each other. The same in every order, and every update judged. */
export function merged(before: readonly By[], ...apart: readonly By[]): Y.Doc {
  const yDoc = createTextDoc();
  for (const [client, act] of before) judged(yDoc, client, act);
  const base = Y.encodeStateAsUpdate(yDoc);
  const updates = apart.map(([client, act]) => {
    const yOwn = createTextDoc();
    Y.applyUpdate(yOwn, base);
    return judged(yOwn, client, act);
  });
  const docs = [updates, updates.toReversed()].map((order) => {
    const yMerged = createTextDoc();
    Y.applyUpdate(yMerged, base);
    const kept = readingOf(yMerged);
    yMerged.on("afterTransaction", (transaction: Y.Transaction) => kept.note(transaction));
    kept.text();
    for (const update of order) if (update !== null) Y.applyUpdate(yMerged, update);
    expect(readText(yMerged).problems).toEqual([]);
    // A reading that is kept up reads the same as one that begins anew.
    expect(kept.text()).toEqual(readText(yMerged).text);
    expect(readBrackets(kept)).toEqual(bracketsOf(yMerged));
    return yMerged;
  });
  const [one, other] = docs as [Y.Doc, Y.Doc];
  expect(linesOf(one)).toEqual(linesOf(other));
  expect(bracketsOf(one)).toEqual(bracketsOf(other));
  return one;
}

/** One act of a client, as one update, on a document that holds its past. */
export function judged(yDoc: Y.Doc, client: number, act: Act): Uint8Array | null {
  const before = createTextDoc();
  Y.applyUpdate(before, Y.encodeStateAsUpdate(yDoc));
  const updates: Uint8Array[] = [];
  const listener = (update: Uint8Array): number => updates.push(update);
  yDoc.clientID = client;
  yDoc.on("update", listener);
  yDoc.transact(() => act(yDoc));
  yDoc.off("update", listener);
  if (updates.length === 0) return null;
  expect(updates).toHaveLength(1);
  const [update] = updates as [Uint8Array];
  expect(verdict(update, before, client)).toBe("ok");
  return update;
}
