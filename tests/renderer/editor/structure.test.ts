/** Clauses and articles taken by hand, on editors joined to Yjs documents without a window. */
import type { Node } from "prosemirror-model";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { clauseIds } from "../../../renderer/editor/clauseIds.ts";
import { canLand, pieceOf } from "../../../renderer/editor/clausePieces.ts";
import { roomForCaret } from "../../../renderer/editor/roomForCaret.ts";
import {
  articleCommand,
  moveTo,
  type StructureName,
  structureCommand,
  structureNames,
  structureOf,
} from "../../../renderer/editor/structure.ts";
import { tableCommands } from "../../../renderer/editor/tables.ts";
import { undo } from "../../../renderer/editor/undoStack.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import type { CharterText, ElementNode } from "../../../shared/charter/text/model.ts";
import {
  type BoundCopy,
  bring,
  exchange,
  expectShown,
  openCopies,
  select,
  shown,
  type,
} from "../../shared/crdt/support/boundTexts.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { createEditor } from "../../shared/crdt/support/headlessEditor.ts";
import { doc, element, paragraph, randomText, sentence } from "../../shared/crdt/support/texts.ts";

const clause = (id: string, ...content: readonly (ElementNode | string)[]): ElementNode =>
  element(
    "clause",
    content.map((one) => (typeof one === "string" ? paragraph(one) : one)),
    { id },
  );
const article = (id: string, ...content: readonly ElementNode[]): ElementNode =>
  element("article", [element("heading", paragraph(`${id} title`).content, { level: 2 }), ...content], {
    id,
    kind: "article",
  });
const body = (lang: string, words: string): ElementNode => element("body", [paragraph(words)], { lang });

/** Editors as the window has them: new clauses get ids. */
function open(text: CharterText, ...clients: readonly number[]): readonly BoundCopy[] {
  return openCopies(text, ...clients).map((copy) => {
    copy.editor.close();
    return { ...copy, editor: createEditor(copy.yDoc, [clauseIds(), roomForCaret()]) };
  });
}

const one = (text: CharterText): BoundCopy => open(text, 10)[0] as BoundCopy;

/** "a1(c1 c2(c3))": articles and clauses by their ids, those that were made here as "*". */
function ids(copy: BoundCopy): string {
  const read = (node: Node): readonly string[] =>
    node.children.flatMap((child) => {
      if (child.type.name !== "clause" && child.type.name !== "article") return [];
      const inside = read(child).join(" ");
      const id = String(child.attrs.id).length === 16 ? "*" : String(child.attrs.id);
      return [inside === "" ? id : `${id}(${inside})`];
    });
  return read(copy.editor.state().doc).join(" ");
}

const at = (copy: BoundCopy, words: string, name: StructureName): boolean => {
  select(copy, words);
  return copy.editor.run(structureCommand(name));
};

/** Characters that the updates of a copy bring in, and how many items they delete. */
function wordsWritten(updates: readonly Uint8Array[]): { readonly put: string; readonly deleted: number } {
  let put = "";
  let deleted = 0;
  for (const update of updates) {
    const { structs, ds } = Y.decodeUpdate(update);
    for (const struct of structs)
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentString) put += struct.content.str;
    for (const ranges of ds.clients.values()) for (const { len } of ranges) deleted += len;
  }
  return { put, deleted };
}

function watch(copy: BoundCopy): Uint8Array[] {
  const updates: Uint8Array[] = [];
  copy.yDoc.on("update", (update: Uint8Array) => updates.push(update));
  return updates;
}

const two = doc(
  article("a1", clause("c1", "one"), clause("c2", "two", clause("c3", "three"), clause("c4", "four"))),
  article("a2", clause("c5", "five"), clause("c6", "six")),
);

