/**
 * What each signed change of a charter did to its text: who, when, and which clocks. Read from the log when it is first
 * asked for, a little at a time, and kept up from there.
 * Owns: the ranges of clocks of one open charter. Called by: conflicts.ts, lostTexts.ts, negotiation/news.ts.
 * Invariant: after `catchUp` it knows every change that the text is made of, and none that is left out of it.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { KnownBy } from "../../../shared/crdt/history/lostText.ts";
import {
  type ChangeRanges,
  createChangeRanges,
  readChange,
  type TextChange,
} from "../../../shared/crdt/history/textChanges.ts";
import { chainDevice } from "../../../shared/ledger/log/chains.ts";
import { readTextBody } from "../../../shared/ledger/logKinds.ts";
import { openKept } from "../charter/framing.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { LogKept } from "../store/charterStore.ts";

/** `no` is the position in the log. */
export interface SignedChange extends TextChange {
  readonly device: DeviceId;
  readonly chain: string;
  readonly seq: number;
  /** Claimed, not proven. */
  readonly time: number;
}

/** So many entries are read before others have a turn. */
const batch = 128;

export type SignedChanges = ReturnType<typeof createSignedChanges>;

export function createSignedChanges(charter: OpenCharter) {
  const { replica } = charter;
  let changes: SignedChange[] = [];
  let ranges = createChangeRanges();
  let readUpTo = 0;
  let leftOut: ReadonlySet<string> = new Set();
  let under: Promise<void> = Promise.resolve();
  let closed = false;

  const placeOf = (chain: string, seq: number): string => `${chain} ${seq}`;

  function readOne({ pos, chain, seq, kept }: LogKept): SignedChange | null {
    const envelope = openKept(kept, { byId: replica.epochById })?.envelope;
    const body = envelope === undefined ? null : readTextBody(envelope);
    if (envelope === undefined || body === null || leftOut.has(placeOf(chain, seq))) return null;
    return { ...readChange(pos, body), device: chainDevice(chain), chain, seq, time: envelope.time };
  }

  async function readOn(): Promise<void> {
    const without = new Set(replica.leftOut().map(([chain, seq]) => placeOf(chain, seq)));
    // What had been read may stand otherwise now.
    if (without.size !== leftOut.size || [...without].some((place) => !leftOut.has(place))) {
      changes = [];
      ranges = createChangeRanges();
      readUpTo = 0;
    }
    leftOut = without;
    while (!closed) {
      const entries = replica.store.keptAfter(readUpTo, batch);
      for (const entry of entries) {
        const change = readOne(entry);
        if (change !== null) {
          changes.push(change);
          ranges.add(change);
        }
        readUpTo = entry.pos;
      }
      if (entries.length < batch) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Signs what was typed here, and reads all that is signed. Nothing else has had a turn when it resolves. */
  async function catchUp(): Promise<Result<null, HostError>> {
    for (;;) {
      under = under.then(readOn, readOn);
      await under;
      if (closed) return err({ kind: "cancelled" });
      const flushed = replica.flush();
      if (!flushed.ok) return flushed;
      if (replica.store.lastPos() === readUpTo) return ok(null);
    }
  }

  return {
    catchUp,
    all: (): readonly SignedChange[] => changes,
    ranges: (): ChangeRanges => ranges,
    /** What the author of a change knew when they made it, for one reading of the text: what was looked up is kept. */
    knowledge(): KnownBy {
      const placeByNo = new Map(changes.map(({ no, chain, seq }) => [no, { chain, seq }]));
      const known = new Map<number, (client: number) => number>();
      return (no, client) => {
        const place = placeByNo.get(no);
        const read =
          known.get(no) ?? (place === undefined ? null : replica.ledger().knowledgeOf(place.chain, place.seq));
        if (read === null) throw new Error(`no change of the text has number ${no}`);
        const kept = known.has(no) ? read : remembered(read);
        known.set(no, kept);
        return kept(client);
      };
    },
    close(): void {
      closed = true;
    },
  };
}

function remembered(read: (client: number) => number): (client: number) => number {
  const answers = new Map<number, number>();
  return (client) => {
    const answer = answers.get(client) ?? read(client);
    answers.set(client, answer);
    return answer;
  };
}
