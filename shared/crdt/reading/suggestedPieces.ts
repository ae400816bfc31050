/**
 * What is suggested in one flow, cut into pieces that are answered as one: a strike and the words of the same client that
 * touch it, by what is agreed, and the signs of one bracket.
 */
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import type { MarkName } from "../../charter/text/grammar.ts";
import type { PromiseWords } from "../../charter/text/promiseWords.ts";
import type { SuggestionState } from "../../charter/text/suggested.ts";
import { type Answered, writeItemId } from "../document/reviewKeys.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { elementOf } from "./clauseItems.ts";
import { readAtom } from "./flow.ts";
import { type Entries, type RangeEntry, stateOf } from "./reviewEntries.ts";
import { asItIs } from "./sight.ts";
import { createSignMatches } from "./suggestedSigns.ts";

/** Where in a flow something of a suggestion stands, as Yjs counts. */
export interface SuggestedSpan {
  readonly kind: "insertion" | "strike" | "format";
  readonly yFlow: Y.XmlText;
  readonly from: number;
  readonly to: number;
}

/** What an element is asked to become: a heading, gone, moved to a place. */
export interface Setting {
  readonly element: Y.Item;
  readonly attr: string;
  /** Null: as usual. */
  readonly value: string | number | boolean | null;
}

/** In one state: some of what one client suggests that is answered as one. */
export interface Piece {
  readonly client: number;
  readonly state: SuggestionState;
  readonly parts: Map<string, Answered>;
  readonly spans: SuggestedSpan[];
  readonly elements: Y.Item[];
  readonly formats: { readonly mark: MarkName; readonly value: string | boolean }[];
  readonly settings: Setting[];
  inserted: string;
  struck: string;
  /** Words with the signs around them that it puts in, or takes away; null: it has no such pair. */
  bracketed: { readonly kind: "put" | "taken"; readonly isBlank: boolean; readonly words: string } | null;
  /** It has an alternative in a blank that stands: whoever accepts it fills that in. */
  fills: boolean;
  /** An item that says in which clause it stands. */
  readonly first: Y.Item;
  /** Where it ends, counted by what is agreed. */
  seenTo: number;
}

/** `promise`: what promises read as. */
export function readPieces(yFlow: Y.XmlText, { over, inserted }: Entries, promise: PromiseWords): readonly Piece[] {
  const found: Piece[] = [];
  /** By client and state: the one that may go on. */
  const open = new Map<string, Piece>();
  const ofEntry = new Map<string, Piece>();
  const signs = createSignMatches();
  let at = 0;
  let seen = 0;

  function pieceFor(group: string, client: number, state: SuggestionState, first: Y.Item): Piece {
    const known = open.get(group);
    if (known !== undefined && known.seenTo >= seen) return known;
    const piece = newPiece(client, state, first);
    found.push(piece);
    open.set(group, piece);
    return piece;
  }

  function pieceOfEntry({ key, entry, state }: RangeEntry, item: Y.Item): Piece {
    const known = ofEntry.get(key);
    if (known !== undefined) return known;
    const { client, number } = entry.suggestion;
    const group = entry.kind === "fmt" ? `${number} ${entry.mark} ${client} ${state}` : `${client} ${state}`;
    const piece = pieceFor(group, client, state, item);
    ofEntry.set(key, piece);
    return piece;
  }

  for (let item = yFlow._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const words = wordsOf(item, promise);
    const near = over({ client: item.id.client, clock: item.id.clock, length: item.length });
    for (const { from, to } of cutsOf(item, near, inserted)) {
      const id = { client: item.id.client, clock: item.id.clock + from };
      const state = isSuggesting(id.client) ? stateOf((kind) => inserted[kind].has(id)) : null;
      const here = near.filter(({ entry }) => covers(entry.range, id.client, id.clock));
      const isStruck = here.some((one) => one.entry.kind === "del" && one.state === "accepted");
      // What others suggest between does not part it.
      const isAgreed = !isStruck && (state === null || state === "accepted");
      const length = to - from;
      const isText = item.content instanceof Y.ContentString;
      const text = isText ? words.slice(from, to) : words;
      const touched: Piece[] = [];
      const struck: Piece[] = [];
      let put: Piece | null = null;
      if (state !== null) {
        const piece = pieceFor(`${id.client} ${state}`, id.client, state, item);
        addInserted(piece.parts, { ...id, length });
        piece.inserted += text;
        addSpan(piece, { kind: "insertion", yFlow, from: at + from, to: at + to });
        if (elementOf(item) !== null) piece.elements.push(item);
        touched.push(piece);
        put = piece;
      }
      for (const one of here) {
        const piece = pieceOfEntry(one, item);
        piece.parts.set(one.key, one.entry);
        if (one.entry.kind === "del") piece.struck += text;
        else if (one.entry.kind === "fmt" && piece.formats.length === 0)
          piece.formats.push({ mark: one.entry.mark, value: one.value as string | boolean });
        const kind = one.entry.kind === "del" ? "strike" : "format";
        addSpan(piece, { kind, yFlow, from: at + from, to: at + to });
        touched.push(piece);
        if (kind === "strike") struck.push(piece);
      }
      signs.pass({ item, text, isAgreed, put, struck });
      if (isAgreed) seen += length;
      for (const piece of touched) piece.seenTo = seen;
    }
    at += item.length;
  }
  return signs.joined(found);
}

