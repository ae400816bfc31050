/** Clauses and articles that somebody removed: nothing of them is lost ([I32]), and here they are found again. */
import { type ClauseId, parseClauseId } from "../../base/ids.ts";
import { plainText } from "../../charter/text/clauses.ts";
import { attributesOf } from "./attributes.ts";
import { elementOf } from "./clauseItems.ts";
import type { Reading } from "./reading.ts";
import type { Part, Spot, Tree } from "./tree.ts";

export interface RemovedClause {
  readonly id: ClauseId;
  readonly isArticle: boolean;
  /** How its words begin, with those of what stands in it: at most `maxRemovedCharacters`. */
  readonly words: string;
}

const maxRemovedCharacters = 200;

/** In the order of the document; what stands in something removed comes back with it. Those without words are left out. */
export function readRemoved(reading: Reading): readonly RemovedClause[] {
  const tree = reading.tree();
  const standing = new Set<string>();
  const gone: Spot[] = [];
  for (const spot of tree.spots.values())
    if (tree.isSeen(spot)) standing.add(idOf(spot, reading) ?? "");
    else if (spot.isGone && isHolderSeen(spot, tree)) gone.push(spot);
  return gone.flatMap((spot) => {
    const id = idOf(spot, reading);
    const words = wordsOf(spot, tree, reading);
    // One that was written anew under its id stands in its place.
    return id === null || standing.has(id) || words === "" ? [] : { id, isArticle: spot.isArticle, words };
  });
}

function isHolderSeen(spot: Spot, tree: Tree): boolean {
  const holder = tree.holderOf(spot);
  return holder === null || tree.isSeen(holder);
}

function idOf({ yItem, name }: Spot, { sight }: Reading): ClauseId | null {
  const yElement = elementOf(yItem);
  return yElement === null ? null : parseClauseId(attributesOf(yElement, name, sight).text("id"));
}

function wordsOf(first: Spot, tree: Tree, reading: Reading): string {
  let words = "";
  const waiting = [first];
  for (let spot = waiting.pop(); spot !== undefined && words.length <= maxRemovedCharacters; spot = waiting.pop()) {
    words = `${words} ${ownWords(spot.parts, reading)}`.trim();
    // Splits behind it are clauses of their own.
    waiting.push(...spot.parts.flatMap((part) => inside(part, tree)).reverse());
  }
  return words.length > maxRemovedCharacters ? `${words.slice(0, maxRemovedCharacters - 1).toWellFormed()}…` : words;
}

function inside(part: Part, tree: Tree): readonly Spot[] {
  if (part.kind === "spot") return part.spot.home === null && !part.spot.isGone ? [part.spot] : [];
  if (part.kind === "splits") return part.spots.filter(({ home, isGone }) => home === null && !isGone);
  const spot = part.kind === "place" ? tree.at(part.yItem) : null;
  return spot === null || spot.isGone ? [] : [spot];
}

const ownWords = (parts: readonly Part[], reading: Reading): string =>
  parts
    .flatMap((part) => (part.kind === "flow" ? part.segment.blocks : []))
    .map((block) => plainText(reading.blockNode(block)))
    .join(" ")
    .replaceAll(/\s+/g, " ")
    .trim();
