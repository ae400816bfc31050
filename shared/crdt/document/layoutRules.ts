/** [I1] What may stand where, decided pair by pair, and which values attributes and marks may have: by the layout. */
import { type AttrForm, grammar, isMarkName, isValueOf } from "../../charter/text/grammar.ts";
import {
  type HolderName,
  holdsOf,
  isStoredName,
  isStoredValue,
  layout,
  storedForm,
} from "../../charter/text/layout.ts";
import type { Attrs, AttrValue } from "../../charter/text/model.ts";

/** Levels of elements and flows below the root. */
export const maxElementDepth = 64;

/** What a list of structs stands in. */
export interface HolderRule {
  readonly name: HolderName;
  /** Elements by their name, and "flow". */
  readonly holds: ReadonlySet<string>;
}

const ruleOf = (name: HolderName): HolderRule => ({ name, holds: new Set(holdsOf(name)) });

export const rootRule: HolderRule = ruleOf("root");
export const flowRule: HolderRule = ruleOf("flow");

const elementNames = Object.keys(layout.elements).filter(isStoredName);
const elementRules: ReadonlyMap<string, HolderRule> = new Map(elementNames.map((name) => [name, ruleOf(name)]));

export const elementRule = (name: string): HolderRule | undefined => elementRules.get(name);

/** Whether what stands under this rule is an element that may have this attribute with this value. */
export function isAttrOf({ name }: HolderRule, attr: string, value: unknown): boolean {
  if (name === "root" || name === "flow") return false;
  const form = storedForm(name, attr);
  return form !== null && isStoredValue(form, value);
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
