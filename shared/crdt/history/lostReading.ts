/** Lost text as it stood, with what stood around it: which of it is shown, and what is put back. */
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import {
  cutSentences,
  type LostNode,
  nodesOfRun,
  readLostBlocks,
  type StoodRun,
} from "../../charter/compare/lostBlocks.ts";
import { numbersOf, plainText, readClauses, readsAs, standIn } from "../../charter/text/clauses.ts";
import { isAtomName } from "../../charter/text/grammar.ts";
import { nestBlocks } from "../../charter/text/lists.ts";
import type { DocNode, ElementNode } from "../../charter/text/model.ts";
import { unnamedPromises } from "../../charter/text/promiseWords.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { parentItem, typeOf } from "../document/yStore.ts";
import { attributesOf } from "../reading/attributes.ts";
import { elementOf, isClauseItem } from "../reading/clauseItems.ts";
import { createCleanSight } from "../reading/cleanSight.ts";
import { type ClockSet, createClockSet, lessSpans } from "../reading/clockSet.ts";
import type { FlowBlock } from "../reading/flow.ts";
import { createReading, inlineNodes, type Reading } from "../reading/reading.ts";
import { lastValue, type Sight, type Span } from "../reading/sight.ts";
import type { Hiding } from "./hiding.ts";
import type { LostUnit } from "./lostGroups.ts";
import type { ChangeRanges } from "./textChanges.ts";

/** Of one string, in the terms of its client. */
export interface LostPiece {
  readonly item: Y.Item;
  readonly range: DeletedRange;
}

interface LostSetting {
  readonly yDoc: Y.Doc;
  readonly ranges: ChangeRanges;
  readonly hiding: Hiding;
  readonly pieces: readonly LostPiece[];
  /** Of an element: whether it was lost itself. */
  isLost(item: Y.Item): boolean;
}

export interface LostReading {
  /** The document as if nothing that hides lost text had been done, and only that. */
  readonly sight: Sight;
  /** Blocks as they stood: sentences where only a part of them was lost. Empty for white space. */
  read(unit: LostUnit): readonly LostNode[];
}

export function createLostReading(setting: LostSetting): LostReading {
  const { isLost } = setting;
  const sight = createStoodSight(setting);
  const reading = createReading(setting.yDoc, sight);
  // What lost words refer to has the number that it has now.
  const reads = readsAs(numbersOf(readClauses(setting.hiding.reading.text())), unnamedPromises);

  function readBlocks({ host, tables, pieces }: LostUnit): readonly LostNode[] {
    const yFlow = typeOf(host);
    if (!(yFlow instanceof Y.XmlText)) return [];
    const flags = createFlags(yFlow, sight, createClockSet(pieces.map(({ range }) => range)), isLost);
    const found: LostNode[] = [];
    const missing = new Set(tables);
    let whole: { readonly block: FlowBlock; readonly node: ElementNode }[] = [];
    const closeWhole = (): void => {
      const nodeOf = new Map(whole.map(({ block, node }) => [block, node]));
      const nested = nestBlocks([...nodeOf.keys()], (block) => nodeOf.get(block) as ElementNode);
      for (const node of nested) found.push(...readLostBlocks(node, null, reads));
      whole = [];
    };
    for (const block of reading.segmentsOf(yFlow).flatMap((segment) => segment.blocks)) {
      if (block.type === "table") {
        const node = block.yItem !== null && tables.has(block.yItem) ? findNode(reading, block) : null;
        if (node === null) continue;
        whole.push({ block, node });
        missing.delete(block.yItem as Y.Item);
        continue;
      }
      const runs = stoodRuns(block, flags);
      if (!runs.some(({ text, isLost: lost }) => lost && text.trim() !== "")) continue;
      const isWhole = block.yItem !== null && isLost(block.yItem) && runs.every((run) => run.isLost);
      if (isWhole) whole.push({ block, node: blockNode(block, runs) });
      else {
        closeWhole();
        found.push(...cutSentences(runs, reads));
      }
    }
    closeWhole();
    return missing.size === 0 ? found : [...found, ...readEach(pieces.filter(({ item }) => parentItem(item) !== host))];
  }

  /** Words of a further language go back as such. */
  function inLanguage(host: Y.Item, found: readonly LostNode[]): readonly LostNode[] {
    let body = parentItem(host);
    while (body !== null && !isClauseItem(body) && elementOf(body)?.nodeName !== "body") body = parentItem(body);
    const yBody = body === null || isClauseItem(body) ? null : elementOf(body);
    if (yBody === null || found.length === 0) return found;
    const lang = attributesOf(yBody, "body", sight).text("lang", "und");
    const content = found.map(({ node }) => node);
    return [{ node: { type: "body", attrs: { lang }, content }, blocks: found.flatMap(({ blocks }) => blocks) }];
  }

  /** Flow by flow, where what holds them is not read: tables or clauses that stand too deep. */
  function readEach(pieces: readonly LostPiece[]): readonly LostNode[] {
    const byFlow = Map.groupBy(pieces, ({ item }) => parentItem(item));
    return [...byFlow].flatMap(([host, inside]) =>
      host === null ? [] : readBlocks({ lostClause: null, host, tables: new Set(), pieces: inside }),
    );
  }

  return {
    sight,
    read(unit) {
      if (unit.lostClause === null) return inLanguage(unit.host, readBlocks(unit));
      reading.text();
      const node = reading.nodeOf(unit.lostClause);
      if (node === null) return readEach(unit.pieces);
      return plainText(node).trim() === "" ? [] : readLostBlocks(node, null, reads);
    },
  };
}

