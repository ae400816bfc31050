/** Text that lost its place, as people read it and as it is put back. */
import type { ClauseId } from "../../base/ids.ts";
import { normaliseText } from "../text/canonical.ts";
import { isClauseNode, nowhere, type ReadsAs, readClauses } from "../text/clauses.ts";
import type { CharterText, DocNode, ElementNode, TextMark } from "../text/model.ts";
import { insertAt } from "../text/tree.ts";
import type { RedlineBlock } from "./redline.ts";
import { piecesOf, readBlocks, wholeBlock } from "./redlineRead.ts";
import { splitSentences } from "./words.ts";

/** A node to put back, and how it is shown. */
export interface LostNode {
  readonly node: DocNode;
  readonly blocks: readonly RedlineBlock[];
}

/** A stretch of a block as it stood when it was deleted. */
export interface StoodRun {
  readonly text: string;
  readonly marks: readonly TextMark[];
  /** Written by somebody who did not know of the deletion. */
  readonly isLost: boolean;
  /** A reference, a promise or a note, for which its text stands. */
  readonly node?: DocNode;
}

/** The sentences in which something was lost, as one paragraph; a line feed is a hard break. */
export function cutSentences(runs: readonly StoodRun[], reads: ReadsAs): readonly LostNode[] {
  const sentences = splitSentences(runs.map((run) => run.text).join(""));
  const cut: StoodRun[] = [];
  let at = 0;
  for (const sentence of sentences) {
    const inside = sliceRuns(runs, at, at + sentence.length);
    if (inside.some((run) => run.isLost && run.text.trim() !== "")) cut.push(...inside);
    at += sentence.length;
  }
  if (cut.length === 0) return [];
  const content = cut.flatMap(nodesOfRun);
  const shown = cut.flatMap(({ isLost, node, text, marks }) => {
    const pieces = node === undefined ? [{ text, marks }] : piecesOf(node, reads);
    return pieces.map((piece) => ({ op: isLost ? "insert" : "same", ...piece }) as const);
  });
  return [
    {
      node: { type: "paragraph", attrs: {}, content },
      blocks: [{ op: "change", block: "paragraph", level: 0, form: [], signs: [], runs: shown }],
    },
  ];
}

export function nodesOfRun({ text, marks, node }: StoodRun): readonly DocNode[] {
  if (node !== undefined) return [node];
  return text
    .split("\n")
    .flatMap((line, index): readonly DocNode[] => [
      ...(index === 0 ? [] : [{ type: "hard_break", attrs: {}, content: [] } as const]),
      ...(line === "" ? [] : [{ type: "text", text: line, marks } as const]),
    ]);
}

function sliceRuns(runs: readonly StoodRun[], from: number, to: number): readonly StoodRun[] {
  const inside: StoodRun[] = [];
  let at = 0;
  for (const run of runs) {
    const text = run.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (text !== "") inside.push({ ...run, text });
    at += run.text.length;
  }
  return inside;
}

/** An element that was lost as a whole. `parentType`: what it stood in, for what cannot stand alone. */
export function readLostBlocks(
  node: ElementNode,
  parentType: string | null,
  reads: ReadsAs = () => nowhere,
): readonly LostNode[] {
  return standAlone(node, parentType).map((alone) => ({ node: alone, blocks: insertedBlocks(alone, reads) }));
}

function standAlone(node: ElementNode, parentType: string | null): readonly ElementNode[] {
  switch (node.type) {
    case "list_item":
      return [{ type: parentType === "ordered_list" ? parentType : "bullet_list", attrs: {}, content: [node] }];
    case "table_row":
    case "table_cell":
    case "table_header":
      return node.content.flatMap((child) => (child.type === "text" ? [] : standAlone(child, node.type)));
    default:
      return [node];
  }
}

function insertedBlocks(node: ElementNode, reads: ReadsAs): readonly RedlineBlock[] {
  const { content } = normaliseText({ type: "doc", attrs: {}, content: [node] });
  const read = (owner: ElementNode): readonly RedlineBlock[] => [
    ...readBlocks(owner, reads).map((block) => wholeBlock(block, "insert")),
    ...owner.content.flatMap((child) => (child.type !== "text" && isClauseNode(child) ? read(child) : [])),
  ];
  return read({ type: "doc", attrs: {}, content });
}

/** Before the child `index` of the element at `path` of the text as it is now. */
export interface PutBackPlace {
  readonly path: readonly number[];
  readonly index: number;
  /** What is gone around it, from the outside: new ones are made. */
  readonly gone: readonly { readonly type: "article" | "clause"; readonly kind: string; readonly heading: string }[];
}

/** With the lost text at its place, in new clauses where its own are gone. No clause id is there twice. */
export function putBackLost(
  text: CharterText,
  nodes: readonly DocNode[],
  place: PutBackPlace,
  newId: () => ClauseId,
): CharterText {
  const taken = new Set<string>(readClauses(text).map((clause) => clause.id));
  const renewed = (node: DocNode): DocNode => {
    if (node.type === "text") return node;
    const attrs = isClauseNode(node) && taken.has(String(node.attrs.id)) ? { ...node.attrs, id: newId() } : node.attrs;
    if (isClauseNode(node)) taken.add(String(attrs.id));
    return { ...node, attrs, content: node.content.map(renewed) };
  };
  let wrapped: readonly DocNode[] = nodes.map(renewed);
  for (const { type, kind, heading } of place.gone.toReversed()) {
    if (type === "clause" && wrapped.every(isClauseNode)) continue;
    const attrs = type === "article" ? { id: newId(), kind: kind === "" ? "article" : kind } : { id: newId() };
    const title = {
      type: "heading",
      attrs: { level: 2 },
      content: [{ type: "text", text: heading, marks: [] }],
    } as const;
    wrapped = [{ type, attrs, content: type === "article" && heading !== "" ? [title, ...wrapped] : wrapped }];
  }
  // Words in a further language are always a clause's.
  if (place.path.length === 0)
    wrapped = wrapped.map((node) =>
      node.type === "body" ? { type: "clause", attrs: { id: newId() }, content: [node] } : node,
    );
  return insertAt(text, place.path, place.index, wrapped);
}

/** Where no place is known: at the end of the text, before the annexes. */
export const placeAtEnd = (text: CharterText): PutBackPlace => {
  const annex = text.content.findIndex((node) => node.type === "article" && node.attrs.kind === "annex");
  return {
    path: [],
    index: annex < 0 ? text.content.length : annex,
    gone: [{ type: "clause", kind: "", heading: "" }],
  };
};
