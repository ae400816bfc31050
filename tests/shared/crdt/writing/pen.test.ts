import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { isSuggesting } from "../../../../shared/base/clientClass.ts";
import type { CharterText, ElementNode } from "../../../../shared/charter/text/model.ts";
import type { SuggestionAnswer } from "../../../../shared/charter/text/suggested.ts";
import { createTextDoc } from "../../../../shared/crdt/document/docLayout.ts";
import { createProposedSight } from "../../../../shared/crdt/reading/cleanSight.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { readReview } from "../../../../shared/crdt/reading/review.ts";
import { pendingEntries, readEntries } from "../../../../shared/crdt/reading/reviewEntries.ts";
import { readSuggestions } from "../../../../shared/crdt/reading/suggestions.ts";
import { readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { type Answerable, answer } from "../../../../shared/crdt/writing/answers.ts";
import { writeWithPen } from "../../../../shared/crdt/writing/pen.ts";
import { applyText, suggestionSteps, writeText } from "../../../../shared/crdt/writing/writeText.ts";
import { chance } from "../support/chance.ts";
import { copyOf, docOf, origin, updatesOf, verdict } from "../support/honest.ts";
import { inLayoutForm } from "../support/layoutForm.ts";
import { changedText, doc, element, paragraph, randomText, run } from "../support/texts.ts";

const anna = 2 ** 52 + 20;
const bilal = 2 ** 52 + 40;
const chen = 2 ** 52 + 60;
const odd = (client: number): number => client + 1;

const pendingOf = (yDoc: Y.Doc) => pendingEntries(readEntries(yDoc));

/** All that is pending of these suggesting ids. */
const allOf = (yDoc: Y.Doc, ...clients: readonly number[]): readonly Answerable[] =>
  readSuggestions(yDoc).filter(
    ({ client, state }) => clients.includes(client) && (state === "pending" || state === "contested"),
  );

function answered(yDoc: Y.Doc, kind: SuggestionAnswer, ...clients: readonly number[]): CharterText {
  const yCopy = copyOf(yDoc, kind === "withdraw" ? bilal : anna);
  answer(yCopy, kind, allOf(yCopy, ...clients), origin);
  return readText(yCopy).text;
}

/** How many clocks of suggesting ids are neither accepted nor dropped nor deleted words. */
function pendingWords(yDoc: Y.Doc): number {
  const { accepted, dropped } = readReview(yDoc);
  let count = 0;
  for (const [client, structs] of yDoc.store.clients)
    for (const item of structs)
      if (isSuggesting(client) && item instanceof Y.Item && item.content instanceof Y.ContentString && !item.deleted)
        for (const range of accepted.outside({ ...item.id, length: item.length }))
          for (const left of dropped.outside(range)) count += left.length;
  return count;
}

const proposed = (yDoc: Y.Doc): CharterText => readText(yDoc, createProposedSight(yDoc)).text;

/** As `suggestionSteps`, and every update is judged. */
function suggest(yDoc: Y.Doc, target: CharterText, maxBytes = Number.POSITIVE_INFINITY): readonly Uint8Array[] {
  const yHost = copyOf(yDoc, 99);
  const client = yDoc.clientID;
  const updates = updatesOf(yDoc, () => {
    for (const _ of suggestionSteps(yDoc, target, origin, maxBytes));
  });
  for (const update of updates) {
    expect(verdict(update, yHost, client)).toBe("ok");
    Y.applyUpdate(yHost, update, origin);
  }
  return updates;
}

describe("[I38] a text made into another as a suggestion", () => {
  it("is that other once all is accepted, and is what it was until then and when it is rejected or withdrawn", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const by = chance(seed);
      const before = randomText(by);
      const yDoc = createTextDoc(anna);
      applyText(yDoc, before, origin);
      yDoc.clientID = odd(bilal);
      let text = before;
      for (let step = 0; step < 3; step++) {
        text = by.int(4) === 0 ? randomText(by) : changedText(text, by);
        const updates = suggest(yDoc, text, by.int(2) === 0 ? 400 : undefined);
        const at = `seed ${seed}, step ${step}`;
        expect(proposed(yDoc), at).toEqual(inLayoutForm(text));
        expect(readText(yDoc), at).toEqual({ text: inLayoutForm(before), problems: [] });
        expect(answered(yDoc, "accept", odd(bilal)), at).toEqual(inLayoutForm(text));
        expect(answered(yDoc, "reject", odd(bilal)), at).toEqual(inLayoutForm(before));
        expect(answered(yDoc, "withdraw", odd(bilal)), at).toEqual(inLayoutForm(before));
        for (const update of updates) {
          const read = readUpdate(update);
          expect(read.ok && read.value.deletes.every(({ client }) => client === odd(bilal)), at).toBe(true);
        }
      }
    }
  });

  it("stands beside what others suggest: each becomes what it was to be, without the other", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const by = chance(1000 + seed);
      const before = randomText(by);
      const yDoc = createTextDoc(anna);
      applyText(yDoc, before, origin);
      const targets = [changedText(before, by), changedText(before, by)];
      const clients = [odd(bilal), odd(chen)];
      const apart = clients.map((client, index) => {
        const yOwn = copyOf(yDoc, client);
        suggest(yOwn, targets[index] as CharterText);
        return Y.encodeStateAsUpdate(yOwn);
      });
      // One after the other, and the second is made where the first is pending.
      const isSequel = seed % 2 === 0;
      Y.applyUpdate(yDoc, apart[0] as Uint8Array, origin);
      if (isSequel) {
        yDoc.clientID = odd(chen);
        suggest(yDoc, targets[1] as CharterText);
      } else Y.applyUpdate(yDoc, apart[1] as Uint8Array, origin);
      expect(readText(yDoc).text, `seed ${seed}`).toEqual(inLayoutForm(before));
      for (const [index, client] of clients.entries()) {
        const accepted = answered(yDoc, "accept", client);
        expect(accepted, `seed ${seed}, of ${index}`).toEqual(inLayoutForm(targets[index] as CharterText));
      }
      expect(answered(yDoc, "reject", ...clients), `seed ${seed}`).toEqual(inLayoutForm(before));
    }
  });

  it("asks for marks, and gives new words those that stand there", () => {
    const strong = [{ type: "strong", attrs: {} }] as const;
    const link = [{ type: "link", attrs: { href: "https://example.org/" } }] as const;
    const before = doc(element("paragraph", [run("Each "), run("well", strong), run(" rests.")]));
    const yDoc = docOf(before, anna);
    yDoc.clientID = odd(bilal);
    suggest(yDoc, doc(element("paragraph", [run("Each "), run("deep well", strong), run(" rests.")])));
    expect(pendingOf(yDoc)).toEqual([]);
    const target = doc(
      element("paragraph", [
        run("Each deep well "),
        run("always", [...link, ...strong]),
        run(" rests", strong),
        run("."),
      ]),
    );
    suggest(yDoc, target);
    expect(pendingOf(yDoc).map(({ entry, value }) => [entry.kind, "mark" in entry && entry.mark, value])).toEqual(
      expect.arrayContaining([
        ["fmt", "strong", false],
        ["fmt", "strong", true],
        ["fmt", "link", "https://example.org/"],
      ]),
    );
    expect(answered(yDoc, "accept", odd(bilal))).toEqual(inLayoutForm(target));
  });

  it("takes back what it asked for where that is not wanted any more", () => {
    const shaped = (type: "paragraph" | "heading", words: string) =>
      doc(element("clause", [element(type, [run(words)], type === "heading" ? { level: 3 } : {})], { id: "c" }));
    const before = shaped("paragraph", "Each well rests.");
    const yDoc = docOf(before, anna);
    yDoc.clientID = odd(bilal);
    for (const target of [shaped("heading", "Each deep well rests."), doc(), before]) {
      suggest(yDoc, target);
      expect(proposed(yDoc)).toEqual(inLayoutForm(target));
    }
    expect(pendingOf(yDoc)).toEqual([]);
    expect(pendingWords(yDoc)).toBe(0);
  });

  it("may be a further language of somebody's clause", () => {
    const clause = (...more: readonly ElementNode[]) =>
      doc(element("clause", [paragraph("Water"), ...more], { id: "c" }));
    const target = clause(element("body", [paragraph("ماء")], { lang: "ar" }));
    const yDoc = docOf(clause(), anna);
    yDoc.clientID = odd(bilal);
    suggest(yDoc, target);
    expect(readText(yDoc).text).toEqual(inLayoutForm(clause()));
    expect(answered(yDoc, "accept", odd(bilal))).toEqual(inLayoutForm(target));
  });
});

