/** Plain text files: paragraphs between blank lines; lines such as "Article 3" begin an article. */
import type { ClauseId } from "../base/ids.ts";
import { mendText } from "./canonical.ts";
import { kindOfHeading, type ReadText } from "./markdown.ts";
import type { CharterText, DocNode, ElementName, ElementNode } from "./model.ts";

/** "Article 3", "Article 3: Wells", in any of the languages whose word is known. Figures may be Arabic ones. */
const articleLine =
  /^(?:article|art\.|artículo|articulo|artigo|articolo|artikel|madde|статья|статтья|第|المادة|مادة|ماده)\s*(\p{Nd}+)\s*(?:条|條)?\s*[:.\-–—)]?\s*(.*)$/iu;
const numberedLine = /^[([]?(\p{Nd}+)[.)\]]\s+(.*)$/su;
const maxTitleLength = 160;

/** `source` is decoded text; a leading byte order mark is dropped. */
export function readPlainText(source: string, newId: () => ClauseId): ReadText {
  const paragraphs = source
    .replace(/^\ufeff/, "")
    .split(/\r?\n[^\S\n]*(?:\r?\n[^\S\n]*)+|\f/)
    .map((paragraph) => paragraph.split(/\r?\n/).map((line) => line.trim()))
    .map((lines) => lines.filter((line) => line !== ""))
    .filter((lines) => lines.length > 0);
  const content: DocNode[] = [];
  let title: string | null = null;
  let body = paragraphs;
  const [first] = paragraphs;
  if (paragraphs.length > 1 && first !== undefined && first.length === 1 && isTitle(first[0] ?? "")) {
    title = first[0] ?? null;
    content.push(element("heading", { level: 1 }, words(title ?? "")));
    body = paragraphs.slice(1);
  }
  const beginsAt = body.findIndex(([line]) => line !== undefined && readOpening(line, 1) !== null);
  let article: DocNode[] | null = null;
  let articles = 0;
  let clauses = 0;
  const begin = (kind: string, heading: string): DocNode[] => {
    const inside: DocNode[] = heading === "" ? [] : [element("heading", { level: 2 }, words(heading))];
    content.push(element("article", { id: newId(), kind }, inside));
    clauses = 0;
    if (kind === "article") articles++;
    return inside;
  };
  for (const [index, lines] of body.entries()) {
    const opening = readOpening(lines[0] ?? "", articles + 1);
    if (opening !== null) article = begin(opening.kind, opening.heading);
    else if (article === null && index < beginsAt) article = begin("preamble", "");
    const rest = (opening === null ? lines : lines.slice(1)).join(" ");
    if (rest === "") continue;
    const numbered = numberedLine.exec(rest);
    const inside: DocNode[] = article ?? content;
    if (numbered !== null && readNumber(numbered[1] ?? "") === clauses + 1) {
      clauses++;
      inside.push(element("clause", { id: newId() }, [element("paragraph", {}, words(numbered[2] ?? ""))]));
    } else inside.push(element("paragraph", {}, words(rest)));
  }
  const text: CharterText = { type: "doc", attrs: {}, content };
  return { title, text: mendText(text).text };
}

const element = (type: ElementName, attrs: ElementNode["attrs"], content: readonly DocNode[]): ElementNode => ({
  type,
  attrs,
  content,
});

const words = (text: string): readonly DocNode[] => [{ type: "text", text, marks: [] }];

const isTitle = (line: string): boolean =>
  line.length <= maxTitleLength &&
  !/[.;:،؛。]$/u.test(line) &&
  readOpening(line, 1) === null &&
  !numberedLine.test(line);

/** A number that the text's own order gives anyway is left out of the heading. */
function readOpening(line: string, next: number): { readonly kind: string; readonly heading: string } | null {
  const found = articleLine.exec(line);
  if (found !== null) {
    const isNext = readNumber(found[1] ?? "") === next;
    return { kind: "article", heading: isNext ? (found[2] ?? "") : line };
  }
  const kind = line.length <= maxTitleLength ? kindOfHeading(line) : "article";
  return kind === "article" ? null : { kind, heading: line };
}

/** Decimal figures of any script: each block of ten begins at a code point whose figure is zero. */
function readNumber(figures: string): number {
  let value = 0;
  for (const figure of figures) {
    let digit = 0;
    const code = figure.codePointAt(0) ?? 0;
    while (digit < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - digit - 1))) digit++;
    value = value * 10 + digit;
  }
  return value;
}
