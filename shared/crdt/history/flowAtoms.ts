/**
 * The words of a flow with who put each in and who took each out, also those that nobody sees any more: what two sides
 * changed in one place stands side by side in it.
 *
 * A place is counted in words of what is seen: word `k` of a paragraph is at 2k, what stands between two words at 2k + 1.
 * What is not seen takes no room; it stands between its neighbours.
 */
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import { isSpoken, splitWords } from "../../charter/compare/words.ts";
import { reviewRoot } from "../document/docLayout.ts";
import { readReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import type { YList } from "../document/yStore.ts";
import { attributesOf } from "../reading/attributes.ts";
import { elementOf } from "../reading/clauseItems.ts";
import type { Sight } from "../reading/sight.ts";
import { type ChangeRanges, createChangeRanges } from "./textChanges.ts";

/** Letters that the same changes put in and took out, or one sign. */
export interface Atom {
  readonly range: DeletedRange;
  readonly text: string;
  readonly isSeen: boolean;
  /** Changes that put it in: one, or those that accepted it. */
  readonly puts: readonly number[];
  /** Changes that took it out, or accepted that it is struck out. */
  readonly takers: readonly number[];
}

/** The first and the last place of something, counted in words. */
export interface Reach {
  readonly lo: number;
  readonly hi: number;
}

/** One paragraph, heading or item of a list. */
export interface AtomBlock {
  readonly yFlow: Y.XmlText;
  readonly atoms: readonly Atom[];
  /** Of each atom: where it stands, and where its neighbours stand too. */
  readonly at: readonly Reach[];
  readonly around: readonly Reach[];
  /** What is seen of all of them, and the place of each of its letters. */
  readonly seen: string;
  readonly places: readonly number[];
}

/** Layers of ranges: where several changes did the same, each is in a layer of its own. */
type Layers = readonly ChangeRanges["inserted"][];

export interface Accepting {
  readonly words: Layers;
  readonly strikes: Layers;
}

/** Which changes accepted what is suggested. Whether an acceptance counts is not looked at. */
export function readAccepting(yDoc: Y.Doc, { inserted }: ChangeRanges): Accepting {
  const [words, strikes] = [createChangeRanges(), createChangeRanges()];
  for (const [text, latest] of reviewRoot(yDoc)._map) {
    if (!text.startsWith("ok/") || latest.deleted) continue;
    const key = readReviewKey(text);
    if (key?.kind !== "ok" || (key.of.kind !== "ins" && key.of.kind !== "del")) continue;
    const into = key.of.kind === "ins" ? words : strikes;
    for (const no of writersOf(latest, inserted)) into.add({ no, inserted: nowhere, deleted: [key.of.range] });
  }
  return { words: layersOf(words), strikes: layersOf(strikes) };
}

const nowhere = { client: 0, clock: 0, length: 0 };
const layersOf = (ranges: ChangeRanges): Layers => [ranges.deleted, ...ranges.deletedAgain];

/** Every change that wrote a value of an attribute or of a key of `review`, by its latest one. */
export function writersOf(latest: Y.Item, inserted: ChangeRanges["inserted"]): readonly number[] {
  const writers: number[] = [];
  for (let item: Y.Item | null = latest; item !== null; item = item.left)
    for (const { no } of inserted.piecesOf({ client: item.id.client, clock: item.id.clock, length: item.length }))
      if (no !== null) writers.push(no);
  return writers;
}

const layersAt = (item: Y.Item, ranges: ChangeRanges, { words, strikes }: Accepting): Layers => [
  ranges.inserted,
  ...(item.deleted ? layersOf(ranges) : []),
  ...(isSuggesting(item.id.client) ? words : []),
  ...strikes,
];

/** Every change that wrote or took out something of a flow, as far as what stands right in it shows. */
export function changesIn(yFlow: YList, ranges: ChangeRanges, accepting: Accepting): ReadonlySet<number> {
  const changes = new Set<number>();
  for (let item = yFlow._start; item !== null; item = item.right) {
    const range = rangeOf(item);
    for (const layer of layersAt(item, ranges, accepting))
      for (const { no } of layer.piecesOf(range)) if (no !== null) changes.add(no);
  }
  return changes;
}

/** `sight`: without what is not agreed. What is suggested and not accepted is in no atom. */
export function readAtoms(args: {
  readonly yFlow: Y.XmlText;
  readonly sight: Sight;
  readonly ranges: ChangeRanges;
  readonly accepting: Accepting;
}): readonly AtomBlock[] {
  const { yFlow, sight, ranges, accepting } = args;
  const blocks: AtomBlock[] = [];
  let atoms: Atom[] = [];

  const close = (): void => {
    if (atoms.length > 0) blocks.push({ yFlow, atoms, ...placesOf(atoms) });
    atoms = [];
  };

  function add(item: Y.Item, text: string, seen: readonly { from: number; to: number }[] | null): void {
    const { client, clock } = item.id;
    for (const [from, to] of cutsOf(item, seen, ranges, accepting)) {
      const id = { client, clock: clock + from };
      const at = (layers: Layers): readonly number[] => layers.flatMap((layer) => layer.noOf(id) ?? []);
      const isSeen = seen === null || seen.some((span) => span.from <= from && to <= span.to);
      const suggests = isSuggesting(client);
      const puts = suggests ? at(accepting.words) : at([ranges.inserted]);
      // What nobody accepted, or somebody rejects, is not of the text.
      if (suggests && (puts.length === 0 || (!isSeen && !item.deleted && at(accepting.strikes).length === 0))) continue;
      const takers = [...(item.deleted ? at(layersOf(ranges)) : []), ...(isSeen ? [] : at(accepting.strikes))];
      const words = text.length === item.length ? text.slice(from, to) : text;
      atoms.push({ range: { ...id, length: to - from }, text: words, isSeen, puts, takers });
    }
  }

  for (let item = yFlow._start; item !== null; item = item.right) {
    const { content } = item;
    if (content instanceof Y.ContentString) add(item, content.str, sight.spansOf(item));
    else {
      const yElement = elementOf(item);
      if (yElement === null) continue;
      const isShown = sight.shows(item);
      const sign = signOf(yElement, sight);
      if (sign !== null) add(item, sign, isShown ? null : []);
      else if (isShown) close();
    }
  }
  close();
  return blocks;
}

/** Null for what words do not go on across. */
function signOf(yElement: Y.XmlElement, sight: Sight): string | null {
  switch (yElement.nodeName) {
    case "hard_break":
      return "\n";
    case "reference":
      return "§";
    case "footnote":
    case "promise":
      return "*";
    case "alt":
      return "] [";
    case "bracket":
      return attributesOf(yElement, "bracket", sight).text("side", "open") === "open" ? "[" : "]";
    default:
      return null;
  }
}

const rangeOf = ({ id: { client, clock }, length }: Y.Item): DeletedRange => ({ client, clock, length });

/** An item where its author, who took it out, or whether it is seen changes. */
function cutsOf(
  item: Y.Item,
  seen: readonly { from: number; to: number }[] | null,
  ranges: ChangeRanges,
  accepting: Accepting,
): readonly (readonly [number, number])[] {
  const range = rangeOf(item);
  const layers = layersAt(item, ranges, accepting);
  const cuts = new Set([item.length]);
  for (const layer of layers) for (const { end } of layer.piecesOf(range)) cuts.add(end - range.clock);
  for (const { from, to } of seen ?? []) cuts.add(from).add(to);
  cuts.delete(0);
  const ends = [...cuts].sort((a, b) => a - b);
  return ends.map((end, index) => [ends[index - 1] ?? 0, end]);
}

function placesOf(atoms: readonly Atom[]): Omit<AtomBlock, "yFlow" | "atoms"> {
  const places: number[] = [];
  const seen = atoms.map(({ isSeen, text }) => (isSeen ? text : "")).join("");
  let words = 0;
  for (const piece of splitWords(seen)) {
    const place = isSpoken(piece) ? 2 * words++ : 2 * words - 1;
    for (let i = 0; i < piece.length; i++) places.push(place);
  }
  const last = 2 * words - 1;
  const at: Reach[] = [];
  const around: Reach[] = [];
  let offset = 0;
  for (const { isSeen, text } of atoms) {
    const end = offset + (isSeen ? text.length : 0);
    const [left, right] = [places[offset - 1] ?? -1, places[end] ?? last];
    at.push(end > offset ? { lo: places[offset] ?? -1, hi: places[end - 1] ?? last } : { lo: left, hi: right });
    around.push({ lo: left, hi: right });
    offset = end;
  }
  return { at, around, seen, places };
}

/** Whether no whole word stands between. */
export function isNear(a: Reach, b: Reach): boolean {
  const [first, second] = a.lo <= b.lo ? [a, b] : [b, a];
  const nextWord = first.hi % 2 === 0 ? first.hi + 2 : first.hi + 1;
  return nextWord >= second.lo;
}
