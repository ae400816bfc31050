/** Comments on the text. */
import type { CommentAnchor, CommentView, Mention, ThreadView } from "../../../shared/api/comments.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { commentItem } from "../../../shared/api/news.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { isSuggestionName } from "../../../shared/charter/text/commentLimits.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, refused } from "../command.ts";
import { findAnyClause, findTextClause } from "../find.ts";
import { authorInWords, findDevice, findParty } from "../members.ts";
import { type Line, short } from "../print.ts";
import { charterOf } from "./charters.ts";

const answering = ["reply", "resolve", "reopen"] as const;

const comment: Command = {
  name: "comment",
  operands: "CHARTER [TEXT]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Comment on a clause or on words of it, or answer a thread: --reply, --resolve, --reopen THREAD.",
  options: {
    clause: { kind: "text", value: "CLAUSE", help: "the clause that it is about" },
    suggestion: { kind: "text", value: "ID", help: "the suggestion that it is about, as `review` lists it" },
    quote: { kind: "text", value: "WORDS", help: "words of the clause that it is about, as they stand there" },
    mention: { kind: "text", value: "NAMES", help: "parties or people who are to look at it, separated by commas" },
    reply: { kind: "text", value: "THREAD", help: "answer this thread; THREAD as `comments` lists it" },
    resolve: { kind: "text", value: "THREAD", help: "say that this thread is settled" },
    reopen: { kind: "text", value: "THREAD", help: "say that it is not" },
  },
  run: inHost(async (call, api) => {
    const kinds = answering.filter((kind) => call.text(kind) !== null);
    const [kind, second] = kinds;
    if (second !== undefined) return misused(`Give --${String(kind)} or --${second}, not both.`);
    const clause = call.text("clause");
    const suggestion = call.text("suggestion");
    if ([kind ?? null, clause, suggestion].filter((one) => one !== null).length !== 1)
      return misused(
        "Give --clause CLAUSE or --suggestion ID for a new comment, or --reply, --resolve or --reopen THREAD.",
      );
    if (clause === null && call.text("quote") !== null) return misused("Only a new comment on a clause has a --quote.");
    const text = call.positionals[1] ?? "";
    if (text === "" && (kind === undefined || kind === "reply")) return misused("Give the TEXT of the comment.");
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const mentions = await mentionsOf(call, api, id);
    if (!mentions.ok) return mentions;
    const said =
      kind === undefined
        ? await open(call, api, id, text, mentions.value)
        : await answer(api, id, kind, call.text(kind) ?? "", text, mentions.value);
    return said.ok ? answered(said.value, threadLines(said.value)) : refused(said.error);
  }),
};

async function open(
  call: Call,
  api: HostApi,
  charter: CharterId,
  text: string,
  mentions: readonly Mention[],
): Promise<Result<ThreadView, HostError>> {
  const suggestion = call.text("suggestion");
  if (suggestion !== null) {
    if (!isSuggestionName(suggestion)) return err({ kind: "suggestionNotFound", suggestion });
    return api.comment({ charter, clause: null, anchor: { kind: "suggestion", suggestion }, text, mentions });
  }
  const clause = await findTextClause(api, charter, call.text("clause") ?? "");
  if (!clause.ok) return clause;
  const quote = call.text("quote");
  const anchor: CommentAnchor = quote === null ? { kind: "clause" } : { kind: "words", words: quote };
  return api.comment({ charter, clause: clause.value, anchor, text, mentions });
}

async function answer(
  api: HostApi,
  charter: CharterId,
  kind: (typeof answering)[number],
  name: string,
  text: string,
  mentions: readonly Mention[],
): Promise<Result<ThreadView, HostError>> {
  const listed = await api.listComments({ charter, clause: null });
  if (!listed.ok) return listed;
  const found = listed.value.filter(({ id }) => name.length >= 4 && id.startsWith(name.toLowerCase()));
  const [thread, second] = found;
  if (thread === undefined || second !== undefined) return err({ kind: "threadNotFound", thread: name });
  return api.answerThread({ charter, thread: thread.id, kind, text, mentions });
}

/** Each a party, or else a person or a device. */
async function mentionsOf(call: Call, api: HostApi, charter: CharterId): Promise<Result<readonly Mention[], Fault>> {
  const names = (call.text("mention") ?? "").split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  if (names.length === 0) return ok([]);
  const view = await api.getCharter({ charter });
  if (!view.ok) return refused(view.error);
  const mentions: Mention[] = [];
  for (const name of names) {
    const mention = findMention(view.value, name);
    if (!mention.ok) return refused(mention.error);
    mentions.push(mention.value);
  }
  return ok(mentions);
}