describe("moves", () => {
  test.each([
    ["two", "moveUp", "a1(c2(c3 c4) c1) a2(c5 c6)"],
    ["one", "moveDown", "a1(c2(c3 c4) c1) a2(c5 c6)"],
    ["four", "moveUp", "a1(c1 c2(c4 c3)) a2(c5 c6)"],
    ["three", "moveUp", "a1(c1(c3) c2(c4)) a2(c5 c6)"],
    ["four", "moveDown", "a1(c1 c2(c3) c4) a2(c5 c6)"],
    ["two", "moveDown", "a1(c1) a2(c2(c3 c4) c5 c6)"],
    ["five", "moveUp", "a1(c1 c2(c3 c4) c5) a2(c6)"],
    ["a2 title", "moveUp", "a2(c5 c6) a1(c1 c2(c3 c4))"],
    ["a1 title", "moveDown", "a2(c5 c6) a1(c1 c2(c3 c4))"],
  ] as const)("%s %s: a place and a home, no words", (words, name, expected) => {
    const [copy, other] = open(two, 10, 12) as [BoundCopy, BoundCopy];
    const updates = watch(copy);
    expect(at(copy, words, name)).toBe(true);
    expect(ids(copy)).toBe(expected);
    expectShown(copy);
    expect(copy.editor.state().selection.$head.parent.textContent).toBe(words);
    expect(updates).toHaveLength(1);
    expect(wordsWritten(updates)).toEqual({ put: "", deleted: 0 });
    bring(copy, other);
    expect(shown(other)).toBe(shown(copy));
    copy.editor.run(undo);
    expect(ids(copy)).toBe("a1(c1 c2(c3 c4)) a2(c5 c6)");
    expectShown(copy);
  });

  test.each([
    ["one", "moveUp"],
    ["six", "moveDown"],
    ["a1 title", "moveUp"],
    ["a2 title", "moveDown"],
    ["one", "nest"],
    ["one", "unnest"],
    ["a2 title", "nest"],
    ["a2 title", "split"],
    ["a2 title", "join"],
    ["one", "join"],
    ["one", "split"],
  ] as const)("%s has no %s", (words, name) => {
    const copy = one(two);
    expect(at(copy, words, name)).toBe(false);
    expect(ids(copy)).toBe("a1(c1 c2(c3 c4)) a2(c5 c6)");
  });

  test("a clause of 5,000 words moves in fewer than 200 bytes, to and fro", () => {
    const by = chance(1);
    const long = clause("long", ...Array.from({ length: 10 }, () => sentence(by, 500)));
    const copy = one(doc(article("a1", clause("c1", "one"), long), article("a2", clause("c2", "two"))));
    const updates = watch(copy);
    for (const name of ["moveUp", "moveDown", "moveDown", "moveUp"] as const) {
      expect(copy.editor.run(structureOf("long" as ClauseId, name))).toBe(true);
      expectShown(copy);
    }
    expect(updates).toHaveLength(4);
    for (const update of updates) expect(update.length).toBeLessThan(200);
    expect(wordsWritten(updates).put).toBe("");
  });

  test("one moves a clause, another types in it: moved and edited, once, in both", () => {
    for (const clients of [
      [10, 12],
      [12, 10],
    ] as const) {
      const [a, b] = open(two, ...clients) as [BoundCopy, BoundCopy];
      at(a, "two", "moveDown");
      type(b, "two", "hers ");
      exchange(a, b);
      expect(shown(a)).toBe(shown(b));
      expect(ids(a)).toBe("a1(c1) a2(c2(c3 c4) c5 c6)");
      expect(shown(a).match(/"hers two"/g)).toHaveLength(1);
      expectShown(a);
      expectShown(b);
    }
  });

  test("two move one clause to two places: it stands in one of them, in both", () => {
    const [a, b] = open(two, 10, 12) as [BoundCopy, BoundCopy];
    at(a, "five", "moveUp");
    at(b, "five", "moveDown");
    exchange(a, b);
    expect(shown(a)).toBe(shown(b));
    expect(ids(a).match(/c5/g)).toHaveLength(1);
  });

  test("a clause that was cut off another moves away from it and leaves its words", () => {
    const copy = one(doc(article("a1", clause("c1", "one two"), clause("c2", "three"))));
    expect(at(copy, "two", "split")).toBe(true);
    expect(ids(copy)).toBe("a1(c1 * c2)");
    expect(at(copy, "two", "moveDown")).toBe(true);
    expect(ids(copy)).toBe("a1(c1 c2 *)");
    expectShown(copy);
    expect(at(copy, "one", "moveDown")).toBe(true);
    expect(ids(copy)).toBe("a1(c2 c1 *)");
    expectShown(copy);
  });

  test("an article moves by key from within its clauses", () => {
    const copy = one(two);
    select(copy, "six");
    expect(copy.editor.run(articleCommand("moveUp"))).toBe(true);
    expect(ids(copy)).toBe("a2(c5 c6) a1(c1 c2(c3 c4))");
    expect(copy.editor.state().selection.$head.parent.textContent).toBe("six");
  });

  test("words without a number are not divided: a clause passes them", () => {
    const copy = one(
      doc(article("a1", clause("c1", "one"), paragraph("loose"), paragraph("more"), clause("c2", "two"))),
    );
    at(copy, "two", "moveUp");
    expect(shown(copy)).toContain('clause(paragraph("one")), clause(paragraph("two")), paragraph("loose")');
    at(copy, "two", "moveUp");
    expect(at(copy, "two", "moveUp")).toBe(false);
    expectShown(copy);
  });
});

