/**
 * What this program knows: the rulesets that it can judge by, and the kinds of statements that it can read. A new
 * statement is one file in `statements/` and one row here; a new ruleset is one row. PROTOCOL.md, L21 and L35.
 */

import { accessionKind, consentKind, releaseKind } from "./agreements/joiningKinds.ts";
import { proposalKind } from "./agreements/proposalKind.ts";
import {
  answerKind,
  attestationKind,
  endorsementKind,
  institutionKind,
  reportKind,
  reviewKind,
} from "./agreements/recordKinds.ts";
import { withdrawalKind } from "./agreements/withdrawalKind.ts";
import type { GovernanceEntry } from "./members/entries.ts";
import type { MemberRole } from "./members/governance.ts";
import { ballotKind } from "./statements/ballot.ts";
import { closingKind } from "./statements/closing.ts";
import { commentKind } from "./statements/comment.ts";
import { confirmationKind } from "./statements/confirmation.ts";
import type { StatementKind } from "./statements/kind.ts";
import { reservationKind } from "./statements/reservation.ts";
import { responseKind } from "./statements/response.ts";
import { signersKind } from "./statements/signers.ts";
import { stanceKind } from "./statements/stance.ts";

/** What an envelope is judged by, where its past has adopted it. */
export interface Ruleset {
  readonly number: number;
  /** The governance entries that it has. */
  readonly entries: ReadonlySet<GovernanceEntry["kind"]>;
  /** [L11] Who writes text under editing client ids, and who under suggesting ones; whoever edits may suggest. */
  readonly editors: ReadonlySet<MemberRole>;
  readonly suggesters: ReadonlySet<MemberRole>;
}

export interface Program {
  readonly rulesets: ReadonlyMap<number, Ruleset>;
  /** A genesis is judged by it. */
  readonly first: Ruleset;
  readonly statements: readonly StatementKind<unknown>[];
}

export const ruleset3: Ruleset = {
  number: 3,
  entries: new Set([
    "genesis",
    "openInvite",
    "closeInvite",
    "admit",
    "recover",
    "renewSheet",
    "settleSheet",
    "revoke",
    "remove",
    "consent",
    "rotate",
    "share",
    "adopt",
    "setSuggest",
  ]),
  editors: new Set(["delegate"]),
  suggesters: new Set(["delegate", "mediator", "supporter"]),
};

export const tessera: Program = {
  rulesets: new Map([[ruleset3.number, ruleset3]]),
  first: ruleset3,
  statements: [
    proposalKind,
    ballotKind,
    confirmationKind,
    commentKind,
    stanceKind,
    closingKind,
    signersKind,
    withdrawalKind,
    accessionKind,
    consentKind,
    reservationKind,
    responseKind,
    releaseKind,
    attestationKind,
    reportKind,
    answerKind,
    reviewKind,
    institutionKind,
    endorsementKind,
  ],
};
