import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { plainText, readClauses } from "../../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../../shared/charter/text/model.ts";
import { createTextDoc, reviewRoot, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { type Answered, type ReviewEntry, writeReviewKey } from "../../../../shared/crdt/document/reviewKeys.ts";
import { createCleanSight } from "../../../../shared/crdt/reading/cleanSight.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { chance } from "../support/chance.ts";
import { createHonestWriter } from "../support/honestWriters.ts";
import {
  addElement,
  addFlow,
  agreementDoc,
  embed,
  flowsIn,
  idOf,
  rangesOf,
  referenceTo,
  writeEntry,
} from "../support/layoutDoc.ts";
import { clauseOf, findWords, split } from "../support/layoutText.ts";

const anna = 2 ** 52 + 20;
const bilal = 2 ** 52 + 40;
const chen = 2 ** 52 + 60;
const suggesting = (client: number): number => client + 1;

type Act = (yDoc: Y.Doc) => void;

const linesOf = (text: CharterText): readonly string[] => readClauses(text).map(({ node }) => plainText(node));

function by(yDoc: Y.Doc, client: number, run: Act): void {
  yDoc.clientID = client;
  yDoc.transact(() => run(yDoc));
}

/** Acts one after another, each by its client id; then two who do not know of each other. Read in both merge orders. */
function read(
  before: readonly (readonly [number, Act])[],
  ...apart: readonly (readonly [number, Act])[]
): readonly string[] {
  const yDoc = createTextDoc();
  for (const [client, run] of before) by(yDoc, client, run);
  const base = Y.encodeStateAsUpdate(yDoc);
  const updates = apart.map(([client, run]) => {
    const yOwn = createTextDoc();
    Y.applyUpdate(yOwn, base);
    const known = Y.encodeStateVector(yOwn);
    by(yOwn, client, run);
    return Y.encodeStateAsUpdate(yOwn, known);
  });
  const [one, other] = [updates, updates.toReversed()].map((order) => {
    const yMerged = createTextDoc(7);
    Y.applyUpdate(yMerged, base);
    // A reading that is kept up reads the same as one that begins anew.
    const kept = createReading(yMerged, createCleanSight(yMerged));
    yMerged.on("afterTransaction", (transaction: Y.Transaction) => kept.note(transaction));
    kept.text();
    for (const update of order) Y.applyUpdate(yMerged, update);
    const { text, problems } = readText(yMerged);
    expect(problems).toEqual([]);
    expect(kept.text()).toEqual(text);
    return text;
  });
  expect(one).toEqual(other);
  return linesOf(one as CharterText);
}

const wells: readonly [number, Act] = [
  anna,
  (yDoc) => addFlow(addElement(textRoot(yDoc), "clause", { id: "w1" }), "Each well rests five days."),
];

const type =
  (behind: string, words: string): Act =>
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, behind);
    yFlow.insert(at + behind.length, words);
  };

const erase =
  (words: string): Act =>
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, words);
    yFlow.delete(at, words.length);
  };

const insOf = (yDoc: Y.Doc, words: string): readonly Answered[] => {
  const { yFlow, at } = findWords(yDoc, words);
  return rangesOf(yFlow, at, words.length).map((range) => ({ kind: "ins", range }));
};

const answer =
  (kind: "ok" | "no" | "out", of: (yDoc: Y.Doc) => readonly Answered[]): Act =>
  (yDoc) => {
    for (const one of of(yDoc)) writeEntry(yDoc, { kind, of: one });
  };
const answerWords = (kind: "ok" | "no" | "out", words: string): Act => answer(kind, (yDoc) => insOf(yDoc, words));

const strike =
  (words: string): Act =>
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, words);
    for (const range of rangesOf(yFlow, at, words.length))
      writeEntry(yDoc, { kind: "del", suggestion: { client: yDoc.clientID, number: 1 }, range });
  };

