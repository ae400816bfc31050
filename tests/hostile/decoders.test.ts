/**
 * [every decoder of bytes from outside] answers whatever it is given: a value, or a fault with a name. `npm run fuzz --
 * --only decoders` goes on with new seeds for as long as it is told.
 */
import { describe, expect, it } from "vitest";
import { chance } from "../shared/crdt/support/chance.ts";
import { eachSeed, fuzzTimeoutMs } from "../support/fuzzing.ts";
import { fuzzDecoder, readOne } from "./decoder.ts";
import { outerDecoders } from "./outerDecoders.ts";
import { sealedDecoders } from "./sealedDecoders.ts";
import { pdfDecoder, textDecoders } from "./textDecoders.ts";

const decoders = [...outerDecoders, ...sealedDecoders, ...textDecoders, await pdfDecoder()];
const rounds = 400;

describe("Every reader of bytes from outside", () => {
  it.each(decoders)("takes what is valid: $name", async (decoder) => {
    for (const bytes of decoder.valid) expect(await readOne(decoder, bytes)).toBe("taken");
  });

  it(
    "answers spoiled bytes soon, in little memory, with a fault that has a name or a value that writes the same",
    {
      timeout: fuzzTimeoutMs(120_000),
    },
    () =>
      eachSeed("decoders", [1], async (seed) => {
        const by = chance(seed);
        for (const decoder of decoders) await fuzzDecoder(decoder, by, rounds);
      }),
  );
});
