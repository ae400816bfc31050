/** Marks of text, compared. */
import type { Attrs } from "./model.ts";

interface Mark {
  readonly type: string;
  readonly attrs: Attrs;
}

/** Of two lists in the schema's order. */
export const sameMarks = (a: readonly Mark[], b: readonly Mark[]): boolean =>
  a === b || (a.length === b.length && a.every((mark, i) => sameMark(mark, b[i])));

export const sameMark = (a: Mark, b: Mark | undefined): boolean =>
  b !== undefined && a.type === b.type && sameAttrs(a.attrs, b.attrs);

/** Of two of one type, which have the same keys. */
function sameAttrs(a: Attrs, b: Attrs): boolean {
  for (const key in a) if (a[key] !== b[key]) return false;
  return true;
}
