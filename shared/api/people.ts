/** Members and how they come and go: invites, joining, recovery, removals, consents. */
import type { CharterId, DeviceId, PartyId } from "../base/ids.ts";
import { flag, integer, missing, nullable, object, oneOf, text } from "../base/parse.ts";
import type { RecoveryLanguage } from "../base/recoveryLanguages.ts";
import type { Result } from "../base/result.ts";
import { maxSigners } from "../charter/parties/conditions.ts";
import { givenName } from "../charter/parties/names.ts";
import { type Suggesters, suggesters } from "../charter/parties/quotas.ts";
import { type GuestRole, type InviteRole, inviteRoles, type PartyProfile } from "../charter/parties/roles.ts";
import { date } from "../charter/parties/term.ts";
import {
  type ArgumentsOf,
  address,
  charter,
  contentHash,
  device,
  limits,
  matching,
  party,
  reason,
  recoveryWords,
} from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { Identity } from "./keys.ts";

export interface PartyRef {
  readonly id: PartyId;
  readonly name: string;
}

/** Who signed a statement for a party, and when by their own clock. */
export interface SaidBy {
  /** Of the statement, or the hash of the signed entry; 64 hex digits. */
  readonly id: string;
  readonly party: PartyRef;
  readonly person: string;
  readonly saidAt: number;
}

/** Who did it, as their signed entry says; the party is null for a guest. */
export interface Author {
  readonly person: string;
  readonly party: PartyRef | null;
}

/** How a device's membership ended. */
export interface Ending {
  readonly at: number;
  readonly by: Author;
  readonly reason: string;
}

export interface DeviceView {
  readonly id: DeviceId;
  readonly name: string;
  readonly person: string;
  /** Null for a guest: a mediator, supporter or observer. */
  readonly party: PartyRef | null;
  readonly isThis: boolean;
  /**
   * From signed receipts only: how many of the changes held here this device is not known to hold,
   * and the claimed time of its newest receipt (null: never heard from).
   */
  readonly missing: number;
  readonly receiptAt: number | null;
}

export interface PartyView extends PartyRef, PartyProfile {
  readonly admittedAt: number;
  readonly isMine: boolean;
  /** [L51] So many of its delegates answer a proposal for it. */
  readonly signers: number;
  readonly devices: readonly DeviceView[];
}

/** Reads; speaks for no party, and neither edits the text, proposes nor ratifies. */
export interface GuestView {
  readonly role: GuestRole;
  readonly admittedAt: number;
  readonly device: DeviceView;
}

/** One step in who belongs to a charter: who, when and why. */
export interface MembershipChange {
  /** Of the signed entry; 64 hex digits. */
  readonly id: string;
  readonly kind:
    | "founded"
    | "invited"
    | "inviteCancelled"
    | "admitted"
    | "recovered"
    | "deviceRevoked"
    | "guestEnded"
    | "partyRemoved"
    | "partyWithdrew"
    | "consented"
    | "rulesetProposed"
    | "suggestProposed"
    | "deviceForked"
    | "sheetRenewed"
    | "sheetSettled";
  /** Claimed, not proven. */
  readonly at: number;
  readonly by: Author;
  /** The party, person or device it is about; empty where it is about nobody yet. */
  readonly subject: string;
  readonly role: InviteRole | null;
  readonly reason: string;
  /** Waits for more parties; not counted because its author had been removed; done. */
  readonly state: "done" | "waiting" | "notCounted";
}

/** What waits for parties to consent: to remove a party, to let an invite admit one, to go on by later rules, or to say who is asked to suggest. */
export interface DecisionView {
  readonly id: string;
  readonly kind: "removeParty" | "admitParty" | "adoptRuleset" | "setSuggest";
  /** The party to be removed; null for anything else. */
  readonly party: PartyRef | null;
  /** The ruleset to be adopted, and whether this program has it; null for anything else. */
  readonly ruleset: { readonly number: number; readonly isKnown: boolean } | null;
  /** Who is to be asked to suggest; null for anything else. */
  readonly suggest: Suggesters | null;
  readonly by: Author;
  readonly at: number;
  readonly reason: string;
  readonly consented: readonly PartyRef[];
  readonly needed: number;
  /** Whose consent counts. */
  readonly electorate: readonly PartyRef[];
  readonly canConsent: boolean;
}

export interface InviteView {
  readonly role: InviteRole;
  readonly expiresAt: number;
  /** `waiting`: for other parties' consent; until then it admits nobody. */
  readonly state: "open" | "waiting" | "used" | "expired" | "cancelled";
  /** BLAKE2b-based short name of the invite, for `cancelInvite`. 16 hex digits. */
  readonly id: string;
  readonly invitedBy: string;
}

/** What an invite's link says: its code, and where it is asked, the addresses in turn and then the relay. */
export interface InviteReading {
  readonly code: string;
  readonly addresses: readonly string[];
  readonly relay: string | null;
}

export interface RecoveredParty {
  readonly identity: Identity;
  readonly charters: readonly CharterId[];
  readonly language: RecoveryLanguage;
}

