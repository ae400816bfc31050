import { describe, expect, it } from "vitest";
import type * as Y from "yjs";
import { compareTexts } from "../../../../shared/charter/compare/redline.ts";
import { plainText } from "../../../../shared/charter/text/clauses.ts";
import type { DocNode } from "../../../../shared/charter/text/model.ts";
import {
  type Conflict,
  createKnownPassages,
  findConflicts,
  type WordConflict,
} from "../../../../shared/crdt/history/conflicts.ts";
import { createChangeRanges } from "../../../../shared/crdt/history/textChanges.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { expectRatio, msOf } from "../../../support/timing.ts";
import { type Chance, chance } from "../support/chance.ts";
import { elementsIn, flowsIn, setAttrs, writeEntry } from "../support/layoutDoc.ts";
import { addParagraph, addText, findWords, move, remove, replaceWords, split } from "../support/layoutText.ts";
import { createWriter, meet, type Writer } from "../support/signedWriters.ts";
import { doc, element, longText, paragraph, randomText, run } from "../support/texts.ts";

const clause = (id: string, ...words: readonly string[]) =>
  element(
    "clause",
    words.map((one) => paragraph(one)),
    { id },
  );
const article = (id: string, heading: string, ...inside: readonly DocNode[]) =>
  element("article", [element("heading", [run(heading)], { level: 2 }), ...inside], { id, kind: "article" });

const wells = doc(
  article("wells", "Wells", clause("w1", "Each well rests five days."), clause("w2", "Nobody may fence a well.")),
  article("herds", "Herds", clause("h1", "Herds pass by the eastern path.")),
);

const [annaId, bilalId, chenId] = [2 ** 52 + 2, 2 ** 52 + 4, 2 ** 52 + 6];
const names = new Map([
  [annaId, "Anna"],
  [bilalId, "Bilal"],
  [chenId, "Chen"],
]);

/** Of a pair of ids the odd one suggests, for the same writer. */
const nameOf = (client: number): string => names.get(client - (client % 2)) ?? String(client);

const argsOf = (writer: Writer) => ({
  yDoc: writer.yDoc,
  ranges: writer.ranges(),
  sideOf: (no: number) => nameOf(writer.log[no - 1]?.client ?? 0),
  knows: writer.knows,
  changes: writer.changes(),
  known: createKnownPassages(),
});

const conflictsOf = (writer: Writer) => findConflicts(argsOf(writer));

function begin(text = wells) {
  const [anna, bilal, chen] = [createWriter(annaId), createWriter(bilalId), createWriter(chenId)];
  anna.act((yDoc) => addText(yDoc, text));
  for (const other of [bilal, chen]) other.receive(anna);
  return { anna, bilal, chen };
}

type Act = (yDoc: Y.Doc) => void;
const replaced =
  (words: string, by: string): Act =>
  (yDoc) =>
    replaceWords(yDoc, words, by);

/** What comes of what Anna and Bilal did without knowing of each other. */
function found(ofAnna: Act, ofBilal: Act, text = wells) {
  const { anna, bilal } = begin(text);
  anna.act(ofAnna);
  bilal.act(ofBilal);
  meet(anna, bilal);
  const all = conflictsOf(anna).all;
  expect(told(conflictsOf(bilal).all)).toEqual(told(all));
  return all;
}

/** Without numbers, which are each replica's own. */
const told = (all: readonly Conflict[]): unknown =>
  JSON.parse(JSON.stringify(all, (key, value: unknown) => (key === "changes" ? undefined : value)));

const said = (all: readonly Conflict[]): readonly string[] =>
  all.map((one) => {
    if (one.kind !== "words") return `${one.clause} ${one.kind}`;
    const sides = one.sides.map(({ side, words }) => `${side}: ${words}`).join(" | ");
    return `${one.clause} ${one.before} > ${sides} = ${one.now}`;
  });

const word = (all: readonly Conflict[]): WordConflict => {
  const [one] = all;
  if (one?.kind !== "words") throw new Error("no conflict of words");
  return one;
};

