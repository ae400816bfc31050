/**
 * Makes the text of a document into another by the fewest changes ([I9]). A clause is found again by its id wherever it
 * stands: it is moved by a place and a home, removed by `gone`, never copied or deleted; a new clause that was the end
 * of the one before it is cut off by a split. Called by: the host, for edits that are not typing; the editor, for
 * changes that are not within a block.
 */
import * as Y from "yjs";
import type { CharterText, DocNode, ElementNode } from "../../charter/text/model.ts";
import { textRoot } from "../document/docLayout.ts";
import { writeItemId } from "../document/reviewKeys.ts";
import { attributesOf } from "../reading/attributes.ts";
import { createCleanSight } from "../reading/cleanSight.ts";
import type { Segment } from "../reading/flow.ts";
import { createReading, type Reading } from "../reading/reading.ts";
import { asItIs } from "../reading/sight.ts";
import { type FlowPart, isFlowPart, type Spot } from "../reading/tree.ts";
import { type Held, heldOf, type Token, tokensOf } from "./flowTokens.ts";
import { inSchemaForm } from "./schemaForm.ts";
import { elementOf, type Item, lettersOf, type Matched, matchWanted, type Wanted } from "./wanted.ts";
import { type Edit, writeHeld, writeStretches } from "./writeBlocks.ts";
import { type Stretch, setOrUnset } from "./writeFlow.ts";
import { type HolderPlan, planHolder } from "./writeHolder.ts";

/** One transaction. The document holds judged updates only. */
export function applyText(yDoc: Y.Doc, target: CharterText, origin: object): void {
  const steps = textSteps(yDoc, target, origin, Number.POSITIVE_INFINITY);
  while (steps.next().done !== true);
}

/**
 * As many transactions as keep every update near `maxUpdateBytes`, one for each step; the text is a valid one between
 * any two. Nobody else writes into the document meanwhile. What stands in one flow is never divided: `splitUpdate`
 * divides its update.
 */
export function* textSteps(
  yDoc: Y.Doc,
  target: CharterText,
  origin: object,
  maxUpdateBytes: number,
): Generator<void, void> {
  const wanted = inSchemaForm(target);
  yield;
  const reading = createReading(yDoc, createCleanSight(yDoc));
  reading.text();
  yield;
  const edits = editsOf(reading, wanted);
  for (let done = false; !done; ) {
    yield;
    yDoc.transact((transaction) => {
      for (let bytes = 0; bytes < maxUpdateBytes && !done; ) {
        const edit = edits.next();
        if (edit.done === true) done = true;
        else bytes += edit.value(transaction);
      }
    }, origin);
  }
}

/** Within the caller's transaction. `reading` has taken note of every earlier one; its own nodes are skipped at once. */
export function writeText(reading: Reading, target: CharterText): void {
  reading.yDoc.transact((transaction) => {
    for (const edit of editsOf(reading, target)) edit(transaction);
  });
}

/** Of one segment only, where nothing else of the text changes. Within the caller's transaction. */
export function writeSegment(reading: Reading, yFlow: Y.XmlText, segment: Segment, nodes: readonly DocNode[]): void {
  const stretch = { held: heldOf(segment, reading.blockNode), wanted: tokensOf(nodes), start: segment.from };
  reading.yDoc.transact((transaction) => {
    for (const edit of writeStretches(reading, yFlow, [stretch])) edit(transaction);
  });
}

const attributeBytes = 40;

function* editsOf(reading: Reading, target: CharterText): Generator<Edit, void> {
  const matched = matchWanted(reading, target);
  const joined = findJoins(reading, matched);
  findSplits(reading, matched);
  const plans = new Map<Wanted, HolderPlan>();
  for (const wanted of [matched.root, ...matched.all])
    if (!wanted.isSame && (wanted.spot !== null || wanted.node === null))
      plans.set(wanted, planHolder(reading, wanted, matched));
  yield* flowEdits(reading, matched, plans, joined);
  for (const wanted of [matched.root, ...matched.all]) {
    if (wanted.isSame) continue;
    if (wanted.spot !== null) yield* attributeEdits(wanted, wanted.spot);
    yield* holderEdits(reading, wanted, plans);
  }
  yield* removals(reading, matched, joined);
}

