/** Clauses and articles as a screen takes hold of them: by the pointer, by their menu, by the outline. */
import { Selection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { type ClauseId, parseClauseId } from "../../shared/base/ids.ts";
import { canLand, clauseAtCaret, pieceOf } from "./clausePieces.ts";
import { type Landing, landingAt, type Mark, type Pointer } from "./landing.ts";
import { moveTo, type StructureName, structureNames, structureOf } from "./structure.ts";

export interface StructureView {
  /** The clause or article that a node of the page belongs to. `held` stays where the pointer is beside it only. */
  clauseAt(target: EventTarget | null, y: number, held: ClauseId | null): ClauseId | null;
  /** The one with the caret, at this moment. */
  atCaret(): ClauseId | null;
  /** Where its first line begins, in pixels from the top of the text; `margin`: free pixels before the text. */
  handlePlace(id: ClauseId): { readonly top: number; readonly margin: number; readonly isRightToLeft: boolean } | null;
  /** What can be done with it where it stands. */
  possible(id: ClauseId): readonly StructureName[];
  /** Puts the caret into it, and does it. */
  run(id: ClauseId, name: StructureName): boolean;
  landing(id: ClauseId, pointer: Pointer): Landing | null;
  /** At an entry of the outline: a clause goes to the end of an article, an article beside it. */
  landingBeside(id: ClauseId, entry: ClauseId, box: Mark, y: number): Landing | null;
  moveTo(id: ClauseId, at: number): boolean;
}

export function createStructureView(view: EditorView): StructureView {
  const elementOf = (id: ClauseId): HTMLElement | null => view.dom.querySelector(`[data-clause="${CSS.escape(id)}"]`);

  function takeCaret(id: ClauseId): void {
    const piece = pieceOf(view.state.doc, id);
    const { from, to } = view.state.selection;
    if (piece === null || (from > piece.from && to < piece.to)) return;
    const selection = Selection.near(view.state.doc.resolve(piece.from + 1), 1);
    view.dispatch(view.state.tr.setSelection(selection));
  }

  return {
    clauseAt(target, y, held) {
      const element = target instanceof Element ? target.closest<HTMLElement>("[data-clause]") : null;
      if (element === null || !view.dom.contains(element)) return held;
      const kept = held === null ? null : elementOf(held);
      const box = kept?.getBoundingClientRect();
      // On its way to the margin the pointer crosses what stands around the clause.
      if (box !== undefined && element.contains(kept) && y >= box.top && y < box.bottom) return held;
      return parseClauseId(element.dataset.clause);
    },
    atCaret: () => clauseAtCaret(view.state),
    handlePlace(id) {
      const element = elementOf(id);
      // Nothing has a place while another screen stands before the text.
      if (element === null || element.getClientRects().length === 0) return null;
      const { direction, paddingInlineStart } = getComputedStyle(view.dom);
      const line =
        element.querySelector("p, h1, h2, h3, h4")?.getBoundingClientRect() ?? element.getBoundingClientRect();
      return {
        top: line.top - view.dom.getBoundingClientRect().top,
        margin: Number.parseFloat(paddingInlineStart),
        isRightToLeft: direction === "rtl",
      };
    },
    possible: (id) => structureNames.filter((name) => structureOf(id, name)(view.state)),
    run(id, name) {
      if (!view.editable) return false;
      takeCaret(id);
      const done = structureOf(id, name)(view.state, view.dispatch);
      view.focus();
      return done;
    },
    landing(id, pointer) {
      const piece = pieceOf(view.state.doc, id);
      return piece === null ? null : landingAt(view, piece, pointer);
    },
    landingBeside(id, entry, box, y) {
      const { doc } = view.state;
      const piece = pieceOf(doc, id);
      const other = pieceOf(doc, entry);
      if (piece === null || other === null) return null;
      if (!piece.isArticle && other.isArticle) {
        const at = other.to - 1;
        return canLand(doc, piece, at) ? { at, mark: box } : null;
      }
      const isBefore = y < box.top + box.height / 2;
      const at = isBefore ? other.from : other.to;
      if (!canLand(doc, piece, at)) return null;
      return { at, mark: { ...box, top: (isBefore ? box.top : box.top + box.height) - 1, height: 3 } };
    },
    moveTo(id, at) {
      if (!view.editable) return false;
      takeCaret(id);
      const done = moveTo(id, at)(view.state, view.dispatch);
      view.focus();
      return done;
    },
  };
}
