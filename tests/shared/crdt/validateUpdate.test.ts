import { performance } from "node:perf_hooks";
import * as encoding from "lib0/encoding";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { schema } from "../../../shared/charter/text/schema.ts";
import { createTextDoc, textRoot } from "../../../shared/crdt/docLayout.ts";
import { isComplete } from "../../../shared/crdt/foldState.ts";
import { readText } from "../../../shared/crdt/readText.ts";
import { decodeUpdate, type StructContent, type StructId } from "../../../shared/crdt/updateBytes.ts";
import {
  judgeUpdate,
  maxUpdateBytes,
  maxUpdateLength,
  maxUpdateStructs,
  readUpdate,
} from "../../../shared/crdt/validateUpdate.ts";
import { chance } from "./support/chance.ts";
import { createEditor } from "./support/headlessEditor.ts";
import { copyOf, docOf, forge, origin, updatesOf, verdict } from "./support/honest.ts";
import { doc, element, longText, paragraph, randomText } from "./support/texts.ts";

const author = 7;
const idOf = (type: Y.AbstractType<Y.YXmlEvent> | Y.XmlText | Y.XmlElement): StructId => {
  const id = type._item?.id;
  if (id === undefined) throw new Error("not in a document");
  return { client: id.client, clock: id.clock };
};
const child = (yDoc: Y.Doc, ...path: readonly number[]): Y.XmlElement =>
  path.reduce<Y.XmlElement | Y.XmlFragment>(
    (at, index) => at.get(index) as Y.XmlElement,
    textRoot(yDoc),
  ) as Y.XmlElement;

const named = (name: string): StructContent => ({ kind: "element", name });
const text: StructContent = { kind: "text" };
const letters: StructContent = { kind: "string", text: "x" };

/** An update of one struct as the first child of a type, or its attribute. */
const within = (parent: StructId | "root", content: StructContent, attr: string | null = null): Uint8Array =>
  forge(author, 0, { parent, content, attr });

/** What stock Yjs writes when it is asked for something else than a text. */
const foreign = (run: (yDoc: Y.Doc) => void, gc = false): Uint8Array => {
  const yDoc = new Y.Doc({ gc });
  yDoc.clientID = author;
  run(yDoc);
  return Y.encodeStateAsUpdate(yDoc);
};

describe("honest authors", () => {
  it("[I7] are never refused: typing, lists, tables, paste, drag, undo and redo of the real editor", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const by = chance(seed);
      const yHost = docOf(randomText(by));
      const yWindow = copyOf(yHost, author);
      const editor = createEditor(yWindow);
      for (let step = 0; step < 40; step++)
        for (const update of updatesOf(yWindow, () => editor.edit(by))) {
          expect(verdict(update, yHost, author), `seed ${seed}, step ${step}`).toBe("ok");
          Y.applyUpdate(yHost, update, origin);
          expect(isComplete(yHost)).toBe(true);
        }
      expect(readText(yHost)).toEqual({ text: readText(yWindow).text, problems: [] });
    }
  });

  it("[I7] are never refused when they come back after a while, with everything they deleted since", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const by = chance(seed);
      const yHost = docOf(randomText(by));
      const yWindow = copyOf(yHost, author);
      const editor = createEditor(yWindow);
      for (let visit = 0; visit < 4; visit++) {
        for (let step = 0; step < 15; step++) editor.edit(by);
        const update = Y.encodeStateAsUpdate(yWindow, Y.encodeStateVector(yHost));
        expect(verdict(update, yHost, author), `seed ${seed}, visit ${visit}`).toBe("ok");
        Y.applyUpdate(yHost, update, origin);
      }
      expect(Y.equalSnapshots(Y.snapshot(yHost), Y.snapshot(yWindow))).toBe(true);
      expect(readText(yHost).text).toEqual(readText(yWindow).text);
    }
  });

  it("[I7] are never refused for what an attribute was before, which Yjs joins to one item", () => {
    const yHost = docOf(doc(element("heading", [], { level: 1 })));
    const yWindow = copyOf(yHost, author);
    const yHeading = child(yWindow, 0);
    for (const level of [2, 3, 4, 2, 3]) yHeading.setAttribute("level", level as unknown as string);
    const update = Y.encodeStateAsUpdate(yWindow, Y.encodeStateVector(yHost));
    expect(Y.decodeUpdate(update).structs.length).toBe(2);
    expect(verdict(update, yHost, author)).toBe("ok");
    Y.applyUpdate(yHost, update, origin);
    expect(readText(yHost)).toEqual({ text: doc(element("heading", [], { level: 3 })), problems: [] });
  });

  it("[I5] are not refused for redoing what was deleted with its element", () => {
    const yHost = docOf(doc(element("clause", [paragraph("one"), paragraph("two"), paragraph("three")])));
    const yWindow = copyOf(yHost, author);
    const undoManager = new Y.UndoManager(textRoot(yWindow), { captureTimeout: 0, trackedOrigins: new Set([origin]) });
    const updates = updatesOf(yWindow, () => {
      yWindow.transact(() => child(yWindow, 0).delete(1, 1), origin);
      yWindow.transact(() => textRoot(yWindow).delete(0, 1), origin);
      undoManager.undo();
      yWindow.transact(() => child(yWindow, 0).insert(1, [new Y.XmlElement("table")]), {});
      undoManager.undo();
    });
    for (const update of updates) {
      expect(verdict(update, yHost, author)).toBe("ok");
      Y.applyUpdate(yHost, update, origin);
    }
    expect(readText(yHost).text).toEqual(readText(yWindow).text);
    expect(child(yWindow, 0).length).toBe(4);
  });
});

