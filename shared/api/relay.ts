/** The relay of a charter. */
import type { CharterId } from "../base/ids.ts";
import { nullable, object } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import { type ArgumentsOf, address, charter } from "./arguments.ts";
import type { HostError } from "./errors.ts";

export type RelayState = "off" | "connecting" | "connected" | "failed";

export interface RelayApi {
  /** Null switches the relay off for this charter; an exchange under way answers `cancelled`. */
  setRelay(args: { readonly charter: CharterId; readonly url: string | null }): Promise<Result<null, HostError>>;
  /** Exchange with the charter's relay now, and wait until it holds everything held here. */
  syncRelay(args: {
    readonly charter: CharterId;
  }): Promise<Result<{ readonly received: number; readonly sent: number }, HostError>>;
}

export const relayArguments = {
  setRelay: object({ charter, url: nullable(address) }),
  syncRelay: object({ charter }),
} as const satisfies ArgumentsOf<RelayApi>;
