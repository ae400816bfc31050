/**
 * Members' devices on the same network, while this machine is visible itself.
 * Owns: the discovery session, what was heard, and the wish to be visible (a file of this machine).
 * Called by: methods/peers.ts, reconnect.ts. Invariant [S11]: nothing is said or heard unless the person wished it; nobody but members is
 * listed, no more of them than the bounds say, and none longer than it was heard.
 */
import { join } from "node:path";
import type { HostError } from "../../../shared/api/errors.ts";
import type { NearbyDevice } from "../../../shared/api/peers.ts";
import { type Bytes, compareBytes, toHex, utf8 } from "../../../shared/base/bytes.ts";
import { keyedHash, wipe } from "../../../shared/base/crypto.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { knownNearbyTags, nearbyTag, nearbyTagBytes } from "../../../shared/sync/nearbyTag.ts";
import type { Charters } from "../library/charters.ts";
import type { Announcement, DiscoverySession, Platform } from "../platform.ts";
import { readFileIfAny, writeFileDurably } from "../store/files.ts";
import { readLinkAddress, writeLinkAddress } from "../transports/linkAddress.ts";

const sayEveryMs = 60_000;
/** The first packets of a network that just came up are lost easily. */
const sayFirstAtMs = [0, 1_000, 4_000];
const doorAfterMs = 3_000;
/** Two announcements missed, and some. */
const expireMs = 150_000;
const maxSeen = 64;
const maxSeenAtHost = 4;
/** So that the number of tags tells little about the number of charters. */
const tagsInRow = 4;
const maxTags = 60;
const tagsGoodForMs = 1_000;
/** Who missed a rotation still says the tags of the epoch before. */
const knownEpochs = 16;

interface Seen {
  readonly instance: string;
  readonly host: string;
  readonly port: number;
  readonly charters: readonly CharterId[];
  readonly device: DeviceId | null;
  readonly lastSeenAt: number;
}

/** Where this device accepts meetings. */
export interface Doorway {
  addresses(): readonly string[];
  open(): Promise<Result<unknown, HostError>>;
}

export type Nearby = ReturnType<typeof createNearby>;

