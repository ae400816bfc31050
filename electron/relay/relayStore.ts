/** What a relay keeps: for each room an append-only log of sealed frames. One relay owns one store. */
import type { Bytes } from "../../shared/base/bytes.ts";
import type { Result } from "../../shared/base/result.ts";

export interface FrameToStore {
  /** 16 bytes. */
  readonly room: Bytes;
  /** 32 bytes. */
  readonly frameId: Bytes;
  readonly frame: Bytes;
}

export interface StoredFrame {
  readonly seq: number;
  readonly frame: Bytes;
}

export type Appended =
  /** Committed by this call. */
  | { readonly kind: "stored"; readonly seq: number }
  /** The room had it, under this number. */
  | { readonly kind: "known"; readonly seq: number }
  | { readonly kind: "roomFull" };

export type RelayStoreFault = { readonly kind: "full" } | { readonly kind: "failed"; readonly reason: string };

export interface RoomBounds {
  readonly frames: number;
  readonly bytes: number;
}

export interface RelayStore {
  /**
   * Stores all of them or none, in order, in one durable commit; one answer for each.
   * The first frame of a room gets `firstSeq`, every later one its predecessor's plus one.
   */
  append(
    frames: readonly FrameToStore[],
    firstSeq: number,
    bounds: RoomBounds,
  ): Promise<Result<readonly Appended[], RelayStoreFault>>;
  /** Frames with a number above `afterSeq`, in order: at least one where there is one, then up to `maxBytes`. */
  read(room: Bytes, afterSeq: number, maxBytes: number): Promise<Result<readonly StoredFrame[], RelayStoreFault>>;
  /** 0 for a room without frames. */
  lastSeq(room: Bytes): Promise<Result<number, RelayStoreFault>>;
  close(): Promise<void>;
}
