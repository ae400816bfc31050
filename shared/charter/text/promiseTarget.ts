/** A promise in one line of letters, for a page and for Markdown: `by=all&to=64 hex&due=2027-05-01&every=12`. */
import { grammar, isValueOf } from "./grammar.ts";
import type { Attrs } from "./model.ts";

const { attrs: forms } = grammar.nodes.promise;

/** What is usual is left out, and the order is always the same; "": it says nothing but that something is owed. */
export const writePromise = ({ by, to, due, every }: Attrs): string =>
  Object.entries({ by, to, due, every: every === 0 ? "" : every })
    .filter(([, value]) => value !== "" && value !== undefined)
    .map(([key, value]) => `${key}=${value}`)
    .join("&");

/** Null: it is none. Parts stand in any order, each at most once. */
export function readPromise(target: string): Attrs | null {
  const attrs = { by: "", to: "", due: "", every: 0 };
  const seen = new Set<string>();
  for (const part of target === "" ? [] : target.split("&")) {
    const [, key = "", value = ""] = /^(by|to|due|every)=([0-9a-z-]{1,64})$/.exec(part) ?? [];
    if (key === "" || seen.has(key)) return null;
    seen.add(key);
    if (key === "every") {
      if (!/^(?:0|[1-9]\d{0,3})$/.test(value) || !isValueOf(forms.every, Number(value))) return null;
      attrs.every = Number(value);
    } else if (key === "by" || key === "to" || key === "due") {
      if (!isValueOf(forms[key], value)) return null;
      attrs[key] = value;
    }
  }
  return attrs;
}
