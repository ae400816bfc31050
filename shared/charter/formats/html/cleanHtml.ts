/**
 * The HTML that other programs write, rewritten into plain paragraphs, headings, lists and tables: what their reader saw,
 * and nothing that was struck out, deleted or hidden.
 *
 * Known by their forms: Word and Word Online, Google Docs, LibreOffice, Apple's programs, pages of the web. Styles are
 * read from the attribute's text and from rules for one class.
 */
import type { NotKeptKind } from "../notKept.ts";
import { scriptText } from "../scripts.ts";
import { markerOf, numberOf } from "./htmlMarkers.ts";
import { plainStyle, type Rules, rulesOf, type Style, styleWithin } from "./htmlStyle.ts";
import {
  elementsWithin,
  type HtmlElement,
  type HtmlNode,
  hasWords,
  holds,
  htmlElement,
  isElement,
  lastWords,
  wordsOf,
} from "./htmlTree.ts";

/** A paragraph that a program wrote as a point of a list. */
interface Point {
  readonly list: string;
  readonly level: number;
  readonly number: number | null;
}

/** `quote`: what of the page it is; `line`: of its file. */
export type NoteHtml = (kind: NotKeptKind, quote: string, line: number) => void;

/** A `div` with what `root` says. */
export function cleanHtml(root: HtmlElement, note: NoteHtml = () => undefined): HtmlElement {
  const clean = htmlElement("div");
  new Cleaner(rulesOf(root), note).copyInto(clean, root, plainStyle);
  return clean;
}

/** Kept as they are; everything else gives way to what is in it. */
const kept = new Set(
  "p h1 h2 h3 h4 ul ol li table thead tbody tfoot tr td th br section div blockquote dl dt dd".split(" "),
);
const keptAttributes = new Set("data-pm-slice data-clause data-kind data-body start colspan rowspan".split(" "));
/** What this program writes of its own. */
const ownMarks = ["data-reference", "data-footnote", "data-promise"] as const;
const never = new Set(
  (
    "script style template noscript head title object iframe svg math select textarea button audio video canvas map " +
    "meta link"
  ).split(" "),
);
/** Of these, a reader saw something. */
const embedded = new Set("object iframe svg math audio video canvas".split(" "));
const structures = new Set("ul ol table thead tbody tfoot tr".split(" "));
const blocks = new Set(
  "p h1 h2 h3 h4 h5 h6 li td th div section blockquote dt dd pre article main header footer figure".split(" "),
);
const lists = new Set(["ul", "ol"]);

class Cleaner {
  readonly #rules: Rules;
  readonly #note: NoteHtml;
  readonly #points = new Map<HtmlNode, Point>();

  constructor(rules: Rules, note: NoteHtml) {
    this.#rules = rules;
    this.#note = note;
  }

  copyInto(target: HtmlElement, source: HtmlElement, style: Style): void {
    this.#copyAll(target, source, style);
    this.#makeLists(target);
    if (target.name === "table") evenSpans(target);
  }