test("a clause leaves its article for the next one, past loose words, and never for the title", () => {
  const copy = one(
    doc(paragraph("title"), article("a1", clause("c1", "one")), paragraph("loose"), article("a2"), clause("c2", "two")),
  );
  expect(at(copy, "one", "moveUp")).toBe(false);
  at(copy, "one", "moveDown");
  expect(ids(copy)).toBe("a1 a2(c1) c2");
  at(copy, "one", "moveDown");
  expect(ids(copy)).toBe("a1 a2 c1 c2");
  at(copy, "one", "moveUp");
  at(copy, "one", "moveUp");
  expect(ids(copy)).toBe("a1(c1) a2 c2");
  expectShown(copy);
});

describe("[I1] places", () => {
  test("no article stands in a clause, no clause in a list, a table or a language", () => {
    const cell = element("table_cell", [paragraph("cell")], { colspan: 1, rowspan: 1, colwidth: null });
    const text = doc(
      article("a1", clause("c1", "one", body("fr", "un"))),
      article(
        "a2",
        element("bullet_list", [element("list_item", [paragraph("item")])]),
        element("table", [element("table_row", [cell])]),
      ),
    );
    const { doc: shownDoc } = one(text).editor.state();
    const holders = (id: string): readonly string[] => {
      const piece = pieceOf(shownDoc, id as ClauseId);
      if (piece === null) throw new Error(`no ${id}`);
      return Array.from({ length: shownDoc.content.size + 1 }, (_, position) => position)
        .filter((position) => canLand(shownDoc, piece, position))
        .map((position) => `${shownDoc.resolve(position).parent.type.name} ${shownDoc.resolve(position).index()}`);
    };
    expect(holders("a1")).toEqual(["doc 2"]);
    expect(holders("c1")).toEqual(["doc 0", "doc 1", "article 3", "doc 2"]);
  });

  test("[I31] clauses nest as deep as they are read, and no deeper", () => {
    const chain = (from: number, to: number): ElementNode =>
      from === to ? clause(`c${from}`, `w${from}`) : clause(`c${from}`, `w${from}`, chain(from + 1, to));
    const copy = one(doc(chain(1, 15), clause("x", "xx", clause("y", "yy"))));
    const last = "c15" as ClauseId;
    const inside = (): number => (pieceOf(copy.editor.state().doc, last)?.to ?? 0) - 1;
    expect(copy.editor.run(moveTo("x" as ClauseId, inside()))).toBe(false);
    expect(copy.editor.run(moveTo("y" as ClauseId, inside()))).toBe(true);
    expectShown(copy);
    expect(ids(copy)).toContain("c15(y)");
    expect(at(copy, "yy", "insertAfter")).toBe(true);
    expect(copy.editor.run(structureCommand("nest"))).toBe(false);
    expectShown(copy);
  });

  test.each(Array.from({ length: 30 }, (_, seed) => seed))("whatever is done stays a text (seed %i)", (seed) => {
    const by = chance(seed);
    const copies = open(randomText(by), 10, 12) as [BoundCopy, BoundCopy];
    for (let step = 0; step < 40; step++) {
      const copy = by.pick(copies);
      const { doc: now } = copy.editor.state();
      const all: string[] = [];
      now.descendants((node) => {
        if (node.type.name === "clause" || node.type.name === "article") all.push(String(node.attrs.id));
      });
      if (all.length === 0) break;
      const id = by.pick(all) as ClauseId;
      if (by.int(4) > 0) copy.editor.run(structureOf(id, by.pick(structureNames.filter((name) => name !== "remove"))));
      else copy.editor.run(moveTo(id, by.int(now.content.size + 1)));
      copy.editor.state().doc.check();
      expectShown(copy);
      if (by.int(4) === 0) exchange(...copies);
    }
    exchange(...copies);
    expect(shown(copies[0])).toBe(shown(copies[1]));
    for (const copy of copies) expectShown(copy);
  });
});

