/** The inverse of `readInline`: source of a block's text that is read as it was meant, wherever it stands. */
import type { ReadsAs } from "../text/clauses.ts";
import type { DocNode, TextMark } from "../text/model.ts";
import { writePromise } from "../text/promiseTarget.ts";
import { promisePrefix, type WrappingMark, wrappingMarks } from "./markdownInline.ts";

type InlineWrap = "paragraph" | "heading" | "cell" | "note";

/** What a block's text is written with. */
export interface WrittenAround {
  readonly reads: ReadsAs;
  /** Of a further language; null: the charter's own. */
  readonly language: string | null;
  /** Takes the words of a note and answers its number. */
  addNote(words: string): number;
}

/** Source of a block's text: a hard break is a backslash at the end of a line, `<br>` where one line is all there is. */
export function writeInline(content: readonly DocNode[], wrap: InlineWrap, around: WrittenAround): string {
  const { reads, language, addNote } = around;
  // Joined at the end: to look at the end of a string that grows costs all of it.
  const written: string[] = [];
  let lineStart = true;
  for (let at = 0; at < content.length; ) {
    const node = content[at] as DocNode;
    if (node.type === "text") {
      let end = at + 1;
      while (content[end]?.type === "text") end++;
      const run = content.slice(at, end).filter((one) => one.type === "text");
      const isAfterNote = content[at - 1]?.type === "footnote";
      const pieces = run.map((one, index) => ({
        marks: one.marks,
        source: linked(
          one.marks,
          // Behind a note that begins a line a colon would begin the words of that note.
          escapeText(
            one.text,
            lineStart && index === 0,
            end === content.length && index === run.length - 1,
            wrap,
          ).replace(isAfterNote && index === 0 ? /^:/ : /^$/, "\\:"),
        ),
      }));
      written.push(writeMarks(pieces, wrappingMarks, lineStart ? "" : (written.at(-1)?.slice(-1) ?? "")));
      at = end;
      lineStart = false;
    } else if (node.type === "reference") {
      written.push(`[${reads(node)}](#${String(node.attrs.clause)})`);
      lineStart = false;
      at++;
    } else if (node.type === "promise") {
      written.push(`[${escapeSigns(reads(node, language))}](${promisePrefix}${writePromise(node.attrs)})`);
      lineStart = false;
      at++;
    } else if (node.type === "footnote") {
      const number = addNote(writeInline(node.content, "note", around));
      written.push(`[^${number}]`);
      lineStart = false;
      at++;
    } else {
      lineStart = wrap === "paragraph" && at < content.length - 1;
      written.push(lineStart ? "\\\n" : "<br>");
      at++;
    }
  }
  const source = written.join("");
  return wrap === "cell" ? source.replaceAll("|", "\\|") : source;
}

interface Piece {
  readonly marks: readonly TextMark[];
  readonly source: string;
}

/** Groups neighbours under the first of the marks, then under the others. `before` is the character before the group. */
function writeMarks(pieces: readonly Piece[], marks: readonly WrappingMark[], before: string): string {
  const [mark, ...others] = marks;
  if (mark === undefined) return pieces.map((piece) => piece.source).join("");
  const written: string[] = [];
  for (let at = 0; at < pieces.length; ) {
    const isMarked = hasMark(pieces[at], mark);
    let end = at + 1;
    while (end < pieces.length && hasMark(pieces[end], mark) === isMarked) end++;
    const group = pieces.slice(at, end);
    const previous = written.at(-1)?.slice(-1) ?? before;
    if (isMarked) {
      const next = pieces[end]?.source.slice(0, 1) ?? "";
      written.push(wrapped(writeMarks(group, others, mark === "underline" ? ">" : "["), mark, previous, next));
    } else written.push(writeMarks(group, others, previous));
    at = end;
  }
  return written.join("");
}

const hasMark = (piece: Piece | undefined, mark: TextMark["type"]): boolean =>
  piece?.marks.some((one) => one.type === mark) ?? false;

/** Asterisks where CommonMark is sure to read them as meant, else a span. */
function wrapped(inside: string, mark: WrappingMark, previous: string, next: string): string {
  if (mark === "underline") return `<u>${inside}</u>`;
  if (mark !== "strong" && mark !== "em") return `[${inside}]{.${mark}}`;
  const opens = /^[\p{L}\p{N}]/u.test(inside) || (/^(?: |\n)?$/.test(previous) && /^[^\s*]/.test(inside));
  const closes = /[\p{L}\p{N}\p{M}]$/u.test(inside) || (/^ ?$/.test(next) && /[^\s*\\]$/.test(inside));
  if (!opens || !closes || previous === "*") return `[${inside}]{.${mark}}`;
  const stars = mark === "strong" ? "**" : "*";
  return `${stars}${inside}${stars}`;
}

function linked(marks: readonly TextMark[], source: string): string {
  const href = marks.find((mark) => mark.type === "link")?.attrs.href;
  if (typeof href !== "string") return source;
  const isPlain = /^[\w:/?.=~%#@+,;-]+$/.test(href);
  return `[${source}](${isPlain ? href : `<${href.replace(/[\\<>&]/g, (sign) => `\\${sign}`)}>`})`;
}

function escapeText(text: string, lineStart: boolean, blockEnd: boolean, wrap: InlineWrap): string {
  let source = text
    .split(bracketed)
    .map((part, index) => (index % 2 === 1 ? `[${escapeSigns(part)}]` : escapeSigns(part)))
    .join("");
  if (wrap === "heading") source = source.replaceAll("#", "\\#");
  if (lineStart)
    source = source
      .replace(/^[-+=>#:|~]/, (sign) => (sign === "|" && wrap === "cell" ? sign : `\\${sign}`))
      .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2");
  // Markdown trims the ends of a line, so the white space there is spelled out.
  if (lineStart) source = source.replace(/^\s+/, spellOut);
  if (!blockEnd) return source;
  const ink = source.trimEnd();
  return ink + spellOut(source.slice(ink.length));
}

/** The parties' own brackets around words not agreed yet: no link and no mark, so they stay readable. */
const bracketed = /\[((?!\^)[^[\]]*)\](?![([{:])/;

const escapeSigns = (text: string): string =>
  text
    .replace(/[\\`*_[\]<]/g, (sign) => `\\${sign}`)
    .replace(/&(?=#|[A-Za-z])/g, "\\&")
    .replace(/\{(?=[#.])/g, "\\{")
    .replace(/!$/, "\\!");

const spellOut = (space: string): string => [...space].map((sign) => `&#${sign.codePointAt(0)};`).join("");
