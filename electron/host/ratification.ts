/**
 * Proposals, ballots, certificates and the timeline of a charter, as people see them.
 * Owns: a small memory of frozen texts and comparisons. Called by: createHost.
 */
import type { HostError } from "../../shared/api/errors.ts";
import type { CharterState, HostApi, PartyRef, Point, SigningView, TimelineEntry } from "../../shared/api/hostApi.ts";
import { type Bytes, fromHex } from "../../shared/base/bytes.ts";
import type { PartyId, ProposalId } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { decodeContent, encodeContent } from "../../shared/charter/canonical.ts";
import { plainText } from "../../shared/charter/clauses.ts";
import type { CharterText, Term } from "../../shared/charter/model.ts";
import { changedLabels, clauseCounts, compareTexts, type Redline } from "../../shared/charter/redline.ts";
import { dayOf } from "../../shared/charter/term.ts";
import { countedBallots, encodeCertificate } from "../../shared/ledger/certificate.ts";
import { envelopeTypes, type Place } from "../../shared/ledger/envelope.ts";
import {
  conflictingBallot,
  type ProposalStanding,
  readInForce,
  readParent,
  readStandings,
} from "../../shared/ledger/ratification.ts";
import { type Ballot, type Proposal, readProposal, signBallot, signProposal } from "../../shared/ledger/statements.ts";
import type { OpenCharter } from "./charters.ts";
import type { Keys } from "./identity.ts";
import type { PdfEngine } from "./pdf/pdfEngine.ts";
import type { Platform } from "./platform.ts";

type ProposeArgs = Parameters<HostApi["propose"]>[0];
type CastArgs = Parameters<HostApi["castBallot"]>[0];

const keptTexts = 32;

export type Ratification = ReturnType<typeof createRatification>;

