/**
 * From a charter's log to its ledger and text, and a sealed cache of both.
 * Owns: nothing; `Fold` is the replica's. Called by: replica.ts, and the worker that judges beforehand.
 * Invariant: the text is a function of the envelopes taken ([L25], [L27], [I4]); the cache is an optimisation, never an
 * authority.
 */
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Logger, Random } from "../../../shared/base/ambient.ts";
import { type Bytes, equalBytes } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { type KeyPair, openWithNonce, sealWithNonce } from "../../../shared/base/crypto.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { createTextDoc } from "../../../shared/crdt/document/docLayout.ts";
import { createFromState, encodeState } from "../../../shared/crdt/document/foldState.ts";
import { exclude } from "../../../shared/crdt/update/exclude.ts";
import { applyUpdate, type TextDoc, transact } from "../../../shared/crdt/update/textDoc.ts";
import { judgeUpdate, readUpdate } from "../../../shared/crdt/update/validateUpdate.ts";
import type { TextBody } from "../../../shared/ledger/kind.ts";
import {
  type AcceptedText,
  createLedger,
  type Judged,
  type Ledger,
  type Ready,
} from "../../../shared/ledger/ledger.ts";
import {
  type Envelope,
  envelopeTypes,
  readEnvelope,
  type SignedEnvelope,
  withoutBody,
} from "../../../shared/ledger/log/envelope.ts";
import { readEntry } from "../../../shared/ledger/members/entries.ts";
import { createKeyring, type Keyring } from "../../../shared/ledger/members/keyring.ts";
import type { Program } from "../../../shared/ledger/program.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../shared/ledger/snapshot.ts";
import { openFrame } from "../../../shared/sync/frame.ts";
import { readFrameHeader } from "../../../shared/sync/frameHeader.ts";
import type { CharterStore } from "../store/charterStore.ts";
import type { Kept } from "../store/kept.ts";
import { openKept } from "./framing.ts";

/** The place of a text that is held and not shown. */
export type LeftOut = readonly [chain: string, seq: number];

export interface Fold {
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  yDoc: TextDoc;
  leftOut: LeftOut[];
  /** Envelopes folded on top of the cache, and their bytes. */
  beyondCache: number;
  beyondBytes: number;
}

export interface FoldSource {
  readonly charter: CharterId;
  /** The epoch keys that this device was let in with, oldest first. */
  readonly keys: readonly Bytes[];
  readonly device: { readonly id: DeviceId; readonly privateKey: Bytes; readonly sealing: KeyPair };
  /** Seals the cache at rest. */
  readonly storeKey: Bytes;
  readonly store: CharterStore;
  readonly random: Random;
  readonly logger: Logger;
  /** The rulesets and statements that this program has. */
  readonly program: Program;
}

/** Origin of text that comes from the ledger. */
export const ledgerOrigin = { from: "ledger" };

const batch = 256;

export type FrameJudgement =
  /** `kept`: as it is to be stored. */
  | { readonly kind: "ready"; readonly ready: Ready; readonly envelope: Envelope; readonly kept: Kept }
  | Exclude<Judged, Ready | { kind: "missing" }>
  /** `teacher`: not a member yet whose share of a key this may be. `mayTeach`: it may bring a key beforehand. */
  | (Extract<Judged, { kind: "missing" }> & {
      readonly by: DeviceId;
      readonly mayTeach: boolean;
      readonly teacher: DeviceId | null;
    })
  /** Sealed with a key that is not held here, or not yet. */
  | { readonly kind: "unopened"; readonly keyId: Bytes };

