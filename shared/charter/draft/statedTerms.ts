/**
 * What the words of a text say of its own term: how long it is in force, its last day, how long before its end its renewal
 * is due. Read with care: a sentence that does not speak of the agreement itself says nothing here, so that what a person
 * is told differs. English, Arabic, French and Spanish (`termWords.ts`). Notice of a party that withdraws is no part of a
 * term, and is not read. In time linear in the text; never throws.
 */

import { addDays, addMonths, daysBetween, isDay } from "../../base/days.ts";
import type { ClauseId } from "../../base/ids.ts";
import type { Term } from "../parties/term.ts";
import { looseId, ownTextBlocks, placeClauses } from "../text/clauses.ts";
import type { CharterText, ElementNode } from "../text/model.ts";
import { type TermUnit, termWords } from "./termWords.ts";

/** Of one unit; years are months, weeks are days. */
export interface Span {
  readonly months: number;
  readonly days: number;
}

/** `words`: as they stand, "three years". */
type Said =
  | { readonly kind: "length" | "notice"; readonly words: string; readonly span: Span }
  /** `YYYY-MM-DD`. */
  | { readonly kind: "lastDay"; readonly words: string; readonly day: string };

/** Outside every clause: `looseId`. */
export type StatedTerm = Said & { readonly clause: ClauseId };

export function readStatedTerms(text: CharterText): readonly StatedTerm[] {
  const inText = (clause: ClauseId, node: ElementNode): readonly StatedTerm[] =>
    [...ownTextBlocks(node)].flatMap(({ block }) => statedIn(wordsOf(block)).map((one) => ({ ...one, clause })));
  return [...inText(looseId, text), ...placeClauses(text).flatMap(({ clause: { id, node } }) => inText(id, node))];
}

/** Of what the text says, that which is not so by the term. What cannot be known before the first day is not told. */
export const differingTerms = (stated: readonly StatedTerm[], term: Term): readonly StatedTerm[] =>
  stated.filter((one) => {
    if (one.kind === "lastDay") return isOtherDay(one.day, term);
    return one.kind === "length" ? isOtherLength(one.span, term) : isOtherNotice(one.span, term);
  });

function isOtherLength({ months, days }: Span, { from, months: chosen, until }: Term): boolean {
  if (chosen !== null) return months > 0 ? months !== chosen : !isAbout(days, chosen);
  if (until === null) return true;
  if (from === null) return false;
  const end = addDays(addMonths(from, months), days);
  return Math.abs(daysBetween(until, end)) > 1;
}

function isOtherDay(day: string, { from, months, until }: Term): boolean {
  if (until !== null) return day !== until;
  if (months === null) return true;
  return from !== null && Math.abs(daysBetween(day, addMonths(from, months))) > 1;
}

function isOtherNotice({ months, days }: Span, { months: length, until, noticeDays }: Term): boolean {
  if (length === null && until === null) return false;
  return months > 0 ? !isAbout(noticeDays, months) : days !== noticeDays;
}

/** Whether so many days may be so many months. */
const isAbout = (days: number, months: number): boolean =>
  days >= months * 30 - 2 - Math.floor(months / 6) && days <= months * 30.5 + 2;

// ---- words --------------------------------------------------------------------------------------

const wordsOf = ({ content }: ElementNode): string =>
  content.map((node) => (node.type === "text" ? node.text : node.type === "hard_break" ? "\n" : " ")).join("");

interface Token {
  readonly word: string;
  /** In the sentence as it stands. */
  readonly from: number;
  readonly to: number;
}

/** Longer sentences are no sentences. */
const maxTokens = 400;

function statedIn(block: string): readonly Said[] {
  // Alternatives side by side are settled before anything is compared.
  const sentences = block.split(/[.;!?؟؛\n](?=\s|$)/u).filter((one) => !/\]\s*\[/u.test(one));
  return sentences.flatMap((sentence) => {
    const tokens = tokensOf(sentence);
    return tokens.length > maxTokens ? [] : compiled.flatMap((language) => readSentence(sentence, tokens, language));
  });
}

const tokensOf = (sentence: string): readonly Token[] =>
  Array.from(sentence.matchAll(/\p{Nd}+|[\p{L}\p{M}\u0640]+/gu), ({ 0: found, index }) => ({
    word: plain(found),
    from: index,
    to: index + found.length,
  }));

const plain = (word: string): string => (/^[a-z]+$/i.test(word) ? word.toLowerCase() : folded(word));

