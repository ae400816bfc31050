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
 *   [2.1](#c4f1)                       the number of that clause, wherever it stands by now
 *   <u>words</u>, [words]{.definition}  underlined; defined here; `{.term}`: used as defined
 *   words[^1], and [^1]: at a line's start  a note; what it says
 *   ::: fr                               what follows, to a line `:::`, says an article or a clause in that language
 *
 * A clause keeps its identity by its `{#id}`, and by `{#id source=certificate}` where it comes from. In a list directly
 * in a clause, items with ids are clauses; in an item, a cell or a further language there are none.
 */
import { type ClauseId, parseClauseId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { mendText } from "../text/canonical.ts";
import { headingWords, plainText, readClauses } from "../text/clauses.ts";
import type { ElementName } from "../text/grammar.ts";
import type { CharterText, DocNode, ElementNode } from "../text/model.ts";
import { importLimits } from "./importLimits.ts";
import { type MarkdownBlock, parseMarkdownBlocks, type ReadProgress, type TooManyParts } from "./markdownBlocks.ts";
import { type BlockAttrs, noteInline, readInline } from "./markdownInline.ts";
import { collectNotes, type ReadNotes } from "./markdownNotes.ts";
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

/**
 * `source` is decoded text with any line endings. `newId` names clauses that name no id of their own. `isFragment`: it is
 * put into an article or a clause, so what is outside its own articles may hold words in further languages.
 */
export function readMarkdown(
  source: string,
  newId: () => ClauseId,
  { onProgress, isFragment = false }: { readonly onProgress?: ReadProgress; readonly isFragment?: boolean } = {},
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
  const footnotes = collectNotes(blocks);
  const place: Place = { ids: freshIds(newId), notes, numbered: [], footnotes };
  for (const block of blocks) noteAll(block, place);
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
      const { heading, attrs } = readHeading(block, true, footnotes);
      const words = headingWords(heading, () => "");
      const named = attrs?.classes.find((one) => one === "preamble" || one === "article" || one === "annex");
      article = begin(attrs, named ?? kindOfHeading(words), heading.content.length > 0 ? [heading] : []);
    } else if (block.type === "heading" && headingLevel(block) === 1 && !hasClass(block, "heading")) {
      const { heading, attrs } = readHeading(block, true, footnotes);
      article = null;
      isLoose = attrs?.classes.includes("loose") === true;
      if (heading.content.length > 0) content.push(heading);
      title ??= headingWords(heading, () => "").trim() || null;
    } else {
      const beginsPreamble = article === null && !isLoose && index < firstArticle;
      const nodes = readBlock(block, place, article !== null || beginsPreamble || isFragment ? "article" : "doc");
      if (nodes.length === 0) continue;
      if (beginsPreamble) article = begin(null, "preamble", nodes);
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
  { wordsOf }: ReadNotes,
): { readonly heading: ElementNode; readonly attrs: BlockAttrs | null } {
  const { content, attrs } = readInline(block.inline, takeAttrs, wordsOf);
  return { heading: element("heading", { level: headingLevel(block) }, content), attrs };
}

/** What the reading of one text shares. */
interface Place {
  readonly ids: Ids;
  readonly notes: NotKeptNotes;
  readonly numbered: NumberedClause[];
  readonly footnotes: ReadNotes;
}

/** A clause that has a number in the source, which the text gives by order. */
interface NumberedClause {
  readonly id: ClauseId;
  readonly number: number;
  readonly line: number;
  readonly words: string;
}

const knownClasses: ReadonlySet<string> = new Set(["preamble", "article", "annex", "heading", "loose", "end"]);

function noteAll(block: MarkdownBlock, place: Place): void {
  const { notes, footnotes } = place;
  if (block.type === "footnote" && !footnotes.isUsed(block))
    notes.add("footnote", block.line, `${block.text}: ${wordsIn(block)}`);
  noteInline(block.inline, { notes, line: block.line });
  if (block.type === "heading" && Number(block.tag.slice(1)) > 4)
    notes.add(
      "headingLevel",
      block.line,
      readInline(block.inline, false)
        .content.map((node) => plainText(node))
        .join(""),
    );
  if (block.inline.some((token) => token.type === "attrs"))
    for (const name of readInline(block.inline, true).attrs?.classes ?? [])
      if (!knownClasses.has(name)) notes.add("attributes", block.line, `.${name}`);
  for (const child of block.children) noteAll(child, place);
}

function noteNumbers(text: CharterText, { notes, numbered }: Place): void {
  const given = new Map(readClauses(text).map((clause) => [clause.id, /\d+$/.exec(clause.number)?.[0] ?? null]));
  for (const { id, number, line, words } of numbered) {
    const figure = given.get(id) ?? null;
    if (figure !== null && Number(figure) !== number) notes.add("number", line, words);
  }
}

/**
 * What a block stands in. In the doc and in an article every item of a `1.` list is a clause, in a clause those with
 * ids; `blocks`: an item, a cell or a further language, where there are no clauses.
 */
type Around = "doc" | "article" | "clause" | "blocks";

function readBlock(block: MarkdownBlock, place: Place, around: Around): readonly DocNode[] {
  const atTop = around === "doc" || around === "article";
  switch (block.type) {
    case "paragraph": {
      if (block.inline.length === 1 && hasClass(block, "end")) return [];
      const { content } = readInline(block.inline, false, place.footnotes.wordsOf);
      return content.length === 0 ? [] : [element("paragraph", {}, content)];
    }
    case "heading": {
      const { heading } = readHeading(block, atTop && headingLevel(block) <= 2, place.footnotes);
      return heading.content.length === 0 ? [] : [heading];
    }
    case "bullet_list":
      return [
        element(
          "bullet_list",
          {},
          block.children.map((item) => element("list_item", {}, readInside(item, place, "blocks"))),
        ),
      ];
    case "ordered_list":
      return readOrderedList(block, place, around);
    case "language":
      if (around === "article" || around === "clause")
        return [element("body", { lang: block.text }, readInside(block, place, "blocks"))];
      place.notes.add("language", block.line, `::: ${block.text}`);
      return readInside(block, place, "blocks");
    case "footnote": {
      if (place.footnotes.isUsed(block)) return [];
      const mark = { type: "text", text: `${block.text}: `, marks: [] } as const;
      return [element("paragraph", {}, [mark, ...readInline(block.inline, false).content])];
    }
    case "table":
      return [readTable(block, place)];
    case "code": {
      const lines = block.text.replace(/\n$/, "").split("\n");
      const content = lines.flatMap((text, index): DocNode[] => [
        ...(index > 0 ? [element("hard_break", {}, [])] : []),
        { type: "text", text, marks: [] },
      ]);
      return [element("paragraph", {}, content)];
    }
    default:
      return readInside(block, place, around);
  }
}

const readInside = (block: MarkdownBlock, place: Place, around: Around): readonly DocNode[] =>
  block.children.flatMap((child) => readBlock(child, place, around));

const largestOrder = 1_000_000;

function readOrderedList(list: MarkdownBlock, place: Place, around: Around): readonly DocNode[] {
  const attrsOf = (item: MarkdownBlock): BlockAttrs | null => {
    const first = item.children[0];
    return first === undefined ? null : readInline(first.inline, true).attrs;
  };
  // In Markdown a list may have one number before every item, and counts from there.
  const isOneNumber = list.children.every((item) => item.number === list.start && attrsOf(item)?.id == null);
  const numberOf = (item: MarkdownBlock, index: number): number =>
    isOneNumber ? list.start + index : (item.number ?? list.start + index);
  const said = (item: MarkdownBlock): string => `${item.number ?? ""}${list.markup} ${wordsOf(item)}`;
  const areNamed = list.markup === "." && list.children.some((item) => attrsOf(item)?.id != null);
  const areClauses = around === "blocks" ? false : around === "clause" ? areNamed : list.markup === ".";
  /** Without the words that would name a clause. */
  const readNamed = ({ children: [first, ...rest] }: MarkdownBlock, inside: Around): readonly DocNode[] => [
    ...(first === undefined ? [] : readOpening(first, place, inside)),
    ...rest.flatMap((child) => readBlock(child, place, inside)),
  ];
  if (!areClauses) {
    const order = Math.min(list.start, largestOrder);
    const items = list.children.map((item, index) => {
      if (numberOf(item, index) !== order + index) place.notes.add("number", item.line, said(item));
      const id = areNamed ? attrsOf(item)?.id : null;
      if (id != null) place.notes.add("attributes", item.line, `#${id}`);
      return element("list_item", {}, areNamed ? readNamed(item, "blocks") : readInside(item, place, "blocks"));
    });
    return [element("ordered_list", { order }, items)];
  }
  return list.children.map((item, index) => {
    const attrs = attrsOf(item);
    const id = place.ids.take(attrs);
    place.numbered.push({ id, number: numberOf(item, index), line: item.line, words: said(item) });
    const kind = attrs?.classes.find((one) => one === "preamble" || one === "article" || one === "annex");
    if (kind !== undefined) place.notes.add("attributes", item.line, `.${kind}`);
    return element("clause", { id, source: attrs?.source ?? "" }, readNamed(item, "clause"));
  });
}

const wordsIn = (block: MarkdownBlock): string =>
  readInline(block.inline, false)
    .content.map((node) => plainText(node))
    .join("");

function wordsOf(item: MarkdownBlock): string {
  const first = item.children[0];
  return first === undefined
    ? ""
    : readInline(first.inline, true)
        .content.map((node) => plainText(node))
        .join("");
}

/** The first block of a clause, without the attributes that name the clause. */
function readOpening(block: MarkdownBlock, place: Place, around: Around): readonly DocNode[] {
  if (block.type !== "paragraph" && block.type !== "heading") return readBlock(block, place, around);
  const { content } = readInline(block.inline, true, place.footnotes.wordsOf);
  if (content.length === 0) return [];
  return [
    block.type === "paragraph"
      ? element("paragraph", {}, content)
      : element("heading", { level: headingLevel(block) }, content),
  ];
}

function readTable(table: MarkdownBlock, { footnotes }: Place): ElementNode {
  const rows = table.children.map((row, index) =>
    element(
      "table_row",
      {},
      row.children.map((cell) =>
        element(index === 0 ? "table_header" : "table_cell", {}, [
          element("paragraph", {}, readInline(cell.inline, false, footnotes.wordsOf).content),
        ]),
      ),
    ),
  );
  // Markdown has no table without a header row; an empty one stands for none.
  const isHeaderEmpty = table.children[0]?.children.every((cell) => cell.inline.length === 0) === true;
  return element("table", {}, isHeaderEmpty ? rows.slice(1) : rows);
}
