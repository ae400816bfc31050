/** What a member answers to an admitted joiner: the charter's key, sealed to the joiner's device. PROTOCOL.md, S8. */
import { type Bytes, toHex } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { type KeyPair, openSealed, sealTo, verify } from "../base/crypto.ts";
import { type CharterId, idBytes } from "../base/ids.ts";
import { bytes, integer, oneOf, tuple } from "../base/parse.ts";
import { type InviteRole, inviteStatement } from "../ledger/invite.ts";

const domain = "tessera/welcome/1";
const parseWelcome = tuple(
  oneOf(domain),
  bytes({ min: 32, max: 32 }),
  oneOf("party", "delegate"),
  integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  bytes({ min: 64, max: 64 }),
  bytes({ min: 32, max: 32 }),
);

export interface Welcome {
  readonly charter: CharterId;
  readonly epochKey: Bytes;
}

/** `statement`: the invite's own signature from the ledger, which only the maker of the code could make. */
export const sealWelcome = (
  charter: CharterId,
  invite: { readonly role: InviteRole; readonly expiresAt: number; readonly statement: Bytes },
  epochKey: Bytes,
  sealKey: Bytes,
): Bytes =>
  sealTo(encodeCbor([domain, idBytes(charter), invite.role, invite.expiresAt, invite.statement, epochKey]), sealKey);

/** Null unless it is sealed to this device and names the charter that the code was made for. */
export function openWelcome(sealed: Bytes, sealing: KeyPair, inviteKey: Bytes): Welcome | null {
  const plain = openSealed(sealed, sealing);
  const parsed = plain === null ? null : parseWelcome(decodeCbor(plain));
  if (!parsed?.ok) return null;
  const [, charterKey, role, expiresAt, statement, epochKey] = parsed.value;
  const charter = toHex(charterKey) as CharterId;
  return verify(inviteStatement(charter, role, expiresAt), statement, inviteKey) ? { charter, epochKey } : null;
}
