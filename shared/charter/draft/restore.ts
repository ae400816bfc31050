/** Puts a clause back as it was in another text. Nothing that is newer is lost by it. */
import type { ClauseId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { normaliseText } from "../text/canonical.ts";
import { isClauseNode, ownCount, type PlacedClause, placeClauses } from "../text/clauses.ts";
import type { CharterText, DocNode, ElementNode } from "../text/model.ts";
import { insertAt, replaceAt } from "../text/tree.ts";

/**
 * Where the clause still exists, its own words become the old ones, clauses missing inside come back, and those inside
 * now stay as they are. Where it is gone, it returns after the clause it followed, with the article around it if
 * that is gone too.
 */
export function restoreClauseIn(
  text: CharterText,
  clause: ClauseId,
  from: CharterText,
): Result<CharterText, { readonly kind: "clauseNotFound"; readonly clause: ClauseId }> {
  const old = placesOf(normaliseText(from));
  const source = old.get(clause);
  if (source === undefined) return err({ kind: "clauseNotFound", clause });
  const now = normaliseText(text);
  const current = placesOf(now).get(clause);
  const restored = current === undefined ? putBack(now, source, old) : rewrite(now, current, source);
  return ok(normaliseText(restored));
}

/**
 * Puts a clause back to an earlier state of the same text, and leaves every other word as it is. Where the clause still
 * stands, only its own words become the old ones, and every clause in it stays. Where it is
 * gone, it returns as above.
 */
export function restoreStateIn(
  text: CharterText,
  clause: ClauseId,
  from: CharterText,
): Result<CharterText, { readonly kind: "clauseNotFound"; readonly clause: ClauseId }> {
  const old = placesOf(from);
  const source = old.get(clause);
  if (source === undefined) return err({ kind: "clauseNotFound", clause });
  const present = placesOf(text);
  const current = present.get(clause);
  if (current === undefined) return ok(putBack(text, source, old));
  const [now, then] = [current.clause.node, source.clause.node];
  const clauses = now.content.filter(isClauseNode);
  const first = ownCount(then.content);
  const behind = then.content.slice(first).filter((child) => !isClauseNode(child));
  // What it is called and whether it is an article is of today.
  const attrs = { ...(now.type === then.type ? then.attrs : now.attrs), id: now.attrs.id ?? "" };
  const content = [...then.content.slice(0, first), ...clauses, ...behind];
  return ok(replaceAt(text, current.path, [{ type: now.type, attrs, content }]));
}

type Places = ReadonlyMap<string, PlacedClause>;

const placesOf = (text: CharterText): Places => new Map(placeClauses(text).map((place) => [place.clause.id, place]));

const idOf = (node: ElementNode): string => String(node.attrs.id);

/** The children of `node` with `replace` in the place of each clause in it, at whatever depth of lists and tables. */
function withClauses(node: ElementNode, replace: (clause: ElementNode) => readonly DocNode[]): readonly DocNode[] {
  return node.content.flatMap((child) => {
    if (child.type === "text") return [child];
    return isClauseNode(child) ? replace(child) : [{ ...child, content: withClauses(child, replace) }];
  });
}

/** Without the clauses that stand somewhere in the text today. */
function withoutPresent(node: ElementNode, present: Places): ElementNode {
  const content = withClauses(node, (inside) => (present.has(idOf(inside)) ? [] : [withoutPresent(inside, present)]));
  return { ...node, content };
}

function rewrite(text: CharterText, current: PlacedClause, source: PlacedClause): CharterText {
  const present = placesOf(text);
  const here = new Map<string, ElementNode>();
  withClauses(current.clause.node, (inside) => {
    here.set(idOf(inside), inside);
    return [];
  });
  const content = withClauses(source.clause.node, (inside) => {
    const today = here.get(idOf(inside));
    here.delete(idOf(inside));
    if (today !== undefined) return [today];
    return present.has(idOf(inside)) ? [] : [withoutPresent(inside, present)];
  });
  return replaceAt(text, current.path, [{ ...source.clause.node, content: [...content, ...here.values()] }]);
}

function putBack(text: CharterText, source: PlacedClause, old: Places): CharterText {
  const present = placesOf(text);
  const parent = parentIn(source, old);
  const node = withoutPresent(source.clause.node, present);
  if (parent !== null && !present.has(parent.clause.id)) {
    const content = [...withClauses(parent.clause.node, () => []), node];
    const around: PlacedClause = { ...parent, clause: { ...parent.clause, node: { ...parent.clause.node, content } } };
    return putBack(text, around, old);
  }
  const home = parent === null ? null : (present.get(parent.clause.id) ?? null);
  const homePath = home?.path ?? [];
  const isAtHome = (place: PlacedClause | undefined): place is PlacedClause =>
    place !== undefined && place.path.length === homePath.length + 1 && homePath.every((at, i) => place.path[i] === at);
  const siblings = [...old.values()].filter((place) => parentIn(place, old)?.clause.id === parent?.clause.id);
  const at = siblings.findIndex((place) => place.clause.id === source.clause.id);
  const placeNow = (place: PlacedClause): PlacedClause | undefined => present.get(place.clause.id);
  const before = siblings.slice(0, at).map(placeNow).findLast(isAtHome);
  if (before !== undefined) return insertAt(text, homePath, (before.path.at(-1) ?? 0) + 1, [node]);
  const after = siblings
    .slice(at + 1)
    .map(placeNow)
    .find(isAtHome);
  const end = home === null ? text.content.length : home.clause.node.content.length;
  return insertAt(text, homePath, after === undefined ? end : (after.path.at(-1) ?? 0), [node]);
}

/** The clause that a clause stands in. */
function parentIn(place: PlacedClause, places: Places): PlacedClause | null {
  let parent: PlacedClause | null = null;
  for (const other of places.values()) {
    const isAbove =
      other.path.length < place.path.length && other.path.every((index, depth) => index === place.path[depth]);
    if (isAbove && other.path.length > (parent?.path.length ?? 0)) parent = other;
  }
  return parent;
}
