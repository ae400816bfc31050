/** [C22] Promises in the editor: on real editors' states without a window. */
import { describe, expect, it } from "vitest";
import { changePromise, insertPromise, promiseAt, removePromise } from "../../../renderer/editor/promises.ts";
import { createWordCount } from "../../../renderer/editor/wordCount.ts";
import { readSuggestions } from "../../../shared/crdt/reading/suggestions.ts";
import {
  type BoundCopy,
  bring,
  clause,
  exchange,
  expectShown,
  openCopies,
  select,
  shown,
  split,
  type,
} from "../../shared/crdt/support/boundTexts.ts";
import { doc } from "../../shared/crdt/support/texts.ts";

const river = "ab".repeat(32);
const yearly = { by: river, to: "all", due: "2027-05-01", every: 12 };
const canal = doc(clause("c1", "The canal is cleared"));

const at = ({ editor }: BoundCopy): number => {
  let found = -1;
  editor.state().doc.descendants((node, position) => {
    if (node.type.name === "promise") found = position;
  });
  return found;
};
const saidBy = (copy: BoundCopy) => promiseAt(copy.editor.state().doc, at(copy));

function promised(): readonly [BoundCopy, BoundCopy] {
  const [a, b] = openCopies(canal, 2 ** 52 + 10, 2 ** 52 + 12) as [BoundCopy, BoundCopy];
  select(a, "cleared", true);
  expect(a.editor.run(insertPromise(yearly))).toBe(true);
  bring(a, b);
  return [a, b];
}

describe("[C22] a promise", () => {
  it("is put behind the selected words, and what is typed beside it goes beside it", () => {
    const [a, b] = promised();
    expectShown(a);
    expect(shown(a)).toBe('doc(clause(paragraph("The canal is cleared", promise)))');
    type(b, "canal", "old ");
    split("canal")(a);
    exchange(a, b);
    for (const copy of [a, b]) {
      expectShown(copy);
      expect(saidBy(copy)).toEqual(yearly);
      expect(shown(copy)).toBe('doc(clause(paragraph("The "), paragraph("old canal is cleared", promise)))');
    }
    const count = createWordCount();
    expect(count(a.editor.state().doc, Number.POSITIVE_INFINITY)).toBe(5);
  });

  it("says what several people change of it at once, each something else, and costs little to send", () => {
    const [a, b] = promised();
    expect(a.editor.run(changePromise(at(a), { due: "2027-06-01" }))).toBe(true);
    expect(b.editor.run(changePromise(at(b), { by: "all", every: 6 }))).toBe(true);
    expect(a.updates.at(-1)).toBeLessThan(60);
    exchange(a, b);
    for (const copy of [a, b]) {
      expectShown(copy);
      expect(saidBy(copy)).toEqual({ by: "all", to: "all", due: "2027-06-01", every: 6 });
    }
    expect(a.editor.run(changePromise(at(a), { every: 6 }))).toBe(false);
    expect(a.editor.run(removePromise(at(a)))).toBe(true);
    expectShown(a);
    expect(at(a)).toBe(-1);
    expect(a.editor.run(removePromise(3))).toBe(false);
  });

  it("is asked to say something else by who only suggests, told as words, and says it once that is accepted", () => {
    const [a, b] = promised();
    expect(b.editor.suggest(true)).toBe(true);
    expect(b.editor.run(changePromise(at(b), { due: "2027-06-01", to: "" }))).toBe(true);
    expectShown(b);
    bring(b, a);
    expect(saidBy(a)).toEqual(yearly);
    const found = readSuggestions(a.yDoc);
    expect(found.map(({ kind, struck, inserted }) => [kind, struck, inserted])).toEqual([
      [
        "setting",
        "‹abababab owes this to all, by 1 May 2027, every 12 months›",
        "‹abababab owes this, by 1 June 2027, every 12 months›",
      ],
    ]);
    a.editor.answer("accept", found);
    expect(saidBy(a)).toEqual({ ...yearly, due: "2027-06-01", to: "" });
    expectShown(a);
  });
});
