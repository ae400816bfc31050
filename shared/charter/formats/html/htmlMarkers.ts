/** The signs that Word draws before the points of its lists, as it writes them into a page. */
import { readFigures, readRoman } from "../enumerators.ts";
import { elementsWithin, type HtmlElement, wordsOf } from "./htmlTree.ts";

/** The written marker of a point of Word; "" where there is none. */
export function markerOf(element: HtmlElement): string {
  for (const inside of elementsWithin(element))
    if (/mso-list:\s*ignore/i.test(inside.attrs.get("style") ?? "")) return wordsOf(inside).trim();
  return "";
}

/** The number of a marker such as "3.", "b)", "(iv)", "1.2.", "٣."; null where it is a bullet. */
export function numberOf(marker: string): number | null {
  const [, sign = ""] =
    /^\(?(?:\p{Nd}+\.)*(\p{Nd}+(?=\P{L}|$)|[A-Za-z]{1,8}(?=[.):\]-]))[.):\]-]?$/u.exec(marker.trim()) ?? [];
  if (sign === "") return null;
  if (/^\p{Nd}/u.test(sign)) return readFigures(sign);
  const letters = sign.toLowerCase();
  const roman = readRoman(letters);
  // A lone letter of Roman numbers but i is more often a letter.
  if (roman !== null && (letters.length > 1 || letters === "i")) return roman;
  return letters.length > 2 ? null : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 96, 0);
}
