/**
 * Text inside a block, between our nodes and Markdown.
 *
 * CommonMark with html off, and two notations of pandoc where it has none: `{#id .class}` names a block,
 * `[words]{.strong .em}` marks words where asterisks would be read otherwise. `<br>` is a line break. `::: fr` on a line
 * begins words in that language, `:::` ends them.
 */
import createMarkdownIt, { type MarkdownIt, type Token } from "markdown-it";
import { isAllowedHref } from "../text/links.ts";
import type { DocNode, TextMark } from "../text/model.ts";
import { importLimits } from "./importLimits.ts";
import { readLanguage } from "./markdownLanguage.ts";
import type { NotKeptNotes } from "./notKept.ts";

/** `{#id .class .class source=certificate}`. */
export interface BlockAttrs {
  readonly id: string | null;
  /** A certificate's id, or "". */
  readonly source: string;
  readonly classes: readonly string[];
}

const attrsAt = /\{(?:#([a-z0-9-]{1,32})((?:\s*\.[a-z]+)*)(?:\s+source=[0-9a-f]{64})?|\.[a-z]+(?:\s*\.[a-z]+)*)\s*\}/y;
const spanAttrsAt = /\{\.(strong|em)(?: \.(em))?\}/y;
const lineBreakAt = /<br\s*\/?>/iy;

function matchAt(pattern: RegExp, source: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(source);
}

const tooMuch = new Error("too many parts");
const progressStep = 2048;

/** What the parsing of one source has beside its tokens. */
type ParseEnv = {
  readonly onProgress: (done: number, total: number) => void;
  readonly usedLabels: Set<string>;
  parts: number;
  blocks: number;
  inlinesDone: number;
};

interface WithEnv {
  readonly env: object;
}

const envOf = (state: WithEnv): ParseEnv => state.env as ParseEnv;

function countPart(state: WithEnv): ParseEnv {
  const env = envOf(state);
  if (++env.parts > importLimits.parts) throw tooMuch;
  return env;
}

export interface ParsedMarkdown {
  readonly tokens: readonly Token[];
  /** Labels of link definitions that some link took. */
  readonly usedLabels: ReadonlySet<string>;
}

/** Null: it has more parts than `importLimits.parts`. */
export function parseMarkdown(source: string, onProgress: ParseEnv["onProgress"]): ParsedMarkdown | null {
  const env: ParseEnv = { onProgress, usedLabels: new Set(), parts: 0, blocks: 0, inlinesDone: 0 };
  try {
    return { tokens: parser.parse(source, env), usedLabels: env.usedLabels };
  } catch (thrown) {
    if (thrown === tooMuch) return null;
    throw thrown;
  }
}

/** A parser with nothing in it that this schema has no node for. */
function createMarkdownParser(): MarkdownIt {
  const parser = createMarkdownIt({ html: false, linkify: false, typographer: false });
  parser.block.State = class extends parser.block.State {
    override push(...args: Parameters<InstanceType<MarkdownIt["block"]["State"]>["push"]>) {
      const { parts, onProgress } = countPart(this);
      if (parts % progressStep === 0) onProgress(this.line, 2 * Math.max(1, this.lineMax));
      return super.push(...args);
    }
  };
  parser.inline.State = class extends parser.inline.State {
    override push(...args: Parameters<InstanceType<MarkdownIt["inline"]["State"]>["push"]>) {
      countPart(this);
      return super.push(...args);
    }
  };
  parser.disable(["code", "strikethrough", "strip_references"]);
  parser.validateLink = isAllowedHref;
  parser.normalizeLink = (href) => href;
  parser.normalizeLinkText = (text) => text;
  parser.core.ruler.after("block", "used_labels", (state) => {
    const env = envOf(state);
    env.blocks = state.tokens.length;
    const { references } = state.env;
    if (references === undefined) return;
    state.env.references = new Proxy(references, {
      get(target, label) {
        if (typeof label !== "string" || !Object.hasOwn(target, label)) return undefined;
        env.usedLabels.add(label);
        return target[label];
      },
    });
  });
  // A footnote is no link definition, whatever its note is.
  parser.block.ruler.before("reference", "footnote", (state, startLine, endLine, silent) => {
    const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
    if (!/^\[\^[^\]\s]{1,100}\]:/.test(state.src.slice(start, start + 110))) return false;
    if (silent) return true;
    const mark = state.push("footnote_mark", "", 0);
    mark.map = [startLine, startLine + 1];
    mark.hidden = true;
    let next = startLine + 1;
    for (; next < endLine && !state.isEmpty(next); next++) {
      const from = (state.bMarks[next] ?? 0) + (state.tShift[next] ?? 0);
      if (state.src.startsWith("[^", from) || (state.sCount[next] ?? 0) < state.blkIndent) break;
    }
    state.line = next;
    state.push("paragraph_open", "p", 1).map = [startLine, next];
    const inline = state.push("inline", "", 0);
    inline.content = state.getLines(startLine, next, state.blkIndent, false).trim();
    inline.map = [startLine, next];
    inline.children = [];
    state.push("paragraph_close", "p", -1);
    return true;
  });
  parser.block.ruler.before("fence", "language", readLanguage, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  parser.inline.ruler.before("text", "progress", (state) => {
    const env = envOf(state);
    if (state.pos === 0 && ++env.inlinesDone % progressStep === 0)
      env.onProgress(env.blocks + env.inlinesDone, 2 * Math.max(1, env.blocks));
    return false;
  });
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
    if (!silent) state.push("hardbreak", "br", 0).markup = found[0];
    state.pos += found[0].length;
    return true;
  });
  return parser;
}

