export type ArticleKind = "preamble" | "article" | "annex";

/** What this program knows; anything else is an article, as `readClauses` has it. */
export const kindOfArticle = (kind: unknown): ArticleKind =>
  kind === "preamble" || kind === "annex" ? kind : "article";