// ---- splits and joins ---------------------------------------------------------------------------

/** New clauses that are the end of what stood before them. */
function findSplits(reading: Reading, { root, all }: Matched): void {
  for (const holder of [root, ...all]) {
    if (holder.isSame) continue;
    for (const [at, item] of holder.items.entries()) {
      const before = holder.items[at - 1];
      if (item.kind !== "clause" || item.wanted.spot !== null || before === undefined) continue;
      const from = before.kind === "clause" ? before.wanted : before.kind === "run" ? holder : null;
      if (from === null || !isFlowOf(from, item.wanted)) continue;
      const run = before.kind === "run" ? before : from.items.find((one) => one.kind === "run");
      const [first] = item.wanted.items;
      if (run?.kind !== "run" || first?.kind !== "run") continue;
      const cut = lettersOf(first.nodes);
      const earlier = cutsOf(holder, at, from, run);
      if (cut !== "" && oldLetters(reading, from, run) === earlier + cut) item.wanted.source = { holder: from, run };
    }
  }
}

/** A clause goes on from a clause or an article, an article from an article. */
function isFlowOf(from: Wanted, cut: Wanted): boolean {
  if (cut.node?.type === "article" && cut.holder?.node === null) return from.node?.type === "article";
  return true;
}

/** What is left where it was cut from, with what was cut off before it. */
function cutsOf(holder: Wanted, end: number, from: Wanted, run: Item & { kind: "run" }): string {
  let letters = lettersOf(run.nodes);
  for (const item of holder.items.slice(0, end))
    if (item.kind === "clause" && item.wanted.source?.holder === from && item.wanted.source.run === run)
      letters += lettersOf(runOf(item.wanted)?.nodes ?? []);
  return letters;
}

const runOf = (wanted: Wanted): (Item & { kind: "run" }) | null => {
  const [first] = wanted.items;
  return first?.kind === "run" ? first : null;
};

function oldLetters(reading: Reading, from: Wanted, run: Item & { kind: "run" }): string | null {
  const parts = from.spot?.parts ?? (from.node === null ? reading.tree().parts : []);
  const flows = parts.filter(isFlowPart);
  const runs = from.items.filter((item) => item.kind === "run");
  const part = flows[runs.indexOf(run)];
  return part === undefined ? null : lettersOf(nodesOf(reading, part));
}

const nodesOf = (reading: Reading, { segment }: FlowPart): readonly ElementNode[] =>
  segment.blocks.map((block) => reading.blockNode(block));

/** Splits that go: their words are the end of what stands before them. */
function findJoins(reading: Reading, { bySpot }: Matched): ReadonlySet<Spot> {
  const joined = new Set<Spot>();
  const tree = reading.tree();
  for (const [spot, wanted] of bySpot) {
    if (wanted.isSame) continue;
    const part = spot.parts.find(isFlowPart);
    const run = runOf(wanted);
    if (part === undefined || run === null) continue;
    const segments = reading.segmentsOf(part.yFlow);
    const index = segments.findIndex(({ split }) => split === part.segment.split);
    const goal = lettersOf(run.nodes);
    let letters = lettersOf(nodesOf(reading, part));
    const taken: Spot[] = [];
    for (const segment of segments.slice(index + 1)) {
      const next = segment.split === null ? undefined : tree.spots.get(segment.split);
      const isFree = next !== undefined && !bySpot.has(next) && next.home === null && tree.isSeen(next);
      if (!isFree || elementOf(next.yItem).length > 0 || letters.length >= goal.length) break;
      letters += lettersOf(segment.blocks.map((block) => reading.blockNode(block)));
      taken.push(next);
    }
    if (letters === goal) for (const one of taken) joined.add(one);
  }
  return joined;
}

// ---- flows --------------------------------------------------------------------------------------

