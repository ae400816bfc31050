/** Whether a party agrees to the words of a clause as they stand. PROTOCOL.md, L44. */
import { type Bytes, fromHex, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { type ClauseId, parseClauseId } from "../../base/ids.ts";
import { bytes, check, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { moment } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { StatementKind } from "./kind.ts";
import { bad, type StatementFault } from "./statement.ts";

export interface Stance {
  readonly clause: ClauseId;
  /** 64 hex digits: `clauseHash` of the words that it is about. */
  readonly hash: string;
  /** `withdrawn`: no answer, whatever was said before. */
  readonly stance: "agrees" | "objects" | "withdrawn";
  readonly reason: string;
  /** Claimed, milliseconds since 1970. */
  readonly time: number;
}

const domain = "tessera/stance/1";
const parseStance = tuple(
  oneOf(domain),
  check("the id of a clause", parseClauseId),
  bytes({ min: 32, max: 32 }),
  oneOf("agrees", "objects", "withdrawn"),
  words(wordLimits.reason),
  moment,
);

export function encodeStance({ clause, hash, stance, reason, time }: Stance): Bytes {
  const words = fromHex(hash);
  if (words === null) throw new Error("a hash is always hex");
  return encodeCbor([domain, clause, words, stance, reason, time]);
}

/** [L44] */
export function readStance(body: Bytes): Result<Stance, StatementFault> {
  const parsed = parseStance(decodeCbor(body));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [, clause, hash, stance, reason, time] = parsed.value;
  return ok({ clause, hash: toHex(hash), stance, reason, time });
}

/** [L44] It counts from a delegate, for the party that the device was admitted for. */
export const stanceKind: StatementKind<Stance> = {
  type: envelopeTypes.stance,
  keyOf: ({ clause }) => clause,
  read: readStance,
  fault: (_, { author }) => (author.role === "delegate" ? null : "only a delegate takes a stance"),
};
