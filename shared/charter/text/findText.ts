/**
 * Looks for words in one block of text, as people mean them: "cafe" finds "café", "سلام" finds "سَلَام".
 *
 * Both sides are folded letter by letter. A letter is a base with its marks, and an emoji with all that is joined to
 * it: a match begins and ends between letters, so that replacing never leaves half of one.
 */

export interface FindOptions {
  /** Nothing that is a letter, a digit or a mark stands right before or after. */
  readonly wholeWords: boolean;
  readonly matchCase: boolean;
  /** False: accents, harakat and tatweel count for nothing, on either side. */
  readonly matchDiacritics: boolean;
}

/** Places in the text, in UTF-16 units: what positions of the editor count. */
export interface Found {
  readonly from: number;
  readonly to: number;
}

const emoji = "\\p{Extended_Pictographic}[\\p{M}\\p{Emoji_Modifier}]*";
const letter = new RegExp(`${emoji}(?:\\u200d${emoji})*|\\P{M}[\\p{M}\\u0640]*|\\p{M}+`, "gsu");
const marks = /[\p{M}\u0640]/gu;
const plain = /^[\0-\x7f]*$/;

/** The same for a whole text and for its letters one by one, joined. */
export function fold(text: string, { matchCase, matchDiacritics }: FindOptions): string {
  if (plain.test(text)) return matchCase ? text : text.toLowerCase();
  const decomposed = text.normalize("NFKD");
  const bare = matchDiacritics ? decomposed : decomposed.replace(marks, "");
  // By way of upper case ß is ss and the dotless ı is i; the sigma at the end of a word is a sigma.
  return matchCase ? bare : bare.toUpperCase().toLowerCase().normalize("NFKD").replaceAll("ς", "σ");
}

/** Matches in order, none over another. `folded`: fold(text, options); `query`: folded likewise, not empty. */
export function findIn(text: string, folded: string, query: string, options: FindOptions): readonly Found[] {
  if (!folded.includes(query)) return [];
  const places = plain.test(text) ? asTheyStand : placesOf(text, options);
  const found: Found[] = [];
  for (let at = folded.indexOf(query); at >= 0; ) {
    const from = places.startAt(at);
    const to = places.endAt(at + query.length);
    const isMatch = from !== undefined && to !== undefined && (!options.wholeWords || isWhole(text, from, to));
    if (isMatch) found.push({ from, to });
    at = folded.indexOf(query, isMatch ? at + query.length : at + 1);
  }
  return found;
}

/** For places of the folded text between two letters: where the next letter begins, and where the one before ends. */
interface Places {
  startAt(folded: number): number | undefined;
  endAt(folded: number): number | undefined;
}

/** Each letter folds to one. */
const asTheyStand: Places = { startAt: (at) => at, endAt: (at) => at };

function placesOf(text: string, options: FindOptions): Places {
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  let at = 0;
  for (const { 0: one, index } of text.matchAll(letter)) {
    const { length } = fold(one, options);
    // A letter that folds to nothing belongs to the one before.
    if (length > 0) starts.set(at, index);
    at += length;
    ends.set(at, index + one.length);
  }
  return { startAt: (at) => starts.get(at), endAt: (at) => ends.get(at) };
}

const wordSign = /[\p{L}\p{N}\p{M}_]/u;
/** Scripts without spaces: any letter may begin or end a word. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function isWhole(text: string, from: number, to: number): boolean {
  return !isJoined(signBefore(text, from), signAt(text, from)) && !isJoined(signBefore(text, to), signAt(text, to));
}

const isJoined = (before: string, after: string): boolean =>
  wordSign.test(before) && wordSign.test(after) && !unspaced.test(before) && !unspaced.test(after);

const signAt = (text: string, at: number): string => {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
};

function signBefore(text: string, at: number): string {
  const pair = at >= 2 ? signAt(text, at - 2) : "";
  return pair.length === 2 ? pair : text.slice(Math.max(0, at - 1), at);
}