describe("[I50] the same words changed apart", () => {
  it("are told where both put another word in the place of one", () => {
    const all = found(replaced("five", "seven"), replaced("five", "ten"));
    expect(said(all)).toHaveLength(1);
    expect(all[0]?.clause).toBe("w1");
    expect(word(all)).toMatchObject({ before: "five", sides: [{ words: "seven" }, { words: "ten" }] });
    expect(word(all).lead).toBe("Each well rests ");
    expect(word(all).tail).toBe(" days.");
    expect([word(all).now.length, word(all).now]).toEqual([8, expect.stringMatching(/seven|ten/)]);
  });

  it("are told where each inserts at one place", () => {
    const text = doc(clause("c", "Each well rests ."));
    const all = found(replaced("rests .", "rests five days."), replaced("rests .", "rests three days."), text);
    expect(said(all)).toHaveLength(1);
    expect(word(all).sides.map(({ words }) => words.replace(/^rests /, ""))).toEqual([
      expect.stringContaining("five days"),
      expect.stringContaining("three days"),
    ]);
    expect(word(all).now).toMatch(/threefive|fivethree|days days|daysthree|daysfive/);
  });

  it("are told where one changes the word before that of another: nobody wrote both", () => {
    expect(said(found(replaced("may", "shall"), replaced("may fence", "may not fence")))).toEqual([
      "w2 may > Anna: shall | Bilal: may not = shall not",
    ]);
    expect(said(found(replaced("five", "six"), replaced("days", "nights")))).toEqual([
      "w1 five days > Anna: six days | Bilal: five nights = six nights",
    ]);
  });

  it("are not told where a whole word stands between", () => {
    expect(found(replaced("Each", "Every"), replaced("five", "seven"))).toEqual([]);
    expect(found(replaced("Each", "Every"), replaced("rests", "sleeps"))).toEqual([]);
    expect(found(replaced("five", "six"), replaced("Herds", "All herds"))).toEqual([]);
  });

  it("are told where one takes out what the other changed, and not where both take out the same", () => {
    expect(said(found(replaced(" five days", ""), replaced("five", "seven")))).toEqual([
      "w1 rests five days. > Anna: rests. | Bilal: rests seven days. = restsseven.",
    ]);
    expect(found(replaced(" five", ""), replaced(" five", ""))).toEqual([]);
    expect(found(replaced("rests", "sleeps"), replaced("rests five", "rests  five"))).toEqual([]);
  });

  it("are told where nothing of them is left", () => {
    const all = found(replaced("five ", ""), replaced("days", ""));
    expect(word(all)).toMatchObject({ before: "five days.", now: "." });
    expect(word(all).sides.map(({ words }) => words)).toEqual(["days.", "five ."]);
  });

  it("show all that a side wrote in one place, in however many changes, and name no third", () => {
    const { anna, bilal, chen } = begin();
    anna.act(replaced("five days", "a whole days"));
    anna.act(replaced("a whole days", "a whole week of rest, no less"));
    chen.act(replaced("Each", "Every"));
    bilal.act(replaced("five", "six"));
    meet(anna, bilal, chen);
    expect(word(conflictsOf(chen).all)).toMatchObject({
      before: "five days",
      sides: [
        { side: "Anna", words: "a whole week of rest, no less" },
        { side: "Bilal", words: "six days" },
      ],
    });
  });

  it("name three where three met", () => {
    const { anna, bilal, chen } = begin();
    for (const [writer, by] of [
      [anna, "six"],
      [bilal, "seven"],
      [chen, "nine"],
    ] as const)
      writer.act(replaced("five", by));
    meet(anna, bilal, chen);
    expect(word(conflictsOf(anna).all).sides).toMatchObject([
      { side: "Anna", words: "six" },
      { side: "Bilal", words: "seven" },
      { side: "Chen", words: "nine" },
    ]);
  });

  it("are told in a script that writes no spaces, sign by sign", () => {
    const text = doc(clause("c", "井戸は五日休む。"));
    expect(said(found(replaced("五", "六"), replaced("五日", "五夜"), text))).toEqual([
      "c は五日 > Anna: は六日 | Bilal: は五夜 = は六夜",
    ]);
    expect(found(replaced("井", "水"), replaced("五", "六"), text)).toEqual([]);
  });

  it("are none where one knew what the other had written", () => {
    const { anna, bilal } = begin();
    anna.act(replaced("five", "six"));
    bilal.receive(anna);
    bilal.act(replaced("six", "seven"));
    anna.receive(bilal);
    expect(conflictsOf(anna).all).toEqual([]);
  });

  it("are none where one added a paragraph or cut the clause beside what the other wrote", () => {
    const ending = replaced("days.", "nights.");
    expect(found(ending, (yDoc) => addParagraph(yDoc, "five days.", "Six in winter."))).toEqual([]);
    expect(found(replaced("five", "six"), (yDoc) => split(yDoc, "days.", "s1"))).toEqual([]);
  });

  it("are none where another removed the clause: that is lost text", () => {
    expect(found(replaced("five", "six"), (yDoc) => remove(yDoc, "w1"))).toEqual([]);
    const { anna, bilal } = begin();
    anna.act(replaced("five", "six"));
    bilal.act(replaced("five", "seven"));
    meet(anna, bilal);
    bilal.act((yDoc) => remove(yDoc, "wells"));
    expect(conflictsOf(bilal).all).toEqual([]);
  });
});

