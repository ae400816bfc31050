/**
 * Taking frames from elsewhere into one charter: tried beforehand, judged in slices, kept in memory while they wait for
 * what they build on.
 * Owns: what waits. Called by: replica.ts.
 * Invariant: one call is done after the other; a frame that does not hold is left out, and the others are kept.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Logger } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Accepted } from "../../../shared/ledger/log/chains.ts";
import { newestOf } from "../../../shared/ledger/log/envelope.ts";
import { judgeFrame } from "./fold.ts";
import { frameOf } from "./framing.ts";
import type { AcceptedFrame, Held } from "./held.ts";
import { type Lack, lackOf, type Tried, takeInOrder } from "./takeInOrder.ts";
import type { TriedFrame } from "./verdict.ts";
import { apart, breathe, createSlice, keepWithin, sliceFrames, type WaitingFrame } from "./waitingFrames.ts";

export interface ReceiveReport {
  readonly added: number;
  readonly alreadyHeld: number;
  /** Kept until what they build on arrives. */
  readonly waiting: number;
  /** Those that do not open among them. */
  readonly refused: number;
  /** Written by a later version: left out, not judged. */
  readonly newer: number;
  /** What is left of those that were given: the frames that wait, and how many do not open. */
  readonly left: { readonly waiting: readonly Bytes[]; readonly unopened: number };
  /** Devices of which another branch is missing than the one held. */
  readonly branches: readonly DeviceId[];
}

type Outcome = "added" | "alreadyHeld" | "waiting" | "refused" | "newer" | "unopened";

interface Frame extends WaitingFrame {
  /** Its signature holds. */
  readonly isVerified: boolean;
}

/** What one call of `receive` comes to, over its commits. */
interface Account {
  readonly counts: Record<Outcome, number>;
  readonly branches: Set<DeviceId>;
  readonly dropped: Frame[];
}

const untried = (frame: Bytes): Frame => ({ frame, lack: { kind: "anything" }, owner: "", isVerified: false });
const anew = (frames: readonly Frame[]): readonly Frame[] =>
  frames.map((one) => ({ ...one, lack: { kind: "anything" } }));

