/**
 * A network in memory: links between hosts by name and one relay, everything queued, delivered one message at a time in
 * a seeded order. It can be partitioned, and its relay can lie, refuse, and forget.
 * Owns: every link and every relay room. A direct link is what TLS over TCP is: in order, whole, or cut.
 */
import type { DirectTransport, Discovery, PeerLink, RelayRoom, RelayTransport } from "../../electron/host/platform.ts";
import type { HostError } from "../../shared/api/errors.ts";
import { type Bytes, equalBytes, toHex } from "../../shared/base/bytes.ts";
import { plainHash } from "../../shared/base/crypto.ts";
import { createInbox, type Inbox } from "../../shared/base/inbox.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { frameKinds } from "../../shared/sync/frameHeader.ts";
import type { RoomPlace } from "../../shared/sync/relayMessages.ts";
import type { Chance } from "../shared/crdt/support/chance.ts";
import { createSimAir } from "./simAir.ts";

export const relayUrl = "ws://relay.test";
export const addressOf = (name: string): string => `${name}.test:1`;

/** Of frames on their way to a reader, each from 0 to 1. */
export interface RelayLies {
  readonly drop: number;
  /** Says an older frame again in place of this one. */
  readonly repeat: number;
  /** Says the next ones first. */
  readonly swap: number;
  readonly spoil: number;
}

const honest: RelayLies = { drop: 0, repeat: 0, swap: 0, spoil: 0 };

interface Wire {
  readonly names: readonly [string, string];
  readonly inboxes: readonly [Inbox, Inbox];
  /** Messages on their way to each end; null: the other end closed. */
  readonly queues: readonly [(Bytes | null)[], (Bytes | null)[]];
  reason: string;
}

/** Numbers are positions, from 1 on. */
interface SimRoom {
  readonly frames: Bytes[];
  /** From which number on they bear which mark. */
  runs: { readonly from: number; readonly mark: Bytes }[];
}

interface Reader {
  readonly name: string;
  readonly room: string;
  readonly args: Parameters<RelayTransport["open"]>[0];
  readonly queue: (() => void)[];
  readonly waiting: Set<(result: Result<RoomPlace, HostError>) => void>;
  closed: boolean;
}

export type SimNetwork = ReturnType<typeof createSimNetwork>;

