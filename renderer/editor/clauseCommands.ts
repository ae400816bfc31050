/** What keys and buttons do to articles and clauses. Positions are ProseMirror's; commands are pure but for `dispatch`. */
import { Fragment, type Node, NodeRange, type ResolvedPos, Slice } from "prosemirror-model";
import { type Command, type EditorState, Selection, TextSelection, type Transaction } from "prosemirror-state";
import { canSplit, liftTarget, ReplaceAroundStep } from "prosemirror-transform";
import { schema } from "../../shared/charter/text/schema.ts";
import { depthOf, levelsIn, maxNesting } from "./clausePieces.ts";
import type { ArticleKind } from "./kinds.ts";

const paragraph = (): Node => schema.node("paragraph");
export const emptyClause = (): Node => schema.node("clause", null, [paragraph()]);

export const caretAt = (transaction: Transaction, position: number): Transaction =>
  transaction.setSelection(Selection.near(transaction.doc.resolve(position), 1)).scrollIntoView();

const isEmptyClause = (node: Node | null | undefined): boolean =>
  node?.type.name === "clause" && node.childCount === 1 && node.firstChild?.content.size === 0;

/** Enter: a new clause after this one, or out of an empty one. Elsewhere it leaves Enter to others. */
export const enterInClause: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  if (!(state.selection instanceof TextSelection) || !$from.sameParent($to) || $from.depth < 2) return false;
  if ($from.parent.type.name === "heading") return enterInHeading(state, dispatch);
  const clause = $from.node(-1);
  if (clause.type.name !== "clause") return false;
  if ($from.parent.content.size === 0 && clause.childCount === 1) return liftBlock(state, dispatch);
  const begins = $from.parentOffset === 0 && $from.index(-1) === 0 && $from.parent.content.size > 0;
  if (begins && state.selection.empty) {
    // The words keep their clause and its id; the new, empty one goes before.
    dispatch?.(state.tr.insert($from.before(-1), emptyClause()).scrollIntoView());
    return true;
  }
  const transaction = state.tr.deleteSelection();
  const typesAfter = [{ type: clause.type, attrs: { id: "" } }, { type: paragraph().type }];
  if (!canSplit(transaction.doc, transaction.selection.from, 2, typesAfter)) return false;
  dispatch?.(transaction.split(transaction.selection.from, 2, typesAfter).scrollIntoView());
  return true;
};

/** From the end of a heading into the empty clause that waits under it. */
function enterInHeading(state: EditorState, dispatch: ((transaction: Transaction) => void) | undefined): boolean {
  const { $from } = state.selection;
  if ($from.parentOffset < $from.parent.content.size || !state.selection.empty) return false;
  if (!isEmptyClause($from.node(-1).maybeChild($from.index(-1) + 1))) return false;
  dispatch?.(caretAt(state.tr, $from.after() + 1));
  return true;
}

function liftBlock(state: EditorState, dispatch: ((transaction: Transaction) => void) | undefined): boolean {
  const range = state.selection.$from.blockRange(state.selection.$to);
  const target = range === null ? null : liftTarget(range);
  if (range === null || target === null) return false;
  dispatch?.(state.tr.lift(range, target).scrollIntoView());
  return true;
}

/**
 * A new clause after the one with the caret, at its level; outside clauses, after the block of the article or the text
 * with the caret: lists, tables and further languages hold none.
 */
export const newClause: Command = (state, dispatch) => {
  const { $to } = state.selection;
  const depth = depthOf($to, "clause") ?? Math.min((depthOf($to, "article") ?? 0) + 1, $to.depth);
  if (depth === 0) return insertAt(state, dispatch, state.doc.content.size, emptyClause());
  const block = $to.node(depth);
  const outside = block.type.name !== "clause";
  if (outside && block.type.name === "paragraph" && block.content.size === 0) {
    dispatch?.(
      caretAt(state.tr.replaceWith($to.before(depth), $to.after(depth), emptyClause()), $to.before(depth) + 1),
    );
    return true;
  }
  return insertAt(state, dispatch, $to.after(depth), emptyClause());
};

/** A new article (preamble, annex) with a heading and one empty clause, after the outermost block with the caret. */
export const newArticle =
  (kind: ArticleKind): Command =>
  (state, dispatch) => {
    const { $to } = state.selection;
    const last = $to.depth === 0 ? state.doc.content.size : $to.after(1);
    const at = kind === "preamble" ? 0 : kind === "annex" ? state.doc.content.size : last;
    const body = kind === "preamble" ? paragraph() : emptyClause();
    return insertAt(
      state,
      dispatch,
      at,
      schema.node("article", { kind }, [schema.node("heading", { level: 2 }), body]),
    );
  };

