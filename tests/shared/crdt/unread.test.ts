import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { compareTexts, subjectOf } from "../../../shared/charter/compare/redline.ts";
import { normaliseText } from "../../../shared/charter/text/canonical.ts";
import { createClockRanges } from "../../../shared/crdt/clockRanges.ts";
import { readText } from "../../../shared/crdt/readText.ts";
import { createChangeRanges } from "../../../shared/crdt/textChanges.ts";
import { type IsUnread, readUnread } from "../../../shared/crdt/unread.ts";
import { chance } from "./support/chance.ts";
import { createWriter, type Writer } from "./support/signedWriters.ts";
import { doc, element, longText, paragraph, randomText, run } from "./support/texts.ts";

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
function unreadOf(anna: Writer, isUnread: IsUnread) {
  const changes = anna.changes();
  const ranges = createChangeRanges();
  for (const change of changes) ranges.add(change);
  return readUnread(anna.yDoc, ranges, changes, isUnread);
}

/** Anna's changes are number 1; whoever writes after that is unread to her. */
function begin() {
  const [anna, bilal, chen] = [createWriter(11), createWriter(22), createWriter(33)];
  anna.setText(wells);
  for (const other of [bilal, chen]) other.receive(anna);
  return { anna, bilal, chen, mark: anna.log.length };
}

describe("[I12] what others changed", () => {
  it("is the text as it was without it, whatever others did and in whatever order it came", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const by = chance(seed);
      const writers = [createWriter(11), createWriter(22), createWriter(33)] as const;
      const [anna, bilal, chen] = writers;
      anna.setText(randomText(by));
      for (let round = 0; round < 12; round++) {
        const writer = by.pick(writers);
        writer.receive(by.pick(writers));
        writer.edit(by);
      }
      const mark = anna.log.length;
      const seen = readText(anna.yDoc).text;
      const others = [bilal, chen] as const;
      for (let round = 0; round < 12; round++) {
        const writer = by.pick(others);
        // Bilal met Anna's newest words or not; she writes nothing meanwhile.
        writer.receive(by.pick(writers));
        writer.edit(by);
        if (by.int(3) === 0) anna.receive(by.pick(others));
      }
      for (const other of others) anna.receive(other);
      const found = unreadOf(anna, (no) => no > mark);
      expect(found.now, `seed ${seed}`).toEqual(readText(anna.yDoc).text);
      expect(normaliseText(found.before), `seed ${seed}`).toEqual(normaliseText(seen));
    }
  });

  it("names, for each clause that differs, everybody who touched it and nobody else", () => {
    const { anna, bilal, chen, mark } = begin();
    bilal.setText(
      doc(
        article("wells", "Wells", clause("w1", "Each well rests seven days."), clause("w2", "Nobody fences a well.")),
        article("herds", "Herds", clause("h1", "Herds pass by the eastern path."), clause("h2", "Dogs are tied.")),
      ),
    );
    chen.setText(
      doc(
        article("wells", "Wells", clause("w1", "Each open well rests five days.")),
        article("herds", "Herds", clause("h1", "Herds pass by the eastern path.")),
      ),
    );
    anna.receive(bilal);
    anna.receive(chen);
    const found = unreadOf(anna, (no) => no > mark);
    const changed = compareTexts(found.before, found.now).clauses.filter((one) => one.op !== "same");
    const named = changed.map((one) => [
      one.op,
      subjectOf(one).id,
      [...(found.touchedBy.get(subjectOf(one).id) ?? [])],
    ]);
    expect(named).toEqual([
      ["amended", "w1", [mark + 1, mark + 2]],
      ["removed", "w2", [mark + 2]],
      ["added", "h2", [mark + 1]],
    ]);
  });

  it("leaves out own words, on both sides", () => {
    const { anna, bilal, mark } = begin();
    bilal.setText(doc(article("wells", "Wells", clause("w1", "Each well rests seven days."))));
    anna.setText(
      doc(
        article(
          "wells",
          "Wells",
          clause("w1", "Each deep well rests five days."),
          clause("w2", "Nobody fences a well."),
        ),
        article("herds", "Herds", clause("h1", "Herds pass by the eastern path.")),
      ),
    );
    anna.receive(bilal);
    const { before, now } = unreadOf(anna, (no) => no > mark + 1);
    const amended = compareTexts(before, now).clauses.find((one) => one.op === "amended");
    const words = amended?.blocks.flatMap((block) => block.runs).map(({ op, text }) => `${op} ${text}`);
    expect(words).toEqual(["same Each deep well rests ", "delete five", "insert seven", "same  days."]);
  });

  it("counts as read in a clause what was read there, and as news elsewhere", () => {
    const { anna, bilal, mark } = begin();
    bilal.setText(
      doc(
        article("wells", "Wells", clause("w1", "Each well rests seven days."), clause("w2", "Nobody sells a well.")),
        article("herds", "Herds", clause("h1", "Herds pass by the eastern path.")),
      ),
    );
    anna.receive(bilal);
    const found = unreadOf(anna, (no, id) => no > mark && id !== "w1");
    const changed = compareTexts(found.before, found.now).clauses.filter((one) => one.op !== "same");
    expect(changed.map((one) => subjectOf(one).id)).toEqual(["w2"]);
    expect([...found.touchedBy.keys()]).toEqual(["w2"]);
  });

  it("takes little more than reading a text of 98,000 words twice", () => {
    const [anna, bilal] = [createWriter(11), createWriter(22)];
    const text = longText(98_000, chance(3));
    anna.setText(text);
    bilal.receive(anna);
    const [first, ...rest] = text.content;
    if (first === undefined || first.type === "text") throw new Error("a long text has articles");
    bilal.setText(
      doc({ ...first, content: [...first.content, clause("new", "Something new.")] }, ...(rest as never[])),
    );
    anna.receive(bilal);
    const time = (run: () => unknown): number => {
      const start = performance.now();
      run();
      return performance.now() - start;
    };
    const least = (run: () => unknown): number => Math.min(...[1, 2, 3, 4, 5].map(() => time(run)));
    const reading = least(() => readText(anna.yDoc));
    const found = least(() => unreadOf(anna, (no) => no > 1));
    expect(found / reading).toBeLessThan(40);
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
