/**
 * Draws what is suggested: inserted words as <ins>, struck ones as <del>, suggested paragraphs and clauses by a frame.
 * All of it is decoration, computed from the ids in the document and never stored; what stands between reads the same.
 *
 * Owns: those decorations, and which flows are to be drawn anew. Called by: bindText, which says what changed and has
 * each state drawn that shows what the reading has. Invariant: after that the decorations are what drawing all anew
 * would give; only the flows that changed are drawn.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey, type Transaction } from "prosemirror-state";
import { type Decoration, DecorationSet } from "prosemirror-view";
import * as Y from "yjs";
import type { ElementNode } from "../../shared/charter/text/model.ts";
import { reviewRoot } from "../../shared/crdt/document/docLayout.ts";
import { readReviewKey } from "../../shared/crdt/document/reviewKeys.ts";
import { type FlowBlock, sizeOf } from "../../shared/crdt/reading/flow.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";
import { isOpen } from "../../shared/crdt/reading/reviewEntries.ts";
import type { Suggestion, Suggestions, Touched } from "../../shared/crdt/reading/suggestions.ts";
import { offsetAt } from "./places.ts";
import { frameOf, idOfSuggestion, isOfClauses, type SuggesterLookOf, unnamed, wordsOf } from "./suggestionLooks.ts";

export interface SuggestionMarks {
  readonly plugin: Plugin;
  /** Takes note of a transaction; `touched`: what `Suggestions.note` gave for it. */
  note(changed: Y.Transaction["changed"], touched: Touched): void;
  areStale(): boolean;
  /** `state` with the marks of what the reading has; the same where nothing is to be drawn. */
  drawn(state: EditorState): EditorState;
  /** From the next drawing on suggestions look like that. */
  setLooks(lookOf: SuggesterLookOf): void;
}

interface Frame {
  readonly suggestion: Suggestion;
  readonly className: string;
}

/** Frames by the element of a clause, or the item of a block or a promise. */
type Frames = ReadonlyMap<ElementNode | Y.Item, readonly Frame[]>;

const noFrames: Frames = new Map();

/** What may hold a paragraph of no flow. */
const cells: ReadonlySet<string> = new Set(["table", "table_row", "table_cell", "table_header"]);

/** Flows in which something is suggested, with what tells the suggestions in it from others. */
type NamedFlows = Map<Y.XmlText, string>;

/** One suggestion may stand in many flows, and be known by another key when one of them changes. */
function nameFlows(list: readonly Suggestion[]): NamedFlows {
  const named = new Map<Y.XmlText, string>();
  for (const suggestion of list.filter(isOpen))
    for (const yFlow of new Set(suggestion.spans.map((span) => span.yFlow)))
      named.set(yFlow, `${named.get(yFlow) ?? ""}${nameOf(suggestion)}`);
  return named;
}

const nameOf = ({ id, client, state }: Suggestion): string => `${id} ${client} ${state} `;

interface Drawing {
  readonly marks: DecorationSet;
  /** Whether blocks came or went, or marks went with what they stood on, so that all has to be drawn. */
  readonly isStale: boolean;
}

const pluginKey = new PluginKey<Drawing>("suggestions");
const nothingDrawn: Drawing = { marks: DecorationSet.empty, isStale: false };

function mapDrawing({ marks, isStale }: Drawing, transaction: Transaction): Drawing {
  let hasLost = false;
  const onRemove = (): void => {
    hasLost = true;
  };
  const mapped = marks.map(transaction.mapping, transaction.doc, { onRemove });
  return { marks: mapped, isStale: isStale || hasLost || changesBlocks(transaction) };
}

/** Whether more came or went than stands within one text block. */
function changesBlocks({ mapping, docs, doc }: Transaction): boolean {
  const isWords = (of: Node | undefined, from: number, to: number): boolean => {
    const $from = of?.resolve(from);
    return from === to || ($from?.parent.isTextblock === true && to <= $from.end());
  };
  let isMore = false;
  for (const [index, map] of mapping.maps.entries())
    map.forEach((oldFrom, oldTo, newFrom, newTo) => {
      isMore ||= !isWords(docs[index], oldFrom, oldTo) || !isWords(docs[index + 1] ?? doc, newFrom, newTo);
    });
  return isMore;
}

