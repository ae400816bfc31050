/**
 * Whose the Yjs client ids are, and which texts of theirs count. PROTOCOL.md, L11 and L27.
 * A binding of a derived id binds the suggesting id above it too; each of the two has clocks of its own.
 * Owns: the bindings, and how each folded text stood when it was folded. Called by: ledger.ts.
 */
import { boundWith } from "../../base/clientClass.ts";
import type { DeviceId, EnvelopeHash } from "../../base/ids.ts";
import { type ChainId, type Chains, chainDevice, type Vector } from "./chains.ts";

export interface Binding {
  /** The editing id. */
  readonly client: number;
  /** Of the device's sessions; null for an id that a gateway's client chose. */
  readonly sessionNo: number | null;
  readonly chain: ChainId;
  readonly seq: number;
  readonly hash: EnvelopeHash;
}

/**
 * [L27] What becomes of an accepted text: it counts; or it is left out and its clocks stay empty; or it has no place at all,
 * because its client id belongs to another device.
 */
export type TextStanding = "counts" | "leftOut" | "nothing";

/** Of the texts of one chain that were folded: the last that counts, the first that was left out. */
type FoldedTexts = readonly [counted: number, leftOut: number];
const nothingLeftOut = Number.MAX_SAFE_INTEGER;
const noTexts: FoldedTexts = [-1, nothingLeftOut];

export type Clients = ReturnType<typeof createClients>;

export function createClients(
  chains: Chains,
  kept: readonly Binding[],
  before: {
    readonly texts: readonly (readonly [ChainId, FoldedTexts])[];
    readonly owners: readonly (readonly [number, DeviceId])[];
  },
) {
  const byClient = new Map<number, readonly Binding[]>();
  let texts = new Map<ChainId, FoldedTexts>(before.texts);
  /** Of clients that several devices bound, and that were folded: whose texts counted. */
  let owners = new Map<number, DeviceId>(before.owners);
  const byDevice = new Map<DeviceId, Binding[]>();
  const of = (client: number): readonly Binding[] => byClient.get(boundWith(client)) ?? [];
  const isIn = ({ chain, seq }: Binding, past: Vector): boolean =>
    [...past].some(([seen, [upTo]]) => seen.startsWith(chainDevice(chain)) && chains.follows(seen, upTo, chain, seq));

  function remember(binding: Binding): void {
    const device = chainDevice(binding.chain);
    byClient.set(binding.client, [...of(binding.client), binding]);
    const others = byDevice.get(device);
    if (others === undefined) byDevice.set(device, [binding]);
    else others.push(binding);
  }
  for (const binding of kept) remember(binding);

  /** Two devices may bind one gateway's client id while apart: the lowest hash has it, among those that count. */
  function owner(client: number, lastCounted: (device: DeviceId) => number = () => Number.MAX_SAFE_INTEGER) {
    const bindings = of(client);
    if (bindings.length <= 1) return bindings[0] ?? null;
    const counted = bindings.filter(({ chain, seq }) => seq <= lastCounted(chainDevice(chain)));
    const from = counted.length > 0 ? counted : bindings;
    return from.reduce((lowest, other) => (other.hash < lowest.hash ? other : lowest));
  }

  return {
    bind(binding: Binding): void {
      const [first, second] = of(binding.client);
      // Until now nobody asked whose it is. A branch of its device may have written with it, too.
      if (first !== undefined && second === undefined) {
        const device = chainDevice(first.chain);
        const hasWritten = chains.of(device).some(({ clocks }) => (clocks.get(binding.client) ?? 0) > 0);
        if (hasWritten) owners.set(binding.client, device);
      }
      remember(binding);
    },
    owner,
    /** The highest session number of a chain up to `seq`; -1 before the first. */
    lastSessionNo: (chain: ChainId, seq: number): number =>
      (byDevice.get(chainDevice(chain)) ?? []).reduce(
        (last, { chain: at, seq: from, sessionNo }) =>
          sessionNo !== null && sessionNo > last && chains.follows(chain, seq, at, from) ? sessionNo : last,
        -1,
      ),
    sessionsOf: (device: DeviceId): readonly { readonly client: number; readonly sessionNo: number }[] =>
      (byDevice.get(device) ?? [])
        .flatMap(({ client, sessionNo, chain }) =>
          sessionNo === null || chain !== device ? [] : [{ client, sessionNo }],
        )
        .sort((a, b) => a.sessionNo - b.sessionNo),
    bindings: (): readonly Binding[] => [...byClient.values()].flat(),
    /** Of an editing id. */
    isBoundIn: (client: number, past: Vector): boolean => of(client).some((binding) => isIn(binding, past)),
    isBoundTo: (client: number, chain: ChainId, seq: number): boolean =>
      of(client).some((binding) => chains.follows(chain, seq, binding.chain, binding.seq)),
    /** The clock of a client in a causal past. */
    knownClock(client: number, past: Vector): number {
      let clock = 0;
      const holder = owners.get(client);
      for (const binding of of(client)) {
        const device = chainDevice(binding.chain);
        if (holder !== undefined && holder !== device) continue;
        for (const chain of chains.of(device)) {
          const seen = past.get(chain.id);
          if (seen !== undefined && chains.follows(chain.id, seen[0], binding.chain, binding.seq))
            clock = Math.max(clock, chains.clockAt(chain.id, client, seen[0]));
        }
      }
      return clock;
    },
    fold(chain: ChainId, seq: number, client: number, lastCounted: (device: DeviceId) => number): TextStanding {
      const device = chainDevice(chain);
      if (of(client).length > 1) {
        const holder = owner(client, lastCounted);
        if (holder !== null && !owners.has(client)) owners.set(client, chainDevice(holder.chain));
        if (holder !== null && chainDevice(holder.chain) !== device) return "nothing";
      }
      const [counted, leftOut] = texts.get(chain) ?? noTexts;
      const counts = seq <= lastCounted(device);
      texts.set(chain, counts ? [Math.max(counted, seq), leftOut] : [counted, Math.min(leftOut, seq)]);
      return counts ? "counts" : "leftOut";
    },
    isRefoldDue(lastCounted: (device: DeviceId) => number): boolean {
      for (const [chain, [counted, leftOut]] of texts) {
        const last = lastCounted(chainDevice(chain));
        if (counted > last || (leftOut <= last && leftOut < nothingLeftOut)) return true;
      }
      for (const [client, bindings] of byClient) {
        if (bindings.length < 2) continue;
        const holder = owner(client, lastCounted);
        const folded = owners.get(client);
        if (folded !== undefined && holder !== null && folded !== chainDevice(holder.chain)) return true;
      }
      return false;
    },
    beginFold(): void {
      texts = new Map();
      owners = new Map();
    },
    folded: () => ({ texts: [...texts], owners: [...owners] }),
  };
}
