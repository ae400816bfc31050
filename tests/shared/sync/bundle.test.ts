import { describe, expect, it } from "vitest";
import { type Bytes, concatBytes } from "../../../shared/base/bytes.ts";
import { plainHash } from "../../../shared/base/crypto.ts";
import { encodeBundle, readBundle } from "../../../shared/sync/bundle.ts";
import { seedOf } from "../../support/builders.ts";

const frames = [seedOf("one"), new Uint8Array(0), concatBytes(seedOf("two"), seedOf("three"))];
const file = encodeBundle(frames);

const faultOf = (bytes: Bytes): string => {
  const read = readBundle(bytes);
  return read.ok ? "read" : read.error.kind;
};

/** With a checksum that holds, as whoever writes such a file can make. */
const withChecksum = (body: Bytes): Bytes => concatBytes(body, plainHash(body));

describe("Bundles", () => {
  it("[S10] give back the frames in order", () => {
    expect(readBundle(file)).toEqual({ ok: true, value: frames });
    expect(readBundle(encodeBundle([]))).toEqual({ ok: true, value: [] });
  });

  it("[S10] that were cut anywhere are damaged", () => {
    for (let length = 0; length < file.length; length++) expect(faultOf(file.slice(0, length))).toBe("damaged");
  });

  it("[S10] with any bit turned are damaged", () => {
    for (let at = 0; at < file.length; at++)
      for (const bit of [1, 16, 128]) {
        const spoiled = file.slice();
        spoiled[at] = (spoiled[at] as number) ^ bit;
        expect(faultOf(spoiled)).toBe("damaged");
      }
  });

  it("[S10] that go on after their end are damaged", () => {
    expect(faultOf(concatBytes(file, Uint8Array.of(0)))).toBe("damaged");
    expect(faultOf(concatBytes(file, file))).toBe("damaged");
  });

  it("[S10] of a later version say so", () => {
    const body = file.slice(0, -32);
    body[8] = 2;
    expect(readBundle(withChecksum(body))).toEqual({ ok: false, error: { kind: "newer", found: 2, supported: 1 } });
  });

  it("[S10] whose counts and lengths do not fit are damaged, whatever their checksum", () => {
    const body = file.slice(0, -32);
    for (const [at, value] of [
      [12, 4],
      [12, 2],
      [12, 0],
      [9, 255],
      [16, 33],
      [13, 255],
    ] as const) {
      const wrong = body.slice();
      wrong[at] = value;
      expect(faultOf(withChecksum(wrong))).toBe("damaged");
    }
  });

  it("[S10] inside a larger buffer are read at their own place", () => {
    const around = concatBytes(seedOf("before"), file);
    expect(readBundle(around.subarray(32))).toEqual({ ok: true, value: frames });
  });
});