  #copyAll(target: HtmlElement, source: HtmlElement, style: Style): void {
    for (const child of source.children) this.#copy(target, child, style, source);
  }

  #copy(target: HtmlElement, node: HtmlNode, style: Style, parent: HtmlElement): void {
    if (!isElement(node)) {
      this.#write(target, node, style, parent.line);
      return;
    }
    const { name, line } = node;
    if (embedded.has(name)) this.#note("embedded", node.attrs.get("title") ?? "", line);
    if (never.has(name)) return;
    const css = this.#cssOf(node);
    const now = styleWithin(style, node, css);
    if (now.isGone) {
      if (hasWords(node)) this.#note("hidden", wordsOf(node), line);
      return;
    }
    if (name === "img") this.#note("picture", node.attrs.get("alt") ?? "", line);
    const own = name === "span" ? ownMarks.find((key) => node.attrs.has(key)) : undefined;
    if (own !== undefined) {
      // A reference comes with its number and a promise with its words, which stay where they are none here.
      const made = htmlElement(name, line);
      made.attrs.set(own, node.attrs.get(own) ?? "");
      this.#copyAll(made, node, now);
      if (!now.isStruck && !now.isInvisible) target.children.push(made);
      return;
    }
    const listed = /mso-list:\s*(\S+)\s+level(\d+)/i.exec(css);
    if (/mso-list:\s*ignore/i.test(css)) return;
    if (name === "br") {
      if (!now.isStruck && !now.isInvisible) target.children.push(htmlElement("br"));
      return;
    }
    const online = name === "li" ? node.attrs.get("data-aria-level") : undefined;
    const made = htmlElement(tagOf(node), line);
    if (!kept.has(made.name) || isFrameOnly(node)) {
      this.#copyAll(target, node, now);
      return;
    }
    for (const [key, value] of node.attrs) if (keptAttributes.has(key)) made.attrs.set(key, value);
    const [first] = name === "ol" ? node.children.filter(isElement) : [];
    const start = first?.name === "li" ? first.attrs.get("value") : undefined;
    if (start !== undefined) made.attrs.set("start", start);
    this.copyInto(made, node, now);
    if (isEmptied(made, node)) return;
    const isHeading = /^h[1-4]$/.test(made.name);
    if (listed !== null) {
      const marker = markerOf(node);
      const number = numberOf(marker);
      // "Article 3" and the numbers of headings are words of the text.
      const isWord = isHeading || (number === null && /\p{L}{2}|§/u.test(marker));
      if (isWord && marker !== "") made.children.unshift(`${marker} `);
      else this.#points.set(made, { list: listed[1] ?? "", level: Number(listed[2]), number });
    }
    if (online !== undefined) this.#hoist(made, node, parent, Number(online));
    target.children.push(made);
  }

  /** Word Online puts each point into a list of its own. */
  #hoist(item: HtmlElement, element: HtmlElement, list: HtmlElement, level: number): void {
    const at = Number(element.attrs.get("data-aria-posinset") ?? list.attrs.get("start") ?? 1);
    const number = list.name === "ol" ? at : null;
    this.#points.set(item, { list: element.attrs.get("data-listid") ?? "", level, number });
  }

  #cssOf({ name, attrs }: HtmlElement): string {
    const classes = (attrs.get("class") ?? "").split(/\s+/).filter((one) => one !== "");
    const ruled = classes.flatMap((one) => [this.#rules.get(`.${one}`), this.#rules.get(`${name}.${one}`)]);
    return [...ruled, attrs.get("style")].filter((css) => css !== undefined).join(";");
  }

  #write(target: HtmlElement, text: string, style: Style, line: number): void {
    if (text === "") return;
    if (style.isStruck || style.isInvisible) {
      if (text.trim() !== "") this.#note(style.isStruck ? "struckOut" : "hidden", text, line);
      return;
    }
    if (text.trim() === "" && structures.has(target.name)) return;
    if (style.keepsLines && !(text.trim() === "" && text.includes("\n"))) {
      for (const [index, part] of text.split(/\r\n?|\n/).entries()) {
        if (index > 0) target.children.push(htmlElement("br"));
        this.#word(target, part, style, line);
      }
    } else this.#word(target, text, style, line);
  }

  #word(target: HtmlElement, text: string, style: Style, line: number): void {
    if (text === "") return;
    const { script } = style;
    let inside: HtmlNode = script === null ? text : scriptText(text, script, lastWords(target), style.isNote);
    if (style.meaning === "term") {
      inside = htmlElement("span", line, [inside]);
      inside.attrs.set("data-term", "");
    }
    if (style.meaning === "dfn") inside = htmlElement("dfn", line, [inside]);
    // The line below a link is the link's.
    if (style.isUnderlined && style.href === null) inside = htmlElement("u", line, [inside]);
    if (style.isItalic) inside = htmlElement("em", line, [inside]);
    if (style.isBold) inside = htmlElement("strong", line, [inside]);
    if (style.href !== null) {
      inside = htmlElement("a", line, [inside]);
      inside.attrs.set("href", style.href);
    }
    target.children.push(inside);
  }

  /** Points that stand side by side become lists. */
  #makeLists(parent: HtmlElement): void {
    if (!parent.children.some((child) => this.#points.has(child))) return;
    type Open = { readonly element: HtmlElement; readonly isOrdered: boolean } & Pick<Point, "level" | "list">;
    let open: Open[] = [];
    const children: HtmlNode[] = [];
    for (const child of parent.children) {
      const point = this.#points.get(child);
      if (point === undefined || !isElement(child)) {
        if (isElement(child) || child.trim() !== "") open = [];
        children.push(child);
        continue;
      }
      const isOrdered = point.number !== null;
      open = open.filter((one) => one.level <= point.level);
      const same = open.at(-1);
      const isSame = same?.level === point.level && same.isOrdered === isOrdered && same.list === point.list;
      if (same?.level === point.level && !isSame) open.pop();
      let list = isSame ? same.element : null;
      if (list === null) {
        list = htmlElement(isOrdered ? "ol" : "ul", child.line);
        if (isOrdered) list.attrs.set("start", String(point.number));
        const item = open.at(-1)?.element.children.at(-1);
        if (isElement(item)) item.children.push(list);
        else children.push(list);
        open.push({ element: list, level: point.level, list: point.list, isOrdered });
      }
      list.children.push(child.name === "li" ? child : htmlElement("li", child.line, [child]));
      this.#points.delete(child);
    }
    parent.children = children;
  }
}

