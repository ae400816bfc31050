/**
 * Where copied and dragged pieces go. A whole clause or article stands beside the clause or article at the place, never
 * within its words: articles in the text only, clauses in the text, in articles and in clauses, further languages in
 * articles and clauses, and what stands in a cell, a list item or a further language is blocks alone. No two blocks are joined; words dragged out leave what was around them apart.
 */
import { Fragment, type Node, type ResolvedPos, Slice } from "prosemirror-model";
import { Selection, TextSelection, type Transaction } from "prosemirror-state";
import { schema } from "../../shared/charter/text/schema.ts";

const isBody = (node: Node): boolean => node.type.name === "body";
const isClause = (node: Node): boolean => node.type.name === "article" || node.type.name === "clause";
const isStructure = (node: Node): boolean => isClause(node) || isBody(node);
const isItem = (node: Node): boolean => ["list_item", "table_cell", "table_header"].includes(node.type.name);
/** What holds blocks and none of the structure. */
const isFrame = (node: Node): boolean => isItem(node) || isBody(node);

/** Without what only surrounds a piece of one block, and without the empty beginning of the block after the last. */
export function ownSlice(slice: Slice): Slice {
  const { content, openStart, openEnd } = slice;
  const only = content.childCount === 1 ? content.firstChild : null;
  if (only !== null && openStart > 0 && openEnd > 0 && isStructure(only))
    return ownSlice(new Slice(only.content, openStart - 1, openEnd - 1));
  const last = content.lastChild;
  if (last !== null && openEnd > 0 && content.childCount > 1 && isEmptyEdge(last, openEnd)) {
    const rest = content.cut(0, content.size - last.nodeSize);
    return ownSlice(new Slice(rest, openStart, Math.min(openStart, Slice.maxOpen(rest).openEnd)));
  }
  return holdsStructure(content) ? new Slice(content, 0, 0) : slice;
}

/** Down its open edge there is one child each, and no words. */
const isEmptyEdge = (node: Node, open: number): boolean =>
  node.isTextblock
    ? node.content.size === 0
    : open > 0 && node.childCount === 1 && isEmptyEdge(node.firstChild as Node, open - 1);

export function holdsStructure(content: Fragment): boolean {
  let holds = false;
  content.descendants((node) => {
    holds ||= isStructure(node);
    return !holds && !node.isTextblock;
  });
  return holds;
}

/** Puts whole blocks beside what stands at `position`, and the selection behind them. */
export function placeBlocks(transaction: Transaction, position: number, blocks: readonly Node[]): void {
  const first = blocks.findIndex((block) => block.type.name === "article");
  const isInFrame = depthWhere(transaction.doc.resolve(position), isFrame) !== null;
  if (first > 0 && !isInFrame) {
    // What comes before the first article stands where it was put; the articles, after the article there.
    placeBlocks(transaction, position, blocks.slice(first));
    placeBlocks(transaction, position, blocks.slice(0, first));
    return;
  }
  const whole = isInFrame ? blocks.flatMap(withoutStructure) : blocks.map(withoutArticles);
  if (whole.length === 0) return;
  const { from, to } = besides(transaction.doc.resolve(position), whole);
  // The text itself holds no words in a further language but those of its articles and clauses.
  const isInClause = isClause(transaction.doc.resolve(from).parent);
  const nodes = isInClause ? whole : whole.flatMap((node) => (isBody(node) ? node.children : [node]));
  transaction.replaceWith(from, to, nodes);
  const end = from + nodes.reduce((size, node) => size + node.nodeSize, 0);
  transaction.setSelection(Selection.near(transaction.doc.resolve(end), -1));
}

function besides($place: ResolvedPos, nodes: readonly Node[]): { readonly from: number; readonly to: number } {
  const isArticle = nodes.some((node) => node.type.name === "article");
  const { parent, pos } = $place;
  const isHere = isArticle
    ? $place.depth === 0
    : !nodes.some(isClause) || parent.type.name === "doc" || isClause(parent);
  if (isHere && !parent.isTextblock) return { from: pos, to: pos };
  const depth = nodes.some(isClause) ? depthFor($place, isArticle) : $place.depth;
  const [before, after] = [$place.before(depth), $place.after(depth)];
  if (isEmptyBlock($place.node(depth))) return { from: before, to: after };
  const from = isFirstHalf($place, depth) ? before : after;
  return { from, to: from };
}

/** What stands beside the new clause or article: the innermost clause, or the block of the article or the text. */
function depthFor($place: ResolvedPos, isArticle: boolean): number {
  if (isArticle) return Math.min(1, $place.depth);
  const clause = depthWhere($place, (node) => node.type.name === "clause");
  if (clause !== null) return clause;
  const article = depthWhere($place, (node) => node.type.name === "article") ?? 0;
  return Math.min(article + 1, $place.depth);
}

function depthWhere($place: ResolvedPos, fits: (node: Node) => boolean): number | null {
  for (let depth = $place.depth; depth > 0; depth--) if (fits($place.node(depth))) return depth;
  return null;
}

const isEmptyBlock = (node: Node): boolean =>
  (node.type.name === "paragraph" && node.content.size === 0) ||
  (node.type.name === "clause" && node.childCount === 1 && isEmptyBlock(node.firstChild as Node));

/** A place before the middle of the block's words means: before the block. At the end of words, and in empty ones: after. */
function isFirstHalf($place: ResolvedPos, depth: number): boolean {
  const [start, end] = [$place.start(depth), $place.end(depth)];
  return (
    $place.pos - start < (end - start) / 2 &&
    $place.parent.content.size > 0 &&
    $place.parentOffset < $place.parent.content.size
  );
}

