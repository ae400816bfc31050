/**
 * A statement: `[body, signature by the last device of the chain]`. Its body begins with its domain and the chain, so that
 * it stands alone and nobody can say afterwards for whom its device spoke. PROTOCOL.md, "Statements".
 */
import type { Bytes } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { sign, verify } from "../../base/crypto.ts";
import { idBytes } from "../../base/ids.ts";
import { bytes, list, type Parser, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { maxEnvelopeBytes } from "../log/envelope.ts";
import { type CardReaders, parseSigned, type Signed } from "../members/cards.ts";
import type { DeviceCard } from "../members/model.ts";

export interface StatementFault {
  readonly kind: "badStatement";
  readonly reason: string;
}

export const bad = (reason: string): Result<never, StatementFault> => err({ kind: "badStatement", reason });

/** [statement bytes, signature by the device]. */
export const parseStatement = tuple(bytes({ max: maxEnvelopeBytes }), bytes({ min: 64, max: 64 }));
/** Signed with the statement, so that nobody can say afterwards for whom its device spoke. */
export const parseChain = list(parseSigned, { min: 1, max: 16 });
export function signStatement(body: Bytes, privateKey: Bytes): Bytes {
  return encodeCbor([body, sign(body, privateKey)]);
}

/** What the signed bytes say and who signed them: the last device of the chain that they begin with. */
export function openStatement<Said extends readonly [string, readonly Signed[], ...unknown[]]>(
  wire: Bytes,
  parseBody: Parser<Said>,
  { readDeviceChain }: CardReaders,
): Result<
  { readonly body: Bytes; readonly said: Said; readonly signature: Bytes; readonly by: DeviceCard },
  StatementFault
> {
  const parsed = parseStatement(decodeCbor(wire));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [body, signature] = parsed.value;
  const said = parseBody(decodeCbor(body));
  if (!said.ok) return bad(`${said.error.at} should be ${said.error.expected}`);
  const by = readDeviceChain(said.value[1]);
  if (!by.ok) return bad(by.error.reason);
  if (!verify(body, signature, idBytes(by.value.id))) return bad("the device's signature does not hold");
  return ok({ body, said: said.value, signature, by: by.value });
}
