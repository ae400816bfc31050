/**
 * Makes the text of a document into another by the fewest changes ([I9]). A clause is found again by its id wherever it
 * stands: it is moved by a place and a home, removed by `gone`, never copied or deleted; a new clause that was the end
 * of the one before it is cut off by a split. Called by: the host, for edits that are not typing; the editor, for
 * changes that are not within a block.
 */
import * as Y from "yjs";
import { isSamePair } from "../../base/clientClass.ts";
import type { CharterText, DocNode, ElementNode } from "../../charter/text/model.ts";
import { textRoot } from "../document/docLayout.ts";
import { writeItemId } from "../document/reviewKeys.ts";
import { attributesOf } from "../reading/attributes.ts";
import { createCleanSight, createResumedSight } from "../reading/cleanSight.ts";
import type { Segment } from "../reading/flow.ts";
import { createReading, type Reading } from "../reading/reading.ts";
import type { Sight } from "../reading/sight.ts";
import type { FlowPart, Spot } from "../reading/tree.ts";
import { findJoins, findSplits, runOf } from "./cutClauses.ts";
import { type Held, heldOf, type Token, tokensOf } from "./flowTokens.ts";
import { createPen, createResumingPen, type IsOwn, type Pen } from "./pen.ts";
import { setOrUnset } from "./penParts.ts";
import { inSchemaForm } from "./schemaForm.ts";
import { elementOf, type Item, type Matched, matchWanted, type Wanted } from "./wanted.ts";
import { type Edit, type Writing, writeHeld, writeStretches } from "./writeBlocks.ts";
import type { Stretch } from "./writeFlow.ts";
import { type HolderPlan, planHolder } from "./writeHolder.ts";

/** At once. The document holds judged updates only. */
export function applyText(yDoc: Y.Doc, target: CharterText, origin: object): void {
  const steps = textSteps(yDoc, target, origin, Number.POSITIVE_INFINITY);
  while (steps.next().done !== true);
}

/**
 * As many transactions as keep every update near `maxUpdateBytes`, one for each step; the text is a valid one between
 * any two. Nobody else writes into the document meanwhile. What stands in one flow is never divided: `splitUpdate`
 * divides its update.
 */
export const textSteps = (
  yDoc: Y.Doc,
  target: CharterText,
  origin: object,
  maxUpdateBytes: number,
): Generator<void, void> => writingSteps(yDoc, target, origin, maxUpdateBytes, createCleanSight(yDoc), createPen(yDoc));

/**
 * Likewise, under the suggesting id that the document has: the text stays as it is, and is `target` as if what this
 * device suggests were accepted. `isOwn`: which suggesting ids are its own.
 */
export const suggestionSteps = (
  yDoc: Y.Doc,
  target: CharterText,
  origin: object,
  maxUpdateBytes: number,
  isOwn?: IsOwn,
): Generator<void, void> => {
  const isMine: IsOwn = isOwn ?? ((client) => isSamePair(client, yDoc.clientID));
  const sight = createResumedSight(yDoc, isMine);
  return writingSteps(yDoc, target, origin, maxUpdateBytes, sight, createResumingPen(yDoc, isMine));
};

function* writingSteps(
  yDoc: Y.Doc,
  target: CharterText,
  origin: object,
  maxUpdateBytes: number,
  sight: Sight,
  pen: Pen,
): Generator<void, void> {
  const wanted = inSchemaForm(target);
  yield;
  const reading = createReading(yDoc, sight);
  reading.text();
  yield;
  const edits = editsOf({ reading, pen }, wanted);
  for (let done = false; !done; ) {
    yield;
    yDoc.transact(() => {
      for (let bytes = 0; bytes < maxUpdateBytes && !done; ) {
        const edit = edits.next();
        if (edit.done === true) done = true;
        else bytes += edit.value();
      }
    }, origin);
  }
  pen.finish(origin);
}

/** Within the caller's transaction. `reading` has taken note of every earlier one; its own nodes are skipped at once. */
export function writeText(reading: Reading, target: CharterText, pen: Pen): void {
  for (const edit of editsOf({ reading, pen }, target)) edit();
}

