/**
 * The relay of each charter that has one: sends what this log holds, takes what others left, comes back after a loss.
 * Owns: one connection per charter, its retry timer. Called by: createHost.
 * Invariant: `sentPos` and `afterSeq` on disk never run ahead of what the relay acknowledged and this log stored.
 */
import type { HostError } from "../../shared/api/errors.ts";
import type { HostEvent, RelayState } from "../../shared/api/hostApi.ts";
import { type Bytes, toHex, utf8 } from "../../shared/base/bytes.ts";
import { hash, plainHash } from "../../shared/base/crypto.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Charters, OpenCharter } from "./charters.ts";
import type { Mailboxes } from "./mailboxes.ts";
import type { Platform, RelayRoom } from "./platform.ts";

const settingName = "relay";
const readBatch = 256;
const firstRetryMs = 1000;
const longestRetryMs = 60_000;
/** A receipt is signed when nothing new has come for so long. */
const quietMs = 1000;

interface Connection {
  readonly url: string;
  readonly charter: OpenCharter;
  /** Hash of the relay's address and the room. */
  readonly name: Bytes;
  state: RelayState;
  error: HostError | null;
  room: RelayRoom | null;
  inbox: { readonly frame: Bytes; readonly seq: number }[];
  afterSeq: number;
  /** On disk: up to here nothing waits in memory for what it builds on, or for a later version of this program. */
  storedSeq: number;
  sentPos: number;
  sending: Promise<Result<null, HostError>> | null;
  /** Frame ids that the relay gave us: not sent back. */
  readonly fromRelay: Set<string>;
  received: number;
  sent: number;
  caughtUp: boolean;
  readonly watchers: Set<() => void>;
  cancelTimer: (() => void) | null;
  cancelReceipt: (() => void) | null;
  retryMs: number;
  stopped: boolean;
}