const strikesBy = (client: number) => (yDoc: Y.Doc) =>
  [...reviewRoot(yDoc).keys()].flatMap((key): readonly ReviewEntry[] => {
    if (!key.startsWith(`del/${client.toString(36)}.`)) return [];
    const [, , range = ""] = key.split("/");
    const [start = "", length = ""] = range.split("+");
    const [of, clock] = start.split(".").map((part) => Number.parseInt(part, 36));
    return [
      {
        kind: "del",
        suggestion: { client, number: 1 },
        range: { client: of ?? 0, clock: clock ?? 0, length: Number.parseInt(length, 36) },
      },
    ];
  });
const answerStrike = (kind: "ok" | "no" | "out", client: number): Act => answer(kind, strikesBy(client));

/** "[five / three / no]" in place of "five". */
const bracketed: readonly [number, Act] = [
  anna,
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, "five");
    embed(yFlow, at, "bracket", { side: "open" });
    embed(yFlow, at + 5, "alt");
    yFlow.insert(at + 6, "three");
    embed(yFlow, at + 11, "alt");
    yFlow.insert(at + 12, "no");
    embed(yFlow, at + 14, "bracket", { side: "close" });
  },
];

function elementAt(yDoc: Y.Doc, name: string, index = 0): Y.XmlElement {
  const found: Y.XmlElement[] = [];
  for (const yFlow of flowsIn(yDoc))
    for (let item = yFlow._start; item !== null; item = item.right) {
      const yElement: unknown = item.content instanceof Y.ContentType ? item.content.type : null;
      if (!item.deleted && yElement instanceof Y.XmlElement && yElement.nodeName === name) found.push(yElement);
    }
  const one = found[index];
  if (one === undefined) throw new Error(`there is no ${name} ${index}`);
  return one;
}

const pick =
  (choice: "first" | "out" | number, bracket = 0): Act =>
  (yDoc) => {
    const value = typeof choice === "number" ? referenceTo(elementAt(yDoc, "alt", choice)) : choice;
    writeEntry(
      yDoc,
      { kind: "pick", bracket: idOf(elementAt(yDoc, "bracket", bracket)), client: yDoc.clientID },
      value,
    );
  };

