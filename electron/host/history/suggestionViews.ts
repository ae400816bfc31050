/**
 * What is suggested about a charter's text, as people read it: with whose it is, in which clause, and what it overlaps.
 * Called by: methods/suggestions.ts, negotiation/news.ts. Owns nothing: each answer is read anew from the document.
 */
import type { SuggestionFilter, SuggestionView } from "../../../shared/api/suggestions.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { readClauses } from "../../../shared/charter/text/clauses.ts";
import type { Clause, ElementNode } from "../../../shared/charter/text/model.ts";
import { createSuggestedSight } from "../../../shared/crdt/reading/cleanSight.ts";
import { createReading } from "../../../shared/crdt/reading/reading.ts";
import { isOpen } from "../../../shared/crdt/reading/reviewEntries.ts";
import { isNamedSetting, readSuggestions, type Suggestion } from "../../../shared/crdt/reading/suggestions.ts";
import { promiseWordsIn } from "../charter/promiseWords.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";

export interface ReadSuggestion {
  readonly suggestion: Suggestion;
  readonly view: SuggestionView;
  /** The nearest clause before the one it is about that stands in the text; null: none does. */
  readonly behind: ClauseId | null;
}

/** In the order of the text; what stands in no clause comes last. */
export function readSuggestionViews(charter: OpenCharter, filter: SuggestionFilter): readonly ReadSuggestion[] {
  const { replica } = charter;
  const yDoc = replica.yDoc();
  const suggestions = readSuggestions(yDoc, promiseWordsIn(charter));
  const reading = createReading(yDoc, createSuggestedSight(yDoc));
  const clauses = readClauses(reading.text());
  const numbers = new Map(readClauses(replica.readText()).map(({ id, number }) => [id, number]));
  let behind: ClauseId | null = null;
  const placeOf = new Map(
    clauses.map((clause, order) => {
      const place = { ...clause, order, behind };
      if (numbers.has(clause.id)) behind = clause.id;
      return [clause.node, place];
    }),
  );
  const inside = filter.clause === null ? null : idsWithin(clauses, filter.clause);
  const overlaps = readOverlaps(suggestions);

  const read = suggestions.map((suggestion): ReadSuggestion & { readonly order: number } => {
    const { id, kind, state, client, clause, formats, settings, answers, isGone } = suggestion;
    const node: ElementNode | null = clause === null ? null : reading.nodeOf(clause);
    const place = node === null ? undefined : placeOf.get(node);
    const device = replica.deviceOf(client);
    const view: SuggestionView = {
      id,
      kind,
      state,
      clause:
        place === undefined ? null : { id: place.id, number: numbers.get(place.id) ?? "", heading: place.heading },
      author: authorOf(charter, device),
      device,
      isOwn: replica.isOwnClient(client),
      isGone,
      ...wordsOf(suggestion),
      formats,
      settings: settings.filter(isNamedSetting).map(({ attr, value }) => ({ name: attr, value })),
      answers: answers.map(({ kind: given, client: by }) => {
        const answering = replica.deviceOf(by);
        return { answer: answerWords[given], author: authorOf(charter, answering), device: answering };
      }),
      overlaps: overlaps.get(id) ?? [],
    };
    return { suggestion, view, behind: place?.behind ?? null, order: place?.order ?? Number.MAX_SAFE_INTEGER };
  });
  return read.filter(({ view }) => fits(view, filter, inside)).sort((a, b) => a.order - b.order);
}

function wordsOf({ kind, inserted, struck, bracketed }: Suggestion): Pick<SuggestionView, "before" | "after"> {
  if (kind === "bracket" || kind === "blank") return { before: "", after: bracketed };
  if (kind === "unbracket") return { before: bracketed, after: "" };
  const isAlternative = kind === "alternative" || kind === "fill";
  return { before: struck, after: isAlternative ? inserted.slice("] [".length) : inserted };
}

const answerWords = { ok: "accept", no: "reject", out: "withdraw" } as const;

function fits(
  { clause, author, device }: SuggestionView,
  filter: SuggestionFilter,
  inside: ReadonlySet<string> | null,
): boolean {
  return (
    (inside === null || (clause !== null && inside.has(clause.id))) &&
    (filter.party === null || author.party?.id === filter.party) &&
    (filter.person === null || author.person === filter.person) &&
    (filter.device === null || device === filter.device)
  );
}

/** A clause and those that stand in it; none where it does not stand. */
function idsWithin(clauses: readonly Clause[], id: string): ReadonlySet<string> {
  const first = clauses.findIndex((clause) => clause.id === id);
  const top = clauses[first];
  if (top === undefined) return new Set();
  const rest = clauses.slice(first + 1);
  const end = rest.findIndex(({ depth }) => depth <= top.depth);
  return new Set([top, ...(end < 0 ? rest : rest.slice(0, end))].map((clause) => clause.id));
}

interface Reach {
  readonly of: Suggestion;
  readonly from: number;
  readonly to: number;
}

/** By id, of what waits for an answer: what others suggest about the same words, or the same setting. */
function readOverlaps(suggestions: readonly Suggestion[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const add = (one: Suggestion, other: Suggestion): void => {
    if (one.client === other.client) return;
    for (const [a, b] of [
      [one, other],
      [other, one],
    ] as const)
      found.set(a.id, (found.get(a.id) ?? new Set()).add(b.id));
  };
  const open = suggestions.filter(isOpen);
  for (const reaches of reachesByFlow(open)) {
    let near: Reach[] = [];
    for (const reach of reaches) {
      near = near.filter(({ to }) => to > reach.from);
      for (const other of near) add(reach.of, other.of);
      near.push(reach);
    }
  }
  const settings = Map.groupBy(
    open.flatMap((of) =>
      of.settings.map(({ element, attr }) => ({ of, key: `${element.id.client} ${element.id.clock} ${attr}` })),
    ),
    ({ key }) => key,
  );
  for (const of of settings.values())
    for (const [index, one] of of.entries()) for (const other of of.slice(index + 1)) add(one.of, other.of);
  return new Map([...found].map(([id, others]) => [id, [...others].sort()]));
}

/** From the first to the last word of each, in the order in which they begin. */
function reachesByFlow(suggestions: readonly Suggestion[]): readonly (readonly Reach[])[] {
  const spans = suggestions.flatMap((of) => of.spans.map((span) => ({ ...span, of })));
  return [...Map.groupBy(spans, ({ yFlow }) => yFlow).values()].map((inFlow) =>
    [...Map.groupBy(inFlow, ({ of }) => of)]
      .map(([of, own]) => ({
        of,
        from: Math.min(...own.map(({ from }) => from)),
        to: Math.max(...own.map(({ to }) => to)),
      }))
      .sort((a, b) => a.from - b.from),
  );
}
