/**
 * The timeline of a charter: every proposal as people see it, and what they come to together.
 * Owns: a memory of comparisons and depths. Called by: ratification.ts, proposing.ts and balloting.ts.
 */
import type { BallotView, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { CharterState } from "../../../shared/api/library.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { changedLabels, clauseCounts, compareTexts } from "../../../shared/charter/compare/redline.ts";
import { heldProposals, isBefore } from "../../../shared/ledger/agreements/agreements.ts";
import { type ProposalStanding, readInForce } from "../../../shared/ledger/agreements/ratification.ts";
import type { Ballot } from "../../../shared/ledger/statements/ballot.ts";
import type { Proposal } from "../../../shared/ledger/statements/proposal.ts";
import type { OpenCharter } from "../library/charters.ts";
import { readEndingBy } from "../people/membership.ts";
import type { ReadingArgs, Readings } from "./readings.ts";
import { maxBehindMs } from "./readings.ts";

export type Timeline = ReturnType<typeof createTimeline>;

export function createTimeline({ platform, keys }: Pick<ReadingArgs, "platform" | "keys">, readings: Readings) {
  const { today, proposalsOf, standingsOf, myParty, frozenText, compare } = readings;
  /** Frozen texts never change, so neither do comparisons between them. */
  const counts = new Map<ProposalId, TimelineEntry["clauses"]>();
  /** Of each proposal, how many it came after when it was made: its past never changes. */
  const depths = new WeakMap<OpenCharter, Map<ProposalId, number>>();
  const drafts = new WeakMap<OpenCharter, { readonly key: string; readonly differs: readonly string[] }>();

  function depthsOf(charter: OpenCharter): ReadonlyMap<ProposalId, number> {
    const known = depths.get(charter) ?? new Map<ProposalId, number>();
    depths.set(charter, known);
    const ledger = charter.replica.ledger();
    // Whatever is in the past of a proposal was accepted before it.
    const ids = heldProposals(ledger).map(([{ id }]) => id);
    for (const [index, id] of ids.entries())
      if (!known.has(id)) {
        const depthOf = (one: ProposalId): number => known.get(one) ?? 0;
        const deepestFirst = ids.slice(0, index).sort((a, b) => depthOf(b) - depthOf(a));
        const before = deepestFirst.find((earlier) => isBefore(ledger, earlier, id));
        known.set(id, 1 + (before === undefined ? 0 : depthOf(before)));
      }
    return known;
  }

  /** What `readEntry` needs of long comparisons, one step after the other. */
  async function prepare(charter: OpenCharter): Promise<void> {
    for (const { id, parent } of proposalsOf(charter).values()) {
      if (parent === null || counts.has(id)) continue;
      const redline = await compare(
        charter,
        { kind: "proposal", proposal: parent },
        { kind: "proposal", proposal: id },
      );
      counts.set(id, redline.ok ? clauseCounts(redline.value) : null);
    }
  }

  function clausesSinceParent(charter: OpenCharter, { id, parent }: Proposal): TimelineEntry["clauses"] {
    if (parent === null) return null;
    const known = counts.get(id);
    if (known !== undefined) return known;
    const [before, after] = [frozenText(charter, parent), frozenText(charter, id)];
    const counted = before.ok && after.ok ? clauseCounts(compareTexts(before.value, after.value)) : null;
    counts.set(id, counted);
    return counted;
  }

  function readEntry(charter: OpenCharter, standing: ProposalStanding): TimelineEntry {
    const { proposal, ballots } = standing;
    const nameOf = new Map(proposal.electorate.map((party) => [party.id, party.name]));
    const ref = (id: PartyId): PartyRef => ({ id, name: nameOf.get(id) ?? "" });
    const mine = myParty(charter);
    const myBallots = ballots.filter((ballot) => ballot.party === mine);
    // What does not count is no answer of the party: it may still give one.
    const counting = myBallots.filter(({ id }) => !standing.questioned.has(id) && !standing.late.has(id));
    const myBallot = counting.find((ballot) => ballot.choice === "ratify") ?? counting[0];
    return {
      proposal: proposal.id,
      parent: proposal.parent,
      supersedes: proposal.supersedes,
      depth: depthsOf(charter).get(proposal.id) ?? 1,
      purpose: proposal.purpose,
      state: standing.state,
      competing: standing.competing,
      title: proposal.title,
      note: proposal.note,
      contentHash: proposal.contentHash,
      proposedBy: { party: ref(proposal.by.party), person: proposal.by.person },
      proposedAt: proposal.time,
      term: proposal.term,
      closesOn: proposal.closesOn,
      needed: proposal.needed,
      electorate: proposal.electorate.map((party) => ref(party.id)),
      ballots: ballots.map((ballot) => readBallotView(charter, standing, ballot, ref)),
      cannotAnswer: standing.cannotAnswer.map(ref),
      binds: standing.binds.map(({ party, from, to, left }) => ({
        party: ref(party),
        from,
        to,
        left: left === null ? null : { how: left.how, at: left.at, reason: left.reason },
      })),
      doubleSigned: standing.doubleSigned.map(ref),
      ratifiedAt: standing.ratifiedAt,
      startsOn: standing.startsOn,
      endsOn: standing.endsOn,
      renewFrom: standing.renewFrom,
      endedOn: standing.endedOn,
      resumedOn: standing.resumedOn,
      clauses: clausesSinceParent(charter, proposal),
      myBallot: myBallot?.choice ?? null,
      canCast: isOpen(standing) && mine !== null && nameOf.has(mine) && !isSettled(standing, myBallot, "ratify"),
      mineInQuestion: myBallots
        .filter(({ id, by }) => standing.questioned.get(id)?.state === "inQuestion" && by.id !== keys.device)
        .map(({ id }) => id),
    };
  }

  const isOpen = ({ state }: ProposalStanding): boolean =>
    state === "open" || state === "declined" || state === "contested" || state === "upcoming";

  /**
   * Nothing is gained by casting the same once more: [L31] but where the one that was cast claims a later time than it
   * is now, or does not count.
   */
  function isSettled(standing: ProposalStanding, cast: Ballot | undefined, choice: Ballot["choice"]): boolean {
    if (cast === undefined || cast.choice !== choice) return standing.state === "upcoming";
    const counts = !standing.questioned.has(cast.id) && !standing.late.has(cast.id);
    return counts && cast.time <= platform.clock.now() + maxBehindMs;
  }

  function readBallotView(
    charter: OpenCharter,
    { questioned, late }: ProposalStanding,
    ballot: Ballot,
    ref: (id: PartyId) => PartyRef,
  ): BallotView {
    const why = questioned.get(ballot.id);
    return {
      id: ballot.id,
      party: ref(ballot.party),
      person: ballot.by.person,
      choice: ballot.choice,
      statement: ballot.statement,
      castAt: ballot.time,
      standing: why?.state ?? (late.has(ballot.id) ? "late" : "counts"),
      ended: why === undefined ? null : readEndingBy(charter, why.endedBy),
    };
  }

  /** Labels of the clauses in which the draft is not the text in force; null where nothing is. */
  async function draftDiffers(charter: OpenCharter): Promise<readonly string[] | null> {
    const inForce = readInForce(standingsOf(charter));
    if (inForce === null) return null;
    const key = `${inForce.proposal.id} ${charter.replica.textVersion()}`;
    const known = drafts.get(charter);
    if (known?.key === key) return known.differs;
    const redline = await compare(charter, { kind: "proposal", proposal: inForce.proposal.id }, { kind: "draft" });
    const differs = redline.ok ? changedLabels(redline.value) : [];
    drafts.set(charter, { key, differs });
    return differs;
  }

  function summary(charter: OpenCharter): {
    readonly state: CharterState;
    readonly inForce: ProposalStanding | null;
    readonly endsOn: string | null;
    readonly waitingForMe: number;
  } {
    const standings = standingsOf(charter);
    const inForce = readInForce(standings);
    const mine = myParty(charter);
    const due = inForce !== null && inForce.renewFrom !== null && inForce.renewFrom <= today();
    const lapsed = standings.some((standing) => standing.state === "lapsed");
    const contested = standings.some((standing) => standing.state === "contested");
    const notInForce = contested ? "contested" : lapsed ? "lapsed" : "draft";
    return {
      inForce,
      state: inForce !== null ? (due ? "due" : "inForce") : notInForce,
      endsOn: inForce?.endedOn ?? null,
      waitingForMe: standings.filter(
        ({ state, ballots, proposal, questioned }) =>
          (state === "open" &&
            proposal.electorate.some((party) => party.id === mine) &&
            !ballots.some((ballot) => ballot.party === mine)) ||
          (state === "contested" &&
            ballots.some(
              ({ id, party, by }) =>
                party === mine && by.id !== keys.device && questioned.get(id)?.state === "inQuestion",
            )),
      ).length,
    };
  }

  return {
    ...{ prepare, readEntry, isOpen, isSettled, draftDiffers, summary },
    async timeline(charter: OpenCharter): Promise<readonly TimelineEntry[]> {
      await prepare(charter);
      return standingsOf(charter).map((standing) => readEntry(charter, standing));
    },
  };
}
