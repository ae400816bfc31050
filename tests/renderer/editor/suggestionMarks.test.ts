import { Slice } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import type { Decoration } from "prosemirror-view";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { createAgreedDoc } from "../../../renderer/editor/agreedDoc.ts";
import { agreedSelection } from "../../../renderer/editor/copyAgreed.ts";
import { createOutline } from "../../../renderer/editor/outline.ts";
import type { SuggesterLookOf } from "../../../renderer/editor/suggestionLooks.ts";
import { marksOf, suggestionsBetween } from "../../../renderer/editor/suggestionMarks.ts";
import { createTextDoc } from "../../../shared/crdt/document/docLayout.ts";
import { createSuggestions, readSuggestions, type Touched } from "../../../shared/crdt/reading/suggestions.ts";
import {
  type BoundCopy,
  bring,
  clause,
  expectShown,
  find,
  openCopies,
  type,
} from "../../shared/crdt/support/boundTexts.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { createEditor } from "../../shared/crdt/support/headlessEditor.ts";
import { suggest } from "../../shared/crdt/support/honestWriters.ts";
import { embed, idOf, rangesOf, setAttrs, writeEntry } from "../../shared/crdt/support/layoutDoc.ts";
import { clauseOf, findWords } from "../../shared/crdt/support/layoutText.ts";
import { doc, randomText } from "../../shared/crdt/support/texts.ts";

const anna = 2 ** 52 + 20;
const bilal = 2 ** 52 + 40;
const suggesting = (client: number): number => client + 1;

const look: SuggesterLookOf = (client) => ({
  sign: `▲${client - 2 ** 52}`,
  colour: 1,
  isOwn: client === suggesting(anna),
  spoken: {
    insertion: { begins: "insertion begins", ends: "insertion ends" },
    strike: { begins: "deletion begins", ends: "deletion ends" },
    format: { begins: "format begins", ends: "format ends" },
  },
});

/** Anna edits; Bilal suggests. */
function open(...words: readonly string[]): readonly [BoundCopy, BoundCopy] {
  const [a, b] = openCopies(
    doc(...words.map((one, index) => clause(`c${index + 1}`, one))),
    anna,
    suggesting(bilal),
  ) as [BoundCopy, BoundCopy];
  a.editor.showSuggesters(look);
  return [a, b];
}

function strike({ yDoc }: BoundCopy, words: string, number = 1): void {
  const { yFlow, at } = findWords(yDoc, words);
  yDoc.transact(() => {
    for (const range of rangesOf(yFlow, at, words.length))
      writeEntry(yDoc, { kind: "del", suggestion: { client: yDoc.clientID, number }, range });
  });
}

function put({ yDoc }: BoundCopy, behind: string, words: string): void {
  const { yFlow, at } = findWords(yDoc, behind);
  yFlow.insert(at + behind.length, words, {});
}

const decorationType = (mark: Decoration): object => (mark as unknown as { readonly type: object }).type;
const attrsOf = (mark: Decoration): Readonly<Record<string, string>> | null =>
  (decorationType(mark) as { readonly attrs?: Readonly<Record<string, string>> }).attrs ?? null;

/** What is drawn: the tag or class, the words under it, and whose it is; of a widget what it says. */
function drawn({ editor }: BoundCopy): readonly string[] {
  const state = editor.state();
  return marksOf(state)
    .find()
    .map((mark) => {
      const attrs = attrsOf(mark);
      if (attrs === null) return `${mark.from}: ${String(mark.spec.key)}`;
      const name = attrs.nodeName ?? attrs.class?.split(" ")[0];
      return `${name}: ${state.doc.textBetween(mark.from, mark.to, "|")}`;
    })
    .sort();
}

const inline = (copy: BoundCopy): readonly string[] => drawn(copy).filter((one) => /^(ins|del|span):/.test(one));
const frames = (copy: BoundCopy): readonly string[] => drawn(copy).filter((one) => !/^(\d|ins|del|span)/.test(one));

/** All that tells one drawing from another. */
const everything = (editor: Pick<BoundCopy["editor"], "state">): readonly string[] =>
  marksOf(editor.state())
    .find()
    .map(({ from, to, spec, ...mark }) =>
      JSON.stringify([
        from,
        to,
        attrsOf({ from, to, spec, ...mark } as Decoration),
        spec.suggestion,
        spec.key,
        spec.level,
      ]),
    )
    .sort();

