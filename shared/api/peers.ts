/** Meeting devices directly. */
import type { CharterId, DeviceId } from "../base/ids.ts";
import { flag, integer, nullable, object, text } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import { type ArgumentsOf, address, nothing } from "./arguments.ts";
import type { HostError } from "./errors.ts";

export interface MeetReport {
  /** Charters both sides hold. */
  readonly charters: readonly CharterId[];
  readonly received: number;
  readonly sent: number;
  /** True only where signed receipts say that both sides hold the same. */
  readonly complete: boolean;
  readonly withDevice: DeviceId | null;
}

/** An address (host:port) at which a device answered, and when that was, by this device's clock. */
export interface MetAddress {
  readonly device: DeviceId;
  readonly address: string;
  readonly at: number;
}

/** A device of a member, as it is seen on the local network. */
export interface NearbyDevice {
  /** host:port, for `meet`. */
  readonly address: string;
  /** Of those held here, which it holds too. */
  readonly charters: readonly CharterId[];
  /** Learned in a meeting with it since it came; null before. */
  readonly device: { readonly id: DeviceId; readonly name: string; readonly person: string } | null;
  readonly lastSeenAt: number;
}

export interface PeersApi {
  /** Accept meetings by address. Idempotent. Addresses as host:port. */
  listen(args: {
    readonly port: number | null;
    /** The IP address of this machine to listen at; null: all of them. */
    readonly host: string | null;
  }): Promise<Result<{ readonly addresses: readonly string[] }, HostError>>;
  stopListening(args: Record<never, never>): Promise<Result<null, HostError>>;
  /** Empty: not listening. `invite` begins to listen by itself. */
  getListening(args: Record<never, never>): Promise<Result<{ readonly addresses: readonly string[] }, HostError>>;
  /**
   * Whether members on the same network see this device and it sees them. Accepts meetings where it does not yet.
   * Remembered on this machine; off at first.
   */
  setNearby(args: { readonly on: boolean }): Promise<Result<null, HostError>>;
  listNearby(
    args: Record<never, never>,
  ): Promise<Result<{ readonly on: boolean; readonly devices: readonly NearbyDevice[] }, HostError>>;
  /**
   * Meet a device by address: exchange everything both may hold. `stay` keeps the connection for live edits, and
   * calls again where it is lost.
   */
  meet(args: { readonly address: string; readonly stay: boolean }): Promise<Result<MeetReport, HostError>>;
  /** Ends every connection by address, whoever began it; a meeting under way answers `cancelled`. */
  stopMeeting(args: Record<never, never>): Promise<Result<null, HostError>>;
}

export const peersArguments = {
  listen: object({ port: nullable(integer({ min: 0, max: 65_535 })), host: nullable(text({ min: 1, max: 200 })) }),
  stopListening: nothing,
  getListening: nothing,
  setNearby: object({ on: flag }),
  listNearby: nothing,
  meet: object({ address, stay: flag }),
  stopMeeting: nothing,
} as const satisfies ArgumentsOf<PeersApi>;
