import { describe, expect, it } from "vitest";
import { toHex } from "../../../shared/base/bytes.ts";
import { deriveEpoch } from "../../../shared/ledger/members/epoch.ts";
import { knownNearbyTags, nearbyTag } from "../../../shared/sync/nearbyTag.ts";
import { seedOf } from "../../support/builders.ts";

const { discover } = deriveEpoch(seedOf("an epoch"));
const evening = Date.UTC(2026, 11, 31, 23, 59);
const dayMs = 86_400_000;
const known = (moment: number): readonly string[] => knownNearbyTags(discover, moment).map(toHex);

describe("A tag for the local network", () => {
  it("[S11] is another each day of UTC, and for each epoch", () => {
    const tag = toHex(nearbyTag(discover, evening));
    expect(tag).toMatch(/^[0-9a-f]{16}$/);
    expect(toHex(nearbyTag(discover, evening - dayMs + 120_000))).toBe(tag);
    expect(toHex(nearbyTag(discover, evening + 120_000))).not.toBe(tag);
    expect(toHex(nearbyTag(deriveEpoch(seedOf("another")).discover, evening))).not.toBe(tag);
  });

  it("[S11] is known by members whose clocks are up to a day apart, not more", () => {
    const tag = toHex(nearbyTag(discover, evening));
    for (const off of [-dayMs, 0, dayMs]) expect(known(evening + off)).toContain(tag);
    for (const off of [-2 * dayMs, 2 * dayMs]) expect(known(evening + off)).not.toContain(tag);
  });
});
