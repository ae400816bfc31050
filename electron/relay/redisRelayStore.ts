/**
 * The relay's log in Redis or Valkey: a stream for each room. Several relays may be on one Redis.
 * Owns the link to Redis and the subscriptions of joined rooms. The relay calls it.
 * Invariant: what `append` answered as stored or known is in Redis ([R8]; how well Redis keeps it is the operator's
 * choice), a number is never given twice, whatever Redis forgot ([R7]), and a room in use whose history is not the one
 * this store saw before is treated as a lost Redis ([R27]).
 */
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";
import { type Bytes, fromHex, toHex } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { markBytes, type RoomPlace } from "../../shared/sync/relayMessages.ts";
import { infoFields, openRedisLink, type RedisLink, type RedisReply } from "./redisLink.ts";
import { appendScript, dropScript, holdsScript, readScript } from "./redisScripts.ts";
import type {
  Appended,
  FrameToStore,
  NeighbourListener,
  Neighbours,
  RelayStore,
  RelayStoreFault,
  RoomBounds,
  StoredFrame,
} from "./relayStore.ts";

export type OpenRedisFault =
  | { readonly kind: "badArgument"; readonly what: string; readonly expected: string }
  | { readonly kind: "storeUnreachable"; readonly reason: string }
  | { readonly kind: "newerFormat"; readonly found: number; readonly supported: number };

const format = 1;
const prefix = "tessera:relay";
const dropFrames = 1000;
const reportSeconds = 15;
/** A Redis that was emptied under the relay is noticed after so long, also where nobody writes. */
const lookMs = 5_000;

/** What neighbours say in a room's channel: who says it, one of these, and a number in digits or a frame. */
const originBytes = 8;
const says = { appended: 0x41, ephemeral: 0x45 } as const;

const keysOf = (room: string): readonly string[] =>
  ["log", "ids", "sums", "runs"].map((part) => `${prefix}:{${room}}:${part}`);
const channelOf = (room: string): string => `${prefix}:{${room}}:live`;

/** `url` as in redisLink.ts; a password that is given goes before the one in it. */
export async function openRedisRelayStore(args: {
  readonly url: string;
  readonly password: string | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}): Promise<Result<RelayStore, OpenRedisFault>> {
  const { clock, random, logger } = args;
  const url = URL.canParse(args.url) ? new URL(args.url) : null;
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === "")
    return err({ kind: "badArgument", what: "store", expected: "redis://host:port/database or rediss://…" });
  if (args.password !== null) url.password = args.password;
  const seen = createSeen();
  const link = await openRedisLink({ url: url.href, clock, onLost: seen.lost });
  if (!link.ok) return err({ kind: "storeUnreachable", reason: link.error.reason });
  const fault = await faultOf(link.value, logger);
  if (fault !== null) {
    link.value.close();
    return err(fault);
  }
  const neighbours = neighboursOver(link.value, Buffer.from(random.bytes(originBytes)), seen);
  const stopLooking = lookAfter(link.value, { clock, random, onLost: seen.lost });
  return ok(storeOver({ link: link.value, neighbours, seen, random, stopLooking }));
}

/** Asks now and then whether what is in Redis is still what was there; answers how to stop. */
function lookAfter(
  link: RedisLink,
  { clock, random, onLost }: { readonly clock: Clock; readonly random: Random; readonly onLost: () => void },
): () => void {
  const key = `${prefix}:generation`;
  let found: string | null = null;
  let isStopped = false;
  let cancel = (): void => {};
  async function look(): Promise<void> {
    // Another one each time: in a Redis that was emptied it is not what this relay itself put there before.
    await link.command(["SET", key, toHex(random.bytes(markBytes)), "NX"]);
    const answer = await link.command(["GET", key]);
    const now = answer.ok && answer.value !== null ? String(answer.value) : found;
    if (isStopped) return;
    if (found !== null && now !== found) onLost();
    found = now;
    cancel = clock.after(lookMs, () => void look());
  }
  void look();
  return () => {
    isStopped = true;
    cancel();
  };
}

/** The newest place of each joined room that this store told of, and whom it tells of its neighbours. */
interface Seen {
  listener: NeighbourListener | null;
  readonly places: Map<string, RoomPlace | null>;
  note(room: string, place: RoomPlace): void;
  lost(): void;
}

function createSeen(): Seen {
  const places = new Map<string, RoomPlace | null>();
  const seen: Seen = {
    listener: null,
    places,
    note(room, place) {
      const before = places.get(room);
      if (before === null || (before !== undefined && before.seq < place.seq)) places.set(room, place);
    },
    lost() {
      places.clear();
      seen.listener?.onLost();
    },
  };
  return seen;
}

