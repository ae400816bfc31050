import { splitBlock } from "prosemirror-commands";
import { TextSelection } from "prosemirror-state";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { redo, undo } from "../../../renderer/editor/undoStack.ts";
import { isSuggesting } from "../../../shared/base/clientClass.ts";
import { plainText, readClauses } from "../../../shared/charter/text/clauses.ts";
import { createProposedSight } from "../../../shared/crdt/reading/cleanSight.ts";
import { readText } from "../../../shared/crdt/reading/readText.ts";
import { readSuggestions } from "../../../shared/crdt/reading/suggestions.ts";
import {
  type BoundCopy,
  bold,
  bring,
  clause,
  exchange,
  expectShown,
  find,
  openCopies,
  remove,
  select,
  shown,
  type,
} from "../../shared/crdt/support/boundTexts.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { copyOf, verdict } from "../../shared/crdt/support/honest.ts";
import { doc, randomText } from "../../shared/crdt/support/texts.ts";

const anna = 2 ** 52 + 20;
const bilal = 2 ** 52 + 40;

/** Anna edits, Bilal suggests. */
function open(words: string): readonly [BoundCopy, BoundCopy] {
  const [a, b] = openCopies(doc(clause("c1", words)), anna, bilal) as [BoundCopy, BoundCopy];
  expect(b.editor.suggest(true)).toBe(true);
  return [a, b];
}

const agreed = ({ yDoc }: BoundCopy): string => wordsOf(readText(yDoc).text);
const proposed = ({ yDoc }: BoundCopy): string => wordsOf(readText(yDoc, createProposedSight(yDoc)).text);
const wordsOf = (text: Parameters<typeof readClauses>[0]): string =>
  readClauses(text)
    .map(({ node }) => plainText(node))
    .join("\n");
const words = ({ editor }: BoundCopy): string =>
  editor.state().doc.textBetween(0, editor.state().doc.content.size, "|");

/** What stands before the caret in its block. */
function beforeCaret({ editor }: BoundCopy): string {
  const { $head, empty } = editor.state().selection;
  expect(empty).toBe(true);
  return $head.parent.textBetween(0, $head.parentOffset);
}

/** As the keys do. */
function backspace(copy: BoundCopy): void {
  const { tr, selection } = copy.editor.state();
  copy.editor.dispatch(tr.delete(selection.head - 1, selection.head));
}
function deleteKey(copy: BoundCopy): void {
  const { tr, selection } = copy.editor.state();
  copy.editor.dispatch(tr.delete(selection.head, selection.head + 1));
}
function keys(copy: BoundCopy, text: string): void {
  for (const key of text) copy.editor.dispatch(copy.editor.state().tr.insertText(key));
}
function caretBehind(copy: BoundCopy, text: string): void {
  const state = copy.editor.state();
  copy.editor.dispatch(state.tr.setSelection(TextSelection.create(state.doc, find(state.doc, text) + text.length)));
}

