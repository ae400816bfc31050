/** A small, strict reader of PDF values (ISO 32000, 7.3), for updates that other programs add to our files. */

export type PdfValue =
  | number
  | boolean
  | null
  /** A name begins with "/". */
  | string
  | { readonly ref: number }
  /** Hexadecimal. */
  | { readonly bytes: string }
  | readonly PdfValue[]
  | PdfDictionary;
export interface PdfDictionary {
  readonly entries: ReadonlyMap<string, PdfValue>;
}

export const isDictionary = (value: PdfValue | undefined): value is PdfDictionary =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "entries" in value;
export const isReference = (value: PdfValue | undefined): value is { readonly ref: number } =>
  typeof value === "object" && value !== null && "ref" in value;

/** Whether two values say the same. */
export function sameValue(a: PdfValue | undefined, b: PdfValue | undefined): boolean {
  if (isDictionary(a) && isDictionary(b))
    return (
      a.entries.size === b.entries.size && [...a.entries].every(([key, value]) => sameValue(value, b.entries.get(key)))
    );
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => sameValue(one, b[at]));
  return JSON.stringify(a) === JSON.stringify(b) && !isDictionary(a) && !isDictionary(b);
}

const maxDepth = 32;

/** Reads forward over the letters of a file (latin1). Each step answers null or false where the file says otherwise. */
export class PdfReader {
  readonly #text: string;
  at: number;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.at = at;
  }

  skipSpace(): void {
    while (/[\0\t\n\f\r ]/.test(this.#text[this.at] ?? "x")) this.at += 1;
  }

  /** The match of a sticky pattern here, after white space. */
  take(pattern: RegExp): RegExpExecArray | null {
    this.skipSpace();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.at += found[0].length;
    return found;
  }

  value(depth = 0): PdfValue | undefined {
    if (depth > maxDepth) return undefined;
    const reference = this.take(/(\d{1,9}) 0 R(?![\w])/y);
    if (reference !== null) return { ref: Number(reference[1]) };
    const number = this.take(/[+-]?(?:\d+\.?\d*|\.\d+)/y);
    if (number !== null) return Number(number[0]);
    const word = this.take(/true|false|null/y);
    if (word !== null) return word[0] === "null" ? null : word[0] === "true";
    const name = this.take(/\/[^\0\t\n\f\r ()<>[\]{}/%]*/y);
    if (name !== null) return name[0];
    if (this.take(/<</y) !== null) return this.#dictionary(depth);
    const hex = this.take(/<([0-9A-Fa-f\s]*)>/y);
    if (hex !== null) return { bytes: (hex[1] ?? "").replace(/\s/g, "").toLowerCase() };
    if (this.take(/\[/y) !== null) return this.#array(depth);
    if (this.take(/\(/y) !== null) return this.#string();
    return undefined;
  }

  #dictionary(depth: number): PdfValue | undefined {
    const entries = new Map<string, PdfValue>();
    while (this.take(/>>/y) === null) {
      const key = this.take(/\/[^\0\t\n\f\r ()<>[\]{}/%]*/y)?.[0];
      const value = key === undefined ? undefined : this.value(depth + 1);
      // A key twice is read one way here and another there.
      if (key === undefined || value === undefined || key.includes("#") || entries.has(key)) return undefined;
      entries.set(key, value);
    }
    return { entries };
  }

  #array(depth: number): PdfValue | undefined {
    const items: PdfValue[] = [];
    while (this.take(/\]/y) === null) {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  /** As it is written: two ways to write the same letters count as different. */
  #string(): PdfValue | undefined {
    const from = this.at;
    for (let open = 1; this.at < this.#text.length; this.at++) {
      const letter = this.#text[this.at];
      if (letter === "\\") this.at += 1;
      else if (letter === "(") open += 1;
      else if (letter === ")" && --open === 0) {
        this.at += 1;
        return { bytes: Buffer.from(this.#text.slice(from, this.at - 1), "latin1").toString("hex") };
      }
    }
    return undefined;
  }
}
