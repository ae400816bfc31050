/**
 * This relay's way to Redis or Valkey: one connection for commands, one that listens.
 * Owns both; redisRelayStore.ts calls it.
 * Invariant: the two live and die together. Where one is lost both are dropped, `onLost` is called once, and what is
 * made anew is a fresh pair without subscriptions; so nobody can mistake a gap for silence.
 */
import { createClient, RESP_TYPES } from "@redis/client";
import type { Clock } from "../../shared/base/ambient.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { RelayStoreFault } from "./relayStore.ts";

const pingMs = 5_000;
/** Redis is given up that leaves a ping unanswered for so long. */
const silentMs = 10_000;
const connectMs = 10_000;
const firstRetryMs = 100;
const longestRetryMs = 5_000;

export type RedisArgument = string | Buffer;

/** As Redis answers, read by whoever asked: numbers, buffers and lists of them. */
export type RedisReply = unknown;

export interface RedisScript {
  /** Lua. */
  readonly text: string;
  /** SHA-1 of the text, in hex. */
  readonly sha1: string;
}

export interface RedisLink {
  command(args: readonly RedisArgument[]): Promise<Result<RedisReply, RelayStoreFault>>;
  /** `keys` and `args` as the script sees them. */
  run(
    script: RedisScript,
    keys: readonly string[],
    args: readonly RedisArgument[],
  ): Promise<Result<RedisReply, RelayStoreFault>>;
  /** Until `unsubscribe`, or until the pair is lost. */
  subscribe(channel: string, onMessage: (message: Buffer) => void): Promise<Result<null, RelayStoreFault>>;
  unsubscribe(channel: string): void;
  /** Of this very run of the server, and of the data that it goes on from; null while it is out of reach. */
  serverRun(): string | null;
  close(): void;
}

type Client = ReturnType<typeof makeClient>;

interface Pair {
  readonly commands: Client;
  readonly listening: Client;
  readonly serverRun: string;
}

const outOfReach: Result<never, RelayStoreFault> = err({ reason: "Redis is out of reach" });

/** `url`: redis[s]://[[user]:password@]host[:port][/database]. */
export async function openRedisLink(args: {
  readonly url: string;
  readonly clock: Clock;
  readonly onLost: () => void;
}): Promise<Result<RedisLink, RelayStoreFault>> {
  const { url, clock, onLost } = args;
  let pair: Pair | null = null;
  let isClosed = false;
  let cancelTimer = (): void => {};
  /** The client forgets listeners when an unsubscription is confirmed, also those that came after it. */
  const leaving = new Map<string, Promise<void>>();

  async function connect(): Promise<Result<null, RelayStoreFault>> {
    const [commands, listening] = [makeClient(url), makeClient(url)];
    const made = { commands, listening };
    const lost = (): void => drop(made);
    for (const client of [commands, listening]) {
      client.on("error", lost);
      client.on("terminated", lost);
    }
    try {
      await Promise.all([commands.connect(), listening.connect()]);
      const info = infoFields(await commands.sendCommand(["INFO"]));
      if (isClosed || !commands.isReady || !listening.isReady) throw new Error("the connection ended");
      pair = { ...made, serverRun: `${info.get("run_id") ?? ""} ${info.get("master_replid") ?? ""}` };
      watch(pair);
      return ok(null);
    } catch (error) {
      destroy(made);
      return err({ reason: reasonOf(error) });
    }
  }

  function drop(of: Pick<Pair, "commands">): void {
    if (pair?.commands !== of.commands) return;
    const dropped = pair;
    pair = null;
    leaving.clear();
    cancelTimer();
    destroy(dropped);
    if (isClosed) return;
    onLost();
    void reconnect(firstRetryMs);
  }

  async function reconnect(afterMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      cancelTimer = clock.after(afterMs, resolve);
    });
    if (isClosed) return;
    const connected = await connect();
    if (!connected.ok && !isClosed) await reconnect(Math.min(longestRetryMs, 2 * afterMs));
  }

  /** A connection can die without a word; only an unanswered question shows it. */
  function watch(watched: Pair): void {
    cancelTimer = clock.after(pingMs, () => {
      cancelTimer = clock.after(silentMs, () => drop(watched));
      Promise.all([watched.commands.sendCommand(["PING"]), watched.listening.ping()]).then(
        () => {
          if (pair !== watched) return;
          cancelTimer();
          watch(watched);
        },
        () => drop(watched),
      );
    });
  }

  async function command(words: readonly RedisArgument[]): Promise<Result<RedisReply, RelayStoreFault>> {
    if (pair === null) return outOfReach;
    try {
      return ok(await pair.commands.sendCommand(words));
    } catch (error) {
      const reason = reasonOf(error);
      // What was the master is a replica now: the address may lead to the new one.
      if (reason.startsWith("READONLY") && pair !== null) drop(pair);
      return err({ reason });
    }
  }

  const first = await connect();
  if (!first.ok) return first;
  return ok({
    command,
    async run({ text, sha1 }, keys, words) {
      const rest = [String(keys.length), ...keys, ...words];
      const answer = await command(["EVALSHA", sha1, ...rest]);
      const isUnknown = !answer.ok && answer.error.reason.startsWith("NOSCRIPT");
      return isUnknown ? command(["EVAL", text, ...rest]) : answer;
    },
    async subscribe(channel, onMessage) {
      await leaving.get(channel);
      if (pair === null) return outOfReach;
      try {
        await pair.listening.subscribe(channel, onMessage, true);
        return ok(null);
      } catch (error) {
        return err({ reason: reasonOf(error) });
      }
    },
    unsubscribe(channel) {
      const left = (): void => {
        if (leaving.get(channel) === done) leaving.delete(channel);
      };
      const done = (pair?.listening.unsubscribe(channel) ?? Promise.resolve()).then(left, left);
      leaving.set(channel, done);
    },
    serverRun: () => pair?.serverRun ?? null,
    close() {
      isClosed = true;
      cancelTimer();
      if (pair !== null) destroy(pair);
      pair = null;
    },
  });
}

/** The fields of INFO by name. */
export function infoFields(reply: RedisReply): ReadonlyMap<string, string> {
  const lines = String(reply).split("\r\n");
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]));
}

/** Never tries again by itself: the link does, with both. */
function makeClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: "disabled",
    socket: { reconnectStrategy: false, connectTimeout: connectMs },
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
}

function destroy({ commands, listening }: Pick<Pair, "commands" | "listening">): void {
  commands.destroy();
  listening.destroy();
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
