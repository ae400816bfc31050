import { performance } from "node:perf_hooks";
import * as encoding from "lib0/encoding";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { holdsOf, layout, type StoredName } from "../../../../shared/charter/text/layout.ts";
import { createTextDoc } from "../../../../shared/crdt/document/docLayout.ts";
import { isComplete } from "../../../../shared/crdt/document/foldState.ts";
import type { RootName, StructContent, StructId } from "../../../../shared/crdt/document/updateBytes.ts";
import { judgeUpdate, readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { chance } from "../support/chance.ts";
import { copyOf, forge, origin, updatesOf, verdict } from "../support/honest.ts";
import { agreementDoc, elementsIn, flowAt, idOf, longDoc, rangesOf, wordsDoc } from "../support/layoutDoc.ts";

const author = 7;
const named = (name: string): StructContent => ({ kind: "element", name });
const text: StructContent = { kind: "text" };
const letters: StructContent = { kind: "string", text: "x" };

/** An update of one struct as the first child of a type, or its attribute. */
const within = (parent: StructId | RootName, content: StructContent, attr: string | null = null): Uint8Array =>
  forge(author, 0, { parent, content, attr });

const clause = (yDoc: Y.Doc, index: number): Y.XmlElement => elementsIn(yDoc, "clause")[index] as Y.XmlElement;

const storedNames = Object.keys(layout.elements) as readonly StoredName[];

/** Into a chain of new elements and flows, from the root to what holds `content`. */
function inNew(holders: readonly string[], ...last: readonly { content: StructContent; attr?: string }[]): string {
  const contentOf = (holder: string): StructContent => (holder === "flow" ? text : named(holder));
  const chain = [...holders.map((holder) => ({ content: contentOf(holder) })), ...last];
  const structs = chain.map((struct, clock) => {
    const parent = clock === 0 ? ("text" as const) : { client: author, clock: Math.min(clock, holders.length) - 1 };
    return { parent, ...struct };
  });
  return verdict(forge(author, 0, ...structs), createTextDoc(1), author);
}

/** From the root to a holder. */
const pathTo: Readonly<Record<StoredName | "flow", readonly string[]>> = {
  article: ["article"],
  clause: ["clause"],
  place: ["place"],
  flow: ["flow"],
  body: ["clause", "body"],
  block: ["flow", "block"],
  split: ["flow", "split"],
  hard_break: ["flow", "hard_break"],
  reference: ["flow", "reference"],
  footnote: ["flow", "footnote"],
  promise: ["flow", "promise"],
  bracket: ["flow", "bracket"],
  alt: ["flow", "alt"],
  table: ["flow", "table"],
  table_column: ["flow", "table", "table_column"],
  table_row: ["flow", "table", "table_row"],
  cell: ["flow", "table", "table_row", "cell"],
};

describe("[I1] what may stand where", () => {
  it("is what the layout says, pair by pair, for every pair", () => {
    for (const holder of ["root", "flow", ...storedNames] as const) {
      const path = holder === "root" ? [] : pathTo[holder];
      for (const inner of ["flow", ...storedNames]) {
        const allowed = holdsOf(holder).includes(inner);
        const judged = inNew(path, { content: inner === "flow" ? text : named(inner) });
        expect(`${holder} > ${inner}: ${judged}`).toBe(`${holder} > ${inner}: ${allowed ? "ok" : "wrongParent"}`);
      }
      expect(inNew(path, { content: named("script") })).toBe("wrongParent");
      expect(inNew(path, { content: named("__proto__") })).toBe("wrongParent");
      expect(inNew(path, { content: named("paragraph") })).toBe("wrongParent");
      expect(inNew(path, { content: letters })).toBe(holder === "flow" ? "ok" : "wrongParent");
      expect(inNew(path, { content: { kind: "format", key: "em", value: {} } })).toBe(
        holder === "flow" ? "ok" : "wrongParent",
      );
      expect(inNew(path, { content: { kind: "attr", value: "x" } })).toBe("wrongParent");
    }
  });

  it("is the same among what others wrote", () => {
    const yDoc = agreementDoc(1);
    const first = (id: StructId): StructId | undefined => {
      const { content } = Y.getItem(yDoc.store, Y.createID(id.client, id.clock)) as Y.Item;
      const start = content instanceof Y.ContentType ? content.type._start : null;
      return start === null ? undefined : { client: start.id.client, clock: start.id.clock };
    };
    const put = (id: StructId, content: StructContent): string =>
      verdict(forge(author, 0, { rightOrigin: first(id) ?? null, content }), yDoc, author);
    const inFlow = idOf(flowAt(yDoc, 1));
    const inClause = idOf(clause(yDoc, 0));
    const inTable = idOf(elementsIn(yDoc, "table")[0] as Y.XmlElement);
    for (const content of [letters, named("block"), named("table"), { kind: "format", key: "em", value: {} }] as const)
      expect(`${content.kind} ${put(inFlow, content)}`).toBe(`${content.kind} ok`);
    for (const content of [text, named("clause"), named("place"), { kind: "attr", value: 1 }] as const)
      expect(put(inFlow, content)).toBe("wrongParent");
    expect(put(inClause, named("clause"))).toBe("ok");
    expect(put(inClause, text)).toBe("ok");
    expect(put(inClause, named("block"))).toBe("wrongParent");
    expect(put(inClause, letters)).toBe("wrongParent");
    expect(put(inTable, named("table_row"))).toBe("ok");
    expect(put(inTable, named("cell"))).toBe("wrongParent");
    expect(put(inTable, text)).toBe("wrongParent");
  });

  it("refuses the few bytes of a valid element under a wrong parent", () => {
    const yDoc = agreementDoc(1);
    const update = within(idOf(elementsIn(yDoc, "block")[0] as Y.XmlElement), named("clause"));
    expect(update.length).toBeLessThan(24);
    expect(verdict(update, yDoc, author)).toBe("wrongParent");
  });

  it("gives no attributes to a root or a flow", () => {
    const yDoc = agreementDoc(1);
    const value: StructContent = { kind: "attr", value: "x" };
    expect(verdict(within("text", value, "id"), yDoc, author)).toBe("wrongParent");
    expect(verdict(within(idOf(flowAt(yDoc, 0)), value, "id"), yDoc, author)).toBe("wrongParent");
    const inAttr = forge(author, 0, { origin: attrItem(yDoc), content: letters });
    expect(verdict(inAttr, yDoc, author)).toBe("wrongParent");
  });

  it("takes attributes of that element with a value of their form, and no other", () => {
    const set = (name: StoredName, attr: string, value: string | number | boolean | null): string =>
      inNew(pathTo[name], { content: { kind: "attr", value }, attr });
    const good: readonly (readonly [StoredName, string, string | number | boolean])[] = [
      ["article", "id", ""],
      ["article", "id", "a-1"],
      ["article", "kind", "annex"],
      ["article", "home", "1.0"],
      ["article", "gone", false],
      ["clause", "id", "x".repeat(32)],
      ["clause", "home", ""],
      ["clause", "source", "f".repeat(64)],
      ["split", "kind", "clause"],
      ["split", "kind", "preamble"],
      ["body", "lang", "zh-Hant"],
      ["block", "type", "heading"],
      ["block", "level", 6],
      ["block", "list", "bob"],
      ["block", "list", ""],
      ["block", "item", 0],
      ["block", "order", 1_000_000],
      ["table", "list", "o"],
      ["table_row", "home", "zz.1"],
      ["table_column", "gone", true],
      ["cell", "column", "a.b"],
      ["cell", "header", true],
      ["cell", "colspan", 1000],
      ["bracket", "side", "close"],
      ["reference", "clause", ""],
      ["reference", "clause", "wells-2"],
      ["reference", "clause", "x".repeat(32)],
    ];
    for (const [name, attr, value] of good)
      expect(`${name} ${attr} ${value} ${set(name, attr, value)}`).toBe(`${name} ${attr} ${value} ok`);
    const bad: readonly (readonly [StoredName, string, string | number | boolean | null])[] = [
      ["article", "id", "x".repeat(33)],
      ["article", "id", "A"],
      ["article", "id", null],
      ["article", "kind", "clause"],
      ["article", "level", 1],
      ["article", "source", ""],
      ["article", "home", "1.00"],
      ["article", "home", "1"],
      ["article", "home", `1.${"1".repeat(30)}`],
      ["article", "gone", 1],
      ["clause", "kind", "clause"],
      ["clause", "source", "f".repeat(63)],
      ["body", "lang", "not a language"],
      ["block", "level", 0],
      ["block", "level", 7],
      ["block", "level", 1.5],
      ["block", "level", "1"],
      ["block", "level", null],
      ["block", "__proto__", 1],
      ["block", "constructor", 1],
      ["block", "list", "x"],
      ["block", "list", "b".repeat(17)],
      ["block", "item", 17],
      ["block", "order", -1],
      ["block", "order", 1_000_001],
      ["block", "id", "a"],
      ["cell", "colspan", 0],
      ["cell", "rowspan", 1001],
      ["cell", "header", null],
      ["bracket", "side", "left"],
      ["place", "id", ""],
      ["hard_break", "type", "paragraph"],
      ["alt", "side", "open"],
      ["reference", "clause", "x".repeat(33)],
      ["reference", "clause", "Wells"],
      ["reference", "clause", "../wells"],
      ["reference", "clause", null],
      ["reference", "clause", 2],
      ["reference", "id", "wells"],
      ["reference", "href", "https://a.org"],
    ];
    for (const [name, attr, value] of bad)
      expect(`${name} ${attr} ${value} ${set(name, attr, value)}`).toBe(`${name} ${attr} ${value} badAttr`);
  });

  it("refuses a value beside the others of its attribute", () => {
    const yDoc = agreementDoc(1);
    const value: StructContent = { kind: "attr", value: "annex" };
    expect(verdict(forge(author, 0, { origin: attrItem(yDoc), content: value }), yDoc, author)).toBe("ok");
    expect(verdict(forge(author, 0, { rightOrigin: attrItem(yDoc), content: value }), yDoc, author)).toBe("badAttr");
  });

  it("takes marks it knows with attributes of their form, or none", () => {
    const put = (key: string, value: unknown): string => inNew(["flow"], { content: { kind: "format", key, value } });
    const href = (address: string): string => put("link", { href: address });
    for (const key of ["strong", "em", "underline", "definition", "term"]) {
      expect(put(key, {})).toBe("ok");
      expect(put(key, null)).toBe("ok");
      for (const value of [true, "x", [], { a: 1 }, 0]) expect(put(key, value)).toBe("badMark");
    }
    for (const good of ["http://a.org", "https://a.org/?q#x", "mailto:a@b.org"]) expect(href(good)).toBe("ok");
    for (const bad of ["javascript:alert(1)", "data:text/html,x", "//a.org", "", `https://${"a".repeat(3000)}`])
      expect(href(bad)).toBe("badMark");
    expect(put("link", {})).toBe("badMark");
    expect(put("link", { href: "https://a.org", title: "x" })).toBe("badMark");
    for (const key of ["ychange", "__proto__", "strike", ""]) expect(put(key, {})).toBe("badMark");
    expect(put("ychange", null)).toBe("badMark");
  });

  it("refuses elements and flows more than 64 deep, in one update or on top of others", () => {
    const deep = (levels: number, from: StructId | RootName, clock: number, last = named("clause")) =>
      forge(
        author,
        clock,
        ...Array.from({ length: levels }, (_, i) => ({
          parent: i === 0 ? from : { client: author, clock: clock + i - 1 },
          content: i === levels - 1 ? last : named("clause"),
        })),
      );
    const yOther = createTextDoc(1);
    expect(verdict(deep(65, "text", 0), yOther, author)).toBe("tooDeep");
    expect(verdict(deep(65, "text", 0, text), yOther, author)).toBe("tooDeep");
    expect(verdict(deep(20_000, "text", 0), yOther, author)).toBe("tooDeep");
    const tables = Array.from({ length: 17 }, () => ["flow", "table", "table_row", "cell"]).flat();
    expect(inNew(tables.slice(0, 63), { content: named("cell") })).toBe("ok");
    expect(inNew(tables.slice(0, 64), { content: text })).toBe("tooDeep");
    const fits = deep(64, "text", 0);
    expect(verdict(fits, yOther, author)).toBe("ok");
    Y.applyUpdate(yOther, fits, origin);
    for (const last of [named("clause"), named("place"), text])
      expect(verdict(deep(1, { client: author, clock: 63 }, 64, last), yOther, author)).toBe("tooDeep");
  });
});

/** The value of the first article's `kind`. */
const attrItem = (yDoc: Y.Doc): StructId => {
  const id = elementsIn(yDoc, "article")[0]?._map.get("kind")?.id;
  if (id === undefined) throw new Error("an article has a kind");
  return { client: id.client, clock: id.clock };
};

describe("[I3] [I6] whose words, and on top of what", () => {
  const yDoc = wordsDoc("the water", 1);
  const [words] = rangesOf(flowAt(yDoc, 0), 1, 9);
  const at = (offset: number): StructId => ({ client: 1, clock: (words?.clock ?? 0) + offset });
  const typed = (client: number, clock: number, left: number) =>
    forge(client, clock, { origin: at(left), rightOrigin: at(left + 1), content: letters });

  it("takes the author's client id only, from its next clock on", () => {
    expect(verdict(typed(author, 0, 0), yDoc, author)).toBe("ok");
    expect(verdict(typed(8, 0, 0), yDoc, author)).toBe("foreignClient");
    expect(verdict(typed(1, Y.getState(yDoc.store, 1), 0), yDoc, author)).toBe("foreignClient");
    expect(verdict(typed(author, 1, 0), yDoc, author)).toBe("wrongClock");
    expect(verdict(typed(author, 0, 0), yDoc, author, 1)).toBe("wrongClock");
    const both = Y.mergeUpdates([typed(author, 0, 0), typed(8, 0, 1)]);
    expect(verdict(both, yDoc, author)).toBe("severalClients");
    const gap = Y.mergeUpdates([typed(author, 0, 0), typed(author, 5, 1)]);
    expect(verdict(gap, yDoc, author)).toBe("forbiddenContent");
  });

  it("refuses two sections of one client, of which Yjs takes the last", () => {
    const one = typed(author, 0, 0);
    const two = typed(author, 1, 1);
    const sections = new Uint8Array([2, ...one.slice(1, -1), ...two.slice(1, -1), 0]);
    expect(verdict(sections, yDoc, author)).toBe("severalClients");
  });

  it("refuses references to what is not in its past, wherever they stand", () => {
    const far = { client: 1, clock: 500 };
    const stranger = { client: 55, clock: 0 };
    for (const id of [far, stranger, { client: author, clock: 0 }, { client: author, clock: 3 }]) {
      const structs = [
        { origin: id, rightOrigin: null, content: letters },
        { origin: null, rightOrigin: id, content: letters },
        { origin: at(0), rightOrigin: id, content: letters },
        { parent: id, content: text },
      ];
      for (const struct of structs) expect(verdict(forge(author, 0, struct), yDoc, author)).toBe("unknownReference");
    }
    expect(verdict(forge(author, 0, { content: letters }), yDoc, author)).not.toBe("ok");
  });

  it("refuses what refers to somebody's work that the replica has but the author's past has not", () => {
    const decoded = readUpdate(typed(author, 0, 4));
    if (!decoded.ok) throw new Error("honest");
    const rules = { client: author, nextClock: 0, known: (client: number) => (client === 1 ? at(3).clock : 0) };
    expect(judgeUpdate(decoded.value, yDoc, rules)).toEqual({ ok: false, error: { kind: "unknownReference" } });
  });

  it("refuses to delete what is not in its past, and ranges that never end", () => {
    const deleting = (client: number, clock: number, length: number): Uint8Array => {
      const encoder = encoding.createEncoder();
      for (const value of [0, 1, client, 1, clock, length]) encoding.writeVarUint(encoder, value);
      return encoding.toUint8Array(encoder);
    };
    const end = Y.getState(yDoc.store, 1);
    expect(verdict(deleting(1, 0, end), yDoc, author)).toBe("ok");
    expect(verdict(deleting(1, 0, end + 1), yDoc, author)).toBe("unknownReference");
    expect(verdict(deleting(1, 2 ** 51, 2 ** 52), yDoc, author)).toBe("unknownReference");
    expect(verdict(deleting(55, 0, 1), yDoc, author)).toBe("unknownReference");
    expect(verdict(deleting(author, 0, 1), yDoc, author)).toBe("unknownReference");
    expect(verdict(deleting(1, 0, 0), yDoc, author)).toBe("malformed");
    expect(verdict(deleting(1, 2 ** 53 - 1, 2 ** 53 - 1), yDoc, author)).toBe("malformed");
  });

  it("[I3] leaves nothing waiting, and is not changed by being judged", () => {
    const before = Y.encodeStateAsUpdate(yDoc);
    const update = typed(author, 0, 2);
    expect(verdict(update, yDoc, author)).toBe("ok");
    expect(Y.encodeStateAsUpdate(yDoc)).toEqual(before);
    const copy = copyOf(yDoc, 3);
    Y.applyUpdate(copy, update, origin);
    expect(isComplete(copy)).toBe(true);
  });
});

describe("[I4] cost", () => {
  it("judges a typed word in a text of 100,000 words without walking it", () => {
    const costUs = (wordCount: number): number => {
      const yHost = longDoc(wordCount, chance(1), 1);
      const yWindow = copyOf(yHost, author);
      const yFlow = flowAt(yWindow, Math.floor(elementsIn(yWindow, "clause").length / 2));
      const costs: number[] = [];
      for (let i = 0; i < 300; i++)
        for (const update of updatesOf(yWindow, () => yFlow.insert(20 + i * 5, "word "))) {
          const startMs = performance.now();
          expect(verdict(update, yHost, author)).toBe("ok");
          costs.push((performance.now() - startMs) * 1000);
          Y.applyUpdate(yHost, update, origin);
        }
      return costs.sort((a, b) => a - b)[150] ?? 0;
    };
    costUs(1_000);
    expect(costUs(100_000)).toBeLessThan(Math.max(60, 3 * costUs(1_000)));
  });
});
