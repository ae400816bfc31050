/** Marks of text, compared. */
import type { TextMark } from "./model.ts";

/** Of two lists in the schema's order. */
export const sameMarks = (a: readonly TextMark[], b: readonly TextMark[]): boolean =>
  a === b || (a.length === b.length && a.every((mark, i) => sameMark(mark, b[i])));

export const sameMark = (a: TextMark, b: TextMark | undefined): boolean =>
  b !== undefined && a.type === b.type && a.attrs.href === b.attrs.href;
