/**
 * The HTML that other programs put on the clipboard, rewritten into what the schema reads: what their reader saw, and
 * nothing that was struck out, deleted or hidden.
 *
 * Known by their forms: Word and Word Online, Google Docs, LibreOffice, Apple's programs, pages of the web. Styles are
 * read from the attribute's text and from rules for one class: the page's policy keeps the browser from reading them.
 */
import { unnest } from "./pasteNesting.ts";
import { scriptText } from "./pasteScripts.ts";

/** What goes down from an element to the words in it. */
interface Style {
  readonly isStruck: boolean;
  readonly isGone: boolean;
  readonly isInvisible: boolean;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly keepsLines: boolean;
  readonly script: "sup" | "sub" | null;
  readonly isNote: boolean;
  readonly href: string | null;
}

const plain: Style = {
  isStruck: false,
  isGone: false,
  isInvisible: false,
  isBold: false,
  isItalic: false,
  keepsLines: false,
  script: null,
  isNote: false,
  href: null,
};

/** A paragraph that a program wrote as a point of a list. */
interface Point {
  readonly list: string;
  readonly level: number;
  readonly number: number | null;
}

type Rules = ReadonlyMap<string, string>;

export function cleanPasted(root: Node): Node {
  const page = root.ownerDocument ?? document;
  const cleaner = new Cleaner(page, rulesOf(root));
  const clean = page.createElement("div");
  cleaner.copyInto(clean, root, plain);
  unnest(clean);
  return clean;
}

/** Kept as they are; everything else gives way to what is in it. */
const kept = new Set(
  "p h1 h2 h3 h4 ul ol li table thead tbody tfoot tr td th br section div blockquote dl dt dd".split(" "),
);
const keptAttributes = new Set("data-pm-slice data-clause data-kind data-body start colspan rowspan".split(" "));
const never = new Set(
  (
    "script style template noscript head title object iframe svg math select textarea button audio video canvas map " +
    "meta link"
  ).split(" "),
);
const structures = new Set("ul ol table thead tbody tfoot tr".split(" "));
const blocks = new Set(
  "p h1 h2 h3 h4 h5 h6 li td th div section blockquote dt dd pre article main header footer figure".split(" "),
);

class Cleaner {
  readonly #page: Document;
  readonly #rules: Rules;
  readonly #points = new WeakMap<Node, Point>();

  constructor(page: Document, rules: Rules) {
    this.#page = page;
    this.#rules = rules;
  }

  copyInto(target: Element, source: Node, style: Style): void {
    this.#copyAll(target, source, style);
    this.#makeLists(target);
    if (target.localName === "table") evenSpans(target);
  }

