/**
 * The grammar of a text: which nodes there are, what each may hold, and which values attributes and marks have. The
 * ProseMirror schema, the judge's pairs and the canonical content are derived from it; whatever treats nodes one by one
 * is checked against it by types, so a node that is added here does not compile until each of them answers.
 * CONTENT.md prints it as a table; its hash (grammarHash.ts) is the ruleset's.
 *
 * [I1] What a node holds is a choice of children under a star, never a sequence: the merge of two valid texts is valid.
 */

import { isDay } from "../../base/days.ts";
import { canonicalLanguage, isLanguage, undetermined } from "./language.ts";
import { isAllowedHref } from "./links.ts";

/** What a value may be in the draft, and what it is in canonical content. */
export type AttrForm =
  /** Of a clause: `[a-z0-9-]`, at most 32; in content unique. */
  | { readonly form: "id" }
  /** Names a clause by such an id; in content one that is in the text. */
  | { readonly form: "clause" }
  | { readonly form: "oneOf"; readonly values: readonly string[]; readonly usual: string }
  /** `most`: in the draft; `mostInContent`: larger ones become it. */
  | {
      readonly form: "whole";
      readonly least: number;
      readonly most: number;
      readonly mostInContent: number;
      readonly usual: number;
    }
  /** A width that the editor's tables ask for: always null, and not in content. */
  | { readonly form: "unset" }
  | { readonly form: "href" }
  /** BCP 47, 2 to 35 characters; in content in its canonical case. */
  | { readonly form: "language" }
  /** Names a certificate, 64 figures of lower-case hexadecimal; "": none. */
  | { readonly form: "certificate" }
  /** Names a party, 64 figures of lower-case hexadecimal, or "all"; "": none. */
  | { readonly form: "party" }
  /** `YYYY-MM-DD`, a day that there is; "": none. */
  | { readonly form: "day" };

export type NodeRole =
  | "root"
  /** Numbered, with an id that never changes. */
  | "clause"
  /** A line or paragraph of text. */
  | "textBlock"
  /** A shape around others: a list, a table, a row. */
  | "frame"
  /** What holds blocks of text and never a clause: an item, a cell, the words in a further language. */
  | "part"
  | "inline";

interface NodeRule {
  readonly role: NodeRole;
  readonly holds: readonly string[];
  readonly attrs: Readonly<Record<string, AttrForm>>;
}

const blocks = ["paragraph", "heading", "bullet_list", "ordered_list", "table"] as const;
/** The blocks directly in a clause are its words in the charter's own language; a body has them in a further one. */
const inClause = [...blocks, "body", "clause"] as const;
const inline = ["text", "hard_break", "reference", "footnote", "promise"] as const;
const id = { form: "id" } as const;
const whole = (least: number, most: number, usual: number, mostInContent = most) =>
  ({ form: "whole", least, most, mostInContent, usual }) as const;
const span = whole(1, 1000, 1);
const cell = { colspan: span, rowspan: span, colwidth: { form: "unset" } } as const;

