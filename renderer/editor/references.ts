/**
 * References to clauses in the window: each reads as the number of its clause, wherever that stands by now.
 *
 * Owns: what references of one view read as. Called by: createEditor. Numbers are read again at most every `renumberMs`,
 * and only while a reference stands in the text: a key costs nothing else.
 */
import type { Node } from "prosemirror-model";
import { NodeSelection, Plugin } from "prosemirror-state";
import type { EditorView, NodeViewConstructor } from "prosemirror-view";
import { type ClauseId, parseClauseId } from "../../shared/base/ids.ts";
import { type NumberOf, nowhere, numbersOf } from "../../shared/charter/text/clauses.ts";
import { withNumbers } from "../../shared/charter/text/seen.ts";
import { numberEntries, type OutlineEntry } from "./outline.ts";

export interface References {
  readonly plugin: Plugin;
  readonly nodeView: NodeViewConstructor;
  /** What references of this text read as now. */
  numberOf(doc: Node): NumberOf;
}

const renumberMs = 60;

/** `follow`: somebody wants to see the clause that a reference names. */
export function createReferences(
  readOutline: (doc: Node) => readonly OutlineEntry[],
  follow: (view: EditorView, clause: ClauseId) => void,
): References {
  /** What stands in the page, with what it names. */
  const shown = new Map<HTMLElement, string>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  const numberOf = (doc: Node): NumberOf =>
    numbersOf(Array.from(numberEntries(readOutline(doc)), ([id, number]) => ({ id, number })));

  function draw(doc: Node): void {
    if (shown.size === 0) return;
    const number = numberOf(doc);
    const titles = new Map<string, string>(readOutline(doc).map(({ id, title }) => [id, title]));
    for (const [dom, clause] of shown) {
      const words = number(clause);
      if (dom.textContent !== words) dom.textContent = words;
      dom.classList.toggle("is-nowhere", words === nowhere);
      dom.title = withNumbers(titles.get(clause) ?? "");
    }
  }

  function drawSoon(view: EditorView): void {
    timer ??= setTimeout(() => {
      timer = null;
      draw(view.state.doc);
    }, renumberMs);
  }

  const nodeView: NodeViewConstructor = (first, view) => {
    const dom = document.createElement("span");
    dom.className = "reference";
    // Its number reads from left to right and says nothing about the direction of the words.
    dom.dir = "ltr";
    dom.role = "link";
    const show = ({ attrs }: Node): void => {
      dom.dataset.reference = String(attrs.clause);
      shown.set(dom, String(attrs.clause));
    };
    show(first);
    queueMicrotask(() => {
      if (shown.has(dom) && dom.textContent === "") draw(view.state.doc);
    });
    return {
      dom,
      update(node) {
        if (node.type !== first.type) return false;
        if (shown.get(dom) !== node.attrs.clause) {
          show(node);
          draw(view.state.doc);
        }
        return true;
      },
      ignoreMutation: () => true,
      destroy() {
        shown.delete(dom);
      },
    };
  };

  const plugin = new Plugin({
    props: {
      handleKeyDown(view, event) {
        const { selection } = view.state;
        if (event.key !== "Enter" || !(selection instanceof NodeSelection)) return false;
        const clause = selection.node.type.name === "reference" ? parseClauseId(selection.node.attrs.clause) : null;
        if (clause !== null) follow(view, clause);
        return clause !== null;
      },
      handleDOMEvents: {
        click(view, event) {
          const target = event.target instanceof Element ? event.target.closest("[data-reference]") : null;
          const clause = parseClauseId(target?.getAttribute("data-reference"));
          if (clause !== null) follow(view, clause);
          return clause !== null;
        },
      },
    },
    view: () => ({
      update(view, before) {
        if (shown.size > 0 && view.state.doc !== before.doc) drawSoon(view);
      },
      destroy() {
        if (timer !== null) clearTimeout(timer);
      },
    }),
  });

  return { plugin, nodeView, numberOf };
}
