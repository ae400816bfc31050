/**
 * The envelopes of each device as chains. A device has one chain, unless it equivocated: then the branch that came
 * second is a chain of its own, which begins where it left the other. Names of chains are this replica's; what follows
 * from them is the same everywhere.
 * Owns: the head of each chain. Called by: ledger.ts.
 */
import type { DeviceId, EnvelopeHash } from "../../base/ids.ts";
import type { LogPosition } from "./envelope.ts";

/** The device's id for the chain that came first; with `~` and the hash of its first envelope for a branch. */
export type ChainId = string;

export const chainDevice = (chain: ChainId): DeviceId => chain.slice(0, 64) as DeviceId;

/** Per chain: the last sequence number, and how many envelopes of that chain up to it say something (are no receipts). */
export type Vector = ReadonlyMap<ChainId, readonly [seq: number, substance: number]>;

/** What is kept of an accepted envelope beside its bytes. */
export interface Accepted {
  readonly place: LogPosition;
  readonly chain: ChainId;
  readonly type: number;
  readonly time: number;
  /** Its causal past and itself. */
  readonly vector: Vector;
  /** Governance heads after it. */
  readonly governance: readonly EnvelopeHash[];
  /** For text: the Yjs client, and its clock after it. */
  readonly client: number | null;
  readonly clock: number | null;
  /** [L36] Statements in its chain, up to it and with it. */
  readonly statements: number;
}

/** Looks up accepted envelopes that are no longer heads, in their own chain. */
export interface LedgerIndex {
  find(chain: ChainId, seq: number): Accepted | null;
  /** The clock of a client after the last text of the chain up to `seq`; 0 where there is none. */
  clockAt(chain: ChainId, client: number, seq: number): number;
}

export interface Chain {
  readonly id: ChainId;
  readonly parent: ChainId | null;
  /** The first sequence number that is its own. */
  readonly start: number;
  readonly head: Accepted;
  /** Of each Yjs client that wrote in it. */
  readonly clocks: ReadonlyMap<number, number>;
}

/** Where an envelope comes to stand. */
export interface Standing {
  readonly chain: ChainId;
  readonly parent: ChainId | null;
  readonly start: number;
  readonly before: Accepted | null;
}

/** What a chain holds only grows along it, so the first that holds the place is found by halving; `end` + 1: none. */
export function firstHolding(
  held: {
    find(chain: ChainId, seq: number): Accepted | null;
    holds(vector: Vector, place: LogPosition): boolean;
  },
  chain: ChainId,
  start: number,
  end: number,
  place: LogPosition,
): number {
  const holds = (seq: number): boolean => {
    const accepted = held.find(chain, seq);
    return accepted !== null && held.holds(accepted.vector, place);
  };
  let low = start;
  let high = end + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export type Chains = ReturnType<typeof createChains>;

export function createChains(index: LedgerIndex, kept: readonly Chain[]) {
  const chains = new Map<ChainId, Chain>(kept.map((chain) => [chain.id, chain]));
  const byDevice = new Map<DeviceId, Chain[]>();
  const remember = (chain: Chain): void => {
    chains.set(chain.id, chain);
    const device = chainDevice(chain.id);
    const others = (byDevice.get(device) ?? []).filter((other) => other.id !== chain.id);
    byDevice.set(device, [...others, chain]);
  };
  for (const chain of kept) remember(chain);
  const of = (device: DeviceId): readonly Chain[] => byDevice.get(device) ?? [];

  function find(id: ChainId, seq: number): Accepted | null {
    let chain = chains.get(id);
    while (chain !== undefined && seq < chain.start)
      chain = chain.parent === null ? undefined : chains.get(chain.parent);
    if (chain === undefined || seq > chain.head.place.seq) return null;
    return seq === chain.head.place.seq ? chain.head : index.find(chain.id, seq);
  }

  function findPlace(device: DeviceId, seq: number, hash: EnvelopeHash): Accepted | null {
    for (const { id, start } of of(device)) {
      const found = seq < start ? null : find(id, seq);
      if (found?.place.hash === hash) return found;
    }
    return null;
  }

  /** Null where what comes before it is not held. */
  function standingOf(device: DeviceId, seq: number, prev: EnvelopeHash | null, hash: EnvelopeHash): Standing | null {
    const branch = `${device}~${hash}`;
    const first = of(device)[0];
    if (prev === null)
      return first === undefined
        ? { chain: device, parent: null, start: 0, before: null }
        : { chain: branch, parent: null, start: 0, before: null };
    const before = findPlace(device, seq - 1, prev);
    if (before === null) return null;
    const chain = chains.get(before.chain);
    return chain !== undefined && chain.head === before
      ? { chain: chain.id, parent: chain.parent, start: chain.start, before }
      : { chain: branch, parent: before.chain, start: seq, before };
  }

  /** The clock of a client where a chain stood at `seq`, whichever of the chains before it wrote last. */
  function clockAt(id: ChainId, client: number, seq: number): number {
    const chain = chains.get(id);
    if (chain === undefined) return 0;
    if (seq >= chain.start && chain.clocks.has(client)) {
      const clock = seq >= chain.head.place.seq ? (chain.clocks.get(client) ?? 0) : index.clockAt(id, client, seq);
      if (clock > 0) return clock;
    }
    return chain.parent === null ? 0 : clockAt(chain.parent, client, Math.min(seq, chain.start - 1));
  }

  /** Whether an envelope of `chain` at `seq` has one of `other` at `otherSeq` before it in its own chain, or is it. */
  function follows(chain: ChainId, seq: number, other: ChainId, otherSeq: number): boolean {
    let at = chains.get(chain);
    let limit = seq;
    while (at !== undefined) {
      if (at.id === other) return otherSeq <= limit;
      limit = Math.min(limit, at.start - 1);
      at = at.parent === null ? undefined : chains.get(at.parent);
    }
    return false;
  }

  function holds(vector: Vector, { device, seq, hash }: LogPosition): boolean {
    const accepted = findPlace(device, seq, hash);
    return accepted !== null && [...vector].some(([chain, [upTo]]) => follows(chain, upTo, accepted.chain, seq));
  }

  /** [L22] From which number on each device in `seen` equivocated. */
  function forksIn(seen: ReadonlyMap<ChainId, readonly [number, number]>): ReadonlyMap<DeviceId, number> {
    const forks = new Map<DeviceId, number>();
    if (chains.size === byDevice.size) return forks;
    const branches = new Set<string>();
    for (const id of seen.keys()) {
      const chain = chains.get(id);
      const device = chainDevice(id);
      if (chain === undefined || of(device).length < 2) continue;
      const branch = `${chain.parent ?? device} ${chain.start}`;
      const leaves = chain.parent !== null && (seen.get(chain.parent)?.[0] ?? -1) >= chain.start;
      if (leaves || branches.has(branch)) forks.set(device, Math.min(chain.start, forks.get(device) ?? chain.start));
      branches.add(branch);
    }
    return forks;
  }

  return {
    of,
    get: (id: ChainId): Chain | undefined => chains.get(id),
    all: (): readonly Chain[] => [...chains.values()],
    find,
    findPlace,
    standingOf,
    clockAt,
    follows,
    holds,
    forksIn,
    set: remember,
    /** Everything held. */
    vector: (): Vector =>
      new Map([...chains].map(([id, { head }]) => [id, head.vector.get(id) ?? ([head.place.seq, 0] as const)])),
  };
}
