/** A ledger's state as bytes, for this device's own sealed cache: never sent, never trusted from anybody else. */
import type { Bytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import type { DeviceId, EnvelopeHash } from "../base/ids.ts";
import type { LedgerSnapshot } from "./ledger.ts";
import type { Accepted, Chain } from "./log/chains.ts";
import type { PlacedEntry } from "./members/governance.ts";
import { type Program, tessera } from "./program.ts";

const version = 4;

type Pairs<K, V> = readonly (readonly [K, V])[];
type FlatAccepted = Omit<Accepted, "vector"> & { readonly vector: Pairs<string, readonly [number, number]> };
type FlatChain = Omit<Chain, "head" | "clocks"> & {
  readonly head: FlatAccepted;
  readonly clocks: Pairs<number, number>;
};
type FlatEntry = readonly [
  Omit<PlacedEntry, "cut"> & { readonly cut: Pairs<DeviceId, number> },
  readonly EnvelopeHash[],
];
type FlatSnapshot = Omit<LedgerSnapshot, "chains" | "governance"> & {
  readonly chains: readonly FlatChain[];
  readonly governance: readonly FlatEntry[];
};

export function encodeSnapshot(snapshot: LedgerSnapshot): Bytes {
  const chains = snapshot.chains.map((chain) => ({
    ...chain,
    head: { ...chain.head, vector: [...chain.head.vector] },
    clocks: [...chain.clocks],
  }));
  const governance = snapshot.governance.map(([placed, past]) => [{ ...placed, cut: [...placed.cut] }, past] as const);
  return encodeCbor([version, { ...snapshot, chains, governance } satisfies FlatSnapshot]);
}

/** Null for another version's, or of a program that knew other statements: the caller folds the log again. */
export function decodeSnapshot(bytes: Bytes, program: Program = tessera): LedgerSnapshot | null {
  const decoded = decodeCbor(bytes) as readonly [number, FlatSnapshot] | null;
  if (!Array.isArray(decoded) || decoded[0] !== version) return null;
  const [, flat] = decoded as readonly [number, FlatSnapshot];
  if (flat.kinds.join() !== program.statements.map(({ type }) => type).join()) return null;
  return {
    ...flat,
    chains: flat.chains.map((chain) => ({
      ...chain,
      head: { ...chain.head, vector: new Map(chain.head.vector) },
      clocks: new Map(chain.clocks),
    })),
    governance: flat.governance.map(([placed, past]) => [{ ...placed, cut: new Map(placed.cut) }, past] as const),
  };
}
