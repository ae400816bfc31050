/**
 * What is suggested as a screen takes hold of it: what is in sight, what stands at the caret, the next one, its answers.
 *
 * Owns: the mark on the one that the screen points at, by a style sheet. Called by: createEditor, for the screens.
 */
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { isSuggesting } from "../../shared/base/clientClass.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import type { SuggestionAnswer } from "../../shared/charter/text/suggested.ts";
import { writtenIdOf } from "../../shared/crdt/reading/clauseItems.ts";
import { createProposedSight } from "../../shared/crdt/reading/cleanSight.ts";
import { readText } from "../../shared/crdt/reading/readText.ts";
import { isOpen } from "../../shared/crdt/reading/reviewEntries.ts";
import { isNamedSetting, type Suggestion } from "../../shared/crdt/reading/suggestions.ts";
import type { BoundText } from "./bindText.ts";
import { showSettled } from "./showSettled.ts";
import type { SuggesterLookOf } from "./suggestionLooks.ts";
import { suggestionsBetween } from "./suggestionMarks.ts";

/** What is suggested, for the screens. */
export interface ShownSuggestion
  extends Pick<
    Suggestion,
    "id" | "client" | "kind" | "state" | "inserted" | "struck" | "bracketed" | "formats" | "isGone" | "answers"
  > {
  /** Whether it waits for an answer, or has two that differ. */
  readonly isOpen: boolean;
  /** What its elements are asked to become, by the name of the attribute. */
  readonly asked: readonly string[];
  /** As it is written in the document; null outside every clause. */
  readonly clause: string | null;
}

export interface SeenSuggestion {
  readonly id: string;
  /** Pixels from the top of the text to its first line. */
  readonly top: number;
}

export interface SuggestionView {
  /** Answered ones, too. The same list until something in it changes. */
  all(): readonly ShownSuggestion[];
  /** Without what is suggested, or as if all of it were accepted. */
  readAs(name: "agreed" | "accepted"): CharterText;
  /** How they look from now on. */
  showSuggesters(lookOf: SuggesterLookOf): void;
  isOn(): boolean;
  /** From now on this person suggests, or edits. False where this window has no id to suggest under. */
  suggest(isOn: boolean): boolean;
  /** Resolves when all of them are answered; each frame has its turn meanwhile. */
  answer(kind: SuggestionAnswer, suggestions: readonly ShownSuggestion[]): Promise<void>;
  /** Near what is in sight, in the order of the text. */
  seen(): readonly SeenSuggestion[];
  /** Ids of those that the selection touches. */
  atSelection(): readonly string[];
  /** Puts the caret at one and shows it; false where it does not stand in the text. */
  goTo(id: string): boolean;
  /** The id of the next one from the caret, which gets the caret; null where there is none. */
  step(side: -1 | 1): string | null;
  /** Marks one in the text; null: none. */
  point(id: string | null): void;
  destroy(): void;
}

/** Positions beyond both ends of what is in sight. */
const margin = 800;

export function createSuggestionView(
  view: EditorView,
  text: Pick<BoundText, "suggestions" | "showSuggesters" | "suggest" | "answer" | "reading">,
  root: Document | ShadowRoot,
  isMine: (client: number) => boolean,
): SuggestionView {
  const sheet = new CSSStyleSheet();
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];

  let read: readonly Suggestion[] = [];
  let shown: readonly ShownSuggestion[] = [];

  const everywhere = () => suggestionsBetween(view.state, 0, view.state.doc.content.size);

  function showAt(position: number): void {
    const { doc, tr } = view.state;
    view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(Math.min(position, doc.content.size)))));
    view.focus();
    const { node } = view.domAtPos(view.state.selection.head);
    const element = node instanceof HTMLElement ? node : node.parentElement;
    if (element !== null) showSettled(element, "center");
  }

  /** The position that stands at a height of the window. */
  function positionAt(y: number, otherwise: number): number {
    const box = view.dom.getBoundingClientRect();
    return view.posAtCoords({ left: box.left + box.width / 2, top: y })?.pos ?? otherwise;
  }

  return {
    all() {
      const now = text.suggestions.all();
      if (now !== read) shown = now.map(shownOf);
      read = now;
      return shown;
    },
    readAs(name) {
      const { yDoc } = text.reading;
      return (name === "agreed" ? readText(yDoc) : readText(yDoc, createProposedSight(yDoc))).text;
    },
    showSuggesters: text.showSuggesters,
    isOn: () => isSuggesting(text.reading.yDoc.clientID),
    suggest: text.suggest,
    async answer(kind, suggestions) {
      // What several are answered from is closed in a frame of its own.
      if (suggestions.length > 1) await nextFrame();
      const ids = new Set(suggestions.map(({ id }) => id));
      const meant = text.suggestions.all().filter(({ id }) => ids.has(id));
      for (const _ of text.answer(kind, meant, isMine)) await nextFrame();
    },
    seen() {
      const box = view.dom.getBoundingClientRect();
      if (box.height === 0) return [];
      const size = view.state.doc.content.size;
      const from = positionAt(Math.max(box.top, 0) + 1, 0);
      const to = positionAt(Math.min(box.bottom, window.innerHeight) - 1, size);
      const near = suggestionsBetween(view.state, Math.max(0, from - margin), Math.min(size, to + margin));
      return near.map(({ id, position }) => ({ id, top: view.coordsAtPos(position).top - box.top }));
    },
    atSelection() {
      const { from, to } = view.state.selection;
      return suggestionsBetween(view.state, from, to).map(({ id }) => id);
    },
    goTo(id) {
      const found = everywhere().find((one) => one.id === id);
      if (found === undefined) return false;
      showAt(found.position);
      return true;
    },
    step(side) {
      const { head } = view.state.selection;
      const all = everywhere();
      const found =
        side > 0 ? all.find(({ position }) => position > head) : all.findLast(({ position }) => position < head);
      const next = found ?? (side > 0 ? all[0] : all.at(-1));
      if (next === undefined) return null;
      showAt(next.position);
      return next.id;
    },
    point: (id) =>
      sheet.replaceSync(
        id === null ? "" : `.charter-text [data-suggestion="${CSS.escape(id)}"]{--pointed-at:var(--text-found)}`,
      ),
    destroy() {
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
    },
  };
}

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

const shownOf = (suggestion: Suggestion): ShownSuggestion => {
  const { id, client, kind, state, inserted, struck, bracketed, formats, settings, answers, clause, isGone } =
    suggestion;
  return {
    id,
    client,
    kind,
    state,
    inserted,
    struck,
    bracketed,
    formats,
    isGone,
    answers,
    isOpen: isOpen(suggestion),
    asked: settings.filter(isNamedSetting).map(({ attr }) => attr),
    clause: clause === null ? null : writtenIdOf(clause),
  };
};
