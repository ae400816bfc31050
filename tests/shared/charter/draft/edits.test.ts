import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseClauseId } from "../../../../shared/base/ids.ts";
import { compareTexts } from "../../../../shared/charter/compare/redline.ts";
import { applyTextEdit } from "../../../../shared/charter/draft/edits.ts";
import { restoreClauseIn, restoreStateIn } from "../../../../shared/charter/draft/restore.ts";
import { markdownForm, writeMarkdown } from "../../../../shared/charter/formats/markdownWriter.ts";
import { normaliseText } from "../../../../shared/charter/text/canonical.ts";
import { isClauseNode, plainText, readClauses } from "../../../../shared/charter/text/clauses.ts";
import type { CharterText, Clause, TextEdit } from "../../../../shared/charter/text/model.ts";
import {
  annex,
  anyTextArbitrary,
  article,
  body,
  clause,
  countingIds,
  docOf,
  head,
  para,
  plausibleTextArbitrary,
  preamble,
} from "../text/arbitraryText.ts";

const text = docOf(
  head(1, "Accord"),
  preamble("why", para("We live on one river.")),
  article(
    "water",
    head(2, "Water"),
    para("All share."),
    clause("wells", para("Wells stay open.")),
    clause("sale", para("Nobody sells water.")),
  ),
  article("peace", head(2, "Peace"), clause("arms", para("No weapons at the ford."))),
  annex("map", head(2, "Annex: map"), para("North is up.")),
);

const id = (value: string) => {
  const parsed = parseClauseId(value);
  if (parsed === null) throw new Error(value);
  return parsed;
};

function edit(
  edit: TextEdit,
  of: CharterText = text,
): { readonly text: CharterText; readonly changed: readonly string[] } {
  const edited = applyTextEdit(of, edit, countingIds());
  if (!edited.ok) throw new Error(edited.error.kind);
  return edited.value;
}

const outline = (of: CharterText): readonly string[] =>
  readClauses(of).map((one) => `${one.number} ${one.id}: ${one.text.replace("\n", " / ")}`.trim());

