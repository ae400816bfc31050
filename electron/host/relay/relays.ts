/**
 * The relay of each charter that has one: sends what this log holds, takes what others left, comes back after a loss.
 * Of a large library some charters stay connected; the others are connected in turn, until they are caught up.
 * Owns: one connection per charter, its retry timers, whose turn it is. Called by: methods/relay.ts, people.ts.
 * Invariant: `sentPos` and `afterSeq` on disk never run ahead of what the relay acknowledged and this log stored, nor
 * `sentPos` of the places known of its rooms: so a relay that lost anything counted as sent is found out ([R19]).
 * It is long because to connect, take, send and resend move the same two places, which no other file may touch.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { RelayState } from "../../../shared/api/relay.ts";
import { type Bytes, toHex, utf8 } from "../../../shared/base/bytes.ts";
import { hash, plainHash } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import type { Epoch } from "../../../shared/ledger/members/keyring.ts";
import { readFrameHeader } from "../../../shared/sync/frameHeader.ts";
import type { RoomPlace } from "../../../shared/sync/relayMessages.ts";
import type { LogFrame } from "../charter/replica.ts";
import { type Charters, type OpenCharter, relaySetting } from "../library/charters.ts";
import type { Platform, RelayRoom } from "../platform.ts";
import type { Mailboxes } from "./mailboxes.ts";
import { pauseMs } from "./retry.ts";

const readBatch = 256;
/** A receipt is signed when nothing new has come for so long. */
const quietMs = 1000;
/** It stays in those of so many of the latest epochs, and in that of the founding; it visits the others. */
const maxRooms = 32;
/** So many charters are connected at once; of a larger number one gives its place up every so often. */
const places = 16;
const turnMs = 2000;

/** One epoch's room at the relay. */
interface Room {
  readonly epoch: Epoch;
  /** Hash of the relay's address and the room. */
  readonly name: Bytes;
  room: RelayRoom | null;
  inbox: { readonly frame: Bytes; readonly place: RoomPlace }[];
  afterSeq: number;
  /** On disk: up to here nothing waits in memory for what it builds on, or for a later version of this program. */
  storedSeq: number;
  /** The relay has no more for now; what it had may still be on its way into the log. */
  atEnd: boolean;
  caughtUp: boolean;
  draining: Promise<void> | null;
}

interface Connection {
  readonly url: string;
  readonly charter: OpenCharter;
  /** Lets it be closed. */
  readonly release: () => void;
  /** It was wanted here, or it was its turn. */
  wantedAt: number;
  /** By epoch id in hex: members who do not know of a rotation yet go on writing to the room before it. */
  readonly rooms: Map<string, Room>;
  /** Those that were read to the end and left. */
  readonly visited: Set<string>;
  state: RelayState;
  error: HostError | null;
  /** The relay confirmed everything up to here. */
  sentPos: number;
  /** Up to here it was confirmed before the relay lost something, in these rooms: they alone are filled again. */
  confirmedPos: number;
  readonly lostRooms: Set<string>;
  /** By room: the furthest place that the relay told of, by an acknowledgement or a frame. It outlives the connection. */
  readonly known: Map<string, RoomPlace>;
  /** Beyond `sentPos`, where the relay took these and refused others. */
  readonly stored: Set<number>;
  /** Grows whenever what was under way is worth nothing: the connection or what the relay had was lost. */
  round: number;
  /** Up to here everything was tried once; what was refused is tried again after a pause. */
  triedPos: number;
  isRetryDue: boolean;
  /** While something refused waits for its next attempt. */
  cancelResend: (() => void) | null;
  /** In a row, since all was well. */
  refusals: number;
  losses: number;
  opening: Promise<void>;
  sending: Promise<Result<null, HostError>> | null;
  /** Frame ids that the relay gave us: not sent back. */
  readonly fromRelay: Set<string>;
  received: number;
  sent: number;
  readonly watchers: Set<() => void>;
  cancelTimer: (() => void) | null;
  cancelReceipt: (() => void) | null;
  stopped: boolean;
}

