/** A supporter, who has no voice, says that it supports a text. PROTOCOL.md, L65. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { hash, verify } from "../../base/crypto.ts";
import { type DeviceId, idBytes, type ProposalId } from "../../base/ids.ts";
import { bytes, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { name, wordLimits, words } from "../../charter/parties/names.ts";
import { moment } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { KindOf } from "./kind.ts";
import { hashBytes } from "./practice.ts";
import { bad, type Pen, parseStatement, type StatementFault, signStatement } from "./statement.ts";

export interface Endorsement {
  /** 64 hex digits. */
  readonly id: string;
  readonly proposal: ProposalId;
  readonly contentHash: string;
  /** Who supports it, as they call themselves. */
  readonly name: string;
  readonly words: string;
  /** A guest belongs to no party, and no cards speak for its device. */
  readonly device: DeviceId;
  readonly time: number;
}

const domain = "tessera/endorsement/1";
const key32 = bytes({ min: 32, max: 32 });
const parseEndorsement = tuple(
  oneOf(domain),
  key32,
  key32,
  key32,
  name,
  words(wordLimits.statement),
  moment,
  bytes({ min: 16, max: 16 }),
);

export function signEndorsement(
  said: Omit<Endorsement, "id" | "time">,
  { privateKey, time, nonce16 }: Omit<Pen, "chain">,
): Bytes {
  const { device, proposal, contentHash } = said;
  const of = [idBytes(device), idBytes(proposal), hashBytes(contentHash)];
  return signStatement(encodeCbor([domain, ...of, said.name, said.words, time, nonce16]), privateKey);
}

/** [L65] An endorsement that stands alone. */
export function readEndorsement(wire: Bytes): Result<Endorsement, StatementFault> {
  const parsed = parseStatement(decodeCbor(wire));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [body, signature] = parsed.value;
  const said = parseEndorsement(decodeCbor(body));
  if (!said.ok) return bad(`${said.error.at} should be ${said.error.expected}`);
  const [, device, proposal, content, named, spoken, time] = said.value;
  if (!verify(body, signature, device)) return bad("the device's signature does not hold");
  return ok({
    ...{ id: toHex(hash("tessera/endorsement-id/1", body)), proposal: toHex(proposal) as ProposalId },
    ...{ contentHash: toHex(content), name: named, words: spoken, device: toHex(device) as DeviceId, time },
  });
}

export const endorsements: KindOf<Endorsement> = { type: envelopeTypes.endorsement, keyOf: ({ id }) => id };
