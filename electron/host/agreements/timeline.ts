/**
 * The timeline of a charter: every proposal as people see it, and what they come to together.
 * Owns: a memory of comparisons and depths. Called by: ratification.ts, proposing.ts and balloting.ts.
 */
import type { BallotView, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { CharterState } from "../../../shared/api/library.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { changedLabels, clauseCounts, compareTexts } from "../../../shared/charter/compare/redline.ts";
import { endedBallotsOf, heldProposals, isBefore } from "../../../shared/ledger/agreements/agreements.ts";
import type { Ending } from "../../../shared/ledger/agreements/bindings.ts";
import type { Competition } from "../../../shared/ledger/agreements/competition.ts";
import { readLineage } from "../../../shared/ledger/agreements/lineage.ts";
import { type ProposalStanding, readInForce } from "../../../shared/ledger/agreements/ratification.ts";
import { countAlike } from "../../../shared/ledger/agreements/tally.ts";
import { accessions } from "../../../shared/ledger/statements/accession.ts";
import type { Ballot } from "../../../shared/ledger/statements/ballot.ts";
import type { Proposal } from "../../../shared/ledger/statements/proposal.ts";
import type { OpenCharter } from "../library/charters.ts";
import { readEndingBy } from "../people/membership.ts";
import type { ReadingArgs, Readings } from "./readings.ts";
import { maxBehindMs } from "./readings.ts";

export type Timeline = ReturnType<typeof createTimeline>;

export function createTimeline({ platform, keys }: Pick<ReadingArgs, "platform" | "keys">, readings: Readings) {
  const { today, proposalsOf, standingsOf, bindingsOf, myParty, frozenText, compare } = readings;
  const { ballotsOf, ballotsFor, competitionsOf } = readings;
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

  /** It stands in the electorate of what the proposal builds on. */
  function namedRef(charter: OpenCharter, { parent }: Proposal, id: PartyId): PartyRef {
    const base = parent === null ? undefined : proposalsOf(charter).get(parent);
    return { id, name: base?.electorate.find((party) => party.id === id)?.name ?? "" };
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

  const accededNames = ({ replica }: OpenCharter, { id }: Proposal): readonly (readonly [PartyId, string])[] =>
    replica
      .ledger()
      .statements.all(accessions)
      .flatMap(([{ proposal, party, card }]) => (proposal === id ? [[party, card.name] as const] : []));

  function readEntry(charter: OpenCharter, standing: ProposalStanding): TimelineEntry {
    const { proposal, ballots } = standing;
    const electorate = new Map(proposal.electorate.map((party) => [party.id, party.name]));
    const nameOf = new Map([...accededNames(charter, proposal), ...electorate]);
    const ref = (id: PartyId): PartyRef => ({ id, name: nameOf.get(id) ?? "" });
    const mine = myParty(charter);
    const myBallots = ballots.filter((ballot) => ballot.party === mine);
    const signed = ballotsFor(charter, proposal.id).filter(({ id }) => !standing.questioned.has(id));
    // What does not count is no answer of the party: it may still give one.
    const counting = answersOfMine(charter, standing).filter(
      ({ id }) => !standing.questioned.has(id) && !standing.late.has(id),
    );
    const myBallot = counting.find((ballot) => ballot.choice === "ratify") ?? counting[0];
    return {
      proposal: proposal.id,
      parent: proposal.parent,
      supersedes: proposal.supersedes,
      leftOut: proposal.leftOut,
      depth: depthsOf(charter).get(proposal.id) ?? 1,
      purpose: proposal.purpose,
      state: standing.state,
      competing: competingView(competitionsOf(charter).get(proposal.id), ref),
      title: proposal.title,
      note: proposal.note,
      contentHash: proposal.contentHash,
      proposedBy: { party: ref(proposal.by.party), person: proposal.by.person },
      proposedAt: proposal.time,
      term: proposal.term,
      closesOn: proposal.closesOn,
      conditions: proposal.conditions,
      signers: proposal.electorate.flatMap(({ id }, index) => {
        const count = proposal.signers[index] ?? 1;
        return count > 1 ? [{ party: id, count, signed: Math.min(count, countAlike(proposal, signed, id)) }] : [];
      }),
      ratifiedBy: standing.voices.map(({ party }) => ref(party)),
      named: proposal.named.map(({ party }) => namedRef(charter, proposal, party)),
      electorate: proposal.electorate.map((party) => ref(party.id)),
      ballots: ballots.map((ballot) => readBallotView(charter, standing, ballot, ref)),
      cannotAnswer: standing.cannotAnswer.map(ref),
      binds: (bindingsOf(charter).get(proposal.id) ?? []).map(({ party, from, to, left }) => {
        const leaving = leavingOf(left);
        return {
          ...{ party: ref(party), from, to },
          left: leaving === null ? null : { how: leaving.how, at: leaving.at, reason: leaving.reason },
        };
      }),
      doubleSigned: doubleSignings(charter, standing, ref),
      ratifiedAt: standing.ratifiedAt,
      startsOn: standing.startsOn,
      endsOn: standing.endsOn,
      renewFrom: standing.renewFrom,
      endedOn: standing.endedOn,
      resumedOn: standing.resumedOn,
      clauses: clausesSinceParent(charter, proposal),
      myBallot: myBallot?.choice ?? null,
      canCast: isOpen(standing) && mine !== null && electorate.has(mine) && !isSettled(standing, myBallot, "ratify"),
      mineInQuestion: myBallots
        .filter(({ id, by }) => standing.questioned.get(id)?.state === "inQuestion" && by.id !== keys.device)
        .map(({ id }) => id),
    };
  }

  /** [L16] Of each party that signed double, one line for each unrelated proposal that it ratified too. */
  function doubleSignings(
    charter: OpenCharter,
    { proposal, doubleSigned }: ProposalStanding,
    ref: (id: PartyId) => PartyRef,
  ): TimelineEntry["doubleSigned"] {
    if (doubleSigned.length === 0) return [];
    const proposals = proposalsOf(charter);
    const lineage = readLineage(proposals);
    const { questioned } = endedBallotsOf(charter.replica.ledger());
    const cast = ballotsOf(charter).filter(({ id, choice }) => choice === "ratify" && !questioned.has(id));
    return doubleSigned.flatMap((party) => {
      const own = cast.filter((ballot) => ballot.party === party);
      const here = own.find((ballot) => ballot.proposal === proposal.id);
      const others = new Map(
        own
          .filter((ballot) => !lineage.isRelated(ballot.proposal, proposal.id))
          .map((ballot) => [ballot.proposal, ballot.id] as const),
      );
      return [...others].flatMap(([other, id]) =>
        here === undefined
          ? []
          : [{ party: ref(party), other, title: proposals.get(other)?.title ?? "", ballots: [here.id, id] as const }],
      );
    });
  }

  /**
   * What this device's party has answered. [L51] Where it asks for several delegates and too few have ratified, what its
   * person has: each may still answer.
   */
  function answersOfMine(charter: OpenCharter, { proposal, ballots, voices }: ProposalStanding): readonly Ballot[] {
    const member = charter.replica.ledger().membership().devices.get(keys.device);
    const mine = member?.card.party ?? null;
    const own = ballots.filter(({ party }) => party === mine);
    const asked = proposal.signers[proposal.electorate.findIndex(({ id }) => id === mine)] ?? 1;
    if (asked === 1 || voices.some(({ party }) => party === mine)) return own;
    return own.filter(({ by }) => by.person === member?.card.person);
  }

  /** Who has not ratified it joins it until its last day for ballots, in force or not. */
  const isOpen = ({ state, proposal }: ProposalStanding): boolean =>
    ["open", "declined", "contested", "awaiting", "upcoming"].includes(state) ||
    (state === "inForce" && today() <= proposal.closesOn);

  /**
   * Nothing is gained by casting the same once more: [L31] but where the one that was cast claims a later time than it
   * is now, or does not count.
   */
  function isSettled(standing: ProposalStanding, cast: Ballot | undefined, choice: Ballot["choice"]): boolean {
    if (cast === undefined || cast.choice !== choice) return isClosing(standing);
    const counts = !standing.questioned.has(cast.id) && !standing.late.has(cast.id);
    return counts && cast.time <= platform.clock.now() + maxBehindMs;
  }

  /** [L15] Ratified, and a further ballot would be late. */
  const isClosing = ({ state, proposal }: ProposalStanding): boolean =>
    (state === "upcoming" || state === "inForce") && proposal.closesOn < today();

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
      reservations: ballot.reservations,
      practice: ballot.practice,
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
        (standing) =>
          (standing.state === "open" &&
            standing.proposal.electorate.some((party) => party.id === mine) &&
            answersOfMine(charter, standing).length === 0) ||
          (standing.state === "contested" &&
            standing.ballots.some(
              ({ id, party, by }) =>
                party === mine && by.id !== keys.device && standing.questioned.get(id)?.state === "inQuestion",
            )),
      ).length,
    };
  }

  return {
    ...{ prepare, readEntry, isOpen, isSettled, isClosing, answersOfMine, draftDiffers, summary },
    async timeline(charter: OpenCharter): Promise<readonly TimelineEntry[]> {
      await prepare(charter);
      return standingsOf(charter).map((standing) => readEntry(charter, standing));
    },
  };
}

function competingView(found: Competition | undefined, ref: (party: PartyId) => PartyRef): TimelineEntry["competing"] {
  return found === undefined ? null : { ...found, free: found.free.map(ref) };
}

/** Of a binding that its party or others end, while the text goes on. `day`: the first on which it is not bound. */
function leavingOf(left: Ending | null): {
  readonly how: "withdrew" | "removed";
  readonly day: string;
  readonly at: number;
  readonly reason: string;
} | null {
  if (left === null || left.on === null || left.how === "succeeded") return null;
  const { how, on: day } = left;
  const { reason } = how === "withdrew" ? left.withdrawal : left.departure;
  const at = how === "withdrew" ? left.withdrawal.time : left.departure.at;
  return { how: how === "removed" ? how : "withdrew", day, reason, at };
}
