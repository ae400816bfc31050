/** What unread changes made of the text of a charter, clause by clause. Owns nothing. Called by: negotiation/news.ts. */
import type { NewsChanges } from "../../../shared/api/news.ts";
import { compareTexts, isChanged, type RedlineClause } from "../../../shared/charter/compare/redline.ts";
import { clauseHash } from "../../../shared/charter/text/clauseHash.ts";
import { readClauses } from "../../../shared/charter/text/clauses.ts";
import { readUnread } from "../../../shared/crdt/history/unread.ts";
import { promiseWordsIn } from "../charter/promiseWords.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import type { SignedChange, SignedChanges } from "./signedChanges.ts";

/** A clause that reads otherwise than before, and by which changes. */
export interface ChangedClause {
  readonly redline: RedlineClause;
  readonly nos: ReadonlySet<number>;
}

export interface UnreadText {
  /** All clauses by id, those that are gone where they stood, in the order of the text. */
  readonly order: readonly string[];
  readonly changed: readonly ChangedClause[];
  /** Of a clause as it was before; null: it did not stand. */
  hashBefore(clause: string): string | null;
}

/** The item of the news in which the words of a clause are read. */
export const changeItem = (clause: string): string => `change/${clause}`;

export type IsUnreadIn = (change: SignedChange, item: string) => boolean;

/** `unread`: the changes of others that are, at least in some item. */
export function readUnreadText(
  charter: OpenCharter,
  changes: SignedChanges,
  unread: readonly SignedChange[],
  isUnread: IsUnreadIn,
): UnreadText {
  const byNo = new Map(unread.map((change) => [change.no, change]));
  const isUnreadIn = (no: number, clause: string): boolean => {
    const change = byNo.get(no);
    return change !== undefined && isUnread(change, changeItem(clause));
  };
  const found = readUnread(charter.replica.yDoc(), changes.ranges(), unread, isUnreadIn);
  const { clauses } = compareTexts(found.before, found.now, promiseWordsIn(charter));
  let hashes: ReadonlyMap<string, string> | null = null;
  return {
    order: clauses.map(idOf),
    changed: clauses.flatMap((redline) => {
      const touched = new Set(
        [redline.before, redline.after].flatMap((clause) => [...(found.touchedBy.get(clause?.id ?? "") ?? none)]),
      );
      const nos = changesIn(redline, touched, found.reorderedBy);
      return nos === null ? [] : [{ redline, nos }];
    }),
    hashBefore(clause) {
      hashes ??= new Map(readClauses(found.before).map(({ id, node }) => [id, clauseHash(node)]));
      return hashes.get(clause) ?? null;
    },
  };
}

const idOf = ({ before, after }: RedlineClause): string => after?.id ?? before?.id ?? "";

/** By device, the one with the newest change first. */
export function countChanges(charter: OpenCharter, changes: readonly SignedChange[]): readonly NewsChanges[] {
  const byDevice = Map.groupBy(changes, ({ device }) => device);
  const counted = [...byDevice].map(([device, made]) => ({
    author: authorOf(charter, device),
    device,
    changes: made.length,
    latestAt: Math.max(...made.map(({ time }) => time)),
  }));
  return counted.sort((a, b) => b.latestAt - a.latestAt || (a.device < b.device ? -1 : 1));
}

const none: ReadonlySet<number> = new Set();

/**
 * Null where a clause is no found. One that only stands elsewhere among its neighbours, or has its own words elsewhere
 * among its clauses, may be one that nobody touched: those who put in, took out or moved clauses changed their order.
 */
function changesIn(
  redline: RedlineClause,
  touched: ReadonlySet<number>,
  reordered: ReadonlySet<number>,
): ReadonlySet<number> | null {
  if (!isChanged(redline)) return null;
  const nos = touched.size > 0 ? touched : redline.moved || redline.arranged ? reordered : none;
  return nos.size === 0 ? null : nos;
}
