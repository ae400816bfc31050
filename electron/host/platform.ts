/** What an embedding supplies. Tests give simulated parts; nodePlatform.ts gives the real ones. */

import type { HostError } from "../../shared/api/errors.ts";
import type { Clock, Logger, Random } from "../../shared/base/ambient.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import type { Result } from "../../shared/base/result.ts";

/** Seals small secrets (device keys) with what the machine has: safeStorage, a passphrase, a key file. */
export interface Secrets {
  /** True where nothing but file permissions protects the key. */
  readonly plain: boolean;
  seal(secret: Bytes): Bytes;
  /** Null where it was not sealed here. */
  open(sealed: Bytes): Bytes | null;
}

/** A pipe to a peer whose two ends share a secret that nobody between them knows. */
export interface PeerLink {
  readonly pipe: Pipe;
  /** 32 bytes that both ends derive from the channel and nobody else can (TLS exporter, RFC 5705). */
  readonly binding: Bytes;
  readonly role: "dialer" | "listener";
  readonly remoteAddress: string;
}

export interface DirectTransport {
  dial(address: string): Promise<Result<PeerLink, HostError>>;
  listen(
    port: number,
    onLink: (link: PeerLink) => void,
  ): Promise<
    Result<{ readonly port: number; readonly addresses: readonly string[]; close(): Promise<void> }, HostError>
  >;
}

/** A connection to a relay room, authenticated with the room's key. Frames are opaque. */
export interface RelayRoom {
  /** Resolves when the relay has stored the frame (or had it). */
  put(frame: Bytes): Promise<Result<null, HostError>>;
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
    readonly afterSeq: number;
    readonly onFrame: (frame: Bytes, seq: number) => void;
    /** Ephemeral frames of others in the room; they have no number. */
    readonly onEphemeral?: (frame: Bytes) => void;
    readonly onCaughtUp: () => void;
    readonly onClosed: (error: HostError | null) => void;
  }): Promise<Result<RelayRoom, HostError>>;
}

export interface Platform {
  /** Holds everything of this person on this machine. Created 0700 where missing. */
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly secrets: Secrets;
  readonly direct: DirectTransport;
  readonly relay: RelayTransport;
}
