/** The governance entries as bytes: what a body may say. `governance.ts` says what they amount to. PROTOCOL.md, L10. */

import { type Bytes, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { hash } from "../../base/crypto.ts";
import type { CharterId } from "../../base/ids.ts";
import { bytes, integer, list, nullable, object, oneOf, type Parsed, text, tuple, variants } from "../../base/parse.ts";
import { err, type Result } from "../../base/result.ts";
import { name, wordLimits, words } from "../../charter/parties/names.ts";
import { quotas, suggesters } from "../../charter/parties/quotas.ts";
import { inviteRoles } from "../../charter/parties/roles.ts";
import { moment } from "../../charter/parties/term.ts";
import { parseSigned } from "./cards.ts";

/** Of charters that this program founds. */
export const rulesetVersion = 3;

const key32 = bytes({ min: 32, max: 32 });
const signature = bytes({ min: 64, max: 64 });
const epochId = bytes({ min: 16, max: 16 });
const chain = list(parseSigned, { min: 1, max: 16 });
const reason = words(wordLimits.reason);
const quota = oneOf(...quotas);
const suggest = oneOf(...suggesters);
/** An epoch key sealed to one device. */
const sealedKeys = list(tuple(key32, bytes({ min: 1, max: 128 })), { max: 4096 });

const parseEntry = variants({
  genesis: object({
    kind: oneOf("genesis"),
    nonce: bytes({ min: 16, max: 16 }),
    title: name,
    language: text({ min: 2, max: 35 }),
    ruleset: integer({ min: 1, max: 1_000_000 }),
    /** Parties that must ratify; later rulesets may know others. */
    threshold: oneOf("all"),
    policy: object({ admit: quota, remove: quota, suggest }),
    party: parseSigned,
    device: chain,
  }),
  openInvite: object({
    kind: oneOf("openInvite"),
    invite: key32,
    role: oneOf(...inviteRoles),
    expiresAt: moment,
    statement: bytes({ min: 64, max: 64 }),
    /** From which the invite's mailbox at a relay derives, so that any member can answer there. */
    mailbox: key32,
    /** Parties that must consent, the inviter's among them, before it admits anybody. */
    needed: integer({ min: 1, max: 4096 }),
    /** Of role `party`: for this party alone; null: for whoever has the code. */
    party: nullable(key32),
    reason,
  }),
  closeInvite: object({ kind: oneOf("closeInvite"), invite: key32, reason }),
  /** `device`: the chain of the admitted device; empty for a guest, whose request says all. */
  admit: object({
    kind: oneOf("admit"),
    request: bytes({ max: 128 * 1024 }),
    party: nullable(parseSigned),
    device: list(parseSigned, { max: 16 }),
  }),
  /** A device let in by the party's own key. */
  recover: object({ kind: oneOf("recover"), request: bytes({ max: 128 * 1024 }) }),
  /**
   * [L33] A further key on paper. `chain` ends in its card; `over`: the key that it is to replace; `proof`: the new
   * key's signature of the card; `consent`: that of the key before, where its words were at hand.
   */
  renewSheet: object({
    kind: oneOf("renewSheet"),
    chain,
    over: key32,
    proof: signature,
    consent: nullable(signature),
  }),
  /** [L33] That a sheet was known for long enough, and the one before it ends. */
  settleSheet: object({ kind: oneOf("settleSheet"), sheet: key32 }),
  /** `last`: of the device's envelopes the last whose ballots its party stands by; -1: none. For ballots alone. [L32] */
  revoke: object({
    kind: oneOf("revoke"),
    device: key32,
    last: integer({ min: -1, max: Number.MAX_SAFE_INTEGER }),
    reason,
  }),
  /** `needed` of the remaining parties; 0 where a party withdraws itself. */
  remove: object({ kind: oneOf("remove"), party: key32, needed: integer({ min: 0, max: 4096 }), reason }),
  /** [L35] A later ruleset for the whole charter, by `needed` of all parties. */
  adopt: object({
    kind: oneOf("adopt"),
    ruleset: integer({ min: 1, max: 1_000_000 }),
    needed: integer({ min: 1, max: 4096 }),
    reason,
  }),
  /** [L67] Who is asked to suggest from now on, by `needed` of all parties. */
  setSuggest: object({ kind: oneOf("setSuggest"), suggest, needed: integer({ min: 1, max: 4096 }), reason }),
  /** To a removal, an invite, an adoption or a `setSuggest`, by the hash of its envelope. */
  consent: object({ kind: oneOf("consent"), to: key32, reason }),
  rotate: object({ kind: oneOf("rotate"), epoch: epochId, keys: sealedKeys }),
  /** A rotation's key for devices that it was not sealed to, because they were admitted while apart from it. */
  share: object({ kind: oneOf("share"), epoch: epochId, keys: sealedKeys }),
});

export type GovernanceEntry = Parsed<typeof parseEntry>;
export type EntryOf<Kind extends GovernanceEntry["kind"]> = Extract<GovernanceEntry, { readonly kind: Kind }>;

export const encodeEntry = (entry: GovernanceEntry): Bytes => encodeCbor(entry);

export interface EntryFault {
  readonly kind: "malformed";
  readonly reason: string;
}

export function readEntry(body: Bytes): Result<GovernanceEntry, EntryFault> {
  const parsed = parseEntry(decodeCbor(body));
  if (parsed.ok) return parsed;
  return err({ kind: "malformed", reason: `${parsed.error.at} should be ${parsed.error.expected}` });
}

const parseAnyGenesis = tuple(oneOf("genesis"), integer({ min: 1, max: 1_000_000 }));

/** The ruleset of a genesis, whatever else it holds, where it is none of `known`; null for everything else. */
export function laterGenesis(body: Bytes, known: readonly number[]): number | null {
  const { kind, ruleset } = (decodeCbor(body) ?? {}) as { readonly kind?: unknown; readonly ruleset?: unknown };
  const parsed = parseAnyGenesis([kind, ruleset]);
  return parsed.ok && !known.includes(parsed.value[1]) ? parsed.value[1] : null;
}

/** [L1] A charter is named by the hash of its genesis entry. */
export const charterIdOf = (genesisBody: Bytes): CharterId =>
  toHex(hash("tessera/charter/1", genesisBody)) as CharterId;
