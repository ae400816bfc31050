import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseText } from "../../../shared/charter/canonical.ts";
import { readClauses } from "../../../shared/charter/clauses.ts";
import type { CharterText } from "../../../shared/charter/model.ts";
import {
  changedLabels,
  clauseCounts,
  compareTexts,
  type Redline,
  type RedlineRun,
  subjectOf,
} from "../../../shared/charter/redline.ts";
import { splitSentences, splitWords } from "../../../shared/charter/words.ts";
import {
  annex,
  anyTextArbitrary,
  article,
  clause,
  docOf,
  element,
  head,
  para,
  plausibleTextArbitrary,
  said,
} from "./arbitraryText.ts";

type Side = "before" | "after";

/** One side of a redline: what each of its clauses says. */
function sideOf(redline: Redline, side: Side): Map<string, string> {
  const other = side === "before" ? "insert" : "delete";
  const clauses = redline.clauses.filter((one) => one[side] !== null);
  return new Map(
    clauses.map((one) => [
      one[side]?.id ?? "",
      one.blocks
        .filter((block) => block.op !== other)
        .map((block) =>
          block.runs
            .filter((run) => run.op !== other)
            .map((run) => run.text)
            .join(""),
        )
        .join("\n"),
    ]),
  );
}

function textOf(text: CharterText): Map<string, string> {
  return new Map(readClauses(normaliseText(text)).map((one) => [one.id, one.text]));
}

const marked = (runs: readonly RedlineRun[]): string =>
  runs
    .map((run) => (run.op === "same" ? run.text : run.op === "insert" ? `[+${run.text}+]` : `[-${run.text}-]`))
    .join("");

const onlyRuns = (before: string, after: string): string => {
  const redline = compareTexts(docOf(article("a", para(before))), docOf(article("a", para(after))));
  return redline.clauses
    .flatMap((one) => one.blocks)
    .map((block) => `${block.op}: ${marked(block.runs)}`)
    .join("\n");
};

const pairOfTexts = fc.oneof(
  fc.tuple(anyTextArbitrary, anyTextArbitrary),
  fc.tuple(plausibleTextArbitrary, plausibleTextArbitrary),
  fc
    .tuple(plausibleTextArbitrary, fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(3)), { maxLength: 4 }))
    .map(([text, edits]) => [text, edits.reduce(edited, text)] as const),
);

/** Moves, removes, repeats or rewrites one of the top nodes. */
function edited(text: CharterText, [from, to, how]: readonly [number, number, number]): CharterText {
  const content = [...text.content];
  if (content.length === 0) return text;
  const [node] = content.splice(from % content.length, 1);
  if (node === undefined || how === 0) return { ...text, content };
  content.splice(to % (content.length + 1), 0, node);
  if (how === 1) content.push(node);
  if (how === 2 && node.type !== "text") content.push({ ...node, content: node.content.slice(1) });
  return { ...text, content };
}

