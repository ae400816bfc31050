/**
 * The text of a document as plain values, read once or kept up with changes.
 *
 * Owns: what was read of each flow and each clause. Called by: readText, the editor, the writers.
 * Invariant: what `text` answers is what reading all anew would; what did not change is the same object ([I33]).
 */
import * as Y from "yjs";
import { isAtomName } from "../../charter/text/grammar.ts";
import { nestBlocks } from "../../charter/text/lists.ts";
import type { Attrs, CharterText, DocNode, ElementNode } from "../../charter/text/model.ts";
import { reviewRoot, rootName } from "../document/docLayout.ts";
import { typeOf, type YList } from "../document/yStore.ts";
import { attributesOf } from "./attributes.ts";
import { createMarks, type FlowBlock, type Inline, readFlow, type Segment } from "./flow.ts";
import { asItIs, type Sight } from "./sight.ts";
import { readGrid } from "./table.ts";
import { type FlowPart, type Part, readTree, type Spot, type Tree } from "./tree.ts";

export interface TextProblem {
  readonly kind: "unknownNode" | "wrongPlace" | "unknownContent" | "badMark" | "tooDeep";
  /** The name of the element or mark that it is about, or "". */
  readonly at: string;
}

/** Clauses deeper than this are read as standing behind the one that they stand in. */
const maxClauseDepth = 16;
/** Tables in cells of tables. */
const maxTableDepth = 8;
const maxProblems = 100;

export interface Reading {
  readonly yDoc: Y.Doc;
  readonly sight: Sight;
  text(): CharterText;
  tree(): Tree;
  /** At most 100; empty for every document that holds judged updates only. */
  problems(): readonly TextProblem[];
  /** The node of a clause that stands in the text; null for one that does not. */
  nodeOf(yItem: Y.Item): ElementNode | null;
  /** The block that a node of a paragraph, heading or table was read from. */
  blockOf(node: ElementNode): FlowBlock | null;
  segmentsOf(yFlow: Y.XmlText): readonly Segment[];
  /** A block by itself, as a node. */
  blockNode(block: FlowBlock): ElementNode;
  /** The flow in which a block stands. */
  flowOf(block: FlowBlock): Y.XmlText | null;
  /** Takes note of what a transaction changed. */
  note(transaction: Pick<Y.Transaction, "changed">): void;
}

