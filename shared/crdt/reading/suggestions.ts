/**
 * What is suggested about a text, as people answer it: a strike and the words that touch it are one replacement, a new
 * clause is one suggestion with the words in it, and so are the signs of a bracket; a format or a setting is one by the
 * act that asked for it.
 *
 * Owns: what it read of each flow. Called by: the editor, which draws it, and by whoever lists or answers suggestions.
 * Invariant: a function of the document alone ([I19]); one that was kept up answers what a fresh one would ([I33]).
 * It is long because what is read anew, and what of it is kept after a key, has to be the same.
 */
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import type { MarkName } from "../../charter/text/grammar.ts";
import { type PromiseWords, unnamedPromises } from "../../charter/text/promiseWords.ts";
import type { SuggestionKind, SuggestionState } from "../../charter/text/suggested.ts";
import { reviewRoot } from "../document/docLayout.ts";
import { type Answered, readReviewKey, writeItemId, writeReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { findItem, itemsIn, parentItem } from "../document/yStore.ts";
import { createClauseItems, elementOf, isClauseItem } from "./clauseItems.ts";
import { readAtom } from "./flow.ts";
import { type Answer, type Entries, readEntries, stateOf } from "./reviewEntries.ts";
import { asItIs } from "./sight.ts";
import { addInserted, newPiece, type Piece, readPieces, type Setting, type SuggestedSpan } from "./suggestedPieces.ts";

export interface Suggestion {
  /** The key of its first part: the same on every replica, and as long as that part stands. */
  readonly id: string;
  /** The suggesting client id that wrote it. */
  readonly client: number;
  readonly kind: SuggestionKind;
  readonly state: SuggestionState;
  /** What an answer names. */
  readonly parts: readonly Answered[];
  /** A line break stands for a new paragraph and for a break. */
  readonly inserted: string;
  readonly struck: string;
  /** Of a bracket that is put in or taken away: its words with the signs around them; else "". */
  readonly bracketed: string;
  readonly formats: readonly { readonly mark: MarkName; readonly value: string | boolean }[];
  readonly settings: readonly Setting[];
  readonly spans: readonly SuggestedSpan[];
  /** Elements of it that stand in no flow: clauses, articles, rows. */
  readonly elements: readonly Y.Item[];
  /** The article, clause or split that it stands in or is; null outside every clause. */
  readonly clause: Y.Item | null;
  /** It was accepted, and nothing of its words stands any more. */
  readonly isGone: boolean;
  /** Who answered, by client id. */
  readonly answers: readonly { readonly kind: "ok" | "no" | "out"; readonly client: number }[];
}

export interface Suggestions {
  /** By the order in which their clients wrote them. */
  all(): readonly Suggestion[];
  /** What of `all` has something in a flow, in no order. */
  inFlow(yFlow: Y.XmlText): readonly Suggestion[];
  /** Takes note of what a transaction changed. */
  note(transaction: NotedTransaction): Touched;
}

export type NotedTransaction = Pick<Y.Transaction, "changed" | "deleteSet" | "beforeState" | "afterState">;

export interface Touched {
  /** In which suggestions may stand otherwise than before. */
  readonly flows: ReadonlySet<Y.XmlText>;
  /** No suggestion that has nothing in these flows is another one than before. */
  readonly areOthersSame: boolean;
}

export const readSuggestions = (yDoc: Y.Doc, promise?: PromiseWords): readonly Suggestion[] =>
  createSuggestions(yDoc, promise).all();

/** `promise`: what promises read as. */
export function createSuggestions(yDoc: Y.Doc, promise: PromiseWords = unnamedPromises): Suggestions {
  let entries: Entries | null = null;
  let all: readonly Suggestion[] | null = null;
  let byFlow: Map<Y.XmlText, readonly Suggestion[]> | null = null;
  /** What words that were typed made of `all`, until somebody asks for the list. */
  let replaced: { readonly gone: Set<Suggestion>; readonly made: Set<Suggestion> } | null = null;
  /** Flows around what is suggested. */
  let around: Set<Y.XmlText> | null = null;
  /** In which something is suggested. */
  let flows: readonly Y.XmlText[] | null = null;
  const pieces = new Map<Y.XmlText, readonly Piece[]>();

  const entriesNow = (): Entries => {
    entries ??= readEntries(yDoc);
    return entries;
  };

  function flowsNow(): readonly Y.XmlText[] {
    if (flows !== null) return flows;
    const found = new Set<Y.XmlText>();
    const add = ({ parent }: Y.Item): void => {
      // One that went with what it stood in is not named by Yjs, and what was read of it is stale.
      if (parent instanceof Y.XmlText && parent._item?.deleted !== true) found.add(parent);
    };
    for (const { entry } of entriesNow().ranges) for (const item of itemsIn(yDoc, entry.range)) add(item);
    for (const item of suggestedItems(yDoc)) add(item);
    // What stands in one element is joined in an order that all replicas have.
    flows = [...found].sort((a, b) => compareIds(a._item?.id, b._item?.id));
    return flows;
  }

  function piecesIn(yFlow: Y.XmlText): readonly Piece[] {
    let known = pieces.get(yFlow);
    if (known === undefined) {
      known = readPieces(yFlow, entriesNow(), promise);
      pieces.set(yFlow, known);
    }
    return known;
  }

  function allNow(): readonly Suggestion[] {
    if (all !== null && replaced !== null) {
      const { gone, made } = replaced;
      all = [...all.filter((one) => !gone.has(one)), ...made].sort(byAge);
      replaced = null;
    }
    if (all !== null) return all;
    const now = entriesNow();
    const found = flowsNow().flatMap(piecesIn).map(copyOf);
    const joined = joinElements(yDoc, found, now);
    joined.push(...joinClauses(joined, settingPieces(yDoc, now, promise), now));
    const clauses = createClauseItems();
    all = [
      ...joined.map((piece) => suggestionOf(piece, clauses, now, false)),
      ...gonePieces(yDoc, now).map((piece) => suggestionOf(piece, clauses, now, true)),
    ].sort(byAge);
    return all;
  }

  function byFlowNow(): Map<Y.XmlText, readonly Suggestion[]> {
    if (byFlow !== null) return byFlow;
    const found = new Map<Y.XmlText, Suggestion[]>();
    for (const suggestion of allNow())
      for (const yFlow of new Set(suggestion.spans.map((span) => span.yFlow))) {
        const known = found.get(yFlow);
        if (known === undefined) found.set(yFlow, [suggestion]);
        else known.push(suggestion);
      }
    byFlow = found;
    return found;
  }

  /** Whether something suggested stands in a table or a note of this flow: it goes where that goes. */
  function isAroundSome(yFlow: Y.XmlText): boolean {
    if (around === null) {
      around = new Set();
      for (const { elements, spans } of allNow())
        for (const item of [...elements, ...spans.flatMap((span) => span.yFlow._item ?? [])])
          for (let at: Y.Item | null = item; at !== null; at = parentItem(at))
            if (at.parent instanceof Y.XmlText) around.add(at.parent);
    }
    return around.has(yFlow);
  }

  /** Whether one of these asks that a clause goes, or one is to go whose words stand here: that may be one suggestion. */
  const mayJoin = (yFlow: Y.XmlText, clients: ReadonlySet<number>): boolean =>
    entriesNow().settings.some(({ entry }) => {
      if (entry.kind !== "set" || entry.attr !== "gone") return false;
      if (clients.has(entry.suggestion.client)) return true;
      const clause = findItem(yDoc, entry.element);
      return clause !== null && (clause.parent === yFlow || clause === (yFlow._item && parentItem(yFlow._item)));
    });

  /** Reads a flow anew into which nothing but words came; false where that may matter to what stands elsewhere. */
  function retype(yFlow: Y.XmlText): boolean {
    const before = byFlowNow().get(yFlow) ?? [];
    const had = piecesIn(yFlow);
    pieces.delete(yFlow);
    const has = piecesIn(yFlow);
    if (mayJoin(yFlow, new Set([...had, ...has].map(({ client }) => client)))) return false;
    if (had.length === 0 && has.length === 0) return true;
    // What stands in a suggested element, or around one, is gathered with it.
    for (let at = yFlow._item; at !== null; at = parentItem(at)) if (isSuggesting(at.id.client)) return false;
    if ([...had, ...has].some(({ elements }) => elements.length > 0) || had.length !== before.length) return false;
    if (before.some(({ settings, spans }) => settings.length > 0 || spans.some((span) => span.yFlow !== yFlow)))
      return false;
    const clauses = createClauseItems();
    const made = has.map((piece) => suggestionOf(copyOf(piece), clauses, entriesNow(), false));
    replaced ??= { gone: new Set(), made: new Set() };
    for (const one of before) if (!replaced.made.delete(one)) replaced.gone.add(one);
    for (const one of made) replaced.made.add(one);
    byFlowNow().set(yFlow, made);
    around = null;
    flows = null;
    return true;
  }

  /** Nothing but words came, into flows, and none that was accepted before it came. */
  function areWords({ changed, deleteSet, beforeState, afterState }: NotedTransaction): boolean {
    if (deleteSet.clients.size > 0 || ![...changed.keys()].every(isFlow)) return false;
    const { ok } = entriesNow().inserted;
    for (const [client, to] of afterState) {
      const clock = beforeState.get(client) ?? 0;
      if (clock === to) continue;
      const range = { client, clock, length: to - clock };
      if (ok.within(range).length > 0) return false;
      for (const { content } of itemsIn(yDoc, range)) if (!(content instanceof Y.ContentString)) return false;
    }
    return true;
  }

  return {
    all: allNow,
    inFlow: (yFlow) => byFlowNow().get(yFlow) ?? [],
    note(transaction) {
      const { changed } = transaction;
      const touched = new Set<Y.XmlText>();
      if (changed.size === 0) return { flows: touched, areOthersSame: true };
      const keys = changed.get(reviewRoot(yDoc) as never) ?? new Set<string | null>();
      for (const type of changed.keys() as Iterable<unknown>) {
        if (type instanceof Y.XmlText) touched.add(type);
        const above: unknown = type instanceof Y.XmlElement ? type.parent : null;
        if (above instanceof Y.XmlText) touched.add(above);
      }
      if (keys.size > 0) entries = null;
      for (const text of keys) {
        const range = text === null ? null : aboutRange(text);
        if (range === null) continue;
        for (const { parent } of itemsIn(yDoc, range)) if (parent instanceof Y.XmlText) touched.add(parent);
      }
      const areTyped = all !== null && keys.size === 0 && areWords(transaction);
      if (areTyped && [...touched].every(retype)) return { flows: touched, areOthersSame: true };
      let isSame = !areTyped && keys.size === 0 && [...changed.keys()].every(isFlow);
      for (const yFlow of touched) {
        const had = pieces.get(yFlow)?.length ?? 0;
        pieces.delete(yFlow);
        // A key in a flow without suggestions leaves the list as it is.
        if (isSame) isSame = had === 0 && piecesIn(yFlow).length === 0 && (all === null || !isAroundSome(yFlow));
      }
      if (isSame) return { flows: touched, areOthersSame: true };
      all = null;
      replaced = null;
      around = null;
      byFlow = null;
      // Yjs does not name the flows that came with what they are in.
      flows = null;
      return { flows: touched, areOthersSame: false };
    },
  };
}

const compareIds = (a: Y.ID | undefined, b: Y.ID | undefined): number =>
  (a?.client ?? 0) - (b?.client ?? 0) || (a?.clock ?? 0) - (b?.clock ?? 0);

const isFlow = (type: unknown): boolean => type instanceof Y.XmlText;

function aboutRange(text: string): DeletedRange | null {
  const key = readReviewKey(text);
  const of = key !== null && (key.kind === "ok" || key.kind === "no" || key.kind === "out") ? key.of : key;
  return of !== null && (of.kind === "ins" || of.kind === "del" || of.kind === "fmt") ? of.range : null;
}

// ---- elements and settings ----------------------------------------------------------------------

function* suggestedItems(yDoc: Y.Doc): Generator<Y.Item> {
  for (const [client, structs] of yDoc.store.clients) {
    if (!isSuggesting(client)) continue;
    for (const struct of structs) if (struct instanceof Y.Item && !struct.deleted) yield struct;
  }
}

/** What nobody answers: it is nowhere seen. */
const unanswered: ReadonlySet<string> = new Set(["place"]);
const tableParts: ReadonlySet<string> = new Set(["table_row", "table_column", "cell"]);

/** Gathers what stands in suggested elements, where it is answered alike. */
function joinElements(yDoc: Y.Doc, found: readonly Piece[], { inserted }: Entries): Piece[] {
  const pieceOf = new Map<Y.Item, Piece>();
  for (const piece of found) for (const item of piece.elements) pieceOf.set(item, piece);
  const ofTable = new Map<string, Piece>();
  const made: Piece[] = [];
  for (const item of suggestedItems(yDoc)) {
    const name = elementOf(item)?.nodeName;
    if (name === undefined || item.parent instanceof Y.XmlText || unanswered.has(name)) continue;
    const { client } = item.id;
    const state = stateOf((kind) => inserted[kind].has(item.id));
    const around = pieceAround(item, pieceOf, client, state);
    const table = around === null && tableParts.has(name) ? tableOf(item) : null;
    const group = table === null ? "" : `${writeItemId(table.id)} ${client} ${state}`;
    const piece = around ?? ofTable.get(group) ?? newPiece(client, state, item);
    if (around === null && !made.includes(piece)) made.push(piece);
    if (table !== null) ofTable.set(group, piece);
    addInserted(piece.parts, { client, clock: item.id.clock, length: 1 });
    piece.elements.push(item);
    pieceOf.set(item, piece);
  }
  /** What is gathered already, and by which: that may be gathered itself. */
  const gathered = new Map<Piece, Piece>();
  const gathererOf = (piece: Piece): Piece => {
    let at = piece;
    for (let next = gathered.get(at); next !== undefined; next = gathered.get(at)) at = next;
    return at;
  };
  const alone = found.filter((piece) => {
    const yFlow = piece.spans[0]?.yFlow._item ?? null;
    const inside = yFlow === null ? null : pieceAround(yFlow, pieceOf, piece.client, piece.state);
    const around = inside === null ? null : gathererOf(inside);
    if (around === null || around === piece) return true;
    gathered.set(piece, around);
    for (const part of piece.parts.values())
      if (part.kind === "ins") addInserted(around.parts, part.range);
      else around.parts.set(writeReviewKey(part), part);
    around.spans.push(...piece.spans);
    around.elements.push(...piece.elements);
    around.inserted += around.inserted === "" ? piece.inserted : `\n${piece.inserted}`;
    return false;
  });
  return [...alone, ...made];
}

function pieceAround(
  item: Y.Item,
  pieceOf: ReadonlyMap<Y.Item, Piece>,
  client: number,
  state: SuggestionState,
): Piece | null {
  for (let at = parentItem(item); at !== null; at = parentItem(at)) {
    const piece = pieceOf.get(at);
    if (piece?.client === client && piece.state === state) return piece;
  }
  return null;
}

function tableOf(item: Y.Item): Y.Item | null {
  for (let at = parentItem(item); at !== null; at = parentItem(at)) if (elementOf(at)?.nodeName === "table") return at;
  return null;
}

/** One by client, act and state. What a promise is asked to say is told as words in the place of others. */
function settingPieces(yDoc: Y.Doc, { settings }: Entries, promise: PromiseWords): readonly Piece[] {
  const byAct = new Map<string, Piece>();
  for (const { key, entry, value, state } of settings) {
    const element = entry.kind === "set" ? findItem(yDoc, entry.element) : null;
    if (entry.kind !== "set" || element === null || element.deleted) continue;
    const { client, number } = entry.suggestion;
    const act = `${client} ${number} ${state}`;
    const piece = byAct.get(act) ?? newPiece(client, state, element);
    byAct.set(act, piece);
    piece.parts.set(key, entry);
    piece.settings.push({ element, attr: entry.attr, value });
  }
  for (const piece of byAct.values())
    for (const [element, asked] of Map.groupBy(piece.settings, (setting) => setting.element)) {
      const yElement = elementOf(element);
      if (yElement?.nodeName !== "promise") continue;
      const before = readAtom(yElement, "promise", asItIs);
      const set = asked.flatMap(({ attr, value }) => (value === null ? [] : [[attr, value] as const]));
      const unset = new Set(asked.map(({ attr }) => attr));
      const kept = Object.entries(before).filter(([key]) => !unset.has(key));
      piece.struck += promise(before, null);
      piece.inserted += promise(Object.fromEntries([...kept, ...set]), null);
    }
  return [...byAct.values()];
}

/**
 * Accepted words of which nothing stands: whoever deleted them did not know of the acceptance, or did so since [I24]. What
 * was written in one go is one; where some of it stands, that tells of it.
 */
function gonePieces(yDoc: Y.Doc, { inserted }: Entries): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [client, structs] of yDoc.store.clients) {
    if (!isSuggesting(client) || !inserted.ok.hasClient(client)) continue;
    let piece: Piece | null = null;
    let end = -1;
    let stands = false;
    const close = (): void => {
      if (piece !== null && !stands && piece.inserted.trim() !== "") pieces.push(piece);
      [piece, stands] = [null, false];
    };
    for (const item of structs) {
      const { clock } = item.id;
      const isWords = item instanceof Y.Item && item.content instanceof Y.ContentString;
      if (!isWords || clock !== end || piece?.first.parent !== item.parent) close();
      if (!isWords) continue;
      end = clock + item.length;
      if (stateOf((kind) => inserted[kind].has(item.id)) !== "accepted") continue;
      piece ??= newPiece(client, "accepted", item);
      if (!item.deleted) stands = true;
      piece.inserted += (item.content as Y.ContentString).str;
      addInserted(piece.parts, { client, clock, length: item.length });
    }
    close();
  }
  return pieces;
}

