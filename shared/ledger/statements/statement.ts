/**
 * A statement: `[body, signature by the last device of the chain]`. Its body begins with its domain and the chain, so that
 * it stands alone and nobody can say afterwards for whom its device spoke. PROTOCOL.md, "Statements".
 */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { hash, sign, verify } from "../../base/crypto.ts";
import { idBytes, type PartyId } from "../../base/ids.ts";
import { bytes, list, oneOf, type Parsed, type Parser, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { moment } from "../../charter/parties/term.ts";
import { maxEnvelopeBytes } from "../log/envelope.ts";
import { type CardReaders, cards, parseSigned, type Signed } from "../members/cards.ts";
import type { DeviceCard } from "../members/model.ts";
import type { Hearing } from "./kind.ts";

export interface StatementFault {
  readonly kind: "badStatement";
  readonly reason: string;
}

export const bad = (reason: string): Result<never, StatementFault> => err({ kind: "badStatement", reason });

/** [statement bytes, signature by the device]. */
export const parseStatement = tuple(bytes({ max: maxEnvelopeBytes }), bytes({ min: 64, max: 64 }));
/** Signed with the statement, so that nobody can say afterwards for whom its device spoke. */
export const parseChain = list(parseSigned, { min: 1, max: 16 });
export const signBody = (body: Bytes, privateKey: Bytes): Bytes => sign(body, privateKey);

export const signStatement = (body: Bytes, privateKey: Bytes): Bytes => encodeCbor([body, signBody(body, privateKey)]);

/** What the signed bytes say and who signed them: the last device of the chain that they begin with. */
export function openStatement<Said extends readonly [string, readonly Signed[], ...unknown[]]>(
  wire: Bytes,
  parseBody: Parser<Said>,
  readers: CardReaders,
): Result<Opened<Said>, StatementFault> {
  const parsed = parseStatement(decodeCbor(wire));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  return openSigned(parsed.value[0], parsed.value[1], parseBody, readers);
}

export interface Opened<Said> {
  readonly body: Bytes;
  readonly said: Said;
  readonly signature: Bytes;
  readonly by: DeviceCard;
}

export function openSigned<Said extends readonly [string, readonly Signed[], ...unknown[]]>(
  body: Bytes,
  signature: Bytes,
  parseBody: Parser<Said>,
  { readDeviceChain }: CardReaders,
): Result<Opened<Said>, StatementFault> {
  const said = parseBody(decodeCbor(body));
  if (!said.ok) return bad(`${said.error.at} should be ${said.error.expected}`);
  const by = readDeviceChain(said.value[1]);
  if (!by.ok) return bad(by.error.reason);
  if (!verify(body, signature, idBytes(by.value.id))) return bad("the device's signature does not hold");
  return ok({ body, said: said.value, signature, by: by.value });
}

/** With what a device signs a statement. */
export interface Pen {
  readonly privateKey: Bytes;
  readonly chain: readonly Signed[];
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly nonce16: Bytes;
}

/** What every statement of this form says, and its fields as they were written. */
export interface Spoken<Fields> {
  /** 64 hex digits. */
  readonly id: string;
  readonly fields: Fields;
  readonly party: PartyId;
  readonly by: DeviceCard;
  /** Claimed, milliseconds since 1970. */
  readonly time: number;
}

/**
 * The form `[tessera/NAME/1, chain, ...fields, time, nonce 16]`, whose id is `hash("tessera/NAME-id/1", body)`. What is said
 * is given and read as its fields.
 */
export function createForm<const Fields extends readonly Parser<unknown>[]>(named: string, ...fields: Fields) {
  type Read = { readonly [Index in keyof Fields]: Parsed<Fields[Index]> };
  const readFields = tuple(...fields) as Parser<Read>;
  const domain = `tessera/${named}/1`;
  const parts = tuple(oneOf(domain), parseChain, readFields, moment, bytes({ min: 16, max: 16 }));
  const parse: Parser<readonly [string, readonly Signed[], Read, number, Bytes]> = (value, at = "") => {
    const given: readonly unknown[] = Array.isArray(value) ? value : [];
    return parts([given[0], given[1], given.slice(2, -2), ...given.slice(2).slice(-2)], at);
  };
  return {
    sign: (said: readonly unknown[], { privateKey, chain, time, nonce16 }: Pen): Bytes =>
      signStatement(encodeCbor([domain, chain, ...said, time, nonce16]), privateKey),
    read(wire: Bytes): Result<Spoken<Read>, StatementFault> {
      const opened = openStatement(wire, parse, cards);
      if (!opened.ok) return opened;
      const { body, said, by } = opened.value;
      const [, , read, time] = said;
      return ok({ id: toHex(hash(`tessera/${named}-id/1`, body)), fields: read, party: by.party, by, time });
    },
  };
}

/** It counts from the device that signed it, for the party that this one was admitted for. `what`: with its article. */
export function faultOfSpeaker(
  { by, party }: { readonly by: DeviceCard; readonly party: PartyId },
  { author }: Pick<Hearing, "author">,
  what: string,
): string | null {
  if (by.id !== author.card.id) return `${what} of somebody else`;
  return party === author.card.party ? null : `${what} for a party that the device was not admitted for`;
}
