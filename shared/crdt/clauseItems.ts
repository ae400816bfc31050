/** Clauses among the items of a document, deleted ones too. */
import * as Y from "yjs";
import { looseId } from "../charter/text/clauses.ts";
import { parentItem } from "./yStore.ts";

/** The clause that a piece of text belongs to, itself where it is one; null outside. Deleted ones count. */
export function clauseItemOf(item: Y.Item): Y.Item | null {
  for (let at: Y.Item | null = item; at !== null; at = parentItem(at)) if (isClauseItem(at)) return at;
  return null;
}

export const isClauseItem = (item: Y.Item): boolean => {
  const name = elementOf(item)?.nodeName;
  return name === "clause" || name === "article";
};

export const elementOf = (item: Y.Item): Y.XmlElement | null => {
  const type: unknown = item.content instanceof Y.ContentType ? item.content.type : null;
  return type instanceof Y.XmlElement ? type : null;
};

/** The id that is written in the document, whether or not another clause has the same; `looseId` where there is none. */
export function writtenIdOf(clause: Y.Item): string {
  const latest = elementOf(clause)?._map.get("id");
  const value: unknown = latest?.content instanceof Y.ContentAny ? latest.content.arr.at(-1) : undefined;
  return typeof value === "string" && value !== "" ? value : looseId;
}
