/** What changed between two texts, clause by clause: by clause id, then block, then words inside paired blocks. */
import { normaliseText } from "./canonical.ts";
import { clauseLabel, clauseTitle, isClauseNode, looseId, readClauses } from "./clauses.ts";
import type { CharterText, Clause, DocNode, ElementNode, TextMark } from "./model.ts";
import { compareBlocks, readBlocks, wholeBlock } from "./redlineBlocks.ts";

export interface RedlineRun {
  readonly op: "same" | "insert" | "delete";
  readonly text: string;
  readonly marks: readonly TextMark[];
}

/** One paragraph, heading, list item or table cell. */
export interface RedlineBlock {
  readonly op: "same" | "insert" | "delete" | "change";
  readonly block: "heading" | "paragraph" | "list_item" | "table_cell";
  readonly level: number;
  readonly runs: readonly RedlineRun[];
}

export interface RedlineClause {
  readonly op: "same" | "amended" | "added" | "removed";
  /** True where its place among its neighbours changed, whatever `op` says. */
  readonly moved: boolean;
  readonly before: Clause | null;
  readonly after: Clause | null;
  readonly blocks: readonly RedlineBlock[];
}

export interface Redline {
  /** In the order of the later text; removed clauses stand where they stood. Text outside clauses comes as a clause with the id "loose". */
  readonly clauses: readonly RedlineClause[];
  readonly same: boolean;
}

/** Both texts are brought to their normal form first: what reads the same is the same. */
export function compareTexts(before: CharterText, after: CharterText): Redline {
  const from = outlineOf(normaliseText(before));
  const to = outlineOf(normaliseText(after));
  const same = JSON.stringify(from.text) === JSON.stringify(to.text);
  const moved = movedClauses(from, to);
  const isLooseAnywhere = [from, to].some((outline) => outline.loose.node.content.some((node) => !isClauseNode(node)));
  const loose = isLooseAnywhere ? [comparePair(from.loose, to.loose, false)] : [];
  const placed = to.clauses.map((clause) =>
    comparePair(from.byId.get(clause.id) ?? null, clause, moved.has(clause.id)),
  );
  return { clauses: [...loose, ...withRemoved(from, to, moved, placed)], same };
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
  redline.clauses.filter((one) => one.op !== "same" || one.moved).map((one) => clauseLabel(subjectOf(one)));

/** The clause as it is now, or as it was where it is gone. */
export function subjectOf(one: RedlineClause): Clause {
  const clause = one.after ?? one.before;
  if (clause === null) throw new Error("a redline clause has at least one side");
  return clause;
}

interface Outline {
  readonly text: CharterText;
  readonly clauses: readonly Clause[];
  readonly byId: ReadonlyMap<string, Clause>;
  /** The clause that each clause stands in; null: the doc. */
  readonly parentOf: ReadonlyMap<string, string | null>;
  readonly loose: Clause;
}

function outlineOf(text: CharterText): Outline {
  const clauses = readClauses(text);
  const parentOf = new Map<string, string | null>();
  const above: Clause[] = [];
  for (const clause of clauses) {
    above.length = clause.depth;
    parentOf.set(clause.id, above.at(-1)?.id ?? null);
    above.push(clause);
  }
  const blocks = readBlocks(text);
  const loose: Clause = {
    id: looseId,
    kind: "clause",
    number: "",
    heading: blocks.find((block) => block.block === "heading")?.text ?? "",
    text: blocks.map((block) => block.text).join("\n"),
    depth: 0,
    node: text,
  };
  return { text, clauses, byId: new Map(clauses.map((clause) => [clause.id, clause])), parentOf, loose };
}

function comparePair(before: Clause | null, after: Clause, moved: boolean): RedlineClause {
  if (before === null) {
    return {
      op: "added",
      moved,
      before,
      after,
      blocks: readBlocks(after.node).map((block) => wholeBlock(block, "insert")),
    };
  }
  const blocks = readBlocks(after.node);
  if (ownForm(before.node) === ownForm(after.node))
    return { op: "same", moved, before, after, blocks: blocks.map((block) => wholeBlock(block, "same")) };
  return { op: "amended", moved, before, after, blocks: compareBlocks(readBlocks(before.node), blocks) };
}

/** Everything of a clause but its id and the clauses inside it. */
function ownForm(node: ElementNode): string {
  const strip = (one: DocNode): DocNode =>
    one.type === "text" || one.content.length === 0 ? one : { ...one, content: own(one.content) };
  // Where clauses stand between own blocks counts; how many they are does not.
  const own = (content: readonly DocNode[]): readonly DocNode[] =>
    content.flatMap((child, index) => {
      if (!isClauseNode(child)) return [strip(child)];
      const follower = content[index + 1];
      return follower !== undefined && !isClauseNode(follower) ? [clausesHere] : [];
    });
  return JSON.stringify([node.type, { ...node.attrs, id: null }, own(node.content)]);
}

const clausesHere: ElementNode = { type: "clause", attrs: {}, content: [] };

/** Ids of clauses that stand under another parent, or in another order among those they stood with. */
function movedClauses(from: Outline, to: Outline): ReadonlySet<string> {
  const moved = new Set<string>();
  const positions = new Map(from.clauses.map((clause, index) => [clause.id as string, index]));
  const stayed = new Map<string | null, string[]>();
  for (const { id } of to.clauses) {
    if (!positions.has(id)) continue;
    const parent = to.parentOf.get(id) ?? null;
    if (parent !== (from.parentOf.get(id) ?? null)) moved.add(id);
    else {
      const siblings = stayed.get(parent);
      if (siblings === undefined) stayed.set(parent, [id]);
      else siblings.push(id);
    }
  }
  for (const siblings of stayed.values()) {
    const inOrder = longestIncreasing(siblings.map((id) => positions.get(id) ?? 0));
    for (const [index, id] of siblings.entries()) if (!inOrder.has(index)) moved.add(id);
  }
  return moved;
}

/** Indices of a longest increasing subsequence of distinct numbers (patience sorting). */
function longestIncreasing(values: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [index, value] of values.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous.push(tails[low - 1] ?? -1);
    tails[low] = index;
  }
  const indices = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) indices.add(at);
  return indices;
}

