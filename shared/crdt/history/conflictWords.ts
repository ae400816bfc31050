/** What a passage that several sides changed reads like: before, by each of them, and as it stands. */

import type * as Y from "yjs";
import { joinRanges } from "../document/idRanges.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { type ClockSet, createClockSet, lessSpans, mergeSpans } from "../reading/clockSet.ts";
import type { Sight } from "../reading/sight.ts";
import type { Passage } from "./conflictPassages.ts";
import type { Atom } from "./flowAtoms.ts";

export interface SideWords {
  readonly side: string;
  /** Ascending. */
  readonly changes: readonly number[];
  readonly words: string;
}

export interface PassageWords {
  /** Without the spaces around, as all words here. */
  readonly before: string;
  readonly now: string;
  /** By the name of the side. */
  readonly sides: readonly SideWords[];
  /** What stands right before and behind it in its paragraph. */
  readonly lead: string;
  readonly tail: string;
  /** What is seen of it, in order. */
  readonly shown: readonly DeletedRange[];
  /** All that was put in and taken out. */
  readonly touched: readonly DeletedRange[];
}

/** So many letters stand beside it, at most. */
const besideLetters = 120;

/** Null where nobody's words differ from what stands, or only one side changed any. */
export function readPassage(passage: Passage): PassageWords | null {
  const { block, changesOf, touched } = passage;
  const [from, to] = windowOf(passage);
  const atoms = atomsIn(passage, from, to);
  const all = new Set([...changesOf.values()].flatMap((changes) => [...changes]));
  const before = wordsWithout(atoms, all).trim();
  const now = block.seen.slice(from, to);
  const sides = [...changesOf].map(([side, changes]): SideWords => {
    const words = wordsWithout(atoms, othersThan(passage, side)).trim();
    return { side, changes: [...changes].sort((a, b) => a - b), words };
  });
  const changing = sides.filter(({ words }) => !saysTheSame(words, before));
  if (changing.length < 2 || sides.every(({ words }) => saysTheSame(words, now))) return null;
  return {
    before,
    now: now.trim(),
    sides: changing.sort((a, b) => (a.side < b.side ? -1 : 1)),
    lead: lastOf(block.seen.slice(0, from + now.length - now.trimStart().length)),
    tail: firstOf(block.seen.slice(Math.max(from, to - now.length + now.trimEnd().length))),
    shown: atoms.flatMap(({ atom, isSeen }) => (isSeen ? [atom.range] : [])),
    touched: joinRanges([...touched].flatMap((index) => block.atoms[index]?.range ?? [])),
  };
}

/** The document as a side left it: in this passage without what the others did, everywhere else as `now` shows it. */
export function sightOfSide(passage: Passage, side: string, now: Sight): Sight {
  const without = othersThan(passage, side);
  const [from, to] = windowOf(passage);
  const hidden: DeletedRange[] = [];
  const shown: DeletedRange[] = [];
  for (const { atom, isSeen } of atomsIn(passage, from, to)) {
    const stands = standsWithout(atom, isSeen, without);
    if (stands && !isSeen) shown.push(atom.range);
    else if (!stands && isSeen) hidden.push(atom.range);
  }
  return changedSight(now, createClockSet(hidden), createClockSet(shown));
}

const othersThan = ({ changesOf }: Passage, side: string): ReadonlySet<number> =>
  new Set([...changesOf].flatMap(([other, changes]) => (other === side ? [] : [...changes])));

function changedSight(now: Sight, hidden: ClockSet, shown: ClockSet): Sight {
  return {
    shows: (item) => !hidden.has(item.id) && (shown.has(item.id) || now.shows(item)),
    spansOf(item) {
      const range = rangeOf(item);
      const [less, more] = [hidden.within(range), shown.within(range)];
      const spans = now.spansOf(item);
      if (less.length === 0 && more.length === 0) return spans;
      return mergeSpans(lessSpans(spans ?? [{ from: 0, to: item.length }], less), more);
    },
    valueOf: now.valueOf,
  };
}

const rangeOf = ({ id: { client, clock }, length }: Y.Item): DeletedRange => ({ client, clock, length });

// ---- which letters ------------------------------------------------------------------------------

interface Piece {
  readonly atom: Atom;
  readonly isSeen: boolean;
}

/** [from, to) of what is seen of the block. */
function windowOf({ block: { places, atoms, at }, reach: { lo, hi } }: Passage): readonly [number, number] {
  const from = places.findIndex((place) => place >= lo);
  const to = places.findLastIndex((place) => place <= hi) + 1;
  if (from >= 0 && from < to) return [from, to];
  // Nothing of it is seen: where it stood.
  let offset = 0;
  for (const [index, { isSeen, text }] of atoms.entries()) {
    if ((at[index]?.hi ?? 0) >= lo) break;
    offset += isSeen ? text.length : 0;
  }
  return [offset, offset];
}

/** Letters that are seen are cut to the window. */
function atomsIn({ block: { atoms, at }, reach }: Passage, from: number, to: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let offset = 0;
  for (const [index, atom] of atoms.entries()) {
    const { lo, hi } = at[index] ?? reach;
    if (!atom.isSeen) {
      if (offset >= from && offset <= to && lo <= reach.hi && hi >= reach.lo) pieces.push({ atom, isSeen: false });
      continue;
    }
    const end = offset + atom.text.length;
    const [first, last] = [Math.max(from, offset), Math.min(to, end)];
    if (first < last) pieces.push({ atom: cut(atom, first - offset, last - offset), isSeen: true });
    offset = end;
  }
  return pieces;
}

/** A sign of several letters is one clock. */
function cut(atom: Atom, from: number, to: number): Atom {
  const { range, text } = atom;
  if (range.length !== text.length || (from === 0 && to === text.length)) return atom;
  return { ...atom, text: text.slice(from, to), range: { ...range, clock: range.clock + from, length: to - from } };
}

function standsWithout({ puts, takers }: Atom, isSeen: boolean, without: ReadonlySet<number>): boolean {
  if (puts.length > 0 && puts.every((no) => without.has(no))) return false;
  return isSeen || (takers.length > 0 && takers.every((no) => without.has(no)));
}

const wordsWithout = (pieces: readonly Piece[], without: ReadonlySet<number>): string =>
  pieces.map(({ atom, isSeen }) => (standsWithout(atom, isSeen, without) ? atom.text : "")).join("");

const saysTheSame = (a: string, b: string): boolean => spaced(a) === spaced(b);
const spaced = (words: string): string => words.replace(/\s+/gu, " ").trim();

const lastOf = (words: string): string => (words.length <= besideLetters ? words : `…${words.slice(-besideLetters)}`);
const firstOf = (words: string): string =>
  words.length <= besideLetters ? words : `${words.slice(0, besideLetters)}…`;
