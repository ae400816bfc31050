/**
 * What the parsers of arguments share. Sizes are caps against abuse; the host judges the meaning.
 */
import { parseCharterId, parseClauseId, parseDeviceId, parsePartyId, parseProposalId } from "../base/ids.ts";
import { bytes, check, list, missing, object, oneOf, type Parser, text } from "../base/parse.ts";
import { importLimits } from "../charter/formats/importLimits.ts";
import { givenWords, wordLimits } from "../charter/parties/names.ts";

/** One parser for each method: a method without one does not compile. */
export type ArgumentsOf<Api extends { readonly [Method in keyof Api]: (args: never) => unknown }> = {
  readonly [Method in keyof Api]: Parser<Parameters<Api[Method]>[0]>;
};

export const limits = {
  fileBytes: 64 * 1024 * 1024,
  rebasedBytes: 16 * 1024 * 1024,
  nameCharacters: wordLimits.name,
  passphraseCharacters: 1000,
  markdownCharacters: importLimits.bytes,
  addressCharacters: 2_000,
  /** More than the largest QR code holds. */
  readCharacters: 8_000,
  /** Read one after another, some of them several times. */
  readCodes: 4_096,
  inviteHours: 24 * 366,
  termMonths: 12_000,
  noticeDays: 36_600,
} as const;

/** Whether something is done or suggested ("edit" where it is missing). Who only suggests may do no other. */
export type Manner = "edit" | "suggest";

export const matching = (expected: string, pattern: RegExp): Parser<string> =>
  check(expected, (value) => (typeof value === "string" && pattern.test(value) ? value : null));

/** Of something that nobody signs: a file, a template, a room. */
export const label = text({ min: 1, max: limits.nameCharacters });
export const address = text({ min: 1, max: limits.addressCharacters });
export const file = bytes({ max: limits.fileBytes });
export const language = matching("a language tag such as en or ar", /^(?=.{2,35}$)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/);

export const contentHash = matching("64 hex digits", /^[0-9a-f]{64}$/);
export const charter = check("a charter id", parseCharterId);
export const clause = check("a clause id", parseClauseId);
export const proposal = check("a proposal id", parseProposalId);

export const reason = givenWords(wordLimits.reason);
export const device = check("a device id", parseDeviceId);
export const party = check("a party id", parsePartyId);
export const recoveryWord = text({ min: 1, max: 40 });
export const recoveryWords = list(recoveryWord, { max: 24 });
export const manner = missing(oneOf("edit", "suggest"), "edit");
export const nothing = object({});
