/**
 * Texts that stand side by side on one parent, of which the parties can have one: which they are, who may still sign
 * which, and what settles it. Pure: a function of the standings. PROTOCOL.md, L16, L18 and L49.
 */
import type { PartyId, ProposalId } from "../../base/ids.ts";
import type { WayOut } from "../../charter/parties/proposalState.ts";
import type { Proposal } from "../statements/proposal.ts";
import { type Lineage, readLineage } from "./lineage.ts";
import { meetsOwn, meetsReplaced } from "./quorum.ts";
import type { ProposalStanding } from "./ratification.ts";
import { quorumOf, replacedQuorums } from "./tally.ts";

export interface Competition {
  /** The others, in the order of the standings. */
  readonly with: readonly ProposalId[];
  /** Of the electorate: parties that signed neither this text nor one that it is unrelated to, and have not left. */
  readonly free: readonly PartyId[];
  /** It is ratified, or would be if those signed it. */
  readonly isWithinReach: boolean;
  readonly wayOut: WayOut;
}

/** Waits for ballots that can still make it a text of the parties. */
const isUnsettled = ({ state }: ProposalStanding): boolean => state === "open" || state === "contested";
const isRatified = ({ state, startsOn }: ProposalStanding): boolean => startsOn !== null || state === "awaiting";
const isOver = ({ state }: ProposalStanding): boolean => state === "superseded" || state === "lapsed";

/** Two ratified texts compete while both hold; a ratified one and one that waits, whatever became of the first since. */
const mayCompete = (a: ProposalStanding, b: ProposalStanding): boolean =>
  (isUnsettled(a) && (isUnsettled(b) || isRatified(b))) ||
  (isRatified(a) && (isUnsettled(b) || (isRatified(b) && !isOver(a) && !isOver(b))));

/** Of every proposal that competes with another. */
export function readCompetitions(standings: readonly ProposalStanding[]): ReadonlyMap<ProposalId, Competition> {
  const proposals = new Map(standings.map(({ proposal }) => [proposal.id, proposal]));
  const lineage = readLineage(proposals);
  const signed = signedBy(standings);
  const found = new Map<ProposalId, Competition>();
  for (const siblings of Map.groupBy(standings, ({ proposal }) => proposal.parent).values()) {
    const candidates = siblings.filter((one) => isUnsettled(one) || isRatified(one));
    if (lineage.areRelated(candidates.map(({ proposal }) => proposal.id))) continue;
    const branches = new Map(candidates.map((one) => [one, readBranch(one, lineage, signed, proposals)]));
    for (const one of candidates) {
      const others = candidates.filter(
        (other) => !lineage.isRelated(one.proposal.id, other.proposal.id) && mayCompete(one, other),
      );
      if (others.length === 0) continue;
      const all = [one, ...others].flatMap((branch) => branches.get(branch) ?? []);
      const ratified = [one, ...others].filter(isRatified).map(({ proposal }) => proposal.id);
      const [{ free, isWithinReach }] = all as [Branch, ...Branch[]];
      found.set(one.proposal.id, {
        ...{ with: others.map(({ proposal }) => proposal.id), free, isWithinReach },
        wayOut: wayOutOf(ratified, lineage, all),
      });
    }
  }
  return found;
}

type Branch = Pick<Competition, "free" | "isWithinReach">;

function wayOutOf(ratified: readonly ProposalId[], lineage: Lineage, branches: readonly Branch[]): WayOut {
  if (ratified.length > 0) return lineage.areRelated(ratified) ? "settled" : "replace";
  return branches.some(({ isWithinReach }) => isWithinReach) ? "choose" : "replace";
}

/** What each party has ratified by a ballot that no question hangs on. */
function signedBy(standings: readonly ProposalStanding[]): ReadonlyMap<PartyId, readonly ProposalId[]> {
  const signed = new Map<PartyId, ProposalId[]>();
  for (const { proposal, ballots, questioned } of standings)
    for (const { id, party, choice } of ballots)
      if (choice === "ratify" && !questioned.has(id)) {
        const known = signed.get(party);
        if (known === undefined) signed.set(party, [proposal.id]);
        else known.push(proposal.id);
      }
  return signed;
}

function readBranch(
  standing: ProposalStanding,
  lineage: Lineage,
  signed: ReadonlyMap<PartyId, readonly ProposalId[]>,
  proposals: ReadonlyMap<ProposalId, Proposal>,
): Branch {
  const { proposal, voices, cannotAnswer } = standing;
  if (isRatified(standing)) return { free: [], isWithinReach: true };
  const ratified = voices.map(({ party }) => party);
  const without = new Set([...ratified, ...cannotAnswer]);
  const free = proposal.electorate
    .map(({ id }) => id)
    .filter((id) => !without.has(id) && (signed.get(id) ?? []).every((other) => lineage.isRelated(other, proposal.id)));
  const signers = new Set([...ratified, ...free]);
  const gone = new Set(proposal.named.map(({ party }) => party));
  const replaced = replacedQuorums(proposal, (id) => proposals.get(id)) ?? [];
  return {
    free,
    isWithinReach:
      meetsOwn(quorumOf(proposal), signers) && replaced.every((quorum) => meetsReplaced(quorum, gone, signers)),
  };
}