function* flowEdits(
  reading: Reading,
  matched: Matched,
  plans: ReadonlyMap<Wanted, HolderPlan>,
  joined: ReadonlySet<Spot>,
): Generator<Edit, void> {
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
    if (stretches.length > 0) yield* writeStretches(reading, yFlow, stretches, beginSplit);
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
        { token: { kind: "split", clause: spot }, at: segment.from - 1, length: 1, yItem: spot.yItem },
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
  setClause(yElement, wanted.node, { id: "", kind: "clause", source: "" }, true);
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

function setClause(yElement: Y.XmlElement, node: ElementNode | null, before: ClauseValues, isSplit: boolean): void {
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
    if (after[key] !== before[key]) setOrUnset(yElement, key, after[key], key === "kind" ? usualKind : "");
}

function* attributeEdits({ node }: Wanted, spot: Spot): Generator<Edit, void> {
  if (node === null) return;
  const yElement = elementOf(spot.yItem);
  const isSplit = spot.name === "split";
  const read = attributesOf(yElement, spot.name, asItIs);
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
      setClause(yElement, node, before, isSplit);
      return attributeBytes;
    };
  if (spot.isGone)
    yield () => {
      yElement.removeAttribute("gone");
      return attributeBytes;
    };
}

/** What stands in a clause is put in its order: new clauses are made, others are moved to new places. */
function* holderEdits(reading: Reading, wanted: Wanted, plans: ReadonlyMap<Wanted, HolderPlan>): Generator<Edit, void> {
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
      yield* writeStretches(reading, yFlow, [{ held: [], wanted: tokensOf(item.nodes), start: 0 }]);
    } else if (item.kind === "body") yield* makeBody(reading, item.node, put);
    else if (item.wanted.spot === null) {
      yield () => {
        const { node } = item.wanted;
        // An article stands in the root alone.
        const isArticle = node?.type === "article" && wanted.node === null;
        const yElement = new Y.XmlElement(isArticle ? "article" : "clause");
        setClause(yElement, node, { id: "", kind: "article", source: "" }, false);
        put(yElement);
        item.wanted.spot = madeSpot(yElement, isArticle);
        return 3 * attributeBytes;
      };
    } else yield (transaction) => moveHere(item.wanted.spot as Spot, put, transaction);
  }
  for (const { yItem, node } of plan?.bodies ?? []) yield* changeBody(reading, yItem, node);
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

function moveHere(spot: Spot, put: (yNode: Y.XmlElement) => void, transaction: Y.Transaction): number {
  const yPlace = new Y.XmlElement("place");
  put(yPlace);
  const id = yPlace._item?.id;
  if (id === undefined) throw new Error("a place that was put in has an id");
  elementOf(spot.yItem).setAttribute("home", writeItemId(id));
  spot.home?.delete(transaction);
  spot.home = yPlace._item;
  return 3 * attributeBytes;
}

function* makeBody(reading: Reading, node: ElementNode, put: (yNode: Y.XmlElement) => void): Generator<Edit, void> {
  const yBody = new Y.XmlElement("body");
  const yFlow = new Y.XmlText();
  yield () => {
    yBody.setAttribute("lang", String(node.attrs.lang ?? "und"));
    put(yBody);
    yBody.insert(0, [yFlow]);
    return 3 * attributeBytes;
  };
  yield* writeStretches(reading, yFlow, [{ held: [], wanted: tokensOf(node.content), start: 0 }]);
}

function* changeBody(reading: Reading, yItem: Y.Item, node: ElementNode | null): Generator<Edit, void> {
  if (node === null) {
    yield (transaction) => {
      yItem.delete(transaction);
      return attributeBytes;
    };
    return;
  }
  yield* writeHeld(reading, [elementOf(yItem)], node.content);
}

/** What is wanted no more is said to be gone; what stands in it goes with it. */
function* removals(reading: Reading, { bySpot }: Matched, joined: ReadonlySet<Spot>): Generator<Edit, void> {
  const tree = reading.tree();
  const isRemoved = (spot: Spot): boolean => !bySpot.has(spot) && !joined.has(spot);
  for (const spot of tree.spots.values()) {
    if (!isRemoved(spot) || !tree.isSeen(spot)) continue;
    const holder = tree.holderOf(spot);
    // One that was moved into it would go back to where it was made.
    if (holder !== null && isRemoved(holder) && spot.home === null) continue;
    yield () => {
      elementOf(spot.yItem).setAttribute("gone", true as never);
      return attributeBytes;
    };
  }
}
