/** What parties look back on when they renew, and which days ask something of people soon. */
import type { CharterId, ClauseId, ProposalId } from "../base/ids.ts";
import { object } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { ProposalState, Purpose } from "../charter/parties/proposalState.ts";
import { type ArgumentsOf, charter, nothing, proposal } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { ReservationView } from "./joining.ts";
import type { PartyRef } from "./people.ts";
import type { PromiseState, PromiseView } from "./records.ts";

/** How often: each time that a promise is due, and one that is due on no day once. */
export type PromiseCountsView = Readonly<Record<PromiseState, number>>;

export interface TermView {
  readonly proposal: ProposalId;
  readonly purpose: Purpose;
  readonly state: ProposalState;
  readonly startsOn: string | null;
  /** The last day in force, as far as is known; null: open-ended, or it never begins. */
  readonly endsOn: string | null;
}

export interface ClauseLookBack {
  readonly clause: ClauseId;
  /** As the latest of the texts that has it calls it: "2.1 Wells". */
  readonly title: string;
  /** What became of it in each of `terms`; absent: not in it, nor in the one before. */
  readonly fates: readonly ("new" | "same" | "amended" | "dropped" | "absent")[];
  /** Those that were not withdrawn. */
  readonly reservations: readonly Pick<ReservationView, "id" | "proposal" | "party" | "how" | "words" | "state">[];
  readonly promises: readonly (Pick<PromiseView, "by" | "to" | "due" | "every" | "words"> & {
    readonly counts: PromiseCountsView;
  })[];
}

export interface LookBack {
  /** Ratified texts, each on the one before; the last is the one asked about. */
  readonly terms: readonly TermView[];
  /** Every clause of these texts, those of the last one first and in its order. */
  readonly clauses: readonly ClauseLookBack[];
  /** Whom these texts bind or bound. */
  readonly parties: readonly {
    readonly party: PartyRef;
    /** What it owes by name and with all, in all these terms. */
    readonly promises: PromiseCountsView;
    readonly reservations: number;
  }[];
}

/**
 * renew: the time to renew has come, until `day`. review: the parties are to meet. leave: a party's notice takes effect.
 * promise: something is due, or was.
 */
export type DueKind = "renew" | "review" | "leave" | "promise";

export interface DueView {
  readonly charter: CharterId;
  readonly kind: DueKind;
  readonly day: string;
  /** The day is over. */
  readonly isOver: boolean;
  /** Null where a party leaves all texts. */
  readonly proposal: ProposalId | null;
  /** Who leaves, or who owes it. */
  readonly party: PromiseView["by"];
  /** What is owed; else "". */
  readonly words: string;
  /** Of a promise: its clause, as it is called. */
  readonly clause: { readonly id: ClauseId; readonly number: string } | null;
  /** So many times it is due, this day and those after it. */
  readonly times: number;
}

export interface RenewalApi {
  /** Of a ratified text and those that it builds on. */
  getLookBack(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
  }): Promise<Result<LookBack, HostError>>;
  /**
   * In all charters, by this device's clock: what the next 30 days ask of its party or of all, and what is over and still
   * open, the earliest first.
   */
  listDue(args: Record<never, never>): Promise<Result<readonly DueView[], HostError>>;
}

export const renewalArguments = {
  getLookBack: object({ charter, proposal }),
  listDue: nothing,
} as const satisfies ArgumentsOf<RenewalApi>;
