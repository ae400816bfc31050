/** Who a party is, which devices speak for it and which sheets it has: three kinds of signed card. PROTOCOL.md, L5, L6, L33. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { sign, verify } from "../../base/crypto.ts";
import { type DeviceId, idBytes, type PaperKey, type PartyId, type SheetKey } from "../../base/ids.ts";
import { bytes, integer, oneOf, type Parser, text, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { name, wordLimits, words } from "../../charter/parties/names.ts";
import { partyKinds } from "../../charter/parties/roles.ts";
import { moment } from "../../charter/parties/term.ts";
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
const sheetDomain = "tessera/sheet/1";

/** A further key of a party, for which somebody holds words on paper. [L33] */
export interface SheetCard {
  readonly key: SheetKey;
  readonly party: PartyId;
  readonly issuer: DeviceId;
  readonly issuedAt: number;
}

/** The signed bytes of a sheet's card; the key itself signs them too, as does the key before it where it is at hand. */
export const sheetCardBody = ({ key, party, issuer, issuedAt }: SheetCard): Bytes =>
  encodeCbor([sheetDomain, idBytes(key), idBytes(party), issuedAt, idBytes(issuer)]);

type IssuedCard = DeviceCard & { readonly issuer: PaperKey | DeviceId };

export function signDeviceCard(
  card: DeviceCard,
  issuer: { readonly id: PaperKey | DeviceId; readonly privateKey: Bytes },
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
function cardReaders(
  name: Parser<string>,
  constituency: Parser<string>,
  time: Parser<number>,
  sheets: "withSheets" | "withoutSheets",
) {
  const parsePartyCard = tuple(oneOf(partyDomain), key32, name, oneOf(...partyKinds), constituency);
  const parseSheetCard = tuple(oneOf(sheetDomain), key32, key32, time, key32);
  const parseDeviceCard = tuple(oneOf(deviceDomain), key32, key32, name, name, key32, time, key32);

  /** A card counts only under the party's own signature. */
  function readPartyCard([body, signature]: Signed): Result<PartyCard, CardFault> {
    const parsed = parsePartyCard(decodeCbor(body));
    if (!parsed.ok) return badCard(`party card: ${parsed.error.at} should be ${parsed.error.expected}`);
    const [, key, partyName, kind, of] = parsed.value;
    if (!verify(body, signature, key)) return badCard("the party's signature does not hold");
    return ok({ id: toHex(key) as PartyId, name: partyName, kind, constituency: of });
  }

  /** `decoded`: the body. */
  function readIssuedCard([body, signature]: Signed, decoded: unknown): Result<IssuedCard, CardFault> {
    const parsed = parseDeviceCard(decoded);
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
      issuer: toHex(issuer) as PaperKey | DeviceId,
    });
  }

  /** Null where the bytes are no sheet's. */
  function readSheetCard([body, signature]: Signed, decoded: unknown): Result<SheetCard, CardFault> | null {
    const parsed = sheets === "withSheets" ? parseSheetCard(decoded) : null;
    if (!parsed?.ok) return null;
    const [, key, party, issuedAt, issuer] = parsed.value;
    if (!verify(body, signature, issuer)) return badCard("the issuer's signature does not hold");
    const [of, by] = [toHex(party) as PartyId, toHex(issuer) as DeviceId];
    return ok({ key: toHex(key) as SheetKey, party: of, issuer: by, issuedAt });
  }

  /**
   * [L6] [L33] The cards of a chain in which the first is issued by the party and each next by the party, or by a
   * device or a sheet before it; a sheet by a device.
   */
  function readCards(chain: readonly Signed[]): Result<readonly (IssuedCard | SheetCard)[], CardFault> {
    const read: (IssuedCard | SheetCard)[] = [];
    for (const signed of chain) {
      const decoded = decodeCbor(signed[0]);
      const card = readSheetCard(signed, decoded) ?? readIssuedCard(signed, decoded);
      if (!card.ok) return card;
      const { issuer, party } = card.value;
      if (read.some((one) => one.party !== party)) return badCard("a chain names two parties");
      const isSheet = "key" in card.value;
      const isIssued = read.some((one) => ("key" in one ? !isSheet && one.key === issuer : one.id === issuer));
      if (!isIssued && (isSheet || issuer !== party))
        return badCard("a card is issued by nobody before it in its chain");
      read.push(card.value);
    }
    return ok(read);
  }

  /** The device that a chain makes speak for its party. */
  function readDeviceChain(chain: readonly Signed[]): Result<DeviceCard, CardFault> {
    const read = readCards(chain);
    const last = read.ok ? read.value.at(-1) : undefined;
    if (!read.ok) return read;
    if (last === undefined) return badCard("an empty chain");
    if ("key" in last) return badCard("a chain that ends in a sheet");
    const { issuer: _, ...card } = last;
    return ok(card);
  }

  /** [L33] The sheet that a chain makes one of its party's. */
  function readSheetChain(chain: readonly Signed[]): Result<SheetCard, CardFault> {
    const read = readCards(chain);
    if (!read.ok) return read;
    const last = read.value.at(-1);
    return last !== undefined && "key" in last ? ok(last) : badCard("a chain that ends in no sheet");
  }

  /** The key on paper that issued the last card of a chain; null where a device did, or where the chain does not hold. */
  function readPaperKey(chain: readonly Signed[]): PaperKey | null {
    const read = readCards(chain);
    const [cards, last] = read.ok ? [read.value, read.value.at(-1)] : [[], undefined];
    if (last === undefined || "key" in last) return null;
    if (last.issuer === last.party) return last.party;
    return cards.flatMap((card) => ("key" in card ? [card.key] : [])).find((key) => key === last.issuer) ?? null;
  }

  return { readPartyCard, readDeviceChain, readSheetChain, readPaperKey };
}

export type CardReaders = ReturnType<typeof cardReaders>;

/** Cards as this ruleset judges them. */
export const cards: CardReaders = cardReaders(name, words(wordLimits.constituency), moment, "withSheets");
export const { readPartyCard, readDeviceChain, readSheetChain, readPaperKey } = cards;

/** Cards as version 0.1 judged them: for its PDFs alone. */
export const cards1: CardReaders = cardReaders(
  text({ min: 1, max: 200 }),
  text({ max: 2000 }),
  integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  "withoutSheets",
);
