/**
 * Comments: threads as people see them, where their words stand now, and which of them this person has not read.
 * Owns nothing: each answer is read anew. Called by: methods/comments.ts, the library's summaries, the board, the news.
 */
import type { CommentView, MentionView, ThreadView } from "../../../shared/api/comments.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { commentItem } from "../../../shared/api/news.ts";
import type { Random } from "../../../shared/base/ambient.ts";
import { type ClauseId, type CommentId, type DeviceId, parseClauseId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { givenWords, wordLimits } from "../../../shared/charter/parties/names.ts";
import { looseId, plainText } from "../../../shared/charter/text/clauses.ts";
import { commentLimits } from "../../../shared/charter/text/commentLimits.ts";
import { mend } from "../../../shared/charter/text/seen.ts";
import { type AnchorPlace, findAnchors, idsOfWords } from "../../../shared/crdt/reading/anchors.ts";
import { createClauseItems, writtenIdOf } from "../../../shared/crdt/reading/clauseItems.ts";
import { findNamed } from "../../../shared/crdt/reading/namedSuggestion.ts";
import { readSuggestions, type Suggestion } from "../../../shared/crdt/reading/suggestions.ts";
import { envelopeTypes, type LogPosition } from "../../../shared/ledger/log/envelope.ts";
import { hasSay } from "../../../shared/ledger/negotiation/lastWords.ts";
import { readThreads, type Thread, type ThreadComment } from "../../../shared/ledger/negotiation/threads.ts";
import {
  type AnchorRange,
  commentIdOf,
  commentKind,
  encodeComment,
  type Mention,
  type Opening,
  type Said,
} from "../../../shared/ledger/statements/comment.ts";
import { promiseWordsIn } from "../charter/promiseWords.ts";
import type { ReadMarks } from "../history/readMarks.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import { createNames } from "../people/membership.ts";
import type { Drafts } from "./drafts.ts";

type CommentArgs = Parameters<HostApi["comment"]>[0];
type AnswerArgs = Parameters<HostApi["answerThread"]>[0];

export type CommentThreads = ReturnType<typeof createCommentThreads>;

export function createCommentThreads(args: {
  readonly random: Random;
  readonly me: DeviceId;
  readonly drafts: Drafts;
  readonly readMarks: ReadMarks;
}) {
  const { random, me, drafts, readMarks } = args;

  const isNew = (charter: OpenCharter, id: CommentId, place: LogPosition): boolean =>
    readMarks.unreadPosition(charter, place, commentItem(id)) !== null;

  /** This device, or the party that it speaks for now. */
  function isMe({ replica }: OpenCharter, mention: Mention): boolean {
    if (mention.kind === "device") return mention.device === me;
    return replica.ledger().membership().devices.get(me)?.card.party === mention.party;
  }

  /** Comments that mention this person, and that they have not seen. */
  function mentionsOfMe(charter: OpenCharter): number {
    const ledger = charter.replica.ledger();
    const membership = ledger.membership();
    return ledger.statements
      .all(commentKind)
      .filter(
        ([{ id, said }, place]) =>
          isNew(charter, id, place) &&
          hasSay(membership, place) &&
          said.mentions.some((mention) => isMe(charter, mention)),
      ).length;
  }

  /** In the order of the text: what is outside of every clause first, what is gone last. */
  function listAll(charter: OpenCharter): readonly ThreadView[] {
    const ledger = charter.replica.ledger();
    const threads = readThreads(ledger);
    if (threads.length === 0) return [];
    const { reading, clauses } = drafts.of(charter);
    const { spans, places } = findAnchors(
      reading,
      threads.map(({ id, ranges }) => ({ key: id, ranges })),
    );
    const spanOf = new Map<CommentId, number>();
    for (const [index, { key }] of spans.entries()) if (!spanOf.has(key)) spanOf.set(key, index);
    const orderOf = new Map<string, number>(clauses.map(({ id }, index) => [id, index]));
    const toView = createViews(charter);
    const listed = threads.map((thread) => {
      const place = places.get(thread.id) ?? null;
      const id = place?.clause ?? thread.clause;
      const clause = clauses.find((one) => one.id === id);
      const stands = clause !== undefined || id === looseId;
      const at = id === looseId ? -1 : (orderOf.get(id) ?? Number.POSITIVE_INFINITY);
      const { number = "", heading = "" } = clause ?? {};
      const view = toView(thread, { id, number, heading }, stands ? placeOf(place) : "gone");
      return { view, at, span: spanOf.get(thread.id) ?? -1 };
    });
    return listed.sort((a, b) => (a.at === b.at ? a.span - b.span : a.at < b.at ? -1 : 1)).map(({ view }) => view);
  }

  function createViews(charter: OpenCharter) {
    const ledger = charter.replica.ledger();
    const { partyRef, member } = createNames(ledger);
    const mentionViews = (mentions: readonly Mention[]): readonly MentionView[] =>
      mentions.flatMap((mention): readonly MentionView[] => {
        if (mention.kind === "party") {
          const party = partyRef(mention.party);
          return party.name === "" ? [] : [{ kind: "party", party }];
        }
        const { device } = mention;
        return member(device) === undefined ? [] : [{ kind: "device", device, author: authorOf(charter, device) }];
      });
    const commentView = ({ place, by, mentions, ...comment }: ThreadComment): CommentView => ({
      ...comment,
      author: authorOf(charter, by),
      device: by,
      isMine: by === me,
      mentions: mentionViews(mentions),
      mentionsMe: mentions.some((mention) => isMe(charter, mention)),
      isNew: isNew(charter, comment.id, place),
    });
    let suggestions: readonly Suggestion[] | null = null;
    const suggestionOf = (name: string): NonNullable<ThreadView["suggestion"]> => {
      suggestions ??= readSuggestions(charter.replica.yDoc());
      const found = findNamed(suggestions, name);
      return { name, id: found?.id ?? name, state: found?.state ?? null };
    };
    return (thread: Thread, clause: ThreadView["clause"], place: ThreadView["place"]): ThreadView => ({
      ...thread,
      suggestion: thread.suggestion === null ? null : suggestionOf(thread.suggestion),
      clause,
      place,
      comments: thread.comments.map(commentView),
    });
  }

  function findThread(charter: OpenCharter, id: CommentId): Result<ThreadView, HostError> {
    const found = listAll(charter).find((thread) => thread.id === id);
    return found === undefined ? err({ kind: "threadNotFound", thread: id }) : ok(found);
  }

  function open(charter: OpenCharter, given: CommentArgs): Result<ThreadView, HostError> {
    const { text, mentions } = given;
    if (text === "") return err(noWords);
    const anchored = anchorOf(charter, given);
    return anchored.ok ? sign(charter, { kind: "open", ...anchored.value, text, mentions }) : anchored;
  }

  function anchorOf(charter: OpenCharter, { clause, anchor }: CommentArgs): Result<Anchored, HostError> {
    const { reading, blocksOf } = drafts.of(charter);
    if (anchor.kind === "suggestion") {
      const { yDoc } = reading;
      const found = readSuggestions(yDoc, promiseWordsIn(charter)).find(({ id }) => id === anchor.suggestion);
      if (found === undefined) return err({ kind: "suggestionNotFound", suggestion: anchor.suggestion });
      return ok(anchorOfSuggestion(found, (id) => blocksOf(id) !== null));
    }
    const blocks = clause === null ? null : blocksOf(clause);
    if (clause === null || blocks === null) return err({ kind: "clauseNotFound", clause: clause ?? "" });
    const about = { clause, suggestion: null };
    if (anchor.kind === "clause") return ok({ ...about, ranges: [], quote: "" });
    if (anchor.kind === "ranges") return ok({ ...about, ranges: anchor.ranges, quote: mendQuote(anchor.quote) });
    const { words } = anchor;
    const found =
      words.trim() === ""
        ? []
        : blocks.flatMap((block) =>
            findWords(plainText(block), words).map((from) => ({ block, from, to: from + words.length })),
          );
    if (found.length !== 1) return err({ kind: "wordsNotFound", words, count: found.length });
    return ok({ ...about, ranges: idsOfWords(reading, found), quote: mendQuote(words) });
  }

  function answer(charter: OpenCharter, { thread, kind, text, mentions }: AnswerArgs): Result<ThreadView, HostError> {
    if (kind === "reply" && text === "") return err(noWords);
    const found = findThread(charter, thread);
    return found.ok ? sign(charter, { kind, thread, text, mentions }) : found;
  }

  function sign(charter: OpenCharter, said: Said): Result<ThreadView, HostError> {
    const role = charter.replica.ledger().membership().devices.get(me)?.role;
    if (role === "observer") return err({ kind: "notAuthorised", reason: "an observer reads and does not comment" });
    if (charter.replica.lacksRuleset() !== null) return err({ kind: "readOnly", reason: "newerFormat" });
    const body = encodeComment(me, said, random.bytes(16));
    const signed = charter.replica.append([{ type: envelopeTypes.comment, body }]);
    return signed.ok ? findThread(charter, said.kind === "open" ? commentIdOf(body) : said.thread) : signed;
  }

  return {
    list: (charter: OpenCharter, clause: ClauseId | null): readonly ThreadView[] =>
      listAll(charter).filter((thread) => clause === null || thread.clause.id === clause),
    open,
    answer,
    mentionsOfMe,
  };
}

type Anchored = Pick<Opening, "clause" | "ranges" | "quote" | "suggestion">;

/** `stands`: in the text without what is suggested. A new clause that is suggested stands in one around it. */
function anchorOfSuggestion(
  { id, clause: innermost, parts, struck, inserted }: Suggestion,
  stands: (clause: ClauseId) => boolean,
): Anchored {
  const { clauseAround } = createClauseItems();
  let clause = looseId;
  for (let at = innermost; at !== null && clause === looseId; at = clauseAround(at)) {
    const named = parseClauseId(writtenIdOf(at));
    if (named !== null && stands(named)) clause = named;
  }
  const ranges: AnchorRange[] = [];
  let left: number = commentLimits.length;
  for (const part of parts) {
    if (part.kind === "set" || ranges.length === commentLimits.ranges || left === 0) continue;
    const length = Math.min(part.range.length, left);
    ranges.push({ ...part.range, length });
    left -= length;
  }
  const quote = [struck, inserted].filter((words) => words.trim() !== "").join(" → ");
  return { clause, ranges, quote: mendQuote(quote), suggestion: id };
}

const noWords: HostError = {
  kind: "unfitWords",
  what: "text",
  problem: "empty",
  limit: wordLimits.statement,
  code: null,
};

function placeOf(place: AnchorPlace | null): ThreadView["place"] {
  if (place === null) return "clause";
  return place.stands ? "words" : "beside";
}

/** Where they begin, each place once. */
function findWords(text: string, words: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) found.push(at);
  return found;
}

/** As much of them as can be signed. */
function mendQuote(words: string): string {
  let short = "";
  for (const sign of mend(words.slice(0, 2 * wordLimits.quote), { lines: true }).text.trim()) {
    if (short.length + sign.length > wordLimits.quote) break;
    short += sign;
  }
  const mended = givenWords(wordLimits.quote)(mend(short, { lines: true }).text);
  return mended.ok ? mended.value : "";
}
