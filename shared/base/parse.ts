/** unknown -> Result. Small combinators; every byte from disk, network, IPC or a person goes through one. */
import { err, ok, type Result } from "./result.ts";

export interface ParseFault {
  /** Where: "invite.role"; "" is the value itself. */
  readonly at: string;
  readonly expected: string;
  /** Where words for people were expected: what is wrong with these. */
  readonly unfit?: UnfitWords;
}

export interface UnfitWords {
  readonly problem: "empty" | "tooLong" | "lineBreak" | "unseen" | "notNormal";
  readonly limit: number;
  /** The character that may not stand there. */
  readonly code: number | null;
}

export type Parser<T> = (value: unknown, at?: string) => Result<T, ParseFault>;
export type Parsed<P> = P extends Parser<infer T> ? T : never;

const fault = (at: string, expected: string): Result<never, ParseFault> => err({ at, expected });

/** Builds a parser from a function that answers null for "no". */
export const check =
  <T>(expected: string, read: (value: unknown) => T | null): Parser<T> =>
  (value, at = "") => {
    const parsed = read(value);
    return parsed === null ? fault(at, expected) : ok(parsed);
  };

export const text = (limits: { readonly min?: number; readonly max: number }): Parser<string> =>
  check(`text of ${limits.min ?? 0} to ${limits.max} characters`, (value) =>
    typeof value === "string" && value.length >= (limits.min ?? 0) && value.length <= limits.max ? value : null,
  );

export const integer = (limits: { readonly min: number; readonly max: number }): Parser<number> =>
  check(`a whole number from ${limits.min} to ${limits.max}`, (value) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= limits.min && value <= limits.max
      ? value
      : null,
  );

export const flag: Parser<boolean> = (value, at = "") =>
  typeof value === "boolean" ? ok(value) : fault(at, "true or false");

export const bytes = (limits: { readonly min?: number; readonly max: number }): Parser<Uint8Array<ArrayBuffer>> =>
  check(`${limits.min ?? 0} to ${limits.max} bytes`, (value) =>
    value instanceof Uint8Array && value.length >= (limits.min ?? 0) && value.length <= limits.max
      ? (value as Uint8Array<ArrayBuffer>)
      : null,
  );

export const oneOf = <const T extends string | number>(...allowed: readonly T[]): Parser<T> =>
  check(`one of ${allowed.join(", ")}`, (value) => (allowed.includes(value as T) ? (value as T) : null));

export const nullable =
  <T>(parser: Parser<T>): Parser<T | null> =>
  (value, at = "") =>
    value === null ? ok(null) : parser(value, at);

/** The first that reads it. */
export const either =
  <A, B>(first: Parser<A>, second: Parser<B>): Parser<A | B> =>
  (value, at = "") => {
    const parsed = first(value, at);
    return parsed.ok ? parsed : second(value, at);
  };

/** A key that may be left out. */
export const missing =
  <T>(parser: Parser<T>, otherwise: T): Parser<T> =>
  (value, at = "") =>
    value === undefined ? ok(otherwise) : parser(value, at);

export const list =
  <T>(parser: Parser<T>, limits: { readonly min?: number; readonly max: number }): Parser<readonly T[]> =>
  (value, at = "") => {
    if (!Array.isArray(value) || value.length < (limits.min ?? 0) || value.length > limits.max)
      return fault(at, `a list of ${limits.min ?? 0} to ${limits.max}`);
    const items: T[] = [];
    for (const [index, item] of value.entries()) {
      const parsed = parser(item, `${at}[${index}]`);
      if (!parsed.ok) return parsed;
      items.push(parsed.value);
    }
    return ok(items);
  };

/** Exactly these keys: a missing or an unknown one is a fault. */
export const object =
  <Shape extends Readonly<Record<string, Parser<unknown>>>>(
    shape: Shape,
  ): Parser<{ readonly [Key in keyof Shape]: Parsed<Shape[Key]> }> =>
  (value, at = "") => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return fault(at, "an object");
    const given = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(given)) if (!Object.hasOwn(shape, key)) return fault(at, `no key "${key}"`);
    const parsed: Record<string, unknown> = {};
    for (const [key, parser] of Object.entries(shape)) {
      // A decoder may have put a key "__proto__" into the prototype: what is inherited was not given.
      const field = parser(Object.hasOwn(given, key) ? given[key] : undefined, at === "" ? key : `${at}.${key}`);
      if (!field.ok) return field;
      parsed[key] = field.value;
    }
    return ok(parsed as { readonly [Key in keyof Shape]: Parsed<Shape[Key]> });
  };

/** A fixed-length array, position by position. */
export const tuple =
  <Parts extends readonly Parser<unknown>[]>(
    ...parts: Parts
  ): Parser<{ readonly [Index in keyof Parts]: Parsed<Parts[Index]> }> =>
  (value, at = "") => {
    if (!Array.isArray(value) || value.length !== parts.length) return fault(at, `a list of ${parts.length}`);
    const parsed: unknown[] = [];
    for (const [index, parser] of parts.entries()) {
      const part = parser(value[index], `${at}[${index}]`);
      if (!part.ok) return part;
      parsed.push(part.value);
    }
    return ok(parsed as unknown as { readonly [Index in keyof Parts]: Parsed<Parts[Index]> });
  };

/** A union of objects told apart by their `kind`. */
export const variants =
  <Shapes extends Readonly<Record<string, Parser<unknown>>>>(shapes: Shapes): Parser<Parsed<Shapes[keyof Shapes]>> =>
  (value, at = "") => {
    const kind = typeof value === "object" && value !== null ? (value as { kind?: unknown }).kind : undefined;
    const parser = typeof kind === "string" && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
    return parser === undefined
      ? fault(at === "" ? "kind" : `${at}.kind`, `one of ${Object.keys(shapes).join(", ")}`)
      : (parser(value, at) as Result<Parsed<Shapes[keyof Shapes]>, ParseFault>);
  };
