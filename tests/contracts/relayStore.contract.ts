/** What every RelayStore keeps to. Each implementation's test calls this with a way to open, and to reopen, one. */
import { describe, expect, test } from "vitest";
import type { Appended, FrameToStore, RelayStore } from "../../electron/relay/relayStore.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { plainHash } from "../../shared/base/crypto.ts";
import type { RoomPlace } from "../../shared/sync/relayMessages.ts";
import { seededRandom } from "../support/ambient.ts";

const bounds = { frames: 1_000_000, bytes: 1_000_000_000 };
const firstSeq = 1000;

export interface StoreUnderTest {
  readonly store: RelayStore;
  /** Remembers what is on the disk now. */
  backUp(): Promise<void>;
  /** Closes it, puts back what was remembered, and opens it. */
  restore(): Promise<RelayStore>;
  /** Closes it and opens it again on the same data. */
  reopen(): Promise<RelayStore>;
  dispose(): Promise<void>;
}

export function relayStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  const withStore = (run: (under: StoreUnderTest) => Promise<void>) => async () => {
    const under = await open();
    try {
      await run(under);
    } finally {
      await under.dispose();
    }
  };
  const random = seededRandom(11);
  const room = (name: number): Bytes => new Uint8Array(16).fill(name);
  const frameIn = (roomName: number, size = 330): FrameToStore => {
    const frame = random.bytes(size);
    return { room: room(roomName), frameId: plainHash(frame), frame };
  };
  const everything = async (store: RelayStore, roomName: number, afterSeq = 0) => {
    const read = await store.read(room(roomName), afterSeq, 1_000_000_000);
    return read.ok ? read.value.map(({ seq, frame }) => ({ seq, frame: new Uint8Array(frame) })) : null;
  };

  describe(`${name} as a relay store`, () => {
    test(
      "[R7] numbers the frames of each room by one, from the first number it is given",
      withStore(async ({ store }) => {
        const frames = [frameIn(1), frameIn(2), frameIn(1), frameIn(1)];
        expect(await store.append(frames, firstSeq, bounds)).toMatchObject(
          [1000, 1000, 1001, 1002].map((seq) => ({ kind: "stored", seq })),
        );
        expect(await store.append([frameIn(1)], 5000, bounds)).toMatchObject([{ kind: "stored", seq: 1003 }]);
        expect(await store.lastSeq(room(1))).toEqual({ ok: true, value: 1003 });
        expect(await store.lastSeq(room(2))).toEqual({ ok: true, value: 1000 });
      }),
    );

    test(
      "a room without frames has the last number 0 and nothing to read",
      withStore(async ({ store }) => {
        expect(await store.lastSeq(room(1))).toEqual({ ok: true, value: 0 });
        expect(await everything(store, 1)).toEqual([]);
        const none = { frames: 0, bytes: 0 };
        expect(await store.append([frameIn(1)], firstSeq, none)).toEqual([{ kind: "roomFull" }]);
        expect(await store.lastSeq(room(1))).toEqual({ ok: true, value: 0 });
      }),
    );

    test(
      "[R8] answers a repeated frame with its old number, within one append and across",
      withStore(async ({ store }) => {
        const [a, b] = [frameIn(1), frameIn(1)];
        expect(await store.append([a, b, a], firstSeq, bounds)).toMatchObject([
          { kind: "stored", seq: 1000 },
          { kind: "stored", seq: 1001 },
          { kind: "known", seq: 1000 },
        ]);
        expect(await store.append([b], firstSeq, bounds)).toMatchObject([{ kind: "known", seq: 1001 }]);
        expect(await everything(store, 1)).toEqual([
          { seq: 1000, frame: a.frame },
          { seq: 1001, frame: b.frame },
        ]);
      }),
    );

    test(
      "the same frame id in two rooms is two frames",
      withStore(async ({ store }) => {
        const one = frameIn(1);
        await store.append([one, { ...one, room: room(2) }], firstSeq, bounds);
        expect((await everything(store, 1))?.length).toBe(1);
        expect((await everything(store, 2))?.length).toBe(1);
        expect(await store.totals()).toEqual({ ok: true, value: { rooms: 2, frames: 2, bytes: 2 * one.frame.length } });
      }),
    );

    test(
      "[R10] reads what is above a number, in order and in pages, at least one frame to a page",
      withStore(async ({ store }) => {
        const frames = Array.from({ length: 20 }, () => frameIn(1, 1000));
        await store.append(frames, 1, bounds);
        const seen: number[] = [];
        for (let after = 0; ; ) {
          const page = await store.read(room(1), after, 3500);
          if (!page.ok || page.value.length === 0) break;
          expect(page.value.length).toBeLessThanOrEqual(3);
          seen.push(...page.value.map(({ seq }) => seq));
          after = page.value.at(-1)?.seq ?? after;
        }
        expect(seen).toEqual(frames.map((_, index) => index + 1));
        const tiny = await store.read(room(1), 19, 1);
        expect(tiny.ok && tiny.value.map(({ seq }) => seq)).toEqual([20]);
      }),
    );

    test(
      "[R17] takes no frame above a room's bounds, and still knows and reads what it has",
      withStore(async ({ store }) => {
        const frames = [frameIn(1), frameIn(1), frameIn(1)];
        const answers = await store.append(frames, 1, { frames: 2, bytes: 1_000_000 });
        expect(answers.map(({ kind }) => kind)).toEqual(["stored", "stored", "roomFull"]);
        const again = await store.append([...frames, frameIn(2)], 1, { frames: 2, bytes: 1_000_000 });
        expect(again.map(({ kind }) => kind)).toEqual(["known", "known", "roomFull", "stored"]);
        expect((await everything(store, 1))?.length).toBe(2);
        const byBytes = await store.append([frameIn(3, 600), frameIn(3, 600)], 1, { frames: 9, bytes: 1000 });
        expect(byBytes.map(({ kind }) => kind)).toEqual(["stored", "roomFull"]);
      }),
    );

    test(
      "[R25] drops what is older than asked, and nothing else",
      withStore(async ({ store }) => {
        const [old, later, other] = [frameIn(1), frameIn(1), frameIn(2)];
        await store.append([old, other], 1000, bounds);
        await store.append([later], 5000, bounds);
        expect(await store.drop({ beforeMs: null, roomBytes: null })).toEqual({ ok: true, value: { frames: 0 } });
        expect(await store.drop({ beforeMs: 5000, roomBytes: null })).toEqual({ ok: true, value: { frames: 2 } });
        expect(await everything(store, 1)).toEqual([{ seq: 1001, frame: later.frame }]);
        expect(await everything(store, 2)).toEqual([]);
      }),
    );

    test(
      "[R25] drops the oldest frames of a room that holds more than asked",
      withStore(async ({ store }) => {
        const frames = Array.from({ length: 10 }, () => frameIn(1, 400));
        await store.append([...frames, frameIn(2, 900)], 1, bounds);
        expect(await store.drop({ beforeMs: null, roomBytes: 1300 })).toEqual({ ok: true, value: { frames: 7 } });
        expect((await everything(store, 1))?.map(({ seq }) => seq)).toEqual([8, 9, 10]);
        expect((await everything(store, 2))?.length).toBe(1);
        expect(await store.totals()).toEqual({ ok: true, value: { rooms: 2, frames: 4, bytes: 2100 } });
      }),
    );

    test(
      "[R7] [R25] a number whose frame was dropped is not given again; the frame may be put again",
      withStore(async ({ store, reopen }) => {
        const frame = frameIn(1);
        await store.append([frame, frameIn(1)], 1000, bounds);
        await store.drop({ beforeMs: 9000, roomBytes: null });
        expect(await store.lastSeq(room(1))).toEqual({ ok: true, value: 1001 });
        const reopened = await reopen();
        expect(await reopened.lastSeq(room(1))).toEqual({ ok: true, value: 1001 });
        expect(await reopened.append([frame], 1000, bounds)).toMatchObject([{ kind: "stored", seq: 1002 }]);
      }),
    );

    test(
      "[R25] drops many frames of many rooms",
      withStore(async ({ store }) => {
        const names = Array.from({ length: 20 }, (_, index) => index);
        const frames = Array.from({ length: 3000 }, (_, index) => frameIn(index % 20, 40));
        await store.append(frames, 1000, bounds);
        expect(await store.drop({ beforeMs: 1001, roomBytes: null })).toEqual({ ok: true, value: { frames: 3000 } });
        for (const name of names) expect(await everything(store, name)).toEqual([]);
        expect(await store.totals()).toEqual({ ok: true, value: { rooms: 0, frames: 0, bytes: 0 } });
      }),
    );

    test(
      "[R8] what was answered is there after closing and opening again, and numbering goes on",
      withStore(async ({ store, reopen }) => {
        const frames = Array.from({ length: 50 }, () => frameIn(1));
        await store.append(frames, 1, bounds);
        const reopened = await reopen();
        expect((await everything(reopened, 1))?.map(({ frame }) => frame)).toEqual(frames.map(({ frame }) => frame));
        expect(await reopened.append([frameIn(1)], 9000, bounds)).toMatchObject([{ kind: "stored", seq: 51 }]);
      }),
    );

    const placesOf = (answers: readonly Appended[]): readonly RoomPlace[] =>
      answers.flatMap((answer) => ("seq" in answer ? [{ seq: answer.seq, mark: answer.mark }] : []));
    const held = async (store: RelayStore, places: readonly RoomPlace[]): Promise<readonly unknown[]> =>
      Promise.all(places.map((place) => store.holds(room(1), place).then((holds) => holds.ok && holds.value)));

    test(
      "[R27] holds the places it gave, read back with the same marks, and no others",
      withStore(async ({ store, reopen }) => {
        const frames = [frameIn(1), frameIn(1)];
        const first = placesOf(await store.append(frames, firstSeq, bounds));
        expect(placesOf(await store.append(frames, firstSeq, bounds))).toEqual(first);
        const reopened = await reopen();
        const later = placesOf(await reopened.append([frameIn(1)], firstSeq, bounds));
        expect(await held(reopened, [...first, ...later])).toEqual([true, true, true]);
        const read = await reopened.read(room(1), 0, 1e9);
        expect(read.ok && read.value.map(({ seq, mark }) => ({ seq, mark: new Uint8Array(mark) }))).toEqual([
          ...first,
          ...later,
        ]);
        expect(placesOf(await reopened.append(frames, firstSeq, bounds))).toEqual(first);
        const [one, last] = [first[0], later[0]];
        if (one === undefined || last === undefined) throw new Error("both were stored");
        const others = [
          { ...one, mark: random.bytes(8) },
          { ...one, seq: one.seq - 1 },
          { ...last, seq: last.seq + 1 },
        ];
        expect(await held(reopened, others)).toEqual([false, false, false]);
        expect(await reopened.holds(room(2), one)).toEqual({ ok: true, value: false });
      }),
    );

    test(
      "[R25] [R27] a place whose frame was dropped is still of the room's history",
      withStore(async ({ store }) => {
        const places = placesOf(await store.append([frameIn(1), frameIn(1)], 1000, bounds));
        await store.drop({ beforeMs: 9000, roomBytes: null });
        expect(await held(store, places)).toEqual([true, true]);
      }),
    );

    test(
      "[R27] put back to an older state, it does not hold what it forgot, also once the numbers are given again",
      withStore(async ({ store, backUp, restore }) => {
        const kept = placesOf(await store.append([frameIn(1)], 1000, bounds));
        await backUp();
        const forgotten = placesOf(await store.append([frameIn(1), frameIn(1), frameIn(1)], 1000, bounds));
        const restored = await restore();
        expect(await held(restored, [...kept, ...forgotten])).toEqual([true, false, false, false]);
        const anew = placesOf(
          await restored.append(
            Array.from({ length: 9 }, () => frameIn(1)),
            1000,
            bounds,
          ),
        );
        expect(await held(restored, [...kept, ...forgotten, ...anew])).toEqual([
          true,
          ...forgotten.map(() => false),
          ...anew.map(() => true),
        ]);
        const read = await restored.read(room(1), 0, 1e9);
        expect(read.ok && read.value.map(({ seq, mark }) => ({ seq, mark: new Uint8Array(mark) }))).toEqual([
          ...kept,
          ...anew,
        ]);
      }),
    );
  });
}
