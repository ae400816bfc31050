/**
 * Where brackets stand in the editor, and how they look: signs of their own, so that nobody takes characters that were
 * typed for them.
 */
import type { Node } from "prosemirror-model";
import { Decoration } from "prosemirror-view";
import * as Y from "yjs";
import type { ElementNode } from "../../shared/charter/text/model.ts";
import { readItemId, writeItemId } from "../../shared/crdt/document/reviewKeys.ts";
import { findItem } from "../../shared/crdt/document/yStore.ts";
import type { FlowBlock } from "../../shared/crdt/reading/flow.ts";
import type { ReadBracket, ReadBrackets } from "../../shared/crdt/reading/readBrackets.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";
import type { SuggestedBracket } from "../../shared/crdt/reading/suggestedBrackets.ts";
import { offsetAt } from "./places.ts";

/** Positions of the editor. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export interface PlacedBracket extends Range {
  readonly id: string;
  readonly depth: number;
}

/** What is said of brackets, in the person's language; `by`: a party's name, or a person's; null: not known yet. */
export interface BracketWords {
  readonly opens: (by: string | null) => string;
  readonly opensBlank: string;
  /** An alternative, by what the text calls it and its place, from 0: "Alt. 2", "3.1 bis". */
  readonly called: (label: string, index: number) => string;
  readonly alternative: (called: string, by: string | null) => string;
  readonly closes: string;
  readonly settled: string;
  /** Before any of those, of a sign that is not accepted yet. */
  readonly suggested: string;
}

export interface DrawnBrackets {
  readonly decorations: readonly Decoration[];
  /** Those that stand somewhere: an open one from sign to sign, a settled one at a point. */
  readonly placed: readonly PlacedBracket[];
}

/** `doc` shows what was read. `nameOf`: whose a Yjs client is. */
export function drawBrackets(
  reading: Reading,
  doc: Node,
  { brackets, strays, suggested }: ReadBrackets & { readonly suggested: readonly SuggestedBracket[] },
  words: BracketWords,
  nameOf: (client: number) => string | null,
): DrawnBrackets {
  if (brackets.length + strays.length + suggested.length === 0) return { decorations: [], placed: [] };
  const { signs, starts } = findSigns(reading, doc);
  const decorations: Decoration[] = [];
  const placed: PlacedBracket[] = [];
  for (const bracket of brackets) {
    const { id, depth, isField, state } = bracket;
    const open = signs.get(id);
    if (open === undefined) {
      const at = state === "settled" ? settledAt(reading, starts, id) : null;
      if (at === null) continue;
      placed.push({ id, depth, from: at, to: at });
      if (!isField) decorations.push(settledMark(at, id, words.settled));
      continue;
    }
    const close = bracket.close === null ? undefined : signs.get(bracket.close);
    placed.push({ id, depth, from: open.from, to: close?.to ?? open.to });
    decorations.push(...signsOf(bracket, signs, words, nameOf));
    if (isField && close !== undefined && open.to < close.from)
      decorations.push(Decoration.inline(open.to, close.from, { class: "blank-words" }));
  }
  for (const bracket of suggested) {
    const open = signs.get(bracket.id);
    const close = bracket.close === null ? undefined : signs.get(bracket.close);
    if (open !== undefined && bracket.isNew)
      placed.push({ id: bracket.id, depth: bracket.depth, from: open.from, to: close?.to ?? open.to });
    decorations.push(...signsOf(bracket, signs, words, nameOf, bracket));
  }
  for (const { id } of strays) {
    const sign = signs.get(id);
    if (sign !== undefined) decorations.push(Decoration.inline(sign.from, sign.to, { class: "bracket-stray" }));
  }
  return { decorations, placed };
}

