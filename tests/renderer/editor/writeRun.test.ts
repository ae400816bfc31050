import { joinBackward, setBlockType, splitBlock } from "prosemirror-commands";
import { wrapInList } from "prosemirror-schema-list";
import { type Command, EditorState, TextSelection } from "prosemirror-state";
import { describe, expect, test } from "vitest";
import { enterInClause } from "../../../renderer/editor/clauseCommands.ts";
import { createNodePairs } from "../../../renderer/editor/nodePairs.ts";
import { insertTable } from "../../../renderer/editor/tables.ts";
import { writeRun } from "../../../renderer/editor/writeRun.ts";
import { schema } from "../../../shared/charter/text/schema.ts";
import { createTextDoc } from "../../../shared/crdt/document/docLayout.ts";
import { createReading } from "../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../shared/crdt/reading/readText.ts";
import { createPen } from "../../../shared/crdt/writing/pen.ts";
import { applyText } from "../../../shared/crdt/writing/writeText.ts";
import { clause, find } from "../../shared/crdt/support/boundTexts.ts";
import { doc, element, paragraph } from "../../shared/crdt/support/texts.ts";

const text = doc(
  paragraph("before all"),
  element("article", [clause("c1", "one", "two three"), clause("c2", "four"), paragraph("between"), clause("c3")], {
    id: "a1",
    kind: "article",
  }),
);

/** Does `command` with the caret before `words`; whether it could be written as one run, and what is read then. */
function run(words: string, command: Command) {
  const yDoc = createTextDoc(10);
  applyText(yDoc, text, { from: "start" });
  const reading = createReading(yDoc);
  const pairs = createNodePairs();
  const before = pairs.nodeOf(reading.text());
  const selection = TextSelection.create(before, find(before, words));
  let after = before;
  command(EditorState.create({ doc: before, selection }), (transaction) => {
    after = transaction.doc;
  });
  let updates = 0;
  yDoc.on("update", () => updates++);
  const isWritten = yDoc.transact(() => writeRun(reading, pairs, before, after, createPen(yDoc)), { from: "test" });
  return { isWritten, updates, read: String(schema.nodeFromJSON(readText(yDoc).text)), wanted: String(after) };
}

describe("blocks of one clause", () => {
  test.each([
    ["Enter", "three", splitBlock],
    ["joining", "two", joinBackward],
    ["a heading", "four", setBlockType(schema.nodes.heading, { level: 2 })],
    ["a list", "one", wrapInList(schema.nodes.ordered_list)],
    ["a table", "two", insertTable],
    ["between clauses", "tween", splitBlock],
    ["outside articles", "all", splitBlock],
  ] as const)("%s is written by itself", (_name, words, command) => {
    const { isWritten, updates, read, wanted } = run(words, command);
    expect({ isWritten, updates, read }).toEqual({ isWritten: true, updates: 1, read: wanted });
  });

  test.each([
    ["a clause that is split", "three", enterInClause],
    [
      "a run of which nothing is left",
      "between",
      (state, dispatch) => {
        const { $from } = state.selection;
        dispatch?.(state.tr.delete($from.before(), $from.after()));
        return true;
      },
    ],
  ] as readonly (readonly [string, string, Command])[])(
    "%s is left to the comparison of all",
    (_name, words, command) => {
      expect(run(words, command)).toMatchObject({ isWritten: false, updates: 0 });
    },
  );
});