describe("[I50] what is suggested", () => {
  const suggesting = (writer: Writer, act: Act) => writer.act(act, writer.client + 1);
  const rangesBy = (writer: Writer, client: number) => {
    const change = writer.changes().findLast(({ inserted }) => inserted.client === client);
    if (change === undefined) throw new Error("nothing is suggested");
    return change.inserted;
  };

  it("is in no conflict before it is accepted, and is that of who accepts it", () => {
    const { anna, bilal, chen } = begin();
    suggesting(anna, (yDoc) => {
      const { yFlow, at } = findWords(yDoc, "five");
      yFlow.insert(at, "twenty-");
    });
    bilal.act(replaced("five", "six"));
    meet(anna, bilal);
    expect(conflictsOf(anna).all).toEqual([]);
    chen.receive(anna);
    anna.act((yDoc) => writeEntry(yDoc, { kind: "ok", of: { kind: "ins", range: rangesBy(anna, annaId + 1) } }));
    // Anna knew Bilal's words when she accepted.
    meet(anna, bilal);
    expect(conflictsOf(bilal).all).toEqual([]);
  });

  it("is in one where it was accepted apart from what another wrote", () => {
    const { anna, bilal, chen } = begin();
    suggesting(anna, (yDoc) => {
      const { yFlow, at } = findWords(yDoc, "five");
      yFlow.insert(at, "twenty-");
    });
    chen.receive(anna);
    bilal.act(replaced("five", "six"));
    chen.act((yDoc) => writeEntry(yDoc, { kind: "ok", of: { kind: "ins", range: rangesBy(chen, annaId + 1) } }));
    meet(anna, bilal, chen);
    expect(said(conflictsOf(anna).all)).toEqual(["w1 five > Bilal: six | Chen: twenty-five = twenty-six"]);
  });
});

