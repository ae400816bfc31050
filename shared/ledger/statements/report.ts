/** A party reports what became of a promise of a text. PROTOCOL.md, L61. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { type ClauseId, idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes, integer, nullable, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import type { Evidence } from "../../charter/parties/practice.ts";
import { maxPromiseIndex, type Outcome, outcomes, type Period } from "../../charter/parties/records.ts";
import { date } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { DeviceCard } from "../members/model.ts";
import type { KindOf } from "./kind.ts";
import { clauseId, parseEvidence, readEvidence, writeEvidence } from "./practice.ts";
import { bad, createForm, type Pen, type StatementFault } from "./statement.ts";

/** 64 hex digits. */
export type ReportId = string & { readonly report: unique symbol };

export interface Report {
  readonly id: ReportId;
  readonly proposal: ProposalId;
  /** Which promise: the clause that it stands in, and its index there. [C22] */
  readonly clause: ClauseId;
  readonly index: number;
  readonly outcome: Outcome;
  /** It is about the times on which the promise is due in it; null: about the promise as a whole. */
  readonly period: Period | null;
  readonly words: string;
  readonly evidence: readonly Evidence[];
  readonly party: PartyId;
  readonly by: DeviceCard;
  readonly time: number;
}

const form = createForm(
  "report",
  bytes({ min: 32, max: 32 }),
  clauseId,
  integer({ min: 0, max: maxPromiseIndex }),
  oneOf(...outcomes),
  nullable(tuple(date, date)),
  words(wordLimits.statement),
  parseEvidence,
);

export const signReport = (
  { proposal, clause, index, outcome, period, words: said, evidence }: Omit<Report, "id" | "party" | "by" | "time">,
  pen: Pen,
): Bytes => form.sign([idBytes(proposal), clause, index, outcome, period, said, writeEvidence(evidence)], pen);

/** [L61] A report that stands alone. */
export function readReport(wire: Bytes): Result<Report, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { id, fields, ...spoken } = read.value;
  const [proposal, clause, index, outcome, period, said, evidence] = fields;
  if (period !== null && period[1] < period[0]) return bad("a period that ends before it begins");
  return ok({
    ...{ id: id as ReportId, proposal: toHex(proposal) as ProposalId, clause, index, outcome, period, words: said },
    ...{ evidence: readEvidence(evidence), ...spoken },
  });
}

export const reports: KindOf<Report> = { type: envelopeTypes.report, keyOf: ({ id }) => id };
