/**
 * Ballots: what is shown before one signs, casting, and a party's word on ballots of devices that it ended.
 * Owns: nothing. Called by: ratification.ts.
 */
import type { SigningView, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { fromHex, toHex } from "../../../shared/base/bytes.ts";
import type { KeyPair } from "../../../shared/base/crypto.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { compareInSteps } from "../../../shared/charter/compare/redline.ts";
import { isReservable } from "../../../shared/charter/parties/conditions.ts";
import { clauseHash } from "../../../shared/charter/text/clauseHash.ts";
import { clauseTitle, placeClauses } from "../../../shared/charter/text/clauses.ts";
import { endedBallotsOf } from "../../../shared/ledger/agreements/agreements.ts";
import { readLineage } from "../../../shared/ledger/agreements/lineage.ts";
import { conflictingBallot } from "../../../shared/ledger/agreements/ratification.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { type Ballot, type BallotId, signBallot } from "../../../shared/ledger/statements/ballot.ts";
import { signConfirmation } from "../../../shared/ledger/statements/confirmation.ts";
import type { Proposal } from "../../../shared/ledger/statements/proposal.ts";
import { promiseWordsIn } from "../charter/promiseWords.ts";
import { breathe } from "../charter/waitingFrames.ts";
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";
import type { OpenCharter } from "../library/charters.ts";
import { cannotDraw, faultOfConsent, type GivenConsent, wordsOfConsent } from "./consentFaults.ts";
import type { ReadingArgs, Readings } from "./readings.ts";
import type { Timeline } from "./timeline.ts";

type CastArgs = Parameters<HostApi["castBallot"]>[0];
type AnswerArgs = Parameters<HostApi["answerBallot"]>[0];

export function createBalloting(
  { platform, keys, ...pdf }: Pick<ReadingArgs, "platform" | "keys"> & Pick<PdfEngine, "undrawable">,
  readings: Readings,
  { prepare, readEntry, isOpen, isSettled, isClosing, answersOfMine }: Timeline,
) {
  const { proposalsOf, ballotsOf, findStanding, frozenText, doubtOfClock } = readings;

  async function signing(charter: OpenCharter, id: ProposalId): Promise<Result<SigningView, HostError>> {
    await prepare(charter);
    const standing = findStanding(charter, id);
    if (!standing.ok) return standing;
    const text = frozenText(charter, id);
    if (!text.ok) return text;
    const { parent } = standing.value.proposal;
    const before = parent === null ? null : frozenText(charter, parent);
    if (before !== null && !before.ok) return before;
    const entry = readEntry(charter, standing.value);
    const sinceParent =
      before === null ? null : await compareInSteps(before.value, text.value, breathe, promiseWordsIn(charter));
    const draftSince = await compareInSteps(text.value, charter.replica.readText(), breathe, promiseWordsIn(charter));
    const clauses = placeClauses(text.value).map(({ clause }) => ({
      id: clause.id,
      title: clauseTitle(clause),
      hash: clauseHash(clause.node),
      isReservable: isReservable(standing.value.proposal.conditions, clause.id),
    }));
    return ok({ entry, text: text.value, clauses, sinceParent, draftSince });
  }

  /** The other proposal that this party signed and that this one does not come after. */
  function conflictOf(charter: OpenCharter, party: PartyId, { id }: Proposal): ProposalId | null {
    const { questioned } = endedBallotsOf(charter.replica.ledger());
    const own = ballotsOf(charter).filter((ballot) => !questioned.has(ballot.id));
    return conflictingBallot(party, id, readLineage(proposalsOf(charter)), own);
  }

  function cast(charter: OpenCharter, args: CastArgs): Result<TimelineEntry, HostError> {
    const found = findStanding(charter, args.proposal);
    if (!found.ok) return found;
    const { proposal, state } = found.value;
    const member = charter.replica.ledger().membership().devices.get(keys.device);
    if (member === undefined || !proposal.electorate.some((party) => party.id === member.card.party))
      return err({ kind: "notAuthorised", reason: "this device's party is not in the electorate of the proposal" });
    const mine = answersOfMine(charter, found.value);
    const ratified = mine.find((ballot) => ballot.choice === "ratify");
    const same = args.choice === "ratify" ? ratified : (ratified ?? mine[0]);
    if (same !== undefined && isSettled(found.value, same, same.choice)) return err({ kind: "alreadyCast" });
    if (!isOpen(found.value) || (same === undefined && isClosing(found.value)))
      return err({ kind: "proposalClosed", state });
    if (args.contentHash !== proposal.contentHash)
      return err({ kind: "contentChanged", shown: args.contentHash, found: proposal.contentHash });
    const { reservations = [], practice = null, statement } = args;
    const consent = { reservations, practice, statement };
    const fault =
      faultOfBallot(charter, proposal, args.choice, consent) ??
      cannotDraw(wordsOfConsent(consent), proposal.language, pdf);
    if (fault !== null) return err(fault);
    const contentHash = fromHex(proposal.contentHash);
    if (contentHash === null) throw new Error("a content hash is hex");
    if (member.card.party === null) return err({ kind: "noParty" });
    const other = conflictOf(charter, member.card.party, proposal);
    // [L16] A second signature for an unrelated text would prove double dealing.
    if (args.choice === "ratify" && other !== null) return err({ kind: "conflictingBallot", other });
    const doubt = doubtOfClock(charter, args.clockIsRight);
    if (doubt !== null) return err(doubt);
    const body = signBallot(
      {
        proposal: proposal.id,
        contentHash,
        choice: args.choice,
        ...consent,
        time: platform.clock.now(),
      },
      keys.signing.privateKey,
      member.chain,
    );
    const signed = charter.replica.append([{ type: envelopeTypes.ballot, body }]);
    return signed.ok ? entryNow(charter, args.proposal) : signed;
  }

  /** What is wrong with a ballot as it is given; null: nothing. */
  function faultOfBallot(
    charter: OpenCharter,
    proposal: Proposal,
    choice: CastArgs["choice"],
    consent: GivenConsent,
  ): HostError | null {
    if (choice === "ratify") {
      const text = frozenText(charter, proposal.id);
      return text.ok ? faultOfConsent(consent, proposal.conditions, text.value) : text.error;
    }
    const [first] = consent.reservations;
    if (first !== undefined) return { kind: "reservationRefused", why: "declines", clause: first.clause };
    return consent.practice === null ? null : { kind: "otherForm", form: proposal.conditions.form };
  }

  function entryNow(charter: OpenCharter, id: ProposalId): Result<TimelineEntry, HostError> {
    const standing = findStanding(charter, id);
    return standing.ok ? ok(readEntry(charter, standing.value)) : standing;
  }

  /** [L32] `root`: the party's own key, where its words are said. */
  function answerBallot(
    charter: OpenCharter,
    args: AnswerArgs,
    root: KeyPair | null,
  ): Result<TimelineEntry, HostError> {
    const found = findStanding(charter, args.proposal);
    if (!found.ok) return found;
    const ballot = found.value.ballots.find(({ id }) => id === args.ballot);
    const questioned = ballot === undefined ? undefined : found.value.questioned.get(ballot.id);
    if (ballot === undefined || questioned === undefined) return err({ kind: "ballotNotFound", ballot: args.ballot });
    const signed = signAnswer(charter, args, ballot, root);
    return signed.ok ? entryNow(charter, args.proposal) : signed;
  }

  function signAnswer(
    charter: OpenCharter,
    args: AnswerArgs,
    ballot: Ballot,
    root: KeyPair | null,
  ): Result<null, HostError> {
    const member = charter.replica.ledger().membership().devices.get(keys.device);
    if (member === undefined) return err({ kind: "notAuthorised", reason: "this device is no member of the charter" });
    if (root === null && (member.card.party !== ballot.party || ballot.by.id === keys.device))
      return err({
        kind: "notAuthorised",
        reason: "another device of the party that the ballot speaks for says this, or its 24 words do",
      });
    if (root !== null && toHex(root.publicKey) !== ballot.party) return err({ kind: "recoveryWordsWrong" });
    const doubt = doubtOfClock(charter, args.clockIsRight);
    if (doubt !== null) return err(doubt);
    const body = signConfirmation(
      {
        ballot: args.ballot as BallotId,
        party: ballot.party,
        choice: args.choice,
        reason: args.reason,
        time: platform.clock.now(),
        nonce16: platform.random.bytes(16),
      },
      root?.privateKey ?? keys.signing.privateKey,
      root === null ? member.chain : [],
    );
    return charter.replica.append([{ type: envelopeTypes.confirmation, body }]);
  }

  return { signing, cast, answerBallot };
}
