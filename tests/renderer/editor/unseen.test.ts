import type { Node } from "prosemirror-model";
import { EditorState } from "prosemirror-state";
import type { DecorationSet } from "prosemirror-view";
import { describe, expect, it } from "vitest";
import { remoteChange } from "../../../renderer/editor/remoteChange.ts";
import { unseen } from "../../../renderer/editor/unseen.ts";
import { schema } from "../../../shared/charter/text/schema.ts";

const plugin = unseen();
const doc = (...lines: readonly string[]): Node =>
  schema.node(
    "doc",
    null,
    lines.map((line) => schema.node("paragraph", null, line === "" ? [] : [schema.text(line)])),
  );
const begin = (...lines: readonly string[]): EditorState =>
  EditorState.create({ doc: doc(...lines), plugins: [plugin] });
const marked = (state: EditorState): readonly (readonly [number, number])[] =>
  (plugin.getState(state) as DecorationSet).find().map(({ from, to }) => [from, to]);

describe("what a person brings into the editor", () => {
  it.each([
    ["an override", "ab\u202ecd", "abcd"],
    ["separators", "one\u000btwo\u2028three", "one two three"],
    ["windows-1252", "\u0093so\u0094", "“so”"],
    ["a tag, which is two units", "a\u{e0041}b", "ab"],
    ["a soft hyphen", "ver\u00adein", "verein"],
  ])("[C9] is mended at once: %s", (_, typed, text) => {
    const state = begin("xy");
    const after = state.applyTransaction(state.tr.insertText(typed, 2)).state;
    expect(after.doc.textContent).toBe(`x${text}y`);
  });

  it("[C9] keeps every key: a joiner waits for its letter", () => {
    let state = begin("می");
    for (const key of ["\u200c", "خ", "و"]) state = state.apply(state.tr.insertText(key, state.doc.content.size - 1));
    expect(state.doc.textContent).toBe("می\u200cخو");
    expect(marked(state)).toEqual([]);
  });
});

describe("what others wrote", () => {
  it("[C9] stays, and is shown by its number where it stands", () => {
    let state = begin("one", "two");
    const theirs = doc("one", "t\u202ewo\u{e0041}");
    state = state.apply(remoteChange(state, theirs, false));
    expect(state.doc.eq(theirs)).toBe(true);
    expect(marked(state)).toEqual([
      [7, 8],
      [10, 12],
    ]);
    state = state.apply(state.tr.insertText("x", 1));
    expect(marked(state)).toEqual([
      [8, 9],
      [11, 13],
    ]);
    state = state.apply(state.tr.delete(8, 9));
    expect(marked(state)).toEqual([[10, 12]]);
  });

  it("[C9] is shown from the beginning", () => {
    expect(marked(begin("a\u2067b"))).toEqual([[2, 3]]);
  });
});
