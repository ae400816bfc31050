/**
 * Blanks that suggestions fill in, as if these were accepted: whoever accepts an alternative of a blank chooses it ([I53]).
 */
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import { writeItemId } from "../document/reviewKeys.ts";
import { attributesOf } from "./attributes.ts";
import { matchBrackets } from "./brackets.ts";
import { elementOf } from "./clauseItems.ts";
import type { Sight } from "./sight.ts";

export interface Fill {
  /** As `pick` names it. */
  readonly bracket: string;
  readonly choice: string;
}

/** Of these signs those that stand in a blank; where several do, the last of a blank comes last. */
export function fillsAmong(signs: ReadonlySet<Y.Item>, sight: Sight): readonly Fill[] {
  const yFlows = new Set([...signs].flatMap(({ parent }) => (parent instanceof Y.XmlText ? [parent] : [])));
  return [...yFlows].flatMap((yFlow) =>
    matchBrackets(yFlow, sight).flatMap(({ brackets }) =>
      brackets.flatMap(({ open, begins }) => {
        const yElement = elementOf(open);
        if (yElement === null || !attributesOf(yElement, "bracket", sight).flag("field")) return [];
        const bracket = writeItemId(open.id);
        return begins.flatMap((begin) => (signs.has(begin) ? [{ bracket, choice: writeItemId(begin.id) }] : []));
      }),
    ),
  );
}

/** The signs of alternatives that suggesting ids put in, wherever they stand. `isMeant`: which of them. */
export function suggestedAlternatives(yDoc: Y.Doc, isMeant: (item: Y.Item) => boolean): ReadonlySet<Y.Item> {
  const found = new Set<Y.Item>();
  for (const [client, structs] of yDoc.store.clients) {
    if (!isSuggesting(client)) continue;
    for (const item of structs)
      if (item instanceof Y.Item && !item.deleted && elementOf(item)?.nodeName === "alt" && isMeant(item))
        found.add(item);
  }
  return found;
}
