/**
 * One open charter: its ledger and, folded from it, its text; the only place where the two meet.
 * Owns: the fold and what was typed and is not signed yet.
 * Called by: charters.ts, textConnection.ts, meetings, relays, bundles.
 * Invariant: what `onSaved` tells of, and what is signed here, is on disk before anybody hears of it; what is typed and
 * is not, is in `pending` and still in its window.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { DamageView } from "../../../shared/api/library.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { openWithNonce, sealWithNonce, wipe } from "../../../shared/base/crypto.ts";
import type { CharterId, DeviceId, EnvelopeHash } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { applyTextInSteps } from "../../../shared/crdt/applyText.ts";
import { cutCarried } from "../../../shared/crdt/carriedText.ts";
import { createTextDoc } from "../../../shared/crdt/docLayout.ts";
import { mergeUpdates } from "../../../shared/crdt/mergeUpdates.ts";
import { readText } from "../../../shared/crdt/readText.ts";
import { splitUpdate } from "../../../shared/crdt/splitUpdate.ts";
import { applyUpdate, clockOf, onUpdate, type TextDoc, transact, trimUpdate } from "../../../shared/crdt/textDoc.ts";
import type { DecodedUpdate } from "../../../shared/crdt/updateBytes.ts";
import { judgeUpdate, readUpdate } from "../../../shared/crdt/validateUpdate.ts";
import type { Ledger, Ready } from "../../../shared/ledger/ledger.ts";
import type { Accepted, ChainId } from "../../../shared/ledger/log/chains.ts";
import { type Envelope, envelopeTypes, maxEnvelopeBytes, signEnvelope } from "../../../shared/ledger/log/envelope.ts";
import { encodeEntry } from "../../../shared/ledger/members/entries.ts";
import { sessionClient } from "../../../shared/ledger/members/epoch.ts";
import type { Membership } from "../../../shared/ledger/members/governance.ts";
import { type Duty, dutiesOf, type Epoch, sealRotation } from "../../../shared/ledger/members/keyring.ts";
import { sealLogFrame } from "../../../shared/sync/frame.ts";
import type { MissingPlace } from "../store/charterStore.ts";
import { StoreFailure, trying } from "../store/database.ts";
import {
  type Fold,
  type FoldSource,
  judgeFrame,
  type LeftOut,
  ledgerOrigin,
  loadFold,
  openEnvelope,
  refold,
  takeReady,
  writeCache,
} from "./fold.ts";
import { type Lack, lackOf, type Tried, takeInOrder } from "./takeInOrder.ts";
import type { TriedFrame } from "./verdict.ts";
import { apart, breathe, createSlice, keepWithin, sliceFrames, type WaitingFrame } from "./waitingFrames.ts";

/** On disk at each pause in typing, but at least every two seconds. */
const pauseMs = 400;
const longestWaitMs = 2000;
/** While nobody is connected, all that is typed within this time becomes one envelope ... */
const segmentMs = 10 * 60_000;
/** ... of no more than this: far from what the rules of the text allow in one update [I7]. */
const segmentBytes = 64 * 1024;
const retryMs = 5000;
/** What the signatures, seals and pages of a commit take beside what was typed. */
const commitBytes = 64 * 1024;
const maxUpdateBytes = 512 * 1024;
/** [L29] So long each waits for those whose turn is before, the first ones at least. */
const turnMs = 1000;
const longTurns = 10;
const shortTurnMs = 100;
/** What was owed often comes right after what it is owed for. */
const settleMs = 500;
const typedPatienceMs = 2000;
/** The fold is cached again after so many envelopes. */
const cacheEvery = 2048;

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

export interface AcceptedFrame {
  readonly accepted: Accepted;
  readonly frame: Bytes;
  readonly pos: number;
}

export interface ReplicaArgs extends FoldSource {
  readonly clock: Clock;
  /** Tries frames where they can do no harm, on this charter's log; null: they are judged here alone. */
  readonly tryFrames: ((frames: readonly Bytes[]) => Promise<readonly TriedFrame[]>) | null;
  /** Somebody is connected: what is typed is signed at each pause. */
  readonly hasPeers: () => boolean;
  /** Something typed is on disk, and the first that nobody can have received. */
  readonly onUnsigned: () => void;
  /** `source` is what `receive` was given; null for what this device signed. */
  readonly onAccepted: (frames: readonly AcceptedFrame[], source: object | null) => void;
  /** `source` is what `pushTyped` was given; null for text from elsewhere. */
  readonly onText: (update: Bytes, source: object | null) => void;
  readonly onSaved: (client: number, clock: number) => void;
  readonly onNotSaved: (error: HostError) => void;
  /** What was damaged has come again: it may be written from now on. */
  readonly onMended: () => void;
  /**
   * The fold was read from disk again: windows must connect anew. `refolded`: some text is left out from now on, and a
   * window's document that still has it, or what it deleted, must not come back.
   */
  readonly onReload: (why: "reread" | "refolded") => void;
}

/** Origin of text that was typed here and is not signed yet. */
interface TypedOrigin {
  readonly typedBy: number;
  readonly source: object | null;
  /** [I13] As a window sent it: without the deletion of what only the host knows to stand in something deleted. */
  readonly update?: Bytes;
}

const isTyped = (origin: unknown): origin is TypedOrigin =>
  typeof origin === "object" && origin !== null && "typedBy" in origin;

/** One update that was typed here; merged ones of a pause. */
interface Typed {
  readonly client: number;
  readonly update: Bytes;
}

