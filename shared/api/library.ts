/** Every charter on this machine, and one as a whole. */
import type { CharterId, ClauseId, DeviceId, ProposalId } from "../base/ids.ts";
import { object, oneOf, variants } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { ArticleKind } from "../charter/formats/markdown.ts";
import type { NotKeptList } from "../charter/formats/notKept.ts";
import type { CommentsBy } from "../charter/formats/office/officeDocument.ts";
import type { SourceFormat } from "../charter/formats/readSource.ts";
import type { ChangesBy } from "../charter/formats/sourceBlocks.ts";
import { givenName } from "../charter/parties/names.ts";
import { type Policy, quotas, suggesters } from "../charter/parties/quotas.ts";
import type { GuestRole } from "../charter/parties/roles.ts";
import { type ArgumentsOf, charter, label, language, nothing } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { EntryCounts } from "./news.ts";
import type { MetAddress } from "./peers.ts";
import type { Author, DecisionView, Ending, GuestView, InviteView, PartyRef, PartyView } from "./people.ts";
import type { RelayState } from "./relay.ts";
import { type FileArgument, type MayLose, mayLose, sourceFile } from "./texts.ts";

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
  /**
   * What others signed and this person has not read, as far as is known without reading it: an entry whose words are gone
   * again counts until somebody looks (`getNews`).
   */
  readonly news: EntryCounts;
  /** Of the comments among them, those that mention this device or its party. */
  readonly mentionsOfMe: number;
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
  /** Null: the log is here. */
  readonly arriving: ArrivingView | null;
  readonly damage: DamageView | null;
}

/** A charter whose log is on its way to this device, which held nothing of it: how far it has come. */
export interface ArrivingView {
  /**
   * A text that the parties agreed on, read by its `proposal`: its certificate verifies, and the party that founded the
   * charter is among those that signed it. Whether it has been superseded is known once the log is here. Null: none came.
   */
  readonly agreed: {
    readonly proposal: ProposalId;
    readonly title: string;
    readonly language: string;
    readonly ratifiedAt: number;
    /** Null: ratified, and in force once more parties ratify it. */
    readonly startsOn: string | null;
    readonly endsOn: string | null;
    readonly signedBy: readonly PartyRef[];
    readonly founder: PartyRef;
  } | null;
  /** Signed entries that are here and verified, and how many the other device says there are. */
  readonly read: number;
  readonly of: number;
  /** Of the newest one that is here; claimed, not proven. Null: none is. */
  readonly verifiedTo: number | null;
  /** At the pace until now; null where that is not known yet, or nobody is connected. */
  readonly secondsLeft: number | null;
}

export interface CharterView {
  readonly id: CharterId;
  readonly title: string;
  readonly language: string;
  readonly parties: readonly PartyView[];
  readonly guests: readonly GuestView[];
  readonly policy: Policy;
  /** Everybody is asked to suggest now: `policy` says so and a text was ratified. Edits are refused as `suggestionsAsked`. */
  readonly asksToSuggest: boolean;
  readonly decisions: readonly DecisionView[];
  /** Null: the log is here. While it is not, everything else says what is known so far. */
  readonly arriving: ArrivingView | null;
  /** Null while this device is a member. */
  readonly ended: Ending | null;
  /** Changes held here and left out of the text: their devices were removed or equivocated, or they are no text of the rules. */
  readonly leftOut: number;
  /** Changes that signed envelopes build on and that nobody has brought here yet, by who wrote them. */
  readonly notHere: readonly { readonly by: Author; readonly changes: number }[];
  readonly invites: readonly InviteView[];
  /** Signed changes held here. */
  readonly changes: number;
  /** Numbers of the clauses (or names such as "Preamble") in which the draft differs from the text in force; null: nothing is in force. */
  readonly draftDiffersIn: readonly string[] | null;
  /** Clauses that are agreed and closed: whoever is about to change their words is asked first. */
  readonly closed: readonly ClauseId[];
  readonly inForce: ProposalId | null;
  readonly state: CharterState;
  /** Last day in force (`YYYY-MM-DD`), null where open-ended or nothing is in force. */
  readonly endsOn: string | null;
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

export interface TemplateRef {
  readonly id: string;
  readonly language: string;
  readonly title: string;
  readonly summary: string;
  /** The text itself, as `shared/charter/formats/markdown.ts` reads it. */
  readonly markdown: string;
}

export interface TextPreview extends NotKeptList {
  readonly format: SourceFormat;
  /** As the file says. */
  readonly title: string | null;
  readonly language: string | null;
  /** Articles, preambles and annexes not counted. */
  readonly clauses: number;
  readonly words: number;
  /** In the order of the text; what stands outside of all is in none. */
  readonly articles: readonly ArticlePreview[];
  /** Of the document's own tracked changes, whoever changed most first. */
  readonly changes: readonly ChangesBy[];
  readonly comments: readonly CommentsBy[];
}

export interface ArticlePreview {
  readonly kind: ArticleKind;
  /** As in `Clause`. */
  readonly number: string;
  readonly heading: string;
  readonly clauses: number;
  readonly words: number;
}

export interface LibraryApi {
  listTemplates(args: Record<never, never>): Promise<Result<readonly TemplateRef[], HostError>>;
  listCharters(args: Record<never, never>): Promise<Result<readonly CharterSummary[], HostError>>;
  /** Those that `listCharters` cannot show: damaged, of a later version, without a key. None of them hides another. */
  listUnopened(args: Record<never, never>): Promise<Result<readonly UnopenedCharter[], HostError>>;
  /** What is missing of a damaged charter is given up, and it may be written again. A member who still holds it sees this device as one that equivocated. */
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
      | ({ readonly kind: "file" } & FileArgument);
    readonly policy: Policy;
    readonly mayLose?: MayLose;
  }): Promise<Result<{ readonly charter: CharterId } & NotKeptList, HostError>>;
  /** What a file would bring, by which `createCharter` begins and `importText` goes on. Nothing is changed by looking. */
  previewText(args: FileArgument): Promise<Result<TextPreview, HostError>>;
  /** Readings of files and Markdown that are under way answer `cancelled`. */
  stopReading(args: Record<never, never>): Promise<Result<null, HostError>>;
  getCharter(args: { readonly charter: CharterId }): Promise<Result<CharterView, HostError>>;
}

const quota = oneOf(...quotas);

export const libraryArguments = {
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
      file: object({ kind: oneOf("file"), ...sourceFile }),
    }),
    policy: object({ admit: quota, remove: quota, suggest: oneOf(...suggesters) }),
    mayLose,
  }),
  previewText: object(sourceFile),
  stopReading: nothing,
  getCharter: object({ charter }),
} as const satisfies ArgumentsOf<LibraryApi>;
