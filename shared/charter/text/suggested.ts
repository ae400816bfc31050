/** What a suggestion can be, how it stands, and how it is answered: the same words in the text, in the API and in windows. */

/** Contested: accepted by one and rejected by another, who did not know of each other. */
export type SuggestionState = "pending" | "contested" | "accepted" | "rejected" | "withdrawn";

/**
 * Element: a new article, clause, row or column. Setting: a heading, a list, a place or a removal. Join: a clause goes
 * into the one before it. Bracket: words are put in brackets; blank: they become one to be filled in; unbracket: the
 * signs are taken away; alternative: one more in a bracket that stands; fill: a blank is filled in.
 */
export type SuggestionKind =
  | "insertion"
  | "strike"
  | "replacement"
  | "format"
  | "setting"
  | "element"
  | "join"
  | "bracket"
  | "blank"
  | "unbracket"
  | "alternative"
  | "fill";

export const suggestionAnswers = ["accept", "reject", "withdraw", "reopen"] as const;
export type SuggestionAnswer = (typeof suggestionAnswers)[number];
