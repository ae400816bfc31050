/** What an embedding supplies. Tests give simulated parts; nodePlatform.ts gives the real ones. */

import type { HostError } from "../../shared/api/errors.ts";
import type { KeyChoice, KeyView } from "../../shared/api/keys.ts";
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import type { Result } from "../../shared/base/result.ts";
import type { RoomPlace } from "../../shared/sync/relayMessages.ts";
import type { DrawThread } from "./documents/drawThread.ts";
import type { FrameJudge } from "./judging/frameJudge.ts";
import type { ReadThread } from "./reading/textReader.ts";
import type { DataPlace } from "./store/dataPlace.ts";

/**
 * Seals small secrets (device keys, epoch keys) under one key-encryption key, which is in memory only between `unlock`
 * and `lock`. The caller wipes the bytes that it gets from `open` or gives to `seal`.
 */
export interface Secrets {
  state(): Omit<KeyView, "isMoved">;
  /** Only while the key is open: anything else is a bug, and throws. */
  seal(secret: Bytes): Bytes;
  /** Null where it was not sealed here, or while locked. */
  open(sealed: Bytes): Bytes | null;
  /** Makes the key where there is none; else seals the same one anew. `current`: the passphrase until now. */
  protect(current: string | null, choice: KeyChoice): Promise<Result<null, HostError>>;
  /** Null: by what needs no person (the system's key store, a plain file). Does nothing where the key is open. */
  unlock(passphrase: string | null): Promise<Result<null, HostError>>;
  /** Overwrites the key. */
  lock(): void;
}

/** The system's key store: Keychain, DPAPI, the Secret Service. Null where it refuses. */
export interface SystemStore {
  /** Such as "gnome_libsecret": tells a changed store from a broken one. */
  readonly name: string;
  seal(key: Bytes): Promise<Bytes | null>;
  open(sealed: Bytes): Promise<Bytes | null>;
}

/** How the end of a link is told that nobody ended: the network did, and the other side may not know. */
export const linkLost = "the connection was lost";

/** A pipe to a peer whose two ends share a secret that nobody between them knows. */
export interface PeerLink {
  readonly pipe: Pipe;
  /** 32 bytes that both ends derive from the channel and nobody else can (TLS exporter, RFC 5705). */
  readonly binding: Bytes;
  readonly role: "dialer" | "listener";
  readonly remoteAddress: string;
  /** A member is at the other end: strangers do not take its place. */
  readonly keepPlace?: () => void;
}

export interface DirectTransport {
  dial(address: string): Promise<Result<PeerLink, HostError>>;
  listen(
    port: number,
    /** An IP address of this machine; null: wherever it may. */
    host: string | null,
    onLink: (link: PeerLink) => void,
  ): Promise<
    Result<{ readonly port: number; readonly addresses: readonly string[]; close(): Promise<void> }, HostError>
  >;
}

/** What a device that its person made visible says on the local network. Public, and proves nothing. */
export interface Announcement {
  /** Of this run of the program; 16 hex digits, random. */
  readonly instance: string;
  readonly port: number;
  /** 8 bytes each. */
  readonly tags: readonly Bytes[];
}

export interface DiscoverySession {
  /** Says the announcement and asks who else is there. */
  say(): void;
  /** Says goodbye. */
  close(): Promise<void>;
}

/** Hears and says announcements on the local network; nothing is said or heard before `open`. */
export interface Discovery {
  open(args: {
    /** Asked whenever something is to be said; null: nothing now. */
    readonly announcement: () => Announcement | null;
    /** `host` is where it came from, as the network saw it. Own announcements are heard too. */
    readonly onHeard: (heard: Announcement, host: string) => void;
    readonly onLeft: (instance: string, host: string) => void;
  }): Promise<Result<DiscoverySession, HostError>>;
}

/** A connection to a relay room, authenticated with the room's key. Frames are opaque. */
export interface RelayRoom {
  /** Resolves with its place when the relay has stored the frame (or had it). */
  put(frame: Bytes): Promise<Result<RoomPlace, HostError>>;
  /** Passed on to who is listening now, never stored; lost where nobody is. */
  sendEphemeral(frame: Bytes): void;
  close(): void;
}

export interface RelayTransport {
  /**
   * Connects, authenticates, and delivers every frame from `afterSeq` on, in order, then live ones.
   * `onCaughtUp` fires once, after the last stored frame. `onClosed` fires once, whatever the reason, after a successful open.
   */
  open(args: {
    readonly url: string;
    /** Ed25519 pair derived from the epoch key (or from an invite, for its mailbox). */
    readonly roomPublicKey: Bytes;
    readonly roomPrivateKey: Bytes;
    /** Taken only together with `known`. */
    readonly afterSeq: number;
    /** The furthest place that the relay ever told this device of, in this room; null: none. */
    readonly known: RoomPlace | null;
    readonly onFrame: (frame: Bytes, place: RoomPlace) => void;
    /** Ephemeral frames of others in the room; they have no number. */
    readonly onEphemeral?: (frame: Bytes) => void;
    readonly onCaughtUp: () => void;
    /** Before it opened: what the relay has is not what it had when it told of `known`; everything of it comes. */
    readonly onReset?: () => void;
    readonly onClosed: (error: HostError | null) => void;
  }): Promise<Result<RelayRoom, HostError>>;
}

export interface Platform {
  /** Holds everything of this person on this machine. Created 0700 where missing. */
  readonly dataDirectory: string;
  /** Where added packs of faces lie, where that is not in `dataDirectory`. */
  readonly faceDirectory?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly secrets: Secrets;
  readonly place: DataPlace;
  readonly direct: DirectTransport;
  readonly discovery: Discovery;
  readonly relay: RelayTransport;
  /** Null: frames are judged in the host's own thread (tests that move time by hand). */
  readonly frameJudge: FrameJudge | null;
  /** Null: long texts are read where everything else is done. */
  readonly readThread: ReadThread | null;
  /** Null: pages are drawn when somebody asks for them, and not before. */
  readonly drawThread: DrawThread | null;
}