export function createReading(yDoc: Y.Doc, sight: Sight = asItIs): Reading {
  const marksOf = createMarks();
  const problems: TextProblem[] = [];
  const flows = new Map<Y.XmlText, readonly Segment[]>();
  let partsOf = new Map<Y.XmlText, FlowPart[]>();
  let ownerOf = new Map<FlowPart | Y.Item, Spot | null>();
  let kept = new Map<Y.Item, ElementNode>();
  /** Clauses of which the node counts as it is. */
  let fresh = new Set<Y.Item>();
  const blockNodes = new WeakMap<FlowBlock, ElementNode>();
  const blocks = new WeakMap<ElementNode, FlowBlock>();
  const flowsOfBlocks = new WeakMap<FlowBlock, Y.XmlText>();
  let tree: Tree | null = null;
  let text: CharterText | null = null;

  const report = (kind: TextProblem["kind"], at: string): void => {
    if (problems.length < maxProblems) problems.push({ kind, at });
  };

  function segmentsOf(yFlow: Y.XmlText): readonly Segment[] {
    const known = flows.get(yFlow);
    if (known !== undefined) return known;
    const read = readFlow(yFlow, sight, marksOf, report);
    flows.set(yFlow, read);
    for (const segment of read) for (const block of segment.blocks) flowsOfBlocks.set(block, yFlow);
    return read;
  }

  function treeNow(): Tree {
    if (tree !== null) return tree;
    fresh = new Set();
    tree = readTree(yDoc.share.get(rootName) ?? nothingYet, yDoc, sight, marksOf, report, segmentsOf);
    partsOf = new Map();
    ownerOf = new Map();
    const register = (parts: readonly Part[], owner: Spot | null): void => {
      for (const part of parts)
        if (part.kind === "flow") {
          ownerOf.set(part, owner);
          const known = partsOf.get(part.yFlow);
          if (known === undefined) partsOf.set(part.yFlow, [part]);
          else known.push(part);
        } else if (part.kind === "body") ownerOf.set(part.yItem, owner);
    };
    register(tree.parts, null);
    for (const spot of tree.spots.values()) register(spot.parts, spot);
    return tree;
  }

  // ---- nodes -----------------------------------------------------------------------------------

  function blockNode(block: FlowBlock, depth: number): ElementNode {
    const known = blockNodes.get(block);
    if (known !== undefined) return known;
    const node = makeBlock(block, depth);
    blockNodes.set(block, node);
    blocks.set(node, block);
    return node;
  }

  function makeBlock(block: FlowBlock, depth: number): ElementNode {
    if (block.type === "table") return tableNode(block, depth);
    const content = inlineNodes(block.inlines);
    return block.type === "heading"
      ? { type: "heading", attrs: { level: block.level }, content }
      : { type: "paragraph", attrs: {}, content };
  }

  function tableNode({ yItem }: FlowBlock, depth: number): ElementNode {
    const yTable = yItem?.content instanceof Y.ContentType ? yItem.content.type : null;
    if (depth >= maxTableDepth) report("tooDeep", "table");
    const grid = yTable instanceof Y.XmlElement && depth < maxTableDepth ? readGrid(yTable, yDoc, sight) : null;
    const rows = (grid?.rows ?? []).map(({ cells }): ElementNode => {
      const content = cells.flatMap((cell): readonly ElementNode[] => {
        if (cell === null) return [];
        const { colspan, rowspan } = cell;
        const inside = cell.yFlows.flatMap((yFlow) => flowNodes(segmentsOf(yFlow), depth + 1));
        const attrs: Attrs = { colspan, rowspan, colwidth: null };
        return [
          {
            type: cell.isHeader ? "table_header" : "table_cell",
            attrs,
            content: inside.length === 0 ? [emptyParagraph] : inside,
          },
        ];
      });
      return { type: "table_row", attrs: {}, content };
    });
    return { type: "table", attrs: {}, content: grid?.columns.length === 0 ? [] : rows };
  }

  /** Segments make no clauses in cells and bodies. */
  const flowNodes = (segments: readonly Segment[], depth: number): readonly ElementNode[] =>
    listNodes(
      segments.flatMap((segment) => segment.blocks),
      depth,
    );

  /** A table without a row or a column is not seen. */
  const listNodes = (found: readonly FlowBlock[], depth: number): readonly ElementNode[] =>
    nestBlocks(
      found.filter((block) => block.type !== "table" || blockNode(block, depth).content.length > 0),
      (block) => blockNode(block, depth),
    );

  // ---- clauses ---------------------------------------------------------------------------------

  /** `beyond`: takes clauses that stand too deep. */
  function partNodes(parts: readonly Part[], holder: Spot | null, depth: number, beyond: Spot[]): DocNode[] {
    const now = treeNow();
    const nodes: DocNode[] = [];
    const add = (spot: Spot): void => {
      if (depth > maxClauseDepth) beyond.push(spot);
      else addSpot(spot, holder, depth, nodes);
    };
    for (const part of parts) {
      switch (part.kind) {
        case "flow":
          for (const node of listNodes(part.segment.blocks, 0)) nodes.push(node);
          break;
        case "body": {
          const content = part.yFlows.flatMap((yFlow) => flowNodes(segmentsOf(yFlow), 0));
          nodes.push({ type: "body", attrs: { lang: part.lang }, content });
          break;
        }
        case "spot":
          if (part.spot.home === null) add(part.spot);
          break;
        case "splits":
          for (const spot of part.spots) if (spot.home === null) add(spot);
          break;
        case "place": {
          const spot = now.at(part.yItem);
          if (spot !== null) add(spot);
        }
      }
    }
    return nodes;
  }

  /** A clause, then what stands behind it wherever it stands. */
  function addSpot(first: Spot, holder: Spot | null, depth: number, nodes: DocNode[]): void {
    const now = treeNow();
    const waiting = [first];
    for (let spot = waiting.pop(); spot !== undefined; spot = waiting.pop()) {
      const behind = now.behind(spot);
      for (let i = behind.length - 1; i >= 0; i--) waiting.push(behind[i] as Spot);
      if (spot.isGone) continue;
      const deeper: Spot[] = [];
      nodes.push(spotNode(spot, holder, depth, deeper));
      for (let i = deeper.length - 1; i >= 0; i--) waiting.push(deeper[i] as Spot);
    }
  }

  function spotNode(spot: Spot, holder: Spot | null, depth: number, beyond: Spot[]): ElementNode {
    const known = kept.get(spot.yItem);
    if (known !== undefined && fresh.has(spot.yItem)) return known;
    const content = partNodes(spot.parts, spot, depth + 1, beyond);
    const node = sameAs(known, clauseNode(spot, holder === null, content));
    kept.set(spot.yItem, node);
    // One that gave clauses away has to give them again.
    if (beyond.length === 0) fresh.add(spot.yItem);
    return node;
  }

  function clauseNode({ yItem, name, isArticle }: Spot, isInRoot: boolean, content: readonly DocNode[]): ElementNode {
    const yElement = typeOf(yItem);
    if (!(yElement instanceof Y.XmlElement)) throw new Error("a clause is an element");
    const read = attributesOf(yElement, name, sight);
    const id = read.text("id");
    if (isArticle && isInRoot) return { type: "article", attrs: { id, kind: read.text("kind", "article") }, content };
    return { type: "clause", attrs: { id, source: name === "article" ? "" : read.text("source") }, content };
  }

  // ---- changes ---------------------------------------------------------------------------------

  function stale(spot: Spot | null): void {
    for (let at = spot; at !== null; at = treeNow().holderOf(at)) fresh.delete(at.yItem);
  }

  /** Of a flow in a cell or a body: what that stands in. */
  function noteFlow(yFlow: Y.XmlText): void {
    const before = flows.get(yFlow);
    flows.delete(yFlow);
    const parent = yFlow.parent;
    const parentName = parent instanceof Y.XmlElement ? parent.nodeName : null;
    if (parentName === "cell" || parentName === "footnote") return noteInside(parent as Y.XmlElement);
    if (tree === null) return;
    if (parentName === "body") {
      const body = (parent as Y.XmlElement)._item;
      if (body !== null) stale(ownerOf.get(body) ?? null);
      return;
    }
    const after = segmentsOf(yFlow);
    if (before !== undefined) carry(before, after);
    const isSame = before?.length === after.length && before.every(({ split }, at) => split === after[at]?.split);
    const parts = partsOf.get(yFlow);
    if (!isSame || parts === undefined) {
      tree = null;
      return;
    }
    const bySplit = new Map(after.map((segment) => [segment.split, segment]));
    for (const part of parts) {
      const segment = bySplit.get(part.segment.split);
      if (segment !== undefined) (part as { segment: Segment }).segment = segment;
      stale(ownerOf.get(part) ?? null);
    }
  }

  /** Blocks that say the same keep their nodes, wherever they begin by now. */
  function carry(before: readonly Segment[], after: readonly Segment[]): void {
    const old = new Map(before.flatMap((segment) => segment.blocks).map((block) => [block.yItem, block]));
    for (const { blocks: found } of after)
      for (const block of found) {
        const earlier = old.get(block.yItem);
        const node = earlier === undefined ? undefined : blockNodes.get(earlier);
        if (earlier === undefined || node === undefined || !readsTheSame(earlier, block)) continue;
        blockNodes.set(block, node);
        blocks.set(node, block);
      }
  }

  /** Something in a block, a table or what stands in it. */
  function noteInside(type: unknown): void {
    for (let at = type; at instanceof Y.AbstractType; at = at.parent) if (at instanceof Y.XmlText) return noteFlow(at);
  }

  function note({ changed }: Pick<Y.Transaction, "changed">): void {
    if (changed.size === 0) return;
    text = null;
    let isMoved = false;
    const types = new Set<unknown>([...changed.keys(), ...(sight.note?.({ changed }) ?? [])]);
    types.delete(reviewRoot(yDoc));
    for (const type of types) {
      if (type instanceof Y.XmlText) noteFlow(type);
      else if (!(type instanceof Y.XmlElement)) isMoved = true;
      else if (structural.has(type.nodeName)) isMoved = true;
      else noteInside(type);
    }
    if (isMoved) tree = null;
  }

  return {
    yDoc,
    sight,
    tree: treeNow,
    text() {
      if (text !== null) return text;
      const { parts, spots } = treeNow();
      const content = partNodes(parts, null, 1, []);
      if (kept.size > 2 * spots.size + 64) kept = new Map([...kept].filter(([yItem]) => spots.has(yItem)));
      text = { type: "doc", attrs: {}, content };
      return text;
    },
    problems: () => problems,
    nodeOf(yItem) {
      const spot = treeNow().spots.get(yItem);
      return spot === undefined || !treeNow().isSeen(spot) ? null : (kept.get(yItem) ?? null);
    },
    blockOf: (node) => blocks.get(node) ?? null,
    segmentsOf,
    blockNode: (block) => blockNode(block, 0),
    flowOf: (block) => flowsOfBlocks.get(block) ?? null,
    note,
  };
}