export const grammar = {
  nodes: {
    doc: { role: "root", holds: [...blocks, "article", "clause"], attrs: {} },
    paragraph: { role: "textBlock", holds: inline, attrs: {} },
    article: {
      role: "clause",
      holds: inClause,
      attrs: { id, kind: { form: "oneOf", values: ["article", "preamble", "annex"], usual: "article" } },
    },
    /** `source`: in a charter that is composed of others, the certificate that the clause comes from. */
    clause: { role: "clause", holds: inClause, attrs: { id, source: { form: "certificate" } } },
    body: { role: "part", holds: blocks, attrs: { lang: { form: "language" } } },
    heading: { role: "textBlock", holds: inline, attrs: { level: whole(1, 6, 2, 4) } },
    bullet_list: { role: "frame", holds: ["list_item"], attrs: {} },
    ordered_list: { role: "frame", holds: ["list_item"], attrs: { order: whole(0, 1_000_000, 1) } },
    list_item: { role: "part", holds: blocks, attrs: {} },
    table: { role: "frame", holds: ["table_row"], attrs: {} },
    table_row: { role: "frame", holds: ["table_cell", "table_header"], attrs: {} },
    table_cell: { role: "part", holds: blocks, attrs: cell },
    table_header: { role: "part", holds: blocks, attrs: cell },
    hard_break: { role: "inline", holds: [], attrs: {} },
    /** Reads as the number of that clause, wherever it stands by now. */
    reference: { role: "inline", holds: [], attrs: { clause: { form: "clause" } } },
    /** Words about the words before it; numbered by order through the whole text. */
    footnote: { role: "inline", holds: ["text", "hard_break", "reference"], attrs: {} },
    /** What the words around it say is owed: by whom, to whom, by which day and every how many months (0: once). */
    promise: {
      role: "inline",
      holds: [],
      attrs: { by: { form: "party" }, to: { form: "party" }, due: { form: "day" }, every: whole(0, 1200, 0) },
    },
  },
  /** In the order in which the draft lists them; content lists them by name. */
  marks: {
    link: { attrs: { href: { form: "href" } } },
    strong: { attrs: {} },
    em: { attrs: {} },
    underline: { attrs: {} },
    /** The words are defined where they stand. */
    definition: { attrs: {} },
    /** The words are used as they are defined. */
    term: { attrs: {} },
  },
} as const satisfies {
  readonly nodes: Readonly<Record<string, NodeRule>>;
  readonly marks: Readonly<Record<string, { readonly attrs: Readonly<Record<string, AttrForm>> }>>;
};

export type ElementName = keyof typeof grammar.nodes;
export type MarkName = keyof typeof grammar.marks;

/** One thing among words that says what its attributes say. */
export type AtomName = "reference" | "promise";
export const isAtomName = (name: string): name is AtomName => name === "reference" || name === "promise";

export const elementNames = Object.keys(grammar.nodes) as readonly ElementName[];
export const markNames = Object.keys(grammar.marks) as readonly MarkName[];
export const isMarkName = (name: string): name is MarkName => Object.hasOwn(grammar.marks, name);

const named = (...roles: readonly NodeRole[]): ReadonlySet<string> =>
  new Set(elementNames.filter((name) => roles.includes(grammar.nodes[name].role)));

export const clauseNames = named("clause");
export const textBlockNames = named("textBlock");
export const frameNames = named("frame");
/** What text blocks stand in. */
export const holderNames = named("clause", "part");

/** What a new node has where nothing is said. */
export function usualValue(form: AttrForm): string | number | null {
  switch (form.form) {
    case "id":
    case "clause":
    case "href":
    case "certificate":
    case "party":
    case "day":
      return "";
    case "language":
      return undetermined;
    case "oneOf":
    case "whole":
      return form.usual;
    case "unset":
      return null;
  }
}

const idForm = /^[a-z0-9-]{0,32}$/;
const certificateForm = /^(?:[0-9a-f]{64})?$/;
const partyForm = /^(?:all|[0-9a-f]{64})?$/;

/** Whether a value may stand in a draft. */
export function isValueOf(form: AttrForm, value: unknown): boolean {
  switch (form.form) {
    case "id":
    case "clause":
      return typeof value === "string" && idForm.test(value);
    case "oneOf":
      return form.values.some((one) => one === value);
    case "whole":
      return (
        typeof value === "number" &&
        Number.isInteger(value) &&
        !Object.is(value, -0) &&
        value >= form.least &&
        value <= form.most
      );
    case "unset":
      return value === null;
    case "href":
      return isAllowedHref(value);
    case "language":
      return isLanguage(value);
    case "certificate":
      return typeof value === "string" && certificateForm.test(value);
    case "party":
      return typeof value === "string" && partyForm.test(value);
    case "day":
      return value === "" || isDay(value);
  }
}

/** The value in canonical content of whatever stands in a draft. Ids and links are judged apart. */
export function contentValue(form: AttrForm, value: unknown): unknown {
  switch (form.form) {
    case "oneOf":
    case "clause":
    case "certificate":
    case "party":
    case "day":
      return isValueOf(form, value) ? value : usualValue(form);
    case "language":
      return isLanguage(value) ? canonicalLanguage(value) : undetermined;
    case "whole":
      return typeof value === "number" && Number.isInteger(value)
        ? Math.min(form.mostInContent, Math.max(form.least, value))
        : form.usual;
    case "id":
    case "unset":
    case "href":
      return value;
  }
}
