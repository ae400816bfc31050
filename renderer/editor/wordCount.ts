/**
 * Counts words. What counts is what is compared (shared/charter/compare/words.ts): each piece with a letter or a digit
 * in it, "don't" and "3.5" once, and in scripts that write no spaces each character. Numbers of clauses are no words.
 */
import type { Node } from "prosemirror-model";
import { isSpoken, splitWords } from "../../shared/charter/compare/words.ts";

/**
 * Words in a node and all in it. Null: not counted yet when `until` (milliseconds of the window's clock) came; ask again
 * to go on.
 */
export type CountWords = (node: Node, until: number) => number | null;

/** Owns counts by node; drop the function to drop them. Nodes that did not change are not counted again. */
export function createWordCount(): CountWords {
  const known = new WeakMap<Node, number>();
  const count: CountWords = (node, until) => {
    const before = known.get(node);
    if (before !== undefined) return before;
    if (performance.now() >= until) return null;
    let words = 0;
    if (node.isTextblock) words = wordsIn(lineOf(node));
    else
      for (const child of node.children) {
        const more = count(child, until);
        if (more === null) return null;
        words += more;
      }
    known.set(node, words);
    return words;
  };
  return count;
}

/** A reference reads as a number, which is a word; the words of a note stand by themselves. */
const lineOf = (line: Node): string =>
  line.children
    .map((node) => {
      if (node.type.name === "footnote") return ` ${lineOf(node)} `;
      // What a promise reads as is nobody's words.
      if (node.type.name === "promise") return "";
      return node.text ?? (node.type.name === "reference" ? "1" : "\n");
    })
    .join("");

const wordsIn = (text: string): number => splitWords(text).filter(isSpoken).length;
