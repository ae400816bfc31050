/**
 * The contract between a user interface (window, command line, test) and its host.
 * Every method takes one plain object and answers a `Result`; nothing throws for an expected failure.
 * Document text reaches the window by y-websocket, not through here (`openText`).
 */

import type { CharterId, ClauseId, DeviceId, PartyId, ProposalId } from "../base/ids.ts";
import type { RecoveryLanguage } from "../base/recoveryLanguages.ts";
import type { Result } from "../base/result.ts";
import type { Redline, RedlineBlock, RedlineClause } from "../charter/compare/redline.ts";
import type { NotKeptList } from "../charter/formats/notKept.ts";
import type { Policy } from "../charter/parties/quotas.ts";
import type { CharterText, Clause, PartyKind, Term, TextEdit } from "../charter/text/model.ts";
import type { HostError } from "./errors.ts";

export interface PartyProfile {
  readonly name: string;
  readonly kind: PartyKind;
  /** Whom it speaks for, in its own words. */
  readonly constituency: string;
}

export type GuestRole = "mediator" | "supporter" | "observer";
export type InviteRole = "party" | "delegate" | GuestRole;

export interface PartyRef {
  readonly id: PartyId;
  readonly name: string;
}

export interface Identity {
  readonly person: string;
  readonly device: { readonly id: DeviceId; readonly name: string };
  /** The party this person founded here; null for one who joins an existing party as its delegate. */
  readonly party: (PartyRef & PartyProfile) | null;
  /** True where the keys lie in a plain file, protected by nothing but its permissions. */
  readonly plainKeys: boolean;
  /** Where everything of this person lies on this machine. */
  readonly dataDirectory: string;
}

/** What opens the keys of this device, and so everything here, on a disk that somebody else holds. */
export type KeyChoice =
  | { readonly kind: "passphrase"; readonly passphrase: string }
  /** The system's key store; a passphrase is then a second way in, for the day when that store is gone or another one. */
  | { readonly kind: "system"; readonly passphrase: string | null }
  /** A file that nothing but its permissions protects. */
  | { readonly kind: "plain" };

export interface KeyView {
  /** Null: nobody has chosen yet; `protectKeys` comes before `createIdentity`. */
  readonly protection: KeyChoice["kind"] | null;
  readonly isLocked: boolean;
  /** The data directory is a copy, or was moved: locked until `settleMove` says which. */
  readonly isMoved: boolean;
  /** A passphrase opens the keys, by itself or as the second way of "system". */
  readonly hasPassphrase: boolean;
  /** The system's key store that can be used here, such as "gnome_libsecret"; null: "system" cannot be chosen. */
  readonly systemStore: string | null;
  /** Why the system's key store did not open the keys when it was last asked. */
  readonly trouble: HostError | null;
}

/**
 * A text at one moment: the draft as it is now, the frozen text of a proposal (or certificate: same id), or the text
 * that another device vouched for while the log was on its way (`CharterView.vouched`).
 */
export type Point =
  | { readonly kind: "draft" }
  | { readonly kind: "proposal"; readonly proposal: ProposalId }
  | { readonly kind: "vouched" };

/** contested: nothing is in force, and something would be if a party confirmed a ballot. */
export type CharterState = "draft" | "inForce" | "due" | "lapsed" | "contested";

/** A charter of which a part cannot be read on this device. It is read and not written until that has come again. */
export interface DamageView {
  /** Signed entries that are known to be missing. */
  readonly missing: number;
  /** Signed entries that are intact and build on them. */
  readonly waiting: number;
  /** False: more may be missing than is known here, what this device signed last included. */
  readonly isKnown: boolean;
  /** What is missing is asked for whenever somebody is met. False: only after the next start of the program. */
  readonly heals: boolean;
}

/** A charter on this machine that cannot be shown, and why. */
export interface UnopenedCharter {
  readonly charter: CharterId;
  readonly error: HostError;
}

export interface CharterSummary {
  readonly id: CharterId;
  readonly title: string;
  readonly language: string;
  readonly parties: readonly PartyRef[];
  readonly state: CharterState;
  /** Last day in force (`YYYY-MM-DD`), null where open-ended or nothing is in force. */
  readonly endsOn: string | null;
  /** Open proposals that wait for this party's ballot. */
  readonly waitingForMe: number;
  /** What waits for this party's consent: removals and admissions. */
  readonly consentsForMe: number;
  /** This device's part has ended: it reads what there was then, and changes nothing. */
  readonly hasEnded: boolean;
  /** What this device is here, where it speaks for no party. */
  readonly guestRole: GuestRole | null;
  /** Members' devices beside this one. */
  readonly otherDevices: number;
  /** Changes that some other device is not known to hold. */
  readonly notReceived: number;
  /** When the latest change held here was made, by its author's clock. */
  readonly changedAt: number;
  /** The log is on its way, and the text is one that somebody else vouches for. */
  readonly isVouched: boolean;
  readonly damage: DamageView | null;
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
  readonly devices: readonly DeviceView[];
}

