/** What a kind of envelope is to the ledger, and what its judgement may ask. PROTOCOL.md, L3 and L21. */
import type { Bytes } from "../base/bytes.ts";
import type { CharterId, EnvelopeHash } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import type { Chains, Standing, Vector } from "./log/chains.ts";
import type { Clients } from "./log/clients.ts";
import type { Envelope, LogPosition } from "./log/envelope.ts";
import type { GovernanceEntry } from "./members/entries.ts";
import type { Membership } from "./members/governance.ts";
import type { GovernanceLog } from "./members/governanceLog.ts";
import type { Program, Ruleset } from "./program.ts";
import type { Said } from "./said.ts";

/** What the accepted envelopes of one charter come to, each part kept by the module of its name. */
export interface LogState {
  readonly chains: Chains;
  readonly governance: GovernanceLog;
  readonly clients: Clients;
  readonly said: Said;
}

/** Where an envelope stands: its judgement depends on this and on its bytes alone [L3]. */
export interface Setting {
  readonly charter: CharterId;
  readonly envelope: Envelope;
  readonly place: LogPosition;
  readonly standing: Standing;
  /** Its causal past, without itself. */
  readonly past: Vector;
  readonly pastHeads: readonly EnvelopeHash[];
  /** By its past. */
  readonly membership: Membership;
  /** By its past [L35]. */
  readonly ruleset: Ruleset;
  readonly program: Program;
  readonly state: LogState;
  /** Whether a place that is held is in its past. */
  holds(place: LogPosition): boolean;
}

export interface TextBody {
  readonly client: number;
  readonly from: number;
  readonly end: number;
  readonly update: Bytes;
}

/** An envelope that is accepted, and what to do with it then. */
export interface Taken {
  readonly text?: TextBody;
  readonly entry?: GovernanceEntry;
  /** Of a statement that is accepted and does not count: why. */
  readonly fault?: string | null;
  /** [L36] It has more statements before it than a body is kept for. */
  readonly leavesBodyOut?: true;
  accept(at: { readonly chain: string }): void;
}

export type Refusal =
  | { readonly kind: "refused"; readonly reason: string }
  /** [L35] Of a ruleset that this program lacks. */
  | { readonly kind: "newer"; readonly ruleset: number };

export interface LogKind {
  /** Who writes it: a genesis is written by nobody who is a member yet; `writers` edit the text or suggest. */
  readonly by: "anybody" | "members" | "writers";
  /** [L4] It says nothing but what its past is. */
  readonly isReceipt: boolean;
  judge(setting: Setting): Result<Taken, Refusal>;
}