const covers = ({ client, clock, length }: DeletedRange, of: number, at: number): boolean =>
  client === of && clock <= at && at < clock + length;

export const newPiece = (client: number, state: SuggestionState, first: Y.Item): Piece => ({
  client,
  state,
  parts: new Map(),
  spans: [],
  elements: [],
  formats: [],
  settings: [],
  inserted: "",
  struck: "",
  bracketed: null,
  fills: false,
  first,
  seenTo: -1,
});

/** Stretches of an item in which every clock is answered, struck out and formatted alike. */
function cutsOf(
  item: Y.Item,
  entries: readonly RangeEntry[],
  inserted: Entries["inserted"],
): readonly { readonly from: number; readonly to: number }[] {
  const { client, clock } = item.id;
  const range = { client, clock, length: item.length };
  const bounds = new Set([0, item.length]);
  const add = (at: number): void => {
    if (at > 0 && at < item.length) bounds.add(at);
  };
  if (isSuggesting(client))
    for (const set of [inserted.ok, inserted.no, inserted.out])
      for (const { from, to } of set.within(range)) {
        add(from);
        add(to);
      }
  for (const { entry } of entries) {
    add(entry.range.clock - clock);
    add(entry.range.clock + entry.range.length - clock);
  }
  const sorted = [...bounds].sort((a, b) => a - b);
  return sorted.slice(1).map((to, index) => ({ from: sorted[index] ?? 0, to }));
}

function wordsOf(item: Y.Item, promise: PromiseWords): string {
  if (item.content instanceof Y.ContentString) return item.content.str;
  const yElement = elementOf(item);
  switch (yElement?.nodeName) {
    case "promise":
      return promise(readAtom(yElement, "promise", asItIs), null);
    case "block":
    case "split":
    case "hard_break":
      return "\n";
    case "alt":
      return "] [";
    case "bracket":
      return yElement.getAttribute("side") === "close" ? "]" : "[";
    default:
      return "";
  }
}

/** Clocks that follow one another are one part, in whatever order they come. */
export function addInserted(parts: Piece["parts"], range: DeletedRange): void {
  for (const [key, part] of parts) {
    if (part.kind !== "ins" || part.range.client !== range.client) continue;
    const { clock, length } = part.range;
    if (clock + length !== range.clock && range.clock + range.length !== clock) continue;
    parts.delete(key);
    return addInserted(parts, { ...range, clock: Math.min(clock, range.clock), length: length + range.length });
  }
  parts.set(insertedKey(range), { kind: "ins", range });
}

const insertedKey = (range: DeletedRange): string => `ins/${writeItemId(range)}`;

function addSpan({ spans }: Piece, span: SuggestedSpan): void {
  const last = spans.at(-1);
  if (last !== undefined && last.kind === span.kind && last.yFlow === span.yFlow && last.to === span.from)
    spans[spans.length - 1] = { ...last, to: span.to };
  else spans.push(span);
}