describe("what is suggested is drawn", () => {
  test("inserted and struck words, with what is said at both ends, and nothing of it is in the document", () => {
    const [a, b] = open("Each well rests five days.");
    put(b, "five", " or six");
    strike(b, "rests");
    bring(b, a);
    expectShown(a);
    expect(inline(a)).toEqual(["del: rests", "ins:  or six"]);
    const { doc: shown } = a.editor.state();
    const at = find(shown, " or six");
    expect(drawn(a)).toContain(`${at}: 1▲41 insertion begins`);
    expect(drawn(a)).toContain(`${at + " or six".length}: insertion ends`);
    expect(JSON.stringify(shown.toJSON())).not.toMatch(/begins|▲/);
    expect(a.updates).toEqual([]);
  });

  test("each key that somebody types makes a mark longer, not one more", () => {
    const [a, b] = open("Each well rests five days.");
    for (const [index, letter] of [..." or six"].entries()) {
      put(b, `five${" or six".slice(0, index)}`, letter);
      bring(b, a);
    }
    expect(inline(a)).toEqual(["ins:  or six"]);
    expect(marksOf(a.editor.state()).find()).toHaveLength(3);
  });

  test("marks go along with what is typed before and inside, and words of others divide them", () => {
    const [a, b] = open("Each well rests five days.");
    put(b, "five", " or six");
    bring(b, a);
    type(a, "rests", "always ");
    expect(inline(a)).toEqual(["ins:  or six"]);
    type(a, "six", "twice ");
    expectShown(a);
    expect(inline(a)).toEqual(["ins:  or ", "ins: six"]);
  });

  test("what is accepted, rejected or taken back is not drawn any more", () => {
    const [a, b] = open("Each well rests five days.");
    put(b, "five", " or six");
    strike(b, "rests");
    bring(b, a);
    const [first, second] = createSuggestions(a.yDoc).all();
    for (const of of first?.parts ?? []) writeEntry(a.yDoc, { kind: "ok", of });
    for (const of of second?.parts ?? []) writeEntry(a.yDoc, { kind: "no", of });
    expectShown(a);
    expect(drawn(a)).toEqual([]);
  });

  test("a suggested paragraph, a clause that is to go, one that is cut off, and a new clause are framed", () => {
    const [a, b] = open("Each well rests five days.", "Gates are shut.");
    b.yDoc.transact(() => {
      const { yFlow, at } = findWords(b.yDoc, "five days.");
      embed(yFlow, at, "block");
    });
    bring(b, a);
    expectShown(a);
    expect(frames(a)).toEqual(["suggested-block: five days."]);
    writeEntry(b.yDoc, {
      kind: "set",
      suggestion: { client: b.yDoc.clientID, number: 7 },
      element: idOf(clauseOf(b.yDoc, "c2")),
      name: "clause",
      attr: "gone",
    });
    bring(b, a);
    expect(frames(a)).toEqual(["struck-clause: Gates are shut.", "suggested-block: five days."]);
    b.yDoc.transact(() => {
      const { yFlow, at } = findWords(b.yDoc, "are shut.");
      setAttrs(embed(yFlow, at, "split"), { id: "c3" });
    });
    bring(b, a);
    expectShown(a);
    expect(frames(a)).toContain("suggested-clause: are shut.");
  });

  test("says what is in sight, each once, by where it begins", () => {
    const [a, b] = open("Each well rests five days.", "Gates are shut.");
    strike(b, "rests", 1);
    put(b, "Gates", " and doors");
    put(b, "rests", " for");
    bring(b, a);
    const state = a.editor.state();
    const seen = suggestionsBetween(state, 0, state.doc.content.size);
    expect(seen.map(({ position }) => position)).toEqual([find(state.doc, "rests"), find(state.doc, " and doors")]);
    const second = find(state.doc, "Gates");
    expect(suggestionsBetween(state, second, state.doc.content.size)).toEqual([seen[1]]);
  });

  test("tells words apart that one person put in one after the other, by the ids that suggestions have", () => {
    const [a, b] = open("Each well rests five days.", "Gates are shut.", "Dogs are held.");
    for (const word of ["Each", "Gates", "Dogs"]) put(b, word, " x");
    bring(b, a);
    const state = a.editor.state();
    const seen = suggestionsBetween(state, 0, state.doc.content.size).map(({ id }) => id);
    expect([...seen].sort()).toEqual(readSuggestions(a.yDoc).map(({ id }) => id));
    expect(new Set(seen).size).toBe(3);
  });
});