/** Reads, and as a mediator writes too; speaks for no party, and neither proposes nor ratifies. */
export interface GuestView {
  readonly role: GuestRole;
  readonly admittedAt: number;
  readonly device: DeviceView;
}

/** Who did it, as their signed entry says; the party is null for a guest. */
export interface Author {
  readonly person: string;
  readonly party: PartyRef | null;
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

/** What waits for parties to consent: to remove a party, to let an invite admit one, or to go on by later rules. */
export interface DecisionView {
  readonly id: string;
  readonly kind: "removeParty" | "admitParty" | "adoptRuleset";
  /** The party to be removed; null for anything else. */
  readonly party: PartyRef | null;
  /** The ruleset to be adopted, and whether this program has it; null for anything else. */
  readonly ruleset: { readonly number: number; readonly isKnown: boolean } | null;
  readonly by: Author;
  readonly at: number;
  readonly reason: string;
  readonly consented: readonly PartyRef[];
  readonly needed: number;
  /** Whose consent counts. */
  readonly electorate: readonly PartyRef[];
  readonly canConsent: boolean;
}

/** How a device's membership ended. */
export interface Ending {
  readonly at: number;
  readonly by: Author;
  readonly reason: string;
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

export type RelayState = "off" | "connecting" | "connected" | "failed";

/** The text as the device vouches for it that this one got the charter from: to be read before the log is verified. */
export interface VouchedView {
  /** `person`: in their own words, proven by nothing before the log is here. */
  readonly by: { readonly device: DeviceId; readonly person: string };
  /** Claimed. */
  readonly at: number;
  /** Signed entries verified until now, and how many there will be; null: the log is here. */
  readonly progress: { readonly read: number; readonly of: number } | null;
  /** The log is here and its text was another one. */
  readonly isFalse: boolean;
}

export interface CharterView {
  readonly id: CharterId;
  readonly title: string;
  readonly language: string;
  readonly parties: readonly PartyView[];
  readonly guests: readonly GuestView[];
  readonly policy: Policy;
  readonly decisions: readonly DecisionView[];
  /** Null: what is shown is what was verified here. */
  readonly vouched: VouchedView | null;
  /** Null while this device is a member. */
  readonly ended: Ending | null;
  /** Changes held here and left out of the text: their devices were removed or signed twofold, or they are no text of the rules. */
  readonly leftOut: number;
  /** Changes that signed envelopes build on and that nobody has brought here yet, by who wrote them. */
  readonly notHere: readonly { readonly by: Author; readonly changes: number }[];
  readonly invites: readonly InviteView[];
  /** Signed changes held here. */
  readonly changes: number;
  /** Numbers of the clauses (or names such as "Preamble") in which the draft differs from the text in force; null: nothing is in force. */
  readonly draftDiffersIn: readonly string[] | null;
  readonly inForce: ProposalId | null;
  readonly state: CharterState;
  readonly relay: {
    readonly url: string | null;
    readonly state: RelayState;
    readonly error: HostError | null;
    readonly notSent: number;
  };
  /** For the members to compare aloud: the same on all their devices where they hold the same parties' keys. */
  readonly safety: {
    readonly words: readonly string[];
    /** The person said so on this device, for these words. */
    readonly compared: boolean;
  };
  /** Devices whose connection was to stay and was lost: they are called again. */
  readonly reconnecting: readonly DeviceId[];
  /** Where devices of this charter were met by address, the newest first. */
  readonly met: readonly MetAddress[];
  /** Devices connected right now. */
  readonly connected: readonly { readonly device: DeviceId; readonly by: "address" }[];
  /** The charter adopted rules that this program lacks: it is read and not written. Or a part is damaged. */
  readonly readOnly: "newerFormat" | "damaged" | null;
  /** The ruleset that the charter adopted and this program lacks. */
  readonly lacksRuleset: number | null;
  /** Entries of a newer version, by who wrote them: carried, and not shown. */
  readonly unknown: readonly { readonly by: Author; readonly count: number }[];
  readonly damage: DamageView | null;
  /** Passages that were typed here and not signed yet, and cannot be read any more: nobody else has them. */
  readonly unreadable: number;
}

/** What one device changed while this person was away. */
export interface AwayChanges {
  readonly author: Author;
  readonly device: DeviceId;
  /** Signed changes. */
  readonly changes: number;
  /** Of the newest; claimed, not proven. */
  readonly latestAt: number;
}

export interface AwayClause {
  /** From the clause without what is news to the clause as it is. */
  readonly redline: RedlineClause;
  /** Everybody who changed it, as their signed changes show. */
  readonly by: readonly AwayChanges[];
}

/** What others changed since this person read the text. Own changes are on both sides of it. */
export interface AwayView {
  /** When all was read, by this device's clock; null where nobody said so yet. */
  readonly since: number | null;
  /** How far this answer goes: `markRead` marks no more than what was shown. */
  readonly upTo: number;
  /** Of the clauses below, each change counted once. */
  readonly changes: number;
  readonly by: readonly AwayChanges[];
  readonly clauses: readonly AwayClause[];
}

/** Text that was written and has no place in the text any more. */
export interface LostTextView {
  readonly id: string;
  /**
   * What it stood in was deleted; written after its device was ended; by a device that signed twofold; or beside such
   * text, or against the rules of the text.
   */
  readonly why: "clauseDeleted" | "deviceEnded" | "signedTwofold" | "leftOut";
  /** How its device was ended; null for every other reason. */
  readonly ended: Ending | null;
  readonly by: Author;
  /** Claimed, not proven. */
  readonly at: number;
  /** Where it stood, as it was then; null: outside of clauses. */
  readonly clause: { readonly number: string; readonly heading: string } | null;
  /** What was written as inserted, in the sentences that it stood in. */
  readonly blocks: readonly RedlineBlock[];
}

export type ProposalState =
  /** waits for ballots */
  | "open"
  /** would be ratified, but a ballot that it needs was cast by a device that its party had ended: not in force */
  | "contested"
  /** ratified, term not begun */
  | "upcoming"
  | "inForce"
  /** ratified, then replaced by a later ratified text */
  | "superseded"
  /** ratified, term over, not renewed */
  | "lapsed"
  /** cannot be ratified any more: too many declined */
  | "declined"
  /** replaced by another proposal before it was ratified */
  | "withdrawn"
  /** its last day for ballots is over */
  | "closed"
  /** cannot be ratified any more: a party that it needs has left */
  | "unreachable";

export interface BallotView {
  /** For `answerBallot`. */
  readonly id: string;
  /**
   * late: cast after the last day for ballots. inQuestion: its party ended the device before, and has not confirmed it.
   * repudiated: its party said that it is not its own. Only `counts` counts.
   */
  readonly standing: "counts" | "late" | "inQuestion" | "repudiated";
  /** How its party ended the device; null where it counts or is late. */
  readonly ended: Ending | null;
  readonly party: PartyRef;
  readonly person: string;
  readonly choice: "ratify" | "decline";
  readonly statement: string;
  /** Claimed, not proven. */
  readonly castAt: number;
}

export interface ClauseCount {
  readonly carriedOver: readonly string[];
  readonly amended: readonly string[];
  readonly dropped: readonly string[];
  readonly added: readonly string[];
}

/** A party that a ratified text binds, or bound. */
export interface BindingView {
  readonly party: PartyRef;
  readonly from: string;
  /** The last day; null: as long as the text is in force. */
  readonly to: string | null;
  /** Null: it has not left. */
  readonly left: { readonly how: "withdrew" | "removed"; readonly at: number; readonly reason: string } | null;
}

export interface TimelineEntry {
  readonly proposal: ProposalId;
  readonly parent: ProposalId | null;
  /** What it replaces besides its parent. */
  readonly supersedes: readonly ProposalId[];
  /** How many proposals its author knew of, one upon the other: the deepest is the latest, whatever clocks claim. */
  readonly depth: number;
  readonly purpose: "first" | "amendment" | "renewal";
  readonly state: ProposalState;
  /** Other ratified or open proposals on the same parent, unrelated by `supersedes`. */
  readonly competing: readonly ProposalId[];
  readonly title: string;
  readonly note: string;
  readonly contentHash: string;
  readonly proposedBy: { readonly party: PartyRef; readonly person: string };
  readonly proposedAt: number;
  readonly term: Term;
  readonly needed: number;
  readonly electorate: readonly PartyRef[];
  /** The last day for ballots. */
  readonly closesOn: string;
  readonly ballots: readonly BallotView[];
  /** Parties of the electorate that have left without ratifying: the proposal cannot be ratified without them. */
  readonly cannotAnswer: readonly PartyRef[];
  readonly binds: readonly BindingView[];
  /** Parties that signed two unrelated proposals on one parent. */
  readonly doubleSigned: readonly PartyRef[];
  readonly ratifiedAt: number | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly renewFrom: string | null;
  /** The last day in force: `endsOn`, or the day before its successor begins. Null: open-ended, or it never begins. */
  readonly endedOn: string | null;
  /** Where nothing was in force between its end and its successor: the day on which the successor began. */
  readonly resumedOn: string | null;
  /** Against the parent's text; null for a first one. Clause numbers, with a heading where there is one. */
  readonly clauses: ClauseCount | null;
  /** What this device's party may still do. */
  readonly myBallot: "ratify" | "decline" | null;
  readonly canCast: boolean;
  /** Ballots of this device's party that wait for its word. */
  readonly mineInQuestion: readonly string[];
}

/** What a proposal would be, before it is made. */
export interface ProposalPreview {
  readonly purpose: "first" | "amendment" | "renewal";
  /** The text that it builds on. */
  readonly parent: TimelineEntry | null;
  readonly electorate: readonly PartyRef[];
  readonly supersedes: readonly {
    readonly proposal: ProposalId;
    readonly title: string;
    readonly by: PartyRef;
    readonly state: ProposalState;
    /** Parties that signed it: they may sign the new text because it replaces that one. Empty: the person asked for it. */
    readonly ratifiedBy: readonly PartyRef[];
  }[];
  /** As it would be signed. */
  readonly term: Term;
  readonly closesOn: string;
  /** If every party ratified today. */
  readonly startsOn: string;
  readonly endsOn: string | null;
  /** The end of what it amends, and of a renewal that is ratified already: both can be chosen for an amendment. */
  readonly keptEnd: string | null;
  readonly carriedEnd: string | null;
  /** One party alone would put it in force. */
  readonly isAlone: boolean;
}

/** What a proposal is to be. */
export interface ProposalPlan {
  readonly charter: CharterId;
  readonly term: Term;
  /**
   * Of an amendment. `kept`: the end of what it amends; `carried`: the end of the renewal that was ratified ahead;
   * `asWritten`: that of `term`, open-ended too. Null: as written where `term` has an end, else kept.
   */
  readonly end: "asWritten" | "kept" | "carried" | null;
  /** "renewal" needs a text in force, upcoming or lapsed; "amendment" one in force or upcoming. Null: decided from these. */
  readonly purpose: "amendment" | "renewal" | null;
  /** The ratified text that it builds on; null: what is in force, else upcoming, else lapsed last. */
  readonly on: ProposalId | null;
  /** Further open proposals that this one replaces. What any party ratified is replaced anyway, see `ProposalPreview`. */
  readonly supersedes: readonly ProposalId[] | null;
  /** The last day for ballots; null: a year from now, or the first day on which the term can end. */
  readonly closesOn: string | null;
}

export interface SigningView {
  readonly entry: TimelineEntry;
  readonly text: CharterText;
  /** From the text in force (or the parent) to the proposed text; null for a first one. */
  readonly sinceParent: Redline | null;
  /** From the proposed text to this device's draft. */
  readonly draftSince: Redline;
}

export interface MeetReport {
  /** Charters both sides hold. */
  readonly charters: readonly CharterId[];
  readonly received: number;
  readonly sent: number;
  /** True only where signed receipts say that both sides hold the same. */
  readonly complete: boolean;
  readonly withDevice: DeviceId | null;
}

/** An address (host:port) at which a device answered, and when that was, by this device's clock. */
export interface MetAddress {
  readonly device: DeviceId;
  readonly address: string;
  readonly at: number;
}

/** A device of a member, as it is seen on the local network. */
export interface NearbyDevice {
  /** host:port, for `meet`. */
  readonly address: string;
  /** Of those held here, which it holds too. */
  readonly charters: readonly CharterId[];
  /** Learned in a meeting with it since it came; null before. */
  readonly device: { readonly id: DeviceId; readonly name: string; readonly person: string } | null;
  readonly lastSeenAt: number;
}

/** What goes into a bundle: everything, or less, by signed receipts. */
export type BundleFor =
  | { readonly kind: "everything" }
  /** What this device is not known to hold. */
  | { readonly kind: "device"; readonly device: DeviceId }
  /** What no other device is known to hold. */
  | { readonly kind: "unshared" };

/** A bundle's sealed envelopes, receipts included, and what becomes of them. */
export interface BundleReport {
  readonly charter: CharterId;
  readonly title: string;
  readonly inFile: number;
  readonly added: number;
  /** Of `added`: those that only say what somebody holds. */
  readonly receipts: number;
  readonly alreadyHeld: number;
  /** Built on what is not here: not taken in, and no receipt says that it is held. */
  readonly waiting: number;
  /** At least so many envelopes are not here that those build on. */
  readonly missing: number;
  /** Sealed with a key that this device was not given. */
  readonly unopened: number;
  /** Against the rules of the ledger. */
  readonly refused: number;
  /** Written by a later version: left out. */
  readonly newer: number;
}

export interface BundleAuthor {
  readonly author: Author;
  /** New here, receipts not counted. */
  readonly changes: number;
  /** Of these: written without a say any more, so they would be left out of the text. */
  readonly leftOut: number;
}

/** What a bundle would bring. Nothing is changed by looking. */
export interface BundlePreview extends BundleReport {
  /** The oldest and newest of `added`; claimed, not proven. Null: nothing is new. */
  readonly from: number | null;
  readonly to: number | null;
  readonly by: readonly BundleAuthor[];
  readonly membership: readonly MembershipChange[];
  readonly proposals: readonly { readonly title: string; readonly by: Author; readonly at: number }[];
  readonly ballots: readonly {
    readonly title: string;
    readonly party: PartyRef;
    readonly person: string;
    readonly choice: "ratify" | "decline";
    readonly at: number;
  }[];
}

export interface VerifyCheck {
  readonly check: "structure" | "content" | "proposal" | "ballots" | "parties" | "seal" | "rendering";
  readonly passed: boolean;
  /** False where nothing was found out here: then it has not passed either. */
  readonly checked: boolean;
  /** One English sentence for a person and for `--json`. */
  readonly detail: string;
}

/** A seal on a PDF: who exported it, or stands by it. */
export interface SealView {
  /** What the device's card says, where a card vouches for the seal; otherwise what the seal calls itself. */
  readonly name: string;
  /** The party of the agreement whose device it is; null: anybody could have written that name. */
  readonly party: string | null;
  /** By its own clock. */
  readonly signedAt: number;
  /** Another program made it, such as a notary's. */
  readonly stranger: boolean;
}

export interface FacePack {
  readonly pack: string;
  readonly installed: boolean;
}

/** Why the pages could not be drawn again here, though the certificate is valid. */
export type NotCompared =
  /** The optional pack of faces that has the letters of this script is not installed. */
  | { readonly kind: "noFaces"; readonly script: string; readonly pack: string }
  /** The file says that another version of this program drew it. */
  | { readonly kind: "otherRendering"; readonly version: number };

export interface VerifyReport {
  /** Every check has passed. */
  readonly valid: boolean;
  /** Neither valid nor forged: text and signatures hold, but nobody compared the pages with them. Null: they were, or a check failed. */
  readonly notCompared: NotCompared | null;
  readonly checks: readonly VerifyCheck[];
  readonly charter: CharterId | null;
  readonly title: string;
  readonly contentHash: string;
  readonly ratifiedBy: readonly {
    readonly party: PartyRef;
    readonly person: string;
    readonly castAt: number;
    readonly fingerprint: string;
    /** By whom its party confirmed the ballot, where it counts only so; `person` null: by the party's own key. */
    readonly confirmed: { readonly person: string | null; readonly at: number } | null;
  }[];
  /** Parties that have left since and are bound no longer, as who sealed the file says: the certificate cannot prove it. */
  readonly left: readonly {
    readonly party: PartyRef;
    readonly how: "withdrew" | "removed";
    /** It was bound until the day before. */
    readonly day: string;
    readonly reason: string;
  }[];
  readonly term: Term | null;
  /** The exporter's first. */
  readonly seals: readonly SealView[];
}

export interface TemplateRef {
  readonly id: string;
  readonly language: string;
  readonly title: string;
  readonly summary: string;
  /** The text itself, as `shared/charter/formats/markdown.ts` reads it. */
  readonly markdown: string;
}

/**
 * What of somebody's words may be left out of the text without asking: nothing; what words look like and how lines
 * are numbered (where nobody says); or words too. More is refused as `notAllKept`.
 */
export type MayLose = "nothing" | "form" | "words";

export interface TextPreview extends NotKeptList {
  /** As the file says. */
  readonly title: string | null;
  readonly language: string | null;
  readonly clauses: number;
}

/** The key of the party that was founded here, as it is to be written on paper. */
export interface RecoverySheet {
  readonly words: readonly string[];
  readonly language: RecoveryLanguage;
  /** Which two are to be typed back, from 1. */
  readonly ask: readonly [number, number];
}

export interface NewSheet {
  /** Those that know of it by now. */
  readonly charters: readonly CharterId[];
  /** The sheet before it has ended. */
  readonly isSettled: boolean;
}

export interface RecoveredParty {
  readonly identity: Identity;
  readonly charters: readonly CharterId[];
  readonly language: RecoveryLanguage;
}

export interface HostApi {
  /** Answers also while the keys are locked, as do `unlock`, `settleMove`, `listTemplates`, `verifyPdf`, `getFaces` and `addFaces`. */
  getKeys(args: Record<never, never>): Promise<Result<KeyView, HostError>>;
  /**
   * Chooses or changes what opens the keys; the keys stay the same. `current`: the passphrase until now, where there is
   * one. Cut off at any moment, the old way or the new one opens them.
   */
  protectKeys(args: { readonly current: string | null; readonly choice: KeyChoice }): Promise<Result<null, HostError>>;
  /** Signs what was typed, closes every charter and connection, and forgets every key. */
  lock(args: Record<never, never>): Promise<Result<null, HostError>>;
  /** Null asks the system's key store (or reads the plain file) again. A wrong passphrase may be followed by any other. */
  unlock(args: { readonly passphrase: string | null }): Promise<Result<null, HostError>>;
  /**
   * Of a data directory that lies elsewhere than where it was written last. `onlyCopy`: no other one is opened again;
   * the device goes on here. `newDevice`: another one is in use; what is here is put aside in a folder within the
   * directory, `putAside`, and nobody is set up here.
   */
  settleMove(args: {
    readonly as: "onlyCopy" | "newDevice";
  }): Promise<Result<{ readonly putAside: string | null }, HostError>>;

