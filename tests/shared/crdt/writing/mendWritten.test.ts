import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createTextDoc, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { type MendExtent, mendWritten } from "../../../../shared/crdt/writing/mendWritten.ts";
import { addElement, embed, flowAt } from "../support/layoutDoc.ts";

const origin = { from: "test" };
const stock = 77;
const host = 5;

const firstText = (yDoc: Y.Doc): Y.XmlText => flowAt(yDoc, 0);

/** A flow that begins with words, so that places in it are places of characters. */
function wordsIn(words: string, client: number): Y.Doc {
  const yDoc = createTextDoc(client);
  const yFlow = new Y.XmlText();
  addElement(textRoot(yDoc), "clause", { id: "c1" }).insert(0, [yFlow]);
  yFlow.insert(0, words);
  return yDoc;
}

/** With the names of its elements. */
const partsOf = (yFlow: Y.XmlText): unknown =>
  (yFlow.toDelta() as readonly { readonly insert: unknown }[]).map((part) =>
    part.insert instanceof Y.XmlElement ? { insert: [part.insert.nodeName] } : part,
  );

/** A stock client writes into "two words"; what the host makes of it, and the client's own document after that. */
function written(
  write: (yText: Y.XmlText) => void,
  extent: MendExtent,
  before = "two words",
): { readonly delta: unknown; readonly yClient: Y.Doc } {
  const yHost = wordsIn(before, 1);
  yHost.clientID = host;
  const yClient = new Y.Doc();
  Y.applyUpdate(yClient, Y.encodeStateAsUpdate(yHost));
  yClient.clientID = stock;
  write(firstText(yClient));
  Y.applyUpdate(yHost, Y.encodeStateAsUpdate(yClient));
  const end = Y.getState(yHost.store, stock);
  mendWritten(yHost, { client: stock, from: 0, to: end }, extent, origin);
  expect(Y.getState(yHost.store, stock)).toBe(end);
  Y.applyUpdate(yClient, Y.encodeStateAsUpdate(yHost));
  expect(partsOf(firstText(yClient))).toEqual(partsOf(firstText(yHost)));
  return { delta: partsOf(firstText(yHost)), yClient };
}

const plain = (text: string) => [{ insert: text }];

describe("[C9] what a stock client wrote", () => {
  it.each([
    ["an override", "\u202edrow", "drow"],
    ["a line end of Windows", "a\r\nb", "a b"],
    ["separators", "a\u000bb\u2028c", "a b c"],
    ["windows-1252", "\u0093so\u0094", "“so”"],
    ["a tag, which is two units", "x\u{e0041}y", "xy"],
    ["private use and the unassigned", "x\ue000y\u0378z", "xyz"],
  ])("is mended at once: %s", (_, typed, text) => {
    expect(written((yText) => yText.insert(3, typed), "never").delta).toEqual(plain(`two${text} words`));
  });

  it("keeps helpers until nothing more is written, and then those that help", () => {
    const typed = (yText: Y.XmlText) => yText.insert(9, " \u2067\u05d0\u2069 \u2067x \u2602\ufe0f a\ufe0f \u200d");
    const open = " \u2067\u05d0\u2069 \u2067x \u2602\ufe0f a\ufe0f \u200d";
    expect(written(typed, "never").delta).toEqual(plain(`two words${open}`));
    expect(written(typed, "here").delta).toEqual(plain("two words \u2067\u05d0\u2069 x \u2602\ufe0f a \u200d"));
  });

  it("keeps the marks of what was written, and of what stands beside it", () => {
    const { delta } = written((yText) => {
      yText.insert(3, "\u0091bold\u2029", { strong: {} });
      yText.format(0, 3, { em: {} });
    }, "never");
    expect(delta).toEqual([
      { insert: "two", attributes: { em: {} } },
      { insert: "‘bold ", attributes: { strong: {} } },
      { insert: " words" },
    ]);
  });

  it("leads where its link led, without what nobody sees in it", () => {
    const link = (href: string) => (yText: Y.XmlText) => yText.format(0, 3, { link: { href } });
    expect(written(link("https://a.example/\u202egnp"), "never").delta).toEqual([
      { insert: "two", attributes: { link: { href: "https://a.example/gnp" } } },
      { insert: " words" },
    ]);
    expect(written(link("https://\u202e"), "never").delta).toEqual(plain("two words"));
  });

  it("is alone mended: what others wrote beside it stays", () => {
    const { delta } = written((yText) => yText.insert(5, "a\u202eb"), "here", "one\u202e two");
    expect(delta).toEqual(plain("one\u202e abtwo"));
    expect(written((yText) => yText.insert(5, "a\u202eb"), "never", "one\u202e two").delta).toEqual(delta);
  });

  it("is left alone where somebody else has written in the middle of it or deleted it meanwhile", () => {
    const yDoc = createTextDoc(1);
    Y.applyUpdate(yDoc, Y.encodeStateAsUpdate(wordsIn("ab", 2)));
    yDoc.clientID = stock;
    firstText(yDoc).insert(1, "x\u202ey\u202ez");
    yDoc.clientID = 3;
    firstText(yDoc).insert(3, "kept\u202e");
    firstText(yDoc).delete(firstText(yDoc).length - 3, 2);
    yDoc.clientID = host;
    mendWritten(yDoc, { client: stock, from: 0, to: 99 }, "never", origin);
    expect(firstText(yDoc).toString()).toBe("axkept\u202eyb");
  });

  it("is judged block by block, and a line break or a bracket is a sign among its words", () => {
    const typed = (yText: Y.XmlText) => {
      embed(yText, 4, "block", { type: "heading" });
      yText.insert(9, "\u202eend\u2602\ufe0f");
      embed(yText, 2, "hard_break");
      yText.insert(2, "\u202e");
      embed(yText, 1, "bracket");
      yText.insert(1, "a\ufe0f");
    };
    expect(written(typed, "here").delta).toEqual([
      { insert: "ta" },
      { insert: ["bracket"] },
      { insert: "w" },
      { insert: ["hard_break"] },
      { insert: "o " },
      { insert: ["block"] },
      { insert: "wordend\u2602\ufe0fs" },
    ]);
    // An override that nobody closes ends with its block, whoever wrote the next one.
    const apart = (yText: Y.XmlText) => {
      embed(yText, 3, "split", { id: "s1" });
      yText.insert(3, "\u2067");
      yText.insert(yText.length, "\u2069");
    };
    expect(written(apart, "here").delta).toEqual([{ insert: "two" }, { insert: ["split"] }, { insert: " words" }]);
  });

  it("makes no change where there is nothing to mend, and none twice", () => {
    const yDoc = wordsIn("x", stock);
    firstText(yDoc).insert(0, "\u202e");
    yDoc.clientID = host;
    let changes = 0;
    yDoc.on("update", () => changes++);
    for (let round = 0; round < 2; round++)
      mendWritten(yDoc, { client: stock, from: 0, to: Y.getState(yDoc.store, stock) }, "here", origin);
    mendWritten(yDoc, { client: 12_345, from: 0, to: 9 }, "here", origin);
    expect(changes).toBe(1);
  });
});