describe("while suggesting", () => {
  test("what is typed is suggested, in the order in which it is typed", () => {
    const [a, b] = open("Each well rests five days.");
    caretBehind(b, "five");
    keys(b, " or six");
    expect(words(b)).toBe("Each well rests five or six days.");
    expect(beforeCaret(b)).toBe("Each well rests five or six");
    expect(agreed(b)).toBe("Each well rests five days.");
    expect(proposed(b)).toBe("Each well rests five or six days.");
    bring(b, a);
    expectShown(a);
    expect(readSuggestions(a.yDoc).map(({ kind, inserted }) => [kind, inserted])).toEqual([["insertion", " or six"]]);
  });

  test("a deleted word stays in sight, struck out: before it stands the caret after Backspace, behind it after Delete", () => {
    const [, b] = open("Each well rests five days.");
    caretBehind(b, "five");
    for (let key = 0; key < 4; key++) backspace(b);
    expect(words(b)).toBe("Each well rests five days.");
    expect(beforeCaret(b)).toBe("Each well rests ");
    expect(readSuggestions(b.yDoc).map(({ kind, struck }) => [kind, struck])).toEqual([["strike", "five"]]);
    select(b, "days");
    for (let key = 0; key < 4; key++) deleteKey(b);
    expectShown(b);
    expect(beforeCaret(b)).toBe("Each well rests five days");
    expect(proposed(b)).toBe("Each well rests  .");
    // Once more over what is struck out already: the caret goes on, and nothing more is asked for.
    const count = readSuggestions(b.yDoc).flatMap(({ parts }) => parts).length;
    backspace(b);
    expect(beforeCaret(b)).toBe("Each well rests five day");
    expect(readSuggestions(b.yDoc).flatMap(({ parts }) => parts)).toHaveLength(count);
  });

  test("typing over a selection puts the new words behind the struck ones, and never backwards", () => {
    const [a, b] = open("Each well rests five days.");
    select(b, "five", true);
    keys(b, "five and six");
    expect(words(b)).toBe("Each well rests fivefive and six days.");
    expect(beforeCaret(b)).toBe("Each well rests fivefive and six");
    expect(proposed(b)).toBe("Each well rests five and six days.");
    expect(agreed(b)).toBe("Each well rests five days.");
    const [only, ...others] = readSuggestions(b.yDoc);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ kind: "replacement", struck: "five", inserted: "five and six" });
    exchange(a, b);
    expect(shown(a)).toBe(shown(b));
  });

  test("one's own pending words are taken back, and go out of sight", () => {
    const [, b] = open("Each well rests five days.");
    caretBehind(b, "five");
    keys(b, " or six");
    backspace(b);
    backspace(b);
    expectShown(b);
    expect(words(b)).toBe("Each well rests five or s days.");
    keys(b, "even");
    expect(words(b)).toBe("Each well rests five or seven days.");
    expect(beforeCaret(b)).toBe("Each well rests five or seven");
  });

  test("a new paragraph and bold words are suggested", () => {
    const [a, b] = open("Each well rests five days.");
    select(b, "rests");
    b.editor.run(splitBlock);
    expectShown(b);
    expect(words(b)).toBe("Each well |rests five days.");
    keys(b, "always ");
    bold(b, "five");
    exchange(a, b);
    expect(agreed(a)).toBe("Each well rests five days.");
    expect(words(a)).toBe("Each well |always rests five days.");
    expect(new Set(readSuggestions(a.yDoc).map(({ kind }) => kind))).toEqual(new Set(["insertion", "format"]));
  });

  test("several places at once are each struck where they stood", () => {
    const [, b] = open("one two one two one");
    const { doc: before, tr } = b.editor.state();
    const at = find(before, "one");
    tr.insertText("ONE", at, at + 3);
    tr.insertText("ONE", at + 8, at + 11);
    tr.insertText("ONE", at + 16, at + 19);
    b.editor.dispatch(tr);
    expectShown(b);
    expect(words(b)).toBe("oneONE two oneONE two oneONE");
    expect(proposed(b)).toBe("ONE two ONE two ONE");
  });

  test("undo takes back what was suggested, redo suggests it again, and what others did stays", () => {
    const [a, b] = open("Each well rests five days.");
    select(b, "five", true);
    keys(b, "six");
    bring(b, a);
    type(a, "rests", "always ");
    exchange(a, b);
    b.editor.run(undo);
    expectShown(b);
    expect(words(b)).toBe("Each well always rests five days.");
    expect(readSuggestions(b.yDoc).filter(({ state }) => state === "pending")).toEqual([]);
    b.editor.run(redo);
    expectShown(b);
    expect(proposed(b)).toBe("Each well always rests six days.");
    b.editor.run(undo);
    expect(proposed(b)).toBe("Each well always rests five days.");
    exchange(a, b);
    expect(agreed(a)).toBe("Each well always rests five days.");
  });

  test("edits and suggestions are taken back apart", () => {
    const [, b] = open("Each well rests five days.");
    b.editor.suggest(false);
    type(b, "rests", "always ");
    b.editor.suggest(true);
    type(b, "days", "long ");
    b.editor.suggest(false);
    b.editor.run(undo);
    expect(words(b)).toBe("Each well rests five long days.");
    b.editor.suggest(true);
    b.editor.run(undo);
    expect(words(b)).toBe("Each well rests five days.");
  });

  test("an input method composes over a selection: nothing comes back under it, and its word stands behind", async () => {
    const [a, b] = open("Each well rests five days.");
    select(b, "five", true);
    b.editor.compose(true);
    for (const step of ["k", "か", "かん"]) {
      const { tr, selection, doc: now } = b.editor.state();
      const before = words(b);
      const from = selection.empty ? find(now, " days.") - 1 : selection.from;
      const to = selection.empty ? find(now, " days.") : selection.to;
      b.editor.dispatch(tr.insertText(step, from, to));
      expect(words(b)).not.toBe(before);
      expect(words(b)).toBe(`Each well rests ${step} days.`);
      type(a, "Each", ".");
      bring(a, b);
      expect(words(b)).toBe(`Each well rests ${step} days.`);
    }
    b.editor.compose(false);
    await expect.poll(() => words(b)).toBe("...Each well rests fiveかん days.");
    expect(beforeCaret(b)).toBe("...Each well rests fiveかん");
    expectShown(b);
    expect(proposed(b)).toBe("...Each well rests かん days.");
  });
});

