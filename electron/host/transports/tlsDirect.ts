/**
 * Direct links by TLS 1.3 over TCP (DirectTransport of platform.ts).
 * Owns the certificate of this launch, and while listening the sockets it accepted. The host dials and listens.
 * Invariant: a link is handed over only when both ends finished TLS 1.3 for this program, so that `binding` is
 * known to exactly these two ends. Who they are is proven above, by signing it.
 */
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock, Logger, Random } from "../../../shared/base/ambient.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { DirectTransport, PeerLink } from "../platform.ts";
import type { LaunchCertificate } from "./launchCertificate.ts";
import { readLinkAddress, writeLinkAddress } from "./linkAddress.ts";
import { createLinkPipe, defaultLinkLimits, type LinkLimits } from "./linkPipe.ts";
import { linkExporterLabel, linkTls } from "./tlsLink.ts";
import { type ListenLimits, listenTls } from "./tlsListener.ts";

export type TlsDirectLimits = LinkLimits & ListenLimits;

const defaultLimits: TlsDirectLimits = {
  ...defaultLinkLimits,
  handshakeMs: 8_000,
  members: 256,
  links: 32,
  linksPerAddress: 8,
};

export function createTlsDirect(args: {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Where to listen; absent: every network of this machine, since peers must reach it. */
  readonly listenHost?: string;
  readonly limits?: Partial<TlsDirectLimits>;
}): DirectTransport {
  const { clock, random, logger, listenHost } = args;
  const limits = { ...defaultLimits, ...args.limits };
  let certificate: Promise<LaunchCertificate> | null = null;

  function linkOver(
    socket: TLSSocket,
    role: PeerLink["role"],
    remoteAddress: string,
    keepPlace?: () => void,
  ): PeerLink {
    // TLS 1.3 makes no difference between an empty context and none (RFC 8446, 7.5).
    const binding = new Uint8Array(socket.exportKeyingMaterial(32, linkExporterLabel, Buffer.alloc(0)));
    return {
      pipe: createLinkPipe(socket, clock, limits),
      binding,
      role,
      remoteAddress,
      ...(keepPlace && { keepPlace }),
    };
  }

  return {
    dial(text) {
      const address = readLinkAddress(text);
      if (address === null)
        return Promise.resolve(err({ kind: "badArgument", what: "address", expected: "host:port or [IPv6]:port" }));
      return dialTls(address.host, address.port);
    },
    async listen(port, host, onLink) {
      if (host !== null && isIP(host) === 0)
        return err({ kind: "badArgument", what: "host", expected: "an IP address of this machine" });
      certificate ??= import("./launchCertificate.ts").then((made) => made.createLaunchCertificate(clock, random));
      return listenTls({
        ...{ port, host: host ?? listenHost ?? null, clock, logger, limits },
        certificate: await certificate,
        onSocket: (socket, remoteAddress, keepPlace) => {
          const link = linkOver(socket, "listener", remoteAddress, keepPlace);
          onLink(link);
          return link.pipe;
        },
      });
    },
  };

  function dialTls(host: string, port: number): Promise<Result<PeerLink, HostError>> {
    const address = writeLinkAddress(host, port);
    const { promise, resolve } = Promise.withResolvers<Result<PeerLink, HostError>>();
    // Nobody's authority is asked, and the name dialled is not said in clear.
    const socket = connect({ host, port, ...linkTls, rejectUnauthorized: false, servername: "" });
    const fail = (error: HostError): void => {
      cancelDeadline();
      socket.destroy();
      resolve(err(error));
    };
    const cancelDeadline = clock.after(limits.handshakeMs, () =>
      fail({ kind: "peerUnreachable", address, reason: "no answer in time" }),
    );
    const onError = (error: NodeJS.ErrnoException): void => fail(dialFault(address, error));
    socket.on("error", onError);
    socket.once("secureConnect", () => {
      if (socket.alpnProtocol !== linkTls.ALPNProtocols[0])
        return fail({ kind: "peerGarbage", address, reason: "another program answers there" });
      cancelDeadline();
      resolve(ok(linkOver(socket, "dialer", address)));
      socket.off("error", onError);
    });
    return promise;
  }
}

function dialFault(address: string, error: NodeJS.ErrnoException): HostError {
  const code = error.code ?? error.message;
  const isGarbage = /^(ERR_SSL_|ERR_TLS_|EPROTO)/.test(code);
  return { kind: isGarbage ? "peerGarbage" : "peerUnreachable", address, reason: code };
}