function findMention(view: CharterView, name: string): Result<Mention, HostError> {
  const party = findParty(view, name);
  if (party.ok) return ok({ kind: "party", party: party.value.id });
  const device = findDevice(view, name);
  return device.ok ? ok({ kind: "device", device: device.value.id }) : device;
}

const comments: Command = {
  name: "comments",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List the comments on the text as threads, in the order of the text.",
  options: {
    clause: { kind: "text", value: "CLAUSE", help: "of this clause alone" },
    suggestion: { kind: "text", value: "ID", help: "about this suggestion alone, as `review` lists it" },
    open: { kind: "flag", help: "only those that are not resolved" },
    new: { kind: "flag", help: "only those with something that you have not seen" },
    find: {
      kind: "text",
      value: "WORDS",
      help: "only those that have these words, in a comment or in what it is about",
    },
    "mark-read": { kind: "flag", help: "say that you have seen all of them" },
  },
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const name = call.text("clause");
    const clause = name === null ? ok(null) : name === looseId ? ok(looseId) : await findAnyClause(api, id, name);
    if (!clause.ok) return refused(clause.error);
    const listed = await api.listComments({ charter: id, clause: clause.value });
    if (!listed.ok) return refused(listed.error);
    if (call.flag("mark-read")) {
      const items = listed.value.flatMap(({ comments: said }) =>
        said.flatMap((one) => (one.isNew ? [commentItem(one.id)] : [])),
      );
      const marked = await api.markRead({ charter: id, items, upTo: null });
      if (!marked.ok) return refused(marked.error);
    }
    const about = call.text("suggestion");
    const words = fold(call.text("find") ?? "");
    const found = listed.value.filter(
      (thread) =>
        (about === null || thread.suggestion?.id === about || thread.suggestion?.name === about) &&
        (!call.flag("open") || thread.isOpen) &&
        (!call.flag("new") || thread.comments.some(({ isNew }) => isNew)) &&
        [thread.quote, ...thread.comments.map(({ text }) => text)].some((text) => fold(text).includes(words)),
    );
    const lines = found.flatMap((thread, index) => [...(index === 0 ? [] : [""]), ...threadLines(thread)]);
    return answered(found, lines.length === 0 ? ["No comments."] : lines);
  }),
};

const fold = (text: string): string => text.normalize("NFC").toLowerCase();

const places: Readonly<Record<ThreadView["place"], string>> = {
  words: "",
  beside: " (these words are gone)",
  clause: "",
  gone: " (the clause does not stand in the text)",
};

function threadLines({ id, isOpen, clause, place, quote, suggestion, comments }: ThreadView): readonly Line[] {
  const label =
    `${clause.number} ${clause.heading}`.trim() || (clause.id === looseId ? "outside the clauses" : clause.id);
  const said = suggestion === null ? "" : `, about a suggestion (${suggestion.state ?? "gone"})`;
  const about = `${quote === "" ? "" : `, on “${quote}”`}${said}`;
  return [
    [
      { text: `${short(id)}  ${isOpen ? "open" : "resolved"}  `, style: "strong" },
      { text: `${label}${about}${places[place]}`, style: "plain" },
    ],
    ...comments.flatMap(commentLines),
  ];
}

const acts: Readonly<Record<CommentView["kind"], string>> = {
  open: "",
  reply: "",
  resolve: " resolved it",
  reopen: " opened it again",
};

export function commentLines(one: CommentView): readonly Line[] {
  const names = one.mentions.map((mention) =>
    mention.kind === "party" ? mention.party.name : authorInWords(mention.author),
  );
  const notes = [
    ...(one.isNew ? ["new"] : []),
    ...(names.length > 0 ? [`to ${names.join(", ")}`] : []),
    ...(one.hasSay ? [] : ["written after this device's part had ended"]),
  ];
  const note = notes.length === 0 ? "" : ` (${notes.join("; ")})`;
  return [
    [
      {
        text: `    ${authorInWords(one.author)}${acts[one.kind]}, ${momentInWords(one.at)}${note}`,
        style: "quiet",
      },
    ],
    ...(one.text === "" ? [] : one.text.split("\n").map((line): Line => [{ text: `      ${line}`, style: "plain" }])),
  ];
}

export const commentingCommands: readonly Command[] = [comment, comments];
