/** Texts to begin from. Square brackets hold what the parties have still to agree on: a charter has them as blanks. */
import { arabicTemplates } from "./templatesArabic.ts";
import { englishTemplates } from "./templatesEnglish.ts";

export interface Template {
  readonly id: string;
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  readonly summary: string;
  /** As `markdown.ts` reads it. */
  readonly markdown: string;
}

export const templates: readonly Template[] = [...englishTemplates, ...arabicTemplates];
