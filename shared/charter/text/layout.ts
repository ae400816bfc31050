/**
 * How a text is stored while it is negotiated (layout/2): which elements its shared document has, what each may hold,
 * and which values attributes and answers have. Plain data: the judge, the readings and the writers of `shared/crdt`
 * follow it, and the ruleset's hash covers it. INVARIANTS.md says how it is read.
 *
 * [I1] What an element holds is a choice under a star, never a sequence: the merge of two valid texts is valid.
 */
import { grammar, isValueOf } from "./grammar.ts";

/** What a value may be; a missing one is the usual one. */
export type StoredForm =
  | (typeof grammar.nodes.clause.attrs)["id"]
  | (typeof grammar.nodes.reference.attrs)["clause"]
  | { readonly form: "oneOf"; readonly values: readonly string[]; readonly usual: string }
  | { readonly form: "whole"; readonly least: number; readonly most: number; readonly usual: number | null }
  /** Names an item of the document, or "" for none. */
  | { readonly form: "item" }
  | { readonly form: "flag" }
  /** A string of these letters; which lists stand around a block, the outermost first. */
  | { readonly form: "letters"; readonly letters: string; readonly most: number }
  | (typeof grammar.nodes.body.attrs)["lang"]
  | (typeof grammar.nodes.clause.attrs)["source"]
  | (typeof grammar.nodes.promise.attrs)["by" | "to" | "due"];

/** `flow`: a Y.XmlText, the one place where words and marks stand. */
export type HolderName = "root" | "flow" | StoredName;

interface StoredRule {
  readonly holds: readonly (StoredName | "flow")[];
  readonly attrs: Readonly<Record<string, StoredForm>>;
}

export type StoredName =
  | "article"
  | "clause"
  | "body"
  | "block"
  | "split"
  | "place"
  | "table"
  | "table_column"
  | "table_row"
  | "cell"
  | "hard_break"
  | "reference"
  | "footnote"
  | "promise"
  | "bracket"
  | "alt";

const whole = (least: number, most: number, usual: number | null) => ({ form: "whole", least, most, usual }) as const;
const id = { form: "id" } as const;
const item = { form: "item" } as const;
const flag = { form: "flag" } as const;
/** Of what is moved and removed without being copied or deleted. */
const movable = { home: item, gone: flag } as const;
const { source } = grammar.nodes.clause.attrs;
const list = {
  list: { form: "letters", letters: "bo", most: 16 },
  item: whole(0, 16, null),
  order: whole(0, 1_000_000, null),
} as const;
const span = whole(1, 1000, 1);
const { kind } = grammar.nodes.article.attrs;

export const layout = {
  elements: {
    article: { holds: ["flow", "body", "clause", "place"], attrs: { id, kind, ...movable } },
    clause: { holds: ["flow", "body", "clause", "place"], attrs: { id, ...movable, source } },
    split: {
      holds: ["flow", "body", "clause", "place"],
      attrs: { id, kind: { form: "oneOf", values: ["clause", ...kind.values], usual: "clause" }, ...movable, source },
    },
    body: { holds: ["flow"], attrs: grammar.nodes.body.attrs },
    block: {
      holds: [],
      attrs: {
        type: { form: "oneOf", values: ["paragraph", "heading"], usual: "paragraph" },
        level: whole(1, 6, 2),
        ...list,
      },
    },
    place: { holds: [], attrs: {} },
    table: { holds: ["table_column", "table_row", "place"], attrs: { ...list, gone: flag } },
    table_column: { holds: [], attrs: movable },
    table_row: { holds: ["cell"], attrs: movable },
    cell: { holds: ["flow"], attrs: { column: item, header: flag, colspan: span, rowspan: span } },
    hard_break: { holds: [], attrs: {} },
    reference: { holds: [], attrs: grammar.nodes.reference.attrs },
    footnote: { holds: ["flow"], attrs: {} },
    promise: { holds: [], attrs: grammar.nodes.promise.attrs },
    /** `field`: of one that opens, a blank to be filled in. */
    bracket: {
      holds: [],
      attrs: { side: { form: "oneOf", values: ["open", "close"], usual: "open" }, field: flag },
    },
    alt: { holds: [], attrs: {} },
  },
  root: ["article", "clause", "place", "flow"],
  flow: ["block", "split", "hard_break", "reference", "footnote", "promise", "bracket", "alt", "table"],
} as const satisfies {
  readonly elements: Readonly<Record<StoredName, StoredRule>>;
  readonly root: readonly (StoredName | "flow")[];
  readonly flow: readonly StoredName[];
};

export const isStoredName = (name: string): name is StoredName => Object.hasOwn(layout.elements, name);

/** What may stand in a holder. */
export function holdsOf(holder: HolderName): readonly string[] {
  return holder === "root" ? layout.root : holder === "flow" ? layout.flow : layout.elements[holder].holds;
}

const itemForm = /^(?:[1-9a-z][0-9a-z]*|0)\.(?:[1-9a-z][0-9a-z]*|0)$/;

/** Whether a value may be stored under a form. */
export function isStoredValue(form: StoredForm, value: unknown): boolean {
  switch (form.form) {
    case "flag":
      return typeof value === "boolean";
    case "whole":
      return isValueOf({ ...form, usual: form.usual ?? form.least, mostInContent: form.most }, value);
    case "id":
    case "clause":
    case "oneOf":
    case "language":
    case "certificate":
    case "party":
    case "day":
      return isValueOf(form, value);
    case "item":
      return value === "" || (typeof value === "string" && value.length <= 24 && itemForm.test(value));
    case "letters":
      return (
        typeof value === "string" && value.length <= form.most && [...value].every((at) => form.letters.includes(at))
      );
  }
}

/** The form of an element's attribute; null where it has none of that name. */
export function storedForm(name: StoredName, attr: string): StoredForm | null {
  const forms: Readonly<Record<string, StoredForm>> = layout.elements[name].attrs;
  return Object.hasOwn(forms, attr) ? (forms[attr] ?? null) : null;
}
