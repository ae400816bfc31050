/** What the judging thread says of a frame before the host takes it. */
import type { PlaceLack } from "./takeInOrder.ts";

/**
 * Null: no verdict. Else the frame is verified; `isTextSound`: its text is one (true where it has none); `lack`: it waits,
 * and has nothing to teach meanwhile.
 */
export type FrameVerdict = { readonly isTextSound: boolean } | { readonly lack: PlaceLack } | null;

/** "crashed": the thread did not survive it. */
export type TriedFrame = FrameVerdict | "crashed";
