/** Input methods while others write, in a real browser: what is composed stands in the text once, where it was seen. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clause, doc, type OpenHarness, openHarness, p } from "../support/editorHarness/openHarness.ts";

let open: OpenHarness;

beforeAll(async () => {
  open = await openHarness();
});
afterAll(() => open.close());
beforeEach(() =>
  open.page.evaluate(
    (given) => {
      window.harness.closeAll();
      window.harness.open({ name: "Yusuf", text: given });
      window.harness.open({ name: "Amina" });
    },
    doc(clause("c1", p("The wells are held in common.")), clause("c2", p("Herds pass freely."))),
  ),
);

const place = (name: string, words: string, after: number) =>
  open.page.evaluate(([who, where, at]) => window.harness.place(who, where, at), [name, words, after] as const);
/** Without a look at the window: another machine writes. */
const write = (words: string, before: string) =>
  open.page.evaluate(
    ([what, where]) => {
      const { view } = window.harness.at("Yusuf").editor;
      let at = 0;
      view.state.doc.descendants((node, position) => {
        const index = node.isText ? (node.text ?? "").indexOf(where) : -1;
        if (index >= 0) at = position + index;
      });
      view.dispatch(view.state.tr.insertText(what, at));
    },
    [words, before] as const,
  );
const textOf = (name: string) => open.page.evaluate((who) => window.harness.text(who), name);

async function compose(states: readonly string[], done: string, between: (step: number) => Promise<unknown>) {
  const session = await open.page.context().newCDPSession(open.page);
  for (const [step, text] of states.entries()) {
    await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await between(step);
  }
  await session.send("Input.insertText", { text: done });
  await session.detach();
}

async function expectOneText(expected: string): Promise<void> {
  await open.page.waitForFunction(
    (text) => ["Amina", "Yusuf"].every((name) => window.harness.text(name) === text),
    expected,
    { timeout: 5_000 },
  );
  const seen = await open.page.evaluate(() => ({
    drawn: [...window.harness.at("Amina").editor.view.dom.querySelectorAll("p")].map((p) => p.textContent),
    yjs: ["Amina", "Yusuf"].map((name) => window.harness.yText(name)),
    shown: JSON.stringify(window.harness.json("Amina")),
    refusals: window.harness.refusals(),
  }));
  expect(seen.drawn).toEqual(expected.split("\n"));
  expect(seen.yjs[0]).toBe(seen.yjs[1]);
  expect(seen.shown).toBe(seen.yjs[0]);
  expect(seen.refusals).toEqual([]);
  expect(open.faults).toEqual([]);
}

describe("a composition while another writes", () => {
  test("at the very same caret", async () => {
    await place("Amina", "The wells", 4);
    await compose(["に", "にほ", "にほn", "にほん"], "日本", (step) => write(`${step}`, "wells"));
    await expectOneText("The 日本0123wells are held in common.\nHerds pass freely.");
  });

  test("before it and behind it in the same block", async () => {
    await place("Amina", "held in", 5);
    await compose(["न", "नम", "नमस्", "नमस्ते"], "नमस्ते", async (step) => {
      await write(`${step}`, "The");
      await write("x", "common");
    });
    await expectOneText("0123The wells are held नमस्तेin xxxxcommon.\nHerds pass freely.");
  });

  // Each state waits for the next of the other's edits, so that none falls between two compositions.
  test.each([
    ["Arabic", ["س", "سل", "سلا", "سلام"], "سلامٌ"],
    ["Devanagari", ["न", "नम", "नमस्", "नमस्त"], "नमस्ते"],
    ["Japanese", ["に", "にほ", "にほn", "にほん"], "日本"],
  ] as const)(
    "in %s, while somebody writes every 50 ms at the caret, before it and elsewhere",
    async (_name, states, done) => {
      await place("Amina", "The wells", 4);
      await open.page.evaluate(() => {
        const { view } = window.harness.at("Yusuf").editor;
        let count = 0;
        const timer = setInterval(() => {
          const where = ["wells", "The", "Herds"][count % 3] ?? "";
          let at = 0;
          view.state.doc.descendants((node, position) => {
            const index = node.isText ? (node.text ?? "").indexOf(where) : -1;
            if (index >= 0) at = position + index;
          });
          view.dispatch(view.state.tr.insertText("x", at));
          if (++count === 15) clearInterval(timer);
        }, 50);
      });
      const written = (count: number) =>
        open.page.waitForFunction(
          (least) => window.harness.text("Yusuf").replaceAll(/[^x]/g, "").length >= least,
          count,
        );
      await compose(states, done, (step) => written(3 * (step + 1)));
      await written(15);
      await expectOneText(
        `${"x".repeat(5)}The ${done}${"x".repeat(5)}wells are held in common.\n${"x".repeat(5)}Herds pass freely.`,
      );
    },
  );

  test("in another block: shown while it goes on", async () => {
    await place("Amina", "The wells", 4);
    await compose(["に", "にほ"], "にほん", async (step) => {
      await write(`${step}`, "Herds");
      expect(await textOf("Amina")).toContain(step === 0 ? "0Herds" : "01Herds");
    });
    await expectOneText("The にほんwells are held in common.\n01Herds pass freely.");
  });

  test("the caret stands behind what was composed", async () => {
    await place("Amina", "The wells", 4);
    await compose(["に"], "日", () => write("x", "wells"));
    await expectOneText("The 日xwells are held in common.\nHerds pass freely.");
    await open.page.keyboard.type("!");
    await expectOneText("The 日!xwells are held in common.\nHerds pass freely.");
    await open.page.keyboard.press("Control+z");
    await expectOneText("The xwells are held in common.\nHerds pass freely.");
  });

  test("in a clause that the other removes", async () => {
    await place("Amina", "Herds", 5);
    await compose(["に", "にほ"], "にほん", async (step) => {
      if (step === 0)
        await open.page.evaluate(() => {
          const { view } = window.harness.at("Yusuf").editor;
          const from = view.state.doc.child(0).nodeSize;
          view.dispatch(view.state.tr.delete(from, view.state.doc.content.size));
        });
    });
    await open.page.waitForFunction(() => window.harness.text("Amina") === window.harness.text("Yusuf"));
    const seen = await open.page.evaluate(() => ({
      yjs: ["Amina", "Yusuf"].map((name) => window.harness.yText(name)),
      shown: JSON.stringify(window.harness.json("Amina")),
      everyText: window.harness.everyText("Yusuf"),
    }));
    expect(seen.yjs[0]).toBe(seen.yjs[1]);
    expect(seen.shown).toBe(seen.yjs[0]);
    expect(seen.everyText).toMatch(/に/);
    expect(open.faults).toEqual([]);
  });
});
