/**
 * Whose turn it is to bring the key that members owe each other after somebody came or went. PROTOCOL.md of the ledger,
 * L29.
 * Owns: since when what is owed. Called by: replica.ts, which signs it.
 */
import type { Clock } from "../../../shared/base/ambient.ts";
import type { DeviceId, EnvelopeHash } from "../../../shared/base/ids.ts";
import type { Membership } from "../../../shared/ledger/members/governance.ts";
import { type Duty, dutiesOf, type Epoch } from "../../../shared/ledger/members/keyring.ts";
import type { Fold } from "./fold.ts";

/** So long each waits for those whose turn is before, the first ones at least. */
const turnMs = 1000;
const longTurns = 10;
const shortTurnMs = 100;
/** What was owed often comes right after what it is owed for. */
const settleMs = 500;
const typedPatienceMs = 2000;
/** One that could not be signed. */
const retryMs = 5000;

type Members = Pick<Fold, "ledger" | "keyring">;

/** To write with; null where nothing can be signed without a new key. */
export const presentEpoch = ({ ledger, keyring }: Members): Epoch | null => keyring.at(ledger.membership());

export function createKeyTurns(args: {
  readonly device: DeviceId;
  readonly clock: Clock;
  readonly fold: () => Members;
  /** Nothing is signed here, so nothing is owed from here. */
  readonly isSilent: () => boolean;
}) {
  const { device, clock } = args;
  let owedSince: ReadonlyMap<string, number> = new Map();
  /** Since when nothing can be signed without a new key. */
  let lockedSince: number | null = null;
  let known: { readonly membership: Membership; readonly keys: number; readonly duties: readonly Duty[] } | null = null;

  function duties(): readonly Duty[] {
    if (args.isSilent()) return [];
    const { ledger, keyring } = args.fold();
    const membership = ledger.membership();
    if (known?.membership === membership && known.keys === keyring.size()) return known.duties;
    const authors = new Map(ledger.governanceEntries().map((entry) => [entry.hash, entry.device]));
    const authorOf = (entry: EnvelopeHash): DeviceId | null => authors.get(entry) ?? null;
    const found = dutiesOf(device, membership, keyring, authorOf, (of) => ledger.receiptAt(of) ?? 0);
    known = { membership, keys: keyring.size(), duties: found };
    return found;
  }

  function leftMs({ what, turn }: Duty, isQuiet: boolean): number {
    const now = clock.now();
    return (owedSince.get(what) ?? now) + Math.max(waitOf(turn), isQuiet ? 0 : settleMs) - now;
  }

  return {
    duties,
    /**
     * Looks at what is owed now, and answers what it is this device's turn to sign. `isQuiet`: what came last may not
     * be followed at once by what was owed.
     */
    due(isQuiet: boolean): readonly Duty[] {
      const now = clock.now();
      owedSince = new Map(duties().map(({ what }) => [what, owedSince.get(what) ?? now]));
      lockedSince = presentEpoch(args.fold()) === null ? (lockedSince ?? now) : null;
      return duties().filter((duty) => leftMs(duty, isQuiet) <= 0);
    },
    /** Until the next turn, in milliseconds; null where nothing is owed. What is due by now was tried just before. */
    nextMs(isQuiet: boolean): number | null {
      const waits = duties().map((duty) => leftMs(duty, isQuiet));
      return waits.length === 0 ? null : Math.min(...waits.map((ms) => (ms > 0 ? ms : retryMs)));
    },
    /** How long typed text waits for another's key, before this device brings one itself. */
    patienceMs: (): number =>
      lockedSince === null || presentEpoch(args.fold()) !== null
        ? 0
        : Math.max(0, lockedSince + typedPatienceMs - clock.now()),
  };
}

const waitOf = (turn: number): number =>
  Math.min(turn, longTurns) * turnMs + Math.max(0, turn - longTurns) * shortTurnMs;