describe("split and join", () => {
  test("the words behind the caret become the next clause, and join again; a few bytes", () => {
    const copy = one(doc(clause("c1", "one two"), clause("c3", "three")));
    const updates = watch(copy);
    expect(at(copy, "two", "split")).toBe(true);
    expect(shown(copy)).toContain('clause(paragraph("one ")), clause(paragraph("two"))');
    expect(wordsWritten(updates)).toEqual({ put: "", deleted: 0 });
    expectShown(copy);
    expect(at(copy, "two", "join")).toBe(true);
    expect(shown(copy)).toContain('clause(paragraph("one "), paragraph("two"))');
    expect(wordsWritten(updates).put).toBe("");
    expectShown(copy);
    copy.editor.run(undo);
    copy.editor.run(undo);
    expect(shown(copy)).toContain('clause(paragraph("one two")), clause(');
    expect(ids(copy)).toBe("c1 c3");
    expectShown(copy);
  });

  test("what stands in a clause goes with the words that are cut off", () => {
    const copy = one(doc(clause("c1", "one two", clause("c2", "inner")), clause("c3", "three")));
    const updates = watch(copy);
    expect(at(copy, "two", "split")).toBe(true);
    expect(ids(copy)).toBe("c1 *(c2) c3");
    expect(wordsWritten(updates)).toEqual({ put: "", deleted: 0 });
    expectShown(copy);
    copy.editor.run(undo);
    expect(ids(copy)).toBe("c1(c2) c3");
    expectShown(copy);
  });

  test("another types in the words that are cut off", () => {
    const [a, b] = open(doc(clause("c1", "one two"), clause("c3", "three")), 10, 12) as [BoundCopy, BoundCopy];
    at(a, "two", "split");
    type(b, "wo", "his ");
    exchange(a, b);
    expect(shown(a)).toContain('clause(paragraph("one ")), clause(paragraph("this wo"))');
    expect(shown(b)).toBe(shown(a));
  });

  test.each([
    ["three", "a1(c1 c2(c4)) a2(c5 c6)", 'paragraph("two"), paragraph("three"), clause('],
    ["four", "a1(c1 c2(c3)) a2(c5 c6)", 'clause(paragraph("three"), paragraph("four"))'],
    ["two", "a1(c1(c3 c4)) a2(c5 c6)", 'paragraph("one"), paragraph("two"), clause(paragraph("three"))'],
    ["six", "a1(c1 c2(c3 c4)) a2(c5)", 'paragraph("five"), paragraph("six")'],
  ] as const)("%s joins the words right before it", (words, expected, texts) => {
    const copy = one(two);
    expect(at(copy, words, "join")).toBe(true);
    expect(ids(copy)).toBe(expected);
    expect(shown(copy)).toContain(texts);
    expect(copy.editor.state().selection.$head.parent.textContent).toBe(words);
    expectShown(copy);
    copy.editor.run(undo);
    expect(ids(copy)).toBe("a1(c1 c2(c3 c4)) a2(c5 c6)");
  });

  test("into the last clause of the one before; each language joins its own", () => {
    const copy = one(
      doc(
        clause("c1", "one", clause("c2", "two", body("fr", "deux"))),
        clause("c3", "three", body("fr", "trois"), body("ar", "thalatha")),
      ),
    );
    expect(at(copy, "three", "join")).toBe(true);
    expect(shown(copy)).toBe(
      'doc(clause(paragraph("one"), clause(paragraph("two"), paragraph("three"), body(paragraph("deux"), paragraph("trois")), body(paragraph("thalatha")))))',
    );
    expectShown(copy);
  });
});

