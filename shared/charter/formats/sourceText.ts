/** From the bytes of somebody's file to its text: encoding marks, line endings and what stands before the text. */
import { readUtf8 } from "../../base/bytes.ts";
import { err, ok, type Result } from "../../base/result.ts";

/** `atByte`: where the first byte stands that is none of its encoding. */
export interface NotText {
  readonly kind: "notText";
  readonly atByte: number;
}

/** UTF-8, with or without its mark, or UTF-16 with one. A NUL is in no text file: it is another encoding, or none. */
export function decodeSource(bytes: Uint8Array): Result<string, NotText> {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  const decoded = isLittle || isBig ? decodeUtf16(bytes, isLittle) : decodeUtf8(bytes);
  if (!decoded.ok) return decoded;
  const nul = decoded.value.indexOf("\0");
  if (nul < 0) return decoded;
  const before = decoded.value.slice(0, nul);
  return err({
    kind: "notText",
    atByte: isLittle || isBig ? 2 + 2 * nul : markLength(bytes) + new TextEncoder().encode(before).length,
  });
}

const markLength = (bytes: Uint8Array): number => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);

function decodeUtf8(bytes: Uint8Array): Result<string, NotText> {
  const text = readUtf8(bytes);
  return text === null ? err({ kind: "notText", atByte: firstBadByte(bytes) }) : ok(text.replace(/^\ufeff/, ""));
}

/** Where strict UTF-8 ends. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A cut inside a character is no fault of the file: up to three bytes more make it whole.
    const whole = [0, 1, 2, 3].some(
      (more) => readUtf8(bytes.subarray(0, Math.min(bytes.length, middle + more))) !== null,
    );
    if (whole) good = middle;
    else bad = middle;
  }
  return good;
}

function decodeUtf16(bytes: Uint8Array, isLittle: boolean): Result<string, NotText> {
  const text = new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(bytes.subarray(0, bytes.length & ~1));
  if (bytes.length % 2 === 1) return err({ kind: "notText", atByte: bytes.length - 1 });
  // The decoder puts U+FFFD where a surrogate stands alone: found by reading the units themselves.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at < bytes.length; at += 2) {
    const unit = view.getUint16(at, isLittle);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = at + 2 < bytes.length ? view.getUint16(at + 2, isLittle) : 0;
    if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff) return err({ kind: "notText", atByte: at });
    at += 2;
  }
  return ok(text);
}

/**
 * Every way to end a line as a line feed: CR, CRLF, NEL, the line separator, the vertical tab of word processors.
 * A paragraph separator and a form feed end a paragraph.
 */
export const withLineFeeds = (source: string): string =>
  source
    .replace(/^\ufeff/, "")
    .replace(/\r\n?|[\u0085\u2028\v]/g, "\n")
    .replace(/[\f\u2029]/g, "\n\n");

export interface FrontMatter {
  readonly title: string | null;
  /** BCP 47, unless the file says something else. */
  readonly language: string | null;
  /** Lines with everything else, by their number in the file. */
  readonly other: readonly { readonly line: number; readonly text: string }[];
  /** Lines of the file that it takes. */
  readonly lines: number;
}

const maxFrontMatterLines = 1000;
const languageTag = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

/**
 * What other programs write between two lines of `---` (YAML) or `+++` (TOML) before the text. Null where there is
 * none: a text may begin with a rule. `source` has line feeds.
 */
export function readFrontMatter(source: string): FrontMatter | null {
  const [opening = "", blank = "", fence] = /^((?:[ \t]*\n)*)(---|\+\+\+)[ \t]*\n/.exec(source) ?? [];
  if (fence === undefined) return null;
  const before = blank.split("\n").length - 1;
  const lines: string[] = [];
  let at = opening.length;
  for (let isClosed = false; !isClosed; ) {
    if (at >= source.length || lines.length > maxFrontMatterLines) return null;
    const end = source.indexOf("\n", at);
    const line = source.slice(at, end < 0 ? source.length : end);
    at = end < 0 ? source.length : end + 1;
    isClosed = line.trimEnd() === fence || (fence === "---" && line.trimEnd() === "...");
    if (!isClosed) lines.push(line);
  }
  const keyLine = fence === "---" ? /^([\p{L}_][\p{L}\p{N}_ .-]*?)\s*:(?:\s+(.*))?$/u : /^([\w.-]+)\s*=\s*(.*)$/;
  const fits = lines.every((line) => keyLine.test(line) || /^(?:\s|#|- |-$|$|\[)/.test(line) || /^[\]}]/.test(line));
  if (!fits || !lines.some((line) => keyLine.test(line))) return null;
  let title: string | null = null;
  let language: string | null = null;
  const other: { line: number; text: string }[] = [];
  for (const [index, line] of lines.entries()) {
    const [, key = "", written = ""] = keyLine.exec(line) ?? [];
    const value = unquoted(written);
    const name = key.toLowerCase();
    const continues = /^\s+\S/.test(lines[index + 1] ?? "");
    if (name === "title" && title === null && value !== null && !continues) title = value;
    else if ((name === "lang" || name === "language") && language === null && value !== null && isTag(value))
      language = value.replaceAll("_", "-");
    else if (line.trim() !== "") other.push({ line: before + index + 2, text: line });
  }
  return { title, language, other, lines: before + lines.length + 2 };
}

const isTag = (value: string): boolean => languageTag.test(value.replaceAll("_", "-"));

/** A plain or quoted scalar of one line; null for anything else. */
function unquoted(written: string): string | null {
  const value = written.trim();
  const quoted = /^"((?:[^"\\]|\\["\\/])*)"\s*(?:#.*)?$/.exec(value)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, "$1").trim() || null;
  const single = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(value)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'").trim() || null;
  const plain = value.replace(/\s#.*$/, "").trim();
  return plain === "" || /^[>|[{&*!%@`"']/.test(plain) ? null : plain;
}
