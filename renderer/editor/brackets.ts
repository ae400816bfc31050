/**
 * Brackets in the editor: drawn, made by `[` or suggested by it, and settled.
 *
 * Owns: what was read of them, and their marks. Called by: createEditor. A key costs
 * nothing but moving the marks along; what changed is read in the first rest behind it, and of a flow that did not change
 * nothing is matched again.
 */
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from "prosemirror-state";
import { DecorationSet, type EditorView } from "prosemirror-view";
import { err, type Result } from "../../shared/base/result.ts";
import { createCleanSight } from "../../shared/crdt/reading/cleanSight.ts";
import type { FlowRange } from "../../shared/crdt/reading/quotes.ts";
import {
  type BracketAlternative,
  type BracketChoice,
  type KnownMatches,
  type ReadBracket,
  type ReadBrackets,
  readBrackets,
} from "../../shared/crdt/reading/readBrackets.ts";
import { readSuggestedBrackets, type SuggestedBracket } from "../../shared/crdt/reading/suggestedBrackets.ts";
import { readTypedBrackets, type TypedBracket } from "../../shared/crdt/reading/typedBrackets.ts";
import * as writing from "../../shared/crdt/writing/brackets.ts";
import type { IsOwn } from "../../shared/crdt/writing/pen.ts";
import type { BoundText } from "./bindText.ts";
import { type BracketWords, drawBrackets, type PlacedBracket } from "./bracketSigns.ts";
import { placeAt } from "./places.ts";
import { readCaret } from "./readCaret.ts";
import { drawWhenStill } from "./whenStill.ts";

export type ShownBracket = ReadBracket;
export type ShownAlternative = BracketAlternative;
export type { SuggestedBracket };

export interface ShownBrackets extends ReadBrackets {
  /** Brackets and alternatives that wait to be accepted, by who suggests them. */
  readonly suggested: readonly SuggestedBracket[];
  /** Brackets that are characters like others. */
  readonly typed: readonly Pick<TypedBracket, "words" | "depth">[];
}

/** Who speaks, for the marks and for choices. */
export interface Speakers {
  readonly words: BracketWords;
  /** Of a Yjs client: the party, or the person of none; null: not known. */
  nameOf(client: number): string | null;
  /** Whether this person's party wrote under this client. */
  isMine(client: number): boolean;
}

export type BracketAct =
  | { readonly kind: "add"; readonly bracket: string; readonly words: string }
  | { readonly kind: "pick"; readonly bracket: string; readonly choice: BracketChoice }
  | { readonly kind: "reopen" | "remove"; readonly bracket: string }
  | { readonly kind: "fill"; readonly fills: readonly writing.Fill[] }
  | { readonly kind: "typed"; readonly isField: boolean };

export interface Brackets {
  /** The innermost one that the caret stands in. */
  at(): string | null;
  /** Puts the caret behind its first sign, and shows it. */
  show(id: string): boolean;
  /** Puts the selection in brackets, or suggests it. "busy": an input method is at work. */
  wrap(): "done" | "nothing" | "severalClauses" | "busy";
  /** Whoever suggests now suggests it; to choose and to open again is for those who may edit ("onlySuggests"). */
  act(act: BracketAct): Result<unknown, writing.BracketFault | "busy" | "onlySuggests">;
  speak(speakers: Speakers): void;
}

export interface BracketsArgs {
  /** Whether this person may do more than suggest: choose, open again. */
  readonly mayEdit: () => boolean;
  /** What is in brackets is something else than before. */
  readonly onChange: (shown: ShownBrackets) => void;
  /** The sign of a bracket was pressed. */
  readonly onOpen: (id: string) => void;
  /** `[` was pressed on a selection that cannot be bracketed. */
  readonly onRefused: () => void;
}

const redrawn = { restMs: 100, mostMs: 600 };
const silent: Speakers = {
  words: {
    opens: () => "",
    opensBlank: "",
    called: (label) => label,
    alternative: () => "",
    closes: "",
    settled: "",
    suggested: "",
  },
  nameOf: () => null,
  isMine: () => false,
};

