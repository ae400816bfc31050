/** Lets clauses of a rewritten text keep their ids, so that history, redline and margins follow them. */
import { type PlacedClause, placeClauses } from "../text/clauses.ts";
import type { CharterText, DocNode } from "../text/model.ts";
import { bagOfWords, minSimilarity, pairAlike } from "./similarity.ts";

/**
 * `after` with the ids of `before` for clauses that are the same. `given`: ids that were made up while reading `after`;
 * all others were written there and stand. They come from where they came from. Same means, in this order: the same words, the same heading,
 * the most words in common, the same number.
 */
export function keepIdentities(before: CharterText, after: CharterText, given: ReadonlySet<string>): CharterText {
  const placedAfter = placeClauses(after);
  const named = new Set(placedAfter.map((one) => one.clause.id as string).filter((id) => !given.has(id)));
  const old = new Set(placeClauses(before).filter((one) => !named.has(one.clause.id)));
  const fresh = new Set(placedAfter.filter((one) => given.has(one.clause.id)));
  const kept = new Map<string, PlacedClause["clause"]>();
  const pair = (from: PlacedClause, to: PlacedClause) => {
    kept.set(to.clause.id, from.clause);
    old.delete(from);
    fresh.delete(to);
  };
  const pairBy = (keyOf: (one: PlacedClause) => string) => {
    const waiting = new Map<string, PlacedClause[]>();
    for (const one of old) {
      const key = keyOf(one);
      const others = waiting.get(key);
      if (others === undefined) waiting.set(key, [one]);
      else others.push(one);
    }
    for (const one of [...fresh]) {
      const key = keyOf(one);
      const match = key === "" ? undefined : waiting.get(key)?.shift();
      if (match !== undefined) pair(match, one);
    }
  };
  pairBy(({ clause }) => (clause.text === "" ? "" : `${clause.node.type} ${clause.text}`));
  pairBy(({ clause }) => (clause.heading === "" ? "" : `${clause.node.type} ${clause.heading}`));
  pairBySimilarity(old, fresh, pair);
  pairBy(({ clause }) => `${clause.node.type} ${clause.kind} ${clause.number}`);
  return { ...after, content: after.content.map((node) => renamed(node, kept)) };
}

/** The most alike first. */
function pairBySimilarity(
  old: ReadonlySet<PlacedClause>,
  fresh: ReadonlySet<PlacedClause>,
  pair: (from: PlacedClause, to: PlacedClause) => void,
): void {
  const bagged = (places: ReadonlySet<PlacedClause>) =>
    [...places].filter((one) => one.clause.text !== "").map((one) => ({ of: one, bag: bagOfWords(one.clause.text) }));
  const isOneType = (from: PlacedClause, to: PlacedClause) => from.clause.node.type === to.clause.node.type;
  for (const [from, to] of pairAlike(bagged(old), bagged(fresh), isOneType, minSimilarity)) pair(from, to);
}

function renamed(node: DocNode, kept: ReadonlyMap<string, PlacedClause["clause"]>): DocNode {
  if (node.type === "text") return node;
  const same = kept.get(String(node.attrs.id ?? ""));
  const source = node.type !== "clause" || node.attrs.source ? {} : { source: same?.node.attrs.source ?? "" };
  const attrs = same === undefined ? node.attrs : { ...node.attrs, id: same.id, ...source };
  return { ...node, attrs, content: node.content.map((child) => renamed(child, kept)) };
}
