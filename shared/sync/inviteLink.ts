/**
 * An invite as one text, for a QR code or a message: what the joiner needs and where to find somebody. PROTOCOL.md, S12.
 * Only letters, digits and a colon: a QR code holds these in its dense alphanumeric mode.
 */
import { fromBase32, toBase32 } from "../base/base32.ts";
import { type Bytes, concatBytes, equalBytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { hash } from "../base/crypto.ts";
import { type CharterId, idBytes } from "../base/ids.ts";
import { bytes, list, nullable, text, tuple } from "../base/parse.ts";
import { err, ok, type Result } from "../base/result.ts";

export interface InviteLink {
  /** As `readInviteCode` reads it. */
  readonly code: string;
  /** host:port, to be tried in this order. */
  readonly addresses: readonly string[];
  /** ws:// or wss://; null: no relay. */
  readonly relay: string | null;
  /** Of the charter that the invite was made for; 16 bytes. */
  readonly founding: Bytes;
}

export type InviteLinkFault =
  | { readonly kind: "notALink" }
  /** Something of it is missing or altered. */
  | { readonly kind: "damaged" }
  | { readonly kind: "newer"; readonly found: number; readonly supported: number };

const prefix = "TESSERA:";
const version = 1;
const checkBytes = 4;
const maxCharacters = 2000;
const maxAddresses = 8;

const parseBody = tuple(
  text({ min: 16, max: 24 }),
  list(text({ min: 1, max: 300 }), { max: maxAddresses }),
  nullable(text({ min: 1, max: 500 })),
  bytes({ min: 16, max: 16 }),
);

/** [S12] Which charter, and therefore whose founding, without telling it to who does not hold it. */
export const foundingMark = (charter: CharterId): Bytes => hash("tessera/founding/1", idBytes(charter)).slice(0, 16);

export const isInviteLink = (given: string): boolean => given.trimStart().toUpperCase().startsWith(prefix);

export function encodeInviteLink(link: InviteLink): string {
  const addresses = link.addresses.slice(0, maxAddresses);
  const body = encodeCbor([link.code.replace(/-/g, ""), addresses, link.relay, link.founding]);
  const checked = concatBytes(Uint8Array.of(version), body);
  return prefix + toBase32(concatBytes(checked, checkOf(checked)));
}

/** Forgives case, and the spaces and line breaks that a message puts in. */
export function readInviteLink(given: string): Result<InviteLink, InviteLinkFault> {
  const written = given.replace(/\s/g, "").toUpperCase();
  if (!written.startsWith(prefix)) return err({ kind: "notALink" });
  const decoded = written.length > maxCharacters ? null : fromBase32(written.slice(prefix.length));
  if (decoded === null || decoded.length <= 1 + checkBytes) return err({ kind: "damaged" });
  const checked = decoded.subarray(0, decoded.length - checkBytes);
  if (!equalBytes(checkOf(checked), decoded.subarray(checked.length))) return err({ kind: "damaged" });
  const found = checked[0] as number;
  if (found > version) return err({ kind: "newer", found, supported: version });
  const parsed = parseBody(decodeCbor(checked.subarray(1)));
  if (found !== version || !parsed.ok) return err({ kind: "damaged" });
  const [code, addresses, relay, founding] = parsed.value;
  return ok({ code: code.replace(/(.{4})(?=.)/g, "$1-"), addresses, relay, founding });
}

const checkOf = (checked: Bytes): Bytes => hash("tessera/invite-link/1", checked).slice(0, checkBytes);
