/** [I1] What may stand where, decided pair by pair, and which values attributes and marks may have: by the grammar. */

import type { ElementName } from "../charter/text/grammar.ts";
import { type AttrForm, elementNames, grammar, isMarkName, isValueOf, usualValue } from "../charter/text/grammar.ts";
import type { Attrs, AttrValue } from "../charter/text/model.ts";

/** Levels of elements below the doc. */
export const maxElementDepth = 64;

export interface ElementRule {
  readonly name: ElementName;
  readonly children: ReadonlySet<string>;
  readonly holdsText: boolean;
  /** With their usual values, in the order of the grammar. */
  readonly attrs: Attrs;
}

function ruleOf(name: ElementName): ElementRule {
  const holds: readonly string[] = grammar.nodes[name].holds;
  const usual = Object.entries(grammar.nodes[name].attrs).map(([key, form]) => [key, usualValue(form)] as const);
  return {
    name,
    children: new Set(holds.filter((child) => child !== "text")),
    holdsText: holds.includes("text"),
    attrs: Object.freeze(Object.fromEntries(usual)),
  };
}

const rules: ReadonlyMap<string, ElementRule> = new Map(elementNames.map((name) => [name, ruleOf(name)]));

export const elementRule = (name: string): ElementRule | undefined => rules.get(name);

export const docRule: ElementRule = ruleOf("doc");

export function isAttrOf(rule: ElementRule, key: string, value: unknown): value is AttrValue {
  const forms: Readonly<Record<string, AttrForm>> = grammar.nodes[rule.name].attrs;
  const form = Object.hasOwn(forms, key) ? forms[key] : undefined;
  return form !== undefined && isValueOf(form, value);
}

/** The attributes of a mark as the value of a format, or null where they are none of that mark. */
export function readMarkAttrs(key: string, value: unknown): Attrs | null {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !isMarkName(key)) return null;
  const given = value as Readonly<Record<string, unknown>>;
  const forms: Readonly<Record<string, AttrForm>> = grammar.marks[key].attrs;
  if (Object.keys(given).length !== Object.keys(forms).length) return null;
  const attrs: Record<string, AttrValue> = {};
  for (const [name, form] of Object.entries(forms)) {
    if (!Object.hasOwn(given, name) || !isValueOf(form, given[name])) return null;
    attrs[name] = given[name] as AttrValue;
  }
  return attrs;
}
