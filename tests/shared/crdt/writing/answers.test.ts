import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { plainText, readClauses } from "../../../../shared/charter/text/clauses.ts";
import type { CharterText, ElementNode } from "../../../../shared/charter/text/model.ts";
import type { SuggestionAnswer } from "../../../../shared/charter/text/suggested.ts";
import { reviewRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { createCleanSight } from "../../../../shared/crdt/reading/cleanSight.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { readSuggestions, type Suggestion } from "../../../../shared/crdt/reading/suggestions.ts";
import { answer, answerSteps } from "../../../../shared/crdt/writing/answers.ts";
import { applyText, suggestionSteps } from "../../../../shared/crdt/writing/writeText.ts";
import { copyOf, docOf, origin, updatesOf, verdict } from "../support/honest.ts";
import { inLayoutForm } from "../support/layoutForm.ts";
import { doc, element, paragraph, run } from "../support/texts.ts";

const anna = 2 ** 52 + 20;
const bilal = 2 ** 52 + 40;
const chen = 2 ** 52 + 60;
const odd = (client: number): number => client + 1;

type Act = (yDoc: Y.Doc) => void;

const clause = (id: string, ...content: readonly (ElementNode | string)[]): ElementNode =>
  element(
    "clause",
    content.map((one) => (typeof one === "string" ? paragraph(one) : one)),
    { id },
  );
const wells = doc(clause("w", "Each well rests five days."), clause("h", "Herds drink."));
const linesOf = (text: CharterText): readonly string[] => readClauses(text).map(({ node }) => plainText(node));

/** Under this client id, on a copy of its own. */
const by = (yDoc: Y.Doc, client: number, act: Act): Y.Doc => {
  const yOwn = copyOf(yDoc, client);
  act(yOwn);
  return yOwn;
};

const suggest =
  (target: CharterText): Act =>
  (yDoc) => {
    for (const _ of suggestionSteps(yDoc, target, origin, Number.POSITIVE_INFINITY));
  };
const edit =
  (target: CharterText): Act =>
  (yDoc) =>
    applyText(yDoc, target, origin);
const open = (yDoc: Y.Doc): readonly Suggestion[] =>
  readSuggestions(yDoc).filter(({ state }) => state === "pending" || state === "contested");
const answerAll =
  (kind: SuggestionAnswer, of: (one: Suggestion) => boolean = () => true): Act =>
  (yDoc) =>
    answer(yDoc, kind, readSuggestions(yDoc).filter(of), origin);

/** Suggested by Bilal, then two who do not know of each other; the same in both orders of merging. */
function merged(suggested: CharterText | Act, one: readonly [number, Act], other: readonly [number, Act]): Y.Doc {
  const yDoc = by(docOf(wells, anna - 2), odd(bilal), typeof suggested === "function" ? suggested : suggest(suggested));
  const updates = [one, other].map(([client, act]) => Y.encodeStateAsUpdate(by(yDoc, client, act)));
  const [yFirst, ySecond] = [updates, updates.toReversed()].map((order) => {
    const yMerged = copyOf(yDoc, 7);
    const kept = createReading(yMerged, createCleanSight(yMerged));
    yMerged.on("afterTransaction", (transaction: Y.Transaction) => kept.note(transaction));
    kept.text();
    for (const update of order) Y.applyUpdate(yMerged, update, origin);
    expect(kept.text()).toEqual(readText(yMerged).text);
    return yMerged;
  });
  if (yFirst === undefined || ySecond === undefined) throw new Error("there are two orders");
  expect(readText(ySecond)).toEqual(readText(yFirst));
  expect(readSuggestions(ySecond).map(({ id, state }) => [id, state])).toEqual(
    readSuggestions(yFirst).map(({ id, state }) => [id, state]),
  );
  return yFirst;
}

const states = (yDoc: Y.Doc): readonly string[] => [...new Set(readSuggestions(yDoc).map(({ state }) => state))];
const long = doc(clause("w", "Each well rests five long days."), clause("h", "Herds drink."));
const short = doc(clause("w", "Each well rests days."), clause("h", "Herds drink."));
const heading = doc(
  clause("w", element("heading", [run("Each well rests five days.")], { level: 3 })),
  clause("h", "Herds drink."),
);
const moved = doc(clause("h", "Herds drink."), clause("w", "Each well rests five days."));
const strong = doc(
  clause(
    "w",
    element("paragraph", [run("Each "), run("well", [{ type: "strong", attrs: {} }]), run(" rests five days.")]),
  ),
  clause("h", "Herds drink."),
);

describe("[I20] two answers at the same time", () => {
  const accept = answerAll("accept");
  const reject = answerAll("reject");

  it("to accept is one acceptance, whatever is suggested", () => {
    for (const target of [long, short, heading, moved, strong]) {
      const yDoc = merged(target, [anna, accept], [chen, accept]);
      expect(readText(yDoc).text).toEqual(inLayoutForm(target));
      expect(states(yDoc)).toEqual(["accepted"]);
    }
  });

  it("to accept and to reject leave words open, with both of who answered", () => {
    for (const target of [long, short]) {
      const yDoc = merged(target, [anna, accept], [chen, reject]);
      expect(readText(yDoc).text).toEqual(inLayoutForm(wells));
      expect(states(yDoc)).toEqual(["contested"]);
      expect(readSuggestions(yDoc).flatMap(({ answers }) => answers)).toEqual(
        expect.arrayContaining([
          { kind: "ok", client: anna },
          { kind: "no", client: chen },
        ]),
      );
    }
  });

  it("and who answers it again settles it", () => {
    for (const [kind, target] of [
      ["accept", long],
      ["reject", wells],
    ] as const) {
      const yDoc = merged(long, [anna, accept], [chen, reject]);
      const ySettled = by(yDoc, anna, answerAll(kind));
      expect(readText(ySettled).text).toEqual(inLayoutForm(target));
      expect(states(ySettled)).toEqual([kind === "accept" ? "accepted" : "rejected"]);
    }
  });
});

describe("[I21] accepting while it is taken back", () => {
  it("accepts it, whatever it is", () => {
    for (const target of [long, short, heading, moved, strong]) {
      const yDoc = merged(target, [anna, answerAll("accept")], [bilal, answerAll("withdraw")]);
      expect(readText(yDoc).text).toEqual(inLayoutForm(target));
      expect(states(yDoc)).toEqual(["accepted"]);
    }
  });

  it("is not needed where it is taken back and rejected", () => {
    const yDoc = merged(long, [anna, answerAll("reject")], [bilal, answerAll("withdraw")]);
    expect(readText(yDoc).text).toEqual(inLayoutForm(wells));
    expect(open(yDoc)).toEqual([]);
  });
});

describe("[I23] words typed inside a strike that is accepted", () => {
  it("stay", () => {
    const typed = doc(clause("w", "Each well rests five or six days."), clause("h", "Herds drink."));
    const gone = doc(clause("w", "Each well."), clause("h", "Herds drink."));
    const yDoc = merged(gone, [anna, answerAll("accept")], [chen, edit(typed)]);
    expect(linesOf(readText(yDoc).text)[0]).toMatch(/or six/);
    expect(linesOf(readText(yDoc).text)[0]).not.toMatch(/days/);
  });
});

describe("[I24] words that are accepted while an editor deletes what they stand in", () => {
  it("stand by themselves, and are gone where they are deleted themselves", () => {
    const yDoc = merged(long, [anna, answerAll("accept")], [chen, edit(short)]);
    expect(linesOf(readText(yDoc).text)[0]).toBe("Each well rests long days.");
    const erase: Act = (yOwn) => {
      const [one] = open(yOwn);
      const [span] = one?.spans ?? [];
      if (span !== undefined) span.yFlow.delete(span.from, span.to - span.from);
    };
    const yErased = merged(long, [anna, answerAll("accept")], [chen, erase]);
    expect(readText(yErased).text).toEqual(inLayoutForm(wells));
  });
});

describe("[I41] answers", () => {
  it("an attribute or a format that two accept has the same value", () => {
    for (const target of [heading, strong]) {
      const yDoc = merged(target, [anna, answerAll("accept")], [chen, answerAll("accept")]);
      expect(readText(yDoc).text).toEqual(inLayoutForm(target));
    }
  });

  it("a clause that is to be moved, and is edited meanwhile, is moved and edited, once", () => {
    const edited = doc(clause("w", "Each deep well rests five days."), clause("h", "Herds drink."));
    const yDoc = merged(moved, [anna, answerAll("accept")], [chen, edit(edited)]);
    expect(linesOf(readText(yDoc).text)).toEqual(["Herds drink.", "Each deep well rests five days."]);
  });

  it("a clause that is to be removed goes with what is typed in it, and comes back with it", () => {
    const removed = doc(clause("h", "Herds drink."));
    const edited = doc(clause("w", "Each deep well rests five days."), clause("h", "Herds drink."));
    const yDoc = merged(removed, [anna, answerAll("accept")], [chen, edit(edited)]);
    expect(linesOf(readText(yDoc).text)).toEqual(["Herds drink."]);
    const yBack = by(yDoc, anna, answerAll("reopen"));
    expect(linesOf(readText(yBack).text)).toEqual(["Each deep well rests five days.", "Herds drink."]);
    expect(states(yBack)).toEqual(["pending"]);
  });

  it("opened again leave the text as it was before them", () => {
    for (const kind of ["accept", "reject"] as const)
      for (const target of [long, short, heading, moved, strong]) {
        const yDoc = by(docOf(wells, anna - 2), odd(bilal), suggest(target));
        const yAnswered = by(yDoc, anna, answerAll(kind));
        const yOpen = by(yAnswered, chen, answerAll("reopen"));
        expect(readText(yOpen).text).toEqual(inLayoutForm(wells));
        expect(states(yOpen)).toEqual(["pending"]);
        expect(readText(by(yOpen, chen, answerAll("accept"))).text).toEqual(inLayoutForm(target));
      }
  });

  it("to a part of what was answered at once leave the rest answered", () => {
    const both = doc(clause("w", "Each deep well rests five long days."), clause("h", "Herds drink."));
    const yDoc = by(docOf(wells, anna - 2), odd(bilal), suggest(both));
    const yAll = by(yDoc, anna, answerAll("accept"));
    expect([...reviewRoot(yAll).keys()]).toHaveLength(1);
    const yPart = by(
      yAll,
      anna,
      answerAll("reopen", ({ inserted }) => inserted.includes("deep")),
    );
    expect(linesOf(readText(yPart).text)[0]).toBe("Each well rests five long days.");
    expect(
      readSuggestions(yPart)
        .map(({ state }) => state)
        .sort(),
    ).toEqual(["accepted", "pending"]);
  });

  it("that stand are not written again, and nothing is where nothing is answered", () => {
    const yDoc = by(
      docOf(wells, anna - 2),
      odd(bilal),
      suggest(doc(clause("w", "A long heading"), clause("n", "new"))),
    );
    yDoc.clientID = anna;
    expect(updatesOf(yDoc, () => answer(yDoc, "accept", [], origin))).toEqual([]);
    for (const kind of ["accept", "reject", "reopen"] as const) {
      expect(updatesOf(yDoc, () => answer(yDoc, kind, readSuggestions(yDoc), origin))).toHaveLength(1);
      expect(updatesOf(yDoc, () => answer(yDoc, kind, readSuggestions(yDoc), origin))).toEqual([]);
    }
  });

  it("are accepted by the judge, and written under the id of their class", () => {
    const yDoc = by(docOf(wells, anna - 2), odd(bilal), suggest(heading));
    for (const [client, kind, by] of [
      [anna, "accept", anna],
      [anna, "reject", anna],
      [anna, "reopen", anna],
      [bilal, "withdraw", odd(bilal)],
      [odd(bilal), "withdraw", odd(bilal)],
    ] as const) {
      const yOwn = copyOf(yDoc, client);
      const yHost = copyOf(yDoc, 99);
      const updates = updatesOf(yOwn, () => answer(yOwn, kind, readSuggestions(yOwn), origin));
      for (const update of updates) expect(verdict(update, yHost, by)).toBe("ok");
      expect(yOwn.clientID).toBe(client);
    }
    for (const kind of ["accept", "reject", "reopen"] as const) {
      const yOwn = copyOf(yDoc, odd(bilal));
      expect(() => answer(yOwn, kind, readSuggestions(yOwn), origin)).toThrow();
    }
  });

  it("cost at most 90 bytes for each of 300 replacements that are accepted at once", () => {
    const text = (word: string) =>
      doc(...Array.from({ length: 300 }, (_, at) => clause(`c${at}`, `Each well ${word}s ${at} days in a year.`)));
    const yDoc = by(docOf(text("rest"), anna - 2), odd(bilal), suggest(text("sleep")));
    expect(open(yDoc)).toHaveLength(300);
    yDoc.clientID = anna;
    const updates = updatesOf(yDoc, () => answer(yDoc, "accept", open(yDoc), origin));
    const bytes = updates.reduce((sum, update) => sum + update.length, 0);
    expect(bytes).toBeLessThanOrEqual(90 * 300);
    expect(readText(yDoc).text).toEqual(inLayoutForm(text("sleep")));
  });

  it("come in steps, of which each leaves a text that reads", () => {
    const text = (word: string) =>
      doc(...Array.from({ length: 200 }, (_, at) => clause(`c${at}`, `Each well ${word}s ${at} days in a year.`)));
    const yDoc = by(docOf(text("rest"), anna - 2), odd(bilal), suggest(text("sleep")));
    yDoc.clientID = anna;
    const changed: number[] = [];
    yDoc.on("afterTransaction", (transaction: Y.Transaction) => void changed.push(transaction.changed.size - 1));
    for (const _ of answerSteps(yDoc, "accept", open(yDoc), origin)) {
      const { text: now, problems } = readText(yDoc);
      expect(problems).toEqual([]);
      // No clause has both words, or none.
      for (const line of linesOf(now)) expect(line).toMatch(/^Each well (rest|sleep)s \d+ days in a year\.$/);
    }
    expect(changed).toHaveLength(10);
    expect(Math.max(...changed)).toBeLessThanOrEqual(20);
    expect(readText(yDoc).text).toEqual(inLayoutForm(text("sleep")));
  });
});
