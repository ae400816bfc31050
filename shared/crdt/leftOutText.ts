/**
 * The words of text that is left out of a document, read from its updates alone: what a document made of them is gone.
 * Whatever the updates hold, what is read is text of the schema; no more is promised for updates that break the rules.
 */
import type * as Y from "yjs";
import { type LostNode, readLostBlocks } from "../charter/compare/lostBlocks.ts";
import { plainText } from "../charter/text/clauses.ts";
import { isMarkName, markNames } from "../charter/text/grammar.ts";
import type { Attrs, AttrValue, DocNode, ElementNode, TextMark } from "../charter/text/model.ts";
import type { ClockRanges } from "./clockRanges.ts";
import { type ElementRule, elementRule, isAttrOf, readMarkAttrs } from "./layoutRules.ts";
import type { DecodedStruct, DecodedUpdate, StructId } from "./updateBytes.ts";
import { findItem } from "./yStore.ts";

export interface LeftOutText {
  /** Elements as they were written; words that stood in others' paragraphs are one paragraph. */
  readonly nodes: readonly LostNode[];
  /** What of others it was written beside, in the order of writing. */
  readonly beside: readonly StructId[];
}

/** Levels that are read, well below what a text may have: they are put back somewhere inside it. */
export const maxLeftOutDepth = 32;

/** A struct, or a stretch of a string that something was written into later. */
interface Piece {
  readonly struct: DecodedStruct;
  readonly clock: number;
  end: number;
  readonly list: List;
  previous: Piece | null;
  next: Piece | null;
  /** What an element or a text holds, and the attributes of an element. */
  readonly inside: List | null;
  readonly attrs: Map<string, unknown>;
}

interface List {
  readonly depth: number;
  /** The attribute whose values these are, and of what; null for content. */
  readonly attr: { readonly of: Piece | null; readonly key: string } | null;
  first: Piece | null;
}

/** `updates`: one after another, of one client. `deleted`: of that client. */
export function readLeftOut(updates: readonly DecodedUpdate[], deleted: ClockRanges): LeftOutText {
  const own = updates.flatMap(({ client, structs }) => (client === null ? [] : structs));
  const client = updates.find((update) => update.client !== null)?.client ?? 0;
  const { lists, beside } = arrange(client, own);
  const reader = createReader(client, deleted);
  const nodes: LostNode[] = [];
  let words: DocNode[] = [];
  const closeWords = (): void => {
    const content = trimmed(words);
    if (content.length > 0) nodes.push(...readLostBlocks({ type: "paragraph", attrs: {}, content }, null));
    words = [];
  };
  for (const list of lists) {
    const read = reader.readList(list, null);
    if (needsSpace(words.at(-1), read[0])) words.push({ type: "text", text: " ", marks: [] });
    for (const node of read) {
      if (node.type === "text" || node.type === "hard_break") words.push(node);
      else {
        closeWords();
        nodes.push(...readLostBlocks(node, null));
      }
    }
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
    const above = parent === "root" ? null : find(parent);
    if (above !== null && attr !== null)
      return { list: { depth: above.list.depth, attr: { of: above, key: attr }, first: null }, after: null };
    if (above?.inside) return { list: above.inside, after: null };
    const list = { depth: 0, attr: attr === null ? null : { of: null, key: attr }, first: null };
    if (attr === null) lists.push(list);
    for (const id of [origin, rightOrigin, parent]) if (id !== null && id !== "root") beside.push(id);
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

function createReader(client: number, deleted: ClockRanges) {
  /** `rule`: of the element that holds the list; null where that is not known. */
  function readList(list: List, rule: ElementRule | null): readonly DocNode[] {
    const nodes: DocNode[] = [];
    const formats = new Map<TextMark["type"], Attrs>();
    const holdsText = rule?.holdsText ?? true;
    for (let piece = list.first; piece !== null; piece = piece.next) {
      const { content, clock: start } = piece.struct;
      if (content.kind === "string") {
        const text = deleted
          .piecesOf({ client, clock: piece.clock, length: piece.end - piece.clock })
          .map(({ clock, end, no }) => (no === null ? content.text.slice(clock - start, end - start) : ""))
          .join("")
          .toWellFormed();
        const marks = markNames.flatMap((type): readonly TextMark[] => {
          const attrs = formats.get(type);
          return attrs === undefined ? [] : [{ type, attrs }];
        });
        if (text !== "" && holdsText) nodes.push({ type: "text", text, marks });
      } else if (deleted.noOf({ client, clock: piece.clock }) !== null || list.depth >= maxLeftOutDepth) continue;
      else if (content.kind === "format" && isMarkName(content.key)) {
        const attrs = content.value === null ? null : readMarkAttrs(content.key, content.value);
        if (attrs === null) formats.delete(content.key);
        else formats.set(content.key, attrs);
      } else if (content.kind === "element") {
        const node = readElement(piece, content.name);
        if (node !== null && (rule === null || rule.children.has(node.type))) nodes.push(node);
      } else if (content.kind === "text" && piece.inside !== null && holdsText)
        for (const node of readList(piece.inside, rule)) nodes.push(node);
    }
    return nodes;
  }

  function readElement({ inside, attrs }: Piece, name: string): ElementNode | null {
    const rule = elementRule(name);
    if (rule === undefined || rule.name === "doc" || inside === null) return null;
    const read: Record<string, AttrValue> = { ...rule.attrs };
    for (const [key, value] of attrs) if (isAttrOf(rule, key, value)) read[key] = value;
    return { type: rule.name, attrs: read, content: readList(inside, rule) };
  }

  return { readList };
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
      for (const next of [parent, rightOrigin, origin]) if (next !== null && next !== "root") waiting.push(next);
    }
    return null;
  };
}