describe("a redline", () => {
  it("holds the whole of both texts", () => {
    fc.assert(
      fc.property(pairOfTexts, ([before, after]) => {
        const redline = compareTexts(before, after);
        const was = sideOf(redline, "before");
        const is = sideOf(redline, "after");
        for (const [id, said] of textOf(before)) expect(was.get(id)).toBe(said);
        for (const [id, said] of textOf(after)) expect(is.get(id)).toBe(said);
        expect(readClauses(after).length).toBe(
          redline.clauses.filter((one) => one.after !== null && one.after.id !== "loose").length,
        );
      }),
      { seed: 8, numRuns: 1000 },
    );
  });

  it("says same exactly where the normal forms are equal, and then shows no change", () => {
    fc.assert(
      fc.property(pairOfTexts, ([before, after]) => {
        const redline = compareTexts(before, after);
        expect(redline.same).toBe(JSON.stringify(normaliseText(before)) === JSON.stringify(normaliseText(after)));
        if (redline.same) expect(changedLabels(redline)).toEqual([]);
        expect(compareTexts(before, before).same).toBe(true);
      }),
      { seed: 9, numRuns: 1000 },
    );
  });

  it("is the mirror image of its reverse in what it adds and drops", () => {
    fc.assert(
      fc.property(pairOfTexts, ([before, after]) => {
        const there = compareTexts(before, after).clauses;
        const back = compareTexts(after, before).clauses;
        const ids = (clauses: Redline["clauses"], op: string) =>
          clauses
            .filter((one) => one.op === op)
            .map((one) => subjectOf(one).id)
            .sort();
        expect(ids(there, "added")).toEqual(ids(back, "removed"));
        expect(ids(there, "amended")).toEqual(ids(back, "amended"));
      }),
      { seed: 10, numRuns: 300 },
    );
  });

  it("goes by words inside a block that changed", () => {
    expect(onlyRuns("Wells are open to all by day.", "Wells are open to members by day and night.")).toBe(
      "change: Wells are open to [-all-][+members+] by day[+ and night+].",
    );
    expect(onlyRuns("Each gives four goats yearly to all.", "Each gives two sheep yearly to all.")).toBe(
      "change: Each gives [-four goats-][+two sheep+] yearly to all.",
    );
    expect(onlyRuns("لكل قرية بئر واحدة مفتوحة", "لكل قرية بئران مفتوحة")).toBe(
      "change: لكل قرية [-بئر واحدة-][+بئران+] مفتوحة",
    );
    expect(onlyRuns("水は全員のもの", "水は村のもの")).toBe("change: 水は[-全員-][+村+]のもの");
  });

  it("deletes and inserts a block that has little in common with what stands there now", () => {
    expect(onlyRuns("Wells are open to all.", "Nobody brings weapons here.")).toBe(
      "delete: [-Wells are open to all.-]\ninsert: [+Nobody brings weapons here.+]",
    );
  });

  it("pairs changed blocks with their likes across new ones", () => {
    const before = docOf(article("a", para("one two three four five"), para("six seven eight nine ten")));
    const after = docOf(
      article("a", para("quite new words here now"), para("one two three four 5"), para("six seven eight nine 10")),
    );
    const ops = compareTexts(before, after).clauses[0]?.blocks.map((block) => block.op);
    expect(ops).toEqual(["insert", "change", "change"]);
  });

  it("counts a mark as a change", () => {
    const before = docOf(article("a", para("Water is life for all of us")));
    const after = docOf(
      article("a", element("paragraph", {}, [said("Water is "), said("life", "strong"), said(" for all of us")])),
    );
    const runs = compareTexts(before, after).clauses[0]?.blocks[0]?.runs ?? [];
    expect(marked(runs)).toBe("Water is [-life-][+life+] for all of us");
  });

  it("flags what moved and nothing else", () => {
    const [a, b, c, d] = ["a", "b", "c", "d"].map((id) =>
      article(id, para(`Text of ${id}`), clause(`${id}1`, para(id))),
    );
    if (!a || !b || !c || !d) throw new Error("four articles");
    const redline = compareTexts(docOf(a, b, c, d), docOf(d, a, b, c));
    expect(redline.clauses.filter((one) => one.moved).map((one) => one.after?.id)).toEqual(["d"]);
    expect(redline.same).toBe(false);
    const across = compareTexts(
      docOf(a, b),
      docOf(
        article("a", para("Text of a")),
        article("b", para("Text of b"), clause("b1", para("b")), clause("a1", para("a"))),
      ),
    );
    expect(across.clauses.filter((one) => one.moved || one.op !== "same").map((one) => one.after?.id)).toEqual(["a1"]);
  });

  it("leaves removed clauses where they stood", () => {
    const before = docOf(
      article("a", clause("a1", para("1")), clause("a2", para("2")), clause("a3", para("3"))),
      article("b"),
      annex("c"),
    );
    const after = docOf(article("a", clause("a1", para("1")), clause("a3", para("3"))), article("new"), annex("c"));
    expect(compareTexts(before, after).clauses.map((one) => `${subjectOf(one).id} ${one.op}`)).toEqual([
      "a same",
      "a1 same",
      "a2 removed",
      "a3 same",
      "b removed",
      "new added",
      "c same",
    ]);
  });

  it("amends a clause whose kind, level or list changed, though no word did", () => {
    const item = element("list_item", {}, [para("x")]);
    const pairs = [
      [docOf(article("a", para("x"))), docOf(annex("a", para("x")))],
      [docOf(article("a", head(3, "x"))), docOf(article("a", head(4, "x")))],
      [
        docOf(article("a", element("bullet_list", {}, [item]))),
        docOf(article("a", element("ordered_list", { order: 1 }, [item]))),
      ],
    ] as const;
    for (const [before, after] of pairs)
      expect(compareTexts(before, after).clauses.map((one) => one.op)).toEqual(["amended"]);
  });

  it("says which clauses are carried over, amended, dropped and new", () => {
    const before = docOf(
      head(1, "Title"),
      article("a", head(2, "Water"), clause("a1", para("x y z"))),
      article("b", head(2, "Peace")),
      article("c"),
    );
    const after = docOf(
      head(1, "Title"),
      article("a", head(2, "Water"), clause("a1", para("x y w")), clause("a2", para("new"))),
      article("c"),
    );
    const redline = compareTexts(before, after);
    expect(clauseCounts(redline)).toEqual({
      carriedOver: ["1 Water", "2"],
      amended: ["1.1"],
      dropped: ["2 Peace"],
      added: ["1.2"],
    });
    expect(changedLabels(redline)).toEqual(["1.1", "1.2", "2"]);
  });

  it("takes well under a second for 1,000 edits in 50,000 words", () => {
    let state = 11;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const sentence = (): string => Array.from({ length: 50 }, () => `word${random(3000)}`).join(" ");
    const paragraphs = Array.from({ length: 1000 }, sentence);
    const textOfParagraphs = (all: readonly string[], perArticle: number) =>
      docOf(
        ...Array.from({ length: all.length / perArticle }, (_, i) =>
          article(
            `a${i}`,
            ...all.slice(i * perArticle, (i + 1) * perArticle).map((one, j) => clause(`c${i}-${j}`, para(one))),
          ),
        ),
      );
    const edited = [...paragraphs];
    for (let i = 0; i < 1000; i++) {
      const at = random(1000);
      edited[at] = (edited[at] ?? "").replace(/word\d+/g, (word) => (random(50) === 0 ? `new${random(99)}` : word));
    }
    const flat = (all: readonly string[]) => docOf(...all.map(para));
    for (const form of [(all: readonly string[]) => textOfParagraphs(all, 20), flat]) {
      const [before, after] = [form(paragraphs), form(edited)];
      const start = performance.now();
      const redline = compareTexts(before, after);
      expect(performance.now() - start).toBeLessThan(1000);
      const blocks = redline.clauses.flatMap((one) => one.blocks);
      expect(blocks.every((block) => block.op === "same" || block.op === "change")).toBe(true);
    }
  });
});

describe("words", () => {
  it("joined together are the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), (a, b) => {
        for (const text of [a, b, a + b]) {
          expect(splitWords(text).join("")).toBe(text);
          expect(splitSentences(text).join("")).toBe(text);
        }
      }),
      { seed: 12, numRuns: 1000 },
    );
  });

  it("keep combining marks, figures and families of emoji whole", () => {
    expect(splitWords("e\u0301te\u0301 قَرْيَة, 3.5 l'eau 共有 नदी 👨‍👩‍👧 ไทย")).toEqual([
      "e\u0301te\u0301",
      " ",
      "قَرْيَة",
      ",",
      " ",
      "3.5",
      " ",
      "l'eau",
      " ",
      "共",
      "有",
      " ",
      "नदी",
      " ",
      "👨‍👩‍👧",
      " ",
      "ไ",
      "ท",
      "ย",
    ]);
  });
});