/** Null where this Redis may hold a relay's log. */
async function faultOf(link: RedisLink, logger: Logger): Promise<OpenRedisFault | null> {
  const info = await link.command(["INFO"]);
  if (!info.ok) return { kind: "storeUnreachable", reason: info.error.reason };
  const fields = infoFields(info.value);
  if (fields.get("maxmemory") !== "0" && fields.get("maxmemory_policy")?.startsWith("allkeys") === true)
    return { kind: "badArgument", what: "store", expected: "a Redis with maxmemory-policy noeviction" };
  if (fields.get("aof_enabled") !== "1")
    logger.warn("this Redis keeps no append-only file: a crash of it loses frames");
  await link.command(["SET", `${prefix}:format`, String(format), "NX"]);
  const marked = await link.command(["GET", `${prefix}:format`]);
  if (!marked.ok) return { kind: "storeUnreachable", reason: marked.error.reason };
  const found = Number(marked.value);
  return found === format ? null : { kind: "newerFormat", found, supported: format };
}

function neighboursOver(link: RedisLink, origin: Buffer, seen: Seen): Neighbours & { readonly appendedBy: Buffer } {
  const reportKey = `${prefix}:process:${toHex(origin)}`;

  function heard(room: Bytes, message: Buffer): void {
    if (message.subarray(0, originBytes).equals(origin)) return;
    const said = message.subarray(originBytes + 1);
    if (message[originBytes] === says.appended) seen.listener?.onAppended(room, Number(said.toString("latin1")));
    if (message[originBytes] === says.ephemeral) seen.listener?.onEphemeral(room, new Uint8Array(said));
  }

  return {
    appendedBy: Buffer.concat([origin, Uint8Array.of(says.appended)]),
    listen(listener) {
      seen.listener = listener;
    },
    join(room) {
      seen.places.set(toHex(room), null);
      return link.subscribe(channelOf(toHex(room)), (message) => heard(room, message));
    },
    leave(room) {
      seen.places.delete(toHex(room));
      link.unsubscribe(channelOf(toHex(room)));
    },
    passOn(room, frame) {
      const message = Buffer.concat([origin, Uint8Array.of(says.ephemeral), frame]);
      void link.command(["PUBLISH", channelOf(toHex(room)), message]);
    },
    async report(text) {
      await link.command(["SET", reportKey, text, "EX", String(reportSeconds)]);
    },
    async reports() {
      const keys = await scan(link, `${prefix}:process:*`);
      if (!keys.ok || keys.value.length === 0) return [];
      const texts = await link.command(["MGET", ...keys.value.toSorted()]);
      return texts.ok ? listOf(texts.value).flatMap((text) => (text === null ? [] : [String(text)])) : [];
    },
  };
}

