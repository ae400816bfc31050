/** Clauses among the items of a document, deleted ones too. */
import * as Y from "yjs";
import { looseId } from "../../charter/text/clauses.ts";
import { parentItem, typeOf } from "../document/yStore.ts";

export type ClauseItems = ReturnType<typeof createClauseItems>;

/**
 * Which clause each item belongs to, by one state of the document: what was read of a flow is kept. `counts`: whether a
 * split divides its flow in that state.
 */
export function createClauseItems(counts: (split: Y.Item) => boolean = (split) => !split.deleted) {
  /** Of flows that are divided: the split before each item. */
  const divided = new Map<Y.XmlText, ReadonlyMap<Y.Item, Y.Item> | null>();

  function splitBefore(yFlow: Y.XmlText, item: Y.Item): Y.Item | null {
    let splits = divided.get(yFlow);
    if (splits === undefined) {
      splits = readSplits(yFlow, counts);
      divided.set(yFlow, splits);
    }
    return splits?.get(item) ?? null;
  }

  const above = (item: Y.Item): Y.Item | null => {
    const split = item.parent instanceof Y.XmlText ? splitBefore(item.parent, item) : null;
    return split ?? parentItem(item);
  };

  /** The clause that a piece of text belongs to, itself where it is one; null outside. Deleted ones count. */
  function clauseItemOf(item: Y.Item): Y.Item | null {
    for (let at: Y.Item | null = item; at !== null; at = above(at)) if (isClauseItem(at)) return at;
    return null;
  }

  return {
    clauseItemOf,
    /** The clause that a clause was made in; of a split the one that it was cut from. */
    clauseAround(clause: Y.Item): Y.Item | null {
      const at = above(clause);
      return at === null ? null : clauseItemOf(at);
    },
  };
}

function readSplits(yFlow: Y.XmlText, counts: (split: Y.Item) => boolean): ReadonlyMap<Y.Item, Y.Item> | null {
  if (!dividesClauses(yFlow)) return null;
  const splits = new Map<Y.Item, Y.Item>();
  let split: Y.Item | null = null;
  for (let item = yFlow._start; item !== null; item = item.right) {
    if (split !== null) splits.set(item, split);
    if (elementOf(item)?.nodeName === "split" && counts(item)) split = item;
  }
  return split === null ? null : splits;
}

const holdsClauses: ReadonlySet<string> = new Set(["article", "clause", "split"]);

/** Splits in a cell or in a further language make no clauses. */
const dividesClauses = ({ parent }: Y.XmlText): boolean =>
  !(parent instanceof Y.XmlElement) || holdsClauses.has(parent.nodeName);

export const isClauseItem = (item: Y.Item): boolean => {
  const name = elementOf(item)?.nodeName;
  if (name === "split") return item.parent instanceof Y.XmlText && dividesClauses(item.parent);
  return name === "clause" || name === "article";
};

export const elementOf = (item: Y.Item): Y.XmlElement | null => {
  const type: unknown = typeOf(item);
  return type instanceof Y.XmlElement ? type : null;
};

/** The id that is written in the document, whether or not another clause has the same; `looseId` where there is none. */
export function writtenIdOf(clause: Y.Item): string {
  const latest = elementOf(clause)?._map.get("id");
  const value: unknown = latest?.content instanceof Y.ContentAny ? latest.content.arr.at(-1) : undefined;
  return typeof value === "string" && value !== "" ? value : looseId;
}
