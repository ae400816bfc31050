/**
 * Brackets in a flow, and what a settled one hides. They match like parentheses within what one clause has of the flow:
 * one that is not closed reaches to the end of that, a close without an open is a sign. [I25] Nothing is deleted: what
 * is written in an alternative stays in it, and is hidden or shown with it.
 */
import * as Y from "yjs";
import { writeItemId } from "../document/reviewKeys.ts";
import type { YList } from "../document/yStore.ts";
import { attributesOf } from "./attributes.ts";
import { elementOf } from "./clauseItems.ts";
import type { Sight } from "./sight.ts";

interface Bracket {
  readonly open: Y.Item;
  /** What begins each alternative; the first is the bracket. */
  readonly begins: Y.Item[];
  /** Of the items that begin alternatives: where they stand. */
  readonly at: number[];
}

/**
 * The words and elements of a flow that settled brackets hide. `sight`: without what is pending or struck out, brackets
 * among it. `pickOf`: the choice for a bracket, null for an open one.
 */
export function readSettled(
  yFlow: YList,
  sight: Sight,
  pickOf: (bracket: string) => string | null,
): ReadonlySet<Y.Item> {
  const hidden = new Set<Y.Item>();
  const items: Y.Item[] = [];
  let open: Bracket[] = [];

  /** `end`: where its close stands, or the segment ends. */
  function close({ open: yOpen, begins, at }: Bracket, end: number, yClose: Y.Item | null): void {
    const pick = pickOf(writeItemId(yOpen.id));
    const chosen = pick === null || pick === "out" ? -1 : pick === "first" ? 0 : begins.findIndex(isNamed(pick));
    // A choice that the bracket does not have settles nothing.
    if (pick === null || (pick !== "out" && chosen < 0)) return;
    for (const [index, start] of at.entries()) {
      hidden.add(begins[index] as Y.Item);
      if (index === chosen) continue;
      for (let i = start + 1; i < (at[index + 1] ?? end); i++) hidden.add(items[i] as Y.Item);
    }
    if (yClose !== null) hidden.add(yClose);
  }

  function closeAll(): void {
    for (const bracket of open.reverse()) close(bracket, items.length, null);
    open = [];
  }

  for (let item = yFlow._start; item !== null; item = item.right) {
    if (item.content instanceof Y.ContentFormat) continue;
    if (!(item.content instanceof Y.ContentString) && !sight.shows(item)) continue;
    const yElement = elementOf(item);
    const name = yElement?.nodeName;
    if (name === "split") {
      closeAll();
      continue;
    }
    const at = items.length;
    items.push(item);
    if (name === "alt") {
      const inner = open.at(-1);
      inner?.begins.push(item);
      inner?.at.push(at);
    } else if (name === "bracket" && yElement !== null) {
      if (attributesOf(yElement, "bracket", sight).text("side", "open") === "open")
        open.push({ open: item, begins: [item], at: [at] });
      else {
        const inner = open.pop();
        if (inner !== undefined) close(inner, at, item);
      }
    }
  }
  closeAll();
  return hidden;
}

const isNamed =
  (pick: string) =>
  ({ id }: Y.Item): boolean =>
    writeItemId(id) === pick;