const folded = (word: string): string =>
  word
    .normalize("NFKD")
    .replace(/[\p{M}\u0640]/gu, "")
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replaceAll("ة", "ه")
    .replaceAll("ى", "ي")
    .toLowerCase();

interface Compiled {
  readonly renews: readonly string[];
  readonly names: ReadonlySet<string>;
  readonly these: ReadonlySet<string>;
  readonly terms: ReadonlySet<string>;
  readonly befores: ReadonlySet<string>;
  readonly ends: ReadonlySet<string>;
  readonly gap: ReadonlySet<string>;
  readonly lasts: ReadonlySet<string>;
  readonly until: ReadonlySet<string>;
  readonly units: ReadonlyMap<string, readonly [TermUnit, count?: number]>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly months: ReadonlyMap<string, number>;
}

const phrase = (words: string): string => words.split(" ").map(plain).join(" ");
const setOf = (phrases: readonly string[]): ReadonlySet<string> => new Set(phrases.map(phrase));

const compiled: readonly Compiled[] = termWords.map((words) => ({
  names: setOf(words.names),
  these: setOf(words.these),
  terms: setOf(words.term),
  befores: setOf(words.before),
  ends: setOf(words.end),
  gap: setOf([...words.gap, ...words.names, ...words.these]),
  lasts: setOf(words.lasts),
  until: setOf(words.until),
  renews: words.renew.map(plain),
  units: new Map(Object.entries(words.units).map(([name, unit]) => [plain(name), unit])),
  numbers: new Map(
    Array.from({ length: 100 }, (_, at) => at + 1).flatMap((value) =>
      words.number(value).map((said): readonly [string, number] => [phrase(said), value]),
    ),
  ),
  months: new Map(
    words.months.flatMap((names, at) => names.map((name): readonly [string, number] => [phrase(name), at + 1])),
  ),
}));

/** No number, phrase or name of a month has more words. */
const maxPhrase = 5;
/** Between "in force" and how long, so many words may stand. */
const reach = 6;

function readSentence(sentence: string, tokens: readonly Token[], language: Compiled): readonly Said[] {
  const subject = subjectIn(tokens, language);
  if (subject < 0) return [];
  const said = (from: number, to: number): string =>
    sentence.slice(tokens[from]?.from ?? 0, tokens[to - 1]?.to ?? 0).trim();
  const found: Said[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const lasts = phraseAt(tokens, at, language.lasts) || termAt(tokens, at, language);
    const span = lasts === 0 ? null : firstIn(tokens, at + lasts, language, (from) => spanAt(tokens, from, language));
    if (span !== null && !isBefore(tokens, span.to, language)) {
      found.push({ kind: "length", span: span.value, words: said(span.from, span.to) });
      break;
    }
  }
  for (let at = 0; at < tokens.length; at++) {
    const until = phraseAt(tokens, at, language.until);
    const day =
      until === 0 ? null : firstIn(tokens, at + until, language, (from) => dayAt(sentence, tokens, from, language));
    if (day === null) continue;
    found.push({ kind: "lastDay", day: day.value, words: said(day.from, day.to) });
    break;
  }
  const speaksOfRenewal = tokens.some(({ word }) => language.renews.some((begin) => word.startsWith(begin)));
  for (let at = 0; speaksOfRenewal && at < tokens.length; at++) {
    const span = spanAt(tokens, at, language) ?? null;
    const isDue = span !== null && isBefore(tokens, span.to, language);
    if (!isDue) continue;
    found.push({ kind: "notice", span: span.value, words: said(at, span.to) });
    break;
  }
  return found;
}

interface Read<T> {
  readonly value: T;
  /** Indexes of tokens. */
  readonly from: number;
  readonly to: number;
}

/** What `read` finds next, behind nothing but words that may stand between. */
function firstIn<T>(
  tokens: readonly Token[],
  start: number,
  { gap }: Compiled,
  read: (at: number) => { readonly value: T; readonly to: number } | null,
): Read<T> | null {
  for (let from = start; from < start + reach; from++) {
    const one = read(from);
    if (one !== null) return { ...one, from };
    if (!gap.has(tokens[from]?.word ?? "")) return null;
  }
  return null;
}

/** Where the agreement is named: "this mutual accord", "the present charter". */
const subjectIn = (tokens: readonly Token[], { names, these }: Compiled): number =>
  tokens.findIndex(
    ({ word }, at) => names.has(word) && tokens.slice(Math.max(0, at - 2), at).some((one) => these.has(one.word)),
  );

