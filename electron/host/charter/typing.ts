/**
 * What is typed on this device: judged, shown, put on disk at a pause, and signed when somebody hears it or enough has
 * come together.
 * Owns: what is not signed yet, the client ids it is typed with, and the clock for the next pause. Called by: replica.ts.
 * Invariant: what `onSaved` tells of is on disk; what is not is still in the queue, and in its window.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { isSamePair, isSuggesting } from "../../../shared/base/clientClass.ts";
import { openWithNonce, sealWithNonce } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { DecodedUpdate } from "../../../shared/crdt/document/updateBytes.ts";
import { mergeUpdates } from "../../../shared/crdt/update/mergeUpdates.ts";
import { cutRebased } from "../../../shared/crdt/update/rebasedText.ts";
import { splitUpdate } from "../../../shared/crdt/update/splitUpdate.ts";
import {
  applyUpdate,
  clockOf,
  type FreshUpdate,
  readFresh,
  type TextDoc,
} from "../../../shared/crdt/update/textDoc.ts";
import { judgeUpdate, readLongUpdate, readUpdate } from "../../../shared/crdt/update/validateUpdate.ts";
import { type MendExtent, mendWritten } from "../../../shared/crdt/writing/mendWritten.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { StoreFailure } from "../store/database.ts";
import { damaged } from "./damage.ts";
import { ledgerOrigin } from "./fold.ts";
import type { AcceptedFrame, Held } from "./held.ts";
import type { ReplicaArgs } from "./replica.ts";
import { openRetiredSessions } from "./retiredSessions.ts";
import { chosenClient, createSessions } from "./sessions.ts";
import type { Signing } from "./signing.ts";
import { createTextWriting } from "./textWriting.ts";
import { createTypingQueue, readRuns, type Typed } from "./typingQueue.ts";

const retryMs = 5000;
const maxUpdateBytes = 512 * 1024;

/** Origin of text that was typed here and is not signed yet. */
interface TypedOrigin {
  readonly typedBy: number;
  readonly source: object | null;
  /** [I13] As a window sent it: without the deletion of what only the host knows to stand in something deleted. */
  readonly update?: Bytes;
}

const isTyped = (origin: unknown): origin is TypedOrigin =>
  typeof origin === "object" && origin !== null && "typedBy" in origin;

