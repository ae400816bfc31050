/** Who a party is and which devices speak for it: two kinds of signed card. PROTOCOL.md, L5 and L6. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { sign, verify } from "../../base/crypto.ts";
import { type DeviceId, idBytes, type PartyId } from "../../base/ids.ts";
import { bytes, integer, oneOf, type Parser, text, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { partyKinds } from "../../charter/model.ts";
import { name, wordLimits, words } from "../../charter/names.ts";
import { moment } from "../../charter/term.ts";
import type { DeviceCard, PartyCard } from "./model.ts";

/** The signed bytes and an Ed25519 signature over them: [bytes, signature] in CBOR. */
export type Signed = readonly [Bytes, Bytes];

export const parseSigned = tuple(bytes({ min: 1, max: 64 * 1024 }), bytes({ min: 64, max: 64 }));

export interface CardFault {
  readonly kind: "badCard";
  readonly reason: string;
}

const badCard = (reason: string): Result<never, CardFault> => err({ kind: "badCard", reason });

const key32 = bytes({ min: 32, max: 32 });
const partyDomain = "tessera/party/1";

export function signPartyCard(card: PartyCard, partyPrivateKey: Bytes): Signed {
  const body = encodeCbor([partyDomain, idBytes(card.id), card.name, card.kind, card.constituency]);
  return [body, sign(body, partyPrivateKey)];
}

const deviceDomain = "tessera/device/1";

type IssuedCard = DeviceCard & { readonly issuer: PartyId | DeviceId };

export function signDeviceCard(
  card: DeviceCard,
  issuer: { readonly id: PartyId | DeviceId; readonly privateKey: Bytes },
): Signed {
  const body = encodeCbor([
    deviceDomain,
    idBytes(card.id),
    idBytes(card.party),
    card.person,
    card.name,
    card.sealKey,
    card.issuedAt,
    idBytes(issuer.id),
  ]);
  return [body, sign(body, issuer.privateKey)];
}

/** Readers of cards by the rules for names and times that a ruleset has. */
function cardReaders(name: Parser<string>, constituency: Parser<string>, time: Parser<number>) {
  const parsePartyCard = tuple(oneOf(partyDomain), key32, name, oneOf(...partyKinds), constituency);
  const parseDeviceCard = tuple(oneOf(deviceDomain), key32, key32, name, name, key32, time, key32);

  /** A card counts only under the party's own signature. */
  function readPartyCard([body, signature]: Signed): Result<PartyCard, CardFault> {
    const parsed = parsePartyCard(decodeCbor(body));
    if (!parsed.ok) return badCard(`party card: ${parsed.error.at} should be ${parsed.error.expected}`);
    const [, key, partyName, kind, of] = parsed.value;
    if (!verify(body, signature, key)) return badCard("the party's signature does not hold");
    return ok({ id: toHex(key) as PartyId, name: partyName, kind, constituency: of });
  }

  function readIssuedCard([body, signature]: Signed): Result<IssuedCard, CardFault> {
    const parsed = parseDeviceCard(decodeCbor(body));
    if (!parsed.ok) return badCard(`device card: ${parsed.error.at} should be ${parsed.error.expected}`);
    const [, id, party, person, deviceName, sealKey, issuedAt, issuer] = parsed.value;
    if (!verify(body, signature, issuer)) return badCard("the issuer's signature does not hold");
    return ok({
      id: toHex(id) as DeviceId,
      party: toHex(party) as PartyId,
      person,
      name: deviceName,
      sealKey,
      issuedAt,
      issuer: toHex(issuer) as PartyId | DeviceId,
    });
  }

  /** [L6] The last card of a chain in which the first is issued by the party and each next by a device before it. */
  function readDeviceChain(chain: readonly Signed[]): Result<DeviceCard, CardFault> {
    const issuers = new Set<string>();
    let last: IssuedCard | null = null;
    for (const signed of chain) {
      const card = readIssuedCard(signed);
      if (!card.ok) return card;
      if (last !== null && card.value.party !== last.party) return badCard("a chain names two parties");
      if (card.value.issuer !== card.value.party && !issuers.has(card.value.issuer))
        return badCard("a card is issued by nobody before it in its chain");
      issuers.add(card.value.id);
      last = card.value;
    }
    if (last === null) return badCard("an empty chain");
    const { issuer: _, ...card } = last;
    return ok(card);
  }

  return { readPartyCard, readDeviceChain };
}

export type CardReaders = ReturnType<typeof cardReaders>;

/** Cards as this ruleset judges them. */
export const cards: CardReaders = cardReaders(name, words(wordLimits.constituency), moment);
export const { readPartyCard, readDeviceChain } = cards;

/** Cards as version 0.1 judged them: for its PDFs alone. */
export const cards1: CardReaders = cardReaders(
  text({ min: 1, max: 200 }),
  text({ max: 2000 }),
  integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
);
