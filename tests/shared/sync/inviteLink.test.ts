import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, toHex, utf8 } from "../../../shared/base/bytes.ts";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { hash } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { createInviteCode } from "../../../shared/ledger/members/invite.ts";
import {
  encodeInviteLink,
  foundingMark,
  type InviteLink,
  isInviteLink,
  readInviteLink,
} from "../../../shared/sync/inviteLink.ts";
import { seedOf } from "../../support/builders.ts";

const charter = toHex(seedOf("a charter")) as CharterId;
const link: InviteLink = {
  code: createInviteCode(seedOf("a code")),
  addresses: ["192.168.1.20:7420", "[fd00::1]:7420", "10.0.0.7:7420"],
  relay: "wss://relay.example/tessera",
  founding: foundingMark(charter),
};
const written = encodeInviteLink(link);

/** Base 32 by another way than the product's. */
function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return groups.map((group) => letters[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
}

function forged(version: number, value: unknown): string {
  const checked = concatBytes(Uint8Array.of(version), encodeCbor(value));
  return `TESSERA:${base32(concatBytes(checked, hash("tessera/invite-link/1", checked).slice(0, 4)))}`;
}

describe("An invite link", () => {
  it("[S12] says code, addresses, relay and founding, and is read as it was written", () => {
    expect(readInviteLink(written)).toEqual({ ok: true, value: link });
    const bare = { ...link, addresses: [], relay: null };
    expect(readInviteLink(encodeInviteLink(bare))).toEqual({ ok: true, value: bare });
    const { code, addresses, relay, founding } = link;
    expect(forged(1, [code.replaceAll("-", ""), addresses, relay, founding])).toBe(written);
  });

  it("[S12] fits a QR code's alphanumeric mode, and is short enough to be scanned from a screen", () => {
    expect(written).toMatch(/^[0-9A-Z:]+$/);
    expect(written.length).toBeLessThan(260);
  });

  it("[S12] is read whatever a message made of its case and lines", () => {
    const wrapped = ` ${written.toLowerCase().replace(/(.{40})/g, "$1\n ")}\n`;
    expect(isInviteLink(wrapped)).toBe(true);
    expect(readInviteLink(wrapped)).toEqual({ ok: true, value: link });
  });

  it("[S12] is refused with any letter changed, missing or added", () => {
    for (let at = 8; at < written.length; at++) {
      const other = written[at] === "A" ? "B" : "A";
      const changed = written.slice(0, at) + other + written.slice(at + 1);
      expect(readInviteLink(changed), `letter ${at}`).toEqual({ ok: false, error: { kind: "damaged" } });
      expect(readInviteLink(written.slice(0, at)), `cut at ${at}`).toEqual({ ok: false, error: { kind: "damaged" } });
    }
    expect(readInviteLink(`${written}A`)).toEqual({ ok: false, error: { kind: "damaged" } });
  });

  it("[S12] of a later version is refused by its number, whatever is in it", () => {
    expect(readInviteLink(forged(2, { something: "new" }))).toEqual({
      ok: false,
      error: { kind: "newer", found: 2, supported: 1 },
    });
    expect(readInviteLink(forged(0, [link.code, [], null, link.founding]))).toMatchObject({ ok: false });
  });

  it("[S12] with something else in it is refused, though its check holds", () => {
    const nine = Array.from({ length: 9 }, () => "a.test:1");
    for (const value of [
      null,
      [],
      [link.code, [], null],
      [link.code, nine, null, link.founding],
      [link.code, ["x".repeat(301)], null, link.founding],
      [link.code, [], 5, link.founding],
      [link.code, [], null, utf8("short")],
      ["?", [], null, link.founding],
    ])
      expect(readInviteLink(forged(1, value))).toEqual({ ok: false, error: { kind: "damaged" } });
  });

  it("[S12] is told from a code and from any other text", () => {
    for (const text of [link.code, "", "TESSERA", "https://example.org", "tessera:// "])
      expect(readInviteLink(text).ok).toBe(false);
    expect(isInviteLink(link.code)).toBe(false);
  });

  it("[S12] never throws, whatever was pasted", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `TESSERA:${text}`),
        ),
        (text) => {
          expect(readInviteLink(text).ok).toBe(false);
        },
      ),
      { seed: 12, numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        expect(readInviteLink(`TESSERA:${base32(noise)}`).ok).toBe(false);
      }),
      { seed: 13, numRuns: 500 },
    );
  });

  it("[S12] above the bound is not read at all", () => {
    expect(readInviteLink(`TESSERA:${"A".repeat(1_000_000)}`)).toEqual({ ok: false, error: { kind: "damaged" } });
  });
});
