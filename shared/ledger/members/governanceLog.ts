/**
 * The governance entries of one ledger as a graph, and the membership at any heads in it.
 * Owns: the entries and a cache of folds. Called by: ledger.ts.
 */
import type { EnvelopeHash } from "../../base/ids.ts";
import {
  byGeneration,
  type Forks,
  foldMembership,
  type GovernanceNode,
  type Grant,
  type Membership,
  noMembership,
  type PlacedEntry,
} from "./governance.ts";
import { grantOf } from "./readGrant.ts";
import { sheetOf } from "./sheets.ts";

const maxCached = 64;

export type GovernanceLog = ReturnType<typeof createGovernanceLog>;

export function createGovernanceLog(kept: readonly (readonly [PlacedEntry, readonly EnvelopeHash[]])[]) {
  const nodes = new Map<EnvelopeHash, GovernanceNode>();
  const cache = new Map<string, Membership>();
  let heads: readonly EnvelopeHash[] = [];

  function node(placed: PlacedEntry, past: readonly EnvelopeHash[], grant: Grant | null): GovernanceNode {
    const ancestors = new Set<EnvelopeHash>(past);
    let generation = 0;
    for (const head of past) {
      const older = nodes.get(head);
      if (older === undefined) continue;
      generation = Math.max(generation, older.generation + 1);
      for (const hash of older.ancestors) ancestors.add(hash);
    }
    return { placed, past, ancestors, generation, grant, sheet: sheetOf(placed.entry) };
  }

  function add(added: GovernanceNode): void {
    nodes.set(added.placed.hash, added);
    heads = reduce([...heads, added.placed.hash]);
  }

  /** Drops every hash that another one has in its past; ascending. */
  function reduce(hashes: readonly EnvelopeHash[]): readonly EnvelopeHash[] {
    const unique = [...new Set(hashes)];
    if (unique.length <= 1) return unique;
    return unique
      .filter((hash) => !unique.some((other) => other !== hash && nodes.get(other)?.ancestors.has(hash)))
      .sort();
  }

  function at(of: readonly EnvelopeHash[], forks: Forks): Membership {
    if (of.length === 0) return noMembership;
    const forked = [...forks].sort(([a], [b]) => (a < b ? -1 : 1));
    const key = `${of.join()} ${forked.join()}`;
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    const closed = new Set<EnvelopeHash>(of);
    for (const head of of) for (const hash of nodes.get(head)?.ancestors ?? []) closed.add(hash);
    const entries = [...closed].map((hash) => nodes.get(hash)).filter((found) => found !== undefined);
    const membership = foldMembership(entries.sort(byGeneration), forks);
    for (const oldest of cache.keys()) {
      if (cache.size < maxCached) break;
      cache.delete(oldest);
    }
    cache.set(key, membership);
    return membership;
  }

  for (const [placed, past] of kept) add(node(placed, past, grantOf(placed.entry)));

  return {
    node,
    add,
    reduce,
    at,
    heads: (): readonly EnvelopeHash[] => heads,
    nodes: (): readonly GovernanceNode[] => [...nodes.values()].sort(byGeneration),
    placeOf: (hash: EnvelopeHash): PlacedEntry | null => nodes.get(hash)?.placed ?? null,
    entries: (): readonly PlacedEntry[] => [...nodes.values()].sort(byGeneration).map(({ placed }) => placed),
    kept: (): readonly (readonly [PlacedEntry, readonly EnvelopeHash[]])[] =>
      [...nodes.values()].map(({ placed, past }) => [placed, past] as const),
  };
}
