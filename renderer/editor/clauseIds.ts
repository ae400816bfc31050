/**
 * Gives a fresh id to every article and clause this person makes: new, split, pasted or dropped.
 *
 * It looks only at nodes that begin inside a change of this person, and never at what Yjs brought: if every
 * replica repaired ids that met in a merge, they would repair them differently. `readClauses` names those alike
 * everywhere without writing.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, type Transaction } from "prosemirror-state";
import { type ClauseId, parseClauseId } from "../../shared/base/ids.ts";
import { newClauseId } from "../../shared/charter/text/clauseId.ts";
import { eachOwnChange } from "./ownChanges.ts";

export const freshClauseId = (): ClauseId => newClauseId((count) => crypto.getRandomValues(new Uint8Array(count)));

const hasId = (node: Node): boolean => node.type.name === "article" || node.type.name === "clause";

export const clauseIds = (): Plugin =>
  new Plugin({
    appendTransaction: (transactions, _before, state) => {
      const begun = new Map<number, Node>();
      eachOwnChange(transactions, (from, to) =>
        state.doc.nodesBetween(from, Math.min(to, state.doc.content.size), (node, position) => {
          if (hasId(node) && position >= from && position < to) begun.set(position, node);
          return !node.isTextblock;
        }),
      );
      return begun.size === 0 ? null : giveIds(state, begun);
    },
  });

function giveIds(state: EditorState, begun: ReadonlyMap<number, Node>): Transaction | null {
  const taken = idsOutside(state.doc, begun);
  const transaction = state.tr;
  for (const [position, node] of begun) {
    const id = parseClauseId(node.attrs.id);
    if (id !== null && !taken.has(id)) taken.add(id);
    else transaction.setNodeAttribute(position, "id", freshClauseId());
  }
  return transaction.docChanged ? transaction : null;
}

function idsOutside(doc: Node, begun: ReadonlyMap<number, Node>): Set<string> {
  const ids = new Set<string>();
  doc.descendants((node, position) => {
    if (hasId(node) && !begun.has(position)) ids.add(String(node.attrs.id));
    return !node.isTextblock;
  });
  return ids;
}
