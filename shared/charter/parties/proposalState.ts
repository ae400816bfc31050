/** How a proposal stands on a day. The ledger says which it is (`shared/ledger/agreements/ratification.ts`). */
export type ProposalState =
  /** waits for ballots */
  | "open"
  /** would be ratified, but a ballot that it needs was cast by a device that its party had ended: not in force */
  | "contested"
  /** ratified, term not begun */
  | "upcoming"
  | "inForce"
  /** ratified, then replaced by a later ratified text */
  | "superseded"
  /** ratified, term over, not renewed */
  | "lapsed"
  /** cannot be ratified any more: too many declined */
  | "declined"
  /** replaced by another proposal before it was ratified */
  | "withdrawn"
  /** its last day for ballots is over */
  | "closed"
  /** cannot be ratified any more: a party that it needs has left */
  | "unreachable";
