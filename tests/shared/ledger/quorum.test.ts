/**
 * Two texts, 1 and 2, on one parent, made apart: neither comes after the other. Every way in which the parent's parties
 * may sign, leave and be named is gone through, and none ratifies both without a party that signed both, or that left
 * and signed apart. Old parties are alike, so each combination is judged once and counted as often as it occurs.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PartyId } from "../../../shared/base/ids.ts";
import { mayName, meetsOwn, meetsReplaced, missingOf, type Quorum } from "../../../shared/ledger/agreements/quorum.ts";

const sides = [1, 2] as const;
type Side = (typeof sides)[number];

/** What one party of the parent does, and who knows of it. Nobody here signs both. */
interface Fate {
  readonly signs: Side | null;
  /** `signedFirst`: the notice of leaving says what was signed. `leftFirst`: it left, then signed. */
  readonly left: "stays" | "signedFirst" | "leftFirst" | "removed";
  /** The texts that name it as left. */
  readonly named: readonly Side[];
  readonly isIndispensable: boolean;
}

/** Somebody who acceded to the parent: the texts whose proposers know of it. */
interface Acceded {
  readonly signs: Side | null;
  readonly knownTo: readonly Side[];
}

interface World {
  readonly parent: Quorum;
  readonly fates: readonly Fate[];
  readonly acceded: readonly Acceded[];
}

const old = ["a", "b", "c", "d", "e", "f", "g", "h"] as PartyId[];
const later = ["p", "q"] as PartyId[];
const newcomers = ["x", "y"] as PartyId[];
const subsets: readonly (readonly Side[])[] = [[], [1], [2], [1, 2]];
const majorities = (of: number): readonly number[] =>
  Array.from({ length: of }, (_, index) => index + 1).filter((needed) => 2 * needed > of);

function fatesOf(ways: readonly Fate["left"][], indispensable: readonly boolean[]): readonly Fate[] {
  return ways.flatMap((left) =>
    ([null, 1, 2] as const)
      .filter((signs) => signs !== null || left !== "leftFirst")
      .flatMap((signs) =>
        (left === "stays" ? [[]] : subsets).flatMap((named) =>
          indispensable.map((isIndispensable) => ({ signs, left, named, isIndispensable })),
        ),
      ),
  );
}

const goneOf = ({ fates }: World, side: Side): ReadonlySet<PartyId> =>
  new Set(old.filter((_, index) => fates[index]?.named.includes(side)));

/** Whose ballots on this text count: not that of a party that left before it signed, for then the text must name it. */
const signersOf = ({ fates, acceded }: World, side: Side): ReadonlySet<PartyId> =>
  new Set([
    ...old.filter((_, index) => {
      const fate = fates[index];
      return fate?.signs === side && (fate.left !== "leftFirst" || fate.named.includes(side));
    }),
    ...later.filter((_, index) => acceded[index]?.signs === side),
  ]);

/** Who names a party that left comes after what it had signed. */
const areRelated = ({ fates }: World): boolean =>
  fates.some(({ signs, left, named }) => left === "signedFirst" && named.some((side) => signs === 3 - side));

interface Rule {
  readonly meetsParent: (world: World, side: Side) => boolean;
  readonly areRelated: (world: World) => boolean;
}

const rule: Rule = {
  meetsParent: (world, side) => meetsReplaced(world.parent, goneOf(world, side), signersOf(world, side)),
  areRelated,
};
const ownAlone: Rule = { ...rule, meetsParent: () => true };
const loweredByEach: Rule = {
  ...rule,
  meetsParent: (world, side) => {
    const gone = goneOf(world, side);
    return meetsReplaced({ ...world.parent, needed: world.parent.needed - gone.size }, gone, signersOf(world, side));
  },
};
const withoutSuperseding: Rule = { ...rule, areRelated: () => false };
const leftMaySign: Rule = {
  ...rule,
  meetsParent: (world, side) =>
    meetsReplaced(
      world.parent,
      goneOf(world, side),
      new Set(old.filter((_, index) => world.fates[index]?.signs === side)),
    ),
};
/** Whoever acceded, as far as the proposer knows, has a voice like the first parties. */
const accededJoin = (neededOf: (parent: Quorum, size: number) => number): Rule => ({
  ...rule,
  meetsParent: (world, side) => {
    const electorate = [
      ...world.parent.electorate,
      ...later.filter((_, index) => world.acceded[index]?.knownTo.includes(side)),
    ];
    const needed = neededOf(world.parent, electorate.length);
    return meetsReplaced({ ...world.parent, electorate, needed }, goneOf(world, side), signersOf(world, side));
  },
});

