/** The text by keyboard alone: articles, clauses, lists, tables, shorthand, input methods, screen readers. */
import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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

const start = (text: unknown, language = "en") =>
  open.page.evaluate(
    ([given, tag]) => {
      window.harness.closeAll();
      window.harness.open({ name: "Amina", text: given, language: tag as string });
    },
    [text, language],
  );
const place = (after: string) => open.page.evaluate((where) => window.harness.place("Amina", where), after);
const placeBefore = (words: string) => open.page.evaluate((where) => window.harness.place("Amina", where, 0), words);
const press = (key: string) => open.page.keyboard.press(key);
const type = (words: string) => open.page.keyboard.type(words);
const textOf = () => open.page.evaluate(() => window.harness.text("Amina"));
const run = (command: string) => open.page.evaluate((name) => window.harness.act("Amina", name), command);

/** By keyboard. The browser tells of a moved selection in a task of its own. */
async function selectWord(word: string): Promise<void> {
  await place(word);
  await press("Control+Shift+ArrowLeft");
  await expect
    .poll(() => open.page.evaluate(() => window.harness.at("Amina").editor.view.state.selection.empty))
    .toBe(false);
}

/** Numbered clauses, one a line, with their own text. */
const clauses = () =>
  open.page.evaluate(() => window.harness.clauses("Amina").map(({ number, text }) => `${number} ${text}`));

/** The tree without ids: names of nodes and their text. */
const shape = () =>
  open.page.evaluate(() => {
    interface Json {
      readonly type: string;
      readonly text?: string;
      readonly content?: readonly Json[];
    }
    const draw = (node: Json): string =>
      node.type === "text" ? (node.text ?? "") : `${node.type}(${(node.content ?? []).map(draw).join(",")})`;
    return draw(window.harness.json("Amina") as Json);
  });

async function expectFreshIds(): Promise<void> {
  const ids = await open.page.evaluate(() => {
    const found: string[] = [];
    window.harness.at("Amina").editor.view.state.doc.descendants((node) => {
      if (node.type.name === "article" || node.type.name === "clause") found.push(node.attrs.id);
    });
    return found;
  });
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9-]{1,32}$/);
  expect(open.faults).toEqual([]);
}

describe("clauses", () => {
  test("Enter at the end of a clause makes a new one with a fresh id, and Enter in an empty one leaves it", async () => {
    await place("Damage is paid in kind.");
    await press("Enter");
    await type("Or in work.");
    expect(await clauses()).toContain("2.2 Or in work.");
    await expectFreshIds();
    await press("Enter");
    await press("Enter");
    await type("A paragraph.");
    expect(await shape()).toContain("clause(paragraph(Or in work.)),paragraph(A paragraph.))");
  });

  test("Enter in the middle of a clause makes two, at its beginning an empty one before it that leaves its id", async () => {
    await place("The wells are");
    await press("Enter");
    expect(await clauses()).toEqual(expect.arrayContaining(["1.1 The wells are", "1.2  held in common."]));
    await placeBefore("Damage");
    await press("Enter");
    const kept = await open.page.evaluate(() =>
      window.harness.clauses("Amina").find(({ text }) => text === "Damage is paid in kind."),
    );
    expect(kept).toMatchObject({ id: "c3", number: "2.2" });
    await expectFreshIds();
  });

  test("Tab puts a clause into the one before, Shift+Tab takes it out with those that followed", async () => {
    await place("Nobody digs alone.");
    await press("Tab");
    expect(await clauses()).toEqual(
      expect.arrayContaining(["1.1.1 Nobody digs alone.", "1.1.1.1 Consent is given yearly."]),
    );
    await press("Shift+Tab");
    await place("Consent is given yearly.");
    await press("Shift+Tab");
    expect(await clauses()).toEqual(
      expect.arrayContaining(["1.2 Nobody digs alone.", "1.3 Consent is given yearly.", "1.3.1 Elders may give it."]),
    );
    const ids = await open.page.evaluate(() => window.harness.clauses("Amina").map(({ id }) => id));
    expect(ids).toEqual(["pre", "p1", "p2", "a1", "c1", "c2", "c2a", "c2b", "a2", "c3", "x1", "x1c"]);
  });

  test("Backspace at the beginning of a clause joins it with the one before, then the paragraphs", async () => {
    await placeBefore("Nobody digs alone.");
    await press("Backspace");
    expect(await clauses()).toContain("1.1 The wells are held in common.\nNobody digs alone.");
    await press("Backspace");
    expect(await clauses()).toContain("1.1 The wells are held in common.Nobody digs alone.");
  });

  test("Backspace never melts two articles; an empty one goes", async () => {
    await placeBefore("Passage");
    const before = await shape();
    await press("Backspace");
    expect(await shape()).toBe(before);
    await run("newArticle");
    await press("Backspace");
    expect(await shape()).toBe(before);
    await place("Elders may give it.");
    await press("Delete");
    expect(await shape()).toBe(before);
  });

  test("an article, an annex and a preamble are made where they belong, with fresh ids", async () => {
    await place("Herds pass freely.");
    await press("Control+Shift+Enter");
    await type("Guests");
    await press("Enter");
    await type("Guests are fed.");
    expect(await clauses()).toEqual(expect.arrayContaining(["3 Guests", "3.1 Guests are fed."]));
    await run("newAnnex");
    await type("Map");
    expect(await clauses()).toContain("B Map");
    await run("newPreamble");
    expect((await clauses())[0]).toBe(" \n");
    await expectFreshIds();
  });

  test("typing over a selection that spans articles leaves one caret and a valid text", async () => {
    await place("Herds");
    await press("Control+a");
    await type("x");
    expect(await textOf()).toBe("x");
    await press("Backspace");
    await press("Control+a");
    await press("Delete");
    await type("again");
    expect(await textOf()).toBe("again");
    await expectFreshIds();
  });

  test("an empty charter takes its first key", async () => {
    await start(doc());
    expect(await open.page.evaluate(() => window.harness.at("Amina").ownUpdates.length)).toBe(0);
    await open.page.focus(".charter-text");
    await type("First words");
    expect(await shape()).toBe("doc(paragraph(First words))");
  });
});

