/** What changed between two texts, clause by clause: by clause id, then block, then words inside paired blocks. */
import type { ClauseId } from "../../base/ids.ts";
import { normaliseText } from "../text/canonical.ts";
import {
  clauseLabel,
  clauseTitle,
  isClauseNode,
  looseId,
  type NumberOf,
  nowhere,
  type ReadsAs,
  readsAs,
} from "../text/clauses.ts";
import type { AtomName } from "../text/grammar.ts";
import type { Attrs, CharterText, Clause, ElementNode, TextMark } from "../text/model.ts";
import { type PromiseWords, unnamedPromises } from "../text/promiseWords.ts";
import { compareBlocks } from "./redlineBlocks.ts";
import { markMoves } from "./redlineMoves.ts";
import { type Outline, outlineOf, type Pairs, pairClauses } from "./redlinePairs.ts";
import { readBlocks, wholeBlock } from "./redlineRead.ts";
import { longestIncreasing } from "./sequences.ts";

/**
 * `reference`: the words are the number of a clause, which they follow; `promise`: they are what a promise says;
 * `footnote`: they stand in a note.
 */
export interface RunMark {
  readonly type: TextMark["type"] | AtomName | "footnote";
  readonly attrs: Attrs;
}

export interface RedlineRun {
  /** `format`: the same words in other marks. `moveIn`, `moveOut`: words that stood, or stand now, elsewhere. */
  readonly op: "same" | "insert" | "delete" | "format" | "moveIn" | "moveOut";
  readonly text: string;
  readonly marks: readonly RunMark[];
  /** The marks before, where `op` is `format`. */
  readonly was?: readonly RunMark[];
  /** The other clause, where words moved between clauses. */
  readonly elsewhere?: ClausePlace;
}

export interface ClausePlace {
  readonly id: ClauseId;
  readonly label: string;
}

/** What a block stands in, or is, besides a paragraph. */
export type BlockForm =
  | { readonly kind: "heading"; readonly level: number }
  /** `begins`: the first block of its item or cell. */
  | { readonly kind: "item"; readonly number: number | null; readonly begins: boolean }
  | {
      readonly kind: "cell";
      readonly isHeader: boolean;
      readonly columns: number;
      readonly rows: number;
      readonly begins: boolean;
    };

/** One paragraph, heading, list item or table cell; `empty`: a list, an item, a row or a cell with nothing in it. */
export interface RedlineBlock {
  readonly op: "same" | "insert" | "delete" | "change";
  readonly block: "heading" | "paragraph" | "list_item" | "table_cell" | "empty";
  readonly level: number;
  /** From the outermost to the innermost; none for a plain paragraph. */
  readonly form: readonly BlockForm[];
  /** BCP 47, of words in a further language: they follow those in the charter's own. */
  readonly language?: string;
  /** The form before, where that is another. */
  readonly was?: readonly BlockForm[];
  /** The form in signs ("- ", "3. ", "## "), those before struck out. */
  readonly signs: readonly { readonly op: "same" | "insert" | "delete"; readonly text: string }[];
  readonly runs: readonly RedlineRun[];
  /** True where the whole block stood elsewhere, or stands elsewhere now. */
  readonly moved?: boolean;
  /** Equal for the cells of one row; none outside tables. */
  readonly row?: string;
  readonly cell?: number;
}

export interface RedlineClause {
  readonly op: "same" | "amended" | "added" | "removed";
  /** True where its place among its neighbours changed, whatever `op` says. */
  readonly moved: boolean;
  /** True where the same clause has another id than before. */
  readonly newId: boolean;
  /** True where blocks or clauses stand in it otherwise than before, in a way that no block shows. */
  readonly arranged: boolean;
  /** The certificates that the clause came from then and comes from now, "" for none: where they are not the same. */
  readonly source?: { readonly was: string; readonly is: string };
  /** Most words of this new clause come from that one. */
  readonly splitFrom?: ClausePlace;
  /** Most words of this dropped clause stand in that one now. */
  readonly joinedInto?: ClausePlace;
  readonly before: Clause | null;
  readonly after: Clause | null;
  readonly blocks: readonly RedlineBlock[];
}

export interface Redline {
  /** In the order of the later text; removed clauses stand where they stood. Text outside clauses comes as a clause with the id "loose". */
  readonly clauses: readonly RedlineClause[];
  readonly same: boolean;
}

/** Both texts are brought to their normal form first: what reads the same is the same. `promise`: what promises read as. */
export function compareTexts(
  before: CharterText,
  after: CharterText,
  promise: PromiseWords = unnamedPromises,
): Redline {
  const steps = comparing(before, after, promise);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same where the texts may be long; `between` is awaited after each part of the work. */
export async function compareInSteps(
  before: CharterText,
  after: CharterText,
  between: () => Promise<void>,
  promise: PromiseWords,
): Promise<Redline> {
  const steps = comparing(before, after, promise);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await between();
  }
}

