/** [I1] What may stand where, decided pair by pair from the schema, and which values attributes and marks may have. */
import type { NodeType } from "prosemirror-model";
import { isAllowedHref } from "../charter/links.ts";
import type { Attrs, AttrValue, ElementName, TextMark } from "../charter/model.ts";
import { schema } from "../charter/schema.ts";

/** Levels of elements below the doc. */
export const maxElementDepth = 64;

export interface ElementRule {
  readonly name: ElementName;
  readonly children: ReadonlySet<string>;
  readonly holdsText: boolean;
  /** With their defaults, in the order of the schema. */
  readonly attrs: Attrs;
}

const ruleOf = (type: NodeType): ElementRule => ({
  name: type.name as ElementName,
  children: new Set(
    Object.values(schema.nodes)
      .filter((child) => !child.isText && type.contentMatch.matchType(child) !== null)
      .map((child) => child.name),
  ),
  holdsText: type.contentMatch.matchType(schema.nodes.text) !== null,
  attrs: Object.freeze(
    Object.fromEntries(Object.entries(type.spec.attrs ?? {}).map(([key, spec]) => [key, spec.default as AttrValue])),
  ),
});

const rules: ReadonlyMap<string, ElementRule> = new Map(
  Object.values(schema.nodes)
    .filter((type) => !type.isText)
    .map((type) => [type.name, ruleOf(type)]),
);

export const elementRule = (name: string): ElementRule | undefined => rules.get(name);

const docRuleFound = rules.get("doc");
if (docRuleFound === undefined) throw new Error("the schema has a doc");
export const docRule: ElementRule = docRuleFound;

const whole =
  (min: number, max: number) =>
  (value: unknown): boolean =>
    typeof value === "number" && Number.isInteger(value) && !Object.is(value, -0) && value >= min && value <= max;

const attrChecks: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: (value) => typeof value === "string" && /^[a-z0-9-]{0,32}$/.test(value),
  kind: (value) => value === "preamble" || value === "article" || value === "annex",
  level: whole(1, 6),
  order: whole(0, 1_000_000),
  colspan: whole(1, 1000),
  rowspan: whole(1, 1000),
  colwidth: (value) => value === null,
};

export const isAttrOf = (rule: ElementRule, key: string, value: unknown): value is AttrValue =>
  Object.hasOwn(rule.attrs, key) && Object.hasOwn(attrChecks, key) && attrChecks[key]?.(value) === true;

/** In the order in which a text node lists its marks. */
export const markTypes = Object.keys(schema.marks) as readonly TextMark["type"][];

/** The attributes of a mark as the value of a format, or null where they are none of that mark. */
export function readMarkAttrs(key: string, value: unknown): Attrs | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const attrs = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(attrs);
  if (key === "strong" || key === "em") return keys.length === 0 ? noAttrs : null;
  return key === "link" && keys.length === 1 && Object.hasOwn(attrs, "href") && isAllowedHref(attrs.href)
    ? { href: attrs.href }
    : null;
}

export const isMarkType = (key: string): key is TextMark["type"] => markTypes.some((type) => type === key);

const noAttrs: Attrs = Object.freeze({});
