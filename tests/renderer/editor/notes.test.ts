/** [C18] [C20] References and notes in the editor: on real editors' states without a window. */

import type { Node } from "prosemirror-model";
import { describe, expect, it } from "vitest";
import { changeNote, insertNote, noteAt, removeNote } from "../../../renderer/editor/footnotes.ts";
import { createWordCount } from "../../../renderer/editor/wordCount.ts";
import { numbersOf } from "../../../shared/charter/text/clauses.ts";
import { schema } from "../../../shared/charter/text/schema.ts";
import {
  type BoundCopy,
  bring,
  clause,
  exchange,
  expectShown,
  openCopies,
  remove,
  select,
  shown,
  split,
  type,
} from "../../shared/crdt/support/boundTexts.ts";
import { doc, element, run } from "../../shared/crdt/support/texts.ts";

const numberOf = numbersOf([]);

function noteIn({ editor }: BoundCopy, index = 0): number {
  const found: number[] = [];
  editor.state().doc.descendants((node, position) => {
    if (node.type.name === "footnote") found.push(position);
  });
  return found[index] ?? -1;
}

const saidBy = (copy: BoundCopy): string | null => noteAt(copy.editor.state().doc, noteIn(copy), numberOf);
const change = (copy: BoundCopy, words: string): boolean => copy.editor.run(changeNote(noteIn(copy), words, numberOf));

const note = (...words: readonly string[]) =>
  element(
    "footnote",
    words.map((one) => run(one)),
  );
const noted = doc(
  element("clause", [element("paragraph", [run("one two"), note("dug by hand"), run(" three four")])], { id: "c1" }),
);

