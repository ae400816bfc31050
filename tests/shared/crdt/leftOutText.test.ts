import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { plainText } from "../../../shared/charter/text/clauses.ts";
import type { DocNode } from "../../../shared/charter/text/model.ts";
import { createClockRanges } from "../../../shared/crdt/clockRanges.ts";
import { createTextDoc } from "../../../shared/crdt/docLayout.ts";
import { exclude } from "../../../shared/crdt/exclude.ts";
import { createAnchors, readLeftOut } from "../../../shared/crdt/leftOutText.ts";
import { readText } from "../../../shared/crdt/readText.ts";
import { inSchemaForm } from "../../../shared/crdt/schemaForm.ts";
import { type DecodedStruct, type DecodedUpdate, decodeUpdate } from "../../../shared/crdt/updateBytes.ts";
import { chance } from "./support/chance.ts";
import { createWriter, type Writer } from "./support/signedWriters.ts";
import { doc, element, paragraph, randomText, run } from "./support/texts.ts";

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

describe("[I11] the words of text that is left out", () => {
  it.each([1, 2, 3, 4, 5])("are all that one person wrote, block by block, seed %i", (seed) => {
    const by = chance(seed);
    const writer = createWriter(11);
    writer.setText(randomText(by));
    for (let n = 0; n < 30; n++) writer.edit(by);
    const { text } = readText(writer.yDoc);
    const shown = text.content.filter((node) => plainText(node).trim() !== "");
    const { nodes } = leftOutOf(writer, 11);
    expect(inSchemaForm(doc(...nodes.map(({ node }) => node))).content).toEqual(inSchemaForm(doc(...shown)).content);
    expect(shown.length).toBeGreaterThan(0);
  });

  it("are one paragraph where they stood in what others wrote, without what their author deleted again", () => {
    const [anna, bilal] = [createWriter(11), createWriter(22)];
    anna.setText(doc(paragraph("Each well rests five days."), paragraph("Nobody fences a well.")));
    bilal.receive(anna);
    bilal.setText(doc(paragraph("Each open well rests five days."), paragraph("Nobody fences a well, ever.")));
    bilal.setText(doc(paragraph("Each open well rests five days."), paragraph("Nobody fences a well.")));
    bilal.setText(doc(paragraph("Each open well rests five long days."), paragraph("Nobody fences a well.")));
    const read = leftOutOf(bilal, 22);
    expect(wordsOf(read)).toEqual(["open long"]);
    expect(read.nodes[0]?.blocks[0]?.runs.every(({ op }) => op === "insert")).toBe(true);
  });

  it("keep the lists, tables and clauses that the text itself brought, and say what it was written beside", () => {
    const [anna, bilal] = [createWriter(11), createWriter(22)];
    anna.setText(doc(paragraph("Wells")));
    bilal.receive(anna);
    const list = element("bullet_list", [element("list_item", [paragraph("one")])]);
    const clause = element("clause", [paragraph("Herds pass."), list], { id: "h1" });
    bilal.setText(doc(paragraph("Wells"), clause));
    const read = leftOutOf(bilal, 22);
    expect(inSchemaForm(doc(...read.nodes.map(({ node }) => node)))).toEqual(inSchemaForm(doc(clause)));
    const item = createAnchors(anna.yDoc, read.updates)(read.beside);
    expect(item?.id.client).toBe(11);
  });

  it("find their place by way of other text that is left out", () => {
    const [anna, bilal, chen] = [createWriter(11), createWriter(22), createWriter(33)];
    anna.setText(doc(paragraph("Wells rest.")));
    bilal.receive(anna);
    bilal.setText(doc(paragraph("Wells rest. Herds pass.")));
    chen.receive(bilal);
    chen.setText(doc(paragraph("Wells rest. Herds pass. By day.")));
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
    const names = ["doc", "table_row", "hard_break", "clause", "paragraph", "nothing"];
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
        const parent = origin || rightOrigin ? null : by.int(2) === 0 ? ("root" as const) : id(clock);
        const attr = parent !== null && by.int(3) === 0 ? by.pick(["id", "level"]) : null;
        structs.push({ clock, length, origin, rightOrigin, parent, attr, content });
        clock += length;
      }
      const first = structs[0]?.clock ?? 0;
      const update = { client: 11, clock: first, length: clock - first, structs, deletes: [] };
      const { nodes } = readLeftOut([update], createClockRanges());
      const text = doc(...nodes.map(({ node }) => node));
      expect(inSchemaForm(text).content.map(plainText)).toEqual(text.content.map(plainText));
      expect(JSON.stringify(nodes)).not.toMatch(/javascript|blink|nothing|"doc"/);
    }
  });

  it("do not follow elements into a depth that no text has", () => {
    const structs: DecodedStruct[] = [];
    for (let clock = 0; clock < 20_000; clock++) {
      const parent = clock === 0 ? ("root" as const) : { client: 11, clock: clock - 1 };
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
    writer.setText(
      doc(element("paragraph", [run("Herds "), run("never", [{ type: "strong", attrs: {} }]), run(" pass.")])),
    );
    writer.setText(
      doc(
        element("paragraph", [run("Herds, "), run("never ever", [{ type: "strong", attrs: {} }]), run(" pass here.")]),
      ),
    );
    const { nodes } = leftOutOf(writer, 11);
    expect(nodes).toHaveLength(1);
    expect(nodes[0]?.blocks[0]?.runs.map(({ text, marks }) => [text, marks.length])).toEqual([
      ["Herds, ", 0],
      ["never ever", 1],
      [" pass here.", 0],
    ]);
  });
});
