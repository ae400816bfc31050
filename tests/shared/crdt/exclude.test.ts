import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createTextDoc } from "../../../shared/crdt/docLayout.ts";
import { exclude } from "../../../shared/crdt/exclude.ts";
import { readText } from "../../../shared/crdt/readText.ts";
import { judgeUpdate, readUpdate } from "../../../shared/crdt/validateUpdate.ts";
import { type Chance, chance } from "./support/chance.ts";
import { origin } from "./support/honest.ts";
import { createWriter, type Writer } from "./support/signedWriters.ts";
import { doc, paragraph } from "./support/texts.ts";

type Signed = Writer["log"][number];

interface History {
  readonly texts: readonly Signed[];
  readonly past: ReadonlyMap<Signed, readonly Signed[]>;
}

/** Three write apart and together, on the text of a fourth. */
function writeHistory(by: Chance, steps: number): History {
  const first = createWriter(40);
  first.setText(doc(paragraph("The parties agree."), paragraph("Water flows free.")));
  const writers = [7, 3, 9].map(createWriter);
  const all = [first, ...writers];
  const past = new Map<Signed, readonly Signed[]>(first.log.map((signed) => [signed, []]));
  for (const writer of writers) writer.receive(first);
  for (let step = 0; step < steps; step++) {
    const writer = by.pick(writers);
    if (by.int(3) === 0) writer.receive(by.pick(all));
    const held = [...writer.log];
    writer.edit(by);
    for (const signed of writer.log.slice(held.length)) past.set(signed, held);
  }
  return { texts: [...past.keys()], past };
}

/** As a replica folds: what does not count, and what the rules refuse without it, takes its clocks and nothing else. */
function fold({ past }: History, order: readonly Signed[], counts: (text: Signed) => boolean) {
  const yDoc = createTextDoc();
  const shown = new Set<string>();
  for (const text of order) {
    const { client, from, end, update } = text;
    const known = (of: number): number =>
      (past.get(text) ?? []).reduce((clock, other) => (other.client === of ? Math.max(clock, other.end) : clock), 0);
    const decoded = readUpdate(update);
    const isSound = decoded.ok && judgeUpdate(decoded.value, yDoc, { client, nextClock: from, known }).ok;
    if (counts(text) && isSound) {
      Y.applyUpdate(yDoc, update, origin);
      shown.add(`${client} ${from}`);
    } else exclude(yDoc, client, from, end, origin);
  }
  return { yDoc, shown: [...shown].sort() };
}

/** In any order that has nothing before its past. */
function anyOrder({ texts, past }: History, by: Chance): readonly Signed[] {
  const order: Signed[] = [];
  const taken = new Set<Signed>();
  while (order.length < texts.length)
    for (const text of by.shuffle(texts)) {
      if (taken.has(text) || !(past.get(text) ?? []).every((other) => taken.has(other))) continue;
      taken.add(text);
      order.push(text);
    }
  return order;
}

const bytesOf = (yDoc: Y.Doc): string => Buffer.from(Y.encodeStateAsUpdate(yDoc)).toString("hex");

describe("Text that is left out", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("[I11] leaves the same text on every replica, seed %i", (seed) => {
    const by = chance(seed);
    const history = writeHistory(by, 30);
    const removed = by.pick([7, 3, 9]);
    const cut = by.int(60);
    const counts = ({ client, from }: Signed): boolean => client !== removed || from < cut;
    expect(history.texts.every(counts)).toBe(false);
    const folds = Array.from({ length: 4 }, () => fold(history, anyOrder(history, by), counts));
    for (const { yDoc, shown } of folds) {
      expect(shown).toEqual(folds[0]?.shown);
      expect(bytesOf(yDoc)).toBe(bytesOf(folds[0]?.yDoc ?? yDoc));
      expect(yDoc.store.pendingStructs).toBe(null);
      expect(readText(yDoc)).toEqual(readText(folds[0]?.yDoc ?? yDoc));
    }
  });

  it("[I11] takes its clocks and nothing more: what its author and others wrote elsewhere stays", () => {
    const first = createWriter(40);
    first.setText(doc(paragraph("One."), paragraph("Two.")));
    const [liar, honest] = [createWriter(7), createWriter(3)];
    for (const writer of [liar, honest]) writer.receive(first);
    liar.setText(doc(paragraph("One."), paragraph("Lies."), paragraph("Two.")));
    honest.setText(doc(paragraph("One."), paragraph("Two and more.")));
    const past = new Map<Signed, readonly Signed[]>(
      [liar, honest].flatMap(({ log }) => log.map((text) => [text, first.log])),
    );
    for (const text of first.log) past.set(text, []);
    const history = { texts: [...past.keys()], past };
    const { yDoc } = fold(
      history,
      [...first.log, ...liar.log.slice(-1), ...honest.log.slice(-1)],
      ({ client }) => client !== 7,
    );
    expect(readText(yDoc).text).toEqual(readText(honest.yDoc).text);
    expect(Y.getState(yDoc.store, 7)).toBe(Y.getState(liar.yDoc.store, 7));
  });

  it("[I11] fills up to the end, once, and never over a gap", () => {
    const yDoc = createTextDoc();
    exclude(yDoc, 7, 0, 5, origin);
    exclude(yDoc, 7, 0, 5, origin);
    exclude(yDoc, 7, 0, 3, origin);
    expect(Y.getState(yDoc.store, 7)).toBe(5);
    exclude(yDoc, 7, 9, 12, origin);
    expect(Y.getState(yDoc.store, 7)).toBe(5);
    exclude(yDoc, 7, 3, 8, origin);
    expect(Y.getState(yDoc.store, 7)).toBe(8);
    const once = createTextDoc();
    exclude(once, 7, 0, 8, origin);
    expect(bytesOf(yDoc)).toBe(bytesOf(once));
  });
});