describe("blocks and marks", () => {
  test("shorthand makes headings and lists in paragraphs only, and Backspace takes it back", async () => {
    await start(doc(p(""), h(2, "x")));
    await open.page.evaluate(() => window.harness.select("Amina", 1, 1));
    await type("## Title");
    expect(await shape()).toBe("doc(heading(Title),heading(x))");
    await start(doc(p("")));
    await open.page.evaluate(() => window.harness.select("Amina", 1, 1));
    await type("- one");
    await press("Enter");
    await type("two");
    await press("Tab");
    expect(await shape()).toBe("doc(bullet_list(list_item(paragraph(one),bullet_list(list_item(paragraph(two))))))");
    await press("Enter");
    await press("Enter");
    await press("Enter");
    await type("3. ");
    expect(await shape()).toContain("ordered_list(list_item(paragraph()))");
    await press("Backspace");
    expect(await textOf()).toContain("3. ");
  });

  test("bold, italic and headings by key, and their state for a toolbar", async () => {
    await selectWord("Herds");
    await press("Control+b");
    await press("Control+i");
    const state = await open.page.evaluate(() => {
      const { commands } = window.harness.at("Amina").editor;
      return [
        commands.isActive("bold"),
        commands.isActive("italic"),
        commands.isActive("heading2"),
        commands.isEnabled("undo"),
      ];
    });
    expect(state).toEqual([true, true, false, true]);
    await press("Control+Alt+3");
    expect(await open.page.evaluate(() => window.harness.at("Amina").editor.commands.isActive("heading3"))).toBe(true);
    expect(await open.page.innerHTML(".article h3")).toContain("<strong><em>Herds</em></strong>");
  });

  test("a link leads to http, https or mailto, or is refused", async () => {
    await selectWord("Herds");
    const set = (href: string | null) =>
      open.page.evaluate((address) => window.harness.at("Amina").editor.commands.setLink(address), href);
    expect(await set("javascript:alert(1)")).toBe("refused");
    expect(await set("/relative")).toBe("refused");
    expect(await set("https://example.org/herds")).toBe("done");
    await place("Her");
    expect(await open.page.evaluate(() => window.harness.at("Amina").editor.commands.link())).toBe(
      "https://example.org/herds",
    );
    await open.page.click(".charter-text a", { modifiers: ["Control"] });
    expect(await open.page.evaluate(() => window.harness.at("Amina").opened)).toEqual(["https://example.org/herds"]);
    await place("Her");
    expect(await set(null)).toBe("done");
    expect(await open.page.locator(".charter-text a").count()).toBe(0);
  });

  test("what a foreign program linked to another scheme is shown as words without a link", async () => {
    await start(
      doc({
        type: "paragraph",
        content: [{ type: "text", text: "x", marks: [{ type: "link", attrs: { href: "javascript:1" } }] }],
      }),
    );
    expect(await textOf()).toBe("x");
    expect(await open.page.locator(".charter-text a").count()).toBe(0);
  });

  test("Shift+Enter breaks the line within a paragraph", async () => {
    await place("Herds");
    await press("Shift+Enter");
    expect(await textOf()).toContain("Herds\n pass freely.");
  });
});

describe("tables", () => {
  test("a table by keyboard: cells by Tab, a new row after the last, rows and columns added and removed", async () => {
    await place("Herds pass freely.");
    await run("insertTable");
    for (const cell of ["Well", "Keeper", "Days"]) {
      await type(cell);
      await press("Tab");
    }
    expect(await textOf()).toContain("Well\nKeeper\nDays");
    for (let cell = 0; cell < 6; cell++) await press("Tab");
    await type("last row");
    expect(await open.page.locator(".charter-text tr").count()).toBe(4);
    expect(await run("addColumnBefore")).toBe(true);
    expect(await open.page.locator(".charter-text tr:last-child td").count()).toBe(4);
    expect(await open.page.locator(".charter-text td:not(:has(p)), .charter-text th:not(:has(p))").count()).toBe(0);
    await run("removeColumn");
    await run("toggleHeaderRow");
    await run("removeRow");
    expect(await open.page.locator(".charter-text tr").count()).toBe(3);
    await place("Keeper");
    await run("removeTable");
    expect(await open.page.locator(".charter-text table").count()).toBe(0);
    await expectFreshIds();
  });
});