/** Of one segment only, where nothing else of the text changes. Within the caller's transaction. */
export function writeSegment(
  reading: Reading,
  yFlow: Y.XmlText,
  segment: Segment,
  nodes: readonly DocNode[],
  pen: Pen,
): void {
  const stretch = { held: heldOf(segment, reading.blockNode), wanted: tokensOf(nodes), start: segment.from };
  for (const edit of writeStretches({ reading, pen }, yFlow, [stretch])) edit();
}

const attributeBytes = 40;

function* editsOf(writing: Writing, target: CharterText): Generator<Edit, void> {
  const { reading, pen } = writing;
  const matched = matchWanted(reading, target);
  // What is struck out reads as if it stood.
  if (pen.resumes) for (const wanted of matched.all) wanted.isSame = false;
  const joined = findJoins(reading, matched);
  findSplits(reading, matched);
  const plans = new Map<Wanted, HolderPlan>();
  for (const wanted of [matched.root, ...matched.all])
    if (!wanted.isSame && (wanted.spot !== null || wanted.node === null))
      plans.set(wanted, planHolder(reading, wanted, matched));
  yield* flowEdits(writing, matched, plans, joined);
  for (const wanted of [matched.root, ...matched.all]) {
    if (wanted.isSame) continue;
    if (wanted.spot !== null) yield* attributeEdits(writing, wanted, wanted.spot);
    yield* holderEdits(writing, wanted, plans);
  }
  yield* removals(writing, matched, joined);
  yield* dormantHomes(writing, matched);
}

// ---- flows --------------------------------------------------------------------------------------

function* flowEdits(
  writing: Writing,
  matched: Matched,
  plans: ReadonlyMap<Wanted, HolderPlan>,
  joined: ReadonlySet<Spot>,
): Generator<Edit, void> {
  const { reading } = writing;
  const runs = new Map<FlowPart, { readonly wanted: Wanted; readonly run: (Item & { kind: "run" }) | null }>();
  for (const [wanted, plan] of plans) for (const [part, run] of plan.flows) runs.set(part, { wanted, run });
  const touched = new Set([...runs.keys()].map(({ yFlow }) => yFlow));
  const partOf = new Map<Y.XmlText, Map<Y.Item | null, FlowPart>>();
  for (const part of partsIn(reading)) {
    if (!touched.has(part.yFlow)) continue;
    const parts = partOf.get(part.yFlow) ?? new Map<Y.Item | null, FlowPart>();
    partOf.set(part.yFlow, parts.set(part.segment.split, part));
  }
  for (const yFlow of touched) {
    const stretches = stretchesOf(reading, matched, yFlow, partOf.get(yFlow) ?? new Map(), runs, joined);
    if (stretches.length > 0) yield* writeStretches(writing, yFlow, stretches, beginSplit);
  }
}

function* partsIn(reading: Reading): Generator<FlowPart, void> {
  const { parts, spots } = reading.tree();
  for (const part of parts) if (part.kind === "flow") yield part;
  for (const spot of spots.values()) for (const part of spot.parts) if (part.kind === "flow") yield part;
}

function stretchesOf(
  reading: Reading,
  { all }: Matched,
  yFlow: Y.XmlText,
  parts: ReadonlyMap<Y.Item | null, FlowPart>,
  runs: ReadonlyMap<FlowPart, { readonly wanted: Wanted; readonly run: (Item & { kind: "run" }) | null }>,
  joined: ReadonlySet<Spot>,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const { spots } = reading.tree();
  let held: Held[] | null = null;
  for (const segment of reading.segmentsOf(yFlow)) {
    const spot = segment.split === null ? undefined : spots.get(segment.split);
    const own = heldOf(segment, reading.blockNode);
    if (spot !== undefined && joined.has(spot)) {
      held?.push(
        { token: { kind: "split", clause: spot }, at: segment.from - 1, length: 1, yItem: spot.yItem, notes: [] },
        ...own,
      );
      continue;
    }
    held = null;
    const part = parts.get(segment.split);
    const found = part === undefined ? undefined : runs.get(part);
    if (found === undefined) continue;
    const { wanted, run } = found;
    const cuts = run === null ? [] : all.filter(({ source }) => source?.holder === wanted && source.run === run);
    held = [...own];
    const tokens: Token[] = [...tokensOf(run?.nodes ?? [])];
    for (const cut of cuts) tokens.push({ kind: "split", clause: cut }, ...tokensOf(runOf(cut)?.nodes ?? []));
    stretches.push({ held, wanted: tokens, start: segment.from });
  }
  return stretches;
}