/** The later text's clauses with each removed one after the clause that it followed. */
function withRemoved(
  from: Outline,
  to: Outline,
  moved: ReadonlySet<string>,
  placed: readonly RedlineClause[],
): readonly RedlineClause[] {
  const after = new Map<string | null, RedlineClause[]>();
  for (const [index, clause] of from.clauses.entries()) {
    if (to.byId.has(clause.id)) continue;
    const parent = from.parentOf.get(clause.id) ?? null;
    // A clause that moved away takes with it only what stood inside the same clause.
    const anchor = from.clauses.slice(0, index).findLast((one) => {
      const isNear = parent !== null && (one.id === parent || from.parentOf.get(one.id) === parent);
      return to.byId.has(one.id) && (isNear || !moved.has(one.id));
    });
    const blocks = readBlocks(clause.node).map((block) => wholeBlock(block, "delete"));
    const removed: RedlineClause = { op: "removed", moved: false, before: clause, after: null, blocks };
    const group = after.get(anchor?.id ?? null);
    if (group === undefined) after.set(anchor?.id ?? null, [removed]);
    else group.push(removed);
  }
  const all: RedlineClause[] = [...(after.get(null) ?? [])];
  let waiting: readonly RedlineClause[] = [];
  for (const one of placed) {
    const isInside = one.op === "added" && subjectOf(one).depth > (waiting[0]?.before?.depth ?? 0);
    if (!isInside) {
      all.push(...waiting);
      waiting = [];
    }
    all.push(one);
    waiting = [...waiting, ...(after.get(subjectOf(one).id) ?? [])];
  }
  return [...all, ...waiting];
}