/** Under which a charter's store remembers what a relay has of its log. */
const relayName = (url: string): Bytes => hash("tessera/relay-name/1", utf8(url));
/** Under which it remembers how far a room was read. */
const roomName = (url: string, epoch: Epoch): Bytes => hash("tessera/relay-room/1", utf8(url), epoch.room.publicKey);

const isCaughtUp = ({ state, rooms }: Connection): boolean =>
  state === "connected" && [...rooms.values()].every(({ caughtUp }) => caughtUp);

export type Relays = ReturnType<typeof createRelays>;

export function createRelays(args: {
  readonly platform: Platform;
  readonly charters: Charters;
  readonly mailboxes: Mailboxes;
  readonly emit: (event: HostEvent) => void;
}) {
  const { platform, charters, mailboxes, emit } = args;
  const connections = new Map<CharterId, Connection>();
  let keepsUp = false;
  /** When each charter last gave its place up. */
  const leftAt = new Map<CharterId, number>();
  let cancelTurn: (() => void) | null = null;

  function changed(connection: Connection): void {
    for (const watcher of [...connection.watchers]) watcher();
    emit({ kind: "charterChanged", charter: connection.charter.id });
  }

  function connectionOf(charter: OpenCharter, url: string): Connection {
    const existing = connections.get(charter.id);
    if (existing !== undefined) return existing;
    const connection: Connection = {
      url,
      charter,
      release: charters.hold(charter),
      wantedAt: platform.clock.now(),
      rooms: new Map(),
      visited: new Set(),
      sentPos: charter.replica.store.readSent(relayName(url)),
      confirmedPos: 0,
      lostRooms: new Set(),
      known: new Map(),
      stored: new Set(),
      round: 0,
      triedPos: 0,
      isRetryDue: false,
      cancelResend: null,
      refusals: 0,
      losses: 0,
      state: "off",
      error: null,
      opening: Promise.resolve(),
      sending: null,
      fromRelay: new Set(),
      received: 0,
      sent: 0,
      watchers: new Set(),
      cancelTimer: null,
      cancelReceipt: null,
      stopped: false,
    };
    connections.set(charter.id, connection);
    if (keepsUp && connections.size > places) planTurn();
    return connection;
  }

  async function connect(connection: Connection): Promise<void> {
    if (connection.stopped || connection.state === "connecting" || connection.state === "connected") return;
    connection.state = "connecting";
    changed(connection);
    await openRooms(connection);
  }

  /** A room for each epoch that is known by now; one call after the other. */
  function openRooms(connection: Connection): Promise<void> {
    connection.opening = connection.opening.then(() => openMissing(connection));
    return connection.opening;
  }

  async function openMissing(connection: Connection): Promise<void> {
    const { charter, rooms, visited, url } = connection;
    for (const epoch of charter.replica.epochs()) {
      const id = toHex(epoch.id);
      if (rooms.has(id) || visited.has(id) || connection.stopped) continue;
      const name = roomName(url, epoch);
      const { afterSeq, known } = charter.replica.store.readRoom(name);
      if (known !== null && !connection.known.has(id)) connection.known.set(id, known);
      const room: Room = {
        epoch,
        name,
        room: null,
        inbox: [],
        afterSeq,
        storedSeq: afterSeq,
        atEnd: false,
        caughtUp: false,
        draining: null,
      };
      rooms.set(id, room);
      const opened = await openRoom(connection, room);
      if (rooms.get(id) !== room || connection.stopped) {
        if (opened.ok) opened.value.close();
        return;
      }
      if (!opened.ok) return lost(connection, opened.error);
      room.room = opened.value;
    }
    if (connection.stopped || connection.state === "failed") return;
    if (connection.state !== "connected") connection.error = null;
    connection.state = "connected";
    connection.losses = 0;
    charter.replica.flush();
    if (isCaughtUp(connection)) void sendNew(connection);
    changed(connection);
  }

  /** A charter may have more epochs than one address may have connections. */
  function leaveOld(connection: Connection): void {
    const { charter, rooms, visited } = connection;
    const left = charter.replica
      .epochs()
      // That of the founding stays: shares of a key go there.
      .slice(maxRooms, -1)
      .map(({ id }) => rooms.get(toHex(id)))
      .filter((room) => room !== undefined)
      .filter(({ caughtUp, draining, inbox }) => caughtUp && draining === null && inbox.length === 0);
    if (left.length === 0 || connection.sending !== null || connection.stopped) return;
    remember(connection);
    for (const { epoch, room } of left) {
      rooms.delete(toHex(epoch.id));
      visited.add(toHex(epoch.id));
      room?.close();
    }
  }

  const openRoom = (connection: Connection, room: Room): Promise<Result<RelayRoom, HostError>> =>
    platform.relay.open({
      url: connection.url,
      roomPublicKey: room.epoch.room.publicKey,
      roomPrivateKey: room.epoch.room.privateKey,
      afterSeq: room.afterSeq,
      known: connection.known.get(toHex(room.epoch.id)) ?? null,
      onFrame(frame, place) {
        note(connection, room, place);
        room.inbox.push({ frame, place });
        if (room.inbox.length === 1) platform.clock.after(0, () => drain(connection, room));
      },
      onCaughtUp() {
        room.atEnd = true;
        drain(connection, room);
      },
      onReset() {
        // It lost what it had: once all it has now was read, whatever else is held here goes there again.
        room.afterSeq = 0;
        room.storedSeq = 0;
        connection.known.delete(toHex(room.epoch.id));
        connection.lostRooms.add(toHex(room.epoch.id));
        connection.fromRelay.clear();
        connection.confirmedPos = Math.max(connection.confirmedPos, connection.sentPos);
        connection.sentPos = 0;
        connection.triedPos = 0;
        connection.round++;
        connection.stored.clear();
      },
      onClosed(error) {
        if (connection.rooms.get(toHex(room.epoch.id)) === room) lost(connection, error);
      },
    });

  function note({ known }: Connection, { epoch }: Room, place: RoomPlace): void {
    const id = toHex(epoch.id);
    if (place.seq > (known.get(id)?.seq ?? 0)) known.set(id, place);
  }

  /** What is known of the relay, onto the disk. */
  const remember = ({ charter, url, sentPos, rooms, known }: Connection): Result<unknown, HostError> =>
    charter.replica.store.writeRelay(
      { name: relayName(url), pos: sentPos },
      [...rooms].map(([id, { name, storedSeq }]) => ({ name, afterSeq: storedSeq, known: known.get(id) ?? null })),
    );

  function lost(connection: Connection, error: HostError | null): void {
    const rooms = [...connection.rooms.values()];
    connection.rooms.clear();
    connection.visited.clear();
    connection.sending = null;
    connection.cancelResend?.();
    connection.cancelResend = null;
    connection.triedPos = 0;
    connection.round++;
    for (const { room } of rooms) room?.close();
    if (connection.stopped) return;
    mailboxes.leave(connection.charter);
    connection.state = "failed";
    connection.error = error ?? { kind: "relayUnreachable", url: connection.url, reason: "it closed the connection" };
    changed(connection);
    if (!keepsUp) return;
    connection.cancelTimer?.();
    connection.cancelTimer = platform.clock.after(pauseMs(platform.random, ++connection.losses), () => {
      connection.state = "off";
      void connect(connection);
    });
  }

  /** What came is tried and taken a batch at a time, in order; one run at a time. */
  function drain(connection: Connection, room: Room): void {
    room.draining ??= run().finally(() => {
      room.draining = null;
      // What came while the last batch was taken, be it the end.
      if ((room.inbox.length > 0 || (room.atEnd && !room.caughtUp)) && isOf(connection, room))
        platform.clock.after(0, () => drain(connection, room));
      else leaveOld(connection);
    });

    async function run(): Promise<void> {
      while (room.inbox.length > 0 && isOf(connection, room))
        if (!(await takeBatch(connection, room, room.inbox.splice(0, readBatch)))) return;
      if (!isOf(connection, room) || !room.atEnd || room.caughtUp) return;
      room.caughtUp = true;
      if (isCaughtUp(connection)) {
        connection.charter.replica.acknowledge();
        void sendNew(connection);
      }
      void mailboxes.attend(connection.charter, connection.url);
      changed(connection);
    }
  }

  const isOf = (connection: Connection, room: Room): boolean =>
    !connection.stopped && connection.rooms.get(toHex(room.epoch.id)) === room;

  async function takeBatch(connection: Connection, room: Room, batch: Room["inbox"]): Promise<boolean> {
    const { charter } = connection;
    for (const { frame } of batch) connection.fromRelay.add(toHex(plainHash(frame)));
    const received = await charter.replica.receive(
      batch.map(({ frame }) => frame),
      connection,
    );
    if (!isOf(connection, room)) return false;
    if (!received.ok) {
      connection.error = received.error;
      emit({ kind: "notSaved", charter: charter.id, error: received.error });
      room.room?.close();
      lost(connection, received.error);
      return false;
    }
    connection.received += received.value.added;
    room.afterSeq = batch.at(-1)?.place.seq ?? room.afterSeq;
    if (received.value.waiting === 0 && received.value.newer === 0) room.storedSeq = room.afterSeq;
    remember(connection);
    emit({ kind: "progress", what: "relay", done: connection.received, total: null });
    // What came may have brought the key of another epoch.
    if (connection.state === "connected") void openRooms(connection);
    if (isCaughtUp(connection)) {
      connection.cancelReceipt?.();
      connection.cancelReceipt = platform.clock.after(quietMs, () => {
        connection.cancelReceipt = null;
        connection.charter.replica.acknowledge();
      });
    }
    return true;
  }

  /** Sends the log from where the relay last confirmed it, each frame to its room; one run at a time. */
  function sendNew(connection: Connection, isRetry = false): Promise<Result<null, HostError>> {
    connection.isRetryDue ||= isRetry;
    connection.sending ??= run(connection).finally(() => {
      connection.sending = null;
      leaveOld(connection);
    });
    return connection.sending;
  }

  async function run(connection: Connection): Promise<Result<null, HostError>> {
    const { charter, url, stored } = connection;
    let refusal: HostError | null = null;
    for (;;) {
      if (connection.state !== "connected" || connection.stopped) return err(connection.error ?? { kind: "noRelay" });
      if (connection.isRetryDue) connection.triedPos = 0;
      connection.isRetryDue = false;
      const { round } = connection;
      const from = Math.max(connection.sentPos, connection.triedPos);
      const frames = charter.replica.framesAfter(from, readBatch);
      const last = frames.at(-1);
      if (last === undefined) break;
      const failed = await putAll(connection, frames);
      if (connection.stopped) return err({ kind: "noRelay" });
      if (connection.state !== "connected") continue;
      if (connection.round !== round) {
        // The catching up with what the relay has now sends the rest.
        if (!isCaughtUp(connection)) return err({ kind: "relayUnreachable", url, reason: "it lost what it had" });
        continue;
      }
      refusal = failed ?? refusal;
      connection.triedPos = last.pos;
      if (failed === null && from === connection.sentPos) {
        connection.sentPos = last.pos;
        for (const pos of stored) if (pos <= last.pos) stored.delete(pos);
        if (connection.sentPos >= connection.confirmedPos) connection.lostRooms.clear();
      }
      remember(connection);
      changed(connection);
    }
    if (connection.triedPos > connection.sentPos) {
      planResend(connection, refusal);
      return err(connection.error ?? { kind: "noRelay" });
    }
    connection.refusals = 0;
    if (connection.error !== null) {
      connection.error = null;
      changed(connection);
    }
    return ok(null);
  }

  /** Answers why the relay did not take some of them. */
  async function putAll(connection: Connection, frames: readonly LogFrame[]): Promise<HostError | null> {
    const { fromRelay, rooms, visited, stored, lostRooms } = connection;
    for (const { pos, frame } of frames) if (fromRelay.delete(toHex(plainHash(frame)))) stored.add(pos);
    const fresh = frames.filter(({ pos }) => !stored.has(pos));
    const idOf = (frame: Bytes): string => {
      const header = readFrameHeader(frame);
      return header.ok ? toHex(header.value.keyId) : "";
    };
    // A rotation of one's own, or one long past: its room is not open.
    for (const { frame } of fresh) visited.delete(idOf(frame));
    await openRooms(connection);
    let failed: HostError | null = null;
    await Promise.all(
      fresh.map(async ({ pos, frame }) => {
        const id = idOf(frame);
        const room = rooms.get(id);
        if (room?.room == null || (pos <= connection.confirmedPos && !lostRooms.has(id))) return;
        const answer = await room.room.put(frame);
        if (!answer.ok) {
          failed ??= answer.error;
          return;
        }
        note(connection, room, answer.value);
        stored.add(pos);
        connection.sent++;
      }),
    );
    return failed;
  }

  /** The relay is there and took not everything: that is shown, and tried again. */
  function planResend(connection: Connection, refusal: HostError | null): void {
    connection.error = refusal ?? connection.error;
    changed(connection);
    if (connection.cancelResend !== null) return;
    connection.cancelResend = platform.clock.after(pauseMs(platform.random, ++connection.refusals), () => {
      connection.cancelResend = null;
      void sendNew(connection, true);
    });
  }

  function stop(id: CharterId): void {
    const connection = connections.get(id);
    if (connection === undefined) return;
    connection.stopped = true;
    connection.cancelTimer?.();
    connection.cancelReceipt?.();
    connection.cancelResend?.();
    for (const { room } of connection.rooms.values()) room?.close();
    connection.rooms.clear();
    mailboxes.leave(connection.charter);
    connections.delete(id);
    connection.release();
    for (const watcher of [...connection.watchers]) watcher();
  }

  function set(charter: OpenCharter, url: string | null): Result<null, HostError> {
    if (url !== null && !/^wss?:\/\/[^\s]+$/.test(url))
      return err({ kind: "badArgument", what: "url", expected: "an address such as wss://relay.example" });
    stop(charter.id);
    const written = charters.writeSetting(charter, relaySetting, url);
    if (!written.ok) return written;
    want(charter);
    emit({ kind: "charterChanged", charter: charter.id });
    return ok(null);
  }

  /** Takes everything the relay has and waits until it holds everything held here. */
  async function exchange(charter: OpenCharter): Promise<Result<{ received: number; sent: number }, HostError>> {
    const url = charters.relayOf(charter);
    if (url === null) return err({ kind: "noRelay" });
    const flushed = charter.replica.flush();
    if (!flushed.ok) return flushed;
    const connection = connectionOf(charter, url);
    const before = { received: connection.received, sent: connection.sent };
    if (connection.state === "failed") connection.state = "off";
    connection.cancelTimer?.();
    await connect(connection);
    const ended = (): boolean => connection.stopped || connection.state === "failed";
    while (!ended() && !isCaughtUp(connection))
      await new Promise<void>((resolve) => {
        const watcher = (): void => {
          connection.watchers.delete(watcher);
          resolve();
        };
        connection.watchers.add(watcher);
      });
    if (connection.stopped) return err({ kind: "cancelled" });
    if (ended()) return err(connection.error ?? { kind: "noRelay" });
    await mailboxes.attend(charter, url);
    connection.charter.replica.acknowledge();
    connection.cancelResend?.();
    connection.cancelResend = null;
    const sent = await sendNew(connection, true);
    // What was appended while the last run ended.
    const rest = sent.ok ? await sendNew(connection) : sent;
    if (connection.stopped) return err({ kind: "cancelled" });
    if (!rest.ok) return rest;
    const result = { received: connection.received - before.received, sent: connection.sent - before.sent };
    if (!keepsUp) stop(charter.id);
    return ok(result);
  }

  /** Everything that came is here, and everything from here is there; or it cannot be just now. */
  function mayLeave(connection: Connection): boolean {
    const { charter, watchers, sending, cancelReceipt, sentPos } = connection;
    if (watchers.size > 0 || charter.connections.size > 0) return false;
    if (connection.state === "failed") return true;
    const isQuiet = isCaughtUp(connection) && sending === null && cancelReceipt === null;
    return isQuiet && sentPos >= charter.replica.store.lastPos();
  }

  /** Connects it now, whosever turn it is. */
  function want(charter: OpenCharter): void {
    const url = keepsUp ? charters.relayOf(charter) : null;
    if (url === null) return;
    const connection = connectionOf(charter, url);
    connection.wantedAt = platform.clock.now();
    void connect(connection);
  }

  function planTurn(): void {
    cancelTurn ??= platform.clock.after(turnMs, () => void giveTurns());
  }

  /** Gives places to those that went without for longest, one of them in the place of another. */
  async function giveTurns(): Promise<void> {
    cancelTurn = null;
    await charters.survey();
    if (!keepsUp) return;
    const waiting = charters
      .marks()
      .filter(({ id, relay }) => relay !== null && !connections.has(id))
      .sort((a, b) => (leftAt.get(a.id) ?? 0) - (leftAt.get(b.id) ?? 0));
    const leaving = [...connections.values()].filter(mayLeave).sort((a, b) => a.wantedAt - b.wantedAt);
    const tooMany = Math.max(connections.size - places, waiting.length > 0 && connections.size === places ? 1 : 0);
    for (const { charter } of leaving.slice(0, tooMany)) {
      leftAt.set(charter.id, platform.clock.now());
      stop(charter.id);
    }
    const free = Math.max(0, places - connections.size);
    for (const { id } of waiting.slice(0, free)) {
      const charter = charters.get(id);
      if (charter.ok) want(charter.value);
    }
    if (waiting.length > free || connections.size > places) planTurn();
  }

  charters.watch({
    accepted(charter, frames) {
      const connection = connections.get(charter.id);
      if (connection === undefined) return want(charter);
      if (!isCaughtUp(connection)) return;
      void sendNew(connection);
      // An invite may be used up now.
      if (frames.some(({ accepted }) => accepted.type === envelopeTypes.governance))
        void mailboxes.attend(charter, connection.url);
    },
    hasPeers: (charter) => connections.get(charter)?.state === "connected",
  });

  return {
    set,
    exchange,
    view(charter: OpenCharter): { url: string | null; state: RelayState; error: HostError | null; notSent: number } {
      const url = charters.relayOf(charter);
      const connection = connections.get(charter.id);
      if (url === null) return { url, state: "off", error: null, notSent: 0 };
      const sentPos = connection?.sentPos ?? charter.replica.store.readSent(relayName(url));
      const beyond = charter.replica.store.lastPos() - sentPos - (connection?.stored.size ?? 0);
      return {
        url,
        state: connection?.state ?? "off",
        error: connection?.error ?? null,
        notSent: Math.max(0, beyond) + charter.replica.unsigned() + charter.replica.keysOwed(),
      };
    },
    /** An invite was made: whoever answers it through the relay is attended to. */
    invited(charter: OpenCharter): void {
      const connection = connections.get(charter.id);
      if (connection === undefined) want(charter);
      else if (isCaughtUp(connection)) void mailboxes.attend(charter, connection.url);
    },
    /** Somebody works in it. */
    want,
    /** From now on every charter with a relay is connected to it, at once or in turn. */
    keepUp(): void {
      if (keepsUp) return;
      keepsUp = true;
      void giveTurns();
    },
    close(): void {
      keepsUp = false;
      cancelTurn?.();
      for (const id of [...connections.keys()]) stop(id);
    },
  };
}
