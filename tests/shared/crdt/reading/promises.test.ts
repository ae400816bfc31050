/** [I46] Promises in the document: what several people make of one at once, suggest and settle. */
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { Attrs, CharterText, DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import { readPromises } from "../../../../shared/charter/text/promises.ts";
import { createKnownPassages, findConflicts } from "../../../../shared/crdt/history/conflicts.ts";
import { findLostText } from "../../../../shared/crdt/history/lostText.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { readSuggestions } from "../../../../shared/crdt/reading/suggestions.ts";
import { answer } from "../../../../shared/crdt/writing/answers.ts";
import { applyText, suggestionSteps } from "../../../../shared/crdt/writing/writeText.ts";
import { copyOf, docOf, origin, updatesOf, verdict } from "../support/honest.ts";
import { flowsIn } from "../support/layoutDoc.ts";
import { createWriter, meet, type Writer } from "../support/signedWriters.ts";
import { doc, element, run } from "../support/texts.ts";

const none: Attrs = { by: "", to: "", due: "", every: 0 };
const promise = (attrs: Attrs = {}): ElementNode => element("promise", [], { ...none, ...attrs });
const text = (...content: readonly DocNode[]): CharterText =>
  doc(element("clause", [element("paragraph", content)], { id: "c", source: "" }));
const canal = (attrs: Attrs = {}, before = "The canal is cleared ") => text(run(before), promise(attrs), run("."));
const saidIn = (yDoc: Y.Doc) =>
  readPromises(readText(yDoc).text).map(({ by, to, due, every }) => ({ by, to, due, every }));

function promiseIn(yDoc: Y.Doc): Y.XmlElement {
  for (const yFlow of flowsIn(yDoc))
    for (const { insert } of yFlow.toDelta() as readonly { readonly insert: unknown }[])
      if (insert instanceof Y.XmlElement && insert.nodeName === "promise") return insert;
  throw new Error("there is a promise");
}

const [anna, bilal] = [2 ** 52 + 20, 2 ** 52 + 40];

function two(first: CharterText): readonly [Writer, Writer] {
  const writers = [createWriter(anna), createWriter(bilal)] as const;
  writers[0].act((yDoc) => applyText(yDoc, first, origin));
  writers[1].receive(writers[0]);
  return writers;
}

const conflictsOf = (writer: Writer) =>
  findConflicts({
    yDoc: writer.yDoc,
    ranges: writer.ranges(),
    sideOf: (no: number) => String(writer.log[no - 1]?.client ?? 0),
    knows: writer.knows,
    changes: writer.changes(),
    known: createKnownPassages(),
  }).all;

describe("[I46] a promise", () => {
  it("stays the same one where words around it and what it says change", () => {
    const yDoc = docOf(canal({ due: "2027-05-01" }), 1);
    const before = promiseIn(yDoc);
    applyText(yDoc, canal({ due: "2027-06-01", by: "all", every: 12 }, "All canals are cleared "), origin);
    expect(promiseIn(yDoc)).toBe(before);
    expect(saidIn(yDoc)).toEqual([{ by: "all", to: "", due: "2027-06-01", every: 12 }]);
    applyText(yDoc, canal({}), origin);
    expect(promiseIn(yDoc).getAttributes()).toEqual({});
    applyText(yDoc, text(run("The canal is cleared .")), origin);
    expect(saidIn(yDoc)).toEqual([]);
  });

  it("says what two people set of it at once, and takes what is typed beside it", () => {
    const [one, other] = two(canal({ due: "2027-05-01" }));
    one.act((yDoc) => applyText(yDoc, canal({ due: "2027-05-01", by: "all" }), origin));
    other.act((yDoc) => applyText(yDoc, canal({ due: "2027-05-01", every: 12 }, "The old canal is cleared "), origin));
    meet(one, other);
    for (const { yDoc } of [one, other]) {
      expect(saidIn(yDoc)).toEqual([{ by: "all", to: "", due: "2027-05-01", every: 12 }]);
      expect(readPromises(readText(yDoc).text)[0]?.words).toBe("The old canal is cleared .");
    }
    expect(conflictsOf(one)).toEqual([]);
  });

  it("[I50] is told of where two set it to other days without knowing of each other, alike everywhere", () => {
    const [one, other] = two(canal({ due: "2027-05-01" }));
    one.act((yDoc) => applyText(yDoc, canal({ due: "2027-06-01" }), origin));
    other.act((yDoc) => applyText(yDoc, canal({ due: "2027-09-01" }), origin));
    meet(one, other);
    const [found, ...others] = conflictsOf(one);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      kind: "form",
      clause: "c",
      words: "The canal is cleared .",
      before: { due: "2027-05-01" },
    });
    if (found?.kind !== "form") throw new Error("it is about a form");
    expect(found.sides.map(({ form }) => form)).toEqual([{ due: "2027-06-01" }, { due: "2027-09-01" }]);
    // Each replica counts the changes in the order in which they came.
    const told = (writer: Writer) =>
      conflictsOf(writer).map((one) => ({ ...one, sides: one.sides.map(({ changes: _, ...side }) => side) }));
    expect(told(other)).toEqual(told(one));
    other.act((yDoc) => applyText(yDoc, canal({ due: "2027-07-01" }), origin));
    meet(one, other);
    expect(conflictsOf(one)).toEqual([]);
  });

  it("[I15] [I38] is suggested, and so is what it says: nothing of it counts before it is accepted", () => {
    const yDoc = docOf(canal({ due: "2027-05-01" }), anna);
    const yOther = copyOf(yDoc, bilal + 1);
    const target = text(
      run("The canal is cleared "),
      promise({ due: "2027-06-01", by: "all" }),
      run("."),
      promise({ to: "all" }),
    );
    const updates = updatesOf(yOther, () => {
      for (const _ of suggestionSteps(yOther, target, origin, Number.POSITIVE_INFINITY));
    });
    for (const update of updates) {
      expect(verdict(update, yDoc, bilal + 1)).toBe("ok");
      Y.applyUpdate(yDoc, update);
    }
    expect(saidIn(yDoc)).toEqual([{ ...none, due: "2027-05-01" }]);
    answer(yDoc, "accept", readSuggestions(yDoc), origin);
    expect(saidIn(yDoc)).toEqual([
      { ...none, due: "2027-06-01", by: "all" },
      { ...none, to: "all" },
    ]);
  });

  it("[I8] has what is usual where its values are none, and is not read in a note", () => {
    const yDoc = docOf(canal(), 1);
    const yPromise = promiseIn(yDoc);
    yPromise.setAttribute("due", "2027-02-30");
    yPromise.setAttribute("by", "somebody");
    yPromise.setAttribute("every", 5000 as never);
    expect(saidIn(yDoc)).toEqual([none]);
    const noted = docOf(text(run("Wells"), element("footnote", [run("dug")])), 1);
    const yFlow = [...flowsIn(noted)].find((one) => one.toString().startsWith("dug"));
    yFlow?.insertEmbed(1, new Y.XmlElement("promise"));
    expect(yFlow).toBeDefined();
    expect(JSON.stringify(readText(noted).text)).not.toContain("promise");
    expect(readText(noted).problems).toContainEqual({ kind: "wrongPlace", at: "promise" });
  });

  it("[I13] is put back as it was with words that lost their place", () => {
    const [one, other] = two(
      doc(...canal().content, element("clause", [element("paragraph", [run("Herds.")])], { id: "h" })),
    );
    one.act((yDoc) =>
      applyText(yDoc, doc(element("clause", [element("paragraph", [run("Herds.")])], { id: "h" })), origin),
    );
    other.act((yDoc) =>
      applyText(
        yDoc,
        doc(
          ...text(run("The canal is cleared by hand "), promise({ by: "all" }), run(".")).content,
          element("clause", [element("paragraph", [run("Herds.")])], { id: "h" }),
        ),
        origin,
      ),
    );
    meet(one, other);
    const lost = JSON.stringify(findLostText(one.yDoc, one.ranges(), String, one.knownBy));
    expect(lost).toContain("by hand");
    expect(lost).toContain('"type":"promise"');
  });
});
