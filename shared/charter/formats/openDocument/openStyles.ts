/** The styles of an OpenDocument text: how words look, and how lists are counted. */
import { drawNumber } from "../office/drawNumber.ts";
import { childOf, childrenOf, type XmlElement } from "../office/xml.ts";

export interface OpenLook {
  readonly isStrong: boolean | null;
  readonly isEm: boolean | null;
  readonly isUnderlined: boolean | null;
  readonly isStruck: boolean | null;
  readonly isHidden: boolean | null;
  readonly isColoured: boolean | null;
  readonly script: "sup" | "sub" | null;
}

interface OpenStyle {
  /** As people read it; LibreOffice keeps its own in English. */
  readonly name: string;
  readonly basedOn: string | null;
  readonly indent: number | null;
  readonly look: OpenLook;
}

interface ListLevel {
  /** Null: a bullet. */
  readonly format: string | null;
  readonly before: string;
  readonly after: string;
  readonly start: number;
  /** How many numbers are drawn: 2 for "1.2". */
  readonly shown: number;
}

export interface OpenStyles {
  /** By family and name. */
  readonly styles: Map<string, OpenStyle>;
  readonly lists: Map<string, ReadonlyMap<number, ListLevel>>;
}

export const createOpenStyles = (): OpenStyles => ({ styles: new Map(), lists: new Map() });

/** A style based on a style based on a style: a chain may be a circle. */
const maxChain = 32;
const largestNumber = 1_000_000;

export const plainLook: OpenLook = {
  isStrong: null,
  isEm: null,
  isUnderlined: null,
  isStruck: null,
  isHidden: null,
  isColoured: null,
  script: null,
};

/** `element`: what stands among styles. */
export function readOpenStyle({ styles, lists }: OpenStyles, element: XmlElement): void {
  const { attrs } = element;
  const name = attrs["style:name"] ?? "";
  if (element.name === "text:list-style") lists.set(name, levelsIn(element));
  if (element.name !== "style:style") return;
  const margin = childOf(element, "style:paragraph-properties")?.attrs["fo:margin-left"];
  styles.set(`${attrs["style:family"] ?? ""} ${name}`, {
    name: (attrs["style:display-name"] ?? name).toLowerCase(),
    basedOn: attrs["style:parent-style-name"] ?? null,
    indent: margin === undefined ? null : Number.parseFloat(margin) || 0,
    look: readLook(childOf(element, "style:text-properties")?.attrs ?? {}),
  });
}

function readLook(attrs: XmlElement["attrs"]): OpenLook {
  const is = (key: string, test: (value: string) => boolean): boolean | null => {
    const value = attrs[key];
    return value === undefined ? null : test(value);
  };
  const isLine = (value: string): boolean => value !== "none";
  const isColoured = [
    is("fo:color", (value) => !/^#0{6}$/.test(value)),
    is("fo:background-color", (value) => value !== "transparent"),
  ];
  const [position = ""] = (attrs["style:text-position"] ?? "").split(" ");
  return {
    isStrong: is("fo:font-weight", (value) => value === "bold" || Number(value) >= 600),
    isEm: is("fo:font-style", (value) => value !== "normal"),
    isUnderlined: is("style:text-underline-style", isLine),
    isStruck: is("style:text-line-through-style", isLine),
    isHidden: is("text:display", (value) => value === "none"),
    isColoured: isColoured.includes(true) ? true : (isColoured[0] ?? isColoured[1] ?? null),
    script: /^(?:super|\d)/.test(position) && position !== "0%" ? "sup" : /^(?:sub|-)/.test(position) ? "sub" : null,
  };
}

export const lookOver = (own: OpenLook, below: OpenLook): OpenLook => ({
  isStrong: own.isStrong ?? below.isStrong,
  isEm: own.isEm ?? below.isEm,
  isUnderlined: own.isUnderlined ?? below.isUnderlined,
  isStruck: own.isStruck ?? below.isStruck,
  isHidden: own.isHidden ?? below.isHidden,
  isColoured: own.isColoured ?? below.isColoured,
  script: own.script ?? below.script,
});

/** What a style says, and those that it is based on by `names`, the nearest first. */
export function resolveOpenStyle({ styles }: OpenStyles, family: string, name: string | undefined) {
  const names: string[] = [];
  let look = plainLook;
  let indent: number | null = null;
  let next: string | null = name ?? null;
  for (let step = 0; next !== null && step < maxChain; step++) {
    const style: OpenStyle | undefined = styles.get(`${family} ${next}`);
    if (style === undefined) {
      // A style of the program's own needs no definition.
      names.push(next.toLowerCase());
      break;
    }
    names.push(style.name);
    look = lookOver(look, style.look);
    indent ??= style.indent;
    next = style.basedOn;
  }
  return { names, look, indent: indent ?? 0 };
}

function levelsIn(list: XmlElement): ReadonlyMap<number, ListLevel> {
  const levels = new Map<number, ListLevel>();
  for (const { name, attrs } of childrenOf(list)) {
    const whole = (key: string, otherwise: number): number => {
      const value = Number(attrs[key] ?? otherwise);
      return Number.isInteger(value) ? Math.min(largestNumber, Math.max(0, value)) : otherwise;
    };
    const format = attrs["style:num-format"] ?? "";
    levels.set(whole("text:level", 1), {
      // A level that draws no number is none that counts.
      format: name === "text:list-level-style-number" && format !== "" ? format : null,
      before: (attrs["style:num-prefix"] ?? "").slice(0, 40),
      after: (attrs["style:num-suffix"] ?? "").slice(0, 40),
      start: whole("text:start-value", 1),
      shown: whole("text:display-levels", 1),
    });
  }
  return levels;
}

const formats: Readonly<Record<string, string>> = {
  a: "lowerLetter",
  A: "upperLetter",
  i: "lowerRoman",
  I: "upperRoman",
};

/** `counts`: the number of each level down to this one, the outermost first. */
export function signOf(levels: ReadonlyMap<number, ListLevel>, counts: readonly number[]): string {
  const at = counts.length;
  const own = levels.get(at);
  if (own === undefined || own.format === null) return "";
  const from = Math.max(0, at - Math.max(1, own.shown));
  const numbers = counts.slice(from).map((number, index) => {
    const format = levels.get(from + index + 1)?.format ?? "1";
    return drawNumber(number, formats[format] ?? "decimal");
  });
  return `${own.before}${numbers.join(".")}${own.after}`.trim();
}
