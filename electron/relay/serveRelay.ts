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
import { createAddressQuotas, type Visitor } from "./addressQuotas.ts";
import type { RelayLimits } from "./limits.ts";
import { createRelay } from "./relay.ts";
import type { RelayStore } from "./relayStore.ts";
import { newTally, type Tally } from "./tally.ts";
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
  /** Since the start, and now. */
  readonly tally: Readonly<Tally>;
  connections(): number;
  rooms(): number;
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
  const tally = newTally();
  const relay = createRelay({ ...args, tally });
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxRelayMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const open = new Set<WebSocket>();
  const quotas = createAddressQuotas({ clock, limits });
  let isClosing = false;

  const made = makeServer(certificate);
  if (made === null)
    return err({ kind: "badArgument", what: "certificate", expected: "a PEM certificate and its PEM key" });
  const server = made;

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const address = addressOf(request, trustsProxy);
    // Clients are programs: a page in somebody's browser has no business here ([R13]).
    if (request.headers.origin !== undefined)
      return refuse(socket, "403 Forbidden", "this relay serves programs, not web pages");
    if (isClosing) return refuse(socket, "503 Service Unavailable", "this relay is closing");
    const visitor = open.size >= limits.connections ? null : quotas.admit(address);
    if (visitor === null) {
      tally.connectionsRefused += 1;
      const words = open.size >= limits.connections ? "this relay has" : "this address has";
      return refuse(socket, "429 Too Many Requests", `${words} as many connections as this relay allows`);
    }
    socket.once("close", visitor.leave);
    webSockets.handleUpgrade(request, socket, head, (webSocket) => onWebSocket(webSocket, socket, visitor));
  }

  function onWebSocket(webSocket: WebSocket, socket: Duplex, visitor: Visitor): void {
    open.add(webSocket);
    tally.connectionsOpened += 1;
    const session = relay.accept(wireOver(webSocket, socket, tally), visitor);
    let heardAt = clock.now();
    const heard = (chunk: Buffer): void => {
      heardAt = clock.now();
      tally.bytesReceived += chunk.length;
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
    ...{ tally, rooms: relay.rooms, connections: () => open.size, port: listening.value },
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

/** `words` are ASCII. */
function refuse(socket: Duplex, status: string, words: string): void {
  const headers = [
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${words.length + 1}`,
  ];
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join("\r\n")}\r\n\r\n${words}\n`);
}

function addressOf(request: IncomingMessage, trustsProxy: boolean): string {
  const forwarded = trustsProxy ? request.headers["x-forwarded-for"] : undefined;
  const last = (Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "")).split(",").at(-1)?.trim() ?? "";
  return last === "" ? (request.socket.remoteAddress ?? "") : last;
}

/** Blocks go straight to the socket: `ws` frames nothing here but pings, pongs and the close. */
function wireOver(webSocket: WebSocket, socket: Duplex, tally: Tally): Wire {
  return {
    write(block) {
      if (webSocket.readyState !== webSocket.OPEN) return;
      tally.bytesSent += block.length;
      socket.write(block);
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
