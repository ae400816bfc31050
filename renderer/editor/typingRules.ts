/** Shorthand while typing: "## " makes a heading, "- " and "* " a list, "1. " a numbered list. Backspace takes it back. */
import { InputRule, inputRules } from "prosemirror-inputrules";
import type { NodeType } from "prosemirror-model";
import type { Plugin, Transaction } from "prosemirror-state";
import { findWrapping } from "prosemirror-transform";
import { nodeTypes } from "./editorCommands.ts";

type Change = (transaction: Transaction, match: RegExpMatchArray, at: number) => Transaction | null;

/** Only in plain paragraphs: a heading that begins with "1. " means it. */
const inParagraph = (match: RegExp, change: Change): InputRule =>
  new InputRule(match, (state, found, start, end) => {
    if (state.doc.resolve(start).parent.type !== nodeTypes.paragraph) return null;
    return change(state.tr.delete(start, end), found, start);
  });

const heading: Change = (transaction, match, at) =>
  transaction.setBlockType(at, at, nodeTypes.heading, { level: match[1]?.length ?? 2 });

const list =
  (type: NodeType, attrsOf: (match: RegExpMatchArray) => Readonly<Record<string, number>> | null): Change =>
  (transaction, match, at) => {
    const range = transaction.doc.resolve(at).blockRange();
    const wrapping = range === null ? null : findWrapping(range, type, attrsOf(match));
    return range === null || wrapping === null ? null : transaction.wrap(range, wrapping);
  };

export const typingRules = (): Plugin =>
  inputRules({
    rules: [
      inParagraph(/^(#{1,3})\s$/, heading),
      inParagraph(
        /^[-*]\s$/,
        list(nodeTypes.bulletList, () => null),
      ),
      inParagraph(
        /^(\d{1,4})[.)]\s$/,
        list(nodeTypes.orderedList, (match) => ({ order: Number(match[1]) })),
      ),
    ],
  });
