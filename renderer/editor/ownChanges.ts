import type { Transaction } from "prosemirror-state";
import { isRemote } from "./remoteChange.ts";

/**
 * Calls with every range this person just changed, in positions of the newest document.
 * Not once where Yjs brought the change: nobody but its author may complete it.
 */
export function eachOwnChange(transactions: readonly Transaction[], visit: (from: number, to: number) => void): void {
  if (transactions.some(isRemote)) return;
  for (const [index, transaction] of transactions.entries())
    for (const [step, map] of transaction.mapping.maps.entries())
      map.forEach((_oldFrom, _oldTo, newFrom, newTo) => {
        let from = transaction.mapping.slice(step + 1).map(newFrom, -1);
        let to = transaction.mapping.slice(step + 1).map(newTo, 1);
        for (const later of transactions.slice(index + 1)) {
          from = later.mapping.map(from, -1);
          to = later.mapping.map(to, 1);
        }
        visit(from, to);
      });
}
