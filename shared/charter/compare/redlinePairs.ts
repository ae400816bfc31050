/** Which clause of one text is which of another: by id, by what they say, and by how much they have in common. */
import { looseId, type NumberOf, numbersOf, type ReadsAs, readClauses, readsAs } from "../text/clauses.ts";
import type { CharterText, Clause } from "../text/model.ts";
import type { PromiseWords } from "../text/promiseWords.ts";
import { readBlocks } from "./redlineRead.ts";
import { bagOfWords, pairAlike } from "./similarity.ts";

export interface Outline {
  readonly text: CharterText;
  readonly clauses: readonly Clause[];
  readonly byId: ReadonlyMap<string, Clause>;
  /** The clause that each clause stands in; null: the doc. */
  readonly parentOf: ReadonlyMap<string, string | null>;
  readonly loose: Clause;
  readonly numberOf: NumberOf;
  readonly reads: ReadsAs;
}

export function outlineOf(text: CharterText, promise: PromiseWords): Outline {
  const clauses = readClauses(text, promise);
  const numberOf = numbersOf(clauses);
  const reads = readsAs(numberOf, promise);
  const parentOf = new Map<string, string | null>();
  const above: Clause[] = [];
  for (const clause of clauses) {
    above.length = clause.depth;
    parentOf.set(clause.id, above.at(-1)?.id ?? null);
    above.push(clause);
  }
  const blocks = readBlocks(text, reads);
  const loose: Clause = {
    id: looseId,
    kind: "clause",
    number: "",
    heading: blocks.find((block) => block.block === "heading")?.text ?? "",
    text: blocks.map((block) => block.text).join("\n"),
    depth: 0,
    node: text,
  };
  return {
    text,
    clauses,
    byId: new Map(clauses.map((clause) => [clause.id, clause])),
    parentOf,
    loose,
    numberOf,
    reads,
  };
}

/** Which clause of the later text is which of the earlier one. */
export interface Pairs {
  readonly beforeOf: ReadonlyMap<string, Clause>;
  /** The id now of a clause by its id then. */
  readonly nowOf: ReadonlyMap<string, string>;
}

/** Above this, a clause under a new id is one that was, with other words. */
const minSimilarityOfClauses = 0.5;

/** By id; then, among those left, by what they say in the same form, by what they say, and by similarity. */
export function pairClauses(from: Outline, to: Outline): Pairs {
  const beforeOf = new Map<string, Clause>();
  const nowOf = new Map<string, string>();
  const pair = (was: Clause, is: Clause) => {
    beforeOf.set(is.id, was);
    nowOf.set(was.id, is.id);
  };
  for (const clause of to.clauses) {
    const was = from.byId.get(clause.id);
    if (was !== undefined) pair(was, clause);
  }
  const left = (clauses: readonly Clause[], paired: ReadonlyMap<string, unknown>) =>
    clauses.filter((clause) => clause.text.trim() !== "" && !paired.has(clause.id));
  const pairBy = (keyOf: (clause: Clause) => string) => {
    const waiting = Map.groupBy(left(from.clauses, nowOf), keyOf);
    for (const clause of waiting.size === 0 ? [] : left(to.clauses, beforeOf)) {
      const was = waiting.get(keyOf(clause))?.shift();
      if (was !== undefined) pair(was, clause);
    }
  };
  pairBy(
    (clause) =>
      `${clause.kind} ${readBlocks(clause.node, () => "")
        .map((block) => block.key)
        .join()}`,
  );
  pairBy((clause) => `${clause.node.type} ${clause.text}`);
  const bagged = (clauses: readonly Clause[]) => clauses.map((of) => ({ of, bag: bagOfWords(of.text) }));
  const alike = pairAlike(
    bagged(left(from.clauses, nowOf)),
    bagged(left(to.clauses, beforeOf)),
    (was, is) => was.node.type === is.node.type,
    minSimilarityOfClauses,
  );
  for (const [was, is] of alike) pair(was, is);
  return { beforeOf, nowOf };
}
