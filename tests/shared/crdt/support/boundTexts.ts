/** Editors on copies of one text, joined by hand. */
import { splitBlock, toggleMark } from "prosemirror-commands";
import type { Node } from "prosemirror-model";
import { type Command, TextSelection } from "prosemirror-state";
import { expect } from "vitest";
import * as Y from "yjs";
import type { CharterText } from "../../../../shared/charter/text/model.ts";
import { schema } from "../../../../shared/charter/text/schema.ts";
import { createTextDoc } from "../../../../shared/crdt/document/docLayout.ts";
import { createSuggestedSight } from "../../../../shared/crdt/reading/cleanSight.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { applyText } from "../../../../shared/crdt/writing/writeText.ts";
import { createEditor, type HeadlessEditor } from "./headlessEditor.ts";
import { element, paragraph } from "./texts.ts";

export interface BoundCopy {
  readonly yDoc: Y.Doc;
  readonly editor: HeadlessEditor;
  /** Of what was written here, in bytes. */
  readonly updates: number[];
}

const overNet = { from: "another copy" };

/** One for each client id; all hold `text`. */
export function openCopies(text: CharterText, ...clients: readonly number[]): readonly BoundCopy[] {
  const ySource = createTextDoc(1);
  applyText(ySource, text, { from: "start" });
  const start = Y.encodeStateAsUpdate(ySource);
  return clients.map((client) => {
    const yDoc = createTextDoc(client);
    Y.applyUpdate(yDoc, start, overNet);
    const updates: number[] = [];
    yDoc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== overNet) updates.push(update.length);
    });
    return { yDoc, editor: createEditor(yDoc), updates };
  });
}

/** What `from` has and `to` lacks. [I2] Who receives writes nothing. */
export function bring(from: BoundCopy, to: BoundCopy): void {
  const written = to.updates.length;
  Y.applyUpdate(to.yDoc, Y.encodeStateAsUpdate(from.yDoc, Y.encodeStateVector(to.yDoc)), overNet);
  expect(to.updates).toHaveLength(written);
}

export function exchange(a: BoundCopy, b: BoundCopy): void {
  bring(a, b);
  bring(b, a);
}

/** The window shows what everybody reads in the document, with what is suggested. */
export function expectShown({ yDoc, editor }: BoundCopy): void {
  const { text } = readText(yDoc, createSuggestedSight(yDoc));
  expect(editor.state().doc.toJSON()).toEqual(schema.nodeFromJSON(text).toJSON());
}

export const shown = ({ editor }: BoundCopy): string => String(editor.state().doc);

/** The position before the first place where `words` stand. */
export function find(doc: Node, words: string): number {
  let found = -1;
  doc.descendants((node, position) => {
    const at = found < 0 && node.isText ? (node.text ?? "").indexOf(words) : -1;
    if (at >= 0) found = position + at;
    return found < 0;
  });
  if (found < 0) throw new Error(`no "${words}" in ${String(doc)}`);
  return found;
}

/** Puts the caret before `words`, or selects them. */
export function select({ editor }: BoundCopy, words: string, isSelected = false): void {
  const { doc, tr } = editor.state();
  const from = find(doc, words);
  editor.dispatch(tr.setSelection(TextSelection.create(doc, from, isSelected ? from + words.length : from)));
}

export function type(copy: BoundCopy, before: string, words: string): void {
  select(copy, before);
  copy.editor.dispatch(copy.editor.state().tr.insertText(words));
}

export function remove(copy: BoundCopy, words: string): void {
  select(copy, words, true);
  copy.editor.dispatch(copy.editor.state().tr.deleteSelection());
}

export const clause = (id: string, ...words: readonly string[]) =>
  element(
    "clause",
    words.map((one) => paragraph(one)),
    { id },
  );

export const bold = (copy: BoundCopy, words: string): void => {
  select(copy, words, true);
  copy.editor.run(toggleMark(schema.marks.strong));
};

/** Where a child of the doc begins. */
export const offsetOf = (node: Node, index: number): number =>
  node.children.slice(0, index).reduce((sum, child) => sum + child.nodeSize, 0);

export const split =
  (before: string) =>
  (copy: BoundCopy): void => {
    select(copy, before);
    copy.editor.run(splitBlock);
  };
export const act =
  (at: string, command: Command) =>
  (copy: BoundCopy): void => {
    select(copy, at);
    copy.editor.run(command);
  };
