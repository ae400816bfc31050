/**
 * Plain text files: paragraphs between blank lines, lines such as "Article 3" that begin an article, numbered and
 * lettered lines that are clauses, and clauses of clauses, by the sequence that they count in. A line whose number
 * continues nothing and begins nothing keeps it as words.
 */
import type { ClauseId } from "../../base/ids.ts";
import { mendText } from "../text/canonical.ts";
import { readClauses } from "../text/clauses.ts";
import type { ElementName } from "../text/grammar.ts";
import type { CharterText, DocNode, ElementNode } from "../text/model.ts";
import { type Reading, readEnumerator, readFigures, readHan } from "./enumerators.ts";
import { kindOfHeading, type ReadText } from "./markdown.ts";
import { createNotes, noteUnseen } from "./notKept.ts";
import { readFrontMatter, withLineFeeds } from "./sourceText.ts";

/** "Article 3", "Article 3: Wells", "§ 3", in any of the languages whose word is known. */
const articleLine =
  /^(?:article|art\.|section|artículo|articulo|artigo|articolo|articol|artikel|artykuł|článek|pasal|ibara(?: ya)?|madde|статья|статтья|стаття|член|άρθρο|հոդված|მუხლი|סעיף|المادة|مادة|ماده|اصل|فصل|अनुच्छेद|धारा|ধারা|អនុច្ឆេទ|điều|§+)\s*(\p{Nd}{1,4}(?!\p{Nd}|\.\p{Nd})|[IVXLC]{1,8}(?!\p{L}))\s*([:.\-–—)]?)\s*(.*)$/iu;
const hanArticleLine =
  /^(?:第\s*([〇零一二三四五六七八九十百]+|\p{Nd}{1,4})\s*[条條]|제\s*(\p{Nd}{1,4})\s*조)\s*([:：.]?)\s*(.*)$/u;
const bulletLine = /^[•◦‣▪●○·*–—-]\s+(?=\S)/u;
const maxTitleLength = 160;
/** Clauses in clauses in clauses. */
const maxLevels = 8;

interface SourceLine {
  readonly words: string;
  readonly number: number;
}

interface Opening {
  readonly kind: string;
  readonly heading: string;
}

/** A sequence of clauses that may go on. */
interface Level {
  readonly style: string;
  last: number;
  /** Of the latest clause of it. */
  content: DocNode[];
}

