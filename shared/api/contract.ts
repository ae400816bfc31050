/**
 * One argument parser per method of HostApi. A window, a browser tab or a script reaches the host only through them.
 */
import { check } from "../base/parse.ts";
import { agreementsArguments } from "./agreements.ts";
import type { ArgumentsOf } from "./arguments.ts";
import { authorshipArguments } from "./authorship.ts";
import { bundlesArguments } from "./bundles.ts";
import { documentsArguments } from "./documents.ts";
import { historyArguments } from "./history.ts";
import type { HostApi } from "./hostApi.ts";
import { keysArguments } from "./keys.ts";
import { libraryArguments } from "./library.ts";
import { peersArguments } from "./peers.ts";
import { peopleArguments } from "./people.ts";
import { relayArguments } from "./relay.ts";
import { textsArguments } from "./texts.ts";

export const hostApi = {
  ...peopleArguments,
  ...keysArguments,
  ...libraryArguments,
  ...textsArguments,
  ...historyArguments,
  ...authorshipArguments,
  ...peersArguments,
  ...relayArguments,
  ...bundlesArguments,
  ...agreementsArguments,
  ...documentsArguments,
} as const satisfies ArgumentsOf<HostApi>;

export type HostMethod = keyof HostApi;

export const hostMethods = Object.keys(hostApi) as readonly HostMethod[];

export const parseHostMethod = check("a method of the host", (value) =>
  typeof value === "string" && Object.hasOwn(hostApi, value) ? (value as HostMethod) : null,
);
