/** Who belongs: the governance entries and the pure fold of them. PROTOCOL.md, L5 to L10. */
import { type Bytes, equalBytes, toHex } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { hash, verify } from "../base/crypto.ts";
import type { CharterId, DeviceId, EnvelopeHash, PartyId } from "../base/ids.ts";
import { bytes, integer, list, nullable, object, oneOf, type Parsed, text, variants } from "../base/parse.ts";
import { err, ok, type Result } from "../base/result.ts";
import { parseSigned, readDeviceChain, readPartyCard, type Signed } from "./cards.ts";
import { inviteStatement, readJoinRequest } from "./invite.ts";
import type { DeviceCard, PartyCard } from "./model.ts";

/** What this program can fold. A charter with a later ruleset is held, never judged. */
export const rulesetVersion = 1;

const key32 = bytes({ min: 32, max: 32 });
const chain = list(parseSigned, { min: 1, max: 16 });
const time = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

const parseEntry = variants({
  genesis: object({
    kind: oneOf("genesis"),
    nonce: bytes({ min: 16, max: 16 }),
    title: text({ min: 1, max: 200 }),
    language: text({ min: 2, max: 35 }),
    ruleset: integer({ min: 1, max: 1_000_000 }),
    /** Parties that must ratify; later rulesets may know others. */
    threshold: oneOf("all"),
    party: parseSigned,
    device: chain,
  }),
  openInvite: object({
    kind: oneOf("openInvite"),
    invite: key32,
    role: oneOf("party", "delegate"),
    expiresAt: time,
    statement: bytes({ min: 64, max: 64 }),
  }),
  closeInvite: object({ kind: oneOf("closeInvite"), invite: key32 }),
  /** `device`: the chain of the admitted device. For a delegate the admitting device issued its last card. */
  admit: object({
    kind: oneOf("admit"),
    request: bytes({ max: 128 * 1024 }),
    party: nullable(parseSigned),
    device: chain,
  }),
});

export type GovernanceEntry = Parsed<typeof parseEntry>;

export const encodeEntry = (entry: GovernanceEntry): Bytes => encodeCbor(entry);
export const readEntry = (body: Bytes): Result<GovernanceEntry, { readonly reason: string }> => {
  const parsed = parseEntry(decodeCbor(body));
  return parsed.ok ? parsed : err({ reason: `${parsed.error.at} should be ${parsed.error.expected}` });
};

/** [L1] A charter is named by the hash of its genesis entry. */
export const charterIdOf = (genesisBody: Bytes): CharterId =>
  toHex(hash("tessera/charter/1", genesisBody)) as CharterId;

export interface Invite {
  readonly key: Bytes;
  readonly role: "party" | "delegate";
  readonly expiresAt: number;
  /** By the invite's own key: see `inviteStatement`. */
  readonly statement: Bytes;
  readonly by: DeviceId;
  readonly closed: boolean;
  readonly used: boolean;
}

export interface Member {
  readonly card: DeviceCard;
  readonly chain: readonly Signed[];
  readonly admittedAt: number;
}

export interface Party {
  readonly card: PartyCard;
  readonly signed: Signed;
  readonly admittedAt: number;
}

/** What one set of governance entries amounts to. */
export interface Membership {
  readonly title: string;
  readonly language: string;
  readonly parties: ReadonlyMap<PartyId, Party>;
  readonly devices: ReadonlyMap<DeviceId, Member>;
  /** By the invite's public key in hex. */
  readonly invites: ReadonlyMap<string, Invite>;
}

export const noMembership: Membership = {
  title: "",
  language: "",
  parties: new Map(),
  devices: new Map(),
  invites: new Map(),
};

export interface PlacedEntry {
  readonly hash: EnvelopeHash;
  readonly device: DeviceId;
  readonly time: number;
  readonly entry: GovernanceEntry;
  readonly charter: CharterId;
  readonly body: Bytes;
}

const withEntry = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> => new Map(map).set(key, value);

/**
 * [L10] Judges one entry against the membership in its author's own past and says what it adds.
 * A later entry never makes an accepted one invalid.
 */
