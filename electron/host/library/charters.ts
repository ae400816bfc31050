/**
 * Every charter on this machine: which there are, the open ones, and what is known of the others.
 * Owns: the open replicas and their windows' connections. Called by: methods/workplace.ts and what it wires; they watch it (`CharterWatcher`).
 * Invariant: a charter is in the library once its key file is written; that is the last step of making or joining one.
 * One is open while it is used, and some time more; whoever needs it for longer than a call holds it (`hold`).
 * It is long because to open, to close and to tell of a charter read and write one account of which are open.
 */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { FileTrouble, HostError } from "../../../shared/api/errors.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { CharterSummary, UnopenedCharter } from "../../../shared/api/library.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { openWithNonce, sealWithNonce, wipe } from "../../../shared/base/crypto.ts";
import { dayOf } from "../../../shared/base/days.ts";
import { type CharterId, parseCharterId } from "../../../shared/base/ids.ts";
import { bytes, integer, list as listOf, tuple } from "../../../shared/base/parse.ts";
import type { Pipe } from "../../../shared/base/pipe.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Policy } from "../../../shared/charter/parties/quotas.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { charterIdOf, encodeEntry, rulesetVersion } from "../../../shared/ledger/members/entries.ts";
import type { Program } from "../../../shared/ledger/program.ts";
import type { AcceptedFrame } from "../charter/held.ts";
import { mendStore } from "../charter/mend.ts";
import { createPresence, type Presence } from "../charter/presence.ts";
import { openReplica, type Replica, type ReplicaArgs } from "../charter/replica.ts";
import { connectText, type TextConnection, type TextRole } from "../charter/textConnection.ts";
import { breathe } from "../charter/waitingFrames.ts";
import type { Keys } from "../keys/identity.ts";
import type { Platform } from "../platform.ts";
import { type CharterStore, openCharterStore } from "../store/charterStore.ts";
import { attempt, trying } from "../store/database.ts";
import { createDatabasePool } from "../store/databasePool.ts";
import { makeDirectory, readFileIfAny, writeFileDurably } from "../store/files.ts";
import type { Vault } from "../store/kept.ts";
import { finishReplacing, passingFiles, removeStore } from "../store/salvage.ts";
import { type CharterCard, type CharterFace, type CharterMarks, createCards } from "./cards.ts";
import { createResting } from "./resting.ts";
import { createTextRooms, type TextRooms } from "./textRooms.ts";

type ReplicaSource = Omit<ReplicaArgs, "store">;

const nothingLeft = { kind: "storeDamaged", reason: "nothing of its log can be read" } as const satisfies HostError;
const isBare = ({ replica }: OpenCharter): boolean => replica.damage() !== null && replica.ledger().size() === 0;

/** Of these a log is made anew; everything else is left as it is until somebody has dealt with it. */
const isMendable = (error: HostError): boolean =>
  error.kind === "storeDamaged" ||
  (error.kind === "fileUnusable" &&
    error.what === "charter" &&
    (error.trouble === "missing" || error.trouble === "emptied"));

export interface OpenCharter {
  readonly id: CharterId;
  readonly replica: Replica;
  readonly presence: Presence;
  readonly rooms: TextRooms;
  readonly connections: Set<TextConnection>;
}

/** A charter's relay, among the settings of this device. */
export const relaySetting = "relay";
const keyVersion = 2;
/** The key file's keys once more, beside the log: either is made anew from the other. */
const keysSetting = "keys";
/** Three file handles each: with connections, and the thread that tries frames, 128 are enough. */
const openDatabases = 20;
/** So long others wait while closed charters are looked at. */
const surveySliceMs = 12;
const key32 = bytes({ min: 32, max: 32 });
const parseVersion = integer({ min: 1, max: 1_000_000 });
const parseKeys = tuple(parseVersion, listOf(key32, { min: 1, max: 100_000 }));

/** Is told what happens in the charters, to send it on or to answer it. */
export interface CharterWatcher {
  /** `source`: what brought the frames; null: this device signed them. */
  accepted?(charter: OpenCharter, frames: readonly AcceptedFrame[], source: object | null): void;
  /** A window's presence; `state` null: it is gone. */
  presence?(charter: OpenCharter, client: number, state: string | null): void;
  /** Somebody is connected, to whom what is typed goes at once. */
  hasPeers?(charter: CharterId): boolean;
  /** It is closed now; what is kept of it in memory is of no more use. */
  resting?(charter: OpenCharter): void;
}

