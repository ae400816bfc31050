/** A ledger's state as bytes, for this device's own sealed cache: never sent, never trusted from anybody else. */
import type { Bytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import type { DeviceId, EnvelopeHash } from "../base/ids.ts";
import type { Accepted, Chain } from "./chains.ts";
import type { PlacedEntry } from "./governance.ts";
import type { LedgerSnapshot } from "./ledger.ts";

const version = 3;

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

/** Null for another version's: the caller folds the log again. */
export function decodeSnapshot(bytes: Bytes): LedgerSnapshot | null {
  const decoded = decodeCbor(bytes) as readonly [number, FlatSnapshot] | null;
  if (!Array.isArray(decoded) || decoded[0] !== version) return null;
  const [, flat] = decoded as readonly [number, FlatSnapshot];
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