/** In the document already, or to be put there where it is sound; null: that is not judged yet. */
type TakenText = "applied" | { readonly isSound: boolean | null };

type Outcome = "added" | "alreadyHeld" | "waiting" | "refused" | "newer" | "unopened";

interface Frame extends WaitingFrame {
  /** Its signature holds. */
  readonly isVerified: boolean;
}

const untried = (frame: Bytes): Frame => ({ frame, lack: { kind: "anything" }, owner: "", isVerified: false });

export type Replica = Extract<ReturnType<typeof openReplica>, { ok: true }>["value"];

export function openReplica(args: ReplicaArgs) {
  const { charter, store, device, clock, random, logger } = args;
  let pending: Typed[] = [];
  /** So many of the first ones are on disk, in the order in which they were typed. */
  let kept = 0;
  let pendingBytes = 0;
  /** When the first one was typed, and the first that is not on disk. */
  let pendingSince = 0;
  let unkeptSince = 0;
  let cancelFlush: (() => void) | null = null;
  /** Client ids promised to windows, with their session numbers; in the ledger once they write. */
  const reserved = new Map<number, number>();
  let nextSessionNo = 0;
  let waiting: readonly Frame[] = [];
  let unopened: readonly Frame[] = [];
  /** Of each device the highest number that something signed builds on, held or not. */
  const heardOf = new Map<DeviceId, number>();
  let receiving: Promise<unknown> = Promise.resolve();
  let textVersion = 0;
  let isFlushing = false;
  let isRefolding = false;
  let closed = false;
  /** What is on disk was found to be spoiled since it was opened; it is made anew when it is opened next. */
  let isSpoiled = false;
  /** The last commit found no room on the disk. */
  let isFull = false;
  /** Since when members owe each other what is not here yet, since when nothing can be signed without a new key ... */
  let owedSince: ReadonlyMap<string, number> = new Map();
  let lockedSince: number | null = null;
  /** ... and the clock for this device's turn. */
  let cancelTurn: (() => void) | null = null;
  let looked: { readonly membership: Membership; readonly keys: number; readonly duties: readonly Duty[] } | null =
    null;
  /** Who waits until so many envelopes are held. */
  let awaited: { readonly size: number; readonly run: () => void } | null = null;
  /** What the program writes into the text while it is not signed: nobody is told of it. */
  let untold: Bytes[] | null = null;

  const loaded = trying(() => {
    if (!store.check()) return err(notAsWritten);
    const folded = loadFold(args);
    return folded.ok && folded.value.ledger.size() !== store.count() ? err(notAsWritten) : folded;
  });
  if (!loaded.ok) return loaded;
  let fold: Fold = loaded.value;
  let damage = store.readDamage();
  /** What builds on what is missing. */
  let behind: readonly Frame[] = (damage?.behind ?? []).map(untried);
  if (damage === null) readKept();
  begin();
  attendKeys(false);
  if (kept > 0) flushAfter(0);

  function begin(): void {
    const doc = fold.yDoc;
    doc.clientID = reserveClient();
    onUpdate(doc, (update, origin) => {
      if (doc !== fold.yDoc) return;
      textVersion++;
      if (isTyped(origin)) queue(origin.typedBy, origin.update ?? update);
      if (untold === null) args.onText(update, isTyped(origin) ? origin.source : null);
      else untold.push(update);
    });
  }

  /** After a commit that failed: back to what is on disk, and what was typed since on top of it. */
  function reload(): void {
    const again = trying(() => loadFold(args));
    if (!again.ok) {
      isSpoiled = true;
      logger.warn("log-not-reread", { error: again.error.kind });
    }
    const folded = again.ok ? again : trying(() => loadFold(args, true));
    if (folded.ok) fold = folded.value;
    // Keys that one of these brought beforehand are not on disk.
    const anew = (frames: readonly Frame[]): Frame[] => frames.map((one) => ({ ...one, lack: { kind: "anything" } }));
    waiting = anew(waiting);
    unopened = anew(unopened);
    behind = anew(behind);
    present("reread");
  }

  /** Another document stands for the text: what was typed since goes on top of it, and windows connect anew. */
  function present(why: "reread" | "refolded"): void {
    for (const { update } of pending) applyUpdate(fold.yDoc, update, ledgerOrigin);
    textVersion++;
    begin();
    args.onReload(why);
  }

  /** [L27] Somebody was removed, or signed twofold: what they wrote since is left out of the text. */
  function refoldIfDue(): void {
    if (isRefolding || !fold.ledger.isRefoldDue()) return;
    isRefolding = true;
    if (!isFlushing) flush();
    isRefolding = false;
    refold(fold, store);
    fold.beyondCache = Math.max(1, fold.beyondCache);
    present("refolded");
  }

  /** What cannot be read must not be built on, nor be claimed to be held: nothing is signed meanwhile. */
  function isDamaged(): boolean {
    return damage !== null || isSpoiled || store.hasRotten();
  }

  /** [L29] What members owe each other after somebody came or went: a new epoch key, or a present one for who lacks it. */
  function duties(): readonly Duty[] {
    if (isDamaged()) return [];
    const { ledger, keyring } = fold;
    const membership = ledger.membership();
    if (looked?.membership === membership && looked.keys === keyring.size()) return looked.duties;
    const authors = new Map(ledger.governanceEntries().map((entry) => [entry.hash, entry.device]));
    const authorOf = (entry: EnvelopeHash): DeviceId | null => authors.get(entry) ?? null;
    const heardAt = (of: DeviceId): number => ledger.receiptAt(of) ?? 0;
    const found = dutiesOf(device.id, membership, keyring, authorOf, heardAt);
    looked = { membership, keys: keyring.size(), duties: found };
    return found;
  }

  /**
   * [L29] Does what it is this device's turn to do, and comes back when the next turn is. `isQuiet`: what came last may
   * not be followed at once by what was owed.
   */
  function attendKeys(isQuiet: boolean): void {
    cancelTurn?.();
    cancelTurn = null;
    if (closed) return;
    const now = clock.now();
    const leftMs = ({ what, turn }: Duty): number =>
      (owedSince.get(what) ?? now) + Math.max(waitOf(turn), isQuiet ? 0 : settleMs) - now;
    owedSince = new Map(duties().map(({ what }) => [what, owedSince.get(what) ?? now]));
    lockedSince = isLocked() ? (lockedSince ?? now) : null;
    const due = duties().filter((duty) => leftMs(duty) <= 0);
    const signed = due.length === 0 ? ok(null) : commit(null, (added) => doDuties(due, added));
    if (!signed.ok) logger.warn("keys-not-attended", { error: signed.error.kind });
    const waits = duties().map((duty) => (leftMs(duty) > 0 ? leftMs(duty) : retryMs));
    if (waits.length > 0) cancelTurn = clock.after(Math.min(...waits), acknowledge);
  }

  function doDuties(due: readonly Duty[], added: AcceptedFrame[]): void {
    if (due.some(({ share }) => share === null)) signRotation(added);
    // Whoever lacks a present key cannot open what is sealed with it.
    for (const { share } of due)
      if (share !== null) signOne(envelopeTypes.governance, encodeEntry(share()), added, fold.keyring.founding());
  }

  /** How long typed text waits for another's key, before this device brings one itself. */
  function patienceMs(): number {
    return lockedSince === null || !isLocked() ? 0 : Math.max(0, lockedSince + typedPatienceMs - clock.now());
  }

  /** Nothing can be signed without a new key. */
  function isLocked(): boolean {
    return fold.keyring.at(fold.ledger.membership()) === null;
  }

  function receiveOne(
    { frame, isVerified }: Frame,
    tried: TriedFrame,
    added: AcceptedFrame[],
    branches: Set<DeviceId>,
  ): { readonly outcome: Outcome; readonly accepted?: Accepted; readonly lack?: Lack } {
    if (tried === "crashed") return { outcome: "refused" };
    if (tried !== null && "lack" in tried && fold.ledger.chainOf(tried.lack.place) === null)
      return waitFor(tried.lack, branches);
    const judged = judgeFrame(fold, frame, isVerified || tried !== null);
    switch (judged.kind) {
      case "ready": {
        const isSound = tried !== null && "isTextSound" in tried ? tried.isTextSound : null;
        take(judged.ready, judged.envelope, judged.frame, { isSound }, added);
        tellHeld();
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
      if (fold.ledger.reaches(place)) branches.add(place.device);
      heardOf.set(place.device, Math.max(place.seq, heardOf.get(place.device) ?? -1));
    }
    return { outcome: "waiting", lack };
  }

  /** A member for what it signed, a key for what is sealed with it, everybody else together. */
  function ownerOf(lack: Lack): string {
    if (lack.kind === "key") return lack.id;
    return lack.kind === "place" && fold.ledger.membership().devices.has(lack.by) ? lack.by : "";
  }

  /** Another branch is held by now than the one that somebody waits for. */
  function addBranches(frames: readonly Frame[], branches: Set<DeviceId>): void {
    const last = new Map<DeviceId, number>();
    for (const { device: of, seq } of fold.ledger.places()) last.set(of, Math.max(seq, last.get(of) ?? -1));
    for (const { lack } of frames)
      if (lack.kind === "place" && lack.place.seq <= (last.get(lack.place.device) ?? -1))
        branches.add(lack.place.device);
  }

  function take(ready: Ready, envelope: Envelope, frame: Bytes, text: TakenText, added: AcceptedFrame[]): void {
    takeReady(fold, ready, envelope, text === "applied", text === "applied" ? true : text.isSound);
    added.push({ accepted: ready.accepted, frame, pos: store.append(ready.accepted, frame) });
  }

  function tellHeld(): void {
    if (awaited === null || fold.ledger.size() < awaited.size) return;
    const { run } = awaited;
    awaited = null;
    run();
  }

  /**
   * Judges and stores frames after those that came before, so many in one commit that others get their turn in between. A
   * frame that does not hold is left out; the others are kept. `source`: who gives them again if the power fails before
   * anything is signed on top of them; null where nobody would, so that they are on disk when it answers.
   */
  function receive(frames: readonly Bytes[], source: object | null): Promise<Result<ReceiveReport, HostError>> {
    const slices = sliceFrames(frames);
    const tryAt = async (at: number): Promise<readonly TriedFrame[]> =>
      (await args.tryFrames?.(slices[at] ?? [])) ?? [];
    // Tried while what came before is still being taken.
    const first = tryAt(0);
    const received = receiving.then(() => receiveSlices(slices, source, first, tryAt));
    receiving = received.catch(() => undefined);
    return received;
  }

  async function receiveSlices(
    slices: readonly (readonly Bytes[])[],
    source: object | null,
    first: Promise<readonly TriedFrame[]>,
    tryAt: (at: number) => Promise<readonly TriedFrame[]>,
  ): Promise<Result<ReceiveReport, HostError>> {
    const counts: Record<Outcome, number> = {
      ...{ added: 0, alreadyHeld: 0, waiting: 0, refused: 0, newer: 0, unopened: 0 },
    };
    const given = new Set(slices.flat());
    const branches = new Set<DeviceId>();
    const dropped: Frame[] = [];
    let trying = first;
    for (const [at, slice] of slices.entries()) {
      const tried = await trying;
      const isLast = at === slices.length - 1;
      if (!isLast) trying = tryAt(at + 1);
      for (let fresh: readonly Bytes[] | null = slice; fresh !== null; ) {
        if (closed) return err({ kind: "cancelled" });
        const stored = receiveNext(fresh, source, tried, { counts, branches, dropped });
        if (!stored.ok) return stored;
        fresh = stored.value.isMoreDue ? [] : null;
        if (fresh !== null || !isLast) await breathe();
      }
    }
    if (closed) return err({ kind: "cancelled" });
    const ofThese = (frames: readonly Frame[]): readonly Bytes[] =>
      frames.map(({ frame }) => frame).filter((frame) => given.has(frame));
    const unreadable = ofThese([...unopened, ...dropped.filter(({ lack }) => lack.kind === "key")]).length;
    const late = dropped.filter(({ lack }) => lack.kind !== "key");
    const report: ReceiveReport = {
      ...{ added: counts.added, alreadyHeld: counts.alreadyHeld, newer: counts.newer },
      refused: counts.refused + unreadable,
      waiting: waiting.length + late.length,
      branches: [...branches],
      left: { waiting: ofThese([...waiting, ...late]), unopened: unreadable },
    };
    waiting = waiting.map(apart);
    unopened = unopened.map(apart);
    attendKeys(false);
    return ok(report);
  }

  /** One commit. `isMoreDue`: some of those that waited are to be tried in another one. */
  function receiveNext(
    frames: readonly Bytes[],
    source: object | null,
    tried: readonly TriedFrame[],
    all: {
      readonly counts: Record<Outcome, number>;
      readonly branches: Set<DeviceId>;
      readonly dropped: Frame[];
    },
  ): Result<{ readonly isMoreDue: boolean }, HostError> {
    // What was typed before anybody was heard says so: it does not build on what comes now, unless that may be a key.
    if (kept > 0 && patienceMs() === 0) flush();
    const batch = [...frames.map(untried), ...waiting, ...unopened, ...behind];
    const fromBehind = batch.length - behind.length;
    const isUnopened = (index: number): boolean => index >= frames.length + waiting.length && index < fromBehind;
    const outcomes: Outcome[] = batch.map((_, index) => (isUnopened(index) ? "unopened" : "waiting"));
    const slice = createSlice();
    let due: readonly number[] = [];
    let added = 0;
    const stored = commit(source, (taken) => {
      const waited = batch.slice(frames.length).map(({ lack }) => lack);
      const tryOne = (index: number): Tried => {
        const one = batch[index] as Frame;
        slice.spend(one.frame);
        const { outcome, accepted, lack } = receiveOne(
          one,
          index < frames.length ? (tried[index] ?? null) : null,
          taken,
          all.branches,
        );
        outcomes[index] = outcome;
        // What lacks an envelope was verified before that was found.
        if (lack !== undefined)
          batch[index] = { ...one, lack, owner: ownerOf(lack), isVerified: one.isVerified || lack.kind === "place" };
        return accepted !== undefined ? { accepted } : lack !== undefined ? { lack } : null;
      };
      due = takeInOrder(fold, frames.length, waited, tryOne, slice.isOver);
      added = taken.length;
    });
    if (!stored.ok) return stored;
    for (const index of due) batch[index] = { ...(batch[index] as Frame), lack: { kind: "nothing" } };
    const { counts, branches, dropped } = all;
    for (const outcome of outcomes.slice(0, frames.length)) if (outcome !== "added") counts[outcome]++;
    counts.added += added;
    const left = (kind: Outcome): readonly Frame[] =>
      batch.filter((_, index) => index < fromBehind && outcomes[index] === kind);
    behind = batch.slice(fromBehind).filter((_, at) => {
      const outcome = outcomes[fromBehind + at];
      return outcome !== "added" && outcome !== "alreadyHeld";
    });
    mendIfWhole();
    waiting = within(left("waiting"), dropped);
    if (added > 0) addBranches([...waiting, ...behind], branches);
    unopened = within(left("unopened"), dropped);
    return ok({ isMoreDue: due.length > 0 });
  }

  /** What is kept in memory of frames that wait. */
  function within(frames: readonly Frame[], dropped: Frame[]): readonly Frame[] {
    const bounded = keepWithin(frames);
    dropped.push(...bounded.dropped);
    return bounded.kept;
  }

  const isHeld = ([of, seq]: MissingPlace): boolean =>
    fold.ledger.places().some((place) => place.device === of && place.seq >= seq);

  /** Everything that was missing is here, or, where nobody knows how much it was, what everybody else has. */
  function mendIfWhole(): void {
    if (damage === null || behind.length > 0 || !damage.lost.every(isHeld)) return;
    const { heard, isKnown } = damage;
    const { devices } = fold.ledger.membership();
    const others = [...devices.keys()].filter((other) => other !== device.id);
    if (!isKnown && (others.length === 0 || !others.every((other) => heard.includes(other)))) return;
    endDamage();
  }

  function endDamage(): Result<null, HostError> {
    const ended = store.transact(() => store.endDamage());
    if (!ended.ok) return ended;
    damage = null;
    behind = [];
    // Session numbers that were given meanwhile may have been in what was missing.
    reserved.clear();
    nextSessionNo = 0;
    readKept();
    fold.yDoc.clientID = reserveClient();
    textVersion++;
    args.onReload("refolded");
    args.onMended();
    if (kept > 0) flushAfter(0);
    attendKeys(false);
    return ok(null);
  }

  /** On a disk that is full a commit would fail only after the log was folded anew and every window cut off. */
  function findRoom(): Result<unknown, HostError> {
    if (!isFull) return ok(null);
    const tried = store.tryWriting(2 * pendingBytes + commitBytes);
    isFull = !tried.ok;
    return tried;
  }

  /**
   * What `run` takes into ledger and text is committed as one, or both are read from disk again. Whatever has a source
   * is on disk no later than the next thing that is signed here, which waits for the disk.
   */
  function commit(source: object | null, run: (added: AcceptedFrame[]) => void): Result<null, HostError> {
    const room = findRoom();
    if (!room.ok) return room;
    const added: AcceptedFrame[] = [];
    let failure: HostError | null = null;
    transact(
      fold.yDoc,
      () => {
        try {
          const stored = store.transact(() => run(added), source === null ? "waits" : "goesOn");
          if (!stored.ok) failure = stored.error;
        } catch (thrown) {
          if (!(thrown instanceof StoreFailure)) throw thrown;
          failure = thrown.error;
        }
        // Nobody is told of text that is not on disk.
        if (failure !== null) fold.yDoc = createTextDoc();
      },
      ledgerOrigin,
    );
    if (failure !== null) {
      const { kind } = failure as HostError;
      isFull = kind === "storeFull";
      reload();
      return err(failure);
    }
    fold.beyondCache += added.length;
    if (added.length > 0) args.onAccepted(added, source);
    refoldIfDue();
    if (fold.beyondCache >= cacheEvery) keepCache();
    return ok(null);
  }

  /** What is said now without being signed for ever is sealed with this. */
  const current = (): Epoch => {
    const membership = fold.ledger.membership();
    return fold.keyring.at(membership) ?? fold.keyring.before(membership);
  };

  /** [L29] Whoever signs anything while others than members can open the present key rotates first. */
  function epochToSign(added: AcceptedFrame[]): Epoch {
    if (isLocked()) signRotation(added);
    return current();
  }

  function signRotation(added: AcceptedFrame[]): void {
    const membership = fold.ledger.membership();
    const key = random.bytes(32);
    const body = encodeEntry(sealRotation(key, membership));
    wipe(key);
    signOne(envelopeTypes.governance, body, added, fold.keyring.before(membership));
  }

  /** Delegates and mediators write; whoever founds or joins the charter right now is none yet. */
  function mayWrite(): boolean {
    if (isDamaged() || fold.ledger.lacksRuleset() !== null) return false;
    const role = fold.ledger.membership().devices.get(device.id)?.role;
    return role === "delegate" || role === "mediator";
  }

  const hasEnded = (): boolean => fold.ledger.membership().former.has(device.id);

  function signOne(
    type: number,
    body: Bytes,
    added: AcceptedFrame[],
    epoch = epochToSign(added),
    text: TakenText = "applied",
  ): void {
    if (isDamaged()) throw new StoreFailure(damaged);
    const envelope = fold.ledger.draft(device.id, epoch.id, type, body, clock.now());
    const signed = signEnvelope(envelope, device.privateKey);
    // Nobody could read it, this device's next start included.
    if (signed.bytes.length > maxEnvelopeBytes)
      throw new StoreFailure({
        kind: "badArgument",
        what: "text",
        expected: `at most ${maxEnvelopeBytes} bytes with its signatures`,
      });
    const judged = fold.ledger.judge({ envelope, hash: signed.hash });
    if (judged.kind !== "ready" && hasEnded()) throw new StoreFailure({ kind: "removed" });
    if (judged.kind !== "ready")
      throw new StoreFailure({
        kind: "notAuthorised",
        reason: judged.kind === "refused" ? judged.reason : judged.kind,
      });
    if (judged.fault !== null) throw new StoreFailure({ kind: "notAuthorised", reason: judged.fault });
    if (judged.leavesBodyOut)
      throw new StoreFailure({ kind: "notAuthorised", reason: "this device has signed too much" });
    take(judged, envelope, sealLogFrame(signed.bytes, epoch), text, added);
  }

  /** Signs entries on top of everything held here, typed text first, in one commit. */
  function append(entries: readonly { readonly type: number; readonly body: Bytes }[]): Result<null, HostError> {
    if (isDamaged()) return err(damaged);
    const flushed = flush();
    if (!flushed.ok) return flushed;
    const signed = commit(null, (added) => {
      for (const { type, body } of entries) signOne(type, body, added);
    });
    if (signed.ok && entries.some(({ type }) => type === envelopeTypes.governance)) attendKeys(true);
    return signed;
  }

  function queue(client: number, update: Bytes): void {
    const now = clock.now();
    if (pending.length === 0) pendingSince = now;
    if (pending.length === kept) unkeptSince = now;
    pending.push({ client, update });
    pendingBytes += update.length;
    const waitMs = Math.max(0, Math.min(pauseMs, unkeptSince + longestWaitMs - now));
    restAfter(pendingBytes > segmentBytes ? 0 : waitMs);
  }

  function restAfter(delayMs: number): void {
    cancelFlush?.();
    cancelFlush = clock.after(delayMs, rest);
  }

  function flushAfter(delayMs: number): void {
    cancelFlush?.();
    cancelFlush = clock.after(delayMs, () => void flush());
  }

  /** At a pause: signed where somebody hears it, else kept until somebody may, or enough of it has come together. */
  function rest(): void {
    const segmentLeftMs = pendingSince + segmentMs - clock.now();
    const isDue = args.hasPeers() || pendingBytes > segmentBytes || segmentLeftMs <= 0;
    const leftMs = isDue ? patienceMs() : segmentLeftMs;
    if (pending.length === 0 || leftMs <= 0) flush();
    else if (keep()) flushAfter(leftMs);
    else restAfter(retryMs);
  }

  /** Commits what was typed as it is; false where the disk does not take it. */
  function keep(): boolean {
    const fresh = readRuns(pending.slice(kept)).map(
      ({ client, updates }): Typed => ({ client, update: mergeUpdates(updates) }),
    );
    const stored = store.transact(() => {
      for (const { client, update } of fresh) {
        const plain = encodeCbor([client, reserved.get(client) ?? -1, update]);
        store.keepTyped(sealWithNonce(plain, typedLabel(charter), random.bytes(24), args.storeKey));
      }
    });
    if (!stored.ok) {
      args.onNotSaved(stored.error);
      return false;
    }
    const isFirst = kept === 0;
    pending = [...pending.slice(0, kept), ...fresh];
    kept = pending.length;
    pendingBytes = pending.reduce((sum, { update }) => sum + update.length, 0);
    tellSaved(new Map(fresh.map(({ client }) => [client, clockOf(fold.yDoc, client)])));
    if (isFirst) args.onUnsigned();
    return true;
  }

  /** As anybody's text is judged: by what is in the document, which is all that its author can know here. */
  function judgeTyped(client: number, decoded: DecodedUpdate): ReturnType<typeof judgeUpdate> {
    const known = (of: number): number => clockOf(fold.yDoc, of);
    return judgeUpdate(decoded, fold.yDoc, { client, nextClock: known(client), known });
  }

  /**
   * What was kept when this program ended without signing it goes on top of the text, and is signed. What does not open,
   * and what builds on it, is set aside, and its person is told.
   */
  function readKept(): void {
    const spoiled: Bytes[] = [];
    for (const sealed of store.readTyped()) {
      const plain = openWithNonce(sealed, typedLabel(charter), args.storeKey);
      const typed = plain === null ? null : (decodeCbor(plain) as readonly [number, number, Bytes] | null);
      const decoded = typed === null ? null : readUpdate(typed[2]);
      if (typed === null || !decoded?.ok || !judgeTyped(typed[0], decoded.value).ok) {
        spoiled.push(sealed);
        continue;
      }
      const [client, sessionNo, update] = typed;
      if (sessionNo >= 0) {
        reserved.set(client, sessionNo);
        nextSessionNo = Math.max(nextSessionNo, sessionNo + 1);
      }
      applyUpdate(fold.yDoc, update, ledgerOrigin);
      pending.push({ client, update });
      kept = pending.length;
    }
    if (spoiled.length === 0) return;
    const aside = store.transact(() => {
      for (const sealed of spoiled) {
        store.setAside(sealed);
        store.dropTyped(sealed);
      }
    });
    if (!aside.ok) logger.warn("typed-not-set-aside", { error: aside.error.kind });
  }

  /** Signs and stores what was typed. On failure it stays queued, and in its window, and is tried again. */
  function flush(): Result<null, HostError> {
    cancelFlush?.();
    cancelFlush = null;
    if (pending.length === 0) return ok(null);
    if (isDamaged()) return err(damaged);
    isFlushing = true;
    const stored = storeTyped(pending);
    isFlushing = false;
    if (!stored.ok) {
      args.onNotSaved(stored.error);
      if (!closed) flushAfter(retryMs);
      return stored;
    }
    pending = [];
    kept = 0;
    pendingBytes = 0;
    tellSaved(stored.value);
    return ok(null);
  }

  const tellSaved = (saved: ReadonlyMap<number, number>): void => {
    for (const [client, end] of saved) args.onSaved(client, end);
  };

  /** Answers how far each client's text is signed and stored. */
  function storeTyped(typed: readonly Typed[]): Result<ReadonlyMap<number, number>, HostError> {
    const saved = new Map<number, number>();
    const stored = commit(null, (added) => {
      if (kept > 0) store.dropTyped();
      for (const { client, updates } of readRuns(typed)) {
        bindClient(client, added);
        const pieces = splitUpdate(mergeUpdates(updates), maxUpdateBytes);
        if (!pieces.ok) throw new StoreFailure({ kind: "internal", ref: `typed-${pieces.error.kind}` });
        for (const piece of pieces.value) {
          const from = fold.ledger.session(client)?.clock ?? 0;
          const decoded = readUpdate(piece);
          if (!decoded.ok) throw new StoreFailure({ kind: "internal", ref: `typed-${decoded.error.kind}` });
          const end = from + decoded.value.length;
          signOne(envelopeTypes.text, encodeCbor([1, client, from, end, piece]), added);
          saved.set(client, end);
        }
      }
    });
    return stored.ok ? ok(saved) : stored;
  }

  /** [L11] Sessions are bound in ascending order of number, so older reserved ones go first. */
  function bindClient(client: number, added: AcceptedFrame[]): void {
    if (fold.ledger.session(client) !== null) return;
    const number = reserved.get(client);
    if (number === undefined) {
      signOne(envelopeTypes.session, encodeCbor([client, -1]), added);
      return;
    }
    for (const [older, olderNo] of [...reserved].sort((a, b) => a[1] - b[1]))
      if (olderNo <= number && fold.ledger.session(older) === null)
        signOne(envelopeTypes.session, encodeCbor([older, olderNo]), added);
  }

  /** A client id that nobody else has or can choose. */
  function reserveClient(): number {
    nextSessionNo = Math.max(nextSessionNo, fold.ledger.nextSessionNo(device.id));
    const client = sessionClient(charter, device.id, nextSessionNo);
    reserved.set(client, nextSessionNo);
    nextSessionNo++;
    return client;
  }

  /** Takes what a window or a gateway's client typed: judged as anybody's text is, shown at once, signed at the next pause. */
  function pushTyped(client: number, update: Bytes, source: object): Result<null, { readonly reason: string }> {
    if (!mayWrite()) return err({ reason: "this device may not write here" });
    const decoded = readUpdate(update);
    if (!decoded.ok) return err({ reason: decoded.error.kind });
    const verdict = judgeTyped(client, decoded.value);
    if (!verdict.ok) return err({ reason: verdict.error.kind });
    // A chosen client id is bound before it is shown to anybody, who could bind it first.
    if (fold.ledger.session(client) === null && !reserved.has(client)) {
      const bound = commit(null, (added) => bindClient(client, added));
      if (!bound.ok) return err({ reason: bound.error.kind });
    }
    applyUpdate(fold.yDoc, update, { typedBy: client, source, update } satisfies TypedOrigin);
    return ok(null);
  }

  const owesReceipt = (): boolean =>
    !isDamaged() && fold.ledger.membership().devices.has(device.id) && fold.ledger.missingFor(device.id) > 0;

  /**
   * What a window typed and had not said when the text was folded anew. Whoever wrote on what is left out now is left
   * out there too, and offered to put it back (leftOutTexts.ts).
   */
  function carryOver(client: number, update: Bytes): Result<null, HostError> {
    const flushed = flush();
    const fresh = trimUpdate(fold.yDoc, update);
    const parts = fresh === null ? null : cutCarried(fold.yDoc, fresh);
    if (parts === null || !parts.ok) return err(notCarried("malformed"));
    if (parts.value.length === 0) return ok(null);
    if (hasEnded()) return err({ kind: "removed" });
    if (isDamaged()) return err(damaged);
    if (!mayWrite()) return err({ kind: "notAuthorised", reason: "this device may not write here" });
    if (!flushed.ok) return flushed;
    return commit(null, (added) => {
      bindClient(client, added);
      for (const { update: part, stands } of parts.value) {
        const pieces = splitUpdate(part, maxUpdateBytes);
        if (!pieces.ok) throw new StoreFailure(notCarried(pieces.error.kind));
        for (const piece of pieces.value) signCarried(client, piece, stands, added);
      }
    });
  }

  function signCarried(client: number, update: Bytes, stands: boolean, added: AcceptedFrame[]): void {
    const decoded = readUpdate(update);
    if (!decoded.ok) throw new StoreFailure(notCarried(decoded.error.kind));
    const from = clockOf(fold.yDoc, client);
    if (decoded.value.client !== null && (decoded.value.client !== client || decoded.value.clock !== from))
      throw new StoreFailure(notCarried("not this client's next text"));
    const verdict = judgeTyped(client, decoded.value);
    // Its neighbours may stand otherwise without what is left out, and what was written on it goes with it.
    if (stands && !verdict.ok && verdict.error.kind !== "wrongPlace" && verdict.error.kind !== "unknownReference")
      throw new StoreFailure(notCarried(verdict.error.kind));
    const body = encodeCbor([1, client, from, from + decoded.value.length, update]);
    signOne(envelopeTypes.text, body, added, epochToSign(added), { isSound: verdict.ok });
  }

  /** [S7] One signed receipt for all that came; a receipt is not answered with one. */
  function acknowledge(): void {
    attendKeys(true);
    // It can wait for another's new key, and says then that it came.
    if (closed || isLocked() || !owesReceipt()) return;
    const signed = append([receipt]);
    if (!signed.ok) logger.warn("receipt-not-signed", { error: signed.error.kind });
  }

  /** Makes the text into `target` with the fewest changes, signed at once. Where that fails the text is as it was. */
  function setText(target: CharterText): Result<null, HostError> {
    if (isDamaged()) return err(damaged);
    const flushed = flush();
    const room = flushed.ok ? findRoom() : flushed;
    if (!room.ok) return room;
    untold = [];
    const origin: TypedOrigin = { typedBy: fold.yDoc.clientID, source: null };
    applyTextInSteps(fold.yDoc, target, origin, maxUpdateBytes / 2);
    const written = pending;
    // Not to be tried again: the caller is told, and asks again or not.
    pending = [];
    pendingBytes = 0;
    cancelFlush?.();
    const stored = storeTyped(written);
    const updates = untold;
    untold = null;
    if (!stored.ok) return stored;
    for (const update of updates) args.onText(update, null);
    tellSaved(stored.value);
    return ok(null);
  }

  /** An envelope that is held; null where it is not. */
  function envelopeAt(chain: ChainId, seq: number): Envelope | null {
    const frame = store.frameAt(chain, seq);
    return frame === null ? null : (openEnvelope(fold.keyring, frame)?.envelope ?? null);
  }

  function keepCache(): void {
    if (fold.beyondCache > 0 && pending.length === 0 && writeCache(args, fold)) fold.beyondCache = 0;
  }

  return ok({
    charter,
    program: args.program,
    store,
    /** What is written now is sealed with this. */
    get epoch(): Epoch {
      return current();
    },
    /** The latest first. */
    epochs: (): readonly Epoch[] => [...fold.keyring.all()].reverse(),
    epochById: (id: Bytes): Epoch | null => fold.keyring.byId(id),
    keys: (): readonly Bytes[] => fold.keyring.keys(),
    ledger: (): Ledger => fold.ledger,
    mayWrite,
    hasEnded,
    /** How many envelopes of each device something signed builds on that nobody has brought here. */
    notHere(): ReadonlyMap<DeviceId, number> {
      const lacking = new Map<DeviceId, number>();
      for (const [author, seq] of heardOf) {
        const held = fold.ledger.places().filter((place) => place.device === author);
        const missing = seq - Math.max(-1, ...held.map((place) => place.seq));
        if (missing > 0) lacking.set(author, missing);
      }
      return lacking;
    },
    /** Held, and left out of the text. */
    leftOut: (): readonly LeftOut[] => fold.leftOut,
    yDoc: (): TextDoc => fold.yDoc,
    readText: (): CharterText => readText(fold.yDoc).text,
    /** [L35] A ruleset that the charter adopted and this program lacks: it is read, and not written; null else. */
    lacksRuleset: (): number | null => fold.ledger.lacksRuleset(),
    /** Null where everything is as it was stored. While it is not, nothing is signed here. */
    damage: (): DamageView | null =>
      isDamaged()
        ? {
            missing: damage === null ? 0 : damage.lost.filter((place) => !isHeld(place)).length,
            waiting: behind.length,
            isKnown: damage?.isKnown ?? false,
            heals: damage !== null,
          }
        : null,
    unreadable: (): number => store.unreadable(),
    /** Of a damage whose extent nobody knows: this one has given everything it holds. */
    heardAll(other: DeviceId): void {
      if (damage === null || damage.heard.includes(other)) return;
      const heard = [...damage.heard, other];
      const stored = store.transact(() => store.keepHeard(heard));
      if (stored.ok) damage = { ...damage, heard };
      mendIfWhole();
    },
    /** The person says so: what is missing is given up, and what builds on it waits as if it had just come. */
    giveUpMissing(): Result<null, HostError> {
      if (damage === null) return ok(null);
      waiting = keepWithin([...waiting, ...behind]).kept;
      return endDamage();
    },
    /** Changes with the text: what was read at the same number still holds. */
    textVersion: (): number => textVersion,
    envelopeAt,
    /** Runs once so many envelopes are held, before a further one is taken; in place of whoever waited before. */
    whenHeld(size: number, run: () => void): void {
      awaited = { size, run };
    },
    receive,
    /** Frames are to come soon: whoever tries them takes in what was signed here since the last ones. */
    prepare: (): void => void args.tryFrames?.([]),
    /** When what was received until now is taken or refused. */
    idle: async (): Promise<void> => void (await receiving),
    append,
    flush,
    rest,
    /** Changes that are on disk here and not signed yet, so that nobody else can have them: they become one. */
    unsigned: (): number => (kept > 0 ? 1 : 0),
    /** [L29] What is yet to be signed, here or elsewhere, so that every member can read: one at most. */
    keysOwed: (): number => (duties().length > 0 ? 1 : 0),
    acknowledge,
    reserveClient,
    /** Of a client id that `reserveClient` gave; null for one that a gateway's client chose. */
    sessionNo: (client: number): number | null => reserved.get(client) ?? null,
    pushTyped,
    carryOver,
    setText,
    /** Nothing acknowledged is lost without it; it saves the next start from folding the log. */
    close(): void {
      closed = true;
      const left = trying(() => {
        flush();
        if (!isDamaged()) keepCache();
        return ok(null);
      });
      if (!left.ok) logger.warn("not-flushed", { error: left.error.kind });
      cancelFlush?.();
      cancelTurn?.();
      store.close();
      fold.keyring.wipe();
    },
  });
}

const waitOf = (turn: number): number =>
  Math.min(turn, longTurns) * turnMs + Math.max(0, turn - longTurns) * shortTurnMs;

const damaged = { kind: "readOnly", reason: "damaged" } as const satisfies HostError;
const notAsWritten = { kind: "storeDamaged", reason: "a part of the log is not as it was written" } as const;

/** [L4] It says nothing but what its past is. */
const receipt = { type: envelopeTypes.heads, body: new Uint8Array(0) };

const notCarried = (why: string): HostError => ({
  kind: "badArgument",
  what: "update",
  expected: `typed text (${why})`,
});

const typedLabel = (charter: CharterId): Bytes => encodeCbor(["tessera/typed/1", charter]);

/** Neighbouring updates of one client, in order: a later one may build on another client's before it. */
function readRuns(typed: readonly Typed[]): readonly { readonly client: number; readonly updates: readonly Bytes[] }[] {
  const runs: { client: number; updates: Bytes[] }[] = [];
  for (const { client, update } of typed) {
    const last = runs.at(-1);
    if (last?.client === client) last.updates.push(update);
    else runs.push({ client, updates: [update] });
  }
  return runs;
}
