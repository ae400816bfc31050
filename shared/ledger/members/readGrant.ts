/** [L10] [L26] Who an entry lets in, by its own bytes: whether it may is judged in judgeEntry.ts. */
import { equalBytes, toHex } from "../../base/bytes.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { readDeviceChain, readPartyCard } from "./cards.ts";
import type { EntryOf, GovernanceEntry } from "./entries.ts";
import type { Grant } from "./governance.ts";
import { type JoinRequest, readJoinRequest } from "./invite.ts";
import { readRecovery } from "./recovery.ts";

type Read<T> = Result<T, { readonly reason: string }>;
const no = (reason: string): Read<never> => err({ reason });

/** Of an entry that was accepted; null for one that lets nobody in. */
export function grantOf(entry: GovernanceEntry): Grant | null {
  switch (entry.kind) {
    case "genesis":
      return orNull(readFounder(entry));
    case "recover":
      return orNull(readReturn(entry));
    case "admit": {
      const request = readJoinRequest(entry.request);
      return request.ok ? orNull(readAdmission(entry, request.value)) : null;
    }
    default:
      return null;
  }
}

const orNull = (read: Read<Grant>): Grant | null => (read.ok ? read.value : null);

export function readFounder(entry: EntryOf<"genesis">): Read<Grant> {
  const card = readPartyCard(entry.party);
  if (!card.ok) return no(card.error.reason);
  const device = readDeviceChain(entry.device);
  if (!device.ok) return no(device.error.reason);
  if (device.value.party !== card.value.id) return no("the device speaks for another party");
  const party = { card: card.value, signed: entry.party };
  const founder = { card: device.value, role: "delegate", chain: entry.device, party } as const;
  return ok({ ...founder, invite: null, paper: null, endsOthers: false });
}

export function readReturn(entry: EntryOf<"recover">): Read<Grant> {
  const recovery = readRecovery(entry.request);
  if (!recovery.ok) return no(recovery.error.reason);
  const { device, key, chain, revokesOthers } = recovery.value;
  const back = { card: device, role: "delegate", chain, party: null, paper: key } as const;
  return ok({ ...back, invite: null, endsOthers: revokesOthers });
}

export function readAdmission(entry: EntryOf<"admit">, { inviteKey, role, device, party }: JoinRequest): Read<Grant> {
  const used = { invite: toHex(inviteKey), paper: null, endsOthers: false } as const;
  if (role !== "party" && role !== "delegate") {
    if (entry.party !== null || entry.device.length > 0) return no("a guest has no party");
    return ok({ ...used, card: { ...device, party: null }, role, chain: [], party: null });
  }
  const chained = readDeviceChain(entry.device);
  if (!chained.ok) return no(chained.error.reason);
  const { value: card } = chained;
  if (card.id !== device.id || !equalBytes(card.sealKey, device.sealKey))
    return no("the card names another device than the request");
  const grant = { ...used, card, role: "delegate", chain: entry.device } as const;
  if (role === "delegate")
    return entry.party === null ? ok({ ...grant, party: null }) : no("a delegate of their own party brings no card");
  if (entry.party === null || party === null || card.party !== party.card.id) return no("a party without its card");
  if (!equalBytes(entry.party[0], party.signedCard[0])) return no("another card than the request's");
  return ok({ ...grant, party: { card: party.card, signed: party.signedCard } });
}
