/**
 * Certificates of ratified texts, made of the statements as they lie in the log.
 * Owns: nothing. Called by: ratification.ts.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { dayOf } from "../../../shared/charter/parties/term.ts";
import { endedBallotsOf, heldBallots } from "../../../shared/ledger/agreements/agreements.ts";
import { countedBallots, encodeCertificate } from "../../../shared/ledger/agreements/certificate.ts";
import { readParent } from "../../../shared/ledger/agreements/ratification.ts";
import type { LogPosition } from "../../../shared/ledger/log/envelope.ts";
import type { Left } from "../../../shared/ledger/members/model.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { Readings } from "./readings.ts";

export function createCertificates({ standingsOf, findStanding, findProposal, statementAt }: Readings) {
  /** Proposal, counted ballots and the confirmations that they hang on, as they were signed. */
  function certificate(charter: OpenCharter, id: ProposalId): Result<Bytes, HostError> {
    const standing = findStanding(charter, id);
    if (!standing.ok) return standing;
    if (standing.value.state === "contested") return err({ kind: "contested" });
    if (standing.value.ratifiedAt === null) return err({ kind: "notRatified" });
    const found = findProposal(charter, id);
    if (found === null) return err({ kind: "proposalNotFound", proposal: id });
    const [proposal, place] = found;
    const ledger = charter.replica.ledger();
    const { questioned, confirmed } = endedBallotsOf(ledger);
    const placeOf = new Map(heldBallots(ledger).map(([ballot, at]) => [ballot.id, at]));
    const counting = heldBallots(ledger).flatMap(([ballot]) => (questioned.has(ballot.id) ? [] : [ballot]));
    const counted = countedBallots(proposal, counting);
    const wire = (at: LogPosition | undefined): Bytes => {
      if (at === undefined) throw new Error("a counted ballot is one of those held");
      return statementAt(charter, at);
    };
    const confirmations = counted.flatMap((ballot) => {
      const at = confirmed.get(ballot.id);
      return at === undefined ? [] : [wire(at)];
    });
    return ok(
      encodeCertificate(
        statementAt(charter, place),
        counted.map(({ id: ballot }) => wire(placeOf.get(ballot))),
        confirmations,
      ),
    );
  }

  /** Of the text in force, or else of the one that is to be, or was last. */
  function latestCertificate(charter: OpenCharter): Bytes | null {
    const latest = readParent(standingsOf(charter));
    const made = latest === null ? null : certificate(charter, latest.proposal.id);
    return made?.ok ? made.value : null;
  }

  /** [L30] Who was bound by a text and has left, in ascending order of party. */
  function leftOf(charter: OpenCharter, id: ProposalId): readonly Left[] {
    const standing = standingsOf(charter).find(({ proposal }) => proposal.id === id);
    return (standing?.binds ?? [])
      .flatMap(({ party, left }) =>
        left === null ? [] : [{ party, how: left.how, day: dayOf(left.at), reason: left.reason }],
      )
      .sort((a, b) => (a.party < b.party ? -1 : 1));
  }

  return { certificate, latestCertificate, leftOf };
}
