import { describe, expect, it } from "vitest";
import { type Bytes, concatBytes, fromHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { sign, signingKeyPair, verify } from "../../../shared/base/crypto.ts";
import type { PartyId } from "../../../shared/base/ids.ts";
import { readDeviceChain, readPartyCard, type Signed, signDeviceCard } from "../../../shared/ledger/members/cards.ts";
import { delegateOf, founder, seedOf } from "../../support/builders.ts";

const ada = founder("Ada");
const ben = founder("Ben");

/** The body with one field replaced, signed by whoever has the seed. */
function altered([body]: Signed, index: number, value: unknown, signerSeed: string): Signed {
  const fields = [...(decodeCbor(body) as readonly unknown[])];
  fields[index] = value;
  const bytes = encodeCbor(fields);
  return [bytes, sign(bytes, signingKeyPair(seedOf(signerSeed)).privateKey)];
}

const reasonOf = (read: { ok: boolean; error?: { reason: string } }): string => read.error?.reason ?? "read";

/** Points of small order, and the encodings of zero and one that are not the canonical ones. */
const weakKeys = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

describe("Signatures", () => {
  it.each(weakKeys)("[L5] of the key %s, which everybody can sign for, do not hold", (key) => {
    // With a key of small order and S = 0, the equation holds for some R and any message in eight.
    const publicKey = fromHex(key) as Bytes;
    for (const point of weakKeys)
      for (let message = 0; message < 16; message++)
        expect(
          verify(Uint8Array.of(message), concatBytes(fromHex(point) as Bytes, new Uint8Array(32)), publicKey),
        ).toBe(false);
  });

  it("[L5] with an S above the order of the group do not hold", () => {
    const message = seedOf("message");
    const signature = sign(message, ada.signing.privateKey);
    expect(verify(message, signature, ada.signing.publicKey)).toBe(true);
    // S + L is the same number modulo the order L.
    const order = fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010") as Bytes;
    const longer = signature.slice();
    let carry = 0;
    for (let i = 0; i < 32; i++) {
      const sum = (longer[32 + i] as number) + (order[i] as number) + carry;
      longer[32 + i] = sum & 0xff;
      carry = sum >> 8;
    }
    expect(carry).toBe(0);
    expect(verify(message, longer, ada.signing.publicKey)).toBe(false);
  });

  it("[L5] of another length than 64 bytes, or under a key of another length than 32, do not hold", () => {
    const message = seedOf("message");
    const signature = sign(message, ada.signing.privateKey);
    expect(verify(message, signature.slice(0, 63), ada.signing.publicKey)).toBe(false);
    expect(verify(message, concatBytes(signature, Uint8Array.of(0)), ada.signing.publicKey)).toBe(false);
    expect(verify(message, signature, ada.signing.publicKey.slice(0, 31))).toBe(false);
  });
});

describe("Party cards", () => {
  it("[L5] are read as they were signed", () => {
    expect(readPartyCard(ada.party.signedCard)).toEqual({ ok: true, value: ada.party.card });
  });

  it("[L5] count only under the party's own signature", () => {
    expect(reasonOf(readPartyCard(altered(ada.party.signedCard, 2, "Stolen", "party of Ben")))).toContain("signature");
  });

  it("[L5] have a name of 1 to 200, a known kind and a constituency of at most 2000 characters", () => {
    const card = ada.party.signedCard;
    const wrong: readonly (readonly [number, unknown])[] = [
      [2, ""],
      [2, "x".repeat(201)],
      [3, "empire"],
      [4, "x".repeat(2001)],
    ];
    for (const [index, value] of wrong)
      expect(readPartyCard(altered(card, index, value, "party of Ada")).ok).toBe(false);
    expect(readPartyCard(altered(card, 2, "x".repeat(200), "party of Ada")).ok).toBe(true);
  });

  it("[L5] are not taken for anything else that the same key signed", () => {
    expect(readPartyCard(altered(ada.party.signedCard, 0, "tessera/device/1", "party of Ada")).ok).toBe(false);
    const [device] = ada.chain;
    expect(device !== undefined && readPartyCard(device).ok).toBe(false);
  });
});

describe("Chains of device cards", () => {
  it("[L6] make their last device speak for the party", () => {
    const cleo = delegateOf(ada, "Cleo");
    const dana = delegateOf(cleo, "Dana");
    expect(readDeviceChain(dana.chain)).toEqual({ ok: true, value: dana.card });
    expect(dana.card.party).toBe(ada.party.card.id);
  });

  it("[L6] begin with a card that the party's key issued", () => {
    const cleo = delegateOf(ada, "Cleo");
    expect(reasonOf(readDeviceChain(cleo.chain.slice(1)))).toContain("issued by nobody");
    expect(readDeviceChain([]).ok).toBe(false);
  });

  it("[L6] do not reach into another party", () => {
    const card = { ...ben.card, party: ada.party.card.id };
    const byBen = signDeviceCard(card, { id: ben.device, privateKey: ben.signing.privateKey });
    expect(reasonOf(readDeviceChain([...ben.chain, byBen]))).toContain("two parties");
    expect(reasonOf(readDeviceChain([...ada.chain, byBen]))).toContain("issued by nobody");
  });

  it("[L6] do not hold where a card was altered or signed by somebody else", () => {
    const [first] = ada.chain;
    if (first === undefined) throw new Error("a chain has a first card");
    expect(readDeviceChain([altered(first, 3, "Eve", "Eve signs")]).ok).toBe(false);
    const forged = signDeviceCard(ada.card, {
      id: ada.party.card.id as PartyId,
      privateKey: signingKeyPair(seedOf("Eve signs")).privateKey,
    });
    expect(reasonOf(readDeviceChain([forged]))).toContain("signature");
  });
});