describe("new and removed", () => {
  test("a clause before and after, an article after", () => {
    const copy = one(two);
    at(copy, "one", "insertBefore");
    at(copy, "one", "insertAfter");
    at(copy, "a1 title", "insertAfter");
    expect(ids(copy)).toBe("a1(* c1 * c2(c3 c4)) *(*) a2(c5 c6)");
    expectShown(copy);
  });

  test("a removed clause comes back by undo in one step, with what another wrote in it", () => {
    const [a, b] = open(two, 10, 12) as [BoundCopy, BoundCopy];
    type(a, "one", "x");
    expect(at(a, "two", "remove")).toBe(true);
    expect(ids(a)).toBe("a1(c1) a2(c5 c6)");
    type(b, "three", "his ");
    exchange(a, b);
    expect(ids(b)).toBe("a1(c1) a2(c5 c6)");
    a.editor.run(undo);
    exchange(a, b);
    for (const copy of [a, b]) {
      expect(ids(copy)).toBe("a1(c1 c2(c3 c4)) a2(c5 c6)");
      expect(shown(copy)).toContain('"his three"');
      expect(shown(copy)).toContain('"xone"');
    }
  });

  test("the last clause of a text goes, and there is room for a caret", () => {
    const copy = one(doc(clause("c1", "one")));
    at(copy, "one", "remove");
    expect(shown(copy)).toBe("doc(paragraph)");
    expectShown(copy);
  });
});

describe("[I36] tables", () => {
  const cell = (words: string, type: "table_cell" | "table_header" = "table_cell"): ElementNode =>
    element(type, [paragraph(words)], { colspan: 1, rowspan: 1, colwidth: null });
  const row = (...words: readonly string[]): ElementNode =>
    element(
      "table_row",
      words.map((one) => cell(one)),
    );
  const head = element("table_row", [cell("who", "table_header"), cell("what", "table_header")]);
  const table = doc(element("table", [head, row("fishers", "nets"), row("herders", "dogs")]));
  const rows = (copy: BoundCopy): readonly string[] =>
    copy.editor.state().doc.firstChild?.children.map(({ children }) => children.map(String).join()) ?? [];
  const words = (copy: BoundCopy): readonly string[] =>
    copy.editor.state().doc.firstChild?.children.map(({ children }) => children.map((one) => one.textContent).join()) ??
    [];

  test.each([
    ["herders", "moveRowUp", ["who,what", "herders,dogs", "fishers,nets"]],
    ["fishers", "moveRowDown", ["who,what", "herders,dogs", "fishers,nets"]],
    ["fishers", "moveRowUp", ["fishers,nets", "who,what", "herders,dogs"]],
    ["nets", "moveColumnBefore", ["what,who", "nets,fishers", "dogs,herders"]],
    ["herders", "moveColumnAfter", ["what,who", "nets,fishers", "dogs,herders"]],
  ] as const)("%s %s, while another writes in it: moved and edited, once", (from, name, expected) => {
    for (const clients of [
      [10, 12],
      [12, 10],
    ] as const) {
      const [a, b] = open(table, ...clients) as [BoundCopy, BoundCopy];
      const updates = watch(a);
      select(a, from);
      expect(a.editor.run(tableCommands[name])).toBe(true);
      expect(words(a)).toEqual(expected);
      expect(a.editor.state().selection.$head.parent.textContent).toBe(from);
      expect(rows(a)[0]).toContain("table_header");
      expect(rows(a)[1]).not.toContain("table_header");
      expectShown(a);
      expect(updates).toHaveLength(1);
      expect(wordsWritten(updates).put).toBe("");
      type(b, from, "x");
      exchange(a, b);
      expect(words(a)).toEqual(expected.map((line) => line.replace(from, `x${from}`)));
      expect(shown(b)).toBe(shown(a));
      a.editor.run(undo);
      expect(words(a)).toEqual(
        ["who,what", "fishers,nets", "herders,dogs"].map((line) => line.replace(from, `x${from}`)),
      );
      expectShown(a);
    }
  });

  test("the outermost rows and columns go no further", () => {
    const copy = one(table);
    for (const [from, name] of [
      ["who", "moveRowUp"],
      ["who", "moveColumnBefore"],
      ["dogs", "moveRowDown"],
      ["dogs", "moveColumnAfter"],
    ] as const) {
      select(copy, from);
      expect(copy.editor.run(tableCommands[name])).toBe(false);
    }
  });
});