function* signsOf(
  { id, isField, state, client, close, alternatives, clauseNumber }: ReadBracket,
  signs: ReadonlyMap<string, Range>,
  words: BracketWords,
  nameOf: (client: number) => string | null,
  suggested: SuggestedBracket | null = null,
): Generator<Decoration> {
  const kind = `bracket-sign${isField ? " is-blank" : ""}${state === "contested" ? " is-contested" : ""}${suggested === null ? "" : " is-suggested"}`;
  function* sign(
    at: string,
    name: "open" | "alt" | "close",
    spoken: string,
    by: string | null,
    label = "",
  ): Generator<Decoration> {
    const range = signs.get(at);
    if (range === undefined) return;
    const spec = { sign: name, inclusiveStart: false, inclusiveEnd: false };
    // Drawn by the style sheet: a node of its own beside the sign would stop the caret once more.
    const attributes = {
      class: kind,
      "data-bracket": id,
      "data-said": suggested === null ? spoken : `${words.suggested} ${spoken}`,
      // Before what is suggested stands already whose it is.
      "data-by": suggested !== null ? "" : [label, by === null ? "" : short(by)].filter((one) => one !== "").join(" "),
    };
    yield Decoration.inline(range.from, range.to, attributes, spec);
  }
  const by = isField ? null : nameOf(client);
  const isDrawn = suggested === null || suggested.isNew;
  const [first, second] = alternatives;
  // Of several versions of a clause the first keeps its number, which stands there already.
  const isCalled = first !== undefined && second !== undefined && !isField && first.label !== clauseNumber;
  const called = isCalled ? words.called(first.label, 0) : "";
  if (isDrawn) yield* sign(id, "open", isField ? words.opensBlank : words.opens(by), by, called);
  const drawn = suggested === null ? alternatives : suggested.alternatives.filter((one) => isDrawn || one.isSuggested);
  for (const [index, { choice, label, client: from }] of drawn.entries()) {
    if (choice === "first") continue;
    const name = from === null ? null : nameOf(from);
    const called = words.called(label, suggested === null || isDrawn ? index : alternatives.length + index);
    yield* sign(choice, "alt", words.alternative(called, name), name, called);
  }
  if (close !== null && isDrawn) yield* sign(close, "close", words.closes, null);
}

/** Of a name so much is raised, in whole words where it has some. */
const maxName = 18;

function short(name: string): string {
  const signs = [...name];
  if (signs.length <= maxName) return name;
  const cut = signs.slice(0, maxName).join("");
  return cut.includes(" ") ? cut.slice(0, cut.lastIndexOf(" ")) : cut;
}

function settledMark(at: number, id: string, spoken: string): Decoration {
  const draw = (): HTMLElement => {
    const mark = document.createElement("span");
    mark.className = "bracket-settled";
    mark.dataset.bracket = id;
    mark.title = spoken;
    // In the language of the window: the direction of the words is not its own.
    mark.dir = "auto";
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.textContent = ` ${spoken} `;
    mark.append(said);
    return mark;
  };
  return Decoration.widget(at, draw, { key: `settled ${id} ${spoken}`, side: -1, ignoreSelection: true });
}

/** All signs by the id of their element, and where the words of each block begin. */
function findSigns(reading: Reading, doc: Node) {
  const signs = new Map<string, Range>();
  const starts = new Map<FlowBlock, number>();
  const walk = (element: ElementNode, shown: Node, start: number): void => {
    let at = start;
    for (const [index, child] of element.content.entries()) {
      const node = shown.maybeChild(index);
      if (node === null) return;
      if (child.type !== "text" && node.isTextblock) addBlock(child, at + 1);
      else if (child.type !== "text") walk(child, node, at + 1);
      at += node.nodeSize;
    }
  };
  function addBlock(element: ElementNode, start: number): void {
    const block = reading.blockOf(element);
    if (block === null) return;
    starts.set(block, start);
    let at = start;
    for (const { kind, text, yItem } of block.inlines) {
      const to = at + (kind === "hard_break" ? 1 : text.length);
      if (yItem !== null && kind !== "hard_break") signs.set(writeItemId(yItem.id), { from: at, to });
      at = to;
    }
  }
  walk(reading.text(), doc, 0);
  return { signs, starts };
}

/** Where a bracket that nobody sees stands between what is seen. */
function settledAt(reading: Reading, starts: ReadonlyMap<FlowBlock, number>, id: string): number | null {
  const named = readItemId(id);
  const item = named === null ? null : findItem(reading.yDoc, named);
  if (item === null || !(item.parent instanceof Y.XmlText)) return null;
  let index = 0;
  for (let left = item.left; left !== null; left = left.left) if (!left.deleted && left.countable) index += left.length;
  for (const { blocks } of reading.segmentsOf(item.parent))
    for (const block of blocks) {
      const start = block.type === "table" || index < block.from || index > block.to ? undefined : starts.get(block);
      if (start !== undefined) return start + offsetAt(block, index);
    }
  return null;
}
