/** Names and texts of the other direction, kept from disturbing the sentence around them. */
import type { Language } from "./language.ts";

const leftToRight = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

const firstStrongIsolate = "\u2068";
const popIsolate = "\u2069";

/** Wrapped where it holds letters of the other direction; as it is otherwise, so that plain names stay plain. */
export function isolate(value: string, language: Language): string {
  const other = language === "ar" ? leftToRight : rightToLeft;
  return other.test(value) ? `${firstStrongIsolate}${value}${popIsolate}` : value;
}
