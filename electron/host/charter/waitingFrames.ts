/**
 * Frames that wait in memory for what they build on or for a key: how many and how much, and how long one piece of work
 * with frames may be.
 * Owns: nothing. Called by: replica.ts, bundleScan.ts.
 */
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { Lack } from "./takeInOrder.ts";

export interface WaitingFrame {
  readonly frame: Bytes;
  readonly lack: Lack;
  /** Who is charged for the room that it takes: a member's id, a key's, or "" for everybody else together. */
  readonly owner: string;
}

/** Nothing is lost beyond these: whoever has a frame is asked for it again. */
export const waitingLimits = {
  frames: 4096,
  bytes: 64 * 1024 * 1024,
  bytesOfOne: 16 * 1024 * 1024,
} as const;

/** A tenth of a second at the most: 16 frames of 4,096 unknown places, or 1,000 small ones. */
const sliceBytes = 8 * 1024 * 1024;
/** What a frame takes beside its bytes, in time as if it were so many. */
const bytesOfAFrame = 8 * 1024;

const costOf = (frame: Bytes): number => frame.length + bytesOfAFrame;

/** Frames in order, as many together as may be judged before something else gets its turn; one list at least. */
export function sliceFrames(frames: readonly Bytes[]): readonly (readonly Bytes[])[] {
  const slices: Bytes[][] = [];
  let slice: Bytes[] = [];
  let cost = 0;
  for (const frame of frames) {
    cost += costOf(frame);
    if (slice.length > 0 && cost > sliceBytes) {
      slices.push(slice);
      slice = [];
      cost = costOf(frame);
    }
    slice.push(frame);
  }
  return [...slices, slice];
}

/** Counts what is judged: false once it is as much as one slice. */
export function createSlice(): { readonly spend: (frame: Bytes) => void; readonly isOver: () => boolean } {
  let cost = 0;
  return {
    spend(frame) {
      cost += costOf(frame);
    },
    isOver: () => cost >= sliceBytes,
  };
}

/** Everything else that is due gets its turn. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Those that are kept, in their order. Nobody has more than their share, and where it is too much all together, whoever
 * has most gives way: no flood drives out what waits for somebody else. Of one owner what came first is kept.
 */
export function keepWithin<T extends Pick<WaitingFrame, "frame" | "owner">>(
  frames: readonly T[],
  limits: { readonly frames: number; readonly bytes: number; readonly bytesOfOne: number } = waitingLimits,
): { readonly kept: readonly T[]; readonly dropped: readonly T[] } {
  const owners = new Map<string, { frames: number; bytes: number }>();
  /** With how many frames and bytes its owner has up to it. */
  let shares = frames.map((one) => {
    const { frames: before, bytes } = owners.get(one.owner) ?? { frames: 0, bytes: 0 };
    const share = { frames: before + 1, bytes: bytes + one.frame.length };
    owners.set(one.owner, share);
    return { one, ...share };
  });
  shares = shares.filter(({ bytes }) => bytes <= limits.bytesOfOne).sort((a, b) => a.bytes - b.bytes);
  let bytes = 0;
  const over = shares.findIndex(({ one }) => {
    bytes += one.frame.length;
    return bytes > limits.bytes;
  });
  shares = over < 0 ? shares : shares.slice(0, over);
  shares = shares.sort((a, b) => a.frames - b.frames).slice(0, limits.frames);
  const kept = new Set(shares.map(({ one }) => one));
  return { kept: frames.filter((one) => kept.has(one)), dropped: frames.filter((one) => !kept.has(one)) };
}

/** A frame without the file or message that it came in, which would stay in memory with it. */
export const apart = <T extends WaitingFrame>(one: T): T =>
  one.frame.buffer.byteLength === one.frame.length ? one : { ...one, frame: new Uint8Array(one.frame) };
