/**
 * What somebody may ask of this device who has not shown to be a member [S20].
 * Owns: how many questions that nobody here knows came from each address lately. Called by: meetings.ts.
 * Invariant: a question is judged only while its link and its address have asked few that led nowhere.
 */
import type { Clock } from "../../../shared/base/ambient.ts";
import { networkOf } from "../../../shared/base/networkOf.ts";

export const strangerLimits = {
  /** Without a hello; and after it without a charter in common or a question; and after that without another one. */
  waitMs: 15_000,
  /** After a tag in common: a device with a long have on the slowest network. */
  haveMs: 120_000,
  questionsPerLink: 8,
  /** To no invite and no party of this device, from one address in `windowMs`. A camp that mistypes codes stays below. */
  unknownPerAddress: 60,
  windowMs: 600_000,
  rememberedAddresses: 1_000,
} as const;

export interface Strangers {
  mayAsk(address: string): boolean;
  /** A question of this address led nowhere. */
  askedInVain(address: string): void;
}

export function createStrangers(clock: Clock): Strangers {
  const asked = new Map<string, { readonly sinceMs: number; count: number }>();
  const lately = (address: string) => {
    const entry = asked.get(hostOf(address));
    return entry !== undefined && clock.now() - entry.sinceMs < strangerLimits.windowMs ? entry : null;
  };
  return {
    mayAsk: (address) => (lately(address)?.count ?? 0) < strangerLimits.unknownPerAddress,
    askedInVain(address) {
      const entry = lately(address);
      if (entry !== null) {
        entry.count += 1;
        return;
      }
      const host = hostOf(address);
      asked.delete(host);
      const oldest = asked.size < strangerLimits.rememberedAddresses ? undefined : asked.keys().next().value;
      if (oldest !== undefined) asked.delete(oldest);
      asked.set(host, { sinceMs: clock.now(), count: 1 });
    },
  };
}

/** A stranger has many ports, and a household many addresses of IPv6. */
const hostOf = (address: string): string => networkOf(address.replace(/:\d+$/, "").replace(/^\[|\]$/g, ""));
