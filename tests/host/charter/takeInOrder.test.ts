import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { judgeFrame } from "../../../electron/host/charter/fold.ts";
import { type Lack, lackOf, takeInOrder } from "../../../electron/host/charter/takeInOrder.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { sealingKeyPair } from "../../../shared/base/crypto.ts";
import type { DeviceId, EnvelopeHash } from "../../../shared/base/ids.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { deriveEpoch } from "../../../shared/ledger/members/epoch.ts";
import { createKeyring } from "../../../shared/ledger/members/keyring.ts";
import { readBundle } from "../../../shared/sync/bundle.ts";
import { sealLogFrame } from "../../../shared/sync/frame.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { type Book, copyBook, foundBook, founder, foundingKey, seedOf, type Written } from "../../support/builders.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

const [ada, ben] = [founder("Ada"), founder("Ben")] as const;
const nobody = new Uint8Array(0);
const hashOf = (name: string): EnvelopeHash => Buffer.from(seedOf(name)).toString("hex") as EnvelopeHash;

/** A charter of two, and what both wrote on top of it, each on everything the other had written. */
function history(length: number): { readonly shared: Book; readonly written: readonly Written[] } {
  const book = foundBook(ada);
  book.admit(ada, ben);
  const shared = copyBook(book);
  const written = Array.from({ length }, (_, at) => book.write(at % 3 === 0 ? ada : ben, envelopeTypes.heads, nobody));
  return { shared, written };
}

/** Takes frames as a host does, and counts how often one was judged. */
function createTaker(book: Book) {
  const keyring = createKeyring([foundingKey], ada.device, sealingKeyPair(seedOf("sealing")));
  const epoch = deriveEpoch(foundingKey);
  let waiting: { readonly frame: Bytes; readonly lack: Lack }[] = [];
  const taker = {
    tries: 0,
    taken: 0,
    waiting: () => waiting.length,
    take(written: readonly Written[], of = epoch): void {
      const fresh = written.map(({ bytes }) => sealLogFrame(bytes, of));
      const all = [...fresh, ...waiting.map(({ frame }) => frame)];
      const lacks = new Map(waiting.map(({ lack }, at) => [fresh.length + at, lack]));
      takeInOrder({ ledger: book.ledger, keyring }, fresh.length, [...lacks.values()], (index) => {
        taker.tries++;
        lacks.delete(index);
        const judged = judgeFrame({ ledger: book.ledger, keyring }, all[index] as Bytes, false);
        if (judged.kind === "ready") {
          taker.taken++;
          book.take(
            {
              envelope: judged.envelope,
              signed: { envelope: judged.envelope, hash: judged.ready.accepted.place.hash },
            } as Written,
            judged.ready,
          );
          return judged.ready;
        }
        if (judged.kind !== "missing" && judged.kind !== "unopened") return null;
        lacks.set(index, lackOf(judged));
        return { lack: lackOf(judged) };
      });
      waiting = [...lacks].sort(([a], [b]) => a - b).map(([index, lack]) => ({ frame: all[index] as Bytes, lack }));
    },
  };
  return taker;
}