export function createBrackets(text: BoundText, args: BracketsArgs) {
  const key = new PluginKey<DecorationSet>("brackets");
  const { reading } = text;
  const known: KnownMatches = new WeakMap();
  let speakers = silent;
  let placed: readonly PlacedBracket[] = [];
  let told = "";

  function draw(view: EditorView): void {
    readCaret(view);
    const { doc, tr } = view.state;
    const sight = createCleanSight(reading.yDoc);
    const read = readBrackets(reading, sight, known);
    const typed = readTypedBrackets(reading, writing.bracketSight(reading.yDoc, text.isOwn)).map(
      ({ words, depth }) => ({ words, depth }),
    );
    const suggested = readSuggestedBrackets(reading, text.suggestions.all(), (client) =>
      text.isOwn(client) ? "own" : client,
    );
    const drawn = drawBrackets(reading, doc, { ...read, suggested }, speakers.words, speakers.nameOf);
    placed = drawn.placed;
    const isDrawn = drawn.decorations.length > 0 || key.getState(view.state) !== DecorationSet.empty;
    if (isDrawn) view.dispatch(tr.setMeta(key, DecorationSet.create(doc, [...drawn.decorations])));
    const shown: ShownBrackets = { ...read, suggested, typed };
    const now = JSON.stringify(shown);
    if (now === told) return;
    told = now;
    args.onChange(shown);
  }

  const soon = drawWhenStill(draw, redrawn);

  const plugin = new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, marks): DecorationSet {
        if (transaction.docChanged)
          placed = placed.map((one) => ({
            ...one,
            from: transaction.mapping.map(one.from, 1),
            to: transaction.mapping.map(one.to, -1),
          }));
        return (
          transaction.getMeta(key) ?? (transaction.docChanged ? marks.map(transaction.mapping, transaction.doc) : marks)
        );
      },
    },
    appendTransaction: (_transactions, before, after) => outOfSigns(key.getState(after), before, after),
    props: {
      decorations: (state) => key.getState(state),
      handleTextInput(view, _from, _to, typed) {
        if (typed !== "[" || view.state.selection.empty) return false;
        const done = wrap(view);
        if (done === "severalClauses") args.onRefused();
        return done !== "nothing";
      },
      handleClick(_view, _position, { target }) {
        const sign = target instanceof Element ? target.closest<HTMLElement>("[data-bracket]") : null;
        const id = sign?.dataset.bracket;
        if (id !== undefined) args.onOpen(id);
        return false;
      },
    },
    view(view) {
      const { yDoc } = reading;
      // What is chosen may change nothing of what the text says.
      const changed = ({ changed: types }: { readonly changed: ReadonlyMap<unknown, unknown> }): void => {
        if (types.size > 0) soon.ask(view);
      };
      yDoc.on("afterTransaction", changed);
      soon.ask(view);
      return {
        destroy() {
          yDoc.off("afterTransaction", changed);
          soon.cancel();
        },
      };
    },
  });

  /** What is selected, as one clause has it of a flow. */
  function selectedRange({ doc, selection }: EditorState): FlowRange | "nothing" | "severalClauses" {
    if (selection.empty || !(selection instanceof TextSelection)) return "nothing";
    const [from, to] = [placeAt(reading, doc, selection.from), placeAt(reading, doc, selection.to)];
    if (from === null || to === null) return "nothing";
    return from.yFlow === to.yFlow ? { yFlow: from.yFlow, from: from.index, to: to.index } : "severalClauses";
  }

  function wrap(view: EditorView): ReturnType<Brackets["wrap"]> {
    const range = selectedRange(view.state);
    if (typeof range === "string") return range;
    let made: Result<unknown, writing.BracketFault> = err("badRange");
    const isWritten = text.change("asTyped", (isOwn) => {
      made = writing.bracketWords(reading.yDoc, range, { isField: false }, isOwn);
    });
    if (!isWritten) return "busy";
    if (!made.ok) return "severalClauses";
    // What is typed next goes on behind the words, and replaces nothing.
    const { selection, tr } = view.state;
    view.dispatch(tr.setSelection(TextSelection.create(tr.doc, selection.to)));
    draw(view);
    return "done";
  }

  function perform(act: BracketAct, isOwn: IsOwn): Result<unknown, writing.BracketFault> {
    const { yDoc } = reading;
    switch (act.kind) {
      case "add":
        return writing.addAlternative(yDoc, act.bracket, act.words, isOwn);
      case "pick":
        return writing.pickAlternative(yDoc, act.bracket, act.choice, speakers.isMine);
      case "reopen":
        return writing.reopenBracket(yDoc, act.bracket);
      case "remove":
        return writing.removeBracket(yDoc, act.bracket, isOwn);
      case "fill":
        return writing.fillFields(yDoc, act.fills, speakers.isMine, isOwn);
      case "typed": {
        const typed = readTypedBrackets(reading, writing.bracketSight(yDoc, isOwn));
        return { ok: true, value: writing.bracketTyped(yDoc, typed, { isField: act.isField }, isOwn) };
      }
    }
  }

  const brackets = (view: EditorView): Brackets => ({
    at() {
      const { head } = view.state.selection;
      const around = placed.filter(({ from, to }) => from <= head && head <= to);
      return (
        around.reduce<PlacedBracket | null>((inner, one) => (one.depth >= (inner?.depth ?? 0) ? one : inner), null)
          ?.id ?? null
      );
    },
    show(id) {
      const found = placed.find((one) => one.id === id);
      if (found === undefined) return false;
      const at = Math.min(found.from + (found.to > found.from ? 1 : 0), view.state.doc.content.size);
      const selection = TextSelection.near(view.state.doc.resolve(at));
      view.dispatch(view.state.tr.setSelection(selection).scrollIntoView());
      view.focus();
      return true;
    },
    wrap: () => (view.editable ? wrap(view) : "nothing"),
    act(act) {
      if (!view.editable) return err("busy");
      const decides = act.kind === "pick" || act.kind === "reopen";
      if (decides && !args.mayEdit()) return err("onlySuggests");
      let done: Result<unknown, writing.BracketFault> = err("notFound");
      const isWritten = text.change(decides ? "decide" : "asTyped", (isOwn) => {
        done = perform(act, isOwn);
      });
      if (isWritten) draw(view);
      return isWritten ? done : err("busy");
    },
    speak(next) {
      speakers = next;
      soon.ask(view);
    },
  });
  return { plugin, brackets, isMine: (client: number) => speakers.isMine(client) };
}

/** A caret stands before or behind "] [", never in it: what is typed there would go behind it. */
function outOfSigns(marks: DecorationSet | undefined, before: EditorState, after: EditorState): Transaction | null {
  const { selection, doc } = after;
  if (marks === undefined || !(selection instanceof TextSelection)) return null;
  const out = (position: number, was: number): number => {
    const [sign] = marks.find(position, position, ({ sign: kind }) => kind === "alt");
    if (sign === undefined || position <= sign.from || position >= sign.to) return position;
    return was <= sign.from ? sign.to : was >= sign.to ? sign.from : sign.to;
  };
  const head = out(selection.head, before.selection.head);
  const anchor = selection.empty ? head : out(selection.anchor, before.selection.anchor);
  if (head === selection.head && anchor === selection.anchor) return null;
  return after.tr.setSelection(TextSelection.create(doc, anchor, head));
}
