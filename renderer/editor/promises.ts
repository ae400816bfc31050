/**
 * Promises in the window: each is a chip among the words that says who owes it to whom by when.
 *
 * Owns: the chips of one view. Called by: createEditor. What a chip says is written when it or the names of parties
 * change: a key costs nothing.
 */
import type { Node } from "prosemirror-model";
import { type Command, type EditorState, NodeSelection, Plugin } from "prosemirror-state";
import type { NodeViewConstructor } from "prosemirror-view";
import type { Attrs } from "../../shared/charter/text/model.ts";
import { writePromise } from "../../shared/charter/text/promiseTarget.ts";
import type { PromiseWords } from "../../shared/charter/text/promiseWords.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { withNumbers } from "../../shared/charter/text/seen.ts";
import { type Chip, type ChipPosition, createChips } from "./chips.ts";
import { depthOf } from "./clausePieces.ts";

/** What a promise says: by whom, to whom, by which day and how often. */
export interface PromiseValues {
  readonly by: string;
  readonly to: string;
  readonly due: string;
  readonly every: number;
}

export interface Promises {
  readonly plugin: Plugin;
  readonly nodeView: NodeViewConstructor;
  /** The promise that is selected or that the caret stands beside; null: there is none. */
  here(state: EditorState): ChipPosition | null;
  /** Parties may have other names by now. */
  redraw(): void;
}

/** `words`: what promises read as, asked for each time; `open`: somebody wants to change a promise. */
export function createPromises(words: PromiseWords, open: (position: ChipPosition) => void): Promises {
  function draw({ dom, view, node, position }: Chip): void {
    const at = position();
    if (at === undefined) return;
    const said = withNumbers(words(node.attrs as Attrs, languageAt(view.state.doc, at)));
    if (dom.textContent !== said) dom.textContent = said;
    dom.role = view.editable ? "button" : "note";
    dom.dataset.promise = writePromise(node.attrs as Attrs);
  }

  const { shown, nodeView, props } = createChips({
    name: "promise",
    make() {
      const dom = document.createElement("span");
      dom.className = "promise";
      return dom;
    },
    // The state that it stands in is the view's only after it was drawn.
    changed: (chip) => queueMicrotask(() => draw(chip)),
    opensReadOnly: false,
    open,
  });

  return {
    plugin: new Plugin({ props }),
    nodeView,
    here(state) {
      const at = promiseBeside(state);
      return at === null ? null : ([...shown].find(({ position }) => position() === at)?.position ?? null);
    },
    redraw: () => shown.forEach(draw),
  };
}

/** Of a further language that a position stands in; null: the charter's own. */
function languageAt(doc: Node, position: number): string | null {
  if (position > doc.content.size) return null;
  const $position = doc.resolve(position);
  const depth = depthOf($position, "body");
  return depth === null ? null : String($position.node(depth).attrs.lang);
}

/** What a promise at a position says; null: there is none. */
export function promiseAt(doc: Node, position: number): PromiseValues | null {
  const node = position <= doc.content.size ? doc.nodeAt(position) : null;
  if (node?.type.name !== "promise") return null;
  const { by, to, due, every } = node.attrs;
  return { by: String(by), to: String(to), due: String(due), every: Number(every) };
}

function promiseBeside({ selection }: EditorState): number | null {
  const { $from, $to } = selection;
  if (selection instanceof NodeSelection) return selection.node.type.name === "promise" ? selection.from : null;
  if ($from.pos !== $to.pos || !$from.parent.isTextblock) return null;
  if ($from.nodeBefore?.type.name === "promise") return $from.pos - 1;
  return $from.nodeAfter?.type.name === "promise" ? $from.pos : null;
}

/** Puts a promise behind the selected words. */
export const insertPromise =
  (values: PromiseValues): Command =>
  (state, dispatch) => {
    const { $to } = state.selection;
    if (!$to.parent.isTextblock) return false;
    dispatch?.(state.tr.insert($to.pos, schema.node("promise", { ...values })).scrollIntoView());
    return true;
  };

/** Lets the promise at a position say something else: it stays the same one. */
export const changePromise =
  (position: number, changed: Partial<PromiseValues>): Command =>
  (state, dispatch) => {
    const before = promiseAt(state.doc, position);
    if (before === null) return false;
    const transaction = state.tr;
    for (const key of ["by", "to", "due", "every"] as const) {
      const value = changed[key];
      if (value !== undefined && value !== before[key]) transaction.setNodeAttribute(position, key, value);
    }
    if (!transaction.docChanged) return false;
    dispatch?.(transaction.scrollIntoView());
    return true;
  };

export const removePromise =
  (position: number): Command =>
  (state, dispatch) => {
    if (promiseAt(state.doc, position) === null) return false;
    dispatch?.(state.tr.delete(position, position + 1).scrollIntoView());
    return true;
  };
