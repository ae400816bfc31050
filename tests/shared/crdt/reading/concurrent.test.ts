/** What two people make of one text while they are apart: every pair of the layout's rules, in both orders of merging. */
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { CharterText, DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import { textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { writeItemId } from "../../../../shared/crdt/document/reviewKeys.ts";
import { attributeOf } from "../../../../shared/crdt/reading/attributes.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { readRemoved } from "../../../../shared/crdt/reading/removed.ts";
import { asItIs } from "../../../../shared/crdt/reading/sight.ts";
import { applyText } from "../../../../shared/crdt/writing/writeText.ts";
import { expectRatio, msOf } from "../../../support/timing.ts";
import { copyOf, docOf, origin } from "../support/honest.ts";
import { type Cut, cutForEver, splitsOfUpdate } from "../support/manySplits.ts";
import { doc, element, paragraph, run } from "../support/texts.ts";

const clause = (id: string, ...content: readonly (string | ElementNode)[]): ElementNode =>
  element(
    "clause",
    content.map((one) => (typeof one === "string" ? paragraph(one) : one)),
    { id },
  );
const article = (id: string, ...content: readonly ElementNode[]): ElementNode =>
  element("article", content, { id, kind: "article" });
const heading = (text: string): ElementNode => element("heading", [run(text)], { level: 2 });
const items = (...texts: readonly string[]): ElementNode =>
  element(
    "bullet_list",
    texts.map((text) => element("list_item", [paragraph(text)])),
  );

const shown = (node: DocNode): string => {
  if (node.type === "text") return node.text;
  const id = typeof node.attrs.id === "string" && node.attrs.id !== "" ? ` ${node.attrs.id}` : "";
  return `${node.type}${id}(${node.content.map(shown).join(", ")})`;
};
const show = (yDoc: Y.Doc): string => readText(yDoc).text.content.map(shown).join(", ");

type Change = CharterText | ((yDoc: Y.Doc) => void);
const make = (yDoc: Y.Doc, change: Change): void => {
  if (typeof change === "function") yDoc.transact(() => change(yDoc), origin);
  else applyText(yDoc, change, origin);
};
const merge = (yDoc: Y.Doc, from: Y.Doc): void =>
  Y.applyUpdate(yDoc, Y.encodeStateAsUpdate(from, Y.encodeStateVector(yDoc)), origin);

/** The text on both sides after both changes: with either side having the higher client id. */
function apart(base: CharterText, one: Change, other: Change): readonly string[] {
  return [
    [21, 22],
    [22, 21],
  ].map(([first = 0, second = 0]) => {
    const yBase = docOf(base);
    const yOne = copyOf(yBase, first);
    const yOther = copyOf(yBase, second);
    const kept = createReading(yOne);
    kept.text();
    yOne.on("afterTransaction", (transaction: Y.Transaction) => kept.note(transaction));
    make(yOne, one);
    make(yOther, other);
    merge(yOne, yOther);
    merge(yOther, yOne);
    expect(show(yOther)).toBe(show(yOne));
    expect(kept.text()).toEqual(readText(yOne).text);
    return show(yOne);
  });
}
const always = (text: string): readonly string[] => [text, text];

const clauseOf = (yDoc: Y.Doc, id: string): Y.XmlElement => {
  for (const { yItem, name } of createReading(yDoc).tree().spots.values()) {
    const yElement = yItem.content instanceof Y.ContentType ? yItem.content.type : null;
    if (yElement instanceof Y.XmlElement && attributeOf(yElement, name, "id", asItIs)?.value === id) return yElement;
  }
  throw new Error(`no clause ${id}`);
};
const say = (yElement: Y.XmlElement, key: string, value: string | boolean): void =>
  yElement.setAttribute(key, value as string);
/** Puts a place into something, at the end, and makes it the home of a clause. */
const moveInto = (yHolder: Y.XmlElement | Y.XmlFragment, yClause: Y.XmlElement): void => {
  const yPlace = new Y.XmlElement("place");
  yHolder.push([yPlace]);
  say(yClause, "home", writeItemId(yPlace._item?.id ?? { client: 0, clock: 0 }));
};

const six = doc(paragraph("one two three four five six"));
const abc = doc(clause("a", "one"), clause("b", "two"), clause("c", "three"));

describe("[I34] Blocks begin with an element, and no word is copied", () => {
  it.each<[string, CharterText, CharterText, string]>([
    [
      "two people split one paragraph",
      doc(paragraph("one two "), paragraph("three four five six")),
      doc(paragraph("one two three four "), paragraph("five six")),
      "paragraph(one two ), paragraph(three four ), paragraph(five six)",
    ],
    [
      "one splits, the other deletes a word behind",
      doc(paragraph("one two "), paragraph("three four five six")),
      doc(paragraph("one two three five six")),
      "paragraph(one two ), paragraph(three five six)",
    ],
    [
      "one splits, the other types behind",
      doc(paragraph("one two "), paragraph("three four five six")),
      doc(paragraph("one two three four five and six")),
      "paragraph(one two ), paragraph(three four five and six)",
    ],
    [
      "one makes a heading of what the other types in",
      doc(heading("one two three four five six")),
      doc(paragraph("one two three and four five six")),
      "heading(one two three and four five six)",
    ],
    [
      "both make a heading of it",
      doc(heading("one two three four five six")),
      doc(heading("one two three four five six")),
      "heading(one two three four five six)",
    ],
    [
      "one makes a list of it, the other a bold word in it",
      doc(items("one two three four five six")),
      doc(
        element("paragraph", [run("one two three "), run("four", [{ type: "strong", attrs: {} }]), run(" five six")]),
      ),
      "bullet_list(list_item(paragraph(one two three , four,  five six)))",
    ],
  ])("where %s", (_name, one, other, text) => {
    expect(apart(six, one, other)).toEqual(always(text));
  });

  it("where one joins two paragraphs and the other types in the second", () => {
    const base = doc(paragraph("one two "), paragraph("three four"));
    const joined = doc(paragraph("one two three four"));
    const typed = doc(paragraph("one two "), paragraph("three and four"));
    expect(apart(base, joined, typed)).toEqual(always("paragraph(one two three and four)"));
  });

  it("where one indents an item and the other another one", () => {
    const base = doc(items("one", "two", "three"));
    const inner = (text: string): ElementNode => element("bullet_list", [element("list_item", [paragraph(text)])]);
    const second = doc(
      element("bullet_list", [
        element("list_item", [paragraph("one"), inner("two")]),
        element("list_item", [paragraph("three")]),
      ]),
    );
    const third = doc(
      element("bullet_list", [
        element("list_item", [paragraph("one")]),
        element("list_item", [paragraph("two"), inner("three")]),
      ]),
    );
    const list = "bullet_list(list_item(paragraph(two)), list_item(paragraph(three)))";
    expect(apart(base, second, third)).toEqual(always(`bullet_list(list_item(paragraph(one), ${list}))`));
  });
});

describe("[I35] A clause that is moved, split or joined is the same clause", () => {
  const split = doc(clause("a", "one two "), clause("b", "three four five six"));
  const words = doc(clause("a", "one two three four five six"));

  it("split in two places at once it is three", () => {
    const other = doc(clause("a", "one two three four "), clause("c", "five six"));
    const text = "clause a(paragraph(one two )), clause b(paragraph(three four )), clause c(paragraph(five six))";
    expect(apart(words, split, other)).toEqual(always(text));
  });

  it("split and typed in: the words stand where they were typed", () => {
    const other = doc(clause("a", "one two three four five and six"));
    const text = "clause a(paragraph(one two )), clause b(paragraph(three four five and six))";
    expect(apart(words, split, other)).toEqual(always(text));
  });

  it("split and joined again it has all its words", () => {
    const yDoc = docOf(words);
    applyText(yDoc, split, origin);
    const yOther = copyOf(yDoc, 22);
    applyText(yOther, doc(clause("a", "one two "), clause("b", "three four and five six")), origin);
    applyText(yDoc, words, origin);
    merge(yDoc, yOther);
    expect(show(yDoc)).toBe("clause a(paragraph(one two three four and five six))");
  });

  it("split and removed: what was cut off stands", () => {
    expect(apart(words, split, doc())).toEqual(always("clause b(paragraph(three four five six))"));
  });

  it("split and moved: what was cut off stands behind it", () => {
    const base = doc(clause("a", "one two three four five six"), clause("z", "end"));
    const cut = doc(clause("a", "one two "), clause("b", "three four five six"), clause("z", "end"));
    const moved = doc(clause("z", "end"), clause("a", "one two three four five six"));
    const text = "clause z(paragraph(end)), clause a(paragraph(one two )), clause b(paragraph(three four five six))";
    expect(apart(base, cut, moved)).toEqual(always(text));
  });

  it("moved and edited it is moved and edited, once", () => {
    const moved = doc(clause("b", "two"), clause("c", "three"), clause("a", "one"));
    const edited = doc(clause("a", "one and more"), clause("b", "two"), clause("c", "three"));
    const text = "clause b(paragraph(two)), clause c(paragraph(three)), clause a(paragraph(one and more))";
    expect(apart(abc, moved, edited)).toEqual(always(text));
  });

  it("cut off, then moved or left, it takes no other clause with it", () => {
    const yDoc = docOf(doc(clause("a", "one two three"), clause("z", "end")));
    applyText(yDoc, doc(clause("a", "one "), clause("b", "two "), clause("c", "three"), clause("z", "end")), origin);
    for (const order of ["b c a z", "a c b z", "z a b c", "c z b a", "a b c z"]) {
      const texts: Readonly<Record<string, string>> = { a: "one ", b: "two ", c: "three", z: "end" };
      applyText(yDoc, doc(...order.split(" ").map((id) => clause(id, texts[id] ?? ""))), origin);
      expect(
        createReading(yDoc)
          .text()
          .content.map((node) => node.type !== "text" && node.attrs.id),
      ).toEqual(order.split(" "));
    }
  });
});

describe("[I30] A clause stands in one place", () => {
  it("where two people move it to two places", () => {
    const last = doc(clause("b", "two"), clause("c", "three"), clause("a", "one"));
    const middle = doc(clause("b", "two"), clause("a", "one"), clause("c", "three"));
    for (const text of apart(abc, last, middle)) expect(text.match(/clause a/g)).toHaveLength(1);
  });

  it("where two clauses claim one place, the later has it and the other stands where it was made", () => {
    const yDoc = docOf(abc);
    const yPlace = new Y.XmlElement("place");
    textRoot(yDoc).push([yPlace]);
    const home = writeItemId(yPlace._item?.id ?? { client: 0, clock: 0 });
    say(clauseOf(yDoc, "a"), "home", home);
    say(clauseOf(yDoc, "b"), "home", home);
    expect(show(yDoc)).toBe("clause a(paragraph(one)), clause c(paragraph(three)), clause b(paragraph(two))");
  });

  it("a home that names no place, or one where it may not stand, is none", () => {
    const yDoc = docOf(doc(article("x", clause("a", "one")), article("y", clause("b", "two"))));
    const before = show(yDoc);
    for (const home of ["0.0", "zz.zz", writeItemId(clauseOf(yDoc, "b")._item?.id ?? { client: 0, clock: 0 })])
      say(clauseOf(yDoc, "a"), "home", home);
    expect(show(yDoc)).toBe(before);
    moveInto(clauseOf(yDoc, "b"), clauseOf(yDoc, "x"));
    expect(show(yDoc)).toBe(before);
  });
});

describe("[I31] No circle of clauses", () => {
  it("two that are moved into each other: one moves", () => {
    const into = (from: string, to: string) => (yDoc: Y.Doc) => moveInto(clauseOf(yDoc, to), clauseOf(yDoc, from));
    for (const text of apart(abc, into("a", "b"), into("b", "a"))) {
      expect(text.match(/one/g)).toHaveLength(1);
      expect(text.match(/two/g)).toHaveLength(1);
      expect(text).toMatch(/clause (a|b)\(paragraph\(\w+\), clause (a|b)/);
    }
  });

  it("one that is moved into itself stays", () => {
    const yDoc = docOf(abc);
    moveInto(clauseOf(yDoc, "a"), clauseOf(yDoc, "a"));
    expect(show(yDoc)).toBe(show(docOf(abc)));
  });

  it("thousands in one another, and thousands of splits, are read", () => {
    const count = 3000;
    const yDoc = docOf(doc(...Array.from({ length: count }, (_, at) => clause(`c${at}`, `${at}`))));
    const yClauses = textRoot(yDoc).toArray() as Y.XmlElement[];
    yDoc.transact(() => {
      for (const [at, yClause] of yClauses.entries()) moveInto(yClauses[(at + 1) % count] ?? yClause, yClause);
    });
    const words = (text: string): number => new Set(text.match(/\(\d+\)/g)).size;
    expect(words(show(yDoc))).toBe(count);
    const ySplit = docOf(doc(clause("a", "x".repeat(count))));
    const yFlow = (textRoot(ySplit).get(0) as Y.XmlElement).get(0) as Y.XmlText;
    ySplit.transact(() => {
      for (let at = count; at > 1; at--) yFlow.insertEmbed(at, new Y.XmlElement("split"));
    });
    expect(readText(ySplit).text.content).toHaveLength(count);
  });
});

describe("[I33] A key in a clause that somebody cut into thousands", () => {
  /** Milliseconds of typing once, and of reading what came of it. */
  const keyIn = (count: number) => {
    const yDoc = docOf(doc(clause("a", "x")));
    const yFlow = (textRoot(yDoc).get(0) as Y.XmlElement).get(0) as Y.XmlText;
    const splits = Array.from({ length: count }, () => ({ insert: new Y.XmlElement("split") }));
    yFlow.applyDelta([{ retain: 2 }, ...splits], { sanitize: false });
    const reading = createReading(yDoc);
    reading.text();
    yDoc.on("afterTransaction", (transaction: Y.Transaction) => reading.note(transaction));
    return () =>
      msOf(() => {
        yFlow.insert(1, "y");
        expect(reading.text().content).toHaveLength(count + 1);
      });
  };

  it("takes time that grows with their number, not with its square", () => {
    const [few, many] = [keyIn(1000), keyIn(16_000)];
    expectRatio(many, few, { below: 100 });
  });
});

describe("[I7] [I33] A clause that somebody cuts for ever, by lawful updates", () => {
  it("takes the next one in time that grows with it, not with the 80,000 that are there", () => {
    const many = cutForEver();
    for (let at = 0; at < 4; at++) many.take(many.next());
    const first = cutForEver();
    const takenBy = ({ next, take }: Cut): number => {
      const update = next();
      return msOf(() => take(update));
    };
    expectRatio(
      () => takenBy(many),
      () => takenBy(first),
      { below: 12 },
    );
    expect(readText(many.yDoc).text.content.length).toBeGreaterThan(4 * splitsOfUpdate);
  });
});

describe("[I31] Homes that somebody made to be slow", () => {
  /** A clause that is cut into so many, each at home in the one behind it. */
  const cutInto = (count: number): Y.Doc => {
    const yDoc = docOf(doc(clause("a", "x".repeat(count + 1))));
    const yFlow = (textRoot(yDoc).get(0) as Y.XmlElement).get(0) as Y.XmlText;
    yDoc.transact(() => {
      for (let at = count; at > 0; at--) yFlow.insertEmbed(at + 1, new Y.XmlElement("split"));
      const splits = yFlow
        .toDelta()
        .flatMap(({ insert }: { insert: unknown }) =>
          insert instanceof Y.XmlElement && insert.nodeName === "split" ? [insert] : [],
        ) as Y.XmlElement[];
      for (const [at, ySplit] of splits.entries()) moveInto(splits[(at + 1) % count] ?? ySplit, ySplit);
      say(splits[0] as Y.XmlElement, "gone", true);
    });
    return yDoc;
  };

  it("take time that grows with their number, not with its square", () => {
    const [few, many] = [cutInto(1000), cutInto(16_000)];
    expectRatio(
      () => msOf(() => readText(many)),
      () => msOf(() => readText(few)),
      { below: 100 },
    );
  });
});

describe("[I32] What is removed takes along only what stands in it, and gives it back", () => {
  const base = doc(article("x", heading("X"), clause("a", "one")), article("y", heading("Y"), clause("b", "two")));

  it("moved into what the other removes, a clause stays where it was", () => {
    const moved = doc(article("x", heading("X")), article("y", heading("Y"), clause("b", "two"), clause("a", "one")));
    const removed = doc(article("x", heading("X"), clause("a", "one")));
    expect(apart(base, moved, removed)).toEqual(always("article x(heading(X), clause a(paragraph(one)))"));
  });

  it("moved out of what the other removes, a clause survives", () => {
    const moved = doc(article("x", heading("X")), article("y", heading("Y"), clause("b", "two"), clause("a", "one")));
    const removed = doc(article("y", heading("Y"), clause("b", "two")));
    const text = "article y(heading(Y), clause b(paragraph(two)), clause a(paragraph(one)))";
    expect(apart(base, moved, removed)).toEqual(always(text));
  });

  it("typed in by the other, it is removed, and put back it has what was typed", () => {
    const yDoc = docOf(base);
    const yOther = copyOf(yDoc, 22);
    applyText(yDoc, doc(article("x", heading("X"), clause("a", "one"))), origin);
    const typed = [article("x", heading("X"), clause("a", "one")), article("y", heading("Y"), clause("b", "two more"))];
    applyText(yOther, doc(...typed), origin);
    merge(yDoc, yOther);
    expect(show(yDoc)).toBe("article x(heading(X), clause a(paragraph(one)))");
    clauseOf(yDoc, "y").removeAttribute("gone");
    expect(show(yDoc)).toBe(
      doc(...typed)
        .content.map(shown)
        .join(", "),
    );
  });

  it("is listed until it stands again, without what was removed with it or has no words", () => {
    const yDoc = docOf(
      doc(
        article("x", heading("X"), clause("a", "one", clause("a1", "in it"), clause("a2", "gone before"))),
        article("y", heading("Y"), clause("b", "two"), clause("c")),
      ),
    );
    const removed = () => readRemoved(createReading(yDoc));
    const entry = (id: string, words: string, isArticle = false) => ({ id, isArticle, words });
    applyText(
      yDoc,
      doc(
        article("x", heading("X"), clause("a", "one", clause("a1", "in it"))),
        article("y", heading("Y"), clause("b", "two")),
      ),
      origin,
    );
    expect(removed()).toEqual([entry("a2", "gone before")]);
    applyText(yDoc, doc(article("x", heading("X"))), origin);
    expect(removed()).toEqual([entry("a", "one in it"), entry("y", "Y two", true)]);
    const yOther = copyOf(yDoc, 22);
    applyText(yOther, doc(article("x", heading("X"), clause("a", "one"))), origin);
    merge(yDoc, yOther);
    expect(removed()).toEqual([entry("a1", "in it"), entry("a2", "gone before"), entry("y", "Y two", true)]);
    applyText(yDoc, doc(clause("z", "word ".repeat(100))), origin);
    applyText(yDoc, doc(), origin);
    expect(removed()[0]?.words).toMatch(/^(word )+w?o?r?d?…$/);
    expect(removed()[0]?.words).toHaveLength(200);
  });

  it("removed and wanted again by its id, it comes back with its words and authors", () => {
    const yDoc = docOf(base);
    const yBefore = clauseOf(yDoc, "a");
    applyText(yDoc, doc(article("y", heading("Y"), clause("b", "two"))), origin);
    applyText(yDoc, doc(article("y", heading("Y"), clause("b", "two"), clause("a", "one"))), origin);
    expect(clauseOf(yDoc, "a")).toBe(yBefore);
    expect(show(yDoc)).toBe("article y(heading(Y), clause b(paragraph(two)), clause a(paragraph(one)))");
  });
});

describe("[I36] A table is a rectangle", () => {
  const cell = (text: string): ElementNode =>
    element("table_cell", [text === "" ? element("paragraph", []) : paragraph(text)], {
      colspan: 1,
      rowspan: 1,
      colwidth: null,
    });
  const table = (...rows: readonly string[]): CharterText =>
    doc(
      element(
        "table",
        rows.map((row) =>
          element(
            "table_row",
            row.split(" ").map((text) => cell(text === "-" ? "" : text)),
          ),
        ),
      ),
    );
  const grid = (text: string): string =>
    text.replace(/paragraph|table_cell|table_row/g, "").replace(/\(\((.*?)\)\)/g, "$1");

  it("where one adds a row and the other a column", () => {
    const found = apart(table("a b", "c d"), table("a b", "c d", "e f"), table("a b x", "c d y"));
    expect(found.map(grid)).toEqual(always(grid(table("a b x", "c d y", "e f -").content.map(shown).join(", "))));
  });

  it("where one removes a column and the other writes into it and adds a row", () => {
    const found = apart(table("a b", "c d"), table("a", "c"), table("a bb", "c d", "e f"));
    expect(found.map(grid)).toEqual(always(grid(table("a", "c", "e").content.map(shown).join(", "))));
  });

  it("where one moves a row and the other writes in it", () => {
    const found = apart(table("a b", "c d", "e f"), table("e f", "a b", "c d"), table("a b", "c d", "e fx"));
    expect(found.map(grid)).toEqual(always(grid(table("e fx", "a b", "c d").content.map(shown).join(", "))));
  });

  it("where one moves a column and the other writes in it and adds a row", () => {
    const found = apart(table("a b c", "d e f"), table("c a b", "f d e"), table("a b cx", "d e f", "g h i"));
    expect(found.map(grid)).toEqual(always(grid(table("cx a b", "f d e", "i g h").content.map(shown).join(", "))));
  });

  it("where both move one row: it stands in one place", () => {
    const found = apart(table("a b", "c d", "e f"), table("c d", "a b", "e f"), table("a b", "e f", "c d"));
    const either = [table("c d", "a b", "e f"), table("a b", "e f", "c d")].map((one) =>
      one.content.map(shown).join(", "),
    );
    for (const text of found) expect(either).toContain(text);
  });

  it("where a row moves, moves again and comes back, no word is written anew", () => {
    const yDoc = docOf(table("a b", "c d", "e f"));
    const updates: Uint8Array[] = [];
    yDoc.on("update", (update: Uint8Array) => updates.push(update));
    for (const next of [table("c d", "a b", "e f"), table("e f", "c d", "a b"), table("a b", "c d", "e f")]) {
      applyText(yDoc, next, origin);
      expect(grid(show(yDoc))).toBe(grid(next.content.map(shown).join(", ")));
    }
    const put = updates.flatMap((update) => Y.decodeUpdate(update).structs);
    expect(put.filter((item) => item instanceof Y.Item && item.content instanceof Y.ContentString)).toEqual([]);
  });

  it("removed, it is not seen and nothing in it is deleted: where another puts in a row meanwhile, that is hidden with it", () => {
    const prose = (...nodes: readonly ElementNode[]): CharterText =>
      doc(paragraph("before"), ...nodes, paragraph("after"));
    const [tableNode] = table("a b", "c d").content as readonly ElementNode[];
    const [longer] = table("a b", "c d", "e f").content as readonly ElementNode[];
    if (tableNode === undefined || longer === undefined) throw new Error("there are tables");
    const yDoc = docOf(prose(tableNode));
    const deleted: number[] = [];
    yDoc.on("afterTransaction", (transaction: Y.Transaction) => deleted.push(transaction.deleteSet.clients.size));
    applyText(yDoc, prose(), origin);
    expect(show(yDoc)).toBe("paragraph(before), paragraph(after)");
    expect(deleted).toEqual([0]);
    for (const text of apart(prose(tableNode), prose(), prose(longer)))
      expect(text).toBe("paragraph(before), paragraph(after)");
  });

  it("where both begin to write in one empty cell, both words stand", () => {
    for (const text of apart(table("a -", "c d"), table("a x", "c d"), table("a y", "c d"))) {
      expect(text).toContain("x");
      expect(text).toContain("y");
      expect(text.match(/table_cell/g)).toHaveLength(4);
    }
  });
});
