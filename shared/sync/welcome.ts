/** What a member answers to an admitted joiner: the charter's key, sealed to the joiner's device. PROTOCOL.md, S8. */
import { type Bytes, toHex } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { type KeyPair, openSealed, sealTo, verify } from "../base/crypto.ts";
import { type CharterId, idBytes } from "../base/ids.ts";
import { bytes, integer, list, nullable, oneOf, tuple } from "../base/parse.ts";
import { type InviteRole, inviteRoles } from "../charter/parties/roles.ts";
import { inviteStatement } from "../ledger/members/invite.ts";

const domain = "tessera/welcome/2";
const key32 = bytes({ min: 32, max: 32 });
/** Of the invite: role, when it expires, its statement. Null where the party's own key asked. */
const parseInvite = nullable(
  tuple(oneOf(...inviteRoles), integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), bytes({ min: 64, max: 64 })),
);
const parseWelcome = tuple(oneOf(domain), key32, parseInvite, list(key32, { min: 1, max: 4096 }));

export interface Welcome {
  readonly charter: CharterId;
  /** Of every epoch until now, oldest first. */
  readonly keys: readonly Bytes[];
}

/** `statement`: the invite's own signature from the ledger, which only the maker of the code could make. */
export function sealWelcome(
  { charter, keys }: Welcome,
  invite: { readonly role: InviteRole; readonly expiresAt: number; readonly statement: Bytes } | null,
  sealKey: Bytes,
): Bytes {
  const answered = invite === null ? null : [invite.role, invite.expiresAt, invite.statement];
  return sealTo(encodeCbor([domain, idBytes(charter), answered, keys]), sealKey);
}

/**
 * Null unless it is sealed to this device and, for an invite's key, names the charter that the code was made for.
 * Without one (`null`), for who recovers: what the charter says of the party shows whether it is the right one.
 */
export function openWelcome(sealed: Bytes, sealing: KeyPair, inviteKey: Bytes | null): Welcome | null {
  const plain = openSealed(sealed, sealing);
  const parsed = plain === null ? null : parseWelcome(decodeCbor(plain));
  if (!parsed?.ok) return null;
  const [, charterKey, invite, keys] = parsed.value;
  const charter = toHex(charterKey) as CharterId;
  if (inviteKey === null) return { charter, keys };
  if (invite === null) return null;
  const [role, expiresAt, statement] = invite;
  return verify(inviteStatement(charter, role, expiresAt), statement, inviteKey) ? { charter, keys } : null;
}
