import * as packets from "dns-packet";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNearbyRecords, writeNearbyRecords } from "../../../electron/host/transports/nearbyRecords.ts";
import { seededRandom } from "../../support/ambient.ts";

const random = seededRandom(21);
const announcement = (tags: number, instance = "00112233445566ff") => ({
  instance,
  port: 7420,
  tags: Array.from({ length: tags }, () => random.bytes(8)),
});
/** Through the bytes of a real packet. */
function sent(answers: packets.Answer[]): unknown {
  return packets.decode(packets.encode({ type: "response", answers }));
}

describe("The records of an announcement", () => {
  it("[S11] hold its name, port and tags, in one packet that every network carries", () => {
    for (const count of [0, 1, 4, 30, 31, 60]) {
      const one = announcement(count);
      const records = writeNearbyRecords(one, 120);
      expect(packets.encode({ type: "response", answers: records }).length).toBeLessThan(1400);
      const { present, left } = readNearbyRecords(sent(records));
      expect(present.map(({ tags, ...rest }) => ({ ...rest, tags: tags.map((tag) => Buffer.from(tag)) }))).toEqual([
        { ...one, tags: one.tags.map((tag) => Buffer.from(tag)) },
      ]);
      expect(left).toEqual([]);
    }
  });

  it("[S11] hold at most 60 tags", () => {
    expect(readNearbyRecords(sent(writeNearbyRecords(announcement(200), 120))).present[0]?.tags).toHaveLength(60);
  });

  it("are a goodbye where they live for no time", () => {
    expect(readNearbyRecords(sent(writeNearbyRecords(announcement(2), 0)))).toEqual({
      present: [],
      left: ["00112233445566ff"],
    });
  });

  it("are passed over where they are another service's, another version's or no announcement", () => {
    const [ptr, srv, txt] = writeNearbyRecords(announcement(1), 120) as [
      packets.Answer,
      packets.Answer,
      packets.Answer,
    ];
    const text = (data: Buffer[]): packets.Answer => ({ name: txt.name, type: "TXT", ttl: 120, data });
    const cases: packets.Answer[][] = [
      [],
      [ptr],
      [ptr, srv],
      [ptr, txt],
      [srv, text([Buffer.from("v=2"), Buffer.from("t=12345678")])],
      [srv, text([])],
      [srv, text([Buffer.from("v=10")])],
      [{ name: "_ipp._tcp.local", type: "PTR", ttl: 120, data: "printer._ipp._tcp.local" }],
      [{ name: "nothex._tessera._tcp.local", type: "SRV", ttl: 120, data: { port: 1, target: "x.local" } }],
      [{ ...srv, data: { port: 0, target: "x.local" } } as packets.Answer, txt],
    ];
    for (const records of cases) expect(readNearbyRecords(sent(records))).toEqual({ present: [], left: [] });
    const odd = readNearbyRecords(sent([srv, text([Buffer.from("v=1"), Buffer.from("t=1234567")])]));
    expect(odd.present).toMatchObject([{ tags: [] }]);
  });

  it("are at most eight announcements of one packet", () => {
    const many = Array.from({ length: 20 }, (_, n) => announcement(1, n.toString(16).padStart(16, "0")));
    const { present, left } = readNearbyRecords(sent(many.flatMap((one) => writeNearbyRecords(one, 120))));
    expect(present).toHaveLength(8);
    expect(left).toEqual([]);
    expect(readNearbyRecords(sent(many.flatMap((one) => writeNearbyRecords(one, 0)))).left).toHaveLength(8);
  });

  it("never make the reader throw, whatever a packet was decoded to", () => {
    const record = fc.record(
      {
        name: fc.oneof(fc.constant("00112233445566ff._tessera._tcp.local"), fc.string(), fc.integer()),
        type: fc.oneof(fc.constantFrom("PTR", "SRV", "TXT", "A"), fc.anything()),
        ttl: fc.oneof(fc.constant(0), fc.constant(120), fc.anything()),
        data: fc.oneof(fc.uint8Array(), fc.array(fc.uint8Array()), fc.record({ port: fc.anything() }), fc.anything()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({
            answers: fc.oneof(fc.array(fc.oneof(record, fc.anything())), fc.anything()),
            additionals: fc.anything(),
          }),
        ),
        (packet) => {
          const { present, left } = readNearbyRecords(packet);
          expect(present.length).toBeLessThanOrEqual(8);
          expect(left.length).toBeLessThanOrEqual(8);
        },
      ),
      { seed: 11, numRuns: 500 },
    );
  });
});
