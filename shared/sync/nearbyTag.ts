/** How members recognise each other's devices on a local network. PROTOCOL.md, S11. */
import { type Bytes, utf8 } from "../base/bytes.ts";
import { keyedHash } from "../base/crypto.ts";

export const nearbyTagBytes = 8;
const dayMs = 24 * 60 * 60 * 1000;

const utcDay = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

/** Said by a member's device on the UTC day of `moment`. */
export const nearbyTag = (discover: Bytes, moment: number): Bytes =>
  keyedHash(discover, "tessera/nearby/1", utf8(utcDay(moment))).slice(0, nearbyTagBytes);

/** Known by a member's device whose clock, or the other's, is up to a day off. */
export const knownNearbyTags = (discover: Bytes, moment: number): readonly Bytes[] =>
  [-dayMs, 0, dayMs].map((off) => nearbyTag(discover, moment + off));
