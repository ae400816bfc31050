import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createTextDoc } from "../../shared/crdt/document/docLayout.ts";
import { isComplete } from "../../shared/crdt/document/foldState.ts";
import { createSuggestedSight } from "../../shared/crdt/reading/cleanSight.ts";
import { readText } from "../../shared/crdt/reading/readText.ts";
import { type Chance, chance } from "../shared/crdt/support/chance.ts";
import { createEditor } from "../shared/crdt/support/headlessEditor.ts";
import { randomText } from "../shared/crdt/support/texts.ts";
import { type checkedText, createTextWorld, fold, isReady, type SignedUpdate } from "./textWorld.ts";

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

/** One of the orders in which the same updates may arrive, every past before its future. */
function foldInSomeOrder(log: readonly SignedUpdate[], by: Chance): Y.Doc {
  const yDoc = createTextDoc(8_000_001);
  let waiting = by.shuffle(log);
  while (waiting.length > 0) {
    const next = waiting.find((signed) => isReady(yDoc, signed));
    if (next === undefined) throw new Error("a past never comes");
    fold(yDoc, next);
    waiting = by.shuffle(waiting.filter((signed) => signed !== next));
  }
  return yDoc;
}

const liveWorld = (seed: number, steps: number) => {
  const by = chance(seed);
  const world = createTextWorld(by, 3 + by.int(3), randomText(by));
  for (let i = 0; i < steps; i++) {
    world.step();
    world.checkValid();
  }
  world.heal();
  return { by, world };
};

describe("replicas with real editors, apart and together again", () => {
  it("[I1] [I33] hold a valid text after every step, and [I3] the same bytes once healed", () => {
    for (const seed of seeds) {
      const { world } = liveWorld(seed, 60);
      const [first, ...others] = world.folds().map((yDoc) => Y.encodeStateAsUpdate(yDoc));
      for (const other of others) expect(other, `seed ${seed}`).toEqual(first);
      const text = readText(world.folds()[0] as Y.Doc).text;
      for (const [yWindow, editor] of world.windows()) {
        expect(readText(yWindow).text, `window, seed ${seed}`).toEqual(text);
        expect(editor.state().doc.textContent.toWellFormed()).toBe(textContent(shownText(yWindow)));
      }
    }
  });

  it("[I3] [I4] are the same in every causal order of arrival, each of them twice, and nothing is refused or waits", () => {
    for (const seed of seeds.slice(0, 20)) {
      const { by, world } = liveWorld(seed + 1000, 50);
      const expected = Y.encodeStateAsUpdate(world.folds()[0] as Y.Doc);
      for (let order = 0; order < 3; order++) {
        const yDoc = foldInSomeOrder(world.log(), by);
        expect(Y.encodeStateAsUpdate(yDoc), `seed ${seed}, order ${order}`).toEqual(expected);
        for (const { update } of by.shuffle(world.log())) Y.applyUpdate(yDoc, update, {});
        expect(Y.encodeStateAsUpdate(yDoc), `seed ${seed}, again`).toEqual(expected);
        expect(isComplete(yDoc)).toBe(true);
      }
    }
  });

  it("[I2] an editor mounted on a merged text shows all of it and writes nothing", () => {
    for (const seed of seeds.slice(0, 20)) {
      const { world } = liveWorld(seed + 2000, 50);
      const yDoc = createTextDoc(3_000_000);
      Y.applyUpdate(yDoc, Y.encodeStateAsUpdate(world.folds()[0] as Y.Doc), {});
      const written: Uint8Array[] = [];
      yDoc.on("update", (update: Uint8Array) => written.push(update));
      const editor = createEditor(yDoc);
      expect(written).toEqual([]);
      expect(editor.state().doc.textContent.toWellFormed()).toBe(textContent(shownText(yDoc)));
    }
  });
});

/** With what is suggested, as a window has it. */
const shownText = (yDoc: Y.Doc) => readText(yDoc, createSuggestedSight(yDoc)).text;

type Node = ReturnType<typeof checkedText>["content"][number];
const textContent = (node: Node): string => (node.type === "text" ? node.text : node.content.map(textContent).join(""));
