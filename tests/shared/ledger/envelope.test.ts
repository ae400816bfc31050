import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bytes, concatBytes, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { boundWith, isSuggesting, suggestingOf } from "../../../shared/base/clientClass.ts";
import { plainHash, sign } from "../../../shared/base/crypto.ts";
import type { DeviceId, EnvelopeHash } from "../../../shared/base/ids.ts";
import {
  type Envelope,
  envelopeTypes,
  epochIn,
  maxEnvelopeBytes,
  readEnvelope,
  readParts,
  signEnvelope,
  withoutBody,
  writeParts,
} from "../../../shared/ledger/log/envelope.ts";
import { charterIdOf } from "../../../shared/ledger/members/entries.ts";
import { deriveEpoch, isChosenClient, sessionClient } from "../../../shared/ledger/members/epoch.ts";
import { founder, genesisOf, seedOf, startMs } from "../../support/builders.ts";

const ada = founder("Ada");
const charter = charterIdOf(genesisOf(ada));
const hashOf = (name: string): EnvelopeHash => toHex(seedOf(name)) as EnvelopeHash;

const envelope: Envelope = {
  charter,
  epoch: seedOf("epoch").slice(0, 16),
  device: ada.device,
  seq: 4,
  prev: hashOf("prev"),
  deps: [],
  governance: [hashOf("head")],
  time: startMs,
  type: envelopeTypes.heads,
  body: new Uint8Array(0),
};

const signedBytes = (one: Envelope): Bytes => signEnvelope(one, ada.signing.privateKey).bytes;

/** The envelope with one field of its signed bytes replaced, signed again by its device. */
function altered(index: number, value: unknown, one = envelope): Bytes {
  const [before, , ...body] = decodeCbor(signedBytes(one)) as readonly [Bytes, Bytes, ...Bytes[]];
  const fields = [...(decodeCbor(before) as readonly unknown[])];
  fields[index] = value;
  const signed = encodeCbor(fields);
  return encodeCbor([signed, sign(signed, ada.signing.privateKey), ...body]);
}

const faultOf = (wire: Bytes): string => {
  const read = readEnvelope(wire);
  return read.ok ? "read" : read.error.kind;
};

