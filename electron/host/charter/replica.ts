/**
 * One open charter: its ledger and, folded from it, its text; the only place where the two meet.
 * Owns: the fold and the queue of typed updates that are not yet signed.
 * Called by: charters.ts, textConnection.ts, meetings, relays, bundles.
 * Invariant: what `onAccepted` tells of is on disk; what is not, is in `pending` and still in its window.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import { type Bytes, equalBytes } from "../../../shared/base/bytes.ts";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { CharterText } from "../../../shared/charter/model.ts";
import { applyTextInSteps } from "../../../shared/crdt/applyText.ts";
import { createTextDoc } from "../../../shared/crdt/docLayout.ts";
import { mergeUpdates } from "../../../shared/crdt/mergeUpdates.ts";
import { readText } from "../../../shared/crdt/readText.ts";
import { splitUpdate } from "../../../shared/crdt/splitUpdate.ts";
import { applyUpdate, clockOf, onUpdate, type TextDoc, transact } from "../../../shared/crdt/textDoc.ts";
import { judgeUpdate, readUpdate } from "../../../shared/crdt/validateUpdate.ts";
import {
  type Envelope,
  envelopeTypes,
  maxEnvelopeBytes,
  readEnvelope,
  signEnvelope,
} from "../../../shared/ledger/envelope.ts";
import { sessionClient } from "../../../shared/ledger/epoch.ts";
import type { Accepted, Ledger, Ready } from "../../../shared/ledger/ledger.ts";
import { openFrame, sealFrame } from "../../../shared/sync/frame.ts";
import { type FoldSource, ledgerOrigin, loadFold, writeCache } from "./fold.ts";

/** One envelope per pause in typing, but at least every two seconds. */
const pauseMs = 400;
const longestWaitMs = 2000;
const retryMs = 5000;
/** Typed updates beyond this are signed at once. */
const maxPendingBytes = 128 * 1024;
const maxUpdateBytes = 512 * 1024;
const maxWaitingFrames = 4096;
const maxWaitingBytes = 64 * 1024 * 1024;
/** The fold is cached again after so many envelopes. */
const cacheEvery = 2048;

export interface ReceiveReport {
  readonly added: number;
  readonly alreadyHeld: number;
  /** Kept until what they build on arrives. */
  readonly waiting: number;
  readonly refused: number;
  /** Written by a later version: left out, not judged. */
  readonly newer: number;
}

export interface AcceptedFrame {
  readonly accepted: Accepted;
  readonly frame: Bytes;
  readonly pos: number;
}

export interface ReplicaArgs extends FoldSource {
  readonly device: { readonly id: DeviceId; readonly privateKey: Bytes };
  readonly clock: Clock;
  /** `source` is what `receive` was given; null for what this device signed. */
  readonly onAccepted: (frames: readonly AcceptedFrame[], source: object | null) => void;
  /** `source` is what `pushTyped` was given; null for text from elsewhere. */
  readonly onText: (update: Bytes, source: object | null) => void;
  readonly onSaved: (client: number, clock: number) => void;
  readonly onNotSaved: (error: HostError) => void;
  /** The fold was read from disk again: windows must connect anew. */
  readonly onReload: () => void;
}

/** Origin of text that was typed here and is not signed yet. */
interface TypedOrigin {
  readonly typedBy: number;
  readonly source: object | null;
}

const isTyped = (origin: unknown): origin is TypedOrigin =>
  typeof origin === "object" && origin !== null && "typedBy" in origin;

/** Thrown inside a store transaction to roll it back with an expected failure. */
class RolledBack extends Error {
  readonly error: HostError;
  constructor(error: HostError) {
    super(error.kind);
    this.error = error;
  }
}

type Outcome = keyof ReceiveReport;

export type Replica = Extract<ReturnType<typeof openReplica>, { ok: true }>["value"];

