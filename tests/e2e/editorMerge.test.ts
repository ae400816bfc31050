/** Two editors over two documents, with a link that is cut and healed by hand. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clause, doc, h, type OpenHarness, openHarness, p, wells } from "../support/editorHarness/openHarness.ts";

let open: OpenHarness;

beforeAll(async () => {
  open = await openHarness();
});
afterAll(() => open.close());
beforeEach(async () => {
  await open.page.evaluate(() => window.harness.closeAll());
  await start(wells);
});

const start = (text: unknown) =>
  open.page.evaluate((given) => {
    window.harness.closeAll();
    window.harness.open({ name: "Amina", text: given });
    window.harness.open({ name: "Yusuf" });
  }, text);

const type = async (name: string, after: string, words: string) => {
  await open.page.evaluate(([who, where]) => window.harness.place(who, where), [name, after] as const);
  await open.page.keyboard.type(words);
};
const textOf = (name: string) => open.page.evaluate((who) => window.harness.text(who), name);
const select = (name: string, words: string) =>
  open.page.evaluate(([who, what]) => window.harness.place(who, what, 0, what.length), [name, words] as const);
const press = (key: string) => open.page.keyboard.press(key);
const cut = () => open.page.evaluate(() => window.harness.cut());
const heal = () => open.page.evaluate(() => window.harness.heal());

/** Same text here and there, in the editors and in Yjs, and nothing the validator would refuse. */
async function expectConverged(): Promise<string> {
  const seen = await open.page.evaluate(() => ({
    json: ["Amina", "Yusuf"].map((name) => JSON.stringify(window.harness.json(name))),
    yjs: ["Amina", "Yusuf"].map((name) => window.harness.yText(name)),
    refusals: window.harness.refusals(),
  }));
  expect(seen.json[0]).toBe(seen.json[1]);
  expect(seen.yjs[0]).toBe(seen.yjs[1]);
  expect(seen.refusals).toEqual([]);
  expect(open.faults).toEqual([]);
  return textOf("Amina");
}