/** Under which a charter's store remembers how far it and a relay know each other. */
const relayName = ({ replica }: OpenCharter, url: string): Bytes =>
  hash("tessera/relay-name/1", utf8(url), replica.epoch.room.publicKey);

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

  const readUrl = (charter: OpenCharter): string | null => {
    const url = charters.readSetting(charter, settingName);
    return typeof url === "string" ? url : null;
  };

  function changed(connection: Connection): void {
    for (const watcher of [...connection.watchers]) watcher();
    emit({ kind: "charterChanged", charter: connection.charter.id });
  }

  function connectionOf(charter: OpenCharter, url: string): Connection {
    const existing = connections.get(charter.id);
    if (existing !== undefined) return existing;
    const name = relayName(charter, url);
    const { afterSeq, sentPos } = charter.replica.store.readRelay(name);
    const connection: Connection = {
      url,
      charter,
      name,
      afterSeq,
      storedSeq: afterSeq,
      sentPos,
      state: "off",
      error: null,
      room: null,
      inbox: [],
      sending: null,
      fromRelay: new Set(),
      received: 0,
      sent: 0,
      caughtUp: false,
      watchers: new Set(),
      cancelTimer: null,
      cancelReceipt: null,
      retryMs: firstRetryMs,
      stopped: false,
    };
    connections.set(charter.id, connection);
    return connection;
  }

  async function connect(connection: Connection): Promise<void> {
    if (connection.stopped || connection.state === "connecting" || connection.state === "connected") return;
    connection.state = "connecting";
    connection.caughtUp = false;
    changed(connection);
    const { room: keyPair } = connection.charter.replica.epoch;
    const opened = await platform.relay.open({
      url: connection.url,
      roomPublicKey: keyPair.publicKey,
      roomPrivateKey: keyPair.privateKey,
      afterSeq: connection.afterSeq,
      onFrame(frame, seq) {
        connection.inbox.push({ frame, seq });
        if (connection.inbox.length >= readBatch) drain(connection);
        else if (connection.inbox.length === 1) platform.clock.after(0, () => drain(connection));
      },
      onCaughtUp() {
        drain(connection);
        connection.caughtUp = true;
        connection.charter.replica.acknowledge();
        void mailboxes.attend(connection.charter, connection.url);
        void sendNew(connection);
        changed(connection);
      },
      onClosed: (error) => lost(connection, error),
    });
    if (!opened.ok) return lost(connection, opened.error);
    if (connection.stopped) return opened.value.close();
    connection.room = opened.value;
    connection.state = "connected";
    connection.error = null;
    connection.retryMs = firstRetryMs;
    if (connection.caughtUp) void sendNew(connection);
    changed(connection);
  }

  function lost(connection: Connection, error: HostError | null): void {
    connection.room = null;
    connection.sending = null;
    connection.inbox = [];
    if (connection.stopped) return;
    connection.state = "failed";
    connection.error = error ?? { kind: "relayUnreachable", url: connection.url, reason: "it closed the connection" };
    changed(connection);
    if (!keepsUp) return;
    connection.cancelTimer = platform.clock.after(connection.retryMs, () => {
      connection.state = "off";
      void connect(connection);
    });
    connection.retryMs = Math.min(longestRetryMs, connection.retryMs * 2);
  }

  function drain(connection: Connection): void {
    const { charter, name } = connection;
    const batch = connection.inbox.splice(0, readBatch);
    const last = batch.at(-1);
    if (last === undefined) return;
    for (const { frame } of batch) connection.fromRelay.add(toHex(plainHash(frame)));
    const received = charter.replica.receive(
      batch.map(({ frame }) => frame),
      connection,
    );
    if (!received.ok) {
      connection.error = received.error;
      emit({ kind: "notSaved", charter: charter.id, error: received.error });
      connection.room?.close();
      return;
    }
    connection.received += received.value.added;
    connection.afterSeq = last.seq;
    if (received.value.waiting === 0 && received.value.newer === 0) connection.storedSeq = last.seq;
    charter.replica.store.writeRelay(name, connection.storedSeq, connection.sentPos);
    emit({ kind: "progress", what: "relay", done: connection.received, total: null });
    if (connection.inbox.length > 0) platform.clock.after(0, () => drain(connection));
    if (connection.caughtUp) {
      connection.cancelReceipt?.();
      connection.cancelReceipt = platform.clock.after(quietMs, () => connection.charter.replica.acknowledge());
    }
  }

  /** Sends the log from where the relay last confirmed it; one run at a time. */
  function sendNew(connection: Connection): Promise<Result<null, HostError>> {
    connection.sending ??= run().finally(() => {
      connection.sending = null;
    });
    return connection.sending;

    async function run(): Promise<Result<null, HostError>> {
      const { charter, name, fromRelay } = connection;
      for (;;) {
        const { room } = connection;
        if (room === null || connection.stopped) return err(connection.error ?? { kind: "noRelay" });
        const frames = charter.replica.store.framesAfter(connection.sentPos, readBatch);
        const last = frames.at(-1);
        if (last === undefined) return ok(null);
        const fresh = frames.filter(({ frame }) => !fromRelay.delete(toHex(plainHash(frame))));
        const results = await Promise.all(fresh.map(({ frame }) => room.put(frame)));
        const failed = results.find((result) => !result.ok);
        if (failed !== undefined && !failed.ok) return failed;
        if (connection.stopped) return err({ kind: "noRelay" });
        connection.sent += fresh.length;
        connection.sentPos = last.pos;
        charter.replica.store.writeRelay(name, connection.storedSeq, connection.sentPos);
        changed(connection);
      }
    }
  }

  function stop(id: CharterId): void {
    const connection = connections.get(id);
    if (connection === undefined) return;
    connection.stopped = true;
    connection.inbox = [];
    connection.cancelTimer?.();
    connection.cancelReceipt?.();
    connection.room?.close();
    mailboxes.leave(connection.charter);
    connections.delete(id);
    for (const watcher of [...connection.watchers]) watcher();
  }

  function set(charter: OpenCharter, url: string | null): Result<null, HostError> {
    if (url !== null && !/^wss?:\/\/[^\s]+$/.test(url))
      return err({ kind: "badArgument", what: "url", expected: "an address such as wss://relay.example" });
    stop(charter.id);
    const written = charters.writeSetting(charter, settingName, url);
    if (!written.ok) return written;
    if (url !== null && keepsUp) void connect(connectionOf(charter, url));
    emit({ kind: "charterChanged", charter: charter.id });
    return ok(null);
  }

  /** Takes everything the relay has and waits until it holds everything held here. */
  async function exchange(charter: OpenCharter): Promise<Result<{ received: number; sent: number }, HostError>> {
    const url = readUrl(charter);
    if (url === null) return err({ kind: "noRelay" });
    const flushed = charter.replica.flush();
    if (!flushed.ok) return flushed;
    const connection = connectionOf(charter, url);
    const before = { received: connection.received, sent: connection.sent };
    if (connection.state === "failed") connection.state = "off";
    connection.cancelTimer?.();
    await connect(connection);
    const ended = (): boolean => connection.stopped || connection.state === "failed";
    while (!ended() && !(connection.state === "connected" && connection.caughtUp))
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
    const sent = await sendNew(connection);
    // What was appended while the last run ended.
    const rest = sent.ok ? await sendNew(connection) : sent;
    if (connection.stopped) return err({ kind: "cancelled" });
    if (!rest.ok) return rest;
    const result = { received: connection.received - before.received, sent: connection.sent - before.sent };
    if (!keepsUp) stop(charter.id);
    return ok(result);
  }

  return {
    set,
    exchange,
    view(charter: OpenCharter): { url: string | null; state: RelayState; error: HostError | null; notSent: number } {
      const url = readUrl(charter);
      const connection = connections.get(charter.id);
      if (url === null) return { url, state: "off", error: null, notSent: 0 };
      const name = relayName(charter, url);
      const { sentPos } = connection ?? charter.replica.store.readRelay(name);
      return {
        url,
        state: connection?.state ?? "off",
        error: connection?.error ?? null,
        notSent: Math.max(0, charter.replica.store.lastPos() - sentPos),
      };
    },
    /** An invite was made: whoever answers it through the relay is attended to. */
    invited(charter: OpenCharter): void {
      const connection = connections.get(charter.id);
      if (connection?.caughtUp) void mailboxes.attend(charter, connection.url);
    },
    /** From now on every charter with a relay stays connected to it. */
    keepUp(): void {
      if (keepsUp) return;
      keepsUp = true;
      for (const charter of charters.all()) {
        const url = readUrl(charter);
        if (url !== null) void connect(connectionOf(charter, url));
      }
    },
    forward(charter: OpenCharter): void {
      const connection = connections.get(charter.id);
      if (connection?.state === "connected" && connection.caughtUp) void sendNew(connection);
    },
    close(): void {
      for (const id of [...connections.keys()]) stop(id);
    },
  };
}
