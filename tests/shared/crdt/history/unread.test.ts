import { describe, expect, it } from "vitest";
import type * as Y from "yjs";
import { compareTexts, subjectOf } from "../../../../shared/charter/compare/redline.ts";
import { createClockRanges } from "../../../../shared/crdt/document/clockRanges.ts";
import { type IsUnread, readUnread } from "../../../../shared/crdt/history/unread.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { expectRatio, msOf } from "../../../support/timing.ts";
import { type Chance, chance } from "../support/chance.ts";
import { embed, setAttrs, writeEntry } from "../support/layoutDoc.ts";
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
  withoutPairs,
} from "../support/layoutText.ts";
import { createWriter, type Writer } from "../support/signedWriters.ts";
import { doc, element, longText, paragraph, randomText, run } from "../support/texts.ts";

const clause = (id: string, ...words: readonly string[]) =>
  element(
    "clause",
    words.map((one) => paragraph(one)),
    { id },
  );
const article = (id: string, heading: string, ...clauses: ReturnType<typeof clause>[]) =>
  element("article", [element("heading", [run(heading)], { level: 2 }), ...clauses], { id, kind: "article" });

const wells = doc(
  article("wells", "Wells", clause("w1", "Each well rests five days."), clause("w2", "Nobody fences a well.")),
  article("herds", "Herds", clause("h1", "Herds pass by the eastern path.")),
);

/** As `anna` reads it: what came after `mark` is found. */
const unreadOf = (anna: Writer, isUnread: IsUnread) => readUnread(anna.yDoc, anna.ranges(), anna.changes(), isUnread);

const editing = [11, 2 ** 52 + 2, 2 ** 52 + 4];

const editOrSuggest = (writer: Writer, by: Chance): void =>
  writer.client < 2 ** 52 || by.int(2) === 0 ? writer.edit(by) : writer.edit(by, writer.client + 1);

/** Anna's changes are number 1; whoever writes after that is unread to her. */
function begin(second = 22, third = 33) {
  const [anna, bilal, chen] = [createWriter(11), createWriter(second), createWriter(third)];
  anna.act((yDoc) => addText(yDoc, wells));
  for (const other of [bilal, chen]) other.receive(anna);
  return { anna, bilal, chen, mark: anna.log.length };
}

/** Every clause that differs, with those who touched it; where only its clauses stand otherwise, those who moved any. */
function named({ before, now, touchedBy, reorderedBy }: ReturnType<typeof unreadOf>) {
  return compareTexts(before, now)
    .clauses.filter((one) => one.op !== "same" || one.moved)
    .map((one) => {
      const nos = touchedBy.get(subjectOf(one).id) ?? (one.arranged ? reorderedBy : []);
      return [one.op, subjectOf(one).id, [...nos].sort((a, b) => a - b)];
    });
}

/** What Anna finds of these changes of Bilal, each by itself. */
function found(...changes: readonly ((yDoc: Y.Doc) => void)[]) {
  const { anna, bilal, mark } = begin();
  for (const change of changes) bilal.act(change);
  anna.receive(bilal);
  return named(unreadOf(anna, (no) => no > mark)).map(([op, id, nos]) => [
    op,
    id,
    (nos as readonly number[]).map((no) => no - mark),
  ]);
}

