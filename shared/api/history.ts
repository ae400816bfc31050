/** What others changed since somebody read, and text that lost its place. */
import type { CharterId, ClauseId, DeviceId } from "../base/ids.ts";
import { integer, nullable, object } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { RedlineBlock, RedlineClause } from "../charter/compare/redline.ts";
import { type ArgumentsOf, charter, clause, matching } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { Author, Ending } from "./people.ts";

/** What one device changed while this person was away. */
export interface UnreadChanges {
  readonly author: Author;
  readonly device: DeviceId;
  /** Signed changes. */
  readonly changes: number;
  /** Of the newest; claimed, not proven. */
  readonly latestAt: number;
}

export interface UnreadClause {
  /** From the clause without what is news to the clause as it is. */
  readonly redline: RedlineClause;
  /** Everybody who changed it, as their signed changes show. */
  readonly by: readonly UnreadChanges[];
}

/** What others changed since this person read the text. Own changes are on both sides of it. */
export interface UnreadView {
  /** When all was read, by this device's clock; null where nobody said so yet. */
  readonly since: number | null;
  /** How far this answer goes: `markRead` marks no more than what was shown. */
  readonly upTo: number;
  /** Of the clauses below, each change counted once. */
  readonly changes: number;
  readonly by: readonly UnreadChanges[];
  readonly clauses: readonly UnreadClause[];
}

/** Text that was written and has no place in the text any more. */
export interface LostTextView {
  readonly id: string;
  /**
   * What it stood in was deleted; written after its device was ended; by a device that equivocated; or beside such
   * text, or against the rules of the text.
   */
  readonly why: "clauseDeleted" | "deviceEnded" | "equivocated" | "leftOut";
  /** How its device was ended; null for every other reason. */
  readonly ended: Ending | null;
  readonly by: Author;
  /** Claimed, not proven. */
  readonly at: number;
  /** Where it stood, as it was then; null: outside of clauses. */
  readonly clause: { readonly number: string; readonly heading: string } | null;
  /** What was written as inserted, in the sentences that it stood in. */
  readonly blocks: readonly RedlineBlock[];
}

export interface HistoryApi {
  /** What arrived while this person was away, clause by clause. */
  getUnread(args: { readonly charter: CharterId }): Promise<Result<UnreadView, HostError>>;
  /** "I have read this": a clause, or (null) everything, up to what `getUnread` showed. */
  markRead(args: {
    readonly charter: CharterId;
    readonly clause: ClauseId | null;
    readonly upTo: number;
  }): Promise<Result<null, HostError>>;
  /** Text that lost its place, the newest first, without what was put back (by anybody) or dismissed (here). */
  getLostText(args: { readonly charter: CharterId }): Promise<Result<readonly LostTextView[], HostError>>;
  /** Puts it back as this person's edit, at the nearest place that still exists. */
  restoreLostText(args: { readonly charter: CharterId; readonly item: string }): Promise<Result<null, HostError>>;
  /** It is not offered on this device any more. */
  dismissLostText(args: { readonly charter: CharterId; readonly item: string }): Promise<Result<null, HostError>>;
}

const lostItem = matching("the id of a lost text", /^[A-Za-z0-9-]{1,120}$/);

export const historyArguments = {
  getUnread: object({ charter }),
  markRead: object({
    charter,
    clause: nullable(clause),
    upTo: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  }),
  getLostText: object({ charter }),
  restoreLostText: object({ charter, item: lostItem }),
  dismissLostText: object({ charter, item: lostItem }),
} as const satisfies ArgumentsOf<HistoryApi>;