/** In how many ways 0 to 2 newcomers, who all sign, and each majority of this electorate make it ratified. */
const ownWays = ((): ((electorate: number, signed: number) => { met: number; all: number }) => {
  const known = new Map<string, { met: number; all: number }>();
  return (size, signed) => {
    const key = `${size} ${signed}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const ways = { met: 0, all: 0 };
    for (const more of [0, 1, 2]) {
      const electorate = [...old.slice(0, size), ...newcomers.slice(0, more)];
      const signers = new Set([...old.slice(0, signed), ...newcomers.slice(0, more)]);
      for (const needed of majorities(electorate.length)) {
        ways.all += 1;
        if (meetsOwn({ electorate, needed, indispensable: [] }, signers)) ways.met += 1;
      }
    }
    known.set(key, ways);
    return ways;
  };
})();

/** The electorate of a text: who is not named as left, who came back, and all who acceded and sign it. */
function ownWaysOf(world: World, side: Side): { met: number; all: number } {
  const signers = signersOf(world, side);
  const gone = goneOf(world, side);
  const members = old.filter((party, index) => index < world.fates.length && (!gone.has(party) || signers.has(party)));
  const others = later.filter((party) => signers.has(party));
  return ownWays(members.length + others.length, signers.size);
}

/** Each choice of `size` out of `kinds`, in any number each; `times`: in how many orders it occurs. */
function* choices<T>(kinds: readonly T[], size: number, from = 0): Generator<{ chosen: readonly T[]; times: number }> {
  if (size === 0) yield { chosen: [], times: 1 };
  for (let at = from; at < kinds.length && size > 0; at += 1)
    for (let same = 1; same <= size; same += 1)
      for (const rest of choices(kinds, size - same, at + 1)) {
        const orders = binomial(size, same) * rest.times;
        yield { chosen: [...Array<T>(same).fill(kinds[at] as T), ...rest.chosen], times: orders };
      }
}

const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k);

const worldOf = (fates: readonly Fate[], needed: number, acceded: readonly Acceded[] = []): World => ({
  parent: {
    electorate: old.slice(0, fates.length),
    needed,
    indispensable: old.filter((_, index) => fates[index]?.isIndispensable),
  },
  fates,
  acceded,
});

function* worlds(kinds: readonly Fate[], most: number, others: readonly Acceded[] = []) {
  for (let size = 1; size <= most; size += 1)
    for (const { chosen, times } of choices(kinds, size))
      for (const needed of majorities(size))
        for (let more = 0; more <= (others.length > 0 ? 2 : 0); more += 1)
          for (const acceded of choices(others, more))
            yield { world: worldOf(chosen, needed, acceded.chosen), times: times * acceded.times };
}

/** How many cases there are, and in how many of them each rule lets both texts be ratified. */
function count(
  cases: Iterable<{ readonly world: World; readonly times: number }>,
  rules: readonly Rule[],
): { cases: number; unsafe: readonly number[] } {
  const unsafe = rules.map(() => 0);
  let all = 0;
  for (const { world, times } of cases) {
    const [one, two] = [ownWaysOf(world, 1), ownWaysOf(world, 2)];
    all += times * one.all * two.all;
    const ways = times * one.met * two.met;
    if (ways > 0)
      for (const [index, { meetsParent, areRelated: related }] of rules.entries())
        if (meetsParent(world, 1) && meetsParent(world, 2) && !related(world))
          unsafe[index] = (unsafe[index] ?? 0) + ways;
  }
  return { cases: all, unsafe };
}

/** [L49] Only where a text may name whom it names. */
const mayNameBoth: Rule = {
  ...rule,
  meetsParent: (world, side) => {
    const named = (isRemoved: boolean) =>
      new Set(
        [...goneOf(world, side)].filter((party) => (world.fates[old.indexOf(party)]?.left === "removed") === isRemoved),
      );
    return rule.meetsParent(world, side) && mayName(world.parent, named(false), named(true));
  },
};

const leaving = ["stays", "signedFirst", "leftFirst"] as const;

describe("Two texts on one parent, made apart", () => {
  it("[L49] are never both ratified without a double signer; by each weaker rule some are", () => {
    const rules = [rule, ownAlone, loweredByEach, withoutSuperseding, leftMaySign];
    const found = count(worlds(fatesOf(leaving, [false]), 4), rules);
    expect(found).toEqual({ cases: 25_567_416, unsafe: [0, 290_612, 4704, 23_132, 710] });
  });

  it("[L49] neither are with any of the parent's parties indispensable", () => {
    const found = count(worlds(fatesOf(leaving, [false, true]), 4), [rule]);
    expect(found).toEqual({ cases: 402_876_744, unsafe: [0] });
  });

  it("[L49] neither are where some accede while others leave, because those have no voice in the parent's quorum", () => {
    const acceded = sides.flatMap((signs) => subsets.map((knownTo) => ({ signs, knownTo })));
    const found = count(worlds(fatesOf(leaving, [false]), 3, acceded), [
      rule,
      accededJoin(({ needed }) => needed),
      accededJoin((_, size) => Math.floor(size / 2) + 1),
    ]);
    expect(found).toEqual({ cases: 85_707_780, unsafe: [0, 73_628, 5284] });
  });

  it("[L49] neither are where parties remove each other, because half of them cannot name the other half", () => {
    const found = count(worlds(fatesOf([...leaving, "removed"], [false]), 4), [rule, mayNameBoth]);
    expect(found).toEqual({ cases: 129_828_783, unsafe: [29_532, 0] });
  });

  it("[L49] neither are in larger circles", () => {
    const fates = fatesOf([...leaving, "removed"], [false, true]).filter(({ signs }) => signs !== null);
    const world = fc
      .array(fc.constantFrom(...fates), { minLength: 5, maxLength: 8 })
      .chain((chosen) => fc.constantFrom(...majorities(chosen.length)).map((needed) => worldOf(chosen, needed)));
    const isSafeBy = (one: Rule) =>
      fc.property(world, (each) => !(one.meetsParent(each, 1) && one.meetsParent(each, 2)) || one.areRelated(each));
    const some = { numRuns: 20_000, seed: 7 };
    fc.assert(isSafeBy(mayNameBoth), some);
    for (const weaker of [rule, loweredByEach, withoutSuperseding])
      expect(fc.check(isSafeBy(weaker), some).failed).toBe(true);
  });
});

describe("A quorum", () => {
  const [a, b, c, d] = old as [PartyId, PartyId, PartyId, PartyId];
  const quorum: Quorum = { electorate: [a, b, c, d], needed: 3, indispensable: [d] };
  const nobody = new Set<PartyId>();

  it("[L49] of its own is k of the electorate with all that are indispensable; others do not count", () => {
    expect(meetsOwn(quorum, new Set([a, b, d]))).toBe(true);
    expect(meetsOwn(quorum, new Set([a, b, c]))).toBe(false);
    expect(meetsOwn(quorum, new Set([a, d, ...newcomers]))).toBe(false);
  });

  it("[L49] of what is replaced is k of it, or all that remain where they are fewer, and never nobody", () => {
    expect(meetsReplaced(quorum, new Set([c]), new Set([a, b, d]))).toBe(true);
    expect(meetsReplaced(quorum, new Set([c]), new Set([a, c, d]))).toBe(false);
    expect(meetsReplaced(quorum, new Set([c, d]), new Set([a, b]))).toBe(true);
    expect(meetsReplaced(quorum, new Set([b, c, d]), new Set([a]))).toBe(true);
    expect(meetsReplaced(quorum, new Set([a, b, c, d]), new Set(quorum.electorate))).toBe(false);
  });

  it("[L49] says how many more it takes, of whom, and who cannot be missing", () => {
    expect(missingOf(quorum, nobody, nobody)).toEqual({ more: 3, among: [a, b, c, d], indispensable: [d] });
    expect(missingOf(quorum, nobody, new Set([a, b, c]))).toEqual({ more: 1, among: [d], indispensable: [d] });
    expect(missingOf(quorum, new Set([c]), new Set([a]))).toEqual({ more: 2, among: [b, d], indispensable: [d] });
    expect(missingOf(quorum, new Set(quorum.electorate), nobody)).toEqual({ more: 1, among: [], indispensable: [] });
  });
});
