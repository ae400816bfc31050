/**
 * All but what is still open: a draft without the clauses that cannot be agreed on yet. What the text in force says in
 * their place stays as it is; a clause that is new is not in the text. Either way it is named, so that whoever signs
 * knows what they do not sign.
 */
import type { ClauseId } from "../../base/ids.ts";
import { clauseHash } from "../text/clauseHash.ts";
import { clauseTitle, isClauseNode, type PlacedClause, placeClauses, plainText } from "../text/clauses.ts";
import type { CharterText, ElementNode } from "../text/model.ts";
import { mend } from "../text/seen.ts";
import { replaceAt } from "../text/tree.ts";
import { restoreClauseIn } from "./restore.ts";

/** A clause of the draft that is not put up, as it is named then. */
export interface LeftOut {
  readonly clause: ClauseId;
  /** Its number in the draft with its heading or that of its article; never empty, in one line. */
  readonly title: string;
  /** [C21] Of its words in the draft. */
  readonly hash: string;
}

/** `open`: clauses that hold what is not agreed. `inForce`: what the text builds on; null: nothing. */
export function leaveOut(
  draft: CharterText,
  open: ReadonlySet<ClauseId>,
  inForce: CharterText | null,
): { readonly text: CharterText; readonly leftOut: readonly LeftOut[] } {
  const places = placeClauses(draft);
  const chosen = outermost(places, (place) => isOpen(place.clause.node, open, place.clause.id));
  const kept = new Set(inForce === null ? [] : placeClauses(inForce).map(({ clause }) => clause.id));
  let text = draft;
  // From the end, so that paths hold.
  for (const { path } of chosen.toReversed()) text = replaceAt(text, path, []);
  for (const { clause } of chosen) {
    if (inForce === null || !kept.has(clause.id)) continue;
    const restored = restoreClauseIn(text, clause.id, inForce);
    if (restored.ok) text = restored.value;
  }
  const leftOut = chosen.map(({ clause, path }) => {
    // A number alone says little once the clauses behind it have others.
    const article = places.find((place) => place.path.length === 1 && place.path[0] === path[0])?.clause;
    const heading = clause.heading === "" ? (article?.heading ?? "") : "";
    const title = lineOf(`${clauseTitle(clause)} ${heading}`) || clause.id;
    return { clause: clause.id, title, hash: clauseHash(clause.node) };
  });
  return { text, leftOut };
}

const titleLetters = 200;

/** As it can be signed: in one line, and nothing in it that nobody sees. */
function lineOf(title: string): string {
  const whole = mend(title).text.replace(/\s+/gu, " ").trim();
  return mend(whole.slice(0, titleLetters).toWellFormed()).text.trim();
}

/** An article of which nothing but its heading would be left is left out as a whole. */
function isOpen(node: ElementNode, open: ReadonlySet<ClauseId>, id: string): boolean {
  if (open.has(id as ClauseId)) return true;
  const inside = node.content.filter((child): child is ElementNode => child.type !== "text" && isClauseNode(child));
  const own = node.content.filter((child) => child.type !== "text" && !isClauseNode(child) && child.type !== "heading");
  const isBare = own.every((child) => plainText(child).trim() === "");
  return inside.length > 0 && isBare && inside.every((child) => isOpen(child, open, String(child.attrs.id)));
}

/** Of clauses in each other the outer one; in the order of the text. */
function outermost(
  places: readonly PlacedClause[],
  isChosen: (place: PlacedClause) => boolean,
): readonly PlacedClause[] {
  const chosen: PlacedClause[] = [];
  for (const place of places) {
    const last = chosen.at(-1);
    if (last?.path.every((index, depth) => place.path[depth] === index) === true) continue;
    if (isChosen(place)) chosen.push(place);
  }
  return chosen;
}