function insertAt(
  state: EditorState,
  dispatch: ((transaction: Transaction) => void) | undefined,
  at: number,
  node: Node,
): boolean {
  dispatch?.(caretAt(state.tr.insert(at, node), at + 1));
  return true;
}

/** Into the clause before; null where no clause stands before the range. */
export function nestRange(state: EditorState, range: NodeRange): Transaction | null {
  if (range.startIndex === 0) return null;
  const before = range.parent.child(range.startIndex - 1);
  const nested = range.parent.children.slice(range.startIndex, range.endIndex);
  const levels = range.depth + 1 + Math.max(...nested.map(levelsIn));
  if (before.type.name !== "clause" || levels > maxNesting) return null;
  const closing = new Slice(Fragment.from(before.type.create(before.attrs)), 1, 0);
  const step = new ReplaceAroundStep(range.start - 1, range.end, range.start, range.end, closing, 0, true);
  return state.tr.step(step).scrollIntoView();
}

/** Out of the clause around it; the clauses that followed there follow it still, as its own. Null where none is around it. */
export function unnestRange(state: EditorState, range: NodeRange): Transaction | null {
  if (range.parent.type.name !== "clause") return null;
  const transaction = state.tr;
  const endOfParent = range.$to.end(range.depth);
  let lifted = range;
  if (range.end < endOfParent) {
    const last = range.parent.child(range.endIndex - 1);
    const closing = new Slice(Fragment.from(last.type.create(last.attrs)), 1, 0);
    transaction.step(new ReplaceAroundStep(range.end - 1, endOfParent, range.end, endOfParent, closing, 0, true));
    lifted = new NodeRange(transaction.doc.resolve(range.$from.pos), transaction.doc.resolve(endOfParent), range.depth);
  }
  return transaction.lift(lifted, lifted.depth - 1).scrollIntoView();
}

/** A reference, a note and a promise say something. */
const saying: ReadonlySet<string> = new Set(["table", "reference", "footnote", "promise"]);

function hasText(node: Node): boolean {
  let has = node.textContent !== "" || saying.has(node.type.name);
  node.descendants((child) => {
    has ||= saying.has(child.type.name);
    return !has;
  });
  return has;
}

/**
 * Backspace at the beginning and Delete at the end of an article never melt two articles into one: an empty one
 * goes, a written one lets the caret pass. Elsewhere they leave the key to others.
 */
const atArticleBorder =
  (side: -1 | 1): Command =>
  (state, dispatch) => {
    const { $from, empty } = state.selection;
    if (!empty || !(state.selection instanceof TextSelection)) return false;
    if ($from.parentOffset !== (side < 0 ? 0 : $from.parent.content.size)) return false;
    const border = articleBorder($from, side);
    if (border === null) return false;
    const $border = state.doc.resolve(border);
    const own = side < 0 ? $border.nodeAfter : $border.nodeBefore;
    const next = side < 0 ? $border.nodeBefore : $border.nodeAfter;
    if (own?.type.name !== "article" && next?.type.name !== "article") return false;
    if (next === null || own === null) return true;
    if (dispatch === undefined) return true;
    const target = Selection.findFrom($border, side, true);
    const transaction = state.tr;
    if (!hasText(own)) removeBeside(transaction, border, own, -side);
    else if (next.type.name === "article" && !hasText(next)) removeBeside(transaction, border, next, side);
    else if (target !== null) transaction.setSelection(target);
    if (!hasText(own)) {
      const $left = transaction.doc.resolve(transaction.mapping.map(border));
      transaction.setSelection(Selection.near($left, side));
    }
    dispatch(transaction.scrollIntoView());
    return true;
  };

function removeBeside(transaction: Transaction, border: number, node: Node, side: number): void {
  if (side < 0) transaction.delete(border - node.nodeSize, border);
  else transaction.delete(border, border + node.nodeSize);
}

/** Where the caret stands at the edge of everything up to an article or the outermost block: the position outside it. */
function articleBorder($position: ResolvedPos, side: -1 | 1): number | null {
  for (let depth = $position.depth; depth > 0; depth--) {
    const parent = $position.node(depth - 1);
    const index = $position.index(depth - 1);
    const isArticle = $position.node(depth).type.name === "article";
    const outside = side < 0 ? $position.before(depth) : $position.after(depth);
    if (isArticle) return outside;
    if (side < 0 ? index > 0 : index < parent.childCount - 1) {
      const neighbour = parent.child(index + side);
      return neighbour.type.name === "article" ? outside : null;
    }
  }
  return null;
}

export const backspaceAtArticle: Command = atArticleBorder(-1);
export const deleteAtArticle: Command = atArticleBorder(1);