test("what is copied is the agreed text: words that others suggest stay behind, one's own come along", () => {
  const [a, b] = open("Each well rests five days.");
  put(b, "five", " or six");
  bring(b, a);
  const { doc: shown, tr } = a.editor.state();
  const from = find(shown, "rests");
  a.editor.dispatch(tr.setSelection(TextSelection.create(shown, from, find(shown, "days") + 4)));
  const { content } = agreedSelection(a.editor.state()) ?? Slice.empty;
  expect(content.textBetween(0, content.size)).toBe("rests five days");
  a.editor.showSuggesters((client) => ({ ...look(client), isOwn: true }));
  expect(agreedSelection(a.editor.state())).toBeNull();
});

test("the outline and the counts are of the agreed text, which is the shown one until something is suggested", () => {
  const [a, b] = open("Each well rests five days.", "Gates are shut.");
  const suggestions = createSuggestions(a.yDoc);
  a.yDoc.on("afterTransaction", (transaction: Y.Transaction) => suggestions.note(transaction));
  const agreed = createAgreedDoc(a.yDoc, suggestions);
  expect(agreed.beside(a.editor.state().doc)).toBe(a.editor.state().doc);
  put(b, "five", " or six");
  b.yDoc.transact(() => {
    const { yFlow, at } = findWords(b.yDoc, "are shut.");
    setAttrs(embed(yFlow, at, "split"), { id: "c3" });
  });
  bring(b, a);
  expectShown(a);
  const clean = () => agreed.beside(a.editor.state().doc);
  expect(clean().textContent).toBe("Each well rests five days.Gates are shut.");
  expect(createOutline()(clean()).map(({ id }) => id)).toEqual(["c1", "c2"]);
  type(a, "rests", "always ");
  expect(clean().textContent).toBe("Each well always rests five days.Gates are shut.");
  for (const one of suggestions.all()) for (const of of one.parts) writeEntry(a.yDoc, { kind: "ok", of });
  expect(createOutline()(clean()).map(({ id }) => id)).toEqual(["c1", "c2", "c3"]);
  agreed.close();
});

test("an input method is left alone: the marks come when its word is done", async () => {
  const [a, b] = open("Each well rests five days.");
  put(b, "five", " or six");
  a.editor.compose(true);
  bring(b, a);
  expect(drawn(a)).toEqual([]);
  a.editor.compose(false);
  await expect.poll(() => inline(a)).toEqual(["ins:  or six"]);
});

test.each([4, 40])("of %i clauses with a suggestion, a key reads and draws those of its own alone", (count) => {
  const names = Array.from({ length: count }, (_, index) => `word${index + 1}`);
  const [a, b] = open(...names.map((name) => `The ${name} stays.`));
  for (const name of names) put(b, name, " perhaps");
  bring(b, a);
  const asked: number[] = [];
  b.editor.showSuggesters((client) => {
    asked.push(client);
    return look(client);
  });
  const kept = createSuggestions(b.yDoc);
  const former = kept.all();
  const touched: Touched[] = [];
  b.yDoc.on("afterTransaction", (transaction: Y.Transaction) => void touched.push(kept.note(transaction)));
  asked.length = 0;
  type(b, "stays", "surely ");
  expectShown(b);
  expect(inline(b)).toContain("ins: surely ");
  // Of two suggestions in one clause.
  expect(asked.length).toBe(2);
  expect(touched.map(({ areOthersSame }) => areOthersSame)).toEqual([true]);
  expect(kept.all().filter((one) => !former.includes(one))).toHaveLength(2);
  expect(kept.all()).toEqual(readSuggestions(b.yDoc));
});

test.each(Array.from({ length: 16 }, (_, seed) => seed))(
  "[I33] marks that were kept up are those that a fresh drawing has (seed %i)",
  (seed) => {
    const by = chance(seed + 100);
    const [a, b] = openCopies(randomText(by), anna, bilal) as [BoundCopy, BoundCopy];
    const ySuggester = createTextDoc(suggesting(bilal));
    const suggester = { ...b, yDoc: ySuggester };
    const give = (from: Y.Doc, to: Y.Doc): void =>
      Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), "net");
    give(a.yDoc, ySuggester);
    for (let step = 0; step < 40; step++) {
      if (by.int(3) > 0) ySuggester.transact(() => suggest(suggester.yDoc, by));
      else if (by.int(2) === 0) a.editor.edit(by);
      else
        for (const one of createSuggestions(a.yDoc)
          .all()
          .slice(0, 1 + by.int(2)))
          for (const of of one.parts) writeEntry(a.yDoc, { kind: by.pick(["ok", "no"] as const), of });
      if (by.int(2) === 0) give(ySuggester, a.yDoc);
      if (by.int(2) === 0) give(a.yDoc, ySuggester);
      expectShown(a);
      const fresh = createEditor(a.yDoc);
      expect(everything(a.editor)).toEqual(everything(fresh));
      fresh.close();
    }
  },
);
