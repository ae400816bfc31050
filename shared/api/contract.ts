/**
 * One argument parser per method of HostApi. A window, a browser tab or a script reaches the host only through them.
 */
import { check } from "../base/parse.ts";
import { agreementsArguments } from "./agreements.ts";
import type { ArgumentsOf } from "./arguments.ts";
import { authorshipArguments } from "./authorship.ts";
import { boardArguments } from "./board.ts";
import { bracketsArguments } from "./brackets.ts";
import { bundlesArguments } from "./bundles.ts";
import { commentsArguments } from "./comments.ts";
import { conflictsArguments } from "./conflicts.ts";
import { documentsArguments } from "./documents.ts";
import { draftsArguments } from "./drafts.ts";
import { forceArguments } from "./force.ts";
import { historyArguments } from "./history.ts";
import type { HostApi } from "./hostApi.ts";
import { joiningArguments } from "./joining.ts";
import { keysArguments } from "./keys.ts";
import { libraryArguments } from "./library.ts";
import { newsArguments } from "./news.ts";
import { peersArguments } from "./peers.ts";
import { peopleArguments } from "./people.ts";
import { recordsArguments } from "./records.ts";
import { relayArguments } from "./relay.ts";
import { renewalArguments } from "./renewal.ts";
import { suggestionsArguments } from "./suggestions.ts";
import { textsArguments } from "./texts.ts";

export const hostApi = {
  ...peopleArguments,
  ...keysArguments,
  ...libraryArguments,
  ...textsArguments,
  ...suggestionsArguments,
  ...historyArguments,
  ...newsArguments,
  ...authorshipArguments,
  ...conflictsArguments,
  ...draftsArguments,
  ...bracketsArguments,
  ...commentsArguments,
  ...boardArguments,
  ...peersArguments,
  ...relayArguments,
  ...bundlesArguments,
  ...agreementsArguments,
  ...joiningArguments,
  ...forceArguments,
  ...recordsArguments,
  ...renewalArguments,
  ...documentsArguments,
} as const satisfies ArgumentsOf<HostApi>;

export type HostMethod = keyof HostApi;

export const hostMethods = Object.keys(hostApi) as readonly HostMethod[];

export const parseHostMethod = check("a method of the host", (value) =>
  typeof value === "string" && Object.hasOwn(hostApi, value) ? (value as HostMethod) : null,
);