/** The blocks of articles, clauses and further languages, for what holds blocks alone. */
const withoutStructure = (node: Node): readonly Node[] =>
  isStructure(node) ? node.children.flatMap(withoutStructure) : [inside(node, withoutStructure)];

/** Of an article inside another, or inside a clause, what stands in it. */
const withoutArticles = (node: Node): Node =>
  isStructure(node) ? inside(node, clausesOnly) : inside(node, withoutStructure);

const clausesOnly = (node: Node): readonly Node[] =>
  node.type.name === "article" ? node.children.flatMap(clausesOnly) : [withoutArticles(node)];

const inside = (node: Node, change: (node: Node) => readonly Node[]): Node =>
  holdsStructure(node.content) ? node.copy(Fragment.from(node.children.flatMap(change))) : node;

// ---- dragging ---------------------------------------------------------------------------------

/** Drops what lies from `from` to `to` at `place`; false where that is its own place. */
export function dragTo(transaction: Transaction, from: number, to: number, place: number, isMove: boolean): boolean {
  const range = wholeRange(transaction.doc, from, to);
  if (isMove && place >= range.from && place <= range.to) return false;
  const dragged = draggedFrom(transaction.doc, from, to);
  if (isMove) takeOut(transaction, from, to);
  const position = transaction.mapping.map(place);
  const $place = transaction.doc.resolve(position);
  if ("blocks" in dragged) placeBlocks(transaction, position, dragged.blocks);
  else if ($place.parent.isTextblock) {
    transaction.replace(position, position, dragged.words);
    const end = transaction.doc.resolve(position + dragged.words.size);
    transaction.setSelection(TextSelection.between(transaction.doc.resolve(position), end));
  } else placeBlocks(transaction, position, [schema.node("paragraph", null, dragged.words.content)]);
  return true;
}

/** What is dragged: words within a block, or whole blocks. */
type Dragged = { readonly words: Slice } | { readonly blocks: readonly Node[] };

/** A range that holds all words of a block means the block; all of a clause, the clause. */
function draggedFrom(doc: Node, from: number, to: number): Dragged {
  const range = wholeRange(doc, from, to);
  const slice = doc.slice(range.from, range.to);
  const $from = doc.resolve(range.from);
  const isWithin = $from.parent.isTextblock && $from.sameParent(doc.resolve(range.to));
  return isWithin ? { words: slice } : { blocks: closed(slice, $from.node($from.sharedDepth(range.to))) };
}

/** Takes a dragged range out: each block's part by itself, so that nothing is joined; what is left empty goes too. */
function takeOut(transaction: Transaction, from: number, to: number): void {
  const range = wholeRange(transaction.doc, from, to);
  const parts: { readonly from: number; readonly to: number }[] = [];
  transaction.doc.nodesBetween(range.from, range.to, (node, position) => {
    const end = position + node.nodeSize;
    if (position >= range.from && end <= range.to && !node.isText) {
      parts.push({ from: position, to: end });
      return false;
    }
    if (!node.isTextblock) return true;
    const [start, stop] = [Math.max(range.from, position + 1), Math.min(range.to, end - 1)];
    if (start < stop) parts.push({ from: start, to: stop });
    return false;
  });
  for (const part of parts.toReversed()) transaction.delete(part.from, part.to);
}

/** `from` and `to` widened over the edges of blocks whose words lie wholly between them. */
function wholeRange(doc: Node, from: number, to: number): { readonly from: number; readonly to: number } {
  const [$from, $to] = [doc.resolve(from), doc.resolve(to)];
  // The browser selects up to the beginning of the next block: nothing of that is meant.
  if ($to.parent.isTextblock && $to.parentOffset === 0 && !$from.sameParent($to)) {
    const end = Selection.findFrom(doc.resolve($to.before()), -1, true);
    if (end !== null && end.to > from) return wholeRange(doc, from, end.to);
  }
  const shared = $from.sharedDepth(to);
  const isWithin = $from.sameParent($to) && $from.parent.isTextblock;
  const isAll = isWithin && from < to && $from.parentOffset === 0 && $to.parentOffset === $to.parent.content.size;
  if (isWithin && !isAll) return { from, to };
  let depth = shared;
  let range = { from, to };
  if (isAll) {
    range = { from: $from.before(), to: $from.after() };
    depth = $from.depth - 1;
  } else {
    let [start, end] = [from, to];
    for (let level = $from.depth; level > shared && start === $from.start(level); level--) start = $from.before(level);
    for (let level = $to.depth; level > shared && end === $to.end(level); level--) end = $to.after(level);
    range = { from: start, to: end };
  }
  // The only block of a clause is the clause, that of a further language all that is said in it.
  for (; depth > 0; depth--) {
    const around = $from.node(depth);
    if (!["clause", "body", "list_item"].includes(around.type.name)) break;
    if (range.from !== $from.start(depth) || range.to !== $from.end(depth)) break;
    range = { from: $from.before(depth), to: $from.after(depth) };
  }
  return range;
}

/** The blocks of a slice, each whole: what was open is closed where it was cut. `parent`: what they stood in. */
function closed(slice: Slice, parent: Node): readonly Node[] {
  const { content } = ownSlice(slice);
  const first = content.firstChild;
  if (first?.type.name === "list_item" || first?.type.name === "table_row") return [parent.copy(content)];
  return content.content.flatMap((node) => (isItem(node) ? node.children : [node]));
}
