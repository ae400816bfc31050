import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createTextDoc, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { exclude } from "../../../../shared/crdt/update/exclude.ts";
import { cutRebased } from "../../../../shared/crdt/update/rebasedText.ts";
import { readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { copyOf, origin, updatesOf, verdict } from "../support/honest.ts";
import { addElement, addFlow, flowAt, setAttrs, wordsDoc } from "../support/layoutDoc.ts";

const liar = 7;
const editing = 2 ** 52 + 6;
const suggesting = editing + 1;

describe("[I15] what was written on text that is left out since", () => {
  /** A clause; words on what the liar wrote; an attribute of the clause, at the end. */
  function cut(client: number) {
    const yStart = wordsDoc("the water", 1);
    const yLies = copyOf(yStart, liar);
    const lies = updatesOf(yLies, () => flowAt(yLies, 0).insert(3, "lies"));
    const yWindow = copyOf(yLies, client);
    const [update] = updatesOf(yWindow, () =>
      yWindow.transact(() => {
        const yClause = addElement(textRoot(yWindow), "clause");
        addFlow(yClause, "new");
        flowAt(yWindow, 0).insert(5, "on lies");
        setAttrs(yClause, { id: "late" });
        addElement(textRoot(yWindow), "place");
      }),
    );
    expect(lies.length).toBe(1);
    const yHost = createTextDoc(9);
    Y.applyUpdate(yHost, Y.encodeStateAsUpdate(yStart), origin);
    exclude(yHost, liar, 0, 4, origin);
    const parts = update === undefined ? null : cutRebased(yHost, update);
    if (parts?.ok !== true) throw new Error("it can be read");
    const verdicts = parts.value.map((part) => {
      const judged = verdict(part.update, yHost, client);
      const read = readUpdate(part.update);
      const from = Y.getState(yHost.store, client);
      // As a replica does with what it does not accept.
      if (judged === "ok") Y.applyUpdate(yHost, part.update, origin);
      else exclude(yHost, client, from, from + (read.ok ? read.value.length : 0), origin);
      return [part.stands, judged];
    });
    return { verdicts, yHost };
  }

  it("is cut so that each part that stands is accepted, with what it gave to an earlier part left out", () => {
    const { verdicts, yHost } = cut(suggesting);
    expect(verdicts).toEqual([
      [true, "ok"],
      [false, "unknownReference"],
      [true, "ok"],
    ]);
    expect(textRoot(yHost).toString()).toContain("<clause><block></block>new</clause><place></place>");
  });

  it("is cut of an editing id at what is gone alone", () => {
    const { verdicts, yHost } = cut(editing);
    expect(verdicts).toEqual([
      [true, "ok"],
      [false, "unknownReference"],
      [true, "ok"],
    ]);
    expect(textRoot(yHost).toString()).toContain('<clause id="late"><block></block>new</clause>');
  });
});