describe("[I12] what others changed", () => {
  it("is the text as it was without it, whatever others did and in whatever order it came", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const by = chance(seed);
      const writers = editing.map(createWriter);
      const [anna, bilal, chen] = writers as [Writer, Writer, Writer];
      anna.act((yDoc) => addText(yDoc, seed % 2 === 0 ? wells : randomText(by)));
      for (let round = 0; round < 20; round++) {
        const writer = by.pick(writers);
        writer.receive(by.pick(writers));
        editOrSuggest(writer, by);
      }
      const mark = anna.log.length;
      const seen = readText(anna.yDoc).text;
      const others = [bilal, chen] as const;
      for (let round = 0; round < 20; round++) {
        const writer = by.pick(others);
        // Bilal met Anna's newest words or not; she writes nothing meanwhile.
        writer.receive(by.pick(writers));
        editOrSuggest(writer, by);
        if (by.int(3) === 0) anna.receive(by.pick(others));
      }
      for (const other of others) anna.receive(other);
      const unread = unreadOf(anna, (no) => no > mark);
      expect(unread.now, `seed ${seed}`).toEqual(readText(anna.yDoc).text);
      expect(withoutPairs(unread.before), `seed ${seed}`).toEqual(withoutPairs(seen));
    }
  });

  it("is the text with own changes and without others', where all wrote without knowing of each other", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const by = chance(seed);
      const writers = editing.map(createWriter);
      const [anna, bilal, chen] = writers as [Writer, Writer, Writer];
      anna.act((yDoc) => addText(yDoc, seed % 2 === 0 ? wells : randomText(by)));
      for (const other of [bilal, chen]) other.receive(anna);
      for (let round = 0; round < 30; round++) {
        const writer = by.pick(writers);
        if (writer !== anna) writer.receive(by.pick([bilal, chen]));
        editOrSuggest(writer, by);
      }
      const seen = readText(anna.yDoc).text;
      const mark = anna.log.length;
      for (const other of [bilal, chen]) anna.receive(other);
      const unread = unreadOf(anna, (no) => no > mark);
      expect(withoutPairs(unread.before), `seed ${seed}`).toEqual(withoutPairs(seen));
      // The same as somebody finds it who had others' changes first.
      const newest = createWriter(66);
      for (const other of [bilal, chen, anna]) newest.receive(other);
      const own = newest.log.map(({ client }) => client === anna.client);
      const found = unreadOf(newest, (no) => own[no - 1] === false);
      expect(withoutPairs(found.before), `seed ${seed}`).toEqual(withoutPairs(seen));
    }
  });

  it("names somebody for each clause that differs, whatever others did", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const by = chance(seed);
      const { anna, bilal, chen, mark } = begin(2 ** 52 + 2, 2 ** 52 + 4);
      for (let round = 0; round < 12; round++) {
        const writer = by.pick([bilal, chen]);
        if (by.int(3) === 0) writer.receive(by.pick([bilal, chen]));
        editOrSuggest(writer, by);
      }
      for (const other of [bilal, chen]) anna.receive(other);
      const unread = unreadOf(anna, (no) => no > mark);
      for (const [op, id, nos] of named(unread))
        if (op !== "same") expect(nos, `seed ${seed}: ${op} ${id}`).not.toEqual([]);
    }
  });

  it("names, for each clause that differs, everybody who touched it and nobody else", () => {
    const { anna, bilal, chen, mark } = begin();
    bilal.act((yDoc) => {
      replaceWords(yDoc, "five days", "seven days");
      addNodes(clauseOf(yDoc, "herds"), [clause("h2", "Dogs are tied.")]);
    });
    chen.act((yDoc) => {
      replaceWords(yDoc, "Each well", "Each open well");
      remove(yDoc, "w2");
    });
    anna.receive(bilal);
    anna.receive(chen);
    expect(named(unreadOf(anna, (no) => no > mark))).toEqual([
      ["amended", "w1", [mark + 1, mark + 2]],
      ["removed", "w2", [mark + 2]],
      ["added", "h2", [mark + 1]],
    ]);
  });

  it("names who moved a clause, at the clause that was moved", () => {
    const change = found(
      (yDoc) => move(yDoc, "w1", "herds", 1),
      (yDoc) => replaceWords(yDoc, "Herds pass", "All herds pass"),
    );
    expect(change).toContainEqual(["same", "w1", [1]]);
    expect(change).toContainEqual(["amended", "h1", [2]]);
    expect(change.some(([, id]) => id === "herds" || id === "wells")).toBe(false);
  });

  it("names who removed an article at each clause in it, and who brought it back", () => {
    expect(found((yDoc) => remove(yDoc, "wells"))).toEqual([
      ["removed", "wells", [1]],
      ["removed", "w1", [1]],
      ["removed", "w2", [1]],
    ]);
    const { anna, bilal } = begin();
    bilal.act((yDoc) => remove(yDoc, "wells"));
    anna.receive(bilal);
    const mark = anna.log.length;
    bilal.act((yDoc) => bringBack(yDoc, "wells"));
    bilal.act((yDoc) => replaceWords(yDoc, "five days", "seven days"));
    anna.receive(bilal);
    expect(named(unreadOf(anna, (no) => no > mark))).toEqual([
      ["added", "wells", [mark + 1]],
      ["added", "w1", [mark + 1, mark + 2]],
      ["added", "w2", [mark + 1]],
    ]);
  });

  it("names who took a clause along into what was removed", () => {
    const change = found(
      (yDoc) => move(yDoc, "h1", "wells", 1),
      (yDoc) => remove(yDoc, "herds"),
      (yDoc) => remove(yDoc, "wells"),
    );
    expect(change).toContainEqual(["removed", "h1", [1, 3]]);
    expect(change).toContainEqual(["removed", "herds", [2]]);
    expect(change).toContainEqual(["removed", "w1", [3]]);
  });

  it("names who split a clause at both, and who joined two", () => {
    expect(found((yDoc) => split(yDoc, "five days", "s1"))).toEqual([
      ["amended", "w1", [1]],
      ["added", "s1", [1]],
    ]);
    const { anna, bilal, chen } = begin();
    bilal.act((yDoc) => split(yDoc, "five days", "s1"));
    for (const other of [anna, chen]) other.receive(bilal);
    const mark = anna.log.length;
    bilal.act((yDoc) => join(yDoc, "s1"));
    chen.act((yDoc) => replaceWords(yDoc, "five days", "seven days"));
    for (const other of [bilal, chen]) anna.receive(other);
    const unread = unreadOf(anna, (no) => no > mark);
    // "seven" stands in the first clause since the two were joined; "five" stood in the second.
    expect(named(unread)).toEqual([
      ["amended", "w1", [mark + 1, mark + 2]],
      ["removed", "s1", [mark + 1, mark + 2]],
    ]);
  });

  it("names whoever removed a row, and who deleted an element as other programs do", () => {
    const table = (yDoc: Y.Doc) => {
      const { yFlow } = findWords(yDoc, "Herds pass");
      const yTable = embed(yFlow, yFlow.length, "table");
      return yTable;
    };
    expect(found(table)).toEqual([]);
    expect(found((yDoc) => deleteElement(clauseOf(yDoc, "wells")))).toEqual([
      ["removed", "wells", [1]],
      ["removed", "w1", [1]],
      ["removed", "w2", [1]],
    ]);
  });

  it("takes a value back to the one that was there before, also where Yjs keeps several in one item", () => {
    const { anna, bilal } = begin();
    bilal.act((yDoc) => remove(yDoc, "w1"));
    anna.receive(bilal);
    const mark = anna.log.length;
    const seen = readText(anna.yDoc).text;
    bilal.act((yDoc) => bringBack(yDoc, "w1"));
    bilal.act((yDoc) => remove(yDoc, "w1"));
    bilal.act((yDoc) => bringBack(yDoc, "w1"));
    anna.receive(bilal);
    expect(unreadOf(anna, (no) => no > mark).before).toEqual(seen);
    expect(unreadOf(anna, (no) => no > mark + 1).before).not.toEqual(seen);
    expect(unreadOf(anna, (no) => no > mark + 2).before).toEqual(seen);
  });

  it("does not bring back a value that was taken away before", () => {
    const { anna, bilal, mark } = begin();
    const seen = readText(anna.yDoc).text;
    bilal.act((yDoc) => remove(yDoc, "w1"));
    bilal.act((yDoc) => clauseOf(yDoc, "w1").removeAttribute("gone"));
    bilal.act((yDoc) => setAttrs(clauseOf(yDoc, "w1"), { gone: true }));
    anna.receive(bilal);
    expect(unreadOf(anna, (no) => no > mark + 2).before).toEqual(seen);
  });

  it("is no suggestion until it is accepted, and then names who suggested and who accepted it", () => {
    const [editing, suggesting] = [2 ** 52 + 2, 2 ** 52 + 3];
    const [anna, bilal, chen] = [createWriter(11), createWriter(editing), createWriter(33)];
    anna.act((yDoc) => addText(yDoc, wells));
    for (const other of [bilal, chen]) other.receive(anna);
    const mark = anna.log.length;
    bilal.act((yDoc) => replaceWords(yDoc, "five", "five long"), suggesting);
    bilal.act((yDoc) => split(yDoc, "days", "s1"), suggesting);
    chen.receive(bilal);
    chen.act((yDoc) => replaceWords(yDoc, "Each", "Each deep"));
    anna.receive(chen);
    expect(named(unreadOf(anna, (no) => no > mark))).toEqual([["amended", "w1", [mark + 3]]]);
    const accept = (length: number) => (yDoc: Y.Doc) =>
      writeEntry(yDoc, { kind: "ok", of: { kind: "ins", range: { client: suggesting, clock: 0, length } } });
    chen.act(accept(" long".length));
    anna.receive(chen);
    expect(named(unreadOf(anna, (no) => no > mark))).toEqual([["amended", "w1", [mark + 1, mark + 3, mark + 4]]]);
    // The suggestions were read before.
    expect(named(unreadOf(anna, (no) => no > mark + 2))).toEqual([["amended", "w1", [mark + 3, mark + 4]]]);
    chen.act(accept(99));
    anna.receive(chen);
    expect(named(unreadOf(anna, (no) => no > mark + 4))).toEqual([
      ["amended", "w1", [mark + 5]],
      ["added", "s1", [mark + 5]],
    ]);
  });

  it("leaves out own words, on both sides", () => {
    const { anna, bilal, mark } = begin();
    bilal.act((yDoc) => replaceWords(yDoc, "five days", "seven days"));
    anna.act((yDoc) => replaceWords(yDoc, "Each well", "Each deep well"));
    anna.receive(bilal);
    const { before, now } = unreadOf(anna, (no) => no > mark + 1);
    const amended = compareTexts(before, now).clauses.find((one) => one.op === "amended");
    const words = amended?.blocks.flatMap((block) => block.runs).map(({ op, text }) => `${op} ${text}`);
    expect(words).toEqual(["same Each deep well rests ", "delete five", "insert seven", "same  days."]);
  });

  it("leaves out what others deleted and this person too, whoever came first", () => {
    const { anna, bilal, chen, mark } = begin();
    bilal.act((yDoc) => replaceWords(yDoc, "rests five days", "rests days"));
    bilal.act((yDoc) => replaceWords(yDoc, "Nobody fences", "Nobody"));
    anna.receive(bilal);
    // As Anna's other device would, without knowing of it.
    chen.act((yDoc) => replaceWords(yDoc, "rests five days", "rests days"));
    anna.receive(chen);
    const { before, now } = unreadOf(anna, (no) => no === mark + 1 || no === mark + 2);
    expect(
      compareTexts(before, now)
        .clauses.filter((one) => one.op !== "same")
        .map((one) => subjectOf(one).id),
    ).toEqual(["w2"]);
  });

  it("counts as read in a clause what was read there, and as news elsewhere", () => {
    const { anna, bilal, mark } = begin();
    bilal.act((yDoc) => {
      replaceWords(yDoc, "five days", "seven days");
      replaceWords(yDoc, "fences", "sells");
    });
    anna.receive(bilal);
    const unread = unreadOf(anna, (no, id) => no > mark && id !== "w1");
    const changed = compareTexts(unread.before, unread.now).clauses.filter((one) => one.op !== "same");
    expect(changed.map((one) => subjectOf(one).id)).toEqual(["w2"]);
    expect([...unread.touchedBy.keys()]).toEqual(["w2"]);
  });

  it("takes little more than reading a text of 98,000 words twice", () => {
    const [anna, bilal] = [createWriter(11), createWriter(22)];
    anna.act((yDoc) => addText(yDoc, longText(98_000, chance(3))));
    bilal.receive(anna);
    bilal.act((yDoc) => addNodes(clauseOf(yDoc, "a0"), [clause("new", "Something new.")]));
    anna.receive(bilal);
    const [changes, ranges] = [anna.changes(), anna.ranges()];
    expectRatio(
      () => msOf(() => readUnread(anna.yDoc, ranges, changes, (no) => no > 1)),
      () => msOf(() => readText(anna.yDoc)),
      { below: 20 },
    );
  });
});

describe("[I12] ranges of clocks", () => {
  it("keep the first number that each clock was given", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const by = chance(seed);
      const ranges = createClockRanges();
      const expected = new Map<number, number>();
      for (let no = 1; no <= 12; no++) {
        const clock = by.int(40);
        const length = 1 + by.int(12);
        ranges.add({ client: 7, clock, length }, no);
        for (let at = clock; at < clock + length; at++) if (!expected.has(at)) expected.set(at, no);
      }
      const from = by.int(20);
      const pieces = ranges.piecesOf({ client: 7, clock: from, length: 30 });
      const spread = pieces.flatMap(({ clock, end, no }) => Array.from({ length: end - clock }, () => no));
      const wanted = Array.from({ length: 30 }, (_, index) => expected.get(from + index) ?? null);
      expect(spread, `seed ${seed}`).toEqual(wanted);
      expect(wanted.map((_, index) => ranges.noOf({ client: 7, clock: from + index }))).toEqual(wanted);
      expect(ranges.noOf({ client: 8, clock: from })).toBeNull();
    }
  });
});