describe("[I1] what may stand where", () => {
  const yDoc = docOf(
    doc(
      element("article", [paragraph("text")], { id: "a", kind: "article" }),
      element("bullet_list", []),
      element("heading", [], { level: 1 }),
      element("table", [element("table_row", [element("table_cell", [])])]),
      element("clause", [], { id: "c" }),
      element("paragraph", [element("hard_break", [])]),
      element("ordered_list", [], { order: 1 }),
    ),
  );
  const parents: Readonly<Record<string, StructId | "root">> = {
    doc: "root",
    article: idOf(child(yDoc, 0)),
    bullet_list: idOf(child(yDoc, 1)),
    heading: idOf(child(yDoc, 2)),
    table: idOf(child(yDoc, 3)),
    table_row: idOf(child(yDoc, 3, 0)),
    table_cell: idOf(child(yDoc, 3, 0, 0)),
    clause: idOf(child(yDoc, 4)),
    paragraph: idOf(child(yDoc, 5)),
    hard_break: idOf(child(yDoc, 5, 0)),
    ordered_list: idOf(child(yDoc, 6)),
  };
  /** Into a struct of its own: the first child of a new element of that name. */
  const ownParent = (parentName: string, content: StructContent): string => {
    const above = { list_item: "bullet_list", table_header: "table_row" }[parentName];
    const parent = above === undefined ? undefined : parents[above];
    return verdict(
      forge(
        author,
        0,
        { parent: parent ?? "root", content: named(parentName), ...besideFirst(parent) },
        {
          parent: { client: author, clock: 0 },
          content,
        },
      ),
      yDoc,
      author,
    );
  };
  const besideFirst = (parent: StructId | "root" | undefined) => {
    const first =
      parent === undefined || parent === "root" ? null : Y.getItem(yDoc.store, Y.createID(parent.client, parent.clock));
    const type = first?.content instanceof Y.ContentType ? first.content.type._start : null;
    return type == null ? {} : { parent: null, rightOrigin: { client: type.id.client, clock: type.id.clock } };
  };
  const judge = (parentName: string, content: StructContent): string => {
    const parent = parents[parentName];
    if (parent === undefined) return ownParent(parentName, content);
    const list = parent === "root" ? textRoot(yDoc)._start : typeStart(parent);
    const place = list === null ? { parent } : { rightOrigin: { client: list.id.client, clock: list.id.clock } };
    return verdict(forge(author, 0, { ...place, content }), yDoc, author);
  };
  const typeStart = (id: StructId): Y.Item | null => {
    const { content } = Y.getItem(yDoc.store, Y.createID(id.client, id.clock)) as Y.Item;
    return content instanceof Y.ContentType ? content.type._start : null;
  };

  it("is what the schema says, pair by pair, for every pair", () => {
    for (const parent of Object.values(schema.nodes)) {
      if (parent.isText) continue;
      for (const inner of Object.values(schema.nodes)) {
        const allowed = parent.contentMatch.matchType(inner) !== null;
        const content = inner.isText ? text : named(inner.name);
        expect(`${parent.name} > ${inner.name}: ${judge(parent.name, content)}`).toBe(
          `${parent.name} > ${inner.name}: ${allowed ? "ok" : "wrongParent"}`,
        );
      }
      expect(judge(parent.name, named("script"))).toBe("wrongParent");
      expect(judge(parent.name, named("__proto__"))).toBe("wrongParent");
      expect(judge(parent.name, letters)).toBe("wrongParent");
    }
  });

  it("refuses the 15 bytes of a valid element under a wrong parent, by which readers would delete an article", () => {
    const update = within(parents.bullet_list as StructId, named("heading"));
    expect(update.length).toBeLessThan(24);
    expect(verdict(update, yDoc, author)).toBe("wrongParent");
  });

  it("lets text and formats stand in a text only, and nothing else in it", () => {
    const inText = idOf(child(yDoc, 0, 0, 0));
    const right = { client: inText.client, clock: inText.clock + 1 };
    const put = (content: StructContent) => verdict(forge(author, 0, { rightOrigin: right, content }), yDoc, author);
    expect(put(letters)).toBe("ok");
    expect(put({ kind: "format", key: "strong", value: {} })).toBe("ok");
    expect(put(named("hard_break"))).toBe("wrongParent");
    expect(put(text)).toBe("wrongParent");
    expect(put({ kind: "attr", value: "x" })).toBe("wrongParent");
    expect(verdict(within("root", { kind: "format", key: "em", value: {} }), createTextDoc(1), author)).toBe(
      "wrongParent",
    );
    expect(verdict(within(inText, { kind: "attr", value: "x" }, "id"), yDoc, author)).toBe("wrongParent");
    expect(verdict(within("root", { kind: "attr", value: "x" }, "id"), yDoc, author)).toBe("wrongParent");
  });

  it("takes attributes of that element with a value of their type, and no other", () => {
    const inRow = within(parents.table_row as StructId, named("table_cell"));
    expect(inRow.length).toBeGreaterThan(0);
    const set = (name: string, attr: string, value: string | number | boolean | null): string => {
      const parent = { client: author, clock: 0 };
      const structs = [
        { parent: "root", content: named(name) },
        { parent, attr, content: { kind: "attr", value } },
      ] as const;
      return verdict(forge(author, 0, ...structs), createTextDoc(1), author);
    };
    const cell = (attr: string, value: string | number | boolean | null): string => {
      const names = ["table", "table_row", "table_cell"];
      const elements = names.map((name, clock) => ({
        parent: clock === 0 ? ("root" as const) : { client: author, clock: clock - 1 },
        content: named(name),
      }));
      const attribute = { parent: { client: author, clock: 2 }, attr, content: { kind: "attr", value } as const };
      return verdict(forge(author, 0, ...elements, attribute), createTextDoc(1), author);
    };
    const good: readonly (readonly [string, string, string | number | null])[] = [
      ["article", "id", ""],
      ["article", "id", "a-1"],
      ["article", "kind", "annex"],
      ["clause", "id", "x".repeat(32)],
      ["heading", "level", 6],
      ["ordered_list", "order", 1_000_000],
    ];
    for (const [name, attr, value] of good)
      expect(`${attr} ${value} ${set(name, attr, value)}`).toBe(`${attr} ${value} ok`);
    expect(cell("colspan", 1000)).toBe("ok");
    expect(cell("colwidth", null)).toBe("ok");
    const bad: readonly (readonly [string, string, string | number | boolean | null])[] = [
      ["article", "id", "x".repeat(33)],
      ["article", "id", "A"],
      ["article", "id", null],
      ["article", "id", 1],
      ["article", "kind", "law"],
      ["article", "level", 1],
      ["heading", "level", 0],
      ["heading", "level", 7],
      ["heading", "level", 1.5],
      ["heading", "level", "1"],
      ["heading", "level", null],
      ["heading", "__proto__", 1],
      ["heading", "constructor", 1],
      ["ordered_list", "order", -1],
      ["ordered_list", "order", 1_000_001],
      ["paragraph", "id", "a"],
    ];
    for (const [name, attr, value] of bad)
      expect(`${attr} ${value} ${set(name, attr, value)}`).toBe(`${attr} ${value} badAttr`);
    for (const value of [0, 1001, "2", true, null]) expect(cell("colspan", value)).toBe("badAttr");
    expect(cell("colwidth", 100)).toBe("badAttr");
  });

  it("refuses an attribute that is an object, which would delete its node in every reader's name", () => {
    const yOther = createTextDoc(author);
    const yHeading = new Y.XmlElement("heading");
    yHeading.setAttribute("level", { valueOf: 2 } as unknown as string);
    textRoot(yOther).insert(0, [yHeading]);
    expect(verdict(Y.encodeStateAsUpdate(yOther), createTextDoc(1), author)).toBe("forbiddenContent");
  });

  it("takes marks it knows with attributes of their type, or none", () => {
    const inText = idOf(child(yDoc, 0, 0, 0));
    const rightOrigin = { client: inText.client, clock: inText.clock + 1 };
    const put = (key: string, value: unknown): string =>
      verdict(forge(author, 0, { rightOrigin, content: { kind: "format", key, value } }), yDoc, author);
    const href = (address: string): string => put("link", { href: address });
    for (const key of ["strong", "em"]) {
      expect(put(key, {})).toBe("ok");
      expect(put(key, null)).toBe("ok");
      for (const value of [true, "x", [], { a: 1 }, 0]) expect(put(key, value)).toBe("badMark");
    }
    for (const good of ["http://a.org", "https://a.org/?q#x", "mailto:a@b.org"]) expect(href(good)).toBe("ok");
    for (const bad of ["javascript:alert(1)", "data:text/html,x", "//a.org", "", `https://${"a".repeat(3000)}`])
      expect(href(bad)).toBe("badMark");
    expect(put("link", {})).toBe("badMark");
    expect(put("link", { href: "https://a.org", title: "x" })).toBe("badMark");
    for (const key of ["ychange", "__proto__", "underline", ""]) expect(put(key, {})).toBe("badMark");
    expect(put("ychange", null)).toBe("badMark");
  });

  it("refuses elements more than 64 deep, in one update or on top of others", () => {
    const deep = (levels: number, from: StructId | "root", clock: number) =>
      forge(
        author,
        clock,
        ...Array.from({ length: levels }, (_, i) => ({
          parent: i === 0 ? from : { client: author, clock: clock + i - 1 },
          content: named("clause"),
        })),
      );
    const yOther = createTextDoc(1);
    expect(verdict(deep(65, "root", 0), yOther, author)).toBe("tooDeep");
    expect(verdict(deep(20_000, "root", 0), yOther, author)).toBe("tooDeep");
    const fits = deep(64, "root", 0);
    expect(verdict(fits, yOther, author)).toBe("ok");
    Y.applyUpdate(yOther, fits, origin);
    expect(verdict(deep(1, { client: author, clock: 63 }, 64), yOther, author)).toBe("tooDeep");
    expect(
      verdict(
        forge(author, 64, { parent: { client: author, clock: 63 }, content: named("paragraph") }),
        yOther,
        author,
      ),
    ).toBe("tooDeep");
  });
});