describe("[I51] a conflict is settled", () => {
  function apart(...further: Act[]) {
    const writers = begin();
    const { anna, bilal } = writers;
    anna.act(replaced("five", "six"));
    bilal.act(replaced("five", "seven"));
    for (const act of further) bilal.act(act);
    meet(anna, bilal);
    return writers;
  }

  it("by whoever knew both and changes the passage, and by nothing else that they change", () => {
    const { anna, bilal, chen } = apart();
    bilal.act(replaced("Each", "Every"));
    bilal.act(replaced(" days", " nights"));
    anna.receive(bilal);
    expect(conflictsOf(anna).all).toHaveLength(1);
    // Whoever does not know both settles nothing, and met both.
    chen.act(replaced("five", "eight"));
    meet(anna, bilal, chen);
    expect(word(conflictsOf(anna).all).sides).toHaveLength(3);
    const { yFlow, at } = findWords(anna.yDoc, word(conflictsOf(anna).all).now.split(" ")[0] ?? "");
    expect(at).toBeGreaterThan(0);
    anna.act(() => yFlow.delete(at, 3));
    expect(conflictsOf(anna).all).toEqual([]);
  });

  it("by whoever knew both and says that it may stand, until that is taken back", () => {
    const { anna, bilal } = apart();
    const [conflict] = conflictsOf(anna).all;
    const say = (yDoc: Y.Doc) => {
      for (const range of conflict?.touched ?? []) writeEntry(yDoc, { kind: "as", range });
    };
    anna.act(say);
    expect(conflictsOf(anna).all).toEqual([]);
    meet(anna, bilal);
    expect(conflictsOf(bilal).all).toEqual([]);
    bilal.act((yDoc) => {
      for (const key of [...yDoc.getMap("review").keys()]) if (key.startsWith("as/")) yDoc.getMap("review").delete(key);
    });
    expect(conflictsOf(bilal).all).toHaveLength(1);
  });

  it("by nobody who says so without knowing both", () => {
    const { anna, bilal, chen } = begin();
    anna.act(replaced("five", "six"));
    bilal.act(replaced("five", "seven"));
    chen.receive(anna);
    const touched = chen.changes().at(-1)?.inserted;
    if (touched === undefined) throw new Error("nothing was changed");
    chen.act((yDoc) => writeEntry(yDoc, { kind: "as", range: touched }));
    meet(anna, bilal, chen);
    expect(conflictsOf(anna).all).toHaveLength(1);
  });

  it("and is another one where somebody changes it apart from who settled it", () => {
    const { anna, bilal, chen } = apart();
    chen.receive(anna);
    const now = word(conflictsOf(anna).all).now;
    anna.act(replaced(now, "ten"));
    chen.act(replaced(now, "twelve"));
    meet(anna, chen, bilal);
    expect(word(conflictsOf(bilal).all)).toMatchObject({
      before: now,
      sides: [
        { side: "Anna", words: "ten" },
        { side: "Chen", words: "twelve" },
      ],
    });
  });

  it("with the words of one side, and everything else as it stands", () => {
    for (const side of ["Anna", "Bilal"]) {
      const { anna } = apart(replaced("Each", "Every"));
      const conflicts = conflictsOf(anna);
      const text = conflicts.textOfSide(word(conflicts.all), side);
      expect(plainText(text)).toContain(`Every well rests ${side === "Anna" ? "six" : "seven"} days.`);
    }
  });
});

describe("[I50] forms and places", () => {
  const level = (value: number) => (yDoc: Y.Doc) => {
    const [yBlock] = elementsIn(yDoc, "block");
    if (yBlock === undefined) throw new Error("no block");
    setAttrs(yBlock, { level: value });
  };

  it("are told where two set them to different values", () => {
    const all = found(level(3), level(4));
    expect(all).toMatchObject([
      {
        ...{ kind: "form", clause: "wells", before: { level: 2 }, words: "Wells" },
        sides: [
          { side: "Anna", form: { level: 3 } },
          { side: "Bilal", form: { level: 4 } },
        ],
      },
    ]);
    expect(found(level(3), level(3))).toEqual([]);
  });

  it("are told where two moved one clause, and not where both moved it to one place", () => {
    const all = found(
      (yDoc) => move(yDoc, "w2", "herds", 1),
      (yDoc) => move(yDoc, "w2", "wells", 1),
    );
    expect(all).toMatchObject([
      {
        ...{ kind: "place", clause: "w2" },
        sides: [
          { side: "Anna", place: { inside: "herds", behind: null } },
          { side: "Bilal", place: { inside: "wells", behind: null } },
        ],
      },
    ]);
    const alike = (yDoc: Y.Doc) => move(yDoc, "w2", "herds", 2);
    expect(found(alike, alike)).toEqual([]);
  });

  it("are settled by whoever knew both and sets it again, or says that it may stand", () => {
    for (const settle of [
      (yDoc: Y.Doc) => level(5)(yDoc),
      (yDoc: Y.Doc, conflict: Conflict | undefined) => {
        for (const range of conflict?.touched ?? []) writeEntry(yDoc, { kind: "as", range });
      },
    ]) {
      const { anna, bilal } = begin();
      anna.act(level(3));
      bilal.act(level(4));
      meet(anna, bilal);
      const [conflict] = conflictsOf(anna).all;
      expect(conflict?.kind).toBe("form");
      anna.act((yDoc) => settle(yDoc, conflict));
      expect(conflictsOf(anna).all).toEqual([]);
    }
  });
});

