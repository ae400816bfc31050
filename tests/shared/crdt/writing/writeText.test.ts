import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { CharterText, DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import { createTextDoc } from "../../../../shared/crdt/document/docLayout.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { createPen } from "../../../../shared/crdt/writing/pen.ts";
import { applyText, textSteps, writeText } from "../../../../shared/crdt/writing/writeText.ts";
import { type Chance, chance } from "../support/chance.ts";
import { copyOf, docOf, origin, updatesOf, verdict } from "../support/honest.ts";
import { inLayoutForm } from "../support/layoutForm.ts";
import { changedText, doc, element, longText, paragraph, randomText, run } from "../support/texts.ts";

/** Characters that one change inserts and deletes. */
function costOf(yDoc: Y.Doc, target: CharterText): { inserted: number; deleted: number } {
  let inserted = 0;
  let deleted = 0;
  yDoc.once("afterTransaction", (transaction: Y.Transaction) => {
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (item) => {
      if (item instanceof Y.Item && item.content instanceof Y.ContentString) deleted += item.length;
    });
  });
  for (const update of updatesOf(yDoc, () => applyText(yDoc, target, origin))) {
    const read = readUpdate(update);
    if (!read.ok) throw new Error(read.error.kind);
    for (const { content } of read.value.structs) if (content.kind === "string") inserted += content.text.length;
  }
  return { inserted, deleted };
}

/** Replaces `count` words all over the text by others; the cost of the smallest word diff comes with it. */
function scatter(text: CharterText, count: number, by: Chance): { target: CharterText; minimal: number } {
  const paragraphs: string[] = [];
  const visit = (node: DocNode): void => {
    if (node.type === "text") paragraphs.push(node.text);
    else node.content.forEach(visit);
  };
  text.content.forEach(visit);
  const hit = new Set(by.shuffle(paragraphs.map((_, index) => index)).slice(0, count));
  let minimal = 0;
  let index = 0;
  const change = (node: DocNode): DocNode => {
    if (node.type !== "text") return { ...node, content: node.content.map(change) };
    if (!hit.has(index++)) return node;
    const parts = node.text.split(" ");
    const at = by.int(parts.length);
    const word = `quorum${by.int(1000)}`;
    minimal += word.length + (parts[at]?.length ?? 0);
    return { ...node, text: parts.with(at, word).join(" ") };
  };
  return { target: doc(...text.content.map(change)), minimal };
}

