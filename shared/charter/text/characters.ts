/** What a code point is, by the pinned table; the same on every machine. */
import { characterClasses, characterRuns } from "./characterTable.ts";

export const classBits = {
  /** May stand anywhere. What is not allowed may still be by the rules of `seen.ts`. */
  allowed: 1,
  /** Letter, number, punctuation or symbol. */
  base: 2,
  /** Nonspacing or enclosing mark. */
  mark: 4,
  leftToRight: 8,
  rightToLeft: 16,
  /** European or Arabic figures. */
  number: 32,
  /** Joins what follows it, or what stands before it (Joining_Type). */
  joinsNext: 64,
  joinsBefore: 128,
  transparent: 256,
  virama: 512,
  /** Of a script whose words are parted by spaces of no width. */
  breaksUnseen: 1024,
  mongolian: 2048,
  emoji: 4096,
  pictograph: 8192,
} as const;

/** Nothing beyond is assigned but variation selectors, tags and private use, which are refused. */
const tableEnd = 0x40000;

const classes = readRuns();

function readRuns(): Uint16Array {
  const read = new Uint16Array(tableEnd);
  let at = 0;
  for (const run of characterRuns.split(" ")) {
    const [length = "", place = ""] = run.split(".");
    const end = at + Number.parseInt(length, 36);
    read.fill(characterClasses[Number.parseInt(place, 36)] ?? 0, at, end);
    at = end;
  }
  return read;
}

/** Zero: refused wherever no rule allows it. */
export const classOf = (code: number): number => classes[code] ?? 0;