describe("an edit", () => {
  it("sets a clause's own words and nothing else", () => {
    const edited = edit({ kind: "setClause", clause: id("wells"), markdown: "Wells stay open **day and night**." });
    expect(edited.changed).toEqual(["wells"]);
    expect(outline(edited.text)[2]).toBe("1.1 wells: Wells stay open day and night.");
  });

  it("[C16] keeps the words in further languages unless it is given others in the same language", () => {
    const said = docOf(clause("c", para("Wells."), body("fr", para("Puits.")), body("es", para("Pozos."))));
    const set = (markdown: string) => edit({ kind: "setClause", clause: id("c"), markdown }, said).text;
    expect(set("Open wells.")).toEqual(
      docOf(clause("c", para("Open wells."), body("es", para("Pozos.")), body("fr", para("Puits.")))),
    );
    expect(set("Open wells.\n\n::: FR\n\nPuits ouverts.\n\n:::")).toEqual(
      docOf(clause("c", para("Open wells."), body("es", para("Pozos.")), body("fr", para("Puits ouverts.")))),
    );
    const added = edit({ kind: "insertClause", after: id("c"), markdown: "Herds.\n\n::: fr\nTroupeaux.\n:::" }, said);
    expect(added.text.content[1]).toMatchObject({ content: [para("Herds."), body("fr", para("Troupeaux."))] });
  });

  it("[C17] keeps where a clause comes from when its words are written anew, also without its id", () => {
    const source = "0f".repeat(32);
    const from = docOf({ ...clause("c", para("Wells stay open.")), attrs: { id: "c", source } });
    const set = edit({ kind: "setClause", clause: id("c"), markdown: "Wells stay shut." }, from);
    const all = edit({ kind: "replaceAll", markdown: "1. Wells stay open at night." }, from);
    expect([set.text.content[0], all.text.content[0]]).toMatchObject([{ attrs: { source } }, { attrs: { source } }]);
  });

  it("keeps an article's heading and clauses unless it is given others", () => {
    const words = edit({ kind: "setClause", clause: id("water"), markdown: "Everybody shares." });
    expect(outline(words.text).slice(1, 4)).toEqual([
      "1 water: Water / Everybody shares.",
      "1.1 wells: Wells stay open.",
      "1.2 sale: Nobody sells water.",
    ]);
    const clauses = edit({
      kind: "setClause",
      clause: id("water"),
      markdown: "## Rivers\n\n1. Wells stay open always.\n2. Fish are free.",
    });
    expect(outline(clauses.text).slice(1, 4)).toEqual([
      "1 water: Rivers",
      "1.1 wells: Wells stay open always.",
      "1.2 sale: Fish are free.",
    ]);
  });

  it("inserts a clause after another, or at the end of an article", () => {
    const after = edit({ kind: "insertClause", after: id("wells"), markdown: "Buckets are lent." });
    expect(after.changed).toEqual(["new-1"]);
    expect(outline(after.text).slice(2, 5)).toEqual([
      "1.1 wells: Wells stay open.",
      "1.2 new-1: Buckets are lent.",
      "1.3 sale: Nobody sells water.",
    ]);
    const last = edit({
      kind: "insertClause",
      after: id("peace"),
      markdown: "1. Quarrels go to the elders.\n2. Always.",
    });
    expect(outline(last.text).slice(5, 8)).toEqual([
      "2.1 arms: No weapons at the ford.",
      "2.2 new-1: Quarrels go to the elders.",
      "2.3 new-2: Always.",
    ]);
  });

  it("gives a copied clause an id of its own and leaves the first its own", () => {
    const copied = edit({ kind: "insertClause", after: id("wells"), markdown: "1. No weapons at the ford. {#arms}" });
    expect(outline(copied.text).filter((line) => line.includes("weapons"))).toEqual([
      "1.2 new-1: No weapons at the ford.",
      "2.1 arms: No weapons at the ford.",
    ]);
  });

  it("inserts an article after another, or before the annexes", () => {
    const titles = (of: CharterText) =>
      readClauses(of)
        .filter((one) => one.depth === 0)
        .map((one) => one.heading);
    const last = edit({ kind: "insertArticle", after: null, markdown: "## Term\n\n1. One year." });
    expect(titles(last.text)).toEqual(["", "Water", "Peace", "Term", "Annex: map"]);
    const second = edit({ kind: "insertArticle", after: id("sale"), markdown: "# Fish\n\nFish are free." });
    expect(titles(second.text)).toEqual(["", "Water", "Fish", "Peace", "Annex: map"]);
  });

  it("removes a clause", () => {
    const edited = edit({ kind: "removeClause", clause: id("wells") });
    expect(edited.changed).toEqual(["wells"]);
    expect(readClauses(edited.text).map((one) => one.id)).toEqual(["why", "water", "sale", "peace", "arms", "map"]);
  });

  it("moves a clause behind another, to the end of an article, and an article behind an article", () => {
    const ids = (edited: { readonly text: CharterText }) => readClauses(edited.text).map((one) => one.id);
    const behind = edit({ kind: "moveClause", clause: id("wells"), after: id("arms") });
    expect(ids(behind)).toEqual(["why", "water", "sale", "peace", "arms", "wells", "map"]);
    expect(outline(behind.text)).toContain("2.2 wells: Wells stay open.");
    const last = edit({ kind: "moveClause", clause: id("arms"), after: id("water") });
    expect(ids(last)).toEqual(["why", "water", "wells", "sale", "arms", "peace", "map"]);
    const whole = edit({ kind: "moveClause", clause: id("water"), after: id("arms") });
    expect(ids(whole)).toEqual(["why", "peace", "arms", "water", "wells", "sale", "map"]);
  });

  it("is refused where a clause is to stand behind itself or in itself", () => {
    for (const [moved, after] of [
      ["wells", "wells"],
      ["water", "sale"],
    ] as const)
      expect(applyTextEdit(text, { kind: "moveClause", clause: id(moved), after: id(after) }, countingIds())).toEqual({
        ok: false,
        error: { kind: "movedIntoItself", clause: moved },
      });
  });

  it("is refused where there is no such clause", () => {
    expect(applyTextEdit(text, { kind: "removeClause", clause: id("gone") }, countingIds())).toEqual({
      ok: false,
      error: { kind: "clauseNotFound", clause: "gone" },
    });
  });

  it("that replaces all with the text as it is written changes nothing", () => {
    fc.assert(
      fc.property(anyTextArbitrary, (any) => {
        const form = markdownForm(any);
        const edited = edit({ kind: "replaceAll", markdown: writeMarkdown(form) }, form);
        expect(edited.text).toEqual(form);
        expect(edited.changed).toEqual([]);
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  it("that replaces all keeps identities by words, heading, similarity and number when ids were left out", () => {
    const markdown = `# Accord

We all live on one river.

## Peace

1. No weapons at the ford.

## Rain

1. Rain is counted.

## Water

Everybody shares.

1. Nobody sells water.
2. Wells stay open, except at night.

## Annex: the map

North is up.
`;
    expect(readClauses(edit({ kind: "replaceAll", markdown }).text).map((one) => one.id)).toEqual([
      "why",
      "peace",
      "arms",
      "new-4",
      "new-5",
      "water",
      "sale",
      "wells",
      "map",
    ]);
  });
});

describe("restoring a clause", () => {
  const restore = (now: CharterText, clauseId: string, from: CharterText = text): readonly string[] => {
    const restored = restoreClauseIn(now, id(clauseId), from);
    if (!restored.ok) throw new Error(restored.error.kind);
    return outline(restored.value);
  };

  it("puts a removed one back after the neighbour it followed", () => {
    expect(restore(edit({ kind: "removeClause", clause: id("sale") }).text, "sale")).toEqual(outline(text));
    expect(restore(edit({ kind: "removeClause", clause: id("wells") }).text, "wells")).toEqual(outline(text));
    expect(restore(edit({ kind: "removeClause", clause: id("water") }).text, "water")).toEqual(outline(text));
  });

  it("brings back the article around it where that is gone, without the other clauses", () => {
    const now = edit({ kind: "removeClause", clause: id("water") }).text;
    expect(restore(now, "sale").slice(1, 3)).toEqual(["1 water: Water / All share.", "1.1 sale: Nobody sells water."]);
  });

  it("puts back the old words and keeps clauses that are newer", () => {
    const added = edit({ kind: "insertClause", after: id("water"), markdown: "Fish are free." }).text;
    const now = edit({ kind: "setClause", clause: id("water"), markdown: "## Rivers\n\nNobody shares." }, added).text;
    expect(restore(now, "water").slice(1, 5)).toEqual([...outline(text).slice(1, 4), "1.3 new-1: Fish are free."]);
  });

  it("never repeats a clause that lives elsewhere now", () => {
    const moved = docOf(article("peace", clause("wells", para("Wells stay open."))));
    expect(restore(moved, "water")).toEqual([
      "1 water: Water / All share.",
      "1.1 sale: Nobody sells water.",
      "2 peace:",
      "2.1 wells: Wells stay open.",
    ]);
  });

  it("makes the clause read as it did, and loses no other clause, in any text", () => {
    fc.assert(
      fc.property(
        fc.oneof(anyTextArbitrary, plausibleTextArbitrary),
        fc.oneof(anyTextArbitrary, plausibleTextArbitrary),
        fc.nat(),
        (now, from, pick) => {
          const clauses = readClauses(normaliseText(from));
          const chosen = clauses[pick % Math.max(1, clauses.length)];
          if (chosen === undefined) return;
          const restored = restoreClauseIn(now, chosen.id, from);
          expect(restored.ok).toBe(true);
          if (!restored.ok) return;
          const lost = compareTexts(now, restored.value).clauses.filter((one) => one.op === "removed");
          expect(lost).toEqual([]);
          // What it refers to has the number that it has in its own text.
          const own = ({ node }: Clause): string =>
            node.content.flatMap((child) => (isClauseNode(child) ? [] : [plainText(child)])).join("\n");
          const is = readClauses(restored.value).find((one) => one.id === chosen.id);
          expect(is === undefined ? null : own(is)).toBe(own(chosen));
        },
      ),
      { seed: 14, numRuns: 500 },
    );
  });
});

describe("putting a clause back to an earlier state", () => {
  const restore = (now: CharterText, clauseId: string): CharterText => {
    const restored = restoreStateIn(now, id(clauseId), text);
    if (!restored.ok) throw new Error(restored.error.kind);
    return restored.value;
  };

  it("gives it its own old words, and takes nothing that stands in it today away or back", () => {
    const added = edit({ kind: "insertClause", after: id("water"), markdown: "Fish are free." }).text;
    const without = edit({ kind: "removeClause", clause: id("sale") }, added).text;
    const now = edit({ kind: "setClause", clause: id("water"), markdown: "## Rivers\n\nNobody shares." }, without).text;
    const restored = restore(now, "water");
    expect(outline(restored)[1]).toBe("1 water: Water / All share.");
    expect(outline(restored).slice(2)).toEqual(outline(now).slice(2));
  });

  it("shares every other node with the text that it was given", () => {
    const now = edit({ kind: "setClause", clause: id("sale"), markdown: "Water is for sale." }).text;
    const restored = restore(now, "sale");
    const others = (of: CharterText) => readClauses(of).filter(({ depth, id: one }) => depth > 0 && one !== "sale");
    expect(others(restored).length).toBeGreaterThan(0);
    for (const [index, { node }] of others(restored).entries()) expect(node).toBe(others(now)[index]?.node);
  });

  it("puts one that is gone back where it was, and knows none that never was", () => {
    expect(outline(restore(edit({ kind: "removeClause", clause: id("sale") }).text, "sale"))).toEqual(outline(text));
    expect(restoreStateIn(text, id("nowhere"), text)).toEqual({
      ok: false,
      error: { kind: "clauseNotFound", clause: "nowhere" },
    });
  });
});
