/** [L10] Whether a governance entry holds, by the membership in its author's own past alone. */
import { type Bytes, equalBytes, toHex } from "../../base/bytes.ts";
import { verify } from "../../base/crypto.ts";
import type { CharterId, DeviceId, EnvelopeHash, PartyId, SheetKey } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { countNeeded } from "../../charter/parties/quotas.ts";
import { charterIdOf, type EntryOf, type GovernanceEntry } from "./entries.ts";
import type { Grant, Member, Membership } from "./governance.ts";
import { inviteStatement, readJoinRequest } from "./invite.ts";
import { readAdmission, readFounder, readReturn } from "./readGrant.ts";
import { faultOfRenewal, isLiveKey } from "./sheets.ts";

export interface EntryContext {
  readonly charter: CharterId;
  readonly device: DeviceId;
  readonly time: number;
  readonly body: Bytes;
  /** [L24] Whether, in the author's past, a party is invited without asking the others. Null: no party in particular. */
  asksNobody(party: PartyId | null): boolean;
  /** [L34] Whether a sheet that waits has been known for long enough, in the author's past. */
  isSheetDue(key: SheetKey): boolean;
}

export interface EntryVerdict {
  readonly grant: Grant | null;
  /** The parties whose consent it waits for; empty where it waits for nobody. */
  readonly electorate: readonly PartyId[];
}

type Judgement = Result<EntryVerdict, { readonly reason: string }>;
const no = (reason: string): Judgement => err({ reason });
const plain: Judgement = ok({ grant: null, electorate: [] });

export function judgeEntry(past: Membership, entry: GovernanceEntry, context: EntryContext): Judgement {
  if (entry.kind === "genesis") return judgeGenesis(past, entry, context);
  const author = past.devices.get(context.device);
  if (author === undefined) return no("written by no member");
  switch (entry.kind) {
    case "admit":
      return judgeAdmission(past, entry, author, context);
    case "recover":
      return judgeRecovery(past, entry);
    case "rotate": {
      if (isKnown(past, entry.epoch)) return no("an epoch that its past has");
      const holders = entry.keys.map(([device]) => toHex(device));
      const isAll = holders.length === past.devices.size && new Set(holders).size === holders.length;
      return isAll && areMembers(past, entry.keys) ? plain : no("a key that is not for exactly the members");
    }
    case "share":
      if (!isKnown(past, entry.epoch)) return no("a key of no epoch in its past");
      return areMembers(past, entry.keys) ? plain : no("a key for somebody who is no member");
    default:
      break;
  }
  // Everything else is said in the name of a party, except that a guest may leave.
  const { party } = author.card;
  if (entry.kind === "revoke") {
    const target = past.devices.get(toHex(entry.device) as DeviceId);
    if (target === undefined) return no("it ends nobody who is a member");
    const isOwn = target.card.id === context.device || (party !== null && target.card.party === party);
    return isOwn || (party !== null && target.card.party === null) ? plain : no("another party's device");
  }
  if (party === null) return no("a guest speaks for no party");
  switch (entry.kind) {
    case "renewSheet": {
      const fault = faultOfRenewal(past, entry, party);
      return fault === null ? plain : no(fault);
    }
    case "settleSheet": {
      const key = toHex(entry.sheet) as SheetKey;
      const sheet = past.sheets.get(key);
      if (sheet?.party !== party || sheet.state !== "waiting") return no("no sheet of its party that waits");
      return context.isSheetDue(key) ? plain : no("a sheet that is too young");
    }
    case "openInvite":
      return judgeInvite(past, entry, context);
    case "closeInvite": {
      const invite = past.invites.get(toHex(entry.invite));
      const opener =
        past.devices.get(invite?.by ?? context.device) ?? past.former.get(invite?.by ?? context.device)?.member;
      if (invite === undefined || invite.closed) return no("no such open invite");
      return opener?.card.party === party ? plain : no("another party's invite");
    }
    case "remove": {
      const target = toHex(entry.party) as PartyId;
      if (!past.parties.has(target)) return no("it removes no party of its past");
      if (target === party) return entry.needed === 0 ? plain : no("a party withdraws by itself");
      const electorate = [...past.parties.keys()].filter((other) => other !== target).sort();
      // Of two parties neither removes the other.
      if (electorate.length < 2) return no("too few parties remain to remove one");
      if (entry.needed !== countNeeded(past.policy.remove, electorate.length))
        return no("another quota than the charter's");
      return ok({ grant: null, electorate });
    }
    case "adopt": {
      if (entry.ruleset <= past.ruleset) return no("a ruleset that its past has, or had");
      const electorate = [...past.parties.keys()].sort();
      if (entry.needed !== countNeeded(past.policy.admit, electorate.length))
        return no("another quota than the charter's");
      return ok({ grant: null, electorate });
    }
    case "setSuggest": {
      if (entry.suggest === past.policy.suggest) return no("who is asked to suggest is so in its past");
      const electorate = [...past.parties.keys()].sort();
      if (entry.needed !== countNeeded(past.policy.admit, electorate.length))
        return no("another quota than the charter's");
      return ok({ grant: null, electorate });
    }
    case "consent": {
      const decision = past.decisions.get(toHex(entry.to) as EnvelopeHash);
      if (decision === undefined) return no("consent to nothing in its past");
      if (!decision.electorate.includes(party)) return no("a party without a say in it");
      return decision.consented.includes(party) ? no("a party consents once") : plain;
    }
  }
}