  getIdentity(args: Record<never, never>): Promise<Result<Identity | null, HostError>>;
  /** With a party its key is made too: `getRecoveryWords` gives it as words. */
  createIdentity(args: {
    readonly person: string;
    readonly device: string;
    readonly party: PartyProfile | null;
  }): Promise<Result<Identity, HostError>>;
  /**
   * A new key on paper for the party that this device speaks for, in each of its charters here and of those to come;
   * `getRecoveryWords` gives its words. `words`: those of the sheet until now, which ends at once then; null: both
   * sheets speak, and the old one outranks, until 30 days have passed by what other parties claim.
   */
  renewSheet(args: { readonly words: readonly string[] | null }): Promise<Result<NewSheet, HostError>>;
  /** Null: they were confirmed and erased, or this device founded no party. `ask` stays the same until then. */
  getRecoveryWords(args: { readonly language: RecoveryLanguage }): Promise<Result<RecoverySheet | null, HostError>>;
  /**
   * The two words at `ask`, read from the paper, in whichever language they stand there. Where they are right, this
   * program keeps the words no longer.
   */
  confirmRecoveryWords(args: { readonly words: readonly [string, string] }): Promise<Result<null, HostError>>;

  listTemplates(args: Record<never, never>): Promise<Result<readonly TemplateRef[], HostError>>;
  listCharters(args: Record<never, never>): Promise<Result<readonly CharterSummary[], HostError>>;
  /** What a file would bring, by which `createCharter` begins. Nothing is changed by looking. */
  previewText(args: {
    readonly name: string;
    readonly bytes: Uint8Array<ArrayBuffer>;
  }): Promise<Result<TextPreview, HostError>>;
  /** Readings of files and Markdown that are under way answer `cancelled`. */
  stopReading(args: Record<never, never>): Promise<Result<null, HostError>>;
  /** Those that `listCharters` cannot show: damaged, of a later version, without a key. None of them hides another. */
  listUnopened(args: Record<never, never>): Promise<Result<readonly UnopenedCharter[], HostError>>;
  /** What is missing of a damaged charter is given up, and it may be written again. Whoever holds it yet would see this device as one that signed twofold. */
  giveUpMissing(args: { readonly charter: CharterId }): Promise<Result<null, HostError>>;
  /** The person has been told what cannot be read of what was typed here. */
  dismissUnreadable(args: { readonly charter: CharterId }): Promise<Result<null, HostError>>;
  createCharter(args: {
    readonly title: string;
    /** BCP 47, such as "en" or "ar". */
    readonly language: string;
    readonly source:
      | { readonly kind: "blank" }
      | { readonly kind: "template"; readonly template: string }
      | { readonly kind: "file"; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };
    readonly policy: Policy;
    readonly mayLose?: MayLose;
  }): Promise<Result<{ readonly charter: CharterId } & NotKeptList, HostError>>;
  getCharter(args: { readonly charter: CharterId }): Promise<Result<CharterView, HostError>>;

