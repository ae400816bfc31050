import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { putBackLost } from "../../../shared/charter/compare/lostBlocks.ts";
import { plainText, readClauses } from "../../../shared/charter/text/clauses.ts";
import type { CharterText, DocNode } from "../../../shared/charter/text/model.ts";
import { findLostText } from "../../../shared/crdt/lostText.ts";
import { readText } from "../../../shared/crdt/readText.ts";
import { createChangeRanges } from "../../../shared/crdt/textChanges.ts";
import type { DeletedRange } from "../../../shared/crdt/updateBytes.ts";
import { chance } from "./support/chance.ts";
import { createWriter, type Writer } from "./support/signedWriters.ts";
import { doc, element, longText, paragraph, randomText, run } from "./support/texts.ts";

const clause = (id: string, ...words: readonly string[]) =>
  element(
    "clause",
    words.map((one) => paragraph(one)),
    { id },
  );
const article = (id: string, heading: string, ...inside: readonly DocNode[]) =>
  element("article", [element("heading", [run(heading)], { level: 2 }), ...inside], { id, kind: "article" });

const fences = "Nobody fences a well. Fences are taken down by whoever finds them.";
const wells = article("wells", "Wells", clause("w1", "Each well rests five days."), clause("w2", fences));
const herds = article("herds", "Herds", clause("h1", "Herds pass by the eastern path."));

const nameOf = (client: number): string => (client === 11 ? "anna" : client === 22 ? "bilal" : "chen");

function lostBy(writer: Writer) {
  const ranges = createChangeRanges();
  for (const change of writer.changes()) ranges.add(change);
  return findLostText(writer.yDoc, ranges, nameOf);
}

const wordsOf = (lost: ReturnType<typeof lostBy>): readonly string[] =>
  lost.flatMap(({ blocks }) => blocks.map(({ runs }) => runs.map(({ op, text }) => `${op[0]}:${text}`).join("|")));

const newIds = (): (() => ClauseId) => {
  let next = 0;
  return () => `new${next++}` as ClauseId;
};

function restore(writer: Writer, lost: ReturnType<typeof lostBy>[number]): CharterText {
  writer.setText(putBackLost(readText(writer.yDoc).text, lost.nodes, lost.place, newIds()));
  writer.settle(lost.ranges);
  return readText(writer.yDoc).text;
}

const outline = (text: CharterText): readonly string[] =>
  readClauses(text).map(({ number, heading, node }) => `${number} ${heading} ${plainText(node).replaceAll("\n", "/")}`);

/** Anna and Bilal hold the same text and are apart from then on. */
function apart(...content: readonly DocNode[]) {
  const [anna, bilal] = [createWriter(11), createWriter(22)];
  anna.setText(doc(...content));
  bilal.receive(anna);
  return { anna, bilal };
}

function meet(...writers: readonly Writer[]): void {
  for (const one of writers) for (const other of writers) one.receive(other);
}

