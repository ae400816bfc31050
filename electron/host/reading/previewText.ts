/** What a file would bring, in figures and headings. */
import type { ArticlePreview, TextPreview } from "../../../shared/api/library.ts";
import { isSpoken, splitWords } from "../../../shared/charter/compare/words.ts";
import type { ArticleKind } from "../../../shared/charter/formats/markdown.ts";
import type { ImportedText } from "../../../shared/charter/formats/readSource.ts";
import { plainText, readClauses } from "../../../shared/charter/text/clauses.ts";

export function previewOf(read: ImportedText): TextPreview {
  const { format, title, language, text, notKept, notKeptCount, changes, comments } = read;
  type Counted = { -readonly [Key in keyof ArticlePreview]: ArticlePreview[Key] };
  const articles: Counted[] = [];
  let clauses = 0;
  for (const { kind, number, heading, depth, node } of readClauses(text)) {
    if (kind === "clause") {
      clauses++;
      const article = articles.at(-1);
      // A clause outside of all articles begins at the top.
      if (article !== undefined && depth > 0) article.clauses++;
    } else
      articles.push({
        kind: kind satisfies ArticleKind,
        number,
        heading,
        clauses: 0,
        words: countWords(plainText(node)),
      });
  }
  const words = countWords(plainText(text));
  return { format, title, language, clauses, words, articles, changes, comments, notKept, notKeptCount };
}

const countWords = (text: string): number => splitWords(text).filter(isSpoken).length;
