/** What the words of a clause are known by: CONTENT.md, C21. */
import canonicalize from "canonicalize";
import { toHex, utf8 } from "../../base/bytes.ts";
import { sha256 } from "../../base/crypto.ts";
import { normaliseText } from "./canonical.ts";
import { isClauseNode, kindOf } from "./clauses.ts";
import type { ElementNode } from "./model.ts";

/** The JSON that is hashed: the clause's kind and its own blocks in normal form, without the clauses in it. */
export function clauseForm(node: ElementNode): string {
  const own = { ...node, content: node.content.filter((child) => !isClauseNode(child)) };
  const [normal] = normaliseText({ type: "doc", attrs: {}, content: [own] }).content;
  const blocks = normal !== undefined && normal.type !== "text" ? normal.content : [];
  const json = canonicalize({ format: "tessera/clause/1", kind: kindOf(node), blocks });
  if (json === undefined) throw new Error("an object always has a JSON form");
  return json;
}

/** Nodes are values: one that is the same object has the same words. */
const known = new WeakMap<ElementNode, string>();

/** [C21] SHA-256 in hex of `clauseForm`. `node`: a clause or an article. */
export function clauseHash(node: ElementNode): string {
  const kept = known.get(node);
  if (kept !== undefined) return kept;
  const hash = toHex(sha256(utf8(clauseForm(node))));
  known.set(node, hash);
  return hash;
}
