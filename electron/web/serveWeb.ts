/**
 * Browser mode: the same host served to a browser on this machine. Owns the HTTP server and its sockets.
 * Invariant: nothing that lacks this launch's token, or comes from a page that is not ours, reaches the host;
 * the server listens on 127.0.0.1 only.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { HostError } from "../../shared/api/errors.ts";
import { wireLimits } from "../../shared/api/messages.ts";
import { serveHost } from "../../shared/api/rpc.ts";
import type { Logger, Random } from "../../shared/base/ambient.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Host } from "../host/host.ts";
import { admitUpgrade, type Destination, type Door, isGateway, isOwnHost, tokenBytes } from "./admission.ts";
import { readRendererFile, securityHeaders } from "./rendererFiles.ts";
import { socketPipe } from "./socketPipe.ts";

const mebibyte = 1024 * 1024;

export const webLimits = {
  /** A message of each kind, and what may wait for a reader that does not read. */
  apiBytes: wireLimits.messageBytes,
  windowBytes: 64 * mebibyte,
  gatewayBytes: 16 * mebibyte,
  waitingBytes: 128 * mebibyte,
  /** Of the windows, and of a gateway's clients: neither takes the other's places. */
  sockets: 64,
  gatewaySockets: 64,
} as const;

export interface WebServer {
  /** With the token: opens the window. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /**
   * For y-websocket: `new WebsocketProvider(gatewayUrl, charterId, yDoc, { params: { token: gatewayToken } })` to read,
   * and with `layout: "2"` among the parameters to write.
   */
  readonly gatewayUrl: string | null;
  readonly gatewayToken: string | null;
  close(): Promise<void>;
}

export interface WebServerArgs {
  readonly host: Host;
  /** The built window: `index.html` and `assets/`. */
  readonly rendererDirectory: string;
  /** 0: any free one. */
  readonly port: number;
  /** Also let stock y-websocket clients in, with a token of their own. */
  readonly gateway?: boolean;
  readonly random: Random;
  readonly logger: Logger;
}

export async function serveWeb(args: WebServerArgs): Promise<Result<WebServer, HostError>> {
  const { host, logger, random } = args;
  const newToken = (): string => Buffer.from(random.bytes(tokenBytes)).toString("base64url");
  const token = newToken();
  const gatewayToken = args.gateway === true ? newToken() : null;

  const server = createServer();
  const listening = await listen(server, args.port);
  if (!listening.ok) return listening;
  const port = listening.value;
  const door: Door = { port, token, gatewayToken };
  const headers = securityHeaders(`'self' ws://127.0.0.1:${port}`);

  const sockets = { windows: new Set<WebSocket>(), gateway: new Set<WebSocket>() };
  const acceptor = (maxPayload: number): WebSocketServer => new WebSocketServer({ noServer: true, maxPayload });
  const acceptors = {
    api: acceptor(webLimits.apiBytes),
    window: acceptor(webLimits.windowBytes),
    gateway: acceptor(webLimits.gatewayBytes),
    gatewayReader: acceptor(webLimits.gatewayBytes),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (status: number): void => {
      response.writeHead(status, {
        ...headers,
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-store",
      });
      response.end();
    };
    if (!isOwnHost(request.headers, port)) return refuse(403);
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
    const [path = "/"] = (request.url ?? "/").split("?");
    const file = await readRendererFile(args.rendererDirectory, path);
    if (file === null) return refuse(404);
    response.writeHead(200, { ...headers, ...file.headers, "content-length": file.bytes.length });
    response.end(request.method === "HEAD" ? undefined : file.bytes);
  }

  const isFull = (destination: Destination): boolean =>
    isGateway(destination)
      ? sockets.gateway.size >= webLimits.gatewaySockets
      : sockets.windows.size >= webLimits.sockets;

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const admitted = admitUpgrade(request.url ?? "", request.headers, door);
    const verdict = "status" in admitted || !isFull(admitted) ? admitted : { status: 503, why: "too many connections" };
    if ("status" in verdict) {
      logger.warn("web.refused", { status: verdict.status, why: verdict.why });
      stream.on("error", () => stream.destroy());
      const refusal = `HTTP/1.1 ${verdict.status} ${verdict.why}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
      stream.end(refusal, () => stream.destroy());
      return;
    }
    acceptors[verdict.kind].handleUpgrade(request, stream, head, (socket) => join(socket, verdict));
  }

  function join(socket: WebSocket, destination: Destination): void {
    const those = isGateway(destination) ? sockets.gateway : sockets.windows;
    those.add(socket);
    socket.on("close", () => those.delete(socket));
    const pipe = socketPipe(socket, webLimits.waitingBytes);
    if (destination.kind === "api") return serveHost(host, pipe, { logger, random });
    const joined = host.connectText(destination.room, pipe, destination.kind);
    if (!joined.ok) pipe.close(`refused: ${joined.error.kind}`);
  }

  server.on("request", (request, response) => void answer(request, response));
  server.on("upgrade", upgrade);

  return ok({
    url: `http://127.0.0.1:${port}/#token=${token}`,
    port,
    token,
    gatewayUrl: gatewayToken === null ? null : `ws://127.0.0.1:${port}/gateway`,
    gatewayToken,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of [...sockets.windows, ...sockets.gateway]) socket.terminate();
      server.closeAllConnections();
      return closed;
    },
  });
}

function listen(server: Server, port: number): Promise<Result<number, HostError>> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(err({ kind: "cannotListen", port, reason: error.code ?? error.message })),
    );
    server.listen(port, "127.0.0.1", () => resolve(ok((server.address() as AddressInfo).port)));
  });
}
