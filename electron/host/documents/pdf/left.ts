/**
 * Who left since a text was ratified, as it travels in the PDF beside the certificate: `left.json`. The certificate
 * does not hold it and cannot prove it; who seals the file says it. Nothing is attached where nobody left.
 */
import canonicalize from "canonicalize";
import { type Bytes, equalBytes, readUtf8, utf8 } from "../../../../shared/base/bytes.ts";
import { parsePartyId } from "../../../../shared/base/ids.ts";
import { check, list, object, oneOf, text } from "../../../../shared/base/parse.ts";
import { date } from "../../../../shared/charter/parties/term.ts";
import type { CertificateView, Left } from "../../../../shared/ledger/members/model.ts";

const format = "tessera/left/1";
const parseLeft = object({
  format: oneOf(format),
  certificate: text({ min: 64, max: 64 }),
  left: list(
    object({
      party: check("a party id", parsePartyId),
      how: oneOf("withdrew", "removed"),
      day: date,
      reason: text({ max: 1000 }),
    }),
    { min: 1, max: 256 },
  ),
});

/** RFC 8785 JSON, in ascending order of party. */
export function encodeLeft({ id, left }: Pick<CertificateView, "id" | "left">): Bytes {
  const sorted = [...left].sort((a, b) => (a.party < b.party ? -1 : 1));
  const json = canonicalize({ format, certificate: id, left: sorted.map((one) => ({ ...one })) });
  if (json === undefined) throw new Error("an object always has a JSON form");
  return utf8(json);
}

/** Null where it is not what `encodeLeft` writes for parties of this certificate. */
export function readLeft(bytes: Bytes, view: CertificateView): readonly Left[] | null {
  const source = readUtf8(bytes);
  let json: unknown;
  try {
    json = source === null ? null : JSON.parse(source);
  } catch {
    return null;
  }
  const parsed = parseLeft(json);
  if (!parsed.ok || parsed.value.certificate !== view.id) return null;
  const { left } = parsed.value;
  if (left.some(({ party }) => !view.parties.some(({ id }) => id === party))) return null;
  return equalBytes(encodeLeft({ id: view.id, left }), bytes) ? left : null;
}