/** `source` is decoded text with any line endings. */
export function readPlainText(source: string, newId: () => ClauseId): ReadText {
  const notes = createNotes();
  const written = withLineFeeds(source);
  const front = readFrontMatter(written);
  for (const { line, text } of front?.other ?? []) notes.add("frontMatter", line, text);
  const paragraphs = paragraphsOf(written, front?.lines ?? 0);
  const content: DocNode[] = [];
  let title: string | null = null;
  let body = paragraphs;
  const [first] = paragraphs;
  if (paragraphs.length > 1 && first !== undefined && first.length === 1 && isTitle(first[0]?.words ?? "")) {
    title = first[0]?.words ?? null;
    content.push(element("heading", { level: 1 }, said(title ?? "")));
    body = paragraphs.slice(1);
  }
  const beginsAt = body.findIndex((lines) => readOpening(lines[0]?.words ?? "", 1) !== null);
  const numbered: { readonly id: ClauseId; readonly number: number | null; readonly line: SourceLine }[] = [];
  let article: DocNode[] | null = null;
  let articles = 0;
  let levels: Level[] = [];

  const begin = ({ kind, heading }: Opening): void => {
    article = heading === "" ? [] : [element("heading", { level: 2 }, said(heading))];
    content.push(element("article", { id: newId(), kind }, article));
    levels = [];
    if (kind === "article") articles++;
  };
  /** Answers where its words go. */
  const addClause = (depth: number, { style, numbers }: Reading, line: SourceLine): DocNode[] => {
    const last = numbers.at(-1) ?? 0;
    const id = newId();
    const inside: DocNode[] = [];
    (levels[depth - 1]?.content ?? article ?? content).push(element("clause", { id }, inside));
    levels = [...levels.slice(0, depth), { style, last, content: inside }];
    // A letter is no number of a clause.
    numbered.push({ id, number: /(?:^| )1$|^1\.1$|ring|han$|ethiopic$/.test(style) ? last : null, line });
    return inside;
  };

  for (const [index, lines] of body.entries()) {
    let open: string[] = [];
    /** Where the words of the paragraph go: into the latest clause where they continue one. */
    let into: DocNode[] | null = null;
    let bullets: DocNode[] | null = null;
    const flush = (): void => {
      const words = open.join(" ");
      open = [];
      if (words === "") return;
      const node = element("paragraph", {}, said(words));
      if (bullets !== null) bullets.push(element("list_item", {}, [node]));
      else (into ?? article ?? content).push(node);
    };
    for (const [at, line] of lines.entries()) {
      const opening = readOpening(line.words, articles + 1);
      if (opening !== null && (at === 0 || isSureOpening(line.words, articles + 1, lines[at - 1]?.words ?? ""))) {
        flush();
        [into, bullets] = [null, null];
        begin(opening);
        continue;
      }
      if (article === null && index < beginsAt && at === 0) begin({ kind: "preamble", heading: "" });
      const found = readEnumerator(line.words);
      const isFirst = at === 0 || (at === 1 && readOpening(lines[0]?.words ?? "", articles) !== null);
      const place =
        found === null ? null : placeOf(found.readings, levels, { articles, isFirst, rest: lines.slice(at + 1) });
      if (found !== null && place !== null) {
        flush();
        bullets = null;
        into = addClause(place.depth, place.reading, line);
        open = [found.rest];
        continue;
      }
      const bullet = bulletLine.exec(line.words);
      const mayBegin =
        at === 0 || bullets !== null || into !== null || /[:;,.،؛：；]$/u.test(lines[at - 1]?.words ?? "");
      if (bullet !== null && mayBegin) {
        flush();
        if (bullets === null) {
          bullets = [];
          (into ?? article ?? content).push(element("bullet_list", {}, bullets));
        }
        open = [line.words.slice(bullet[0].length)];
        continue;
      }
      open.push(line.words);
    }
    flush();
  }
  const { text, removed } = mendText({ type: "doc", attrs: {}, content } satisfies CharterText);
  noteUnseen(removed, written, notes);
  const given = new Map(readClauses(text).map((clause) => [clause.id, /\d+$/.exec(clause.number)?.[0] ?? null]));
  for (const { id, number, line } of numbered)
    if (Number(given.get(id)) !== number) notes.add("number", line.number, line.words);
  return {
    title: front?.title ?? title,
    language: front?.language ?? null,
    hasFrontTitle: front?.title != null,
    text,
    ...notes.list(),
  };
}

/** Lines that are not blank, between those that are. `from`: lines of the file that are none of the text. */
function paragraphsOf(source: string, from: number): readonly (readonly SourceLine[])[] {
  const paragraphs: SourceLine[][] = [];
  let last: SourceLine[] | null = null;
  for (const [index, line] of source.split("\n").entries()) {
    const words = line.trim();
    if (index < from || words === "") {
      last = null;
      continue;
    }
    if (last === null) {
      last = [];
      paragraphs.push(last);
    }
    last.push({ words, number: index + 1 });
  }
  return paragraphs;
}

const element = (type: ElementName, attrs: ElementNode["attrs"], content: readonly DocNode[]): ElementNode => ({
  type,
  attrs,
  content,
});

const said = (text: string): readonly DocNode[] => [{ type: "text", text, marks: [] }];

const isTitle = (line: string): boolean =>
  line.length <= maxTitleLength &&
  !/[.;:،؛。]$/u.test(line) &&
  readOpening(line, 1) === null &&
  readEnumerator(line) === null &&
  !bulletLine.test(line);

interface ArticleNumber {
  readonly number: number;
  readonly separator: string;
  readonly rest: string;
}

function readArticleNumber(line: string): ArticleNumber | null {
  const han = hanArticleLine.exec(line);
  if (han !== null) {
    const figures = han[1] ?? han[2] ?? "";
    return { number: readHan(figures) ?? readFigures(figures), separator: han[3] ?? "", rest: han[4] ?? "" };
  }
  const found = articleLine.exec(line);
  if (found === null) return null;
  const figures = found[1] ?? "";
  const isRoman = /^[IVXLC]+$/.test(figures);
  const roman = isRoman ? readEnumerator(`${figures}. x`) : null;
  const read = roman?.readings.find((one) => one.style.includes("roman"))?.numbers[0];
  if (read === undefined && !/^\p{Nd}/u.test(figures)) return null;
  return { number: read ?? readFigures(figures), separator: found[2] ?? "", rest: found[3] ?? "" };
}

