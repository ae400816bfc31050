/** Text that lost its place. */
import type { CharterId } from "../base/ids.ts";
import { object } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { RedlineBlock } from "../charter/compare/redline.ts";
import { type ArgumentsOf, charter, matching } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { NewsChanges } from "./news.ts";
import type { Author, Ending } from "./people.ts";

/** What one device changed in the text itself while everybody was asked to suggest, as far as its person knew of it. */
export interface DirectEditsView extends NewsChanges {
  /** Clauses that stand in the text and that it changed, as people call them. */
  readonly clauses: readonly string[];
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
  /** Who edited directly although everybody was asked to suggest, whoever changed something last first. */
  listDirectEdits(args: { readonly charter: CharterId }): Promise<Result<readonly DirectEditsView[], HostError>>;
  /** Text that lost its place, the newest first, without what was put back (by anybody) or dismissed (here). */
  getLostText(args: { readonly charter: CharterId }): Promise<Result<readonly LostTextView[], HostError>>;
  /** Puts it back as this person's edit, at the nearest place that still exists. */
  restoreLostText(args: { readonly charter: CharterId; readonly item: string }): Promise<Result<null, HostError>>;
  /** It is not offered on this device any more. */
  dismissLostText(args: { readonly charter: CharterId; readonly item: string }): Promise<Result<null, HostError>>;
}

const lostItem = matching("the id of a lost text", /^[A-Za-z0-9-]{1,120}$/);

export const historyArguments = {
  listDirectEdits: object({ charter }),
  getLostText: object({ charter }),
  restoreLostText: object({ charter, item: lostItem }),
  dismissLostText: object({ charter, item: lostItem }),
} as const satisfies ArgumentsOf<HistoryApi>;