function createStoodSight({ yDoc, ranges, hiding, pieces, isLost }: LostSetting): Sight {
  /** Of each piece of text, all who deleted it, whoever came first. */
  const deletions = [ranges.deleted, ...ranges.deletedAgain];
  /** What hides lost text: values of `gone`, and who deleted what it stands in. */
  const values = new Set<Y.Item>();
  /** What it stands in. */
  const opened = new Set<Y.Item>();
  const deletedIn = new Set<number>();
  for (const { item } of pieces) {
    let at: Y.Item | null = item.deleted ? parentItem(item) : item;
    for (; at?.deleted === true; at = parentItem(at)) {
      for (const deleted of deletions) deletedIn.add(deleted.noOf(at.id) ?? unsigned);
    }
    for (let above = parentItem(item); above !== null && !opened.has(above); above = parentItem(above))
      opened.add(above);
    for (const { value } of at === null ? [] : hiding.of(at)) if (value !== null) values.add(value);
  }
  const lost = createClockSet(pieces.map(({ range }) => range));

  /** What stood in a deleted element until that was deleted. */
  function stoodOf(item: Y.Item): readonly Span[] {
    const { client, clock } = item.id;
    const isInside = parentItem(item)?.deleted === true;
    const taken = deletions
      .flatMap((deleted) => deleted.piecesOf({ client, clock, length: item.length }))
      .filter(({ no }) => no !== null && !(isInside && deletedIn.has(no)))
      .map((piece) => ({ client, clock: piece.clock, length: piece.end - piece.clock }));
    return lessSpans(wholeOf(item), createClockSet(taken).within({ client, clock, length: item.length }));
  }

  const stood: Sight = {
    shows: (item) => !item.deleted || opened.has(item) || stoodOf(item).length > 0,
    spansOf: (item) => (item.deleted ? stoodOf(item) : null),
    valueOf(latest) {
      const element = parentItem(latest);
      if (values.has(latest) || (latest.deleted && element?.deleted !== true)) return null;
      // Where a home counts for nothing, the clause stands elsewhere, in plain sight.
      const { spots, isSeen } = hiding.reading.tree();
      const spot = latest.parentSub === "home" && element !== null ? spots.get(element) : undefined;
      return spot !== undefined && spot.home === null && isSeen(spot) ? null : lastValue(latest);
    },
  };
  const clean = createCleanSight(yDoc, stood);
  return {
    valueOf: stood.valueOf,
    // Lost suggestions were written, too, and so was what stands in an alternative that was not chosen.
    shows: (item) =>
      clean.shows(item) || opened.has(item) || (isSuggesting(item.id.client) && stood.shows(item) && isLost(item)),
    spansOf(item) {
      const { client, clock } = item.id;
      const of = clean.spansOf(item);
      const also = lost.within({ client, clock, length: item.length });
      if (of === null || also.length === 0) return of;
      const shown = createClockSet(
        [...of, ...also].map(({ from, to }) => ({ client, clock: from, length: to - from })),
      );
      return shown.within({ client, clock: 0, length: item.length });
    },
  };
}

/** The number of no change. */
const unsigned = -1;

const wholeOf = ({ length }: Y.Item): readonly Span[] => [{ from: 0, to: length }];

/** For each character and each element among them that is read of a flow, in order, whether it was lost. */
function createFlags(yFlow: Y.XmlText, sight: Sight, lost: ClockSet, isLost: LostSetting["isLost"]): Iterator<boolean> {
  function* read(): Generator<boolean> {
    for (let item = yFlow._start; item !== null; item = item.right) {
      if (item.content instanceof Y.ContentString) {
        const { client, clock } = item.id;
        for (const { from, to } of sight.spansOf(item) ?? wholeOf(item))
          for (let at = from; at < to; at++) yield lost.has({ client, clock: clock + at });
      } else if (isInline(item) && sight.shows(item)) yield lost.hasClient(item.id.client) && isLost(item);
    }
  }
  return read();
}

const isInline = (item: Y.Item): boolean =>
  ["hard_break", "reference", "footnote", "promise", "bracket", "alt"].includes(elementOf(item)?.nodeName ?? "");

/** The runs of a block, cut where what was lost begins and ends. */
function stoodRuns({ inlines }: FlowBlock, flags: Iterator<boolean>): readonly StoodRun[] {
  const runs: { text: string; marks: StoodRun["marks"]; isLost: boolean; node?: DocNode }[] = [];
  const next = (): boolean => flags.next().value === true;
  for (const inline of inlines) {
    const { kind, text, marks } = inline;
    const [node] = isAtomName(kind) || kind === "footnote" ? inlineNodes([inline]) : [];
    if (node !== undefined) {
      runs.push({ text: standIn, marks, isLost: next(), node });
      continue;
    }
    if (kind !== "text") {
      runs.push({ text: kind === "hard_break" ? "\n" : text, marks, isLost: next() });
      continue;
    }
    for (let at = 0; at < text.length; at++) {
      const isLost = next();
      const last = runs.at(-1);
      const goesOn = last !== undefined && last.node === undefined && last.text !== "\n";
      if (goesOn && last.isLost === isLost && last.marks === marks) last.text += text.charAt(at);
      else runs.push({ text: text.charAt(at), marks, isLost });
    }
  }
  return runs;
}

function blockNode({ type, level }: FlowBlock, runs: readonly StoodRun[]): ElementNode {
  const content = runs.flatMap(nodesOfRun);
  return type === "heading" ? { type, attrs: { level }, content } : { type: "paragraph", attrs: {}, content };
}

/** The node that a table was read into. */
function findNode(reading: Reading, block: FlowBlock): ElementNode | null {
  const waiting: ElementNode[] = [reading.text()];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (reading.blockOf(node) === block) return node;
    for (const child of node.content) if (child.type !== "text") waiting.push(child);
  }
  return null;
}
