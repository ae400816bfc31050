/**
 * Text inside a block, between our nodes and Markdown.
 *
 * CommonMark with html off, and two notations of pandoc where it has none: `{#id .class}` names a block,
 * `[words]{.strong .em}` marks words where asterisks would be read otherwise. `<br>` is a line break.
 */
import createMarkdownIt, { type MarkdownIt, type Token } from "markdown-it";
import { isAllowedHref } from "./links.ts";
import type { DocNode, TextMark } from "./model.ts";

/** `{#id .class .class}`. */
export interface BlockAttrs {
  readonly id: string | null;
  readonly classes: readonly string[];
}

const attrsAt = /\{(?:#([a-z0-9-]{1,32})((?:\s*\.[a-z]+)*)|\.[a-z]+(?:\s*\.[a-z]+)*)\s*\}/y;
const spanAttrsAt = /\{\.(strong|em)(?: \.(em))?\}/y;
const lineBreakAt = /<br\s*\/?>/iy;

function matchAt(pattern: RegExp, source: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(source);
}

/** A parser with nothing in it that this schema has no node for. */
export function createMarkdownParser(): MarkdownIt {
  const parser = createMarkdownIt({ html: false, linkify: false, typographer: false });
  parser.disable(["code", "strikethrough"]);
  parser.validateLink = isAllowedHref;
  parser.normalizeLink = (href) => href;
  parser.normalizeLinkText = (text) => text;
  parser.inline.ruler.before("escape", "attrs", (state, silent) => {
    const found = matchAt(attrsAt, state.src, state.pos);
    if (found === null || state.pos + found[0].length > state.posMax) return false;
    if (!silent) state.push("attrs", "", 0).content = found[0];
    state.pos += found[0].length;
    return true;
  });
  parser.inline.ruler.before("link", "span", (state, silent) => {
    if (state.src[state.pos] !== "[") return false;
    const start = state.pos + 1;
    const end = parser.helpers.parseLinkLabel(state, state.pos, false);
    const found = end < 0 ? null : matchAt(spanAttrsAt, state.src, end + 1);
    if (found === null) return false;
    if (!silent) {
      const after = state.posMax;
      const names = [found[1], found[2]].filter((name) => name !== undefined);
      for (const name of names) state.push(`${name}_open`, name, 1);
      state.pos = start;
      state.posMax = end;
      parser.inline.tokenize(state);
      for (const name of names.reverse()) state.push(`${name}_close`, name, -1);
      state.posMax = after;
    }
    state.pos = end + 1 + found[0].length;
    return true;
  });
  parser.inline.ruler.before("autolink", "line_break", (state, silent) => {
    const found = matchAt(lineBreakAt, state.src, state.pos);
    if (found === null) return false;
    if (!silent) state.push("hardbreak", "br", 0);
    state.pos += found[0].length;
    return true;
  });
  return parser;
}

function parseAttrs(source: string): BlockAttrs {
  const inside = source.slice(1, -1);
  const id = /^#([a-z0-9-]+)/.exec(inside)?.[1] ?? null;
  return { id, classes: [...inside.matchAll(/\.([a-z]+)/g)].map((found) => found[1] ?? "") };
}

/** The nodes of a block's text. With `takeAttrs`, the first `{#id .class}` names the block; else it is text. */
export function readInline(
  tokens: readonly Token[],
  takeAttrs: boolean,
): { readonly content: readonly DocNode[]; readonly attrs: BlockAttrs | null } {
  const content: DocNode[] = [];
  const open: TextMark[] = [];
  let attrs: BlockAttrs | null = null;
  const add = (text: string) => content.push({ type: "text", text, marks: [...open] });
  for (const token of tokens) {
    if (token.type === "attrs" && takeAttrs && attrs === null) {
      attrs = parseAttrs(token.content);
      const last = content.at(-1);
      if (last?.type === "text" && last.text.endsWith(" "))
        content.splice(-1, 1, { ...last, text: last.text.slice(0, -1) });
    } else if (token.type === "hardbreak") content.push({ type: "hard_break", attrs: {}, content: [] });
    else if (token.type === "softbreak") {
      if (content.at(-1)?.type !== "hard_break") add(" ");
    } else if (token.type === "strong_open") open.push({ type: "strong", attrs: {} });
    else if (token.type === "em_open") open.push({ type: "em", attrs: {} });
    else if (token.type === "link_open") open.push({ type: "link", attrs: { href: token.attrGet("href") ?? "" } });
    else if (token.nesting === -1) open.pop();
    else add(token.content);
  }
  return { content, attrs };
}

// ---- writing ----------------------------------------------------------------------------------

type InlineWrap = "paragraph" | "heading" | "cell";

/** Source of a block's text: a hard break is a backslash at the end of a line, `<br>` where one line is all there is. */
export function writeInline(content: readonly DocNode[], wrap: InlineWrap): string {
  let source = "";
  let lineStart = true;
  for (let at = 0; at < content.length; ) {
    const node = content[at] as DocNode;
    if (node.type === "text") {
      let end = at + 1;
      while (content[end]?.type === "text") end++;
      const run = content.slice(at, end).filter((one) => one.type === "text");
      const pieces = run.map((one, index) => ({
        marks: one.marks,
        source: linked(
          one.marks,
          escapeText(one.text, lineStart && index === 0, end === content.length && index === run.length - 1, wrap),
        ),
      }));
      source += writeMarks(pieces, "strong", lineStart ? "" : source.slice(-1));
      at = end;
      lineStart = false;
    } else {
      lineStart = wrap === "paragraph" && at < content.length - 1;
      source += lineStart ? "\\\n" : "<br>";
      at++;
    }
  }
  return wrap === "cell" ? source.replaceAll("|", "\\|") : source;
}

interface Piece {
  readonly marks: readonly TextMark[];
  readonly source: string;
}

/** Groups neighbours under `strong`, then under `em`. `before` is the character before the group. */
function writeMarks(pieces: readonly Piece[], mark: "strong" | "em", before: string): string {
  let source = "";
  for (let at = 0; at < pieces.length; ) {
    const isMarked = hasMark(pieces[at], mark);
    let end = at + 1;
    while (end < pieces.length && hasMark(pieces[end], mark) === isMarked) end++;
    const group = pieces.slice(at, end);
    const previous = source === "" ? before : source.slice(-1);
    const inside = (outer: string): string =>
      mark === "strong" ? writeMarks(group, "em", outer) : group.map((piece) => piece.source).join("");
    if (isMarked) {
      const next = pieces[end]?.source.slice(0, 1) ?? "";
      source += wrapped(inside("["), mark, previous, next);
    } else source += inside(previous);
    at = end;
  }
  return source;
}

const hasMark = (piece: Piece | undefined, mark: TextMark["type"]): boolean =>
  piece?.marks.some((one) => one.type === mark) ?? false;

/** Asterisks where CommonMark is sure to read them as meant, else a span. */
function wrapped(inside: string, mark: "strong" | "em", previous: string, next: string): string {
  const opens = /^[\p{L}\p{N}]/u.test(inside) || (/^(?: |\n)?$/.test(previous) && /^[^\s*]/.test(inside));
  const closes = /[\p{L}\p{N}\p{M}]$/u.test(inside) || (/^ ?$/.test(next) && /[^\s*\\]$/.test(inside));
  if (!opens || !closes || previous === "*") return `[${inside}]{.${mark}}`;
  const stars = mark === "strong" ? "**" : "*";
  return `${stars}${inside}${stars}`;
}

function linked(marks: readonly TextMark[], source: string): string {
  const href = marks.find((mark) => mark.type === "link")?.attrs.href;
  if (typeof href !== "string") return source;
  const isPlain = /^[\w:/?.=~%#@+,;-]+$/.test(href);
  return `[${source}](${isPlain ? href : `<${href.replace(/[\\<>&]/g, (sign) => `\\${sign}`)}>`})`;
}

function escapeText(text: string, lineStart: boolean, blockEnd: boolean, wrap: InlineWrap): string {
  let source = text
    .split(bracketed)
    .map((part, index) => (index % 2 === 1 ? `[${escapeSigns(part)}]` : escapeSigns(part)))
    .join("");
  if (wrap === "heading") source = source.replaceAll("#", "\\#");
  if (lineStart)
    source = source
      .replace(/^[-+=>#:|~]/, (sign) => (sign === "|" && wrap === "cell" ? sign : `\\${sign}`))
      .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2");
  // Markdown trims the ends of a line, so the white space there is spelled out.
  if (lineStart) source = source.replace(/^\s+/, spellOut);
  if (blockEnd) source = source.replace(/\s+$/, spellOut);
  return source;
}

/** The parties' own brackets around words not agreed yet: no link and no mark, so they stay readable. */
const bracketed = /\[([^[\]]*)\](?![([{:])/;

const escapeSigns = (text: string): string =>
  text
    .replace(/[\\`*_[\]<]/g, (sign) => `\\${sign}`)
    .replace(/&(?=#|[A-Za-z])/g, "\\&")
    .replace(/\{(?=[#.])/g, "\\{")
    .replace(/!$/, "\\!");

const spellOut = (space: string): string => [...space].map((sign) => `&#${sign.codePointAt(0)};`).join("");
