/**
 * Text inside a block, between our nodes and Markdown.
 *
 * CommonMark with html off, and two notations of pandoc where it has none: `{#id .class}` names a block,
 * `[words]{.strong .em}` marks words where asterisks would be read otherwise. `<br>` is a line break, `<u>words</u>` is
 * underlined, `[2.1](#id)` is the number of the clause of that id, `[^1]` a note whose words follow `[^1]:`,
 * `[words](promise:by=all&due=2027-05-01)` a promise, whose words are written anew. `::: fr` on a line begins words in that language,
 * `:::` ends them.
 */
import createMarkdownIt, { type MarkdownIt, type Token } from "markdown-it";
import type { MarkName } from "../text/grammar.ts";
import { isAllowedHref } from "../text/links.ts";
import type { Attrs, DocNode, TextMark } from "../text/model.ts";
import { readPromise } from "../text/promiseTarget.ts";
import { importLimits } from "./importLimits.ts";
import { readLanguage } from "./markdownLanguage.ts";
import { noteAt, readNote } from "./markdownNoteRule.ts";
import type { NotKeptNotes } from "./notKept.ts";

/** `{#id .class .class source=certificate}`. */
export interface BlockAttrs {
  readonly id: string | null;
  /** A certificate's id, or "". */
  readonly source: string;
  readonly classes: readonly string[];
}

