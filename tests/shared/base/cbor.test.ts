import { isDeepStrictEqual } from "node:util";
import { decode, encode, rfc8949EncodeOptions } from "cborg";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Bytes, equalBytes, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";

/** The slow way: decoded by another hand, encoded again and compared. Null where the library refuses or the bytes differ. */
function decodedTwice(bytes: Bytes): unknown {
  try {
    const value: unknown = decode(bytes, {
      ...{ allowIndefinite: false, allowUndefined: false, allowInfinity: false, allowNaN: false, allowBigInt: false },
      ...{ rejectDuplicateMapKeys: true, strict: true },
    });
    return equalBytes(encode(value, rfc8949EncodeOptions), bytes) ? value : null;
  } catch {
    return null;
  }
}

const value = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.maxSafeInteger(),
    fc.nat(),
    fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
    fc.constantFrom(-1, -24, -25, -256, -257, -Number.MAX_SAFE_INTEGER),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: "binary", maxLength: 80 }),
    fc.constantFrom("\ufeff", "\ufeffa", "a\ufeff", "قرية"),
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(null, true, false),
  ),
  item: fc.oneof(
    { maxDepth: 5 },
    tie("leaf"),
    fc.array(tie("item"), { maxLength: 6 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie("item"), { maxKeys: 3 }),
  ),
})).item;

const spoiled = fc
  .tuple(value, fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom("set", "in", "out")), { maxLength: 3 }))
  .map(([one, changes]): Bytes => {
    const bytes = [...encodeCbor(one)];
    for (const [place, byte, how] of changes)
      bytes.splice(place % (bytes.length + 1), how === "in" ? 0 : 1, ...(how === "out" ? [] : [byte]));
    return Uint8Array.from(bytes);
  });

test("what is decoded in one pass is what the library decodes and encodes to the same bytes", () => {
  fc.assert(
    fc.property(spoiled, (bytes) => {
      expect(decodeCbor(bytes)).toStrictEqual(decodedTwice(bytes));
    }),
    { numRuns: 20_000 },
  );
});

test("every head, with much of what may follow it, is read as the library reads it", () => {
  const tails = [[], [0], [0x18], [0x61], [0xff], [0, 0], [0x61, 0x61], [0xc3, 0xa9]];
  const seconds = [
    0, 1, 23, 24, 25, 31, 0x20, 0x40, 0x41, 0x60, 0x61, 0x7f, 0x80, 0x81, 0x9f, 0xa0, 0xa1, 0xc3, 0xf4, 0xf7, 0xff,
  ];
  const otherwise: string[] = [];
  for (let first = 0; first < 256; first++)
    for (const second of seconds)
      for (const tail of tails) {
        const bytes = Uint8Array.from([first, second, ...tail]);
        if (!isDeepStrictEqual(decodeCbor(bytes), decodedTwice(bytes))) otherwise.push(toHex(bytes));
      }
  expect(otherwise).toEqual([]);
});

test.for([
  ["a number that a shorter head holds", [0x18, 23]],
  ["a length that a shorter head holds", [0x58, 1, 0]],
  ["a list whose count a shorter head holds", [0x98, 1, 0]],
  ["more than JavaScript counts", [0x1b, 0, 0x20, 0, 0, 0, 0, 0, 0]],
  ["a list without end", [0x9f, 0, 0xff]],
  ["text that is no UTF-8", [0x62, 0xc3, 0x28]],
  ["half a pair of surrogates", [0x63, 0xed, 0xa0, 0x80]],
  ["something behind the value", [0, 0]],
  ["less than the list says", [0x82, 0]],
] as const)("%s is refused", ([, bytes]) => {
  expect(decodeCbor(Uint8Array.from(bytes))).toBeNull();
});

test("a byte string is a copy: what it was read from may change", () => {
  const message = encodeCbor([Uint8Array.of(1, 2, 3)]);
  const read = decodeCbor(Buffer.from(message.buffer)) as readonly [Bytes];
  message.fill(0);
  expect(read[0]).toStrictEqual(Uint8Array.of(1, 2, 3));
});

test("lists in each other are read 32 deep and no deeper", () => {
  const nested = (depth: number): unknown => (depth === 0 ? 7 : [nested(depth - 1)]);
  expect(decodeCbor(encodeCbor(nested(32)))).toStrictEqual(nested(32));
  expect(decodeCbor(encodeCbor(nested(33)))).toBeNull();
});