const isKnown = ({ rotations }: Membership, epoch: Bytes): boolean =>
  rotations.some((rotation) => equalBytes(rotation.epoch, epoch));
const areMembers = (past: Membership, keys: readonly (readonly [Bytes, Bytes])[]): boolean =>
  keys.every(([device]) => past.devices.has(toHex(device) as DeviceId));

function judgeGenesis(past: Membership, entry: EntryOf<"genesis">, context: EntryContext): Judgement {
  if (past.parties.size + past.former.size > 0) return no("a second genesis");
  if (charterIdOf(context.body) !== context.charter) return no("not this charter's genesis");
  const founder = readFounder(entry);
  if (!founder.ok) return founder;
  if (founder.value.card.id !== context.device) return no("the genesis is not signed by its founder's device");
  return ok({ electorate: [], grant: founder.value });
}

/** [L24] Whoever invites a party decides alone, or so many parties as the charter says. */
function judgeInvite(past: Membership, entry: EntryOf<"openInvite">, { charter, asksNobody }: EntryContext): Judgement {
  if (past.invites.has(toHex(entry.invite))) return no("an invite opened twice");
  if (!verify(inviteStatement(charter, entry.role, entry.expiresAt), entry.statement, entry.invite))
    return no("an invite without its own signature");
  if (entry.party !== null && entry.role !== "party") return no("only a party is invited by its key");
  const party = entry.party === null ? null : (toHex(entry.party) as PartyId);
  const isAsked = entry.role === "party" && !asksNobody(party);
  const electorate = [...past.parties.keys()].sort();
  if (entry.needed !== (isAsked ? countNeeded(past.policy.admit, electorate.length) : 1))
    return no("another quota than the charter's");
  return ok({ grant: null, electorate: entry.needed > 1 ? electorate : [] });
}

function judgeAdmission(past: Membership, entry: EntryOf<"admit">, author: Member, { time }: EntryContext): Judgement {
  const request = readJoinRequest(entry.request);
  if (!request.ok) return no(request.error.reason);
  const { inviteKey, role, device } = request.value;
  const invite = past.invites.get(toHex(inviteKey));
  const opener = invite === undefined ? undefined : (past.devices.get(invite.by) ?? past.former.get(invite.by)?.member);
  if (invite === undefined || opener === undefined) return no("no such invite");
  if (opener.card.party === null || !past.parties.has(opener.card.party)) return no("an invite of a party that left");
  if (invite.closed || invite.used) return no("the invite is used or closed");
  if (!invite.granted) return no("the invite waits for consent");
  if (time > invite.expiresAt) return no("the invite has expired");
  if (invite.role !== role) return no("the invite is for another role");
  if (past.devices.has(device.id)) return no("already a member");
  if (past.former.has(device.id)) return no("a device that was ended does not return");
  const grant = readAdmission(entry, request.value);
  if (!grant.ok) return grant;
  const { card, party } = grant.value;
  // The inviter's party, and only it, admits its own delegates.
  if (role === "delegate" && (card.party !== opener.card.party || author.card.party !== opener.card.party))
    return no("a delegate is admitted by their own party");
  if (party !== null && past.parties.has(party.card.id)) return no("already a party");
  if (invite.party !== null && invite.party !== party?.card.id) return no("the invite is for another party");
  return ok({ electorate: [], grant: grant.value });
}

/** [L26] Any member may enter what a key on paper signed. */
function judgeRecovery(past: Membership, entry: EntryOf<"recover">): Judgement {
  const grant = readReturn(entry);
  if (!grant.ok) return grant;
  const { id, party } = grant.value.card;
  if (party === null || !past.parties.has(party)) return no("it recovers no party of its past");
  if (!isLiveKey(past, party, grant.value.paper ?? party)) return no("a sheet that has ended");
  if (past.devices.has(id)) return no("already a member");
  if (past.former.has(id)) return no("a device that was ended does not return");
  return ok({ electorate: [], grant: grant.value });
}
