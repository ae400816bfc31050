/**
 * Certificates of ratified texts, made of the statements as they lie in the log.
 * Owns: nothing. Called by: ratification.ts.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { endedBallotsOf, heldBallots } from "../../../shared/ledger/agreements/agreements.ts";
import { countedBallots, encodeCertificate } from "../../../shared/ledger/agreements/certificate.ts";
import { readParent } from "../../../shared/ledger/agreements/ratification.ts";
import { replacedBy } from "../../../shared/ledger/agreements/tally.ts";
import type { LogPosition } from "../../../shared/ledger/log/envelope.ts";
import { headerOf } from "../../../shared/ledger/statements/proposal.ts";
import { withdrawals } from "../../../shared/ledger/statements/withdrawal.ts";
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
    const { confirmed } = endedBallotsOf(ledger);
    const placeOf = new Map(heldBallots(ledger).map(([ballot, at]) => [ballot.id, at]));
    const counted = countedBallots(standing.value);
    const wire = (at: LogPosition | undefined): Bytes => {
      if (at === undefined) throw new Error("what a certificate hangs on is held");
      return statementAt(charter, at);
    };
    const confirmations = counted.flatMap((ballot) => {
      const at = confirmed.get(ballot.id);
      return at === undefined ? [] : [wire(at)];
    });
    return ok(
      encodeCertificate({
        proposal: statementAt(charter, place),
        ballots: counted.map(({ id: ballot }) => wire(placeOf.get(ballot))),
        confirmations,
        replaced: replacedBy(proposal).map((of) => headerOf(wire(findProposal(charter, of)?.[1]))),
        withdrawals: proposal.named.flatMap(({ withdrawal }) =>
          withdrawal === null ? [] : [wire(ledger.statements.byKey(withdrawals, withdrawal)[0]?.[1])],
        ),
      }),
    );
  }

  /** Of a text that has a certificate. */
  function ratifiedAt(charter: OpenCharter, id: ProposalId): number {
    const standing = findStanding(charter, id);
    const at = standing.ok ? standing.value.ratifiedAt : null;
    if (at === null) throw new Error("what has a certificate is ratified");
    return at;
  }

  /** Of the text in force, or else of the one that is to be, or was last. */
  function latestCertificate(charter: OpenCharter): Bytes | null {
    const latest = readParent(standingsOf(charter));
    const made = latest === null ? null : certificate(charter, latest.proposal.id);
    return made?.ok ? made.value : null;
  }

  return { certificate, ratifiedAt, latestCertificate };
}
