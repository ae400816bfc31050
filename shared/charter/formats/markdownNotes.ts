/** Notes of a Markdown source: `[^1]` among words, and what a paragraph says that begins with `[^1]:`, wherever it stands. */
import type { Token } from "markdown-it";
import type { DocNode } from "../text/model.ts";
import { importLimits } from "./importLimits.ts";
import type { MarkdownBlock } from "./markdownBlocks.ts";
import { readInline, type WordsOfNote, withoutPromises } from "./markdownInline.ts";

export interface ReadNotes {
  readonly wordsOf: WordsOfNote;
  /** Whether some words refer to it. Others stay as paragraphs. */
  isUsed(block: MarkdownBlock): boolean;
}

/** Of notes of one name the first counts. One that is referred to in many places stands in each of them. */
export function collectNotes(blocks: readonly MarkdownBlock[]): ReadNotes {
  const named = new Map<string, MarkdownBlock>();
  const collect = (block: MarkdownBlock): void => {
    if (block.type === "footnote" && !named.has(block.text)) named.set(block.text, block);
    for (const child of block.children) collect(child);
  };
  for (const block of blocks) collect(block);
  const used = new Set<MarkdownBlock>();
  const words = new Map<Token, readonly DocNode[]>();
  /** However often one is referred to, a text grows by no more than a file may have. */
  let room: number = importLimits.bytes;
  const refer = (block: MarkdownBlock): void => {
    for (const token of block.type === "footnote" ? [] : block.inline) {
      const note = token.type === "footnote_ref" ? named.get(token.content) : undefined;
      if (note === undefined) continue;
      const { content } = readInline(withoutPromises(note.inline), false);
      room -= content.reduce((sum, node) => sum + (node.type === "text" ? node.text.length : 1), 1);
      if (room < 0) continue;
      used.add(note);
      words.set(token, content);
    }
    for (const child of block.children) refer(child);
  };
  if (named.size > 0) for (const block of blocks) refer(block);
  return { wordsOf: (token) => words.get(token) ?? null, isUsed: (block) => used.has(block) };
}
