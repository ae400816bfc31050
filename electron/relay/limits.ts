/** Every bound of a relay in one place ([R12], [R14] to [R17], [R24]). */
import type { RoomBounds } from "./relayStore.ts";

export interface RelayLimits {
  readonly connections: number;
  /** A camp behind one address: each device has one for each key of a charter and one for each open invite. */
  readonly connectionsPerAddress: number;
  /** From the open connection to the room key's proof. */
  readonly unauthenticatedMs: number;
  /** The relay pings this often, and gives a connection up that said nothing for twice as long. */
  readonly pingMs: number;
  /** A client faster than these is read more slowly; nothing is lost. `burstMs` of saved-up allowance is let through. */
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  readonly burstMs: number;
  /** Of all connections of one address together, in the same manner. */
  readonly bytesPerSecondPerAddress: number;
  /** That one address may open in an hour. */
  readonly roomsPerAddress: number;
  /** Received and not yet committed, per connection: above it the relay stops reading that connection. */
  readonly uncommittedBytes: number;
  /** Written and not yet taken by the reader: above it the reader is served from the store at its own pace. */
  readonly lagBytes: number;
  /** Above it the reader is cut off. */
  readonly bufferedBytes: number;
  /** A reader that is behind has this long, and the time of the slowest network, to take what is buffered. */
  readonly stalledMs: number;
  readonly slowestBytesPerSecond: number;
  readonly room: RoomBounds;
  /** Of the whole store, where it is a file; Redis has its maxmemory. */
  readonly storeBytes: number;
}

export const defaultRelayLimits: RelayLimits = {
  connections: 4096,
  connectionsPerAddress: 256,
  unauthenticatedMs: 10_000,
  pingMs: 30_000,
  messagesPerSecond: 5_000,
  bytesPerSecond: 16 * 1024 * 1024,
  burstMs: 2_000,
  bytesPerSecondPerAddress: 32 * 1024 * 1024,
  roomsPerAddress: 512,
  uncommittedBytes: 8 * 1024 * 1024,
  lagBytes: 512 * 1024,
  bufferedBytes: 16 * 1024 * 1024,
  stalledMs: 60_000,
  slowestBytesPerSecond: 4 * 1024,
  room: { frames: 1_000_000, bytes: 2 * 1024 * 1024 * 1024 },
  storeBytes: 64 * 1024 * 1024 * 1024,
};
