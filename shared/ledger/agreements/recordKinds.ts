/** Where what is put on record about an agreed text counts. PROTOCOL.md, L60 to L65. */
import { addDays, dayOf } from "../../base/days.ts";
import type { PartyId, ProposalId } from "../../base/ids.ts";
import { recordFaults } from "../../charter/parties/recordFaults.ts";
import type { DeviceCard } from "../members/model.ts";
import { type Answer, answersTo, readAnswer } from "../statements/answer.ts";
import { type Attestation, attestations, readAttestation } from "../statements/attestation.ts";
import { type Endorsement, endorsements, readEndorsement } from "../statements/endorsement.ts";
import { type Institution, institutions, readInstitution } from "../statements/institution.ts";
import type { Hearing, StatementKind } from "../statements/kind.ts";
import { proposals } from "../statements/proposal.ts";
import { type Report, readReport, reports } from "../statements/report.ts";
import { type Review, readReview, reviews } from "../statements/review.ts";
import { faultOfSpeaker } from "../statements/statement.ts";
import { everBinds, saidIn, stillBinds } from "./joined.ts";
import { ratifiedIn } from "./ratified.ts";

interface Spoken {
  readonly party: PartyId;
  readonly by: DeviceCard;
  readonly time: number;
}

type Binds = typeof stillBinds;

/** It is of the party of its device, on a ratified text that binds it. */
function faultOf(said: Spoken, about: ProposalId, hearing: Hearing, what: string, binds: Binds): string | null {
  const fault = faultOfSpeaker(said, hearing, what);
  if (fault !== null) return fault;
  const proposal = hearing.heard(proposals, about);
  if (proposal === null) return recordFaults.unknownText;
  if (!ratifiedIn(hearing.heardAll).has(about)) return recordFaults.notRatified;
  if (binds(proposal, said, saidIn(hearing))) return null;
  return binds === stillBinds ? recordFaults.notBound : recordFaults.neverBound;
}

/** East of the UTC a day begins before it does there. */
const isToCome = (day: string, { time }: Spoken): boolean => day > addDays(dayOf(time), 1);

/** [L60] */
export const attestationKind: StatementKind<Attestation> = {
  ...attestations,
  read: readAttestation,
  fault(said, hearing) {
    const fault = faultOf(said, said.proposal, hearing, "an attestation", stillBinds);
    if (fault !== null) return fault;
    if (hearing.heard(proposals, said.proposal)?.conditions.form !== "practised") return recordFaults.notPractised;
    return isToCome(said.practice.day, said) ? recordFaults.stillToCome : null;
  },
};

/** [L61] Who has left may still say what was done while it was bound. */
export const reportKind: StatementKind<Report> = {
  ...reports,
  read: readReport,
  fault: (said, hearing) => faultOf(said, said.proposal, hearing, "a report", everBinds),
};

/** [L62] */
export const answerKind: StatementKind<Answer> = {
  ...answersTo,
  read: readAnswer,
  fault(said, hearing) {
    const report = hearing.heard(reports, said.report);
    if (report === null) return faultOfSpeaker(said, hearing, "an answer") ?? recordFaults.unknownReport;
    const fault = faultOf(said, report.proposal, hearing, "an answer", everBinds);
    if (fault !== null) return fault;
    return report.party === said.party && said.choice !== "resolved" ? recordFaults.ownReport : null;
  },
};

/** [L63] */
export const reviewKind: StatementKind<Review> = {
  ...reviews,
  read: readReview,
  fault: (said, hearing) =>
    faultOf(said, said.proposal, hearing, "a review", stillBinds) ??
    (isToCome(said.heldOn, said) ? recordFaults.stillToCome : null),
};

/** [L64] */
export const institutionKind: StatementKind<Institution> = {
  ...institutions,
  read: readInstitution,
  fault: (said, hearing) => faultOf(said, said.proposal, hearing, "an institution", stillBinds),
};

/** [L65] It counts from a supporter of its past, on a proposal of its past. */
export const endorsementKind: StatementKind<Endorsement> = {
  ...endorsements,
  read: readEndorsement,
  fault({ device, proposal: about, contentHash }, { author, heard }) {
    if (device !== author.card.id) return "an endorsement of somebody else";
    if (author.role !== "supporter") return recordFaults.notSupporter;
    const proposal = heard(proposals, about);
    if (proposal === null) return recordFaults.unknownText;
    return proposal.contentHash === contentHash ? null : recordFaults.otherText;
  },
};
