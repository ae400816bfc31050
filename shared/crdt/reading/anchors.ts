/**
 * Words named by the ids of their characters, and where these words stand by now. The document holds nothing of it: an
 * id is that of one character for ever, wherever others write and wherever its clause goes [I44].
 *
 * Pure readings. Called by: the host, and the editor.
 */
import * as Y from "yjs";
import type { ClauseId } from "../../base/ids.ts";
import { looseId, ownTextBlocks, placeClauses } from "../../charter/text/clauses.ts";
import { commentLimits } from "../../charter/text/commentLimits.ts";
import type { ElementNode } from "../../charter/text/model.ts";
import type { DeletedRange as IdRange } from "../document/updateBytes.ts";
import { itemsIn } from "../document/yStore.ts";
import { elementOf } from "./clauseItems.ts";
import { type ClockSet, createClockSet } from "./clockSet.ts";
import { type Inline, isSecondHalf } from "./flow.ts";
import type { Reading } from "./reading.ts";

/** [from, to) of the words of a paragraph or heading, as the text has them: one for a line break. */
export interface BlockSpan {
  readonly block: ElementNode;
  readonly from: number;
  readonly to: number;
}

const sizeOf = ({ kind, text }: Inline): number => (kind === "hard_break" ? 1 : text.length);

/** The ids of words of a reading's text, in order: as many as an anchor may have. */
export function idsOfWords(reading: Reading, spans: readonly BlockSpan[]): readonly IdRange[] {
  const ranges: IdRange[] = [];
  for (const { block: node, from, to } of spans) {
    const block = reading.blockOf(node);
    const yFlow = block === null ? null : reading.flowOf(block);
    if (block === null || yFlow === null) continue;
    const stretches: Stretch[] = [];
    let start = 0;
    for (const inline of block.inlines) {
      const [first, last] = [Math.max(from - start, 0), Math.min(to - start, sizeOf(inline))];
      if (inline.kind === "text" && first < last) stretches.push(wholeSigns(inline, first, last));
      start += sizeOf(inline);
    }
    addIds(ranges, yFlow, stretches);
  }
  return withinLimits(ranges);
}

function withinLimits(ranges: readonly IdRange[]): readonly IdRange[] {
  let left: number = commentLimits.length;
  return ranges.slice(0, commentLimits.ranges).flatMap((range) => {
    const length = Math.min(range.length, left);
    left -= length;
    return length > 0 ? [{ ...range, length }] : [];
  });
}

/** Of a flow, as Yjs counts. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Of a pair of units that makes one character both are meant. */
const wholeSigns = ({ text, at }: Inline, from: number, to: number): Stretch => ({
  from: at + (isSecondHalf(text, from) ? from - 1 : from),
  to: at + (isSecondHalf(text, to) ? to + 1 : to),
});

/** `stretches`: in order and apart. */
function addIds(ranges: IdRange[], yFlow: Y.XmlText, stretches: readonly Stretch[]): void {
  let next = 0;
  for (const { item, at } of standingIn(yFlow)) {
    while ((stretches[next]?.to ?? Number.POSITIVE_INFINITY) <= at) next++;
    if (next === stretches.length) return;
    for (let i = next; i < stretches.length; i++) {
      const { from, to } = stretches[i] as Stretch;
      if (from >= at + item.length) break;
      const [first, end] = [Math.max(from, at), Math.min(to, at + item.length)];
      const [client, clock] = [item.id.client, item.id.clock + first - at];
      const last = ranges.at(-1);
      if (last?.client === client && last.clock + last.length === clock)
        ranges[ranges.length - 1] = { ...last, length: last.length + end - first };
      else ranges.push({ client, clock, length: end - first });
    }
  }
}

/** What counts in a flow, with the index where it begins. */
function* standingIn(yFlow: Y.XmlText): Generator<{ readonly item: Y.Item; readonly at: number }> {
  let at = 0;
  for (let item = yFlow._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    yield { item, at };
    at += item.length;
  }
}

export interface Anchor<Key> {
  readonly key: Key;
  readonly ranges: readonly IdRange[];
}

/** Words that stand of an anchor; or, where none do, the character that stands next to where they stood. */
export interface AnchorSpan<Key> extends BlockSpan {
  readonly key: Key;
  readonly stands: boolean;
}

export interface AnchorPlace {
  /** The clause that it stands in; `looseId` outside every clause. */
  readonly clause: ClauseId;
  readonly stands: boolean;
}

export interface AnchorsInText<Key> {
  /** In the order of the text. */
  readonly spans: readonly AnchorSpan<Key>[];
  /** Where the first of its words stands; none for an anchor of which neither words nor neighbours stand. */
  readonly places: ReadonlyMap<Key, AnchorPlace>;
}

