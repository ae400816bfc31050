/** Where a piece that is dragged would land: found near the pointer alone, whatever the length of the text. */
import type { Node, ResolvedPos } from "prosemirror-model";
import type { EditorView } from "prosemirror-view";
import { canLand, depthOf, type Piece } from "./clausePieces.ts";

/** In pixels of the window's view. */
export interface Mark {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Landing {
  /** A position of the document, outside the piece. */
  readonly at: number;
  /** What is drawn there: a line, or the frame of an entry of the outline. */
  readonly mark: Mark;
}

export interface Pointer {
  readonly x: number;
  readonly y: number;
  /** How far it went since it took the piece. */
  readonly movedX: number;
}

/** So far sideways is one level. */
const levelWidth = 40;
/** How far a clause stands in that is to be the first in another. */
const indent = 24;

/** A gap between blocks: its position, and how high it is drawn. */
interface Gap {
  readonly position: number;
  readonly y: number;
}

/** Null where the pointer is at no place that takes the piece. */
export function landingAt(view: EditorView, piece: Piece, pointer: Pointer): Landing | null {
  const frame = view.dom.getBoundingClientRect();
  const top = Math.min(Math.max(pointer.y, frame.top + 1), frame.bottom - 1);
  const found = view.posAtCoords({ left: (frame.left + frame.right) / 2, top });
  if (found === null) return null;
  const $at = view.state.doc.resolve(found.pos);
  const depth = piece.isArticle ? null : depthOf($at, "article", "clause");
  const gap = depth === null ? gapInText(view, $at, pointer.y) : gapAt(view, $at, depth, pointer.y);
  if (gap === null) return null;
  const isRightToLeft = getComputedStyle(view.dom).direction === "rtl";
  const levels = Math.round(((isRightToLeft ? -1 : 1) * pointer.movedX) / levelWidth);
  const wanted = view.state.doc.resolve(piece.from).depth + levels;
  // Where it stands is a place too: what is let go there stays.
  const isOwn = (at: number): boolean => at === piece.from || at === piece.to;
  let best: number | null = null;
  for (const at of piece.isArticle ? [gap.position] : placesAt(view.state.doc, gap.position)) {
    if (!isOwn(at) && !canLand(view.state.doc, piece, at)) continue;
    if (best === null || distance(view, at, wanted) < distance(view, best, wanted)) best = at;
  }
  return best === null || isOwn(best) ? null : { at: best, mark: lineAt(view, best, gap.y, isRightToLeft) };
}

const distance = (view: EditorView, at: number, wanted: number): number =>
  Math.abs(view.state.doc.resolve(at).depth - wanted);

/** Before or behind the outermost block at the pointer. */
function gapInText(view: EditorView, $at: ResolvedPos, y: number): Gap | null {
  const { doc } = view.state;
  const index = Math.min($at.index(0), doc.childCount - 1);
  if (index < 0) return null;
  const start = doc.resolve(0).posAtIndex(index, 0);
  const box = boxAt(view, start);
  if (box === null) return null;
  return y < (box.top + box.bottom) / 2
    ? { position: start, y: box.top }
    : { position: start + doc.child(index).nodeSize, y: box.bottom };
}

/** At the clause or article under the pointer: before it, behind it, or behind its own words. */
function gapAt(view: EditorView, $at: ResolvedPos, depth: number, y: number): Gap | null {
  const node = $at.node(depth);
  const start = $at.before(depth);
  const box = boxAt(view, start);
  if (box === null) return null;
  const inside = behindOwn(start, node);
  const first = inside < start + node.nodeSize - 1 ? boxAt(view, inside) : null;
  const ownBottom = first?.top ?? box.bottom;
  const isClause = node.type.name === "clause";
  if (isClause && y < (box.top + ownBottom) / 2) return { position: start, y: box.top };
  if (isClause && first === null) return { position: start + node.nodeSize, y: box.bottom };
  return { position: inside, y: ownBottom };
}

/** Where the first clause in it stands, or the end of it. */
function behindOwn(start: number, node: Node): number {
  let at = start + 1;
  for (const child of node.children) {
    if (child.type.name === "clause") break;
    at += child.nodeSize;
  }
  return at;
}

/** Positions that are one gap to the eye: at the ends of what stands before it, and behind what ends there. */
function placesAt(doc: Node, position: number): readonly number[] {
  const places = [position];
  let at = position;
  for (let node = doc.resolve(at).nodeBefore; node?.type.name === "clause"; node = node.lastChild) places.push(--at);
  let $outer = doc.resolve(position);
  while ($outer.parent.type.name === "clause" && $outer.parentOffset === $outer.parent.content.size) {
    places.push($outer.after());
    $outer = doc.resolve($outer.after());
  }
  return places;
}

/** As wide as what stands beside the place; where nothing does, a little narrower than what the place is in. */
function lineAt(view: EditorView, at: number, y: number, isRightToLeft: boolean): Mark {
  const $at = view.state.doc.resolve(at);
  const { nodeBefore, nodeAfter, depth } = $at;
  const isBeside = (node: Node | null): boolean => node?.type.name === "clause" || node?.type.name === "article";
  let start = indent;
  let box: DOMRect | null = null;
  if (isBeside(nodeAfter)) box = boxAt(view, at);
  else if (isBeside(nodeBefore)) box = boxAt(view, at - (nodeBefore?.nodeSize ?? 0));
  if (box !== null || depth === 0) start = 0;
  else box = boxAt(view, $at.before());
  const { left, right } = box ?? view.dom.getBoundingClientRect();
  return { left: isRightToLeft ? left : left + start, top: y - 1, width: right - left - start, height: 3 };
}

function boxAt(view: EditorView, position: number): DOMRect | null {
  const dom = view.nodeDOM(position);
  return dom instanceof Element ? dom.getBoundingClientRect() : null;
}
