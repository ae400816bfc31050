/**
 * The statements that count, each with its place, and how many there are of kinds that this program does not know.
 * Owns: both. Called by: the ledger. Invariant: what stands here is a function of the accepted set [L25].
 */
import type { DeviceId } from "../base/ids.ts";
import type { LogPosition } from "./log/envelope.ts";
import type { KindOf, Placed, StatementKind, Statements } from "./statements/kind.ts";

export interface SaidSnapshot {
  /** The types that were known. */
  readonly kinds: readonly number[];
  readonly said: readonly (readonly [type: number, said: unknown, place: LogPosition])[];
  readonly unknown: readonly (readonly [DeviceId, number])[];
}

export interface Said extends Statements {
  add(type: number, said: unknown, place: LogPosition): void;
  addUnknown(by: DeviceId): void;
  kindOf(type: number): StatementKind<unknown> | null;
  /** How many of each device are of a kind that this program does not know. */
  unknown(): ReadonlyMap<DeviceId, number>;
  snapshot(): SaidSnapshot;
}

export function createSaid(kinds: readonly StatementKind<unknown>[], kept: SaidSnapshot): Said {
  const byType = new Map(kinds.map((kind) => [kind.type, { kind, all: [], byKey: new Map() } as Shelf]));
  const unknown = new Map<DeviceId, number>(kept.unknown);

  function add(type: number, said: unknown, place: LogPosition): void {
    const shelf = byType.get(type);
    if (shelf === undefined) return;
    const placed: Placed<unknown> = [said, place];
    shelf.all.push(placed);
    const key = shelf.kind.keyOf(said);
    const same = shelf.byKey.get(key);
    if (same === undefined) shelf.byKey.set(key, [placed]);
    else same.push(placed);
  }
  for (const [type, said, place] of kept.said) add(type, said, place);

  return {
    add,
    addUnknown(by: DeviceId): void {
      unknown.set(by, (unknown.get(by) ?? 0) + 1);
    },
    kindOf: (type: number): StatementKind<unknown> | null => byType.get(type)?.kind ?? null,
    all: <T>(kind: KindOf<T>): readonly Placed<T>[] => (byType.get(kind.type)?.all ?? []) as Placed<T>[],
    byKey: <T>(kind: KindOf<T>, key: string): readonly Placed<T>[] =>
      (byType.get(kind.type)?.byKey.get(key) ?? []) as Placed<T>[],
    unknown: (): ReadonlyMap<DeviceId, number> => unknown,
    snapshot: (): SaidSnapshot => ({
      kinds: [...byType.keys()],
      said: [...byType].flatMap(([type, { all }]) => all.map(([said, place]) => [type, said, place] as const)),
      unknown: [...unknown],
    }),
  };
}

interface Shelf {
  readonly kind: StatementKind<unknown>;
  readonly all: Placed<unknown>[];
  readonly byKey: Map<string, Placed<unknown>[]>;
}
