/**
 * One open charter: its ledger and, folded from it, its text; the only place where the two meet.
 * Owns: the parts that it is made of: what is held, what is typed, what is received, and the turns to bring keys.
 * Called by: charters.ts, textConnection.ts, meetings, relays, bundles.
 * Invariant: what `onSaved` tells of, and what is signed here, is on disk before anybody hears of it; what is typed and
 * is not, is queued and still in its window.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { DamageView } from "../../../shared/api/library.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { isSuggesting } from "../../../shared/base/clientClass.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Undecided } from "../../../shared/charter/draft/settle.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { createProposedSight } from "../../../shared/crdt/reading/cleanSight.ts";
import { readText } from "../../../shared/crdt/reading/readText.ts";
import { onUpdate, type TextDoc } from "../../../shared/crdt/update/textDoc.ts";
import type { Ledger } from "../../../shared/ledger/ledger.ts";
import type { ChainId } from "../../../shared/ledger/log/chains.ts";
import { type Envelope, envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import type { Epoch } from "../../../shared/ledger/members/keyring.ts";
import type { LogKept } from "../store/charterStore.ts";
import { StoreFailure, trying } from "../store/database.ts";
import { createCompacting } from "./compacting.ts";
import { damaged, openDamage } from "./damage.ts";
import type { FoldSource, LeftOut } from "./fold.ts";
import { frameOf, openKept } from "./framing.ts";
import { type AcceptedFrame, openHeld } from "./held.ts";
import { createKeyTurns, presentEpoch } from "./keyTurns.ts";
import { createReceiving } from "./receiving.ts";
import { createSigning } from "./signing.ts";
import { createTyping } from "./typing.ts";
import { readUndecided } from "./undecided.ts";
import type { TriedFrame } from "./verdict.ts";

export interface ReplicaArgs extends FoldSource {
  /** Of the data directory: another for every copy of it. */
  readonly place: string;
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

/** As others are given it. */
export type LogFrame = Omit<LogKept, "kept"> & { readonly frame: Bytes };

export type Replica = Extract<ReturnType<typeof openReplica>, { ok: true }>["value"];