export type Charters = ReturnType<typeof createCharters>;

export function createCharters(args: {
  readonly platform: Platform;
  readonly program: Program;
  readonly keys: Keys;
  readonly emit: (event: HostEvent) => void;
  /** What the library shows of an open charter. Null: there is no library, and charters stay open. */
  readonly faceOf: { readonly [Part in keyof CharterFace]: (charter: OpenCharter) => CharterFace[Part] } | null;
}) {
  const { platform, keys, emit, faceOf } = args;
  const directory = join(platform.dataDirectory, "charters");
  const open = new Map<CharterId, OpenCharter>();
  const watchers: CharterWatcher[] = [];
  const pool = createDatabasePool(openDatabases);
  /** Those that could not be opened when they were last wanted. */
  const failed = new Map<CharterId, HostError>();
  let surveying: Promise<void> | null = null;
  let isClosed = false;

  const keyFile = (id: CharterId): string => join(directory, `${id}.key`);
  const storeFile = (id: CharterId): string => join(directory, `${id}.sqlite`);
  const cards = createCards({
    ...{ directory, storeKey: keys.storeKey, random: platform.random, logger: platform.logger },
    filesOf: (id) => ({ lasting: [keyFile(id), storeFile(id)], passing: passingFiles(storeFile(id)) }),
  });
  const resting = createResting({ clock: platform.clock, opened: () => open.values(), mayRest, rest });
  cards.load();
  const vaultOf = (charter: CharterId): Vault => ({ charter, storeKey: keys.storeKey, random: platform.random });

  /** By their files: the keys, the log, or only one of both. */
  function list(): readonly CharterId[] {
    try {
      const ids = readdirSync(directory)
        .filter((file) => file.endsWith(".key") || file.endsWith(".sqlite"))
        .map((file) => parseCharterId(file.slice(0, file.lastIndexOf("."))))
        .filter((id) => id !== null);
      return [...new Set(ids)].sort();
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw thrown;
    }
  }

  function get(id: CharterId): Result<OpenCharter, HostError> {
    const already = open.get(id);
    const got = already !== undefined ? ok(already) : pool.make(() => getFromDisk(id));
    if (got.ok) {
      failed.delete(id);
      resting.use(got.value);
    } else failed.set(id, got.error);
    return got;
  }

  /** Nothing is under way in it, and nothing in it waits for a time to come. */
  function mayRest({ replica, connections, rooms, presence }: OpenCharter): boolean {
    const may = attempt(() => connections.size === 0 && rooms.isEmpty() && presence.isEmpty() && replica.mayRest());
    return may.ok && may.value;
  }

  function rest(charter: OpenCharter): void {
    const { id, replica } = charter;
    // What is signed now may be for somebody who wants it open.
    if (!replica.flush().ok || resting.isHeld(charter)) return;
    const card = cardOf(charter);
    if (card === null) return;
    for (const watcher of watchers) watcher.resting?.(charter);
    open.delete(id);
    replica.close();
    cards.keep(card);
    void platform.frameJudge?.leave(id).then((wasThere) => {
      // Its own connection to the log is closed only now.
      if (wasThere && cards.get(id) === card) cards.keep(card);
    });
  }

  /** Null where it has none: what arrives is known in memory alone, and of a spoiled log not everything can be read. */
  function cardOf(charter: OpenCharter): CharterCard | null {
    try {
      const summary = faceOf?.summary(charter) ?? null;
      if (faceOf === null || summary === null || summary.arriving !== null) return null;
      const marks = marksOf(charter);
      // The charter overwrites its own as it closes.
      const epochs = marks.epochs.map(({ id, meet, discover }) => ({
        id,
        meet: meet.slice(),
        discover: discover.slice(),
      }));
      const face: CharterFace = { summary, due: faceOf.due(charter), holds: faceOf.holds(charter) };
      return { id: charter.id, ...marks, epochs, ...face };
    } catch (thrown) {
      platform.logger.warn("card-not-made", { error: thrown instanceof Error ? thrown.name : typeof thrown });
      return null;
    }
  }

  function marksOf(charter: OpenCharter): CharterMarks {
    const ledger = charter.replica.ledger();
    const { invites, parties, sheets } = ledger.membership();
    return {
      epochs: charter.replica.epochs().map(({ id, meet, discover }) => ({ id, meet, discover })),
      relay: relayOf(charter),
      changedAt: ledger.latestTime(),
      invites: [...invites.keys()],
      papers: [...parties.keys(), ...sheets.keys()],
    };
  }

  /** The address of its relay; null: it has none. */
  function relayOf(charter: OpenCharter): string | null {
    const url = readSetting(charter, relaySetting);
    return typeof url === "string" ? url : null;
  }

  /** Does something with a charter, which is open for no longer than that if it was closed. */
  function visit<T>(id: CharterId, run: (charter: OpenCharter) => T): Result<T, HostError> {
    const wasOpen = open.has(id);
    const got = get(id);
    if (!got.ok) return got;
    const done = run(got.value);
    if (!wasOpen) resting.restNow(got.value);
    return ok(done);
  }

  /** Each that can be opened; others get their turn in between. */
  async function visitAll(run: (charter: OpenCharter) => void): Promise<void> {
    for (const id of list()) {
      if (isClosed) return;
      visit(id, run);
      await breathe();
    }
  }

  function isKnown(id: CharterId): boolean {
    if (open.has(id)) return true;
    const holds = cards.get(id)?.holds;
    const today = dayOf(platform.clock.now());
    return holds !== undefined && (holds === null || (holds.from <= today && today <= holds.to));
  }

  /** Looks into the charters of which too little is known; others get their turn in between. */
  function survey(): Promise<void> {
    surveying ??= surveyAll().finally(() => {
      surveying = null;
    });
    return surveying;
  }

  async function surveyAll(): Promise<void> {
    const ids = list();
    const there = new Set(ids);
    for (const id of failed.keys()) if (!there.has(id)) failed.delete(id);
    let sliceEnds = platform.clock.now() + surveySliceMs;
    for (const id of ids) {
      if (isClosed) return;
      if (isKnown(id)) continue;
      const before = failed.get(id)?.kind;
      const visited = visit(id, () => null);
      if (!visited.ok && visited.error.kind !== before)
        platform.logger.warn("charter-not-opened", { error: visited.error.kind });
      if (platform.clock.now() < sliceEnds) continue;
      await breathe();
      sliceEnds = platform.clock.now() + surveySliceMs;
    }
  }

  /** Of those that are known by now. */
  const known = <T>(ofOpen: (charter: OpenCharter) => T, ofClosed: (card: CharterCard) => T): readonly T[] =>
    list().flatMap((id) => {
      const charter = open.get(id);
      const card = charter === undefined ? cards.get(id) : null;
      return charter !== undefined ? [ofOpen(charter)] : card !== null ? [ofClosed(card)] : [];
    });

  function getFromDisk(id: CharterId): Result<OpenCharter, HostError> {
    cards.drop(id);
    const finished = finishReplacing(storeFile(id));
    if (!finished.ok) return finished;
    if (!existsSync(keyFile(id)) && !existsSync(storeFile(id))) return err({ kind: "charterNotFound", charter: id });
    const file = attempt(() => readFileIfAny(keyFile(id)), "charterKey");
    if (!file.ok) return file;
    const read = readKeys(id, file.value);
    const epochKeys = read.ok || read.error.kind === "newerFormat" ? read : readKeysBeside(id, read.error);
    return epochKeys.ok ? openWith(id, epochKeys.value, false) : epochKeys;
  }

  /** To be read by people: nothing at all could be read of some. */
  function getReadable(id: CharterId): Result<OpenCharter, HostError> {
    const opened = get(id);
    return opened.ok && isBare(opened.value) ? err(nothingLeft) : opened;
  }

  function readKeys(id: CharterId, sealed: Bytes | null): Result<readonly Bytes[], HostError> {
    const unusable = (trouble: FileTrouble): Result<never, HostError> =>
      err({ kind: "fileUnusable", what: "charterKey", trouble, file: keyFile(id) });
    if (sealed === null) return unusable("missing");
    if (sealed.length === 0) return unusable("emptied");
    const plain = platform.secrets.open(sealed);
    if (plain === null) return unusable("foreign");
    const decoded = decodeCbor(plain);
    wipe(plain);
    const version = parseVersion(Array.isArray(decoded) ? decoded[0] : null);
    if (version.ok && version.value > keyVersion)
      return err({ kind: "newerFormat", found: version.value, supported: keyVersion });
    const parsed = parseKeys(decoded);
    return parsed.ok ? ok(parsed.value[1]) : unusable("damaged");
  }

  /** The key file is gone or spoiled: it is made anew. */
  function readKeysBeside(id: CharterId, why: HostError): Result<readonly Bytes[], HostError> {
    const store = existsSync(storeFile(id)) ? openCharterStore(storeFile(id), vaultOf(id), pool) : null;
    if (store === null || !store.ok) return err(why);
    const sealed = trying(() => ok(store.value.readSetting(keysSetting)));
    store.value.close();
    const epochKeys = sealed.ok && sealed.value !== null ? readKeys(id, sealed.value) : err(why);
    if (!epochKeys.ok || !sealed.ok || sealed.value === null) return err(why);
    const written = writeFileDurably(keyFile(id), sealed.value);
    if (written.ok) platform.logger.warn("charter-key-made-anew");
    return epochKeys;
  }

  /** The charter's log as it is, or, where that cannot be read as it was written, made anew from what can. */
  function openSound(args: ReplicaSource, isNew: boolean): Result<Replica, HostError> {
    const file = storeFile(args.charter);
    const opened = openOnce(openCharterStore(file, vaultOf(args.charter), pool, { isNew }), args);
    if (opened.ok || isNew || !isMendable(opened.error)) return opened;
    const mended = openOnce(mendStore(args, file, pool), args);
    return mended;
  }

  function openOnce(store: Result<CharterStore, HostError>, args: ReplicaSource): Result<Replica, HostError> {
    if (!store.ok) return store;
    const replica = openReplica({ ...args, store: store.value });
    if (!replica.ok) store.value.close();
    return replica;
  }

  /** `epochKeys`: those that this device was let in with; later ones are in the log, sealed to it. */
  function openWith(id: CharterId, epochKeys: readonly Bytes[], isNew: boolean): Result<OpenCharter, HostError> {
    const made = makeDirectory(directory);
    if (!made.ok) return made;
    const { frameJudge } = platform;
    const device = { id: keys.device, privateKey: keys.signing.privateKey, sealing: keys.sealing };
    // It signs nothing.
    const reader = { ...device, privateKey: new Uint8Array(0) };
    const shadowed = { charter: id, file: storeFile(id), keys: epochKeys, device: reader, storeKey: keys.storeKey };
    const changed = (): void => emit({ kind: "charterChanged", charter: id });
    const connections = new Set<TextConnection>();
    const presence = createPresence(
      (states, source) => {
        for (const connection of connections) if (connection !== source) connection.sendPresence(states);
      },
      (client, state) => {
        for (const watcher of watchers) watcher.presence?.(charter, client, state);
      },
      platform.clock,
    );
    const source: ReplicaSource = {
      charter: id,
      keys: epochKeys,
      storeKey: keys.storeKey,
      random: platform.random,
      logger: platform.logger,
      clock: platform.clock,
      program: args.program,
      place: platform.place.name(),
      device,
      tryFrames: frameJudge === null ? null : (frames) => frameJudge.judge(shadowed, frames),
      hasPeers: () => watchers.some((watcher) => watcher.hasPeers?.(id) === true),
      onUnsigned: changed,
      onAccepted(frames, source) {
        for (const watcher of watchers) watcher.accepted?.(charter, frames, source);
        changed();
      },
      onText(update, source) {
        for (const connection of connections) if (connection !== source) connection.sendUpdate(update);
      },
      onSaved: (clientId, clock) => emit({ kind: "saved", charter: id, clientId, clock }),
      onNotSaved: (error) => emit({ kind: "notSaved", charter: id, error }),
      onMended() {
        emit({ kind: "charterMended", charter: id });
        emit({ kind: "libraryChanged" });
      },
      onReload(why) {
        // A window that was away meanwhile must not come back with the document of before either.
        if (why === "refolded") charter.rooms.refold();
        for (const connection of connections) connection.close(why);
      },
    };
    const replica = openSound(source, isNew);
    if (!replica.ok) return replica;
    const isConnected = (client: number): boolean => [...connections].some((one) => one.client() === client);
    const rooms = createTextRooms(id, platform.random, isConnected, replica.value.releaseClient);
    const charter: OpenCharter = { id, replica: replica.value, presence, rooms, connections };
    open.set(id, charter);
    if (!isNew && replica.value.store.readSetting(keysSetting) === null) keepKeysBeside(charter, epochKeys);
    return ok(charter);
  }

  function sealKeys(epochKeys: readonly Bytes[]): Bytes {
    const plain = encodeCbor([keyVersion, epochKeys]);
    const sealed = platform.secrets.seal(plain);
    wipe(plain);
    return sealed;
  }

  function keepKeysBeside({ replica }: OpenCharter, epochKeys: readonly Bytes[]): void {
    const kept = replica.store.writeSetting(keysSetting, sealKeys(epochKeys));
    if (!kept.ok) platform.logger.warn("keys-not-kept-beside", { error: kept.error.kind });
  }

  /** Of a charter that came to nothing: it was never in the library. */
  function abandon({ id, replica }: OpenCharter): void {
    open.delete(id);
    replica.close();
    if (!existsSync(keyFile(id))) removeStore(storeFile(id));
  }

  /** Keeps the key: from now on the charter is in the library. */
  function keep(charter: OpenCharter, epochKeys: readonly Bytes[]): Result<OpenCharter, HostError> {
    const written = writeFileDurably(keyFile(charter.id), sealKeys(epochKeys));
    if (!written.ok) {
      abandon(charter);
      return written;
    }
    keepKeysBeside(charter, epochKeys);
    emit({ kind: "libraryChanged" });
    return ok(charter);
  }

  /** Founds a charter: its genesis is the founding party's first entry. */
  function found(title: string, language: string, policy: Policy): Result<OpenCharter, HostError> {
    if (keys.party === null) return err({ kind: "noParty" });
    const body = encodeEntry({
      kind: "genesis",
      nonce: platform.random.bytes(16),
      title,
      language,
      ruleset: rulesetVersion,
      threshold: "all",
      policy,
      party: keys.party.signedCard,
      device: keys.party.chain,
    });
    const epochKeys = [platform.random.bytes(32)];
    const opened = openWith(charterIdOf(body), epochKeys, true);
    if (!opened.ok) return opened;
    const signed = opened.value.replica.append([{ type: envelopeTypes.governance, body }]);
    if (!signed.ok) {
      abandon(opened.value);
      return signed;
    }
    return keep(opened.value, epochKeys);
  }

  /** Takes the keys of a charter that this device was admitted to; its log arrives by the next meeting. */
  function adopt(id: CharterId, epochKeys: readonly Bytes[]): Result<OpenCharter, HostError> {
    // What is left of its log, where its keys were lost, is read with those that came now.
    const opened = openWith(id, epochKeys, !existsSync(storeFile(id)));
    return opened.ok ? keep(opened.value, epochKeys) : opened;
  }

  function openText({ replica, rooms }: OpenCharter): { clientId: number; room: string } {
    const clientId = replica.reserveClient();
    return { clientId, room: rooms.add(clientId) };
  }

  function rebaseText({ replica, rooms }: OpenCharter, room: string, update: Bytes): Result<null, HostError> {
    const client = rooms.formerClientOf(room);
    if (client === null) return err({ kind: "badArgument", what: "room", expected: "one that this host ended" });
    const carried = replica.rebase(client, update);
    // A window hands over what it suggested before what it edited.
    if (!carried.ok) return carried;
    if (carried.value === "edits") rooms.end(room);
    return ok(null);
  }

  /** [L41] Its window is gone for good: once what it sent is here, its client id is idle. */
  const closeText = ({ rooms }: OpenCharter, room: string): Result<null, HostError> =>
    rooms.leave(room) ? ok(null) : err({ kind: "badArgument", what: "room", expected: "one that this host gave" });

  function connect(room: string, pipe: Pipe, as: TextRole): Result<null, HostError> {
    const id = parseCharterId(room.split(".")[0]);
    const charter = id === null ? null : get(id);
    if (charter === null || !charter.ok) {
      pipe.close("refused: no such charter");
      return charter === null ? err({ kind: "charterNotFound", charter: room }) : charter;
    }
    const { connections, replica, presence, rooms } = charter.value;
    const client = as === "window" ? rooms.clientOf(room) : null;
    if (as === "window" ? client === null : room !== id) {
      // It was away while the text was folded anew, and is to open it as those who were here.
      pipe.close(rooms.formerClientOf(room) !== null ? "refolded" : "refused: no such room");
      return err({ kind: "charterNotFound", charter: room });
    }
    const { clock } = platform;
    let hasEnded = false;
    const onClosed = (connection: TextConnection): void => {
      hasEnded = true;
      connections.delete(connection);
      rooms.endLeft();
    };
    const isTaken = (of: number): boolean => [...connections].some((connection) => connection.client() === of);
    const { person, device } = keys;
    const end = { as, client, isTaken, onClosed };
    const connection = connectText({ replica, presence, pipe, clock, person, device, ...end });
    // What came before anybody listened may have been refused already.
    if (!hasEnded) connections.add(connection);
    return ok(null);
  }

  /** A part of what the library shows. */
  async function shown<Part extends keyof CharterFace>(part: Part): Promise<readonly CharterFace[Part][]> {
    await survey();
    return known(
      (charter) => (faceOf === null || isBare(charter) ? null : { of: faceOf[part](charter) }),
      (card) => ({ of: card[part] }),
    ).flatMap((one) => (one === null ? [] : [one.of]));
  }

  const settingLabel = (id: CharterId, name: string): Bytes => encodeCbor(["tessera/setting/1", id, name]);

  function readSetting({ id, replica }: OpenCharter, name: string): unknown {
    const sealed = replica.store.readSetting(name);
    const plain = sealed === null ? null : openWithNonce(sealed, settingLabel(id, name), keys.storeKey);
    return plain === null ? null : decodeCbor(plain);
  }

  return {
    watch: (watcher: CharterWatcher): void => void watchers.push(watcher),
    get,
    getReadable,
    found,
    adopt,
    openText,
    rebaseText,
    closeText,
    connect,
    /** Settings of this device for a charter, sealed at rest. */
    readSetting,
    writeSetting({ id, replica }: OpenCharter, name: string, value: unknown): Result<unknown, HostError> {
      const nonce = platform.random.bytes(24);
      const sealed = sealWithNonce(encodeCbor(value), settingLabel(id, name), nonce, keys.storeKey);
      return replica.store.writeSetting(name, sealed);
    },
    /** When every charter has taken what it received until now. */
    idle: async (): Promise<void> => void (await Promise.all([...open.values()].map(({ replica }) => replica.idle()))),
    /** It stays open until what is answered is called. */
    hold: resting.hold,
    relayOf,
    visit,
    visitAll,
    /** After it, `marks` and `faces` tell of every charter that can be opened: one damaged charter does not hide the others. */
    survey,
    /** By which each charter is found, as far as is known by now. */
    marks: (): readonly ({ readonly id: CharterId } & CharterMarks)[] =>
      known(
        (charter) => ({ id: charter.id, ...marksOf(charter) }),
        (card) => card,
      ),
    /** Of each that has something to show. */
    summaries: (): Promise<readonly CharterSummary[]> => shown("summary"),
    /** The same. */
    due: (): Promise<readonly CharterFace["due"][]> => shown("due"),
    isEmpty: (): boolean => list().length === 0,
    /** The open ones among those that something is asked of now. */
    opened: (): readonly OpenCharter[] => [...open.values()],
    async unopened(): Promise<readonly UnopenedCharter[]> {
      await survey();
      return list().flatMap((charter) => {
        const bare = open.get(charter);
        const error = failed.get(charter) ?? (bare !== undefined && isBare(bare) ? nothingLeft : undefined);
        return error === undefined ? [] : [{ charter, error }];
      });
    },
    /** Signs and stores what was typed into any of them. */
    flush(): Result<null, HostError> {
      for (const { replica } of open.values()) {
        const flushed = replica.flush();
        if (!flushed.ok) return flushed;
      }
      return ok(null);
    },
    /** Every key of every charter is overwritten. */
    close(): void {
      isClosed = true;
      resting.close();
      platform.frameJudge?.close();
      for (const charter of [...open.values()]) {
        for (const connection of charter.connections) connection.close("the host is closing");
        if (mayRest(charter)) rest(charter);
        if (!charter.replica.isClosed()) charter.replica.close();
      }
      open.clear();
      cards.close();
    },
  };
}
