/** Ways to somebody who can answer a request to join: one address, a relay, or those of an invite's link in turn. */
import type { HostError } from "../../../shared/api/errors.ts";
import { equalBytes } from "../../../shared/base/bytes.ts";
import type { KeyPair } from "../../../shared/base/crypto.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { encodeInviteLink, foundingMark, type InviteLink, readInviteLink } from "../../../shared/sync/inviteLink.ts";
import { openWelcome } from "../../../shared/sync/welcome.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { JoinAnswer, Meetings } from "../peers/meetings.ts";
import type { JoinRoutes, RecoveryRoutes } from "../people/joins.ts";
import type { Platform } from "../platform.ts";
import type { Mailboxes } from "../relay/mailboxes.ts";
import type { Relays } from "../relay/relays.ts";
import { keepTrying } from "../relay/retry.ts";

/** A relay that goes away in the middle of a join is tried again for so long. */
const fetchMs = 60_000;
const isAway = ({ kind }: HostError): boolean => kind === "relayUnreachable" || kind === "relayRefused";

export interface JoinWays {
  readonly platform: Platform;
  readonly meetings: Meetings;
  readonly meet: Meetings["meet"];
  readonly mailboxes: Mailboxes;
  readonly relays: Relays;
}

/** `address`: host:port, or a relay's URL. `stay`: the connection on which the charter comes is kept. */
export function routesAt(ways: JoinWays, address: string, stay: boolean): JoinRoutes {
  const { platform, meetings, meet, mailboxes, relays } = ways;
  if (!/^wss?:/.test(address))
    return {
      ask: (_invite, request) => meetings.askToJoin(address, request),
      fetch: () => meet(address, stay),
    };
  return {
    ask: (invite, request, opensWelcome) => mailboxes.ask(address, invite, request, opensWelcome),
    async fetch(charter) {
      const set = relays.set(charter, address);
      if (!set.ok) return set;
      const fetched = await keepTrying(platform, fetchMs, () => relays.exchange(charter), isAway);
      // Everything came; what the relay does not take of ours is told beside the charter.
      return fetched.ok || fetched.error.kind === "relayNotStored" ? ok(null) : fetched;
    },
  };
}

/** [S16] `address`: host:port, or with the code of a member a relay's URL. */
export function recoveryRoutesAt(ways: JoinWays, address: string, code: KeyPair | null): RecoveryRoutes {
  const { meetings, mailboxes } = ways;
  const { fetch } = routesAt(ways, address, false);
  if (code === null)
    return {
      askPaper: (question) => meetings.askPaper(address, question),
      askRecovery: (request) => meetings.askRecovery(address, request),
      fetch,
    };
  return {
    askPaper: (question) => mailboxes.askPaper(address, code, question),
    askRecovery: (request) => mailboxes.askRecovery(address, code, request),
    fetch,
  };
}

/** [S12] The addresses of a link in turn, then its relay; only a welcome to the link's charter is an answer. */
export function routesOfLink(
  ways: JoinWays,
  sealing: KeyPair,
  { addresses, relay, founding }: InviteLink,
  stay: boolean,
): JoinRoutes {
  let places = [...addresses, ...(relay === null ? [] : [relay])];

  /** Whether to go on to the next place. */
  function judge(answer: JoinAnswer, invite: KeyPair, address: string): HostError | "next" | null {
    if (answer.kind === "refused") return answer.reason === "unknown" ? "next" : null;
    const welcome = openWelcome(answer.welcome, sealing, invite.publicKey);
    if (welcome === null) return "next";
    return equalBytes(foundingMark(welcome.charter), founding) ? null : { kind: "linkMismatch", address };
  }

  return {
    async ask(invite, request, opensWelcome) {
      let last: Result<JoinAnswer, HostError> = err({ kind: "inviteUnknown", address: places[0] ?? "" });
      for (const address of places) {
        const answered = await routesAt(ways, address, stay).ask(invite, request, opensWelcome);
        const verdict = answered.ok ? judge(answered.value, invite, address) : "next";
        if (verdict === "next") {
          last = answered.ok ? err({ kind: "inviteUnknown", address }) : answered;
          if (!answered.ok && answered.error.kind === "cancelled") return answered;
          continue;
        }
        if (verdict !== null) return err(verdict);
        // The next request, and the charter, go where somebody answered.
        places = [address, ...places.filter((other) => other !== address)];
        return answered;
      }
      return last;
    },
    fetch: (charter) => routesAt(ways, places[0] ?? "", stay).fetch(charter),
  };
}

const isLoopback = (address: string): boolean => /^(127\.|\[::1\]|localhost:)/.test(address);

/** Loopback is told only where there is nothing else. */
export function writeLink(
  charter: OpenCharter,
  code: string,
  addresses: readonly string[],
  relay: string | null,
): string {
  const reachable = addresses.filter((address) => !isLoopback(address));
  return encodeInviteLink({
    code,
    addresses: reachable.length > 0 ? reachable : addresses,
    relay,
    founding: foundingMark(charter.id),
  });
}

export function readLink(link: string): Result<InviteLink, HostError> {
  const read = readInviteLink(link);
  if (read.ok) return read;
  const { error } = read;
  switch (error.kind) {
    case "notALink":
      return err({ kind: "notAnInvite" });
    case "damaged":
      return err({ kind: "linkDamaged" });
    case "newer":
      return err({ kind: "newerFormat", found: error.found, supported: error.supported });
  }
}