/** A number that the text's own order gives anyway is left out of the heading. */
function readOpening(line: string, next: number): Opening | null {
  const found = readArticleNumber(line);
  if (found !== null) {
    const { number, separator, rest } = found;
    if (number === next) return { kind: "article", heading: rest };
    // "Article 7 shall apply" is a sentence about another article.
    return rest === "" || separator !== "" ? { kind: "article", heading: line } : null;
  }
  const kind = line.length <= maxTitleLength ? kindOfHeading(line) : "article";
  return kind === "article" ? null : { kind, heading: line };
}

/** Also in the midst of a paragraph, after the line `before`. */
function isSureOpening(line: string, next: number, before: string): boolean {
  const found = readArticleNumber(line);
  if (found === null || found.number !== next) return false;
  // Nobody writes these signs in the midst of a sentence and begins a line with them.
  const mayBegin = !/[.。]$/.test(line) || /[.。!?！？]$/.test(before);
  const isSign = /^(?:§|第|제)/.test(line) && line.length <= maxTitleLength && mayBegin;
  return found.rest === "" || found.separator !== "" || isSign;
}

interface Around {
  readonly articles: number;
  /** Of its paragraph. */
  readonly isFirst: boolean;
  /** Lines of the paragraph that follow. */
  readonly rest: readonly SourceLine[];
}

/** Which sequence the line continues or begins; null: its number is a word of the sentence. */
function placeOf(
  readings: readonly Reading[],
  levels: readonly Level[],
  around: Around,
): { readonly depth: number; readonly reading: Reading } | null {
  for (const reading of readings) {
    if (reading.numbers.length > 1) return placeOfDotted(reading, levels, around);
    const [number = 0] = reading.numbers;
    for (let depth = levels.length - 1; depth >= 0; depth--) {
      const level = levels[depth] as Level;
      const isNext = number === level.last + 1 || (around.isFirst && number > level.last);
      if (level.style === reading.style && isNext) return { depth, reading };
    }
  }
  if (levels.length >= maxLevels) return null;
  for (const reading of readings) {
    const [number = 0] = reading.numbers;
    const isOpen = levels.some((level) => level.style === reading.style);
    const mayBegin = number <= 1 || (around.isFirst && goesOn(reading, around.rest) && !isOpen);
    if (mayBegin && !isOpen && (around.isFirst || levels.length > 0 || goesOn(reading, around.rest)))
      return { depth: levels.length, reading };
    // The same sequence begins anew: after another paragraph.
    const again = levels.findIndex((level) => level.style === reading.style);
    if (isOpen && number <= 1 && around.isFirst) return { depth: again, reading };
  }
  return null;
}

const goesOn = ({ style, numbers }: Reading, rest: readonly SourceLine[]): boolean =>
  rest.some(({ words }) =>
    readEnumerator(words)?.readings.some((one) => one.style === style && one.numbers[0] === (numbers[0] ?? 0) + 1),
  );

/** 2.1 is the first clause of article 2, or of its clause 2; 1.2.3 the third of the second. Below neither they are one list. */
function placeOfDotted(
  reading: Reading,
  levels: readonly Level[],
  { articles, isFirst, rest }: Around,
): { readonly depth: number; readonly reading: Reading } | null {
  const above = reading.numbers.slice(0, -1);
  const number = reading.numbers.at(-1) ?? 0;
  const [list] = levels;
  const style = `1.1 below ${above.join(".")}.`;
  const isList =
    list?.style.startsWith("1.1 below") === true && list.style.split(".").length === style.split(".").length;
  if (isList && number === (list.style === style ? list.last + 1 : 1))
    return { depth: 0, reading: { ...reading, style } };
  const paths = [above[0] === articles ? above.slice(1) : null, above];
  for (const path of paths) {
    if (path === null || path.length > levels.length || path.length >= maxLevels) continue;
    if (!path.every((number, depth) => levels[depth]?.last === number)) continue;
    // Beside "1." there is no "1.1".
    if ((levels[path.length]?.style ?? reading.style) !== reading.style) continue;
    const last = levels[path.length]?.last ?? 0;
    if (number === last + 1 || (isFirst && number > last) || last === 0) return { depth: path.length, reading };
  }
  const mayBegin = levels.length === 0 && rest.some(({ words }) => continuesDotted(words, reading));
  return mayBegin ? { depth: 0, reading: { ...reading, style } } : null;
}

const continuesDotted = (words: string, { numbers }: Reading): boolean => {
  const next = readEnumerator(words)?.readings[0]?.numbers ?? [];
  return next.join(".") === [...numbers.slice(0, -1), (numbers.at(-1) ?? 0) + 1].join(".");
};
