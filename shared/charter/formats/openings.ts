/** Lines that begin an article, a preamble or an annex, by their words alone. */
import { readEnumerator, readFigures, readHan } from "./enumerators.ts";
import { kindOfHeading } from "./markdown.ts";

/** "Article 3", "Article 3: Wells", "§ 3", in any of the languages whose word is known. */
const articleLine =
  /^(?:article|art\.|section|artículo|articulo|artigo|articolo|articol|artikel|artykuł|článek|pasal|ibara(?: ya)?|madde|статья|статтья|стаття|член|άρθρο|հոդված|მუხლი|סעיף|المادة|مادة|ماده|اصل|فصل|अनुच्छेद|धारा|ধারা|អនុច្ឆេទ|điều|§+)\s*(\p{Nd}{1,4}(?!\p{Nd}|\.\p{Nd})|[IVXLC]{1,8}(?!\p{L}))\s*([:.\-–—)]?)\s*(.*)$/iu;
const hanArticleLine =
  /^(?:第\s*([〇零一二三四五六七八九十百]+|\p{Nd}{1,4})\s*[条條]|제\s*(\p{Nd}{1,4})\s*조)\s*([:：.]?)\s*(.*)$/u;
export const bulletLine = /^[•◦‣▪●○·*–—-]\s+(?=\S)/u;
const maxTitleLength = 160;

export interface Opening {
  readonly kind: string;
  readonly heading: string;
}

export const isTitle = (line: string): boolean =>
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
export function readOpening(line: string, next: number): Opening | null {
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
export function isSureOpening(line: string, next: number, before: string): boolean {
  const found = readArticleNumber(line);
  if (found === null || found.number !== next) return false;
  // Nobody writes these signs in the midst of a sentence and begins a line with them.
  const mayBegin = !/[.。]$/.test(line) || /[.。!?！？]$/.test(before);
  const isSign = /^(?:§|第|제)/.test(line) && line.length <= maxTitleLength && mayBegin;
  return found.rest === "" || found.separator !== "" || isSign;
}
