/**
 * Every charter on this machine: which there are, and the open ones.
 * Owns: the open replicas and their windows' connections. Called by: createHost and what it wires.
 * Invariant: a charter is in the library once its key file is written; that is the last step of making or joining one.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { HostError } from "../../shared/api/errors.ts";
import type { HostEvent } from "../../shared/api/hostApi.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../shared/base/cbor.ts";
import { openWithNonce, sealWithNonce, wipe } from "../../shared/base/crypto.ts";
import { type CharterId, parseCharterId } from "../../shared/base/ids.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { charterIdOf, encodeEntry, type Policy, rulesetVersion } from "../../shared/ledger/entries.ts";
import { envelopeTypes } from "../../shared/ledger/envelope.ts";
import { createPresence, type Presence } from "./charter/presence.ts";
import { type AcceptedFrame, openReplica, type Replica } from "./charter/replica.ts";
import { connectText, type TextConnection } from "./charter/textConnection.ts";
import { makeDirectory, readFileIfAny, writeFileDurably } from "./files.ts";
import type { Keys } from "./identity.ts";
import type { Platform } from "./platform.ts";
import { openCharterStore } from "./store/charterStore.ts";

export interface OpenCharter {
  readonly id: CharterId;
  readonly replica: Replica;
  readonly presence: Presence;
  /** Client ids promised to windows by `openText`, by the room they connect with. */
  readonly rooms: Map<string, number>;
  /** Those of before the text was folded anew, until what was typed there is carried over. */
  readonly formerRooms: Map<string, number>;
  readonly connections: Set<TextConnection>;
}

const keyVersion = 2;

export type Charters = ReturnType<typeof createCharters>;

