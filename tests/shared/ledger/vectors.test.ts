import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Bytes, fromHex, toHex } from "../../../shared/base/bytes.ts";
import { verifyCertificate } from "../../../shared/ledger/certificate.ts";
import { makeLedgerVectors, writeJson } from "../../vectors/makeVectors.ts";

const file = readFileSync(new URL("../../vectors/ledger.json", import.meta.url), "utf8");
const hex = (written: unknown): Bytes => {
  const bytes = typeof written === "string" ? fromHex(written) : null;
  if (bytes === null) throw new Error("a vector is hex");
  return bytes;
};

describe("The ledger's test vectors", () => {
  it("are what this program makes, byte by byte", () => {
    expect(writeJson(makeLedgerVectors())).toBe(file);
  });

  it("[L14] have a certificate that verifies with nothing else", () => {
    const vectors = JSON.parse(file);
    const verified = verifyCertificate(hex(vectors.certificate));
    expect(verified).toMatchObject({
      ok: true,
      value: { id: vectors.proposal.id, contentHash: vectors.proposal.contentHash },
    });
    expect(verified.ok && toHex(verified.value.contentBytes)).toBe(
      toHex(new TextEncoder().encode(vectors.proposal.content)),
    );
  });
});
