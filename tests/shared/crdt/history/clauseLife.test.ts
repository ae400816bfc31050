import { describe, expect, it } from "vitest";
import type * as Y from "yjs";
import { isClauseNode, plainText } from "../../../../shared/charter/text/clauses.ts";
import type { ElementNode } from "../../../../shared/charter/text/model.ts";
import { type ClauseStep, readClauseLife } from "../../../../shared/crdt/history/clauseLife.ts";
import { sightBefore } from "../../../../shared/crdt/history/unread.ts";
import { isClauseItem, writtenIdOf } from "../../../../shared/crdt/reading/clauseItems.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { chance } from "../support/chance.ts";
import { rangesOf, writeEntry } from "../support/layoutDoc.ts";
import {
  addNodes,
  addText,
  bringBack,
  clauseOf,
  deleteElement,
  findWords,
  join,
  move,
  remove,
  replaceWords,
  split,
} from "../support/layoutText.ts";
import { createWriter, meet, type Writer } from "../support/signedWriters.ts";
import { doc, element, paragraph, randomText, run } from "../support/texts.ts";

const clause = (id: string, ...words: readonly string[]) =>
  element(
    "clause",
    words.map((one) => paragraph(one)),
    { id },
  );
const article = (id: string, heading: string, ...clauses: readonly ElementNode[]) =>
  element("article", [element("heading", [run(heading)], { level: 2 }), ...clauses], { id, kind: "article" });

const wells = doc(
  article("wells", "Wells", clause("w1", "Each well rests five days."), clause("w2", "Nobody fences a well.")),
  article("herds", "Herds", clause("h1", "Herds pass by the eastern path.")),
);

function stepsOf(writer: Writer, id: string): readonly ClauseStep[] {
  const life = readClauseLife(writer.yDoc, writer.ranges(), id);
  if (life === null) throw new Error(`no clause ${id}`);
  const steps: ClauseStep[] = [];
  for (let step = life.stepBefore(Number.MAX_SAFE_INTEGER); step !== null; step = life.stepBefore(step.change))
    steps.push(step);
  return steps;
}

/** What Anna sees of a clause after these changes of Bilal, the newest first; the changes count from 1. */
function life(id: string, ...changes: readonly ((yDoc: Y.Doc) => void)[]) {
  const [anna, bilal] = [createWriter(11), createWriter(22)];
  anna.act((yDoc) => addText(yDoc, wells));
  bilal.receive(anna);
  for (const change of changes) bilal.act(change);
  anna.receive(bilal);
  return stepsOf(anna, id).map(({ change, events, before, after }) => [
    change - 1,
    events.map((event) => ("other" in event ? `${event.kind} ${event.other}` : event.kind)).join(),
    ...[before, after].map((node) => (node === null ? null : plainText(node))),
  ]);
}

const withoutClauses = ({ content, ...rest }: ElementNode) => ({
  ...rest,
  content: content.filter((child) => !isClauseNode(child)),
});

const five = "Each well rests five days.";
const seven = "Each well rests seven days.";

