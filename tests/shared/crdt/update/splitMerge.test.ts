import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { createTextDoc, reviewRoot, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { mergeUpdates } from "../../../../shared/crdt/update/mergeUpdates.ts";
import { splitUpdate } from "../../../../shared/crdt/update/splitUpdate.ts";
import { readFresh } from "../../../../shared/crdt/update/textDoc.ts";
import { readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { type Chance, chance } from "../support/chance.ts";
import { copyOf, origin, updatesOf, verdict } from "../support/honest.ts";
import { createHonestWriter, type HonestWriter, wordsOf } from "../support/honestWriters.ts";
import { addElement, addFlow, agreementDoc, embedTable, flowAt, setAttrs, wordsDoc } from "../support/layoutDoc.ts";

const editing = 2 ** 52 + 6;
const suggesting = editing + 1;
const least = 16 * 1024;

const pieces = (update: Bytes, maxBytes: number): readonly Bytes[] => {
  const split = splitUpdate(update, maxBytes);
  if (!split.ok) throw new Error(split.error.kind);
  return split.value;
};

/** Folds updates that everybody must accept one after the other. */
function foldJudged(yDoc: Y.Doc, updates: readonly Bytes[], client: number): void {
  for (const update of updates) {
    expect(verdict(update, yDoc, client)).toBe("ok");
    Y.applyUpdate(yDoc, update, origin);
  }
}

function writerOn(yStart: Y.Doc, client: number): HonestWriter {
  const writer = createHonestWriter([client]);
  Y.applyUpdate(writer.yDoc, Y.encodeStateAsUpdate(yStart), origin);
  return writer;
}

/** Clauses with tables, as somebody pastes them: attributes of an element come behind all that stands in it. */
function paste(yDoc: Y.Doc, by: Chance, clauses: number): void {
  const yClauses = Array.from({ length: clauses }, (_, index) => {
    const yClause = new Y.XmlElement("clause");
    setAttrs(yClause, { id: `p${index}` });
    yClause.insert(0, [new Y.XmlText(wordsOf(by, 5))]);
    return yClause;
  });
  yDoc.transact(() => {
    textRoot(yDoc).insert(0, yClauses);
    for (const yClause of yClauses) {
      const yFlow = addFlow(yClause, wordsOf(by, 60), { type: "heading" });
      embedTable(yFlow, 20, 1, 2);
      yFlow.insert(yFlow.length, "taken back");
      yFlow.delete(yFlow.length - 5, 5);
    }
  });
}

describe("[I10] cutting an update", () => {
  it.each([editing, suggesting])(
    "gives pieces that do the same in order, each small and each accepted, of %i",
    (client) => {
      for (let seed = 1; seed <= 15; seed++) {
        const by = chance(seed);
        const yStart = agreementDoc(1);
        const writer = writerOn(yStart, client);
        for (let i = 0; i < 30; i++) writer.act(by, client);
        const pasted = updatesOf(writer.yDoc, () => paste(writer.yDoc, by, 60));
        const before = writer.log.length;
        for (let i = 0; i < 30; i++) writer.act(by, client);
        const written = writer.log.map(({ update }) => update);
        const update = mergeUpdates([...written.slice(0, before), ...pasted, ...written.slice(before)] as Bytes[]);
        expect(update.length).toBeGreaterThan(3 * least);
        const cut = pieces(update, least);
        expect(cut.length).toBeGreaterThan(3);
        for (const piece of cut) expect(piece.length).toBeLessThanOrEqual(least);
        foldJudged(yStart, cut, client);
        expect(Y.equalSnapshots(Y.snapshot(yStart), Y.snapshot(writer.yDoc)), `seed ${seed}`).toBe(true);
        expect(textRoot(yStart).toString()).toBe(textRoot(writer.yDoc).toString());
        expect(reviewRoot(yStart).toJSON()).toEqual(reviewRoot(writer.yDoc).toJSON());
      }
    },
  );

  it("says so where a suggesting id gave its attributes too far behind, and cuts the same of an editing one", () => {
    const write = (client: number): Bytes => {
      const yDoc = createTextDoc(client);
      yDoc.transact(() => {
        const yClause = addElement(textRoot(yDoc), "clause");
        addFlow(yClause, "x".repeat(2 * least));
        setAttrs(yClause, { id: "late" });
      });
      return Y.encodeStateAsUpdate(yDoc) as Bytes;
    };
    expect(splitUpdate(write(suggesting), least)).toMatchObject({ ok: false, error: { kind: "tooLarge" } });
    expect(pieces(write(editing), least).length).toBeGreaterThan(2);
  });

  it("drops nothing of a suggesting id that is to be refused", () => {
    const yStart = wordsDoc("the water", 1);
    const yDoc = copyOf(yStart, suggesting);
    const updates = updatesOf(yDoc, () => {
      flowAt(yDoc, 0).delete(2, 3);
      flowAt(yDoc, 0).insert(4, "x".repeat(2 * least));
    }) as readonly Bytes[];
    const cut = pieces(mergeUpdates(updates), least);
    expect(cut.map((piece) => verdict(piece, yStart, suggesting))).toContain("beyondSuggesting");
    for (const piece of cut) Y.applyUpdate(yStart, piece, origin);
    expect(flowAt(yStart, 0).toString()).toBe(flowAt(yDoc, 0).toString());
  });

  it("cuts one long string, never within a character", () => {
    const text = "🌾".repeat(300_000);
    for (const client of [editing, suggesting]) {
      const yDoc = createTextDoc(client);
      const [update] = updatesOf(yDoc, () => {
        yDoc.transact(() => addFlow(addElement(textRoot(yDoc), "clause"), text));
      });
      const yOther = createTextDoc(8);
      foldJudged(yOther, pieces(update as Bytes, 100_000), client);
      expect(flowAt(yOther, 0).toDelta().at(-1)).toEqual({ insert: text });
    }
  });

  it("leaves a short one as it is, and says so of bytes that are none", () => {
    const update = Y.encodeStateAsUpdate(wordsDoc("water", 1)) as Bytes;
    expect(pieces(update, least)).toEqual([update]);
    expect(splitUpdate(update.slice(0, -2), least)).toEqual({ ok: false, error: { kind: "malformed" } });
  });
});

describe("[I10] joining the updates of a pause", () => {
  it.each([editing, suggesting])("does what they do one by one, whatever was written and undone, of %i", (client) => {
    for (let seed = 1; seed <= 20; seed++) {
      const by = chance(seed);
      const yStart = agreementDoc(1);
      const yOneByOne = copyOf(yStart, 8);
      const writer = writerOn(yStart, client);
      for (let pause = 0; pause < 5; pause++) {
        const before = writer.log.length;
        for (let i = 0; i < 12; i++) writer.act(by, client);
        const updates = writer.log.slice(before).map(({ update }) => update);
        for (const update of updates) Y.applyUpdate(yOneByOne, update, origin);
        foldJudged(yStart, [mergeUpdates(updates)], client);
        expect(Y.equalSnapshots(Y.snapshot(yStart), Y.snapshot(yOneByOne)), `seed ${seed}`).toBe(true);
        expect(textRoot(yStart).toString()).toBe(textRoot(yOneByOne).toString());
        expect(reviewRoot(yStart).toJSON()).toEqual(reviewRoot(yOneByOne).toJSON());
      }
    }
  });

  it("makes one struct of a word typed key by key, in time that grows with its length only", () => {
    const yDoc = wordsDoc("ab", 7);
    const yText = flowAt(yDoc, 0);
    const type = (count: number): readonly Bytes[] =>
      updatesOf(yDoc, () => {
        for (let i = 0; i < count; i++) yText.insert(2 + i, "x");
      });
    const read = readUpdate(mergeUpdates(type(40)));
    expect(read.ok && read.value.structs.length).toBe(1);
    const updates = type(20_000);
    const startMs = performance.now();
    mergeUpdates(updates);
    // Some 30 ms; what grows with their square takes half a minute.
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it("of several clients or with a gap leaves it to Yjs", () => {
    const yStart = wordsDoc("ab", 1);
    const [yA, yB] = [copyOf(yStart, 2), copyOf(yStart, 3)];
    const edit = (yDoc: Y.Doc): readonly Bytes[] => updatesOf(yDoc, () => flowAt(yDoc, 0).insert(2, "x"));
    const merged = mergeUpdates([...edit(yA), ...edit(yB)]);
    Y.applyUpdate(yStart, merged, origin);
    expect(flowAt(yStart, 0).toDelta().at(-1)).toEqual({ insert: "axxb" });
  });
});

const stateOf = (yDoc: Y.Doc): Bytes => Y.encodeStateAsUpdate(yDoc) as Bytes;

describe("[I10] what a client that comes back has to tell", () => {
  it("is what it wrote and deleted since, not all that anybody ever deleted", () => {
    const yHost = wordsDoc("the water flows free", 1);
    const yText = (yDoc: Y.Doc): Y.XmlText => flowAt(yDoc, 0);
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
