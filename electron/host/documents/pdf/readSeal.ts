/** What a seal was made of (`seal.ts`), read from an update that nobody has checked yet. */
import { type Bytes, concatBytes, fromHex } from "../../../../shared/base/bytes.ts";
import { type DerItem, readItems } from "./der.ts";
import type { SealTerms } from "./seal.ts";

export interface ReadSeal {
  readonly terms: SealTerms;
  /** r and s of ECDSA, 32 bytes each. */
  readonly signature: Bytes;
}

/** More than one update of ours ever has. */
const maxUpdateBytes = 64 * 1024;
const signatureEntries =
  /\/Contents <([0-9A-F]{2,16384})>\n\/M \(D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z\)\n\/Reason \(([\x20-\x27\x2a-\x5b\x5d-\x7e]{1,200})\)\n/;

/** The first seal at or after `from`, or null. */
export function readSeal(pdf: Uint8Array, from: number): ReadSeal | null {
  const update = Buffer.from(pdf.subarray(from, from + maxUpdateBytes)).toString("latin1");
  const [, contents = "", year, month, day, hour, minute, second, reason = ""] = update.match(signatureEntries) ?? [];
  const cms = fromHex(contents.toLowerCase());
  const signed = cms === null ? null : readCms(cms);
  if (signed === null) return null;
  const signedAt = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return { terms: { certificateDer: signed.certificate, reason, signedAt }, signature: signed.signature };
}

/** ContentInfo > SignedData > (first certificate, signature of the first signer); RFC 5652. */
function readCms(cms: Uint8Array): { readonly certificate: Bytes; readonly signature: Bytes } | null {
  const within = (item: DerItem | undefined): readonly DerItem[] => (item === undefined ? [] : readItems(item.content));
  const contentInfo = within(readItems(cms)[0]);
  const signedData = within(within(contentInfo[1])[0]);
  const certificate = within(signedData.find((item) => item.tag === 0xa0))[0];
  const signer = within(within(signedData.findLast((item) => item.tag === 0x31))[0]);
  const value = signer.find((item) => item.tag === 0x04);
  const [r, s] = within(within(value)[0]).map((item) => readScalar(item.content));
  if (certificate === undefined || r === undefined || s === undefined || r === null || s === null) return null;
  return { certificate: new Uint8Array(certificate.whole), signature: concatBytes(r, s) };
}

/** A DER integer as 32 bytes. */
function readScalar(integer: Uint8Array): Bytes | null {
  const short = integer[0] === 0 ? integer.subarray(1) : integer;
  return short.length > 32 ? null : concatBytes(new Uint8Array(32 - short.length), short);
}
