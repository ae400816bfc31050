import type { Node } from "prosemirror-model";
import { EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { describe, expect, it } from "vitest";
import { createClosedClauses } from "../../../renderer/editor/closedClauses.ts";
import { remoteChange } from "../../../renderer/editor/remoteChange.ts";
import { structureCommand } from "../../../renderer/editor/structure.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { schema } from "../../../shared/charter/text/schema.ts";

const line = (text: string): Node => schema.node("paragraph", null, [schema.text(text)]);
const clause = (id: string, text: string): Node => schema.node("clause", { id, source: "" }, [line(text)]);
const doc = schema.node("doc", null, [
  schema.node("article", { id: "wells", kind: "article" }, [
    schema.node("heading", { level: 2 }, [schema.text("Wells")]),
    clause("w1", "Each well rests."),
    clause("w2", "Nobody fences."),
  ]),
]);

/** Where these words begin. */
function find(text: string): number {
  let found = -1;
  doc.descendants((node, position) => {
    const at = node.isText ? (node.text?.indexOf(text) ?? -1) : -1;
    if (at >= 0) found = position + at;
  });
  if (found < 0) throw new Error("the words stand in the text");
  return found;
}

function open(...closed: readonly string[]) {
  const held: string[] = [];
  const clauses = createClosedClauses((id) => held.push(id));
  clauses.show(closed as ClauseId[]);
  const state = EditorState.create({ doc, plugins: [clauses.plugin] });
  const passes = (change: (transaction: Transaction) => Transaction): boolean =>
    state.applyTransaction(change(state.tr)).transactions.length > 0;
  return { held, clauses, state, passes };
}

describe("A closed clause", () => {
  it("keeps its words until its person means it, and no other clause's", () => {
    const { held, clauses, passes } = open("w1");
    const type = (words: string) => (transaction: Transaction) => transaction.insertText("X", find(words));
    expect(passes(type("Nobody"))).toBe(true);
    expect(passes(type("Wells"))).toBe(true);
    expect(held).toEqual([]);
    expect(passes(type("Each"))).toBe(false);
    expect(held).toEqual(["w1"]);
    clauses.allow("w1" as ClauseId);
    expect(passes(type("Each"))).toBe(true);
  });

  it("is asked for whatever takes its words out, adds to them, marks or divides them", () => {
    const at = find("Each");
    const changes: readonly ((transaction: Transaction) => Transaction)[] = [
      (transaction) => transaction.delete(at, at + 4),
      (transaction) => transaction.delete(0, doc.content.size),
      (transaction) => transaction.addMark(at, at + 4, schema.mark("strong")),
      (transaction) => transaction.split(at + 4),
      (transaction) => transaction.delete(find("Wells"), find("Nobody")),
    ];
    for (const change of changes) {
      const { held, passes } = open("w1");
      expect(passes(change)).toBe(false);
      expect(held).toEqual(["w1"]);
    }
  });

  it("moves, and takes what others write and what is undone", () => {
    const { held, state, passes } = open("w1", "w2");
    const changed = state.tr.insertText("X", find("Each")).doc;
    for (const isUndo of [false, true]) expect(passes(() => remoteChange(state, changed, isUndo))).toBe(true);
    const inside = state.apply(state.tr.setSelection(TextSelection.create(doc, find("Nobody"))));
    let after = inside;
    expect(
      structureCommand("moveUp")(inside, (transaction) => {
        after = inside.apply(transaction);
      }),
    ).toBe(true);
    expect(after.doc.textContent).toBe("WellsNobody fences.Each well rests.");
    expect(held).toEqual([]);
  });
});
