/**
 * Where a text lives in a Y.Doc: a Y.XmlFragment named "text" and a Y.Map named "review". What stands in the fragment is
 * said by `layout`: a clause is one flow, a Y.XmlText in which blocks begin with an element, and a mark is a format
 * whose key is its name and whose value is its attributes. The map has what is suggested and answered (reviewKeys.ts).
 */
import * as Y from "yjs";

export const rootName = "text";
const reviewName = "review";

export type YReview = Y.Map<string | number | boolean | null>;

/**
 * An empty document for a text; windows and hosts make theirs here. `clientId` is the only id under which it writes.
 */
export function createTextDoc(clientId?: number): Y.Doc {
  const yDoc = new Y.Doc({ gc: false });
  if (clientId !== undefined) yDoc.clientID = clientId;
  yDoc.getXmlFragment(rootName);
  yDoc.getMap(reviewName);
  yDoc.on("afterTransaction", (transaction: Y.Transaction) => {
    keepReaderSilent(transaction);
    if (transaction.local && transaction.origin instanceof Y.UndoManager) nameNeighbours(transaction);
  });
  return yDoc;
}

export const textRoot = (yDoc: Y.Doc): Y.XmlFragment => yDoc.getXmlFragment(rootName);
export const reviewRoot = (yDoc: Y.Doc): YReview => yDoc.getMap(reviewName);

/**
 * [I2] After applying somebody's formatting Yjs deletes formats it holds to be redundant, in the name of the reader.
 * What is redundant depends on the order of arrival, so the fold would too. This takes back the request for it;
 * formats that are not needed then stay, unseen.
 */
function keepReaderSilent(transaction: Y.Transaction): void {
  transaction._needFormattingCleanup = false;
}

/**
 * [I5] Undo puts back what stood in a deleted element between old neighbours that may have new ones between them by
 * now, and Yjs writes down the old ones; replicas may then differ for ever. Before the update leaves, this writes
 * down the neighbours that each item really got: those it has, less what was made after it.
 */
function nameNeighbours({ doc, beforeState, afterState }: Y.Transaction): void {
  const { clientID } = doc;
  const start = beforeState.get(clientID) ?? 0;
  const end = afterState.get(clientID) ?? 0;
  if (start === end) return;
  const structs = doc.store.clients.get(clientID) ?? [];
  for (let i = Y.findIndexSS(structs, start); i < structs.length; i++) {
    const item = structs[i];
    if (!(item instanceof Y.Item) || item.id.clock >= end) continue;
    const isLater = (other: Y.Item): boolean => other.id.client === clientID && other.id.clock > item.id.clock;
    let left = item.left;
    while (left !== null && isLater(left)) left = left.left;
    let right = item.right;
    while (right !== null && isLater(right)) right = right.right;
    item.origin = left?.lastId ?? null;
    item.rightOrigin = right?.id ?? null;
  }
}