describe("[I19] a text without what is not agreed", () => {
  it("is the same on all replicas that hold the same entries, in whatever order they came", () => {
    let differs = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const at = chance(seed);
      const pairs = [anna, bilal, chen].map((client) => [client, suggesting(client)] as const);
      const writers = pairs.map((pair) => createHonestWriter(pair));
      const base = Y.encodeStateAsUpdate(agreementDoc(anna - 2));
      for (const { yDoc } of writers) Y.applyUpdate(yDoc, base);
      for (let round = 0; round < 60; round++) {
        const index = at.int(writers.length);
        const [writer, pair] = [writers[index], pairs[index]];
        if (writer === undefined || pair === undefined) continue;
        if (at.int(3) === 0) writer.receive(at.pick(writers));
        if (flowsIn(writer.yDoc).length > 0) writer.act(at, at.pick(pair));
      }
      const kept = writers.map(({ yDoc }) => {
        const reading = createReading(yDoc, createCleanSight(yDoc));
        yDoc.on("afterTransaction", (transaction: Y.Transaction) => reading.note(transaction));
        reading.text();
        return reading;
      });
      for (const one of writers) for (const other of at.shuffle(writers)) one.receive(other);
      const texts = writers.map(({ yDoc }) => readText(yDoc).text);
      for (const text of texts) expect(text, `seed ${seed}`).toEqual(texts[0]);
      for (const [index, reading] of kept.entries()) expect(reading.text(), `seed ${seed}`).toEqual(texts[index]);
      const [first] = writers;
      if (first !== undefined && plainText(createReading(first.yDoc).text()) !== plainText(texts[0] as CharterText))
        differs++;
    }
    expect(differs).toBeGreaterThan(40);
  });

  it("has no words of a suggesting id, no paragraph, clause or row of one, until they are accepted", () => {
    const suggested: readonly (readonly [number, Act])[] = [
      wells,
      [suggesting(bilal), type("five", " long")],
      [
        suggesting(bilal),
        (yDoc) => {
          const { yFlow } = findWords(yDoc, "days.");
          embed(yFlow, yFlow.length, "block");
          yFlow.insert(yFlow.length, "Guests drink first.");
          addFlow(addElement(textRoot(yDoc), "clause", { id: "s1" }), "Herds pass.");
        },
      ],
      [suggesting(bilal), (yDoc) => split(yDoc, "rests", "s2")],
    ];
    expect(read(suggested)).toEqual(["Each well rests five days."]);
    expect(read([...suggested, [anna, answerWords("ok", " long")]])).toEqual(["Each well rests five long days."]);
    const acceptAll: Act = (yDoc) => {
      const client = suggesting(bilal);
      const length = Y.getState(yDoc.store, client);
      writeEntry(yDoc, { kind: "ok", of: { kind: "ins", range: { client, clock: 0, length } } });
    };
    expect(read([...suggested, [anna, acceptAll]])).toEqual([
      "Each well ",
      "rests five long days.\nGuests drink first.",
      "Herds pass.",
    ]);
  });

  it("joins ranges that overlap, before it reads them", () => {
    const words: readonly (readonly [number, Act])[] = [wells, [suggesting(bilal), type("five", " long dry")]];
    const part =
      (from: number, length: number): Act =>
      (yDoc) => {
        const [first] = insOf(yDoc, " long dry");
        if (first?.kind !== "ins") throw new Error("they were suggested");
        const { client, clock } = first.range;
        writeEntry(yDoc, { kind: "ok", of: { kind: "ins", range: { client, clock: clock + from, length } } });
      };
    expect(read(words, [anna, part(5, 4)], [chen, part(0, 7)])).toEqual(["Each well rests five long dry days."]);
    expect(read(words, [anna, part(5, 4)])).toEqual(["Each well rests five dry days."]);
  });
});

describe("[I20] accepting", () => {
  const words: readonly (readonly [number, Act])[] = [wells, [suggesting(bilal), type("five", " long")]];

  it("twice is one acceptance, and the words keep their author", () => {
    expect(read(words, [anna, answerWords("ok", " long")], [chen, answerWords("ok", " long")])).toEqual([
      "Each well rests five long days.",
    ]);
    const yDoc = createTextDoc();
    for (const [client, run] of [...words, [anna, answerWords("ok", " long")] as const]) by(yDoc, client, run);
    expect(insOf(yDoc, " long").map((of) => of.kind === "ins" && of.range.client)).toEqual([suggesting(bilal)]);
  });

  it("and rejecting leave it open, with its words as they were", () => {
    expect(read(words, [anna, answerWords("ok", " long")], [chen, answerWords("no", " long")])).toEqual([
      "Each well rests five days.",
    ]);
    const struck: readonly (readonly [number, Act])[] = [wells, [suggesting(bilal), strike(" five")]];
    expect(
      read(struck, [anna, answerStrike("ok", suggesting(bilal))], [chen, answerStrike("no", suggesting(bilal))]),
    ).toEqual(["Each well rests five days."]);
    // Whoever takes the rejection back settles it.
    const settle: Act = (yDoc) => {
      for (const of of insOf(yDoc, " long")) reviewRoot(yDoc).delete(writeReviewKey({ kind: "no", of }));
    };
    const both: readonly (readonly [number, Act])[] = [
      ...words,
      [anna, answerWords("ok", " long")],
      [chen, answerWords("no", " long")],
    ];
    expect(read([...both, [chen, settle]])).toEqual(["Each well rests five long days."]);
  });

  it("of a part leaves the rest open", () => {
    const wholeNo: Act = answerWords("ok", " long");
    const partNo: Act = answerWords("no", "lo");
    expect(read(words, [anna, wholeNo], [chen, partNo])).toEqual(["Each well rests five ng days."]);
  });
});

