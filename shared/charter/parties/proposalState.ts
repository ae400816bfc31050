/** What a proposal is to what it builds on. A prolongation has the same words for a longer time. */
export type Purpose = "first" | "amendment" | "renewal" | "prolongation";

/** How a proposal stands on a day. The ledger says which it is (`shared/ledger/agreements/ratification.ts`). */
export type ProposalState =
  /** waits for ballots */
  | "open"
  /** would be ratified, but a ballot that it needs was cast by a device that its party had ended: not in force */
  | "contested"
  /** ratified, and in force once more parties ratify it */
  | "awaiting"
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

/**
 * What settles which of several texts on one parent holds. `choose`: the parties that have signed none of them sign one
 * and the same. `settled`: one is ratified, and the others can be no more, unless a party signs two that are unrelated.
 * `replace`: none can be ratified any more, or several are; a further text that comes after all of them is what every
 * party may sign.
 */
export type WayOut = "choose" | "settled" | "replace";

/** By what a proposal comes from one state to another: a ballot, a further proposal, a party that goes, or a day that comes. */
export type Course = "ratify" | "decline" | "propose" | "leave" | "day";

/**
 * Where each state leads, as long as nobody's ballots are called in question; by these a text can become `contested` from
 * any state that hangs on them, and goes on from there by its party's word. docs/STATES.md draws it.
 */
export const proposalCourses: Readonly<
  Record<ProposalState, Readonly<Partial<Record<ProposalState, readonly Course[]>>>>
> = {
  open: {
    awaiting: ["ratify"],
    upcoming: ["ratify"],
    inForce: ["ratify"],
    declined: ["decline"],
    withdrawn: ["propose"],
    closed: ["day"],
    unreachable: ["decline", "leave"],
  },
  awaiting: { upcoming: ["ratify"], inForce: ["ratify"], withdrawn: ["propose", "ratify"], closed: ["day"] },
  upcoming: { inForce: ["day"], superseded: ["day", "ratify"] },
  inForce: { superseded: ["day", "ratify"], lapsed: ["day"] },
  superseded: {},
  lapsed: { superseded: ["ratify"] },
  declined: {
    open: ["ratify"],
    awaiting: ["ratify"],
    upcoming: ["ratify"],
    inForce: ["ratify"],
    withdrawn: ["ratify"],
    unreachable: ["ratify"],
  },
  withdrawn: { upcoming: ["ratify"], inForce: ["ratify"], superseded: ["ratify"], declined: ["decline"] },
  closed: { withdrawn: ["propose", "ratify"] },
  unreachable: {
    open: ["ratify"],
    awaiting: ["ratify"],
    upcoming: ["ratify"],
    inForce: ["ratify"],
    declined: ["decline"],
    withdrawn: ["propose"],
    closed: ["day"],
  },
  contested: {},
};
