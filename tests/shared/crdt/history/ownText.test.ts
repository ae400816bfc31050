import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { plainText } from "../../../../shared/charter/text/clauses.ts";
import { createTextDoc, reviewRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { createOwnText, readWords } from "../../../../shared/crdt/history/ownText.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { cutRebased } from "../../../../shared/crdt/update/rebasedText.ts";
import { writeEntry } from "../support/layoutDoc.ts";
import { addParagraph, addText, findWords, replaceWords } from "../support/layoutText.ts";
import { doc, paragraph } from "../support/texts.ts";

const editing = 2 ** 52 + 2;

/** Somebody's text, and a document of another who has it. */
function begin() {
  const yTheirs = createTextDoc(11);
  addText(yTheirs, doc(paragraph("Each well rests five days.")));
  const yMine = createTextDoc(editing);
  const own = createOwnText(yMine);
  Y.applyUpdate(yMine, Y.encodeStateAsUpdate(yTheirs), { from: "another" });
  return { yTheirs, yMine, own };
}

describe("[I11] what was written in one document", () => {
  it("is taken over into another, entries of review with it, and nothing of what others deleted", () => {
    const { yTheirs, yMine, own } = begin();
    expect(own.from(editing, 0)).toBeNull();
    const { yFlow, at } = findWords(yTheirs, "Each ");
    yFlow.delete(at, 5);
    replaceWords(yMine, "five", "seven");
    writeEntry(yMine, { kind: "as", range: { client: 11, clock: 3, length: 2 } });
    const update = own.from(editing, 0);
    if (update === null) throw new Error("something was written");
    Y.applyUpdate(yTheirs, update);
    expect(plainText(readText(yTheirs).text)).toBe("well rests seven days.");
    expect(reviewRoot(yTheirs).toJSON()).toEqual(reviewRoot(yMine).toJSON());
    expect(readWords(update)).toBe("seven");
    expect(own.from(editing, Y.getState(yMine.store, editing))).not.toBeNull();
  });

  it("is cut where it stands on what is left out, and entries of review stand", () => {
    const { yTheirs, yMine, own } = begin();
    const yThird = createTextDoc(33);
    Y.applyUpdate(yThird, Y.encodeStateAsUpdate(yTheirs));
    addParagraph(yThird, "days.", "Dogs are tied.");
    Y.applyUpdate(yMine, Y.encodeStateAsUpdate(yThird), { from: "another" });
    replaceWords(yMine, "Dogs are tied.", "Dogs are tied at night.");
    writeEntry(yMine, { kind: "as", range: { client: 11, clock: 3, length: 2 } });
    replaceWords(yMine, "five days", "five long days");
    const update = own.from(editing, 0);
    if (update === null) throw new Error("something was written");
    const parts = cutRebased(yTheirs, update);
    if (!parts.ok) throw new Error(parts.error.kind);
    expect(parts.value.map(({ stands, update: part }) => [stands, readWords(part)])).toEqual([
      [false, "at night"],
      [true, "long"],
    ]);
  });

  it("is told apart by the id that wrote it: what was suggested, and what was edited", () => {
    const { yTheirs, yMine, own } = begin();
    yMine.clientID = editing;
    replaceWords(yMine, "five", "seven");
    yMine.clientID = editing + 1;
    const { yFlow, at } = findWords(yMine, "days");
    yFlow.insert(at, "long ");
    const [suggested, edited] = [own.from(editing + 1, 0), own.from(editing, 0)];
    if (suggested === null || edited === null) throw new Error("both were written");
    expect([readWords(suggested), readWords(edited)]).toEqual(["long", "seven"]);
    Y.applyUpdate(yTheirs, edited);
    Y.applyUpdate(yTheirs, suggested);
    expect(Y.encodeStateAsUpdate(yTheirs)).toEqual(Y.encodeStateAsUpdate(yMine));
    expect(own.from(editing + 1, Y.getState(yMine.store, editing + 1))).toBeNull();
  });
});