describe("[I50] in any order", () => {
  /** In few words, so that people meet. */
  const tangle = (by: Chance) => (yDoc: Y.Doc) => {
    const flows = flowsIn(yDoc).slice(0, 4);
    if (flows.length === 0) return;
    const yFlow = by.pick(flows);
    const at = 1 + by.int(Math.max(1, yFlow.length - 4));
    const old = Math.min(by.int(6), yFlow.length - at);
    if (old > 0) yFlow.delete(at, old);
    if (by.int(3) > 0 && at <= yFlow.length) yFlow.insert(at, by.pick(["six ", " not", "a", " at least ", "."]));
  };

  const write = (writer: Writer, by: Chance): void => {
    const kind = by.int(4);
    if (kind === 0) writer.edit(by, writer.client + 1);
    else if (kind === 1) writer.edit(by);
    else writer.act(tangle(by));
  };

  it("is the same on every replica, whatever was written and in whatever order it came", () => {
    let met = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const by = chance(seed);
      const { anna, bilal, chen } = begin(seed % 2 === 0 ? wells : randomText(by));
      const writers = [anna, bilal, chen];
      for (let round = 0; round < 24; round++) {
        const writer = by.pick(writers);
        if (by.int(3) === 0) writer.receive(by.pick(writers));
        write(writer, by);
      }
      const [first, second] = [createWriter(2 ** 52 + 20), createWriter(2 ** 52 + 22)];
      meet(...writers);
      for (const writer of [anna, bilal, chen]) first.receive(writer);
      // The same, as it comes from the one who took it in another order.
      for (const writer of [chen, bilal, anna]) second.receive(writer);
      const expected = told(conflictsOf(first).all);
      for (const replica of [second, anna, bilal, chen])
        expect(told(conflictsOf(replica).all), `seed ${seed}`).toEqual(expected);
      met += conflictsOf(first).all.length;
    }
    expect(met).toBeGreaterThan(50);
  });

  it("is the same where what was found before is kept up with what comes", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const by = chance(seed);
      const { anna, bilal, chen } = begin();
      const known = createKnownPassages();
      const ranges = createChangeRanges();
      let upTo = 0;
      for (let round = 0; round < 20; round++) {
        const writer = by.pick([anna, bilal, chen]);
        write(writer, by);
        if (by.int(4) === 0) writer.receive(anna);
        anna.receive(by.pick([bilal, chen]));
        if (by.int(4) === 0)
          anna.act((yDoc) => {
            for (const { touched } of conflictsOf(anna).all.slice(0, 1))
              for (const range of touched) writeEntry(yDoc, { kind: "as", range });
          });
        const changes = anna.changes();
        for (const change of changes.slice(upTo)) ranges.add(change);
        upTo = changes.length;
        const kept = findConflicts({ ...argsOf(anna), ranges, changes, known });
        expect(kept.all, `seed ${seed}, round ${round}`).toEqual(conflictsOf(anna).all);
      }
    }
  });

  it("leaves nothing where somebody who knows everything says so, and breaks no reading", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const by = chance(seed);
      const { anna, bilal, chen } = begin();
      for (const writer of [anna, bilal, chen]) for (let round = 0; round < 6; round++) write(writer, by);
      meet(anna, bilal, chen);
      const conflicts = conflictsOf(anna);
      for (const conflict of conflicts.all)
        if (conflict.kind === "words")
          for (const { side } of conflict.sides) expect(() => conflicts.textOfSide(conflict, side)).not.toThrow();
      anna.act((yDoc) => {
        for (const { touched } of conflicts.all) for (const range of touched) writeEntry(yDoc, { kind: "as", range });
      });
      expect(conflictsOf(anna).all, `seed ${seed}`).toEqual([]);
    }
  });
});

