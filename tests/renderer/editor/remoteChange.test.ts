import type { Node } from "prosemirror-model";
import { EditorState } from "prosemirror-state";
import { StepMap } from "prosemirror-transform";
import { describe, expect, test } from "vitest";
import { changedRanges } from "../../../renderer/editor/changedRanges.ts";
import { isRemote, remoteChange } from "../../../renderer/editor/remoteChange.ts";
import { schema } from "../../../shared/charter/text/schema.ts";
import { seededRandom } from "../../support/ambient.ts";

const p = (text: string): Node => schema.node("paragraph", null, text === "" ? [] : [schema.text(text)]);
const clause = (id: string, ...content: Node[]): Node => schema.node("clause", { id }, content);
const article = (id: string, ...content: Node[]): Node => schema.node("article", { id }, content);
const doc = (...content: Node[]): Node => schema.node("doc", null, content);

/** Everything outside the ranges is the same text at the places the map says. */
function expectSameOutside(before: Node, after: Node): void {
  const ranges = changedRanges(before, after);
  const map = new StepMap(ranges);
  let end = 0;
  let shift = 0;
  for (let i = 0; i < ranges.length; i += 3) {
    const [start = 0, oldSize = 0, newSize = 0] = ranges.slice(i, i + 3);
    expect(start).toBeGreaterThanOrEqual(end);
    const kept = before.textBetween(end, start, "|");
    expect(after.textBetween(end + shift, start + shift, "|")).toBe(kept);
    expect(map.map(start, -1)).toBe(start + shift);
    end = start + oldSize;
    shift += newSize - oldSize;
  }
  expect(before.content.size + shift).toBe(after.content.size);
  expect(after.textBetween(end + shift, after.content.size, "|")).toBe(
    before.textBetween(end, before.content.size, "|"),
  );
}

describe("where two documents differ", () => {
  const one = p("one");
  const two = p("two");
  const three = p("three");

  test("a letter in a paragraph is one narrow range", () => {
    expect(changedRanges(doc(one, two, three), doc(one, p("twoo"), three))).toEqual([9, 0, 1]);
  });

  test("changes in two articles are two ranges, and what lies between is untouched", () => {
    const before = doc(article("a", one), article("b", two), article("c", three));
    const after = doc(article("a", p("ones")), before.child(1), article("c", p("tree")));
    expect(changedRanges(before, after)).toEqual([5, 0, 1, 17, 1, 0]);
  });

  test("a block that comes and one that goes leave their neighbours alone", () => {
    expect(changedRanges(doc(one, two, three), doc(p("x"), one, three))).toEqual([0, 0, 3, 5, 5, 0]);
  });

  test("a changed attribute moves nothing", () => {
    expect(changedRanges(doc(clause("c1", one)), doc(clause("c2", one)))).toEqual([]);
  });

  test("letters that repeat are counted once", () => {
    expect(changedRanges(doc(p("aa")), doc(p("aaa")))).toEqual([3, 0, 1]);
    expect(changedRanges(doc(p("aaa")), doc(p("a")))).toEqual([2, 2, 0]);
  });

  test.each(Array.from({ length: 40 }, (_, seed) => seed))("whatever changes, ranges cover it (seed %i)", (seed) => {
    const { bytes } = seededRandom(seed);
    const chance = (share: number): boolean => (bytes(1)[0] ?? 0) < share * 256;
    const word = (): string => String.fromCharCode(97 + ((bytes(1)[0] ?? 0) % 4)).repeat(1 + ((bytes(1)[0] ?? 0) % 4));
    const grow = (depth: number): Node =>
      depth < 3 && chance(0.5) ? clause(word(), ...Array.from({ length: 3 }, () => grow(depth + 1))) : p(word());
    const change = (node: Node): Node[] => {
      if (chance(0.6)) return [node];
      if (chance(0.2)) return [];
      if (chance(0.2)) return [node, grow(2)];
      if (node.isTextblock) return [p(node.textContent + word())];
      return [node.type.create(node.attrs, node.children.flatMap(change))];
    };
    let before = doc(...Array.from({ length: 8 }, () => grow(0)));
    for (let round = 0; round < 10; round++) {
      const after = doc(...before.children.flatMap(change));
      expectSameOutside(before, after);
      before = after;
    }
  });
});

describe("a change from Yjs", () => {
  test("puts the very nodes that show what was read into the state, and is no work of this person", () => {
    const before = doc(p("one"), p("two"));
    const after = doc(before.child(0), p("two!"));
    const state = EditorState.create({ doc: before });
    const transaction = remoteChange(state, after, false);
    expect(transaction.doc).toBe(after);
    expect(isRemote(transaction)).toBe(true);
    expect(isRemote(state.tr.insertText("x", 1))).toBe(false);
    expect(transaction.mapping.map(2)).toBe(2);
    expect(transaction.mapping.map(9)).toBe(10);
  });

  test("an undo puts the caret behind what it changed", () => {
    const state = EditorState.create({ doc: doc(p("one"), p("two")) });
    expect(remoteChange(state, doc(state.doc.child(0), p("two more")), true).selection.head).toBe(14);
    expect(remoteChange(state, doc(state.doc.child(0)), true).selection.head).toBe(4);
  });
});
