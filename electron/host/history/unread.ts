/**
 * What arrived while this person was away, clause by clause.
 * Owns: per charter, up to where the log was read by this person, sealed at rest; nobody else learns of it.
 * Called by: methods/history.ts, and createHost when a window opens.
 * Invariant: a change of another is unread until its person says that it was read, or saw it being made with the charter
 * open; a failure to remember makes more unread, never less.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { UnreadChanges, UnreadView } from "../../../shared/api/history.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { CharterId, ClauseId, DeviceId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { compareTexts, isChanged, type RedlineClause } from "../../../shared/charter/compare/redline.ts";
import { readUnread } from "../../../shared/crdt/history/unread.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import type { AcceptedFrame } from "../charter/held.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import type { Platform } from "../platform.ts";
import { decodeReadMark, encodeReadMark, type ReadMark } from "./readMark.ts";
import type { SignedChange, SignedChanges } from "./signedChanges.ts";

/** A change of another that builds on what this device signed so recently was made before this person's eyes. */
const liveWithinMs = 5 * 60_000;
const setting = "unread";
const noChanges: UnreadView = { since: null, upTo: 0, changes: 0, by: [], clauses: [] };

export function createUnread(args: {
  readonly platform: Platform;
  readonly me: DeviceId;
  readonly charters: Charters;
  readonly changesOf: (charter: OpenCharter) => SignedChanges;
  readonly emit: (event: HostEvent) => void;
}) {
  const { platform, me, charters, changesOf, emit } = args;
  const marks = new Map<CharterId, ReadMark>();
  const windows = new Map<CharterId, number>();
  /** Whether something was unread when it was last looked at; true where something came since. */
  const hasUnread = new Map<CharterId, boolean>();
  let closed = false;
  /** The last answer, as long as neither text nor mark changed. */
  const answers = new WeakMap<ReadMark, { readonly textVersion: number; readonly view: UnreadView }>();

  function readMark(charter: OpenCharter): ReadMark | null {
    const known = marks.get(charter.id) ?? decodeReadMark(charters.readSetting(charter, setting));
    if (known !== null) marks.set(charter.id, known);
    return known;
  }

  /** A new mark; kept at once, or, for what was only watched, when the charter is left. */
  function setMark(charter: OpenCharter, mark: ReadMark, isKept = true): Result<unknown, HostError> {
    marks.set(charter.id, mark);
    return isKept ? charters.writeSetting(charter, setting, encodeReadMark(mark)) : ok(null);
  }

  /** A person who never said anything has read what was there when this device began to write. */
  function markOf(charter: OpenCharter, changes: SignedChanges): ReadMark {
    const known = readMark(charter);
    if (known !== null) return known;
    const begun = changes.firstOf(me);
    const first = { upTo: begun ?? charter.replica.store.lastPos(), at: null, seen: [], clauses: [] };
    // Until then the charter is still arriving for the first time.
    if (begun !== null) marks.set(charter.id, first);
    return first;
  }

  const allRead = (charter: OpenCharter): ReadMark => ({
    upTo: charter.replica.store.lastPos(),
    at: platform.clock.now(),
    seen: [],
    clauses: [],
  });

  function unreadOf(changes: SignedChanges, mark: ReadMark): readonly SignedChange[] {
    const seen = new Set(mark.seen);
    return changes.all().filter(({ no, device }) => no > mark.upTo && device !== me && !seen.has(no));
  }

  async function getUnread(charter: OpenCharter): Promise<Result<UnreadView, HostError>> {
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    const mark = markOf(charter, changes);
    const textVersion = charter.replica.textVersion();
    const known = answers.get(mark);
    if (known?.textVersion === textVersion) return ok(known.view);
    const view = readView(charter, changes, mark);
    answers.set(mark, { textVersion, view });
    hasUnread.set(charter.id, view.clauses.length > 0);
    return ok(view);
  }

  function readView(charter: OpenCharter, changes: SignedChanges, mark: ReadMark): UnreadView {
    const upTo = charter.replica.store.lastPos();
    const unread = new Map(unreadOf(changes, mark).map((change) => [change.no, change]));
    if (unread.size === 0) return { ...noChanges, since: mark.at, upTo };
    const readIn = new Map(mark.clauses);
    const isUnread = (no: number, clause: string): boolean => unread.has(no) && no > (readIn.get(clause) ?? 0);
    const found = readUnread(charter.replica.yDoc(), changes.ranges(), [...unread.values()], isUnread);
    const { clauses } = compareTexts(found.before, found.now);
    const madeBy = (nos: Iterable<number>): readonly UnreadChanges[] =>
      countChanges(
        charter,
        [...nos].flatMap((no) => unread.get(no) ?? []),
      );
    const listed = clauses.flatMap((redline) => {
      const touched = new Set(
        [redline.before, redline.after].flatMap((clause) => [...(found.touchedBy.get(clause?.id ?? "") ?? none)]),
      );
      const nos = changesIn(redline, touched, found.reorderedBy);
      return nos === null ? [] : [{ redline, nos }];
    });
    const all = new Set(listed.flatMap(({ nos }) => [...nos]));
    return {
      since: mark.at,
      upTo,
      changes: all.size,
      by: madeBy(all),
      clauses: listed.map(({ redline, nos }) => ({ redline, by: madeBy(nos) })),
    };
  }

  /** By device, the one with the newest change first. */
  function countChanges(charter: OpenCharter, changes: readonly SignedChange[]): readonly UnreadChanges[] {
    const byDevice = Map.groupBy(changes, ({ device }) => device);
    const counted = [...byDevice].map(([device, made]) => ({
      author: authorOf(charter, device),
      device,
      changes: made.length,
      latestAt: Math.max(...made.map(({ time }) => time)),
    }));
    return counted.sort((a, b) => b.latestAt - a.latestAt || (a.device < b.device ? -1 : 1));
  }

  /** Up to where the person saw the changes: what came since stays found. One clause, or all. */
  async function markRead(
    charter: OpenCharter,
    clause: ClauseId | null,
    upTo: number,
  ): Promise<Result<null, HostError>> {
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    const before = markOf(charter, changes);
    const end = Math.min(upTo, charter.replica.store.lastPos());
    const moved: ReadMark =
      clause === null
        ? { upTo: Math.max(end, before.upTo), at: platform.clock.now(), ...later(before, end) }
        : { ...before, clauses: [...before.clauses.filter(([id]) => id !== clause), [clause, end]] };
    const set = setMark(charter, moved);
    if (!set.ok) return set;
    const after = await getUnread(charter);
    const isDone = after.ok && after.value.clauses.length === 0;
    const kept = isDone ? setMark(charter, allRead(charter)) : ok(null);
    emit({ kind: "unreadChanged", charter: charter.id });
    return kept.ok ? ok(null) : kept;
  }

  /** Where nothing is unread, what is there now is what this person last saw. */
  function keepSeen(charter: OpenCharter): void {
    const mark = hasUnread.get(charter.id) === false ? allRead(charter) : readMark(charter);
    const kept = mark === null ? ok(null) : setMark(charter, mark);
    if (!kept.ok) platform.logger.warn("read-mark-not-kept", { error: kept.error.kind });
  }

  charters.watch({
    accepted(charter, frames) {
      const texts = frames.filter(
        ({ accepted }) => accepted.type === envelopeTypes.text && accepted.place.device !== me,
      );
      if (texts.length === 0) return;
      const isOpen = (windows.get(charter.id) ?? 0) > 0;
      const seen = isOpen ? texts.filter(({ accepted }) => isLive(charter, accepted)).map(({ pos }) => pos) : [];
      const isAllSeen = seen.length === texts.length && hasUnread.get(charter.id) === false;
      const mark = seen.length === 0 ? null : readMark(charter);
      if (isAllSeen) setMark(charter, allRead(charter), false);
      else if (mark !== null) setMark(charter, { ...mark, seen: [...mark.seen, ...seen] }, false);
      if (seen.length === texts.length) return;
      hasUnread.set(charter.id, true);
      emit({ kind: "unreadChanged", charter: charter.id });
    },
  });

  return {
    getUnread,
    markRead,
    /** A window shows this charter. */
    windowOpened(charter: OpenCharter): void {
      windows.set(charter.id, (windows.get(charter.id) ?? 0) + 1);
    },
    windowClosed(charter: OpenCharter): void {
      const left = (windows.get(charter.id) ?? 1) - 1;
      windows.set(charter.id, left);
      if (left > 0 || closed) return;
      keepSeen(charter);
      if (!hasUnread.has(charter.id))
        void getUnread(charter).then((found) => {
          if (found.ok && !closed && (windows.get(charter.id) ?? 0) === 0) keepSeen(charter);
        });
    },
    /** What was seen in the charters that are open now is kept. */
    close(): void {
      closed = true;
      for (const charter of charters.all()) if ((windows.get(charter.id) ?? 0) > 0) keepSeen(charter);
    },
  };

  function isLive({ replica }: OpenCharter, { vector }: AcceptedFrame["accepted"]): boolean {
    const seq = vector.get(me)?.[0];
    const own = seq === undefined ? null : replica.store.index.find(me, seq);
    return own !== null && platform.clock.now() - own.time <= liveWithinMs;
  }
}

const none: ReadonlySet<number> = new Set();

/** What was seen or read after `end`. */
const later = (mark: ReadMark, end: number): Pick<ReadMark, "seen" | "clauses"> => ({
  seen: mark.seen.filter((no) => no > end),
  clauses: mark.clauses.filter(([, no]) => no > end),
});

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
