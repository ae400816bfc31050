import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { schema } from "../../../shared/charter/text/schema.ts";
import { createTextDoc, textRoot } from "../../../shared/crdt/docLayout.ts";
import { readText } from "../../../shared/crdt/readText.ts";
import { chance } from "./support/chance.ts";
import { createEditor } from "./support/headlessEditor.ts";
import { copyOf, docOf, updatesOf } from "./support/honest.ts";
import { doc, element, longText, paragraph, randomText, run } from "./support/texts.ts";

const strong = { type: "strong", attrs: {} } as const;

describe("[I8] reading a text", () => {
  it("says exactly what y-prosemirror shows", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const by = chance(seed);
      const yDoc = docOf(randomText(by));
      const editor = createEditor(yDoc);
      for (let i = 0; i < 25; i++) editor.edit(by);
      const read = readText(yDoc);
      expect(read.problems).toEqual([]);
      const shown = createEditor(copyOf(yDoc, 99)).state().doc;
      // Marks of a hard break are no part of a text.
      const plain = (node: typeof shown): typeof shown => (node.isText ? node : node.copy(node.content).mark([]));
      expect(schema.nodeFromJSON(read.text).textContent, `seed ${seed}`).toBe(plain(shown).textContent.toWellFormed());
      expect(schema.nodeFromJSON(read.text).nodeSize).toBe(shown.nodeSize);
    }
  });

  it("joins neighbouring runs with the same marks across texts and formats", () => {
    const yDoc = createTextDoc(1);
    const yParagraph = new Y.XmlElement("paragraph");
    textRoot(yDoc).insert(0, [yParagraph]);
    const [left, right] = [new Y.XmlText(), new Y.XmlText()];
    yParagraph.insert(0, [left, right]);
    left.applyDelta([{ insert: "wa" }, { insert: "ter", attributes: { strong: {} } }]);
    right.applyDelta([{ insert: " is", attributes: { strong: {} } }, { insert: " free" }]);
    expect(readText(yDoc).text).toEqual(doc(element("paragraph", [run("wa"), run("ter is", [strong]), run(" free")])));
  });

  it("fills in the attributes that nobody set, from the schema", () => {
    const yDoc = createTextDoc(1);
    textRoot(yDoc).insert(0, [new Y.XmlElement("heading"), new Y.XmlElement("article")]);
    expect(readText(yDoc).text.content).toEqual([
      element("heading", [], { level: 2 }),
      element("article", [], { id: "", kind: "article" }),
    ]);
  });

  it("leaves out what is unknown, tells of it, and writes nothing", () => {
    const yDoc = createTextDoc(1);
    const root = textRoot(yDoc);
    const yHeading = new Y.XmlElement("heading");
    const yParagraph = new Y.XmlElement("paragraph");
    root.insert(0, [
      new Y.XmlElement("script"),
      new Y.XmlText("loose"),
      yHeading,
      yParagraph,
      new Y.XmlHook("hook") as unknown as Y.XmlElement,
    ]);
    yHeading.setAttribute("level", "1");
    yHeading.setAttribute("onclick", "x");
    yParagraph.insert(0, [new Y.XmlElement("table"), new Y.XmlText()]);
    const yText = yParagraph.get(1) as Y.XmlText;
    yText.applyDelta([{ insert: "kept", attributes: { underline: {}, link: { href: "javascript:x" } } }]);
    yText.insertEmbed(0, { image: "x" });
    const before = Y.encodeStateAsUpdate(yDoc);
    let read = readText(yDoc);
    expect(updatesOf(yDoc, () => (read = readText(yDoc)))).toEqual([]);
    expect(Y.encodeStateAsUpdate(yDoc)).toEqual(before);
    expect(read.text).toEqual(doc(element("heading", [], { level: 2 }), paragraph("kept")));
    expect(new Set(read.problems.map(({ kind, at }) => `${kind} ${at}`))).toEqual(
      new Set([
        "unknownNode script",
        "wrongPlace text",
        "badAttr heading",
        "unknownAttr heading",
        "wrongPlace table",
        "unknownContent ",
        "badMark underline",
        "badMark link",
        "unknownContent doc",
      ]),
    );
  });

  it("survives elements 20,000 deep and a root that is no fragment", () => {
    const yDoc = createTextDoc(1);
    yDoc.transact(() => {
      let yParent: Y.XmlFragment | Y.XmlElement = textRoot(yDoc);
      for (let depth = 0; depth < 20_000; depth++) {
        const yChild: Y.XmlElement = new Y.XmlElement("clause");
        yParent.insert(0, [yChild]);
        yParent = yChild;
      }
    });
    expect(readText(yDoc).problems).toEqual([{ kind: "tooDeep", at: "clause" }]);
    const yOther = new Y.Doc({ gc: false });
    yOther.getArray("text").insert(0, ["x"]);
    expect(readText(yOther)).toEqual({ text: doc(), problems: [{ kind: "unknownContent", at: "doc" }] });
    expect(readText(new Y.Doc())).toEqual({ text: doc(), problems: [] });
  });

  it("reads half a surrogate pair as its receivers do", () => {
    const yDoc = docOf(doc(paragraph("🌾")));
    const yText = (textRoot(yDoc).get(0) as Y.XmlElement).get(0) as Y.XmlText;
    yText.delete(0, 1);
    expect(readText(yDoc).text).toEqual(readText(copyOf(yDoc, 2)).text);
  });

  it("takes less than 100 ms for 98,000 words", () => {
    const yDoc = docOf(longText(98_000, chance(1)));
    const startMs = performance.now();
    readText(yDoc);
    expect(performance.now() - startMs).toBeLessThan(100);
  });
});
