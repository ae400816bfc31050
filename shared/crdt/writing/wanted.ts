/** What a text is to become, clause by clause, and which clauses of a document live on in it. */
import * as Y from "yjs";
import { isClauseNode, plainText, uniqueIds } from "../../charter/text/clauses.ts";
import type { CharterText, DocNode, ElementNode } from "../../charter/text/model.ts";
import { typeOf } from "../document/yStore.ts";
import { attributesOf } from "../reading/attributes.ts";
import type { Reading } from "../reading/reading.ts";
import type { Spot } from "../reading/tree.ts";

export type Item =
  | { readonly kind: "run"; readonly nodes: readonly DocNode[] }
  | { readonly kind: "body"; readonly node: ElementNode }
  | { readonly kind: "clause"; readonly wanted: Wanted };

/** A clause as it is to be; `node` null: the root. */
export interface Wanted {
  readonly node: ElementNode | null;
  readonly holder: Wanted | null;
  readonly items: readonly Item[];
  /** The clause that it goes on from; null: it is new. */
  spot: Spot | null;
  /** It says what it says today, and so does all that stands in it. */
  isSame: boolean;
  /** Set on one that is cut off from the words before it: it begins with a split. */
  source: Source | null;
}

/** Where a new clause is cut off: behind what is left in a segment. */
export interface Source {
  readonly holder: Wanted;
  /** Which run of the holder it is cut from. */
  readonly run: Item & { readonly kind: "run" };
}

export interface Matched {
  readonly root: Wanted;
  /** In the order of the text. */
  readonly all: readonly Wanted[];
  readonly bySpot: ReadonlyMap<Spot, Wanted>;
}

export function matchWanted(reading: Reading, target: CharterText): Matched {
  const all: Wanted[] = [];
  const root = wantedOf(null, null, target.content, all);
  const spotOf = spotsByNode(reading);
  const now = clauseNodes(reading.text());
  const nowIds = uniqueIds(now.map(({ attrs }) => attrs.id));
  const standing = new Map<string, Spot>();
  for (const [index, node] of now.entries()) {
    const spot = spotOf.get(node);
    const id = nowIds[index];
    if (spot !== undefined && id !== undefined) standing.set(id, spot);
  }
  const ids = uniqueIds(all.map(({ node }) => node?.attrs.id));
  const bySpot = new Map<Spot, Wanted>();
  const match = (wanted: Wanted, spot: Spot | undefined): void => {
    if (spot === undefined || wanted.spot !== null || bySpot.has(spot) || !mayBe(spot, wanted)) return;
    wanted.spot = spot;
    bySpot.set(spot, wanted);
  };
  // Ids that are counted, because none or another's is written, are others where a clause comes or goes before them.
  for (const wanted of all) if (wanted.node !== null) match(wanted, spotOf.get(wanted.node));
  const hidden = all.length === 0 ? new Map<string, Spot>() : hiddenById(reading);
  for (const [index, wanted] of all.entries()) {
    const id = ids[index] ?? "";
    match(wanted, standing.get(id));
    match(wanted, hidden.get(id));
  }
  for (const wanted of all.toReversed()) {
    const node = nodeOf(reading, wanted);
    wanted.isSame =
      node !== null && wanted.node !== null && sameNode(node, wanted.node) && hasItsOwn(reading, wanted, node);
  }
  return { root, all, bySpot };
}

function wantedOf(node: ElementNode | null, holder: Wanted | null, content: readonly DocNode[], all: Wanted[]): Wanted {
  const items: Item[] = [];
  const wanted: Wanted = { node, holder, items, spot: null, isSame: false, source: null };
  if (node !== null) all.push(wanted);
  let run: DocNode[] = [];
  const closeRun = (): void => {
    if (run.length > 0) items.push({ kind: "run", nodes: run });
    run = [];
  };
  for (const child of content) {
    if (child.type !== "text" && isClauseNode(child)) {
      closeRun();
      items.push({ kind: "clause", wanted: wantedOf(child, wanted, child.content, all) });
    } else if (child.type === "body") {
      closeRun();
      items.push({ kind: "body", node: child });
    } else run.push(child);
  }
  closeRun();
  return wanted;
}

const nodeOf = (reading: Reading, { spot }: Wanted): ElementNode | null =>
  spot === null ? null : reading.nodeOf(spot.yItem);

/** Whether the clauses in it are those that stand in `node`, and not others that say the same. */
function hasItsOwn(reading: Reading, { items }: Wanted, node: ElementNode): boolean {
  const inside = node.content.filter((child) => child.type !== "text" && isClauseNode(child));
  return items
    .flatMap((item) => (item.kind === "clause" ? [item.wanted] : []))
    .every((wanted, at) => wanted.isSame && nodeOf(reading, wanted) === inside[at]);
}

function spotsByNode(reading: Reading): ReadonlyMap<ElementNode, Spot> {
  reading.text();
  const spotOf = new Map<ElementNode, Spot>();
  for (const spot of reading.tree().spots.values()) {
    const node = reading.nodeOf(spot.yItem);
    if (node !== null) spotOf.set(node, spot);
  }
  return spotOf;
}

function clauseNodes(text: CharterText): readonly ElementNode[] {
  const nodes: ElementNode[] = [];
  const walk = (content: readonly DocNode[]): void => {
    for (const node of content) {
      if (node.type === "text" || !isClauseNode(node)) continue;
      nodes.push(node);
      walk(node.content);
    }
  };
  walk(text.content);
  return nodes;
}

/** Clauses that were removed, by the id that is written in them; an id that two have is nobody's. */
function hiddenById(reading: Reading): Map<string, Spot> {
  const tree = reading.tree();
  const hidden = new Map<string, Spot>();
  const twice = new Set<string>();
  for (const spot of tree.spots.values()) {
    if (tree.isSeen(spot)) continue;
    const yElement = elementOf(spot.yItem);
    const id = attributesOf(yElement, spot.name, reading.sight).text("id");
    if (id === "" || hidden.has(id)) twice.add(id);
    hidden.set(id, spot);
  }
  for (const id of twice) hidden.delete(id);
  return hidden;
}

/** An article is no clause; a split of an article's kind is one where it stands in something. */
function mayBe(spot: Spot, { node, holder }: Wanted): boolean {
  const isArticle = node?.type === "article" && holder?.node === null;
  return spot.isArticle === isArticle || (spot.name === "split" && spot.isArticle && holder?.node !== null);
}

export function elementOf(yItem: Y.Item): Y.XmlElement {
  const yElement = typeOf(yItem);
  if (!(yElement instanceof Y.XmlElement)) throw new Error("a clause is an element");
  return yElement;
}

function sameNode(a: DocNode, b: DocNode): boolean {
  if (a === b) return true;
  if (a.type === "text" || b.type === "text")
    return (
      a.type === "text" &&
      b.type === "text" &&
      a.text === b.text &&
      (a.marks === b.marks || JSON.stringify(a.marks) === JSON.stringify(b.marks))
    );
  return (
    a.type === b.type &&
    a.content.length === b.content.length &&
    Object.entries(b.attrs).every(([key, value]) => a.attrs[key] === value) &&
    a.content.every((child, at) => sameNode(child, b.content[at] as DocNode))
  );
}

/** The words of nodes without any space: what is cut or joined is still the same. */
export const lettersOf = (nodes: readonly DocNode[]): string =>
  nodes
    .map((node) => plainText(node))
    .join("")
    .replace(/\s+/gu, "");