describe("Frames that wait", () => {
  it("[L3] are all taken in whatever order and pieces they come, each judged a few times at most", () => {
    const { shared, written } = history(120);
    for (let seed = 1; seed <= 6; seed++) {
      const by = chance(seed);
      const order = seed === 1 ? written.toReversed() : [...written];
      if (seed > 1)
        for (let at = order.length - 1; at > 0; at--) {
          const other = by.int(at + 1);
          [order[at], order[other]] = [order[other] as Written, order[at] as Written];
        }
      const piece = [120, 120, 1, 7, 40, 2][seed - 1] as number;
      const taker = createTaker(copyBook(shared));
      for (let at = 0; at < order.length; at += piece) taker.take(order.slice(at, at + piece));
      expect([seed, taker.taken, taker.waiting()]).toEqual([seed, 120, 0]);
      // A receipt names its own past and one other: it lacks one of them, then the other.
      expect(taker.tries).toBeLessThanOrEqual(3 * 120);
    }
  });

  it("are not judged again by what they do not lack", () => {
    const { shared, written } = history(60);
    const taker = createTaker(copyBook(shared));
    const dep = { device: hashOf("nobody") as string as DeviceId, seq: 5, hash: hashOf("nothing") };
    taker.take(
      Array.from({ length: 80 }, (_, time) => shared.draft(ben, envelopeTypes.heads, nobody, { deps: [dep], time })),
    );
    const foreign = deriveEpoch(seedOf("another key"));
    taker.take(written.slice(0, 20), foreign);
    expect([taker.tries, taker.waiting()]).toEqual([100, 100]);
    for (const one of written) taker.take([one]);
    expect([taker.tries, taker.taken, taker.waiting()]).toEqual([160, 60, 100]);
  });

  it("are tried by whatever comes where nobody tried them before", () => {
    const { shared, written } = history(3);
    const [first, second, third] = written as [Written, Written, Written];
    const tried: number[] = [];
    const book = copyBook(shared);
    const keyring = createKeyring([foundingKey], ada.device, sealingKeyPair(seedOf("sealing")));
    const all = [first, third, second];
    const untried: Lack[] = [{ kind: "anything" }, { kind: "anything" }];
    takeInOrder({ ledger: book.ledger, keyring }, 1, untried, (index) => {
      tried.push(index);
      const judged = book.ledger.judge((all[index] as Written).signed);
      if (judged.kind === "missing")
        return { lack: lackOf({ ...judged, by: ben.device, mayTeach: false, teacher: null }) };
      if (judged.kind !== "ready") return null;
      book.take(all[index] as Written, judged);
      return judged;
    });
    expect(tried).toEqual([0, 1, 2, 1]);
  });
});

describe("A host", () => {
  let world: World;
  beforeEach(async () => {
    world = createWorld({ seed: 77, people: ["Ada", "Ben", "Mallory"] });
    await world.found("Ada").join("Ada", "Ben").settle().join("Ada", "Mallory").settle().gather().done();
  });
  afterEach(() => world.close());

  const framesOf = async (name: string): Promise<readonly Bytes[]> => {
    const asked = { charter: world.charter(), for: { kind: "everything" } } as const;
    const read = readBundle(unwrap(await world.who(name).api().exportBundle(asked)).bytes);
    return read.ok ? read.value : [];
  };

  it("takes no longer for each frame with many unknown deps where more of them wait", {
    timeout: 120_000,
  }, async () => {
    const before = (await framesOf("Ben")).length;
    for (let edit = 0; edit < 60; edit++) await world.edit("Ben").done();
    const honest = (await framesOf("Ben")).slice(before);
    await world.corrupt("Mallory").done();
    const { entry, opening } = world.hostile();
    const hashes = Array.from({ length: 1024 }, (_, at) => hashOf(`dep ${at}`)).sort();
    const deps = hashes.map((hash) => ({ device: hashOf("nobody") as string as DeviceId, seq: 5, hash }));
    await world.deliver("Ada", [opening]);
    let time = 0;
    /** The time of this thread, in which the host judges. */
    const spend = async (frames: readonly Bytes[]): Promise<number> => {
      const heavy = frames.map(() => entry(envelopeTypes.heads, nobody, { deps, time: time++ }));
      const { user } = process.threadCpuUsage();
      for (const [at, frame] of frames.entries())
        expect(await world.deliver("Ada", [frame, heavy[at] as Bytes])).toBe(1);
      return process.threadCpuUsage().user - user;
    };
    const first = await spend(honest.slice(0, 12));
    await spend(honest.slice(12, 48));
    const last = await spend(honest.slice(48, 60));
    // Four times and more, where what waits is judged again with everything that comes.
    expect(last).toBeLessThan(2.5 * first);
  });

  it("[L3] takes everything that waited once its past has come", async () => {
    await world.edit("Ben", 12).done();
    const frames = await framesOf("Ben");
    const held = (await framesOf("Ada")).length;
    const fresh = frames.slice(held);
    expect(fresh.length).toBeGreaterThan(8);
    let added = 0;
    // From both ends: what comes early waits, and goes on by itself at the last.
    for (let from = 0, to = fresh.length; from < to; ) {
      const pair = [fresh[--to], fresh[from++]];
      added += await world.deliver(
        "Ada",
        pair.filter((frame) => frame !== undefined),
      );
    }
    expect(added).toBe(fresh.length);
    expect((await world.shownBy("Ada")).text).toEqual((await world.shownBy("Ben")).text);
    await world.expectSound();
  });
});
