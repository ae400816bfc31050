/**
 * What a reader sees is what is signed: which characters a text may hold, judged by the pinned table and the rules
 * C1 to C9 of `shared/charter/text/CONTENT.md`. A block is judged as a whole, line breaks in it written as line feeds.
 *
 * A character that only helps others is judged by what is seen around it, never by another such character. So taking
 * some of them out changes nothing for the rest, and one pass is enough.
 */
import { classBits as bit, classOf } from "./characters.ts";

export interface Unseen {
  /** In UTF-16 units. */
  readonly at: number;
  readonly code: number;
  /** It does nothing where it stands: a joiner beside nothing that joins. Left out without a word when a text is frozen. */
  readonly isIdle: boolean;
}

/** Marks upon one letter. Tibetan and Hebrew with all its accents need fewer. */
export const maxMarks = 8;

const lineFeed = 0x0a;
const joiner = 0x200d;
const nonJoiner = 0x200c;
const noWidthSpace = 0x200b;
const vowelSeparator = 0x180e;
const keycap = 0x20e3;
const none: readonly Unseen[] = [];

/** What of the text may not stand where it does. */
export function unseenIn(text: string): readonly Unseen[] {
  return needsCare(text) ? judgeEach(readSigns(text)) : none;
}

/** Whether anything but letters that are free to stand anywhere is there. Almost every text ends here. */
function needsCare(text: string): boolean {
  let marks = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x7f && code >= 0x20) {
      marks = 0;
      continue;
    }
    if (code >= 0xd800 && code < 0xdc00) {
      code = text.codePointAt(i) ?? 0;
      if (code > 0xffff) i++;
    }
    const what = classOf(code);
    if ((what & bit.mark) !== 0) {
      if (++marks > maxMarks) return true;
    } else marks = 0;
    if (what === 0 && code !== lineFeed) return true;
  }
  return false;
}

interface Signs {
  readonly codes: readonly number[];
  readonly classes: readonly number[];
  /** Where each stands, in UTF-16 units. */
  readonly places: readonly number[];
}

function readSigns(text: string): Signs {
  const codes: number[] = [];
  const classes: number[] = [];
  const places: number[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    codes.push(code);
    classes.push(code === lineFeed ? bit.allowed : classOf(code));
    places.push(at);
    at += code > 0xffff ? 2 : 1;
  }
  return { codes, classes, places };
}

/** For each sign the place of the nearest one before or after it that passes; -1: none. */
function nearest(signs: Signs, passes: (what: number) => boolean, step: 1 | -1): Int32Array {
  const { classes } = signs;
  const found = new Int32Array(classes.length);
  let last = -1;
  for (let k = 0; k < classes.length; k++) {
    const i = step === 1 ? classes.length - 1 - k : k;
    found[i] = last;
    if (passes(classes[i] ?? 0)) last = i;
  }
  return found;
}

const isSeen = (what: number): boolean => what !== 0;
/** Where letters join, marks upon them are passed over. */
const isShaped = (what: number): boolean => what !== 0 && (what & bit.transparent) === 0;
const isLetter = (what: number): boolean => (what & (bit.leftToRight | bit.rightToLeft)) !== 0;
const isDirected = (what: number): boolean => (what & (bit.leftToRight | bit.rightToLeft | bit.number)) !== 0;

function judgeEach(signs: Signs): readonly Unseen[] {
  const { codes, classes, places } = signs;
  const look = surroundings(signs);
  const balanced = balancedIsolates(signs);
  const unseen: Unseen[] = [];
  const refuse = (i: number, isIdle: boolean): void => {
    unseen.push({ at: places[i] ?? 0, code: codes[i] ?? 0, isIdle });
  };
  let marks = 0;
  /** Helpers of one kind since the last sign that is seen: a second one does nothing. */
  const met = new Set<string>();
  for (const [i, code] of codes.entries()) {
    const what = classes[i] ?? 0;
    if (what !== 0) {
      met.clear();
      marks = (what & bit.mark) === 0 ? 0 : marks + 1;
      if (marks > maxMarks) refuse(i, false);
      continue;
    }
    const kind = helperOf(code);
    if (kind === "isolate") {
      if (!balanced.has(i)) refuse(i, false);
      continue;
    }
    const helps = kind !== null && !met.has(kind) && look.helps(i, code);
    if (helps) met.add(kind);
    else refuse(i, kind === "joiner" || kind === "space");
  }
  return unseen;
}

type Helper = "joiner" | "space" | "direction" | "isolate" | "selector" | "mongolian";

