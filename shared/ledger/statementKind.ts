/** [L21] [L36] Every statement, known here or not, is accepted by its place alone; its own kind says whether it counts. */
import { err, ok } from "../base/result.ts";
import type { LogKind, Setting } from "./kind.ts";
import { envelopeTypes, maxEnvelopeBytes } from "./log/envelope.ts";
import type { Member } from "./members/governance.ts";
import type { Hearing, KindOf, Placed, SaidSet } from "./statements/kind.ts";

/** [L36] Of one statement; a proposal carries a text. */
export const maxStatementBytes = 64 * 1024;
/** [L36] So many in one chain have bodies; the chain goes on beyond them. */
export const maxStatements = 16_384;

const limitOf = (type: number): number => (type === envelopeTypes.proposal ? maxEnvelopeBytes : maxStatementBytes);

export const statement: LogKind = {
  by: "members",
  isReceipt: false,
  judge(setting) {
    const { envelope, place, standing, state } = setting;
    const { type, body } = envelope;
    if ((standing.before?.statements ?? 0) >= maxStatements)
      return ok({ leavesBodyOut: true, accept: () => undefined });
    if (body === null) return err({ kind: "refused", reason: "a statement without its body" });
    if (body.length > limitOf(type)) return err({ kind: "refused", reason: "a statement that is too large" });
    const kind = state.said.kindOf(type);
    if (kind === null) return ok({ accept: () => state.said.addUnknown(place.device) });
    const read = kind.read(body);
    const fault = read.ok ? kind.fault(read.value, hearingOf(setting)) : read.error.reason;
    if (!read.ok || fault !== null) return ok({ fault, accept: () => undefined });
    return ok({ accept: () => state.said.add(type, read.value, place) });
  },
};

function hearingOf(setting: Setting): Hearing {
  const { charter, envelope, membership, state, holds } = setting;
  const { all, knew } = saidBefore(setting);
  return {
    charter,
    membership,
    author: membership.devices.get(envelope.device) as Member,
    heard: <T>(kind: KindOf<T>, key: string): T | null =>
      state.said.byKey(kind, key).find(([, place]) => holds(place))?.[0] ?? null,
    heardAll: all,
    knew,
  };
}

/** The statements that count in the past of an envelope. */
export function saidBefore({ state, holds }: Pick<Setting, "state" | "holds">): SaidSet {
  return {
    all: <T>(kind: KindOf<T>): readonly Placed<T>[] => state.said.all(kind).filter(([, place]) => holds(place)),
    knew(later, earlier): boolean {
      const accepted = state.chains.findPlace(later.device, later.seq, later.hash);
      return accepted !== null && state.chains.holds(accepted.vector, earlier);
    },
  };
}
