/** What the ledger says, as plain readonly values. PROTOCOL.md has the bytes. */
import type { Bytes } from "../../base/bytes.ts";
import type { CharterId, DeviceId, PartyId, ProposalId } from "../../base/ids.ts";
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

/** A party that a ratified text bound, and that has left. */
export interface Left {
  readonly party: PartyId;
  readonly how: "withdrew" | "removed";
  /** The day on which it left, `YYYY-MM-DD`: it was bound until the day before. */
  readonly day: string;
  readonly reason: string;
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
  readonly purpose: "first" | "amendment" | "renewal";
  readonly title: string;
  /** BCP 47 of the text. */
  readonly language: string;
  readonly text: CharterText;
  /** RFC 8785 JSON; `contentHash` is its SHA-256 in hex. */
  readonly contentBytes: Bytes;
  readonly contentHash: string;
  readonly note: string;
  readonly term: Term;
  readonly startsOn: string;
  readonly endsOn: string | null;
  /** The last day for ballots; version 1 had none. */
  readonly closesOn: string | null;
  readonly ratifiedAt: number;
  readonly needed: number;
  readonly proposedBy: { readonly party: PartyId; readonly person: string; readonly at: number };
  /** The whole electorate, in the order of the proposal. */
  readonly parties: readonly PartyCard[];
  /** Who has left since, in ascending order of party. No certificate proves it: whoever exports or seals a PDF says it. */
  readonly left: readonly Left[];
  /** One per party that ratified, ordered by party id. */
  readonly signatures: readonly {
    readonly party: PartyId;
    readonly person: string;
    readonly statement: string;
    readonly castAt: number;
    readonly device: DeviceId;
    /** Ed25519 over the ballot. */
    readonly signature: Bytes;
    /** [L32] By whom its party confirmed it, where it counts only so; `person` null: by the party's own key. */
    readonly confirmed: { readonly person: string | null; readonly at: number } | null;
  }[];
}