export function createCharters(args: {
  readonly platform: Platform;
  readonly keys: Keys;
  readonly emit: (event: HostEvent) => void;
  /** Somebody is connected, to whom what is typed goes at once. */
  readonly isHeard: (charter: CharterId) => boolean;
  readonly onAccepted: (charter: OpenCharter, frames: readonly AcceptedFrame[], source: object | null) => void;
  readonly onPresence: (charter: OpenCharter, client: number, state: string | null) => void;
}) {
  const { platform, keys, emit } = args;
  const directory = join(platform.dataDirectory, "charters");
  const open = new Map<CharterId, OpenCharter>();

  const keyFile = (id: CharterId): string => join(directory, `${id}.key`);
  const storeFile = (id: CharterId): string => join(directory, `${id}.sqlite`);

  function list(): readonly CharterId[] {
    try {
      return readdirSync(directory)
        .filter((file) => file.endsWith(".key"))
        .map((file) => parseCharterId(file.slice(0, -".key".length)))
        .filter((id) => id !== null)
        .sort();
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw thrown;
    }
  }

  function get(id: CharterId): Result<OpenCharter, HostError> {
    const already = open.get(id);
    if (already !== undefined) return ok(already);
    const file = readFileIfAny(keyFile(id));
    if (file === null) return err({ kind: "charterNotFound", charter: id });
    const plain = platform.secrets.open(file);
    if (plain === null) return err({ kind: "keysLocked", reason: "the charter's key was sealed with another one" });
    const [version, epochKeys] = decodeCbor(plain) as readonly [number, Bytes | readonly Bytes[]];
    wipe(plain);
    if (version > keyVersion) return err({ kind: "newerFormat", found: version, supported: keyVersion });
    return openWith(id, epochKeys instanceof Uint8Array ? [epochKeys] : epochKeys);
  }

  /** `epochKeys`: those that this device was let in with; later ones are in the log, sealed to it. */
  function openWith(id: CharterId, epochKeys: readonly Bytes[]): Result<OpenCharter, HostError> {
    const made = makeDirectory(directory);
    if (!made.ok) return made;
    const store = openCharterStore(storeFile(id));
    if (!store.ok) return store;
    const { frameJudge } = platform;
    const device = { id: keys.device, privateKey: keys.signing.privateKey, sealing: keys.sealing };
    // It signs nothing.
    const reader = { ...device, privateKey: new Uint8Array(0) };
    const shadowed = { charter: id, file: storeFile(id), keys: epochKeys, device: reader, storeKey: keys.storeKey };
    const changed = (): void => emit({ kind: "charterChanged", charter: id });
    const connections = new Set<TextConnection>();
    const presence = createPresence(
      (states, source) => {
        for (const connection of connections) if (connection !== source) connection.sendPresence(states);
      },
      (client, state) => args.onPresence(charter, client, state),
      platform.clock,
    );
    const replica = openReplica({
      charter: id,
      keys: epochKeys,
      storeKey: keys.storeKey,
      store: store.value,
      random: platform.random,
      logger: platform.logger,
      clock: platform.clock,
      device,
      tryFrames: frameJudge === null ? null : (frames) => frameJudge.judge(shadowed, frames),
      isHeard: () => args.isHeard(id),
      onUnsigned: changed,
      onAccepted(frames, source) {
        args.onAccepted(charter, frames, source);
        changed();
      },
      onText(update, source) {
        for (const connection of connections) if (connection !== source) connection.sendUpdate(update);
      },
      onSaved: (clientId, clock) => emit({ kind: "saved", charter: id, clientId, clock }),
      onNotSaved: (error) => emit({ kind: "notSaved", charter: id, error }),
      onReload(why) {
        // A window that was away meanwhile must not come back with the document of before either.
        if (why === "refolded") {
          for (const [room, client] of charter.rooms) charter.formerRooms.set(room, client);
          charter.rooms.clear();
        }
        for (const connection of connections) connection.close(why);
      },
    });
    if (!replica.ok) {
      store.value.close();
      return replica;
    }
    const rooms = { rooms: new Map(), formerRooms: new Map() };
    const charter: OpenCharter = { id, replica: replica.value, presence, ...rooms, connections };
    open.set(id, charter);
    return ok(charter);
  }

  /** Keeps the key: from now on the charter is in the library. */
  function keep(charter: OpenCharter, epochKeys: readonly Bytes[]): Result<OpenCharter, HostError> {
    const plain = encodeCbor([keyVersion, epochKeys]);
    const sealed = platform.secrets.seal(plain);
    wipe(plain);
    const written = writeFileDurably(keyFile(charter.id), sealed);
    if (!written.ok) {
      open.delete(charter.id);
      charter.replica.close();
      return written;
    }
    emit({ kind: "libraryChanged" });
    return ok(charter);
  }

  /** Founds a charter: its genesis is the founding party's first entry. */
  function found(title: string, language: string, policy: Policy): Result<OpenCharter, HostError> {
    if (keys.party === null) return err({ kind: "noParty" });
    const body = encodeEntry({
      kind: "genesis",
      nonce: platform.random.bytes(16),
      title,
      language,
      ruleset: rulesetVersion,
      threshold: "all",
      policy,
      party: keys.party.signedCard,
      device: keys.party.chain,
    });
    const epochKeys = [platform.random.bytes(32)];
    const opened = openWith(charterIdOf(body), epochKeys);
    if (!opened.ok) return opened;
    const signed = opened.value.replica.append([{ type: envelopeTypes.governance, body }]);
    if (!signed.ok) {
      open.delete(opened.value.id);
      opened.value.replica.close();
      return signed;
    }
    return keep(opened.value, epochKeys);
  }

  /** Takes the keys of a charter that this device was admitted to; its log arrives by the next meeting. */
  function adopt(id: CharterId, epochKeys: readonly Bytes[]): Result<OpenCharter, HostError> {
    const opened = openWith(id, epochKeys);
    return opened.ok ? keep(opened.value, epochKeys) : opened;
  }

  function openText(charter: OpenCharter): { clientId: number; room: string } {
    const clientId = charter.replica.reserveClient();
    const room = `${charter.id}.${clientId}`;
    charter.rooms.set(room, clientId);
    return { clientId, room };
  }

  function carryText({ replica, formerRooms }: OpenCharter, room: string, update: Bytes): Result<null, HostError> {
    const client = formerRooms.get(room);
    if (client === undefined) return err({ kind: "badArgument", what: "room", expected: "one that this host ended" });
    const carried = replica.carryOver(client, update);
    if (carried.ok) formerRooms.delete(room);
    return carried;
  }

  function connect(room: string, pipe: Pipe, as: "window" | "gateway"): Result<null, HostError> {
    const id = parseCharterId(room.split(".")[0]);
    const charter = id === null ? null : get(id);
    if (charter === null || !charter.ok) {
      pipe.close("refused: no such charter");
      return charter === null ? err({ kind: "charterNotFound", charter: room }) : charter;
    }
    const client = as === "window" ? charter.value.rooms.get(room) : null;
    if (client === undefined || (as === "gateway" && room !== id)) {
      // It was away while the text was folded anew, and is to open it as those who were here.
      pipe.close(charter.value.formerRooms.has(room) ? "refolded" : "refused: no such room");
      return err({ kind: "charterNotFound", charter: room });
    }
    const { connections, replica, presence } = charter.value;
    const { clock } = platform;
    let isClosed = false;
    const onClosed = (connection: TextConnection): void => {
      isClosed = true;
      connections.delete(connection);
    };
    const isTaken = (of: number): boolean => [...connections].some((connection) => connection.client() === of);
    const { person, device } = keys;
    const connection = connectText({ replica, presence, pipe, clock, client, person, device, isTaken, onClosed });
    // What came before anybody listened may have been refused already.
    if (!isClosed) connections.add(connection);
    return ok(null);
  }

  const settingLabel = (id: CharterId, name: string): Bytes => encodeCbor(["tessera/setting/1", id, name]);

  return {
    list,
    get,
    found,
    adopt,
    openText,
    carryText,
    connect,
    /** Settings of this device for a charter, sealed at rest. */
    readSetting({ id, replica }: OpenCharter, name: string): unknown {
      const sealed = replica.store.readSetting(name);
      const plain = sealed === null ? null : openWithNonce(sealed, settingLabel(id, name), keys.storeKey);
      return plain === null ? null : decodeCbor(plain);
    },
    writeSetting({ id, replica }: OpenCharter, name: string, value: unknown): Result<unknown, HostError> {
      const nonce = platform.random.bytes(24);
      const sealed = sealWithNonce(encodeCbor(value), settingLabel(id, name), nonce, keys.storeKey);
      return replica.store.writeSetting(name, sealed);
    },
    /** When every charter has taken what it received until now. */
    idle: async (): Promise<void> => void (await Promise.all([...open.values()].map(({ replica }) => replica.idle()))),
    /** Those of this machine that can be opened: one damaged charter does not hide the others. */
    all: (): readonly OpenCharter[] =>
      list().flatMap((id) => {
        const charter = get(id);
        if (!charter.ok) platform.logger.warn("charter-not-opened", { error: charter.error.kind });
        return charter.ok ? [charter.value] : [];
      }),
    /** Signs and stores what was typed into any of them. */
    flush(): Result<null, HostError> {
      for (const { replica } of open.values()) {
        const flushed = replica.flush();
        if (!flushed.ok) return flushed;
      }
      return ok(null);
    },
    /** Every key of every charter is overwritten. */
    close(): void {
      platform.frameJudge?.close();
      for (const { replica, connections } of open.values()) {
        for (const connection of connections) connection.close("the host is closing");
        replica.close();
      }
      open.clear();
    },
  };
}
