import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { createTextDoc, reviewRoot, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { exclude } from "../../../../shared/crdt/update/exclude.ts";
import { judgeUpdate, readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { type Chance, chance } from "../support/chance.ts";
import { copyOf, origin, updatesOf } from "../support/honest.ts";
import { createHonestWriter, type Written } from "../support/honestWriters.ts";
import { agreementDoc, flowAt, wordsDoc } from "../support/layoutDoc.ts";

/** Three write apart and together on a first text: one edits and suggests, one suggests, one came by a gateway. */
const derived = 2 ** 52;
const sessions = [[derived + 10, derived + 11], [derived + 21], [4_000_000]] as const;

const firstOf = (yDoc: Y.Doc): Written => ({
  client: 1,
  from: 0,
  end: Y.getState(yDoc.store, 1),
  update: Y.encodeStateAsUpdate(yDoc) as Bytes,
  past: new Map(),
});

function writeHistory(by: Chance, steps: number): readonly Written[] {
  const first = { log: [firstOf(agreementDoc(1))] };
  const writers = sessions.map(createHonestWriter);
  for (const writer of writers) writer.receive(first);
  for (let step = 0; step < steps; step++) {
    const index = by.int(writers.length);
    const writer = writers[index] ?? writers[0];
    if (by.int(3) === 0) writer?.receive(by.pick(writers));
    writer?.act(by, by.pick(sessions[index] ?? sessions[0]));
  }
  const [all] = writers;
  for (const writer of writers) all?.receive(writer);
  return all?.log ?? [];
}

/** As a replica folds: what does not count, and what the rules refuse without it, takes its clocks and nothing else. */
function fold(order: readonly Written[], counts: (text: Written) => boolean) {
  const yDoc = createTextDoc();
  const shown = new Set<string>();
  for (const text of order) {
    const { client, from, end, update, past } = text;
    const known = (of: number): number => past.get(of) ?? 0;
    const decoded = readUpdate(update);
    const isSound = decoded.ok && judgeUpdate(decoded.value, yDoc, { client, nextClock: from, known }).ok;
    if (counts(text) && isSound) {
      Y.applyUpdate(yDoc, update, origin);
      shown.add(`${client} ${from}`);
    } else exclude(yDoc, client, from, end, origin);
  }
  return { yDoc, shown: [...shown].sort() };
}

/** In any order that has nothing before its past, and each client's in its own. */
function anyOrder(texts: readonly Written[], by: Chance): readonly Written[] {
  const order: Written[] = [];
  const taken = new Map<number, number>();
  const queues = [...Map.groupBy(texts, ({ client }) => client).values()].map((queue) => [...queue]);
  while (order.length < texts.length) {
    const ready = queues.filter(([next]) =>
      [...(next?.past ?? [[0, 1]])].every(([client, clock]) => (taken.get(client) ?? 0) >= clock),
    );
    const next = by.pick(ready).shift();
    if (next === undefined) throw new Error("a text never comes");
    taken.set(next.client, next.end);
    order.push(next);
  }
  return order;
}

const bytesOf = (yDoc: Y.Doc): string => Buffer.from(Y.encodeStateAsUpdate(yDoc)).toString("base64");
const shownBy = (yDoc: Y.Doc): unknown => [textRoot(yDoc).toString(), reviewRoot(yDoc).toJSON()];

describe("Text that is left out", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])("[I11] leaves the same text on every replica, seed %i", (seed) => {
    const by = chance(seed);
    const history = writeHistory(by, 60);
    const removed = by.pick(sessions);
    const cut = by.int(60);
    const counts = ({ client, from }: Written): boolean => !removed.some((one) => one === client) || from < cut;
    expect(history.every(counts)).toBe(false);
    const folds = Array.from({ length: 4 }, () => fold(anyOrder(history, by), counts));
    for (const { yDoc, shown } of folds) {
      expect(shown).toEqual(folds[0]?.shown);
      expect(bytesOf(yDoc) === bytesOf(folds[0]?.yDoc ?? yDoc)).toBe(true);
      expect(yDoc.store.pendingStructs).toBe(null);
      expect(shownBy(yDoc)).toEqual(shownBy(folds[0]?.yDoc ?? yDoc));
    }
  });

  it("[I11] takes its clocks and nothing more: what its author and others wrote elsewhere stays", () => {
    const yStart = wordsDoc("One. Two.", 1);
    const write = (client: number, run: (yDoc: Y.Doc) => void): readonly Written[] => {
      const yDoc = copyOf(yStart, client);
      const past = new Map([[1, Y.getState(yStart.store, 1)]]);
      let from = 0;
      return updatesOf(yDoc, () => run(yDoc)).map((update) => {
        const read = readUpdate(update);
        const end = from + (read.ok ? read.value.length : 0);
        const written = { client, from, end, update, past: new Map([...past, [client, from]]) };
        from = end;
        return written;
      });
    };
    const lies = write(7, (yDoc) => {
      flowAt(yDoc, 0).insert(5, "Lies. ");
      reviewRoot(yDoc).set("as/1.3+2", true);
    });
    const honest = write(3, (yDoc) => {
      flowAt(yDoc, 0).insert(10, " And more.");
      reviewRoot(yDoc).set("as/1.5+2", true);
    });
    const { yDoc } = fold([firstOf(yStart), ...lies, ...honest], ({ client }) => client !== 7);
    expect(flowAt(yDoc, 0).toDelta().at(-1)).toEqual({ insert: "One. Two. And more." });
    expect(reviewRoot(yDoc).toJSON()).toEqual({ "as/1.5+2": true });
    expect(Y.getState(yDoc.store, 7)).toBe(7);
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
