/**
 * One argument parser per method of HostApi. A method without one does not compile, and a window, a browser tab
 * or a script reaches the host only through them. Sizes are caps against abuse; the host judges the meaning.
 */
import { parseCharterId, parseClauseId, parseDeviceId, parsePartyId, parseProposalId } from "../base/ids.ts";
import {
  bytes,
  check,
  flag,
  integer,
  list,
  missing,
  nullable,
  object,
  oneOf,
  type Parser,
  text,
  tuple,
  variants,
} from "../base/parse.ts";
import { recoveryLanguages } from "../base/recoveryLanguages.ts";
import { importLimits } from "../charter/formats/importLimits.ts";
import { givenName, givenWords, wordLimits } from "../charter/parties/names.ts";
import { partyKinds } from "../charter/text/model.ts";
import type { HostApi } from "./hostApi.ts";

type Contract = { readonly [Method in keyof HostApi]: Parser<Parameters<HostApi[Method]>[0]> };

export const limits = {
  fileBytes: 64 * 1024 * 1024,
  carriedBytes: 16 * 1024 * 1024,
  nameCharacters: wordLimits.name,
  passphraseCharacters: 1000,
  markdownCharacters: importLimits.bytes,
  addressCharacters: 2_000,
  /** More than the largest QR code holds. */
  readCharacters: 8_000,
  inviteHours: 24 * 366,
  termMonths: 12_000,
  noticeDays: 36_600,
} as const;

const matching = (expected: string, pattern: RegExp): Parser<string> =>
  check(expected, (value) => (typeof value === "string" && pattern.test(value) ? value : null));

/** Of something that nobody signs: a file, a template, a room. */
const label = text({ min: 1, max: limits.nameCharacters });
const statement = givenWords(wordLimits.statement);
const markdown = text({ max: limits.markdownCharacters });
const address = text({ min: 1, max: limits.addressCharacters });
const file = bytes({ max: limits.fileBytes });
const language = matching("a language tag such as en or ar", /^(?=.{2,35}$)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/);
const contentHash = matching("64 hex digits", /^[0-9a-f]{64}$/);
const lostItem = matching("the id of a lost text", /^[A-Za-z0-9-]{1,120}$/);
const inviteId = matching("16 hex digits", /^[0-9a-f]{16}$/);

const charter = check("a charter id", parseCharterId);
const clause = check("a clause id", parseClauseId);
const proposal = check("a proposal id", parseProposalId);

const date = check("a date as YYYY-MM-DD", (value) => {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value) ? value : null;
});

const term = object({
  from: nullable(date),
  months: nullable(integer({ min: 1, max: limits.termMonths })),
  until: nullable(date),
  noticeDays: integer({ min: 0, max: limits.noticeDays }),
});

const point = variants({
  draft: object({ kind: oneOf("draft") }),
  proposal: object({ kind: oneOf("proposal"), proposal }),
  vouched: object({ kind: oneOf("vouched") }),
});

const bundleFor = variants({
  everything: object({ kind: oneOf("everything") }),
  device: object({ kind: oneOf("device"), device: check("a device id", parseDeviceId) }),
  unshared: object({ kind: oneOf("unshared") }),
});

const quota = oneOf("all", "twoThirds", "majority");
const reason = givenWords(wordLimits.reason);
const device = check("a device id", parseDeviceId);
const party = check("a party id", parsePartyId);

const recoveryWord = text({ min: 1, max: 40 });
const recoveryWords = list(recoveryWord, { max: 24 });

const proposalPlan = {
  charter,
  term,
  end: nullable(oneOf("asWritten", "kept", "carried")),
  purpose: nullable(oneOf("amendment", "renewal")),
  on: nullable(proposal),
  supersedes: nullable(list(proposal, { max: 64 })),
  closesOn: nullable(date),
};

const mayLose = missing(oneOf("nothing", "form", "words"), "form");

const nothing = object({});

const passphrase = text({ max: limits.passphraseCharacters });

