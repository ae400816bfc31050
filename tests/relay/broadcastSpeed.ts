/**
 * Deliveries a second of the relay and of a bare `ws` broadcast, side by side in one run.
 * node tests/relay/broadcastSpeed.ts: clients share this process's core, the server has one of its own.
 * One writer, the others read; the relay authenticates, stores with fsync and acknowledges, the bare server does nothing.
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket, WebSocketServer } from "ws";
import { startRelay } from "../../electron/relay/relayMain.ts";
import { encodeClientMessage } from "../../shared/sync/relayMessages.ts";
import { connectRaw, roomKeys, sealedFrame } from "./rawClient.ts";

const rounds = 7;
const deliveriesPerRound = 30_000;
const keys = roomKeys(1);

async function serve(kind: string): Promise<void> {
  process.on("disconnect", () => process.exit());
  if (kind === "bare") {
    const http = createServer();
    const server = new WebSocketServer({ server: http, perMessageDeflate: false });
    server.on("connection", (from) => {
      from.on("message", (data) => {
        for (const to of server.clients)
          if (to !== from && to.readyState === WebSocket.OPEN) to.send(data, { binary: true });
      });
    });
    http.listen(0, "127.0.0.1", () => process.send?.(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`));
    return;
  }
  const data = mkdtempSync(join(tmpdir(), "tessera-relay-speed-"));
  const limits = { messagesPerSecond: 1e9, bytesPerSecond: 1e12 };
  const relay = await startRelay({ data, port: 0, limits });
  if (!relay.ok) throw new Error(relay.error.kind);
  process.on("exit", () => rmSync(data, { recursive: true }));
  process.send?.(relay.value.url);
}

async function startServer(kind: string) {
  const child = fork(import.meta.filename, [kind]);
  const url = await new Promise<string>((resolve) => child.once("message", (message) => resolve(String(message))));
  return { url, stop: () => child.disconnect() };
}

interface Side {
  send(frame: Uint8Array<ArrayBuffer>): void;
  readonly readers: readonly WebSocket[];
  close(): void;
}

async function bareSide(url: string, clients: number): Promise<Side> {
  const all = await Promise.all(
    Array.from({ length: clients }, async () => {
      const webSocket = new WebSocket(url, { perMessageDeflate: false });
      await new Promise((resolve) => webSocket.once("open", resolve));
      return webSocket;
    }),
  );
  const [writer, ...readers] = all;
  return { readers, send: (frame) => writer?.send(frame), close: () => all.map((webSocket) => webSocket.close()) };
}

async function relaySide(url: string, clients: number): Promise<Side> {
  const all = await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const client = await connectRaw(url);
      const { lastSeq } = await client.enter(keys);
      if (index > 0) client.say({ kind: "subscribe", afterSeq: lastSeq });
      if (index > 0) await client.nextOf("caughtUp");
      // From here on messages are only counted, on both sides alike.
      client.webSocket.removeAllListeners("message");
      return client.webSocket;
    }),
  );
  const [writer, ...readers] = all;
  return {
    readers,
    send: (frame) => writer?.send(encodeClientMessage({ kind: "put", frame })),
    close: () => all.map((webSocket) => webSocket.close()),
  };
}

/** Deliveries a second of so many frames, with a bounded number on their way. */
async function round(side: Side, inFlight: number): Promise<number> {
  const frames = Array.from({ length: Math.ceil(deliveriesPerRound / side.readers.length) }, () => sealedFrame(keys));
  const { promise, resolve } = Promise.withResolvers<void>();
  let delivered = 0;
  let sent = 0;
  const sendMore = (): void => {
    const settled = Math.floor(delivered / side.readers.length);
    for (; sent < frames.length && sent - settled < inFlight; sent++) side.send(frames[sent] ?? new Uint8Array(0));
  };
  const count = (): void => {
    delivered += 1;
    if (delivered === frames.length * side.readers.length) resolve();
    else if (delivered % side.readers.length === 0) sendMore();
  };
  for (const reader of side.readers) reader.on("message", count);
  const startedAt = performance.now();
  sendMore();
  await promise;
  const seconds = (performance.now() - startedAt) / 1000;
  for (const reader of side.readers) reader.off("message", count);
  return delivered / seconds;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

async function compare(clients: number, inFlight: number): Promise<void> {
  const servers = { bare: await startServer("bare"), relay: await startServer("relay") };
  const bare = await bareSide(servers.bare.url, clients);
  const relay = await relaySide(servers.relay.url, clients);
  const speeds = { bare: [] as number[], relay: [] as number[] };
  await round(bare, inFlight);
  await round(relay, inFlight);
  for (let turn = 0; turn < rounds; turn++) {
    speeds.bare.push(await round(bare, inFlight));
    speeds.relay.push(await round(relay, inFlight));
  }
  bare.close();
  relay.close();
  servers.bare.stop();
  servers.relay.stop();
  const ratios = speeds.relay.map((speed, index) => speed / (speeds.bare[index] ?? 1));
  const spread = (Math.max(...ratios) - Math.min(...ratios)) / median(ratios);
  const figure = (value: number): string => Math.round(value).toLocaleString("en");
  process.stdout.write(
    `${clients} clients, ${inFlight} frames on their way: bare ws ${figure(median(speeds.bare))}/s, relay ${figure(median(speeds.relay))}/s, ` +
      `ratio ${median(ratios).toFixed(2)} (spread ${Math.round(100 * spread)} %)\n`,
  );
}

const [, , kind] = process.argv;
if (kind !== undefined) await serve(kind);
else for (const clients of [10, 50]) for (const inFlight of [20, 200]) await compare(clients, inFlight);
