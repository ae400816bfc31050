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

/** By what statements of a kind are found. */
export interface KindOf<T> {
  readonly type: number;
  /** What others name it by. */
  keyOf(said: T): string;
}

/** What a statement's kind may ask about its past. */
export interface Hearing {
  readonly charter: CharterId;
  /** By its past. */
  readonly author: Member;
  readonly membership: Membership;
  /** A statement of its past that counts, by the key of its kind; null where there is none. */
  heard<T>(kind: KindOf<T>, key: string): T | null;
  /** All statements of this kind in its past that count. */
  heardAll<T>(kind: KindOf<T>): readonly Placed<T>[];
  /** Whether what stands at `later`, in its past, was signed by somebody who held `earlier`. */
  knew(later: LogPosition, earlier: LogPosition): boolean;
}

export interface StatementKind<T> extends KindOf<T> {
  /** By its bytes alone. */
  read(body: Bytes): Result<T, StatementFault>;
  /** Why it does not count where it stands; null: it counts. */
  fault(said: T, hearing: Hearing): string | null;
}

/** A statement that counts, and where it stands. */
export type Placed<T> = readonly [T, LogPosition];

/** A set of statements that count, and what their authors knew. */
export interface SaidSet {
  all<T>(kind: KindOf<T>): readonly Placed<T>[];
  /** Whether what stands at `later` was signed by somebody who held `earlier`. */
  knew(later: LogPosition, earlier: LogPosition): boolean;
}

/** The statements of a ledger that count. */
export interface Statements {
  /** In the order in which they came here. */
  all<T>(kind: KindOf<T>): readonly Placed<T>[];
  /** One statement may stand in several places: its device signed it once more, or in two branches. */
  byKey<T>(kind: KindOf<T>, key: string): readonly Placed<T>[];
}

/** Each statement of a kind once, wherever it stands. */
export const distinct = <T>({ all }: Pick<SaidSet, "all">, kind: KindOf<T>): readonly T[] => [
  ...new Map(all(kind).map(([said]) => [kind.keyOf(said), said])).values(),
];
