/**
 * Splits a text into words for comparing. Joined together the words are the text again.
 * Scripts that write no spaces are split by character, each with its combining marks.
 */
const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}";
const inWord = `[[\\p{L}\\p{M}\\p{N}]--[${unspaced}]]`;
const word = new RegExp(
  `[\\p{L}--${inWord}][\\p{M}]*|${inWord}+(?:['’.,\\-\\u200c\\u200d]${inWord}+)*|\\s+|.\\p{M}*(?:\\u200d.\\p{M}*)*`,
  "gsv",
);

export const splitWords = (text: string): readonly string[] => text.match(word) ?? [];

/** Larger pieces, for blocks too long to compare by words. */
export const splitSentences = (text: string): readonly string[] =>
  text.match(/[^.!?؟。।;؛\n]*(?:[.!?؟。।;؛\n]+\s*|$)/gu)?.filter((piece) => piece !== "") ?? [];

/** Words that say something: no spaces, no punctuation. */
export const isSpoken = (piece: string): boolean => /[\p{L}\p{N}]/u.test(piece);
