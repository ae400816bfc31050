/** Numbers as office programs draw them before the points of a list. */
import { toRoman } from "../enumerators.ts";

/** `format`: by the names that Word has for them. Beyond what anybody writes in letters, in figures. */
export function drawNumber(number: number, format: string): string {
  switch (format) {
    case "none":
      return "";
    case "decimalZero":
      return String(number).padStart(2, "0");
    case "lowerLetter":
    case "upperLetter": {
      if (number < 1 || number > 26 * 8) return String(number);
      const letter = String.fromCharCode(97 + ((number - 1) % 26)).repeat(Math.ceil(number / 26));
      return format === "upperLetter" ? letter.toUpperCase() : letter;
    }
    case "lowerRoman":
    case "upperRoman": {
      if (number < 1 || number > 3999) return String(number);
      const roman = toRoman(number);
      return format === "upperRoman" ? roman.toUpperCase() : roman;
    }
    default:
      return String(number);
  }
}
