/** Invite codes and the request to join that answers one. PROTOCOL.md, L8 and L9. */
import { type Bytes, toHex, utf8 } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { hash, type KeyPair, keyedHash, sign, signingKeyPair, stretch, verify } from "../../base/crypto.ts";
import { type CharterId, type DeviceId, idBytes, type PartyId } from "../../base/ids.ts";
import { bytes, list, nullable, oneOf, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { name } from "../../charter/parties/names.ts";
import { type InviteRole, inviteRoles } from "../../charter/parties/roles.ts";
import { moment } from "../../charter/parties/term.ts";
import { parseSigned, readDeviceChain, readPartyCard, type Signed } from "./cards.ts";
import type { DeviceCard, PartyCard } from "./model.ts";

/** Crockford's base 32: no I, L, O, U. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const secretSymbols = 15;

const checkSymbol = (symbols: readonly number[]): number =>
  (hash("tessera/invite-check/1", Uint8Array.from(symbols))[0] as number) & 31;

/** 75 random bits as 15 symbols and a check symbol: XXXX-XXXX-XXXX-XXXX. */
export function createInviteCode(random: Bytes): string {
  const symbols = Array.from(random.subarray(0, secretSymbols), (byte) => byte & 31);
  const code = [...symbols, checkSymbol(symbols)].map((symbol) => alphabet[symbol]).join("");
  return code.replace(/(.{4})(?=.)/g, "$1-");
}

/** Forgives case, spaces, dashes, and O for 0, I and L for 1. */
export function readInviteCode(code: string): Result<KeyPair, { readonly kind: "codeMistyped" }> {
  const plain = code.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const symbols = Array.from(plain, (letter) => alphabet.indexOf(letter));
  const secret = symbols.slice(0, secretSymbols);
  if (symbols.length !== secretSymbols + 1 || symbols.includes(-1) || checkSymbol(secret) !== symbols[secretSymbols])
    return err({ kind: "codeMistyped" });
  // A fixed salt, so that a typed code alone is enough; 75 random bits make that safe.
  return ok(signingKeyPair(stretch(Uint8Array.from(secret), utf8("tessera/invite/1"), "light")));
}

/** [L8] Every member has it from the ledger, the joiner from the code; the relay has it not. */
export const inviteMailboxKey = (invite: KeyPair): Bytes =>
  keyedHash(invite.privateKey.subarray(0, 32), "tessera/invite-mailbox/1");

/** The short name of an invite, for lists. */
export const inviteName = (inviteKey: Bytes): string => toHex(hash("tessera/invite-name/1", inviteKey)).slice(0, 16);

/** [L8] Signed with the invite's own key, so that whoever types the code knows which charter it was made for. */
export const inviteStatement = (charter: CharterId, role: InviteRole, expiresAt: number): Bytes =>
  encodeCbor(["tessera/invite/1", idBytes(charter), role, expiresAt]);

export interface JoinRequest {
  readonly inviteKey: Bytes;
  readonly role: InviteRole;
  readonly device: Omit<DeviceCard, "party">;
  /** For the role "party": its card, and the chain that makes the device its delegate. */
  readonly party: { readonly card: PartyCard; readonly signedCard: Signed; readonly chain: readonly Signed[] } | null;
  readonly time: number;
}

const domain = "tessera/join/1";
const key32 = bytes({ min: 32, max: 32 });
const parseJoin = tuple(
  oneOf(domain),
  key32,
  oneOf(...inviteRoles),
  tuple(key32, key32, name, name),
  nullable(tuple(parseSigned, list(parseSigned, { min: 1, max: 8 }))),
  moment,
);
const parseJoinWire = tuple(bytes({ max: 64 * 1024 }), bytes({ min: 64, max: 64 }), bytes({ min: 64, max: 64 }));

/** Signed by the invite's key (the code was known) and by the device's (its keys are its own). */
export function signJoinRequest(request: JoinRequest, invite: KeyPair, devicePrivateKey: Bytes): Bytes {
  const { device, party } = request;
  const body = encodeCbor([
    domain,
    request.inviteKey,
    request.role,
    [idBytes(device.id), device.sealKey, device.person, device.name],
    party === null ? null : [party.signedCard, party.chain],
    request.time,
  ]);
  return encodeCbor([body, sign(body, invite.privateKey), sign(body, devicePrivateKey)]);
}

export function readJoinRequest(wire: Bytes): Result<JoinRequest, { readonly reason: string }> {
  const parsedWire = parseJoinWire(decodeCbor(wire));
  if (!parsedWire.ok) return err({ reason: "not a request to join" });
  const [body, inviteSignature, deviceSignature] = parsedWire.value;
  const parsed = parseJoin(decodeCbor(body));
  if (!parsed.ok) return err({ reason: `${parsed.error.at} should be ${parsed.error.expected}` });
  const [, inviteKey, role, [deviceKey, sealKey, person, deviceName], signedParty, time] = parsed.value;
  if (!verify(body, inviteSignature, inviteKey)) return err({ reason: "not signed with the invite" });
  if (!verify(body, deviceSignature, deviceKey)) return err({ reason: "not signed by the device" });
  const id = toHex(deviceKey) as DeviceId;
  const device = { id, sealKey, person, name: deviceName, issuedAt: time };
  if ((role === "party") !== (signedParty !== null))
    return err({ reason: "a party's request, and only it, has a party card" });
  if (signedParty === null) return ok({ inviteKey, role, device, party: null, time });
  const [signedCard, chain] = signedParty;
  const card = readPartyCard(signedCard);
  if (!card.ok) return err({ reason: card.error.reason });
  const delegate = readDeviceChain(chain);
  if (!delegate.ok) return err({ reason: delegate.error.reason });
  const speaks: PartyId = delegate.value.party;
  if (speaks !== card.value.id || delegate.value.id !== id) return err({ reason: "the chain is not this device's" });
  return ok({ inviteKey, role, device, party: { card: card.value, signedCard, chain }, time });
}
