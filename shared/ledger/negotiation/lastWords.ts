/** Of statements about one thing, those that are the last word. Pure readings of a ledger. */
import type { DeviceId } from "../../base/ids.ts";
import type { Accepted } from "../log/chains.ts";
import type { LogPosition } from "../log/envelope.ts";
import type { Membership } from "../members/governance.ts";
import type { Placed, Statements } from "../statements/kind.ts";

/** What the readings of a negotiation ask of a ledger. */
export interface HeldStatements {
  readonly statements: Statements;
  membership(): Membership;
  chainsOf(device: DeviceId): readonly unknown[];
  acceptedAt(place: LogPosition): Accepted | null;
}

/** An accepted statement is held: whoever asks has it from the same ledger. */
export function acceptedAt(ledger: HeldStatements, place: LogPosition): Accepted {
  const accepted = ledger.acceptedAt(place);
  if (accepted === null) throw new Error("a statement that counts is held");
  return accepted;
}

/** [L25] What a device said beyond its end has no say. */
export function hasSay({ devices, former }: Membership, { device, seq }: LogPosition): boolean {
  return devices.has(device) || seq <= (former.get(device)?.lastSeq ?? -1);
}

/** Those that none of the others has in its past. Of one device that did not equivocate that is its last. */
export function lastWords<T>(ledger: HeldStatements, said: readonly Placed<T>[]): readonly Placed<T>[] {
  const [first] = said;
  if (first === undefined) return [];
  const [, { device }] = first;
  if (ledger.chainsOf(device).length === 1 && said.every(([, place]) => place.device === device))
    return [said.reduce((last, one) => (one[1].seq > last[1].seq ? one : last))];
  const accepted = said.map(([, place]) => acceptedAt(ledger, place));
  /** Of each chain, how far any of them knows it beside itself. */
  const known = new Map<string, number>();
  for (const { chain: own, vector } of accepted)
    for (const [chain, [upTo]] of vector)
      known.set(chain, Math.max(known.get(chain) ?? -1, chain === own ? upTo - 1 : upTo));
  return said.filter((_, index) => {
    const { chain, place } = accepted[index] as Accepted;
    return (known.get(chain) ?? -1) < place.seq;
  });
}
