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
import { type ClauseId, parseClauseId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import { mendText } from "./canonical.ts";
import { plainText } from "./clauses.ts";
import { type MarkdownBlock, parseMarkdownBlocks } from "./markdownBlocks.ts";
import { type BlockAttrs, readInline } from "./markdownInline.ts";
import type { CharterText, DocNode, ElementName, ElementNode } from "./model.ts";

export interface ReadText {
  /** The first heading of level 1. */
  readonly title: string | null;
  readonly text: CharterText;
}

/** Lists in lists in lists: nobody wrote it by hand. */
export interface TextTooDeep {
  readonly kind: "tooDeep";
  readonly limit: number;
}

const maxMarkdownDepth = 48;

export type ArticleKind = "preamble" | "article" | "annex";

/** What a heading begins, by its first word in the languages this program speaks and some neighbours. */
export function kindOfHeading(heading: string): ArticleKind {
  if (/^(?:preamble|preámbulo|préambule|preâmbulo|(?:ال)?ديباجة)\P{L}*$/iu.test(heading.trim())) return "preamble";
  return /^(?:annex|annexe|appendix|anexo|(?:ال)?ملحق)(?!\p{L})/iu.test(heading.trim()) ? "annex" : "article";
}

/** `source` is decoded text; a leading byte order mark is dropped. `newId` names clauses that name no id of their own. */
export function readMarkdown(source: string, newId: () => ClauseId): Result<ReadText, TextTooDeep> {
  const blocks = parseMarkdownBlocks(source.replace(/^\ufeff/, ""));
  const isDeep = (block: MarkdownBlock): boolean => block.depth > maxMarkdownDepth || block.children.some(isDeep);
  if (blocks.some(isDeep)) return err({ kind: "tooDeep", limit: maxMarkdownDepth });
  const ids = freshIds(newId);
  const content: DocNode[] = [];
  let title: string | null = null;
  /** What the article that is open holds so far. */
  let article: DocNode[] | null = null;
  let isLoose = false;
  const begin = (attrs: BlockAttrs | null, kind: ArticleKind, first: readonly DocNode[]): DocNode[] => {
    const inside = [...first];
    content.push(element("article", { id: ids.take(attrs), kind }, inside));
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
      const nodes = readBlock(block, ids, true);
      if (nodes.length === 0) continue;
      if (article === null && !isLoose && index < firstArticle) article = begin(null, "preamble", nodes);
      else (article ?? content).push(...nodes);
    }
  }
  return ok({ title, text: mendText({ type: "doc", attrs: {}, content }).text });
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

/** `atTop`: directly in an article or in the doc, where every item of a `1.` list is a clause. */
function readBlock(block: MarkdownBlock, ids: Ids, atTop: boolean): readonly DocNode[] {
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
          block.children.map((item) => element("list_item", {}, readInside(item, ids))),
        ),
      ];
    case "ordered_list":
      return readOrderedList(block, ids, atTop);
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
      return readInside(block, ids, atTop);
  }
}

const readInside = (block: MarkdownBlock, ids: Ids, atTop = false): readonly DocNode[] =>
  block.children.flatMap((child) => readBlock(child, ids, atTop));

function readOrderedList(list: MarkdownBlock, ids: Ids, atTop: boolean): readonly DocNode[] {
  const attrsOf = (item: MarkdownBlock): BlockAttrs | null => {
    const first = item.children[0];
    return first === undefined ? null : readInline(first.inline, true).attrs;
  };
  const areClauses = list.markup === "." && (atTop || list.children.some((item) => attrsOf(item)?.id != null));
  if (!areClauses) {
    const items = list.children.map((item) => element("list_item", {}, readInside(item, ids)));
    return [element("ordered_list", { order: list.start }, items)];
  }
  return list.children.map((item) => {
    const [first, ...rest] = item.children;
    const attrs = attrsOf(item);
    const id = ids.take(attrs);
    const opening = first === undefined ? [] : readOpening(first, ids);
    const content = [...opening, ...rest.flatMap((child) => readBlock(child, ids, false))];
    const kind = attrs?.classes.find((one) => one === "preamble" || one === "article" || one === "annex");
    return kind === undefined ? element("clause", { id }, content) : element("article", { id, kind }, content);
  });
}

/** The first block of a clause, without the attributes that name the clause. */
function readOpening(block: MarkdownBlock, ids: Ids): readonly DocNode[] {
  if (block.type !== "paragraph" && block.type !== "heading") return readBlock(block, ids, false);
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
