/** Raised and lowered signs as plain text: the meaning stays, and no word grows. */

const raised: Readonly<Record<string, string>> = {
  ...signs("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ"),
  "−": "⁻",
  o: "º",
  a: "ª",
  TM: "™",
  SM: "℠",
};
const lowered: Readonly<Record<string, string>> = { ...signs("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"), "−": "₋" };

function signs(from: string, to: string): Readonly<Record<string, string>> {
  const targets = [...to];
  return Object.fromEntries([...from].map((sign, index) => [sign, targets[index] ?? sign]));
}

/**
 * `text` as it stands raised or lowered after `before`: "m" and "2" give "m²", "1" and "st" give "1st", the mark of a
 * note gives " [1]", what has no sign of its own "^(n/2)".
 */
export function scriptText(text: string, script: "sup" | "sub", before: string, isNote: boolean): string {
  const said = text.trim();
  if (said === "") return text;
  const isMark = /^[[(]?(?:\p{Nd}{1,3}|[*†‡§¶]{1,3}|[ivxlc]{1,5}|[a-z])[\])]?$/u.test(said);
  if (isNote && isMark) {
    const mark = `[${said.replace(/^[[(]|[\])]$/g, "")}]`;
    return before === "" || /\s$/.test(before) ? mark : ` ${mark}`;
  }
  const map = script === "sup" ? raised : lowered;
  const whole = map[said];
  if (whole !== undefined && !(/^[oa]$/.test(said) && !/[\p{Nd}nN]$/u.test(before))) return text.replace(said, whole);
  const each = [...said].map((sign) => map[sign] ?? null);
  if (each.every((sign) => sign !== null) && !/\p{L}{2}/u.test(said)) return text.replace(said, each.join(""));
  // Endings of ordinals and abbreviations: 1st, Mme, XXe.
  if (/^\p{L}{2,}\.?$/u.test(said) || (/^\p{L}$/u.test(said) && /[\p{Nd}IVXLC]$/u.test(before))) return text;
  // Signs that are raised by nature.
  if (/^[\p{So}\p{Sk}*†‡§¶°'’"”]+$/u.test(said)) return text;
  return `${script === "sup" ? "^" : "_"}(${said})`;
}