export interface PeopleApi {
  invite(args: {
    readonly charter: CharterId;
    readonly role: InviteRole;
    readonly expiresInHours: number;
    /** For the others: who is invited, and why. */
    readonly reason: string;
    /** Of role `party`: for this party alone. Nobody is asked where it acceded to a ratified text. Null: whoever has the code. */
    readonly party?: PartyId | null;
  }): Promise<
    Result<
      {
        readonly code: string;
        readonly expiresAt: number;
        readonly addresses: readonly string[];
        /** Code, addresses, relay and the charter's mark in one text, for a QR code. */
        readonly link: string;
      },
      HostError
    >
  >;
  cancelInvite(args: { readonly charter: CharterId; readonly invite: string }): Promise<Result<null, HostError>>;
  /** What an invite's link says, however it came here: nobody is asked, nothing is begun. Needs no keys. */
  readInvite(args: { readonly link: string }): Promise<Result<InviteReading, HostError>>;
  /**
   * `address` is host:port of a member that listens, or a relay's ws:// or wss:// URL that the inviter also uses;
   * null where `code` is an invite's link. `stay` keeps the connection on which the charter came, as `meet` does.
   */
  join(args: {
    readonly code: string;
    readonly address: string | null;
    readonly stay: boolean;
  }): Promise<Result<{ readonly charter: CharterId }, HostError>>;
  /** Ends a device of one's own party (or this one's own membership), or any guest's. */
  revokeDevice(args: {
    readonly charter: CharterId;
    readonly device: DeviceId;
    readonly reason: string;
    /** The day from which its party does not stand by the device's ballots; null: it stands by all that are held here. */
    readonly since: string | null;
  }): Promise<Result<null, HostError>>;
  /** One's own party withdraws at once; another's removal waits until enough of the remaining parties consent. */
  removeParty(args: {
    readonly charter: CharterId;
    readonly party: PartyId;
    readonly reason: string;
  }): Promise<Result<null, HostError>>;
  /** [L35] Asks all parties to go on by a later ruleset, which this program has. */
  adoptRuleset(args: {
    readonly charter: CharterId;
    readonly ruleset: number;
    readonly reason: string;
  }): Promise<Result<null, HostError>>;
  /** [L67] Asks all parties that from now on these are asked to suggest. */
  setSuggest(args: {
    readonly charter: CharterId;
    readonly suggest: Suggesters;
    readonly reason: string;
  }): Promise<Result<null, HostError>>;
  /**
   * [L51] How many of its delegates this device's party asks for, 1 to 64. The largest number counts that is the last
   * word of one of its devices, and at most so many as it has persons. Proposals that are made keep theirs.
   */
  setSigners(args: { readonly charter: CharterId; readonly count: number }): Promise<Result<null, HostError>>;
  /** In the name of this device's party, to what `CharterView.decisions` lists. */
  consent(args: {
    readonly charter: CharterId;
    readonly decision: string;
    readonly reason: string;
  }): Promise<Result<null, HostError>>;
  /** Who came and went, oldest first. */
  listMembershipChanges(args: { readonly charter: CharterId }): Promise<Result<readonly MembershipChange[], HostError>>;
  /**
   * A code by which a party that has its words and no device left comes back through the relay of this charter, into
   * those charters of it that this device holds and that use the same relay. For one device; this one answers.
   */
  openRecovery(args: {
    readonly charter: CharterId;
    readonly expiresInHours: number;
  }): Promise<Result<{ readonly code: string; readonly expiresAt: number; readonly relay: string }, HostError>>;
  /**
   * On a machine that has no identity: makes one for a party from its 24 words, and asks the member at `address`
   * to let it back into every charter of the party that the member holds.
   * `revokeOthers` ends every other device of the party there. The words are in any language that has a list; the
   * answer says in which they were read.
   */
  recover(args: {
    readonly words: readonly string[];
    readonly person: string;
    readonly device: string;
    /** host:port, or with `code` the URL of a relay. */
    readonly address: string;
    /** Of `openRecovery`. */
    readonly code: string | null;
    readonly revokeOthers: boolean;
    /** Of the devices that end: the day from which the party does not stand by their ballots; null: by all. */
    readonly since: string | null;
    readonly reason: string;
  }): Promise<Result<RecoveredParty, HostError>>;
  /** `phrase` is what the person compared, words with a space between; another than the charter's is refused. */
  setSafetyCompared(args: {
    readonly charter: CharterId;
    readonly phrase: string;
    readonly compared: boolean;
  }): Promise<Result<null, HostError>>;
}

const inviteId = matching("16 hex digits", /^[0-9a-f]{16}$/);

export const peopleArguments = {
  invite: object({
    charter,
    role: oneOf(...inviteRoles),
    expiresInHours: integer({ min: 1, max: limits.inviteHours }),
    reason,
    party: missing(nullable(party), null),
  }),
  cancelInvite: object({ charter, invite: inviteId }),
  readInvite: object({ link: text({ max: limits.readCharacters }) }),
  join: object({ code: address, address: nullable(address), stay: flag }),
  revokeDevice: object({ charter, device, reason, since: nullable(date) }),
  removeParty: object({ charter, party, reason }),
  setSuggest: object({ charter, suggest: oneOf(...suggesters), reason }),
  adoptRuleset: object({ charter, ruleset: integer({ min: 1, max: 1_000_000 }), reason }),
  setSigners: object({ charter, count: integer({ min: 1, max: maxSigners }) }),
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
  setSafetyCompared: object({ charter, phrase: text({ min: 1, max: limits.nameCharacters }), compared: flag }),
} as const satisfies ArgumentsOf<PeopleApi>;