/** A document that holds no text. */
const nothingYet: YList = { _start: null, _map: new Map() };

/** A change of these changes where clauses stand. */
const structural: ReadonlySet<string> = new Set(["article", "clause", "split", "body", "place"]);

const emptyParagraph: ElementNode = { type: "paragraph", attrs: {}, content: [] };

/** `known` where it says the same by the same objects. */
function sameAs(known: ElementNode | undefined, node: ElementNode): ElementNode {
  const isSame =
    known !== undefined &&
    known.type === node.type &&
    known.content.length === node.content.length &&
    known.content.every((child, at) => child === node.content[at]) &&
    Object.entries(node.attrs).every(([key, value]) => known.attrs[key] === value);
  return isSame ? known : node;
}

const readsTheSame = (a: FlowBlock, b: FlowBlock): boolean =>
  a.type === b.type && a.type !== "table" && a.level === b.level && sameInlines(a.inlines, b.inlines);

const sameInlines = (a: readonly Inline[], b: readonly Inline[]): boolean =>
  a.length === b.length &&
  a.every(({ kind, text, attrs, marks, notes }, at) => {
    const other = b[at];
    return (
      other?.kind === kind &&
      other.text === text &&
      other.marks === marks &&
      Object.entries(attrs).every(([key, value]) => other.attrs[key] === value) &&
      (notes === other.notes || sameInlines(inlinesOf(notes), inlinesOf(other.notes)))
    );
  });

const inlinesOf = (notes: Inline["notes"]): readonly Inline[] => notes.flatMap(({ inlines }) => inlines);

/** Neighbours under equal marks are one; half a surrogate pair reaches others as U+FFFD, so its author reads that too. */
export function inlineNodes(inlines: readonly Inline[]): readonly DocNode[] {
  const nodes: DocNode[] = [];
  for (const { kind, text, attrs, marks, notes } of inlines) {
    const last = nodes.at(-1);
    if (kind === "hard_break") nodes.push({ type: "hard_break", attrs: {}, content: [] });
    else if (kind === "footnote") nodes.push({ type: "footnote", attrs: {}, content: inlineNodes(inlinesOf(notes)) });
    else if (isAtomName(kind)) nodes.push({ type: kind, attrs, content: [] });
    else if (last?.type === "text" && last.marks === marks)
      nodes[nodes.length - 1] = { ...last, text: last.text + text };
    else if (text !== "") nodes.push({ type: "text", text, marks });
  }
  return nodes.every((node) => node.type !== "text" || node.text.isWellFormed()) ? nodes : nodes.map(wellFormed);
}

const wellFormed = (node: DocNode): DocNode =>
  node.type === "text" ? { ...node, text: node.text.toWellFormed() } : node;
