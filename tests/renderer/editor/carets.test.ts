/** Where carets stand while others write, and what an input method sees; on editors' states without a window. */
import { joinBackward, splitBlock, toggleMark } from "prosemirror-commands";
import { Selection, TextSelection } from "prosemirror-state";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { schema } from "../../../shared/charter/text/schema.ts";
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
import { doc, randomText } from "../../shared/crdt/support/texts.ts";

const { marks } = schema;

describe("the caret", () => {
  const text = doc(clause("c1", "one two three"), clause("c2", "four five"), clause("c3", "six"));
  const around = ({ editor }: BoundCopy): string => {
    const { $head } = editor.state().selection;
    const words = $head.parent.textContent;
    return `${words.slice(0, $head.parentOffset)}|${words.slice($head.parentOffset)}`;
  };

  test("stands through a thousand edits elsewhere and beside it", () => {
    const [a, b] = openCopies(text, 10, 12) as [BoundCopy, BoundCopy];
    const by = chance(5);
    select(a, "five");
    for (let step = 0; step < 1_000; step++) {
      type(b, by.pick(["two", "three", "six", "five", "four"]), by.pick(["x", "yy", " "]));
      if (by.int(4) === 0) split(by.pick(["one", "two", "six"]))(b);
      exchange(a, b);
      expect(around(a)).toMatch(/four \|/);
    }
    expectShown(a);
  });

  test("stays behind one's own words where another writes at the very place", () => {
    for (const ids of [
      [10, 12],
      [12, 10],
    ] as const) {
      const [a, b] = openCopies(text, ...ids) as [BoundCopy, BoundCopy];
      type(a, "five", "mine");
      type(b, "five", "theirs");
      exchange(a, b);
      expect(around(a)).toMatch(/mine\|/);
    }
  });

  test("a selection takes in nothing that is written at its ends", () => {
    const [a, b] = openCopies(text, 10, 12) as [BoundCopy, BoundCopy];
    select(a, "two", true);
    type(b, "two", "x");
    type(b, " three", "y");
    exchange(a, b);
    const { from, to } = a.editor.state().selection;
    expect(a.editor.state().doc.textBetween(from, to)).toBe("two");
  });

  test("goes with a clause that another moves, and with words behind a new block", () => {
    const [a, b] = openCopies(text, 10, 12) as [BoundCopy, BoundCopy];
    select(a, "five");
    const { tr, doc: now } = b.editor.state();
    const moved = now.child(1);
    tr.delete(offsetOf(now, 1), offsetOf(now, 2));
    b.editor.dispatch(tr.insert(tr.doc.content.size, moved));
    split("five")(b);
    exchange(a, b);
    expect(shown(a)).toMatch(/clause\(paragraph\("six"\)\), clause\(paragraph\("four "\), paragraph\("five"\)\)/);
    expect(around(a)).toMatch(/four \||\|five/);
  });

  test("stands at the nearest standing place where its words were deleted", () => {
    const [a, b] = openCopies(text, 10, 12) as [BoundCopy, BoundCopy];
    select(a, "hree");
    remove(b, "two three");
    exchange(a, b);
    expect(around(a)).toBe("one |");
    const gone = b.editor.state().doc;
    b.editor.dispatch(b.editor.state().tr.delete(0, gone.child(0).nodeSize));
    exchange(a, b);
    expect(a.editor.state().selection.$head.parent.textContent).toBe("four five");
  });

  test("marks to be typed stay set while others write", () => {
    const [a, b] = openCopies(text, 10, 12) as [BoundCopy, BoundCopy];
    select(a, "five");
    a.editor.run(toggleMark(marks.strong));
    type(b, "six", "x");
    exchange(a, b);
    a.editor.dispatch(a.editor.state().tr.insertText("y"));
    expect(shown(a)).toContain('"four ", strong("y"), "five"');
  });
});

