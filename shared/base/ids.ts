import { type Bytes, fromHex } from "./bytes.ts";

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** 64 hex digits: BLAKE2b-256 of the genesis body. */
export type CharterId = Branded<"CharterId">;
/** 64 hex digits: the party's Ed25519 public key. */
export type PartyId = Branded<"PartyId">;
/** 64 hex digits: the Ed25519 public key of a sheet that was made after the party was named. */
export type SheetKey = Branded<"SheetKey">;
/** The key behind 24 words on paper: the one that a party is named by, or a later sheet's. */
export type PaperKey = PartyId | SheetKey;
/** 64 hex digits: the device's Ed25519 public key. */
export type DeviceId = Branded<"DeviceId">;
/** 64 hex digits: BLAKE2b-256 of the signed bytes of an envelope. */
export type EnvelopeHash = Branded<"EnvelopeHash">;
/** 64 hex digits: BLAKE2b-256 of the proposal body. A certificate has the id of its proposal. */
export type ProposalId = Branded<"ProposalId">;
/** 64 hex digits: BLAKE2b-256 of the body of a comment. A thread has the id of the comment that opens it. */
export type CommentId = Branded<"CommentId">;
/** Attribute `id` of a clause or an article: 1 to 32 of [a-z0-9-]. */
export type ClauseId = Branded<"ClauseId">;

const hex64 = /^[0-9a-f]{64}$/;
const clauseId = /^[a-z0-9-]{1,32}$/;

const parseHex64 =
  <T extends string>() =>
  (value: unknown): T | null =>
    typeof value === "string" && hex64.test(value) ? (value as T) : null;

export const parseCharterId = parseHex64<CharterId>();
export const parsePartyId = parseHex64<PartyId>();
export const parseDeviceId = parseHex64<DeviceId>();
export const parseProposalId = parseHex64<ProposalId>();
export const parseCommentId = parseHex64<CommentId>();
export const parseClauseId = (value: unknown): ClauseId | null =>
  typeof value === "string" && clauseId.test(value) ? (value as ClauseId) : null;

/** The 32 bytes behind one of the ids above. */
export function idBytes(id: CharterId | PaperKey | DeviceId | EnvelopeHash | ProposalId | CommentId): Bytes {
  const bytes = fromHex(id);
  if (bytes === null) throw new Error("an id is always hex");
  return bytes;
}
