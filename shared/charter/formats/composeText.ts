/**
 * Articles and clauses of the blocks of a document or a page, as Markdown and plain text make them: headings of one level
 * begin articles and so does a line such as "Article 3"; what is numbered, by the program that wrote it or by hand, is a
 * clause, and what is numbered within that a clause of it. Points with bullets stay lists.
 */
import type { ClauseId } from "../../base/ids.ts";
import { readClauses } from "../text/clauses.ts";
import type { CharterText, DocNode, ElementNode } from "../text/model.ts";
import { blockNode, endOf, inlineOf, listBuilder, say, tableNode, withoutStrong, wordsOf } from "./composeBlocks.ts";
import { type Enumerator, readEnumerator } from "./enumerators.ts";
import { kindOfHeading } from "./markdown.ts";
import type { NotKeptNotes } from "./notKept.ts";
import { isSureOpening, isTitle, type Opening, readOpening } from "./openings.ts";
import { type Level, placeOf, type SourceLine } from "./sequences.ts";
import type { SourceBlock, SourceParagraph, SourcePoint } from "./sourceBlocks.ts";

/** A clause that is open: by a heading of its level, or by a point of a list. */
interface OpenClause {
  readonly by: "heading" | "point";
  readonly level: number;
  readonly list: string;
  readonly form: string;
  readonly content: DocNode[];
}

/** A numbered line looks so far ahead for the one that continues it. */
const lookAhead = 24;

const element = (type: ElementNode["type"], attrs: ElementNode["attrs"], content: readonly DocNode[]): ElementNode => ({
  type,
  attrs,
  content,
});

export interface Composed {
  /** Its title's words; they stand in the text too. */
  readonly title: string | null;
  readonly text: CharterText;
}

