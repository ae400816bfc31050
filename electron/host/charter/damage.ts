/**
 * A charter of which a part could not be read: what is missing, and when it is whole again.
 * Owns: that, as it is on disk. Called by: replica.ts. While there is damage nothing is signed here [S21].
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import type { Ledger } from "../../../shared/ledger/ledger.ts";
import { newestOf } from "../../../shared/ledger/log/envelope.ts";
import type { CharterStore, MissingPlace } from "../store/charterStore.ts";

/** Why nothing is signed meanwhile. */
export const damaged = { kind: "readOnly", reason: "damaged" } as const satisfies HostError;

type Store = Pick<CharterStore, "readDamage" | "keepHeard" | "endDamage" | "transact">;

export function openDamage(store: Store, me: DeviceId, ledger: () => Pick<Ledger, "places" | "membership">) {
  let damage = store.readDamage();

  const lacking = (lost: readonly MissingPlace[]): readonly MissingPlace[] => {
    const held = newestOf(ledger().places());
    return lost.filter(([of, seq]) => seq > (held.get(of) ?? -1));
  };

  return {
    is: (): boolean => damage !== null,
    /** Frames that were found to build on what is missing. */
    behind: (): readonly Bytes[] => damage?.behind ?? [],
    /** False: more may be missing than is known. */
    isKnown: (): boolean => damage?.isKnown ?? false,
    missing: (): number => lacking(damage?.lost ?? []).length,
    /** Of a damage whose extent nobody knows: this one has given everything it holds. */
    hear(other: DeviceId): void {
      if (damage === null || damage.heard.includes(other)) return;
      const heard = [...damage.heard, other];
      const stored = store.transact(() => store.keepHeard(heard));
      if (stored.ok) damage = { ...damage, heard };
    },
    /** Everything that was missing is here, or, where nobody knows how much it was, what everybody else has. */
    isMended(): boolean {
      if (damage === null || lacking(damage.lost).length > 0) return false;
      const { heard, isKnown } = damage;
      const others = [...ledger().membership().devices.keys()].filter((other) => other !== me);
      return isKnown || (others.length > 0 && others.every((other) => heard.includes(other)));
    },
    end(): Result<null, HostError> {
      const ended = store.transact(() => store.endDamage());
      if (!ended.ok) return ended;
      damage = null;
      return ok(null);
    },
  };
}
