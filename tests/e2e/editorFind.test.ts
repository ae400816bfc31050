/** Finding words in a text and writing others in their place. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FindQuery } from "../../renderer/editor/find.ts";
import {
  article,
  clause,
  doc,
  h,
  list,
  type OpenHarness,
  openHarness,
  p,
  wells,
} from "../support/editorHarness/openHarness.ts";

let open: OpenHarness;
beforeAll(async () => {
  open = await openHarness();
});
afterAll(() => open.close());
beforeEach(() => start(wells));

const start = (text: unknown) =>
  open.page.evaluate((given) => {
    window.harness.closeAll();
    window.harness.open({ name: "Amina", text: given });
  }, text);
const textOf = () => open.page.evaluate(() => window.harness.text("Amina"));
const place = (words: string) => open.page.evaluate((where) => window.harness.place("Amina", where, 0), words);
const look = (words: string, options: Partial<FindQuery> = {}) =>
  open.page.evaluate((query) => window.harness.at("Amina").editor.find.look(query), {
    words,
    wholeWords: false,
    matchCase: false,
    matchDiacritics: false,
    inClause: false,
    ...options,
  });
const step = (direction: 1 | -1) =>
  open.page.evaluate((by) => window.harness.at("Amina").editor.find.step(by), direction);
const replace = (words: string) =>
  open.page.evaluate((given) => window.harness.at("Amina").editor.find.replace(given), words);
const replaceAll = (words: string) =>
  open.page.evaluate((given) => window.harness.at("Amina").editor.find.replaceAll(given), words);
const leave = () => open.page.evaluate(() => window.harness.at("Amina").editor.find.leave());
const state = () =>
  open.page.evaluate(() => {
    const { count, index, isWhole } = window.harness.at("Amina").editor.find.state();
    return isWhole ? `${index} of ${count}` : "searching";
  });
const shown = () => open.page.evaluate(() => [...document.querySelectorAll(".found")].map((one) => one.textContent));
const here = () =>
  open.page.evaluate(() => [...document.querySelectorAll(".found-here")].map((one) => one.textContent).join(""));
const selected = () =>
  open.page.evaluate(() => {
    const { from, to } = window.harness.at("Amina").editor.view.state.selection;
    return window.harness.at("Amina").editor.view.state.doc.textBetween(from, to);
  });

describe("finding", () => {
  test("goes from the caret around the text, forward and back, and leaves the caret on the last match", async () => {
    await place("Nobody");
    await look("wells");
    expect(await state()).toBe("4 of 4");
    expect(await shown()).toEqual(["wells", "wells", "wells", "Wells"]);
    expect(await here()).toBe("Wells");
    await step(1);
    expect(await state()).toBe("1 of 4");
    await step(-1);
    await step(-1);
    expect(await state()).toBe("3 of 4");
    await leave();
    expect(await selected()).toBe("wells");
    expect(await shown()).toEqual([]);
    await open.page.keyboard.type("waters");
    expect(await textOf()).toContain("The waters are held in common.");
  });

  test("leaves the caret where it was put meanwhile, and goes on from there", async () => {
    await look("wells");
    await step(1);
    await place("Damage");
    await step(1);
    expect(await state()).toBe("4 of 4");
    await place("The wells");
    await step(-1);
    expect(await state()).toBe("2 of 4");
    await place("Damage");
    await leave();
    await open.page.keyboard.type("All d");
    expect(await textOf()).toContain("All dDamage");
  });

  test("stays in the clause of the caret, with its own clauses", async () => {
    await place("Nobody");
    await look("e", { inClause: true });
    const inSecond = "Nobody digs alone.Consent is given yearly.Elders may give it.".match(/e/gi)?.length;
    expect(await state()).toBe(`1 of ${inSecond}`);
    // The clause of the search is the one in which it began.
    await place("Damage");
    await look("i", { inClause: true });
    expect(await state()).toBe("1 of 5");
    await look("i");
    await look("i", { inClause: true });
    expect(await state()).toBe("1 of 4");
  });

  test("finds words over marks, and none over blocks or breaks", async () => {
    await start(
      doc(
        clause("c1", {
          type: "paragraph",
          content: [
            { type: "text", text: "two we" },
            { type: "text", text: "lls, two", marks: [{ type: "strong" }] },
            { type: "hard_break" },
            { type: "text", text: "wells" },
          ],
        }),
        clause("c2", p("two")),
        clause("c3", p("wells")),
      ),
    );
    await look("two wells");
    expect(await state()).toBe("1 of 1");
    expect((await shown()).join("")).toBe("two wells");
  });

  test("follows what is written meanwhile, by others too", async () => {
    await open.page.evaluate(() => window.harness.open({ name: "Yusuf" }));
    await look("wells");
    expect(await state()).toBe("1 of 4");
    await open.page.evaluate(() => window.harness.place("Yusuf", "Herds pass freely."));
    await open.page.keyboard.type(" Wells too.");
    await expect.poll(state).toBe("1 of 5");
  });

  test("finds nothing in an empty text, nor with nothing to look for", async () => {
    await look("");
    expect(await state()).toBe("0 of 0");
    await step(1);
    await start(doc());
    await look("wells");
    await step(-1);
    expect(await replace("x")).toBe(false);
    expect(await replaceAll("x")).toBe(0);
    expect(await state()).toBe("0 of 0");
  });
});

describe("replacing", () => {
  test("writes the matched words only, goes on to the next, and is one step of undo", async () => {
    await place("Agreement");
    await look("wells");
    const inserted = await open.page.evaluate(() => {
      const { ownUpdates, editor } = window.harness.at("Amina");
      const before = ownUpdates.length;
      editor.find.replace("springs of the wells");
      return window.harness.inserted(ownUpdates.slice(before));
    });
    expect(inserted).toBe("springs of the wells".length);
    expect(await textOf()).toContain("Agreement on the shared springs of the wells");
    // What was written is not found again at once.
    expect(await state()).toBe("2 of 4");
    await open.page.evaluate(() => window.harness.at("Amina").editor.commands.run("undo"));
    expect(await textOf()).toContain("Agreement on the shared wells");
    expect(await open.page.evaluate(() => window.harness.refusals())).toEqual([]);
  });

  test("of all is one step of undo, and keeps what stands around", async () => {
    const before = await textOf();
    await place("Nobody");
    await open.page.keyboard.type("x");
    await look("wells");
    expect(await replaceAll("springs")).toBe(4);
    expect(await state()).toBe("0 of 0");
    expect(await textOf()).toBe(before.replaceAll(/wells/gi, "springs").replace("Nobody", "xNobody"));
    await open.page.evaluate(() => window.harness.at("Amina").editor.commands.run("undo"));
    expect(await textOf()).toBe(before.replace("Nobody", "xNobody"));
    expect(await open.page.evaluate(() => window.harness.yText("Amina"))).toBe(
      JSON.stringify(await open.page.evaluate(() => window.harness.json("Amina"))),
    );
  });

  test("takes words away, in lists and headings too, and keeps their marks", async () => {
    await start(
      doc(
        h(2, "Old wells"),
        list("bullet_list", "old water", "older"),
        clause("c1", {
          type: "paragraph",
          content: [{ type: "text", text: "the old way", marks: [{ type: "em" }] }],
        }),
      ),
    );
    await look("old ", { wholeWords: false });
    expect(await replaceAll("")).toBe(3);
    expect(await textOf()).toBe("wells\nwater\nolder\nthe way");
    await look("way");
    await replaceAll("path");
    expect(await open.page.locator(".charter-text em").textContent()).toBe("the path");
  });

  test("leaves a text alone that is only read", async () => {
    const before = await textOf();
    await open.page.evaluate(() => window.harness.at("Amina").editor.setEditable(false));
    await look("wells");
    expect(await state()).toBe("1 of 4");
    expect(await replace("x")).toBe(false);
    expect(await replaceAll("x")).toBe(0);
    expect(await textOf()).toBe(before);
  });

  test("brings no more at once than a paste may", async () => {
    await look("e");
    const before = await textOf();
    expect(await replaceAll("x".repeat(200_000))).toBe(null);
    expect(await textOf()).toBe(before);
  });
});

describe("in a text of 98,000 words", () => {
  const words = "The wells are héld in common by both valleys and nobody digs alone here.";
  const long = doc(
    ...Array.from({ length: 140 }, (_, i) =>
      article(
        `a${i}`,
        "article",
        h(2, `Article ${i}`),
        ...Array.from({ length: 10 }, (_, j) => clause(`c${i}-${j}`, p(`${words} `.repeat(5)))),
      ),
    ),
  );

  test("a search leaves the window to others meanwhile, and what is far from the view is not decorated", async () => {
    await start(long);
    const slices = await open.page.evaluate(async () => {
      const { editor } = window.harness.at("Amina");
      editor.find.look({ words: "e", wholeWords: false, matchCase: false, matchDiacritics: false, inClause: false });
      let between = 0;
      while (!editor.find.state().isWhole) {
        between++;
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      return between;
    });
    expect(slices).toBeGreaterThan(0);
    expect(await state()).toBe(`1 of ${(words.match(/[eé]/gi) ?? []).length * 7000 + 140}`);
    expect((await shown()).length).toBeLessThan(1000);
    await step(-1);
    await expect.poll(() => open.page.locator(".found-here").isVisible()).toBe(true);
    expect((await shown()).length).toBeGreaterThan(10);
  });

  test("all of 7,000 places are replaced in one step", async () => {
    await start(long);
    await look("valleys");
    expect(await replaceAll("hills")).toBe(7000);
    expect(await textOf()).not.toContain("valleys");
    await open.page.evaluate(() => window.harness.at("Amina").editor.commands.run("undo"));
    expect((await textOf()).match(/valleys/g)).toHaveLength(7000);
  });
});