describe("two people in one text", () => {
  test("[I2] mounting an editor on a valid text writes nothing", async () => {
    await open.page.evaluate(() => window.harness.at("Amina").editor.view.focus());
    await press("ArrowDown");
    const updates = await open.page.evaluate(() =>
      ["Amina", "Yusuf"].map((name) => window.harness.at(name).ownUpdates.length),
    );
    expect(updates).toEqual([0, 0]);
  });

  test("[I2] an editor that only receives writes nothing, also where two people wrote after the same line break", async () => {
    await start(doc(p("above")));
    await open.page.evaluate(() => window.harness.place("Amina", "above"));
    await press("Shift+Enter");
    await cut();
    await open.page.evaluate(() => window.harness.select("Amina", 7, 7));
    await open.page.keyboard.type("hers");
    await open.page.evaluate(() => window.harness.select("Yusuf", 7, 7));
    await open.page.keyboard.type("his");
    const before = await open.page.evaluate(() => window.harness.at("Amina").ownUpdates.length);
    await heal();
    const after = await open.page.evaluate(() => window.harness.at("Amina").ownUpdates.length);
    expect(after).toBe(before);
    const text = await expectConverged();
    expect(text).toContain("hers");
    expect(text).toContain("his");
  });

  test("both type in one paragraph at the same time, and every letter arrives", async () => {
    await cut();
    await type("Amina", "held in common", " by all of us");
    await type("Yusuf", "The wells", " and springs");
    await heal();
    expect(await expectConverged()).toContain("The wells and springs are held in common by all of us.");
  });

  test("both begin to write in the same new, empty clause apart, and one text has both", async () => {
    await open.page.evaluate(() => window.harness.place("Amina", "Damage is paid in kind."));
    await press("Enter");
    await cut();
    await open.page.keyboard.type("hers ");
    const emptyAt = await open.page.evaluate(() => {
      let found = 0;
      window.harness.at("Yusuf").editor.view.state.doc.descendants((node, position) => {
        if (node.type.name === "paragraph" && node.content.size === 0) found = position + 1;
      });
      return found;
    });
    await open.page.evaluate((at) => window.harness.select("Yusuf", at, at), emptyAt);
    await open.page.keyboard.type("his ");
    await heal();
    await expectConverged();
    await open.page.keyboard.type("more ");
    const text = await expectConverged();
    expect(text.match(/hers/g)).toHaveLength(1);
    expect(text.match(/his (?!more)|his more/g)).toHaveLength(1);
    const texts = await open.page.evaluate(() => window.harness.yText("Amina"));
    expect(texts.match(/hers/g)).toHaveLength(1);
  });

  test("words typed apart into a clause that the other deleted leave the text but not the document", async () => {
    await cut();
    await type("Amina", "Elders may give it", " in winter");
    const range = await open.page.evaluate(() => {
      let found = [0, 0];
      window.harness.at("Yusuf").editor.view.state.doc.descendants((node, position) => {
        if (node.attrs.id === "c2b") found = [position, position + node.nodeSize];
      });
      return found;
    });
    await open.page.evaluate(([from, to]) => {
      const { view } = window.harness.at("Yusuf").editor;
      view.dispatch(view.state.tr.delete(from ?? 0, to ?? 0));
    }, range);
    await heal();
    expect(await expectConverged()).not.toContain("in winter");
    const kept = await open.page.evaluate(() =>
      ["Amina", "Yusuf"].map((name) => window.harness.everyText(name).includes(" in winter")),
    );
    expect(kept).toEqual([true, true]);
  });

  test("words typed apart into a clause whose text the other emptied stay in the text", async () => {
    await cut();
    await type("Amina", "Elders may give it", " in winter");
    await select("Yusuf", "Elders may give it.");
    await press("Delete");
    await heal();
    expect(await expectConverged()).toContain(" in winter");
  });

  test("one moves a clause by key into another article while the other types in it: moved and edited, once", async () => {
    await open.page.evaluate(() => {
      window.harness.place("Amina", "Nobody digs");
      window.harness.at("Amina").ownUpdates.length = 0;
    });
    await cut();
    await press("Alt+ArrowDown");
    await type("Yusuf", "Elders may give it", " in winter");
    await heal();
    await expectConverged();
    const clauses = await open.page.evaluate(() =>
      window.harness.clauses("Yusuf").map(({ number, text }) => `${number} ${text.split("\n")[0]}`),
    );
    expect(clauses.filter((one) => /digs|yearly|Elders|Damage/.test(one))).toEqual([
      "2.1 Nobody digs alone.",
      "2.1.1 Consent is given yearly.",
      "2.1.2 Elders may give it in winter.",
      "2.2 Damage is paid in kind.",
    ]);
    const cost = await open.page.evaluate(() => {
      const { ownUpdates } = window.harness.at("Amina");
      return { characters: window.harness.inserted(ownUpdates), bytes: ownUpdates.map(({ length }) => length) };
    });
    expect(cost.characters).toBe(0);
    expect(cost.bytes).toHaveLength(1);
    expect(cost.bytes[0]).toBeLessThan(200);
    await open.page.evaluate(() => window.harness.at("Amina").editor.view.focus());
    await press("Control+z");
    expect(await expectConverged()).toContain("Elders may give it in winter.");
    expect(await open.page.evaluate(() => window.harness.clauses("Yusuf").find(({ id }) => id === "c2b")?.number)).toBe(
      "1.2.2",
    );
  });

  test("undo takes back one's own words and none of the other's, and redo brings them again", async () => {
    await type("Amina", "held in common", " by all");
    await type("Yusuf", "by all", " peoples");
    await open.page.evaluate(() => window.harness.at("Amina").editor.view.focus());
    await press("Control+z");
    expect(await expectConverged()).toContain("held in common peoples.");
    await press("Control+Shift+z");
    expect(await expectConverged()).toContain("held in common by all peoples.");
    await press("Control+z");
    await press("Control+z");
    await press("Control+z");
    expect(await expectConverged()).toContain("held in common peoples.");
  });

  test("undo of a new clause leaves it where the other has written into it", async () => {
    await open.page.evaluate(() => window.harness.place("Amina", "Damage is paid in kind."));
    await press("Enter");
    await open.page.keyboard.type("Hers. ");
    await type("Yusuf", "Hers. ", "His.");
    await open.page.evaluate(() => window.harness.at("Amina").editor.view.focus());
    await press("Control+z");
    const text = await expectConverged();
    expect(text).toContain("His.");
    expect(text).not.toContain("Hers.");
  });

  test("after an undo, the other's next key leaves the caret where it was moved to", async () => {
    await type("Amina", "Damage is paid in kind", " or coin");
    await press("Control+z");
    await open.page.evaluate(() => window.harness.place("Amina", "Herds"));
    const before = await open.page.evaluate(() => window.harness.at("Amina").editor.view.state.selection.head);
    await type("Yusuf", "Ain Taqba", ", Bir Saleh");
    const after = await open.page.evaluate(() => window.harness.at("Amina").editor.view.state.selection.head);
    expect(after).toBe(before);
  });

  test("remote keys elsewhere move the caret with its words and keep decorations and nodes", async () => {
    await start(wells);
    const held = await open.page.evaluate(() => {
      window.harness.place("Amina", "Herds");
      return window.harness.trackDecoration("Amina", "pass freely");
    });
    expect(held).toBe("pass freely");
    await type("Yusuf", "The wells", " and all the springs");
    await type("Yusuf", "Ain Taqba", " and Bir Saleh");
    const seen = await open.page.evaluate(() => {
      const { state } = window.harness.at("Amina").editor.view;
      return {
        before: state.doc.textBetween(state.selection.head - 5, state.selection.head),
        decorated: window.harness.decorated("Amina"),
      };
    });
    expect(seen).toEqual({ before: "Herds", decorated: "pass freely" });
  });

  test("a remote deletion of the cells one has selected does no harm", async () => {
    await open.page.evaluate(() => {
      window.harness.place("Amina", "Herds pass freely.");
      window.harness.at("Amina").editor.commands.run("insertTable");
    });
    await press("Tab");
    await press("Shift+ArrowDown");
    const cells = await open.page.evaluate(() => window.harness.at("Amina").editor.view.state.selection.toJSON().type);
    expect(cells).toBe("cell");
    await open.page.evaluate(() => {
      const { view } = window.harness.at("Yusuf").editor;
      view.state.doc.descendants((node, position) => {
        if (node.type.name === "table") view.dispatch(view.state.tr.delete(position, position + node.nodeSize));
      });
    });
    await expectConverged();
    await type("Amina", "Herds", " and flocks");
    expect(await expectConverged()).toContain("Herds and flocks");
  });

  test("rows added to one table apart merge without anyone repairing the table", async () => {
    await open.page.evaluate(() => {
      window.harness.place("Amina", "Herds pass freely.");
      window.harness.at("Amina").editor.commands.run("insertTable");
    });
    await cut();
    await open.page.evaluate(() => window.harness.at("Amina").editor.commands.run("addColumnAfter"));
    await open.page.evaluate(() => {
      const { view, commands } = window.harness.at("Yusuf").editor;
      let cell = 0;
      view.state.doc.descendants((node, position) => {
        if (node.type.name === "table_cell") cell = position + 2;
      });
      window.harness.select("Yusuf", cell, cell);
      commands.run("addRowAfter");
    });
    const before = await open.page.evaluate(() =>
      ["Amina", "Yusuf"].map((name) => window.harness.at(name).ownUpdates.length),
    );
    await heal();
    await expectConverged();
    await type("Amina", "Herds", "!");
    const after = await open.page.evaluate(() =>
      ["Amina", "Yusuf"].map((name) => window.harness.at(name).ownUpdates.length),
    );
    expect(after).toEqual([(before[0] ?? 0) + 1, before[1]]);
  });

  test("a name at a caret is seen for a moment after it moved, and then only where one points at it", async () => {
    await open.page.evaluate(() => window.harness.place("Yusuf", "held in common", 4));
    const flag = open.page.locator('[data-editor="Amina"] .remote-caret-flag');
    const isSeen = () => flag.evaluate((element) => getComputedStyle(element, "::after").visibility);
    await expect.poll(isSeen).toBe("visible");
    await expect.poll(isSeen, { timeout: 5_000 }).toBe("hidden");
    await flag.hover();
    expect(await isSeen()).toBe("visible");
  });

  test("others' carets carry names, and a hostile presence draws nothing", async () => {
    await open.page.evaluate(() => window.harness.place("Yusuf", "held in common", 4, 14));
    await open.page.waitForSelector('[data-editor="Amina"] .remote-caret-flag[data-name="Yusuf"]', {
      state: "attached",
    });
    await open.page.waitForSelector('[data-editor="Amina"] .remote-selection', { state: "attached" });
    expect(await textOf("Amina")).not.toContain("Yusuf");
    await open.page.evaluate(() => {
      const { awareness } = window.harness.at("Yusuf");
      awareness.setLocalState({
        user: { name: "<img src=x onerror=alert(1)>", color: "red;background:url(//x)" },
        cursor: { anchor: { type: null, tname: "other", item: null }, head: 7 },
      });
    });
    await open.page.waitForSelector('[data-editor="Amina"] .remote-caret', { state: "detached" });
    await type("Amina", "Herds", " ");
    await expectConverged();
  });
});

