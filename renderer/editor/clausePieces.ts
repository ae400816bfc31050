/** Articles and clauses as pieces that are taken by hand: which piece is meant, and where it may stand. */
import { type Node, NodeRange, type ResolvedPos } from "prosemirror-model";
import { type EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { type ClauseId, parseClauseId } from "../../shared/base/ids.ts";

/** Levels down to a clause, with its own: a reading shows no more of them ([I31]). */
export const maxNesting = 16;

/** One article, or clauses side by side: positions before the first and behind the last of them. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly isArticle: boolean;
}

/** Before or behind. */
export type Side = -1 | 1;

const isMovable = (node: Node | null): boolean => node?.type.name === "article" || node?.type.name === "clause";

/** Depth of the innermost ancestor of that type, or null. */
export function depthOf($position: ResolvedPos, ...types: readonly string[]): number | null {
  for (let depth = $position.depth; depth > 0; depth--)
    if (types.includes($position.node(depth).type.name)) return depth;
  return null;
}

/** The innermost clause or article with the caret. */
export function clauseAtCaret({ selection: { $head } }: EditorState): ClauseId | null {
  const depth = depthOf($head, "article", "clause");
  return depth === null ? null : parseClauseId($head.node(depth).attrs.id);
}

/** The clauses, side by side, that the selection touches. */
function selectedClauses({ selection: { $from, $to } }: EditorState): NodeRange | null {
  const depth = depthOf($from, "clause");
  if (depth === null) return null;
  const range = new NodeRange($from, $to, depth - 1);
  if ($to.depth < depth - 1 || $from.start(depth - 1) !== $to.start(depth - 1)) return null;
  for (let i = range.startIndex; i < range.endIndex; i++) if (range.parent.child(i).type.name !== "clause") return null;
  return range;
}

/** The clauses that the selection touches; the article where it stands in the article's own words. */
export function pieceAt(state: EditorState): Piece | null {
  const range = selectedClauses(state);
  if (range !== null) return { from: range.start, to: range.end, isArticle: false };
  const { $from, $to } = state.selection;
  const depth = depthOf($from, "article", "clause");
  if (depth === null || $from.node(depth).type.name === "clause") return null;
  return $to.pos <= $from.end(depth) ? { from: $from.before(depth), to: $from.after(depth), isArticle: true } : null;
}

/** The article around the beginning of the selection. */
export function articleAt({ selection: { $from } }: EditorState): Piece | null {
  const depth = depthOf($from, "article");
  return depth === null ? null : { from: $from.before(depth), to: $from.after(depth), isArticle: true };
}

/** The first one with that id; null where there is none. */
export function pieceOf(doc: Node, id: ClauseId): Piece | null {
  let found: Piece | null = null;
  doc.descendants((node, position) => {
    if (found === null && isMovable(node) && node.attrs.id === id)
      found = { from: position, to: position + node.nodeSize, isArticle: node.type.name === "article" };
    return found === null && !node.isTextblock;
  });
  return found;
}

export const rangeOf = (doc: Node, { from, to }: Piece): NodeRange =>
  new NodeRange(doc.resolve(from + 1), doc.resolve(to - 1), doc.resolve(from).depth);

/**
 * Whether a piece may be put in at a position: articles in the text, clauses in the text, an article or a clause, and
 * only beside one of these or at the end, where it divides no words.
 */
export function canLand(doc: Node, piece: Piece, at: number): boolean {
  if (at >= piece.from && at <= piece.to) return false;
  const $at = doc.resolve(at);
  const { parent: holder, depth } = $at;
  if (depth > 0 && (piece.isArticle || !isMovable(holder))) return false;
  const index = $at.index();
  const next = holder.maybeChild(index);
  const isFree = next === null || isMovable(next) || isMovable(holder.maybeChild(index - 1));
  return isFree && (piece.isArticle || depth + levelsOf(doc, piece) <= maxNesting);
}

function levelsOf(doc: Node, { from, to }: Piece): number {
  return Math.max(0, ...doc.slice(from, to).content.content.map(levelsIn));
}

/** How many clauses stand in each other, with this one. */
export const levelsIn = (clause: Node): number =>
  1 + Math.max(0, ...clause.children.filter(({ type }) => type.name === "clause").map(levelsIn));

/** Where a piece stands after one step: beside its neighbour, or at the near end of what stands there. Null: nowhere. */
export function nextLanding(doc: Node, piece: Piece, side: Side): number | null {
  const $edge = doc.resolve(side < 0 ? piece.from : piece.to);
  const neighbour = side < 0 ? $edge.nodeBefore : $edge.nodeAfter;
  if (!piece.isArticle && neighbour?.type.name === "article") return landingIn(doc, piece, $edge.pos, neighbour, side);
  const { parent: holder, depth } = $edge;
  let at = $edge.pos;
  for (let index = $edge.index() + (side < 0 ? -1 : 0); index >= 0 && index < holder.childCount; index += side) {
    at += side * holder.child(index).nodeSize;
    if (canLand(doc, piece, at)) return at;
  }
  return depth === 0 ? null : landingBeyond(doc, piece, $edge, side);
}

/** Out of the clause or article around it: into the next one like that, or else beside the clause. */
function landingBeyond(doc: Node, piece: Piece, $edge: ResolvedPos, side: Side): number | null {
  const { parent: holder, depth } = $edge;
  const outside = side < 0 ? $edge.before(depth) : $edge.after(depth);
  const $outside = doc.resolve(outside);
  const beside = side < 0 ? $outside.nodeBefore : $outside.nodeAfter;
  if (holder.type.name === "article") return landingInText(doc, piece, $outside, side);
  if (beside?.type === holder.type) return landingIn(doc, piece, outside, beside, side);
  return canLand(doc, piece, outside) ? outside : null;
}

/** In the next article, past words without a number, or beside a clause that stands before it. */
function landingInText(doc: Node, piece: Piece, $outside: ResolvedPos, side: Side): number | null {
  let at = $outside.pos;
  for (let index = $outside.index() + (side < 0 ? -1 : 0); index >= 0 && index < doc.childCount; index += side) {
    const next = doc.child(index);
    if (next.type.name === "article") return landingIn(doc, piece, at, next, side);
    if (next.type.name === "clause") return canLand(doc, piece, at) ? at : null;
    at += side * next.nodeSize;
  }
  return null;
}

/** The end of `holder`, which stands before `edge`, or the first place in it where it stands behind. */
function landingIn(doc: Node, piece: Piece, edge: number, holder: Node, side: Side): number | null {
  if (side < 0) return canLand(doc, piece, edge - 1) ? edge - 1 : null;
  let at = edge + 1;
  for (let index = 0; index <= holder.childCount; index++) {
    if (canLand(doc, piece, at)) return at;
    at += holder.maybeChild(index)?.nodeSize ?? 0;
  }
  return null;
}

/** Takes a piece out and puts the same nodes in at `at`, where it may land. The selection goes with it. */
export function movePiece(state: EditorState, { from, to }: Piece, at: number): Transaction {
  const { doc, selection } = state;
  const transaction = state.tr.delete(from, to);
  const start = transaction.mapping.map(at);
  transaction.insert(start, doc.slice(from, to).content);
  const { anchor, head } = selection;
  if (Math.min(anchor, head) > from && Math.max(anchor, head) < to) {
    const $anchor = transaction.doc.resolve(anchor - from + start);
    transaction.setSelection(TextSelection.between($anchor, transaction.doc.resolve(head - from + start)));
  }
  return transaction.scrollIntoView();
}
