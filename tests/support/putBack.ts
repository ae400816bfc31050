/** A clause put back as another text has it, well enough for the fake host: articles, and clauses right inside them. */
import type { ClauseId } from "../../shared/base/ids.ts";
import type { CharterText, DocNode, ElementNode } from "../../shared/charter/text/model.ts";

const isElement = (node: DocNode): node is ElementNode => node.type !== "text";
const hasId = (node: DocNode, id: ClauseId): boolean => isElement(node) && node.attrs.id === id;

export function putBack(draft: CharterText, from: CharterText, clause: ClauseId): CharterText {
  return { ...draft, content: inside(draft.content, from.content, clause) };
}

function inside(draft: readonly DocNode[], from: readonly DocNode[], clause: ClauseId): readonly DocNode[] {
  const index = from.findIndex((node) => hasId(node, clause));
  const wanted = from[index];
  if (wanted !== undefined) {
    if (draft.some((node) => hasId(node, clause))) return draft.map((node) => (hasId(node, clause) ? wanted : node));
    return [...draft.slice(0, index), wanted, ...draft.slice(index)];
  }
  return draft.map((node) => {
    if (!isElement(node)) return node;
    const twin = from.find(
      (other) => isElement(other) && other.attrs.id !== undefined && other.attrs.id === node.attrs.id,
    );
    return twin === undefined || !isElement(twin)
      ? node
      : { ...node, content: inside(node.content, twin.content, clause) };
  });
}
