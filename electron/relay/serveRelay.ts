/**
 * Brings WebSocket connections to a relay, over HTTP or HTTPS.
 * Owns the server and its sockets; relayMain.ts and tests start it.
 * Invariant ([R12]): no more connections, in all and from one address, than the limits say.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { maxRelayMessageBytes, relayProtocolVersion } from "../../shared/sync/relayMessages.ts";
import type { RelayLimits } from "./limits.ts";
import { createRelay } from "./relay.ts";
import type { RelayStore } from "./relayStore.ts";
import type { Wire } from "./wire.ts";

export interface RelayCertificate {
  /** PEM, the chain. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

export interface ServedRelay {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export type ServeFault =
  | { readonly kind: "cannotListen"; readonly port: number; readonly reason: string }
  | { readonly kind: "badArgument"; readonly what: string; readonly expected: string };

const goodbyeMs = 1_000;

export async function serveRelay(args: {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly store: RelayStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits: RelayLimits;
  readonly certificate: RelayCertificate | null;
  /** Behind a proxy on this machine, clients are told apart by what it adds to X-Forwarded-For. */
  readonly trustsProxy: boolean;
}): Promise<Result<ServedRelay, ServeFault>> {
  const { host, port, clock, limits, certificate, trustsProxy } = args;
  const relay = createRelay(args);
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxRelayMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const open = new Set<WebSocket>();
  const perAddress = new Map<string, number>();
  let isClosing = false;

  const made = makeServer(certificate);
  if (made === null)
    return err({ kind: "badArgument", what: "certificate", expected: "a PEM certificate and its PEM key" });
  const server = made;

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const address = addressOf(request, trustsProxy);
    const already = perAddress.get(address) ?? 0;
    // Clients are programs: a page in somebody's browser has no business here ([R13]).
    if (request.headers.origin !== undefined) return refuse(socket, "403 Forbidden");
    if (isClosing) return refuse(socket, "503 Service Unavailable");
    if (open.size >= limits.connections || already >= limits.connectionsPerAddress)
      return refuse(socket, "429 Too Many Requests");
    perAddress.set(address, already + 1);
    socket.once("close", () => {
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left === 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
    webSockets.handleUpgrade(request, socket, head, (webSocket) => onWebSocket(webSocket, socket));
  }

  function onWebSocket(webSocket: WebSocket, socket: Duplex): void {
    open.add(webSocket);
    const session = relay.accept(wireOver(webSocket, socket));
    let heardAt = clock.now();
    const heard = (): void => {
      heardAt = clock.now();
    };
    let cancelPing = (): void => {};
    const pingLater = (): void => {
      cancelPing = clock.after(limits.pingMs, () => {
        if (!webSocket.isPaused && clock.now() - heardAt >= 2 * limits.pingMs) return webSocket.terminate();
        webSocket.ping();
        pingLater();
      });
    };
    pingLater();
    // Bytes, not messages: a large one takes its time on a slow network.
    socket.on("data", heard);
    webSocket.on("message", (message, isBinary) => {
      if (isBinary && message instanceof Uint8Array) session.receive(message);
      else session.fail("badMessage", "messages are binary");
    });
    // `ws` closes by itself on what is not a WebSocket frame or too large.
    webSocket.on("error", () => session.ended());
    webSocket.on("close", () => {
      open.delete(webSocket);
      cancelPing();
      session.ended();
    });
  }

  server.on("upgrade", onUpgrade);
  const listening = await new Promise<Result<number, ServeFault>>((resolve) => {
    // Stays: a later failure to accept one socket is no reason to end the program.
    server.on("error", (error) => resolve(err({ kind: "cannotListen", port, reason: error.message })));
    server.listen(port, host, () => resolve(ok((server.address() as AddressInfo).port)));
  });
  if (!listening.ok) return listening;

  return ok({
    port: listening.value,
    url: `${certificate === null ? "ws" : "wss"}://${host.includes(":") ? `[${host}]` : host}:${listening.value}`,
    async close() {
      isClosing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await relay.close();
      server.closeAllConnections();
      const cancel = clock.after(goodbyeMs, () => {
        for (const webSocket of open) webSocket.terminate();
      });
      await closed;
      cancel();
    },
  });
}

function makeServer(certificate: RelayCertificate | null): ReturnType<typeof createServer> | null {
  const options = { headersTimeout: 10_000, requestTimeout: 10_000 };
  if (certificate === null) return createServer(options, answerStatus);
  try {
    const { certificate: cert, key } = certificate;
    return createSecureServer({ ...options, cert, key, minVersion: "TLSv1.3" }, answerStatus);
  } catch {
    return null;
  }
}

/** One line that says it runs; nothing about rooms or people. */
function answerStatus(request: IncomingMessage, response: ServerResponse): void {
  const isStatus = request.method === "GET" && request.url === "/";
  response.writeHead(isStatus ? 200 : 404, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(isStatus ? `tessera relay, protocol ${relayProtocolVersion}\n` : "not found\n");
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function addressOf(request: IncomingMessage, trustsProxy: boolean): string {
  const forwarded = trustsProxy ? request.headers["x-forwarded-for"] : undefined;
  const last = (Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "")).split(",").at(-1)?.trim() ?? "";
  return last === "" ? (request.socket.remoteAddress ?? "") : last;
}

/** Blocks go straight to the socket: `ws` frames nothing here but pings, pongs and the close. */
function wireOver(webSocket: WebSocket, socket: Duplex): Wire {
  return {
    write(block) {
      if (webSocket.readyState === webSocket.OPEN) socket.write(block);
    },
    bufferedBytes: () => socket.writableLength,
    onDrained(run) {
      if (socket.writableNeedDrain) socket.once("drain", run);
      else setImmediate(run);
    },
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    close(how) {
      if (how === "cut") webSocket.terminate();
      else webSocket.close();
    },
  };
}