export function openReplica(args: ReplicaArgs) {
  const { charter, epoch, store, device, clock, random, logger } = args;
  let pending: { readonly client: number; readonly update: Bytes }[] = [];
  let pendingBytes = 0;
  let pendingSince = 0;
  let cancelFlush: (() => void) | null = null;
  /** Client ids promised to windows, with their session numbers; in the ledger once they write. */
  const reserved = new Map<number, number>();
  let nextSessionNo = 0;
  let waiting: Bytes[] = [];
  let newerSeen = false;
  let textVersion = 0;
  let closed = false;

  const loaded = loadFold(args);
  if (!loaded.ok) return loaded;
  let { ledger, yDoc, beyondCache } = loaded.value;
  begin();

  function begin(): void {
    const doc = yDoc;
    doc.clientID = reserveClient();
    onUpdate(doc, (update, origin) => {
      if (doc !== yDoc) return;
      textVersion++;
      if (isTyped(origin)) queue(origin.typedBy, update);
      args.onText(update, isTyped(origin) ? origin.source : null);
    });
  }

  /** After a commit that failed: back to what is on disk, and what was typed since on top of it. */
  function reload(): void {
    const fold = loadFold(args);
    if (!fold.ok) throw new Error(`the log of a charter does not open any more: ${fold.error.kind}`);
    ({ ledger, yDoc, beyondCache } = fold.value);
    for (const { update } of pending) applyUpdate(yDoc, update, ledgerOrigin);
    textVersion++;
    begin();
    args.onReload();
  }

  function receiveOne(frame: Bytes, added: AcceptedFrame[]): Outcome {
    const opened = openFrame(frame, epoch);
    // Also one of a later version: anybody can write such a byte, so it must not stop anybody from writing.
    if (!opened.ok) return "refused";
    const read = opened.value.kind === 0 ? readEnvelope(opened.value.plain) : null;
    if (!read?.ok) return read?.error.kind === "newerFormat" ? "newer" : "refused";
    const { envelope } = read.value;
    if (!equalBytes(envelope.epoch, epoch.id)) return "refused";
    const judged = ledger.judge(read.value);
    if (judged.kind === "duplicate") return "alreadyHeld";
    if (judged.kind === "missing") return "waiting";
    if (judged.kind === "newer") return "newer";
    if (judged.kind !== "ready") {
      logger.warn("envelope-refused", { why: judged.kind === "fork" ? "fork" : judged.reason, seq: envelope.seq });
      return "refused";
    }
    if (!judgeText(judged)) return "refused";
    if (judged.text !== null) applyUpdate(yDoc, judged.text.update, ledgerOrigin);
    take(judged, envelope, frame, added);
    return "added";
  }

  function judgeText({ text, known }: Ready): boolean {
    if (text === null) return true;
    const decoded = readUpdate(text.update);
    const verdict = decoded.ok
      ? judgeUpdate(decoded.value, yDoc, { client: text.client, nextClock: text.from, known })
      : decoded;
    if (verdict.ok && verdict.value.endClock === text.end) return true;
    logger.warn("text-refused", { why: verdict.ok ? "clock" : verdict.error.kind });
    return false;
  }

  function take(ready: Ready, envelope: Envelope, frame: Bytes, added: AcceptedFrame[]): void {
    const pos = store.append(ready.accepted, frame);
    ledger.accept(ready, envelope);
    added.push({ accepted: ready.accepted, frame, pos });
  }

  /** Judges and stores frames in one commit. A frame that does not hold is left out; the others are kept. */
  function receive(frames: readonly Bytes[], source: object | null): Result<ReceiveReport, HostError> {
    const counts: Record<Outcome, number> = { added: 0, alreadyHeld: 0, waiting: 0, refused: 0, newer: 0 };
    let late = waiting;
    const stored = commit(source, (added) => {
      for (const frame of frames) {
        const outcome = receiveOne(frame, added);
        counts[outcome]++;
        if (outcome === "waiting") late.push(frame);
      }
      for (let before = -1; before !== added.length && late.length > 0; ) {
        before = added.length;
        late = late.filter((frame) => receiveOne(frame, added) === "waiting");
      }
      counts.added = added.length;
    });
    if (!stored.ok) return stored;
    waiting = newest(late);
    if (counts.newer > 0) newerSeen = true;
    return ok({ ...counts, waiting: waiting.length });
  }

  /** What `run` takes into ledger and text is committed as one, or both are read from disk again. */
  function commit(source: object | null, run: (added: AcceptedFrame[]) => void): Result<null, HostError> {
    const added: AcceptedFrame[] = [];
    let failure: HostError | null = null;
    const doc = yDoc;
    transact(
      doc,
      () => {
        try {
          const stored = store.transact(() => run(added));
          if (!stored.ok) failure = stored.error;
        } catch (thrown) {
          if (!(thrown instanceof RolledBack)) throw thrown;
          failure = thrown.error;
        }
        // Nobody is told of text that is not on disk.
        if (failure !== null) yDoc = createTextDoc();
      },
      ledgerOrigin,
    );
    if (failure !== null) {
      reload();
      return err(failure);
    }
    beyondCache += added.length;
    if (added.length > 0) args.onAccepted(added, source);
    if (beyondCache >= cacheEvery) keepCache();
    return ok(null);
  }

  function signOne(type: number, body: Bytes, added: AcceptedFrame[]): void {
    const envelope = ledger.draft(device.id, epoch.id, type, body, clock.now());
    const signed = signEnvelope(envelope, device.privateKey);
    // Nobody could read it, this device's next start included.
    if (signed.bytes.length > maxEnvelopeBytes)
      throw new RolledBack({
        kind: "badArgument",
        what: "text",
        expected: `at most ${maxEnvelopeBytes} bytes with its signatures`,
      });
    const judged = ledger.judge({ envelope, hash: signed.hash });
    if (judged.kind !== "ready")
      throw new RolledBack({ kind: "notAuthorised", reason: judged.kind === "refused" ? judged.reason : judged.kind });
    take(judged, envelope, sealFrame(0, signed.bytes, epoch, random.bytes(24)), added);
  }

  /** Signs entries on top of everything held here, typed text first, in one commit. */
  function append(entries: readonly { readonly type: number; readonly body: Bytes }[]): Result<null, HostError> {
    const flushed = flush();
    if (!flushed.ok) return flushed;
    return commit(null, (added) => {
      for (const { type, body } of entries) signOne(type, body, added);
    });
  }

  function queue(client: number, update: Bytes): void {
    if (pending.length === 0) pendingSince = clock.now();
    pending.push({ client, update });
    pendingBytes += update.length;
    const longest = pendingSince + longestWaitMs - clock.now();
    flushAfter(pendingBytes > maxPendingBytes ? 0 : Math.max(0, Math.min(pauseMs, longest)));
  }

  function flushAfter(delayMs: number): void {
    cancelFlush?.();
    cancelFlush = clock.after(delayMs, () => void flush());
  }

  /** Signs and stores what was typed. On failure it stays queued, and in its window, and is tried again. */
  function flush(): Result<null, HostError> {
    cancelFlush?.();
    cancelFlush = null;
    if (pending.length === 0) return ok(null);
    const saved = new Map<number, number>();
    const stored = commit(null, (added) => {
      for (const { client, updates } of readRuns(pending)) {
        bindClient(client, added);
        const pieces = splitUpdate(mergeUpdates(updates), maxUpdateBytes);
        if (!pieces.ok) throw new RolledBack({ kind: "internal", ref: `typed-${pieces.error.kind}` });
        for (const piece of pieces.value) {
          const from = ledger.session(client)?.clock ?? 0;
          const decoded = readUpdate(piece);
          if (!decoded.ok) throw new RolledBack({ kind: "internal", ref: `typed-${decoded.error.kind}` });
          const end = from + decoded.value.length;
          signOne(envelopeTypes.text, encodeCbor([1, client, from, end, piece]), added);
          saved.set(client, end);
        }
      }
    });
    if (!stored.ok) {
      args.onNotSaved(stored.error);
      if (!closed) flushAfter(retryMs);
      return stored;
    }
    pending = [];
    pendingBytes = 0;
    for (const [client, end] of saved) args.onSaved(client, end);
    return ok(null);
  }

  /** [L11] Sessions are bound in ascending order of number, so older reserved ones go first. */
  function bindClient(client: number, added: AcceptedFrame[]): void {
    if (ledger.session(client) !== null) return;
    const number = reserved.get(client);
    if (number === undefined) {
      signOne(envelopeTypes.session, encodeCbor([client, -1]), added);
      return;
    }
    for (const [older, olderNo] of [...reserved].sort((a, b) => a[1] - b[1]))
      if (olderNo <= number && ledger.session(older) === null)
        signOne(envelopeTypes.session, encodeCbor([older, olderNo]), added);
  }

  /** A client id that nobody else has or can choose. */
  function reserveClient(): number {
    nextSessionNo = Math.max(nextSessionNo, ledger.nextSessionNo(device.id));
    const client = sessionClient(charter, device.id, nextSessionNo);
    reserved.set(client, nextSessionNo);
    nextSessionNo++;
    return client;
  }

  /** Takes what a window or a gateway's client typed: judged as anybody's text is, shown at once, signed at the next pause. */
  function pushTyped(client: number, update: Bytes, source: object): Result<null, { readonly reason: string }> {
    const decoded = readUpdate(update);
    if (!decoded.ok) return err({ reason: decoded.error.kind });
    const known = (of: number): number => clockOf(yDoc, of);
    const verdict = judgeUpdate(decoded.value, yDoc, { client, nextClock: known(client), known });
    if (!verdict.ok) return err({ reason: verdict.error.kind });
    // A chosen client id is bound before it is shown to anybody, who could bind it first.
    if (ledger.session(client) === null && !reserved.has(client)) {
      const bound = commit(null, (added) => bindClient(client, added));
      if (!bound.ok) return err({ reason: bound.error.kind });
    }
    applyUpdate(yDoc, update, { typedBy: client, source } satisfies TypedOrigin);
    return ok(null);
  }

  /** [S7] One signed receipt for all that came; a receipt is not answered with one. */
  function acknowledge(): void {
    if (!ledger.membership().devices.has(device.id) || ledger.missingFor(device.id) === 0) return;
    const signed = append([{ type: envelopeTypes.heads, body: new Uint8Array(0) }]);
    if (!signed.ok) logger.warn("receipt-not-signed", { error: signed.error.kind });
  }

  /** Makes the text into `target` with the fewest changes, signed at once. */
  function setText(target: CharterText): Result<null, HostError> {
    applyTextInSteps(yDoc, target, { typedBy: yDoc.clientID, source: null } satisfies TypedOrigin, maxUpdateBytes / 2);
    return flush();
  }

  function keepCache(): void {
    if (beyondCache > 0 && pending.length === 0 && writeCache(args, { ledger, yDoc })) beyondCache = 0;
  }

  return ok({
    charter,
    epoch,
    store,
    ledger: (): Ledger => ledger,
    yDoc: (): TextDoc => yDoc,
    readText: (): CharterText => readText(yDoc).text,
    newerSeen: (): boolean => newerSeen,
    /** Changes with the text: what was read at the same number still holds. */
    textVersion: (): number => textVersion,
    receive,
    append,
    flush,
    acknowledge,
    reserveClient,
    /** Of a client id that `reserveClient` gave; null for one that a gateway's client chose. */
    sessionNo: (client: number): number | null => reserved.get(client) ?? null,
    pushTyped,
    setText,
    /** Nothing acknowledged is lost without it; it saves the next start from folding the log. */
    close(): void {
      closed = true;
      flush();
      cancelFlush?.();
      keepCache();
      store.close();
    },
  });
}

/** As many of the last ones as are kept in memory. */
function newest(frames: readonly Bytes[]): Bytes[] {
  let bytes = 0;
  let from = frames.length;
  while (from > 0 && frames.length - from < maxWaitingFrames) {
    bytes += frames[from - 1]?.length ?? 0;
    if (bytes > maxWaitingBytes) break;
    from--;
  }
  return frames.slice(from);
}

/** Neighbouring updates of one client, in order: a later one may build on another client's before it. */
function readRuns(
  typed: readonly { readonly client: number; readonly update: Bytes }[],
): readonly { readonly client: number; readonly updates: readonly Bytes[] }[] {
  const runs: { client: number; updates: Bytes[] }[] = [];
  for (const { client, update } of typed) {
    const last = runs.at(-1);
    if (last?.client === client) last.updates.push(update);
    else runs.push({ client, updates: [update] });
  }
  return runs;
}
