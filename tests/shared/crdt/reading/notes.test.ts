/** [I46] References and notes in the document, whoever wrote them and however odd they are. */
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { plainText } from "../../../../shared/charter/text/clauses.ts";
import type { CharterText, DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import { createTextDoc } from "../../../../shared/crdt/document/docLayout.ts";
import { findLostText } from "../../../../shared/crdt/history/lostText.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { applyText } from "../../../../shared/crdt/writing/writeText.ts";
import { flowsIn } from "../support/layoutDoc.ts";
import { createWriter, meet, type Writer } from "../support/signedWriters.ts";
import { doc, element, run } from "../support/texts.ts";

const origin = { from: "test" };
const note = (...content: readonly DocNode[]): ElementNode => element("footnote", content);
const noted = (...content: readonly DocNode[]): CharterText =>
  doc(element("clause", [element("paragraph", content)], { id: "c", source: "" }));
const wells = noted(run("Wells"), note(run("dug by hand")), run(" stay open."));

function docOf(text: CharterText, client = 1): Y.Doc {
  const yDoc = createTextDoc(client);
  applyText(yDoc, text, origin);
  return yDoc;
}

/** The element of the first note. */
function noteIn(yDoc: Y.Doc): Y.XmlElement {
  for (const yFlow of flowsIn(yDoc))
    for (const { insert } of yFlow.toDelta() as readonly { readonly insert: unknown }[])
      if (insert instanceof Y.XmlElement && insert.nodeName === "footnote") return insert;
  throw new Error("there is a note");
}

const flowOf = (yNote: Y.XmlElement): Y.XmlText => yNote.get(0) as unknown as Y.XmlText;
const lines = (yDoc: Y.Doc): string => plainText(readText(yDoc).text);

describe("[I46] a note", () => {
  it("says what several people wrote in it at once", () => {
    const [anna, bilal] = [docOf(wells), createTextDoc(2)];
    Y.applyUpdate(bilal, Y.encodeStateAsUpdate(anna));
    applyText(anna, noted(run("Wells"), note(run("dug by the hand")), run(" stay open.")), origin);
    applyText(bilal, noted(run("The wells"), note(run("dug by hand or foot")), run(" stay open.")), origin);
    Y.applyUpdate(anna, Y.encodeStateAsUpdate(bilal));
    Y.applyUpdate(bilal, Y.encodeStateAsUpdate(anna));
    for (const yDoc of [anna, bilal]) expect(lines(yDoc)).toBe("The wells^[dug by the hand or foot] stay open.");
  });

  it("keeps its identity where words around it change, and is another where it is replaced", () => {
    const yDoc = docOf(wells);
    const before = noteIn(yDoc);
    applyText(yDoc, noted(run("All wells"), note(run("dug")), run(" are open.")), origin);
    expect(noteIn(yDoc)).toBe(before);
    applyText(yDoc, noted(run("All wells are open.")), origin);
    expect(() => noteIn(yDoc)).toThrow();
  });

  it("reads blocks and breaks as breaks, joins what two programs began, and leaves out tables and notes", () => {
    const yDoc = docOf(wells);
    const yNote = noteIn(yDoc);
    yDoc.transact(() => {
      const yFlow = flowOf(yNote);
      yFlow.insertEmbed(0, new Y.XmlElement("block"));
      yFlow.insertEmbed(4, new Y.XmlElement("block"));
      yFlow.insertEmbed(8, new Y.XmlElement("hard_break"));
      yFlow.insertEmbed(0, new Y.XmlElement("table"));
      yFlow.insertEmbed(3, new Y.XmlElement("footnote"));
      const yOther = new Y.XmlText();
      yNote.insert(1, [yOther]);
      yOther.insert(0, " and here");
    });
    const { text, problems } = readText(yDoc);
    expect(plainText(text)).toBe("Wells^[dug\n by\n hand and here] stay open.");
    expect(problems).toEqual([{ kind: "wrongPlace", at: "footnote" }]);
    // Whatever it is, it becomes what is wanted.
    const wanted = noted(run("Wells"), note(run("dug "), element("hard_break", []), run("hand")), run(" stay open."));
    applyText(yDoc, wanted, origin);
    expect(plainText(readText(yDoc).text)).toBe("Wells^[dug \nhand] stay open.");
  });

  it("whose flow another program took away has room for words again", () => {
    const yDoc = docOf(wells);
    noteIn(yDoc).delete(0, 1);
    expect(lines(yDoc)).toBe("Wells^[] stay open.");
    applyText(yDoc, wells, origin);
    expect(readText(yDoc).text).toEqual(wells);
  });

  it("[I33] is read anew when its words change, and nothing else is", () => {
    const other = element("clause", [element("paragraph", [run("Herds.")])], { id: "d", source: "" });
    const yDoc = docOf(doc(...wells.content, other));
    const reading = createReading(yDoc);
    const before = reading.text();
    yDoc.on("afterTransaction", (transaction) => reading.note(transaction));
    flowOf(noteIn(yDoc)).insert(0, "well ");
    const after = reading.text();
    expect(plainText(after)).toBe("Wells^[well dug by hand] stay open.\nHerds.");
    expect(after.content[1]).toBe(before.content[1]);
    expect(after).toEqual(createReading(yDoc).text());
  });

  it("[I13] that is taken out with what somebody writes in it loses no word", () => {
    const { anna, bilal } = apart();
    anna.act((yDoc) => applyText(yDoc, noted(run("Wells stay open.")), origin));
    bilal.act((yDoc) => flowOf(noteIn(yDoc)).insert(3, " twice"));
    meet(anna, bilal);
    const [lost, ...others] = findLostText(anna.yDoc, anna.ranges(), String, anna.knownBy);
    expect(others).toEqual([]);
    expect(lost?.nodes.map((node) => plainText(node)).join()).toContain("dug twice by hand");
    expect(lines(anna.yDoc)).toBe("Wells stay open.");
  });

  it("[I13] in a clause that is removed while somebody writes beside it comes back as a note", () => {
    const { anna, bilal } = apart();
    anna.act((yDoc) => applyText(yDoc, doc(), origin));
    bilal.act((yDoc) => flowsIn(yDoc)[0]?.insert(1, "The w"));
    meet(anna, bilal);
    const [lost] = findLostText(anna.yDoc, anna.ranges(), String, anna.knownBy);
    expect(JSON.stringify(lost?.nodes)).toContain('"type":"footnote"');
    expect(lost?.nodes.map((node) => plainText(node)).join()).toContain("^[dug by hand]");
  });
});

function apart(): { readonly anna: Writer; readonly bilal: Writer } {
  const [anna, bilal] = [createWriter(11), createWriter(22)] as const;
  anna.act((yDoc) => applyText(yDoc, wells, origin));
  bilal.receive(anna);
  return { anna, bilal };
}