export function createSimNetwork(by: Chance) {
  const listeners = new Map<string, (link: PeerLink) => void>();
  const wires = new Set<Wire>();
  const rooms = new Map<string, SimRoom>();
  const readers = new Set<Reader>();
  let groups: readonly (readonly string[])[] | null = null;
  let lies = honest;
  let links = 0;
  /** Of the relay's store: another one whenever it forgot something. */
  let run = 1;
  let refusal: Extract<HostError, { readonly kind: "relayNotStored" }>["why"] | null = null;

  const reaches = (a: string, b: string): boolean =>
    groups === null || groups.some((group) => group.includes(a) && group.includes(b));
  const air = createSimAir(reaches);
  const lost = (): HostError => ({ kind: "relayUnreachable", url: relayUrl, reason: "the network is cut" });

  function pipeOf(wire: Wire, end: 0 | 1): Pipe {
    const own = wire.inboxes[end];
    const theirs = wire.queues[end === 0 ? 1 : 0];
    return {
      send(message) {
        if (own.isOpen()) theirs.push(message);
      },
      onMessage: own.onMessage,
      onClose: own.onClose,
      close(reason) {
        if (!own.isOpen()) return;
        wire.reason = reason;
        theirs.push(null);
        own.close(reason);
      },
    };
  }

  const cutWire = (wire: Wire): void => {
    wires.delete(wire);
    for (const inbox of wire.inboxes) inbox.end("the connection was lost");
  };

  function cutReader(reader: Reader): void {
    readers.delete(reader);
    if (reader.closed) return;
    reader.closed = true;
    for (const answer of reader.waiting) answer(err(lost()));
    reader.args.onClosed(lost());
  }

  function roomOf(name: string): SimRoom {
    const room = rooms.get(name) ?? { frames: [], runs: [] };
    rooms.set(name, room);
    return room;
  }

  const placeIn = ({ runs }: SimRoom, seq: number): RoomPlace => ({
    seq,
    mark: runs.findLast(({ from }) => from <= seq)?.mark ?? new Uint8Array(8),
  });

  const isOf = (room: SimRoom, place: RoomPlace): boolean =>
    place.seq <= room.frames.length && equalBytes(placeIn(room, place.seq).mark, place.mark);

  function keep(name: string, frame: Bytes): number {
    const room = roomOf(name);
    const mark = new Uint8Array(8).fill(run);
    room.frames.push(frame);
    const seq = room.frames.length;
    if (!equalBytes(placeIn(room, seq).mark, mark)) room.runs.push({ from: seq, mark });
    for (const other of readers) if (other.room === name) tell(other, frame, seq);
    return seq;
  }

  function put(reader: Reader, frame: Bytes): RoomPlace {
    const room = roomOf(reader.room);
    const id = toHex(plainHash(frame));
    const held = room.frames.findIndex((known) => toHex(plainHash(known)) === id);
    return placeIn(room, held >= 0 ? held + 1 : keep(reader.room, frame));
  }

  function tell(reader: Reader, frame: Bytes, seq: number): void {
    const room = roomOf(reader.room);
    const place = placeIn(room, seq);
    const { frames } = room;
    const roll = by.next();
    if (roll < lies.drop) return;
    let said = frame;
    if (roll < lies.drop + lies.repeat) said = by.pick(frames);
    else if (roll < lies.drop + lies.repeat + lies.spoil) {
      said = frame.slice();
      const at = by.int(said.length);
      said[at] = (said[at] as number) ^ (1 << by.int(8));
    }
    reader.queue.push(() => reader.args.onFrame(said, place));
  }

  /** Frames of a reader's backlog in the order in which the relay says them. */
  function shuffled(frames: readonly Bytes[]): readonly Bytes[] {
    const said = [...frames];
    for (let i = 1; i < said.length; i++)
      if (by.next() < lies.swap) [said[i - 1], said[i]] = [said[i] as Bytes, said[i - 1] as Bytes];
    return said;
  }

  return {
    direct: (name: string): DirectTransport => ({
      async dial(address) {
        const other = address.replace(/\.test:1$/, "");
        const listener = listeners.get(other);
        if (listener === undefined || !reaches(name, other))
          return err({ kind: "peerUnreachable", address, reason: "nobody answers" });
        const binding = plainHash(new TextEncoder().encode(`link ${links++}`));
        const wire: Wire = {
          names: [name, other],
          inboxes: [createInbox(), createInbox()],
          queues: [[], []],
          reason: "",
        };
        wires.add(wire);
        listener({ pipe: pipeOf(wire, 1), binding, role: "listener", remoteAddress: name });
        return ok({ pipe: pipeOf(wire, 0), binding, role: "dialer", remoteAddress: other });
      },
      async listen(_port, _host, onLink) {
        listeners.set(name, onLink);
        return ok({
          port: 1,
          addresses: [addressOf(name)],
          async close() {
            listeners.delete(name);
          },
        });
      },
    }),

    discovery: (name: string): Discovery => air.discovery(name),

    relay: (name: string): RelayTransport => ({
      async open(args) {
        if (!reaches(name, "relay")) return err(lost());
        const room = toHex(args.roomPublicKey);
        const reader: Reader = { name, room, args, queue: [], waiting: new Set(), closed: false };
        readers.add(reader);
        const { known } = args;
        const isKnown = known === null || isOf(roomOf(room), known);
        if (!isKnown) args.onReset?.();
        const afterSeq = isKnown && known !== null ? args.afterSeq : 0;
        const stored = roomOf(room).frames.slice(afterSeq);
        for (const [index, frame] of shuffled(stored).entries()) tell(reader, frame, afterSeq + index + 1);
        reader.queue.push(() => args.onCaughtUp());
        const opened: RelayRoom = {
          put: (frame) =>
            new Promise((resolve) => {
              if (reader.closed) return resolve(err(lost()));
              const answer = (result: Result<RoomPlace, HostError>): void => {
                reader.waiting.delete(answer);
                resolve(result);
              };
              reader.waiting.add(answer);
              reader.queue.push(() => {
                answer(
                  refusal === null
                    ? ok(put(reader, frame))
                    : err({ kind: "relayNotStored", url: relayUrl, why: refusal }),
                );
              });
            }),
          sendEphemeral(frame) {
            for (const other of readers)
              if (other !== reader && other.room === room && frame[1] === frameKinds.ephemeral)
                other.queue.push(() => other.args.onEphemeral?.(frame));
          },
          close() {
            readers.delete(reader);
            reader.closed = true;
            for (const answer of [...reader.waiting]) answer(err(lost()));
          },
        };
        return ok(opened);
      },
    }),

    /** Delivers one message, chosen at random among those that are next; false where nothing is on its way. */
    step(): boolean {
      const ready: (() => void)[] = [];
      for (const wire of wires)
        for (const end of [0, 1] as const) {
          const queue = wire.queues[end];
          if (queue.length === 0) continue;
          ready.push(() => {
            const message = queue.shift() ?? null;
            if (message !== null) return wire.inboxes[end].deliver(message);
            wires.delete(wire);
            wire.inboxes[end].end(wire.reason);
          });
        }
      if (air.isBusy()) ready.push(air.deliver);
      for (const reader of readers) if (reader.queue.length > 0) ready.push(() => reader.queue.shift()?.());
      if (ready.length === 0) return false;
      by.pick(ready)();
      return true;
    },

    /** Only those of one group reach each other from now on; "relay" is a name too. */
    partition(...into: readonly (readonly string[])[]): void {
      groups = into;
      for (const wire of [...wires]) if (!reaches(...wire.names)) cutWire(wire);
      for (const reader of [...readers]) if (!reaches(reader.name, "relay")) cutReader(reader);
    },
    heal(): void {
      groups = null;
    },
    /** Another network gave this host another address: its links are lost, and nobody answers at the old one. */
    move(name: string, to: string): void {
      const listener = listeners.get(name);
      listeners.delete(name);
      if (listener !== undefined) listeners.set(to, listener);
      for (const wire of [...wires]) if (wire.names.includes(name)) cutWire(wire);
    },
    /** Pulls every cable once. */
    cut(): void {
      for (const wire of [...wires]) cutWire(wire);
      for (const reader of [...readers]) cutReader(reader);
    },
    lie(how: Partial<RelayLies>): void {
      lies = { ...honest, ...how };
    },
    /** Whoever runs the relay, or holds a room's key, leaves a frame there. */
    plant(roomPublicKey: Uint8Array, frame: Bytes): void {
      keep(toHex(roomPublicKey), frame);
    },
    /** Rooms that this one has open at the relay. */
    roomsOf: (name: string): number => [...readers].filter((reader) => reader.name === name).length,
    /** The relay takes nothing any more, or again everything. */
    refuse(why: typeof refusal): void {
      refusal = why;
    },
    /** The relay's store is an older one from now on: of each room the first frames are left, as many as `keeps` says. */
    forget(keeps: (frames: number) => number): void {
      run++;
      for (const room of rooms.values()) {
        room.frames.splice(keeps(room.frames.length));
        room.runs = room.runs.filter(({ from }) => from <= room.frames.length);
      }
      for (const reader of [...readers]) cutReader(reader);
    },
    reaches,
    /** What passes through the air of the local network. */
    air,
  };
}
