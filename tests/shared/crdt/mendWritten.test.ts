import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createTextDoc } from "../../../shared/crdt/docLayout.ts";
import { type MendExtent, mendWritten } from "../../../shared/crdt/mendWritten.ts";
import { docOf, origin } from "./support/honest.ts";
import { doc, paragraph } from "./support/texts.ts";

const stock = 77;
const host = 5;

function firstText(yDoc: Y.Doc): Y.XmlText {
  const [yText] = [...yDoc.getXmlFragment("text").createTreeWalker((node) => node instanceof Y.XmlText)];
  if (!(yText instanceof Y.XmlText)) throw new Error("the text has words");
  return yText;
}

/** A stock client writes into "two words"; what the host makes of it, and the client's own document after that. */
function written(
  write: (yText: Y.XmlText) => void,
  extent: MendExtent,
  before = "two words",
): { readonly delta: unknown; readonly yClient: Y.Doc } {
  const yHost = docOf(doc(paragraph(before)), 1);
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
  expect(firstText(yClient).toDelta()).toEqual(firstText(yHost).toDelta());
  return { delta: firstText(yHost).toDelta(), yClient };
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
    Y.applyUpdate(yDoc, Y.encodeStateAsUpdate(docOf(doc(paragraph("ab")), 2)));
    yDoc.clientID = stock;
    firstText(yDoc).insert(1, "x\u202ey\u202ez");
    yDoc.clientID = 3;
    firstText(yDoc).insert(3, "kept\u202e");
    firstText(yDoc).delete(firstText(yDoc).length - 3, 2);
    yDoc.clientID = host;
    mendWritten(yDoc, { client: stock, from: 0, to: 99 }, "never", origin);
    expect(firstText(yDoc).toString()).toBe("axkept\u202eyb");
  });

  it("makes no change where there is nothing to mend, and none twice", () => {
    const yDoc = docOf(doc(paragraph("x")), stock);
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
