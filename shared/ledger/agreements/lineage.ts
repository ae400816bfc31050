/** Which proposals come after which. Pure. PROTOCOL.md, L16. */
import type { ProposalId } from "../../base/ids.ts";
import type { Proposal } from "../statements/proposal.ts";

export interface Lineage {
  /** Each before all that it comes after. */
  readonly newestFirst: readonly ProposalId[];
  /** Whatever a proposal comes after: its parent, what it supersedes, and so on through them. [L16] */
  before(id: ProposalId): ReadonlySet<ProposalId>;
  /** One of the two comes after the other. [L16] */
  isRelated(a: ProposalId, b: ProposalId): boolean;
  /** Each two of these are related: of those that a party may sign. */
  areRelated(ids: readonly ProposalId[]): boolean;
}

/** What it names is in its past, so there is no circle. */
type Naming = Pick<Proposal, "parent" | "supersedes">;

/** Its parent, and what it supersedes. */
export const namedBy = ({ parent, supersedes }: Naming): readonly ProposalId[] =>
  parent === null ? supersedes : [parent, ...supersedes];

export function readLineage(proposals: ReadonlyMap<ProposalId, Naming>): Lineage {
  const known = new Map<ProposalId, ReadonlySet<ProposalId>>();
  const namedOf = (id: ProposalId): readonly ProposalId[] => {
    const proposal = proposals.get(id);
    return proposal === undefined ? [] : namedBy(proposal);
  };
  const depths = readDepths(proposals, namedOf);
  const depthOf = (id: ProposalId): number => depths.get(id) ?? 0;
  function before(id: ProposalId): ReadonlySet<ProposalId> {
    const found = known.get(id);
    if (found !== undefined) return found;
    const seen = new Set<ProposalId>();
    const pending = [...namedOf(id)];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const further = known.get(next);
      if (further === undefined) pending.push(...namedOf(next));
      else for (const one of further) seen.add(one);
    }
    known.set(id, seen);
    return seen;
  }
  /** Looks no further back than the older one lies. */
  function comesAfter(newer: ProposalId, older: ProposalId): boolean {
    const seen = new Set<ProposalId>();
    const pending = [...namedOf(newer)];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (next === older) return true;
      if (seen.has(next) || depthOf(next) <= depthOf(older)) continue;
      seen.add(next);
      pending.push(...namedOf(next));
    }
    return false;
  }
  const isRelated = (a: ProposalId, b: ProposalId): boolean =>
    a === b || (depthOf(a) > depthOf(b) ? comesAfter(a, b) : comesAfter(b, a));
  return {
    newestFirst: [...depths].reverse().map(([id]) => id),
    before,
    isRelated,
    areRelated(ids) {
      const oldestFirst = [...ids].sort((a, b) => depthOf(a) - depthOf(b));
      return oldestFirst.every((id, index) => isRelated(id, oldestFirst[index - 1] ?? id));
    },
  };
}

/** Of each proposal how many it comes after, one upon the other; whatever it names stands before it. */
function readDepths(
  proposals: ReadonlyMap<ProposalId, Naming>,
  namedOf: (id: ProposalId) => readonly ProposalId[],
): ReadonlyMap<ProposalId, number> {
  const depths = new Map<ProposalId, number>();
  for (const id of proposals.keys()) {
    const pending = [id];
    for (let next = pending.at(-1); next !== undefined; next = pending.at(-1)) {
      const named = namedOf(next).filter((one) => proposals.has(one));
      const waits = depths.has(next) ? [] : named.filter((one) => !depths.has(one));
      pending.push(...waits);
      if (waits.length > 0) continue;
      pending.pop();
      if (!depths.has(next)) depths.set(next, 1 + Math.max(0, ...named.map((one) => depths.get(one) ?? 0)));
    }
  }
  return depths;
}
