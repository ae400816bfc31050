/**
 * Names and other words that people give and that others read beside their own: of persons, parties, devices and
 * charters, notes, statements, reasons. PROTOCOL.md, L40. `name` and `words` judge what was signed; `givenName` and
 * `givenWords` read what somebody gives, and refuse with words what cannot be signed.
 */
import type { ParseFault, Parser, UnfitWords } from "../../base/parse.ts";
import { err, ok } from "../../base/result.ts";
import { classBits, classOf } from "../text/characters.ts";
import { mend, unseenIn } from "../text/seen.ts";

/** In UTF-16 units, as JavaScript counts. */
export const wordLimits = {
  name: 200,
  constituency: 2_000,
  reason: 1_000,
  /** The words that a comment is about. */
  quote: 1_000,
  /** Notes of proposals, statements of ballots and comments. */
  statement: 10_000,
} as const;

type Shape = { readonly max: number; readonly lines: boolean; readonly mayBeEmpty: boolean };

const oneLine: Shape = { max: wordLimits.name, lines: false, mayBeEmpty: false };

/** A pattern of dots without a dot, which looks like a space. */
const emptyBraille = 0x2800;

function isBlank(text: string): boolean {
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    if ((classOf(code) & classBits.base) !== 0 && code !== emptyBraille) return false;
  }
  return true;
}

/** Why `text` is none; null: it is one. */
function unfit(text: string, { max, lines, mayBeEmpty }: Shape): UnfitWords | null {
  const because = (problem: UnfitWords["problem"], code: number | null = null): UnfitWords => ({
    problem,
    limit: max,
    code,
  });
  if (text.length > max) return because("tooLong");
  const broken = lines ? -1 : text.search(/[\n\r\v\f\u0085\u2028\u2029]/);
  if (broken >= 0) return because("lineBreak", text.charCodeAt(broken));
  const [unseen] = unseenIn(text);
  if (unseen !== undefined) return because("unseen", unseen.code);
  if (isBlank(text) && !(mayBeEmpty && text === "")) return because("empty");
  return text === text.trim() && text === text.normalize("NFC") ? null : because("notNormal");
}

const expectedWords: Readonly<Record<UnfitWords["problem"], string>> = {
  empty: "something that can be read",
  tooLong: "fewer characters",
  lineBreak: "one line",
  unseen: "only characters that can be seen",
  notNormal: "the normal form NFC, without spaces at its ends",
};

const parserOf =
  (shape: Shape, prepare: (text: string) => string): Parser<string> =>
  (value, at = "") => {
    if (typeof value !== "string") return err({ at, expected: `text of at most ${shape.max} characters` });
    // Before anything else is done with it: a stranger's may be of any length.
    const text = value.length > 2 * shape.max ? value : prepare(value);
    const fault = unfit(text, shape);
    if (fault === null) return ok(text);
    const refused: ParseFault = { at, expected: expectedWords[fault.problem], unfit: fault };
    return err(refused);
  };

const asItIs = (text: string): string => text;
const trimmed = (text: string): string => text.trim().normalize("NFC");
/** Every way to end a line is a line feed; a tab is a space. */
const inLines = (text: string): string => trimmed(text.replace(/\r\n?/g, "\n").replaceAll("\t", " "));

export const name: Parser<string> = parserOf(oneLine, asItIs);
export const givenName: Parser<string> = parserOf(oneLine, trimmed);

/** More than one line, or none at all. */
const many = (max: number): Shape => ({ max, lines: true, mayBeEmpty: true });

export const words = (max: number): Parser<string> => parserOf(many(max), asItIs);
export const givenWords = (max: number): Parser<string> => parserOf(many(max), inLines);

/** The nearest name that can be signed, for one that no person gave just now; null where nothing of it can be read. */
export function mendName(text: string): string | null {
  const [...signs] = mend(text).text.replace(/\s+/gu, " ").trim();
  let short = "";
  for (const sign of signs) {
    if (short.length + sign.length > wordLimits.name) break;
    short += sign;
  }
  const mended = givenName(mend(short).text);
  return mended.ok ? mended.value : null;
}
