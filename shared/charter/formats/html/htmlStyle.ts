/** How words look where they stand in a page: by its tags, by styles written on them, and by rules for one class. */
import { elementsWithin, type HtmlElement, wordsOf } from "./htmlTree.ts";

/** What goes down from an element to the words in it. */
export interface Style {
  readonly isStruck: boolean;
  readonly isGone: boolean;
  readonly isInvisible: boolean;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
  /** What this program says of words by a mark of its own. */
  readonly meaning: "dfn" | "term" | null;
  readonly keepsLines: boolean;
  readonly script: "sup" | "sub" | null;
  readonly isNote: boolean;
  readonly href: string | null;
}

export const plainStyle: Style = {
  isStruck: false,
  isGone: false,
  isInvisible: false,
  isBold: false,
  isItalic: false,
  isUnderlined: false,
  meaning: null,
  keepsLines: false,
  script: null,
  isNote: false,
  href: null,
};

export type Rules = ReadonlyMap<string, string>;

/** Safari writes the longer names; Word has one of its own, `text-line-through`. */
const strikingProperties = [
  "text-decoration",
  "text-decoration-line",
  "-webkit-text-decoration",
  "-webkit-text-decoration-line",
  "-webkit-text-decorations-in-effect",
];

export function styleWithin(style: Style, element: HtmlElement, css: string): Style {
  const name = element.name;
  const declared = declarationsOf(css);
  const value = (property: string): string | null => declared.get(property) ?? null;
  const className = element.attrs.get("class") ?? "";
  const weight = value("font-weight");
  const slant = value("font-style");
  const align = value("vertical-align");
  const visibility = value("visibility");
  const space = value("white-space") ?? value("white-space-collapse");
  const isStruck =
    /^(?:del|s|strike)$/.test(name) ||
    strikingProperties.some((property) => /line-through/.test(value(property) ?? "")) ||
    /^(?:single|double)$/.test(value("text-line-through") ?? "") ||
    /\b(?:msoDel|mso-del|TrackedDeletion|TrackChangeDelete\w*)\b/i.test(className);
  return {
    isStruck: style.isStruck || isStruck,
    isGone: isHidden(element, className, value),
    isInvisible: visibility === null ? style.isInvisible : visibility !== "visible",
    isBold: weight === null ? style.isBold || name === "b" || name === "strong" : isHeavy(weight, style.isBold),
    isItalic: slant === null ? style.isItalic || name === "i" || name === "em" : /italic|oblique/.test(slant),
    isUnderlined: underlinedWithin(style, name, value),
    meaning: name === "dfn" ? "dfn" : element.attrs.has("data-term") ? "term" : style.meaning,
    keepsLines: space === null ? style.keepsLines || name === "pre" : /^(?:pre|break-spaces|preserve)/.test(space),
    script: scriptOf(name, align, style.script),
    isNote: style.isNote || isNoteMark(element, name, className, css),
    href: name === "a" ? (element.attrs.get("href") ?? null) : style.href,
  };
}

function underlinedWithin(style: Style, name: string, value: (property: string) => string | null): boolean {
  const line = strikingProperties.map(value).find((one) => one !== null) ?? value("text-underline");
  if (line === null) return style.isUnderlined || name === "u";
  // A line that is drawn around is drawn below what is inside, whatever that says.
  return style.isUnderlined || /\bunderline\b|^(?:single|double|thick|dotted|dash|wave)/.test(line);
}

const noDeclarations: ReadonlyMap<string, string> = new Map();

/** The last of each property counts. */
function declarationsOf(css: string): ReadonlyMap<string, string> {
  if (css === "") return noDeclarations;
  const declared = new Map<string, string>();
  for (const declaration of css.split(";")) {
    const colon = declaration.indexOf(":");
    if (colon < 0) continue;
    const value = declaration.slice(colon + 1).replace(/!important/i, "");
    declared.set(declaration.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase());
  }
  return declared;
}

const isHeavy = (weight: string, around: boolean): boolean =>
  weight === "inherit" ? around : weight === "bold" || weight === "bolder" || Number(weight) >= 600;

function scriptOf(name: string, align: string | null, around: Style["script"]): Style["script"] {
  if (align !== null) return align === "super" ? "sup" : align === "sub" ? "sub" : null;
  return name === "sup" || name === "sub" ? name : around;
}

const isNoteMark = (element: HtmlElement, name: string, className: string, css: string): boolean =>
  /\b(?:Mso(?:Foot|End)noteReference|FootnoteReference|EndnoteReference|footnote-ref|sdfootnoteanc)\b/i.test(
    className,
  ) ||
  /mso-(?:foot|end)note-id/i.test(css) ||
  (name === "a" &&
    /^(?:[^#]*)#(?:_?(?:ft|ed)n|footnote|fn|cite|sdfootnote|ftnt|note)/i.test(element.attrs.get("href") ?? ""));

function isHidden(element: HtmlElement, className: string, value: (property: string) => string | null): boolean {
  const isZero = (property: string) => /^0(?:\.0+)?(?:pt|px|em|rem|in|cm|mm|%)?$/.test(value(property) ?? "");
  if (element.attrs.has("hidden") || value("display") === "none" || value("mso-hide") === "all") return true;
  if (isZero("font-size") || isZero("opacity") || value("color") === "transparent") return true;
  const isCut = /hidden|clip/.test(`${value("overflow") ?? ""}${value("clip") ?? ""}${value("clip-path") ?? ""}`);
  if (isCut && (isZero("height") || isZero("width") || isZero("max-height") || isZero("max-width"))) return true;
  if (
    /^(?:absolute|fixed)$/.test(value("position") ?? "") &&
    (/rect\(0|rect\(1px/.test(value("clip") ?? "") || /^-\d{4}/.test(value("left") ?? ""))
  )
    return true;
  const part = value("mso-element") ?? "";
  return /^(?:comment|header|footer)/.test(part) || /\b(?:MsoComment(?:Reference|Text)|EOP)\b/.test(className);
}

/** Rules for one class: `span.s1 {…}`, `.c2 {…}`. */
export function rulesOf(root: HtmlElement): Rules {
  const rules = new Map<string, string>();
  const styles = [...elementsWithin(root)].filter(({ name }) => name === "style");
  for (const sheet of styles)
    for (const [, selectors = "", body = ""] of wordsOf(sheet)
      .slice(0, 200_000)
      .matchAll(/([^{}]+)\{([^{}]*)\}/g))
      for (const selector of selectors.split(","))
        if (/^(?:[a-z][a-z0-9]*)?\.[\w-]+$/i.test(selector.trim())) {
          const key = selector.trim().replace(/^[a-z0-9]+/i, (tag) => tag.toLowerCase());
          rules.set(key, `${rules.get(key) ?? ""};${body}`);
        }
  return rules;
}
