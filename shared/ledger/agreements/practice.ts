/** How the parties observe a practised text, as they told it: in their consents, and later. Pure. PROTOCOL.md, L47 and L60. */
import type { PartyId } from "../../base/ids.ts";
import type { Practice } from "../../charter/parties/practice.ts";
import { accessions } from "../statements/accession.ts";
import { attestations } from "../statements/attestation.ts";
import { distinct, type SaidSet } from "../statements/kind.ts";
import { accedersOf } from "./joined.ts";
import type { ProposalStanding } from "./ratification.ts";

export interface Practised {
  /** Of the ballot, the accession or the attestation that tells it. */
  readonly id: string;
  readonly party: PartyId;
  /** Of whoever signed it. */
  readonly person: string;
  readonly practice: Practice;
  /** It is what the party's consent rests on; else it was told later, and changes nothing. */
  readonly isConsent: boolean;
  readonly time: number;
}

/** By the day that it tells of, then by party. Ballots and accessions that do not count tell nothing. */
export function readPractice(
  { proposal, voices }: Pick<ProposalStanding, "proposal" | "voices">,
  said: SaidSet,
): readonly Practised[] {
  const effective = new Set<string>(
    accedersOf(proposal, said).flatMap(({ ids, at }): readonly string[] => (at === null ? [] : ids)),
  );
  const told = (
    { id, party, by, time }: { id: string; party: PartyId; by: { person: string }; time: number },
    practice: Practice | null,
    isConsent: boolean,
  ): readonly Practised[] => (practice === null ? [] : [{ id, party, person: by.person, practice, isConsent, time }]);
  return [
    ...voices.flatMap(({ ballots }) => ballots.flatMap((ballot) => told(ballot, ballot.practice, true))),
    ...distinct(said, accessions).flatMap((one) => (effective.has(one.id) ? told(one, one.practice, true) : [])),
    ...distinct(said, attestations).flatMap((one) =>
      one.proposal === proposal.id ? told(one, one.practice, false) : [],
    ),
  ].sort((a, b) => order(a.practice.day, b.practice.day) || order(a.party, b.party) || order(a.id, b.id));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
