/** What the binding writes, merges and takes back; on real editors' states without a window. */
import { joinBackward, setBlockType } from "prosemirror-commands";
import { sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { Plugin } from "prosemirror-state";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { enterInClause } from "../../../renderer/editor/clauseCommands.ts";
import { isRemote } from "../../../renderer/editor/remoteChange.ts";
import { redo, undo } from "../../../renderer/editor/undoStack.ts";
import { schema } from "../../../shared/charter/text/schema.ts";
import { textRoot } from "../../../shared/crdt/document/docLayout.ts";
import {
  act,
  type BoundCopy,
  bold,
  bring,
  clause,
  exchange,
  expectShown,
  offsetOf,
  openCopies,
  remove,
  select,
  shown,
  split,
  type,
} from "../../shared/crdt/support/boundTexts.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { createEditor } from "../../shared/crdt/support/headlessEditor.ts";
import { doc, paragraph, randomText } from "../../shared/crdt/support/texts.ts";

const { marks, nodes } = schema;
/** The client id of somebody who suggests. */
const suggesting = 2 ** 52 + 13;

/** Of the first clause. */
function flowOf({ yDoc }: BoundCopy): Y.XmlText {
  const yClause = textRoot(yDoc).get(0);
  const yFlow = yClause instanceof Y.XmlElement ? yClause.get(0) : null;
  if (!(yFlow instanceof Y.XmlText)) throw new Error("a clause begins with a flow");
  return yFlow;
}

function flowsOf(yDoc: Y.Doc): readonly Y.XmlText[] {
  const found: Y.XmlText[] = [];
  const walk = (yParent: Y.XmlFragment): void => {
    for (const yChild of yParent.toArray())
      if (yChild instanceof Y.XmlText) found.push(yChild);
      else if (yChild instanceof Y.XmlElement) walk(yChild);
  };
  walk(textRoot(yDoc));
  return found;
}

const heading = setBlockType(nodes.heading, { level: 1 });

describe("two people at once", () => {
  const six = doc(clause("c1", "one two three four five six"));
  test.each([
    [
      "split, split",
      split("three"),
      split("five"),
      'paragraph("one two "), paragraph("three four "), paragraph("five six")',
    ],
    [
      "split, type",
      split("three"),
      (b: BoundCopy) => type(b, "five", "X "),
      'paragraph("one two "), paragraph("three four X five six")',
    ],
    [
      "split, delete",
      split("three"),
      (b: BoundCopy) => remove(b, "four "),
      'paragraph("one two "), paragraph("three five six")',
    ],
    [
      "heading, type",
      act("one", heading),
      (b: BoundCopy) => type(b, "five", "X "),
      'heading("one two three four X five six")',
    ],
    ["heading, heading", act("one", heading), act("one", heading), 'heading("one two three four five six")'],
  ] as const)("%s", (_name, first, second, expected) => {
    for (const ids of [
      [10, 12],
      [12, 10],
    ] as const) {
      const [a, b] = openCopies(six, ...ids) as [BoundCopy, BoundCopy];
      first(a);
      second(b);
      exchange(a, b);
      expect(shown(a)).toBe(`doc(clause(${expected}))`);
      expect(shown(b)).toBe(shown(a));
      expectShown(a);
      expectShown(b);
    }
  });

  test.each(Array.from({ length: 24 }, (_, seed) => seed))("three editors agree whatever they do (seed %i)", (seed) => {
    const by = chance(seed);
    const copies = openCopies(randomText(by), 10, 12, 14);
    for (let step = 0; step < 60; step++) {
      const copy = by.pick(copies);
      copy.editor.edit(by);
      expectShown(copy);
      if (by.int(3) > 0) continue;
      const [from, to] = by.shuffle(copies) as [BoundCopy, BoundCopy];
      bring(from, to);
      expectShown(to);
    }
    for (const from of copies) for (const to of copies) if (from !== to) bring(from, to);
    for (const copy of copies) {
      expectShown(copy);
      expect(shown(copy)).toBe(shown(copies[0] as BoundCopy));
    }
  });
});

describe("what an edit costs", () => {
  const text = doc(clause("c1", "one two three four five six"), clause("c2", "seven"));
  const item = (copy: BoundCopy): void => {
    act("one", wrapInList(nodes.bullet_list))(copy);
    act("three", splitListItem(nodes.list_item))(copy);
  };
  test.each([
    ["a key", () => {}, (copy: BoundCopy) => type(copy, "three", "x"), 12],
    ["Enter", () => {}, split("three"), 17],
    ["join", split("three"), (copy: BoundCopy) => copy.editor.run(joinBackward), 7],
    ["Enter in a clause", () => {}, act("three", enterInClause), 36],
    ["heading", () => {}, act("one", heading), 37],
    ["list", () => {}, act("one", wrapInList(nodes.bullet_list)), 53],
    ["indent", item, (copy: BoundCopy) => copy.editor.run(sinkListItem(nodes.list_item)), 91],
    ["bold", () => {}, (copy: BoundCopy) => bold(copy, "three"), 37],
  ] as const)("%s: one update and few bytes", (_name, before, run, mostBytes) => {
    const [copy] = openCopies(text, 10) as [BoundCopy];
    before(copy);
    copy.updates.length = 0;
    run(copy);
    expectShown(copy);
    expect(copy.updates).toHaveLength(1);
    expect(copy.updates[0]).toBeLessThanOrEqual(mostBytes);
  });

  test("words typed in a block are shown once, as ProseMirror has them", () => {
    let corrections = 0;
    const counted = new Plugin({
      state: { init: () => 0, apply: (transaction) => (isRemote(transaction) ? ++corrections : corrections) },
    });
    const [first] = openCopies(text, 10) as [BoundCopy];
    const editor = createEditor(first.yDoc, [counted]);
    const copy = { ...first, editor };
    type(copy, "three", "abc");
    remove(copy, "four ");
    bold(copy, "five");
    select(copy, "six", true);
    editor.dispatch(editor.state().tr.insertText("seven"));
    expect(shown(copy)).toContain("abcthree ");
    expect(corrections).toBe(0);
  });
});

test("brackets are single things in the flow, shown as their signs", () => {
  const [a, b] = openCopies(doc(clause("c1", "shall should pay")), 10, 12) as [BoundCopy, BoundCopy];
  const yFlow = flowOf(b);
  for (const [index, name] of [
    [13, "bracket"],
    [6, "alt"],
    [1, "bracket"],
  ] as const) {
    const yElement = new Y.XmlElement(name);
    yFlow.insertEmbed(index, yElement, {});
    if (index === 13) yElement.setAttribute("side", "close");
  }
  exchange(a, b);
  expect(shown(a)).toBe('doc(clause(paragraph("[shall] [ should] pay")))');
  type(a, "shall", "x");
  type(a, " should", "y");
  select(a, "pay");
  expectShown(a);
  expect(shown(a)).toContain('"[xshall] [y should] pay"');
  a.editor.dispatch(a.editor.state().tr.delete(9, 11));
  expectShown(a);
  expect(shown(a)).toContain('"[xshally should] pay"');
  a.editor.run(undo);
  expect(shown(a)).toContain('"[shall] [ should] pay"');
  exchange(a, b);
  expect(shown(b)).toBe(shown(a));
});

test("what is suggested is shown, and what is done around it leaves it where it is", () => {
  const [a, b] = openCopies(doc(clause("c1", "one two three")), 10, suggesting) as [BoundCopy, BoundCopy];
  flowOf(b).insert(9, "or so ", {});
  exchange(a, b);
  expect(shown(a)).toBe('doc(clause(paragraph("one two or so three")))');
  const runs = (): readonly { readonly insert: unknown; readonly attributes?: object }[] => flowOf(a).toDelta();
  const words = (): string =>
    runs()
      .flatMap(({ insert }) => (typeof insert === "string" ? [insert] : []))
      .join("");
  type(a, "three", "x");
  expectShown(a);
  expect(shown(a)).toContain('"one two or so xthree"');
  remove(a, "two or so xthree");
  expectShown(a);
  expect(words()).toBe("one or so ");
  a.editor.run(undo);
  expectShown(a);
  type(a, "one", "y");
  bold(a, "one two ");
  split("two")(a);
  a.editor.run(joinBackward);
  expectShown(a);
  expect(words()).toBe("yone two or so three");
  const pending = runs().find(({ insert }) => insert === "or so ");
  expect(pending?.attributes).toBeUndefined();
  exchange(a, b);
  expect(shown(b)).toBe(shown(a));
});

test.each(Array.from({ length: 12 }, (_, seed) => seed))("what is suggested is deleted by nobody (seed %i)", (seed) => {
  const by = chance(seed);
  const copies = openCopies(randomText(by), 10, 12, suggesting) as [BoundCopy, BoundCopy, BoundCopy];
  const [a, b, suggester] = copies;
  const gone: Y.Item[] = [];
  for (const { yDoc } of [a, b])
    yDoc.on("afterTransaction", (transaction: Y.Transaction) => {
      Y.iterateDeletedStructs(transaction, transaction.deleteSet, (item) => {
        if (item instanceof Y.Item && item.id.client === suggesting && item.countable) gone.push(item);
      });
    });
  for (let step = 0; step < 60; step++) {
    const flows = flowsOf(suggester.yDoc);
    if (by.int(3) > 0) by.pick([a, b]).editor.edit(by);
    else if (flows.length > 0) {
      const yFlow = by.pick(flows);
      yFlow.insert(by.int(yFlow.length + 1), `<${step}>`);
    }
    const [from, to] = by.shuffle(copies) as [BoundCopy, BoundCopy];
    bring(from, to);
    for (const copy of copies) expectShown(copy);
  }
  for (const from of copies) for (const to of copies) if (from !== to) bring(from, to);
  for (const copy of copies) expect(shown(copy)).toBe(shown(a));
  // A table that is deleted takes with it what stands in its cells.
  expect(gone.filter(({ parent }) => !(parent instanceof Y.XmlText && parent._item?.deleted === true))).toEqual([]);
});

test("a character of two code units is never divided, whatever a program asks for", () => {
  const [a, b] = openCopies(doc(clause("c1", "one 🌾 two 🌾 three")), 10, 12) as [BoundCopy, BoundCopy];
  const first = 2 + "one ".length;
  a.editor.dispatch(a.editor.state().tr.insertText("x", first + 1));
  expectShown(a);
  expect(shown(a)).toContain("one x🌾 two");
  a.editor.dispatch(a.editor.state().tr.addMark(2, first + 2, marks.strong.create()));
  expectShown(a);
  a.editor.dispatch(a.editor.state().tr.delete(first + 2, first + 3));
  expectShown(a);
  expect(shown(a)).toContain(`strong("one x"), " two 🌾 three"`);
  a.editor.dispatch(a.editor.state().tr.split(first + 1 + " two ".length + 1));
  expectShown(a);
  exchange(a, b);
  expect(shown(b)).toBe(shown(a));
});

describe("undo", () => {
  test("takes back one's own words and none of the other's, and redo brings them again", () => {
    const [a, b] = openCopies(doc(clause("c1", "held in common.")), 10, 12) as [BoundCopy, BoundCopy];
    type(a, ".", " by all");
    exchange(a, b);
    type(b, ".", " peoples");
    type(b, "held", "are ");
    exchange(a, b);
    expect(a.editor.run(undo)).toBe(true);
    expect(shown(a)).toContain('"are held in common peoples."');
    expectShown(a);
    expect(a.editor.run(redo)).toBe(true);
    expect(shown(a)).toContain('"are held in common by all peoples."');
    expect(a.editor.run(redo)).toBe(false);
    expect(a.editor.run(undo)).toBe(true);
    expect(a.editor.run(undo)).toBe(false);
    expect(b.editor.run(undo)).toBe(true);
    exchange(a, b);
    expect(shown(a)).toContain('"held in common."');
    expect(shown(b)).toBe(shown(a));
  });

  test("leaves a clause into which another wrote", () => {
    const [a, b] = openCopies(doc(clause("c1", "one")), 10, 12) as [BoundCopy, BoundCopy];
    a.editor.dispatch(a.editor.state().tr.insert(5, schema.nodeFromJSON(clause("c2", "hers"))));
    exchange(a, b);
    type(b, "hers", "his ");
    exchange(a, b);
    a.editor.run(undo);
    exchange(a, b);
    expect(shown(a)).toContain('clause(paragraph("his "))');
    expectShown(a);
    expect(shown(b)).toBe(shown(a));
  });

  test("puts the caret where it changed something", () => {
    const [a] = openCopies(doc(clause("c1", "one two"), clause("c2", "three")), 10) as [BoundCopy];
    type(a, "two", "and ");
    select(a, "three");
    a.editor.run(undo);
    const { $head } = a.editor.state().selection;
    expect($head.parent.textContent).toBe("one two");
    expect($head.parentOffset).toBe(4);
  });

  test("what is not to be taken back stays", () => {
    const [a] = openCopies(doc(clause("c1", "one two")), 10) as [BoundCopy];
    const { tr } = a.editor.state();
    a.editor.dispatch(tr.insertText("x", 2).setMeta("addToHistory", false));
    expect(a.editor.run(undo)).toBe(false);
  });

  test("puts moved and removed clauses back, twice over", () => {
    const start = doc(clause("c1", "one"), clause("c2", "two"), clause("c3", "three"));
    const [a, b] = openCopies(start, 10, 12) as [BoundCopy, BoundCopy];
    const steps = [shown(a)];
    const done = (): void => {
      a.editor.pause();
      steps.push(shown(a));
    };
    const move = (from: number, to: number): void => {
      const { tr, doc: now } = a.editor.state();
      const moved = now.child(from);
      tr.delete(offsetOf(now, from), offsetOf(now, from) + moved.nodeSize);
      a.editor.dispatch(tr.insert(offsetOf(tr.doc, to), moved));
      done();
    };
    move(2, 0);
    move(0, 1);
    move(2, 0);
    a.editor.dispatch(a.editor.state().tr.delete(0, a.editor.state().doc.child(0).nodeSize));
    done();
    for (let at = steps.length - 2; at >= 0; at--) {
      expect(a.editor.run(undo)).toBe(true);
      expect(shown(a)).toBe(steps[at]);
    }
    for (const step of steps.slice(1)) {
      expect(a.editor.run(redo)).toBe(true);
      expect(shown(a)).toBe(step);
    }
    exchange(a, b);
    expect(shown(b)).toBe(shown(a));
  });

  test("a table that was taken back and comes again has its words", () => {
    const [a, b] = openCopies(doc(paragraph("one")), 10, 12) as [BoundCopy, BoundCopy];
    const cell = (words: string) => nodes.table_cell.create(null, nodes.paragraph.create(null, schema.text(words)));
    const table = nodes.table.create(null, [
      nodes.table_row.create(null, [cell("a"), cell("b")]),
      nodes.table_row.create(null, [cell("c"), cell("d")]),
    ]);
    a.editor.dispatch(a.editor.state().tr.insert(5, table));
    const before = shown(a);
    a.editor.run(undo);
    expect(shown(a)).toBe('doc(paragraph("one"))');
    a.editor.run(redo);
    expect(shown(a)).toBe(before);
    expectShown(a);
    a.editor.run(undo);
    a.editor.run(redo);
    exchange(a, b);
    expect(shown(b)).toBe(before);
  });

  test.each(Array.from({ length: 20 }, (_, seed) => seed))(
    "undoing all leaves others' work alone (seed %i)",
    (seed) => {
      const by = chance(seed);
      const [a, b] = openCopies(doc(clause("c1", "one two three four"), clause("c2", "five six")), 10, 12) as [
        BoundCopy,
        BoundCopy,
      ];
      for (let step = 0; step < 30; step++) {
        type(b, by.pick(["one", "two", "four", "six"]), `${step}! `);
        exchange(a, b);
        type(a, by.pick(["three", "five"]), "mine");
        exchange(a, b);
      }
      while (a.editor.run(undo)) expectShown(a);
      exchange(a, b);
      expect(shown(b)).toBe(shown(a));
      expect(shown(a)).not.toContain("mine");
      for (let step = 0; step < 30; step++) expect(shown(a)).toContain(`${step}! `);
    },
  );
});