const clausesAtOnce = 512;

function* comparing(before: CharterText, after: CharterText, promise: PromiseWords): Generator<undefined, Redline> {
  const normalBefore = normaliseText(before);
  yield;
  const normalAfter = normaliseText(after);
  yield;
  const from = outlineOf(normalBefore, promise);
  yield;
  const to = outlineOf(normalAfter, promise);
  yield;
  const same = JSON.stringify(from.text) === JSON.stringify(to.text);
  yield;
  const pairs = pairClauses(from, to);
  yield;
  const moved = movedClauses(from, to, pairs);
  const context: Context = {
    pairs,
    moved,
    readsBefore: readsAs(createNumberBefore(from, to, pairs), promise),
    readsAfter: to.reads,
  };
  const isLooseAnywhere = [from, to].some((outline) => outline.loose.node.content.some((node) => !isClauseNode(node)));
  const isLooseShown = isLooseAnywhere || ownForm(from.loose.node, context) !== ownForm(to.loose.node, context);
  const loose = isLooseShown ? [comparePair(from.loose, to.loose, context)] : [];
  const placed: RedlineClause[] = [];
  for (const clause of to.clauses) {
    placed.push(comparePair(pairs.beforeOf.get(clause.id) ?? null, clause, context));
    if (placed.length % clausesAtOnce === 0) yield;
  }
  const withGone = withRemoved(from, context, placed);
  yield;
  const clauses = markMoves([...loose, ...withGone]);
  yield;
  return { clauses: same || clauses.some(isChanged) ? clauses : withArranged(clauses), same };
}

/** Whether a comparison would say that they are the same. */
export const readTheSame = (a: CharterText, b: CharterText): boolean =>
  JSON.stringify(normaliseText(a)) === JSON.stringify(normaliseText(b));

/** Whether anything of this clause is to be shown. */
export const isChanged = (one: RedlineClause): boolean => one.op !== "same" || one.moved || one.newId;

/** Texts that differ, though no clause does: the last clause that holds a difference is said to be arranged otherwise. */
function withArranged(clauses: readonly RedlineClause[]): readonly RedlineClause[] {
  const whole = (clause: Clause | null): string => JSON.stringify(clause?.node ?? null);
  const last = clauses.findLastIndex((one) => whole(one.before) !== whole(one.after));
  return clauses.map((one, index) =>
    index === Math.max(0, last) ? { ...one, op: "amended" as const, arranged: true } : one,
  );
}

/** Clauses by what happened to them, as a person calls them. */
export function clauseCounts(redline: Redline): {
  readonly carriedOver: readonly string[];
  readonly amended: readonly string[];
  readonly dropped: readonly string[];
  readonly added: readonly string[];
} {
  const called = (op: RedlineClause["op"]): readonly string[] =>
    redline.clauses
      .filter((one) => one.op === op && !(op === "same" && subjectOf(one).id === looseId))
      .map((one) => clauseTitle(subjectOf(one)));
  return {
    carriedOver: called("same"),
    amended: called("amended"),
    dropped: called("removed"),
    added: called("added"),
  };
}

/** Labels of the clauses in which the texts differ, moved ones included. */
export const changedLabels = (redline: Redline): readonly string[] =>
  redline.clauses.filter(isChanged).map((one) => clauseLabel(subjectOf(one)));

/** The clause as it is now, or as it was where it is gone. */
export function subjectOf(one: RedlineClause): Clause {
  const clause = one.after ?? one.before;
  if (clause === null) throw new Error("a redline clause has at least one side");
  return clause;
}

interface Context {
  readonly pairs: Pairs;
  readonly moved: ReadonlySet<string>;
  readonly readsBefore: ReadsAs;
  readonly readsAfter: ReadsAs;
}

/** What references of the earlier text read as: the numbers of now, for that they follow their clauses is no change. */
const createNumberBefore =
  (from: Outline, to: Outline, { nowOf }: Pairs): NumberOf =>
  (clause) => {
    const now = to.numberOf(nowOf.get(String(clause)) ?? clause);
    return now === nowhere ? from.numberOf(clause) : now;
  };

function comparePair(before: Clause | null, after: Clause, context: Context): RedlineClause {
  const source = { was: sourceOf(before), is: sourceOf(after) };
  const rest = {
    moved: context.moved.has(after.id),
    newId: before !== null && before.id !== after.id,
    ...(source.was === source.is ? {} : { source }),
    before,
    after,
  };
  const blocks = readBlocks(after.node, context.readsAfter);
  const whole = (op: "same" | "insert") => blocks.map((block) => wholeBlock(block, op));
  if (before === null) return { op: "added", arranged: false, ...rest, blocks: whole("insert") };
  if (ownForm(before.node, context) === ownForm(after.node, context))
    return { op: "same", arranged: false, ...rest, blocks: whole("same") };
  const compared = compareBlocks(readBlocks(before.node, context.readsBefore), blocks);
  const isShown =
    before.kind !== after.kind || source.was !== source.is || compared.some((block) => block.op !== "same");
  return { op: "amended", arranged: !isShown, ...rest, blocks: compared };
}