const attrsAt = /\{(?:#([a-z0-9-]{1,32})((?:\s*\.[a-z]+)*)(?:\s+source=[0-9a-f]{64})?|\.[a-z]+(?:\s*\.[a-z]+)*)\s*\}/y;
/** Outermost first, as they are written. */
export const wrappingMarks = ["definition", "term", "underline", "strong", "em"] as const satisfies readonly MarkName[];
export type WrappingMark = (typeof wrappingMarks)[number];
const isWrapping = (name: string): name is WrappingMark => wrappingMarks.some((one) => one === name);
const spanAttrsAt = new RegExp(`\\{((?:\\.(?:${wrappingMarks.join("|")}) ?)+)\\}`, "y");
const underlineAt = /<(\/?)u>/iy;
/** A clause of the text, by its id. */
const anchor = /^#([a-z0-9-]{1,32})$/;
/** What may stand in a reference: its number is given by order. Other words about a clause stay words. */
const numberForm = /^(?:‹\?›|(?:[A-Z]{1,6}|\d{1,6})(?:\.\d{1,6}){0,64})$/;
/** What a promise says follows it: promiseTarget.ts. The words in the link are read out of that, and not the other way. */
export const promisePrefix = "promise:";
const promiseIn = (href: string): Attrs | null =>
  href.startsWith(promisePrefix) ? readPromise(href.slice(promisePrefix.length)) : null;
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
  parser.validateLink = (href) => isAllowedHref(href) || anchor.test(href) || promiseIn(href) !== null;
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
  // A note is no link definition, whatever it says.
  parser.block.ruler.before("reference", "footnote", readNote);
  parser.block.ruler.before("fence", "language", readLanguage, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  parser.inline.ruler.before("text", "progress", (state) => {
    const env = envOf(state);
    if (state.pos === 0 && ++env.inlinesDone % progressStep === 0)
      env.onProgress(env.blocks + env.inlinesDone, 2 * Math.max(1, env.blocks));
    return false;
  });
  parser.inline.ruler.before("escape", "footnote", (state, silent) => {
    const found = matchAt(noteAt, state.src, state.pos);
    if (found === null || state.pos + found[0].length > state.posMax) return false;
    if (!silent) state.push("footnote_ref", "", 0).content = found[0];
    state.pos += found[0].length;
    return true;
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
      const names = (found[1] ?? "").split(/[ .]+/).filter(isWrapping);
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
  // What is opened and never closed, or closed and never opened, is told apart where it is read.
  parser.inline.ruler.before("autolink", "underline", (state, silent) => {
    const found = matchAt(underlineAt, state.src, state.pos);
    if (found === null || state.pos + found[0].length > state.posMax) return false;
    if (!silent) state.push(found[1] === "" ? "underline_begin" : "underline_end", "", 0).content = found[0];
    state.pos += found[0].length;
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

/** An underline without its partner is one of these. */
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
  const underlines = pairedUnderlines(tokens);
  for (const token of tokens) {
    if (token.type === "softbreak" || (token.type === "hardbreak" && token.markup === "")) line++;
    else if (token.type === "image") {
      const title = String(token.attrGet("title") ?? "");
      const name = title === "" ? "" : ` "${title}"`;
      notes.add("image", line, `![${token.content}](${token.attrGet("src") ?? ""}${name})`);
    } else if (token.type === "link_open") {
      const title = String(token.attrGet("title") ?? "");
      if (title !== "") notes.add("linkTitle", line, title);
    } else if (token.type.startsWith("underline_") && !underlines.has(token)) notes.add("html", line, token.content);
    else if (token.type === "text") {
      const html = htmlAt.exec(token.content)?.[0];
      if (html !== undefined) notes.add("html", line, html);
      const struck = struckAt.exec(token.content)?.[0];
      if (struck !== undefined) notes.add("struck", line, struck);
    }
  }
}

/** What the note says that a token stands for; null: it is no note, and its signs are words. */
export type WordsOfNote = (token: Token) => readonly DocNode[] | null;

/** The nodes of a block's text. With `takeAttrs`, the first `{#id .class}` names the block; else it is text. */
export function readInline(
  tokens: readonly Token[],
  takeAttrs: boolean,
  wordsOfNote: WordsOfNote = () => null,
): { readonly content: readonly DocNode[]; readonly attrs: BlockAttrs | null } {
  const content: DocNode[] = [];
  /** How often each mark is open, and the links (of one that is words, what it names): a thousand marks in each other are one. */
  const depth = { definition: 0, term: 0, underline: 0, strong: 0, em: 0 };
  const links: (TextMark | string)[] = [];
  let attrs: BlockAttrs | null = null;
  const marksNow = (): readonly TextMark[] => {
    const marks: TextMark[] = [];
    for (const type of wrappingMarks) if (depth[type] > 0) marks.push({ type, attrs: {} });
    const link = links.at(-1);
    if (typeof link === "object") marks.push(link);
    return marks;
  };
  const add = (text: string) => content.push({ type: "text", text, marks: marksNow() });
  const underlines = pairedUnderlines(tokens);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
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
      case "underline_begin":
      case "underline_end":
        if (!underlines.has(token)) add(token.content);
        else depth.underline += token.type === "underline_begin" ? 1 : -1;
        break;
      case "footnote_ref": {
        const words = wordsOfNote(token);
        if (words === null) add(token.content);
        else content.push({ type: "footnote", attrs: {}, content: words });
        break;
      }
      case "link_open": {
        const promise = promiseOf(token);
        if (promise !== null) {
          content.push({ type: "promise", attrs: promise, content: [] });
          at = closingOf(tokens, at);
          break;
        }
        const clause = anchor.exec(String(token.attrGet("href") ?? ""))?.[1];
        if (clause !== undefined) {
          const end = closingOf(tokens, at);
          const words = wordsOf(tokens.slice(at + 1, end));
          // An address within a page is none that a charter may have: with other words all of it is words.
          if (!numberForm.test(words)) {
            add("[");
            links.push(clause);
            break;
          }
          content.push({ type: "reference", attrs: { clause }, content: [] });
          at = end;
          break;
        }
        links.push({ type: "link", attrs: { href: String(token.attrGet("href") ?? "") } });
        break;
      }
      case "link_close": {
        const link = links.pop();
        if (typeof link === "string") add(`](#${link})`);
        break;
      }
      default: {
        const [, name = "", side] = /^(.+)_(open|close)$/.exec(token.type) ?? [];
        if (isWrapping(name)) depth[name] += side === "open" ? 1 : -1;
        else add(token.content);
      }
    }
  }
  return { content, attrs };
}

/** The signs of underlining that have a partner. */
function pairedUnderlines(tokens: readonly Token[]): ReadonlySet<Token> {
  const paired = new Set<Token>();
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.type === "underline_begin") open.push(token);
    const begin = token.type === "underline_end" ? open.pop() : undefined;
    if (begin !== undefined) paired.add(begin).add(token);
  }
  return paired;
}

const promiseOf = (token: Token): Attrs | null =>
  token.type === "link_open" ? promiseIn(String(token.attrGet("href") ?? "")) : null;

/** In a note nothing is promised: what stands for a promise there is its words. */
export function withoutPromises(tokens: readonly Token[]): readonly Token[] {
  const signs = new Set<Token | undefined>();
  for (const [at, token] of tokens.entries())
    if (promiseOf(token) !== null) signs.add(token).add(tokens[closingOf(tokens, at)]);
  return signs.size === 0 ? tokens : tokens.filter((token) => !signs.has(token));
}

/** Where the link that begins at `at` ends; links do not stand in links. */
function closingOf(tokens: readonly Token[], at: number): number {
  const end = tokens.findIndex((token, index) => index > at && token.type === "link_close");
  return end < 0 ? tokens.length : end;
}

const wordsOf = (tokens: readonly Token[]): string => tokens.map(({ content }) => content).join("");