/** `verified`: this device verified the signature before. It changes neither ledger nor text. */
export function judgeFrame(
  { ledger, keyring }: Pick<Fold, "ledger" | "keyring">,
  frame: Bytes,
  verified: boolean,
): FrameJudgement {
  const refused = (reason: string): FrameJudgement => ({ kind: "refused", reason });
  const header = readFrameHeader(frame);
  const epoch = header.ok ? keyring.byId(header.value.keyId) : null;
  // Also one of a later version: anybody can write such a byte, so it must not stop anybody from writing.
  if (epoch === null) return header.ok ? { kind: "unopened", keyId: header.value.keyId } : refused("no frame");
  const opened = openFrame(frame, epoch);
  if (!opened.ok || opened.value.kind !== 0) return refused("no envelope");
  const { plain } = opened.value;
  const read = readEnvelope(plain, verified);
  if (!read.ok) return refused("no envelope");
  if (!equalBytes(read.value.envelope.epoch, epoch.id)) return refused("sealed with another epoch's key");
  const { envelope } = read.value;
  const judged = judgeOpened({ ledger, keyring }, read.value);
  if (judged.kind !== "ready") return judged;
  // [L36] One envelope has one frame, so everybody leaves the same bodies out.
  const isCut = judged.ready.leavesBodyOut && envelope.body !== null;
  return isCut
    ? { ...judged, kept: { kind: "envelope", bytes: withoutBody(plain) } }
    : { ...judged, kept: { kind: "frame", bytes: frame } };
}

/** The same for what is in the log: its key need not be held. */
export function judgeKept({ ledger, keyring }: Pick<Fold, "ledger" | "keyring">, kept: Kept): FrameJudgement {
  if (kept.kind === "frame") return judgeFrame({ ledger, keyring }, kept.bytes, true);
  const read = readEnvelope(kept.bytes, true);
  if (!read.ok) return { kind: "refused", reason: "no envelope" };
  const judged = judgeOpened({ ledger, keyring }, read.value);
  return judged.kind === "ready" ? { ...judged, kept } : judged;
}

type OpenedJudgement =
  | { readonly kind: "ready"; readonly ready: Ready; readonly envelope: Envelope }
  | Exclude<FrameJudgement, { kind: "ready" }>;

function judgeOpened({ ledger, keyring }: Pick<Fold, "ledger" | "keyring">, signed: SignedEnvelope): OpenedJudgement {
  const { envelope } = signed;
  const judged = ledger.judge(signed);
  if (judged.kind === "missing") {
    const mayTeach = envelope.type === envelopeTypes.governance;
    return { ...judged, by: envelope.device, mayTeach, teacher: learnBeforehand(ledger, keyring, envelope) };
  }
  return judged.kind === "ready" ? { kind: "ready", ready: judged, envelope } : judged;
}

/**
 * [L28] What a key was shared for may be sealed with that very key: it is learnt before the past of the share is here.
 * Answers whose membership that waits for.
 */
function learnBeforehand(ledger: Ledger, keyring: Keyring, { type, device, body }: Envelope): DeviceId | null {
  if (type !== envelopeTypes.governance) return null;
  if (!ledger.membership().devices.has(device)) return device;
  const entry = body === null ? null : readEntry(body);
  if (entry?.ok) keyring.learn(entry.value);
  return null;
}

/**
 * `isApplied`: typed here, and in the document already. `isSound`: judged before, on a fold of the same envelopes.
 * Takes what `judgeFrame` found ready into the ledger, its keys into the keyring, and its text into the document.
 */
export function takeReady(
  fold: Fold,
  ready: Ready,
  envelope: Envelope,
  isApplied = false,
  isSound: boolean | null = null,
): void {
  const { ledger, yDoc } = fold;
  const { text, accepted } = ready;
  const isShown = text === null || isApplied || (isSound ?? isTextSound(text, ready, yDoc));
  acceptReady(fold, ready, envelope);
  if (text === null) return;
  const standing = ledger.standingOfText(accepted);
  if (standing === "counts" && isShown) {
    if (!isApplied) applyUpdate(yDoc, text.update, ledgerOrigin);
    return;
  }
  fold.leftOut.push([accepted.chain, accepted.place.seq]);
  if (standing !== "nothing") exclude(yDoc, text.client, text.from, text.end, ledgerOrigin);
}

