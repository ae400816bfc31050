/**
 * Text as the fonts can draw it. Nothing a party signed may vanish from the page or change how other words read,
 * so what no font holds, and what would reorder its neighbours unseen, is shown by its number: ‹U+1F600›.
 */

export interface Drawable {
  readonly text: string;
  /** How many characters are shown by their number. */
  readonly numbered: number;
}

/** PDF 1.7 viewers draw no control character; these are spaces by their meaning. */
const spaces = /[\t\n\v\f\r\u0085\u2028\u2029]/gu;
/** Control characters, half surrogates, embeddings and overrides of direction, byte order marks, private use. */
const neverDrawn =
  /[\p{Cc}\u{d800}-\u{f8ff}\u{202a}\u{202b}\u{202d}\u{202e}\u{206a}-\u{206f}\u{feff}\u{fff9}-\u{ffff}\u{f0000}-\u{10ffff}]/u;
/** A character with the marks and joiners that a font has to draw together with it. */
const clusters = /[^\p{M}\u200c\u200d][\p{M}\u200c\u200d]*|[\p{M}\u200c\u200d]+/gu;

/** PDF/A bounds the length of what cannot be broken; a place to break is seen by nobody. */
const unbroken = /\S{200}(?=[^\s\p{M}])/gu;

const numberOf = (character: string): string =>
  `\u2039U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}\u203a`;

/** `coverage`: the code points of each family, as `loadFonts` gives them. */
export function createDrawer(coverage: readonly ReadonlySet<number>[]): (text: string) => Drawable {
  const isDrawn = (characters: readonly string[]): boolean =>
    coverage.some((family) => characters.every((character) => family.has(character.codePointAt(0) ?? 0)));
  return (given) => {
    let numbered = 0;
    const number = (character: string): string => {
      numbered += 1;
      return numberOf(character);
    };
    const text = given.replace(spaces, " ").replace(clusters, (cluster) => {
      const characters = [...cluster];
      if (!neverDrawn.test(cluster) && isDrawn(characters)) return cluster;
      return characters
        .map((character) =>
          neverDrawn.test(character) || !isDrawn([character]) || isMark(character) ? number(character) : character,
        )
        .join("");
    });
    return { text: text.replace(unbroken, "$&\u200b"), numbered };
  };
}

const isMark = (character: string): boolean => /[\p{M}\u200c\u200d]/u.test(character);
