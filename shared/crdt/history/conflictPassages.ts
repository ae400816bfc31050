/**
 * Passages of a paragraph that two sides changed without knowing of each other. Two changes meet where both put in or
 * took out letters of one word or of neighbouring words; what is changed in other words of a sentence does not meet.
 *
 * [I50] A function of the changes and of what each of them knew, whatever the order in which they came. [I51] Where two
 * changes met counts as settled once somebody who knew both changed what stands there, or said that it may stand.
 */
import type { Apart } from "./apart.ts";
import { type AtomBlock, isNear, type Reach } from "./flowAtoms.ts";
import type { ChangeRanges } from "./textChanges.ts";

/** What one change, or several that did the same, put in and took out side by side. */
interface Stretch {
  readonly changes: readonly number[];
  readonly sides: ReadonlySet<string>;
  /** By their index in the block, ascending. */
  readonly atoms: number[];
  lo: number;
  hi: number;
}

export interface Passage {
  readonly block: AtomBlock;
  readonly reach: Reach;
  /** Of those who did not know of each other; the changes of each. */
  readonly changesOf: ReadonlyMap<string, ReadonlySet<number>>;
  /** The atoms that they put in or took out. */
  readonly touched: ReadonlySet<number>;
}

export interface Settling {
  readonly apart: Apart;
  /** Whose change it is. */
  readonly sideOf: (no: number) => string;
  /** Which changes said of letters that they may stand as they do. */
  readonly saidAsIs: readonly ChangeRanges["inserted"][];
}

export function findPassages(block: AtomBlock, settling: Settling): readonly Passage[] {
  const stretches = readStretches(block, settling.sideOf);
  const open = findMeetings(stretches, settling.apart).filter((pair) => !isSettled(block, stretches, pair, settling));
  if (open.length === 0) return [];
  return joinMeetings(stretches, open, settling).map((joined) => passageOf(block, joined, settling.sideOf));
}

// ---- what each change did -----------------------------------------------------------------------

function readStretches(block: AtomBlock, sideOf: Settling["sideOf"]): readonly Stretch[] {
  const latest = new Map<string, Stretch>();
  const stretches: Stretch[] = [];

  function touch(index: number, changes: readonly number[]): void {
    if (changes.length === 0) return;
    const key = changes.toSorted((a, b) => a - b).join();
    const { lo, hi } = block.at[index] as Reach;
    const before = latest.get(key);
    if (before !== undefined && isNear(before, { lo, hi })) {
      before.atoms.push(index);
      before.hi = Math.max(before.hi, hi);
      return;
    }
    const stretch = { changes, sides: new Set(changes.map(sideOf)), atoms: [index], lo, hi };
    latest.set(key, stretch);
    stretches.push(stretch);
  }

  for (const [index, { isSeen, puts, takers }] of block.atoms.entries()) {
    // What a settled bracket hides, nobody took out.
    if (!isSeen && takers.length === 0) continue;
    touch(index, puts);
    touch(index, takers);
  }
  return stretches.toSorted((a, b) => a.lo - b.lo);
}

// ---- where two met ------------------------------------------------------------------------------

type Meeting = readonly [Stretch, Stretch];

function findMeetings(stretches: readonly Stretch[], { areApart }: Apart): readonly Meeting[] {
  const meetings: Meeting[] = [];
  for (const [index, first] of stretches.entries())
    for (let at = index + 1; at < stretches.length; at++) {
      const second = stretches[at] as Stretch;
      if (!isNear(first, second)) break;
      if (areApart(first.changes, second.changes)) meetings.push([first, second]);
    }
  return meetings;
}

/** Where two overlap; where they do not, what stands between and the nearest word of each. */
function coreOf([a, b]: Meeting): Reach {
  const [lo, hi] = [Math.max(a.lo, b.lo), Math.min(a.hi, b.hi)];
  return { lo: Math.min(lo, hi), hi: Math.max(lo, hi) };
}

function isSettled(
  { atoms, at, around }: AtomBlock,
  stretches: readonly Stretch[],
  meeting: Meeting,
  { apart, saidAsIs }: Settling,
): boolean {
  const [a, b] = meeting;
  const core = coreOf(meeting);
  const knowsBoth = (no: number): boolean => apart.knowsAny(no, a.changes) && apart.knowsAny(no, b.changes);
  const meets = (reach: Reach | undefined): boolean =>
    reach !== undefined && reach.lo <= core.hi && core.lo <= reach.hi;
  for (const stretch of stretches) {
    if (stretch === a || stretch === b || !stretch.changes.some(knowsBoth)) continue;
    if (stretch.atoms.some((index) => meets(around[index]))) return true;
  }
  return [...a.atoms, ...b.atoms].some((index) => {
    const range = atoms[index]?.range;
    if (range === undefined || saidAsIs.length === 0 || !meets(at[index])) return false;
    return saidAsIs.some((layer) => layer.piecesOf(range).some(({ no }) => no !== null && knowsBoth(no)));
  });
}

// ---- what belongs together ----------------------------------------------------------------------

/** Each with what the same sides changed beside it, as far as the other side did not know of it either. */
function joinMeetings(
  stretches: readonly Stretch[],
  meetings: readonly Meeting[],
  { apart, sideOf }: Settling,
): readonly (readonly Stretch[])[] {
  const groupOf = new Map<Stretch, Set<Stretch>>();

  function join(a: Stretch, b: Stretch): void {
    const [into, from] = [groupOf.get(a) ?? new Set([a]), groupOf.get(b) ?? new Set([b])];
    for (const one of from) into.add(one);
    for (const one of into) groupOf.set(one, into);
  }

  function isUnknownTo(stretch: Stretch, group: ReadonlySet<Stretch>): boolean {
    for (const { changes } of group)
      for (const no of changes)
        if (!stretch.sides.has(sideOf(no)) && apart.areApart(stretch.changes, [no])) return true;
    return false;
  }

  for (const [a, b] of meetings) join(a, b);
  for (let again = true; again; ) {
    again = false;
    for (const [index, first] of stretches.entries())
      for (let at = index + 1; at < stretches.length; at++) {
        const second = stretches[at] as Stretch;
        if (!isNear(first, second)) break;
        const [one, other] = [groupOf.get(first), groupOf.get(second)];
        if (one === other || !isOfOne(first, second)) continue;
        const isPart =
          (one !== undefined && isUnknownTo(second, one)) || (other !== undefined && isUnknownTo(first, other));
        if (!isPart) continue;
        join(first, second);
        again = true;
      }
  }
  return [...new Set(groupOf.values())].map((group) => [...group]);
}

const isOfOne = (a: Stretch, b: Stretch): boolean => [...a.sides].some((side) => b.sides.has(side));

function passageOf(block: AtomBlock, stretches: readonly Stretch[], sideOf: Settling["sideOf"]): Passage {
  const changesOf = new Map<string, Set<number>>();
  const touched = new Set<number>();
  for (const { changes, atoms } of stretches) {
    for (const no of changes) {
      const side = sideOf(no);
      const known = changesOf.get(side);
      if (known === undefined) changesOf.set(side, new Set([no]));
      else known.add(no);
    }
    for (const index of atoms) touched.add(index);
  }
  const reach = {
    lo: Math.min(...stretches.map(({ lo }) => lo)),
    hi: Math.max(...stretches.map(({ hi }) => hi)),
  };
  return { block, reach, changesOf, touched };
}