/** The part of `takeReady` that is not about the text. */
export function acceptReady(
  { ledger, keyring }: Pick<Fold, "ledger" | "keyring">,
  ready: Ready,
  envelope: Envelope,
): void {
  ledger.accept(ready, envelope);
  if (ready.entry !== null) keyring.learn(ready.entry);
}

/** [I4] Judged against the document, which holds at least its causal past. */
export function isTextSound(
  text: TextBody,
  { known, isOwn }: Pick<AcceptedText, "known" | "isOwn">,
  yDoc: TextDoc,
): boolean {
  const decoded = readUpdate(text.update);
  if (!decoded.ok) return false;
  const verdict = judgeUpdate(decoded.value, yDoc, { client: text.client, nextClock: text.from, known, isOwn });
  return verdict.ok && verdict.value.endClock === text.end;
}

/** Every entry of the log, in the order in which it was accepted; where one is that `take` says does not hold. */
function eachKept(store: CharterStore, after: number, take: (kept: Kept) => boolean): number | null {
  let pos = after;
  for (let entries = store.keptAfter(pos, batch); entries.length > 0; entries = store.keptAfter(pos, batch))
    for (const { kept, pos: at } of entries) {
      if (!take(kept)) return at;
      pos = at;
    }
  return null;
}

/**
 * What was judged when it was stored is not verified again, only folded. `storeDamaged` where an entry does not open;
 * `asFar`: then without it.
 */
export function loadFold(source: FoldSource, asFar = false): Result<Fold, HostError> {
  const { charter, store, device } = source;
  const cached = asFar ? null : readCache(source);
  const keyring = createKeyring(source.keys, device.id, device.sealing);
  const ledger = cached?.ledger ?? createLedger(charter, store.index, null, source.program);
  for (const { entry } of ledger.governanceEntries()) keyring.learn(entry);
  const fold: Fold = {
    ledger,
    keyring,
    yDoc: cached?.yDoc ?? createTextDoc(),
    leftOut: [...(cached?.leftOut ?? [])],
    beyondCache: 0,
    beyondBytes: 0,
  };
  let damagedAt: number | null = null;
  transact(
    fold.yDoc,
    () => {
      damagedAt = eachKept(store, cached?.pos ?? 0, (kept) => {
        let judged = judgeKept(fold, kept);
        // It was opened with a key that its share, which builds on it, brought beforehand.
        if (judged.kind === "unopened" && learnFromLog(keyring, store)) judged = judgeKept(fold, kept);
        if (judged.kind !== "ready") return asFar;
        takeReady(fold, judged.ready, judged.envelope);
        fold.beyondCache++;
        fold.beyondBytes += kept.bytes.length;
        return true;
      });
    },
    ledgerOrigin,
  );
  if (damagedAt !== null) return err({ kind: "storeDamaged", reason: `entry ${damagedAt} of the log does not open` });
  if (ledger.isRefoldDue()) refold(fold, store);
  return ok(fold);
}

/** Every key that the log has for this device, wherever in it; false where there is none that is new. */
function learnFromLog(keyring: Keyring, store: CharterStore): boolean {
  const before = keyring.size();
  for (let known = -1; known !== keyring.size(); ) {
    known = keyring.size();
    eachKept(store, 0, (kept) => {
      const envelope = openKept(kept, keyring)?.envelope;
      const body = envelope?.type === envelopeTypes.governance ? envelope.body : null;
      const entry = body === null || body === undefined ? null : readEntry(body);
      if (entry?.ok) keyring.learn(entry.value);
      return true;
    });
  }
  return keyring.size() > before;
}