/** `blocks` without tracked changes. */
export function composeText(given: readonly SourceBlock[], notes: NotKeptNotes, newId: () => ClauseId): Composed {
  const blocks = given.filter((block) => block.kind === "table" || wordsOf(block) !== "");
  const lines = blocks.map((block): SourceLine => (block.kind === "table" ? { words: "", number: 0 } : lineOf(block)));
  const titleAt = findTitle(blocks);
  const articleLevel = findArticleLevel(blocks, titleAt);
  const content: DocNode[] = [];
  const numbered: { readonly id: ClauseId; readonly number: number | null; readonly line: SourceLine }[] = [];
  let article = null as DocNode[] | null;
  let articles = 0;
  let open: OpenClause[] = [];
  let levels: Level[] = [];
  /** The clause whose words may go on. */
  let into: DocNode[] | null = null;
  let awaitsHeading = false;
  const lists = listBuilder();

  const headingClause = (): DocNode[] | null => open.findLast(({ by }) => by === "heading")?.content ?? null;
  const ground = (): DocNode[] => headingClause() ?? article ?? content;

  const begin = (kind: string, heading: readonly DocNode[]): void => {
    article = heading.length === 0 ? [] : [element("heading", { level: 2 }, withoutStrong(heading))];
    content.push(element("article", { id: newId(), kind }, article));
    [open, levels, into] = [[], [], null];
    awaitsHeading = heading.length === 0 && kind === "article";
    if (kind === "article") articles++;
  };
  /** `number`: null where it is a letter, which is no number of a clause. */
  const addClause = (parent: DocNode[], number: number | null, line: SourceLine): DocNode[] => {
    const inside: DocNode[] = [];
    const id = newId();
    parent.push(element("clause", { id }, inside));
    numbered.push({ id, number, line });
    into = inside;
    return inside;
  };
  const openingOf = (block: SourceParagraph, at: number): Opening | null => {
    const { words } = lines[at] ?? { words: "" };
    const isLine =
      articleLevel === null || block.heading !== null || isSureOpening(words, articles + 1, endOf(lines, at));
    return isLine ? readOpening(words, articles + 1) : null;
  };
  const isOpening = (block: SourceBlock, at: number): boolean =>
    block.kind === "paragraph" &&
    at !== titleAt &&
    (isArticleHeading(block, articleLevel) || openingOf(block, at) !== null);
  const firstArticle = blocks.findIndex(isOpening);

  const addHeading = (block: SourceParagraph, at: number, level: number): void => {
    const line = lines[at] ?? lineOf(block);
    const found = block.point === null ? readEnumerator(line.words) : null;
    const drawn = Math.min(4, Math.max(3, 2 + level - (articleLevel ?? level)));
    open = open.filter((one) => one.by === "heading" && one.level < level);
    [levels, into] = [[], null];
    const number = block.point === null ? numberIn(found) : block.point.number;
    const node = element("heading", { level: drawn }, headingWords(block, found));
    if (number === null && found === null) ground().push(node);
    else {
      const inside = addClause(ground(), number, line);
      open.push({ by: "heading", level, list: "", form: "", content: inside });
      inside.push(node);
      into = null;
    }
  };

  /** Where a numbered point belongs among the clauses that are open. */
  const parentOf = ({ list, level }: SourcePoint, form: string): DocNode[] => {
    const isPoint = ({ by }: OpenClause): boolean => by === "point";
    const known = open.some((one) => isPoint(one) && one.list === list);
    const top = open.at(-1);
    const isNewKind = top !== undefined && isPoint(top) && open.every((one) => one.form !== form);
    if (known) {
      const above = open.findLastIndex((one) => isPoint(one) && one.list === list && one.level < level);
      const same = open.findIndex((one) => isPoint(one) && one.list === list && one.level >= level);
      open = open.slice(0, same >= 0 ? same : above + 1 || open.length);
    } else if (!isNewKind) open = open.filter((one) => !isPoint(one) || one.level < level);
    return open.at(-1)?.content ?? levels.at(-1)?.content ?? ground();
  };

  for (const [at, block] of blocks.entries()) {
    if (at === titleAt && block.kind === "paragraph") {
      content.push(element("heading", { level: 1 }, withoutStrong(inlineOf(block.runs))));
      continue;
    }
    if (isOpening(block, at) && block.kind === "paragraph") {
      lists.close();
      const opening = openingOf(block, at);
      if (opening !== null) begin(opening.kind, say(opening.heading, signedWords(block)));
      else {
        const { words } = lines[at] ?? lineOf(block);
        const found = block.point === null ? readEnumerator(words) : null;
        const number = block.point?.number ?? numberIn(found);
        const isNext = number === articles + 1;
        if (block.point?.number != null && !isNext) notes.add("number", block.number, words);
        begin(kindOfHeading(words), isNext ? headingWords(block, found) : inlineOf(block.runs));
      }
      continue;
    }
    const isAbove = block.kind === "paragraph" && isAboveArticles(block, articleLevel);
    if (isAbove) {
      lists.close();
      [article, open, levels, into] = [null, [], [], null];
      content.push(element("heading", { level: 1 }, withoutStrong(inlineOf(block.runs))));
      continue;
    }
    if (article === null && at < firstArticle && articles === 0) begin("preamble", []);
    if (block.kind === "table") {
      lists.close();
      (into ?? ground()).push(tableNode(block));
      continue;
    }
    const line = lines[at] ?? lineOf(block);
    const { point, heading } = block;
    if (awaitsHeading && point === null && isTitle(line.words) && (heading !== null || isAllStrong(block))) {
      article?.push(element("heading", { level: 2 }, withoutStrong(inlineOf(block.runs))));
      awaitsHeading = false;
      continue;
    }
    awaitsHeading = false;
    if (heading !== null) {
      lists.close();
      addHeading(block, at, heading);
      continue;
    }
    if (point !== null) {
      if (point.number === null || lists.isAround(point)) {
        lists.add(point, inlineOf(block.runs), into ?? ground());
        continue;
      }
      lists.close();
      const form = formOf(point.sign);
      const parent = parentOf(point, form);
      const inside = addClause(parent, /\p{Nd}/u.test(point.sign) ? point.number : null, line);
      open.push({ by: "point", level: point.level, list: point.list, form, content: inside });
      inside.push(blockNode(inlineOf(block.runs)));
      continue;
    }
    const found = readEnumerator(line.words);
    const rest = lines.slice(at + 1, at + 1 + lookAhead);
    const place = found === null ? null : placeOf(found.readings, levels, { articles, isFirst: true, rest });
    if (found !== null && place !== null) {
      lists.close();
      open = open.filter(({ by }) => by === "heading");
      const { style, numbers } = place.reading;
      const last = numbers.at(-1) ?? 0;
      const parent = levels[place.depth - 1]?.content ?? ground();
      const inside = addClause(parent, isFigure(style) ? last : null, line);
      levels = [...levels.slice(0, place.depth), { style, last, content: inside }];
      inside.push(blockNode(say(found.rest, inlineOf(block.runs))));
      continue;
    }
    if (block.isIndented && lists.goOn(blockNode(inlineOf(block.runs)))) continue;
    lists.close();
    if (!block.isIndented) into = null;
    (into ?? ground()).push(blockNode(inlineOf(block.runs)));
  }
  lists.close();
  const text: CharterText = { type: "doc", attrs: {}, content };
  const numbers = new Map(readClauses(text).map((clause) => [clause.id, /\d+$/.exec(clause.number)?.[0] ?? null]));
  for (const { id, number, line } of numbered)
    if (number === null || Number(numbers.get(id)) !== number) notes.add("number", line.number, line.words);
  const title = blocks[titleAt];
  return { title: title?.kind === "paragraph" ? wordsOf(title) : null, text };
}