describe("Names", () => {
  it("[L1] a charter is named by its genesis, whatever else is the same", () => {
    expect(charterIdOf(genesisOf(ada, "Water"))).toBe(charter);
    expect(charterIdOf(genesisOf(ada, "Fire"))).not.toBe(charter);
    expect(charter).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("Envelopes", () => {
  it("[L2] are read as they were signed", () => {
    const { bytes, hash } = signEnvelope(envelope, ada.signing.privateKey);
    expect(readEnvelope(bytes)).toEqual({ ok: true, value: { hash, envelope } });
    const [signed] = decodeCbor(bytes) as readonly [Bytes, Bytes];
    expect(hash).toBe(toHex(plainHash(signed)));
  });

  it("[L2] do not read with any bit turned", () => {
    const bytes = signedBytes(envelope);
    for (let at = 0; at < bytes.length; at++)
      for (const bit of [1, 128]) {
        const spoiled = bytes.slice();
        spoiled[at] = (spoiled[at] as number) ^ bit;
        expect(readEnvelope(spoiled).ok).toBe(false);
      }
  });

  it("[L2] do not read when cut anywhere or longer", () => {
    const bytes = signedBytes(envelope);
    for (let length = 0; length < bytes.length; length++) expect(readEnvelope(bytes.slice(0, length)).ok).toBe(false);
    expect(faultOf(concatBytes(bytes, Uint8Array.of(0)))).toBe("malformed");
  });

  it("[L2] of any other format are malformed, whatever they hold", () => {
    const signed = encodeCbor(["tessera/envelope/2", { anything: true }]);
    expect(faultOf(encodeCbor([signed, sign(signed, ada.signing.privateKey)]))).toBe("malformed");
    expect(faultOf(altered(0, "tessera/envelopes"))).toBe("malformed");
  });

  it("[L36] of a statement are signed over the hash of the body, and read with it or without it", () => {
    const statement = { ...envelope, type: 200, body: Uint8Array.of(1, 2, 3) };
    const { bytes, hash } = signEnvelope(statement, ada.signing.privateKey);
    expect(readEnvelope(bytes)).toEqual({ ok: true, value: { hash, envelope: statement } });
    const cut = { ...statement, body: null };
    expect(readEnvelope(withoutBody(bytes))).toEqual({ ok: true, value: { hash, envelope: cut } });
    const [signed, signature] = decodeCbor(bytes) as readonly [Bytes, Bytes];
    for (const body of [Uint8Array.of(1, 2, 4), new Uint8Array(0)])
      expect(faultOf(encodeCbor([signed, signature, body]))).toBe("malformed");
    expect(faultOf(encodeCbor([signed, signature, Uint8Array.of(1, 2, 3), new Uint8Array(0)]))).toBe("malformed");
    expect(faultOf(altered(10, Uint8Array.of(1), statement))).toBe("malformed");
  });

  it("[L2] [L36] are written anew from their parts byte for byte, with their body, without it and with heads of others", () => {
    const dep = { device: founder("Ben").device, seq: 70_000, hash: hashOf("dep") };
    const statement = { ...envelope, type: envelopeTypes.ballot, body: new Uint8Array(300).fill(9) };
    const first = { ...envelope, seq: 0, prev: null, governance: [], deps: [dep] };
    const whole = [envelope, first, { ...envelope, type: envelopeTypes.text, body: seedOf("text") }, statement];
    for (const wire of [...whole.map(signedBytes), withoutBody(signedBytes(statement))]) {
      const parts = readParts(wire);
      expect(parts && writeParts(parts)).toEqual({ bytes: wire, hash: parts?.hash });
      expect(epochIn(wire)).toEqual(envelope.epoch);
    }
    expect([readParts(seedOf("no envelope")), epochIn(seedOf("no envelope"))]).toEqual([null, null]);
  });
  it("[L36] of the log have their body in the signed bytes, and none beside them", () => {
    const [signed, signature] = decodeCbor(signedBytes(envelope)) as readonly [Bytes, Bytes];
    expect(faultOf(encodeCbor([signed, signature, new Uint8Array(0)]))).toBe("malformed");
  });

  it("[L2] have a prev exactly where they are not their device's first", () => {
    expect(faultOf(altered(4, 0))).toBe("malformed");
    expect(faultOf(altered(5, new Uint8Array(0)))).toBe("malformed");
    expect(faultOf(signedBytes({ ...envelope, seq: 0, prev: null }))).toBe("read");
  });

  it("[L2] name deps and governance heads in strictly ascending order", () => {
    const dep = (name: string) => ({ device: toHex(seedOf(`${name} device`)) as DeviceId, seq: 1, hash: hashOf(name) });
    const deps = [dep("a"), dep("b"), dep("c")].sort((a, b) => (a.hash < b.hash ? -1 : 1));
    const heads = [hashOf("a"), hashOf("b")].sort();
    const read = readEnvelope(signedBytes({ ...envelope, deps, governance: heads }));
    expect(read.ok && [...read.value.envelope.deps]).toEqual(deps);
    expect(faultOf(signedBytes({ ...envelope, deps: [...deps].reverse() }))).toBe("malformed");
    expect(faultOf(signedBytes({ ...envelope, governance: [...heads].reverse() }))).toBe("malformed");
    expect(faultOf(signedBytes({ ...envelope, governance: [hashOf("a"), hashOf("a")] }))).toBe("malformed");
  });

  it("[L2] [L19] with any number written longer than it need be are none", () => {
    const dep = { device: toHex(seedOf("a device")) as DeviceId, seq: 1, hash: hashOf("a") };
    const signed = signedBytes({ ...envelope, deps: [dep] }).subarray(64);
    /** Heads of the list, of strings of 32 and 16, of the lists of places and of heads; of numbers. */
    const heads = new Map([
      [0x8b, 0x98],
      [0x58, 0x59],
      [0x50, 0x58],
      [0x81, 0x98],
      [0x83, 0x98],
      [4, 0x18],
      [11, 0x18],
    ]);
    let made = 0;
    for (let at = 0; at < signed.length; at++) {
      const longer = heads.get(signed[at] as number);
      if (longer === undefined) continue;
      const rest = signed.subarray(longer === 0x59 ? at + 1 : at);
      const few = longer === 0x59 ? [longer, 0] : [longer, rest[0] as number & 31];
      const spoiled = concatBytes(signed.subarray(0, at), Uint8Array.from(few), rest.subarray(longer === 0x59 ? 0 : 1));
      expect(decodeCbor(spoiled)).toBeNull();
      expect(readEnvelope(concatBytes(sign(spoiled, ada.signing.privateKey), spoiled)).ok).toBe(false);
      made++;
    }
    expect(made).toBeGreaterThan(10);
  });

  it("[L2] have room for the heads of 4096 devices and no more", () => {
    const governance = Array.from({ length: 4097 }, (_, index) => hashOf(`head ${index}`)).sort();
    expect(faultOf(signedBytes({ ...envelope, governance: governance.slice(0, 4096) }))).toBe("read");
    expect(faultOf(signedBytes({ ...envelope, governance }))).toBe("malformed");
  });

  it("[L2] are at most 4 MiB - 8 long", () => {
    const withBody = (length: number): Bytes => signedBytes({ ...envelope, body: new Uint8Array(length) });
    const overhead = withBody(100_000).length - 100_000;
    expect(faultOf(withBody(maxEnvelopeBytes - overhead))).toBe("read");
    expect(faultOf(withBody(maxEnvelopeBytes - overhead + 1))).toBe("malformed");
  });

  it("[L2] never make the reader throw, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readEnvelope(new Uint8Array(bytes)).ok).toBe(false);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("CBOR", () => {
  const bytesOf = (...values: readonly number[]): Bytes => Uint8Array.from(values);

  it.each([
    ["a longer integer", bytesOf(0x18, 0x01)],
    ["a whole number as a float", bytesOf(0xf9, 0x3c, 0x00)],
    ["map keys out of order", bytesOf(0xa2, 0x61, 0x62, 0x01, 0x61, 0x61, 0x01)],
    ["a map key twice", bytesOf(0xa2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x01)],
    ["an indefinite length", bytesOf(0x9f, 0x01, 0xff)],
    ["a tag", bytesOf(0xc1, 0x01)],
    ["undefined", bytesOf(0xf7)],
    ["trailing bytes", bytesOf(0x01, 0x01)],
    ["an integer above 2^53", bytesOf(0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
    ["a float in more bytes than it needs", bytesOf(0xfa, 0x3f, 0x00, 0x00, 0x00)],
    ["text that is not UTF-8", bytesOf(0x61, 0xff)],
    ["nothing", bytesOf()],
    ["10,000 lists in one another", new Uint8Array(10_000).fill(0x81)],
  ])("[L19] %s is no message", (_, bytes) => {
    expect(decodeCbor(bytes)).toBe(null);
  });

  it("[L19] is read as it was written, and only in the bytes in which it is written", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const value = decodeCbor(bytes);
        if (value !== null) expect(encodeCbor(value)).toEqual(new Uint8Array(bytes));
      }),
      { seed: 2, numRuns: 5000 },
    );
  });
});

describe("Epoch keys", () => {
  it("[L7] give id, frame key, meeting key and room that have nothing in common", () => {
    const { id, frame, meet, room } = deriveEpoch(seedOf("epoch key"));
    expect([id.length, frame.length, meet.length, room.publicKey.length]).toEqual([16, 32, 32, 32]);
    expect(
      new Set([toHex(id), toHex(frame).slice(0, 32), toHex(meet).slice(0, 32), toHex(room.publicKey).slice(0, 32)])
        .size,
    ).toBe(4);
    expect(toHex(deriveEpoch(seedOf("another")).id)).not.toBe(toHex(id));
  });
});

describe("Client ids", () => {
  it("[L11] derive from charter, device and number, above all that stock clients choose", () => {
    const clients = Array.from({ length: 500 }, (_, n) => sessionClient(charter, ada.device, n));
    expect(new Set(clients).size).toBe(500);
    for (const client of clients) {
      expect(client).toBeGreaterThanOrEqual(2 ** 52);
      expect(Number.isSafeInteger(client)).toBe(true);
      expect(isChosenClient(client)).toBe(false);
      expect([client, client + 1].map(isSuggesting)).toEqual([false, true]);
      expect(Number.isSafeInteger(client + 1)).toBe(true);
      expect([suggestingOf(client), boundWith(client + 1), boundWith(client)]).toEqual([client + 1, client, client]);
    }
    expect(isChosenClient(2 ** 32 - 1)).toBe(true);
    expect([isSuggesting(2 ** 32 - 1), suggestingOf(2 ** 32 - 2), boundWith(2 ** 32 - 1)]).toEqual([
      false,
      null,
      2 ** 32 - 1,
    ]);
  });
});
