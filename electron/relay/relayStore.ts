/** What a relay keeps: for each room an append-only log of sealed frames. */
import type { Bytes } from "../../shared/base/bytes.ts";
import type { Result } from "../../shared/base/result.ts";
import type { RoomPlace } from "../../shared/sync/relayMessages.ts";

export interface FrameToStore {
  /** 16 bytes. */
  readonly room: Bytes;
  /** 32 bytes. */
  readonly frameId: Bytes;
  readonly frame: Bytes;
}

export interface StoredFrame extends RoomPlace {
  readonly frame: Bytes;
}

export type Appended =
  /** Committed by this call. */
  | ({ readonly kind: "stored" } & RoomPlace)
  /** The room had it, under this number. */
  | ({ readonly kind: "known" } & RoomPlace)
  | { readonly kind: "roomFull" }
  /** As far as the store can tell, not there: it may be put again. */
  | { readonly kind: "storeFull" | "storeFailed" };

export interface RelayStoreFault {
  readonly reason: string;
}

export interface RoomBounds {
  readonly frames: number;
  readonly bytes: number;
}

/** What an operator asked to be dropped; nothing is by default. */
export interface Retention {
  /** Frames stored before this moment. */
  readonly beforeMs: number | null;
  /** The oldest frames of a room that holds more than this. */
  readonly roomBytes: number | null;
}

export interface StoreTotals {
  readonly rooms: number;
  readonly frames: number;
  /** Of the frames. */
  readonly bytes: number;
}

export interface RelayStore {
  /**
   * Stores the frames in order; one answer for each. Those of one room are stored in one durable commit, all or none.
   * The first frame of a room gets the number `nowMs`, every later one its predecessor's plus one, or a greater one
   * where the store may have forgotten what it gave; from there on they bear another mark ([R27]).
   */
  append(frames: readonly FrameToStore[], nowMs: number, bounds: RoomBounds): Promise<readonly Appended[]>;
  /** Frames with a number above `afterSeq`, in order: at least one where there is one, then up to `maxBytes`. */
  read(room: Bytes, afterSeq: number, maxBytes: number): Promise<Result<readonly StoredFrame[], RelayStoreFault>>;
  /** The greatest number given in the room, also where its frames are dropped since; 0 where there was none. */
  lastSeq(room: Bytes): Promise<Result<number, RelayStoreFault>>;
  /** Whether this place was given in this very history of the room, also where its frame is dropped since ([R27]). */
  holds(room: Bytes, place: RoomPlace): Promise<Result<boolean, RelayStoreFault>>;
  /** Drops what is beyond the retention. A frame that was dropped may be put again, and gets a new number. */
  drop(retention: Retention): Promise<Result<{ readonly frames: number }, RelayStoreFault>>;
  totals(): Promise<Result<StoreTotals, RelayStoreFault>>;
  /** The other relays on this store; null for a store that one relay owns. */
  readonly neighbours: Neighbours | null;
  close(): Promise<void>;
}

/** Relays that serve the same rooms from the same store. */
export interface Neighbours {
  /** Once, before anything else. */
  listen(listener: NeighbourListener): void;
  /** When it resolves, whatever neighbours do in the room from then on is told. */
  join(room: Bytes): Promise<Result<null, RelayStoreFault>>;
  leave(room: Bytes): void;
  /** An ephemeral frame to the neighbours' readers; lost where they are out of reach. */
  passOn(room: Bytes, frame: Bytes): void;
  /** Tells the others about this relay for a while: a short text, for the operator. */
  report(text: string): Promise<void>;
  /** What each relay reported of itself lately, this one included. */
  reports(): Promise<readonly string[]>;
}

export interface NeighbourListener {
  /** A neighbour stored frames of a joined room, up to this number. */
  onAppended(room: Bytes, lastSeq: number): void;
  onEphemeral(room: Bytes, frame: Bytes): void;
  /** The store is out of reach, or lost what it had: what neighbours do until rooms are joined anew is not told. */
  onLost(): void;
}
