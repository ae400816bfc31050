/**
 * A member's device that writes text no honest editor writes, seen from an honest member's host with a real editor in a
 * window: nothing of it is shown, nothing is changed, and above all nothing is changed in the reader's own name.
 */
import * as encoding from "lib0/encoding";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { type Bytes, fromHex } from "../../shared/base/bytes.ts";
import { createTextDoc, textRoot } from "../../shared/crdt/document/docLayout.ts";
import { isComplete } from "../../shared/crdt/document/foldState.ts";
import { encodeUpdateMessage } from "../../shared/crdt/document/textProtocol.ts";
import { forge } from "../shared/crdt/support/honest.ts";
import { createWorld, type EditorWindow, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 31, people: ["Ada", "Mallory"] });
  await world.found("Ada").join("Ada", "Mallory").settle().corrupt("Mallory").openText("Ada").settle().done();
});
afterEach(() => world.close());

const window = (): EditorWindow => {
  const [opened] = world.who("Ada").windows;
  if (opened === undefined) throw new Error("Ada has a window");
  return opened;
};

/** What everybody sees, however many entries are held of which nothing is shown. */
const seen = async (): Promise<unknown> => ({ ...(await world.shownBy("Ada")), changes: 0, leftOut: 0 });
/** Held and left out, or not even taken. */
const kept = async (): Promise<number> =>
  (await world.shownBy("Ada")).leftOut +
  world.who("Ada").log.filter((line) => line.startsWith("envelope-refused")).length;

/** Delivered by a courier: nothing of it is shown on any side, and the window writes nothing. */
async function expectLeftOut(from: number, end: number, update: Uint8Array): Promise<void> {
  const { opening, text } = world.hostile();
  await world.deliver("Ada", [opening]);
  await world.settle().done();
  const [before, made, shown] = [await seen(), window().made(), window().yDoc.toJSON()];
  const startMs = performance.now();
  await world.deliver("Ada", [text(from, end, update)]);
  expect(performance.now() - startMs).toBeLessThan(5000);
  await world.settle().done();
  expect(await seen()).toEqual(before);
  expect(await kept()).toBe(1);
  expect(window().made()).toBe(made);
  expect(window().yDoc.toJSON()).toEqual(shown);
  expect(isComplete(window().yDoc)).toBe(true);
  // And the host goes on, after a power cut too.
  await world.edit("Ada").type("Ada").settle().expectSound();
}

function bytesOf(write: (encoder: encoding.Encoder) => void): Bytes {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder) as Bytes;
}
const numbers = (...values: readonly number[]): Bytes =>
  bytesOf((encoder) => {
    for (const value of values) encoding.writeVarUint(encoder, value);
  });

/** A table's row straight inside the first article: each an element of the layout, but not there. */
const misplace = (yText: Y.XmlFragment): void => {
  const article = yText.toArray().find((node) => node instanceof Y.XmlElement && node.nodeName === "article");
  if (!(article instanceof Y.XmlElement)) throw new Error("a template has articles");
  article.insert(0, [new Y.XmlElement("table_row")]);
};

describe("A valid element in a place where it may not stand", () => {
  it("[I1] [I2] is left out, and the window writes nothing", async () => {
    await expectLeftOut(0, 1, world.hostile().vandalise(misplace));
  });

  it("[I1] is refused of a window too, which is cut off", async () => {
    const copy = createTextDoc(9);
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(window().yDoc), "host");
    copy.clientID = window().clientId;
    const before = Y.encodeStateVector(copy);
    misplace(textRoot(copy));
    const shown = await seen();
    window().say(encodeUpdateMessage(Y.encodeStateAsUpdate(copy, before)));
    await world.settle().done();
    expect(window().closed).toEqual([expect.stringMatching(/^refused/)]);
    expect(await seen()).toEqual(shown);
  });
});

/** Issue 687 of yjs: 27 bytes in the second encoding that Y.mergeUpdatesV2 reads for ever. */
const endless = fromHex("00010000000001000100010200001602000001fdffffffff7f0000") ?? new Uint8Array(0);

describe("Bytes that Yjs should never read", () => {
  const huge = 2 ** 52;
  const client = (): number => world.hostile().client;

  it("[I7] 27 bytes of the second encoding are no update", () => expectLeftOut(0, 1, endless));

  it("[I7] 27 bytes of the second encoding, typed in a window, change nothing", async () => {
    const before = await seen();
    window().say(encodeUpdateMessage(endless));
    await world.settle().done();
    expect(await seen()).toEqual(before);
    await world.expectSound();
  });

  it.each([
    ["collected structs", 0],
    ["deleted content", 1],
    ["a gap", 10],
  ])("[I7] a length of 2^52 of %s is left out", (_, ref) =>
    expectLeftOut(0, huge, numbers(1, 1, client(), 0, ref, huge, 0)),
  );

  it("[I7] a deletion of 2^52 clocks is left out, and nothing waits for it", () =>
    expectLeftOut(0, 0, numbers(0, 1, client(), 1, 0, huge)));

  it("[I1] elements 20,000 deep are left out", () => {
    const content = { kind: "element", name: "clause" } as const;
    const inside = (clock: number) => ({ parent: { client: client(), clock }, content });
    const nested = [
      { parent: "text", content } as const,
      ...Array.from({ length: 19_999 }, (_, level) => inside(level)),
    ];
    return expectLeftOut(0, 20_000, forge(client(), 0, ...nested));
  });

  it("[I7] a value nested 200,000 deep is left out", () =>
    expectLeftOut(
      0,
      1,
      bytesOf((encoder) => {
        for (const value of [1, 1, client(), 0]) encoding.writeVarUint(encoder, value);
        encoding.writeUint8(encoder, 8);
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarString(encoder, "text");
        encoding.writeVarUint(encoder, 1);
        for (let level = 0; level < 200_000; level++) encoding.writeUint8Array(encoder, Uint8Array.of(117, 1));
      }),
    ));
});