export const hostApi = {
  getKeys: nothing,
  protectKeys: object({
    current: nullable(passphrase),
    choice: variants({
      passphrase: object({ kind: oneOf("passphrase"), passphrase }),
      system: object({ kind: oneOf("system"), passphrase: nullable(passphrase) }),
      plain: object({ kind: oneOf("plain") }),
    }),
  }),
  lock: nothing,
  unlock: object({ passphrase: nullable(passphrase) }),
  settleMove: object({ as: oneOf("onlyCopy", "newDevice") }),

  getIdentity: nothing,
  createIdentity: object({
    person: givenName,
    device: givenName,
    party: nullable(
      object({ name: givenName, kind: oneOf(...partyKinds), constituency: givenWords(wordLimits.constituency) }),
    ),
  }),
  renewSheet: object({ words: nullable(recoveryWords) }),
  getRecoveryWords: object({ language: oneOf(...recoveryLanguages) }),
  confirmRecoveryWords: object({ words: tuple(recoveryWord, recoveryWord) }),

  listTemplates: nothing,
  listCharters: nothing,
  listUnopened: nothing,
  giveUpMissing: object({ charter }),
  dismissUnreadable: object({ charter }),
  createCharter: object({
    title: givenName,
    language,
    source: variants({
      blank: object({ kind: oneOf("blank") }),
      template: object({ kind: oneOf("template"), template: label }),
      file: object({ kind: oneOf("file"), name: label, bytes: file }),
    }),
    policy: object({ admit: quota, remove: quota }),
    mayLose,
  }),
  previewText: object({ name: label, bytes: file }),
  stopReading: nothing,
  getCharter: object({ charter }),

  getText: object({ charter, at: point }),
  editText: object({
    charter,
    edit: variants({
      replaceAll: object({ kind: oneOf("replaceAll"), markdown, isPlain: missing(flag, false) }),
      setClause: object({ kind: oneOf("setClause"), clause, markdown }),
      insertClause: object({ kind: oneOf("insertClause"), after: clause, markdown }),
      insertArticle: object({ kind: oneOf("insertArticle"), after: nullable(clause), markdown }),
      removeClause: object({ kind: oneOf("removeClause"), clause }),
      removeUnseen: object({ kind: oneOf("removeUnseen") }),
    }),
    mayLose,
  }),
  restoreClause: object({ charter, clause, from: point }),
  getAway: object({ charter }),
  markRead: object({
    charter,
    clause: nullable(clause),
    upTo: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  }),
  getLostText: object({ charter }),
  restoreLostText: object({ charter, item: lostItem }),
  dismissVouched: object({ charter }),
  dismissLostText: object({ charter, item: lostItem }),
  openText: object({ charter }),
  carryText: object({ charter, room: label, update: bytes({ max: limits.carriedBytes }) }),

  invite: object({
    charter,
    role: oneOf("party", "delegate", "mediator", "supporter", "observer"),
    expiresInHours: integer({ min: 1, max: limits.inviteHours }),
    reason,
  }),
  cancelInvite: object({ charter, invite: inviteId }),
  readInvite: object({ link: text({ max: limits.readCharacters }) }),
  join: object({ code: address, address: nullable(address), stay: flag }),

  revokeDevice: object({ charter, device, reason, since: nullable(date) }),
  removeParty: object({ charter, party, reason }),
  adoptRuleset: object({ charter, ruleset: integer({ min: 1, max: 1_000_000 }), reason }),
  consent: object({ charter, decision: contentHash, reason }),
  listMembershipChanges: object({ charter }),
  openRecovery: object({ charter, expiresInHours: integer({ min: 1, max: limits.inviteHours }) }),
  recover: object({
    words: recoveryWords,
    code: nullable(address),
    person: givenName,
    device: givenName,
    address,
    revokeOthers: flag,
    since: nullable(date),
    reason,
  }),

  listen: object({ port: nullable(integer({ min: 0, max: 65_535 })), host: nullable(text({ min: 1, max: 200 })) }),
  stopListening: nothing,
  getListening: nothing,
  setNearby: object({ on: flag }),
  listNearby: nothing,
  setSafetyCompared: object({ charter, phrase: text({ min: 1, max: limits.nameCharacters }), compared: flag }),
  meet: object({ address, stay: flag }),
  stopMeeting: nothing,
  setRelay: object({ charter, url: nullable(address) }),
  syncRelay: object({ charter }),
  exportBundle: object({ charter, for: bundleFor }),
  previewBundle: object({ bytes: file }),
  importBundle: object({ bytes: file }),

  previewProposal: object(proposalPlan),
  propose: object({ ...proposalPlan, note: statement, clockIsRight: flag }),
  getSigning: object({ charter, proposal }),
  castBallot: object({
    charter,
    proposal,
    contentHash,
    choice: oneOf("ratify", "decline"),
    statement,
    clockIsRight: flag,
  }),
  answerBallot: object({
    charter,
    proposal,
    ballot: contentHash,
    choice: oneOf("confirm", "repudiate"),
    reason,
    words: nullable(recoveryWords),
    clockIsRight: flag,
  }),
  getTimeline: object({ charter }),
  compare: object({ charter, from: point, to: point }),
  exportPdf: object({ charter, proposal }),
  verifyPdf: object({ bytes: file }),
  sealPdf: object({ bytes: file }),
  getFaces: object({}),
  addFaces: object({ files: list(file, { min: 1, max: 64 }) }),
} as const satisfies Contract;

export type HostMethod = keyof HostApi;

export const hostMethods = Object.keys(hostApi) as readonly HostMethod[];

export const parseHostMethod = check("a method of the host", (value) =>
  typeof value === "string" && Object.hasOwn(hostApi, value) ? (value as HostMethod) : null,
);