describe("input methods and reading", () => {
  test("an input method composes in a clause, and others see the result once", async () => {
    await open.page.evaluate(() => window.harness.open({ name: "Yusuf" }));
    await place("Damage is paid in kind");
    const session = await open.page.context().newCDPSession(open.page);
    await session.send("Input.imeSetComposition", { text: "か", selectionStart: 1, selectionEnd: 1 });
    await session.send("Input.imeSetComposition", { text: "かん", selectionStart: 2, selectionEnd: 2 });
    // Somebody types elsewhere while the candidate window is open.
    await open.page.evaluate(() => {
      const { view } = window.harness.at("Yusuf").editor;
      view.dispatch(view.state.tr.insertText("All ", 2));
    });
    await session.send("Input.imeSetComposition", { text: "漢字", selectionStart: 2, selectionEnd: 2 });
    await session.send("Input.insertText", { text: "漢字" });
    await expect.poll(() => textOf()).toContain("Damage is paid in kind漢字.");
    expect(await textOf()).toContain("All");
    expect(await open.page.evaluate(() => window.harness.text("Yusuf"))).toBe(await textOf());
    expect(await textOf()).not.toContain("か");
  });

  test("an input method composes in a new, empty clause", async () => {
    await place("Damage is paid in kind.");
    await press("Enter");
    const session = await open.page.context().newCDPSession(open.page);
    await session.send("Input.imeSetComposition", { text: "ni", selectionStart: 2, selectionEnd: 2 });
    await session.send("Input.insertText", { text: "你" });
    await expect.poll(() => clauses()).toContain("2.2 你");
  });

  test("emoji that share half of their code change whole", async () => {
    await open.page.evaluate(() => window.harness.open({ name: "Yusuf" }));
    await place("Herds");
    await open.page.keyboard.insertText("😀");
    await press("Backspace");
    await open.page.keyboard.insertText("😁");
    expect(await open.page.evaluate(() => window.harness.text("Yusuf"))).toContain("Herds😁");
    expect(await open.page.evaluate(() => window.harness.refusals())).toEqual([]);
  });

  test("the text is a labelled, many-lined text box without faults for axe, in English and Arabic", async () => {
    for (const language of ["en", "ar"]) {
      await start(wells, language);
      const { violations } = await new AxeBuilder({ page: open.page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
      const box = open.page.getByRole("textbox", { name: "Text of the charter, Amina" });
      expect(await box.getAttribute("aria-multiline")).toBe("true");
    }
    await open.page.evaluate(() => window.harness.at("Amina").editor.setEditable(false));
    expect(await open.page.getByRole("textbox").getAttribute("aria-readonly")).toBe("true");
    await open.page.focus(".charter-text");
    const before = await textOf();
    await type("x");
    expect(await textOf()).toBe(before);
  });

  test("Tab stays in clauses and lists, and Escape lets it leave the text", async () => {
    await start(doc(article("a1", "article", clause("c1", p("One")), list("bullet_list", "Item"))));
    await open.page.evaluate(() => {
      const button = document.createElement("button");
      button.textContent = "After the text";
      document.querySelector("#editors")?.append(button);
    });
    await place("One");
    await press("Tab");
    expect(await open.page.evaluate(() => document.activeElement?.className)).toContain("charter-text");
    await press("Escape");
    await press("Tab");
    expect(await open.page.evaluate(() => document.activeElement?.textContent)).toBe("After the text");
  });

  test("Arabic paragraphs run from right to left in any charter, Latin ones from left to right", async () => {
    await start(
      doc(article("a1", "article", clause("c1", p("الآبار مشتركة")), clause("c2", p("Wells are shared")))),
      "ar",
    );
    const directions = await open.page.evaluate(() =>
      [...document.querySelectorAll(".charter-text, .charter-text p")].map(
        (element) => getComputedStyle(element).direction,
      ),
    );
    expect(directions).toEqual(["rtl", "rtl", "ltr"]);
    await place("الآبار مشتركة");
    await type(" دائما");
    expect(await textOf()).toContain("الآبار مشتركة دائما");
    const side = await open.page.evaluate(() => {
      const clauseBox = document.querySelector(".clause")?.getBoundingClientRect();
      const bodyBox = document.querySelector(".clause-body")?.getBoundingClientRect();
      return (clauseBox?.right ?? 0) - (bodyBox?.right ?? 0);
    });
    expect(side).toBeGreaterThan(20);
  });
});
