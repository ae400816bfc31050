/** What is in force on a day, for whom, with what reservations, and by what; the status of a text, party by party. */
import type { CharterId, PartyId, ProposalId } from "../base/ids.ts";
import { nullable, object } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { Status } from "../charter/parties/status.ts";
import { date } from "../charter/parties/term.ts";
import { type ArgumentsOf, charter, party, proposal } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { ReservationView } from "./joining.ts";
import type { PartyRef, SaidBy } from "./people.ts";
import type { DayRange } from "./records.ts";

type Told = "id" | "party" | "clause" | "how" | "words" | "madeOn" | "late" | "state" | "acceptedOn" | "withdrawnOn";

export interface NamedReservation extends Pick<ReservationView, Told | "objections"> {
  /** As people call it in the text: "2.1 Wells"; its id, where the text has no such clause or other words. */
  readonly clauseTitle: string;
}

/** A signed statement that an answer follows from. */
export interface Reason extends SaidBy {
  readonly kind:
    | "proposal"
    | "ratify"
    | "decline"
    | "accession"
    | "consent"
    | "withdrawal"
    | "reservation"
    | "accept"
    | "object"
    | "object-no-relations"
    | "release"
    | "departure"
    | "removal";
  /** In its party's own words: a title, a statement, a reservation, a reason; "" where it gave none. */
  readonly words: string;
}

export interface TextInForceView {
  readonly proposal: ProposalId;
  readonly title: string;
  readonly from: string;
  /** The last day; null: open-ended. */
  readonly to: string | null;
  readonly bound: readonly { readonly party: PartyRef; readonly from: string; readonly to: string | null }[];
  /** Clauses that do not apply between those asked about. */
  readonly excluded: readonly NamedReservation[];
  readonly interpreted: readonly NamedReservation[];
  /** Reservations that hold and concern others. */
  readonly elsewhere: readonly NamedReservation[];
  /** In the order in which they were said. */
  readonly because: readonly Reason[];
}

/** As far as is known: of each party the day of the newest that is held of it. */
export type KnownTo = readonly { readonly party: PartyRef; readonly day: string }[];

export interface ForceView {
  readonly on: string;
  readonly knownOn: string | null;
  readonly inForce: readonly TextInForceView[];
  readonly unrelated: readonly {
    readonly proposal: ProposalId;
    readonly title: string;
    readonly by: readonly NamedReservation[];
  }[];
  /** Ratified but for ballots in question: nobody can say whether they are in force. */
  readonly contested: readonly { readonly proposal: ProposalId; readonly title: string }[];
  readonly knownTo: KnownTo;
}

/** Days one after the other on which the same texts bind the same parties. */
export interface ForceSpanView extends DayRange {
  /** Empty: nothing was in force. */
  readonly inForce: readonly {
    readonly proposal: ProposalId;
    readonly title: string;
    readonly bound: readonly PartyRef[];
  }[];
}

export interface ForceOverView extends DayRange {
  /** Without gaps, from the first day asked about to the last. */
  readonly spans: readonly ForceSpanView[];
  readonly knownTo: KnownTo;
}

export interface StatusRowView extends Status {
  readonly party: PartyRef;
  readonly declarations: readonly NamedReservation[];
  readonly because: readonly Reason[];
}

export interface StatusTableView {
  readonly proposal: ProposalId;
  readonly title: string;
  readonly ratifiedOn: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly needed: number;
  readonly parties: number;
  readonly rows: readonly StatusRowView[];
  readonly knownTo: KnownTo;
}

export interface ForceApi {
  /**
   * `on` null: today. `party` null: for whomever a text binds; `other`: between the two. `knownOn`: without what was
   * signed on a later day, by its own clocks.
   */
  getForce(args: {
    readonly charter: CharterId;
    readonly on: string | null;
    readonly party: PartyId | null;
    readonly other: PartyId | null;
    readonly knownOn: string | null;
  }): Promise<Result<ForceView, HostError>>;
  /** The same for each day from one to another, without the reasons; `to` is not before `from`, and at most 400 years after it. */
  getForceOver(args: {
    readonly charter: CharterId;
    readonly from: string;
    readonly to: string;
    readonly party: PartyId | null;
    readonly other: PartyId | null;
  }): Promise<Result<ForceOverView, HostError>>;
  getStatusTable(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
  }): Promise<Result<StatusTableView, HostError>>;
}

export const forceArguments = {
  getForce: object({
    charter,
    on: nullable(date),
    party: nullable(party),
    other: nullable(party),
    knownOn: nullable(date),
  }),
  getForceOver: object({ charter, from: date, to: date, party: nullable(party), other: nullable(party) }),
  getStatusTable: object({ charter, proposal }),
} as const satisfies ArgumentsOf<ForceApi>;
