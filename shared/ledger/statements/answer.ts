/** A party answers a report; both stand side by side. PROTOCOL.md, L62. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import type { PartyId } from "../../base/ids.ts";
import { bytes, oneOf } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { type AnswerChoice, answerChoices } from "../../charter/parties/records.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { DeviceCard } from "../members/model.ts";
import type { KindOf } from "./kind.ts";
import { hashBytes } from "./practice.ts";
import type { ReportId } from "./report.ts";
import { createForm, type Pen, type StatementFault } from "./statement.ts";

export interface Answer {
  /** 64 hex digits. */
  readonly id: string;
  readonly report: ReportId;
  readonly choice: AnswerChoice;
  readonly words: string;
  readonly party: PartyId;
  readonly by: DeviceCard;
  readonly time: number;
}

const form = createForm("answer", bytes({ min: 32, max: 32 }), oneOf(...answerChoices), words(wordLimits.statement));

export const signAnswer = (
  { report, choice, words: said }: Pick<Answer, "report" | "choice" | "words">,
  pen: Pen,
): Bytes => form.sign([hashBytes(report), choice, said], pen);

/** [L62] An answer that stands alone. */
export function readAnswer(wire: Bytes): Result<Answer, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { fields, ...spoken } = read.value;
  const [report, choice, said] = fields;
  return ok({ report: toHex(report) as ReportId, choice, words: said, ...spoken });
}

export const answersTo: KindOf<Answer> = { type: envelopeTypes.answer, keyOf: ({ id }) => id };
