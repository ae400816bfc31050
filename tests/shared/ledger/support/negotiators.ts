/** Three parties, a mediator, a supporter and an observer of one charter, and what they say about its clauses. */
import { type Bytes, toHex } from "../../../../shared/base/bytes.ts";
import { sha256 } from "../../../../shared/base/crypto.ts";
import type { ClauseId, CommentId } from "../../../../shared/base/ids.ts";
import { envelopeTypes } from "../../../../shared/ledger/log/envelope.ts";
import {
  type Answering,
  commentIdOf,
  encodeComment,
  type Opening,
  type Said,
} from "../../../../shared/ledger/statements/comment.ts";
import { encodeStance, type Stance } from "../../../../shared/ledger/statements/stance.ts";
import {
  type Book,
  delegateOf,
  foundBook,
  founder,
  seedOf,
  startMs,
  type TestPerson,
} from "../../../support/builders.ts";

export const [ada, ben, cyra] = [founder("Ada"), founder("Ben"), founder("Cyra")];
export const alma = delegateOf(ada, "Alma");
export const [mia, sue, oda] = [founder("Mia"), founder("Sue"), founder("Oda")];

export function council(): Book {
  const book = foundBook(ada, "Water", { admit: "majority", remove: "twoThirds", suggest: "guests" });
  for (const person of [ben, cyra]) book.admit(ada, person);
  book.admit(ada, alma, "delegate");
  book.admit(ada, mia, "mediator");
  book.admit(ada, sue, "supporter");
  book.admit(ada, oda, "observer");
  return book;
}

export const wells = "wells" as ClauseId;
export const hashOf = (words: string): string => toHex(sha256(new TextEncoder().encode(words)));

export const opening = (text: string, given: Partial<Opening> = {}): Opening => ({
  ...{ kind: "open", clause: wells, ranges: [], quote: "", text, mentions: [], suggestion: null },
  ...given,
});
export const answering = (kind: Answering["kind"], thread: CommentId, text = ""): Answering => ({
  ...{ kind, thread, mentions: [] },
  text: text === "" && kind === "reply" ? "Yes." : text,
});

let count = 0;
export const nonce = (): Bytes => seedOf(`comment ${count++}`).slice(0, 16);
export const bodyOf = (by: TestPerson, said: Said): Bytes => encodeComment(by.device, said, nonce());

/** Says it in a book, on all that this one holds. */
export function say(book: Book, by: TestPerson, said: Said, time?: number): CommentId {
  const body = bodyOf(by, said);
  book.write(by, envelopeTypes.comment, body, time);
  return commentIdOf(body);
}
export const judgeSaying = (book: Book, by: TestPerson, said: Said, named: TestPerson = by): string =>
  book.judge(by, envelopeTypes.comment, bodyOf(named, said));

export const stanceOf = (stance: Stance["stance"], words: string, clause: ClauseId = wells): Stance => ({
  ...{ clause, stance, reason: "", time: startMs },
  hash: hashOf(words),
});
export function stand(book: Book, by: TestPerson, stance: Stance["stance"], words: string, clause = wells): void {
  book.write(by, envelopeTypes.stance, encodeStance(stanceOf(stance, words, clause)));
}
