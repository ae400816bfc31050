/** Documents of the stored layout, made by plain Yjs: elements, flows, and what stands in them. */
import * as Y from "yjs";
import type { StoredName } from "../../../../shared/charter/text/layout.ts";
import { createTextDoc, reviewRoot, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import {
  type ItemRange,
  type ReviewKey,
  writeItemId,
  writeReviewKey,
} from "../../../../shared/crdt/document/reviewKeys.ts";
import type { StructId } from "../../../../shared/crdt/document/updateBytes.ts";
import type { Chance } from "./chance.ts";
import { sentence } from "./texts.ts";

type Value = string | number | boolean;
export type Values = Readonly<Record<string, Value>>;
export type YHolder = Y.XmlElement | Y.XmlFragment;

export const idOf = (yType: Y.XmlElement | Y.XmlText): StructId => {
  const id = yType._item?.id;
  if (id === undefined) throw new Error("not in a document");
  return { client: id.client, clock: id.clock };
};

/** As `home` and `column` name it. */
export const referenceTo = (yType: Y.XmlElement): string => writeItemId(idOf(yType));

export function setAttrs(yElement: Y.XmlElement, attrs: Values): void {
  for (const [key, value] of Object.entries(attrs)) yElement.setAttribute(key, value as string);
}

/** As the last child, or at an index. */
export function addElement(yHolder: YHolder, name: StoredName, attrs: Values = {}, at = yHolder.length): Y.XmlElement {
  const yElement = new Y.XmlElement(name);
  yHolder.insert(at, [yElement]);
  setAttrs(yElement, attrs);
  return yElement;
}

/** A new flow, born with one block. */
export function addFlow(yHolder: YHolder, words = "", block: Values = {}, at = yHolder.length): Y.XmlText {
  const yFlow = new Y.XmlText();
  yHolder.insert(at, [yFlow]);
  embed(yFlow, 0, "block", block);
  if (words !== "") yFlow.insert(1, words);
  return yFlow;
}

/** The marks at an offset: what is put in there with them needs no format of its own. */
function marksAt(yFlow: Y.XmlText, offset: number): Record<string, unknown> {
  const marks: Record<string, unknown> = {};
  let at = 0;
  for (let item = yFlow._start; item !== null && at < offset; item = item.right) {
    if (item.deleted) continue;
    if (!(item.content instanceof Y.ContentFormat)) at += item.length;
    else if (item.content.value === null) delete marks[item.content.key];
    else marks[item.content.key] = item.content.value;
  }
  return marks;
}

export function embed(yFlow: Y.XmlText, offset: number, name: StoredName, attrs: Values = {}): Y.XmlElement {
  const yElement = new Y.XmlElement(name);
  yFlow.insertEmbed(offset, yElement, marksAt(yFlow, offset));
  setAttrs(yElement, attrs);
  return yElement;
}

/** A table with a cell for each row and column. */
export function embedTable(yFlow: Y.XmlText, offset: number, rows: number, columns: number): Y.XmlElement {
  const yTable = embed(yFlow, offset, "table");
  const names = Array.from({ length: columns }, () => referenceTo(addElement(yTable, "table_column")));
  for (let row = 0; row < rows; row++) {
    const yRow = addElement(yTable, "table_row");
    for (const column of names) addFlow(addElement(yRow, "cell", { column }), "cell");
  }
  return yTable;
}

/** What stands in a stretch of a flow, by item. */
export function rangesOf(yFlow: Y.XmlText, offset: number, length: number): readonly ItemRange[] {
  const ranges: ItemRange[] = [];
  let at = 0;
  for (let item = yFlow._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const start = Math.max(offset, at);
    const end = Math.min(offset + length, at + item.length);
    const { client, clock } = item.id;
    if (start < end) ranges.push({ client, clock: clock + start - at, length: end - start });
    at += item.length;
  }
  return ranges;
}

export const writeEntry = (yDoc: Y.Doc, key: ReviewKey, value: Value = true): void => {
  reviewRoot(yDoc).set(writeReviewKey(key), value);
};

function typesUnder(yDoc: Y.Doc): readonly (Y.XmlElement | Y.XmlText)[] {
  const found: (Y.XmlElement | Y.XmlText)[] = [];
  const walk = (yHolder: YHolder | Y.XmlText): void => {
    for (let item = yHolder._start; item !== null; item = item.right) {
      const type = item.content instanceof Y.ContentType ? item.content.type : null;
      if (item.deleted || !(type instanceof Y.XmlElement || type instanceof Y.XmlText)) continue;
      found.push(type);
      walk(type);
    }
  };
  walk(textRoot(yDoc));
  return found;
}

export const flowsIn = (yDoc: Y.Doc): readonly Y.XmlText[] =>
  typesUnder(yDoc).filter((yType): yType is Y.XmlText => yType instanceof Y.XmlText);

export const elementsIn = (yDoc: Y.Doc, ...names: readonly StoredName[]): readonly Y.XmlElement[] =>
  typesUnder(yDoc).filter(
    (yType): yType is Y.XmlElement => yType instanceof Y.XmlElement && names.some((name) => name === yType.nodeName),
  );

export function flowAt(yDoc: Y.Doc, index: number): Y.XmlText {
  const yFlow = flowsIn(yDoc)[index];
  if (yFlow === undefined) throw new Error(`there is no flow ${index}`);
  return yFlow;
}

/** An article of two clauses, with a table and a body of another language. */
export function agreementDoc(client: number): Y.Doc {
  const yDoc = createTextDoc(client);
  yDoc.transact(() => {
    const yArticle = addElement(textRoot(yDoc), "article", { id: "a1", kind: "article" });
    addFlow(yArticle, "Water", { type: "heading", level: 2 });
    const yFirst = addFlow(addElement(yArticle, "clause", { id: "c1" }), "The water flows free between both banks.");
    const ySecond = addElement(yArticle, "clause", { id: "c2" });
    addFlow(ySecond, "Nobody shall hold it back while a nation drinks.");
    addFlow(addElement(ySecond, "body", { lang: "fr" }), "Personne ne la retient.");
    embedTable(yFirst, yFirst.length, 2, 2);
  });
  return yDoc;
}

/** One flow of these words. */
export function wordsDoc(words: string, client: number): Y.Doc {
  const yDoc = createTextDoc(client);
  yDoc.transact(() => addFlow(addElement(textRoot(yDoc), "clause", { id: "c1" }), words));
  return yDoc;
}

/** About `wordCount` words in clauses, every one different. */
export function longDoc(wordCount: number, by: Chance, client: number): Y.Doc {
  const yDoc = createTextDoc(client);
  yDoc.transact(() => {
    for (let count = 0, i = 0; count < wordCount; i++) {
      const yArticle = addElement(textRoot(yDoc), "article", { id: `a${i}`, kind: "article" });
      addFlow(yArticle, sentence(by, 4), { type: "heading" });
      for (let j = 0; j < 12 && count < wordCount; j++, count += 42)
        addFlow(addElement(yArticle, "clause", { id: `c${i}-${j}` }), sentence(by, 42));
    }
  });
  return yDoc;
}