describe("[I3] [I6] whose words, and on top of what", () => {
  const yDoc = docOf(doc(paragraph("the water")));
  const inText = idOf(child(yDoc, 0, 0));
  const at = (offset: number): StructId => ({ client: 1, clock: inText.clock + 1 + offset });
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

describe("[I7] what is read at all", () => {
  it("is nothing but elements, texts, strings, formats and primitive values of attributes", () => {
    const item = (content: Y.Item["content"]) => (yDoc: Y.Doc) =>
      yDoc.transact((transaction) => {
        const id = Y.createID(yDoc.clientID, 0);
        new Y.Item(id, null, null, null, null, textRoot(yDoc), null, content).integrate(transaction, 0);
      });
    const cases: Readonly<Record<string, Uint8Array>> = {
      map: foreign((yDoc) => yDoc.getXmlFragment("text").insert(0, [new Y.Map() as unknown as Y.XmlElement])),
      array: foreign((yDoc) => yDoc.getXmlFragment("text").insert(0, [new Y.Array() as unknown as Y.XmlElement])),
      plainText: foreign((yDoc) => yDoc.getXmlFragment("text").insert(0, [new Y.Text() as unknown as Y.XmlText])),
      fragment: foreign((yDoc) => yDoc.getXmlFragment("text").insert(0, [new Y.XmlFragment() as Y.XmlElement])),
      hook: foreign((yDoc) => yDoc.getXmlFragment("text").insert(0, [new Y.XmlHook("x") as unknown as Y.XmlElement])),
      otherRoot: foreign((yDoc) => yDoc.getXmlFragment("other").insert(0, [new Y.XmlElement("paragraph")])),
      document: foreign((yDoc) => yDoc.getMap("text").set("x", new Y.Doc())),
      binary: foreign((yDoc) => yDoc.getMap("text").set("x", new Uint8Array(3))),
      objects: foreign((yDoc) => yDoc.getArray("text").insert(0, [{ a: 1 }])),
      embed: foreign(item(new Y.ContentEmbed({ image: 1 }))),
      json: foreign(item(new Y.ContentJSON(["x"]))),
      deleted: foreign(item(new Y.ContentDeleted(3))),
      collected: foreign((yDoc) => {
        const yRoot = yDoc.getXmlFragment("text");
        yRoot.insert(0, [new Y.XmlElement("clause")]);
        (yRoot.get(0) as Y.XmlElement).insert(0, [new Y.XmlElement("paragraph")]);
        yRoot.delete(0, 1);
      }, true),
    };
    for (const [name, update] of Object.entries(cases))
      expect(`${name} ${verdict(update, createTextDoc(1), author)}`).toBe(`${name} forbiddenContent`);
    const values = foreign((yDoc) => yDoc.getArray("text").insert(0, [1, 2]));
    expect(verdict(values, createTextDoc(1), author)).toBe("wrongParent");
  });

  it("refuses lengths of 2^52, endless counts, cut and overlong bytes, at once", () => {
    const numbers = (...values: readonly number[]): Uint8Array => {
      const encoder = encoding.createEncoder();
      for (const value of values) encoding.writeVarUint(encoder, value);
      return encoding.toUint8Array(encoder);
    };
    const huge = 2 ** 52;
    const startMs = performance.now();
    expect(verdict(numbers(1, 1, author, 0, 0, huge, 0), createTextDoc(1), author)).toBe("forbiddenContent");
    expect(verdict(numbers(1, 1, author, 0, 1, huge, 0), createTextDoc(1), author)).toBe("forbiddenContent");
    expect(verdict(numbers(1, 1, author, 0, 10, huge, 0), createTextDoc(1), author)).toBe("forbiddenContent");
    expect(verdict(numbers(1, huge, author, 0), createTextDoc(1), author)).toBe("tooManyStructs");
    expect(verdict(numbers(huge), createTextDoc(1), author)).toBe("severalClients");
    expect(verdict(numbers(0, huge), createTextDoc(1), author)).toBe("malformed");
    expect(verdict(numbers(0, 1, 1, huge), createTextDoc(1), author)).toBe("malformed");
    expect(verdict(numbers(1, 0, author, 0, 0), createTextDoc(1), author)).toBe("malformed");
    expect(verdict(new Uint8Array(), createTextDoc(1), author)).toBe("malformed");
    expect(verdict(new Uint8Array([0, 0, 0]), createTextDoc(1), author)).toBe("malformed");
    expect(verdict(new Uint8Array(64).fill(255), createTextDoc(1), author)).toBe("malformed");
    expect(
      verdict(forge(author, Number.MAX_SAFE_INTEGER, { parent: "root", content: text }), createTextDoc(1), author),
    ).toBe("malformed");
    expect(performance.now() - startMs).toBeLessThan(100);
  });

  it("refuses a value nested 200,000 deep without overflowing the stack", () => {
    const deep = encoding.createEncoder();
    for (const value of [1, 1, author, 0]) encoding.writeVarUint(deep, value);
    encoding.writeUint8(deep, 8);
    encoding.writeVarUint(deep, 1);
    encoding.writeVarString(deep, "text");
    encoding.writeVarUint(deep, 1);
    for (let i = 0; i < 200_000; i++) encoding.writeUint8Array(deep, new Uint8Array([117, 1]));
    expect(verdict(encoding.toUint8Array(deep), createTextDoc(1), author)).toBe("forbiddenContent");
    const json = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    expect(verdict(within("root", { kind: "format", key: "em", value: json }), createTextDoc(1), author)).toBe(
      "malformed",
    );
  });

  it("refuses more than 1 MiB, 20,000 structs or 1,000,000 clocks", () => {
    expect(readUpdate(new Uint8Array(maxUpdateBytes + 1))).toEqual({
      ok: false,
      error: { kind: "tooLarge", bytes: maxUpdateBytes + 1 },
    });
    const many = Array.from({ length: maxUpdateStructs + 1 }, () => ({
      parent: "root" as const,
      content: named("clause"),
    }));
    expect(verdict(forge(author, 0, ...many), createTextDoc(1), author)).toBe("tooManyStructs");
    const long: StructContent = { kind: "string", text: "x".repeat(maxUpdateLength + 1) };
    expect(verdict(within("root", long), createTextDoc(1), author)).toBe("tooLong");
    expect(
      verdict(forge(author, 0, { parent: "root", content: { kind: "string", text: "" } }), createTextDoc(1), author),
    ).toBe("malformed");
  });

  it("throws at no bytes, and reads what it accepts exactly as Yjs does", () => {
    const by = chance(21);
    const yDoc = docOf(doc(element("bullet_list", []), paragraph("the water")), author);
    const editor = createEditor(yDoc);
    for (let i = 0; i < 12; i++) editor.edit(by);
    const whole = Y.encodeStateAsUpdate(yDoc);
    const idOrNull = (id: Y.ID | null): StructId | null => id && { client: id.client, clock: id.clock };
    let accepted = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = whole.slice(0, round % 3 === 0 ? by.int(whole.length) : whole.length);
      for (let hits = by.int(4); hits > 0 && bytes.length > 0; hits--) bytes[by.int(bytes.length)] = by.int(256);
      const read = decodeUpdate(bytes, { structs: maxUpdateStructs, length: maxUpdateLength });
      if ("kind" in read) continue;
      accepted++;
      const { structs, ds } = Y.decodeUpdate(bytes);
      const asYjsReads = structs.flatMap((struct) => {
        if (!(struct instanceof Y.Item)) throw new Error("Yjs reads another struct");
        const { client, clock } = struct.id;
        if (struct.content instanceof Y.ContentAny)
          return struct.content.arr.map((_, index) => [
            clock + index,
            1,
            index === 0 ? idOrNull(struct.origin) : { client, clock: clock + index - 1 },
            idOrNull(struct.rightOrigin),
          ]);
        return [[clock, struct.length, idOrNull(struct.origin), idOrNull(struct.rightOrigin)]];
      });
      if (
        JSON.stringify(asYjsReads) !==
        JSON.stringify(read.structs.map((own) => [own.clock, own.length, own.origin, own.rightOrigin]))
      )
        throw new Error(`read otherwise: ${bytes.join()}`);
      expect([...ds.clients.values()].flat().length).toBe(read.deletes.length);
      if (structs.length > 0) expect(structs[0]?.id.client).toBe(read.client);
    }
    expect(accepted).toBeGreaterThan(100);
  });
});

describe("[I4] cost", () => {
  it("judges a typed word in a text of 100,000 words without walking it", () => {
    const costUs = (wordCount: number): number => {
      const yHost = docOf(longText(wordCount, chance(1)));
      const yWindow = copyOf(yHost, author);
      const middle = Math.floor(textRoot(yWindow).length / 2);
      const yText = child(yWindow, middle, 3, 0).get(0) as unknown as Y.XmlText;
      const costs: number[] = [];
      for (let i = 0; i < 300; i++)
        for (const update of updatesOf(yWindow, () => yText.insert(20 + i * 5, "word "))) {
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