  #copyAll(target: Element, source: Node, style: Style): void {
    for (const child of source.childNodes) this.#copy(target, child, style);
  }

  #copy(target: Element, node: Node, style: Style): void {
    if (node.nodeType === 3) {
      this.#write(target, node.nodeValue ?? "", style);
      return;
    }
    if (node.nodeType !== 1) return;
    const element = node as Element;
    const name = element.localName;
    if (never.has(name)) return;
    const css = this.#cssOf(element);
    const now = styleWithin(style, element, css);
    if (now.isGone) return;
    const listed = /mso-list:\s*(\S+)\s+level(\d+)/i.exec(css);
    if (/mso-list:\s*ignore/i.test(css)) return;
    if (name === "br") {
      if (!now.isStruck && !now.isInvisible) target.append(this.#page.createElement("br"));
      return;
    }
    const online = name === "li" ? element.getAttribute("data-aria-level") : null;
    const made = this.#page.createElement(tagOf(element, name));
    if (!kept.has(made.localName) || isFrameOnly(element, name)) {
      this.#copyAll(target, element, now);
      return;
    }
    for (const { name: key, value } of element.attributes) if (keptAttributes.has(key)) made.setAttribute(key, value);
    const start = name === "ol" ? element.querySelector(":scope > li:first-child[value]")?.getAttribute("value") : null;
    if (start !== null && start !== undefined) made.setAttribute("start", start);
    this.copyInto(made, element, now);
    if (isEmptied(made, element)) return;
    const isHeading = /^h[1-4]$/.test(made.localName);
    if (listed !== null) {
      const marker = markerOf(element);
      const number = numberOf(marker);
      // "Article 3" and the numbers of headings are words of the text.
      const isWord = isHeading || (number === null && /\p{L}{2}|§/u.test(marker));
      if (isWord && marker !== "") made.prepend(`${marker} `);
      else this.#points.set(made, { list: listed[1] ?? "", level: Number(listed[2]), number });
    }
    if (online !== null) {
      this.#hoist(target, made, element, Number(online));
      return;
    }
    target.append(made);
  }

  /** Word Online puts each point into a list of its own. */
  #hoist(target: Element, item: Element, element: Element, level: number): void {
    const isOrdered = element.parentElement?.localName === "ol";
    const at = Number(element.getAttribute("data-aria-posinset") ?? element.parentElement?.getAttribute("start") ?? 1);
    this.#points.set(item, { list: element.getAttribute("data-listid") ?? "", level, number: isOrdered ? at : null });
    target.append(item);
  }

  #cssOf(element: Element): string {
    const classes = (element.getAttribute("class") ?? "").split(/\s+/).filter((one) => one !== "");
    const ruled = classes.flatMap((one) => [
      this.#rules.get(`.${one}`),
      this.#rules.get(`${element.localName}.${one}`),
    ]);
    return [...ruled, element.getAttribute("style")].filter((css) => css !== undefined && css !== null).join(";");
  }

  #write(target: Element, text: string, style: Style): void {
    if (style.isStruck || style.isInvisible || text === "") return;
    if (text.trim() === "" && structures.has(target.localName)) return;
    if (style.keepsLines && !(text.trim() === "" && text.includes("\n"))) {
      for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
        if (index > 0) target.append(this.#page.createElement("br"));
        this.#word(target, line, style);
      }
    } else this.#word(target, text, style);
  }

  #word(target: Element, text: string, style: Style): void {
    if (text === "") return;
    const said = style.script === null ? text : scriptText(text, style.script, target.textContent ?? "", style.isNote);
    let inside: Node = this.#page.createTextNode(said);
    const wrap = (name: string): Element => {
      const around = this.#page.createElement(name);
      around.append(inside);
      inside = around;
      return around;
    };
    if (style.isItalic) wrap("em");
    if (style.isBold) wrap("strong");
    if (style.href !== null) wrap("a").setAttribute("href", style.href);
    target.append(inside);
  }

  /** Points that stand side by side become lists. */
  #makeLists(parent: Element): void {
    let lists: {
      readonly element: Element;
      readonly level: number;
      readonly list: string;
      readonly isOrdered: boolean;
    }[] = [];
    for (const child of [...parent.childNodes]) {
      const point = this.#points.get(child);
      // The frames of Word Online's lists.
      if (point === undefined) {
        if (child.nodeType !== 3 || (child.nodeValue ?? "").trim() !== "") lists = [];
        continue;
      }
      const isOrdered = point.number !== null;
      lists = lists.filter((one) => one.level <= point.level);
      const same = lists.at(-1);
      const isSame = same?.level === point.level && same.isOrdered === isOrdered && same.list === point.list;
      if (same?.level === point.level && !isSame) lists.pop();
      let list = isSame ? same.element : null;
      if (list === null) {
        list = this.#page.createElement(isOrdered ? "ol" : "ul");
        if (isOrdered) list.setAttribute("start", String(point.number));
        const around = lists.at(-1)?.element.lastElementChild;
        if (around === null || around === undefined) child.before(list);
        else around.append(list);
        lists.push({ element: list, level: point.level, list: point.list, isOrdered });
      }
      const item = child as Element;
      if (item.localName === "li") list.append(item);
      else {
        const made = this.#page.createElement("li");
        made.append(item);
        list.append(made);
      }
      this.#points.delete(child);
    }
  }
}

/** The written marker of a point of Word. */
function markerOf(element: Element): string {
  for (const child of element.querySelectorAll("*"))
    if (/mso-list:\s*ignore/i.test(child.getAttribute("style") ?? "")) return (child.textContent ?? "").trim();
  return "";
}

/** What only stands around blocks, and Word Online's lists of one point. */
function isFrameOnly(element: Element, name: string): boolean {
  const isList = name === "ul" || name === "ol";
  if (isList) return element.querySelector(":scope > li[data-aria-level]") !== null;
  if (name !== "div" || element.matches("[data-clause], [data-body]")) return false;
  const children = [...element.childNodes];
  const isBare = children.every((child) => child.nodeType !== 3 || (child.nodeValue ?? "").trim() === "");
  return (
    isBare &&
    children.some(
      (child) => blocks.has((child as Element).localName) || /^(?:ul|ol|table)$/.test((child as Element).localName),
    )
  );
}

function tagOf(element: Element, name: string): string {
  if (name === "h5" || name === "h6") return "h4";
  if (name === "pre") return "p";
  const className = element.getAttribute("class") ?? "";
  if (name === "p" && /\bMsoTitle\b/.test(className)) return "h1";
  const level = Number(element.getAttribute("aria-level"));
  if ((name === "p" || name === "div") && element.getAttribute("role") === "heading" && level > 0)
    return `h${Math.min(4, level)}`;
  return name;
}

