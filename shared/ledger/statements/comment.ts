/** What somebody says about words of the text, and what others answer. PROTOCOL.md, L42. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { hash } from "../../base/crypto.ts";
import { type ClauseId, type CommentId, type DeviceId, idBytes, type PartyId, parseClauseId } from "../../base/ids.ts";
import { bytes, check, integer, list, nullable, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { commentLimits, isSuggestionName } from "../../charter/text/commentLimits.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { StatementKind } from "./kind.ts";
import { bad, type StatementFault } from "./statement.ts";

/** Clocks of one Yjs client: the words that a comment is about are named by their ids, and the text holds nothing of it. */
export interface AnchorRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** Who is to look at it. */
export type Mention =
  | { readonly kind: "party"; readonly party: PartyId }
  | { readonly kind: "device"; readonly device: DeviceId };

export interface Opening {
  readonly kind: "open";
  readonly clause: ClauseId;
  /** Empty: about the clause as a whole. */
  readonly ranges: readonly AnchorRange[];
  /** The words as they stood; what is shown of them where they are gone. */
  readonly quote: string;
  readonly text: string;
  readonly mentions: readonly Mention[];
  /** The key of a part of the suggestion that it is about. */
  readonly suggestion: string | null;
}

export interface Answering {
  readonly kind: "reply" | "resolve" | "reopen";
  readonly thread: CommentId;
  /** May be empty, but for a reply. */
  readonly text: string;
  readonly mentions: readonly Mention[];
}

export type Said = Opening | Answering;

export interface Comment {
  readonly id: CommentId;
  readonly by: DeviceId;
  readonly said: Said;
}

const domain = "tessera/comment/1";
const key32 = bytes({ min: 32, max: 32 });
const wholeNumber = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const parseRange = tuple(
  wholeNumber,
  integer({ min: 0, max: 2 ** 40 }),
  integer({ min: 1, max: commentLimits.length }),
);
const parseMentions = list(tuple(oneOf("party", "device"), key32), { max: commentLimits.mentions });
const comment = words(wordLimits.statement);
const parseOpening = tuple(
  oneOf(domain),
  key32,
  bytes({ min: 16, max: 16 }),
  oneOf("open"),
  check("the id of a clause", parseClauseId),
  list(parseRange, { max: commentLimits.ranges }),
  words(wordLimits.quote),
  comment,
  parseMentions,
  nullable(
    check("the name of a suggestion", (value) => (typeof value === "string" && isSuggestionName(value) ? value : null)),
  ),
);
const parseAnswering = tuple(
  oneOf(domain),
  key32,
  bytes({ min: 16, max: 16 }),
  oneOf("reply", "resolve", "reopen"),
  key32,
  comment,
  parseMentions,
);

export function encodeComment(by: DeviceId, said: Said, nonce16: Bytes): Bytes {
  const mentions = said.mentions.map((mention) =>
    mention.kind === "party" ? ["party", idBytes(mention.party)] : ["device", idBytes(mention.device)],
  );
  const head = [domain, idBytes(by), nonce16, said.kind];
  if (said.kind !== "open") return encodeCbor([...head, idBytes(said.thread), said.text, mentions]);
  const { clause, quote, text, suggestion } = said;
  const ranges = said.ranges.map(({ client, clock, length }) => [client, clock, length]);
  return encodeCbor([...head, clause, ranges, quote, text, mentions, suggestion]);
}

export const commentIdOf = (body: Bytes): CommentId => toHex(hash("tessera/comment-id/1", body)) as CommentId;

/** [L42] */
export function readComment(body: Bytes): Result<Comment, StatementFault> {
  const decoded = decodeCbor(body);
  const opens = Array.isArray(decoded) && decoded[3] === "open";
  const read = opens ? readOpening(decoded) : readAnswering(decoded);
  if (!read.ok) return read;
  const [by, said] = read.value;
  if (said.text === "" && (said.kind === "open" || said.kind === "reply")) return bad("a comment without words");
  return ok({ id: commentIdOf(body), by: toHex(by) as DeviceId, said });
}

type Read = Result<readonly [by: Bytes, said: Said], StatementFault>;

function readOpening(decoded: unknown): Read {
  const parsed = parseOpening(decoded);
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [, by, , kind, clause, ranges, quote, text, mentions, suggestion] = parsed.value;
  if (ranges.reduce((sum, [, , length]) => sum + length, 0) > commentLimits.length)
    return bad("about more of the text than may be");
  const places = ranges.map(([client, clock, length]) => ({ client, clock, length }));
  return ok([by, { kind, clause, ranges: places, quote, text, mentions: mentions.map(mentionOf), suggestion }]);
}

function readAnswering(decoded: unknown): Read {
  const parsed = parseAnswering(decoded);
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [, by, , kind, thread, text, mentions] = parsed.value;
  return ok([by, { kind, thread: toHex(thread) as CommentId, text, mentions: mentions.map(mentionOf) }]);
}

const mentionOf = ([kind, id]: readonly ["party" | "device", Bytes]): Mention =>
  kind === "party" ? { kind, party: toHex(id) as PartyId } : { kind, device: toHex(id) as DeviceId };

/** [L42] It counts from the device that it names, of whoever is no observer, in a thread that was opened in its past. */
export const commentKind: StatementKind<Comment> = {
  type: envelopeTypes.comment,
  keyOf: ({ id }) => id,
  read: readComment,
  fault({ by, said }, { author, heard }) {
    if (by !== author.card.id) return "somebody else's comment";
    if (author.role === "observer") return "an observer writes no comment";
    if (said.kind === "open") return null;
    return heard(commentKind, said.thread)?.said.kind === "open" ? null : "an answer to nothing in its past";
  },
};