/** [L27] The text anew from everything held: some of it stands otherwise than when it was folded. */
export function refold(fold: Fold, store: CharterStore): void {
  const { ledger, keyring } = fold;
  const yDoc = createTextDoc();
  const leftOut: LeftOut[] = [];
  ledger.beginFold();
  transact(
    yDoc,
    () => {
      eachKept(store, 0, (kept) => {
        const signed = openKept(kept, keyring);
        const text = signed === null ? null : ledger.reread(signed);
        if (text === null) return true;
        const { accepted, body } = text;
        const standing = ledger.standingOfText(accepted);
        if (standing === "counts" && isTextSound(body, text, yDoc)) applyUpdate(yDoc, body.update, ledgerOrigin);
        else {
          leftOut.push([accepted.chain, accepted.place.seq]);
          if (standing !== "nothing") exclude(yDoc, body.client, body.from, body.end, ledgerOrigin);
        }
        return true;
      });
    },
    ledgerOrigin,
  );
  fold.yDoc = yDoc;
  fold.leftOut = leftOut;
}

const label = (charter: CharterId, pos: number): Bytes => encodeCbor(["tessera/cache/3", charter, pos]);

type Cached = NonNullable<ReturnType<CharterStore["readCache"]>>;
type CacheParts = readonly [snapshot: Bytes, state: Bytes, leftOut: readonly LeftOut[]];

function openCache({ charter, storeKey }: Pick<FoldSource, "charter" | "storeKey">, cached: Cached): CacheParts | null {
  const plain = openWithNonce(cached.sealed, label(charter, cached.pos), storeKey);
  return plain === null ? null : (decodeCbor(zstdDecompressSync(plain)) as CacheParts | null);
}

function readCache(
  source: FoldSource,
): { ledger: Ledger; yDoc: TextDoc; leftOut: readonly LeftOut[]; pos: number } | null {
  const { charter, store, logger } = source;
  const cached = store.readCache();
  if (cached === null) return null;
  const parts = openCache(source, cached);
  const snapshot = parts === null ? null : decodeSnapshot(parts[0], source.program);
  const state = parts === null ? null : createFromState(parts[1]);
  if (parts === null || snapshot === null || !state?.ok) {
    logger.warn("cache-unreadable");
    return null;
  }
  return {
    ledger: createLedger(charter, store.index, snapshot, source.program),
    yDoc: state.value,
    leftOut: parts[2],
    pos: cached.pos,
  };
}

const heldLabel = (charter: CharterId): Bytes => encodeCbor(["tessera/held/1", charter]);

/** The last envelope of each device that was held when the charter was closed last, should it open. */
export function readHeldPlaces(
  { charter, storeKey }: Pick<FoldSource, "charter" | "storeKey">,
  sealed: Bytes | null,
): readonly (readonly [DeviceId, number])[] {
  const plain = sealed === null ? null : openWithNonce(sealed, heldLabel(charter), storeKey);
  return plain === null ? [] : ((decodeCbor(plain) as readonly (readonly [DeviceId, number])[] | null) ?? []);
}

/** So that it is noticed where rows are gone that nothing else tells of. */
export function writeHeldPlaces({ charter, store, storeKey, random, logger }: FoldSource, { ledger }: Fold): boolean {
  const plain = encodeCbor(ledger.places().map(({ device, seq }) => [device, seq]));
  const written = store.writeHeld(sealWithNonce(plain, heldLabel(charter), random.bytes(24), storeKey));
  if (!written.ok) logger.warn("held-not-written", { error: written.error.kind });
  return written.ok;
}

export function writeCache(source: FoldSource, { ledger, yDoc, leftOut }: Fold): boolean {
  const { charter, store, storeKey, random, logger } = source;
  const pos = store.lastPos();
  const plain = encodeCbor([encodeSnapshot(ledger.snapshot()), encodeState(yDoc), leftOut]);
  const deflated = zstdCompressSync(plain) as Bytes;
  const written = store.writeCache(pos, sealWithNonce(deflated, label(charter, pos), random.bytes(24), storeKey));
  if (!written.ok) logger.warn("cache-not-written", { error: written.error.kind });
  return written.ok;
}
