/**
 * What can be done with a clause or an article as a whole: by key, in its menu, by dragging it. Each is one transaction,
 * which names the piece it is about, and one step of undo.
 */
import { Fragment, type Node } from "prosemirror-model";
import type { Command, EditorState, Transaction } from "prosemirror-state";
import { canSplit } from "prosemirror-transform";
import { type ClauseId, parseClauseId } from "../../shared/base/ids.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { caretAt, emptyClause, nestRange, unnestRange } from "./clauseCommands.ts";
import {
  articleAt,
  canLand,
  depthOf,
  levelsIn,
  maxNesting,
  movePiece,
  nextLanding,
  type Piece,
  pieceAt,
  pieceOf,
  rangeOf,
  type Side,
} from "./clausePieces.ts";
import { pauseUndo } from "./undoStack.ts";

/** In the order of the menu. */
export const structureNames = [
  "moveUp",
  "moveDown",
  "nest",
  "unnest",
  "split",
  "join",
  "insertBefore",
  "insertAfter",
  "remove",
] as const;
export type StructureName = (typeof structureNames)[number];

type Act = (state: EditorState, piece: Piece) => Transaction | null;

const acts: Readonly<Record<StructureName, Act>> = {
  moveUp: move(-1),
  moveDown: move(1),
  nest: (state, piece) => (piece.isArticle ? null : nestRange(state, rangeOf(state.doc, piece))),
  unnest: (state, piece) => (piece.isArticle ? null : unnestRange(state, rangeOf(state.doc, piece))),
  split,
  join,
  insertBefore: (state, piece) => insert(state, piece, piece.from),
  insertAfter: (state, piece) => insert(state, piece, piece.to),
  remove,
};

function move(side: Side): Act {
  return (state, piece) => {
    const at = nextLanding(state.doc, piece, side);
    return at === null ? null : movePiece(state, piece, at);
  };
}

/** The words behind the caret become the next clause. */
function split(state: EditorState, { from, to, isArticle }: Piece): Transaction | null {
  const { $from, empty } = state.selection;
  const depth = depthOf($from, "clause", "body", "table");
  if (isArticle || !empty || depth === null || $from.node(depth).type.name !== "clause") return null;
  if ($from.before(depth) !== from || $from.after(depth) !== to || isAtBeginning(state, from)) return null;
  const levels = $from.depth - depth + 1;
  const types = Array.from({ length: levels }, (_, at) =>
    at === 0 ? { type: $from.node(depth).type, attrs: { id: "" } } : null,
  );
  if (!$from.parent.isTextblock || !canSplit(state.doc, $from.pos, levels, types)) return null;
  return state.tr.split($from.pos, levels, types).scrollIntoView();
}

const isAtBeginning = ({ doc, selection }: EditorState, from: number): boolean =>
  doc.textBetween(from, selection.from, "", "\n") === "";

/**
 * The words of a clause go behind those that stand right before them: of the clause before, of the last one in that, or
 * of the clause around it. What stands in it stays behind its words; languages join their own.
 */
function join(state: EditorState, { from, to, isArticle }: Piece): Transaction | null {
  const $from = state.doc.resolve(from);
  const clause = $from.nodeAfter;
  if (isArticle || clause === null || from + clause.nodeSize !== to) return null;
  if ($from.nodeBefore?.type.name === "clause") return joinInto(state, from, $from.nodeBefore, clause);
  const { parent: holder } = $from;
  if (holder.type.name !== "clause") return null;
  const index = $from.index();
  const joined = joinContent(holder.children.slice(0, index), clause.children);
  const content = [...joined.before, ...joined.behind, ...holder.children.slice(index + 1)];
  const start = $from.before();
  const transaction = state.tr.replaceWith(start, $from.after(), holder.copy(Fragment.from(content)));
  return caretAt(transaction, start + 1 + sizeOf(joined.before));
}

