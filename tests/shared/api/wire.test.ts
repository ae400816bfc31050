import { expect, it } from "vitest";
import { decodeWire, encodeWire } from "../../../shared/api/wire.ts";

const letters = Uint8Array.of(1, 2, 3);

it.each<[string, unknown]>([
  [
    "words",
    { kind: "call", args: { title: "السد \u0000 \ud83c\udf3e", list: [1, -1, 1.5, 2 ** 53 - 1, true, null, ""] } },
  ],
  ["bytes", letters],
  ["bytes in what is in a list, twice and empty", [{ bytes: letters, more: [letters, new Uint8Array()] }, 4]],
  ["a key that is every object's", JSON.parse('{"__proto__":{"bytes":1}}')],
  ["nothing", null],
])("%s come out as they went in", (_, value) => {
  const message = encodeWire(value);
  expect(decodeWire(message)).toStrictEqual(value);
  // As a socket hands it out, somewhere in its own memory.
  expect(decodeWire(Buffer.concat([Buffer.from([9]), message]).subarray(1))).toStrictEqual(value);
});

it("bytes are a copy, and what is sent is left as it was", () => {
  const value = { kept: letters, list: [letters] };
  const message = encodeWire(value);
  expect(value).toStrictEqual({ kept: letters, list: [letters] });
  const read = decodeWire(message) as typeof value;
  message.fill(0);
  expect(read).toStrictEqual(value);
});

it.each<[string, unknown]>([
  ["undefined", undefined],
  ["undefined within", { a: [undefined] }],
  ["a function", { a: () => 1 }],
  ["no number", [Number.NaN]],
  ["endless", [Number.POSITIVE_INFINITY]],
  ["a big number", [1n]],
  ["a map", { a: new Map() }],
  ["a day", new Date(0)],
  ["itself", itself()],
])("%s is no value", (_, value) => expect(() => encodeWire(value)).toThrow(TypeError));

it.each<[string, Uint8Array]>([
  ["nothing", new Uint8Array()],
  ["half a head", Uint8Array.of(0, 0)],
  ["a text longer than the message", Uint8Array.of(0, 0, 0, 9, 0x31)],
  ["no JSON", Uint8Array.of(0, 0, 0, 1, 0x7b)],
  ["no UTF-8", Uint8Array.of(0, 0, 0, 3, 0x22, 0xff, 0x22)],
  ["bytes that are not there", raw('{"\\u0000":[0,4]}', letters)],
  ["bytes that nothing names", raw("[]", letters)],
  ["bytes before they begin", raw('{"\\u0000":[-1,2]}', letters)],
  ["bytes at no place", raw('{"\\u0000":"x"}', letters)],
  ["bytes in what is nested too deeply", raw(`${"[".repeat(300)}{"\\u0000":[0,1]}${"]".repeat(300)}`, letters)],
])("%s is no message", (_, message) => expect(decodeWire(message)).toBeUndefined());

function raw(json: string, bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(json);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(text.length);
  return Buffer.concat([head, text, bytes]);
}

function itself(): unknown {
  const list: unknown[] = [];
  list.push(list);
  return list;
}
