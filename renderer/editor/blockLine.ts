/** A block of text as one line, in which each sign stands at its position of the document. */
import type { Node } from "prosemirror-model";
import { standIn } from "../../shared/charter/text/clauses.ts";

/** A line feed for each break; what is a node of its own, a note with all its words, is signs that nobody looks for. */
export const blockLine = (block: Node): string =>
  block.children
    .map((node) => node.text ?? (node.type.name === "hard_break" ? "\n" : standIn.repeat(node.nodeSize)))
    .join("");