function helperOf(code: number): Helper | null {
  if (code === joiner || code === nonJoiner) return "joiner";
  if (code === noWidthSpace) return "space";
  if (code === 0x200e || code === 0x200f || code === 0x061c) return "direction";
  if (code >= 0x2066 && code <= 0x2069) return "isolate";
  if (code === 0xfe0e || code === 0xfe0f) return "selector";
  return code >= 0x180b && code <= 0x180f ? "mongolian" : null;
}

function surroundings(signs: Signs): { readonly helps: (i: number, code: number) => boolean } {
  const { codes, classes } = signs;
  const seenBefore = nearest(signs, isSeen, -1);
  const seenAfter = nearest(signs, isSeen, 1);
  const shapedBefore = nearest(signs, isShaped, -1);
  const shapedAfter = nearest(signs, isShaped, 1);
  const directedBefore = nearest(signs, isDirected, -1);
  const directedAfter = nearest(signs, isDirected, 1);
  const letterBefore = nearest(signs, isLetter, -1);
  const letterAfter = nearest(signs, isLetter, 1);
  const holdsRightToLeft = classes.some((what) => (what & bit.rightToLeft) !== 0);

  const has = (place: number | undefined, bits: number): boolean =>
    place !== undefined && place >= 0 && ((classes[place] ?? 0) & bits) !== 0;
  const codeAt = (place: number | undefined): number => (place === undefined ? -1 : (codes[place] ?? -1));

  /** [C3] RFC 5892 A.1; and the Khmer register shifters, which change their shape before it. */
  const helpsApart = (i: number): boolean =>
    has(seenBefore[i], bit.virama) ||
    (has(shapedBefore[i], bit.joinsNext) && has(shapedAfter[i], bit.joinsBefore)) ||
    isShifter(codeAt(seenAfter[i])) ||
    isShifter(codeAt(seenBefore[i]));

  /** [C3] RFC 5892 A.2; a virama that follows (Bengali, Kannada); one letter's joining form; emoji. */
  const helpsJoin = (i: number): boolean =>
    has(seenBefore[i], bit.virama) ||
    (has(seenAfter[i], bit.virama) && has(seenBefore[i], bit.base)) ||
    has(shapedBefore[i], bit.joinsNext) !== has(shapedAfter[i], bit.joinsBefore) ||
    (isPictographBefore(seenBefore[i]) && has(seenAfter[i], bit.pictograph));

  const isPictographBefore = (place: number | undefined): boolean =>
    place !== undefined && place >= 0 && (has(place, bit.pictograph) || isSkinTone(codes[place] ?? 0));

  /** [C5] Beside what runs the other way, where there is something that runs from right to left. */
  const helpsDirection = (i: number, code: number): boolean => {
    if (!holdsRightToLeft) return false;
    const other = code === 0x200e ? bit.rightToLeft | bit.number : bit.leftToRight | bit.number;
    if (!has(directedBefore[i], other) && !has(directedAfter[i], other)) return false;
    const beginsBlock = directedBefore[i] === -1;
    return beginsBlock || has(letterBefore[i], bit.rightToLeft) || has(letterAfter[i], bit.rightToLeft);
  };

  /** [C7] Right after an emoji, or after a figure that becomes a keycap. */
  const helpsEmoji = (i: number, code: number): boolean => {
    const before = seenBefore[i];
    if (before !== i - 1 || !has(before, bit.emoji)) return false;
    return (codes[before] ?? 0) > 0x7f || (code === 0xfe0f && codeAt(seenAfter[i]) === keycap);
  };

  /** [C8] */
  const helpsMongolian = (i: number, code: number): boolean =>
    has(seenBefore[i], bit.mongolian) && (code !== vowelSeparator || has(seenAfter[i], bit.mongolian));

  return {
    helps(i, code) {
      switch (helperOf(code)) {
        case "joiner":
          return code === joiner ? helpsJoin(i) : helpsApart(i);
        case "space":
          return has(seenBefore[i], bit.breaksUnseen) && has(seenAfter[i], bit.breaksUnseen);
        case "direction":
          return helpsDirection(i, code);
        case "selector":
          return helpsEmoji(i, code);
        case "mongolian":
          return helpsMongolian(i, code);
        default:
          return false;
      }
    },
  };
}

const isShifter = (code: number): boolean => code === 0x17c9 || code === 0x17ca;
const isSkinTone = (code: number): boolean => code >= 0x1f3fb && code <= 0x1f3ff;

/**
 * [C6] Isolates that close in this block, in one that holds words from right to left. One that turns its words from
 * right to left holds such a letter itself: else it turned figures only.
 */