/** Where anchors stand in the text as it is read. */
export function findAnchors<Key>(reading: Reading, anchors: readonly Anchor<Key>[]): AnchorsInText<Key> {
  const standing = findWords(reading, anchors);
  const lost = anchors.filter(({ key, ranges }) => ranges.length > 0 && !standing.places.has(key));
  const neighbours = lost.flatMap(({ key, ranges }) => {
    const neighbour = neighbourOf(reading.yDoc, ranges);
    return neighbour === null ? [] : [{ key, ranges: [neighbour] }];
  });
  if (neighbours.length === 0) return standing;
  const beside = findWords(reading, neighbours);
  const spans = beside.spans.map((span) => ({ ...span, stands: false }));
  const places = [...beside.places].map(([key, place]) => [key, { ...place, stands: false }] as const);
  return { spans: [...standing.spans, ...spans], places: new Map([...standing.places, ...places]) };
}

function findWords<Key>(reading: Reading, anchors: readonly Anchor<Key>[]): AnchorsInText<Key> {
  const byFlow = new Map<Y.XmlText, Set<Anchor<Key>>>();
  for (const anchor of anchors)
    for (const range of anchor.ranges)
      for (const { parent } of itemsIn(reading.yDoc, range))
        if (parent instanceof Y.XmlText) byFlow.set(parent, (byFlow.get(parent) ?? new Set()).add(anchor));
  const spans: AnchorSpan<Key>[] = [];
  const places = new Map<Key, AnchorPlace>();
  if (byFlow.size === 0) return { spans, places };
  const inFlow = new Map<Y.XmlText, readonly KeyedStretch<Key>[]>();
  const sets = new Map<Anchor<Key>, ClockSet>();
  const setOf = (anchor: Anchor<Key>): ClockSet => {
    const set = sets.get(anchor) ?? createClockSet(anchor.ranges);
    sets.set(anchor, set);
    return set;
  };
  const stretchesOf = (yFlow: Y.XmlText, among: ReadonlySet<Anchor<Key>>): readonly KeyedStretch<Key>[] => {
    const known = inFlow.get(yFlow);
    if (known !== undefined) return known;
    const found = [...among].map((anchor) => ({ key: anchor.key, set: setOf(anchor) }));
    const stretches = [...standingIn(yFlow)].flatMap(({ item, at }) =>
      found.flatMap(({ key, set }) =>
        set
          .within({ client: item.id.client, clock: item.id.clock, length: item.length })
          .map(({ from, to }) => ({ key, from: at + from, to: at + to })),
      ),
    );
    inFlow.set(yFlow, stretches);
    return stretches;
  };
  function addBlock(node: ElementNode, clause: ClauseId): void {
    const block = reading.blockOf(node);
    const yFlow = block === null ? null : reading.flowOf(block);
    const among = yFlow === null ? undefined : byFlow.get(yFlow);
    if (block === null || yFlow === null || among === undefined) return;
    let start = 0;
    for (const inline of block.inlines) {
      if (inline.kind === "text")
        for (const { key, from, to } of stretchesOf(yFlow, among)) {
          const first = Math.max(from, inline.at) - inline.at;
          const last = Math.min(to, inline.at + inline.length) - inline.at;
          if (first >= last) continue;
          addSpan(spans, { block: node, from: start + first, to: start + last, key, stands: true });
          if (!places.has(key)) places.set(key, { clause, stands: true });
        }
      start += sizeOf(inline);
    }
  }
  const text = reading.text();
  for (const { block } of ownTextBlocks(text)) addBlock(block, looseId);
  for (const { clause } of placeClauses(text))
    for (const { block } of ownTextBlocks(clause.node)) addBlock(block, clause.id);
  return { spans, places };
}

interface KeyedStretch<Key> extends Stretch {
  readonly key: Key;
}

/** Words of one anchor that stand side by side are one. */
function addSpan<Key>(spans: AnchorSpan<Key>[], span: AnchorSpan<Key>): void {
  const index = spans.findLastIndex(({ key }) => key === span.key);
  const before = spans[index];
  if (before !== undefined && before.block === span.block && before.to === span.from)
    spans[index] = { ...before, to: span.to };
  else spans.push(span);
}

/** The character that stands before the words, else the one after them, in the same clause; null: there is none. */
function neighbourOf(yDoc: Y.Doc, ranges: readonly IdRange[]): IdRange | null {
  for (const range of ranges)
    for (const item of itemsIn(yDoc, range)) {
      if (!(item.parent instanceof Y.XmlText)) continue;
      const before = wordsBeside(item, (at) => at.left);
      if (before !== null) return { client: before.id.client, clock: before.id.clock + before.length - 1, length: 1 };
      const after = wordsBeside(item, (at) => at.right);
      if (after !== null) return { client: after.id.client, clock: after.id.clock, length: 1 };
      return null;
    }
  return null;
}

function wordsBeside(item: Y.Item, next: (item: Y.Item) => Y.Item | null): Y.Item | null {
  for (let at = next(item); at !== null; at = next(at)) {
    if (at.deleted) continue;
    if (at.content instanceof Y.ContentString) return at;
    if (elementOf(at)?.nodeName === "split") return null;
  }
  return null;
}