function joinInto(state: EditorState, from: number, first: Node, clause: Node): Transaction | null {
  let end = from;
  let target = first;
  for (let last = first.lastChild; last?.type.name === "clause"; last = target.lastChild) {
    target = last;
    end--;
  }
  const start = end - target.nodeSize;
  const { before, behind } = joinContent(target.children, clause.children);
  const joined = target.copy(Fragment.from([...before, ...behind]));
  if (state.doc.resolve(start).depth + levelsIn(joined) > maxNesting) return null;
  const transaction = state.tr.delete(from, from + clause.nodeSize).replaceWith(start, end, joined);
  return caretAt(transaction, start + 1 + sizeOf(before));
}

/** `before`: what stands before the words that join. */
function joinContent(first: readonly Node[], second: readonly Node[]) {
  const own = second.filter((node) => !isBody(node));
  const nested = own.findIndex((node) => node.type.name === "clause");
  const count = nested < 0 ? own.length : nested;
  const joining = second.filter(isBody);
  const bodies = first.filter(isBody).map((body) => {
    const at = joining.findIndex(({ attrs }) => attrs.lang === body.attrs.lang);
    const other = at < 0 ? undefined : joining.splice(at, 1)[0];
    return other === undefined ? body : body.copy(body.content.append(other.content));
  });
  return {
    before: first.filter((node) => !isBody(node)),
    behind: [...own.slice(0, count), ...bodies, ...joining, ...own.slice(count)],
  };
}

const isBody = (node: Node): boolean => node.type.name === "body";
const sizeOf = (nodes: readonly Node[]): number => nodes.reduce((sum, { nodeSize }) => sum + nodeSize, 0);

function insert(state: EditorState, { isArticle }: Piece, at: number): Transaction {
  const article = () =>
    schema.node("article", { kind: "article" }, [schema.node("heading", { level: 2 }), emptyClause()]);
  return caretAt(state.tr.insert(at, isArticle ? article() : emptyClause()), at + 1);
}

function remove(state: EditorState, { from, to }: Piece): Transaction {
  return caretAt(state.tr.delete(from, to), Math.min(from, state.doc.content.size - (to - from)));
}

// ---- as commands --------------------------------------------------------------------------------

/** What was done, and to which clause or article; null where it has no id. */
export interface StructureDeed {
  readonly name: StructureName | "move";
  readonly id: ClauseId | null;
}

const deedKey = "structure";

export const deedOf = (transaction: Transaction): StructureDeed | null => transaction.getMeta(deedKey) ?? null;

/** One step of undo by itself. */
function perform(
  state: EditorState,
  dispatch: ((transaction: Transaction) => void) | undefined,
  name: StructureDeed["name"],
  piece: Piece | null,
  act: Act,
): boolean {
  const transaction = piece === null ? null : act(state, piece);
  if (piece === null || transaction === null) return false;
  if (dispatch === undefined) return true;
  const id = parseClauseId(state.doc.nodeAt(piece.from)?.attrs.id);
  pauseUndo(state);
  dispatch(transaction.setMeta(deedKey, { name, id } satisfies StructureDeed));
  pauseUndo(state);
  return true;
}

/** Of the clauses that the selection touches, or of the article in whose own words it stands. */
export const structureCommand =
  (name: StructureName): Command =>
  (state, dispatch) =>
    perform(state, dispatch, name, pieceAt(state), acts[name]);

/** Of the article around the caret. */
export const articleCommand =
  (name: "moveUp" | "moveDown"): Command =>
  (state, dispatch) =>
    perform(state, dispatch, name, articleAt(state), acts[name]);

/** Of one clause or article. */
export const structureOf =
  (id: ClauseId, name: StructureName): Command =>
  (state, dispatch) =>
    perform(state, dispatch, name, pieceOf(state.doc, id), acts[name]);

/** Puts one clause or article in where it may land; false where it may not. */
export const moveTo =
  (id: ClauseId, at: number): Command =>
  (state, dispatch) =>
    perform(state, dispatch, "move", pieceOf(state.doc, id), (now, piece) =>
      canLand(now.doc, piece, at) ? movePiece(now, piece, at) : null,
    );
