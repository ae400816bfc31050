import { expect, it } from "vitest";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { createCborWriter } from "../../../shared/base/cborWriter.ts";

const edges = [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER];

it("writes what the encoder does, byte for byte, at every length of a head", () => {
  const strings = [0, 23, 24, 255, 256, 70_000].map((length) => new Uint8Array(length).fill(7));
  const writer = createCborWriter();
  writer.list(3);
  writer.list(edges.length);
  for (const edge of edges) writer.integer(edge);
  writer.list(strings.length);
  for (const string of strings) writer.bytes(string);
  writer.text("tessera, où ça");
  expect(writer.written()).toEqual(encodeCbor([edges, strings, "tessera, où ça"]));
});