describe("what an edit costs in the document", () => {
  const longText = doc(
    ...Array.from({ length: 40 }, (_, i) => h(2, `Heading ${i}`)).flatMap((heading, i) => [
      heading,
      ...Array.from({ length: 25 }, (_, j) => clause(`c${i}-${j}`, p(`Words of clause ${i} and ${j} stand here.`))),
    ]),
  );
  const cost = (act: string) =>
    open.page.evaluate(async (name) => {
      const editor = window.harness.at("Amina");
      editor.ownUpdates.length = 0;
      window.harness.act("Amina", name);
      return { characters: window.harness.inserted(editor.ownUpdates), updates: editor.ownUpdates.length };
    }, act);

  test("bold on a thousand clauses inserts no character, and undo none either", async () => {
    await start(longText);
    await open.page.evaluate(() => window.harness.selectAll("Amina"));
    expect(await cost("bold")).toEqual({ characters: 0, updates: 1 });
    expect(await cost("undo")).toEqual({ characters: 0, updates: 1 });
    await expectConverged();
  });

  test("twenty clauses pasted in the middle insert their own characters and no more", async () => {
    await start(longText);
    await open.page.evaluate(() => window.harness.place("Amina", "Words of clause 20 and 3 stand here."));
    const pasted = Array.from({ length: 20 }, (_, i) => `<div data-clause="c1-${i}"><p>Pasted ${i}</p></div>`).join("");
    const result = await open.page.evaluate((html) => {
      const editor = window.harness.at("Amina");
      editor.ownUpdates.length = 0;
      editor.editor.view.pasteHTML(html);
      return window.harness.inserted(editor.ownUpdates);
    }, pasted);
    expect(result).toBe(pasted.replace(/<[^>]*>/g, "").length);
    const ids = await open.page.evaluate(() => window.harness.clauses("Amina").map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => !id.includes("loose"))).toBe(true);
    await expectConverged();
  });
});
