/** The text of a charter, read and written. */
import type { CharterId, ClauseId, ProposalId } from "../base/ids.ts";
import { bytes, flag, integer, missing, nullable, object, oneOf, text, variants } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { ImportPlace } from "../charter/draft/edits.ts";
import type { NotKeptList } from "../charter/formats/notKept.ts";
import { type ChangesRead, changesRead } from "../charter/formats/sourceBlocks.ts";
import type { CharterText, Clause, TextEdit } from "../charter/text/model.ts";
import { type ArgumentsOf, charter, clause, file, label, limits, type Manner, manner, proposal } from "./arguments.ts";
import type { HostError } from "./errors.ts";

/**
 * A text at one moment: the draft as it is now, or the frozen text of a proposal (or certificate: same id), that of
 * `ArrivingView.agreed` too.
 */
export type Point = { readonly kind: "draft" } | { readonly kind: "proposal"; readonly proposal: ProposalId };

/** A text right after one signed change, by its number in this device's log, as histories and playbacks give it. */
export interface AfterChange {
  readonly kind: "change";
  readonly change: number;
}

/**
 * What of somebody's words may be left out of the text without asking: nothing; what words look like and how lines
 * are numbered (where nobody says); or words too. More is refused as `notAllKept`.
 */
export type MayLose = "nothing" | "form" | "words";

/** A file that somebody gives as a text. */
export interface FileArgument {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly changes?: ChangesRead | null;
}

export interface TextsApi {
  /** `changeNotFound`: no text has that number. */
  getText(args: {
    readonly charter: CharterId;
    readonly at: Point | AfterChange;
  }): Promise<
    Result<{ readonly text: CharterText; readonly clauses: readonly Clause[]; readonly markdown: string }, HostError>
  >;
  /** `directly`, here and below: also where everybody is asked to suggest; else `suggestionsAsked`. */
  editText(args: {
    readonly charter: CharterId;
    readonly edit: TextEdit;
    readonly mayLose?: MayLose;
    /** The words of clauses that are closed may change; else `clauseClosed`. */
    readonly mayReopen?: boolean;
    readonly directly?: boolean;
  }): Promise<Result<{ readonly changed: readonly string[] } & NotKeptList, HostError>>;
  /**
   * The text of a file in place of the draft, or behind a clause of it; `previewText` says before what it would bring.
   * `changes`: how the document's own tracked changes are read; without it one that has some is refused. As a
   * suggestion it stands in or beside the text with what is suggested already ([I38]).
   */
  importText(args: {
    readonly charter: CharterId;
    readonly file: FileArgument;
    readonly place: ImportPlace;
    readonly manner?: Manner;
    readonly mayLose?: MayLose;
    readonly directly?: boolean;
  }): Promise<Result<{ readonly changed: readonly string[] } & NotKeptList, HostError>>;
  /**
   * Puts a clause back as it is at `from` (adding it where it is missing). The renewal table and the redline use it. From
   * a change only its own words come back: what stands in it stays as it is. `changeNotFound`: no text has that number.
   */
  restoreClause(args: {
    readonly charter: CharterId;
    readonly clause: ClauseId;
    readonly from: Point | AfterChange;
    readonly mayReopen?: boolean;
    readonly directly?: boolean;
  }): Promise<Result<null, HostError>>;
  /** A Yjs client id bound to this device, and the y-websocket room to connect with it. One per window. */
  openText(args: {
    readonly charter: CharterId;
  }): Promise<Result<{ readonly clientId: number; readonly room: string }, HostError>>;
  /**
   * What was typed with the client id of a room and had not reached the host when it ended the room, because some text
   * is left out from now on. Judged as any typed text, signed at once, and taken once. `update`: a Yjs update of that
   * client alone.
   */
  rebaseText(args: {
    readonly charter: CharterId;
    readonly room: string;
    readonly update: Uint8Array<ArrayBuffer>;
  }): Promise<Result<null, HostError>>;
  /**
   * The window of this room is gone for good: its client id may go to another once its connection has ended. A window
   * that has something left for `rebaseText` does not say so.
   */
  closeText(args: { readonly charter: CharterId; readonly room: string }): Promise<Result<null, HostError>>;
}

const pointKinds = {
  draft: object({ kind: oneOf("draft") }),
  proposal: object({ kind: oneOf("proposal"), proposal }),
} as const;

export const point = variants(pointKinds);

export const changeNo = integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

const moment = variants({ ...pointKinds, change: object({ kind: oneOf("change"), change: changeNo }) });

export const mayLose = missing(oneOf("nothing", "form", "words"), "form");

const mayReopen = missing(flag, false);
const directly = missing(flag, false);
export const sourceFile = {
  name: label,
  bytes: file,
  changes: missing(nullable(oneOf(...changesRead)), null),
} as const;

const markdown = text({ max: limits.markdownCharacters });

export const textEdit = variants({
  replaceAll: object({ kind: oneOf("replaceAll"), markdown, isPlain: missing(flag, false) }),
  setClause: object({ kind: oneOf("setClause"), clause, markdown }),
  insertClause: object({ kind: oneOf("insertClause"), after: clause, markdown }),
  insertArticle: object({ kind: oneOf("insertArticle"), after: nullable(clause), markdown }),
  removeClause: object({ kind: oneOf("removeClause"), clause }),
  moveClause: object({ kind: oneOf("moveClause"), clause, after: clause }),
  removeUnseen: object({ kind: oneOf("removeUnseen") }),
});

export const textsArguments = {
  getText: object({ charter, at: moment }),
  editText: object({
    charter,
    edit: textEdit,
    mayLose,
    mayReopen,
    directly,
  }),
  importText: object({
    charter,
    file: object(sourceFile),
    place: variants({
      all: object({ kind: oneOf("all") }),
      after: object({ kind: oneOf("after"), clause: nullable(clause) }),
    }),
    manner,
    mayLose,
    directly,
  }),
  restoreClause: object({
    charter,
    clause,
    from: moment,
    mayReopen,
    directly,
  }),
  openText: object({ charter }),
  rebaseText: object({ charter, room: label, update: bytes({ max: limits.rebasedBytes }) }),
  closeText: object({ charter, room: label }),
} as const satisfies ArgumentsOf<TextsApi>;