describe("while editing", () => {
  test("what others suggest is never deleted, and one's own suggestions are taken back", () => {
    const [a, b] = open("Each well rests five days.");
    caretBehind(b, "five");
    keys(b, " or six");
    exchange(a, b);
    remove(a, "rests five or six days");
    expectShown(a);
    expect(words(a)).toBe("Each well  or six.");
    b.editor.suggest(false);
    bring(a, b);
    remove(b, " or six");
    expectShown(b);
    expect(words(b)).toBe("Each well .");
    exchange(a, b);
    expect(words(a)).toBe("Each well .");
  });
});

test.each(Array.from({ length: 12 }, (_, seed) => seed))(
  "[I2] [I15] [I33] editors who edit and suggest at once show the same text, and nothing that is agreed changes by suggesting (seed %i)",
  (seed) => {
    const by = chance(seed + 500);
    const [a, b, c] = openCopies(randomText(by), anna, bilal, 2 ** 52 + 60) as [BoundCopy, BoundCopy, BoundCopy];
    b.editor.suggest(true);
    const verdicts: string[] = [];
    for (const { yDoc } of [a, b, c]) {
      const yHost = copyOf(yDoc, 99);
      yDoc.on("update", (update: Uint8Array, _origin: unknown, _yDoc: Y.Doc, { local }: Y.Transaction) => {
        if (local) verdicts.push(verdict(update, yHost, yDoc.clientID));
        Y.applyUpdate(yHost, update);
      });
    }
    for (let step = 0; step < 30; step++) {
      const copy = by.pick([a, b, c]);
      if (copy === c && by.int(4) === 0) c.editor.suggest(!isSuggesting(c.yDoc.clientID));
      const before = agreed(copy);
      copy.editor.edit(by);
      if (isSuggesting(copy.yDoc.clientID)) expect(agreed(copy)).toBe(before);
      const [from, to] = by.shuffle([a, b, c]) as [BoundCopy, BoundCopy];
      bring(from, to);
      for (const one of [a, b, c]) expectShown(one);
    }
    for (const from of [a, b, c]) for (const to of [a, b, c]) if (from !== to) bring(from, to);
    for (const one of [b, c]) expect(shown(one)).toBe(shown(a));
    expect(new Set(verdicts)).toEqual(new Set(["ok"]));
  },
);
