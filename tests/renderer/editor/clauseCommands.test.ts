import type { Node } from "prosemirror-model";
import { type Command, EditorState, TextSelection } from "prosemirror-state";
import { describe, expect, test } from "vitest";
import {
  backspaceAtArticle,
  deleteAtArticle,
  enterInClause,
  newArticle,
  newClause,
} from "../../../renderer/editor/clauseCommands.ts";
import { clauseIds, freshClauseId } from "../../../renderer/editor/clauseIds.ts";
import { createOutline, numberEntries } from "../../../renderer/editor/outline.ts";
import { remoteChange } from "../../../renderer/editor/remoteChange.ts";
import { roomForCaret } from "../../../renderer/editor/roomForCaret.ts";
import { structureCommand } from "../../../renderer/editor/structure.ts";
import { readClauses } from "../../../shared/charter/text/clauses.ts";
import type { DocNode } from "../../../shared/charter/text/model.ts";
import { schema } from "../../../shared/charter/text/schema.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { randomText } from "../../shared/crdt/support/texts.ts";

const p = (text: string): Node => schema.node("paragraph", null, text === "" ? [] : [schema.text(text)]);
const h = (text: string): Node => schema.node("heading", { level: 2 }, [schema.text(text)]);
const clause = (id: string, ...content: Node[]): Node => schema.node("clause", { id }, content);
const list = (...items: Node[]): Node =>
  schema.node(
    "bullet_list",
    null,
    items.map((item) => schema.node("list_item", null, [item])),
  );
const body = (lang: string, ...content: Node[]): Node => schema.node("body", { lang }, content);
const article = (id: string, ...content: Node[]): Node => schema.node("article", { id }, content);
const doc = (...content: Node[]): Node => schema.node("doc", null, content);

const nestClause = structureCommand("nest");
const unnestClause = structureCommand("unnest");

/** The state with the caret behind the first place where `words` stand, or before them. */
function at(text: Node, words: string, side: "before" | "after" = "after"): EditorState {
  let found = -1;
  text.descendants((node, position) => {
    if (found < 0 && node.isText && node.text?.includes(words)) found = position + (node.text?.indexOf(words) ?? 0);
    return found < 0;
  });
  const caret = found + (side === "after" ? words.length : 0);
  return EditorState.create({
    doc: text,
    selection: TextSelection.create(text, caret),
    plugins: [clauseIds(), roomForCaret()],
  });
}

function apply(state: EditorState, command: Command): EditorState {
  let next = state;
  expect(command(state, undefined)).toBe(
    command(state, (transaction) => {
      next = state.apply(transaction);
    }),
  );
  return next;
}

const idsOf = (text: Node): string[] => {
  const ids: string[] = [];
  text.descendants((node) => {
    if (node.type.name === "clause" || node.type.name === "article") ids.push(String(node.attrs.id));
  });
  return ids;
};

const two = doc(article("a1", h("Wells"), clause("c1", p("one")), clause("c2", p("two"), clause("c3", p("three")))));

