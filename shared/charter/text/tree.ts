/** Changes to one place of a tree; everything else is shared with the tree before. */
import type { CharterText, DocNode, ElementNode } from "./model.ts";

/** Puts `nodes` in the place of the node at `path` (indices from the doc down). */
export function replaceAt(text: CharterText, path: readonly number[], nodes: readonly DocNode[]): CharterText {
  const changed = (parent: ElementNode, depth: number): ElementNode => {
    const at = path[depth] ?? 0;
    const child = parent.content[at];
    const isLast = depth === path.length - 1;
    const instead = isLast || child === undefined || child.type === "text" ? nodes : [changed(child, depth + 1)];
    return { ...parent, content: parent.content.toSpliced(at, 1, ...instead) };
  };
  return { ...text, content: changed(text, 0).content };
}

/** Puts `nodes` before the child at `index` of the element at `path`; an empty path is the doc. */
export function insertAt(
  text: CharterText,
  path: readonly number[],
  index: number,
  nodes: readonly DocNode[],
): CharterText {
  if (path.length === 0) return { ...text, content: text.content.toSpliced(index, 0, ...nodes) };
  const parent = nodeAt(text, path);
  if (parent === null) return text;
  return replaceAt(text, path, [{ ...parent, content: parent.content.toSpliced(index, 0, ...nodes) }]);
}

function nodeAt(text: CharterText, path: readonly number[]): ElementNode | null {
  let node: DocNode = text;
  for (const index of path) {
    const child: DocNode | undefined = node.type === "text" ? undefined : node.content[index];
    if (child === undefined) return null;
    node = child;
  }
  return node.type === "text" ? null : node;
}