  getText(args: {
    readonly charter: CharterId;
    readonly at: Point;
  }): Promise<
    Result<{ readonly text: CharterText; readonly clauses: readonly Clause[]; readonly markdown: string }, HostError>
  >;
  editText(args: {
    readonly charter: CharterId;
    readonly edit: TextEdit;
    readonly mayLose?: MayLose;
  }): Promise<Result<{ readonly changed: readonly string[] } & NotKeptList, HostError>>;
  /** Puts a clause back as it is at `from` (adding it where it is missing). The renewal table and the redline use it. */
  restoreClause(args: {
    readonly charter: CharterId;
    readonly clause: ClauseId;
    readonly from: Point;
  }): Promise<Result<null, HostError>>;
  /** What arrived while this person was away, clause by clause. */
  getAway(args: { readonly charter: CharterId }): Promise<Result<AwayView, HostError>>;
  /** "I have read this": a clause, or (null) everything, up to what `getAway` showed. */
  markRead(args: {
    readonly charter: CharterId;
    readonly clause: ClauseId | null;
    readonly upTo: number;
  }): Promise<Result<null, HostError>>;
  /** Text that lost its place, the newest first, without what was put back (by anybody) or dismissed (here). */
  getLostText(args: { readonly charter: CharterId }): Promise<Result<readonly LostTextView[], HostError>>;
  /** Puts it back as this person's edit, at the nearest place that still exists. */
  restoreLostText(args: { readonly charter: CharterId; readonly item: string }): Promise<Result<null, HostError>>;
  /** It is not offered on this device any more. */
  dismissLostText(args: { readonly charter: CharterId; readonly item: string }): Promise<Result<null, HostError>>;
  /** What `vouched` says was false has been read by the person. */
  dismissVouched(args: { readonly charter: CharterId }): Promise<Result<null, HostError>>;
  /** A Yjs client id bound to this device, and the y-websocket room to connect with it. One per window. */
  openText(args: {
    readonly charter: CharterId;
  }): Promise<Result<{ readonly clientId: number; readonly room: string }, HostError>>;
  /**
   * What was typed with the client id of a room and had not reached the host when it ended the room, because some text
   * is left out from now on. Judged as any typed text, signed at once, and taken once. `update`: a Yjs update of that
   * client alone.
   */
  carryText(args: {
    readonly charter: CharterId;
    readonly room: string;
    readonly update: Uint8Array<ArrayBuffer>;
  }): Promise<Result<null, HostError>>;

