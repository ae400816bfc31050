/** A party puts on record that the parties met about a text. PROTOCOL.md, L63. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes, nullable, oneOf } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { name } from "../../charter/parties/names.ts";
import { type ReviewOutcome, reviewOutcomes } from "../../charter/parties/records.ts";
import { date } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { DeviceCard } from "../members/model.ts";
import type { KindOf } from "./kind.ts";
import { hashBytes } from "./practice.ts";
import { bad, createForm, type Pen, type StatementFault } from "./statement.ts";

export interface Review {
  /** 64 hex digits. */
  readonly id: string;
  readonly proposal: ProposalId;
  readonly heldOn: string;
  readonly place: string;
  /** SHA-256 of a file that is kept elsewhere, in hex. */
  readonly minutes: string | null;
  /** For the calendar alone: what is amended, renewed or ended is so by a ratified text. */
  readonly outcome: ReviewOutcome;
  readonly nextOn: string | null;
  readonly party: PartyId;
  readonly by: DeviceCard;
  readonly time: number;
}

const hash32 = bytes({ min: 32, max: 32 });
const form = createForm("review", hash32, date, name, nullable(hash32), oneOf(...reviewOutcomes), nullable(date));

export const signReview = (
  { proposal, heldOn, place, minutes, outcome, nextOn }: Omit<Review, "id" | "party" | "by" | "time">,
  pen: Pen,
): Bytes =>
  form.sign([idBytes(proposal), heldOn, place, minutes === null ? null : hashBytes(minutes), outcome, nextOn], pen);

/** [L63] A review that stands alone. */
export function readReview(wire: Bytes): Result<Review, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { fields, ...spoken } = read.value;
  const [proposal, heldOn, place, minutes, outcome, nextOn] = fields;
  if (nextOn !== null && nextOn <= heldOn) return bad("the next day is not after the one that was held");
  return ok({
    ...{ proposal: toHex(proposal) as ProposalId, heldOn, place, outcome, nextOn },
    ...{ minutes: minutes === null ? null : toHex(minutes), ...spoken },
  });
}

export const reviews: KindOf<Review> = { type: envelopeTypes.review, keyOf: ({ id }) => id };
