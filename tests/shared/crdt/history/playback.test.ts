import { describe, expect, it } from "vitest";
import type * as Y from "yjs";
import { isClauseNode, looseId, placeClauses, plainText } from "../../../../shared/charter/text/clauses.ts";
import type { CharterText, ElementNode } from "../../../../shared/charter/text/model.ts";
import type { ChangeSpan, ClauseEvent } from "../../../../shared/crdt/history/clauseEvents.ts";
import { createPlayback } from "../../../../shared/crdt/history/playback.ts";
import { clauseItemsOf, sightBefore } from "../../../../shared/crdt/history/unread.ts";
import { createCleanSight } from "../../../../shared/crdt/reading/cleanSight.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { type Chance, chance } from "../support/chance.ts";
import { rangesOf, writeEntry } from "../support/layoutDoc.ts";
import {
  addNodes,
  addParagraph,
  addText,
  bringBack,
  clauseOf,
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

const playbackOf = ({ yDoc, ranges, changes }: Writer, from: number) => createPlayback(yDoc, ranges(), changes(), from);

const said = (event: ClauseEvent): string => ("other" in event ? `${event.kind} ${event.other}` : event.kind);

/** What Anna sees played of these changes of Bilal, each a step of its own, or all as one. */
function played(changes: readonly ((yDoc: Y.Doc) => void)[], isOne = false) {
  const [anna, bilal] = [createWriter(11), createWriter(22)];
  anna.act((yDoc) => addText(yDoc, wells));
  bilal.receive(anna);
  for (const change of changes) bilal.act(change);
  anna.receive(bilal);
  const playback = playbackOf(anna, 2);
  const spans = isOne
    ? [{ from: 2, to: changes.length + 1 }]
    : changes.map((_, index) => ({ from: index + 2, to: index + 2 }));
  return spans.map((span) =>
    playback.play(span).map(({ number, heading, events }) => `${`${number} ${heading}`.trim()}: ${events.map(said)}`),
  );
}

/** Runs of changes, up to five each. */
function spansOf(by: Chance, count: number): readonly ChangeSpan[] {
  const spans: ChangeSpan[] = [];
  for (let from = 1; from <= count; ) {
    const to = Math.min(count, from + by.int(5));
    spans.push({ from, to });
    from = to + 1;
  }
  return spans;
}

/** Every clause of one state, read anew. */
function stateBefore({ yDoc, ranges }: Writer, no: number) {
  const reading = createReading(yDoc, sightBefore(yDoc, ranges(), no));
  const text = reading.text();
  const itemOf = clauseItemsOf(reading);
  const tree = reading.tree();
  const own = (node: ElementNode) => ({ ...node, content: node.content.filter((child) => !isClauseNode(child)) });
  const clauses = new Map(
    placeClauses(text).map(({ clause: { id, number, node } }) => {
      const item = itemOf.get(node) as Y.Item;
      const spot = tree.spots.get(item);
      const holder = spot === undefined ? null : (tree.holderOf(spot)?.yItem ?? null);
      return [item, { id, number, node: own(node), holder, home: spot?.home ?? null }] as const;
    }),
  );
  return { text, clauses, loose: own(text) };
}

function expectedOf(before: ReturnType<typeof stateBefore>, after: ReturnType<typeof stateBefore>) {
  const found = [...new Set([...before.clauses.keys(), ...after.clauses.keys()])].flatMap((item) => {
    const [was, is] = [before.clauses.get(item), after.clauses.get(item)];
    const isSame =
      was?.holder === is?.holder && was?.home === is?.home && JSON.stringify(was?.node) === JSON.stringify(is?.node);
    if (isSame) return [];
    const { id, number } = is ?? was ?? { id: "", number: "" };
    return [{ id: id as string, number, before: was?.node ?? null, after: is?.node ?? null }];
  });
  const [was, is] = [before.loose, after.loose].map((node) => (node.content.length === 0 ? null : node));
  const isSame = JSON.stringify(was) === JSON.stringify(is);
  return isSame ? found : [...found, { id: looseId, number: "", before: was ?? null, after: is ?? null }];
}

const byId = <T extends { readonly id: string }>(clauses: readonly T[]): readonly T[] =>
  [...clauses].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

function randomWriter(by: Chance, text: CharterText, rounds: number): Writer {
  const writers = [11, 2 ** 52 + 2, 2 ** 52 + 4].map(createWriter);
  const [first] = writers as [Writer];
  first.act((yDoc) => addText(yDoc, text));
  for (let round = 0; round < rounds; round++) {
    const writer = by.pick(writers);
    writer.receive(by.pick(writers));
    if (writer.client < 2 ** 52 || by.int(2) === 0) writer.edit(by);
    else writer.edit(by, writer.client + 1);
  }
  meet(...writers);
  return first;
}

describe("[I45] a text played again", () => {
  it("has in each step the clauses that read or stand otherwise by it, as the step before left them", () => {
    let seen = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const by = chance(seed);
      const writer = randomWriter(by, seed % 2 === 0 ? wells : randomText(by), 24);
      const playback = playbackOf(writer, 1);
      const spans = spansOf(by, writer.changes().length);
      let before = stateBefore(writer, 1);
      for (const span of spans) {
        const after = stateBefore(writer, span.to + 1);
        const found = playback.play(span).map(({ id, number, before, after }) => ({ id, number, before, after }));
        expect(byId(found), `seed ${seed}, changes ${span.from} to ${span.to}`).toEqual(
          byId(expectedOf(before, after)),
        );
        expect(playback.text()).toEqual(after.text);
        seen += found.length;
        before = after;
      }
      const now = readText(writer.yDoc, createCleanSight(writer.yDoc)).text;
      expect(playback.text(), `seed ${seed}`).toEqual(now);
    }
    expect(seen).toBeGreaterThan(300);
  });

  it("is the same from its middle on, and backwards", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const by = chance(seed);
      const writer = randomWriter(by, randomText(by), 16);
      const spans = spansOf(by, writer.changes().length);
      const forwards = playbackOf(writer, 1);
      const steps = spans.map((span) => forwards.play(span));
      const middle = spans.length >> 1;
      const late = playbackOf(writer, spans[middle]?.from ?? 1);
      expect(spans.slice(middle).map((span) => late.play(span))).toEqual(steps.slice(middle));
      const backwards = spans.toReversed().map((span) => late.play(span));
      expect(backwards.toReversed()).toEqual(steps);
    }
  });

  it("reads of a long text what a step changed, and nothing else of it", () => {
    const many = (count: number): CharterText =>
      doc(
        ...Array.from({ length: count }, (_, at) =>
          article(`a${at}`, `Article ${at}`, clause(`c${at}`, `Clause ${at} says this.`)),
        ),
      );
    const readIn = (count: number): readonly number[] => {
      const writer = createWriter(11);
      writer.act((yDoc) => addText(yDoc, many(count)));
      writer.act((yDoc) => replaceWords(yDoc, "Clause 3 says", "Clause 3 tells"));
      writer.act((yDoc) => addParagraph(yDoc, "Clause 5 says this.", "And that."));
      writer.act((yDoc) => move(yDoc, "c7", "a2", 1));
      writer.act((yDoc) => remove(yDoc, "c9"));
      const playback = playbackOf(writer, 2);
      const items: Y.Item[] = [];
      for (const structs of writer.yDoc.store.clients.values())
        for (const struct of structs) if ("content" in struct) items.push(struct as Y.Item);
      // Whoever reads an item looks at whether it is deleted.
      let looked = 0;
      for (const item of items) {
        const isDeleted = item.deleted;
        if (!isInWords(item)) continue;
        Object.defineProperty(item, "deleted", {
          get: () => {
            looked++;
            return isDeleted;
          },
        });
      }
      return [2, 3, 4, 5].map((no) => {
        const from = looked;
        expect(playback.play({ from: no, to: no })).toHaveLength(1);
        return looked - from;
      });
    };
    const [few, lots] = [readIn(12), readIn(400)];
    expect(few[0]).toBeGreaterThan(0);
    expect(lots).toEqual(few);
  });
});

