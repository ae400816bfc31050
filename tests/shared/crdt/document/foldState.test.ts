import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createTextDoc, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { applyMany, createFromState, encodeState, isComplete } from "../../../../shared/crdt/document/foldState.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { chance } from "../support/chance.ts";
import { createEditor } from "../support/headlessEditor.ts";
import { copyOf, docOf, origin, updatesOf } from "../support/honest.ts";
import { flowAt } from "../support/layoutDoc.ts";
import { doc, paragraph, randomText } from "../support/texts.ts";

describe("the cached state of a text", () => {
  it("[I3] comes back with all its history, and takes what follows", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const by = chance(seed);
      const yDoc = docOf(randomText(by));
      const editor = createEditor(yDoc);
      for (let i = 0; i < 20; i++) editor.edit(by);
      const back = createFromState(encodeState(yDoc));
      if (!back.ok) throw new Error(back.error.kind);
      for (const update of updatesOf(yDoc, () => editor.edit(by))) Y.applyUpdate(back.value, update, origin);
      expect(Y.equalSnapshots(Y.snapshot(back.value), Y.snapshot(yDoc))).toBe(true);
      expect(readText(back.value)).toEqual(readText(yDoc));
    }
  });

  it("is unreadable where bytes are damaged or something is missing", () => {
    const yDoc = docOf(doc(paragraph("water")));
    expect(createFromState(encodeState(yDoc).slice(0, -9))).toEqual({ ok: false, error: { kind: "unreadable" } });
    const half = createTextDoc(2);
    const [, second] = updatesOf(yDoc, () => {
      for (const word of ["a", "b"]) textRoot(yDoc).insert(0, [new Y.XmlElement(word)]);
    });
    Y.applyUpdate(half, second ?? new Uint8Array(), origin);
    expect(isComplete(half)).toBe(false);
    expect(createFromState(encodeState(half))).toEqual({ ok: false, error: { kind: "unreadable" } });
  });

  it("[I3] is the same whether updates are folded at once or one by one", () => {
    const by = chance(4);
    const yDoc = createTextDoc(1);
    const editor = createEditor(yDoc);
    const updates = updatesOf(yDoc, () => {
      for (let i = 0; i < 60; i++) editor.edit(by);
    });
    const [atOnce, oneByOne] = [createTextDoc(2), createTextDoc(3)];
    applyMany(atOnce, updates, origin);
    for (const update of updates) Y.applyUpdate(oneByOne, update, origin);
    expect(Y.encodeStateAsUpdate(atOnce)).toEqual(Y.encodeStateAsUpdate(oneByOne));
  });
});

describe("[I2] a reader", () => {
  it("deletes no formats that Yjs holds to be redundant after others' work", () => {
    const bold = { strong: {} };
    const formatting = (yDoc: Y.Doc, from: number, length: number, attributes: object): void =>
      flowAt(yDoc, 0).format(from, length, attributes);
    const write = (create: (client: number) => Y.Doc): number => {
      const yStart = docOf(doc(paragraph("the water flows")));
      const [a, b, c] = [11, 12, 13].map((client) => {
        const yDoc = create(client);
        Y.applyUpdate(yDoc, Y.encodeStateAsUpdate(yStart), origin);
        return yDoc;
      }) as [Y.Doc, Y.Doc, Y.Doc];
      const byA = updatesOf(a, () => formatting(a, 0, 9, bold));
      const byB = updatesOf(b, () => formatting(b, 0, 9, bold));
      return updatesOf(c, () => {
        for (const update of [...byA, ...byB]) Y.applyUpdate(c, update, origin);
      }).length;
    };
    const stock = (client: number): Y.Doc => {
      const yDoc = new Y.Doc({ gc: false });
      yDoc.clientID = client;
      return yDoc;
    };
    expect(write(createTextDoc)).toBe(2);
    expect(write(stock)).toBeGreaterThan(2);
  });

  it("copies nothing by mounting an editor on two texts side by side", () => {
    const yDoc = docOf(doc(paragraph()));
    const yOther = copyOf(yDoc, 2);
    (textRoot(yOther).get(0) as Y.XmlElement).insert(1, [new Y.XmlText("mine")]);
    Y.applyUpdate(yDoc, Y.encodeStateAsUpdate(yOther), origin);
    const reader = copyOf(yDoc, 3);
    expect(updatesOf(reader, () => createEditor(reader))).toEqual([]);
  });
});