  invite(args: {
    readonly charter: CharterId;
    readonly role: InviteRole;
    readonly expiresInHours: number;
    /** For the others: who is invited, and why. */
    readonly reason: string;
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

  /** Accept meetings by address. Idempotent. Addresses as host:port. */
  listen(args: {
    readonly port: number | null;
    /** The IP address of this machine to listen at; null: all of them. */
    readonly host: string | null;
  }): Promise<Result<{ readonly addresses: readonly string[] }, HostError>>;
  stopListening(args: Record<never, never>): Promise<Result<null, HostError>>;
  /** Empty: not listening. `invite` begins to listen by itself. */
  getListening(args: Record<never, never>): Promise<Result<{ readonly addresses: readonly string[] }, HostError>>;
  /**
   * Whether members on the same network see this device and it sees them. Accepts meetings where it does not yet.
   * Remembered on this machine; off at first.
   */
  setNearby(args: { readonly on: boolean }): Promise<Result<null, HostError>>;
  listNearby(
    args: Record<never, never>,
  ): Promise<Result<{ readonly on: boolean; readonly devices: readonly NearbyDevice[] }, HostError>>;
  /** `phrase` is what the person compared, words with a space between; another than the charter's is refused. */
  setSafetyCompared(args: {
    readonly charter: CharterId;
    readonly phrase: string;
    readonly compared: boolean;
  }): Promise<Result<null, HostError>>;
  /**
   * Meet a device by address: exchange everything both may hold. `stay` keeps the connection for live edits, and
   * calls again where it is lost.
   */
  meet(args: { readonly address: string; readonly stay: boolean }): Promise<Result<MeetReport, HostError>>;
  /** Ends every connection by address, whoever began it; a meeting under way answers `cancelled`. */
  stopMeeting(args: Record<never, never>): Promise<Result<null, HostError>>;
  /** Null switches the relay off for this charter; an exchange under way answers `cancelled`. */
  setRelay(args: { readonly charter: CharterId; readonly url: string | null }): Promise<Result<null, HostError>>;
  /** Exchange with the charter's relay now, and wait until it holds everything held here. */
  syncRelay(args: {
    readonly charter: CharterId;
  }): Promise<Result<{ readonly received: number; readonly sent: number }, HostError>>;
  /** `changes` are in the file, receipts not counted; `heldThere` were left out, because receipts say they are held. */
  exportBundle(args: { readonly charter: CharterId; readonly for: BundleFor }): Promise<
    Result<
      {
        readonly name: string;
        readonly bytes: Uint8Array<ArrayBuffer>;
        readonly changes: number;
        readonly heldThere: number;
      },
      HostError
    >
  >;
  previewBundle(args: { readonly bytes: Uint8Array<ArrayBuffer> }): Promise<Result<BundlePreview, HostError>>;
  importBundle(args: { readonly bytes: Uint8Array<ArrayBuffer> }): Promise<Result<BundleReport, HostError>>;

  /** Nothing is signed or changed. */
  previewProposal(args: ProposalPlan): Promise<Result<ProposalPreview, HostError>>;
  /** `clockIsRight`: the person was told that this device's clock looks wrong (`clockDoubtful`), and says it is right. */
  propose(
    args: ProposalPlan & { readonly note: string; readonly clockIsRight: boolean },
  ): Promise<Result<{ readonly proposal: ProposalId }, HostError>>;
  /** Everything the signing screen shows, read from the frozen content. */
  getSigning(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
  }): Promise<Result<SigningView, HostError>>;
  /** `contentHash` is what the person saw; another is refused. */
  castBallot(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
    readonly contentHash: string;
    readonly choice: "ratify" | "decline";
    readonly statement: string;
    readonly clockIsRight: boolean;
  }): Promise<Result<TimelineEntry, HostError>>;
  /**
   * A party's word on a ballot that a device of it cast before the party ended it: by another device of the party, or
   * with its 24 words by any member. A confirmation counts for good.
   */
  answerBallot(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
    readonly ballot: string;
    readonly choice: "confirm" | "repudiate";
    readonly reason: string;
    readonly words: readonly string[] | null;
    readonly clockIsRight: boolean;
  }): Promise<Result<TimelineEntry, HostError>>;
  getTimeline(args: { readonly charter: CharterId }): Promise<Result<readonly TimelineEntry[], HostError>>;
  compare(args: {
    readonly charter: CharterId;
    readonly from: Point;
    readonly to: Point;
  }): Promise<Result<Redline, HostError>>;
  exportPdf(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
  }): Promise<Result<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }, HostError>>;
  /** Needs no identity and no charter. */
  verifyPdf(args: { readonly bytes: Uint8Array<ArrayBuffer> }): Promise<Result<VerifyReport, HostError>>;
  /** A valid PDF with one more seal, by this device; the earlier ones stay valid. */
  sealPdf(args: {
    readonly bytes: Uint8Array<ArrayBuffer>;
  }): Promise<Result<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly seals: readonly SealView[] }, HostError>>;
  /** The optional packs of faces, and which of them are here. */
  getFaces(args: Record<never, never>): Promise<Result<{ readonly packs: readonly FacePack[] }, HostError>>;
  /** Keeps the faces among these files, pack files or fonts, that this program knows by their hash. */
  addFaces(args: {
    readonly files: readonly Uint8Array<ArrayBuffer>[];
  }): Promise<Result<{ readonly added: readonly string[]; readonly packs: readonly FacePack[] }, HostError>>;
}

