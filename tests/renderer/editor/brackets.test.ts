/** Brackets in an editor without a window: what is drawn where, and what a person does there. */
import { EditorState, TextSelection, type Transaction } from "prosemirror-state";
import type { DecorationSet, EditorView } from "prosemirror-view";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { bindText } from "../../../renderer/editor/bindText.ts";
import { type BracketWords, drawBrackets } from "../../../renderer/editor/bracketSigns.ts";
import { createBrackets, type ShownBrackets } from "../../../renderer/editor/brackets.ts";
import { redo, undo } from "../../../renderer/editor/undoStack.ts";
import { plainText } from "../../../shared/charter/text/clauses.ts";
import type { ElementNode } from "../../../shared/charter/text/model.ts";
import { createCleanSight } from "../../../shared/crdt/reading/cleanSight.ts";
import { readBrackets } from "../../../shared/crdt/reading/readBrackets.ts";
import { readText } from "../../../shared/crdt/reading/readText.ts";
import { addAlternative, bracketWords, pickAlternative } from "../../../shared/crdt/writing/brackets.ts";
import { find } from "../../shared/crdt/support/boundTexts.ts";
import { docOf } from "../../shared/crdt/support/honest.ts";
import { findWords } from "../../shared/crdt/support/layoutText.ts";
import { doc, element, paragraph } from "../../shared/crdt/support/texts.ts";

const clause = (id: string, words: string) => element("clause", [paragraph(words)], { id });
const anna = 2 ** 52 + 20;

const words: BracketWords = {
  opens: (by) => `opens by ${by}`,
  opensBlank: "blank",
  called: (label) => label,
  alternative: (called, by) => `${called} of ${by}`,
  closes: "closes",
  settled: "settled",
  suggested: "suggested",
};

const nothingSuggested = { suggested: [] } as const;

function begin({ mayEdit = true } = {}) {
  const yDoc = docOf(doc(clause("w1", "Each well rests five days."), clause("w2", "Nobody fences [a well].")), anna);
  const text = bindText(yDoc);
  const told: ShownBrackets[] = [];
  const [opened, refused]: [string[], string[]] = [[], []];
  const { plugin, brackets } = createBrackets(text, {
    mayEdit: () => mayEdit,
    onChange: (shown) => told.push(shown),
    onOpen: (id) => opened.push(id),
    onRefused: () => refused.push("refused"),
  });
  const view = {
    state: EditorState.create({ doc: text.doc, plugins: [...text.plugins, plugin] }),
    composing: false,
    editable: true,
    focus: () => undefined,
    dispatch(transaction: Transaction): void {
      view.state = text.apply(view.state, transaction);
    },
  };
  text.connect(view);
  const shown = view as unknown as EditorView;
  const press = (sign: string): boolean => {
    const { from, to } = view.state.selection;
    return plugin.props.handleTextInput?.call(plugin, shown, from, to, sign, () => view.state.tr) === true;
  };
  const select = (from: string, to = from): void => {
    const selection = TextSelection.create(
      view.state.doc,
      find(view.state.doc, from),
      find(view.state.doc, to) + to.length,
    );
    view.dispatch(view.state.tr.setSelection(selection));
  };
  return { yDoc, text, view, shown, plugin, brackets: brackets(shown), told, refused, press, select };
}

const lines = ({ state }: { readonly state: EditorState }): readonly string[] =>
  state.doc.children.map((node) => node.textContent);

const marksOf = (yDoc: Y.Doc): readonly (readonly [string, string])[] => {
  const text = bindText(yDoc);
  const drawn = drawBrackets(
    text.reading,
    text.doc,
    { ...readBrackets(text.reading), ...nothingSuggested },
    words,
    (client) => `party ${client}`,
  );
  return drawn.decorations.map((one) => [
    text.doc.textBetween(one.from, one.to),
    String(attributesOf(one)["data-said"]),
  ]);
};
const attributesOf = (decoration: object): Record<string, string> =>
  (decoration as { type: { attrs?: Record<string, string> } }).type.attrs ?? {};

function bracketed(isField = false) {
  const { yDoc } = begin();
  const { yFlow, at } = findWords(yDoc, "five");
  const made = bracketWords(yDoc, { yFlow, from: at, to: at + 4 }, { isField });
  return { yDoc, id: made.ok ? made.value : "" };
}

describe("the signs of brackets", () => {
  it("are drawn at their places, with whose they are, and typed ones are not", () => {
    const { yDoc, id } = bracketed();
    addAlternative(yDoc, id, "three");
    expect(marksOf(yDoc)).toEqual([
      ["[", `opens by party ${anna}`],
      ["] [", `Alt. 2 of party ${anna}`],
      ["]", "closes"],
    ]);
  });

  it("of a blank say so, and what it asks for is marked", () => {
    const { yDoc } = bracketed(true);
    expect(marksOf(yDoc)).toEqual([
      ["[", "blank"],
      ["]", "closes"],
      ["five", "undefined"],
    ]);
  });

  it("go when it is settled, and a mark stands in their place", () => {
    const { yDoc, id } = bracketed();
    const added = addAlternative(yDoc, id, "three");
    pickAlternative(yDoc, id, added.ok ? added.value : "", () => false);
    const text = bindText(yDoc);
    const { decorations, placed } = drawBrackets(
      text.reading,
      text.doc,
      { ...readBrackets(text.reading), ...nothingSuggested },
      words,
      () => null,
    );
    const at = find(text.doc, "three days");
    expect(decorations.map(({ from, to }) => [from, to])).toEqual([[at, at]]);
    expect(placed).toEqual([{ id, depth: 0, from: at, to: at }]);
  });
});