/**
 * A clause that is to go, and its words that one puts in elsewhere: that is one suggestion, so that nobody accepts one half.
 * The words go into that of the clause; what is left of the settings is answered.
 */
function joinClauses(found: Piece[], settings: readonly Piece[], { inserted }: Entries): readonly Piece[] {
  const isAgreed = ({ id }: Y.Item): boolean =>
    !isSuggesting(id.client) || stateOf((kind) => inserted[kind].has(id)) === "accepted";
  for (const piece of settings) {
    const [gone, ...others] = piece.settings;
    if (gone?.attr !== "gone" || gone.value !== true || others.length > 0 || !isClauseItem(gone.element)) continue;
    const words = wordsOfClause(gone.element, isAgreed);
    const at = found.findIndex(
      (one) => one.client === piece.client && one.state === piece.state && one.inserted.replaceAll("\n", "") === words,
    );
    const put = found[at];
    if (words === "" || put === undefined || put.struck !== "") continue;
    found.splice(at, 1);
    for (const [key, part] of put.parts) piece.parts.set(key, part);
    piece.spans.push(...put.spans);
    piece.elements.push(...put.elements);
    piece.inserted = put.inserted;
  }
  return settings;
}

/** In its own flows, without the clauses in it. */
function wordsOfClause(clause: Y.Item, isMeant: (item: Y.Item) => boolean): string {
  let words = "";
  const read = (first: Y.Item | null): void => {
    for (let item = first; item !== null; item = item.right) {
      if (!item.deleted && elementOf(item)?.nodeName === "split") return;
      if (!item.deleted && item.content instanceof Y.ContentString && isMeant(item)) words += item.content.str;
    }
  };
  if (elementOf(clause)?.nodeName === "split") read(clause.right);
  else for (const yChild of elementOf(clause)?.toArray() ?? []) if (yChild instanceof Y.XmlText) read(yChild._start);
  return words;
}