describe("[I9] making one text into another", () => {
  it("ends with exactly that text, whatever both are, by updates that anybody would accept", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const by = chance(seed);
      const yDoc = createTextDoc(7);
      const yOther = createTextDoc(8);
      yDoc.on("update", (update: Uint8Array) => {
        expect(verdict(update, yOther, 7), `seed ${seed}`).toBe("ok");
        Y.applyUpdate(yOther, update, origin);
      });
      for (let step = 0, text = randomText(by); step < 5; step++) {
        applyText(yDoc, text, origin);
        const read = readText(yDoc);
        expect(read, `seed ${seed}, step ${step}`).toEqual({ text: inLayoutForm(text), problems: [] });
        expect(readText(yOther).text).toEqual(read.text);
        text = by.int(5) === 0 ? randomText(by) : changedText(text, by);
      }
    }
  });

  it("brings back a clause without what stood in it or had moved into it", () => {
    const yDoc = createTextDoc(7);
    const clause = (id: string, text: string, ...inner: readonly ElementNode[]): ElementNode =>
      element("clause", [paragraph(text), ...inner], { id });
    const make = (...content: readonly ElementNode[]): void => {
      applyText(yDoc, doc(...content), origin);
      expect(readText(yDoc).text).toEqual(inLayoutForm(doc(...content)));
    };
    const [inner, other] = [clause("in", "inner"), clause("m", "moved")];
    make(clause("a", "one", inner), other);
    make(clause("a", "one", inner, other));
    make(other);
    make(clause("a", "one"), other);
    make(other, clause("a", "two", inner));
    make();
    make(clause("b", "three"), other, clause("a", "one"));
  });

  it("writes nothing where nothing changed", () => {
    const text = randomText(chance(5));
    const yDoc = docOf(text);
    expect(updatesOf(yDoc, () => applyText(yDoc, text, origin))).toEqual([]);
    expect(updatesOf(yDoc, () => applyText(yDoc, readText(yDoc).text, origin))).toEqual([]);
  });

  it("costs at most 1.2 times the smallest word diff for 100 scattered edits in 50,000 words", () => {
    const by = chance(11);
    const text = longText(50_000, by);
    const yDoc = docOf(text);
    const { target, minimal } = scatter(text, 100, by);
    const { inserted, deleted } = costOf(yDoc, target);
    expect(readText(yDoc).text).toEqual(inLayoutForm(target));
    expect(inserted + deleted).toBeLessThanOrEqual(1.2 * minimal);
  });

  it("restores an old text and keeps at least 99 of 100 unchanged characters", () => {
    const by = chance(12);
    const text = longText(20_000, by);
    const yDoc = docOf(text);
    let changed = 0;
    for (let i = 0; i < 5; i++) {
      const { target, minimal } = scatter(readText(yDoc).text, 60, by);
      changed += minimal;
      applyText(yDoc, target, origin);
    }
    const articles = readText(yDoc).text.content;
    applyText(yDoc, doc(...articles.slice(3), paragraph("a closing word"), ...articles.slice(0, 1)), origin);
    const length = (node: DocNode): number =>
      node.type === "text" ? node.text.length : node.content.reduce((sum, child) => sum + length(child), 0);
    const before = readText(yDoc).text;
    const { deleted } = costOf(yDoc, text);
    expect(readText(yDoc).text).toEqual(inLayoutForm(text));
    const dropped = length(paragraph("a closing word")) + length(articles[0] as DocNode);
    const unchanged = length(before) - dropped - changed;
    expect(length(before) - deleted).toBeGreaterThanOrEqual(0.99 * unchanged);
    expect(deleted).toBeLessThanOrEqual(dropped + changed);
  });

  it("keeps what others are writing in the same paragraph", () => {
    const yDoc = docOf(doc(paragraph("the water flows free")));
    const yOther = copyOf(yDoc, 2);
    applyText(yOther, doc(paragraph("the water flows free to all")), origin);
    applyText(yDoc, doc(paragraph("the cold water flows free")), origin);
    Y.applyUpdate(yDoc, Y.encodeStateAsUpdate(yOther), origin);
    expect(readText(yDoc).text).toEqual(doc(paragraph("the cold water flows free to all")));
  });

  it("keeps a clause by its id, however much of it changed", () => {
    const clause = (id: string, text: string) => element("clause", [paragraph(text)], { id });
    const yDoc = docOf(doc(clause("a", "the river"), clause("b", "the forest")));
    const yOther = copyOf(yDoc, 2);
    applyText(yOther, doc(clause("a", "the river"), clause("b", "the old forest")), origin);
    applyText(yDoc, doc(clause("b", "all trees and the forest"), clause("c", "the fish")), origin);
    Y.applyUpdate(yDoc, Y.encodeStateAsUpdate(yOther), origin);
    expect(readText(yDoc).text).toEqual(
      inLayoutForm(doc(clause("b", "all trees and the old forest"), clause("c", "the fish"))),
    );
  });

  it("puts a clause before others that have no id, or the same", () => {
    const wordsOf = (id: string, words: string) => element("clause", [paragraph(words)], { id, source: "" });
    for (const id of ["", "same"]) {
      const after = element("article", [wordsOf(id, "three")], { id: "a", kind: "article" });
      const yDoc = docOf(doc(wordsOf(id, "one"), after));
      const reading = createReading(yDoc);
      const [first, last] = reading.text().content;
      if (first === undefined || last === undefined) throw new Error("both stand in the text");
      const target = doc(first, wordsOf(id, "two"), last);
      let deletes = 0;
      yDoc.on("afterTransaction", ({ deleteSet }: Y.Transaction) => {
        deletes += deleteSet.clients.size;
      });
      yDoc.transact(() => writeText(reading, target, createPen(yDoc)), origin);
      expect(readText(yDoc).text).toEqual(target);
      expect(deletes).toBe(0);
    }
  });

  it("sets marks without touching the characters", () => {
    const yDoc = docOf(doc(paragraph("nobody shall hold back water")));
    const marked = doc(
      element("paragraph", [run("nobody "), run("shall", [{ type: "strong", attrs: {} }]), run(" hold back water")]),
    );
    expect(costOf(yDoc, marked)).toEqual({ inserted: 0, deleted: 0 });
    expect(readText(yDoc).text).toEqual(marked);
  });

  it("never cuts a character in two", () => {
    const yDoc = docOf(doc(paragraph("a🌾b")));
    applyText(yDoc, doc(paragraph("a🌿b")), origin);
    expect(readText(copyOf(yDoc, 2)).text).toEqual(doc(paragraph("a🌿b")));
  });

  it("imports a large text in updates of limited size, each a valid text", () => {
    const text = longText(60_000, chance(3));
    const yDoc = createTextDoc(7);
    const sizes: number[] = [];
    yDoc.on("update", (update: Uint8Array) => {
      sizes.push(update.length);
      expect(readText(yDoc).problems).toEqual([]);
    });
    for (const _ of textSteps(yDoc, text, origin, 128 * 1024));
    expect(readText(yDoc).text).toEqual(inLayoutForm(text));
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThan(160 * 1024);
  });
});