describe("[ on a selection", () => {
  it("puts it in brackets as one step of undo, and what is typed next goes on inside", () => {
    const { view, press, select, brackets } = begin();
    select("five");
    expect(press("[")).toBe(true);
    expect(lines(view)[0]).toBe("Each well rests [five] days.");
    view.dispatch(view.state.tr.insertText(" long"));
    expect(lines(view)[0]).toBe("Each well rests [five long] days.");
    expect(brackets.at()).not.toBeNull();
    undo(view.state, view.dispatch);
    undo(view.state, view.dispatch);
    expect(lines(view)[0]).toBe("Each well rests five days.");
    redo(view.state, view.dispatch);
    expect(lines(view)[0]).toBe("Each well rests [five] days.");
  });

  it("is a character where nothing is selected, and says so where two clauses are", () => {
    const { press, select, refused, view } = begin();
    expect(press("[")).toBe(false);
    select("five");
    expect(press("x")).toBe(false);
    select("five", "Nobody");
    expect(press("[")).toBe(true);
    expect([refused, lines(view)[0]]).toEqual([["refused"], "Each well rests five days."]);
    expect(view.state.selection.empty).toBe(false);
  });

  it("waits for an input method", () => {
    const { press, select, view, brackets } = begin();
    select("five");
    view.composing = true;
    expect(press("[")).toBe(true);
    expect(lines(view)[0]).toBe("Each well rests five days.");
    expect(brackets.act({ kind: "typed", isField: false })).toEqual({ ok: false, error: "busy" });
  });
});

describe("what a person does with brackets", () => {
  it("is written, shown, told once, and taken back step by step", () => {
    const { brackets, view, press, select, told } = begin();
    select("five");
    press("[");
    const id = told.at(-1)?.brackets[0]?.id ?? "";
    expect(told.at(-1)?.typed).toMatchObject([{ words: "a well" }]);
    expect(brackets.act({ kind: "add", bracket: id, words: "three" }).ok).toBe(true);
    expect(lines(view)[0]).toBe("Each well rests [five] [three] days.");
    const choice = told.at(-1)?.brackets[0]?.alternatives[1]?.choice ?? "";
    expect(brackets.act({ kind: "pick", bracket: id, choice }).ok).toBe(true);
    expect(lines(view)[0]).toBe("Each well rests three days.");
    expect(told.at(-1)?.brackets[0]?.state).toBe("settled");
    undo(view.state, view.dispatch);
    expect(lines(view)[0]).toBe("Each well rests [five] [three] days.");
    expect(brackets.act({ kind: "pick", bracket: id, choice: "1.1" })).toEqual({ ok: false, error: "noSuchChoice" });
    const count = told.length;
    expect(brackets.act({ kind: "reopen", bracket: id }).ok).toBe(true);
    // Undo was not told yet; the same is not told twice.
    expect(told.length).toBeLessThanOrEqual(count + 1);
    expect(brackets.act({ kind: "typed", isField: true }).ok).toBe(true);
    const blank = told.at(-1)?.brackets.find(({ isField }) => isField)?.id ?? "";
    expect(brackets.act({ kind: "fill", fills: [{ bracket: blank, words: "the spring" }] }).ok).toBe(true);
    expect(lines(view)[1]).toBe("Nobody fences the spring.");
  });

  it("leaves a text alone that is only read", () => {
    const { brackets, view, select } = begin();
    view.editable = false;
    select("five");
    expect(brackets.wrap()).toBe("nothing");
    expect(brackets.act({ kind: "typed", isField: true }).ok).toBe(false);
    expect(lines(view)[1]).toBe("Nobody fences [a well].");
  });

  it("deletes a sign as a whole, and takes no caret into one", () => {
    const { brackets, view, press, select, told, plugin } = begin();
    select("five");
    press("[");
    const id = told.at(-1)?.brackets[0]?.id ?? "";
    brackets.act({ kind: "add", bracket: id, words: "three" });
    const sign = find(view.state.doc, "] [");
    const caret = (at: number): number => {
      view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, at)));
      return view.state.selection.head - sign;
    };
    expect([caret(sign), caret(sign + 1)]).toEqual([0, 3]);
    expect([caret(sign + 3), caret(sign + 2)]).toEqual([3, 0]);
    view.dispatch(view.state.tr.delete(sign + 2, sign + 3));
    expect(lines(view)[0]).toBe("Each well rests [fivethree] days.");
    const marks = plugin.getState(view.state) as DecorationSet;
    expect(marks.find(sign, sign, ({ sign: kind }) => kind === "alt")).toEqual([]);
  });
});

