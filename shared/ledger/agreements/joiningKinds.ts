/** Where an accession, a consent to it, and a word that takes something back count. PROTOCOL.md, L53 to L55. */

import { dayOf } from "../../base/days.ts";
import { joiningFaults } from "../../charter/parties/joiningFaults.ts";
import { type Accession, accessions, readAccession } from "../statements/accession.ts";
import { ballots, isConsentTo } from "../statements/ballot.ts";
import { type Consent, type ConsentId, consents, readConsent } from "../statements/consent.ts";
import type { Hearing, StatementKind } from "../statements/kind.ts";
import { type Proposal, proposals, type WithdrawalId } from "../statements/proposal.ts";
import { type Release, readRelease, releases } from "../statements/release.ts";
import { heardReservation } from "../statements/reservation.ts";
import type { ReservationId } from "../statements/reserved.ts";
import { type ResponseId, responses } from "../statements/response.ts";
import { signersKind, signersOf } from "../statements/signers.ts";
import { faultOfSpeaker } from "../statements/statement.ts";
import { withdrawals } from "../statements/withdrawal.ts";
import { accedersOf, saidIn, standingOn, stillBinds } from "./joined.ts";
import { ratifiedIn } from "./ratified.ts";
import { voicesOf } from "./tally.ts";

/** [L53] It counts on a ratified text of its past that allows it, from who is not one of its parties; any member enters it. */
export const accessionKind: StatementKind<Accession> = {
  ...accessions,
  read: readAccession,
  fault(accession, hearing) {
    const proposal = hearing.heard(proposals, accession.proposal);
    if (proposal === null || proposal.contentHash !== accession.contentHash) return joiningFaults.unknownText;
    const { conditions } = proposal;
    if (conditions.accession === "closed") return joiningFaults.closed;
    if (!isConsentTo(accession, conditions)) return joiningFaults.otherForm;
    if (!ratifiedIn(hearing.heardAll).has(proposal.id)) return joiningFaults.notRatified;
    return faultOfDevice(accession, hearing) ?? faultOfParty(accession, proposal, hearing);
  },
};

/** A party that is in the charter enters its own; a device that was ended enters nothing. */
function faultOfDevice({ party, by }: Accession, { author, membership, heardAll }: Hearing): string | null {
  if (membership.former.has(by.id)) return joiningFaults.endedDevice;
  if (!membership.parties.has(party)) return null;
  if (by.id !== author.card.id || author.card.party !== party) return joiningFaults.entersItself;
  return signersOf(heardAll(signersKind), membership, party) === 1 ? null : joiningFaults.severalDelegates;
}

/** Who is a party of it joins no second time; who can still ratify does that. */
function faultOfParty({ party, time }: Accession, proposal: Proposal, hearing: Hearing): string | null {
  const day = dayOf(time);
  const { parties, former } = hearing.membership;
  const hasLeft = !parties.has(party) && [...former.values()].some(({ member }) => member.card.party === party);
  const said = saidIn(hearing);
  if (!hasLeft && standingOn(day, proposal, said).some((one) => one.party === party)) return joiningFaults.partyAlready;
  if (!proposal.electorate.some(({ id }) => id === party) || day > proposal.closesOn) return null;
  const cast = hearing.heardAll(ballots).map(([ballot]) => ballot);
  const hasAnswered = (["ratify", "decline"] as const).some((choice) =>
    voicesOf(proposal, cast, choice).some((voice) => voice.party === party),
  );
  return hasAnswered ? null : joiningFaults.canRatify;
}

/** [L54] It counts from another party that the text binds, where parties of it are asked. */
export const consentKind: StatementKind<Consent> = {
  ...consents,
  read: readConsent,
  fault(consent, hearing) {
    const fault = faultOfSpeaker(consent, hearing, "a consent");
    if (fault !== null) return fault;
    const accession = hearing.heard(accessions, consent.accession);
    const proposal = accession === null ? null : hearing.heard(proposals, accession.proposal);
    if (accession === null || proposal === null) return joiningFaults.unknownAccession;
    if (typeof proposal.conditions.accession !== "number") return joiningFaults.noneAsked;
    if (accession.party === consent.party) return joiningFaults.ownAccession;
    return stillBinds(proposal, consent, saidIn(hearing)) ? null : joiningFaults.notBound;
  },
};

/** [L55] It counts on what its own party said, while that can be taken back. */
export const releaseKind: StatementKind<Release> = {
  ...releases,
  read: readRelease,
  fault: (release, hearing) => faultOfSpeaker(release, hearing, "a release") ?? faultOfReleased(release, hearing),
};

function faultOfReleased({ of, party, time }: Release, hearing: Hearing): string | null {
  const { heard } = hearing;
  const notice = heard(withdrawals, of as WithdrawalId);
  if (notice !== null && notice.party === party)
    return dayOf(time) < notice.effectiveOn ? null : joiningFaults.noticeOver;
  const consent = heard(consents, of as ConsentId);
  if (consent !== null && consent.party === party)
    return takesEffect(consent, hearing) ? joiningFaults.consentUsed : null;
  const said = heard(responses, of as ResponseId) ?? heardReservation(hearing, of as ReservationId);
  return said?.party === party ? null : joiningFaults.notSaid;
}

/** The accession has all that it needs, this consent among it. */
function takesEffect({ accession: id, id: own }: Consent, hearing: Hearing): boolean {
  const accession = hearing.heard(accessions, id);
  const proposal = accession === null ? null : hearing.heard(proposals, accession.proposal);
  const joined = proposal === null ? [] : accedersOf(proposal, saidIn(hearing));
  return joined.some(({ ids, at, because }) => ids.includes(id) && at !== null && because.includes(own));
}