function beginSplit(yElement: Y.XmlElement, clause: object): void {
  const wanted = clause as Wanted;
  setClause(setOrUnset, yElement, wanted.node, { id: "", kind: "clause", source: "" }, true);
  wanted.spot = {
    yItem: yElement._item as Y.Item,
    name: "split",
    isArticle: false,
    isGone: false,
    parts: [],
    home: null,
  };
}

// ---- clauses ------------------------------------------------------------------------------------

interface ClauseValues {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
}

function setClause(
  set: Pen["set"],
  yElement: Y.XmlElement,
  node: ElementNode | null,
  before: ClauseValues,
  isSplit: boolean,
): void {
  if (node === null) return;
  const usualKind = isSplit ? "clause" : "article";
  const text = (key: string, usual: string): string =>
    typeof node.attrs[key] === "string" ? String(node.attrs[key]) : usual;
  const after: ClauseValues = {
    id: text("id", ""),
    kind: node.type === "article" ? text("kind", "article") : isSplit ? before.kind : usualKind,
    source: text("source", ""),
  };
  for (const key of ["id", "kind", "source"] as const)
    if (after[key] !== before[key]) set(yElement, key, after[key], key === "kind" ? usualKind : "");
}

function* attributeEdits({ reading, pen }: Writing, { node }: Wanted, spot: Spot): Generator<Edit, void> {
  if (node === null) return;
  const yElement = elementOf(spot.yItem);
  const isSplit = spot.name === "split";
  const read = attributesOf(yElement, spot.name, reading.sight);
  const before = {
    id: read.text("id"),
    kind: spot.name === "clause" ? "article" : read.text("kind", isSplit ? "clause" : "article"),
    source: read.text("source"),
  };
  const isChanged =
    node.attrs.id !== before.id ||
    (node.attrs.source ?? "") !== before.source ||
    (node.type === "article" && node.attrs.kind !== before.kind);
  if (isChanged)
    yield () => {
      setClause(pen.set, yElement, node, before, isSplit);
      return attributeBytes;
    };
  if (spot.isGone)
    yield () => {
      pen.set(yElement, "gone", false, false);
      return attributeBytes;
    };
}

/** What stands in a clause is put in its order: new clauses are made, others are moved to new places. */
function* holderEdits(writing: Writing, wanted: Wanted, plans: ReadonlyMap<Wanted, HolderPlan>): Generator<Edit, void> {
  const { reading, pen } = writing;
  const yHolder =
    wanted.node === null ? textRoot(reading.yDoc) : wanted.spot === null ? null : elementOf(wanted.spot.yItem);
  if (yHolder === null) throw new Error("what a clause stands in is made before it");
  const plan = plans.get(wanted);
  /** New ones have nothing; what a split begins with is in the flow already. */
  const steps = plan?.steps ?? newSteps(wanted);
  let after: Y.Item | null = null;
  const put = (yNode: Y.XmlElement | Y.XmlText): void => {
    yHolder.insertAfter(after as never, [yNode]);
    after = yNode._item;
  };
  for (const step of steps) {
    if (step.kind === "stay") {
      after = step.anchor ?? after;
      continue;
    }
    const { item } = step;
    if (item.kind === "run") {
      const yFlow = new Y.XmlText();
      yield () => {
        put(yFlow);
        return attributeBytes;
      };
      yield* writeStretches(writing, yFlow, [{ held: [], wanted: tokensOf(item.nodes), start: 0 }]);
    } else if (item.kind === "body") yield* makeBody(writing, item.node, put);
    else if (item.wanted.spot === null) {
      yield () => {
        const { node } = item.wanted;
        // An article stands in the root alone.
        const isArticle = node?.type === "article" && wanted.node === null;
        const yElement = new Y.XmlElement(isArticle ? "article" : "clause");
        setClause(setOrUnset, yElement, node, { id: "", kind: "article", source: "" }, false);
        put(yElement);
        item.wanted.spot = madeSpot(yElement, isArticle);
        return 3 * attributeBytes;
      };
    } else yield () => moveHere(pen, item.wanted.spot as Spot, put);
  }
  for (const { yItem, node } of plan?.bodies ?? []) yield* changeBody(writing, yItem, node);
}

