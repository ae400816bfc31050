/**
 * Where a word that is wider than its line may break. The compiler breaks at spaces, hyphens and between the letters of
 * scripts that know no spaces; a longer word would run off the paper. A break is no letter, so nobody copies it.
 */
import type { Drawer } from "../../drawing.ts";

/** What the compiler never breaks inside. Chinese, Japanese, Thai, Lao, Khmer and Burmese it breaks by itself. */
const words =
  /[^\s\u200b\u0f0b\u1361\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;
const clusters = /[^\p{M}\u200c\u200d][\p{M}\u200c\u200d]*|[\p{M}\u200c\u200d]+/gu;
/** Addresses break behind their signs, before they break anywhere. */
const behindSigns = /[^/?&=._\-#:]*[/?&=._\-#:]+|[^/?&=._\-#:]+/g;
/** No letter is wider, but for a few that stand alone; saves measuring short words. */
const widestLetter = 2.5;
/** Shaping may widen a word a little. */
const slack = 1.04;

/** The widest part of a text that stays on one line, in parts of the letter size. */
export function widestWord(text: string, drawer: Drawer): number {
  let widest = 0;
  for (const [word] of text.matchAll(words)) widest = Math.max(widest, drawer.width(word) * slack);
  return Math.max(widest, text.trim() === "" ? 0 : 1);
}

/** `text` in parts between which a line may break; `room`: how wide a line is, in parts of the letter size. */
export function breakLong(text: string, room: number, drawer: Drawer): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const found of text.matchAll(words)) {
    const [word] = found;
    if (word.length * widestLetter < room || drawer.width(word) * slack < room) continue;
    const [first = "", ...others] = breakWord(word, room, drawer);
    parts.push(text.slice(from, found.index) + first, ...others);
    from = found.index + word.length;
    // What follows the word stays joined to its last part.
    const last = parts.pop() ?? "";
    const rest = text.slice(from).match(/^\s*/)?.[0] ?? "";
    parts.push(last + rest);
    from += rest.length;
  }
  if (from < text.length || parts.length === 0) parts.push(text.slice(from));
  return parts;
}

/** The longer a word is, the fewer places it gets: the compiler weighs each against the others. */
function breakWord(word: string, room: number, drawer: Drawer): readonly string[] {
  const lines = (drawer.width(word) * slack) / room;
  const wide = lines < 3 ? 0 : lines < 20 ? room / 12 : room / 3;
  return (word.match(behindSigns) ?? []).flatMap((part) =>
    drawer.width(part) * slack < room ? [part] : gather(part.match(clusters) ?? [], wide, drawer),
  );
}

/** Letters in parts that are each as wide as `wide` at most, or one letter. */
function gather(letters: readonly string[], wide: number, drawer: Drawer): readonly string[] {
  const parts: string[] = [];
  let last = Number.POSITIVE_INFINITY;
  for (const letter of letters) {
    const width = drawer.width(letter) * slack;
    if (last + width > wide) parts.push(letter);
    else parts.push((parts.pop() ?? "") + letter);
    last = last + width > wide ? width : last + width;
  }
  return parts;
}