export function createNearby(args: {
  readonly platform: Platform;
  readonly charters: Charters;
  readonly doorway: Doorway;
  /** `view` answers something else than before. */
  readonly onChange: () => void;
}) {
  const { platform, charters, doorway, onChange } = args;
  const { clock } = platform;
  const wishFile = join(platform.dataDirectory, "nearby");
  const instance = toHex(platform.random.bytes(8));
  const decoyKey = platform.random.bytes(32);
  const seen = new Map<string, Seen>();
  let session: DiscoverySession | null = null;
  let known: { readonly at: number; readonly tags: ReadonlyMap<string, CharterId> } | null = null;
  let cancels: (() => void)[] = [];
  /** Switching on and off happens one after the other. */
  let turn: Promise<unknown> = Promise.resolve();

  const isWished = (): boolean => readFileIfAny(wishFile)?.[0] === 1;
  const addressOf = ({ host, port }: Seen): string => writeLinkAddress(host, port);

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const next = turn.then(run);
    turn = next.catch(() => undefined);
    return next;
  }

  function announcement(): Announcement | null {
    const port = readLinkAddress(doorway.addresses()[0] ?? "")?.port;
    const now = clock.now();
    if (port === undefined) return null;
    // Of a large library those that are alive.
    const latest = charters.marks().toSorted((a, b) => b.changedAt - a.changedAt);
    const tags = latest
      .slice(0, maxTags)
      .flatMap(({ epochs: [present] }) => (present ? [nearbyTag(present.discover, now)] : []));
    if (tags.length === 0) return null;
    return { instance, port, tags: withDecoys(tags, now).sort(compareBytes) };
  }

  function withDecoys(tags: readonly Bytes[], now: number): Bytes[] {
    const missing = (tagsInRow - (tags.length % tagsInRow)) % tagsInRow;
    const decoy = (index: number): Bytes => keyedHash(decoyKey, "tessera/nearby-decoy/1", utf8(String(index)));
    return [...tags, ...Array.from({ length: missing }, (_, index) => nearbyTag(decoy(index), now))];
  }

  function knownTags(): ReadonlyMap<string, CharterId> {
    const now = clock.now();
    if (known === null || now - known.at >= tagsGoodForMs) {
      const tags = new Map<string, CharterId>();
      for (const { id, epochs } of charters.marks())
        for (const { discover } of epochs.slice(0, knownEpochs))
          for (const tag of knownNearbyTags(discover, now)) tags.set(toHex(tag), id);
      known = { at: now, tags };
    }
    return known.tags;
  }

  function hear(heard: Announcement, host: string): void {
    if (session === null || heard.instance === instance) return;
    const tags = knownTags();
    const inCommon = heard.tags.flatMap((tag) => (tag.length === nearbyTagBytes ? (tags.get(toHex(tag)) ?? []) : []));
    const before = seen.get(heard.instance);
    if (inCommon.length === 0) return forget(heard.instance, host);
    const now: Seen = {
      instance: heard.instance,
      host,
      port: heard.port,
      charters: [...new Set(inCommon)].sort(),
      device: before?.device ?? null,
      lastSeenAt: clock.now(),
    };
    // The one heard last is last, so that the first is the one to give up.
    seen.delete(heard.instance);
    seen.set(heard.instance, now);
    keepBounds(host);
    const says = (one: Seen | undefined): string => (one === undefined ? "" : `${addressOf(one)} ${one.charters}`);
    if (says(before) !== says(now)) onChange();
  }

  function keepBounds(host: string): void {
    const there = [...seen.values()].filter((one) => one.host === host);
    if (there.length > maxSeenAtHost && there[0] !== undefined) seen.delete(there[0].instance);
    const [oldest] = seen.keys();
    if (seen.size > maxSeen && oldest !== undefined) seen.delete(oldest);
  }

  function forget(gone: string, host: string): void {
    if (seen.get(gone)?.host !== host) return;
    seen.delete(gone);
    onChange();
  }

  function dropExpired(): void {
    const old = [...seen.values()].filter(({ lastSeenAt }) => clock.now() - lastSeenAt >= expireMs);
    for (const one of old) seen.delete(one.instance);
    if (old.length > 0) onChange();
  }

  function sayAgain(): void {
    session?.say();
    dropExpired();
    cancels = [clock.after(sayEveryMs, sayAgain)];
  }

  /** Members find a closed door otherwise. */
  async function openDoor(): Promise<void> {
    if (session === null || doorway.addresses().length > 0) return;
    const open = await doorway.open();
    if (!open.ok) platform.logger.warn("nearby-not-listening", { error: open.error.kind });
  }

  async function begin(): Promise<Result<null, HostError>> {
    if (session !== null) return ok(null);
    await charters.survey();
    const opened = await platform.discovery.open({ announcement, onHeard: hear, onLeft: forget });
    if (!opened.ok) return opened;
    session = opened.value;
    cancels = [
      ...sayFirstAtMs.map((atMs) => clock.after(atMs, () => session?.say())),
      clock.after(sayEveryMs, sayAgain),
    ];
    return ok(null);
  }

  async function end(): Promise<void> {
    const ending = session;
    for (const cancel of cancels) cancel();
    cancels = [];
    seen.clear();
    session = null;
    await ending?.close();
  }

  /** As one of the charters says that it has in common with this device. */
  function nameOf(device: DeviceId, common: readonly CharterId[]): NearbyDevice["device"] {
    for (const id of common) {
      const found = charters.visit(
        id,
        ({ replica }) => replica.ledger().membership().devices.get(device)?.card ?? null,
      );
      if (found.ok && found.value !== null) return { id: device, name: found.value.name, person: found.value.person };
    }
    return null;
  }

  return {
    set: (on: boolean): Promise<Result<null, HostError>> =>
      inTurn(async () => {
        if (on) {
          const open = await doorway.open();
          if (!open.ok) return open;
          const begun = await begin();
          if (!begun.ok) return begun;
        } else await end();
        const written = writeFileDurably(wishFile, Uint8Array.of(on ? 1 : 0));
        onChange();
        return written.ok ? ok(null) : written;
      }),
    /** At the start of the program, as the person left it. */
    resume: (): Promise<void> =>
      inTurn(async () => {
        if (session !== null || !isWished()) return;
        const begun = await begin();
        // A window that wants a port of its own says so as it opens.
        cancels.push(clock.after(doorAfterMs, () => void openDoor()));
        if (!begun.ok) platform.logger.warn("discovery-not-opened", { error: begun.error.kind });
        onChange();
      }),
    view(): { readonly on: boolean; readonly devices: readonly NearbyDevice[] } {
      dropExpired();
      const devices = [...seen.values()].map((one) => ({
        address: addressOf(one),
        charters: one.charters,
        device: one.device === null ? null : nameOf(one.device, one.charters),
        lastSeenAt: one.lastSeenAt,
      }));
      return { on: session !== null, devices: devices.sort((a, b) => (a.address < b.address ? -1 : 1)) };
    },
    /** A meeting told who is at an address. */
    met(address: string, device: DeviceId): void {
      for (const one of seen.values())
        if (addressOf(one) === address && one.device !== device) {
          seen.set(one.instance, { ...one, device });
          onChange();
        }
    },
    /** Where a device that was met is seen now. */
    whereIs: (device: DeviceId): string | null => {
      const found = [...seen.values()].findLast((one) => one.device === device);
      return found === undefined ? null : addressOf(found);
    },
    /** Something of the announcement changed. */
    say: (): void => session?.say(),
    close: (): Promise<void> => inTurn(end).finally(() => wipe(decoyKey)),
  };
}
