import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { normaliseText } from "../../../../shared/charter/text/canonical.ts";
import { plainText } from "../../../../shared/charter/text/clauses.ts";
import type { DocNode } from "../../../../shared/charter/text/model.ts";
import { schema } from "../../../../shared/charter/text/schema.ts";
import { createClockRanges } from "../../../../shared/crdt/document/clockRanges.ts";
import { createTextDoc, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { type DecodedStruct, type DecodedUpdate, decodeUpdate } from "../../../../shared/crdt/document/updateBytes.ts";
import { createAnchors, readLeftOut } from "../../../../shared/crdt/history/leftOutText.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { exclude } from "../../../../shared/crdt/update/exclude.ts";
import { type Chance, chance } from "../support/chance.ts";
import {
  addElement,
  addFlow,
  elementsIn,
  embed,
  embedTable,
  flowsIn,
  setAttrs,
  writeEntry,
} from "../support/layoutDoc.ts";
import {
  addNodes,
  addParagraph,
  addText,
  findWords,
  replaceWords,
  split,
  withoutPairs,
} from "../support/layoutText.ts";
import { createWriter, type Writer } from "../support/signedWriters.ts";
import { doc, element, paragraph, randomText, run, sentence } from "../support/texts.ts";

const noLimits = { structs: Number.MAX_SAFE_INTEGER, length: Number.MAX_SAFE_INTEGER };

function decoded(update: Uint8Array): DecodedUpdate {
  const read = decodeUpdate(update, noLimits);
  if ("kind" in read) throw new Error(read.kind);
  return read;
}

/** What a writer signed from the nth time on, as if all of it were left out. */
function leftOutOf(writer: Writer, client: number, after = 0) {
  const updates = writer.log
    .filter((one) => one.client === client)
    .slice(after)
    .map(({ update }) => decoded(update));
  const deleted = createClockRanges();
  for (const { deletes } of updates) for (const range of deletes) deleted.add(range, 1);
  return { updates, ...readLeftOut(updates, deleted) };
}

const wordsOf = ({ nodes }: { readonly nodes: readonly { readonly node: DocNode }[] }): readonly string[] =>
  nodes.map(({ node }) => plainText(node));

/** Everything but moving and undoing: left-out text is read where it was made. */
const acts: readonly ((yDoc: Y.Doc, by: Chance, yFlow: Y.XmlText) => void)[] = [
  (_, by, yFlow) => yFlow.insert(by.int(yFlow.length + 1), `${sentence(by, 2)} `),
  (_, by, yFlow) => {
    const from = by.int(yFlow.length + 1);
    yFlow.delete(from, Math.min(by.int(12), yFlow.length - from));
  },
  (_, by, yFlow) => {
    const from = by.int(yFlow.length + 1);
    yFlow.format(from, Math.min(by.int(20), yFlow.length - from), by.pick([{ strong: {} }, { em: {} }, { em: null }]));
  },
  (_, by, yFlow) => {
    const list = by.pick<Record<string, string | number>>([{}, { list: "b" }, { list: "ob" }, { type: "heading" }]);
    embed(yFlow, by.int(yFlow.length + 1), "block", list);
  },
  (_, by, yFlow) => embed(yFlow, by.int(yFlow.length + 1), "hard_break"),
  (_, by, yFlow) => embed(yFlow, by.int(yFlow.length + 1), "split", { id: `s${by.int(1e6)}` }),
  (_, by, yFlow) => embedTable(yFlow, by.int(yFlow.length + 1), 1 + by.int(2), 1 + by.int(2)),
  (yDoc, by) => {
    const yHolder = by.pick([textRoot(yDoc), ...elementsIn(yDoc, "article", "clause", "split")]);
    addFlow(addElement(yHolder, "clause", { id: `n${by.int(1e6)}` }, by.int(yHolder.length + 1)), sentence(by, 3));
  },
  (yDoc, by) => {
    const yBlock = by.pick(elementsIn(yDoc, "block"));
    setAttrs(yBlock, by.pick([{ type: "heading", level: 3 }, { list: "o" }, { list: "" }]));
  },
  (yDoc, by) => {
    const found = elementsIn(yDoc, "clause", "table_row", "table_column");
    if (found.length > 0) setAttrs(by.pick(found), { gone: by.int(3) === 0 });
  },
];

const wells = doc(paragraph("Each well rests five days."), paragraph("Nobody fences a well."));

describe("[I11] the words of text that is left out", () => {
  it.each(Array.from({ length: 40 }, (_, index) => index + 1))(
    "are all that one person wrote, block by block, seed %i",
    (seed) => {
      const by = chance(seed);
      const writer = createWriter(11);
      writer.act((yDoc) => addText(yDoc, doc(paragraph("Wells"), ...randomText(by).content)));
      for (let n = 0; n < 30; n++) writer.act((yDoc) => by.pick(acts)(yDoc, by, by.pick(flowsIn(yDoc))));
      const { text } = readText(writer.yDoc);
      const shown = text.content.filter((node) => plainText(node).trim() !== "");
      const { nodes } = leftOutOf(writer, 11);
      const read = doc(...nodes.map(({ node }) => node));
      expect(withoutPairs(normaliseText(read))).toEqual(withoutPairs(normaliseText(doc(...shown))));
      expect(shown.length).toBeGreaterThan(0);
    },
  );

  it("are one paragraph where they stood in what others wrote, without what their author deleted again", () => {
    const [anna, bilal] = [createWriter(11), createWriter(22)];
    anna.act((yDoc) => addText(yDoc, wells));
    bilal.receive(anna);
    bilal.act((yDoc) => {
      replaceWords(yDoc, "Each well", "Each open well");
      replaceWords(yDoc, "fences a well.", "fences a well, ever.");
    });
    bilal.act((yDoc) => replaceWords(yDoc, "fences a well, ever.", "fences a well."));
    bilal.act((yDoc) => replaceWords(yDoc, "five days", "five long days"));
    const read = leftOutOf(bilal, 22);
    expect(wordsOf(read)).toEqual(["open long"]);
    expect(read.nodes[0]?.blocks[0]?.runs.every(({ op }) => op === "insert")).toBe(true);
  });

  it("are paragraphs of their own where their author began them, and no more of others' words", () => {
    const [anna, bilal] = [createWriter(11), createWriter(22)];
    anna.act((yDoc) => addText(yDoc, wells));
    bilal.receive(anna);
    bilal.act((yDoc) => replaceWords(yDoc, "five days.", "five days. Guests drink."));
    bilal.act((yDoc) => addParagraph(yDoc, "Guests drink.", "Herds wait.", { list: "b" }));
    bilal.act((yDoc) => split(yDoc, "fences", "s1"));
    expect(leftOutOf(bilal, 22).nodes.map(({ node }) => `${node.type} ${plainText(node)}`)).toEqual([
      "paragraph Guests drink.",
      "bullet_list Herds wait.",
    ]);
  });

  it("keep the lists, tables and clauses that the text itself brought, and say what it was written beside", () => {
    const [anna, bilal] = [createWriter(11), createWriter(22)];
    anna.act((yDoc) => addText(yDoc, doc(paragraph("Wells"))));
    bilal.receive(anna);
    const list = element("bullet_list", [element("list_item", [paragraph("one")])]);
    const cell = (words: string) =>
      element("table_cell", [paragraph(words)], { colspan: 1, rowspan: 1, colwidth: null });
    const table = element("table", [element("table_row", [cell("far"), cell("near")])]);
    const clause = element("clause", [paragraph("Herds pass."), list, table], { id: "h1", source: "" });
    bilal.act((yDoc) => addNodes(textRoot(yDoc), [clause]));
    const read = leftOutOf(bilal, 22);
    expect(normaliseText(doc(...read.nodes.map(({ node }) => node)))).toEqual(normaliseText(doc(clause)));
    const item = createAnchors(anna.yDoc, read.updates)(read.beside);
    expect(item?.id.client).toBe(11);
  });

  it("are words alone where they were suggested; strikes and answers have none", () => {
    const [editing, suggesting] = [2 ** 52 + 2, 2 ** 52 + 3];
    const [anna, bilal] = [createWriter(11), createWriter(editing)];
    anna.act((yDoc) => addText(yDoc, wells));
    bilal.receive(anna);
    bilal.act((yDoc) => {
      replaceWords(yDoc, "Each well", "Each open well");
      const suggestion = { client: suggesting, number: 1 };
      writeEntry(yDoc, { kind: "del", suggestion, range: { client: 11, clock: 2, length: 3 } });
    }, suggesting);
    expect(wordsOf(leftOutOf(bilal, suggesting))).toEqual(["open"]);
  });

  it("find their place by way of other text that is left out", () => {
    const [anna, bilal, chen] = [createWriter(11), createWriter(22), createWriter(33)];
    anna.act((yDoc) => addText(yDoc, doc(paragraph("Wells rest."))));
    bilal.receive(anna);
    bilal.act((yDoc) => replaceWords(yDoc, "Wells rest.", "Wells rest. Herds pass."));
    chen.receive(bilal);
    chen.act((yDoc) => replaceWords(yDoc, " Herds pass.", " Herds pass. By day."));
    const yDoc = createTextDoc(99);
    for (const { client, from, end, update } of chen.log)
      if (client === 11) Y.applyUpdate(yDoc, update);
      else exclude(yDoc, client, from, end, {});
    const [bilals, chens] = [leftOutOf(chen, 22), leftOutOf(chen, 33)];
    expect(createAnchors(yDoc, chens.updates)(chens.beside.filter(({ client }) => client === 22))).toBeNull();
    const found = createAnchors(yDoc, [...bilals.updates, ...chens.updates])(chens.beside);
    expect(found?.id.client).toBe(11);
  });

  it("are read from what breaks every rule without an error, as text of the schema", () => {
    const by = chance(7);
    const names = [
      "doc",
      "table",
      "table_row",
      "cell",
      "hard_break",
      "clause",
      "article",
      "split",
      "block",
      "body",
      "nothing",
    ];
    const id = (clock: number) => ({ client: 11 + by.int(2), clock: by.int(clock + 4) });
    for (let round = 0; round < 300; round++) {
      const structs: DecodedStruct[] = [];
      let clock = by.int(3);
      for (let n = 0; n < 40; n++) {
        const contents: readonly DecodedStruct["content"][] = [
          { kind: "string", text: by.pick(["\ud800 half", "words", " "]) },
          { kind: "element", name: by.pick(names) },
          { kind: "text" },
          {
            kind: "format",
            key: by.pick(["strong", "link", "blink"]),
            value: by.pick([{}, { href: "javascript:0" }, 7]),
          },
          { kind: "attr", value: by.pick([1, "x", null]) },
        ];
        const content = by.pick(contents);
        const length = content.kind === "string" ? content.text.length : 1;
        const origin = by.int(2) === 0 ? id(clock) : null;
        const rightOrigin = by.int(3) === 0 ? id(clock) : null;
        const parent = origin || rightOrigin ? null : by.int(2) === 0 ? ("text" as const) : id(clock);
        const attr = parent !== null && by.int(3) === 0 ? by.pick(["id", "level", "list"]) : null;
        structs.push({ clock, length, origin, rightOrigin, parent, attr, content });
        clock += length;
      }
      const first = structs[0]?.clock ?? 0;
      const update = { client: 11, clock: first, length: clock - first, structs, deletes: [] };
      const { nodes } = readLeftOut([update], createClockRanges());
      const text = doc(...nodes.map(({ node }) => node));
      expect(() => schema.nodeFromJSON(text).check()).not.toThrow();
      expect(JSON.stringify(nodes)).not.toMatch(/javascript|blink|nothing|"doc"/);
    }
  });

  it("do not follow elements into a depth that no text has", () => {
    const structs: DecodedStruct[] = [];
    for (let clock = 0; clock < 20_000; clock++) {
      const parent = clock === 0 ? ("text" as const) : { client: 11, clock: clock - 1 };
      const content = { kind: "element", name: "clause" } as const;
      structs.push({ clock, length: 1, origin: null, rightOrigin: null, parent, attr: null, content });
    }
    const words = { kind: "string", text: "deep" } as const;
    const deep = { clock: 20_000, length: 4, origin: null, rightOrigin: null, parent: { client: 11, clock: 19_999 } };
    structs.push({ ...deep, attr: null, content: words });
    const update = { client: 11, clock: 0, length: 20_004, structs, deletes: [] };
    expect(readLeftOut([update], createClockRanges()).nodes).toEqual([]);
  });

  it("keep marks, and the order of what was written into the middle", () => {
    const writer = createWriter(11);
    const strong = { type: "strong", attrs: {} } as const;
    writer.act((yDoc) =>
      addText(yDoc, doc(element("paragraph", [run("Herds "), run("never", [strong]), run(" pass.")]))),
    );
    writer.act((yDoc) => {
      const { yFlow, at } = findWords(yDoc, "Herds");
      yFlow.insert(at + 5, ",");
      yFlow.insert(yFlow.length - 1, " here");
      yFlow.insert(findWords(yDoc, "never").at + 5, " ever", { strong: {} });
    });
    const { nodes } = leftOutOf(writer, 11);
    expect(nodes).toHaveLength(1);
    expect(nodes[0]?.blocks[0]?.runs.map(({ text, marks }) => [text, marks.length])).toEqual([
      ["Herds, ", 0],
      ["never ever", 1],
      [" pass here.", 0],
    ]);
  });
});
