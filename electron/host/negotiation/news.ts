/**
 * All that others did since this person's last look, by clause in the order of the text: changes, conflicts, suggestions
 * and their answers, comments, stances and closings.
 * Owns: of each charter the last answer, as long as nothing of it moved. Called by: methods/news.ts.
 * Invariant: own deeds are no news. Nothing is read before somebody asks, so that a key in the text costs nothing here.
 */
import type { Board } from "../../../shared/api/board.ts";
import type { ClauseRef } from "../../../shared/api/conflicts.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import {
  type ClauseNews,
  commentItem,
  type News,
  type NewsCounts,
  type NewsItem,
  stanceItem,
} from "../../../shared/api/news.ts";
import type { ClauseId, DeviceId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { subjectOf } from "../../../shared/charter/compare/redline.ts";
import { clauseHash } from "../../../shared/charter/text/clauseHash.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { createSuggestionChanges } from "../../../shared/crdt/history/suggestionChanges.ts";
import { hasSay } from "../../../shared/ledger/negotiation/lastWords.ts";
import { type PartyStance, readStances } from "../../../shared/ledger/negotiation/stances.ts";
import { type Closing, closingKind } from "../../../shared/ledger/statements/closing.ts";
import { commentKind } from "../../../shared/ledger/statements/comment.ts";
import type { Placed } from "../../../shared/ledger/statements/kind.ts";
import { stanceKind } from "../../../shared/ledger/statements/stance.ts";
import type { Conflicts, ReadConflict } from "../history/conflicts.ts";
import type { ReadMarks } from "../history/readMarks.ts";
import type { SignedChange, SignedChanges } from "../history/signedChanges.ts";
import { readSuggestionViews } from "../history/suggestionViews.ts";
import { changeItem, countChanges, readUnreadText, type UnreadText } from "../history/unreadText.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import type { Boards } from "./board.ts";
import type { CommentThreads } from "./commentThreads.ts";
import type { Draft, Drafts } from "./drafts.ts";

/** An item, and which entries of the log it is about. */
interface Found {
  readonly clause: ClauseRef;
  readonly item: NewsItem;
  readonly positions: Iterable<number>;
}

interface Answer {
  readonly key: string;
  readonly news: News;
  readonly positionsOf: ReadonlyMap<string, readonly number[]>;
}

const everything = { clause: null, party: null, person: null, device: null } as const;

export function createNewsReader(args: {
  readonly me: DeviceId;
  readonly readMarks: ReadMarks;
  readonly changesOf: (charter: OpenCharter) => SignedChanges;
  readonly conflicts: Conflicts;
  readonly drafts: Drafts;
  readonly commentThreads: CommentThreads;
  readonly boards: Boards;
  readonly emit: (event: HostEvent) => void;
}) {
  const { me, readMarks, changesOf, conflicts, drafts, commentThreads, boards, emit } = args;
  const answers = new WeakMap<OpenCharter, Answer>();
  const texts = new WeakMap<OpenCharter, { readonly key: string; readonly text: UnreadText }>();

  async function get(charter: OpenCharter): Promise<Result<News, HostError>> {
    const answer = await read(charter);
    return answer.ok ? ok(answer.value.news) : answer;
  }

  async function read(charter: OpenCharter): Promise<Result<Answer, HostError>> {
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    const known = answers.get(charter);
    if (known?.key === keyOf(charter)) return ok(known);
    // A text without unread changes is not looked through.
    const found = unreadOf(charter, changes).length > 0 ? await conflicts.listWithChanges(charter) : ok([]);
    if (!found.ok) return found;
    const answer = readNow(charter, changes, found.value);
    answers.set(charter, answer);
    return ok(answer);
  }

  const keyOf = (charter: OpenCharter): string => {
    const { replica } = charter;
    return `${readMarks.version(charter)} ${replica.textVersion()} ${replica.store.lastPos()}`;
  };

  const unreadOf = (charter: OpenCharter, changes: SignedChanges): readonly SignedChange[] =>
    changes.all().filter((change) => readMarks.isUnread(charter, change, ""));

  function readNow(charter: OpenCharter, changes: SignedChanges, inConflict: readonly ReadConflict[]): Answer {
    const unread = unreadOf(charter, changes);
    const byNo = new Map(unread.map((change) => [change.no, change]));
    const draft = drafts.of(charter);
    const text = unread.length === 0 ? null : textOf(charter, changes, unread);
    const order = createOrder(text?.order ?? draft.clauses.map(({ id }) => id));
    const isLeft = (no: number, item: string): boolean => {
      const change = byNo.get(no);
      return change !== undefined && readMarks.isUnread(charter, change, item);
    };
    const made = (nos: Iterable<number>) =>
      countChanges(
        charter,
        [...nos].flatMap((no) => byNo.get(no) ?? []),
      );
    const changed = (text?.changed ?? []).map(({ redline, nos }): Found => {
      const { id, number, heading } = subjectOf(redline);
      const item = { kind: "change", id: changeItem(id), redline, by: made(nos) } as const;
      return { clause: { id, number, heading }, item, positions: nos };
    });
    const found = [
      ...changed,
      ...conflictsIn(inConflict, isLeft),
      ...(unread.length === 0 ? [] : suggestions(charter, changes, isLeft, order)),
      ...comments(charter),
      ...stances(charter, draft, text, isLeft),
      ...closings(charter, draft),
    ];
    const all = new Set(changed.flatMap(({ positions }) => [...positions]));
    const upTo = charter.replica.store.lastPos();
    const positionsOf = new Map(found.map(({ item, positions }) => [item.id, [...positions]]));
    readMarks.settle(charter, upTo, new Set([...positionsOf.values()].flat()));
    const news: News = {
      since: readMarks.since(charter),
      upTo,
      counts: count(found),
      changes: all.size,
      by: made(all),
      clauses: byClause(found, order),
    };
    return { key: keyOf(charter), news, positionsOf };
  }

  function textOf(charter: OpenCharter, changes: SignedChanges, unread: readonly SignedChange[]): UnreadText {
    const key = `${readMarks.version(charter)} ${charter.replica.textVersion()}`;
    const known = texts.get(charter);
    if (known?.key === key) return known.text;
    const text = readUnreadText(charter, changes, unread, (change, item) => readMarks.isUnread(charter, change, item));
    texts.set(charter, { key, text });
    return text;
  }

  const conflictsIn = (
    inConflict: readonly ReadConflict[],
    isLeft: (no: number, item: string) => boolean,
  ): readonly Found[] =>
    inConflict.flatMap(({ view, changes }): readonly Found[] => {
      const id = `conflict/${view.id}`;
      const positions = changes.map(({ no }) => no).filter((no) => isLeft(no, id));
      return positions.length === 0
        ? []
        : [{ clause: view.clause, item: { kind: "conflict", id, conflict: view }, positions }];
    });

  /** What this person answered, they have seen. */
  function suggestions(
    charter: OpenCharter,
    changes: SignedChanges,
    isLeft: (no: number, item: string) => boolean,
    order: Order,
  ): readonly Found[] {
    const changesAbout = createSuggestionChanges(charter.replica.yDoc(), changes.ranges());
    return readSuggestionViews(charter, everything).flatMap(({ suggestion, view, behind }): readonly Found[] => {
      if (view.state === "withdrawn") return [];
      const id = `suggestion/${view.id}`;
      const { asked, answered } = changesAbout(suggestion);
      const isMine = view.isOwn || view.answers.some(({ device }) => device === me);
      const askings = isMine ? [] : [...asked].filter((no) => isLeft(no, id));
      const answerings = [...answered].filter((no) => isLeft(no, id));
      if (askings.length + answerings.length === 0) return [];
      const item = { kind: "suggestion", id, suggestion: view, isAnswer: askings.length === 0 } as const;
      if (view.clause !== null) order.place(view.clause.id, behind);
      return [{ clause: view.clause ?? loose, item, positions: [...askings, ...answerings] }];
    });
  }

  function comments(charter: OpenCharter): readonly Found[] {
    const positionOf = new Map<string, number>();
    for (const [{ id }, place] of charter.replica.ledger().statements.all(commentKind)) {
      const position = readMarks.unreadPosition(charter, place, commentItem(id));
      if (position !== null) positionOf.set(id, position);
    }
    if (positionOf.size === 0) return [];
    return commentThreads.list(charter, null).flatMap(({ id: thread, clause, quote, suggestion, comments: said }) =>
      said.flatMap((comment): readonly Found[] => {
        const position = positionOf.get(comment.id);
        if (position === undefined) return [];
        const about = { thread, quote, suggestion: suggestion?.id ?? null };
        const item = { kind: "comment", id: commentItem(comment.id), comment, ...about } as const;
        return [{ clause, item, positions: [position] }];
      }),
    );
  }

  /** What parties said last, and what lapsed because others changed the words. */
  function stances(
    charter: OpenCharter,
    { clauses }: Draft,
    text: UnreadText | null,
    isLeft: (no: number, item: string) => boolean,
  ): readonly Found[] {
    const ledger = charter.replica.ledger();
    const isNew = ({ said }: PartyStance, item: string): readonly number[] =>
      said.flatMap(({ place }) => readMarks.unreadPosition(charter, place, item) ?? []);
    const changedIn = new Map((text?.changed ?? []).map(({ redline, nos }) => [subjectOf(redline).id as string, nos]));
    const about = new Set<string>(changedIn.keys());
    for (const [{ clause }, place] of ledger.statements.all(stanceKind))
      if (readMarks.unreadPosition(charter, place, "") !== null) about.add(clause);
    if (about.size === 0) return [];
    const stancesOn = readStances(ledger);
    let board: Board | null = null;
    return clauses.flatMap(({ id, number, heading, node }) => {
      if (!about.has(id)) return [];
      return stancesOn(id, clauseHash(node)).flatMap((stance): readonly Found[] => {
        const item = stanceItem(id, stance.party);
        const lapsedBy = hasLapsed(stance, text?.hashBefore(id) ?? null) ? [...(changedIn.get(id) ?? [])] : [];
        const positions = [...isNew(stance, item), ...lapsedBy.filter((no) => isLeft(no, item))];
        if (positions.length === 0) return [];
        board ??= boards.read(charter, null);
        const party = board.parties.find((one) => one.id === stance.party);
        const view = board.clauses.find((one) => one.id === id)?.stances.find((one) => one.party === stance.party);
        if (party === undefined || view === undefined) return [];
        const news = { kind: "stance", id: item, party, stance: view } as const;
        return [{ clause: { id, number, heading }, item: news, positions }];
      });
    });
  }

  /** Of a clause in its present words, the last. */
  function closings(charter: OpenCharter, { clauses }: Draft): readonly Found[] {
    const ledger = charter.replica.ledger();
    const membership = ledger.membership();
    const unread = new Map<ClauseId, { readonly last: Placed<Closing>; readonly positions: number[] }>();
    for (const placed of ledger.statements.all(closingKind)) {
      const [{ clause }, place] = placed;
      const position = readMarks.unreadPosition(charter, place, closingItem(clause));
      if (position === null || !hasSay(membership, place)) continue;
      unread.set(clause, { last: placed, positions: [...(unread.get(clause)?.positions ?? []), position] });
    }
    return clauses.flatMap(({ id, number, heading, node }): readonly Found[] => {
      const found = unread.get(id);
      if (found === undefined || found.last[0].hash !== clauseHash(node)) return [];
      const [{ closing, time }, { device }] = found.last;
      const said = { closing, author: authorOf(charter, device), device, at: time };
      const item = { kind: "closing", id: closingItem(id), ...said } as const;
      return [{ clause: { id, number, heading }, item, positions: found.positions }];
    });
  }

  /** Up to where the person saw it: what came since stays news. */
  async function markRead(
    charter: OpenCharter,
    items: readonly string[] | null,
    upTo: number | null,
  ): Promise<Result<null, HostError>> {
    const before = await read(charter);
    if (!before.ok) return before;
    const marked = readMarks.read(charter, items, upTo ?? charter.replica.store.lastPos());
    if (!marked.ok) return marked;
    const after = await read(charter);
    if (!after.ok) return after;
    const left = new Set([...after.value.positionsOf.values()].flat());
    const done = (items ?? []).flatMap((id) => before.value.positionsOf.get(id) ?? []).filter((pos) => !left.has(pos));
    const kept = left.size === 0 ? readMarks.read(charter, null, after.value.news.upTo) : readMarks.see(charter, done);
    emit({ kind: "newsChanged", charter: charter.id });
    return kept.ok ? ok(null) : kept;
  }

  return { get, markRead };
}

const loose: ClauseRef = { id: looseId, number: "", heading: "" };
const closingItem = (clause: ClauseId): string => `closing/${clause}`;

/** It was about the words as they were before what is unread, and is about other words now. */
const hasLapsed = ({ state, said }: PartyStance, hashBefore: string | null): boolean =>
  state === "lapsed" && said.some(({ stance, hash }) => stance !== "withdrawn" && hash === hashBefore);

interface Order {
  /** A clause that is only suggested stands behind one that stands. */
  place(clause: string, behind: string | null): void;
  of(clause: string): number;
}

function createOrder(ids: readonly string[]): Order {
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const of = (clause: string): number => indexOf.get(clause) ?? (clause === looseId ? -1 : ids.length);
  return {
    of,
    place(clause, behind) {
      if (!indexOf.has(clause)) indexOf.set(clause, behind === null ? -0.5 : of(behind) + 0.5);
    },
  };
}

const kinds: readonly NewsItem["kind"][] = ["change", "conflict", "suggestion", "comment", "stance", "closing"];
const isMention = (item: NewsItem): boolean => item.kind === "comment" && item.comment.mentionsMe;
const rankOf = (item: NewsItem): number => (isMention(item) ? -1 : kinds.indexOf(item.kind));

function byClause(found: readonly Found[], order: Order): readonly ClauseNews[] {
  const grouped = [...Map.groupBy(found, ({ clause }) => clause.id).values()];
  return grouped
    .flatMap((same): readonly ClauseNews[] => {
      const [first] = same;
      const items = same.map(({ item }) => item).sort((a, b) => rankOf(a) - rankOf(b));
      return first === undefined ? [] : [{ clause: first.clause, items }];
    })
    .sort((a, b) => order.of(a.clause.id) - order.of(b.clause.id));
}

function count(found: readonly Found[]): NewsCounts {
  const of = (kind: NewsItem["kind"]): number => found.filter(({ item }) => item.kind === kind).length;
  return {
    changes: of("change"),
    conflicts: of("conflict"),
    suggestions: of("suggestion"),
    comments: of("comment"),
    mentions: found.filter(({ item }) => isMention(item)).length,
    stances: of("stance"),
    closings: of("closing"),
  };
}