describe("[I50] a clause that one splits and another removes", () => {
  const gone: Act = (yDoc) => remove(yDoc, "w1");
  const cutIn: Act = (yDoc) => split(yDoc, "five", "s1");
  const met = () => {
    const { anna, bilal, chen } = begin();
    anna.act(cutIn);
    bilal.act(gone);
    meet(anna, bilal);
    return { anna, bilal, chen };
  };

  it("leaves what was split off standing, and both are told", () => {
    const all = found(cutIn, gone);
    expect(all).toMatchObject([
      {
        ...{ kind: "cut", clause: "s1", words: "five days." },
        sides: [
          { side: "Anna", did: "cut" },
          { side: "Bilal", did: "removed" },
        ],
      },
    ]);
  });

  it("is none where either knew of the other, or the clause is brought back, or both parts are removed", () => {
    const { anna } = begin();
    anna.act(cutIn);
    anna.act(gone);
    expect(conflictsOf(anna).all).toEqual([]);
    for (const settle of [
      (yDoc: Y.Doc) => remove(yDoc, "s1"),
      (yDoc: Y.Doc) => replaceWords(yDoc, "five", "six"),
      (yDoc: Y.Doc) => {
        for (const one of elementsIn(yDoc, "clause")) if (one.getAttribute("id") === "w1") one.removeAttribute("gone");
      },
    ]) {
      const both = met();
      both.anna.act(settle);
      both.bilal.receive(both.anna);
      expect([conflictsOf(both.anna).all, conflictsOf(both.bilal).all]).toEqual([[], []]);
    }
  });

  it("[I51] is settled by whoever says that it may stand, and not by who knew one side", () => {
    const { anna, chen } = met();
    const { touched = [] } = conflictsOf(anna).all[0] ?? {};
    const [first] = touched;
    if (first === undefined) throw new Error("there is a conflict");
    chen.act((yDoc) => writeEntry(yDoc, { kind: "as", range: first }));
    anna.receive(chen);
    expect(conflictsOf(anna).all).toHaveLength(1);
    anna.act((yDoc) => writeEntry(yDoc, { kind: "as", range: first }));
    expect(conflictsOf(anna).all).toEqual([]);
  });
});

describe("what finding conflicts costs", () => {
  it("with 1,000 changes of each of two sides in 98,000 words is no more than a redline of the text", () => {
    const by = chance(7);
    const { anna, bilal } = begin(longText(98_000, by));
    const before = readText(anna.yDoc).text;
    for (const writer of [anna, bilal]) {
      const flows = flowsIn(writer.yDoc);
      for (let change = 0; change < 1000; change++) {
        const yFlow = by.pick(flows);
        writer.act(() => yFlow.insert(1 + by.int(yFlow.length), "word "));
      }
    }
    meet(anna, bilal);
    const after = readText(anna.yDoc).text;
    const redlineMs = () => msOf(() => compareTexts(before, after));
    const args = argsOf(anna);
    expectRatio(() => msOf(() => findConflicts({ ...args, known: createKnownPassages() })), redlineMs, { below: 1 });
    const known = createKnownPassages();
    expect(findConflicts({ ...args, known }).all).not.toEqual([]);
    expectRatio(() => msOf(() => findConflicts({ ...args, known })), redlineMs, { below: 0.5 });
  }, 60_000);
});
