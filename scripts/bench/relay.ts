/**
 * The relay against a bare `ws` broadcast and two servers that hold the text: deliveries a second, and memory of rooms
 * where nobody says anything. Each server has a process of its own; one client writes, the others count.
 */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { Doc, encodeStateAsUpdate } from "yjs";
import { openSqliteRelayStore } from "../../electron/relay/sqliteRelayStore.ts";
import { roomKeys } from "../../tests/relay/rawClient.ts";
import { compareSides, type Figure, milliseconds, type Spread, summarise, timed } from "./measure.ts";
import { type Client, type Enter, enterBare, enterHocuspocus, enterRelay, enterYWebsocket } from "./relayClients.ts";
import type { ServerKind } from "./relayServer.ts";
import { must } from "./syncing.ts";
import type { Trace } from "./traces.ts";

/** Frames written before the first of them has reached everybody. */
const framesOnTheirWay = 20;

export interface RunningServer {
  readonly url: string;
  /** Of the heap and of buffers, swept. */
  memoryBytes(): Promise<number>;
  stop(): void;
}

export async function startServer(kind: ServerKind): Promise<RunningServer> {
  const script = fileURLToPath(new URL("relayServer.ts", import.meta.url));
  const child: ChildProcess = fork(script, [kind], { execArgv: ["--expose-gc"] });
  const [url] = (await once(child, "message")) as [string];
  return {
    url,
    async memoryBytes() {
      child.send("memory");
      const [bytes] = (await once(child, "message")) as [number];
      return bytes;
    },
    stop: () => child.disconnect(),
  };
}

interface Broadcast {
  /** Deliveries a second of so many edits, so many of them on their way at once. */
  round(edits: number, onTheirWay: number): Promise<number>;
  close(): void;
}

async function openBroadcast(kind: ServerKind, enter: Enter, enterWriter: Enter, clients: number): Promise<Broadcast> {
  const server = await startServer(kind);
  const keys = roomKeys(1);
  const writer = await enterWriter(server.url, "room", keys);
  const readers: Client[] = [];
  while (readers.length < clients - 1) readers.push(await enter(server.url, "room", keys));
  for (const { webSocket } of readers) {
    webSocket.removeAllListeners("message");
    webSocket.binaryType = "nodebuffer";
  }

  async function round(edits: number, onTheirWay: number): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let delivered = 0;
    let sent = 0;
    const sendMore = (): void => {
      const settled = Math.floor(delivered / readers.length);
      for (; sent < edits && sent - settled < onTheirWay; sent++) writer.send();
    };
    const counts = readers.map(({ webSocket, isDelivery }) => {
      const count = (message: Uint8Array): void => {
        if (!isDelivery(message)) return;
        delivered += 1;
        if (delivered === edits * readers.length) resolve();
        else if (delivered % readers.length === 0) sendMore();
      };
      webSocket.on("message", count);
      return () => webSocket.off("message", count);
    });
    const began = performance.now();
    sendMore();
    await promise;
    const seconds = (performance.now() - began) / 1000;
    for (const stop of counts) stop();
    return delivered / seconds;
  }

  return {
    round,
    close() {
      for (const { leave } of [writer, ...readers]) leave();
      server.stop();
    },
  };
}

const openRelayBroadcast = (clients: number): Promise<Broadcast> =>
  openBroadcast("relay", enterRelay({ reads: true }), enterRelay({ reads: false }), clients);

const perSecond = ({ median }: Spread): string => `${Math.round(median).toLocaleString("en")}/s`;

async function measureBroadcast(args: {
  readonly other: { readonly kind: ServerKind; readonly name: string; readonly enter: Enter };
  readonly clients: number;
  readonly onTheirWay: number;
  readonly deliveries: number;
  readonly rounds: number;
  readonly goal: Figure["goal"];
}): Promise<Figure> {
  const { other, clients, onTheirWay, deliveries, rounds, goal } = args;
  const ours = await openRelayBroadcast(clients);
  const theirs = await openBroadcast(other.kind, other.enter, other.enter, clients);
  const edits = Math.ceil(deliveries / (clients - 1));
  const sides = [ours, theirs].map((side) => () => side.round(edits, onTheirWay));
  for (const side of sides) await side();
  const [our, their] = sides;
  if (our === undefined || their === undefined) throw new Error("there are two sides");
  const compared = await compareSides(rounds, our, their);
  ours.close();
  theirs.close();
  const onWay = onTheirWay === 1 ? "one frame on its way" : `${onTheirWay} frames on their way`;
  return {
    name: `Relay, deliveries a second to ${clients} clients, ${onWay}, of ${other.name}`,
    ratio: compared.ratio.median,
    spread: compared.ratio.spread,
    goal,
    detail: `${perSecond(compared.ours)} of ${perSecond(compared.theirs)}`,
  };
}