describe("[I12] the life of a clause", () => {
  it("has a step for each change that made it read or stand otherwise, and for no other", () => {
    let seen = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const by = chance(seed);
      const writers = [11, 2 ** 52 + 2, 2 ** 52 + 4].map(createWriter);
      const [first] = writers as [Writer];
      first.act((yDoc) => addText(yDoc, seed % 2 === 0 ? wells : randomText(by)));
      for (let round = 0; round < 16; round++) {
        const writer = by.pick(writers);
        writer.receive(by.pick(writers));
        if (writer.client < 2 ** 52 || by.int(2) === 0) writer.edit(by);
        else writer.edit(by, writer.client + 1);
      }
      meet(...writers);
      const [changes, ranges] = [first.changes(), first.ranges()];
      const readings = [...changes.map(({ no }) => no), changes.length + 1].map((no) => {
        const reading = createReading(first.yDoc, sightBefore(first.yDoc, ranges, no));
        reading.text();
        return reading;
      });
      const clauses = new Map<string, Y.Item>();
      const repeated = new Set<string>();
      for (const reading of readings)
        for (const item of reading.tree().spots.keys()) {
          const id = writtenIdOf(item);
          if (clauses.has(id) && clauses.get(id) !== item) repeated.add(id);
          if (isClauseItem(item)) clauses.set(id, item);
        }
      for (const [id, item] of clauses) {
        if (repeated.has(id) || id === "loose") continue;
        const states = readings.map((reading) => {
          const spot = reading.tree().spots.get(item);
          const node = reading.nodeOf(item);
          if (spot === undefined || node === null) return null;
          return { node: withoutClauses(node), holder: reading.tree().holderOf(spot)?.yItem ?? null, home: spot.home };
        });
        const expected = changes.flatMap(({ no }, index) => {
          const [before, after] = [states[index] ?? null, states[index + 1] ?? null];
          const isSame =
            before?.holder === after?.holder &&
            before?.home === after?.home &&
            JSON.stringify(before?.node) === JSON.stringify(after?.node);
          return isSame ? [] : [{ change: no, before: before?.node ?? null, after: after?.node ?? null }];
        });
        const steps = stepsOf(first, id).map(({ change, before, after }) => ({ change, before, after }));
        expect(steps.reverse(), `seed ${seed}, clause ${id}`).toEqual(expected);
        seen += expected.length;
      }
    }
    expect(seen).toBeGreaterThan(200);
  });

  it("is its words, from its first to its last", () => {
    expect(
      life(
        "w1",
        (yDoc) => replaceWords(yDoc, "five", "seven"),
        (yDoc) => replaceWords(yDoc, "Herds pass", "Herds"),
      ),
    ).toEqual([
      [1, "words", five, seven],
      [0, "added", null, five],
    ]);
  });

  it("goes on where it is moved, removed and brought back", () => {
    const steps = life(
      "w1",
      (yDoc) => move(yDoc, "w1", "herds", 2),
      (yDoc) => remove(yDoc, "w1"),
      (yDoc) => bringBack(yDoc, "w1"),
    );
    expect(steps.map(([change, what]) => [change, what])).toEqual([
      [3, "broughtBack"],
      [2, "removed"],
      [1, "moved"],
      [0, "added"],
    ]);
  });

  it("tells of what it stands in only where that takes it along", () => {
    const steps = life(
      "w1",
      (yDoc) => move(yDoc, "wells", "", 2),
      (yDoc) => remove(yDoc, "wells"),
      (yDoc) => bringBack(yDoc, "wells"),
    );
    expect(steps.map(([change, what]) => [change, what])).toEqual([
      [3, "broughtBack"],
      [2, "removed"],
      [0, "added"],
    ]);
  });

  it("begins as new in an article that was removed and brought back before", () => {
    const steps = life(
      "w9",
      (yDoc) => remove(yDoc, "wells"),
      (yDoc) => bringBack(yDoc, "wells"),
      (yDoc) => addNodes(clauseOf(yDoc, "wells"), [clause("w9", "More.")]),
      (yDoc) => remove(yDoc, "wells"),
      (yDoc) => bringBack(yDoc, "wells"),
    );
    expect(steps.map(([change, what]) => [change, what])).toEqual([
      [5, "broughtBack"],
      [4, "removed"],
      [3, "added"],
    ]);
  });

  it("is read where it was removed by a program that deletes, with its last words", () => {
    const [anna] = [createWriter(11)];
    anna.act((yDoc) => addText(yDoc, wells));
    anna.act((yDoc) => replaceWords(yDoc, "five", "seven"));
    anna.act((yDoc) => deleteElement(clauseOf(yDoc, "w1")));
    const read = readClauseLife(anna.yDoc, anna.ranges(), "w1");
    expect(read?.stands).toBe(false);
    expect(read?.latest === null || read === null ? null : plainText(read.latest)).toBe(seven);
    expect(stepsOf(anna, "w1").map(({ events }) => events[0]?.kind)).toEqual(["removed", "words", "added"]);
  });

  it("names the clause that it was cut from, that was cut from it, and that it was joined to", () => {
    const cut = (yDoc: Y.Doc) => split(yDoc, "five days.", "w3");
    expect(life("w3", cut, (yDoc) => join(yDoc, "w3"))).toEqual([
      [2, "joinedInto w1", "five days.", null],
      [1, "splitFrom w1", null, "five days."],
    ]);
    expect(life("w1", cut, (yDoc) => join(yDoc, "w3")).map(([change, what]) => [change, what])).toEqual([
      [2, "joinedFrom w3,words"],
      [1, "splitOff w3,words"],
      [0, "added"],
    ]);
  });

  it("has a suggestion in it when it is accepted, as the step of who accepts", () => {
    const [anna, bilal] = [createWriter(2 ** 52 + 2), createWriter(2 ** 52 + 4)];
    anna.act((yDoc) => addText(yDoc, wells));
    bilal.receive(anna);
    bilal.act((yDoc) => {
      const { yFlow, at } = findWords(yDoc, "five");
      yFlow.insert(at, "at least ", {});
    }, bilal.client + 1);
    anna.receive(bilal);
    expect(stepsOf(anna, "w1").map(({ change }) => change)).toEqual([1]);
    const { yFlow, at } = findWords(anna.yDoc, "at least ");
    for (const range of rangesOf(yFlow, at, 9))
      anna.act((yDoc) => writeEntry(yDoc, { kind: "ok", of: { kind: "ins", range } }));
    expect(stepsOf(anna, "w1").map(({ change, events }) => [change, events[0]?.kind])).toEqual([
      [3, "words"],
      [1, "added"],
    ]);
  });

  it("is null for a clause that there never was", () => {
    const anna = createWriter(11);
    anna.act((yDoc) => addText(yDoc, wells));
    anna.act((yDoc) => addNodes(clauseOf(yDoc, "wells"), [clause("w9", "More.")]));
    expect(readClauseLife(anna.yDoc, anna.ranges(), "nowhere")).toBeNull();
    expect(readClauseLife(anna.yDoc, anna.ranges(), "w9")?.stands).toBe(true);
  });
});
