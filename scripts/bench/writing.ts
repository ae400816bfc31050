/**
 * What acts of the editor write: bytes of structure beside what y-prosemirror writes for the same act on the same text, and
 * characters of a hundred mixed changes beside the fewest that make them. Without a window: a binding asks for none.
 */
import { joinBackward, setBlockType, splitBlock } from "prosemirror-commands";
import { sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { initProseMirrorDoc, prosemirrorToYXmlFragment, updateYFragment } from "y-prosemirror";
import * as Y from "yjs";
import { bindText } from "../../renderer/editor/bindText.ts";
import { moveTo } from "../../renderer/editor/structure.ts";
import type { ClauseId } from "../../shared/base/ids.ts";
import type { CharterText, ElementNode } from "../../shared/charter/text/model.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { createTextDoc } from "../../shared/crdt/document/docLayout.ts";
import { applyText } from "../../shared/crdt/writing/writeText.ts";
import type { Figure } from "./measure.ts";

const { nodes } = schema;
const client = 2 ** 52;

const paragraph = (text: string): ElementNode => ({
  type: "paragraph",
  attrs: {},
  content: [{ type: "text", text, marks: [] }],
});
const clause = (id: string, ...texts: readonly string[]): ElementNode => ({
  type: "clause",
  attrs: { id, source: "" },
  content: texts.map(paragraph),
});
const textOf = (...content: readonly ElementNode[]): CharterText => ({ type: "doc", attrs: {}, content });

interface Bound {
  readonly yDoc: Y.Doc;
  readonly state: EditorState;
  dispatch(transaction: Transaction): void;
}

/** An editor on a document that holds this text. */
type Bind = (text: CharterText) => Bound;

const ours: Bind = (text) => {
  const yDoc = createTextDoc(client);
  applyText(yDoc, text, {});
  const bound = bindText(yDoc);
  const view = {
    yDoc,
    composing: false,
    state: EditorState.create({ doc: bound.doc, plugins: [...bound.plugins] }),
    dispatch(transaction: Transaction): void {
      view.state = bound.apply(view.state, transaction);
    },
  };
  bound.connect(view);
  return view;
};

const stock: Bind = (text) => {
  const yDoc = new Y.Doc({ gc: false });
  yDoc.clientID = client;
  const yRoot = yDoc.getXmlFragment("text");
  prosemirrorToYXmlFragment(schema.nodeFromJSON(text), yRoot);
  const { doc, meta } = initProseMirrorDoc(yRoot, schema);
  const view = {
    yDoc,
    state: EditorState.create({ doc }),
    dispatch(transaction: Transaction): void {
      view.state = view.state.apply(transaction);
      yDoc.transact(() => updateYFragment(yDoc, yRoot, view.state.doc, meta));
    },
  };
  return view;
};

// ---- bytes --------------------------------------------------------------------------------------

const at =
  (words: string, command: Command) =>
  (bound: Bound): void => {
    let place = 0;
    bound.state.doc.descendants((node, position) => {
      const index = node.isText ? (node.text ?? "").indexOf(words) : -1;
      if (index >= 0) place = position + index;
    });
    bound.dispatch(bound.state.tr.setSelection(TextSelection.create(bound.state.doc, place)));
    if (!command(bound.state, (transaction) => bound.dispatch(transaction)))
      throw new Error(`nothing is done at ${words}`);
  };

function bytesOf(bind: Bind, text: CharterText, before: (bound: Bound) => void, act: (bound: Bound) => void): number {
  const bound = bind(text);
  before(bound);
  let bytes = 0;
  bound.yDoc.on("update", (update: Uint8Array) => {
    bytes += update.length;
  });
  act(bound);
  return bytes;
}

const nothing = (): void => undefined;
const listed = (bound: Bound): void => {
  at("one", wrapInList(nodes.bullet_list))(bound);
  at("two", splitListItem(nodes.list_item))(bound);
};

const acts: readonly (readonly [string, number, (bound: Bound) => void, (bound: Bound) => void])[] = [
  ["Enter in the middle of a paragraph", 0.25, nothing, at("two", splitBlock)],
  ["joining two paragraphs", 0.25, at("two", splitBlock), at("two", joinBackward)],
  ["a heading", 0.25, nothing, at("one", setBlockType(nodes.heading, { level: 2 }))],
  ["a list", 0.25, nothing, at("one", wrapInList(nodes.bullet_list))],
  ["indenting a point", 0.5, listed, at("two", sinkListItem(nodes.list_item))],
];

function structure(): readonly Figure[] {
  // As long as a clause of the large text.
  const words = "water is held in common by all ".repeat(6);
  const text = textOf(clause("c1", `one ${words} two ${words}`), clause("c2", "seven"));
  return acts.map(([name, atMost, before, act]) => {
    const [own, theirs] = [ours, stock].map((bind) => bytesOf(bind, text, before, act)) as [number, number];
    return {
      name: `Bytes of ${name}, of those that y-prosemirror writes`,
      ratio: own / theirs,
      spread: null,
      goal: { atMost },
      detail: `${own} of ${theirs}`,
    };
  });
}

function moving(words: number): Figure {
  const long = "water ".repeat(words).trim();
  const text = textOf(clause("c1", "one"), clause("c2", long), clause("c3", "three"));
  const move = (bound: Bound): void => {
    if (!moveTo("c2" as ClauseId, 0)(bound.state, (transaction) => bound.dispatch(transaction)))
      throw new Error("a clause moves to the beginning");
  };
  const bytes = bytesOf(ours, text, nothing, move);
  return {
    name: `Bytes of moving a clause of ${words.toLocaleString("en")} words`,
    ratio: bytes,
    spread: null,
    goal: { atMost: 200 },
    detail: `${bytes} bytes; its words are ${long.length.toLocaleString("en")}`,
  };
}

// ---- a hundred mixed changes in one act ------------------------------------------------------------

/** A third each: a word instead of another, a paragraph put in, a paragraph taken out. */
function mixed(bound: Bound, changes: number): number {
  const places: { readonly from: number; readonly to: number }[] = [];
  bound.state.doc.descendants((node, position) => {
    if (node.type.name === "paragraph") places.push({ from: position, to: position + node.nodeSize });
    return !node.isTextblock;
  });
  const stride = Math.floor(places.length / changes);
  const { tr } = bound.state;
  let fewest = 0;
  // From the end, so that no place moves before it is reached; the second paragraph of a clause, so that none is empty.
  for (let change = changes - 1; change >= 0; change--) {
    const { from, to } = places[Math.floor((change * stride) / 2) * 2 + 1] ?? { from: 0, to: 0 };
    const word = `quorum${change}`;
    if (change % 3 === 0) {
      tr.insertText(word, from + 1, from + 1 + "water".length);
      fewest += word.length;
    } else if (change % 3 === 1) {
      tr.insert(to, nodes.paragraph.create(null, schema.text(word)));
      fewest += word.length + 1;
    } else tr.delete(from, to);
  }
  bound.dispatch(tr);
  return fewest;
}

function hundred(bind: Bind, clauses: number): { readonly written: number; readonly fewest: number } {
  const words = "water is held in common by all who live along it ".repeat(4).trim();
  const bound = bind(textOf(...Array.from({ length: clauses }, (_, index) => clause(`c${index}`, words, words))));
  const clockOf = (): number =>
    [...Y.decodeStateVector(Y.encodeStateVector(bound.yDoc)).values()].reduce((sum, clock) => sum + clock, 0);
  const before = clockOf();
  const fewest = mixed(bound, 100);
  return { written: clockOf() - before, fewest };
}

function mixedChanges(clauses: number): Figure {
  const [own, theirs] = [hundred(ours, clauses), hundred(stock, clauses)];
  return {
    name: "100 mixed changes in one act, characters written, of the fewest that make them",
    ratio: own.written / own.fewest,
    spread: null,
    goal: { atMost: 1.2 },
    detail: `${own.written} of ${own.fewest}; y-prosemirror ${theirs.written.toLocaleString("en")}`,
  };
}

/** `clauses`: of the text that is changed in a hundred places. */
export const measureWriting = (clauses: number): readonly Figure[] => [
  ...structure(),
  moving(5_000),
  mixedChanges(clauses),
];
