/** Several devices in one process, joined by links in memory that count their bytes: charters and meetings as a host wires them. */

import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeys, type Keys } from "../../electron/host/keys/identity.ts";
import { type Charters, createCharters, type OpenCharter } from "../../electron/host/library/charters.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import { createArrivals } from "../../electron/host/peers/arriving.ts";
import { createMeetings, type Meetings } from "../../electron/host/peers/meetings.ts";
import { createJoins, type Joins } from "../../electron/host/people/joins.ts";
import type { DirectTransport, PeerLink } from "../../electron/host/platform.ts";
import type { HostError } from "../../shared/api/errors.ts";
import type { Clock } from "../../shared/base/ambient.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import { pipePair } from "../../shared/base/pipePair.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { tessera } from "../../shared/ledger/program.ts";

const must = <T>(result: Result<T, HostError>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

export interface Place {
  readonly keys: Keys;
  readonly charters: Charters;
  readonly joins: Joins;
  readonly meetings: Meetings;
  charter(): OpenCharter;
}

export interface Places {
  /** Every clock goes on by so much at once. */
  pass(ms: number): void;
  /** Bytes of every message of every link until now. */
  bytes(): number;
  /** The first one founds its party; the others are delegates to be. */
  settle(name: string): Promise<Place>;
  /** `joiner` becomes a delegate of `inviter`'s party and takes in what there is. */
  join(inviter: Place, joiner: Place): Promise<void>;
  meet(from: Place, to: Place): Promise<void>;
  /** Bytes of the files of a place's charters, once they are closed. */
  atRest(place: Place): Promise<number>;
  /** What the last meetings brought is taken everywhere. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function createPlaces(): Places {
  const root = mkdtempSync(join(tmpdir(), "tessera-bench-"));
  const listeners = new Map<string, (link: PeerLink) => void>();
  const settled: Place[] = [];
  let bytes = 0;
  let passedMs = 0;

  const counted = (pipe: Pipe): Pipe => ({
    ...pipe,
    send(message) {
      bytes += message.length;
      pipe.send(message);
    },
  });

  const direct = (name: string): DirectTransport => ({
    async dial(address) {
      const listener = listeners.get(address);
      if (listener === undefined) return err({ kind: "peerUnreachable", address, reason: "nobody is there" });
      const [here, there] = pipePair();
      const binding = crypto.getRandomValues(new Uint8Array(32));
      listener({ pipe: counted(there), binding, role: "listener", remoteAddress: name });
      return ok({ pipe: counted(here), binding, role: "dialer", remoteAddress: address });
    },
    async listen(_port, _host, onLink) {
      listeners.set(name, onLink);
      return ok({ port: 1, addresses: [name], close: async () => void listeners.delete(name) });
    },
  });

  async function settle(name: string): Promise<Place> {
    const made = must(await createNodePlatform({ plainKeys: true, dataDirectory: join(root, name) }));
    const clock: Clock = { now: () => made.clock.now() + passedMs, after: made.clock.after };
    const platform = { ...made, clock, direct: direct(name) };
    const party = settled.length === 0 ? ({ name: "Fishers", kind: "community", constituency: "" } as const) : null;
    const keys = must(await createKeys(platform, { person: name, device: "laptop", party }));
    const emit = (): void => undefined;
    const charters = createCharters({ program: tessera, platform, keys, emit, faceOf: null });
    const joins = createJoins({ platform, keys, charters });
    const arrivals = createArrivals({ platform, charters, certificateOf: () => null, emit });
    const meetings: Meetings = createMeetings({
      platform,
      keys,
      charters,
      joins,
      arrivals,
      emit,
      onStay: () => undefined,
    });
    must(await meetings.listen(null));
    const place: Place = {
      ...{ keys, charters, joins, meetings },
      charter() {
        const [open] = charters.opened();
        if (open === undefined) throw new Error(`${name} has no charter`);
        return open;
      },
    };
    settled.push(place);
    return place;
  }

  const addressOf = ({ meetings }: Place): string => meetings.addresses()[0] ?? "";
  const meet = async (from: Place, to: Place): Promise<void> => {
    must(await from.meetings.meet(addressOf(to), false));
  };

  return {
    pass(ms) {
      passedMs += ms;
    },
    bytes: () => bytes,
    settle,
    meet,
    async join(inviter, joiner) {
      const { code } = must(inviter.joins.invite(inviter.charter(), "delegate", 1, ""));
      const address = addressOf(inviter);
      const routes = {
        ask: (_: unknown, request: Uint8Array<ArrayBuffer>) => joiner.meetings.askToJoin(address, request),
        fetch: () => joiner.meetings.meet(address, false),
      };
      must(await joiner.joins.join(routes, code, address));
    },
    async idle() {
      // A listener may hear of a meeting's end a turn after the dialer.
      for (let turn = 0; turn < 3; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        await Promise.all(settled.map(({ charters }) => charters.idle()));
      }
    },
    async atRest(place) {
      place.charters.close();
      const directory = join(root, place.keys.person, "charters");
      // The thread that judges closes its own after it was asked to.
      while (readdirSync(directory).some((name) => name.endsWith("-wal")))
        await new Promise((resolve) => setTimeout(resolve, 10));
      return readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
    },
    async close() {
      for (const { meetings, charters } of settled) {
        await meetings.close();
        charters.close();
      }
      rmSync(root, { recursive: true, force: true });
    },
  };
}