describe("an input method", () => {
  const text = doc(clause("c1", "one two three"), clause("c2", "four five"));
  const compose = (copy: BoundCopy, from: number, to: number, words: string): void =>
    copy.editor.dispatch(copy.editor.state().tr.insertText(words, from, to));

  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("what others write elsewhere is shown at once, what they write in its block when it is done", () => {
    const [a, b] = openCopies(text, 10, 12) as [BoundCopy, BoundCopy];
    select(a, "two");
    const at = a.editor.state().selection.head;
    a.editor.compose(true);
    compose(a, at, at, "に");
    exchange(a, b);
    type(b, "two", "theirs ");
    type(b, "five", "X");
    exchange(a, b);
    expect(shown(a)).toBe('doc(clause(paragraph("one にtwo three")), clause(paragraph("four Xfive")))');
    compose(a, at, at + 1, "にほ");
    type(b, "three", "Y");
    remove(b, "one ");
    exchange(a, b);
    compose(a, at, at + 2, "にほん");
    exchange(a, b);
    expect(shown(a)).toContain('"one にほんtwo three"');
    a.editor.compose(false);
    vi.advanceTimersByTime(100);
    expectShown(a);
    expect(shown(a)).toBe(shown(b));
    expect(shown(a)).toBe('doc(clause(paragraph("にほんtheirs two Ythree")), clause(paragraph("four Xfive")))');
    const { $head } = a.editor.state().selection;
    expect($head.parent.textContent.slice(0, $head.parentOffset)).toBe("にほん");
  });

  test("words and marks go beside what is seen while others change the block", () => {
    const [a, b] = openCopies(text, 10, 12) as [BoundCopy, BoundCopy];
    select(a, "three");
    a.editor.compose(true);
    type(b, "one", "XXXX ");
    remove(b, "two ");
    exchange(a, b);
    expect(shown(a)).toContain('"one two three"');
    bold(a, "three");
    remove(a, "ree");
    select(a, "two");
    const at = a.editor.state().selection.head;
    compose(a, at, at, "に");
    exchange(a, b);
    a.editor.compose(false);
    vi.advanceTimersByTime(100);
    expectShown(a);
    expect(shown(a)).toBe(shown(b));
    expect(shown(a)).toContain('paragraph("XXXX one に", strong("th"))');
  });

  test("nothing is lost where its block is split, taken away or joined meanwhile", () => {
    for (const change of [
      split("two"),
      (b: BoundCopy) => b.editor.dispatch(b.editor.state().tr.delete(0, b.editor.state().doc.child(0).nodeSize)),
      act("four", joinBackward),
    ]) {
      const [a, b] = openCopies(text, 10, 12) as [BoundCopy, BoundCopy];
      select(a, "three");
      const at = a.editor.state().selection.head;
      a.editor.compose(true);
      change(b);
      exchange(a, b);
      compose(a, Math.min(at, a.editor.state().doc.content.size - 2), at, "に");
      exchange(a, b);
      a.editor.compose(false);
      vi.advanceTimersByTime(100);
      expectShown(a);
      expect(shown(a)).toBe(shown(b));
      expect(shown(a)).toContain("に");
    }
  });

  test("an edit of more than words takes up first what was held back", () => {
    const [a, b] = openCopies(text, 10, 12) as [BoundCopy, BoundCopy];
    select(a, "three");
    a.editor.compose(true);
    type(b, "one", "theirs ");
    exchange(a, b);
    a.editor.run(splitBlock);
    expectShown(a);
    expect(shown(a)).toContain('paragraph("theirs one two "), paragraph("three")');
    exchange(a, b);
    expect(shown(b)).toBe(shown(a));
  });

  test.each(Array.from({ length: 16 }, (_, seed) => seed))("whatever others do meanwhile (seed %i)", (seed) => {
    const by = chance(seed);
    const [a, b] = openCopies(randomText(by), 10, 12) as [BoundCopy, BoundCopy];
    for (let round = 0; round < 8; round++) {
      const { doc: now } = a.editor.state();
      const { $head } = Selection.near(now.resolve(by.int(now.content.size + 1)));
      if (!$head.parent.isTextblock) continue;
      a.editor.dispatch(a.editor.state().tr.setSelection(TextSelection.create(now, $head.pos)));
      a.editor.compose(true);
      let composed = 0;
      for (let step = 0; step < 5; step++) {
        const { head, $head: caret } = a.editor.state().selection;
        const words = "Ω".repeat(1 + by.int(3));
        const back = Math.min(composed, caret.parentOffset);
        if (caret.parent.isTextblock) compose(a, head - back, head, words);
        composed = words.length;
        for (let edits = by.int(3); edits > 0; edits--) b.editor.edit(by);
        expectShown(b);
        bring(...by.pick([[a, b] as const, [b, a] as const]));
      }
      if (by.int(4) === 0) a.editor.run(splitBlock);
      a.editor.compose(false);
      vi.advanceTimersByTime(100);
      expectShown(a);
    }
    exchange(a, b);
    expectShown(a);
    expect(shown(b)).toBe(shown(a));
  });

  test("no letter is lost where others only write", () => {
    for (let seed = 0; seed < 20; seed++) {
      const by = chance(seed);
      const [a, b] = openCopies(text, 10, 12) as [BoundCopy, BoundCopy];
      select(a, by.pick(["one", "two", "three"]));
      a.editor.compose(true);
      let composed = 0;
      for (let step = 0; step < 8; step++) {
        const { head } = a.editor.state().selection;
        const words = "Ω".repeat(step + 1);
        compose(a, head - composed, head, words);
        composed = words.length;
        type(b, by.pick(["ne", "wo", "hree", " "]), "λ");
        if (by.int(3) === 0) split(by.pick(["ne", "hree"]))(b);
        bring(b, a);
        if (by.int(2) === 0) bring(a, b);
      }
      a.editor.compose(false);
      vi.advanceTimersByTime(100);
      exchange(a, b);
      expectShown(a);
      expect(shown(b)).toBe(shown(a));
      expect(shown(a).match(/Ω/g)).toHaveLength(8);
      expect(shown(a).match(/λ/g)).toHaveLength(8);
    }
  });
});
