/** What the ledger says, as plain readonly values. PROTOCOL.md has the bytes. */

import type { Bytes } from "../../base/bytes.ts";
import type { CharterId, DeviceId, PartyId, ProposalId } from "../../base/ids.ts";
import type { LeftOut } from "../../charter/draft/leaveOut.ts";
import type { Conditions } from "../../charter/parties/conditions.ts";
import type { Practice } from "../../charter/parties/practice.ts";
import type { Purpose } from "../../charter/parties/proposalState.ts";
import type { Reserved } from "../../charter/parties/reserved.ts";
import type { PartyKind } from "../../charter/parties/roles.ts";
import type { Term } from "../../charter/parties/term.ts";
import type { CharterText } from "../../charter/text/model.ts";

/** A party names itself: signed by the party's own key. */
export interface PartyCard {
  readonly id: PartyId;
  readonly name: string;
  readonly kind: PartyKind;
  readonly constituency: string;
}

/** A device speaks for a party: signed by the party's key, or by a device that already does. */
export interface DeviceCard {
  readonly id: DeviceId;
  readonly party: PartyId;
  readonly person: string;
  readonly name: string;
  readonly sealKey: Bytes;
  readonly issuedAt: number;
}

/** A device as a member: `party` is null for a guest, who speaks for none. */
export type MemberCard = Omit<DeviceCard, "party"> & { readonly party: PartyId | null };

/** A party whose voice an earlier text needed, and that left it. */
export interface NamedParty {
  readonly party: PartyCard;
  /** `withdrew`: its signed withdrawal is there. `left`: it left the charter or was removed, as those who signed say. */
  readonly how: "withdrew" | "left";
}

/**
 * A verified certificate, as a reader needs it: enough ballots on one frozen content.
 * `verifyCertificate` makes it from bytes alone: no charter, no network.
 */
export interface CertificateView {
  /** Of the certificate's format: 1 was made by version 0.1. */
  readonly version: 1 | 2;
  readonly id: ProposalId;
  readonly charter: CharterId;
  readonly parent: ProposalId | null;
  readonly purpose: Purpose;
  readonly title: string;
  /** BCP 47 of the text. */
  readonly language: string;
  readonly text: CharterText;
  /** RFC 8785 JSON; `contentHash` is its SHA-256 in hex. */
  readonly contentBytes: Bytes;
  readonly contentHash: string;
  readonly note: string;
  /** What was still open in the draft of the proposer; none in version 1. */
  readonly leftOut: readonly LeftOut[];
  readonly term: Term;
  /** The last day for ballots; version 1 had none. */
  readonly closesOn: string | null;
  readonly ratifiedAt: number;
  /** Null: ratified, and not yet in force by as many parties as that takes. */
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly conditions: Conditions;
  /** Parties of what it builds on that left it: their voices were not needed. */
  readonly named: readonly NamedParty[];
  readonly proposedBy: { readonly party: PartyId; readonly person: string; readonly at: number };
  /** The whole electorate, in the order of the proposal. */
  readonly parties: readonly PartyCard[];
  /** Of each party that ratified, in ascending order of party: one, or as many as it asks for. */
  readonly signatures: readonly {
    readonly party: PartyId;
    readonly person: string;
    readonly reservations: readonly Reserved[];
    /** How it observes a practised text; null where it signs. */
    readonly practice: Practice | null;
    readonly statement: string;
    readonly castAt: number;
    readonly device: DeviceId;
    /** Ed25519 over the ballot. */
    readonly signature: Bytes;
    /** [L32] By whom its party confirmed it, where it counts only so; `person` null: by the party's own key. */
    readonly confirmed: { readonly person: string | null; readonly at: number } | null;
  }[];
}
