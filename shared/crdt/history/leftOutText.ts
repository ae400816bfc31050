/**
 * The words of text that is left out of a document, read from its updates alone: what a document made of them is gone.
 * Whatever the updates hold, what is read is text of the schema; no more is promised for updates that break the rules.
 */
import type * as Y from "yjs";
import { type LostNode, readLostBlocks } from "../../charter/compare/lostBlocks.ts";
import { plainText } from "../../charter/text/clauses.ts";
import type { DocNode } from "../../charter/text/model.ts";
import type { ClockRanges } from "../document/clockRanges.ts";
import type { DecodedStruct, DecodedUpdate, StructId } from "../document/updateBytes.ts";
import { findItem } from "../document/yStore.ts";
import { createLeftOutReader, type List, type Piece } from "./leftOutReader.ts";

export interface LeftOutText {
  /** Elements as they were written; words that stood in others' paragraphs are one paragraph. */
  readonly nodes: readonly LostNode[];
  /** What of others it was written beside, in the order of writing. */
  readonly beside: readonly StructId[];
}

/** `updates`: one after another, of one client. `deleted`: of that client. */
export function readLeftOut(updates: readonly DecodedUpdate[], deleted: ClockRanges): LeftOutText {
  const structs = updates.flatMap((update) => (update.client === null ? [] : update.structs));
  const client = updates.find((update) => update.client !== null)?.client ?? 0;
  const { lists, beside } = arrange(client, structs);
  const reader = createLeftOutReader(client, deleted);
  const nodes: LostNode[] = [];
  let words: DocNode[] = [];
  const closeWords = (): void => {
    const content = trimmed(words);
    if (content.length > 0) nodes.push(...readLostBlocks({ type: "paragraph", attrs: {}, content }, null));
    words = [];
  };
  for (const list of lists) {
    const read = reader.read(list);
    if (needsSpace(words.at(-1), read.words[0])) words.push({ type: "text", text: " ", marks: [] });
    words.push(...read.words);
    const own = [...read.nodes, ...read.behind];
    if (own.length === 0) continue;
    closeWords();
    for (const node of own) nodes.push(...readLostBlocks(node, null));
  }
  closeWords();
  return { nodes: nodes.filter(({ node }) => plainText(node).trim() !== ""), beside };
}

/** Without the spaces that joined them to others' words. */
const trimmed = (words: readonly DocNode[]): readonly DocNode[] =>
  words
    .map((node, index) => {
      if (node.type !== "text") return node;
      const text = index === 0 ? node.text.trimStart() : node.text;
      return { ...node, text: index === words.length - 1 ? text.trimEnd() : text };
    })
    .filter((node) => node.type !== "text" || node.text !== "");

/** Between two places of others' text. */
const needsSpace = (last: DocNode | undefined, next: DocNode | undefined): boolean =>
  last?.type === "text" && next?.type === "text" && !/\s$/u.test(last.text) && !/^\s/u.test(next.text);

/** The structs of one client in the order in which they stand; those beside something of others begin a list. */
function arrange(client: number, structs: readonly DecodedStruct[]) {
  const lists: List[] = [];
  const beside: StructId[] = [];
  /** Of each struct its pieces, ascending. */
  const pieces: Piece[][] = [];

  function find(id: StructId | null): Piece | null {
    if (id?.client !== client) return null;
    const found = pieces[lastIndex(pieces, (of) => (of[0]?.clock ?? 0) <= id.clock)];
    const piece = found?.[lastIndex(found, (one) => one.clock <= id.clock)];
    return piece !== undefined && id.clock < piece.end ? piece : null;
  }

  /** Makes a piece end before `clock`. */
  function cut(piece: Piece, clock: number): void {
    if (clock <= piece.clock || clock >= piece.end) return;
    const of = pieces[lastIndex(pieces, (one) => (one[0]?.clock ?? 0) <= piece.clock)];
    const right: Piece = { ...piece, clock, previous: null, next: null };
    piece.end = clock;
    of?.splice(of.indexOf(piece) + 1, 0, right);
    link(right, piece);
  }

  function link(piece: Piece, after: Piece | null): void {
    const next = after === null ? piece.list.first : after.next;
    piece.previous = after;
    piece.next = next;
    if (after === null) piece.list.first = piece;
    else after.next = piece;
    if (next !== null) next.previous = piece;
  }

  function homeOf({ origin, rightOrigin, parent, attr }: DecodedStruct): { list: List; after: Piece | null } {
    const left = find(origin);
    if (left !== null && origin !== null) {
      cut(left, origin.clock + 1);
      return { list: left.list, after: left };
    }
    const found = find(rightOrigin);
    if (found !== null && rightOrigin !== null) {
      cut(found, rightOrigin.clock);
      const right = find(rightOrigin) ?? found;
      return { list: right.list, after: right.previous };
    }
    const above = typeof parent === "string" ? null : find(parent);
    if (above !== null && attr !== null)
      return { list: { depth: above.list.depth, attr: { of: above, key: attr }, first: null }, after: null };
    if (above?.inside) return { list: above.inside, after: null };
    const list = { depth: 0, attr: attr === null ? null : { of: null, key: attr }, first: null };
    if (attr === null) lists.push(list);
    for (const id of [origin, rightOrigin, parent]) if (id !== null && typeof id !== "string") beside.push(id);
    return { list, after: null };
  }

  for (const struct of structs) {
    const { list, after } = homeOf(struct);
    const { content, clock, length } = struct;
    const holds = content.kind === "element" || content.kind === "text";
    const inside: List | null = holds ? { depth: list.depth + 1, attr: null, first: null } : null;
    const piece: Piece = {
      ...{ struct, clock, end: clock + length, list, previous: null, next: null, inside, attrs: new Map() },
    };
    link(piece, after);
    pieces.push([piece]);
    if (list.attr?.of && content.kind === "attr") list.attr.of.attrs.set(list.attr.key, content.value);
  }
  return { lists, beside };
}

/** Of items that hold up to some point: the last that does; -1 for none. */
function lastIndex<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Finds what stands in the document of what left-out text was written beside, by way of other left-out text too. */
export function createAnchors(
  yDoc: Y.Doc,
  leftOut: readonly DecodedUpdate[],
): (beside: readonly StructId[]) => Y.Item | null {
  const byClient = new Map<number, DecodedStruct[]>();
  for (const { client, structs } of leftOut) {
    if (client === null) continue;
    const known = byClient.get(client);
    if (known === undefined) byClient.set(client, [...structs]);
    else for (const struct of structs) known.push(struct);
  }
  for (const structs of byClient.values()) structs.sort((a, b) => a.clock - b.clock);

  return (beside) => {
    const waiting = [...beside].reverse();
    const seen = new Set<DecodedStruct>();
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const { clock } = id;
      const item = findItem(yDoc, id);
      if (item !== null) return item;
      const structs = byClient.get(id.client) ?? [];
      const struct = structs[lastIndex(structs, (one) => one.clock <= clock)];
      if (struct === undefined || seen.has(struct)) continue;
      seen.add(struct);
      const { parent, rightOrigin, origin } = struct;
      for (const next of [parent, rightOrigin, origin])
        if (next !== null && typeof next !== "string") waiting.push(next);
    }
    return null;
  };
}
