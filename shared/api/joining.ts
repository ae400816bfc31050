/** Joining a ratified text, leaving it, and what parties keep for themselves of it. */
import type { CharterId, ProposalId } from "../base/ids.ts";
import { flag, list, nullable, object, oneOf } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import { givenWords, wordLimits } from "../charter/parties/names.ts";
import type { Practice } from "../charter/parties/practice.ts";
import { maxReservations, type Reserved } from "../charter/parties/reserved.ts";
import { date } from "../charter/parties/term.ts";
import { practice, reserved } from "./agreements.ts";
import { type ArgumentsOf, charter, contentHash, file, proposal, reason } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { PartyRef } from "./people.ts";

export interface AccessionView {
  readonly id: string;
  readonly proposal: ProposalId;
  readonly party: PartyRef;
  readonly person: string;
  readonly statement: string;
  readonly reservations: readonly Reserved[];
  readonly practice: Practice | null;
  /** Claimed. */
  readonly accededAt: number;
  /** Parties that consented, with the id of the consent, and how many it takes; 0: the text is open. */
  readonly consents: readonly (PartyRef & { readonly consent: string })[];
  readonly needed: number;
  /** When it took effect; null: it waits for consents. */
  readonly effectiveAt: number | null;
  /** inQuestion, repudiated: its party ended the device before, and has not confirmed it. */
  readonly standing: "counts" | "inQuestion" | "repudiated";
  /** This device's party may consent, and has not. */
  readonly canConsent: boolean;
}

/** That a party leaves a text, or all. */
export interface NoticeView {
  readonly id: string;
  /** Null: all texts. */
  readonly proposal: ProposalId | null;
  readonly party: PartyRef;
  readonly reason: string;
  readonly givenAt: number;
  /** The day that it names; of all texts, each asks for its own notice besides. */
  readonly effectiveOn: string;
  /** This device's party can take it back. */
  readonly canRelease: boolean;
}

export interface ResponseView {
  readonly id: string;
  readonly party: PartyRef;
  readonly choice: "accept" | "object" | "object-no-relations";
  readonly reason: string;
  readonly at: number;
}

export interface ReservationView extends Reserved {
  readonly id: string;
  readonly proposal: ProposalId;
  readonly party: PartyRef;
  readonly madeOn: string;
  /** It was made after the consent. */
  readonly late: boolean;
  /** made: waits for the others' silence, the text or the accession. refused: a late one, by an objection. */
  readonly state: "made" | "standing" | "refused" | "withdrawn";
  /** From this day on, whoever has said nothing has accepted. */
  readonly acceptedOn: string;
  readonly responses: readonly ResponseView[];
  readonly objections: readonly { readonly party: PartyRef; readonly hasRelations: boolean }[];
  readonly withdrawnOn: string | null;
  /** The days on which it holds; both null: on none. `to` null: open-ended. */
  readonly from: string | null;
  readonly to: string | null;
  readonly isMine: boolean;
}

export interface JoiningView {
  readonly accessions: readonly AccessionView[];
  /** Those that were not taken back. */
  readonly notices: readonly NoticeView[];
  readonly reservations: readonly ReservationView[];
}

/** An accession that came as a file. */
export interface StatementView {
  readonly charter: CharterId;
  readonly proposal: ProposalId;
  /** Of the text; null where it is not held here. */
  readonly title: string | null;
  readonly accession: string;
  readonly party: PartyRef;
  readonly person: string;
  readonly statement: string;
  readonly reservations: readonly Reserved[];
  readonly accededAt: number;
}

/** What a party says when it joins. */
export interface Joining {
  readonly reservations: readonly Reserved[];
  /** How it observes a practised text; null where it signs. */
  readonly practice: Practice | null;
  readonly statement: string;
}

/** Where nothing else is said, what is signed says the time of this device: see `clockIsRight` of `castBallot`. */
export interface JoiningApi {
  getJoining(args: { readonly charter: CharterId }): Promise<Result<JoiningView, HostError>>;
  /** For the party that this device speaks for in the charter. `contentHash` is what the person saw. */
  accede(
    args: Joining & {
      readonly charter: CharterId;
      readonly proposal: ProposalId;
      readonly contentHash: string;
      readonly clockIsRight: boolean;
    },
  ): Promise<Result<JoiningView, HostError>>;
  /** For this device's own party, which does not belong to the charter: by the PDF of the text alone. */
  writeAccession(
    args: Joining & { readonly pdf: Uint8Array<ArrayBuffer> },
  ): Promise<Result<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } & StatementView, HostError>>;
  readStatement(args: { readonly bytes: Uint8Array<ArrayBuffer> }): Promise<Result<StatementView, HostError>>;
  /** Into the charter that it names, which is held here; what is held already stays as it is. */
  enterStatement(args: { readonly bytes: Uint8Array<ArrayBuffer> }): Promise<Result<StatementView, HostError>>;
  consentToAccession(args: {
    readonly charter: CharterId;
    readonly accession: string;
    readonly reason: string;
    readonly clockIsRight: boolean;
  }): Promise<Result<JoiningView, HostError>>;
  /** `proposal` null: all texts. `effectiveOn` null: the first day that the notice allows. */
  leaveText(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId | null;
    readonly effectiveOn: string | null;
    readonly reason: string;
    readonly clockIsRight: boolean;
  }): Promise<Result<JoiningView, HostError>>;
  /** To a text that this device's party has joined. */
  reserve(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
    readonly reservation: Reserved;
    readonly clockIsRight: boolean;
  }): Promise<Result<JoiningView, HostError>>;
  respond(args: {
    readonly charter: CharterId;
    readonly reservation: string;
    readonly choice: ResponseView["choice"];
    readonly reason: string;
    readonly clockIsRight: boolean;
  }): Promise<Result<JoiningView, HostError>>;
  /** Takes back an own reservation, response, notice or consent, by its id. */
  release(args: {
    readonly charter: CharterId;
    readonly of: string;
    readonly reason: string;
    readonly clockIsRight: boolean;
  }): Promise<Result<JoiningView, HostError>>;
}

const joining = {
  reservations: list(reserved, { max: maxReservations }),
  practice: nullable(practice),
  statement: givenWords(wordLimits.statement),
};
const signed = { charter, reason, clockIsRight: flag };

export const joiningArguments = {
  getJoining: object({ charter }),
  accede: object({ ...joining, charter, proposal, contentHash, clockIsRight: flag }),
  writeAccession: object({ ...joining, pdf: file }),
  readStatement: object({ bytes: file }),
  enterStatement: object({ bytes: file }),
  consentToAccession: object({ ...signed, accession: contentHash }),
  leaveText: object({ ...signed, proposal: nullable(proposal), effectiveOn: nullable(date) }),
  reserve: object({ charter, proposal, reservation: reserved, clockIsRight: flag }),
  respond: object({
    ...signed,
    reservation: contentHash,
    choice: oneOf("accept", "object", "object-no-relations"),
  }),
  release: object({ ...signed, of: contentHash }),
} as const satisfies ArgumentsOf<JoiningApi>;
