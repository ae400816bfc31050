/**
 * Characters that a reader cannot see, or that turn others: what this person brings in is mended at once, whatever way
 * it came; what others wrote is shown by its number and left alone. CONTENT.md, C9.
 *
 * Only what was changed is looked at, so a key costs its own block.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { codeName, typedInstead, unseenIn } from "../../shared/charter/text/seen.ts";
import { blockLine } from "./blockLine.ts";
import { eachOwnChange } from "./ownChanges.ts";

/** Takes nothing that could stand where it is once more is typed: a joiner waits for its letter. */
function mendOwn(transactions: readonly Transaction[], state: EditorState): Transaction | null {
  const found: { readonly at: number; readonly length: number; readonly instead: string }[] = [];
  eachOwnChange(transactions, (from, to) => {
    state.doc.nodesBetween(from, to, (node, start) => {
      if (!node.isText) return true;
      let at = start;
      for (const sign of node.text ?? "") {
        const instead = at < from || at >= to ? null : typedInstead(sign.codePointAt(0) ?? 0);
        if (instead !== null && !found.some((one) => one.at === at)) found.push({ at, length: sign.length, instead });
        at += sign.length;
      }
      return false;
    });
  });
  if (found.length === 0) return null;
  const mended = state.tr;
  for (const { at, length, instead } of found.sort((a, b) => b.at - a.at)) mended.insertText(instead, at, at + length);
  return mended;
}

/** Each block as one line, as the rules judge it; places are those of the document. */
function marksOf(block: Node, position: number): readonly Decoration[] {
  const own = unseenOf(block).map(({ at, code }) => {
    const from = position + 1 + at;
    return Decoration.inline(from, from + (code > 0xffff ? 2 : 1), shownAs(code));
  });
  const inNotes: Decoration[] = [];
  block.forEach((node, offset) => {
    const [first] = node.type.name === "footnote" ? unseenOf(node) : [];
    const from = position + 1 + offset;
    if (first !== undefined) inNotes.push(Decoration.node(from, from + node.nodeSize, shownAs(first.code)));
  });
  return [...own, ...inNotes];
}

const unseenOf = (line: Node) => unseenIn(blockLine(line)).filter(({ isIdle }) => !isIdle);
const shownAs = (code: number) => ({ class: "unseen", "data-code": codeName(code) });

function allMarks(doc: Node): DecorationSet {
  const marks: Decoration[] = [];
  doc.descendants((node, position) => {
    if (node.isTextblock) marks.push(...marksOf(node, position));
    return !node.isTextblock;
  });
  return DecorationSet.create(doc, marks);
}

function nextMarks(before: DecorationSet, transaction: Transaction): DecorationSet {
  if (!transaction.docChanged) return before;
  const { doc, mapping } = transaction;
  let marks = before.map(mapping, doc);
  for (const [index, map] of mapping.maps.entries())
    map.forEach((_oldFrom, _oldTo, newFrom, newTo) => {
      const rest = mapping.slice(index + 1);
      const from = Math.max(0, rest.map(newFrom, -1) - 1);
      const to = Math.min(doc.content.size, rest.map(newTo, 1) + 1);
      doc.nodesBetween(from, to, (node, position) => {
        if (!node.isTextblock) return true;
        marks = marks.remove(marks.find(position, position + node.nodeSize)).add(doc, [...marksOf(node, position)]);
        return false;
      });
    });
  return marks;
}

const key = new PluginKey<DecorationSet>("unseen");

export const unseen = (): Plugin =>
  new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, state) => allMarks(state.doc),
      apply: (transaction, marks) => nextMarks(marks, transaction),
    },
    props: { decorations: (state) => key.getState(state) ?? null },
    appendTransaction: (transactions, _before, state) => mendOwn(transactions, state),
  });
