/**
 * The entries of `review` that ask for something, and what was answered: a function of the document alone ([I19]).
 */
import * as Y from "yjs";
import type { SuggestionState } from "../../charter/text/suggested.ts";
import { reviewRoot } from "../document/docLayout.ts";
import { type ReviewEntry, type ReviewKey, readReviewKey, writeReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { type ClockSet, createClockSet } from "./clockSet.ts";

/** Neither accepted nor dropped. An answered one stands in the text as what it became. */
export const isOpen = ({ state }: { readonly state: SuggestionState }): boolean =>
  state === "pending" || state === "contested";

export interface Entry {
  readonly key: string;
  readonly entry: ReviewEntry;
  /** Of an attribute null is what is usual. */
  readonly value: string | number | boolean | null;
  /** What wrote it. */
  readonly item: Y.Item;
  readonly state: SuggestionState;
}

export interface Answer {
  readonly kind: "ok" | "no" | "out";
  readonly range: DeletedRange;
  readonly client: number;
}

/** An entry about what stands in flows. */
export interface RangeEntry extends Entry {
  readonly entry: Extract<ReviewEntry, { readonly range: DeletedRange }>;
}

/** The entries of `review`, by what they are about. Whether that is there is not looked up. */
export interface Entries {
  readonly ranges: readonly RangeEntry[];
  /** Those of which the range meets another. */
  over(range: DeletedRange): readonly RangeEntry[];
  readonly settings: readonly Entry[];
  readonly inserted: Readonly<Record<Answer["kind"], ClockSet>>;
  readonly answers: readonly Answer[];
  readonly answersOf: ReadonlyMap<string, readonly { readonly kind: Answer["kind"]; readonly client: number }[]>;
}

const keys = new WeakMap<Y.Item, ReviewKey | null>();

/** The key under which an item stands, read once: who suggests writes one among hundreds. */
export function reviewKeyOf(item: Y.Item, text: string): ReviewKey | null {
  let key = keys.get(item);
  if (key === undefined) {
    key = readReviewKey(text);
    keys.set(item, key);
  }
  return key;
}

export function readEntries(yDoc: Y.Doc): Entries {
  const asked: {
    readonly key: string;
    readonly entry: ReviewEntry;
    readonly value: Entry["value"];
    readonly item: Y.Item;
  }[] = [];
  const answers: Answer[] = [];
  const answersOf = new Map<string, { readonly kind: Answer["kind"]; readonly client: number }[]>();
  for (const [text, item] of reviewRoot(yDoc)._map) {
    const value: unknown =
      item.deleted || !(item.content instanceof Y.ContentAny) ? undefined : item.content.arr.at(-1);
    const key = value === undefined ? null : reviewKeyOf(item, text);
    if (key === null) continue;
    if (key.kind === "ok" || key.kind === "no" || key.kind === "out") {
      if (value !== true) continue;
      const answer = { kind: key.kind, client: item.id.client };
      if (key.of.kind === "ins") answers.push({ ...answer, range: key.of.range });
      else {
        const of = writeReviewKey(key.of);
        answersOf.set(of, [...(answersOf.get(of) ?? []), answer]);
      }
    } else if (key.kind === "del" || key.kind === "fmt" || key.kind === "set")
      asked.push({ key: text, entry: key, value: value as Entry["value"], item });
  }
  const inserted = (kind: Answer["kind"]): ClockSet =>
    createClockSet(answers.filter((answer) => answer.kind === kind).map(({ range }) => range));
  const ranges: RangeEntry[] = [];
  const settings: Entry[] = [];
  for (const { key, entry, value, item } of asked.sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const kinds = new Set(answersOf.get(key)?.map(({ kind }) => kind));
    const state = stateOf((kind) => kinds.has(kind));
    if (entry.kind === "set") settings.push({ key, entry, value, item, state });
    else ranges.push({ key, entry, value, item, state });
  }
  return {
    ranges,
    over: createOver(ranges),
    settings,
    inserted: { ok: inserted("ok"), no: inserted("no"), out: inserted("out") },
    answers,
    answersOf,
  };
}

/**
 * What is neither accepted nor dropped, in the order in which later ones count ([I39]): by the number of their act, then
 * by client.
 */
export const pendingEntries = ({ ranges, settings }: Entries): readonly Entry[] =>
  [...ranges, ...settings].filter(isOpen).sort(byAct);

function byAct({ entry: a, key: one }: Entry, { entry: b, key: other }: Entry): number {
  const order = a.suggestion.number - b.suggestion.number || a.suggestion.client - b.suggestion.client;
  return order !== 0 ? order : one < other ? -1 : 1;
}

/** By client in the order of clocks; `reach`: how far any up to there goes. */
function createOver(ranges: readonly RangeEntry[]): Entries["over"] {
  const byClient = new Map(
    [...Map.groupBy(ranges, ({ entry }) => entry.range.client)].map(([client, found]) => {
      const sorted = found.toSorted((a, b) => a.entry.range.clock - b.entry.range.clock);
      let end = 0;
      const reach = sorted.map(({ entry: { range } }) => {
        end = Math.max(end, range.clock + range.length);
        return end;
      });
      return [client, { sorted, reach }] as const;
    }),
  );
  return ({ client, clock, length }) => {
    const { sorted, reach } = byClient.get(client) ?? { sorted: [], reach: [] };
    let low = 0;
    for (let high = reach.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((reach[middle] ?? 0) > clock) high = middle;
      else low = middle + 1;
    }
    const found: RangeEntry[] = [];
    for (let at = low; at < sorted.length; at++) {
      const one = sorted[at] as RangeEntry;
      if (one.entry.range.clock >= clock + length) break;
      if (one.entry.range.clock + one.entry.range.length > clock) found.push(one);
    }
    return found;
  };
}

/** [I20], [I21] */
export function stateOf(has: (kind: Answer["kind"]) => boolean): SuggestionState {
  if (has("ok")) return has("no") ? "contested" : "accepted";
  if (has("no")) return "rejected";
  return has("out") ? "withdrawn" : "pending";
}
