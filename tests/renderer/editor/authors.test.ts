import { EditorState, TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { authoredIn, createAuthorMarks } from "../../../renderer/editor/authors.ts";
import { bindText } from "../../../renderer/editor/bindText.ts";
import { createTextDoc } from "../../../shared/crdt/document/docLayout.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { addText, findWords } from "../../shared/crdt/support/layoutText.ts";
import { createWriter, meet } from "../../shared/crdt/support/signedWriters.ts";
import { doc, element, paragraph, randomText } from "../../shared/crdt/support/texts.ts";

const clause = (id: string, words: string) => element("clause", [paragraph(words)], { id });
const wells = doc(clause("w1", "Each well rests."), clause("w2", "Nobody fences."));

function begin() {
  const [anna, bilal] = [createWriter(11), createWriter(22)];
  anna.act((yDoc) => addText(yDoc, wells));
  bilal.receive(anna);
  bilal.act((yDoc) => insert(yDoc, "rests", "always "));
  anna.receive(bilal);
  return anna.yDoc;
}

function insert(yDoc: Y.Doc, before: string, words: string): void {
  const { yFlow, at } = findWords(yDoc, before);
  yFlow.insert(at, words, {});
}

describe("the authors of what an editor shows", () => {
  it("stand at the positions of their words", () => {
    const text = bindText(begin());
    const found = authoredIn(text.reading, text.doc);
    expect(found.map(({ from, to, client }) => [text.doc.textBetween(from, to), client])).toEqual([
      ["Each well ", 11],
      ["always ", 22],
      ["rests.", 11],
      ["Nobody fences.", 11],
    ]);
  });

  it("cover every word of any text, tables and lists too, and nothing twice", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const by = chance(seed);
      const [anna, bilal] = [createWriter(11), createWriter(22)];
      anna.act((yDoc) => addText(yDoc, randomText(by)));
      for (let round = 0; round < 10; round++) {
        meet(anna, bilal);
        by.pick([anna, bilal]).edit(by);
      }
      meet(anna, bilal);
      const text = bindText(anna.yDoc);
      const found = authoredIn(text.reading, text.doc);
      let end = 0;
      for (const { from, to } of found) {
        expect(from).toBeGreaterThanOrEqual(end);
        end = to;
      }
      const covered = found.reduce((size, { from, to }) => size + to - from, 0);
      let size = 0;
      text.doc.descendants((node) => {
        if (node.isTextblock) size += node.content.size;
        return !node.isTextblock;
      });
      expect(covered, `seed ${seed}`).toBe(size);
    }
  });

  it("are told for a selection and for a caret, move along, and are gone when nobody asks", () => {
    const yDoc = begin();
    const text = bindText(yDoc);
    let unknown = 0;
    const marks = createAuthorMarks(text.reading, () => {
      unknown++;
    });
    const view = {
      state: EditorState.create({ doc: text.doc, plugins: [...text.plugins, marks.plugin] }),
      composing: false,
      dispatch(transaction: Parameters<EditorView["dispatch"]>[0]) {
        view.state = text.apply(view.state, transaction);
      },
    };
    const release = text.connect(view);
    const select = (from: number, to = from) => {
      const { doc: shown, tr } = view.state;
      view.dispatch(tr.setSelection(TextSelection.create(shown, from, to)));
      return marks.at(view.state);
    };
    const show = (look: Parameters<typeof marks.show>[1]) => marks.show(view as unknown as EditorView, look);
    expect(select(3)).toEqual([]);
    show(() => ({ colour: 0, line: 0 }));
    expect(select(2)).toEqual([11]);
    expect(select(12)).toEqual([11]);
    expect(select(13)).toEqual([22]);
    expect(select(4, 14)).toEqual([11, 22]);
    const other = createTextDoc(33);
    Y.applyUpdate(other, Y.encodeStateAsUpdate(yDoc));
    insert(other, "Each", "Now ");
    Y.applyUpdate(yDoc, Y.encodeStateAsUpdate(other));
    expect(select(13 + 4)).toEqual([22]);
    expect(unknown).toBe(0);
    show((client) => (client === 33 ? null : { colour: 0, line: 0 }));
    expect(unknown).toBe(1);
    show(null);
    expect(select(13 + 4)).toEqual([]);
    release();
  });
});
