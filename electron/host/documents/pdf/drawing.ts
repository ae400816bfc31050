/**
 * Which face draws which letter, and which letters none draws. Nothing a party signed may vanish from the page or
 * change how other words read. The choice is a function of the text alone: a letter that an optional pack would draw
 * is never drawn by another face instead.
 */
import type { Faces, Family } from "./faces.ts";

export interface Missing {
  /** Some of the letters, as they are. */
  readonly letters: string;
  /** Unicode's name of their script, or "other". */
  readonly script: string;
  /** The optional pack that has them; null: no face is known that does. */
  readonly pack: string | null;
}

export interface Drawer {
  /** The text as it is drawn: white space as spaces, and what no face draws by its number. */
  draw(text: string): string;
  /** How wide it is on one line, in parts of the letter size, at most. */
  width(text: string): number;
  /** The families used so far, in the order in which a letter looks for its face. */
  used(): readonly Family[];
  /** How many characters were drawn by their number. */
  numbered(): number;
}

/** PDF 1.7 viewers draw no control character; these are spaces by their meaning. */
const spaces = /[\t\n\v\f\r\u0085\u2028\u2029]/gu;
/** Control characters, half surrogates, embeddings and overrides of direction, byte order marks, private use. */
const neverDrawn =
  /[\p{Cc}\u{d800}-\u{f8ff}\u{202a}\u{202b}\u{202d}\u{202e}\u{206a}-\u{206f}\u{feff}\u{fff9}-\u{ffff}\u{f0000}-\u{10ffff}]/u;
/** Need no outline: joiners, marks of direction, places to break, selectors of a variant. */
const unseen = /\u034f|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u00ad\u061c\u200b-\u200f\u2060-\u2064\u2066-\u2069]/u;
/** A character with the marks and joiners that a face has to draw together with it. */
const clusters = /[^\p{M}\u200c\u200d][\p{M}\u200c\u200d]*|[\p{M}\u200c\u200d]+/gu;

const pointOf = (character: string): number => character.codePointAt(0) ?? 0;
const numberOf = (character: string): string =>
  `\u2039U+${pointOf(character).toString(16).toUpperCase().padStart(4, "0")}\u203a`;

const amiri = "Tessi";
const hebrew = "Tess Serif Hebrew";

/** The families with those of the page's own script first; of the optional packs, those of its language. */
export function orderFamilies(families: readonly Family[], language: string, rightToLeft: boolean): readonly Family[] {
  const first = language === "he" || language === "yi" ? hebrew : rightToLeft ? amiri : "";
  const pack = language === "ja" ? "japanese" : language === "ko" ? "korean" : "chinese";
  const place = (family: Family): number =>
    family.name === first ? 0 : family.pack === null ? 1 : family.pack === pack ? 2 : 3;
  return [...families].sort((a, b) => place(a) - place(b));
}

/** The family that draws a cluster whole, or null. */
function createFinder(families: readonly Family[]): (cluster: string) => Family | null {
  const known = new Map<string, Family | null>();
  return (cluster) => {
    const before = known.get(cluster);
    if (before !== undefined) return before;
    const points = [...cluster].filter((character) => !unseen.test(character)).map(pointOf);
    const found = neverDrawn.test(cluster)
      ? null
      : (families.find((family) => points.every((point) => family.points.has(point))) ?? null);
    known.set(cluster, found);
    return found;
  };
}

export function createDrawer(faces: Faces, families: readonly Family[]): Drawer {
  const find = createFinder(families);
  const used = new Set<Family>();
  let numbered = 0;
  return {
    draw(text) {
      const drawn = text.replace(spaces, " ").replace(clusters, (cluster) => {
        const family = find(cluster);
        if (family !== null) {
          used.add(family);
          return cluster;
        }
        return [...cluster]
          .map((character) => {
            const alone = /[\p{M}\u200c\u200d]/u.test(character) ? null : find(character);
            if (alone !== null) used.add(alone);
            else numbered += 1;
            return alone === null ? numberOf(character) : character;
          })
          .join("");
      });
      for (const character of drawn.includes("\u2039U+") ? "\u2039\u203aU+0123456789ABCDEF" : "") {
        const family = find(character);
        if (family !== null) used.add(family);
      }
      return drawn;
    },
    width(text) {
      let sum = 0;
      for (const cluster of text.match(clusters) ?? []) {
        const family = find(cluster);
        for (const character of cluster)
          if (!unseen.test(character))
            sum += family === null || !faces.isInstalled(family) ? 1 : faces.width(family, pointOf(character));
      }
      return sum;
    },
    used: () => families.filter((family) => used.has(family)),
    numbered: () => numbered,
  };
}

const scripts =
  "Han Hiragana Katakana Hangul Bopomofo Yi Balinese Bamum Batak Buginese Cham Hanunoo Kayah_Li Lepcha Limbu Miao Mro Newa New_Tai_Lue Osage Pahawh_Hmong Nyiakeng_Puachue_Hmong Rejang Saurashtra Sora_Sompeng Sundanese Syloti_Nagri Tai_Le Takri Tirhuta Wancho Warang_Citi Gunjala_Gondi Masaram_Gondi Medefaidrin Toto Kirat_Rai Ol_Onal Coptic Glagolitic Gothic Runic Ogham Braille Mandaic Samaritan Latin Cyrillic Greek Arabic Hebrew Devanagari"
    .split(" ")
    .flatMap((name) => {
      try {
        return [{ name: name.replaceAll("_", " "), pattern: new RegExp(`\\p{Script=${name}}`, "u") }];
      } catch {
        // A script that this machine's Unicode does not know yet.
        return [];
      }
    });

function scriptOf(character: string): string {
  if (/\p{Extended_Pictographic}/u.test(character)) return "emoji";
  return scripts.find(({ pattern }) => pattern.test(character))?.name ?? "other";
}

const shownLetters = 8;

/**
 * What cannot be drawn of these texts with the faces that are here; null: nothing. `known`: only letters that some
 * face is known to have.
 */
export function findMissing(
  texts: Iterable<string>,
  faces: Faces,
  families: readonly Family[],
  { known }: { readonly known: boolean },
): Missing | null {
  const find = createFinder(families);
  const missing = new Map<string, string | null>();
  for (const text of texts)
    for (const cluster of text.replace(spaces, " ").match(clusters) ?? []) {
      const family = find(cluster);
      if (family === null ? !known : !faces.isInstalled(family)) missing.set(cluster, family?.pack ?? null);
    }
  const [first] = missing;
  if (first === undefined) return null;
  const [letter, pack] = first;
  const script = scriptOf(letter);
  const letters = [...missing]
    .filter(([other, its]) => its === pack && scriptOf(other) === script)
    .map(([other]) => other);
  return { letters: letters.slice(0, shownLetters).join(" "), script, pack };
}