describe("[I21] accepting what is taken back meanwhile", () => {
  it("accepts it", () => {
    expect(
      read(
        [wells, [suggesting(bilal), type("five", " long")]],
        [anna, answerWords("ok", " long")],
        [suggesting(bilal), answerWords("out", " long")],
      ),
    ).toEqual(["Each well rests five long days."]);
    expect(
      read(
        [wells, [suggesting(bilal), strike(" five")]],
        [anna, answerStrike("ok", suggesting(bilal))],
        [suggesting(bilal), answerStrike("out", suggesting(bilal))],
      ),
    ).toEqual(["Each well rests days."]);
  });
});

describe("[I22] two strikes of the same words", () => {
  it("both stand, and the words are out when either is accepted", () => {
    const both: readonly (readonly [number, Act])[] = [
      wells,
      [suggesting(bilal), strike("rests five")],
      [suggesting(chen), strike("five days")],
    ];
    expect(read([wells], [suggesting(bilal), strike("rests five")], [suggesting(chen), strike("five days")])).toEqual([
      "Each well rests five days.",
    ]);
    expect(read([...both, [anna, answerStrike("ok", suggesting(bilal))]])).toEqual(["Each well  days."]);
    expect(
      read(both, [anna, answerStrike("ok", suggesting(bilal))], [bilal, answerStrike("ok", suggesting(chen))]),
    ).toEqual(["Each well ."]);
    expect(
      read(both, [anna, answerStrike("ok", suggesting(bilal))], [bilal, answerStrike("no", suggesting(chen))]),
    ).toEqual(["Each well  days."]);
  });

  it("strike out a paragraph's beginning too, and never what holds a clause together", () => {
    const twoLines: readonly [number, Act] = [
      anna,
      (yDoc) => {
        const { yFlow } = findWords(yDoc, "days.");
        embed(yFlow, yFlow.length, "block");
        yFlow.insert(yFlow.length, " Guests drink.");
      },
    ];
    const struck: Act = (yDoc) => {
      const client = suggesting(bilal);
      for (const range of [
        { ...idOf(elementAt(yDoc, "block", 1)), length: 1 },
        { ...idOf(clauseOf(yDoc, "w1")), length: 2 },
      ]) {
        const entry = { kind: "del", suggestion: { client, number: 1 }, range } as const;
        yDoc.clientID = client;
        writeEntry(yDoc, entry);
      }
    };
    const accept = answerStrike("ok", suggesting(bilal));
    expect(read([wells, twoLines, [suggesting(bilal), struck]])).toEqual([
      "Each well rests five days.\n Guests drink.",
    ]);
    expect(read([wells, twoLines, [suggesting(bilal), struck], [anna, accept]])).toEqual([
      "Each well rests five days. Guests drink.",
    ]);
  });
});

describe("[I23] words typed inside what is struck out", () => {
  it("stay when the strike is accepted", () => {
    expect(
      read(
        [wells, [suggesting(bilal), strike("rests five")]],
        [anna, answerStrike("ok", suggesting(bilal))],
        [chen, type("rests", " at least")],
      ),
    ).toEqual(["Each well  at least days."]);
  });
});

describe("[I24] words that are accepted and deleted meanwhile", () => {
  it("are deleted", () => {
    expect(
      read(
        [wells, [suggesting(bilal), type("five", " long")]],
        [anna, answerWords("ok", " long")],
        [chen, erase(" long")],
      ),
    ).toEqual(["Each well rests five days."]);
  });
});

