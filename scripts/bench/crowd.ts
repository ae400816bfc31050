/**
 * Many rooms at once: how long a frame takes from its writer, through the relay's disk, to its reader, while so many are
 * sent a second. The relay has a process of its own; everybody else shares this one, whose time is part of what is told.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { WebSocket } from "ws";
import { type Bytes, utf8 } from "../../shared/base/bytes.ts";
import { plainHash, signingKeyPair } from "../../shared/base/crypto.ts";
import { encodeClientMessage } from "../../shared/sync/relayMessages.ts";
import { connectRaw, sealedFrame } from "../../tests/relay/rawClient.ts";
import { type Figure, summarise } from "./measure.ts";
import { type RunningServer, startServer } from "./relay.ts";

export interface Crowd {
  readonly connections: number;
  readonly rooms: number;
  /** Put by all writers together. */
  readonly framesPerSecond: number;
  readonly seconds: number;
}

/** So many at once enter; more would only wait in a row. */
const entering = 50;
const tickMs = 5;
const goalMs = 25;
const deliveryTag = 0x85;

interface Room {
  readonly writer: WebSocket;
  readonly frames: Bytes[];
  readonly sentAt: number[];
  delivered: number;
}

/** `taken`: milliseconds from writer to one reader of its room, ascending. */
async function hearCrowd(
  { url, memoryBytes }: RunningServer,
  { connections, rooms, framesPerSecond, seconds }: Crowd,
): Promise<{ readonly taken: readonly number[]; readonly bytesEach: number }> {
  const empty = await memoryBytes();
  const total = framesPerSecond * seconds;
  const taken: number[] = [];
  const sockets: WebSocket[] = [];
  const made: Room[] = [];

  async function enterRoom(no: number): Promise<void> {
    const keys = signingKeyPair(plainHash(utf8(`room ${no}`)));
    const enter = async (reads: boolean): Promise<WebSocket> => {
      const client = await connectRaw(url);
      const { lastSeq } = await client.enter(keys);
      if (reads) client.say({ kind: "subscribe", afterSeq: lastSeq });
      if (reads) await client.nextOf("caughtUp");
      // What comes from now on is counted, not kept.
      client.webSocket.removeAllListeners("message");
      sockets.push(client.webSocket);
      return client.webSocket;
    };
    const writer = await enter(false);
    const frames = Array.from({ length: Math.ceil(total / rooms) }, () => sealedFrame(keys));
    const room: Room = { writer, frames: frames.reverse(), sentAt: [], delivered: 0 };
    made.push(room);
    for (let reader = 1; reader < connections / rooms; reader++) {
      const socket = await enter(true);
      // All readers take what comes; one of them tells how long it took.
      if (reader > 1) socket.on("message", () => undefined);
      else
        socket.on("message", (message: Uint8Array) => {
          if (message[0] !== deliveryTag) return;
          taken.push(performance.now() - (room.sentAt[room.delivered] ?? Number.NaN));
          room.delivered += 1;
        });
    }
  }

  let next = 0;
  const enterAll = async (): Promise<void> => {
    while (next < rooms) {
      const no = next;
      next += 1;
      await enterRoom(no);
    }
  };
  await Promise.all(Array.from({ length: entering }, enterAll));

  const bytesEach = ((await memoryBytes()) - empty) / connections;
  const began = performance.now();
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * framesPerSecond));
    for (; sent < due; sent++) {
      const room = made[sent % made.length] as Room;
      const frame = room.frames.pop();
      if (frame === undefined) throw new Error("as many frames were made as are sent");
      room.sentAt.push(performance.now());
      room.writer.send(encodeClientMessage({ kind: "put", frame }));
    }
    await wait(tickMs);
  }
  while (taken.length < total) await wait(tickMs);
  for (const socket of sockets) socket.terminate();
  return { taken: taken.sort((a, b) => a - b), bytesEach };
}

export async function measureCrowd(crowd: Crowd, rounds: number): Promise<readonly Figure[]> {
  const rank = (sorted: readonly number[], share: number): number => sorted[Math.floor(share * sorted.length)] ?? 0;
  const halves: number[] = [];
  const tails: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const server = await startServer("relay");
    const { taken, bytesEach } = await hearCrowd(server, crowd);
    server.stop();
    halves.push(rank(taken, 0.5));
    tails.push(rank(taken, 0.99));
    memory.push(bytesEach / 1024);
  }
  const tail = summarise(tails);
  const { connections, rooms, framesPerSecond } = crowd;
  return [
    {
      name: `Relay, ${connections.toLocaleString("en")} connections in ${rooms} rooms, ${framesPerSecond.toLocaleString("en")} frames a second: 99 of 100 arrive, of ${goalMs} ms`,
      ratio: tail.median / goalMs,
      spread: tail.spread,
      goal: { atMost: 1 },
      detail: `p50 ${summarise(halves).median.toFixed(1)} ms, p99 ${tail.median.toFixed(1)} ms; each committed first; ${summarise(memory).median.toFixed(0)} KiB of memory a connection`,
    },
  ];
}