export function createRatification({
  platform,
  keys,
  vouchedText,
  undrawable,
}: {
  readonly platform: Platform;
  readonly keys: Keys;
  readonly vouchedText: (charter: OpenCharter) => CharterText | null;
  readonly undrawable: PdfEngine["undrawable"];
}) {
  /** Frozen texts never change, so neither do comparisons between them. */
  const texts = new Map<ProposalId, CharterText>();
  const counts = new Map<ProposalId, TimelineEntry["clauses"]>();
  const drafts = new WeakMap<OpenCharter, { readonly key: string; readonly differs: readonly string[] }>();

  const today = (): string => dayOf(platform.clock.now());

  const proposalsOf = ({ replica }: OpenCharter): ReadonlyMap<ProposalId, Proposal> =>
    new Map(
      replica
        .ledger()
        .proposals()
        .map(([proposal]) => [proposal.id, proposal]),
    );

  const ballotsOf = ({ replica }: OpenCharter): readonly Ballot[] =>
    replica
      .ledger()
      .ballots()
      .map(([ballot]) => ballot);

  const standingsOf = (charter: OpenCharter): readonly ProposalStanding[] =>
    readStandings(proposalsOf(charter), ballotsOf(charter), today());

  /** The statement as it lies in the log: what a certificate is made of. */
  function statementAt({ replica }: OpenCharter, place: Place): Bytes {
    const chain = replica.ledger().chainOf(place);
    const envelope = chain === null ? null : replica.envelopeAt(chain, place.seq);
    if (envelope === null) throw new Error("an accepted statement is always in the log");
    return envelope.body;
  }

  function findProposal(charter: OpenCharter, id: ProposalId): readonly [Proposal, Place] | null {
    const known = charter.replica
      .ledger()
      .proposals()
      .find(([proposal]) => proposal.id === id);
    return known === undefined ? null : [known[0], known[1]];
  }

  function frozenText(charter: OpenCharter, id: ProposalId): Result<CharterText, HostError> {
    const known = texts.get(id);
    if (known !== undefined) return ok(known);
    const found = findProposal(charter, id);
    if (found === null) return err({ kind: "proposalNotFound", proposal: id });
    const read = readProposal(statementAt(charter, found[1]));
    const content = read.ok ? decodeContent(read.value.contentBytes) : null;
    if (!content?.ok) throw new Error("an accepted proposal has canonical content");
    const oldest = texts.keys().next();
    if (texts.size >= keptTexts && !oldest.done) texts.delete(oldest.value);
    texts.set(id, content.value.text);
    return ok(content.value.text);
  }

  function textAt(charter: OpenCharter, point: Point): Result<CharterText, HostError> {
    switch (point.kind) {
      case "draft":
        return ok(charter.replica.readText());
      case "proposal":
        return frozenText(charter, point.proposal);
      case "vouched": {
        const text = vouchedText(charter);
        return text === null ? err({ kind: "nothingVouched" }) : ok(text);
      }
    }
  }

  function compare(charter: OpenCharter, from: Point, to: Point): Result<Redline, HostError> {
    const before = textAt(charter, from);
    if (!before.ok) return before;
    const after = textAt(charter, to);
    return after.ok ? ok(compareTexts(before.value, after.value)) : after;
  }

  function clausesSinceParent(charter: OpenCharter, { id, parent }: Proposal): TimelineEntry["clauses"] {
    if (parent === null) return null;
    const known = counts.get(id);
    if (known !== undefined) return known;
    const redline = compare(charter, { kind: "proposal", proposal: parent }, { kind: "proposal", proposal: id });
    const counted = redline.ok ? clauseCounts(redline.value) : null;
    counts.set(id, counted);
    return counted;
  }

  /** The party that this device speaks for in a charter. */
  const myParty = ({ replica }: OpenCharter): PartyId | null =>
    replica.ledger().membership().devices.get(keys.device)?.card.party ?? null;

  function readEntry(charter: OpenCharter, standing: ProposalStanding): TimelineEntry {
    const { proposal, ballots } = standing;
    const nameOf = new Map(proposal.electorate.map((party) => [party.id, party.name]));
    const ref = (id: PartyId): PartyRef => ({ id, name: nameOf.get(id) ?? "" });
    const mine = myParty(charter);
    const myBallots = ballots.filter((ballot) => ballot.party === mine);
    const myBallot = myBallots.find((ballot) => ballot.choice === "ratify") ?? myBallots[0];
    const open = standing.state === "open" || standing.state === "declined";
    return {
      proposal: proposal.id,
      parent: proposal.parent,
      purpose: proposal.purpose,
      state: standing.state,
      competing: standing.competing,
      title: proposal.title,
      note: proposal.note,
      contentHash: proposal.contentHash,
      proposedBy: { party: ref(proposal.by.party), person: proposal.by.person },
      proposedAt: proposal.time,
      term: proposal.term,
      needed: proposal.needed,
      electorate: proposal.electorate.map((party) => ref(party.id)),
      ballots: ballots.map((ballot) => ({
        party: ref(ballot.party),
        person: ballot.by.person,
        choice: ballot.choice,
        statement: ballot.statement,
        castAt: ballot.time,
      })),
      doubleSigned: standing.doubleSigned.map(ref),
      ratifiedAt: standing.ratifiedAt,
      startsOn: standing.startsOn,
      endsOn: standing.endsOn,
      renewFrom: standing.renewFrom,
      clauses: clausesSinceParent(charter, proposal),
      myBallot: myBallot?.choice ?? null,
      canCast: open && mine !== null && nameOf.has(mine) && myBallot?.choice !== "ratify",
    };
  }

  function readTitle(charter: OpenCharter, text: CharterText): string {
    const first = text.content[0];
    const heading = first?.type === "heading" && first.attrs.level === 1 ? plainText(first).trim().slice(0, 200) : "";
    return heading === "" ? charter.replica.ledger().membership().title : heading;
  }

  function propose(charter: OpenCharter, args: ProposeArgs): Result<{ proposal: ProposalId }, HostError> {
    const flushed = charter.replica.flush();
    if (!flushed.ok) return flushed;
    const membership = charter.replica.ledger().membership();
    const member = membership.devices.get(keys.device);
    if (member === undefined) return err({ kind: "notAuthorised", reason: "this device is no member of the charter" });
    if (member.card.party === null) return err({ kind: "noParty" });
    const standings = standingsOf(charter);
    const parent = readParent(standings);
    if (parent === null && args.purpose !== null) return err({ kind: "nothingInForce" });
    const purpose = parent === null ? "first" : (args.purpose ?? (parent.state === "lapsed" ? "renewal" : "amendment"));
    if (purpose === "amendment" && parent?.state !== "inForce") return err({ kind: "nothingInForce" });
    const text = charter.replica.readText();
    if (purpose === "amendment" && parent !== null) {
      const before = frozenText(charter, parent.proposal.id);
      if (!before.ok) return before;
      if (compareTexts(before.value, text).same) return err({ kind: "nothingChanged" });
    }
    const replaced =
      args.supersedes === null ? null : standings.find(({ proposal }) => proposal.id === args.supersedes);
    if (replaced === undefined) return err({ kind: "proposalNotFound", proposal: args.supersedes ?? "" });
    if (replaced !== null && replaced.state !== "open" && replaced.state !== "declined")
      return err({ kind: "proposalClosed", state: replaced.state });
    const parties = [...membership.parties.values()].sort((a, b) => (a.card.id < b.card.id ? -1 : 1));
    const title = readTitle(charter, text);
    const names = parties.flatMap(({ card }) => [card.name, card.constituency]);
    const missing = undrawable({ language: membership.language, title, text, words: [args.note], names });
    if (missing !== null) return err({ kind: "cannotDraw", ...missing });
    const contentBytes = encodeContent({
      charter: charter.id,
      title,
      language: membership.language,
      text,
    });
    const body = signProposal(
      {
        charter: charter.id,
        contentBytes,
        electorate: parties.map((party) => party.signed),
        needed: parties.length,
        term: termOf(args.term, purpose, parent),
        purpose,
        parent: parent?.proposal.id ?? null,
        supersedes: replaced === null ? [] : [replaced.proposal.id],
        note: args.note,
        time: platform.clock.now(),
        nonce16: platform.random.bytes(16),
      },
      keys.signing.privateKey,
      member.chain,
    );
    const read = readProposal(body);
    if (!read.ok) return err({ kind: "badArgument", what: "proposal", expected: read.error.reason });
    const signed = charter.replica.append([{ type: envelopeTypes.proposal, body }]);
    return signed.ok ? ok({ proposal: read.value.proposal.id }) : signed;
  }

  /** An amendment keeps the end of the term that it amends, unless another is asked for. */
  function termOf(term: Term, purpose: Proposal["purpose"], parent: ProposalStanding | null): Term {
    const openEnded = term.months === null && term.until === null;
    return purpose === "amendment" && openEnded && parent !== null ? { ...term, until: parent.endsOn } : term;
  }

  function findStanding(charter: OpenCharter, id: ProposalId): Result<ProposalStanding, HostError> {
    const standing = standingsOf(charter).find(({ proposal }) => proposal.id === id);
    return standing === undefined ? err({ kind: "proposalNotFound", proposal: id }) : ok(standing);
  }

  function cast(charter: OpenCharter, args: CastArgs): Result<TimelineEntry, HostError> {
    const found = findStanding(charter, args.proposal);
    if (!found.ok) return found;
    const { proposal, state } = found.value;
    const member = charter.replica.ledger().membership().devices.get(keys.device);
    if (member === undefined || !proposal.electorate.some((party) => party.id === member.card.party))
      return err({ kind: "notAuthorised", reason: "this device's party is not in the electorate of the proposal" });
    const entry = readEntry(charter, found.value);
    if (entry.myBallot === "ratify" || entry.myBallot === args.choice) return err({ kind: "alreadyCast" });
    if (state !== "open" && state !== "declined") return err({ kind: "proposalClosed", state });
    if (args.contentHash !== proposal.contentHash)
      return err({ kind: "contentChanged", shown: args.contentHash, found: proposal.contentHash });
    const missing = undrawable({
      ...{ language: proposal.language, title: "", text: { type: "doc", attrs: {}, content: [] } },
      ...{ words: [args.statement], names: [] },
    });
    if (missing !== null) return err({ kind: "cannotDraw", ...missing });
    const contentHash = fromHex(proposal.contentHash);
    if (contentHash === null) throw new Error("a content hash is hex");
    if (member.card.party === null) return err({ kind: "noParty" });
    const other = conflictingBallot(member.card.party, proposal, proposalsOf(charter), ballotsOf(charter));
    // [L16] A second signature for an unrelated text on the same parent would prove double dealing.
    if (args.choice === "ratify" && other !== null) return err({ kind: "conflictingBallot", other });
    const body = signBallot(
      {
        proposal: proposal.id,
        contentHash,
        choice: args.choice,
        statement: args.statement,
        time: platform.clock.now(),
      },
      keys.signing.privateKey,
      member.chain,
    );
    const signed = charter.replica.append([{ type: envelopeTypes.ballot, body }]);
    if (!signed.ok) return signed;
    const after = findStanding(charter, args.proposal);
    return after.ok ? ok(readEntry(charter, after.value)) : after;
  }

  function signing(charter: OpenCharter, id: ProposalId): Result<SigningView, HostError> {
    const standing = findStanding(charter, id);
    if (!standing.ok) return standing;
    const text = frozenText(charter, id);
    if (!text.ok) return text;
    const { parent } = standing.value.proposal;
    const before = parent === null ? null : frozenText(charter, parent);
    if (before !== null && !before.ok) return before;
    return ok({
      entry: readEntry(charter, standing.value),
      text: text.value,
      sinceParent: before === null ? null : compareTexts(before.value, text.value),
      draftSince: compareTexts(text.value, charter.replica.readText()),
    });
  }

  /** Proposal and counted ballots as they were signed. */
  function certificate(charter: OpenCharter, id: ProposalId): Result<Bytes, HostError> {
    const standing = findStanding(charter, id);
    if (!standing.ok) return standing;
    if (standing.value.ratifiedAt === null) return err({ kind: "notRatified" });
    const found = findProposal(charter, id);
    if (found === null) return err({ kind: "proposalNotFound", proposal: id });
    const [proposal, place] = found;
    const placeOf = new Map(charter.replica.ledger().ballots());
    const ballots = countedBallots(proposal, [...placeOf.keys()]).map((ballot) => {
      const at = placeOf.get(ballot);
      if (at === undefined) throw new Error("a counted ballot is one of those held");
      return statementAt(charter, at);
    });
    return ok(encodeCertificate(statementAt(charter, place), ballots));
  }

  /** Labels of the clauses in which the draft is not the text in force; null where nothing is. */
  function draftDiffers(charter: OpenCharter, inForce: ProposalStanding | null): readonly string[] | null {
    if (inForce === null) return null;
    const key = `${inForce.proposal.id} ${charter.replica.textVersion()}`;
    const known = drafts.get(charter);
    if (known?.key === key) return known.differs;
    const redline = compare(charter, { kind: "proposal", proposal: inForce.proposal.id }, { kind: "draft" });
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
    return {
      inForce,
      state: inForce !== null ? (due ? "due" : "inForce") : lapsed ? "lapsed" : "draft",
      endsOn: inForce?.endsOn ?? null,
      waitingForMe: standings.filter(
        ({ state, ballots, proposal }) =>
          state === "open" &&
          proposal.electorate.some((party) => party.id === mine) &&
          !ballots.some((ballot) => ballot.party === mine),
      ).length,
    };
  }

  return {
    propose,
    cast,
    signing,
    certificate,
    compare,
    textAt,
    summary,
    draftDiffers,
    title: readTitle,
    timeline: (charter: OpenCharter): readonly TimelineEntry[] =>
      standingsOf(charter).map((standing) => readEntry(charter, standing)),
  };
}