export function judgeEntry(past: Membership, placed: PlacedEntry): Result<Membership, { readonly reason: string }> {
  const { entry, device, time: at, charter } = placed;
  if (entry.kind === "genesis") {
    if (past.parties.size > 0) return err({ reason: "a second genesis" });
    if (charterIdOf(placed.body) !== charter) return err({ reason: "not this charter's genesis" });
    const founded = readDelegate(entry.party, entry.device);
    if (!founded.ok) return founded;
    const { card, delegate } = founded.value;
    if (delegate.id !== device) return err({ reason: "the genesis is not signed by its founder's device" });
    return ok({
      title: entry.title,
      language: entry.language,
      parties: new Map([[card.id, { card, signed: entry.party, admittedAt: at }]]),
      devices: new Map([[delegate.id, { card: delegate, chain: entry.device, admittedAt: at }]]),
      invites: new Map(),
    });
  }
  const author = past.devices.get(device);
  if (author === undefined) return err({ reason: "written by no member" });
  if (entry.kind === "openInvite") {
    const key = toHex(entry.invite);
    if (past.invites.has(key)) return err({ reason: "an invite opened twice" });
    if (!verify(inviteStatement(charter, entry.role, entry.expiresAt), entry.statement, entry.invite))
      return err({ reason: "an invite without its own signature" });
    const { invite: inviteKey, role, expiresAt, statement } = entry;
    const invite = { key: inviteKey, role, expiresAt, statement, by: device, closed: false, used: false };
    return ok({ ...past, invites: withEntry(past.invites, key, invite) });
  }
  if (entry.kind === "closeInvite") {
    const key = toHex(entry.invite);
    const invite = past.invites.get(key);
    if (invite === undefined) return err({ reason: "no such invite" });
    if (past.devices.get(invite.by)?.card.party !== author.card.party) return err({ reason: "another party's invite" });
    return ok({ ...past, invites: withEntry(past.invites, key, { ...invite, closed: true }) });
  }
  return judgeAdmission(past, placed, entry, author);
}

function judgeAdmission(
  past: Membership,
  placed: PlacedEntry,
  entry: GovernanceEntry & { readonly kind: "admit" },
  author: Member,
): Result<Membership, { readonly reason: string }> {
  const request = readJoinRequest(entry.request);
  if (!request.ok) return request;
  const { inviteKey, role, device: joining, party: joiningParty } = request.value;
  const key = toHex(inviteKey);
  const invite = past.invites.get(key);
  const inviter = invite === undefined ? undefined : past.devices.get(invite.by);
  if (invite === undefined || inviter === undefined) return err({ reason: "no such invite" });
  if (invite.closed || invite.used) return err({ reason: "the invite is used or closed" });
  if (placed.time > invite.expiresAt) return err({ reason: "the invite has expired" });
  if (invite.role !== role) return err({ reason: "the invite is for another role" });
  if (past.devices.has(joining.id)) return err({ reason: "already a member" });
  const delegate = readDeviceChain(entry.device);
  if (!delegate.ok) return err({ reason: delegate.error.reason });
  const { value: card } = delegate;
  if (card.id !== joining.id || toHex(card.sealKey) !== toHex(joining.sealKey))
    return err({ reason: "the card names another device than the request" });
  const devices = withEntry(past.devices, card.id, { card, chain: entry.device, admittedAt: placed.time });
  const invites = withEntry(past.invites, key, { ...invite, used: true });
  if (role === "delegate") {
    // The inviter's party, and only it, admits its own delegates.
    if (entry.party !== null || card.party !== inviter.card.party || author.card.party !== inviter.card.party)
      return err({ reason: "a delegate is admitted by their own party" });
    return ok({ ...past, devices, invites });
  }
  if (entry.party === null || joiningParty === null || card.party !== joiningParty.card.id)
    return err({ reason: "a party without its card" });
  if (!equalBytes(entry.party[0], joiningParty.signedCard[0]))
    return err({ reason: "another card than the request's" });
  if (past.parties.has(card.party)) return err({ reason: "already a party" });
  const parties = withEntry(past.parties, card.party, {
    card: joiningParty.card,
    signed: joiningParty.signedCard,
    admittedAt: placed.time,
  });
  return ok({ ...past, parties, devices, invites });
}

function readDelegate(
  signedParty: Signed,
  signedDevice: readonly Signed[],
): Result<{ card: PartyCard; delegate: DeviceCard }, { readonly reason: string }> {
  const card = readPartyCard(signedParty);
  if (!card.ok) return err({ reason: card.error.reason });
  const delegate = readDeviceChain(signedDevice);
  if (!delegate.ok) return err({ reason: delegate.error.reason });
  if (delegate.value.party !== card.value.id) return err({ reason: "the device speaks for another party" });
  return ok({ card: card.value, delegate: delegate.value });
}

/** The union of what concurrent entries amount to: grants only add, a closed or used invite stays so. */
export function joinMemberships(memberships: readonly Membership[]): Membership {
  const [first = noMembership, ...rest] = memberships;
  if (rest.length === 0) return first;
  const invites = new Map(first.invites);
  const parties = new Map(first.parties);
  const devices = new Map(first.devices);
  for (const other of rest) {
    for (const [id, party] of other.parties) {
      const known = parties.get(id);
      if (known === undefined || party.admittedAt < known.admittedAt) parties.set(id, party);
    }
    for (const [id, member] of other.devices) {
      const known = devices.get(id);
      if (known === undefined || member.admittedAt < known.admittedAt) devices.set(id, member);
    }
    for (const [key, invite] of other.invites) {
      const known = invites.get(key);
      invites.set(
        key,
        known === undefined
          ? invite
          : { ...invite, closed: invite.closed || known.closed, used: invite.used || known.used },
      );
    }
  }
  return {
    title: first.title || (rest[0]?.title ?? ""),
    language: first.language || (rest[0]?.language ?? ""),
    parties,
    devices,
    invites,
  };
}
