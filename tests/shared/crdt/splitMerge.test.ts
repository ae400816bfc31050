import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { createTextDoc, textRoot } from "../../../shared/crdt/docLayout.ts";
import { mergeUpdates } from "../../../shared/crdt/mergeUpdates.ts";
import { readText } from "../../../shared/crdt/readText.ts";
import { splitUpdate } from "../../../shared/crdt/splitUpdate.ts";
import { readFresh } from "../../../shared/crdt/textDoc.ts";
import { readUpdate } from "../../../shared/crdt/validateUpdate.ts";
import { chance } from "./support/chance.ts";
import { createEditor } from "./support/headlessEditor.ts";
import { copyOf, docOf, origin, updatesOf, verdict } from "./support/honest.ts";
import { doc, longText, paragraph, randomText } from "./support/texts.ts";

const pieces = (update: Bytes, maxBytes: number): readonly Bytes[] => {
  const split = splitUpdate(update, maxBytes);
  if (!split.ok) throw new Error(split.error.kind);
  return split.value;
};

const least = 16 * 1024;

/** Folds updates that everybody must accept one after the other. */
function foldJudged(yDoc: Y.Doc, updates: readonly Bytes[], client: number): void {
  for (const update of updates) {
    expect(verdict(update, yDoc, client)).toBe("ok");
    Y.applyUpdate(yDoc, update, origin);
  }
}

describe("[I10] cutting an update", () => {
  it("gives pieces that do the same in order, each small and each accepted", () => {
    for (let seed = 1; seed <= 15; seed++) {
      const by = chance(seed);
      const yStart = docOf(randomText(by), 1);
      const yDoc = copyOf(yStart, 7);
      const editor = createEditor(yDoc);
      for (let i = 0; i < 30; i++) editor.edit(by);
      const yLong = docOf(longText(9_000, by), 8);
      yDoc.transact(() =>
        textRoot(yDoc).insert(
          0,
          textRoot(yLong)
            .toArray()
            .map((part) => (part as Y.XmlElement).clone()),
        ),
      );
      for (let i = 0; i < 30; i++) editor.edit(by);
      const update = Y.encodeStateAsUpdate(yDoc, Y.encodeStateVector(yStart)) as Bytes;
      const cut = pieces(update, least);
      expect(cut.length).toBeGreaterThan(3);
      for (const piece of cut) expect(piece.length).toBeLessThanOrEqual(least);
      foldJudged(yStart, cut, 7);
      expect(Y.equalSnapshots(Y.snapshot(yStart), Y.snapshot(yDoc))).toBe(true);
      expect(readText(yStart).text).toEqual(readText(yDoc).text);
    }
  });

  it("cuts one long string, never within a character", () => {
    const yDoc = createTextDoc(7);
    const text = "🌾".repeat(300_000);
    const [update] = updatesOf(yDoc, () => {
      const yParagraph = new Y.XmlElement("paragraph");
      yParagraph.insert(0, [new Y.XmlText(text)]);
      textRoot(yDoc).insert(0, [yParagraph]);
    });
    const cut = pieces(update as Bytes, 100_000);
    const yOther = createTextDoc(8);
    foldJudged(yOther, cut, 7);
    expect(readText(yOther).text).toEqual(doc(paragraph(text)));
  });

  it("leaves a short one as it is, and says so of bytes that are none", () => {
    const update = Y.encodeStateAsUpdate(docOf(doc(paragraph("water")))) as Bytes;
    expect(pieces(update, least)).toEqual([update]);
    expect(splitUpdate(update.slice(0, -2), least)).toEqual({ ok: false, error: { kind: "malformed" } });
  });
});

describe("[I10] joining the updates of a pause", () => {
  it("does what they do one by one, whatever was typed, deleted and undone", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const by = chance(seed);
      const yStart = docOf(randomText(by), 1);
      const yDoc = copyOf(yStart, 7);
      const yOneByOne = copyOf(yStart, 8);
      const editor = createEditor(yDoc);
      for (let pause = 0; pause < 5; pause++) {
        const updates = updatesOf(yDoc, () => {
          for (let i = 0; i < 12; i++) editor.edit(by);
        });
        for (const update of updates) Y.applyUpdate(yOneByOne, update, origin);
        foldJudged(yStart, [mergeUpdates(updates)], 7);
        expect(Y.encodeStateAsUpdate(yStart), `seed ${seed}`).toEqual(Y.encodeStateAsUpdate(yOneByOne));
      }
    }
  });

  it("makes one struct of a word typed key by key, in time that grows with its length only", () => {
    const yDoc = docOf(doc(paragraph("ab")), 7);
    const yText = (textRoot(yDoc).get(0) as Y.XmlElement).get(0) as Y.XmlText;
    const type = (count: number): readonly Bytes[] =>
      updatesOf(yDoc, () => {
        for (let i = 0; i < count; i++) yText.insert(1 + i, "x");
      });
    const read = readUpdate(mergeUpdates(type(40)));
    expect(read.ok && read.value.structs.length).toBe(1);
    const updates = type(20_000);
    const startMs = performance.now();
    mergeUpdates(updates);
    expect(performance.now() - startMs).toBeLessThan(500);
  });

  it("of several clients or with a gap leaves it to Yjs", () => {
    const yStart = docOf(doc(paragraph("ab")));
    const [yA, yB] = [copyOf(yStart, 2), copyOf(yStart, 3)];
    const edit = (yDoc: Y.Doc): readonly Bytes[] =>
      updatesOf(yDoc, () => ((textRoot(yDoc).get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(1, "x"));
    const merged = mergeUpdates([...edit(yA), ...edit(yB)]);
    Y.applyUpdate(yStart, merged, origin);
    expect(readText(yStart).text).toEqual(doc(paragraph("axxb")));
  });
});

const stateOf = (yDoc: Y.Doc): Bytes => Y.encodeStateAsUpdate(yDoc) as Bytes;

describe("[I10] what a client that comes back has to tell", () => {
  it("is what it wrote and deleted since, not all that anybody ever deleted", () => {
    const yHost = docOf(doc(paragraph("the water flows free")), 1);
    const yText = (yDoc: Y.Doc): Y.XmlText => (textRoot(yDoc).get(0) as Y.XmlElement).get(0) as Y.XmlText;
    for (let i = 0; i < 8; i++) yText(yHost).delete(i, 1);
    const yWindow = copyOf(yHost, 7);
    yText(yWindow).delete(2, 2);
    yText(yWindow).insert(0, "x");
    const all = Y.encodeStateAsUpdate(yWindow, Y.encodeStateVector(yHost));
    const fresh = readFresh(yHost, stateOf(yWindow))?.update ?? new Uint8Array();
    expect(fresh.length).toBeLessThan(all.length);
    expect(verdict(fresh, yHost, 7)).toBe("ok");
    Y.applyUpdate(yHost, fresh, origin);
    expect(Y.encodeStateAsUpdate(yHost)).toEqual(Y.encodeStateAsUpdate(yWindow));
    expect(readFresh(yHost, stateOf(yWindow))?.update).toEqual(new Uint8Array([0, 0]));
    expect(readFresh(yHost, new Uint8Array([1, 2, 3]))).toBe(null);
  });
});