/** What one room costs a server: a charter of the trace, one member connected who says nothing. */
async function idleRoomBytes(kind: ServerKind, enter: Enter, state: Uint8Array, rooms: number): Promise<number> {
  const server = await startServer(kind);
  const members: Client[] = [];
  const enterOne = async (name: number): Promise<void> => {
    const member = await enter(server.url, `room-${name}`, roomKeys(name));
    await member.fill(state);
    members.push(member);
  };
  // The first pays for what all share.
  await enterOne(0);
  const before = await server.memoryBytes();
  for (let name = 1; name <= rooms; name++) await enterOne(name);
  const after = await server.memoryBytes();
  for (const { leave } of members) leave();
  server.stop();
  return (after - before) / rooms;
}

function stateOf(trace: Trace): Uint8Array {
  const yDoc = new Doc();
  const text = yDoc.getText("text");
  for (const { at, del, ins } of trace.patches) {
    if (del > 0) text.delete(at, del);
    if (ins !== "") text.insert(at, ins);
  }
  return encodeStateAsUpdate(yDoc);
}

export async function measureIdleRooms(trace: Trace, rooms: number): Promise<readonly Figure[]> {
  const state = stateOf(trace);
  const relay = await idleRoomBytes("relay", enterRelay({ reads: true }), state, rooms);
  const kibibytes = (bytes: number): string => `${Math.round(bytes / 1024).toLocaleString("en")} KiB`;
  const against = async (kind: ServerKind, name: string, enter: Enter): Promise<Figure> => {
    const theirs = await idleRoomBytes(kind, enter, state, rooms);
    return {
      name: `Memory of an idle room at the relay, of ${name}, which holds its text`,
      ratio: relay / theirs,
      spread: null,
      goal: { atMost: 0.1 },
      detail: `${kibibytes(relay)} of ${kibibytes(theirs)}; one member connected`,
    };
  };
  return [
    await against("yWebsocket", "y-websocket's server", enterYWebsocket),
    await against("hocuspocus", "Hocuspocus", enterHocuspocus),
  ];
}

export async function measureRelay(quick: boolean): Promise<readonly Figure[]> {
  const bare = { kind: "bare", name: "a bare ws broadcast", enter: enterBare } as const;
  const yWebsocket = { kind: "yWebsocket", name: "y-websocket's server", enter: enterYWebsocket } as const;
  const hocuspocus = { kind: "hocuspocus", name: "Hocuspocus", enter: enterHocuspocus } as const;
  const common = { rounds: quick ? 1 : 9, deliveries: quick ? 500 : 30_000 };
  const pipelined = { ...common, onTheirWay: framesOnTheirWay };
  const figures: Figure[] = [];
  for (const clients of [10, 50]) {
    figures.push(await measureBroadcast({ ...pipelined, clients, other: bare, goal: { atLeast: 0.9 } }));
    figures.push(await measureBroadcast({ ...pipelined, clients, other: yWebsocket, goal: { atLeast: 1 } }));
    figures.push(await measureBroadcast({ ...pipelined, clients, other: hocuspocus, goal: { atLeast: 1 } }));
    figures.push(
      await measureBroadcast({
        ...common,
        onTheirWay: 1,
        deliveries: common.deliveries / 10,
        clients,
        other: bare,
        goal: null,
      }),
    );
  }
  return figures;
}

/** The longest that a relay's one thread stands still while it drops half of what it stores; `rooms` of one frame each. */
export async function measureRetention(rooms: number, rounds: number): Promise<readonly Figure[]> {
  const goalMs = 50;
  const bounds = { frames: 100_000, bytes: 1_000_000_000 };
  const pauses: number[] = [];
  const searches: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const directory = mkdtempSync(join(tmpdir(), "tessera-bench-relay-"));
    try {
      const store = must(openSqliteRelayStore(join(directory, "relay.sqlite"), 20_000_000_000, 0, randomBytes(8)));
      for (let stored = 0; stored < rooms; stored += 1000)
        await store.append(
          Array.from({ length: 1000 }, () => ({
            room: randomBytes(32),
            frameId: randomBytes(32),
            frame: randomBytes(400),
          })),
          stored,
          bounds,
        );
      // As every minute, where nothing is beyond the retention.
      searches.push(await timed(async () => void must(await store.drop({ beforeMs: 0, roomBytes: 100_000 }))));
      const pause = monitorEventLoopDelay({ resolution: 1 });
      pause.enable();
      must(await store.drop({ beforeMs: rooms / 2, roomBytes: null }));
      pause.disable();
      pauses.push(pause.max / 1e6);
      await store.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
  const longest = summarise(pauses);
  return [
    {
      name: `A relay's longest pause while it drops half of ${rooms.toLocaleString("en")} stored rooms, of ${goalMs} ms`,
      ratio: longest.median / goalMs,
      spread: longest.spread,
      goal: { atMost: 1 },
      detail: `${milliseconds(longest)}; looking for what to drop where nothing is ${milliseconds(summarise(searches))}`,
    },
  ];
}
