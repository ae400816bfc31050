/**
 * The keys of the root `review`: what is struck out, formatted or set as a suggestion, and what was answered. A key is
 * parts between slashes, its numbers in base 36. Each key has one spelling, so that an answer is found by the key of
 * what it answers.
 *
 * [I16] Nothing that a key names is looked up: a key is a string, and readings pass over what is not there.
 */

import { isSuggesting } from "../../base/clientClass.ts";
import { isMarkName, type MarkName } from "../../charter/text/grammar.ts";
import { isStoredName, isStoredValue, type StoredName, storedForm } from "../../charter/text/layout.ts";
import { isAllowedHref } from "../../charter/text/links.ts";
import type { DeletedRange, StructId } from "./updateBytes.ts";

/** Clocks of one client, at least one. */
export type ItemRange = DeletedRange;

/** Of one act of suggesting: a number that its client gives once. */
export interface SuggestionId {
  readonly client: number;
  readonly number: number;
}

/** What a suggestion asks for, other than new words. */
export type ReviewEntry =
  | { readonly kind: "del"; readonly suggestion: SuggestionId; readonly range: ItemRange }
  | { readonly kind: "fmt"; readonly suggestion: SuggestionId; readonly range: ItemRange; readonly mark: MarkName }
  | {
      readonly kind: "set";
      readonly suggestion: SuggestionId;
      readonly element: StructId;
      readonly name: StoredName;
      readonly attr: string;
    };

/** What is answered: an entry, or words of a suggesting id. */
export type Answered = ReviewEntry | { readonly kind: "ins"; readonly range: ItemRange };

export type ReviewKey =
  | ReviewEntry
  /** Taken back, accepted, rejected. */
  | { readonly kind: "out" | "ok" | "no"; readonly of: Answered }
  /** How `client` settles a bracket. */
  | { readonly kind: "pick"; readonly bracket: StructId; readonly client: number }
  /** Settled as it stands. */
  | { readonly kind: "as"; readonly range: ItemRange };

/** Null for a string that is no key, or one in another spelling than `writeReviewKey` has. */
export function readReviewKey(key: string): ReviewKey | null {
  const [kind, ...parts] = key.split("/");
  switch (kind) {
    case "out":
    case "ok":
    case "no": {
      const of = parts[0] === "ins" ? readInserted(parts.slice(1)) : readEntry(parts[0], parts.slice(1));
      return of && { kind, of };
    }
    case "pick": {
      const bracket = readItemId(parts[0]);
      const client = readNumber(parts[1]);
      return bracket && client !== null && parts.length === 2 ? { kind, bracket, client } : null;
    }
    case "as": {
      const range = readRange(parts[0]);
      return range && parts.length === 1 ? { kind, range } : null;
    }
    default:
      return readEntry(kind, parts);
  }
}

function readInserted(parts: readonly string[]): Answered | null {
  const range = readRange(parts[0]);
  return range && isSuggesting(range.client) && parts.length === 1 ? { kind: "ins", range } : null;
}

function readEntry(kind: string | undefined, parts: readonly string[]): ReviewEntry | null {
  const id = readItemId(parts[0]);
  if (id === null || !isSuggesting(id.client)) return null;
  const suggestion = { client: id.client, number: id.clock };
  if (kind === "set") return readSetting(suggestion, parts);
  const range = readRange(parts[1]);
  if (range === null) return null;
  if (kind === "del") return parts.length === 2 ? { kind, suggestion, range } : null;
  const mark = parts[2] ?? "";
  return kind === "fmt" && parts.length === 3 && isMarkName(mark) ? { kind, suggestion, range, mark } : null;
}

function readSetting(suggestion: SuggestionId, parts: readonly string[]): ReviewEntry | null {
  const element = readItemId(parts[1]);
  const [name = "", attr = ""] = parts.slice(2);
  if (element === null || parts.length !== 4 || !isStoredName(name) || storedForm(name, attr) === null) return null;
  return { kind: "set", suggestion, element, name, attr };
}

const numberForm = /^(?:0|[1-9a-z][0-9a-z]{0,10})$/;

function readNumber(text: string | undefined): number | null {
  if (text === undefined || !numberForm.test(text)) return null;
  const number = Number.parseInt(text, 36);
  return Number.isSafeInteger(number) ? number : null;
}

/** `client.clock`, as `home` and `column` have it; null in any other spelling. */
export function readItemId(text: string | undefined): StructId | null {
  const [first, second, ...more] = text?.split(".") ?? [];
  const client = readNumber(first);
  const clock = readNumber(second);
  return client === null || clock === null || more.length > 0 ? null : { client, clock };
}

function readRange(text: string | undefined): ItemRange | null {
  const [start, end, ...more] = text?.split("+") ?? [];
  const id = readItemId(start);
  const length = readNumber(end);
  if (id === null || length === null || length === 0 || more.length > 0) return null;
  return Number.isSafeInteger(id.clock + length) ? { ...id, length } : null;
}

export function writeReviewKey(key: ReviewKey): string {
  switch (key.kind) {
    case "out":
    case "ok":
    case "no":
      return `${key.kind}/${key.of.kind === "ins" ? `ins/${writeRange(key.of.range)}` : writeReviewKey(key.of)}`;
    case "pick":
      return `pick/${writeItemId(key.bracket)}/${key.client.toString(36)}`;
    case "as":
      return `as/${writeRange(key.range)}`;
    case "del":
      return `del/${writeSuggestion(key.suggestion)}/${writeRange(key.range)}`;
    case "fmt":
      return `fmt/${writeSuggestion(key.suggestion)}/${writeRange(key.range)}/${key.mark}`;
    case "set":
      return `set/${writeSuggestion(key.suggestion)}/${writeItemId(key.element)}/${key.name}/${key.attr}`;
  }
}

export const writeItemId = ({ client, clock }: StructId): string => `${client.toString(36)}.${clock.toString(36)}`;
const writeRange = (range: ItemRange): string => `${writeItemId(range)}+${range.length.toString(36)}`;
const writeSuggestion = ({ client, number }: SuggestionId): string => writeItemId({ client, clock: number });

/** Whether a key may have this value. */
export function isReviewValue(key: ReviewKey, value: unknown): boolean {
  switch (key.kind) {
    case "fmt":
      return value === false || (key.mark === "link" ? isAllowedHref(value) : value === true);
    case "set": {
      const form = storedForm(key.name, key.attr);
      // Null: as usual, as without the attribute.
      return form !== null && (value === null || isStoredValue(form, value));
    }
    case "pick":
      return value === "first" || value === "out" || (typeof value === "string" && readItemId(value) !== null);
    default:
      return value === true;
  }
}

/** Whether a client id may write a key. Whose words a key names does not enter. */
export function isReviewWriter(key: ReviewKey, client: number): boolean {
  switch (key.kind) {
    case "del":
    case "fmt":
    case "set":
      return key.suggestion.client === client;
    case "out":
      return isSuggesting(client);
    case "pick":
      return key.client === client && !isSuggesting(client);
    default:
      return !isSuggesting(client);
  }
}
