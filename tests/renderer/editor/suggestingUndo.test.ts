/** Undo and redo of suggesting, gesture by gesture, with and without what others did in between. */
import { setBlockType, toggleMark } from "prosemirror-commands";
import { wrapInList } from "prosemirror-schema-list";
import { afterEach, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { newClause } from "../../../renderer/editor/clauseCommands.ts";
import { clauseIds } from "../../../renderer/editor/clauseIds.ts";
import { insertNote } from "../../../renderer/editor/footnotes.ts";
import { roomForCaret } from "../../../renderer/editor/roomForCaret.ts";
import { type StructureName, structureCommand } from "../../../renderer/editor/structure.ts";
import { insertTable, tableCommands } from "../../../renderer/editor/tables.ts";
import { redo, undo } from "../../../renderer/editor/undoStack.ts";
import type { ElementNode } from "../../../shared/charter/text/model.ts";
import { schema } from "../../../shared/charter/text/schema.ts";
import { createProposedSight } from "../../../shared/crdt/reading/cleanSight.ts";
import { readText } from "../../../shared/crdt/reading/readText.ts";
import { isOpen } from "../../../shared/crdt/reading/reviewEntries.ts";
import { readSuggestions } from "../../../shared/crdt/reading/suggestions.ts";
import {
  act,
  type BoundCopy,
  bold,
  clause,
  exchange,
  expectShown,
  openCopies,
  remove,
  select,
  split,
  type,
} from "../../shared/crdt/support/boundTexts.ts";
import { createEditor } from "../../shared/crdt/support/headlessEditor.ts";
import { copyOf, verdict } from "../../shared/crdt/support/honest.ts";
import { doc, element, paragraph } from "../../shared/crdt/support/texts.ts";

const cell = (words: string): ElementNode => element("table_cell", [paragraph(words)]);
const row = (...words: readonly string[]): ElementNode => element("table_row", words.map(cell));
const table = element("table", [row("day", "rest"), row("night", "work")]);
const text = doc(
  element(
    "article",
    [
      element("heading", paragraph("Wells").content, { level: 2 }),
      clause("c1", "Each well rests five days.", "Nobody fences it."),
      clause("c2", "Herds pass by the path."),
      element("clause", [paragraph("By turns:"), table], { id: "c3" }),
    ],
    {
      ...{ id: "a1", kind: "article" },
    },
  ),
);

/** Anna edits, Bilal suggests. */
const verdicts: string[] = [];
afterEach(() => {
  // [I15] Everybody takes what undo and redo wrote.
  expect(verdicts.splice(0).filter((one) => one !== "ok")).toEqual([]);
});

function judge({ yDoc }: BoundCopy): void {
  const yHost = copyOf(yDoc, 99);
  yDoc.on("update", (update: Uint8Array, _origin: unknown, _yDoc: Y.Doc, { local }: Y.Transaction) => {
    if (local) verdicts.push(verdict(update, yHost, yDoc.clientID));
    Y.applyUpdate(yHost, update);
  });
}

function open(): readonly [BoundCopy, BoundCopy] {
  const [a, b] = openCopies(text, 2 ** 52 + 20, 2 ** 52 + 40).map((copy) => {
    copy.editor.close();
    return { ...copy, editor: createEditor(copy.yDoc, [clauseIds(), roomForCaret()]) };
  }) as [BoundCopy, BoundCopy];
  judge(a);
  judge(b);
  expect(b.editor.suggest(true)).toBe(true);
  return [a, b];
}

/** Without ids, which are new ones where a clause was suggested once more. */
const plain = (node: unknown): string => JSON.stringify(node, (key, value) => (key === "id" ? undefined : value));
const agreed = ({ yDoc }: BoundCopy): string => plain(readText(yDoc).text);
const proposed = ({ yDoc }: BoundCopy): string => plain(readText(yDoc, createProposedSight(yDoc)).text);
const openOnes = ({ yDoc }: BoundCopy) => readSuggestions(yDoc).filter(isOpen);

const structure =
  (at: string, name: StructureName) =>
  (copy: BoundCopy): void => {
    select(copy, at);
    expect(copy.editor.run(structureCommand(name))).toBe(true);
  };

const gestures: readonly (readonly [string, (copy: BoundCopy) => void])[] = [
  ["typing", (copy) => type(copy, "five", "four or ")],
  ["a strike", (copy) => remove(copy, "rests ")],
  [
    "a replacement",
    (copy) => {
      select(copy, "five", true);
      copy.editor.dispatch(copy.editor.state().tr.insertText("six"));
    },
  ],
  ["bold", (copy) => bold(copy, "rests")],
  [
    "a link",
    (copy) => {
      select(copy, "rests", true);
      copy.editor.run(toggleMark(schema.marks.link, { href: "https://example.org/" }));
    },
  ],
  ["a heading", act("Nobody", setBlockType(schema.nodes.heading, { level: 3 }))],
  ["a heading made a paragraph", act("Wells", setBlockType(schema.nodes.heading, { level: 3 }))],
  ["a list", act("Nobody", wrapInList(schema.nodes.bullet_list))],
  ["a split paragraph", split("rests")],
  [
    "joined paragraphs",
    (copy) => {
      const state = copy.editor.state();
      select(copy, "Nobody");
      const { head } = copy.editor.state().selection;
      copy.editor.dispatch(state.tr.join(head - 1));
    },
  ],
  ["a clause moved", structure("Each well", "moveDown")],
  ["a clause nested", structure("Herds pass", "nest")],
  ["a clause split", structure("Nobody", "split")],
  ["clauses joined", structure("Herds pass", "join")],
  ["a clause removed", structure("Herds pass", "remove")],
  ["a clause inserted", structure("Herds pass", "insertBefore")],
  ["an article removed", structure("Wells", "remove")],
  ["a table", act("Nobody", insertTable)],
  ["a row", act("night", tableCommands.addRowAfter)],
  ["a column", act("night", tableCommands.addColumnAfter)],
  ["a row removed", act("night", tableCommands.removeRow)],
  ["a table removed", act("night", tableCommands.removeTable)],
  ["a new clause by Enter", act("Herds", newClause)],
  ["a note", act("rests", insertNote("In summer."))],
];

describe("undo and redo while suggesting", () => {
  test.each(gestures)("[I62] of %s", (_, gesture) => {
    const [a, b] = open();
    const before = proposed(b);
    gesture(b);
    expectShown(b);
    const after = proposed(b);
    expect(after).not.toBe(before);
    expect(agreed(b)).toBe(before);
    for (let times = 0; times < 2; times++) {
      expect(b.editor.run(undo)).toBe(true);
      expectShown(b);
      expect(proposed(b)).toBe(before);
      expect(openOnes(b)).toEqual([]);
      expect(b.editor.run(redo)).toBe(true);
      expectShown(b);
      expect(proposed(b)).toBe(after);
      expect(agreed(b)).toBe(before);
    }
    exchange(a, b);
    expect(proposed(a)).toBe(after);
  });

  test.each(gestures)("leave what was struck out before as it is: %s", (_, gesture) => {
    const [, b] = open();
    remove(b, "turns");
    remove(b, "Each");
    gesture(b);
    expectShown(b);
    const struck = openOnes(b).flatMap((one) => (one.struck === "" ? [] : [one.struck]));
    expect(struck).toEqual(expect.arrayContaining(["turns"]));
    if (plain(b.editor.state().doc.toJSON()).includes("Each")) expect(struck.join()).toContain("Each");
  });

  test.each(gestures)("[I62] of %s, after others wrote beside it", (_, gesture) => {
    const [a, b] = open();
    gesture(b);
    exchange(a, b);
    type(a, "Nobody", "And ");
    type(a, "by the path", "only ");
    type(a, "Each", "So ");
    exchange(a, b);
    const theirs = agreed(a);
    const after = proposed(b);
    expect(b.editor.run(undo)).toBe(true);
    expectShown(b);
    expect([agreed(b), proposed(b)]).toEqual([theirs, theirs]);
    expect(b.editor.run(redo)).toBe(true);
    expectShown(b);
    expect(proposed(b)).toBe(after);
    expect(b.editor.run(undo)).toBe(true);
    expect(proposed(b)).toBe(theirs);
    exchange(a, b);
    expect([agreed(a), proposed(a)]).toEqual([theirs, theirs]);
  });

  test("[I62] of a new clause and then of words in it: they come back into it, in any number of turns", () => {
    const [a, b] = open();
    const before = proposed(b);
    structure("Herds pass", "insertAfter")(b);
    const inserted = proposed(b);
    b.editor.pause();
    b.editor.dispatch(b.editor.state().tr.insertText("Who sells a well pays."));
    b.editor.pause();
    bold(b, "sells");
    const after = proposed(b);
    for (let times = 0; times < 3; times++) {
      while (b.editor.run(undo));
      expectShown(b);
      expect([proposed(b), openOnes(b)]).toEqual([before, []]);
      b.editor.run(redo);
      expect(proposed(b)).toBe(inserted);
      while (b.editor.run(redo));
      expectShown(b);
      expect(proposed(b)).toBe(after);
    }
    exchange(a, b);
    expect([agreed(a), proposed(a)]).toEqual([before, after]);
  });

  test.each([true, false])("[I62] of answers, the latest first, whether one suggests (%s) or edits", (suggests) => {
    const [a, b] = open();
    remove(b, "rests ");
    exchange(a, b);
    type(a, "Nobody", "And ");
    a.editor.suggest(true);
    type(a, "by the path", "only ");
    a.editor.suggest(suggests);
    const written = agreed(a);
    const states = () =>
      readSuggestions(a.yDoc)
        .map(({ state }) => state)
        .sort();
    for (const kind of ["accept", "reject"] as const) {
      const theirs = readSuggestions(a.yDoc).filter(({ client }) => client === 2 ** 52 + 41);
      a.editor.answer(kind, theirs);
      const answered = [kind === "accept" ? "accepted" : "rejected", "pending"].sort();
      expect(states()).toEqual(answered);
      expect(a.editor.run(undo)).toBe(true);
      expect([states(), agreed(a)]).toEqual([["pending", "pending"], written]);
      expect(a.editor.run(redo)).toBe(true);
      expect(states()).toEqual(answered);
      expect(a.editor.run(undo)).toBe(true);
      expectShown(a);
    }
    const own = readSuggestions(a.yDoc).filter(({ client }) => client === 2 ** 52 + 21);
    const withAll = proposed(a);
    a.editor.answer("withdraw", own);
    expect(proposed(a)).not.toBe(withAll);
    expect(a.editor.run(undo)).toBe(true);
    expect([proposed(a), agreed(a)]).toEqual([withAll, written]);
    expect(a.editor.run(redo)).toBe(true);
    expect(proposed(a)).not.toBe(withAll);
  });

  test("[I62] in vain is told, and takes nothing else back: what was accepted is not one's own to undo", () => {
    const [a, b] = open();
    const told: string[] = [];
    b.editor.onVain((kind) => told.push(kind));
    type(b, "Herds", "All ");
    b.editor.pause();
    type(b, "five", "four or ");
    exchange(a, b);
    a.editor.answer(
      "accept",
      readSuggestions(a.yDoc).filter(({ inserted }) => inserted === "four or "),
    );
    exchange(a, b);
    const [now, then] = [agreed(b), proposed(b)];
    expect(b.editor.run(undo)).toBe(true);
    expect([told, agreed(b), proposed(b)]).toEqual([["undo"], now, then]);
    expect(b.editor.run(undo)).toBe(true);
    expect([told, proposed(b)]).toEqual([["undo"], now]);
  });

  test("[I62] an edit is never taken back by who suggests, nor a suggestion by who edits", () => {
    const [, b] = open();
    b.editor.suggest(false);
    type(b, "Nobody", "And ");
    b.editor.suggest(true);
    expect(b.editor.run(undo)).toBe(false);
    type(b, "five", "four or ");
    b.editor.suggest(false);
    const { length } = openOnes(b);
    expect(b.editor.run(undo)).toBe(true);
    expect([openOnes(b).length, b.editor.run(undo)]).toEqual([length, false]);
  });
});

describe("[I19] what one gesture suggests is one suggestion", () => {
  test.each(
    gestures.filter(([name]) => /^(clauses joined|joined paragraphs|a clause (moved|split|removed))$/.test(name)),
  )("%s", (name, act) => {
    const [, copy] = open();
    copy.editor.suggest(true);
    const before = agreed(copy);
    act(copy);
    const after = proposed(copy);
    const [one, ...more] = openOnes(copy);
    expect([more, agreed(copy)]).toEqual([[], before]);
    if (name === "clauses joined") expect(one).toMatchObject({ kind: "join", inserted: "\nHerds pass by the path." });
    if (one === undefined) throw new Error("something is suggested");
    copy.editor.suggest(false);
    copy.editor.answer("accept", [one]);
    expect([agreed(copy), openOnes(copy)]).toEqual([after, []]);
  });
});
