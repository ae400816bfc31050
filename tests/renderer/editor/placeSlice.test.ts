/** Copied and dragged pieces in many texts, at every place. */
import fc from "fast-check";
import { type Node, Slice } from "prosemirror-model";
import { EditorState, TextSelection } from "prosemirror-state";
import { describe, expect, it } from "vitest";
import { clauseIds } from "../../../renderer/editor/clauseIds.ts";
import { dragTo, holdsStructure, ownSlice, placeBlocks } from "../../../renderer/editor/placeSlice.ts";
import { roomForCaret } from "../../../renderer/editor/roomForCaret.ts";
import { schema } from "../../../shared/charter/text/schema.ts";

let count = 0;
const words = (): string => `w${++count}a w${count}b w${count}c`;
const p = (text = words()): Node => schema.node("paragraph", null, text === "" ? [] : [schema.text(text)]);
const h = (text = words()): Node => schema.node("heading", { level: 2 }, [schema.text(text)]);
const clause = (...content: Node[]): Node => schema.node("clause", { id: `c${++count}` }, content);
const article = (...content: Node[]): Node => schema.node("article", { id: `a${++count}` }, content);
const body = (lang: string, ...content: Node[]): Node => schema.node("body", { lang }, content);
const list = (...items: Node[][]): Node =>
  schema.node(
    "ordered_list",
    { order: 3 },
    items.map((item) => schema.node("list_item", null, item)),
  );
const table = (...rows: Node[][]): Node =>
  schema.node(
    "table",
    null,
    rows.map((row) =>
      schema.node(
        "table_row",
        null,
        row.map((one) => schema.node("table_cell", null, [one])),
      ),
    ),
  );
const doc = (...content: Node[]): Node => schema.node("doc", null, content);

const texts: readonly Node[] = [
  doc(
    h(),
    article(h(), p(), clause(p(), clause(p()), clause(p(), list([p()], [p(), p()]))), clause(p())),
    article(h(), table([p(), p()], [p(), p()]), clause(table([p(), p()]), p())),
    p(),
    clause(p()),
  ),
  doc(clause(p()), clause(p("")), article(h(), clause(list([p()], [p()]))), article(p())),
  doc(
    article(h(), p(), body("fr", p(), list([p()]), p()), clause(p(), body("ar", p()), clause(body("fr", p(""))))),
    p(),
  ),
  doc(p("")),
  doc(article(h(), clause(p()), p(), clause(p("")))),
];

const stateOf = (text: Node): EditorState => EditorState.create({ doc: text, plugins: [clauseIds(), roomForCaret()] });

function placesIn(text: Node): readonly number[] {
  const places: number[] = [];
  for (let position = 0; position <= text.content.size; position++) places.push(position);
  return places;
}

const caretsIn = (text: Node): readonly number[] =>
  placesIn(text).filter((position) => text.resolve(position).parent.isTextblock);

const blocksOf = (text: Node): string[] => {
  const blocks: string[] = [];
  text.descendants((node) => {
    if (node.isTextblock && node.textContent !== "") blocks.push(node.textContent);
    return !node.isTextblock;
  });
  return blocks.sort();
};

const idsOf = (text: Node): string[] => {
  const ids: string[] = [];
  text.descendants((node) => {
    if (node.type.name === "clause" || node.type.name === "article") ids.push(String(node.attrs.id));
  });
  return ids;
};

/** Articles in the text only; further languages in articles and clauses; no clause in a list, a table or a language. */
function misplaced(text: Node): string[] {
  const found: string[] = [];
  text.descendants((node, position) => {
    const $place = text.resolve(position);
    const around = Array.from({ length: $place.depth }, (_, depth) => $place.node(depth + 1).type.name);
    if (node.type.name === "article" && around.length > 0) found.push([...around, "article"].join(">"));
    const isInBlocks = around.some((name) => ["list_item", "table_cell", "body"].includes(name));
    if (["clause", "body"].includes(node.type.name) && isInBlocks) found.push([...around, node.type.name].join(">"));
    if (node.type.name === "body" && around.length === 0) found.push("body");
  });
  return found;
}

const sorted = (all: readonly string[]): string =>
  all
    .join(" ")
    .split(" ")
    .filter((one) => one !== "")
    .sort()
    .join(" ");

