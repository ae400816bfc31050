import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Bytes, fromHex } from "../../../shared/base/bytes.ts";
import { deriveEpoch } from "../../../shared/ledger/epoch.ts";
import { readBundle } from "../../../shared/sync/bundle.ts";
import { openFrame } from "../../../shared/sync/frame.ts";
import { openWelcome } from "../../../shared/sync/welcome.ts";
import { makeSyncVectors, welcomeParts, writeJson } from "../../vectors/makeVectors.ts";

const file = readFileSync(new URL("../../vectors/sync.json", import.meta.url), "utf8");
const vectors = JSON.parse(file);
const hex = (written: unknown): Bytes => {
  const bytes = typeof written === "string" ? fromHex(written) : null;
  if (bytes === null) throw new Error("a vector is hex");
  return bytes;
};

describe("The sync protocol's test vectors", () => {
  it("are what this program makes, byte by byte", () => {
    expect(writeJson(makeSyncVectors(vectors.welcome.sealed))).toBe(file);
  });

  it("[S2] have a frame, in a bundle too, that opens to its content", () => {
    const epoch = deriveEpoch(hex(vectors.epochKey));
    expect(openFrame(hex(vectors.frame.frame), epoch)).toEqual({
      ok: true,
      value: { kind: 0, plain: hex(vectors.frame.content) },
    });
    expect(readBundle(hex(vectors.bundle))).toEqual({ ok: true, value: [hex(vectors.frame.frame)] });
  });

  it("[S8] have a welcome that opens for its joiner", () => {
    const opened = openWelcome(hex(vectors.welcome.sealed), welcomeParts.joiner.sealing, hex(vectors.welcome.invite));
    expect(opened).toEqual({ charter: vectors.charter, epochKey: hex(vectors.epochKey) });
  });
});