export function createReceiving(args: {
  readonly held: Held;
  readonly logger: Logger;
  /** Tries frames where they can do no harm; null: they are judged here alone. */
  readonly tryFrames: ((frames: readonly Bytes[]) => Promise<readonly TriedFrame[]>) | null;
  readonly commit: (by: object | null, run: (added: AcceptedFrame[]) => void) => Result<null, HostError>;
  readonly isClosed: () => boolean;
  /** Before and after each commit, and after the last one. */
  readonly onNext: () => void;
  readonly onStored: () => void;
  readonly onDone: () => void;
  /** What builds on what is missing of a damaged log. */
  readonly behind: readonly Bytes[];
}) {
  const { held, logger } = args;
  const fold = held.fold;
  let waiting: readonly Frame[] = [];
  let unopened: readonly Frame[] = [];
  let behind: readonly Frame[] = args.behind.map(untried);
  /** Of each device the highest number that something signed builds on, held or not. */
  const heardOf = new Map<DeviceId, number>();
  let last: Promise<unknown> = Promise.resolve();
  let underWay = 0;

  /**
   * Judges and stores frames after those that came before, so many in one commit that others get their turn in between.
   * `source`: who gives them again if the power fails before anything is signed on top of them; null where nobody would,
   * so that they are on disk when it answers.
   */
  function receive(frames: readonly Bytes[], source: object | null): Promise<Result<ReceiveReport, HostError>> {
    const slices = sliceFrames(frames);
    const tryAt = async (at: number): Promise<readonly TriedFrame[]> =>
      (await args.tryFrames?.(slices[at] ?? [])) ?? [];
    // Tried while what came before is still being taken.
    const first = tryAt(0);
    underWay++;
    const received = last.then(() => receiveSlices(slices, source, first, tryAt)).finally(() => underWay--);
    last = received.catch(() => undefined);
    return received;
  }

  async function receiveSlices(
    slices: readonly (readonly Bytes[])[],
    source: object | null,
    first: Promise<readonly TriedFrame[]>,
    tryAt: (at: number) => Promise<readonly TriedFrame[]>,
  ): Promise<Result<ReceiveReport, HostError>> {
    const counts = { added: 0, alreadyHeld: 0, waiting: 0, refused: 0, newer: 0, unopened: 0 };
    const account: Account = { counts, branches: new Set(), dropped: [] };
    let trying = first;
    for (const [at, slice] of slices.entries()) {
      const tried = await trying;
      const isLast = at === slices.length - 1;
      if (!isLast) trying = tryAt(at + 1);
      for (let fresh: readonly Bytes[] | null = slice; fresh !== null; ) {
        if (args.isClosed()) return err({ kind: "cancelled" });
        const stored = receiveNext(fresh, source, tried, account);
        if (!stored.ok) return stored;
        fresh = stored.value.isMoreDue ? [] : null;
        if (fresh !== null || !isLast) await breathe();
      }
    }
    if (args.isClosed()) return err({ kind: "cancelled" });
    const report = reportOf(new Set(slices.flat()), account);
    waiting = waiting.map(apart);
    unopened = unopened.map(apart);
    args.onDone();
    return ok(report);
  }

  function reportOf(given: ReadonlySet<Bytes>, { counts, branches, dropped }: Account): ReceiveReport {
    const ofThese = (frames: readonly Frame[]): readonly Bytes[] =>
      frames.map(({ frame }) => frame).filter((frame) => given.has(frame));
    const unreadable = ofThese([...unopened, ...dropped.filter(({ lack }) => lack.kind === "key")]).length;
    const late = dropped.filter(({ lack }) => lack.kind !== "key");
    return {
      ...{ added: counts.added, alreadyHeld: counts.alreadyHeld, newer: counts.newer },
      refused: counts.refused + unreadable,
      waiting: waiting.length + late.length,
      branches: [...branches],
      left: { waiting: ofThese([...waiting, ...late]), unopened: unreadable },
    };
  }

  /** One commit. `isMoreDue`: some of those that waited are to be tried in another one. */
  function receiveNext(
    frames: readonly Bytes[],
    source: object | null,
    tried: readonly TriedFrame[],
    { counts, branches, dropped }: Account,
  ): Result<{ readonly isMoreDue: boolean }, HostError> {
    args.onNext();
    const batch = [...frames.map(untried), ...waiting, ...unopened, ...behind];
    const fromBehind = batch.length - behind.length;
    const isUnopened = (index: number): boolean => index >= frames.length + waiting.length && index < fromBehind;
    const outcomes: Outcome[] = batch.map((_, index) => (isUnopened(index) ? "unopened" : "waiting"));
    const slice = createSlice();
    let due: readonly number[] = [];
    let added = 0;
    const stored = args.commit(source, (taken) => {
      const waited = batch.slice(frames.length).map(({ lack }) => lack);
      const tryOne = (index: number): Tried => {
        const one = batch[index] as Frame;
        slice.spend(one.frame);
        const verdict = index < frames.length ? (tried[index] ?? null) : null;
        const { outcome, accepted, lack } = receiveOne(one, verdict, taken, branches);
        outcomes[index] = outcome;
        // What lacks an envelope was verified before that was found.
        if (lack !== undefined)
          batch[index] = { ...one, lack, owner: ownerOf(lack), isVerified: one.isVerified || lack.kind === "place" };
        return accepted !== undefined ? { accepted } : lack !== undefined ? { lack } : null;
      };
      due = takeInOrder(fold(), frames.length, waited, tryOne, slice.isOver);
      added = taken.length;
    });
    if (!stored.ok) return stored;
    for (const index of due) batch[index] = { ...(batch[index] as Frame), lack: { kind: "nothing" } };
    for (const outcome of outcomes.slice(0, frames.length)) if (outcome !== "added") counts[outcome]++;
    counts.added += added;
    const left = (kind: Outcome): readonly Frame[] =>
      batch.filter((_, index) => index < fromBehind && outcomes[index] === kind);
    behind = batch.slice(fromBehind).filter((_, at) => {
      const outcome = outcomes[fromBehind + at];
      return outcome !== "added" && outcome !== "alreadyHeld";
    });
    args.onStored();
    waiting = within(left("waiting"), dropped);
    if (added > 0) addBranches([...waiting, ...behind], branches);
    unopened = within(left("unopened"), dropped);
    return ok({ isMoreDue: due.length > 0 });
  }

  function receiveOne(
    { frame, isVerified }: Frame,
    tried: TriedFrame,
    added: AcceptedFrame[],
    branches: Set<DeviceId>,
  ): { readonly outcome: Outcome; readonly accepted?: Accepted; readonly lack?: Lack } {
    if (tried === "crashed") return { outcome: "refused" };
    if (tried !== null && "lack" in tried && fold().ledger.chainOf(tried.lack.place) === null)
      return waitFor(tried.lack, branches);
    const judged = judgeFrame(fold(), frame, isVerified || tried !== null);
    switch (judged.kind) {
      case "ready": {
        const isSound = tried !== null && "isTextSound" in tried ? tried.isTextSound : null;
        const { kept } = judged;
        // What it was sealed with is held.
        const sent = kept.kind === "frame" ? kept.bytes : frameOf(kept, fold().keyring);
        held.take(judged.ready, judged.envelope, { frame: sent ?? frame, kept }, { isSound }, added);
        return { outcome: "added", accepted: judged.ready.accepted };
      }
      case "duplicate":
        return { outcome: "alreadyHeld" };
      case "missing":
        return waitFor(lackOf(judged), branches);
      case "unopened":
        return { outcome: "unopened", lack: lackOf(judged) };
      case "newer":
        return { outcome: "newer" };
      case "refused":
        logger.warn("envelope-refused", { why: judged.reason });
        return { outcome: "refused" };
    }
  }

  function waitFor(lack: Lack, branches: Set<DeviceId>): { readonly outcome: Outcome; readonly lack: Lack } {
    if (lack.kind === "place") {
      const { place } = lack;
      if (fold().ledger.reaches(place)) branches.add(place.device);
      heardOf.set(place.device, Math.max(place.seq, heardOf.get(place.device) ?? -1));
    }
    return { outcome: "waiting", lack };
  }

  /** A member for what it signed, a key for what is sealed with it, everybody else together. */
  function ownerOf(lack: Lack): string {
    if (lack.kind === "key") return lack.id;
    return lack.kind === "place" && fold().ledger.membership().devices.has(lack.by) ? lack.by : "";
  }

  /** Another branch is held by now than the one that somebody waits for. */
  function addBranches(frames: readonly Frame[], branches: Set<DeviceId>): void {
    const heads = newestOf(fold().ledger.places());
    for (const { lack } of frames)
      if (lack.kind === "place" && lack.place.seq <= (heads.get(lack.place.device) ?? -1))
        branches.add(lack.place.device);
  }

  /** What is kept in memory of frames that wait. */
  function within(frames: readonly Frame[], dropped: Frame[]): readonly Frame[] {
    const bounded = keepWithin(frames);
    dropped.push(...bounded.dropped);
    return bounded.kept;
  }

  return {
    receive,
    /** Nothing is being taken, and nothing in memory waits for what it builds on. */
    isEmpty: (): boolean => underWay === 0 && waiting.length === 0 && unopened.length === 0 && behind.length === 0,
    /** When what was received until now is taken or refused. */
    idle: async (): Promise<void> => void (await last),
    /** Frames are to come soon: whoever tries them takes in what was signed here since the last ones. */
    prepare: (): void => void args.tryFrames?.([]),
    /** How many envelopes of each device something signed builds on that nobody has brought here. */
    notHere(): ReadonlyMap<DeviceId, number> {
      const heads = newestOf(fold().ledger.places());
      const lacking = new Map<DeviceId, number>();
      for (const [author, seq] of heardOf) {
        const missing = seq - (heads.get(author) ?? -1);
        if (missing > 0) lacking.set(author, missing);
      }
      return lacking;
    },
    /** Keys that one of these brought beforehand are not on disk. */
    forgetTries(): void {
      waiting = anew(waiting);
      unopened = anew(unopened);
      behind = anew(behind);
    },
    /** So many build on what is missing of a damaged log. */
    behind: (): number => behind.length,
    /** The damage is over: they wait as if they had just come, or are dropped with it. */
    endBehind(waitOn: boolean): void {
      if (waitOn) waiting = keepWithin([...waiting, ...behind]).kept;
      behind = [];
    },
  };
}
