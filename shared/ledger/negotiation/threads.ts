/** The comments of a charter as threads. A function of the statements that are held [L43]; nothing is kept or dropped. */
import type { CommentId, DeviceId } from "../../base/ids.ts";
import type { Accepted } from "../log/chains.ts";
import type { LogPosition } from "../log/envelope.ts";
import { type Answering, type Comment, commentKind, type Mention, type Opening } from "../statements/comment.ts";
import type { Placed } from "../statements/kind.ts";
import { acceptedAt, type HeldStatements, hasSay, lastWords } from "./lastWords.ts";

export interface ThreadComment {
  readonly id: CommentId;
  readonly kind: Opening["kind"] | Answering["kind"];
  readonly by: DeviceId;
  readonly place: LogPosition;
  /** Claimed. */
  readonly at: number;
  readonly text: string;
  readonly mentions: readonly Mention[];
  /** [L25] False: written beyond the end of its device. It is shown, and opens or resolves nothing. */
  readonly hasSay: boolean;
}

export interface Thread extends Pick<Opening, "clause" | "ranges" | "quote" | "suggestion"> {
  /** Of the comment that opened it. */
  readonly id: CommentId;
  readonly isOpen: boolean;
  /** In an order that puts none before what it knew of, else by claimed time. At least one. */
  readonly comments: readonly ThreadComment[];
}

interface Entry {
  readonly placed: Placed<Comment>;
  readonly accepted: Accepted;
  /** More than that of everything in its past. */
  readonly rank: number;
  /** Claimed, and not before anything of the thread in its past. */
  time: number;
}

/** [L43] In the order in which they were opened. */
export function readThreads(ledger: HeldStatements): readonly Thread[] {
  const byId = new Map<CommentId, Entry>();
  for (const placed of ledger.statements.all(commentKind)) {
    const entry = entryOf(ledger, placed);
    const same = byId.get(placed[0].id);
    // A device that equivocates may have said it in two places.
    if (same === undefined || compareEntries(entry, same) < 0) byId.set(placed[0].id, entry);
  }
  const byThread = new Map<CommentId, Entry[]>();
  for (const entry of byId.values()) {
    const [{ id, said }] = entry.placed;
    const thread = said.kind === "open" ? id : said.thread;
    const known = byThread.get(thread);
    if (known === undefined) byThread.set(thread, [entry]);
    else known.push(entry);
  }
  return [...byThread.values()]
    .map((entries) => inOrder(entries))
    .sort((a, b) => compareEntries(a[0] as Entry, b[0] as Entry))
    .map((entries) => threadOf(ledger, entries));
}

function entryOf(ledger: HeldStatements, placed: Placed<Comment>): Entry {
  const accepted = acceptedAt(ledger, placed[1]);
  let rank = 0;
  for (const [seq] of accepted.vector.values()) rank += seq + 1;
  return { placed, accepted, rank, time: accepted.time };
}

const compareEntries = (a: Entry, b: Entry): number =>
  a.time - b.time || a.rank - b.rank || (a.accepted.place.hash < b.accepted.place.hash ? -1 : 1);

/** Nothing stands before what it knew of, whatever the clocks say. */
function inOrder(entries: readonly Entry[]): readonly Entry[] {
  const byRank = [...entries].sort((a, b) => a.rank - b.rank);
  /** Of each chain, in its order, each with the latest time up to it. */
  const chains = new Map<string, Entry[]>();
  for (const entry of byRank) {
    const { chain: own, vector, place } = entry.accepted;
    for (const [chain, [upTo]] of vector) {
      const reach = chain === own ? place.seq - 1 : upTo;
      const before = chains.get(chain)?.findLast(({ accepted }) => accepted.place.seq <= reach);
      if (before !== undefined) entry.time = Math.max(entry.time, before.time);
    }
    const known = chains.get(own);
    if (known === undefined) chains.set(own, [entry]);
    else known.push(entry);
  }
  return byRank.sort((a, b) => Number(isOpening(b)) - Number(isOpening(a)) || compareEntries(a, b));
}

const isOpening = ({ placed: [{ said }] }: Entry): boolean => said.kind === "open";

function threadOf(ledger: HeldStatements, entries: readonly Entry[]): Thread {
  const membership = ledger.membership();
  const opening = entries[0]?.placed[0];
  if (opening?.said.kind !== "open") throw new Error("an answer counts where its thread was opened");
  const { clause, ranges, quote, suggestion } = opening.said;
  const spoken = entries.map(({ placed }) => placed).filter(([, place]) => hasSay(membership, place));
  const last = lastWords(ledger, spoken);
  return {
    ...{ id: opening.id, clause, ranges, quote, suggestion },
    isOpen: last.length === 0 || last.some(([{ said }]) => said.kind !== "resolve"),
    comments: entries.map(({ placed: [{ id, by, said }, place], accepted }) => ({
      ...{ id, by, place, at: accepted.time, kind: said.kind, text: said.text, mentions: said.mentions },
      hasSay: hasSay(membership, place),
    })),
  };
}
