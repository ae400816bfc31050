/** One server of a kind in a process of its own, for the relay's measurements: forked by relay.ts with --expose-gc. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { WebSocket, WebSocketServer } from "ws";
import { startRelay } from "../../electron/relay/relayMain.ts";

/** What it is asked, and what it answers: its address, then bytes for each "memory". */
export type ServerKind = "bare" | "relay" | "yWebsocket" | "hocuspocus";

type Connected = (webSocket: WebSocket, request: object) => void;

function serveWebSockets(onConnection: (server: WebSocketServer) => Connected): Promise<string> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  server.on("connection", onConnection(server));
  return new Promise((resolve) => {
    http.listen(0, "127.0.0.1", () => resolve(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`));
  });
}

/** The least that a broadcast can do. */
const bare = (): Promise<string> =>
  serveWebSockets((server) => (from) => {
    from.on("message", (data) => {
      for (const to of server.clients)
        if (to !== from && to.readyState === WebSocket.OPEN) to.send(data, { binary: true });
    });
  });

async function relay(): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), "tessera-bench-relay-"));
  process.on("exit", () => rmSync(data, { recursive: true }));
  // All clients of a measurement come from one address, faster than people.
  const pace = { messagesPerSecond: 1e9, bytesPerSecond: 1e12, bytesPerSecondPerAddress: 1e12 };
  const places = { connections: 20_000, connectionsPerAddress: 20_000, roomsPerAddress: 20_000 };
  const started = await startRelay({ data, port: 0, limits: { ...pace, ...places } });
  if (!started.ok) throw new Error(started.error.kind);
  return started.value.url;
}

/** The server that came with y-websocket 2.1, for Yjs 13: what its bin/server.cjs does, over the same `ws` as here. */
function yWebsocket(): Promise<string> {
  const { setupWSConnection } = createRequire(import.meta.url)("y-websocket-server-2/bin/utils") as {
    readonly setupWSConnection: Connected;
  };
  return serveWebSockets(() => setupWSConnection);
}

async function hocuspocus(): Promise<string> {
  // Only here: y-websocket's server brings Yjs in CommonJS, and one process may have it once.
  const { Server } = await import("@hocuspocus/server");
  // Each update by itself: what a relay that can read nothing has to do.
  const server = new Server({ quiet: true, stopOnSignals: false, timeout: 3_600_000, flushDelay: false });
  server.configuration.address = "127.0.0.1";
  server.configuration.port = 0;
  await server.listen();
  return `ws://127.0.0.1:${server.address.port}`;
}

const kinds: Readonly<Record<ServerKind, () => Promise<string>>> = { bare, relay, yWebsocket, hocuspocus };

process.on("disconnect", () => process.exit());
process.on("message", async () => {
  // Buffers are given back only after the sweep that found nobody has them.
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.();
    await setTimeout(100);
  }
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
});
process.send?.(await kinds[process.argv[2] as ServerKind]());
