/** What a comment can be about, and whom it can name: PROTOCOL.md of the ledger, L42. */
export const commentLimits = {
  ranges: 512,
  /** Characters, in UTF-16 units, of all ranges together. */
  length: 65_536,
  mentions: 64,
  /** Of the name of a suggestion. */
  suggestion: 160,
} as const;

/** The key of a part of a suggestion, as the text has it (I16 of its invariants); what it names is not looked up. */
export const isSuggestionName = (text: string): boolean =>
  text.length <= commentLimits.suggestion && /^[A-Za-z0-9_.+/]+$/.test(text);