describe("copied and dragged pieces", () => {
  const source = fc.constantFrom(...texts);
  const range = fc.tuple(fc.nat(), fc.nat());
  const ends = (text: Node, [a, b]: readonly [number, number]): readonly [number, number] => {
    const carets = caretsIn(text);
    const [from, to] = [carets[a % carets.length] ?? 0, carets[b % carets.length] ?? 0];
    return [Math.min(from, to), Math.max(from, to)];
  };

  it("pasted anywhere nest no article and no clause where none may be, lose no word and join no sentences", () => {
    fc.assert(
      fc.property(source, source, range, fc.nat(), (from, into, ab, at) => {
        const [start, end] = ends(from, ab);
        const slice = ownSlice(from.slice(start, end, true));
        const carets = caretsIn(into);
        const place = carets[at % carets.length] ?? 1;
        const state = stateOf(into);
        const transaction = state.tr.setSelection(TextSelection.create(into, place));
        if (holdsStructure(slice.content)) placeBlocks(transaction, place, slice.content.content);
        else transaction.replaceSelection(slice);
        const { doc: now } = state.apply(transaction);
        now.check();
        expect(misplaced(now)).toEqual([]);
        expect(new Set(idsOf(now)).size).toBe(idsOf(now).length);
        if (!holdsStructure(slice.content)) return;
        const copied = blocksOf(schema.nodes.doc.create(null, slice.content));
        expect(blocksOf(now)).toEqual([...blocksOf(into), ...copied].sort());
      }),
      { seed: 21, numRuns: 1000 },
    );
  });

  it("dragged anywhere stay whole: no nesting, no word lost or joined to another, each clause with its id", () => {
    fc.assert(
      fc.property(source, range, fc.nat(), fc.boolean(), (text, ab, at, isMove) => {
        const [from, to] = ends(text, ab);
        if (from === to) return;
        const place = placesIn(text)[at % (text.content.size + 1)] ?? 0;
        const state = stateOf(text);
        const transaction = state.tr;
        const isMoved = dragTo(transaction, from, to, place, isMove);
        const { doc: now } = state.apply(transaction);
        now.check();
        expect(misplaced(now)).toEqual([]);
        expect(new Set(idsOf(now)).size).toBe(idsOf(now).length);
        if (!isMoved) expect(now.eq(text)).toBe(true);
        const $from = text.resolve(from);
        const said = text.textBetween(from, to, "");
        const isPartOfBlock = [$from, text.resolve(to)].some(
          ({ parent }) => parent.textContent.includes(said) && parent.textContent !== said,
        );
        // Words dragged within and between sentences are meant to join them; blocks are not.
        if (isPartOfBlock) return;
        const whole = new Set(blocksOf(text));
        const cut = new Set([$from.parent.textContent, text.resolve(to).parent.textContent]);
        for (const block of blocksOf(now))
          expect(whole.has(block) || [...cut].some((one) => one.includes(block))).toBe(true);
        if (isMove)
          expect(sorted(blocksOf(now)).replace(/ /g, "").length).toBe(sorted(blocksOf(text)).replace(/ /g, "").length);
      }),
      { seed: 22, numRuns: 1500 },
    );
  });

  it("[C16] of all that is said in a further language drag that language with it, beside the words of the clause there", () => {
    const text = doc(article(clause(p("one"), body("fr", p("un"))), clause(p("two"))));
    const state = stateOf(text);
    const places = new Map<string, number>();
    text.descendants((node, position) => {
      if (node.isText) places.set(node.text ?? "", position);
    });
    const from = places.get("un") ?? 0;
    const transaction = state.tr;
    dragTo(transaction, from, from + 2, (places.get("two") ?? 0) + 3, true);
    const { doc: now } = state.apply(transaction);
    const shape = (node: Node): string =>
      node.isTextblock ? node.textContent : `${node.type.name}(${node.children.map(shape).join(" ")})`;
    expect(shape(now)).toBe("doc(article(clause(one) clause(two body(un))))");
    expect(now.toString()).toContain("body");
  });

  it("[C16] put a language that leaves its clauses for the text, a list or another language there as blocks", () => {
    for (const [into, place] of [
      [doc(p("x")), 1],
      [doc(list([p("x")])), 3],
      [doc(clause(body("de", p("x")))), 3],
    ] as const) {
      const transaction = stateOf(into).tr;
      placeBlocks(transaction, place, [body("fr", p("eau"))]);
      expect(transaction.doc.textContent).toContain("eau");
      expect(misplaced(transaction.doc)).toEqual([]);
      expect(JSON.stringify(transaction.doc.toJSON())).not.toContain('"fr"');
    }
  });

  it("of a whole sentence drag the clause, with its id, beside the clause at the place", () => {
    const [one, two] = [clause(p("one")), clause(p("two"))];
    const text = doc(article(h("H"), one, two));
    const state = stateOf(text);
    let from = 0;
    text.descendants((node, position) => {
      if (node.isText && node.text === "one") from = position;
    });
    const transaction = state.tr;
    dragTo(transaction, from, from + 3, text.content.size - 3, true);
    const { doc: now } = state.apply(transaction);
    expect(idsOf(now).slice(1)).toEqual([two.attrs.id, one.attrs.id]);
    expect(blocksOf(now)).toEqual(["H", "one", "two"]);
  });

  it("copied up to the beginning of the next clause are one clause", () => {
    const text = doc(article(clause(p("one")), clause(p("two"))));
    const slice = ownSlice(text.slice(3, 10, true));
    expect(new Slice(slice.content, 0, 0).content.textBetween(0, slice.content.size)).toBe("one");
    expect(slice.content.childCount).toBe(1);
  });
});