export function openReplica(args: ReplicaArgs) {
  const { charter, store, device, clock, logger } = args;
  let textVersion = 0;
  let isRefolding = false;
  let closed = false;
  /** The text as it was last read, and when. */
  let lastRead: { readonly version: number; readonly text: CharterText } | null = null;
  let lastUndecided: { readonly version: number; readonly found: readonly Undecided[] } | null = null;
  /** The clock for this device's turn to bring a key. */
  let cancelTurn: (() => void) | null = null;
  /** The client id of what the host writes itself. */
  let ownClient: number | null = null;

  const opened = openHeld(args, { reread, accepted: args.onAccepted });
  if (!opened.ok) return opened;
  const held = opened.value;
  const fold = held.fold;
  const ledger = (): Ledger => fold().ledger;
  const damage = openDamage(store, device.id, ledger);
  /** What cannot be read must not be built on, nor be claimed to be held: nothing is signed meanwhile. */
  const isDamaged = (): boolean => damage.is() || held.isSpoiled();
  const isClosed = (): boolean => closed;
  const turns = createKeyTurns({ device: device.id, clock, fold, isSilent: isDamaged });
  const signing = createSigning({ device, clock, random: args.random, held, isDamaged });
  const typing = createTyping({
    ...{ ...args, held, signing, commit, refusalFor, isDamaged, isClosed, adopt },
    textVersion: () => textVersion,
    findRoom: () => held.findRoom(typing.bytes()),
    patienceMs: turns.patienceMs,
  });
  const receiving = createReceiving({
    ...{ held, logger, tryFrames: args.tryFrames, commit, isClosed },
    behind: damage.behind(),
    onNext() {
      // What was typed before says so [I50]: it does not build on what comes now, unless that may be a key.
      if (!typing.isEmpty() && turns.patienceMs() === 0) typing.flush();
    },
    onStored: mendIfWhole,
    onDone: () => attendKeys(false),
  });
  const compacting = createCompacting({
    ...{ charter, store, fold, clock, logger, isClosed, me: device.id },
    isHindered: () => isDamaged() || !typing.isEmpty(),
  });
  if (!damage.is()) typing.readKept();
  begin();
  attendKeys(false);

  function begin(): void {
    nameDoc();
    follow(fold().yDoc);
  }

  function nameDoc(): void {
    typing.nameDoc(ownClient);
    ownClient = fold().yDoc.clientID;
  }

  /** This document, which says the same and more, is the text from now on. */
  function adopt(doc: TextDoc): void {
    fold().yDoc = doc;
    textVersion++;
    follow(doc);
  }

  function follow(doc: TextDoc): void {
    onUpdate(doc, (update, origin) => {
      if (doc !== fold().yDoc) return;
      textVersion++;
      typing.observe(update, origin);
    });
  }

  /** What `run` takes is committed as one, or nothing of it. `by`: who gives it again if the power fails; null: nobody. */
  function commit(by: object | null, run: (added: AcceptedFrame[]) => void): Result<null, HostError> {
    let cameBack = false;
    const done = held.commit(by, typing.bytes(), (added) => {
      run(added);
      cameBack = by !== null && !damage.is() && added.some(({ accepted }) => accepted.place.device === device.id);
      if (cameBack) retireClients();
    });
    if (!done.ok) return done;
    if (cameBack) takeNewClients();
    refoldIfDue();
    if (held.isCacheDue()) keepCache();
    compacting.touch();
    return done;
  }

  /** [L41] What this device signed comes from others: it was put back, and its ids may have gone on without it. */
  function retireClients(): void {
    const retired = typing.retireClients();
    if (!retired.ok) throw new StoreFailure(retired.error);
  }

  function takeNewClients(): void {
    nameDoc();
    textVersion++;
    args.onReload("refolded");
  }

  /** After a commit that failed. */
  function reread(): void {
    receiving.forgetTries();
    present("reread");
  }

  /** Another document stands for the text: what was typed since goes on top of it, and windows connect anew. */
  function present(why: "reread" | "refolded"): void {
    typing.reapply();
    textVersion++;
    begin();
    args.onReload(why);
  }

  /** [L27] Somebody was removed, or signed two different things: what they wrote since is left out of the text. */
  function refoldIfDue(): void {
    if (isRefolding || !ledger().isRefoldDue()) return;
    isRefolding = true;
    typing.flush();
    isRefolding = false;
    held.refold();
    present("refolded");
  }

  /** [L29] Does what it is this device's turn to do, and comes back when the next turn is. */
  function attendKeys(isQuiet: boolean): void {
    cancelTurn?.();
    cancelTurn = null;
    if (closed) return;
    const due = turns.due(isQuiet);
    const signed = due.length === 0 ? ok(null) : commit(null, (added) => signing.signDuties(due, added));
    if (!signed.ok) logger.warn("keys-not-attended", { error: signed.error.kind });
    const nextMs = turns.nextMs(isQuiet);
    if (nextMs !== null) cancelTurn = clock.after(nextMs, acknowledge);
  }

  function mendIfWhole(): void {
    if (receiving.behind() === 0 && damage.isMended()) endDamage(false);
  }

  function endDamage(waitOn: boolean): Result<null, HostError> {
    const retired = typing.retireClients();
    const ended = retired.ok ? damage.end() : retired;
    if (!ended.ok) return ended;
    receiving.endBehind(waitOn);
    typing.beginAnew();
    takeNewClients();
    args.onMended();
    attendKeys(false);
    return ok(null);
  }

  const hasEnded = (): boolean => ledger().membership().former.has(device.id);

  /** [L11] Whoever founds or joins the charter right now is no member yet. */
  function refusalFor(client: number): HostError | null {
    if (isDamaged()) return damaged;
    if (ledger().lacksRuleset() !== null) return { kind: "readOnly", reason: "newerFormat" };
    if (hasEnded()) return { kind: "removed" };
    const { devices, ruleset } = ledger().membership();
    const role = devices.get(device.id)?.role;
    const rules = args.program.rulesets.get(ruleset);
    const writers = isSuggesting(client) ? rules?.suggesters : rules?.editors;
    if (role !== undefined && writers?.has(role)) return null;
    const suggests = role !== undefined && rules?.suggesters.has(role) === true;
    const reason = suggests ? "this device suggests and does not edit" : "this device reads and does not write";
    return { kind: "notAuthorised", reason };
  }

  /** Signs entries on top of everything held here, typed text first, in one commit. */
  function append(entries: readonly { readonly type: number; readonly body: Bytes }[]): Result<null, HostError> {
    if (isDamaged()) return err(damaged);
    const flushed = typing.flush();
    if (!flushed.ok) return flushed;
    const signed = commit(null, (added) => {
      for (const { type, body } of entries) signing.sign(type, body, added);
    });
    if (signed.ok && entries.some(({ type }) => type === envelopeTypes.governance)) attendKeys(true);
    return signed;
  }

  /** [S7] One signed receipt for all that came; a receipt is not answered with one. */
  function acknowledge(): void {
    attendKeys(true);
    const owes = ledger().membership().devices.has(device.id) && ledger().missingFor(device.id) > 0;
    // It can wait for another's new key, and says then that it came.
    if (closed || isDamaged() || !owes || presentEpoch(fold()) === null) return;
    const signed = append([receipt]);
    if (!signed.ok) logger.warn("receipt-not-signed", { error: signed.error.kind });
  }

  function framed({ kept, ...place }: LogKept): readonly LogFrame[] {
    const frame = frameOf(kept, fold().keyring);
    if (frame === null) logger.warn("frame-not-made", { pos: place.pos });
    return frame === null ? [] : [{ ...place, frame }];
  }

  function keepCache(): void {
    if (typing.isEmpty()) held.cache();
  }

  return ok({
    charter,
    program: args.program,
    store,
    /** What is written now is sealed with this. */
    get epoch(): Epoch {
      return signing.current();
    },
    /** The latest first. */
    epochs: (): readonly Epoch[] => [...fold().keyring.all()].reverse(),
    epochById: (id: Bytes): Epoch | null => fold().keyring.byId(id),
    keys: (): readonly Bytes[] => fold().keyring.keys(),
    ledger,
    /** Null where this device may edit the text; else why not. */
    refusal: (): HostError | null => refusalFor(fold().yDoc.clientID),
    /** Null where this device may suggest. */
    suggestRefusal: (): HostError | null => refusalFor(typing.suggestingClient()),
    /** Whether a suggesting id is one of this device's. */
    isOwnClient: typing.isOwnClient,
    /** Whose client id it is; what is not signed yet is this device's. */
    deviceOf: (client: number): DeviceId => ledger().session(client)?.device ?? device.id,
    hasEnded,
    notHere: receiving.notHere,
    /** Held, and left out of the text. */
    leftOut: (): readonly LeftOut[] => fold().leftOut,
    yDoc: (): TextDoc => fold().yDoc,
    /** Read once for each version of the text. */
    readText(): CharterText {
      if (lastRead?.version !== textVersion) lastRead = { version: textVersion, text: readText(fold().yDoc).text };
      return lastRead.text;
    },
    /** What of it is in brackets. Read once for each version of the text. */
    undecided(): readonly Undecided[] {
      if (lastUndecided?.version !== textVersion)
        lastUndecided = { version: textVersion, found: readUndecided(fold().yDoc) };
      return lastUndecided.found;
    },
    /** As if all that this device suggests, and nobody has answered, were accepted. */
    readSuggestedText: (): CharterText =>
      readText(fold().yDoc, createProposedSight(fold().yDoc, typing.isOwnClient)).text,
    /** [L35] A ruleset that the charter adopted and this program lacks: it is read, and not written; null else. */
    lacksRuleset: (): number | null => ledger().lacksRuleset(),
    /** Null where everything is as it was stored. While it is not, nothing is signed here. */
    damage: (): DamageView | null =>
      isDamaged()
        ? {
            missing: damage.missing(),
            waiting: receiving.behind(),
            isKnown: damage.isKnown(),
            heals: damage.is(),
          }
        : null,
    unreadable: (): number => store.unreadable(),
    /** Of a damage whose extent nobody knows: this one has given everything it holds. */
    heardAll(other: DeviceId): void {
      damage.hear(other);
      mendIfWhole();
    },
    /** The person says so: what is missing is given up, and what builds on it waits as if it had just come. */
    giveUpMissing: (): Result<null, HostError> => (damage.is() ? endDamage(true) : ok(null)),
    /** Changes with the text: what was read at the same number still holds. */
    textVersion: (): number => textVersion,
    /** An envelope that is held; null where it is not. */
    envelopeAt(chain: ChainId, seq: number): Envelope | null {
      const kept = store.keptAt(chain, seq);
      return kept === null ? null : (openKept(kept, fold().keyring)?.envelope ?? null);
    },
    /** The next frames of the log, in the order they were accepted. */
    framesAfter: (pos: number, limit: number): readonly LogFrame[] => store.keptAfter(pos, limit).flatMap(framed),
    framesAt: (positions: readonly number[]): readonly LogFrame[] => store.keptOf(positions).flatMap(framed),
    receive: receiving.receive,
    prepare: receiving.prepare,
    idle: receiving.idle,
    append,
    flush: typing.flush,
    rest: typing.rest,
    /** Changes that are on disk here and not signed yet, so that nobody else can have them: they become one. */
    unsigned: (): number => (typing.isKept() ? 1 : 0),
    /** [L29] What is yet to be signed, here or elsewhere, so that every member can read: one at most. */
    keysOwed: (): number => (turns.duties().length > 0 ? 1 : 0),
    acknowledge,
    reserveClient: typing.reserveClient,
    releaseClient: typing.releaseClient,
    /** Of a client id that `reserveClient` gave; null for one that a gateway's client chose. */
    sessionNo: typing.sessionNo,
    pushTyped: typing.push,
    mendTyped: typing.mend,
    rebase: typing.rebase,
    setText: typing.setText,
    setTextInSteps: typing.setTextInSteps,
    change: typing.change,
    answerSuggestions: typing.answerSuggestions,
    isClosed,
    /** Nothing is under way that closing it would end, and nothing waits for its time. */
    mayRest: (): boolean =>
      !isDamaged() &&
      cancelTurn === null &&
      receiving.isEmpty() &&
      !compacting.isDue() &&
      (typing.isEmpty() || presentEpoch(fold()) !== null),
    /** Moves what is due of the log into segments, as it does by itself when it is quiet. */
    compact: compacting.run,
    /** Nothing acknowledged is lost without it; it saves the next start from folding the log. */
    close(): void {
      closed = true;
      const left = trying(() => {
        typing.flush();
        if (!isDamaged()) keepCache();
        return ok(null);
      });
      if (!left.ok) logger.warn("not-flushed", { error: left.error.kind });
      typing.close();
      compacting.close();
      cancelTurn?.();
      store.close();
      fold().keyring.wipe();
    },
  });
}

/** [L4] It says nothing but what its past is. */
const receipt = { type: envelopeTypes.heads, body: new Uint8Array(0) };