function storeOver(args: {
  readonly link: RedisLink;
  readonly neighbours: Neighbours & { readonly appendedBy: Buffer };
  readonly seen: Seen;
  readonly random: Random;
  readonly stopLooking: () => void;
}): RelayStore {
  const { link, neighbours, seen, random } = args;

  /** As the scripts want it. */
  const seenIn = (room: string): readonly [string, string] => placeWords(seen.places.get(room) ?? null);

  async function appendInRoom(
    room: string,
    puts: readonly FrameToStore[],
    nowMs: number,
    bounds: RoomBounds,
  ): Promise<readonly Appended[]> {
    const serverRun = link.serverRun() ?? "";
    const sums = [nowMs, bounds.frames, bounds.bytes].map(String);
    const frames = puts.flatMap(({ frameId, frame }) => [viewOf(frameId), viewOf(frame)]);
    const answer = await link.run(appendScript, keysOf(room), [
      ...sums,
      serverRun,
      channelOf(room),
      neighbours.appendedBy,
      ...seenIn(room),
      toHex(random.bytes(markBytes)),
      ...frames,
    ]);
    const kind = !answer.ok && answer.error.reason.startsWith("OOM") ? "storeFull" : "storeFailed";
    const parts = answer.ok ? listOf(answer.value) : [];
    if (answer.ok && parts.length === 0) seen.lost();
    return puts.map((_, index) => {
      const [what, seq, mark] = parts.slice(3 * index, 3 * index + 3);
      if (seq === undefined) return { kind };
      if (what === 2) return { kind: "roomFull" };
      const place = { seq: Number(seq), mark: markOf(mark) };
      seen.note(room, place);
      return { kind: what === 0 ? "stored" : "known", ...place };
    });
  }

  async function sumsOf(rooms: readonly string[]): Promise<readonly (readonly number[])[]> {
    const sums = await Promise.all(rooms.map((sumsKey) => link.command(["HMGET", sumsKey, "frames", "bytes"])));
    return sums.map((reply) => (reply.ok ? listOf(reply.value).map(Number) : []));
  }

  return {
    async append(puts, nowMs, bounds) {
      const places = Map.groupBy(puts.keys(), (index) => toHex(puts[index]?.room ?? new Uint8Array(0)));
      const answers = new Array<Appended>(puts.length);
      await Promise.all(
        [...places].map(async ([room, indexes]) => {
          const its = indexes.flatMap((index) => puts[index] ?? []);
          for (const [at, answer] of (await appendInRoom(room, its, nowMs, bounds)).entries())
            answers[indexes[at] ?? 0] = answer;
        }),
      );
      return answers;
    },
    async read(room, afterSeq, maxBytes) {
      const words = [String(afterSeq + 1), String(maxBytes), ...seenIn(toHex(room))];
      const read = await link.run(readScript, keysOf(toHex(room)), words);
      if (!read.ok) return read;
      const page: StoredFrame[] = [];
      const [runs, ...parts] = listOf(read.value);
      if (runs === undefined) {
        seen.lost();
        return err({ reason: "Redis lost what it had" });
      }
      const markAt = marksOf(listOf(runs));
      for (let at = 0; at + 1 < parts.length; at += 2) {
        const frame = parts[at + 1];
        const seq = Number(parts[at]);
        if (frame instanceof Uint8Array) page.push({ seq, mark: markAt(seq), frame: new Uint8Array(frame) });
      }
      const last = page.at(-1);
      if (last !== undefined) seen.note(toHex(room), last);
      return ok(page);
    },
    async lastSeq(room) {
      const [, , sums = ""] = keysOf(toHex(room));
      const last = await link.command(["HGET", sums, "last"]);
      return last.ok ? ok(Number(last.value ?? 0)) : last;
    },
    async holds(room, place) {
      const held = await link.run(holdsScript, keysOf(toHex(room)), placeWords(place));
      return held.ok ? ok(held.value === 1) : held;
    },
    async drop({ beforeMs, roomBytes }) {
      const rooms = await scan(link, `${prefix}:{*}:sums`);
      if (!rooms.ok) return rooms;
      let frames = 0;
      for (const sumsKey of rooms.value) {
        const keys = ["log", "ids", "sums"].map((part) => sumsKey.replace(/sums$/, part));
        for (let dropped = dropFrames; dropped === dropFrames; frames += dropped) {
          const words = [beforeMs ?? "", roomBytes ?? "", dropFrames].map(String);
          const answer = await link.run(dropScript, keys, words);
          if (!answer.ok) return answer;
          dropped = Number(answer.value);
        }
      }
      return ok({ frames });
    },
    async totals() {
      const rooms = await scan(link, `${prefix}:{*}:sums`);
      if (!rooms.ok) return rooms;
      const totals = { rooms: 0, frames: 0, bytes: 0 };
      for (const [frames = 0, bytes = 0] of await sumsOf(rooms.value)) {
        totals.rooms += frames > 0 ? 1 : 0;
        totals.frames += frames;
        totals.bytes += bytes;
      }
      return ok(totals);
    },
    neighbours,
    close() {
      args.stopLooking();
      link.close();
      return Promise.resolve();
    },
  };
}

/** Names of keys; one that comes and goes meanwhile may be missed. */
async function scan(link: RedisLink, pattern: string): Promise<Result<readonly string[], RelayStoreFault>> {
  const names = new Set<string>();
  let cursor = "0";
  do {
    const answer = await link.command(["SCAN", cursor, "MATCH", pattern, "COUNT", "1000"]);
    if (!answer.ok) return answer;
    const [next, found] = listOf(answer.value);
    for (const name of listOf(found)) names.add(String(name));
    cursor = String(next ?? "0");
  } while (cursor !== "0");
  return ok([...names]);
}

const placeWords = (place: RoomPlace | null): readonly [string, string] =>
  place === null ? ["0", ""] : [String(place.seq), toHex(place.mark)];

const markOf = (reply: RedisReply): Bytes => fromHex(String(reply)) ?? new Uint8Array(markBytes);

/** `runs`: mark and first number in turn. Of numbers that come in order. */
function marksOf(runs: readonly RedisReply[]): (seq: number) => Bytes {
  let at = -2;
  let mark: Bytes = new Uint8Array(markBytes);
  return (seq) => {
    for (; at + 3 < runs.length && Number(runs[at + 3]) <= seq; at += 2) mark = markOf(runs[at + 2]);
    return mark;
  };
}

const listOf = (reply: RedisReply): readonly RedisReply[] => (Array.isArray(reply) ? reply : []);
/** Without a copy. */
const viewOf = (bytes: Bytes): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