const parser = createMarkdownParser();

function parseAttrs(source: string): BlockAttrs {
  const inside = source.slice(1, -1);
  const id = /^#([a-z0-9-]+)/.exec(inside)?.[1] ?? null;
  const from = /source=([0-9a-f]+)/.exec(inside)?.[1] ?? "";
  return { id, source: from, classes: [...inside.matchAll(/\.([a-z]+)/g)].map((found) => found[1] ?? "") };
}

const htmlAt = /<(?:\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?|!--[^<>]*--)>/i;
const struckAt = /~~[^~]+~~/;

/** Where what is noted stands. */
interface InlineNotes {
  readonly notes: NotKeptNotes;
  readonly line: number;
}

/** Notes what a block's text cannot keep. */
export function noteInline(tokens: readonly Token[], { notes, line: firstLine }: InlineNotes): void {
  let line = firstLine;
  for (const token of tokens) {
    if (token.type === "softbreak" || (token.type === "hardbreak" && token.markup === "")) line++;
    else if (token.type === "image") {
      const title = String(token.attrGet("title") ?? "");
      const name = title === "" ? "" : ` "${title}"`;
      notes.add("image", line, `![${token.content}](${token.attrGet("src") ?? ""}${name})`);
    } else if (token.type === "link_open") {
      const title = String(token.attrGet("title") ?? "");
      if (title !== "") notes.add("linkTitle", line, title);
    } else if (token.type === "text") {
      const html = htmlAt.exec(token.content)?.[0];
      if (html !== undefined) notes.add("html", line, html);
      const struck = struckAt.exec(token.content)?.[0];
      if (struck !== undefined) notes.add("struck", line, struck);
    }
  }
}

/** The nodes of a block's text. With `takeAttrs`, the first `{#id .class}` names the block; else it is text. */
export function readInline(
  tokens: readonly Token[],
  takeAttrs: boolean,
): { readonly content: readonly DocNode[]; readonly attrs: BlockAttrs | null } {
  const content: DocNode[] = [];
  /** How often each mark is open, and the links: a thousand marks in each other are one. */
  const depth = { strong: 0, em: 0 };
  const links: TextMark[] = [];
  let attrs: BlockAttrs | null = null;
  const marksNow = (): readonly TextMark[] => {
    const marks: TextMark[] = [];
    if (depth.strong > 0) marks.push({ type: "strong", attrs: {} });
    if (depth.em > 0) marks.push({ type: "em", attrs: {} });
    const link = links.at(-1);
    if (link !== undefined) marks.push(link);
    return marks;
  };
  const add = (text: string) => content.push({ type: "text", text, marks: marksNow() });
  for (const token of tokens) {
    switch (token.type) {
      case "attrs": {
        if (!takeAttrs || attrs !== null) {
          add(token.content);
          break;
        }
        attrs = parseAttrs(token.content);
        const last = content.at(-1);
        if (last?.type === "text" && last.text.endsWith(" "))
          content.splice(-1, 1, { ...last, text: last.text.slice(0, -1) });
        break;
      }
      case "hardbreak":
        content.push({ type: "hard_break", attrs: {}, content: [] });
        break;
      case "softbreak":
        if (content.at(-1)?.type !== "hard_break") add(" ");
        break;
      case "strong_open":
        depth.strong++;
        break;
      case "strong_close":
        depth.strong--;
        break;
      case "em_open":
        depth.em++;
        break;
      case "em_close":
        depth.em--;
        break;
      case "link_open":
        links.push({ type: "link", attrs: { href: String(token.attrGet("href") ?? "") } });
        break;
      case "link_close":
        links.pop();
        break;
      default:
        add(token.content);
    }
  }
  return { content, attrs };
}

// ---- writing ----------------------------------------------------------------------------------

type InlineWrap = "paragraph" | "heading" | "cell";

/** Source of a block's text: a hard break is a backslash at the end of a line, `<br>` where one line is all there is. */
export function writeInline(content: readonly DocNode[], wrap: InlineWrap): string {
  // Joined at the end: to look at the end of a string that grows costs all of it.
  const written: string[] = [];
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
      written.push(writeMarks(pieces, "strong", lineStart ? "" : (written.at(-1)?.slice(-1) ?? "")));
      at = end;
      lineStart = false;
    } else {
      lineStart = wrap === "paragraph" && at < content.length - 1;
      written.push(lineStart ? "\\\n" : "<br>");
      at++;
    }
  }
  const source = written.join("");
  return wrap === "cell" ? source.replaceAll("|", "\\|") : source;
}

interface Piece {
  readonly marks: readonly TextMark[];
  readonly source: string;
}

/** Groups neighbours under `strong`, then under `em`. `before` is the character before the group. */
function writeMarks(pieces: readonly Piece[], mark: "strong" | "em", before: string): string {
  const written: string[] = [];
  for (let at = 0; at < pieces.length; ) {
    const isMarked = hasMark(pieces[at], mark);
    let end = at + 1;
    while (end < pieces.length && hasMark(pieces[end], mark) === isMarked) end++;
    const group = pieces.slice(at, end);
    const previous = written.at(-1)?.slice(-1) ?? before;
    const inside = (outer: string): string =>
      mark === "strong" ? writeMarks(group, "em", outer) : group.map((piece) => piece.source).join("");
    if (isMarked) {
      const next = pieces[end]?.source.slice(0, 1) ?? "";
      written.push(wrapped(inside("["), mark, previous, next));
    } else written.push(inside(previous));
    at = end;
  }
  return written.join("");
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
  if (!blockEnd) return source;
  const ink = source.trimEnd();
  return ink + spellOut(source.slice(ink.length));
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
