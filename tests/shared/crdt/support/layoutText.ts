/** Texts put into documents of the stored layout, and single acts upon them, as people make them. */
import * as Y from "yjs";
import { isClauseNode } from "../../../../shared/charter/text/clauses.ts";
import type { StoredName } from "../../../../shared/charter/text/layout.ts";
import { flattenBlocks, type ListedNode } from "../../../../shared/charter/text/lists.ts";
import type { CharterText, DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import { textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import {
  addElement,
  elementsIn,
  embed,
  flowsIn,
  idOf,
  rangesOf,
  referenceTo,
  setAttrs,
  type Values,
  type YHolder,
} from "./layoutDoc.ts";

/** At the end of what is there. */
export function addText(yDoc: Y.Doc, text: CharterText): void {
  yDoc.transact(() => addNodes(textRoot(yDoc), text.content));
}

export function addNodes(yHolder: YHolder, content: readonly DocNode[]): void {
  let blocks: ElementNode[] = [];
  const close = (): void => {
    if (blocks.length > 0) addBlocks(yHolder, blocks);
    blocks = [];
  };
  for (const node of content) {
    if (node.type === "text") continue;
    if (!isClauseNode(node)) {
      blocks.push(node);
      continue;
    }
    close();
    const { id, kind } = node.attrs;
    // An article stands in the root alone.
    const isArticle = node.type === "article" && !(yHolder instanceof Y.XmlElement);
    const attrs = isArticle ? { id: String(id), kind: String(kind ?? "article") } : { id: String(id) };
    addNodes(addElement(yHolder, isArticle ? "article" : "clause", attrs), node.content);
  }
  close();
}

function addBlocks(yHolder: YHolder, nodes: readonly ElementNode[]): void {
  const yFlow = new Y.XmlText();
  yHolder.insert(yHolder.length, [yFlow]);
  for (const listed of flattenBlocks(nodes.map(withoutClauses), 16)) addBlock(yFlow, listed);
}

/** No clause stands in a list or a cell. */
function withoutClauses(node: ElementNode): ElementNode {
  const content = node.content.flatMap((child): readonly DocNode[] => {
    if (child.type === "text") return [child];
    const inside = withoutClauses(child);
    return isClauseNode(child) ? inside.content : [inside];
  });
  return { ...node, content };
}

function addBlock(yFlow: Y.XmlText, { node, list, item, order }: ListedNode): void {
  const listedAs: Values = {
    ...(list === "" ? {} : { list }),
    ...(item === null ? {} : { item }),
    ...(order === null ? {} : { order }),
  };
  if (node.type === "table") return addTable(yFlow, node, listedAs);
  const heading: Values = node.type === "heading" ? { type: "heading", level: Number(node.attrs.level ?? 2) } : {};
  embed(yFlow, yFlow.length, "block", { ...listedAs, ...heading });
  addInline(yFlow, node.content);
}

function addInline(yFlow: Y.XmlText, content: readonly DocNode[]): void {
  for (const inline of content) {
    if (inline.type === "reference") embed(yFlow, yFlow.length, "reference", { clause: String(inline.attrs.clause) });
    else if (inline.type === "promise") embed(yFlow, yFlow.length, "promise", inline.attrs as Values);
    else if (inline.type === "footnote") {
      const yWords = new Y.XmlText();
      embed(yFlow, yFlow.length, "footnote").insert(0, [yWords]);
      addInline(yWords, inline.content);
    } else if (inline.type !== "text") embed(yFlow, yFlow.length, "hard_break");
    else {
      const from = yFlow.length;
      yFlow.insert(from, inline.text, {});
      for (const { type, attrs } of inline.marks) yFlow.format(from, inline.text.length, { [type]: attrs });
    }
  }
}

function addTable(yFlow: Y.XmlText, node: ElementNode, listed: Values): void {
  const yTable = embed(yFlow, yFlow.length, "table", listed);
  const rows = node.content.filter((row): row is ElementNode => row.type !== "text");
  const width = Math.max(0, ...rows.map((row) => row.content.length));
  const columns = Array.from({ length: width }, () => referenceTo(addElement(yTable, "table_column")));
  for (const row of rows) {
    const yRow = addElement(yTable, "table_row");
    for (const [index, cell] of row.content.entries()) {
      if (cell.type === "text") continue;
      const header: Values = cell.type === "table_header" ? { header: true } : {};
      addNodes(addElement(yRow, "cell", { column: columns[index] ?? "", ...header }), cell.content);
    }
  }
}

const clauseElements: readonly StoredName[] = ["article", "clause", "split"];

/** The element of a clause, wherever and whether it stands. */
export function clauseOf(yDoc: Y.Doc, id: string): Y.XmlElement {
  const found = elementsIn(yDoc, ...clauseElements).find((yElement) => yElement.getAttribute("id") === id);
  if (found === undefined) throw new Error(`there is no clause ${id}`);
  return found;
}

/** The flow that holds these words, and where they begin in it. */
export function findWords(yDoc: Y.Doc, words: string): { readonly yFlow: Y.XmlText; readonly at: number } {
  for (const yFlow of flowsIn(yDoc)) {
    const at = signsOf(yFlow).indexOf(words);
    if (at >= 0) return { yFlow, at };
  }
  throw new Error(`nowhere: ${words}`);
}

/** A sign for each place of a flow. */
function signsOf(yFlow: Y.XmlText): string {
  let signs = "";
  for (let item = yFlow._start; item !== null; item = item.right)
    if (!item.deleted && item.countable) signs += item.content instanceof Y.ContentString ? item.content.str : "\ufffc";
  return signs;
}

export function replaceWords(yDoc: Y.Doc, words: string, by: string): void {
  const { yFlow, at } = findWords(yDoc, words);
  let same = 0;
  const least = Math.min(words.length, by.length);
  while (same < least && words[same] === by[same]) same++;
  let end = 0;
  while (end < least - same && words.at(-1 - end) === by.at(-1 - end)) end++;
  yDoc.transact(() => {
    const old = words.length - same - end;
    if (old > 0) yFlow.delete(at + same, old);
    if (by.length > same + end) yFlow.insert(at + same, by.slice(same, by.length - end));
  });
}

/** A new paragraph behind these words. */
export function addParagraph(yDoc: Y.Doc, behind: string, words: string, block: Values = {}): void {
  const { yFlow, at } = findWords(yDoc, behind);
  yDoc.transact(() => {
    embed(yFlow, at + behind.length, "block", block);
    yFlow.insert(at + behind.length + 1, words);
  });
}

export const remove = (yDoc: Y.Doc, id: string): void => setAttrs(clauseOf(yDoc, id), { gone: true });
export const bringBack = (yDoc: Y.Doc, id: string): void => setAttrs(clauseOf(yDoc, id), { gone: false });

/** Into a holder (the root: ""), before its child `index`. */
export function move(yDoc: Y.Doc, id: string, into: string, index: number): void {
  const yMoved = clauseOf(yDoc, id);
  const yHolder = into === "" ? textRoot(yDoc) : clauseOf(yDoc, into);
  yDoc.transact(() => setAttrs(yMoved, { home: referenceTo(addElement(yHolder, "place", {}, index)) }));
}

/** Before these words another clause begins. */
export function split(yDoc: Y.Doc, before: string, id: string, kind = "clause"): void {
  const { yFlow, at } = findWords(yDoc, before);
  yDoc.transact(() => {
    embed(yFlow, at, "split", { id, kind });
    embed(yFlow, at + 1, "block");
  });
}

export function join(yDoc: Y.Doc, id: string): void {
  const { client, clock } = idOf(clauseOf(yDoc, id));
  for (const yFlow of flowsIn(yDoc))
    for (let at = 0; at < yFlow.length; at++) {
      const [range] = rangesOf(yFlow, at, 1);
      if (range?.client === client && range.clock === clock) return yFlow.delete(at, 1);
    }
}

/** As programs delete that know nothing of `gone`. */
export function deleteElement(yElement: Y.XmlElement): void {
  const yHolder = yElement.parent;
  if (!(yHolder instanceof Y.XmlFragment)) throw new Error("nothing to delete it from");
  yHolder.delete(yHolder.toArray().indexOf(yElement), 1);
}

/** Whoever writes into the middle of a surrogate pair destroys it, and Yjs does not keep what it was. */
export const withoutPairs = (text: CharterText): unknown =>
  JSON.parse(JSON.stringify(text).replaceAll(/\p{Extended_Pictographic}|\ufffd/gu, ""));