/** All that was in it is struck out or hidden, or it is the empty line that Word puts between paragraphs. */
function isEmptied(made: Element, element: Element): boolean {
  if (!/^(?:p|h[1-4]|li)$/.test(made.localName) || (made.textContent ?? "").trim() !== "") return false;
  if (made.querySelector("br, table, ul, ol") !== null) return false;
  return element.querySelector("o\\:p") !== null || (element.textContent ?? "").trim() !== "";
}

/** Safari writes the longer names; Word has one of its own, `text-line-through`. */
const strikingProperties = [
  "text-decoration",
  "text-decoration-line",
  "-webkit-text-decoration",
  "-webkit-text-decoration-line",
  "-webkit-text-decorations-in-effect",
];

function styleWithin(style: Style, element: Element, css: string): Style {
  const name = element.localName;
  const declared = declarationsOf(css);
  const value = (property: string): string | null => declared.get(property) ?? null;
  const className = element.getAttribute("class") ?? "";
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
    keepsLines: space === null ? style.keepsLines || name === "pre" : /^(?:pre|break-spaces|preserve)/.test(space),
    script: scriptOf(name, align, style.script),
    isNote: style.isNote || isNoteMark(element, name, className, css),
    href: name === "a" ? element.getAttribute("href") : style.href,
  };
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

const isNoteMark = (element: Element, name: string, className: string, css: string): boolean =>
  /\b(?:Mso(?:Foot|End)noteReference|FootnoteReference|EndnoteReference|footnote-ref|sdfootnoteanc)\b/i.test(
    className,
  ) ||
  /mso-(?:foot|end)note-id/i.test(css) ||
  (name === "a" &&
    /^(?:[^#]*)#(?:_?(?:ft|ed)n|footnote|fn|cite|sdfootnote|ftnt|note)/i.test(element.getAttribute("href") ?? ""));

function isHidden(element: Element, className: string, value: (property: string) => string | null): boolean {
  const isZero = (property: string) => /^0(?:\.0+)?(?:pt|px|em|rem|in|cm|mm|%)?$/.test(value(property) ?? "");
  if (element.hasAttribute("hidden") || value("display") === "none" || value("mso-hide") === "all") return true;
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
function rulesOf(root: Node): Rules {
  const rules = new Map<string, string>();
  const styles = root.nodeType === 1 ? (root as Element).querySelectorAll("style") : [];
  for (const sheet of styles)
    for (const [, selectors = "", body = ""] of (sheet.textContent ?? "")
      .slice(0, 200_000)
      .matchAll(/([^{}]+)\{([^{}]*)\}/g))
      for (const selector of selectors.split(","))
        if (/^(?:[a-z][a-z0-9]*)?\.[\w-]+$/i.test(selector.trim())) {
          const key = selector.trim().replace(/^[a-z0-9]+/i, (tag) => tag.toLowerCase());
          rules.set(key, `${rules.get(key) ?? ""};${body}`);
        }
  return rules;
}

const maxColumns = 64;

/** No cell is wider than a table can be drawn, nor reaches below its table: the grid would be filled up with cells. */
function evenSpans(table: Element): void {
  const rows = [...table.querySelectorAll("tr")];
  for (const [index, row] of rows.entries()) {
    let columns = 0;
    for (const cell of row.children) {
      const bounded = (name: string, limit: number): number => {
        const span = Math.min(limit, Math.max(1, Math.floor(Number(cell.getAttribute(name) ?? 1)) || 1));
        if (span === 1) cell.removeAttribute(name);
        else cell.setAttribute(name, String(span));
        return span;
      };
      columns += bounded("colspan", Math.max(1, maxColumns - columns));
      bounded("rowspan", rows.length - index);
    }
  }
}

/** The number of a marker such as "3.", "b)", "(iv)", "1.2.", "٣."; null where it is a bullet. */
function numberOf(marker: string): number | null {
  const [, sign = ""] =
    /^\(?(?:\p{Nd}+\.)*(\p{Nd}+(?=\P{L}|$)|[A-Za-z]{1,8}(?=[.):\]-]))[.):\]-]?$/u.exec(marker.trim()) ?? [];
  if (sign === "") return null;
  if (/^\p{Nd}/u.test(sign)) return Number([...sign].map((digit) => digitOf(digit)).join(""));
  const letters = sign.toLowerCase();
  const roman = romanOf(letters);
  // A lone letter of Roman numbers but i is more often a letter.
  if (roman !== null && (letters.length > 1 || letters === "i")) return roman;
  return letters.length > 2 ? null : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 96, 0);
}

/** Ten digits stand in a row in each script. */
function digitOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
}

const romanValues: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };

function romanOf(letters: string): number | null {
  if (!/^m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/.test(letters)) return null;
  const values = [...letters].map((letter) => romanValues[letter] ?? 0);
  return values.reduce((sum, value, index) => (value < (values[index + 1] ?? 0) ? sum - value : sum + value), 0);
}
