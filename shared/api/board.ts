/** Where each party stands on each clause. */
import type { CharterId, ClauseId, DeviceId, PartyId } from "../base/ids.ts";
import { nullable, object, oneOf } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { OpenCounts } from "../charter/draft/openCounts.ts";
import type { ClauseKind } from "../charter/text/model.ts";
import { type ArgumentsOf, charter, clause, contentHash, reason } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { Author, PartyRef } from "./people.ts";

export type Stance = "agrees" | "objects" | "withdrawn";

/**
 * `silent`: it said nothing, or withdrew what it said. `lapsed`: what it said is about other words than stand now.
 * `divided`: two of its delegates said different things, neither knowing of the other.
 */
export type PartyState = "agrees" | "objects" | "silent" | "lapsed" | "divided";

/** `contested`: somebody objects. `agreed`: every party agrees to the words as they stand. */
export type ClauseStatus = "open" | "contested" | "agreed";

export interface SaidStance {
  readonly stance: Stance;
  readonly reason: string;
  readonly author: Author;
  readonly device: DeviceId;
  /** Claimed, not proven. */
  readonly at: number;
  /** It is about the words that stand now. */
  readonly isPresent: boolean;
}

export interface PartyStanceView {
  readonly party: PartyId;
  readonly state: PartyState;
  /** The party's last words; several where its delegates did not know of each other. */
  readonly said: readonly SaidStance[];
}

export interface BoardClause {
  readonly id: ClauseId;
  readonly kind: ClauseKind;
  readonly number: string;
  readonly heading: string;
  /** How it begins, in the charter's own language: for people who know no numbers. */
  readonly begins: string;
  readonly depth: number;
  /** Of its own words as they stand, which a stance is about. */
  readonly hash: string;
  readonly status: ClauseStatus;
  /** Agreed, and a delegate closed it: who changes its words is asked first. */
  readonly isClosed: boolean;
  /** In the order of the parties. */
  readonly stances: readonly PartyStanceView[];
  readonly comments: { readonly open: number; readonly resolved: number };
}

export interface ClauseOpen extends OpenCounts {
  readonly clause: ClauseId;
}

export interface Board {
  readonly parties: readonly PartyRef[];
  /** The party for which this device takes stances; null: for none. */
  readonly mine: PartyId | null;
  readonly clauses: readonly BoardClause[];
  /** Of each clause where something is open, in its own words; "loose": outside every clause. None where one was asked for. */
  readonly open: readonly ClauseOpen[];
  /** Threads at clauses that do not stand in the text, or outside every clause. */
  readonly commentsElsewhere: { readonly open: number; readonly resolved: number };
}

export interface BoardApi {
  /** Of all clauses, which signs what was typed here, or of one alone; none where that does not stand in the text. */
  getBoard(args: { readonly charter: CharterId; readonly clause: ClauseId | null }): Promise<Result<Board, HostError>>;
  /** `hash`: of the words that the person saw; where they are others by now, `clauseChanged`, and nothing is said. */
  takeStance(args: {
    readonly charter: CharterId;
    readonly clause: ClauseId;
    readonly hash: string;
    readonly stance: Stance;
    readonly reason: string;
  }): Promise<Result<BoardClause, HostError>>;
  /** Of a clause that every party agrees to (`clauseNotAgreed`), in the words that the person saw (`clauseChanged`). */
  closeClause(args: {
    readonly charter: CharterId;
    readonly clause: ClauseId;
    readonly hash: string;
    readonly closing: "close" | "reopen";
  }): Promise<Result<BoardClause, HostError>>;
}

export const boardArguments = {
  getBoard: object({ charter, clause: nullable(clause) }),
  closeClause: object({ charter, clause, hash: contentHash, closing: oneOf("close", "reopen") }),
  takeStance: object({ charter, clause, hash: contentHash, stance: oneOf("agrees", "objects", "withdrawn"), reason }),
} as const satisfies ArgumentsOf<BoardApi>;