describe("[C20] a note", () => {
  it("is put behind the selected words, and what is typed beside it goes beside it", () => {
    const [a, b] = openCopies(doc(clause("c1", "one two three")), 10, 12) as [BoundCopy, BoundCopy];
    select(a, "two", true);
    expect(a.editor.run(insertNote("dug by hand\nor not"))).toBe(true);
    expectShown(a);
    type(a, " three", ",");
    type(a, "two", "well ");
    expectShown(a);
    bring(a, b);
    expectShown(b);
    expect(shown(b)).toBe(
      'doc(clause(paragraph("one well two", footnote("dug by hand", hard_break, "or not"), ", three")))',
    );
    expect(saidBy(b)).toBe("dug by hand\nor not");
  });

  it("takes what several people write into it at once, as any words do", () => {
    const [a, b] = openCopies(noted, 10, 12) as [BoundCopy, BoundCopy];
    expect(change(a, "soon dug by hand")).toBe(true);
    expect(change(b, "dug by hand in May")).toBe(true);
    type(b, " three", ",");
    exchange(a, b);
    expect(shown(a)).toBe('doc(clause(paragraph("one two", footnote("soon dug by hand in May"), ", three four")))');
    expect(shown(b)).toBe(shown(a));
    expectShown(a);
    // A word in it is little to send, whatever the note says besides.
    expect(a.updates.at(-1)).toBeLessThan(60);
  });

  it("stays in its paragraph when that is split, and goes with the words that are deleted around it", () => {
    const [a, b] = openCopies(noted, 10, 12) as [BoundCopy, BoundCopy];
    split("three")(a);
    expect(change(b, "dug by many hands")).toBe(true);
    exchange(a, b);
    expect(shown(b)).toBe(
      'doc(clause(paragraph("one two", footnote("dug by many hands"), " "), paragraph("three four")))',
    );
    const { doc: before, tr } = a.editor.state();
    a.editor.dispatch(tr.delete(noteIn(a) - 3, noteIn(a) + (before.nodeAt(noteIn(a))?.nodeSize ?? 0)));
    expectShown(a);
    expect(shown(a)).toBe('doc(clause(paragraph("one  "), paragraph("three four")))');
    bring(a, b);
    expect(shown(b)).toBe(shown(a));
  });

  it("keeps marks and references where other words of it change, and says one in words where it was only begun to change", () => {
    const inside = [
      run("by ", []),
      run("hand", [{ type: "strong", attrs: {} }]),
      run(" as in "),
      element("reference", [], { clause: "c1" }),
      run(" now"),
    ];
    const text = doc(element("clause", [element("paragraph", [run("x"), element("footnote", inside)])], { id: "c1" }));
    const [a] = openCopies(text, 10) as [BoundCopy];
    const numbers = numbersOf([{ id: "c1" as never, number: "12" }]);
    const say = (words: string) => a.editor.run(changeNote(noteIn(a), words, numbers));
    expect(noteAt(a.editor.state().doc, noteIn(a), numbers)).toBe("by hand as in 12 now");
    expect(say("by hand as in 12 today")).toBe(true);
    expect(shown(a)).toBe(
      'doc(clause(paragraph("x", footnote("by ", strong("hand"), " as in ", reference, " today"))))',
    );
    expect(say("by hands as in 12 today")).toBe(true);
    expect(shown(a)).toContain('strong("hand"), "s as in ", reference, " today"');
    expect(say("by hands as in 13 today")).toBe(true);
    expect(shown(a)).toContain('"s as in 13 today"');
    expect(say("by hands as in 13 today")).toBe(false);
    expect(say("")).toBe(true);
    expect(shown(a)).toBe('doc(clause(paragraph("x", footnote)))');
    expect(say("again")).toBe(true);
    expectShown(a);
    expect(a.editor.run(removeNote(noteIn(a)))).toBe(true);
    expect(shown(a)).toBe('doc(clause(paragraph("x")))');
  });

  it("has nothing in it that nobody could see", () => {
    const [a] = openCopies(doc(clause("c1", "one two")), 10) as [BoundCopy];
    select(a, "one", true);
    a.editor.run(insertNote("a\u202eb\tc"));
    expect(saidBy(a)).toBe("ab c");
  });

  it("is as much of the text as what stands around it: carets find their places behind it", () => {
    const [a] = openCopies(noted, 10) as [BoundCopy];
    const { doc: shownDoc } = a.editor.state();
    const at = noteIn(a);
    for (let position = 3; position < shownDoc.content.size - 2; position++) {
      if (position > at && position < at + (shownDoc.nodeAt(at)?.nodeSize ?? 0)) continue;
      const relative = a.editor.places.relativeAt(shownDoc, position);
      expect(relative === null ? null : a.editor.places.positionOf(shownDoc, relative, null)).toBe(position);
    }
    const count = createWordCount();
    expect(count(shownDoc, Number.POSITIVE_INFINITY)).toBe(7);
  });

  it("can be undone with what was written in it", () => {
    const [a] = openCopies(noted, 10) as [BoundCopy];
    remove(a, " three");
    expectShown(a);
    expect(change(a, "by hand")).toBe(true);
    expect(saidBy(a)).toBe("by hand");
  });
});

describe("[C18] a reference", () => {
  it("is one place among words, written with what it names", () => {
    const [a, b] = openCopies(doc(clause("c1", "see now"), clause("c2", "x")), 10, 12) as [BoundCopy, BoundCopy];
    select(a, "now");
    const put = (node: Node) => a.editor.dispatch(a.editor.state().tr.replaceSelectionWith(node, false));
    put(schema.node("reference", { clause: "c2" }));
    type(a, "now", " ");
    type(b, "now", "just ");
    exchange(a, b);
    expect(shown(a)).toBe(shown(b));
    expectShown(a);
    const names: unknown[] = [];
    b.editor.state().doc.descendants((node) => {
      if (node.type.name === "reference") names.push(node.attrs.clause);
    });
    expect(names).toEqual(["c2"]);
    expect(b.editor.state().doc.firstChild?.textContent).toBe("see  just now");
  });
});
