/**
 * Discovery by multicast DNS (Discovery of platform.ts).
 * Owns: one socket while open. Called by: nearby.ts, only while the person wants to be visible.
 * Invariant: no packet of anybody makes this program throw, nor answer or work more often than the bounds say.
 */
import { networkInterfaces } from "node:os";
import createMdns, { type MulticastDNS } from "multicast-dns";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock, Logger } from "../../../shared/base/ambient.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Announcement, Discovery, DiscoverySession } from "../platform.ts";
import { nearbyService, readNearbyRecords, writeNearbyRecords } from "./nearbyRecords.ts";

const ttlSeconds = 120;
/** Of packets that are read, whoever sent them. */
const packetsPerSecond = 100;
const answerPauseMs = 1_000;

export function createMdnsDiscovery(parts: {
  readonly clock: Clock;
  readonly logger: Logger;
  /** An address of this machine in place of all its networks: tests stay on loopback. */
  readonly onlyHost?: string;
  readonly port?: number;
}): Discovery {
  const { clock, logger, onlyHost, port } = parts;
  const options = {
    ...(port === undefined ? {} : { port }),
    // A socket bound to one address hears no multicast on Linux.
    ...(onlyHost === undefined ? {} : { interface: onlyHost, bind: "0.0.0.0" }),
  };

  return {
    async open({ announcement, onHeard, onLeft }): Promise<Result<DiscoverySession, HostError>> {
      let networks = networksNow();
      let answeredAt = Number.NEGATIVE_INFINITY;
      let second = 0;
      let inSecond = 0;
      let closed = false;

      function mayRead(): boolean {
        const now = Math.floor(clock.now() / 1000);
        inSecond = now === second ? inSecond + 1 : 1;
        second = now;
        return !closed && inSecond <= packetsPerSecond;
      }

      function hear(packet: unknown, host: string): void {
        if (!mayRead()) return;
        const { present, left } = readNearbyRecords(packet);
        for (const one of present) onHeard(one, host);
        for (const instance of left) onLeft(instance, host);
      }

      function answer(questions: readonly { readonly name?: unknown }[]): void {
        const isAsked = questions.some(({ name }) => typeof name === "string" && name.toLowerCase() === nearbyService);
        if (!isAsked || !mayRead() || clock.now() - answeredAt < answerPauseMs) return;
        answeredAt = clock.now();
        respond(socket, announcement(), ttlSeconds);
      }

      function listenOn(mdns: MulticastDNS): void {
        mdns.on("response", (packet, { address }) => hear(packet, address));
        mdns.on("query", ({ questions }) => answer(Array.isArray(questions) ? questions : []));
        // Bad packets, and networks that are down: the next announcement tries again.
        mdns.on("warning", () => undefined);
      }

      const first = await openSocket();
      if (!first.ok) return first;
      let socket = first.value;
      listenOn(socket);

      /** Memberships of a network that went away do not come back by themselves. */
      async function reopen(): Promise<void> {
        const again = await openSocket();
        if (!again.ok) return logger.warn("discovery-not-reopened", { error: again.error.kind });
        if (closed) return void again.value.destroy();
        socket.destroy();
        socket = again.value;
        listenOn(socket);
        speak();
      }

      function speak(): void {
        respond(socket, announcement(), ttlSeconds);
        socket.query([{ name: nearbyService, type: "PTR" }]);
      }

      return ok({
        say() {
          if (closed) return;
          const now = networksNow();
          if (now === networks) return speak();
          networks = now;
          void reopen();
        },
        async close() {
          if (closed) return;
          closed = true;
          const said = announcement();
          if (said !== null)
            await new Promise<void>((resolve) => socket.respond(writeNearbyRecords(said, 0), () => resolve()));
          await new Promise<void>((resolve) => socket.destroy(() => resolve()));
        },
      });
    },
  };

  function openSocket(): Promise<Result<MulticastDNS, HostError>> {
    return new Promise((resolve) => {
      const socket = createMdns(options);
      socket.on("error", (error: NodeJS.ErrnoException) => {
        socket.destroy();
        resolve(err({ kind: "cannotDiscover", reason: error.code ?? error.message }));
      });
      socket.on("ready", () => resolve(ok(socket)));
    });
  }
}

function respond(socket: MulticastDNS, said: Announcement | null, ttl: number): void {
  if (said !== null) socket.respond(writeNearbyRecords(said, ttl));
}

const networksNow = (): string =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family }) => family === "IPv4")
    .map(({ address }) => address)
    .sort()
    .join(" ");