/** With the number that its program draws before it. */
const lineOf = (block: SourceParagraph): SourceLine => {
  const sign = block.point?.sign ?? "";
  return { words: sign === "" ? wordsOf(block) : `${sign} ${wordsOf(block)}`, number: block.number };
};

const signedWords = (block: SourceParagraph): readonly DocNode[] => {
  const sign = block.point?.sign ?? "";
  const words = inlineOf(block.runs);
  return sign === "" ? words : [{ type: "text", text: `${sign} `, marks: [] }, ...words];
};

const headingWords = (block: SourceParagraph, found: Enumerator | null): readonly DocNode[] =>
  withoutStrong(found === null ? inlineOf(block.runs) : say(found.rest, inlineOf(block.runs)));

const isFigure = (style: string): boolean => /(?:^| )1$|^1\.1|ring|han$|ethiopic$/.test(style);

function numberIn(found: Enumerator | null): number | null {
  const [reading] = found?.readings ?? [];
  return reading === undefined || !isFigure(reading.style) ? null : (reading.numbers.at(-1) ?? null);
}

/** "(a)" and "(c)" have one form, "1." and "a." two. */
const formOf = (sign: string): string => sign.replace(/\p{Nd}+/gu, "1").replace(/\p{L}+/gu, "a");

const isAllStrong = (block: SourceParagraph): boolean =>
  block.runs.every(({ text, marks }) => text.trim() === "" || marks.some(({ type }) => type === "strong"));

const isArticleHeading = (block: SourceBlock, articleLevel: number | null): boolean =>
  block.kind === "paragraph" && articleLevel !== null && block.heading === articleLevel;

/** A part of the text with articles in it: it has no place but between them. */
const isAboveArticles = ({ heading }: SourceParagraph, articleLevel: number | null): boolean =>
  heading !== null && articleLevel !== null && heading < articleLevel;

/** -1 where there is none. */
function findTitle(blocks: readonly SourceBlock[]): number {
  const named = blocks.findIndex((block) => block.kind === "paragraph" && block.heading === 0);
  if (named >= 0) return named;
  const headings = blocks.flatMap((block, at) =>
    block.kind === "paragraph" && block.heading !== null ? [{ at, block, level: block.heading }] : [],
  );
  const [first, ...others] = headings;
  if (first === undefined) {
    const [start] = blocks;
    const isLine = start?.kind === "paragraph" && start.point === null && isTitle(wordsOf(start));
    return isLine && blocks.length > 1 && !wordsOf(start).includes("\n") ? 0 : -1;
  }
  // Beside "Article 1" a heading of the same size that is none names the whole.
  const isAlone =
    others.length > 0 &&
    (others.every(({ level }) => level > first.level) ||
      others.some(({ level, block }) => level === first.level && readOpening(wordsOf(block), 1)?.kind === "article"));
  const words = wordsOf(first.block);
  return isAlone && first.block.point === null && isTitle(words) ? first.at : -1;
}

/** That of headings such as "Article 3", else the largest. */
function findArticleLevel(blocks: readonly SourceBlock[], titleAt: number): number | null {
  let largest: number | null = null;
  for (const [at, block] of blocks.entries()) {
    if (block.kind !== "paragraph" || at === titleAt || block.heading === null || block.heading === 0) continue;
    const { words } = lineOf(block);
    if (readOpening(words, 1)?.kind === "article") return block.heading;
    largest = Math.min(largest ?? block.heading, block.heading);
  }
  return largest;
}