const sourceOf = (clause: Clause | null): string => String(clause?.node.attrs.source ?? "");

/**
 * Everything of a clause but its id and the clauses inside it. Where clauses stand between its own blocks counts, by the
 * last one before that stands on both sides and stayed; how many they are does not.
 */
function ownForm(owner: ElementNode, { pairs, moved }: Context): string {
  const idNow = (node: ElementNode): string | null => {
    const id = String(node.attrs.id);
    const now = pairs.beforeOf.has(id) ? id : (pairs.nowOf.get(id) ?? null);
    return now === null || moved.has(now) ? null : now;
  };
  const own = (parent: ElementNode): unknown => {
    let above: string | null = null;
    const content = parent.content.flatMap((child): readonly unknown[] => {
      if (child.type === "text") return [child];
      if (!isClauseNode(child)) return [[above, own(child)]];
      above = idNow(child) ?? above;
      return [];
    });
    // In a list or a cell a clause has no place of its own.
    return [parent.type, { ...parent.attrs, id: null }, content, parent === owner ? null : above];
  };
  return JSON.stringify(own(owner));
}

/** Ids of clauses that stand under another parent, or in another order among those they stood with. */
function movedClauses(from: Outline, to: Outline, { beforeOf, nowOf }: Pairs): ReadonlySet<string> {
  const moved = new Set<string>();
  const positions = new Map(from.clauses.map((clause, index) => [clause.id as string, index]));
  const stayed = new Map<string | null, string[]>();
  for (const { id } of to.clauses) {
    const was = beforeOf.get(id);
    if (was === undefined) continue;
    const parent = to.parentOf.get(id) ?? null;
    const parentThen = from.parentOf.get(was.id) ?? null;
    if (parent !== (parentThen === null ? null : (nowOf.get(parentThen) ?? ""))) moved.add(id);
    else {
      const siblings = stayed.get(parent);
      if (siblings === undefined) stayed.set(parent, [id]);
      else siblings.push(id);
    }
  }
  for (const siblings of stayed.values()) {
    const inOrder = longestIncreasing(siblings.map((id) => positions.get(beforeOf.get(id)?.id ?? "") ?? 0));
    for (const [index, id] of siblings.entries()) if (!inOrder.has(index)) moved.add(id);
  }
  return moved;
}

/** The later text's clauses with each removed one after the clause that it followed. */
function withRemoved(
  from: Outline,
  { pairs: { nowOf }, moved, readsBefore }: Context,
  placed: readonly RedlineClause[],
): readonly RedlineClause[] {
  const after = new Map<string | null, RedlineClause[]>();
  // What a removed clause follows: the last clause that stayed; or the last one still there inside the same clause.
  let stayed: { readonly index: number; readonly id: string } | null = null;
  const lastIn = new Map<string, { readonly index: number; readonly id: string }>();
  for (const [index, clause] of from.clauses.entries()) {
    const parent = from.parentOf.get(clause.id) ?? null;
    const now = nowOf.get(clause.id);
    if (now !== undefined) {
      const here = { index, id: now };
      if (!moved.has(now)) stayed = here;
      lastIn.set(clause.id, here);
      if (parent !== null) lastIn.set(parent, here);
      continue;
    }
    const near = parent === null ? undefined : lastIn.get(parent);
    const anchor = near !== undefined && near.index > (stayed?.index ?? -1) ? near : stayed;
    const blocks = readBlocks(clause.node, readsBefore).map((block) => wholeBlock(block, "delete"));
    const removed: RedlineClause = {
      op: "removed",
      moved: false,
      newId: false,
      arranged: false,
      before: clause,
      after: null,
      blocks,
    };
    const group = after.get(anchor?.id ?? null);
    if (group === undefined) after.set(anchor?.id ?? null, [removed]);
    else group.push(removed);
  }
  const all: RedlineClause[] = [...(after.get(null) ?? [])];
  let waiting: RedlineClause[] = [];
  for (const one of placed) {
    const isInside = one.op === "added" && subjectOf(one).depth > (waiting[0]?.before?.depth ?? 0);
    if (!isInside) {
      for (const removed of waiting) all.push(removed);
      waiting = [];
    }
    all.push(one);
    for (const removed of after.get(subjectOf(one).id) ?? []) waiting.push(removed);
  }
  for (const removed of waiting) all.push(removed);
  return all;
}
