import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { isSamePair, isSuggesting, suggestingOf } from "../../../../shared/base/clientClass.ts";
import type { StoredName } from "../../../../shared/charter/text/layout.ts";
import { reviewRoot, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { encodeUpdate, type StructContent, type StructId } from "../../../../shared/crdt/document/updateBytes.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { mergeUpdates } from "../../../../shared/crdt/update/mergeUpdates.ts";
import { chance } from "../support/chance.ts";
import { copyOf, forge, origin, updatesOf, verdict } from "../support/honest.ts";
import {
  addElement,
  addFlow,
  agreementDoc,
  elementsIn,
  embed,
  embedTable,
  flowAt,
  flowsIn,
  idOf,
  rangesOf,
  referenceTo,
  setAttrs,
  type YHolder,
} from "../support/layoutDoc.ts";

const editing = 2 ** 52 + 40;
const suggesting = editing + 1;

describe("[I14] the class of a client id", () => {
  it("is in the id: of derived ones the odd suggest, and all below edit", () => {
    expect([0, 1, 7, 2 ** 32 - 1, 2 ** 52 - 1, 2 ** 52, 2 ** 53 - 2].filter(isSuggesting)).toEqual([]);
    expect([2 ** 52 + 1, 2 ** 53 - 1].every(isSuggesting)).toBe(true);
  });

  it("pairs an editing id with the one after it", () => {
    expect(suggestingOf(editing)).toBe(suggesting);
    expect(suggestingOf(suggesting)).toBe(null);
    expect(suggestingOf(2 ** 53 - 2)).toBe(Number.MAX_SAFE_INTEGER);
    expect(suggestingOf(2 ** 52 - 2)).toBe(null);
    expect(suggestingOf(7)).toBe(null);
    expect(isSamePair(editing, suggesting)).toBe(true);
    expect(isSamePair(suggesting, editing)).toBe(true);
    expect(isSamePair(suggesting, suggesting + 1)).toBe(false);
    expect(isSamePair(6, 7)).toBe(false);
    expect(isSamePair(7, 7)).toBe(true);
  });
});

const yStart = agreementDoc(1);
const firstOf = (yDoc: Y.Doc, name: StoredName): Y.XmlElement => {
  const [yElement] = elementsIn(yDoc, name);
  if (yElement === undefined) throw new Error(`there is no ${name}`);
  return yElement;
};

/** Verdicts on what one client writes, each transaction an update, on what was there before it. */
function verdicts(write: (yDoc: Y.Doc) => void, client = suggesting, yBefore = yStart): readonly string[] {
  const yHost = copyOf(yBefore, 99);
  const yWindow = copyOf(yBefore, client);
  return updatesOf(yWindow, () => write(yWindow)).map((update) => {
    const found = verdict(update, yHost, client);
    Y.applyUpdate(yHost, update, origin);
    return found;
  });
}

const atOnce = (write: (yDoc: Y.Doc) => void, client = suggesting, yBefore = yStart): string =>
  verdicts((yDoc) => yDoc.transact(() => write(yDoc)), client, yBefore).join();

describe("[I15] a suggesting id adds", () => {
  it("words in anybody's flow, in one update or key by key", () => {
    expect(atOnce((yDoc) => flowAt(yDoc, 1).insert(5, "freely "))).toBe("ok");
    const typed = verdicts((yDoc) => {
      for (const [i, letter] of [..."freely"].entries()) flowAt(yDoc, 1).insert(5 + i, letter);
    });
    expect(typed).toEqual(Array(6).fill("ok"));
  });

  it("words among marks without a mark of its own", () => {
    const yMarked = copyOf(yStart, 3);
    flowAt(yMarked, 1).format(2, 12, { strong: {} });
    expect(atOnce((yDoc) => flowAt(yDoc, 1).insert(8, "freely "), suggesting, yMarked)).toBe("ok");
    expect(atOnce((yDoc) => void embed(flowAt(yDoc, 1), 8, "split", { id: "s" }), suggesting, yMarked)).toBe("ok");
  });

  it("blocks, splits, breaks, brackets and tables in anybody's flow", () => {
    for (const name of ["block", "split", "hard_break", "bracket", "alt", "table"] as const)
      expect(`${name} ${atOnce((yDoc) => void embed(flowAt(yDoc, 1), 5, name))}`).toBe(`${name} ok`);
    expect(atOnce((yDoc) => void embed(flowAt(yDoc, 1), 5, "block", { type: "heading", level: 3 }))).toBe("ok");
    expect(atOnce((yDoc) => void embedTable(flowAt(yDoc, 1), 5, 2, 3))).toBe("ok");
  });

  it("articles, clauses and places wherever they may stand, with all that is in them", () => {
    const write = (yHolder: YHolder, name: "article" | "clause"): void => {
      const yClause = addElement(yHolder, name, { id: "n1" });
      addFlow(yClause, "new words", { type: "heading" });
      addFlow(addElement(yClause, "body", { lang: "ar" }), "كلمات");
      addElement(yClause, "clause", { id: "n2" });
    };
    expect(atOnce((yDoc) => write(textRoot(yDoc), "article"))).toBe("ok");
    expect(atOnce((yDoc) => write(textRoot(yDoc), "clause"))).toBe("ok");
    for (const name of ["article", "clause"] as const) {
      expect(atOnce((yDoc) => write(firstOf(yDoc, name), "clause"))).toBe("ok");
      expect(atOnce((yDoc) => void addElement(firstOf(yDoc, name), "place"))).toBe("ok");
    }
    expect(atOnce((yDoc) => void addElement(textRoot(yDoc), "place"))).toBe("ok");
    const ySplit = copyOf(yStart, 3);
    embed(flowAt(ySplit, 1), 5, "split");
    expect(atOnce((yDoc) => write(firstOf(yDoc, "split"), "clause"), suggesting, ySplit)).toBe("ok");
  });

  it("rows, columns, cells and places in anybody's table", () => {
    expect(
      atOnce((yDoc) => {
        const yTable = firstOf(yDoc, "table");
        const column = referenceTo(addElement(yTable, "table_column"));
        addElement(yTable, "place");
        for (const yRow of elementsIn(yDoc, "table_row")) addFlow(addElement(yRow, "cell", { column }), "cell");
        addFlow(addElement(addElement(yTable, "table_row"), "cell", { column, header: true }), "cell");
      }),
    ).toBe("ok");
  });

  it("flows and further languages wherever they may stand", () => {
    expect(atOnce((yDoc) => void addFlow(textRoot(yDoc), "words"))).toBe("ok");
    for (const name of ["article", "clause", "body", "cell"] as const)
      expect(`${name} ${atOnce((yDoc) => void addFlow(firstOf(yDoc, name), "words"))}`).toBe(`${name} ok`);
    const write = (yDoc: Y.Doc): void =>
      void addFlow(addElement(firstOf(yDoc, "clause"), "body", { lang: "ar" }), "كلمات");
    expect(atOnce(write)).toBe("ok");
    const yDoc = copyOf(yStart, suggesting);
    const before = readText(yDoc).text;
    yDoc.transact(() => {
      write(yDoc);
      addFlow(textRoot(yDoc), "words");
    });
    expect(readText(yDoc).text).toEqual(before);
  });

  it("attributes of what the same update brings, and of nothing else", () => {
    expect(atOnce((yDoc) => setAttrs(firstOf(yDoc, "clause"), { gone: true }))).toBe("beyondSuggesting");
    expect(atOnce((yDoc) => setAttrs(firstOf(yDoc, "block"), { type: "paragraph" }))).toBe("beyondSuggesting");
    const own = verdicts((yDoc) => {
      const yBlock = yDoc.transact(() => embed(flowAt(yDoc, 1), 5, "block", { type: "heading", level: 1 }));
      setAttrs(yBlock, { level: 2 });
    });
    expect(own).toEqual(["ok", "beyondSuggesting"]);
    const first = verdicts((yDoc) => {
      const yBlock = embed(flowAt(yDoc, 1), 5, "block");
      setAttrs(yBlock, { type: "heading" });
    });
    expect(first).toEqual(["ok", "beyondSuggesting"]);
    const twice = (yDoc: Y.Doc): void => setAttrs(embed(flowAt(yDoc, 1), 5, "block", { level: 1 }), { level: 2 });
    expect(atOnce(twice)).toBe("ok");
    const ofPair = copyOf(yStart, editing);
    embed(flowAt(ofPair, 1), 5, "block");
    const byPair = (yDoc: Y.Doc): void =>
      setAttrs(elementsIn(yDoc, "block").find((yBlock) => idOf(yBlock).client === editing) as Y.XmlElement, {
        level: 2,
      });
    expect(atOnce(byPair, suggesting, ofPair)).toBe("beyondSuggesting");
  });

  it("no formats, on nobody's words", () => {
    expect(atOnce((yDoc) => flowAt(yDoc, 1).format(2, 5, { strong: {} }))).toBe("beyondSuggesting");
    expect(atOnce((yDoc) => flowAt(yDoc, 1).insert(2, "own", { em: {} }))).toBe("beyondSuggesting");
    const inNew = (yDoc: Y.Doc): void =>
      addFlow(addElement(textRoot(yDoc), "clause"), "words").format(1, 3, { strong: {} });
    expect(atOnce(inNew)).toBe("beyondSuggesting");
  });

  it("and takes away only what the same update brings", () => {
    expect(atOnce((yDoc) => flowAt(yDoc, 1).delete(2, 5))).toBe("beyondSuggesting");
    expect(atOnce((yDoc) => textRoot(yDoc).delete(0, 1))).toBe("beyondSuggesting");
    const own = verdicts((yDoc) => {
      flowAt(yDoc, 1).insert(5, "own words");
      flowAt(yDoc, 1).delete(7, 3);
    });
    expect(own).toEqual(["ok", "beyondSuggesting"]);
    const sameUpdate = (yDoc: Y.Doc): void => {
      flowAt(yDoc, 1).insert(5, "own words");
      flowAt(yDoc, 1).delete(7, 3);
    };
    expect(atOnce(sameUpdate)).toBe("ok");
  });

  it("and takes nothing away in an update that brings nothing", () => {
    const yBefore = copyOf(yStart, suggesting);
    flowAt(yBefore, 1).insert(5, "own");
    const deleting = encodeUpdate({ client: null, clock: 0, structs: [] }, [
      { client: suggesting, clock: 0, length: 2 },
    ]);
    expect(verdict(deleting, yBefore, suggesting)).toBe("beyondSuggesting");
    expect(verdict(deleting, yBefore, editing)).toBe("ok");
  });

  it("and may undo within one pause: what was typed and undone is joined before it is judged", () => {
    const yWindow = copyOf(yStart, suggesting);
    const undoManager = new Y.UndoManager([textRoot(yWindow), reviewRoot(yWindow)], { captureTimeout: 0 });
    const updates = updatesOf(yWindow, () => {
      flowAt(yWindow, 1).insert(5, "own");
      reviewRoot(yWindow).set(`del/${suggesting.toString(36)}.0/1.5+2`, true);
      embed(flowAt(yWindow, 1), 3, "block", { type: "heading" });
      for (let i = 0; i < 3; i++) undoManager.undo();
      for (let i = 0; i < 2; i++) undoManager.redo();
    }) as readonly Bytes[];
    expect(verdict(mergeUpdates(updates), yStart, suggesting)).toBe("ok");
  });

  it("an entry under a key that nobody has written, once", () => {
    const key = `set/${suggesting.toString(36)}.1/1.0/article/kind`;
    const changed = verdicts((yDoc) => {
      reviewRoot(yDoc).set(key, "annex");
      reviewRoot(yDoc).set(key, "preamble");
    });
    expect(changed).toEqual(["ok", "beyondSuggesting"]);
    const takenBack = verdicts((yDoc) => {
      reviewRoot(yDoc).set(key, "annex");
      reviewRoot(yDoc).delete(key);
    });
    expect(takenBack).toEqual(["ok", "beyondSuggesting"]);
    const hidden = (value: string): Bytes =>
      forge(suggesting, 1, { parent: "review", attr: key, content: { kind: "attr", value } });
    const yBefore = copyOf(yStart, suggesting);
    reviewRoot(yBefore).set(key, "annex");
    expect(verdict(hidden("preamble"), yBefore, suggesting)).toBe("wrongPlace");
    const replacing = forge(suggesting, 1, {
      origin: { client: suggesting, clock: 0 },
      content: { kind: "attr", value: "preamble" },
    });
    expect(verdict(replacing, yBefore, suggesting)).toBe("beyondSuggesting");
    const again = verdicts((yDoc) => {
      reviewRoot(yDoc).set(`out/${key}`, true);
      reviewRoot(yDoc).set(`out/${key}`, true);
    });
    expect(again).toEqual(["ok", "beyondSuggesting"]);
    const sameUpdate = (yDoc: Y.Doc): void => {
      reviewRoot(yDoc).set(key, "annex");
      reviewRoot(yDoc).set(key, "preamble");
    };
    expect(atOnce(sameUpdate)).toBe("ok");
  });
});

/** All that could be changed by somebody else: what is deleted, attributes and their values, entries, marks of words. */
function standing(yDoc: Y.Doc, clients: ReadonlyMap<number, number>) {
  const found: unknown[] = [];
  for (const [client, end] of clients)
    for (const item of yDoc.store.clients.get(client) ?? []) {
      if (!(item instanceof Y.Item) || item.id.clock >= end) continue;
      const type = item.content instanceof Y.ContentType ? item.content.type : null;
      for (let clock = item.id.clock; clock < Math.min(end, item.id.clock + item.length); clock++)
        found.push([client, clock, item.deleted]);
      if (type instanceof Y.XmlElement && isBefore(item.id, clients)) found.push(type.getAttributes());
    }
  return found;
}
const isBefore = (id: StructId, clients: ReadonlyMap<number, number>): boolean =>
  id.clock < (clients.get(id.client) ?? 0);

/** Letters of others with their marks, in order, by flow. */
function words(yDoc: Y.Doc, clients: ReadonlyMap<number, number>): readonly string[] {
  const flows = flowsIn(yDoc).map((yFlow) => {
    const marks = new Map<string, unknown>();
    let letters = "";
    for (let item = yFlow._start; item !== null; item = item.right) {
      if (item.deleted) continue;
      if (item.content instanceof Y.ContentFormat) marks.set(item.content.key, item.content.value);
      else if (item.content instanceof Y.ContentString && isBefore(item.id, clients))
        for (const letter of item.content.str) letters += `${letter}${marks.get("strong") == null ? "" : "*"}`;
    }
    return letters;
  });
  return flows.filter((letters) => letters !== "");
}

describe("[I15] whatever of a suggesting id is accepted", () => {
  it("leaves everything that stood before it as it stands", () => {
    const by = chance(5);
    const yBefore = copyOf(yStart, suggesting);
    flowAt(yBefore, 1).format(3, 9, { strong: {} });
    yBefore.transact(() => {
      addFlow(addElement(textRoot(yBefore), "clause", { id: "own" }), "own");
      embed(flowAt(yBefore, 1), 9, "block", { level: 3 });
      reviewRoot(yBefore).set(`del/${suggesting.toString(36)}.0/1.5+2`, true);
    });
    const clients = Y.decodeStateVector(Y.encodeStateVector(yBefore));
    const ids = [...clients].flatMap(([client, end]) => Array.from({ length: end }, (_, clock) => ({ client, clock })));
    const someId = (): StructId => by.pick(ids);
    const contents: readonly StructContent[] = [
      { kind: "string", text: "x" },
      { kind: "text" },
      { kind: "format", key: "strong", value: null },
      { kind: "attr", value: 4 },
      { kind: "attr", value: true },
      ...(["clause", "block", "place", "body", "table", "table_row", "cell"] as const).map(
        (name) => ({ kind: "element", name }) as const,
      ),
    ];
    const next = clients.get(suggesting) ?? 0;
    const before = JSON.stringify([standing(yBefore, clients), words(yBefore, clients)]);
    const accepted = new Set<string>();
    for (let round = 0; round < 6_000; round++) {
      const content = by.pick(contents);
      const choice = by.int(4);
      const id = someId();
      const right = choice === 2 ? rightOf(yBefore, id) : null;
      const beside =
        choice < 2 ? { parent: id } : choice === 2 ? { origin: id, rightOrigin: right } : { rightOrigin: id };
      const attr = choice < 2 && content.kind === "attr" ? by.pick(["level", "gone"]) : null;
      const first = forge(suggesting, next, { content, attr, ...beside });
      if (verdict(first, yBefore, suggesting) !== "ok") continue;
      accepted.add(content.kind === "element" ? content.name : content.kind);
      const yAfter = copyOf(yBefore, 98);
      Y.applyUpdate(yAfter, first, origin);
      expect(JSON.stringify([standing(yAfter, clients), words(yAfter, clients)])).toBe(before);
    }
    expect(accepted).toEqual(
      new Set(["string", "text", "clause", "block", "place", "body", "table", "table_row", "cell"]),
    );
  });
});

function rightOf(yDoc: Y.Doc, id: StructId): StructId | null {
  const item = Y.getItem(yDoc.store, Y.createID(id.client, id.clock)) as Y.Item;
  if (id.clock + 1 < item.id.clock + item.length) return { client: id.client, clock: id.clock + 1 };
  return item.right === null ? null : { client: item.right.id.client, clock: item.right.id.clock };
}

describe("[I15] an editing id", () => {
  it("may do all of that, also to what was suggested", () => {
    const yBefore = copyOf(yStart, suggesting);
    flowAt(yBefore, 1).insert(5, "own words");
    embed(flowAt(yBefore, 1), 5, "block");
    for (const client of [editing, 2 ** 52 + 60, 4_000_000]) {
      const write = (yDoc: Y.Doc): void => {
        flowAt(yDoc, 1).format(2, 8, { strong: {} });
        const yBlock = elementsIn(yDoc, "block").find((one) => idOf(one).client === suggesting) as Y.XmlElement;
        setAttrs(yBlock, { type: "heading" });
        flowAt(yDoc, 1).delete(4, 6);
        addFlow(firstOf(yDoc, "clause"), "words");
        const [range] = rangesOf(flowAt(yDoc, 1), 5, 1);
        expect(range?.length).toBe(1);
      };
      expect(atOnce(write, client, yBefore)).toBe("ok");
    }
  });
});