export function createSuggestionMarks(reading: Reading, suggestions: Suggestions): SuggestionMarks {
  let lookOf: SuggesterLookOf = () => unnamed;
  /** Flows to be drawn anew; null: all. */
  let stale: ReadonlySet<Y.XmlText> | null = null;
  let drawnList: readonly Suggestion[] = [];
  let drawnFlows: NamedFlows = new Map();
  /** Since the list was drawn, suggestions changed in `stale` alone. */
  let areOthersSame = true;
  /** Flows with something of a suggestion that has a frame. */
  let framed = new Set<Y.XmlText>();

  function note(changed: Y.Transaction["changed"], touched: Touched): void {
    areOthersSame &&= touched.areOthersSame;
    if (stale === null) return;
    const yReview = reviewRoot(reading.yDoc);
    const isInFlows = [...(changed.keys() as Iterable<unknown>)].every(
      (type) => type instanceof Y.XmlText || type === yReview || (type instanceof Y.XmlElement && isBlock(type)),
    );
    const isOfWords = [...(changed.get(yReview as never) ?? [])].every((text) => text !== null && isAboutWords(text));
    stale = isInFlows && isOfWords ? new Set([...stale, ...touched.flows]) : null;
  }

  /** What has marks, or will have some, and changed; null: all. */
  function readAsked(named: NamedFlows): ReadonlySet<Y.XmlText> | null {
    if (stale === null) return null;
    const asked = new Set([...stale].filter((one) => drawnFlows.has(one) || named.has(one)));
    if (named === drawnFlows) return asked;
    for (const [yFlow, names] of named) if (drawnFlows.get(yFlow) !== names) asked.add(yFlow);
    for (const yFlow of drawnFlows.keys()) {
      if (named.has(yFlow)) continue;
      // With what it stood in it left the sight: nothing that is walked through leads to its marks.
      if (!flowsIn(reading.text()).has(yFlow)) return null;
      asked.add(yFlow);
    }
    return asked;
  }

  /** Of what is stale: those with marks, or that will have some. Null: the list has to be read. */
  function readTyped(): ReadonlySet<Y.XmlText> | null {
    if (stale === null || !areOthersSame) return null;
    const typed = new Set([...stale].filter((one) => drawnFlows.has(one) || suggestions.inFlow(one).some(isOpen)));
    const hasFrames = (one: Y.XmlText): boolean =>
      framed.has(one) || readFrames(suggestions.inFlow(one).filter(isOpen)).size > 0;
    return [...typed].some(hasFrames) ? null : typed;
  }

  /** Where only words came: of the suggestions that have something in these flows, and of no other. */
  function drawTyped(state: EditorState, before: DecorationSet, typed: ReadonlySet<Y.XmlText>): EditorState {
    stale = new Set();
    if (typed.size === 0) return state;
    for (const yFlow of typed) {
      const open = suggestions.inFlow(yFlow).filter(isOpen);
      if (open.length === 0) drawnFlows.delete(yFlow);
      else drawnFlows.set(yFlow, open.map(nameOf).join(""));
    }
    const marks = draw(before, state.doc, typed, drawnList);
    if (marks === before) return state;
    return state.apply(state.tr.setMeta(pluginKey, { marks, isStale: false } satisfies Drawing));
  }

  function drawn(state: EditorState): EditorState {
    const { marks: before, isStale } = pluginKey.getState(state) ?? nothingDrawn;
    if (isStale) stale = null;
    const typed = readTyped();
    if (typed !== null) return drawTyped(state, before, typed);
    const list = suggestions.all();
    const named = list === drawnList ? drawnFlows : nameFlows(list);
    const asked = readAsked(named);
    const isSame = list === drawnList && asked?.size === 0;
    const isNothing = named.size === 0 && before === DecorationSet.empty && list.every((one) => !isOpen(one));
    stale = new Set();
    areOthersSame = true;
    const after = isSame || isNothing ? before : draw(before, state.doc, asked, list);
    drawnList = list;
    drawnFlows = named;
    if (after === before && !isStale) return state;
    return state.apply(state.tr.setMeta(pluginKey, { marks: after, isStale: false } satisfies Drawing));
  }

  /** `asked`: which flows; null: all. A block that is not shown as it was read keeps its marks until it is. */
  function draw(
    before: DecorationSet,
    doc: Node,
    asked: ReadonlySet<Y.XmlText> | null,
    list: readonly Suggestion[],
  ): DecorationSet {
    const isAll = asked === null;
    const isNewList = isAll || list !== drawnList;
    if (isNewList) framed = new Set();
    const frames = isNewList ? readFrames(list) : noFrames;
    const removed: Decoration[] = !isAll && isNewList ? before.find(undefined, undefined, isOfClauses) : [];
    const added: Decoration[] = [];
    const undrawn = new Set<Y.XmlText>();

    const addFrames = (of: ElementNode | Y.Item | null, node: Node, at: number): void => {
      for (const { suggestion, className } of (of === null ? null : frames.get(of)) ?? [])
        added.push(frameOf(at, node, suggestion, className, lookOf(suggestion.client), true));
    };
    /** Of what stands among words and is asked to say something else. */
    const addInlineFrames = ({ inlines }: FlowBlock, node: Node, start: number): void => {
      let offset = 0;
      for (const inline of inlines) {
        const child = inline.kind === "promise" ? node.nodeAt(offset) : null;
        if (child !== null) addFrames(inline.yItem, child, start + offset);
        offset += sizeOf(inline);
      }
    };
    const walk = (element: ElementNode, shown: Node, start: number): void => {
      let at = start;
      for (const [index, child] of element.content.entries()) {
        const node = shown.maybeChild(index);
        if (node === null) return;
        if (child.type !== "text") {
          const block = reading.blockOf(child);
          const yFlow = block === null ? null : reading.flowOf(block);
          addFrames(child, node, at);
          addFrames(block?.yItem ?? null, node, at);
          if (block !== null && frames.size > 0 && isShown(block, node)) addInlineFrames(block, node, at + 1);
          if (block !== null && yFlow !== null && (isAll || asked.has(yFlow))) {
            if (!isShown(block, node)) undrawn.add(yFlow);
            else {
              if (!isAll) removed.push(...marksOfBlock(before, node, at));
              drawBlock(block, yFlow, node, at, added);
            }
          }
          // An empty cell has a paragraph that stands in no flow, where one that was suggested may have stood.
          else if (!isAll && block === null && node.isTextblock) removed.push(...marksOfBlock(before, node, at));
          if (!node.isTextblock && mayHold(child, asked, frames)) walk(child, node, at + 1);
        }
        at += node.nodeSize;
      }
    };
    walk(reading.text(), doc, 0);
    stale = undrawn;
    if (isAll) return added.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, added);
    if (removed.length === 0 && added.length === 0) return before;
    if (removed.length === 0) return before.add(doc, added);
    const gone = new Set(removed);
    const from = Math.min(...removed.map((one) => one.from));
    const to = Math.max(...removed.map((one) => one.to));
    // The set empties the list that it is given.
    const rest = before.remove([...gone]);
    // A mark that was mapped beyond what it stood in is not found again by the set itself.
    const isLeft = rest.find(from, to).length !== before.find(from, to).length - gone.size;
    return isLeft ? draw(before, doc, null, suggestions.all()) : rest.add(doc, added);
  }

  const flowsInside = new WeakMap<ElementNode, ReadonlySet<Y.XmlText>>();

  /** What did not change is the same element, so a key walks through what it changed alone. */
  function flowsIn(element: ElementNode): ReadonlySet<Y.XmlText> {
    const known = flowsInside.get(element);
    if (known !== undefined) return known;
    const found = new Set<Y.XmlText>();
    for (const child of element.content) {
      if (child.type === "text") continue;
      const block = reading.blockOf(child);
      const yFlow = block === null ? null : reading.flowOf(block);
      if (yFlow !== null) found.add(yFlow);
      if (block?.type !== "paragraph" && block?.type !== "heading") for (const one of flowsIn(child)) found.add(one);
    }
    flowsInside.set(element, found);
    return found;
  }

  function mayHold(element: ElementNode, asked: ReadonlySet<Y.XmlText> | null, frames: Frames): boolean {
    if (asked === null || frames.size > 0 || cells.has(element.type)) return true;
    const inside = flowsIn(element);
    return [...asked].some((one) => inside.has(one));
  }

  function drawBlock(block: FlowBlock, yFlow: Y.XmlText, node: Node, position: number, added: Decoration[]): void {
    const beginsAt = block.type === "table" ? block.from : block.from - 1;
    for (const suggestion of suggestions.inFlow(yFlow)) {
      if (!isOpen(suggestion)) continue;
      const look = lookOf(suggestion.client);
      let signedTo = -1;
      for (const { kind, yFlow: of, from, to } of suggestion.spans) {
        if (of !== yFlow) continue;
        if (block.yItem !== null && kind !== "format" && from <= beginsAt && beginsAt < to) {
          const className = kind === "insertion" ? "suggested-block" : "struck-block";
          added.push(frameOf(position, node, suggestion, className, look, false));
        }
        if (block.type === "table" || from >= block.to || to <= block.from) continue;
        const start = position + 1 + offsetAt(block, Math.max(from, block.from));
        const end = position + 1 + offsetAt(block, Math.min(to, block.to));
        if (start >= end) continue;
        // Struck words and those that replace them have one sign.
        added.push(...wordsOf(suggestion, kind, start, end, look, start !== signedTo));
        signedTo = end;
      }
    }
  }

  /** Clauses that are suggested or struck out, and what clauses and blocks are asked to become. */
  function readFrames(list: readonly Suggestion[]): Frames {
    const found = new Map<ElementNode | Y.Item, Frame[]>();
    const add = (yItem: Y.Item, suggestion: Suggestion, className: string): void => {
      for (const { yFlow } of suggestion.spans) framed.add(yFlow);
      const of = reading.nodeOf(yItem) ?? yItem;
      const known = found.get(of);
      if (known === undefined) found.set(of, [{ suggestion, className }]);
      else known.push({ suggestion, className });
    };
    for (const suggestion of list.filter(isOpen)) {
      for (const yItem of suggestion.elements) add(yItem, suggestion, "suggested-clause");
      for (const { element, attr } of suggestion.settings)
        add(element, suggestion, attr === "gone" ? "struck-clause" : "asked");
      for (const { kind, yFlow, from, to } of suggestion.spans)
        for (const { split, from: start } of kind === "format" ? [] : reading.segmentsOf(yFlow))
          if (split !== null && from < start && start <= to)
            add(split, suggestion, kind === "insertion" ? "suggested-clause" : "struck-start");
    }
    return found;
  }

  return {
    plugin: new Plugin<Drawing>({
      key: pluginKey,
      state: {
        init: () => nothingDrawn,
        apply: (transaction, drawing): Drawing =>
          transaction.getMeta(pluginKey) ?? (transaction.docChanged ? mapDrawing(drawing, transaction) : drawing),
      },
      props: { decorations: marksOf },
    }),
    note,
    areStale: () => readTyped()?.size !== 0 && (suggestions.all() !== drawnList || readAsked(drawnFlows)?.size !== 0),
    drawn,
    setLooks(next) {
      lookOf = next;
      stale = null;
    },
  };
}

