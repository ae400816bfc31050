import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createTextDoc, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { expectRatio, msOf } from "../../../support/timing.ts";
import { chance } from "../support/chance.ts";
import { copyOf, docOf, updatesOf } from "../support/honest.ts";
import { inLayoutForm } from "../support/layoutForm.ts";
import { doc, element, longText, paragraph, randomText, run } from "../support/texts.ts";

const strong = { type: "strong", attrs: {} } as const;

describe("[I8] reading a text", () => {
  it("gives what was written, whatever it is", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const text = randomText(chance(seed));
      expect(readText(docOf(text)), `seed ${seed}`).toEqual({ text: inLayoutForm(text), problems: [] });
    }
  });

  it("joins neighbouring runs with the same marks across formats", () => {
    const yDoc = createTextDoc(1);
    const yFlow = new Y.XmlText();
    textRoot(yDoc).insert(0, [yFlow]);
    yFlow.applyDelta([{ insert: "wa" }, { insert: "ter", attributes: { strong: {} } }]);
    yFlow.insert(5, " is", { strong: {} });
    yFlow.insert(8, " free", { strong: null });
    expect(readText(yDoc).text).toEqual(doc(element("paragraph", [run("wa"), run("ter is", [strong]), run(" free")])));
  });

  it("fills in the attributes that nobody set, and reads words without a block as a paragraph", () => {
    const yDoc = createTextDoc(1);
    const yFlow = new Y.XmlText();
    textRoot(yDoc).insert(0, [yFlow, new Y.XmlElement("article"), new Y.XmlElement("clause")]);
    yFlow.insert(0, "words");
    const yBlock = new Y.XmlElement("block");
    yBlock.setAttribute("type", "heading");
    yFlow.insertEmbed(5, yBlock);
    expect(readText(yDoc).text.content).toEqual([
      paragraph("words"),
      element("heading", [], { level: 2 }),
      element("article", [], { id: "", kind: "article" }),
      element("clause", [], { id: "", source: "" }),
    ]);
  });

  it("leaves out what is unknown, tells of it, and writes nothing", () => {
    const yDoc = createTextDoc(1);
    const root = textRoot(yDoc);
    const yClause = new Y.XmlElement("clause");
    root.insert(0, [
      new Y.XmlElement("script"),
      new Y.XmlElement("block"),
      yClause,
      new Y.XmlHook("hook") as unknown as Y.XmlElement,
    ]);
    yClause.setAttribute("id", "NOT AN ID");
    yClause.setAttribute("home", "x");
    yClause.setAttribute("onclick", "x");
    const yFlow = new Y.XmlText();
    yClause.insert(0, [new Y.XmlElement("article"), yFlow]);
    yFlow.applyDelta([{ insert: "kept", attributes: { strike: {}, link: { href: "javascript:x" } } }]);
    yFlow.insertEmbed(0, { image: "x" });
    yFlow.insertEmbed(0, new Y.XmlElement("iframe"));
    const before = Y.encodeStateAsUpdate(yDoc);
    let read = readText(yDoc);
    expect(updatesOf(yDoc, () => (read = readText(yDoc)))).toEqual([]);
    expect(Y.encodeStateAsUpdate(yDoc)).toEqual(before);
    expect(read.text).toEqual(doc(element("clause", [paragraph("kept")], { id: "", source: "" })));
    expect(new Set(read.problems.map(({ kind, at }) => `${kind} ${at}`))).toEqual(
      new Set([
        "unknownNode script",
        "unknownNode iframe",
        "wrongPlace block",
        "wrongPlace article",
        "unknownContent ",
        "unknownContent root",
        "badMark strike",
        "badMark link",
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
    expect(readText(yOther)).toEqual({ text: doc(), problems: [{ kind: "unknownContent", at: "root" }] });
    expect(readText(new Y.Doc())).toEqual({ text: doc(), problems: [] });
  });

  it("reads half a surrogate pair as its receivers do", () => {
    const yDoc = docOf(doc(paragraph("🌾")));
    const yFlow: unknown = textRoot(yDoc).get(0);
    if (!(yFlow instanceof Y.XmlText)) throw new Error("a text begins with a flow");
    yFlow.delete(1, 1);
    expect(readText(yDoc).text).toEqual(readText(copyOf(yDoc, 2)).text);
  });
});

describe("[I33] reading that is kept up with changes", () => {
  it("is what reading anew gives, and what did not change is the same object", () => {
    const yDoc = docOf(longText(2000, chance(1)));
    const reading = createReading(yDoc);
    const before = reading.text();
    yDoc.on("afterTransaction", (transaction: Y.Transaction) => reading.note(transaction));
    const yArticle = textRoot(yDoc).get(1) as Y.XmlElement;
    const yFlow = (yArticle.get(3) as Y.XmlElement).get(0) as Y.XmlText;
    yFlow.insert(4, "more ");
    const after = reading.text();
    expect(after).toEqual(readText(yDoc).text);
    expect(after.content.map((node, at) => node === before.content[at])).toEqual(
      after.content.map((_, at) => at !== 1),
    );
    yDoc.transact(() => (yArticle.get(2) as Y.XmlElement).setAttribute("gone", true as never));
    expect(reading.text()).toEqual(readText(yDoc).text);
    expect(reading.text().content[2]).toBe(before.content[2]);
  });

  it("costs a key less than a tenth of reading 98,000 words", () => {
    const yDoc = docOf(longText(98_000, chance(1)));
    const reading = createReading(yDoc);
    reading.text();
    yDoc.on("afterTransaction", (transaction: Y.Transaction) => reading.note(transaction));
    const yFlow = ((textRoot(yDoc).get(9) as Y.XmlElement).get(3) as Y.XmlElement).get(0) as Y.XmlText;
    const key = () => {
      yFlow.insert(3, "x");
      reading.text();
    };
    expectRatio(
      () => msOf(key),
      () => msOf(() => readText(yDoc)),
      { below: 0.1 },
    );
  });
});