export type HostEvent =
  /** `getKeys` or `getRecoveryWords` answers something else than before. Locked: windows forget what they show. */
  | { readonly kind: "keysChanged" }
  | { readonly kind: "libraryChanged" }
  /** `getListening` answers something else than before. */
  | { readonly kind: "listeningChanged" }
  /** `listNearby` answers something else than before. */
  | { readonly kind: "nearbyChanged" }
  /** Anything `getCharter`, `getTimeline` or `listCharters` shows of it may have changed. */
  | { readonly kind: "charterChanged"; readonly charter: CharterId }
  /** `getAway` or `getLostText` answers something else than before; not said for what this person types. */
  | { readonly kind: "newsChanged"; readonly charter: CharterId }
  /** What was damaged has come again: it may be written. */
  | { readonly kind: "charterMended"; readonly charter: CharterId }
  /** A newcomer can read the text before the log is verified: `CharterView.vouched`. Said while `join` goes on. */
  | { readonly kind: "vouched"; readonly charter: CharterId }
  /** Everything this Yjs client typed up to (not including) `clock` is on disk. */
  | { readonly kind: "saved"; readonly charter: CharterId; readonly clientId: number; readonly clock: number }
  /** A change could not be stored (full disk …): it is still in the window; nothing is lost while it stays open. */
  | { readonly kind: "notSaved"; readonly charter: CharterId; readonly error: HostError }
  | {
      readonly kind: "progress";
      readonly what: "meet" | "relay" | "import" | "read";
      readonly done: number;
      readonly total: number | null;
    };
