/**
 * Frames that came in any order, each tried again only once something came that it was found to lack: the work grows
 * with what arrives, not with what waits.
 * Owns: nothing. Called by: replica.ts, bundleScan.ts and the worker that judges beforehand.
 */
import { toHex } from "../../../shared/base/bytes.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import type { Accepted } from "../../../shared/ledger/log/chains.ts";
import { envelopeTypes, type LogPosition } from "../../../shared/ledger/log/envelope.ts";
import type { Fold, FrameJudgement } from "./fold.ts";

/** What a frame waits for. */
export type Lack =
  /**
   * An envelope before it; `by`: who signed it; `author`: who is to be a member before the key in it is learnt
   * beforehand [L28].
   */
  | { readonly kind: "place"; readonly place: LogPosition; readonly by: DeviceId; readonly author: DeviceId | null }
  | { readonly kind: "key"; readonly id: string }
  /** It was not tried yet. */
  | { readonly kind: "anything" }
  /** What it lacked has come, and its turn had not. */
  | { readonly kind: "nothing" };

export type PlaceLack = Extract<Lack, { kind: "place" }>;

export type Tried = { readonly accepted: Accepted } | { readonly lack: Lack } | null;

export const lackOf = (judged: Extract<FrameJudgement, { kind: "missing" | "unopened" }>): Lack =>
  judged.kind === "missing"
    ? { kind: "place", place: placeOf(judged), by: judged.by, author: judged.teacher }
    : { kind: "key", id: toHex(judged.keyId) };

const placeOf = ({ device, seq, hash }: LogPosition): LogPosition => ({ device, seq, hash });

const placeName = ({ device, seq, hash }: LogPosition): string => `${device} ${seq} ${hash}`;
const anything = "anything";

function namesOf(lack: Lack): readonly string[] {
  if (lack.kind === "anything" || lack.kind === "nothing") return [anything];
  if (lack.kind === "key") return [lack.id];
  return lack.author === null ? [placeName(lack.place)] : [placeName(lack.place), lack.author];
}

/**
 * Tries `fresh` frames one after the other, then, in order, those of them and of the ones after them that may go on.
 * `waited`: what the ones after them lack since they were tried before. `tryOne` takes a frame where it can.
 * `isOver`: no more than the fresh ones is tried. Answers whose turn had not come then: they lack nothing.
 */
export function takeInOrder(
  { ledger, keyring }: Pick<Fold, "ledger" | "keyring">,
  fresh: number,
  waited: readonly Lack[],
  tryOne: (index: number) => Tried,
  isOver: () => boolean = () => false,
): readonly number[] {
  const byName = new Map<string, number[]>();
  const waiting = new Set<number>();
  const authors = new Set<DeviceId>();
  let hasNews = false;
  /** Ascending: what is to be tried in this round, and in the next. */
  let round: number[] = [];
  let next: number[] = [];
  /** The one that is tried now; so far into the round. */
  let current = 0;
  let done = 0;
  let isFirstRound = true;

  function wait(index: number, lack: Lack): void {
    waiting.add(index);
    if (lack.kind === "place" && lack.author !== null) authors.add(lack.author);
    for (const name of namesOf(lack)) {
      const same = byName.get(name);
      if (same === undefined) byName.set(name, [index]);
      else same.push(index);
    }
  }

  function come(name: string): void {
    const due = byName.get(name) ?? [];
    byName.delete(name);
    for (const index of due) {
      if (!waiting.delete(index)) continue;
      if (isFirstRound || index <= current) next.push(index);
      else round.splice(placeIn(round, done, index), 0, index);
    }
  }

  function attempt(index: number): void {
    current = index;
    const keys = keyring.size();
    const tried = tryOne(index);
    const accepted = tried !== null && "accepted" in tried ? tried.accepted : null;
    if (tried !== null && "lack" in tried) wait(index, tried.lack);
    if (accepted === null && keyring.size() === keys) return;
    if (!hasNews) for (const [at, lack] of waited.entries()) if (lack.kind !== "nothing") wait(fresh + at, lack);
    hasNews = true;
    come(anything);
    for (const { id } of keyring.all().slice(keys)) come(toHex(id));
    if (accepted === null) return;
    come(placeName(accepted.place));
    if (accepted.type !== envelopeTypes.governance || authors.size === 0) return;
    const { devices } = ledger.membership();
    for (const author of authors) if (devices.has(author) && authors.delete(author)) come(author);
  }

  for (let index = 0; index < fresh; index++) attempt(index);
  isFirstRound = false;
  for (const [at, { kind }] of waited.entries()) if (kind === "nothing") next.push(fresh + at);
  while (next.length > 0) {
    round = next.sort((a, b) => a - b);
    next = [];
    for (done = 0; done < round.length; ) {
      if (isOver()) return [...round.slice(done), ...next];
      attempt(round[done++] as number);
    }
  }
  return [];
}

/** Where a number belongs in an ascending list, from `from` on. */
function placeIn(sorted: readonly number[], from: number, number: number): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
