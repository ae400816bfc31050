import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { isSuggesting } from "../../../../shared/base/clientClass.ts";
import { createTextDoc } from "../../../../shared/crdt/document/docLayout.ts";
import { isComplete } from "../../../../shared/crdt/document/foldState.ts";
import { mergeUpdates } from "../../../../shared/crdt/update/mergeUpdates.ts";
import { readFresh } from "../../../../shared/crdt/update/textDoc.ts";
import { judgeUpdate, readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { type Chance, chance } from "../support/chance.ts";
import { origin } from "../support/honest.ts";
import { createHonestWriter, type HonestWriter, type Written } from "../support/honestWriters.ts";
import { agreementDoc } from "../support/layoutDoc.ts";

const derived = 2 ** 52;
/** One who edits and suggests, one who only suggests, and one whose id a gateway's client chose. */
const sessions = [[derived + 10, derived + 11], [derived + 21], [4_000_000]] as const;

const pastOf = (yDoc: Y.Doc): ReadonlyMap<number, number> => Y.decodeStateVector(Y.encodeStateVector(yDoc));

/** "ok" or the fault of an update in a document that holds its past and may hold more. */
function verdictOn({ client, from, update, past }: Written, yDoc: Y.Doc): string {
  const read = readUpdate(update);
  if (!read.ok) return read.error.kind;
  const judged = judgeUpdate(read.value, yDoc, { client, nextClock: from, known: (of) => past.get(of) ?? 0 });
  return judged.ok ? "ok" : judged.error.kind;
}

const firstText = (): Pick<HonestWriter, "log"> => {
  const yDoc = agreementDoc(1);
  const update = Y.encodeStateAsUpdate(yDoc) as Bytes;
  return { log: [{ client: 1, from: 0, end: Y.getState(yDoc.store, 1), update, past: new Map() }] };
};

const bytesOf = (yDoc: Y.Doc): string =>
  createHash("sha256").update(Y.encodeStateAsUpdate(yDoc)).digest("hex").slice(0, 16);

/** They act and hear of each other at random, and of everything in the end. */
function meet(by: Chance, steps: number): readonly HonestWriter[] {
  const writers = sessions.map(createHonestWriter);
  const first = firstText();
  for (const writer of writers) writer.receive(first);
  for (let step = 0; step < steps; step++) {
    const index = by.int(writers.length);
    const writer = writers[index] as HonestWriter;
    if (by.int(4) === 0) writer.receive(by.pick(writers));
    writer.act(by, by.pick(sessions[index] ?? []));
  }
  for (const writer of [...writers, ...writers]) for (const from of writers) writer.receive(from);
  return writers;
}

/** A document of what a writer took, in its order, each update judged before it is applied. */
function foldJudged({ log }: HonestWriter, seed: number): Y.Doc {
  const yDoc = createTextDoc();
  for (const written of log) {
    const name = `seed ${seed}, ${written.client} ${written.from}`;
    expect(`${verdictOn(written, yDoc)} ${name}`).toBe(`ok ${name}`);
    Y.applyUpdate(yDoc, written.update, origin);
  }
  expect(isComplete(yDoc)).toBe(true);
  return yDoc;
}

describe("honest histories of three who edit and suggest apart", () => {
  it("[I3] [I4] are accepted by every replica, and make the same bytes of all", () => {
    let updates = 0;
    let suggested = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const writers = meet(chance(seed), 80);
      const replicas = writers.map((writer) => foldJudged(writer, seed));
      expect(new Set(replicas.map(bytesOf)).size, `seed ${seed}`).toBe(1);
      for (const { log } of writers) {
        updates += log.length;
        suggested += log.filter(({ client }) => isSuggesting(client)).length;
      }
    }
    expect(suggested).toBeGreaterThan(1_000);
    expect(updates - suggested).toBeGreaterThan(1_000);
  });

  it("[I7] are accepted as one update of each client id, from whoever comes back after a while", () => {
    for (let seed = 101; seed <= 140; seed++) {
      const by = chance(seed);
      const yStart = agreementDoc(1);
      for (const client of [derived + 10, derived + 21, 4_000_000]) {
        const writer = createHonestWriter([client]);
        Y.applyUpdate(writer.yDoc, Y.encodeStateAsUpdate(yStart), origin);
        for (let visit = 0; visit < 3; visit++) {
          for (let step = 0; step < 15; step++) writer.act(by, client);
          const all = Y.encodeStateAsUpdate(writer.yDoc, Y.encodeStateVector(yStart)) as Bytes;
          // Whatever anybody ever deleted is told again, and known.
          const fresh = readFresh(yStart, all);
          const past = pastOf(yStart);
          const written = { client, from: past.get(client) ?? 0, end: 0, update: fresh?.update ?? all, past };
          expect(`${verdictOn(written, yStart)} seed ${seed}, ${client}`).toBe(`ok seed ${seed}, ${client}`);
          Y.applyUpdate(yStart, written.update, origin);
        }
        expect(Y.equalSnapshots(Y.snapshot(yStart), Y.snapshot(writer.yDoc))).toBe(true);
      }
    }
  });

  it("[I10] are accepted as one update of a pause", () => {
    for (let seed = 201; seed <= 230; seed++) {
      const by = chance(seed);
      for (const client of [derived + 10, derived + 21]) {
        const yHost = agreementDoc(1);
        const writer = createHonestWriter([client]);
        Y.applyUpdate(writer.yDoc, Y.encodeStateAsUpdate(yHost), origin);
        for (let pause = 0; pause < 4; pause++) {
          const before = writer.log.length;
          const past = pastOf(yHost);
          for (let step = 0; step < 10; step++) writer.act(by, client);
          const update = mergeUpdates(writer.log.slice(before).map((written) => written.update));
          const written = { client, from: past.get(client) ?? 0, end: 0, update, past };
          expect(`${verdictOn(written, yHost)} seed ${seed}`).toBe(`ok seed ${seed}`);
          Y.applyUpdate(yHost, update, origin);
          expect(Y.equalSnapshots(Y.snapshot(yHost), Y.snapshot(writer.yDoc))).toBe(true);
        }
      }
    }
  });
});

describe("bytes that were damaged or forged", () => {
  it("[I7] never make the judge throw or wait, and what it takes leaves nothing waiting", () => {
    const by = chance(77);
    const writers = meet(by, 200);
    const log = writers[0]?.log ?? [];
    const yDoc = createTextDoc(99);
    let accepted = 0;
    let slowestMs = 0;
    for (const written of log) {
      for (let round = 0; round < 40; round++) {
        const bytes = round % 4 === 0 ? written.update.slice(0, by.int(written.update.length)) : written.update.slice();
        for (let hits = 1 + by.int(3); hits > 0 && bytes.length > 0; hits--) bytes[by.int(bytes.length)] = by.int(256);
        const startMs = performance.now();
        const verdict = verdictOn({ ...written, update: bytes as Bytes }, yDoc);
        slowestMs = Math.max(slowestMs, performance.now() - startMs);
        if (verdict !== "ok") continue;
        accepted++;
        const yCopy = createTextDoc(98);
        Y.applyUpdate(yCopy, Y.encodeStateAsUpdate(yDoc), origin);
        Y.applyUpdate(yCopy, bytes, origin);
        expect(isComplete(yCopy)).toBe(true);
      }
      Y.applyUpdate(yDoc, written.update, origin);
    }
    expect(accepted).toBeGreaterThan(50);
    expect(slowestMs).toBeLessThan(5000);
  });
});
