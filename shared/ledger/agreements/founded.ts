/**
 * A certificate, tied to its charter by the genesis alone: what somebody can judge who has been told the charter's name
 * and holds nothing else of it. PROTOCOL.md of sync, S18.
 */
import type { Bytes } from "../../base/bytes.ts";
import type { CharterId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { envelopeTypes, readEnvelope } from "../log/envelope.ts";
import { charterIdOf, readEntry } from "../members/entries.ts";
import type { CertificateView, PartyCard } from "../members/model.ts";
import { readFounder } from "../members/readGrant.ts";
import { verifyCertificate } from "./certificate.ts";

export interface Founded {
  readonly certificate: CertificateView;
  /** The party of genesis; it is among those that signed. */
  readonly founder: PartyCard;
}

type Read<T> = Result<T, { readonly reason: string }>;
const no = (reason: string): Read<never> => err({ reason });

/** `genesis`: the signed envelope as it stands in the log. */
export function verifyFounded(charter: CharterId, genesis: Bytes, certificate: Bytes): Read<Founded> {
  const founder = readGenesis(charter, genesis);
  if (!founder.ok) return founder;
  const verified = verifyCertificate(certificate);
  if (!verified.ok) return verified;
  if (verified.value.version !== 2) return no("a certificate of another version than the charter's");
  if (verified.value.charter !== charter) return no("another charter's certificate");
  // Whoever else stands in its electorate is known by the log alone.
  if (!verified.value.signatures.some(({ party }) => party === founder.value.id))
    return no("no party of the genesis signed it");
  return ok({ certificate: verified.value, founder: founder.value });
}

/** [L1] The charter's name is the hash of the genesis, so its party is the one that founded this charter. */
function readGenesis(charter: CharterId, wire: Bytes): Read<PartyCard> {
  const read = readEnvelope(wire);
  if (!read.ok) return no(`genesis: ${read.error.kind}`);
  const { type, body, device, charter: named } = read.value.envelope;
  if (type !== envelopeTypes.governance || body === null) return no("no genesis");
  const entry = readEntry(body);
  if (!entry.ok || entry.value.kind !== "genesis") return no("no genesis");
  if (named !== charter || charterIdOf(body) !== charter) return no("another charter's genesis");
  const founder = readFounder(entry.value);
  if (!founder.ok) return founder;
  const { card, party } = founder.value;
  return card.id === device && party !== null
    ? ok(party.card)
    : no("the genesis is not signed by its founder's device");
}