/** What people call by a name of its own: what a promise is asked to say is told in words. */
export const isNamedSetting = ({ element }: Setting): boolean => elementOf(element)?.nodeName !== "promise";

// ---- results ------------------------------------------------------------------------------------

const copyOf = (piece: Piece): Piece => ({
  ...piece,
  parts: new Map(piece.parts),
  spans: [...piece.spans],
  elements: [...piece.elements],
});

function suggestionOf(
  piece: Piece,
  clauses: ReturnType<typeof createClauseItems>,
  entries: Entries,
  isGone: boolean,
): Suggestion {
  const { client, state, inserted, struck, formats, settings, spans, elements } = piece;
  const parts = [...piece.parts.values()];
  const ids = [...piece.parts.keys()].sort();
  return {
    id: ids[0] ?? "",
    client,
    kind: kindOf(piece),
    state,
    parts,
    inserted,
    struck,
    bracketed: piece.bracketed?.words ?? "",
    formats,
    settings,
    spans,
    elements: elements.filter(({ parent }) => !(parent instanceof Y.XmlText)),
    clause: clauses.clauseItemOf(piece.first),
    isGone,
    answers: state === "pending" ? [] : answersTo(piece, entries),
  };
}

function kindOf({ elements, parts, formats, settings, inserted, bracketed, fills }: Piece): SuggestionKind {
  if (settings.length > 0) return inserted !== "" && settings.every(isNamedSetting) ? "join" : "setting";
  if (formats.length > 0) return "format";
  if (elements.some(({ parent }) => !(parent instanceof Y.XmlText))) return "element";
  if (bracketed !== null) return bracketed.kind === "taken" ? "unbracket" : bracketed.isBlank ? "blank" : "bracket";
  const kinds = new Set([...parts.values()].map(({ kind }) => kind));
  const isAlternative = inserted.startsWith("] [") && elements.some((item) => elementOf(item)?.nodeName === "alt");
  if (!kinds.has("del")) return !isAlternative ? "insertion" : fills ? "fill" : "alternative";
  return kinds.has("ins") ? "replacement" : "strike";
}

function answersTo({ parts }: Piece, { answers, answersOf }: Entries): Suggestion["answers"] {
  const found = new Map<string, { readonly kind: Answer["kind"]; readonly client: number }>();
  for (const [key, part] of parts) {
    const given =
      part.kind === "ins" ? answers.filter(({ range }) => overlap(range, part.range)) : (answersOf.get(key) ?? []);
    for (const { kind, client } of given) found.set(`${kind} ${client}`, { kind, client });
  }
  return [...found.values()];
}

const overlap = (a: DeletedRange, b: DeletedRange): boolean =>
  a.client === b.client && a.clock < b.clock + b.length && b.clock < a.clock + a.length;

const byAge = (a: Suggestion, b: Suggestion): number => a.client - b.client || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
