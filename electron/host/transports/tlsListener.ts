/**
 * The listening half of tlsDirect.ts.
 * Owns the port and every socket accepted on it, until `close`.
 * Invariant: no more sockets of strangers, in all and from one address, than the limits say, handshakes included; one
 * more costs the oldest of them its place, and never a member [S20].
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
  /** Links of members at one time. */
  readonly members: number;
  /** Of those who have not shown to be members, in all and from one address. */
  readonly links: number;
  readonly linksPerAddress: number;
}

interface Accepted {
  readonly socket: Socket;
  readonly host: string;
  isMember: boolean;
  cancelDeadline(): void;
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
  readonly onSocket: (socket: TLSSocket, remoteAddress: string, keepPlace: () => void) => Pipe;
}): Promise<Result<Listening, HostError>> {
  const { port, host, certificate, clock, logger, limits, onSocket } = args;
  /** By remote host and port, which tell sockets of one listening port apart. */
  const sockets = new Map<string, Accepted>();
  const pipes = new Set<Pipe>();
  const server = createServer({ ...linkTls, cert: certificate.certificate, key: certificate.key });

  /** The oldest stranger goes: of this address where it has too many, else of the address that has the most. */
  function makeRoom(from: string): void {
    const strangers = Map.groupBy(
      [...sockets.values()].filter(({ isMember }) => !isMember),
      ({ host: address }) => address,
    );
    const ofThere = strangers.get(from) ?? [];
    const total = [...strangers.values()].reduce((sum, { length }) => sum + length, 0);
    const most = [...strangers.values()].reduce((a, b) => (b.length > a.length ? b : a), ofThere);
    const going = ofThere.length >= limits.linksPerAddress ? ofThere : total >= limits.links ? most : [];
    if (going[0] === undefined) return;
    logger.warn("a link of a stranger ended for another one", { links: total, fromThere: ofThere.length });
    sockets.delete(keyOf(going[0].socket));
    going[0].socket.destroy();
  }

  server.on("connection", (socket: Socket) => {
    socket.on("error", () => socket.destroy());
    const from = plainHost(socket.remoteAddress ?? "");
    makeRoom(from);
    const key = keyOf(socket);
    const cancelDeadline = clock.after(limits.handshakeMs, () => socket.destroy());
    sockets.set(key, { socket, host: from, isMember: false, cancelDeadline });
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
    const pipe = onSocket(socket, writeLinkAddress(accepted.host, socket.remotePort ?? 0), () => {
      const members = [...sockets.values()].filter(({ isMember }) => isMember).length;
      if (members >= limits.members) return void socket.destroy();
      accepted.isMember = true;
    });
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