function balancedIsolates({ codes, classes }: Signs): ReadonlySet<number> {
  const balanced = new Set<number>();
  if (!classes.some((what) => (what & bit.rightToLeft) !== 0)) return balanced;
  const open: { readonly at: number; readonly directed: number; readonly rightToLeft: number }[] = [];
  let directed = 0;
  let rightToLeft = 0;
  for (const [i, code] of codes.entries()) {
    const what = classes[i] ?? 0;
    if (isDirected(what)) directed++;
    if ((what & bit.rightToLeft) !== 0) rightToLeft++;
    if (code >= 0x2066 && code <= 0x2068) open.push({ at: i, directed, rightToLeft });
    if (code !== 0x2069) continue;
    const begun = open.pop();
    if (begun === undefined || directed === begun.directed) continue;
    if (codes[begun.at] === 0x2067 && rightToLeft === begun.rightToLeft) continue;
    balanced.add(begun.at).add(i);
  }
  return balanced;
}

// ---- entry ------------------------------------------------------------------------------------

export interface Mended {
  readonly text: string;
  /** What was taken out. What only became a space or another letter is not among it. */
  readonly removed: readonly Unseen[];
}

/**
 * [C9] What somebody typed, pasted or imported, as it may stand in one block: separators are spaces, what was written
 * for Windows is read as it was meant, and what nobody could see is gone. `lines` keeps line feeds.
 */
export function mend(text: string, { lines = false }: { readonly lines?: boolean } = {}): Mended {
  let mended = lines
    ? text
        .split(/\r\n?|[\n\u0085\u2028\u2029]/)
        .map(readable)
        .join("\n")
    : readable(text);
  const removed: Unseen[] = [];
  for (let unseen = unseenIn(mended); unseen.length > 0; unseen = unseenIn(mended)) {
    for (const one of unseen) removed.push(one);
    mended = without(mended, unseen).normalize("NFC");
  }
  return { text: mended, removed };
}

/** The text without these characters. */
export function without(text: string, unseen: readonly Unseen[]): string {
  const kept: string[] = [];
  let from = 0;
  for (const { at, code } of unseen) {
    kept.push(text.slice(from, at));
    from = at + (code > 0xffff ? 2 : 1);
  }
  return kept.join("") + text.slice(from);
}

/** What bytes 0x80 to 0x9F are in windows-1252, from which most of them come. */
const windows1252 = "€\u0081‚ƒ„\u0085†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const separators = /\r\n?|[\t\n\u000b\u000c\u0085\u2028\u2029]/g;
const highControls = /[\u0080-\u009f]/g;

/** Separators as spaces, C1 controls as windows-1252, no half of a pair, NFC. */
export function readable(text: string): string {
  return text
    .toWellFormed()
    .replace(separators, " ")
    .replace(highControls, (sign) => windows1252[sign.charCodeAt(0) - 0x80] ?? sign)
    .normalize("NFC");
}

/** What stands for a character that may stand nowhere; null: it may, or could beside other letters. */
export function typedInstead(code: number): string | null {
  if (classOf(code) !== 0 || helperOf(code) !== null) return null;
  const read = readable(String.fromCodePoint(code));
  return classOf(read.codePointAt(0) ?? 0) === 0 ? "" : read;
}

/** Words as they are, or one character that may not stand where it does, to be shown by its number. */
export type ShownPart =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "number"; readonly code: number };

/**
 * The stretches of one block as they are shown, line breaks among them line feeds. They are judged together: what a
 * character helps may stand in the next one. Joiners that do nothing (`idle`) are left out, as they are when a text is
 * frozen, or shown too.
 */
export function showStretches(
  stretches: readonly string[],
  { idle = "leaveOut" }: { readonly idle?: "leaveOut" | "number" } = {},
): readonly (readonly ShownPart[])[] {
  const unseen = unseenIn(stretches.join(""));
  let start = 0;
  let next = 0;
  return stretches.map((text) => {
    const parts: ShownPart[] = [];
    let from = 0;
    for (let one = unseen[next]; one !== undefined && one.at < start + text.length; one = unseen[++next]) {
      const at = one.at - start;
      if (at > from) parts.push({ kind: "words", text: text.slice(from, at) });
      if (!one.isIdle || idle === "number") parts.push({ kind: "number", code: one.code });
      from = at + (one.code > 0xffff ? 2 : 1);
    }
    if (from < text.length) parts.push({ kind: "words", text: text.slice(from) });
    start += text.length;
    return parts;
  });
}

/** The same text with what may not stand in it shown by its number: ‹U+202E›. */
export const withNumbers = (text: string): string => partsInWords(showStretches([text])[0] ?? []);

export const partsInWords = (parts: readonly ShownPart[]): string =>
  parts.map((part) => (part.kind === "words" ? part.text : `‹${codeName(part.code)}›`)).join("");

/** "U+202E", as people and other programs write it. */
export const codeName = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