describe("[I39] acts of suggesting", () => {
  it("have numbers greater than all that their writers have seen, so the later one counts", () => {
    const heading = (level: number) => doc(element("heading", [run("Water")], { level }));
    const yDoc = docOf(heading(1), anna);
    for (const [client, level] of [
      [odd(chen), 3],
      [odd(bilal), 4],
      [odd(chen), 5],
      [odd(bilal), 6],
    ] as const) {
      yDoc.clientID = client;
      suggest(yDoc, heading(level));
      expect(proposed(yDoc)).toEqual(heading(level));
    }
    expect(pendingOf(yDoc).map(({ entry }) => entry.suggestion)).toEqual([
      { client: odd(chen), number: 2 },
      { client: odd(bilal), number: 3 },
    ]);
  });
});

describe("[I40] an editing pen", () => {
  const words = (text: string) => doc(element("clause", [paragraph(text)], { id: "c" }));

  /** As an editor who sees what is pending writes. */
  function edit(yDoc: Y.Doc, target: CharterText): readonly Uint8Array[] {
    const reading = createReading(yDoc, createProposedSight(yDoc));
    return updatesOf(yDoc, () => writeWithPen(yDoc, origin, (pen) => writeText(reading, target, pen)));
  }

  it("leaves the pending words of others, takes its own back, and deletes what is agreed", () => {
    const yDoc = docOf(words("Each well rests five days."), anna);
    for (const [client, text] of [
      [odd(bilal), "Each old well rests five days."],
      [odd(anna), "Each well rests five long days."],
    ] as const) {
      yDoc.clientID = client;
      suggest(yDoc, words(text));
    }
    expect(proposed(yDoc)).toEqual(inLayoutForm(words("Each old well rests five long days.")));
    yDoc.clientID = anna;
    const yHost = copyOf(yDoc, 99);
    const updates = edit(yDoc, words("Each days."));
    expect(
      updates.map((update) => {
        const read = readUpdate(update);
        const client = read.ok && read.value.deletes.length > 0 ? anna : odd(anna);
        const found = verdict(update, yHost, client);
        Y.applyUpdate(yHost, update, origin);
        return found;
      }),
    ).toEqual(["ok", "ok"]);
    expect(yDoc.clientID).toBe(anna);
    expect(readText(yDoc).text).toEqual(inLayoutForm(words("Each days.")));
    expect(proposed(yDoc)).toEqual(inLayoutForm(words("Each old days.")));
  });

  it("does not remove a clause that others suggest, and takes back one of its own", () => {
    const clause = (id: string) => element("clause", [paragraph(`words of ${id}`)], { id });
    const yDoc = docOf(doc(clause("a")), anna);
    for (const [client, id] of [
      [odd(bilal), "b"],
      [odd(anna), "c"],
    ] as const) {
      yDoc.clientID = client;
      suggest(yDoc, doc(clause("a"), clause(id)));
    }
    yDoc.clientID = anna;
    edit(yDoc, doc(clause("a")));
    expect(proposed(yDoc)).toEqual(inLayoutForm(doc(clause("a"), clause("b"))));
    edit(yDoc, doc(clause("b")));
    expect(readText(yDoc).text).toEqual(doc());
    expect(proposed(yDoc)).toEqual(inLayoutForm(doc(clause("b"))));
  });

  it("deletes what was suggested once it is agreed", () => {
    const yDoc = docOf(words("Each well rests."), anna);
    yDoc.clientID = odd(bilal);
    suggest(yDoc, words("Each deep well rests."));
    yDoc.clientID = anna;
    answer(yDoc, "accept", allOf(yDoc, odd(bilal)), origin);
    edit(yDoc, words("Each well rests."));
    expect(readText(yDoc).text).toEqual(inLayoutForm(words("Each well rests.")));
    expect(pendingWords(yDoc)).toBe(0);
  });
});
