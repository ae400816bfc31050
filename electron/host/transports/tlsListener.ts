/**
 * The listening half of tlsDirect.ts.
 * Owns the port and every socket accepted on it, until `close`.
 * Invariant: no more sockets, in all and from one address, than the limits say, handshakes included.
 */
import type { AddressInfo, Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock, Logger } from "../../../shared/base/ambient.ts";
import type { Pipe } from "../../../shared/base/pipe.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { LaunchCertificate } from "./launchCertificate.ts";
import { machineAddresses, plainHost, writeLinkAddress } from "./linkAddress.ts";
import { linkTls } from "./tlsLink.ts";

export interface ListenLimits {
  /** From the first packet to the end of the TLS handshake. */
  readonly handshakeMs: number;
  /** Accepted links at one time, in all and from one address. */
  readonly links: number;
  readonly linksPerAddress: number;
}

export interface Listening {
  readonly port: number;
  readonly addresses: readonly string[];
  /** Ends the accepted links too. */
  close(): Promise<void>;
}

export async function listenTls(args: {
  readonly port: number;
  /** Null: every network. */
  readonly host: string | null;
  readonly certificate: LaunchCertificate;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ListenLimits;
  readonly onSocket: (socket: TLSSocket, remoteAddress: string) => Pipe;
}): Promise<Result<Listening, HostError>> {
  const { port, host, certificate, clock, logger, limits, onSocket } = args;
  /** By remote host and port, which tell sockets of one listening port apart. */
  const sockets = new Map<string, { readonly socket: Socket; readonly host: string; cancelDeadline(): void }>();
  const pipes = new Set<Pipe>();
  const server = createServer({ ...linkTls, cert: certificate.certificate, key: certificate.key });

  server.on("connection", (socket: Socket) => {
    socket.on("error", () => socket.destroy());
    const from = plainHost(socket.remoteAddress ?? "");
    const fromThere = [...sockets.values()].filter((other) => other.host === from).length;
    if (sockets.size >= limits.links || fromThere >= limits.linksPerAddress) {
      logger.warn("a link was refused: too many", { links: sockets.size, fromThere });
      socket.destroy();
      return;
    }
    const key = keyOf(socket);
    const cancelDeadline = clock.after(limits.handshakeMs, () => socket.destroy());
    sockets.set(key, { socket, host: from, cancelDeadline });
    socket.once("close", () => {
      cancelDeadline();
      sockets.delete(key);
    });
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.on("secureConnection", (socket) => {
    socket.on("error", () => socket.destroy());
    const accepted = sockets.get(keyOf(socket));
    if (accepted === undefined || socket.alpnProtocol !== linkTls.ALPNProtocols[0]) return void socket.destroy();
    accepted.cancelDeadline();
    const pipe = onSocket(socket, writeLinkAddress(accepted.host, socket.remotePort ?? 0));
    pipes.add(pipe);
    pipe.onClose(() => void pipes.delete(pipe));
  });

  const listening = await startListening(server, port, host);
  if (!listening.ok) return listening;
  return ok({
    port: listening.value,
    addresses: host === null ? machineAddresses(listening.value) : [writeLinkAddress(host, listening.value)],
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const pipe of [...pipes]) pipe.close("this device stopped listening");
      // What was said last still leaves; handshakes do not matter any more.
      for (const { socket, cancelDeadline } of sockets.values()) {
        cancelDeadline();
        socket.destroySoon();
      }
      await closed;
    },
  });
}

function startListening(server: Server, port: number, host: string | null): Promise<Result<number, HostError>> {
  return new Promise((resolve) => {
    // Stays: a later failure to accept one socket is no reason to end the program.
    server.on("error", (error: NodeJS.ErrnoException) =>
      resolve(err({ kind: "cannotListen", port, reason: error.code ?? error.message })),
    );
    server.listen({ port, ...(host === null ? {} : { host }) }, () =>
      resolve(ok((server.address() as AddressInfo).port)),
    );
  });
}

const keyOf = (socket: Socket): string => `${socket.remoteAddress}|${socket.remotePort}`;