/** What only stands around blocks, and Word Online's lists of one point. */
function isFrameOnly({ name, attrs, children }: HtmlElement): boolean {
  if (lists.has(name))
    return children.some((child) => isElement(child) && child.name === "li" && child.attrs.has("data-aria-level"));
  if (name !== "div" || attrs.has("data-clause") || attrs.has("data-body")) return false;
  const isBare = children.every((child) => isElement(child) || child.trim() === "");
  const isBlock = (child: HtmlNode): boolean =>
    isElement(child) && (blocks.has(child.name) || lists.has(child.name) || child.name === "table");
  return isBare && children.some(isBlock);
}

function tagOf({ name, attrs }: HtmlElement): string {
  if (name === "h5" || name === "h6") return "h4";
  if (name === "pre") return "p";
  if (name === "p" && /\bMsoTitle\b/.test(attrs.get("class") ?? "")) return "h1";
  const level = Number(attrs.get("aria-level"));
  if ((name === "p" || name === "div") && attrs.get("role") === "heading" && level > 0) return `h${Math.min(4, level)}`;
  return name;
}

/** All that was in it is struck out or hidden, or it is the empty line that Word puts between paragraphs. */
function isEmptied(made: HtmlElement, element: HtmlElement): boolean {
  if (!/^(?:p|h[1-4]|li)$/.test(made.name) || hasWords(made)) return false;
  if (holds(made, ({ name }) => name === "br" || name === "table" || lists.has(name))) return false;
  return hasWords(element) || holds(element, ({ name }) => name === "o:p");
}

const maxColumns = 64;

/** No cell is wider than a table can be drawn, nor reaches below its table: the grid would be filled up with cells. */
function evenSpans(table: HtmlElement): void {
  const rows = [...elementsWithin(table)].filter(({ name }) => name === "tr");
  for (const [index, row] of rows.entries()) {
    let columns = 0;
    for (const { attrs } of row.children.filter(isElement)) {
      const bounded = (name: string, limit: number): number => {
        const span = Math.min(limit, Math.max(1, Math.floor(Number(attrs.get(name) ?? 1)) || 1));
        if (span === 1) attrs.delete(name);
        else attrs.set(name, String(span));
        return span;
      };
      columns += bounded("colspan", Math.max(1, maxColumns - columns));
      bounded("rowspan", rows.length - index);
    }
  }
}