describe("[I25] brackets", () => {
  it("show their signs while they are open, and one alternative or nothing when they are settled", () => {
    const open = [wells, bracketed];
    expect(read(open)).toEqual(["Each well rests [five] [three] [no] days."]);
    expect(read([...open, [anna, pick("first")]])).toEqual(["Each well rests five days."]);
    expect(read([...open, [anna, pick(0)]])).toEqual(["Each well rests three days."]);
    expect(read([...open, [anna, pick(1)]])).toEqual(["Each well rests no days."]);
    expect(read([...open, [anna, pick("out")]])).toEqual(["Each well rests  days."]);
  });

  it("keep what is written in an alternative meanwhile, hidden or shown with it", () => {
    const open = [wells, bracketed];
    expect(read(open, [anna, pick(0)], [chen, type("three", " dry")])).toEqual(["Each well rests three dry days."]);
    expect(read(open, [anna, pick("first")], [chen, type("three", " dry")])).toEqual(["Each well rests five days."]);
    const hidden: Act = (yDoc) => type("three", " dry")(yDoc);
    expect(read([...open, [anna, pick("first")], [chen, hidden], [anna, pick(0)]])).toEqual([
      "Each well rests three dry days.",
    ]);
  });

  it("match like parentheses, one in another", () => {
    const nested: readonly [number, Act] = [
      chen,
      (yDoc) => {
        const { yFlow, at } = findWords(yDoc, "three");
        embed(yFlow, at + 5, "bracket", { side: "close" });
        embed(yFlow, at, "bracket", { side: "open" });
      },
    ];
    const open = [wells, bracketed, nested];
    expect(read(open)).toEqual(["Each well rests [five] [[three]] [no] days."]);
    expect(read([...open, [anna, pick("out", 1)]])).toEqual(["Each well rests [five] [] [no] days."]);
    expect(read([...open, [anna, pick(1)]])).toEqual(["Each well rests no days."]);
    expect(read([...open, [anna, pick(0)]])).toEqual(["Each well rests [three] days."]);
    expect(read([...open, [anna, pick(0)], [anna, pick("first", 1)]])).toEqual(["Each well rests three days."]);
  });

  it("reach to the end of their clause where they are not closed; a close without an open is a sign", () => {
    const put =
      (before: string, side: "open" | "close"): Act =>
      (yDoc) => {
        const { yFlow, at } = findWords(yDoc, before);
        embed(yFlow, at, "bracket", { side });
      };
    const unclosed: readonly (readonly [number, Act])[] = [
      wells,
      [anna, (yDoc) => split(yDoc, "days", "s1")],
      [anna, put("rests", "open")],
    ];
    expect(read([...unclosed, [anna, pick("out")]])).toEqual(["Each well ", "days."]);
    expect(read([...unclosed, [anna, pick("first")]])).toEqual(["Each well rests five ", "days."]);
    const unopened: readonly (readonly [number, Act])[] = [wells, [anna, put("rests", "close")]];
    expect(read([...unopened, [anna, pick("out")]])).toEqual(["Each well ]rests five days."]);
  });

  it("are no brackets while they are suggested, and hide no more than their own", () => {
    const suggested: readonly [number, Act] = [suggesting(bilal), (yDoc) => bracketed[1](yDoc)];
    expect(read([wells, suggested, [anna, pick("out")]])).toEqual(["Each well rests five days."]);
    const otherChoice: Act = (yDoc) => {
      const { yFlow, at } = findWords(yDoc, "Each");
      embed(yFlow, at, "alt");
      pick(0, 0)(yDoc);
    };
    expect(read([wells, bracketed, [anna, otherChoice]])).toEqual(["] [Each well rests [five] [three] [no] days."]);
  });
});

describe("[I26] a bracket that is settled twice", () => {
  it("is settled where all choose alike, and open where they differ", () => {
    const open = [wells, bracketed];
    expect(read(open, [anna, pick(0)], [chen, pick(0)])).toEqual(["Each well rests three days."]);
    expect(read(open, [anna, pick(0)], [chen, pick("out")])).toEqual(["Each well rests [five] [three] [no] days."]);
    expect(read([...open, [anna, pick(0)], [chen, pick("out")], [anna, pick("out")]])).toEqual([
      "Each well rests  days.",
    ]);
    expect(read(open, [anna, pick(0)], [chen, pick(0)], [bilal, pick("first")])).toEqual([
      "Each well rests [five] [three] [no] days.",
    ]);
  });
});
