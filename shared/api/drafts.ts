/** Whether a draft is ready to be proposed. */
import type { CharterId } from "../base/ids.ts";
import { missing, nullable, object } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { Term } from "../charter/parties/term.ts";
import { term } from "./agreements.ts";
import { type ArgumentsOf, charter } from "./arguments.ts";
import type { ClauseRef } from "./conflicts.ts";
import type { HostError } from "./errors.ts";

/**
 * What stands in the way, or should be looked at first.
 * conflict: words that several changed without knowing of each other. oneParty: nobody else would sign. otherLength,
 * otherLastDay, otherNotice: the words say another term than was chosen.
 */
export type DraftFindingKind =
  | "conflict"
  | "openBracket"
  | "blank"
  | "unseen"
  | "sameLanguage"
  | "danglingReference"
  | "suggestion"
  | "objection"
  | "emptyClause"
  | "unusedDefinition"
  | "otherLength"
  | "otherLastDay"
  | "otherNotice"
  | "oneParty";

export interface DraftFinding {
  readonly kind: DraftFindingKind;
  /** stops: the text cannot be proposed with it. asks: it can, and the person should know. */
  readonly severity: "stops" | "asks";
  /** Null: of no clause. Id "loose": outside of clauses. */
  readonly clause: ClauseRef | null;
  /** How many of this kind there are in the clause. */
  readonly count: number;
  /** Of another term: what the clause says, "three years"; else "". */
  readonly words: string;
}

export interface DraftCheck {
  /** What stops comes first, each kind in the order of the text. */
  readonly findings: readonly DraftFinding[];
  /** What stops goes away where the clauses that hold it are left out. */
  readonly canLeaveOut: boolean;
}

export interface DraftsApi {
  /**
   * Nothing is signed or changed but what was typed here, which is signed. `term`: what was chosen, to be compared with
   * what the words say of it; null: nothing yet.
   */
  checkDraft(args: {
    readonly charter: CharterId;
    readonly term?: Term | null;
  }): Promise<Result<DraftCheck, HostError>>;
}

export const draftsArguments = {
  checkDraft: object({ charter, term: missing(nullable(term), null) }),
} as const satisfies ArgumentsOf<DraftsApi>;
