/** That a clause is agreed and is not to be changed without asking. PROTOCOL.md, L46. */
import { type Bytes, fromHex, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { type ClauseId, parseClauseId } from "../../base/ids.ts";
import { bytes, check, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { moment } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { StatementKind } from "./kind.ts";
import { bad, type StatementFault } from "./statement.ts";

export interface Closing {
  readonly clause: ClauseId;
  /** 64 hex digits: `clauseHash` of the words that it is about. */
  readonly hash: string;
  readonly closing: "close" | "reopen";
  /** Claimed, milliseconds since 1970. */
  readonly time: number;
}

const domain = "tessera/closing/1";
const parseClosing = tuple(
  oneOf(domain),
  check("the id of a clause", parseClauseId),
  bytes({ min: 32, max: 32 }),
  oneOf("close", "reopen"),
  moment,
);

export function encodeClosing({ clause, hash, closing, time }: Closing): Bytes {
  const words = fromHex(hash);
  if (words === null) throw new Error("a hash is always hex");
  return encodeCbor([domain, clause, words, closing, time]);
}

/** [L46] */
export function readClosing(body: Bytes): Result<Closing, StatementFault> {
  const parsed = parseClosing(decodeCbor(body));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [, clause, hash, closing, time] = parsed.value;
  return ok({ clause, hash: toHex(hash), closing, time });
}

/** [L46] It counts from a delegate. */
export const closingKind: StatementKind<Closing> = {
  type: envelopeTypes.closing,
  keyOf: ({ clause }) => clause,
  read: readClosing,
  fault: (_, { author }) => (author.role === "delegate" ? null : "only a delegate closes a clause"),
};