const madeSpot = (yElement: Y.XmlElement, isArticle: boolean): Spot => ({
  yItem: yElement._item as Y.Item,
  name: isArticle ? "article" : "clause",
  isArticle,
  isGone: false,
  parts: [],
  home: null,
});

function newSteps({ items, source }: Wanted): HolderPlan["steps"] {
  const own = source === null ? items : items.slice(1);
  return own.map((item) =>
    item.kind === "clause" && item.wanted.source !== null ? { kind: "stay", anchor: null } : { kind: "put", item },
  );
}

function moveHere(pen: Pen, spot: Spot, put: (yNode: Y.XmlElement) => void): number {
  const yPlace = new Y.XmlElement("place");
  put(yPlace);
  const id = yPlace._item?.id;
  if (id === undefined) throw new Error("a place that was put in has an id");
  pen.move(spot.yItem, writeItemId(id), spot.home);
  spot.home = yPlace._item;
  return 3 * attributeBytes;
}

function* makeBody(writing: Writing, node: ElementNode, put: (yNode: Y.XmlElement) => void): Generator<Edit, void> {
  const yBody = new Y.XmlElement("body");
  const yFlow = new Y.XmlText();
  yield () => {
    yBody.setAttribute("lang", String(node.attrs.lang ?? "und"));
    put(yBody);
    yBody.insert(0, [yFlow]);
    return 3 * attributeBytes;
  };
  yield* writeStretches(writing, yFlow, [{ held: [], wanted: tokensOf(node.content), start: 0 }]);
}

function* changeBody(writing: Writing, yItem: Y.Item, node: ElementNode | null): Generator<Edit, void> {
  let isDropped = false;
  if (node === null)
    yield () => {
      isDropped = writing.pen.drop(yItem);
      return attributeBytes;
    };
  if (!isDropped) yield* writeHeld(writing, [elementOf(yItem)], node?.content ?? []);
}

/** What is wanted no more is said to be gone; what stands in it goes with it. */
function* removals({ reading, pen }: Writing, { bySpot }: Matched, joined: ReadonlySet<Spot>): Generator<Edit, void> {
  const tree = reading.tree();
  const isRemoved = (spot: Spot): boolean => !bySpot.has(spot) && !joined.has(spot);
  /** Of what comes back, what is not wanted with it would come back, too. */
  const isSeenThen = (spot: Spot): boolean => {
    for (let at: Spot | null = spot; at !== null; at = tree.holderOf(at))
      if (at.isGone && !bySpot.has(at)) return false;
    return true;
  };
  for (const spot of tree.spots.values()) {
    if (!isRemoved(spot) || !isSeenThen(spot)) continue;
    const holder = tree.holderOf(spot);
    // One that was moved into it would go back to where it was made.
    if (holder !== null && isRemoved(holder) && spot.home === null) continue;
    yield () => {
      pen.remove(spot.yItem);
      return attributeBytes;
    };
  }
}

/** A home in something removed counts again once that is back: who is wanted elsewhere has it no more. */
function* dormantHomes({ reading, pen }: Writing, { all }: Matched): Generator<Edit, void> {
  if (!all.some(({ spot }) => spot?.isGone === true)) return;
  for (const { spot } of all) {
    if (spot === null || spot.home !== null) continue;
    const yElement = elementOf(spot.yItem);
    if (attributesOf(yElement, spot.name, reading.sight).text("home") === "") continue;
    yield () => {
      pen.set(yElement, "home", "", "");
      return attributeBytes;
    };
  }
}
