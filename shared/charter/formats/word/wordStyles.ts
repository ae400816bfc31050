/** The styles of a Word document, as far as they say what a paragraph is: a heading, a point of a list, a title. */
import { childOf, isOn, valOf, type XmlElement } from "../office/xml.ts";

export interface WordLook {
  readonly isStrong: boolean | null;
  readonly isEm: boolean | null;
  readonly isUnderlined: boolean | null;
  readonly isStruck: boolean | null;
  readonly isHidden: boolean | null;
}

export interface WordStyle {
  /** In lower case; Word keeps the names of its own styles in English whatever the language. */
  readonly name: string;
  readonly basedOn: string | null;
  /** 0 to 8; 9 is none. */
  readonly outlineLevel: number | null;
  readonly numbering: { readonly id: string; readonly level: number | null } | null;
  readonly indent: number | null;
  readonly look: WordLook;
}

export type WordStyles = ReadonlyMap<string, WordStyle>;

/** A style based on a style based on a style: a chain may be a circle. */
const maxChain = 32;

export const noLook: WordLook = { isStrong: null, isEm: null, isUnderlined: null, isStruck: null, isHidden: null };

/** `properties`: a `w:rPr`. In words of Arabic or Hebrew, Word reads the properties of complex scripts. */
export function readLook(properties: XmlElement | null): WordLook {
  if (properties === null) return noLook;
  const isComplex = isOn(properties, "w:rtl") === true || isOn(properties, "w:cs") === true;
  const struck = [isOn(properties, "w:strike"), isOn(properties, "w:dstrike")];
  return {
    isStrong: isOn(properties, isComplex ? "w:bCs" : "w:b"),
    isEm: isOn(properties, isComplex ? "w:iCs" : "w:i"),
    isUnderlined: isOn(properties, "w:u"),
    isStruck: struck.includes(true) ? true : (struck[0] ?? struck[1] ?? null),
    isHidden: isOn(properties, "w:vanish"),
  };
}

export const lookOver = (own: WordLook, below: WordLook): WordLook => ({
  isStrong: own.isStrong ?? below.isStrong,
  isEm: own.isEm ?? below.isEm,
  isUnderlined: own.isUnderlined ?? below.isUnderlined,
  isStruck: own.isStruck ?? below.isStruck,
  isHidden: own.isHidden ?? below.isHidden,
});

/** `style`: a `w:style`. */
export function readStyle(style: XmlElement): WordStyle {
  const paragraph = childOf(style, "w:pPr");
  return {
    name: (valOf(style, "w:name") ?? "").toLowerCase(),
    basedOn: valOf(style, "w:basedOn"),
    outlineLevel: wholeOf(valOf(paragraph, "w:outlineLvl")),
    numbering: readNumbering(paragraph),
    indent: readIndent(paragraph),
    look: readLook(childOf(style, "w:rPr")),
  };
}

export function wholeOf(value: string | null): number | null {
  return value !== null && /^-?\d{1,9}$/.test(value) ? Number(value) : null;
}

export function readNumbering(paragraph: XmlElement | null): WordStyle["numbering"] {
  const numbering = childOf(paragraph, "w:numPr");
  const id = valOf(numbering, "w:numId");
  return id === null ? null : { id, level: wholeOf(valOf(numbering, "w:ilvl")) };
}

/** In twentieths of a point, from the side where lines begin. */
export function readIndent(paragraph: XmlElement | null): number | null {
  const attrs = childOf(paragraph, "w:ind")?.attrs;
  return wholeOf(attrs?.["w:start"] ?? attrs?.["w:left"] ?? null);
}

/** What a style says and those that it is based on; the nearest counts. */
export function resolveStyle(styles: WordStyles, id: string | null): WordStyle | null {
  let resolved = styles.get(id ?? "") ?? null;
  let next = resolved?.basedOn ?? null;
  for (let step = 0; resolved !== null && next !== null && step < maxChain; step++) {
    const style = styles.get(next);
    if (style === undefined) break;
    resolved = {
      ...resolved,
      outlineLevel: resolved.outlineLevel ?? style.outlineLevel,
      numbering: resolved.numbering ?? style.numbering,
      indent: resolved.indent ?? style.indent,
      look: lookOver(resolved.look, style.look),
    };
    next = style.basedOn;
  }
  return resolved;
}

/** 0: the title; 1: the largest heading; null: none. */
export function headingOf(style: WordStyle | null, ownLevel: number | null): number | null {
  if (style?.name === "title") return 0;
  const named = /^heading ([1-9])$/.exec(style?.name ?? "")?.[1];
  const level = ownLevel ?? style?.outlineLevel ?? null;
  if (level !== null && level >= 0 && level <= 8) return level + 1;
  return named === undefined || level === 9 ? null : Number(named);
}