describe("[I13] text that lost its place", () => {
  it("is what was typed into a clause that another deleted while apart, in its sentence, with what the clause was", () => {
    const { anna, bilal } = apart(wells, herds);
    anna.setText(doc({ ...wells, content: wells.content.slice(0, 2) }, herds));
    bilal.setText(
      doc(
        article("wells", "Wells", ...wells.content.slice(1, 2), clause("w2", fences.replace("down", "down at once"))),
        herds,
      ),
    );
    meet(anna, bilal);
    for (const writer of [anna, bilal]) {
      const lost = lostBy(writer);
      expect(wordsOf(lost)).toEqual(["s:Fences are taken down |i:at once |s:by whoever finds them."]);
      expect(lost.map(({ author, clause: of }) => [author, of])).toEqual([["bilal", { number: "1.2", heading: "" }]]);
    }
    expect(lostBy(anna).map(({ id }) => id)).toEqual(lostBy(bilal).map(({ id }) => id));
  });

  it("goes back as a new clause where the old one stood, and is offered to nobody any more", () => {
    const { anna, bilal } = apart(wells, herds);
    anna.setText(doc({ ...wells, content: wells.content.toSpliced(1, 1) }, herds));
    bilal.setText(
      doc(
        article("wells", "Wells", clause("w1", "Each well rests five days. Guests drink first."), clause("w2", fences)),
        herds,
      ),
    );
    meet(anna, bilal);
    const [lost] = lostBy(bilal);
    if (lost === undefined) throw new Error("Bilal's words lost their place");
    expect(outline(restore(bilal, lost))).toEqual([
      "1 Wells Wells/Guests drink first./Nobody fences a well. Fences are taken down by whoever finds them.",
      "1.1  Guests drink first.",
      `1.2  ${fences}`,
      "2 Herds Herds/Herds pass by the eastern path.",
      "2.1  Herds pass by the eastern path.",
    ]);
    meet(anna, bilal);
    expect(readText(anna.yDoc).text).toEqual(readText(bilal.yDoc).text);
    expect([...lostBy(anna), ...lostBy(bilal)]).toEqual([]);
  });

  it("is a whole clause where that was written into an article that another deleted, and its article comes back around it", () => {
    const { anna, bilal } = apart(wells, herds);
    anna.setText(doc(wells));
    bilal.setText(doc(wells, article("herds", "Herds", ...herds.content.slice(1), clause("h2", "Dogs are tied."))));
    meet(anna, bilal);
    const [lost, ...others] = lostBy(anna);
    if (lost === undefined) throw new Error("Bilal's clause lost its place");
    expect(others).toEqual([]);
    expect(lost.clause).toEqual({ number: "2", heading: "Herds" });
    expect(outline(restore(anna, lost)).slice(-2)).toEqual(["2 Herds Herds/Dogs are tied.", "2.1  Dogs are tied."]);
  });

  it("goes into its clause where that stands elsewhere, and into the clause where only its paragraph is gone", () => {
    const { anna, bilal } = apart(wells, herds);
    // Moved: taken out here and put in there.
    anna.setText(
      doc(
        { ...wells, content: wells.content.toSpliced(1, 1) },
        { ...herds, content: [...herds.content, clause("w1", "Each well rests five days.")] },
      ),
    );
    bilal.setText(
      doc(
        article("wells", "Wells", clause("w1", "Each well rests five days. Guests drink first."), clause("w2", fences)),
        herds,
      ),
    );
    meet(anna, bilal);
    const [lost] = lostBy(anna);
    if (lost === undefined) throw new Error("Bilal's words lost their place");
    expect(outline(restore(anna, lost)).at(-1)).toBe("2.2  Each well rests five days./Guests drink first.");

    const inside = apart(article("one", "One", clause("a", "The first rule.", "The second rule.")));
    inside.anna.setText(doc(article("one", "One", clause("a", "The second rule."))));
    inside.bilal.setText(
      doc(article("one", "One", clause("a", "The first rule. And a third one.", "The second rule."))),
    );
    meet(inside.anna, inside.bilal);
    const [typed] = lostBy(inside.anna);
    if (typed === undefined) throw new Error("Bilal's words lost their place");
    expect(outline(restore(inside.anna, typed)).at(-1)).toBe("1.1  And a third one./The second rule.");
  });

  it("is nothing that was deleted by somebody who had read it, or by its own author", () => {
    const { anna, bilal } = apart(wells, herds);
    bilal.setText(
      doc(article("wells", "Wells", clause("w1", "Each well rests seven days."), clause("w2", fences)), herds),
    );
    meet(anna, bilal);
    anna.setText(doc(herds));
    meet(anna, bilal);
    expect(lostBy(anna)).toEqual([]);
    bilal.setText(doc(article("herds", "Herds", clause("h1", "Herds pass by the western path."))));
    bilal.setText(doc(article("herds", "Herds", clause("h1", "Herds pass by the eastern path."))));
    anna.setText(doc());
    meet(anna, bilal);
    // "eastern" was typed anew by Bilal: that word Anna had not read.
    expect(wordsOf(lostBy(anna)).join()).not.toContain("western");
  });

  it("is every letter that nobody deleted and nobody sees, the same on every replica, until it is put back", () => {
    let found = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const by = chance(seed);
      const writers = [createWriter(11), createWriter(22), createWriter(33)] as const;
      writers[0].setText(randomText(by));
      meet(...writers);
      for (let round = 0; round < 30; round++) {
        const writer = by.pick(writers);
        if (by.int(6) === 0) writer.receive(by.pick(writers));
        writer.edit(by);
      }
      meet(...writers);
      const [anna, bilal] = writers;
      const lost = lostBy(anna);
      found += lost.length;
      expect(
        lostBy(bilal)
          .map(({ id }) => id)
          .sort(),
        `seed ${seed}`,
      ).toEqual(lost.map(({ id }) => id).sort());
      const listed = new Set(lost.flatMap(({ ranges }) => ranges.flatMap(clocksOf)));
      const unseen = neverDeletedUnseen(anna);
      for (const at of listed) expect(unseen.has(at), `seed ${seed}`).toBe(true);
      for (const [at, letter] of unseen) expect(letter.trim() === "" || listed.has(at), `seed ${seed}`).toBe(true);
      for (let next = lostBy(anna)[0]; next !== undefined; next = lostBy(anna)[0]) {
        const shown = next.blocks.map(({ runs }) => runs.map(({ text }) => text).join(""));
        const text = restore(anna, next);
        const ids = readClauses(text).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const line of shown.flatMap((block) => block.split("\n")))
          expect(plainText(text), `seed ${seed}`).toContain(line.trim());
      }
      meet(...writers);
      expect(readText(bilal.yDoc).text, `seed ${seed}`).toEqual(readText(anna.yDoc).text);
      expect(lostBy(bilal)).toEqual([]);
    }
    expect(found).toBeGreaterThan(30);
  });

  it("is found in a text of 98,000 words in little more than the time of reading it", () => {
    const text = longText(98_000, chance(3));
    const { anna, bilal } = apart(...text.content);
    const [first, second, ...rest] = text.content;
    if (first?.type !== "article" || second?.type !== "article") throw new Error("a long text has articles");
    anna.setText(doc(first, ...rest));
    bilal.setText(doc(first, { ...second, content: [...second.content, clause("new", "Something new.")] }, ...rest));
    meet(anna, bilal);
    const ranges = createChangeRanges();
    for (const change of anna.changes()) ranges.add(change);
    const least = (run: () => unknown): number =>
      Math.min(
        ...[1, 2, 3, 4, 5].map(() => {
          const start = performance.now();
          run();
          return performance.now() - start;
        }),
      );
    expect(findLostText(anna.yDoc, ranges, nameOf)).toHaveLength(1);
    const finding = least(() => findLostText(anna.yDoc, ranges, nameOf));
    const reading = least(() => readText(anna.yDoc));
    expect(finding / reading).toBeLessThan(40);
  });
});

const clocksOf = ({ client, clock, length }: DeletedRange): readonly string[] =>
  Array.from({ length }, (_, index) => `${client} ${clock + index}`);

/** By walking all of the store: every letter that no signed change deleted and that no reader sees, by its place. */
function neverDeletedUnseen(writer: Writer): ReadonlyMap<string, string> {
  const signed = new Set(writer.changes().flatMap(({ deleted }) => deleted.flatMap(clocksOf)));
  const unseen = new Map<string, string>();
  for (const structs of writer.yDoc.store.clients.values())
    for (const item of structs) {
      if (!(item instanceof Y.Item) || !item.deleted || !(item.content instanceof Y.ContentString)) continue;
      const { str } = item.content;
      for (const [index, at] of clocksOf({ ...item.id, length: item.length }).entries())
        if (!signed.has(at)) unseen.set(at, str.charAt(index));
    }
  return unseen;
}