describe("[I52] brackets by whoever only suggests", () => {
  const suggesting = () => {
    const begun = begin({ mayEdit: false });
    begun.text.suggest(true);
    return begun;
  };
  const agreed = (yDoc: Y.Doc): string => plainText(readText(yDoc).text.content[0] as ElementNode);

  it("are made by [, drawn as suggested, get alternatives and are taken back by undo and redone", () => {
    const { view, press, select, brackets, told, yDoc, plugin, text } = suggesting();
    brackets.speak({ words, nameOf: () => "Mia", isMine: () => true });
    select("five");
    expect(press("[")).toBe(true);
    expect([lines(view)[0], agreed(yDoc)]).toEqual(["Each well rests [five] days.", "Each well rests five days."]);
    const shown = told.at(-1);
    expect(shown).toMatchObject({ brackets: [], suggested: [{ isNew: true, suggester: anna + 1 }] });
    const id = shown?.suggested[0]?.id ?? "";
    expect(brackets.at()).toBe(id);
    expect(brackets.act({ kind: "add", bracket: id, words: "three" }).ok).toBe(true);
    expect([lines(view)[0], agreed(yDoc)]).toEqual([
      "Each well rests [five] [three] days.",
      "Each well rests five days.",
    ]);
    expect(text.suggestions.all().map(({ kind, bracketed }) => [kind, bracketed])).toEqual([
      ["bracket", "[five] [three]"],
    ]);
    const marks = (plugin.getState(view.state) as DecorationSet).find();
    expect(marks.map((one) => attributesOf(one)["data-said"])).toEqual([
      "suggested opens by Mia",
      "suggested Alt. 2 of Mia",
      "suggested closes",
    ]);
    undo(view.state, view.dispatch);
    expect(lines(view)[0]).toBe("Each well rests [five] days.");
    redo(view.state, view.dispatch);
    expect(lines(view)[0]).toBe("Each well rests [five] [three] days.");
    undo(view.state, view.dispatch);
    undo(view.state, view.dispatch);
    expect(lines(view)[0]).toBe("Each well rests five days.");
  });

  it("are chosen by others: who presses that is told why not, and nothing is written", () => {
    const { yDoc, text, brackets, told } = suggesting();
    yDoc.clientID = anna;
    text.change("decide", () => {
      const { yFlow, at } = findWords(yDoc, "five");
      bracketWords(yDoc, { yFlow, from: at, to: at + 4 }, { isField: false });
    });
    text.suggest(true);
    const id = readBrackets(text.reading, createCleanSight(yDoc)).brackets[0]?.id ?? "";
    const before = Y.encodeStateVector(yDoc);
    const refused = { ok: false, error: "onlySuggests" };
    expect(brackets.act({ kind: "pick", bracket: id, choice: "first" })).toEqual(refused);
    expect(brackets.act({ kind: "reopen", bracket: id })).toEqual(refused);
    expect(Y.encodeStateVector(yDoc)).toEqual(before);
    expect(brackets.act({ kind: "add", bracket: id, words: "three" }).ok).toBe(true);
    expect(told.at(-1)?.suggested).toMatchObject([{ id, isNew: false, alternatives: [{}, { words: "three" }] }]);
    expect(agreed(yDoc)).toBe("Each well rests [five] days.");
  });

  it("[I53] come of typed ones and are filled in as a suggestion, and one undo takes each back", () => {
    const { yDoc, text, view, brackets, told } = suggesting();
    yDoc.clientID = anna;
    text.change("decide", () => {
      const { yFlow, at } = findWords(yDoc, "five");
      bracketWords(yDoc, { yFlow, from: at, to: at + 4 }, { isField: true });
    });
    text.suggest(true);
    const plain = agreed(yDoc);
    const id = readBrackets(text.reading, createCleanSight(yDoc)).brackets[0]?.id ?? "";
    expect(brackets.act({ kind: "typed", isField: false })).toMatchObject({ ok: true, value: 1 });
    expect([told.at(-1)?.typed, told.at(-1)?.suggested.map(({ isNew }) => isNew)]).toEqual([[], [true]]);
    expect(brackets.act({ kind: "fill", fills: [{ bracket: id, words: "six" }] }).ok).toBe(true);
    expect(told.at(-1)?.suggested.find((one) => !one.isNew)?.alternatives).toMatchObject([{}, { words: "six" }]);
    expect(agreed(yDoc)).toBe(plain);
    expect(
      text.suggestions
        .all()
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(["bracket", "fill"]);
    undo(view.state, view.dispatch);
    undo(view.state, view.dispatch);
    expect(text.suggestions.all().map(({ state }) => state)).toEqual(["withdrawn", "withdrawn"]);
    expect(agreed(yDoc)).toBe(plain);
  });
});
