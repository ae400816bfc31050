import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createLinkBatches } from "../../../electron/host/peers/linkBatches.ts";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { maxEnvelopeBytes } from "../../../shared/ledger/log/envelope.ts";
import { charterIdOf } from "../../../shared/ledger/members/entries.ts";
import { deriveEpoch } from "../../../shared/ledger/members/epoch.ts";
import { type BatchLink, batchDictionary, encodeBatchList, sealBatch } from "../../../shared/sync/batch.ts";
import { sealLogFrame } from "../../../shared/sync/frame.ts";
import { frameIdOf } from "../../../shared/sync/frameHeader.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { founder, genesisOf, seedOf } from "../../support/builders.ts";

const by = chance(19);
const random = { bytes: (count: number): Bytes => Uint8Array.from({ length: count }, () => by.int(256)) };
const [epoch, later] = [deriveEpoch(seedOf("epoch key")), deriveEpoch(seedOf("a later key"))];
const ada = founder("Ada");
const place = { device: ada.device, seq: 3, hash: toHex(seedOf("newest")) as never };
const link: BatchLink = {
  charter: charterIdOf(genesisOf(ada)),
  binding: seedOf("binding"),
  places: { dialer: [place], listener: [] },
};
const batches = createLinkBatches(link, random);
const frameOf = (length: number, key = epoch): Bytes => sealLogFrame(random.bytes(length), key);
const ids = (frames: readonly Bytes[]): readonly string[] => frames.map((frame) => toHex(frameIdOf(frame)));
const unpacked = (packed: ReturnType<typeof batches.pack>): readonly Bytes[] =>
  packed.flatMap(({ kind, bytes }) => (kind === "frame" ? [bytes] : (batches.unpack(bytes, "dialer", epoch) ?? [])));
const deflated = (value: unknown): Bytes =>
  deflateRawSync(encodeCbor(value), { dictionary: batchDictionary(link, epoch) }) as Bytes;
const sealed = (bytes: Bytes): Bytes => sealBatch(bytes, link, "dialer", epoch, random.bytes(24));

describe("[S19] Frames in one message", () => {
  it("come out as they went in, in order, byte for byte", () => {
    const frames = [300, 40, 900, 1, 5000].map((length) => frameOf(length));
    const packed = batches.pack(frames, "dialer", epoch);
    expect(packed.map(({ kind }) => kind)).toEqual(["batch"]);
    expect(unpacked(packed)).toEqual(frames);
  });

  it("are cut where they would be much, and go alone where they are large or sealed with another key", () => {
    const large = frameOf(maxEnvelopeBytes / 2);
    const other = frameOf(300, later);
    const many = Array.from({ length: 500 }, () => frameOf(400));
    const frames = [...many, other, frameOf(9), large, frameOf(8)];
    const packed = batches.pack(frames, "dialer", epoch);
    const alone = packed.filter(({ kind }) => kind === "frame").map(({ bytes }) => bytes);
    expect(ids(alone)).toEqual(ids([other, large]));
    expect(Math.max(...packed.filter(({ kind }) => kind === "batch").map(({ bytes }) => bytes.length))).toBeLessThan(
      130 * 1024,
    );
    expect(ids(unpacked(packed))).toEqual(ids(frames));
  });

  it("are padded, and take no more than what both ends do not know", () => {
    const known = [seedOf("newest"), random.bytes(100)];
    const [packed] = batches.pack(
      [sealLogFrame(Uint8Array.from(known.flatMap((part) => [...part])), epoch)],
      "dialer",
      epoch,
    );
    expect(packed?.bytes.length).toBe(24 + 256 + 16);
  });

  it("open on this link alone, in this direction, with this key, as they were sealed", () => {
    const [packed] = batches.pack([frameOf(100)], "dialer", epoch);
    const bytes = packed?.bytes ?? new Uint8Array(0);
    expect(batches.unpack(bytes, "dialer", epoch)).toHaveLength(1);
    expect(batches.unpack(bytes, "listener", epoch)).toBeNull();
    expect(batches.unpack(bytes, "dialer", later)).toBeNull();
    for (const other of [
      { ...link, binding: seedOf("another") },
      { ...link, charter: charterIdOf(genesisOf(founder("Ben"))) },
    ])
      expect(createLinkBatches(other, random).unpack(bytes, "dialer", epoch)).toBeNull();
    for (let at = 0; at < bytes.length; at++) {
      const altered = bytes.slice();
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(batches.unpack(altered, "dialer", epoch)).toBeNull();
      expect(batches.unpack(bytes.slice(0, at), "dialer", epoch)).toBeNull();
    }
  });

  it("of a member who lies are refused: no list, no bytes, too many, too large, endless", () => {
    const bad: readonly Bytes[] = [
      random.bytes(200),
      deflated("text"),
      deflated([1]),
      deflated([new Uint8Array(0)]),
      deflated(Array.from({ length: 4097 }, () => Uint8Array.of(1))),
      // 64 MiB of zeros are 64 KiB deflated.
      deflateRawSync(new Uint8Array(64 * 1024 * 1024)) as Bytes,
      new Uint8Array(0),
    ];
    for (const bytes of bad) expect(batches.unpack(sealed(bytes), "dialer", epoch)).toBeNull();
    expect(batches.unpack(sealed(deflated([])), "dialer", epoch)).toEqual([]);
    expect(encodeBatchList([])).toEqual(Uint8Array.of(0x80));
  });
});
