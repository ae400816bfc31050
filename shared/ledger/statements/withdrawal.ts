/** A party leaves a text in force, with notice. PROTOCOL.md, L50. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { dayOf } from "../../base/days.ts";
import { type CharterId, idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes, list, nullable } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { date } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { DeviceCard } from "../members/model.ts";
import type { KindOf } from "./kind.ts";
import type { WithdrawalId } from "./proposal.ts";
import { bad, createForm, type Pen, type StatementFault } from "./statement.ts";

export interface Withdrawal {
  readonly id: WithdrawalId;
  readonly charter: CharterId;
  /** Null: every text that binds the party. */
  readonly proposal: ProposalId | null;
  readonly party: PartyId;
  /** From this day on it is not bound. */
  readonly effectiveOn: string;
  /** [L49] Whatever the party ratified in its past: who names this withdrawal replaces all of it. In ascending order. */
  readonly released: readonly ProposalId[];
  readonly reason: string;
  readonly by: DeviceCard;
  readonly time: number;
}

const maxReleased = 1000;
const key32 = bytes({ min: 32, max: 32 });
const form = createForm(
  "withdrawal",
  key32,
  nullable(key32),
  date,
  list(key32, { max: maxReleased }),
  words(wordLimits.reason),
);

export const signWithdrawal = (
  { charter, proposal, effectiveOn, released, reason }: Omit<Withdrawal, "id" | "party" | "by" | "time">,
  pen: Pen,
): Bytes => {
  const named = proposal === null ? null : idBytes(proposal);
  return form.sign([idBytes(charter), named, effectiveOn, released.map(idBytes), reason], pen);
};

/** [L50] A withdrawal that stands alone, of the party of the device that signed it. */
export function readWithdrawal(wire: Bytes): Result<Withdrawal, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { id, fields, ...spoken } = read.value;
  const [charter, proposal, effectiveOn, releasedKeys, reason] = fields;
  const released = releasedKeys.map((key) => toHex(key) as ProposalId);
  if (released.some((one, index) => index > 0 && (released[index - 1] ?? "") >= one))
    return bad("what is released is not in ascending order");
  if (effectiveOn < dayOf(spoken.time)) return bad("a withdrawal for the past");
  return ok({
    id: id as WithdrawalId,
    charter: toHex(charter) as CharterId,
    proposal: proposal === null ? null : (toHex(proposal) as ProposalId),
    ...{ effectiveOn, released, reason },
    ...spoken,
  });
}

export const withdrawals: KindOf<Withdrawal> = { type: envelopeTypes.withdrawal, keyOf: ({ id }) => id };

/** [L50] Whether it is a notice of leaving this text. */
export const leaves = ({ proposal: named }: Withdrawal, proposal: ProposalId): boolean =>
  named === null || named === proposal;