const isInWords = ({ content }: Y.Item): boolean => content.constructor.name === "ContentString";

describe("[I45] what a step says of a clause", () => {
  it("is what its history says", () => {
    expect(
      played([
        (yDoc) => replaceWords(yDoc, "five", "seven"),
        (yDoc) => move(yDoc, "w1", "herds", 2),
        (yDoc) => remove(yDoc, "wells"),
        (yDoc) => bringBack(yDoc, "wells"),
        (yDoc) => addNodes(clauseOf(yDoc, "wells"), [clause("w9", "More.")]),
        (yDoc) => split(yDoc, "eastern", "h2"),
        (yDoc) => join(yDoc, "h2"),
      ]),
    ).toEqual([
      ["1.1: words"],
      ["2.2: moved"],
      ["1 Wells: removed", "1.1: removed"],
      ["1 Wells: broughtBack", "1.1: broughtBack"],
      ["1.2: added"],
      ["2.1: splitOff h2,words", "2.2: splitFrom h1"],
      ["2.1: joinedFrom h2,words", "2.2: joinedInto h1"],
    ]);
  });

  it("is of all its changes together", () => {
    expect(
      played(
        [
          (yDoc) => replaceWords(yDoc, "five", "seven"),
          (yDoc) => replaceWords(yDoc, "fences", "owns"),
          (yDoc) => replaceWords(yDoc, "owns", "fences"),
          (yDoc) => remove(yDoc, "herds"),
          (yDoc) => bringBack(yDoc, "herds"),
          (yDoc) => addNodes(clauseOf(yDoc, "herds"), [clause("h9", "More.")]),
          (yDoc) => replaceWords(yDoc, "More.", "Much more."),
        ],
        true,
      ),
    ).toEqual([["1.1: words", "2.2: added"]]);
  });

  it("has a suggestion when it is accepted, and nothing before", () => {
    const [anna, bilal] = [createWriter(2 ** 52 + 2), createWriter(2 ** 52 + 4)];
    anna.act((yDoc) => addText(yDoc, wells));
    bilal.receive(anna);
    bilal.act(
      (yDoc) => findWords(yDoc, "five").yFlow.insert(findWords(yDoc, "five").at, "at least ", {}),
      bilal.client + 1,
    );
    anna.receive(bilal);
    const { yFlow, at } = findWords(anna.yDoc, "at least ");
    for (const range of rangesOf(yFlow, at, 9))
      anna.act((yDoc) => writeEntry(yDoc, { kind: "ok", of: { kind: "ins", range } }));
    const playback = playbackOf(anna, 2);
    expect(playback.play({ from: 2, to: 2 })).toEqual([]);
    const [step] = playback.play({ from: 3, to: 3 });
    expect(step?.events).toEqual([{ kind: "words" }]);
    expect([step?.before, step?.after].map((node) => (node == null ? null : plainText(node)))).toEqual([
      "Each well rests five days.",
      "Each well rests at least five days.",
    ]);
  });

  it("calls other clauses as they were called then", () => {
    const [anna] = [createWriter(11)];
    anna.act((yDoc) => addText(yDoc, wells));
    anna.act((yDoc) => split(yDoc, "five days.", "w3"));
    anna.act((yDoc) => join(yDoc, "w3"));
    anna.act((yDoc) => move(yDoc, "w2", "herds", 1));
    const playback = playbackOf(anna, 2);
    playback.play({ from: 2, to: 2 });
    expect(["w3", "w2", "nowhere"].map(playback.labelOf)).toEqual(["1.2", "1.3", ""]);
    playback.play({ from: 3, to: 3 });
    expect(["w3", "w2"].map(playback.labelOf)).toEqual(["1.2", "1.2"]);
  });
});
