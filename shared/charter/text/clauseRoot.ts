/** One hash for all clauses of a text, by which each of them can be shown alone. CONTENT.md, C23. */
import { type Bytes, concatBytes, fromHex, utf8 } from "../../base/bytes.ts";
import { sha256 } from "../../base/crypto.ts";
import { clauseHash } from "./clauseHash.ts";
import { placeClauses } from "./clauses.ts";
import type { CharterText } from "./model.ts";

const leafTag = new Uint8Array([0]);
const nodeTag = new Uint8Array([1]);

/** [C23] The Merkle tree hash of RFC 6962, section 2.1, over the clauses in their order; 32 bytes. */
export function clauseRoot(text: CharterText): Bytes {
  const leaves = placeClauses(text).map(({ clause }) => {
    const words = fromHex(clauseHash(clause.node));
    if (words === null) throw new Error("a hash is always hex");
    return sha256(concatBytes(leafTag, utf8(clause.id), leafTag, words));
  });
  return rootOf(leaves);
}

function rootOf(leaves: readonly Bytes[]): Bytes {
  const [first] = leaves;
  if (first === undefined) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return first;
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return sha256(concatBytes(nodeTag, rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left))));
}