/** How many words of a phrase stand at a place; 0: none. The longest one. */
function phraseAt(tokens: readonly Token[], at: number, phrases: ReadonlySet<string>): number {
  for (let length = Math.min(maxPhrase, tokens.length - at); length > 0; length--)
    if (phrases.has(joined(tokens, at, length))) return length;
  return 0;
}

const joined = (tokens: readonly Token[], at: number, length: number): string =>
  tokens
    .slice(at, at + length)
    .map(({ word }) => word)
    .join(" ");

/** "The term of this charter": how many words until behind its name; 0: it says no such thing. */
function termAt(tokens: readonly Token[], at: number, { terms, names }: Compiled): number {
  if (!terms.has(tokens[at]?.word ?? "")) return 0;
  const name = tokens.slice(at + 1, at + reach).findIndex(({ word }) => names.has(word));
  return name < 0 ? 0 : name + 2;
}

/** "… before it ends", "… before the end of this charter". */
function isBefore(tokens: readonly Token[], at: number, { befores, ends }: Compiled): boolean {
  const near = tokens.slice(at, at + reach);
  const before = near.findIndex(({ word }) => befores.has(word));
  return before >= 0 && before < 2 && near.slice(before + 1).some(({ word }) => ends.has(word));
}

function numberAt(
  tokens: readonly Token[],
  at: number,
  { numbers }: Compiled,
): { readonly value: number; readonly to: number } | null {
  const word = tokens[at]?.word ?? "";
  if (/^[0-9]{1,4}$/.test(word)) return { value: Number(word), to: at + 1 };
  for (let length = Math.min(maxPhrase, tokens.length - at); length > 0; length--) {
    const value = numbers.get(joined(tokens, at, length));
    if (value !== undefined) return { value, to: at + length };
  }
  return null;
}

function spanAt(
  tokens: readonly Token[],
  at: number,
  language: Compiled,
): { readonly value: Span; readonly to: number } | null {
  const number = numberAt(tokens, at, language);
  // "three (3) years"
  const again = number === null ? null : numberAt(tokens, number.to, language);
  const to = again !== null && again.value === number?.value ? again.to : (number?.to ?? at);
  const unit = language.units.get(tokens[to]?.word ?? "");
  if (unit === undefined) return null;
  const [name, count] = unit;
  const value = number?.value ?? count;
  if (value === undefined || value === 0) return null;
  if (name === "years" || name === "months")
    return { value: { months: value * (name === "years" ? 12 : 1), days: 0 }, to: to + 1 };
  return { value: { months: 0, days: value * (name === "weeks" ? 7 : 1) }, to: to + 1 };
}

/** "2027-11-30", "30 November 2027", "November 30, 2027", "30 de noviembre de 2027". A day by its month's number is not read. */
function dayAt(
  sentence: string,
  tokens: readonly Token[],
  at: number,
  { months }: Compiled,
): { readonly value: string; readonly to: number } | null {
  const iso = sentence.slice(tokens[at]?.from ?? 0, tokens[at + 2]?.to ?? 0);
  if (/^\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2}$/u.test(iso))
    return day(
      [0, 1, 2].map((i) => tokens[at + i]?.word ?? ""),
      at + 3,
    );
  const parts: string[] = [];
  let month = 0;
  let to = at;
  for (; to < at + 7 && to < tokens.length && (parts.length < 2 || month === 0); to++) {
    const word = tokens[to]?.word ?? "";
    const two = months.get(joined(tokens, to, 2));
    const named = two ?? months.get(word);
    if (named !== undefined) {
      if (month > 0) return null;
      month = named;
      if (two !== undefined) to++;
    } else if (/^[0-9]+$/.test(word)) parts.push(word);
    else if (!fillers.has(word) || to === at) return null;
  }
  const [first = "", second = ""] = parts;
  return second.length === 4 && month > 0
    ? day([second, String(month).padStart(2, "0"), first.padStart(2, "0")], to)
    : null;
}

/** Between the parts of a date. */
const fillers: ReadonlySet<string> = new Set(["de", "del", "of", "er", "st", "nd", "rd", "th", "من"]);

function day(parts: readonly string[], to: number): { readonly value: string; readonly to: number } | null {
  const value = parts.join("-");
  return isDay(value) ? { value, to } : null;
}
