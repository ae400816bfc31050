/**
 * A charter's text as Markdown that a person can edit and give back.
 *
 *   # The title                          a heading outside every article
 *   ## Shared wells {#wells}             begins an article; `.preamble` or `.annex` where the heading does not say so
 *   1. Each community opens … {#c4f1}    a clause of the article (`1)` is an ordinary list)
 *   ### …                                a heading inside
 *   ## … {.heading}                      a heading of that level that begins nothing
 *   # {.loose}                           what follows stands outside the articles
 *   {.end}                               keeps two neighbouring lists apart
 *
 * A clause keeps its identity by its `{#id}`. In a list inside a clause, items with ids are clauses.
 */
import { type ClauseId, parseClauseId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { mendText } from "../text/canonical.ts";
import { plainText, readClauses } from "../text/clauses.ts";
import type { ElementName } from "../text/grammar.ts";
import type { CharterText, DocNode, ElementNode } from "../text/model.ts";
import { importLimits } from "./importLimits.ts";
import { type MarkdownBlock, parseMarkdownBlocks, type ReadProgress, type TooManyParts } from "./markdownBlocks.ts";
import { type BlockAttrs, noteInline, readInline } from "./markdownInline.ts";
import { createNotes, type NotKeptList, type NotKeptNotes, noteUnseen } from "./notKept.ts";
import { readFrontMatter, withLineFeeds } from "./sourceText.ts";

export interface ReadText extends NotKeptList {
  /** Of the front matter, else the first heading of level 1. */
  readonly title: string | null;
  /** Of the front matter. */
  readonly language: string | null;
  readonly hasFrontTitle: boolean;
  readonly text: CharterText;
}

export type TextFault = { readonly kind: "tooDeep"; readonly limit: number } | TooManyParts;

export type ArticleKind = "preamble" | "article" | "annex";

/** What a heading begins, by its first word in the languages this program speaks and some neighbours. */
export function kindOfHeading(heading: string): ArticleKind {
  if (/^(?:preamble|preámbulo|préambule|preâmbulo|(?:ال)?ديباجة)\P{L}*$/iu.test(heading.trim())) return "preamble";
  return /^(?:annex|annexe|appendix|anexo|(?:ال)?ملحق)(?!\p{L})/iu.test(heading.trim()) ? "annex" : "article";
}

/** `source` is decoded text with any line endings. `newId` names clauses that name no id of their own. */
export function readMarkdown(
  source: string,
  newId: () => ClauseId,
  onProgress?: ReadProgress,
): Result<ReadText, TextFault> {
  const limit = importLimits.nestingLevels;
  const notes = createNotes();
  const written = withLineFeeds(source);
  const front = readFrontMatter(written);
  for (const { line, text } of front?.other ?? []) notes.add("frontMatter", line, text);
  const body = front === null ? written : written.split("\n").slice(front.lines).join("\n");
  const parsed = parseMarkdownBlocks(body, notes, 1 + (front?.lines ?? 0), onProgress);
  if (!parsed.ok) return parsed;
  const blocks = parsed.value;
  const isDeep = (block: MarkdownBlock): boolean => block.depth > limit || block.children.some(isDeep);
  if (blocks.some(isDeep)) return err({ kind: "tooDeep", limit });
  const place: Place = { ids: freshIds(newId), notes, numbered: [] };
  for (const block of blocks) noteAll(block, notes);
  const content: DocNode[] = [];
  let title: string | null = null;
  /** What the article that is open holds so far. */
  let article: DocNode[] | null = null;
  let isLoose = false;
  const begin = (attrs: BlockAttrs | null, kind: ArticleKind, first: readonly DocNode[]): DocNode[] => {
    const inside = [...first];
    content.push(element("article", { id: place.ids.take(attrs), kind }, inside));
    return inside;
  };
  const firstArticle = blocks.findIndex((block) => beginsArticle(block));
  for (const [index, block] of blocks.entries()) {
    if (beginsArticle(block)) {
      const { heading, attrs } = readHeading(block, true);
      const words = plainText(heading);
      const named = attrs?.classes.find((one) => one === "preamble" || one === "article" || one === "annex");
      article = begin(attrs, named ?? kindOfHeading(words), heading.content.length > 0 ? [heading] : []);
    } else if (block.type === "heading" && headingLevel(block) === 1 && !hasClass(block, "heading")) {
      const { heading, attrs } = readHeading(block, true);
      article = null;
      isLoose = attrs?.classes.includes("loose") === true;
      if (heading.content.length > 0) content.push(heading);
      title ??= plainText(heading).trim() || null;
    } else {
      const nodes = readBlock(block, place, true);
      if (nodes.length === 0) continue;
      if (article === null && !isLoose && index < firstArticle) article = begin(null, "preamble", nodes);
      else for (const node of nodes) (article ?? content).push(node);
    }
  }
  const { text, removed } = mendText({ type: "doc", attrs: {}, content });
  noteUnseen(removed, written, notes);
  noteNumbers(text, place);
  return ok({
    title: front?.title ?? title,
    language: front?.language ?? null,
    hasFrontTitle: front?.title != null,
    text,
    ...notes.list(),
  });
}

const element = (type: ElementName, attrs: ElementNode["attrs"], content: readonly DocNode[]): ElementNode => ({
  type,
  attrs,
  content,
});

interface Ids {
  /** The id a block names, unless another block of the same text did before. */
  take(attrs: BlockAttrs | null): ClauseId;
}

function freshIds(newId: () => ClauseId): Ids {
  const seen = new Set<string>();
  return {
    take(attrs) {
      const named = parseClauseId(attrs?.id ?? "");
      const id = named === null || seen.has(named) ? newId() : named;
      seen.add(id);
      return id;
    },
  };
}

const headingLevel = (block: MarkdownBlock): number => Math.min(4, Number(block.tag.slice(1)));

const hasClass = (block: MarkdownBlock, name: string): boolean =>
  readInline(block.inline, true).attrs?.classes.includes(name) === true;

const beginsArticle = (block: MarkdownBlock): boolean =>
  block.type === "heading" && headingLevel(block) === 2 && !hasClass(block, "heading");

function readHeading(
  block: MarkdownBlock,
  takeAttrs: boolean,
): { readonly heading: ElementNode; readonly attrs: BlockAttrs | null } {
  const { content, attrs } = readInline(block.inline, takeAttrs);
  return { heading: element("heading", { level: headingLevel(block) }, content), attrs };
}

/** What the reading of one text shares. */
interface Place {
  readonly ids: Ids;
  readonly notes: NotKeptNotes;
  readonly numbered: NumberedClause[];
}

/** A clause that has a number in the source, which the text gives by order. */
interface NumberedClause {
  readonly id: ClauseId;
  readonly number: number;
  readonly line: number;
  readonly words: string;
}

const knownClasses: ReadonlySet<string> = new Set(["preamble", "article", "annex", "heading", "loose", "end"]);

function noteAll(block: MarkdownBlock, notes: NotKeptNotes): void {
  noteInline(block.inline, { notes, line: block.line });
  if (block.type === "heading" && Number(block.tag.slice(1)) > 4)
    notes.add("headingLevel", block.line, readInline(block.inline, false).content.map(plainText).join(""));
  if (block.inline.some((token) => token.type === "attrs"))
    for (const name of readInline(block.inline, true).attrs?.classes ?? [])
      if (!knownClasses.has(name)) notes.add("attributes", block.line, `.${name}`);
  for (const child of block.children) noteAll(child, notes);
}

function noteNumbers(text: CharterText, { notes, numbered }: Place): void {
  const given = new Map(readClauses(text).map((clause) => [clause.id, /\d+$/.exec(clause.number)?.[0] ?? null]));
  for (const { id, number, line, words } of numbered) {
    const figure = given.get(id) ?? null;
    if (figure !== null && Number(figure) !== number) notes.add("number", line, words);
  }
}

/** `atTop`: directly in an article or in the doc, where every item of a `1.` list is a clause. */
function readBlock(block: MarkdownBlock, place: Place, atTop: boolean): readonly DocNode[] {
  switch (block.type) {
    case "paragraph": {
      if (block.inline.length === 1 && hasClass(block, "end")) return [];
      const { content } = readInline(block.inline, false);
      return content.length === 0 ? [] : [element("paragraph", {}, content)];
    }
    case "heading": {
      const { heading } = readHeading(block, atTop && headingLevel(block) <= 2);
      return heading.content.length === 0 ? [] : [heading];
    }
    case "bullet_list":
      return [
        element(
          "bullet_list",
          {},
          block.children.map((item) => element("list_item", {}, readInside(item, place, false))),
        ),
      ];
    case "ordered_list":
      return readOrderedList(block, place, atTop);
    case "table":
      return [readTable(block)];
    case "code": {
      const lines = block.text.replace(/\n$/, "").split("\n");
      const content = lines.flatMap((text, index): DocNode[] => [
        ...(index > 0 ? [element("hard_break", {}, [])] : []),
        { type: "text", text, marks: [] },
      ]);
      return [element("paragraph", {}, content)];
    }
    default:
      return readInside(block, place, atTop);
  }
}

const readInside = (block: MarkdownBlock, place: Place, atTop: boolean): readonly DocNode[] =>
  block.children.flatMap((child) => readBlock(child, place, atTop));

const largestOrder = 1_000_000;

function readOrderedList(list: MarkdownBlock, place: Place, atTop: boolean): readonly DocNode[] {
  const attrsOf = (item: MarkdownBlock): BlockAttrs | null => {
    const first = item.children[0];
    return first === undefined ? null : readInline(first.inline, true).attrs;
  };
  // In Markdown a list may have one number before every item, and counts from there.
  const isOneNumber = list.children.every((item) => item.number === list.start && attrsOf(item)?.id == null);
  const numberOf = (item: MarkdownBlock, index: number): number =>
    isOneNumber ? list.start + index : (item.number ?? list.start + index);
  const said = (item: MarkdownBlock): string => `${item.number ?? ""}${list.markup} ${wordsOf(item)}`;
  const areClauses = list.markup === "." && (atTop || list.children.some((item) => attrsOf(item)?.id != null));
  if (!areClauses) {
    const order = Math.min(list.start, largestOrder);
    const items = list.children.map((item, index) => {
      if (numberOf(item, index) !== order + index) place.notes.add("number", item.line, said(item));
      return element("list_item", {}, readInside(item, place, false));
    });
    return [element("ordered_list", { order }, items)];
  }
  return list.children.map((item, index) => {
    const [first, ...rest] = item.children;
    const attrs = attrsOf(item);
    const id = place.ids.take(attrs);
    place.numbered.push({ id, number: numberOf(item, index), line: item.line, words: said(item) });
    const opening = first === undefined ? [] : readOpening(first, place);
    const content = [...opening, ...rest.flatMap((child) => readBlock(child, place, false))];
    const kind = attrs?.classes.find((one) => one === "preamble" || one === "article" || one === "annex");
    return kind === undefined ? element("clause", { id }, content) : element("article", { id, kind }, content);
  });
}

function wordsOf(item: MarkdownBlock): string {
  const first = item.children[0];
  return first === undefined ? "" : readInline(first.inline, true).content.map(plainText).join("");
}

/** The first block of a clause, without the attributes that name the clause. */
function readOpening(block: MarkdownBlock, place: Place): readonly DocNode[] {
  if (block.type !== "paragraph" && block.type !== "heading") return readBlock(block, place, false);
  const { content } = readInline(block.inline, true);
  if (content.length === 0) return [];
  return [
    block.type === "paragraph"
      ? element("paragraph", {}, content)
      : element("heading", { level: headingLevel(block) }, content),
  ];
}

function readTable(table: MarkdownBlock): ElementNode {
  const rows = table.children.map((row, index) =>
    element(
      "table_row",
      {},
      row.children.map((cell) =>
        element(index === 0 ? "table_header" : "table_cell", {}, [
          element("paragraph", {}, readInline(cell.inline, false).content),
        ]),
      ),
    ),
  );
  // Markdown has no table without a header row; an empty one stands for none.
  const isHeaderEmpty = table.children[0]?.children.every((cell) => cell.inline.length === 0) === true;
  return element("table", {}, isHeaderEmpty ? rows.slice(1) : rows);
}