export function createTyping(
  args: Pick<
    ReplicaArgs,
    "charter" | "place" | "device" | "store" | "storeKey" | "clock" | "random" | "logger" | "hasPeers" | "onUnsigned"
  > &
    Pick<ReplicaArgs, "onText" | "onSaved" | "onNotSaved"> & {
      readonly held: Held;
      readonly signing: Signing;
      readonly commit: (by: null, run: (added: AcceptedFrame[]) => void) => Result<null, HostError>;
      /** [L11] Null where this device may write under this client id; else why not. */
      readonly refusalFor: (client: number) => HostError | null;
      readonly isDamaged: () => boolean;
      readonly findRoom: () => Result<unknown, HostError>;
      /** So long what is typed waits for another member's key. */
      readonly patienceMs: () => number;
      readonly isClosed: () => boolean;
      readonly textVersion: () => number;
      /** Within a commit: this document, which says the same and more, is the text from now on. */
      readonly adopt: (doc: TextDoc) => void;
    },
) {
  const { charter, store, clock, held, signing } = args;
  const queue = createTypingQueue();
  const sessions = createSessions(charter, args.device.id, () =>
    args.isDamaged() ? Number.POSITIVE_INFINITY : retired.first(),
  );
  const retired = openRetiredSessions(args, () => sessions.nextNo(ledger()));
  let cancelNext: (() => void) | null = null;
  let isFlushing = false;
  const yDoc = () => held.fold().yDoc;
  const ledger = () => held.fold().ledger;

  const isOwnClient = (client: number): boolean =>
    sessions.numberOf(client) !== null || ledger().session(client)?.device === args.device.id;

  function after(delayMs: number, run: () => void): void {
    cancelNext?.();
    cancelNext = clock.after(delayMs, run);
  }

  const flushAfter = (delayMs: number): void => after(delayMs, () => void flush());

  /** Something changed in the document. */
  function observe(update: Bytes, origin: unknown): void {
    if (isTyped(origin)) {
      queue.add({ client: origin.typedBy, update: origin.update ?? update }, clock.now());
      after(queue.pauseLeft(clock.now()), rest);
    }
    args.onText(update, isTyped(origin) ? origin.source : null);
  }

  /** At a pause: signed where somebody hears it, else kept until somebody may, or enough of it has come together. */
  function rest(): void {
    const segmentLeft = queue.segmentLeft(clock.now());
    const leftMs = args.hasPeers() || segmentLeft <= 0 ? args.patienceMs() : segmentLeft;
    if (queue.all().length === 0 || leftMs <= 0) flush();
    else if (keep()) flushAfter(leftMs);
    else after(retryMs, rest);
  }

  /** Commits what was typed as it is; false where the disk does not take it. */
  function keep(): boolean {
    const fresh = queue.unkept();
    const stored = store.transact(() => {
      for (const { client, update } of fresh) {
        const plain = encodeCbor([client, sessions.numberOf(client) ?? chosenClient, update]);
        store.keepTyped(sealWithNonce(plain, typedLabel(charter), args.random.bytes(24), args.storeKey));
      }
    });
    if (!stored.ok) {
      args.onNotSaved(stored.error);
      return false;
    }
    const isFirst = queue.kept() === 0;
    queue.keep(fresh);
    tellSaved(new Map(fresh.map(({ client }) => [client, clockOf(yDoc(), client)])));
    if (isFirst) args.onUnsigned();
    return true;
  }

  /** As anybody's text is judged: by what is in the document, which is all that its author can know here. */
  function judge(client: number, decoded: DecodedUpdate): ReturnType<typeof judgeUpdate> {
    const known = (of: number): number => clockOf(yDoc(), of);
    return judgeUpdate(decoded, yDoc(), { client, nextClock: known(client), known, isOwn: isOwnClient });
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
      if (typed === null || !decoded?.ok || !judge(typed[0], decoded.value).ok) {
        spoiled.push(sealed);
        continue;
      }
      const [client, number, update] = typed;
      sessions.restore(client, number);
      applyUpdate(yDoc(), update, ledgerOrigin);
      queue.restore({ client, update });
    }
    if (queue.kept() > 0) flushAfter(0);
    if (spoiled.length === 0) return;
    const aside = store.transact(() => {
      for (const sealed of spoiled) {
        store.setAside(sealed);
        store.dropTyped(sealed);
      }
    });
    if (!aside.ok) args.logger.warn("typed-not-set-aside", { error: aside.error.kind });
  }

  /** Signs and stores what was typed. On failure it stays queued, and in its window, and is tried again. */
  function flush(): Result<null, HostError> {
    // What is being signed is told of when it is.
    if (isFlushing) return ok(null);
    cancelNext?.();
    cancelNext = null;
    if (queue.all().length === 0) return ok(null);
    if (args.isDamaged()) return err(damaged);
    isFlushing = true;
    const stored = sign(queue.all());
    isFlushing = false;
    if (!stored.ok) {
      args.onNotSaved(stored.error);
      if (!args.isClosed()) flushAfter(retryMs);
      return stored;
    }
    queue.clear();
    tellSaved(stored.value);
    return ok(null);
  }

  function tellSaved(saved: ReadonlyMap<number, number>): void {
    for (const [client, end] of saved) args.onSaved(client, end);
  }

  /** Answers how far each client's text is signed and stored. */
  function sign(typed: readonly Typed[]): Result<ReadonlyMap<number, number>, HostError> {
    const saved = new Map<number, number>();
    const stored = args.commit(null, (added) => {
      if (queue.kept() > 0) store.dropTyped();
      for (const { client, updates } of readRuns(typed)) {
        bind(client, added);
        saved.set(client, signText(client, mergeUpdates(updates), added));
      }
    });
    return stored.ok ? ok(saved) : stored;
  }

  /** In as many envelopes as it takes; answers how far the client's text is signed then. */
  function signText(client: number, whole: Bytes, added: AcceptedFrame[]): number {
    const pieces = splitUpdate(whole, maxUpdateBytes);
    if (!pieces.ok) throw new StoreFailure({ kind: "internal", ref: `typed-${pieces.error.kind}` });
    let end = 0;
    for (const update of pieces.value) {
      const from = ledger().session(client)?.clock ?? 0;
      const decoded = readUpdate(update);
      if (!decoded.ok) throw new StoreFailure({ kind: "internal", ref: `typed-${decoded.error.kind}` });
      if (decoded.value.client !== null && decoded.value.client !== client)
        throw new StoreFailure({ kind: "internal", ref: "typed-foreignClient" });
      end = from + decoded.value.length;
      signing.signText({ client, from, end, update }, added);
    }
    return end;
  }

  function bind(client: number, added: AcceptedFrame[]): void {
    for (const [unbound, number] of sessions.unbound(client, ledger()))
      signing.sign(envelopeTypes.session, encodeCbor([unbound, number]), added);
  }

  /** Takes what a window or a gateway's client typed: judged as anybody's text is, shown at once, signed later. */
  function push(client: number, fresh: FreshUpdate, source: object): Result<null, { readonly reason: string }> {
    if (args.refusalFor(client) !== null) return err({ reason: "this device may not write here" });
    const verdict = judge(client, fresh.decoded);
    if (!verdict.ok) return err({ reason: verdict.error.kind });
    // A chosen client id is bound before it is shown to anybody, who could bind it first.
    if (ledger().session(client) === null && sessions.numberOf(client) === null) {
      const bound = args.commit(null, (added) => bind(client, added));
      if (!bound.ok) return err({ reason: bound.error.kind });
    }
    const { update } = fresh;
    applyUpdate(yDoc(), update, { typedBy: client, source, update } satisfies TypedOrigin);
    return ok(null);
  }

  /** [C9] What a client wrote from a clock on, and may not stand, is taken out again as this device's own edit. */
  function mend(client: number, from: number, extent: MendExtent): void {
    if (args.isClosed() || args.refusalFor(yDoc().clientID) !== null) return;
    const origin: TypedOrigin = { typedBy: yDoc().clientID, source: null };
    mendWritten(yDoc(), { client, from, to: clockOf(yDoc(), client) }, extent, origin);
  }

  /**
   * What a window typed under either id of its room, and had not sent when the text was folded anew. What was written on
   * text that is left out now is left out too, and can be put back (leftOutTexts.ts).
   */
  function rebase(room: number, update: Bytes): Result<"edits" | "suggestions", HostError> {
    const flushed = flush();
    const fresh = readFresh(yDoc(), update, readLongUpdate);
    const client = fresh?.decoded.client ?? room;
    if (!isSamePair(client, room)) return err(notRebased("not this client's text"));
    const parts = fresh === null ? null : cutRebased(yDoc(), fresh.update);
    if (parts === null || !parts.ok) return err(notRebased("malformed"));
    const kind = isSuggesting(client) ? "suggestions" : "edits";
    if (parts.value.length === 0) return ok(kind);
    const refusal = args.refusalFor(client);
    if (refusal !== null) return err(refusal);
    if (!flushed.ok) return flushed;
    const stored = args.commit(null, (added) => {
      bind(client, added);
      for (const { update: part, stands } of parts.value) {
        const pieces = splitUpdate(part, maxUpdateBytes);
        if (!pieces.ok) throw new StoreFailure(notRebased(pieces.error.kind));
        for (const piece of pieces.value) signRebased(client, piece, stands, added);
      }
    });
    return stored.ok ? ok(kind) : stored;
  }

  function signRebased(client: number, update: Bytes, stands: boolean, added: AcceptedFrame[]): void {
    const decoded = readUpdate(update);
    if (!decoded.ok) throw new StoreFailure(notRebased(decoded.error.kind));
    const from = clockOf(yDoc(), client);
    if (decoded.value.client !== null && (decoded.value.client !== client || decoded.value.clock !== from))
      throw new StoreFailure(notRebased("not this client's next text"));
    const verdict = judge(client, decoded.value);
    // Its neighbours may stand otherwise without what is left out, and what was written on it goes with it.
    if (stands && !verdict.ok && verdict.error.kind !== "wrongPlace" && verdict.error.kind !== "unknownReference")
      throw new StoreFailure(notRebased(verdict.error.kind));
    signing.signText({ client, from, end: from + decoded.value.length, update }, added, { isSound: verdict.ok });
  }

  const writing = createTextWriting({
    ...{ yDoc, isOwnClient, flush, tellSaved, bind, signText },
    ...{ commit: args.commit, adopt: args.adopt, onText: args.onText, textVersion: args.textVersion },
    ...{ isDamaged: args.isDamaged, isClosed: args.isClosed, findRoom: args.findRoom },
    originOf: (client): TypedOrigin => ({ typedBy: client, source: null }),
  });

  return {
    observe,
    rest,
    flush,
    readKept,
    push,
    mend,
    rebase,
    ...writing,
    isOwnClient,
    reserveClient: (): number => sessions.reserve(ledger()),
    /** [L41] Its window is gone for good. */
    releaseClient: sessions.release,
    retireClients: retired.retireAll,
    /** [L41] This document has an id of its own for what the host writes, in place of that of the document before. */
    nameDoc(before: number | null): void {
      if (before !== null) sessions.release(before);
      yDoc().clientID = sessions.reserve(ledger());
    },
    sessionNo: sessions.numberOf,
    /** On disk, and not signed. */
    isKept: (): boolean => queue.kept() > 0,
    isEmpty: (): boolean => queue.all().length === 0,
    bytes: queue.bytes,
    /** Another document stands for the text: what was typed since goes on top of it. */
    reapply(): void {
      for (const { update } of queue.all()) applyUpdate(yDoc(), update, ledgerOrigin);
    },
    /** The damage is over: numbers that were given meanwhile may have been in what was missing. */
    beginAnew(): void {
      sessions.forget();
      readKept();
    },
    close(): void {
      cancelNext?.();
    },
  };
}

const notRebased = (why: string): HostError => ({
  kind: "badArgument",
  what: "update",
  expected: `typed text (${why})`,
});

const typedLabel = (charter: CharterId): Bytes => encodeCbor(["tessera/typed/1", charter]);