/** What is asked of an element, or settles a bracket, shows and hides others. */
function isAboutWords(text: string): boolean {
  const key = readReviewKey(text);
  const of = key !== null && (key.kind === "ok" || key.kind === "no" || key.kind === "out") ? key.of : key;
  return of !== null && (of.kind === "ins" || of.kind === "del" || of.kind === "fmt");
}

const isBlock = (yElement: Y.XmlElement): boolean => yElement.nodeName === "block";

/** Whether a node has as much in it as was read: under an input method it may have more. */
const isShown = ({ type, inlines }: FlowBlock, node: Node): boolean =>
  type === "table" || inlines.reduce((size, inline) => size + sizeOf(inline), 0) === node.content.size;

/** Without those of clauses, and without those of what stands in the cells of a table. */
function marksOfBlock(marks: DecorationSet, node: Node, position: number): readonly Decoration[] {
  const end = position + node.nodeSize;
  const found = marks.find(position, end, (spec) => !isOfClauses(spec));
  if (node.isTextblock) return found.filter(({ from, to }) => from >= position && to <= end);
  return found.filter(({ from, to }) => from === position && to === end);
}

/** All that is drawn in a state. */
export const marksOf = (state: EditorState): DecorationSet => (pluginKey.getState(state) ?? nothingDrawn).marks;

/** What is in sight between two positions, by where it begins there. */
export function suggestionsBetween(
  state: EditorState,
  from: number,
  to: number,
): readonly { readonly id: string; readonly position: number }[] {
  const first = new Map<string, number>();
  for (const { from: at, spec } of marksOf(state).find(from, to)) {
    const id = idOfSuggestion(spec);
    first.set(id, Math.min(at, first.get(id) ?? at));
  }
  return [...first].map(([id, position]) => ({ id, position })).sort((a, b) => a.position - b.position);
}
