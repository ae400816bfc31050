/**
 * What a kind of statement is to the ledger. A statement is accepted by its place alone [L21]; its kind says whether it
 * counts, by its body and its past. One file a kind in this folder; the table is `../program.ts`.
 */
import type { Bytes } from "../../base/bytes.ts";
import type { CharterId } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import type { LogPosition } from "../log/envelope.ts";
import type { Member, Membership } from "../members/governance.ts";
import type { StatementFault } from "./statement.ts";

/** What a statement's kind may ask about its past. */
export interface Hearing {
  readonly charter: CharterId;
  /** By its past. */
  readonly author: Member;
  readonly membership: Membership;
  /** A statement of its past that counts, by the key of its kind; null where there is none. */
  heard<T>(kind: StatementKind<T>, key: string): T | null;
}

export interface StatementKind<T> {
  readonly type: number;
  /** What others name it by. */
  keyOf(said: T): string;
  /** By its bytes alone. */
  read(body: Bytes): Result<T, StatementFault>;
  /** Why it does not count where it stands; null: it counts. */
  fault(said: T, hearing: Hearing): string | null;
}

/** A statement that counts, and where it stands. */
export type Placed<T> = readonly [T, LogPosition];

/** The statements of a ledger that count. */
export interface Statements {
  /** In the order in which they came here. */
  all<T>(kind: StatementKind<T>): readonly Placed<T>[];
  /** One statement may stand in several places: its device signed it once more, or in two branches. */
  byKey<T>(kind: StatementKind<T>, key: string): readonly Placed<T>[];
}