describe("clauses by command", () => {
  test("Enter at the end makes a clause after it with a fresh id; the old one keeps its own", () => {
    const { doc: after } = apply(at(two, "one"), enterInClause);
    const ids = idsOf(after);
    expect([ids[0], ids[1], ids[3], ids[4]]).toEqual(["a1", "c1", "c2", "c3"]);
    expect(ids[2]).toMatch(/^[a-z0-9]{16}$/);
  });

  test("Enter in an empty clause leaves it", () => {
    const text = doc(article("a1", clause("c1", p(""))));
    const state = EditorState.create({ doc: text, selection: TextSelection.create(text, 3) });
    expect(apply(state, enterInClause).doc).toEqual(doc(article("a1", p(""))));
  });

  test("in and out of the clause before keeps every id and all text", () => {
    const nested = apply(at(two, "two"), nestClause);
    expect(idsOf(nested.doc)).toEqual(["a1", "c1", "c2", "c3"]);
    expect(nested.doc.child(0).child(1).childCount).toBe(2);
    expect(apply(nested, unnestClause).doc.eq(two)).toBe(true);
  });

  test("the first clause has no clause to go into, the outermost none to leave", () => {
    expect(nestClause(at(two, "one"))).toBe(false);
    expect(unnestClause(at(two, "one"))).toBe(false);
  });

  test("nesting ends before the validator's limit", () => {
    let text = p("deep");
    for (let depth = 0; depth < 30; depth++) text = clause(`n${depth}`, clause(`s${depth}`, p("x")), text);
    expect(nestClause(at(doc(clause("x", p("first")), text), "deep"))).toBe(false);
  });

  test("a new clause stands after the one with the caret, in an empty paragraph's place, or at the end", () => {
    expect(idsOf(apply(at(two, "three"), newClause).doc)).toHaveLength(5);
    const empty = doc(p(""));
    const state = EditorState.create({ doc: empty, selection: TextSelection.create(empty, 1), plugins: [clauseIds()] });
    expect(apply(state, newClause).doc.toString()).toBe("doc(clause(paragraph))");
  });

  test("[I1] a new clause never stands in a list or a further language, but after it", () => {
    const shape = (text: Node): string => text.toString().replace(/"/g, "");
    const text = doc(
      article("a1", list(p("item")), body("fr", p("mots")), clause("c1", body("ar", p("last")))),
      list(p("loose")),
    );
    const rest = "clause(body(paragraph(last)))";
    expect(shape(apply(at(text, "item"), newClause).doc)).toContain(
      "bullet_list(list_item(paragraph(item))), clause(paragraph), body(paragraph(mots))",
    );
    expect(shape(apply(at(text, "mots"), newClause).doc)).toContain(
      `body(paragraph(mots)), clause(paragraph), ${rest}`,
    );
    expect(shape(apply(at(text, "last"), newClause).doc)).toContain(`${rest}, clause(paragraph))`);
    expect(shape(apply(at(text, "loose"), newClause).doc)).toContain("(loose))), clause(paragraph))");
  });

  test("[C16] Enter in a further language makes a paragraph there, and Backspace at its beginning takes nothing in", () => {
    const text = doc(clause("c1", p("one"), body("fr", p("un"))));
    expect(enterInClause(at(text, "un"))).toBe(false);
  });

  test("articles, annexes and preambles have their places", () => {
    const kinds = (state: EditorState) => state.doc.children.map((node) => node.attrs.kind);
    const withAnnex = apply(at(two, "one"), newArticle("annex"));
    expect(kinds(apply(apply(withAnnex, newArticle("preamble")), newArticle("article")))).toEqual([
      "preamble",
      "article",
      "article",
      "annex",
    ]);
  });

  test("Backspace and Delete do not melt articles, and take away empty ones", () => {
    const text = doc(article("a1", p("one")), article("a2", p("two")), article("a3", p("")), p("end"));
    const back = apply(at(text, "two", "before"), backspaceAtArticle);
    expect(back.doc.eq(text)).toBe(true);
    expect(back.selection.$head.parent.textContent).toBe("one");
    expect(idsOf(apply(at(text, "two"), deleteAtArticle).doc)).toEqual(["a1", "a2"]);
    expect(backspaceAtArticle(at(text, "one", "before"))).toBe(true);
    expect(backspaceAtArticle(at(text, "one"))).toBe(false);
  });
});

describe("ids of clauses", () => {
  test("are 16 of [a-z2-7], each letter as likely as another", () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 2_000; i++) {
      const id = freshClauseId();
      expect(id).toMatch(/^[a-z2-7]{16}$/);
      for (const letter of id) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    const expected = (2_000 * 16) / 32;
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(expected / 3);
  });

  test("a pasted copy gets its own, the original keeps its", () => {
    const state = at(two, "one");
    const copy = state.apply(state.tr.insert(0, two.child(0)));
    const ids = idsOf(copy.doc);
    expect(new Set(ids).size).toBe(8);
    expect(ids.slice(4)).toEqual(["a1", "c1", "c2", "c3"]);
  });

  test("ids that met in a merge stay as they are", () => {
    const state = at(two, "one");
    const merged = doc(two.child(0), article("a1", p("other")), article("", p("third")));
    expect(idsOf(state.apply(remoteChange(state, merged, false)).doc)).toEqual(["a1", "c1", "c2", "c3", "a1", ""]);
  });

  test("typing looks at no clause", () => {
    const state = at(doc(article("a1", clause("same", p("one")), clause("same", p("two")))), "one");
    expect(idsOf(state.apply(state.tr.insertText("!")).doc)).toEqual(["a1", "same", "same"]);
  });
});

describe("room for a caret", () => {
  test("what this person empties gets a paragraph; what others left empty stays", () => {
    const state = at(two, "one");
    const emptied = state.apply(state.tr.delete(0, state.doc.content.size));
    expect(emptied.doc.toString()).toBe("doc(paragraph)");
    expect(state.apply(remoteChange(state, doc(article("a1")), false)).doc.toString()).toBe("doc(article)");
  });

  test("a list without items and a row without cells go", () => {
    const text = doc(schema.node("bullet_list", null, [schema.node("list_item", null, [p("x")])]), p("y"));
    const state = at(text, "x");
    expect(state.apply(state.tr.delete(1, 6)).doc.toString()).toBe('doc(paragraph("y"))');
  });
});

function withIds<Of extends DocNode>(node: Of, made: { count: number }): Of {
  if (node.type === "text") return node;
  const attrs = "id" in node.attrs ? { ...node.attrs, id: `n${made.count++}` } : node.attrs;
  return { ...node, attrs, content: node.content.map((child) => withIds(child, made)) };
}

describe("finding one's way", () => {
  test.each(Array.from({ length: 20 }, (_, seed) => seed))("numbers are those of the text (seed %i)", (seed) => {
    const text = withIds(randomText(chance(seed)), { count: 0 });
    const numbers = numberEntries(createOutline()(schema.nodeFromJSON(text)));
    expect([...numbers]).toEqual(readClauses(text).map(({ id, number }) => [id, number]));
  });

  test("the outline names articles and clauses, by heading or first words, with their depth", () => {
    expect(createOutline()(two)).toEqual([
      { id: "a1", kind: "article", title: "Wells", depth: 0 },
      { id: "c1", kind: "clause", title: "one", depth: 1 },
      { id: "c2", kind: "clause", title: "two", depth: 1 },
      { id: "c3", kind: "clause", title: "three", depth: 2 },
    ]);
  });

  test("a clause that moved is read at its new depth", () => {
    const outline = createOutline();
    const inner = clause("c9", p("x"));
    expect(outline(doc(article("a1", inner)))[1]?.depth).toBe(1);
    expect(outline(doc(inner))[0]?.depth).toBe(0);
  });
});
