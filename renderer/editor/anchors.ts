/**
 * Marks the words that somebody commented on, and reads the ids of what is selected to comment on it.
 *
 * Owns: those marks. Called by: createEditor. A key costs nothing but moving the marks along; where the words stand is read
 * again in the first rest behind it, and while nothing is marked it is not read at all.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { type ClauseId, parseClauseId } from "../../shared/base/ids.ts";
import { looseId } from "../../shared/charter/text/clauses.ts";
import type { ElementNode } from "../../shared/charter/text/model.ts";
import { type Anchor, type BlockSpan, findAnchors, idsOfWords } from "../../shared/crdt/reading/anchors.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";
import { depthOf } from "./clausePieces.ts";
import { blockAt } from "./places.ts";
import { readCaret } from "./readCaret.ts";
import { showSettled } from "./showSettled.ts";
import { drawWhenStill } from "./whenStill.ts";

/** What is selected, by the ids of its characters; no ranges where the caret only stands in a clause. */
export interface SelectedWords {
  /** `looseId` outside every clause. */
  readonly clause: ClauseId;
  readonly ranges: Anchor<string>["ranges"];
  readonly quote: string;
}

export interface AnchorMarks {
  readonly plugin: Plugin;
  /** Each by a key; none: no marks. */
  show(view: EditorView, anchors: readonly Anchor<string>[]): void;
  /** Brings the words of an anchor into sight; false where none stand. */
  reveal(view: EditorView, key: string): boolean;
  selected(state: EditorState): SelectedWords;
}

const redrawn = { restMs: 300, mostMs: 1000 };

/** `onPressed`: somebody clicked on marked words. */
export function createAnchorMarks(reading: Reading, onPressed: (key: string) => void): AnchorMarks {
  const plugged = new PluginKey<DecorationSet>("anchors");
  let anchors: readonly Anchor<string>[] = [];

  function draw(view: EditorView): void {
    readCaret(view);
    const { doc, tr } = view.state;
    const marks = anchors.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, marksIn(doc));
    view.dispatch(tr.setMeta(plugged, marks));
  }

  function marksIn(doc: Node): Decoration[] {
    const { spans } = findAnchors(reading, anchors);
    const byBlock = Map.groupBy(spans, ({ block }) => block);
    const marks: Decoration[] = [];
    const walk = (element: ElementNode, shown: Node, start: number): void => {
      let at = start;
      for (const [index, child] of element.content.entries()) {
        const node = shown.maybeChild(index);
        if (node === null) return;
        if (child.type !== "text" && node.isTextblock)
          for (const { from, to, key, stands } of byBlock.get(child) ?? [])
            if (to <= node.content.size) {
              const look = { class: stands ? "anchor" : "anchor beside", "data-thread": key };
              marks.push(Decoration.inline(at + 1 + from, at + 1 + to, look, { key }));
            }
        if (child.type !== "text" && !node.isTextblock) walk(child, node, at + 1);
        at += node.nodeSize;
      }
    };
    if (byBlock.size > 0) walk(reading.text(), doc, 0);
    return marks;
  }

  const soon = drawWhenStill(draw, redrawn);

  const plugin = new Plugin<DecorationSet>({
    key: plugged,
    state: {
      init: () => DecorationSet.empty,
      apply: (transaction, marks): DecorationSet =>
        transaction.getMeta(plugged) ??
        (transaction.docChanged ? marks.map(transaction.mapping, transaction.doc) : marks),
    },
    props: {
      decorations: (state) => plugged.getState(state),
      handleClick(_view, _position, { target }) {
        const key = target instanceof Element ? target.closest("[data-thread]")?.getAttribute("data-thread") : null;
        if (key != null) onPressed(key);
        return false;
      },
    },
    view: () => ({
      update(view, before) {
        if (anchors.length > 0 && view.state.doc !== before.doc) soon.ask(view);
      },
      destroy: soon.cancel,
    }),
  });

  return {
    plugin,
    show(view, next) {
      if (next.length === 0 && anchors.length === 0) return;
      anchors = next;
      soon.cancel();
      draw(view);
    },
    reveal(view, key) {
      const mark = plugged.getState(view.state)?.find(undefined, undefined, (spec) => spec.key === key)[0];
      const dom = mark === undefined ? null : view.domAtPos(mark.from, 1).node;
      const element = dom instanceof Element ? dom : (dom?.parentElement ?? null);
      if (!(element instanceof HTMLElement)) return false;
      showSettled(element, "start");
      return true;
    },
    selected: (state) => selectedWords(reading, state),
  };
}

function selectedWords(reading: Reading, { doc, selection }: EditorState): SelectedWords {
  const { from, to, $from } = selection;
  const depth = depthOf($from, "article", "clause");
  const clause = depth === null ? looseId : (parseClauseId($from.node(depth).attrs.id) ?? looseId);
  const spans: BlockSpan[] = [];
  const text = reading.text();
  doc.nodesBetween(from, to, (node, position) => {
    if (!node.isTextblock) return true;
    const block = blockAt(text, doc, position + 1);
    const start = position + 1;
    const span = { from: Math.max(from - start, 0), to: Math.min(to - start, node.content.size) };
    if (block !== null && span.from < span.to) spans.push({ block, ...span });
    return false;
  });
  const ranges = idsOfWords(reading, spans);
  return { clause, ranges, quote: ranges.length === 0 ? "" : doc.textBetween(from, to, "\n", "\n") };
}
