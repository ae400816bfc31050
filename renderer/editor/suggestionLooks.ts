/**
 * How a suggestion looks in the text, and what is said where it begins and ends: a colour is never all that tells two
 * parties apart, and a screen reader that says nothing of <ins> and <del> still reads their ends.
 */
import type { Node } from "prosemirror-model";
import { Decoration, type DecorationAttrs } from "prosemirror-view";
import type { SuggestedSpan } from "../../shared/crdt/reading/suggestedPieces.ts";
import type { Suggestion } from "../../shared/crdt/reading/suggestions.ts";

export type SpanKind = SuggestedSpan["kind"];

export interface SuggesterLook {
  /** A shape and a few letters, drawn before the words: "▲ RC". */
  readonly sign: string;
  /** Number of a colour of the style sheet. */
  readonly colour: number;
  /** Of this device. */
  readonly isOwn: boolean;
  /** "Insertion by the River Council begins" */
  readonly spoken: Readonly<Record<SpanKind, { readonly begins: string; readonly ends: string }>>;
}

/** `client`: a suggesting id. */
export type SuggesterLookOf = (client: number) => SuggesterLook;

const silent = { begins: "", ends: "" };
/** As long as nobody has said who is who. */
export const unnamed: SuggesterLook = {
  sign: "",
  colour: 0,
  isOwn: false,
  spoken: { insertion: silent, strike: silent, format: silent },
};

/** What a decoration of a suggestion carries. */
interface Spec {
  readonly suggestion: string;
  readonly level: "words" | "clause";
  /** Words of others that are not agreed. */
  readonly isOthersWords: boolean;
}

export const idOfSuggestion = (spec: unknown): string => (spec as Spec).suggestion;
export const isOfClauses = (spec: unknown): boolean => (spec as Spec).level === "clause";
export const isOthersWords = (spec: unknown): boolean => (spec as Spec).isOthersWords;

const tags = { insertion: "ins", strike: "del", format: "span" } as const;
const classNames = { insertion: "inserted", strike: "struck", format: "reformatted" } as const;

/** Words, and what is said at their ends; `hasSign`: and whose they are. A caret at either end stands before what is said there, and one end before the next beginning. */
export function wordsOf(
  suggestion: Suggestion,
  kind: SpanKind,
  from: number,
  to: number,
  look: SuggesterLook,
  hasSign: boolean,
): readonly Decoration[] {
  const key = suggestion.id;
  const { begins, ends } = look.spoken[kind];
  const spec: Spec = { suggestion: key, level: "words", isOthersWords: kind === "insertion" && !look.isOwn };
  const endSpec = { ...spec, isOthersWords: false, ignoreSelection: true };
  return [
    Decoration.widget(from, () => buildEnd(begins, hasSign ? look : null), {
      ...endSpec,
      side: 2,
      key: hasSign ? `${look.colour}${look.sign} ${begins}` : begins,
    }),
    Decoration.inline(from, to, { ...attrsOf(suggestion, classNames[kind], look), nodeName: tags[kind] }, spec),
    Decoration.widget(to, () => buildEnd(ends, null), { ...endSpec, side: 1, key: ends }),
  ];
}

/** Around a paragraph, a table or a clause. */
export const frameOf = (
  position: number,
  node: Node,
  suggestion: Suggestion,
  className: string,
  look: SuggesterLook,
  isOfClause: boolean,
): Decoration =>
  Decoration.node(
    position,
    position + node.nodeSize,
    { ...attrsOf(suggestion, className, look), "data-sign": look.sign },
    { suggestion: suggestion.id, level: isOfClause ? "clause" : "words", isOthersWords: false } satisfies Spec,
  );

const attrsOf = (suggestion: Suggestion, className: string, { colour, isOwn }: SuggesterLook): DecorationAttrs => ({
  class: `${className} of-colour-${colour}${isOwn ? " is-own" : ""}${suggestion.state === "contested" ? " is-contested" : ""}`,
  "data-suggestion": suggestion.id,
});

/** Read out and never seen, but for the sign of who suggests, which is drawn and never read. */
function buildEnd(words: string, look: SuggesterLook | null): HTMLElement {
  const end = document.createElement("span");
  end.className = look === null ? "suggestion-end" : `suggestion-end begins of-colour-${look.colour}`;
  if (look !== null) end.dataset.sign = look.sign;
  // What the window says is in its own language, and says nothing about the direction of the words.
  end.dir = "auto";
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.textContent = words;
  end.append(spoken);
  return end;
}
