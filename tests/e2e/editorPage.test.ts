/** The text as a page: numbers, long texts of which little is drawn, what comes in by paste and drop, print. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { seededRandom } from "../support/ambient.ts";
import {
  article,
  clause,
  doc,
  h,
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

interface Read {
  readonly nodeId: string;
  readonly childIds?: readonly string[];
  readonly role?: { readonly value?: unknown };
  readonly name?: { readonly value?: unknown };
}

/** What a screen reader reads, piece by piece in the order of the page. */
async function readAloud(): Promise<readonly string[]> {
  const session = await open.page.context().newCDPSession(open.page);
  const { nodes } = (await session.send("Accessibility.getFullAXTree")) as { nodes: readonly Read[] };
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const pieces: string[] = [];
  const read = (node: Read | undefined): void => {
    if (node === undefined) return;
    if (node.role?.value === "StaticText") pieces.push(String(node.name?.value));
    else for (const child of node.childIds ?? []) read(byId.get(child));
  };
  read(nodes[0]);
  return pieces;
}

/** Texts of these tests are lower case, numbers are not. */
const numbersShown = async () => (await readAloud()).filter((piece) => /^(?:P|[A-Z]+|\d+)(?:\.\d+)*$/.test(piece));
const numbersRead = () =>
  open.page.evaluate(() => window.harness.clauses("Amina").flatMap(({ number }) => (number === "" ? [] : [number])));

describe("numbers", () => {
  test("the numbers on the page are those of readClauses", async () => {
    await expect
      .poll(numbersShown)
      .toEqual(["P.1", "P.2", "1", "1.1", "1.2", "1.2.1", "1.2.2", "2", "2.1", "A", "A.1"]);
    expect(await numbersShown()).toEqual(await numbersRead());
  });

  test.each([1, 2, 3, 4, 5, 6])(
    "whatever stands in whatever, numbers are those of readClauses (seed %i)",
    async (seed) => {
      const { bytes } = seededRandom(seed);
      const random = () => (bytes(1)[0] ?? 0) / 256;
      let count = 0;
      const pick = <T>(...choices: readonly [T, ...T[]]): T =>
        choices[Math.floor(random() * choices.length)] ?? choices[0];
      type Within = "doc" | "clause" | "part";
      const block = (depth: number, within: Within): Readonly<Record<string, unknown>> => {
        const blocks = (inside: Within) =>
          Array.from({ length: Math.floor(random() * 4) }, () => block(depth + 1, inside));
        const parts = ["p", "h", "list", "table"] as const;
        const kinds: Readonly<Record<Within, readonly [string, ...string[]]>> = {
          doc: ["clause", "clause", "article", "article", "article", ...parts],
          clause: ["clause", "clause", "clause", "body", ...parts],
          part: parts,
        };
        const kind = depth > 4 ? "p" : pick(...kinds[within]);
        count++;
        if (kind === "clause") return clause(`c${count}`, p("words"), ...blocks("clause"));
        if (kind === "article")
          return article(`a${count}`, pick("article", "article", "annex", "preamble"), ...blocks("clause"));
        if (kind === "body") return { type: "body", attrs: { lang: "fr" }, content: blocks("part") };
        if (kind === "list") return { type: "bullet_list", content: [{ type: "list_item", content: blocks("part") }] };
        if (kind === "table")
          return {
            type: "table",
            content: [{ type: "table_row", content: [{ type: "table_cell", content: blocks("part") }] }],
          };
        return kind === "h" ? h(2, "heading") : p("words");
      };
      await start(doc(...Array.from({ length: 14 }, () => block(0, "doc"))));
      // Drawn to the end: what is far from the view has no numbers yet, and nobody to read them.
      await open.page.setViewportSize({ width: 1280, height: 16_000 });
      await expect.poll(numbersShown).toEqual(await numbersRead());
      await open.page.setViewportSize({ width: 1280, height: 800 });
    },
  );

  test("numbers follow when clauses come and go", async () => {
    await open.page.evaluate(() => window.harness.place("Amina", "The wells are held in common."));
    await open.page.keyboard.press("Enter");
    await open.page.keyboard.type("new");
    await expect.poll(numbersShown).toEqual(await numbersRead());
    await open.page.keyboard.press("Tab");
    await expect.poll(numbersShown).toEqual(await numbersRead());
  });

  test("several preambles share one row of numbers, wherever the caret is", async () => {
    const preamble = (id: string) =>
      article(id, "preamble", clause(`${id}-1`, p(`first ${id}`)), clause(`${id}-2`, p("second")));
    await start(doc(preamble("x"), article("a1", "article", clause("c1", p("between"))), preamble("y")));
    for (const words of ["first x", "between", "first y"]) {
      await open.page.evaluate((where) => window.harness.place("Amina", where), words);
      await expect.poll(numbersShown).toEqual(["P.1", "P.2", "1", "1.1", "P.3", "P.4"]);
    }
  });

  test("a clause that differs from the text in force is marked, and read as such", async () => {
    await open.page.evaluate(() => window.harness.mark("Amina", ["c2", "a2", "pre"]));
    // The browser brings its accessibility tree up to date in its own time.
    await expect
      .poll(readAloud)
      .toEqual(
        expect.arrayContaining([
          "1.2, differs from the text in force",
          "2, differs from the text in force",
          ", differs from the text in force",
          "1.1",
          "1.2.1",
        ]),
      );
    await open.page.evaluate(() => window.harness.mark("Amina", []));
    await expect.poll(async () => (await readAloud()).filter((piece) => piece.includes("differs"))).toEqual([]);
  });
});

describe("the page below the text", () => {
  const clickBelow = async () => {
    const box = await open.page.locator(".charter-text").boundingBox();
    if (box === null) throw new Error("no page");
    await open.page.locator(".charter-text").click({ position: { x: 110, y: box.height - 12 } });
  };

  test("takes a click for its end, wherever the caret was", async () => {
    await open.page.evaluate(() => window.harness.place("Amina", "Nobody digs"));
    await clickBelow();
    await open.page.keyboard.type(" The end.");
    expect((await textOf()).endsWith("Ain Taqba. The end.")).toBe(true);
  });

  test("takes a click in an empty text, whose words to begin with go at the first letter", async () => {
    await start(doc());
    const placeholder = () =>
      open.page.evaluate(() => {
        const text = document.querySelector(".charter-text.is-blank");
        return text === null ? null : getComputedStyle(text, "::before").content;
      });
    expect(await placeholder()).toBe('"Write here"');
    await clickBelow();
    expect(await placeholder()).toBe('"Write here"');
    await open.page.keyboard.type("First words");
    expect(await textOf()).toBe("First words");
    expect(await placeholder()).toBe(null);
  });
});

describe("a long text, of which only what is near the view is drawn", () => {
  const long = doc(
    ...Array.from({ length: 60 }, (_, i) =>
      article(
        `a${i}`,
        "article",
        h(2, `heading ${i}`),
        ...Array.from({ length: 30 }, (_, j) =>
          clause(`c${i}-${j}`, p(`words of clause ${i} and ${j} stand here. `.repeat(3))),
        ),
      ),
    ),
  );
  const drawn = () =>
    open.page.evaluate(
      () =>
        [...document.querySelectorAll(".article-body > :first-child")].filter((element) =>
          element.checkVisibility({ contentVisibilityAuto: true }),
        ).length,
    );
  const caret = () => open.page.evaluate(() => window.harness.at("Amina").editor.view.state.selection.head);

  beforeEach(() => start(long));

  test("few articles are drawn", async () => {
    await expect.poll(drawn).toBeLessThan(6);
  });

  test("a clause far away is shown and takes the next key", async () => {
    expect(await open.page.evaluate(() => window.harness.focusClause("Amina", "c47-11"))).toBe(true);
    await open.page.keyboard.type("Here ");
    expect(await textOf()).toContain("Here words of clause 47 and 11");
    await expect
      .poll(() =>
        open.page.evaluate(() => {
          const { top = -1 } = document.querySelector('[data-clause="c47-11"]')?.getBoundingClientRect() ?? {};
          return top >= 0 && top < innerHeight;
        }),
      )
      .toBe(true);
  });

  test("Control+End and Control+Home go to the ends of the text", async () => {
    await open.page.evaluate(() => window.harness.place("Amina", "heading 0"));
    await open.page.keyboard.press("Control+End");
    await open.page.keyboard.type("END");
    expect((await textOf()).endsWith("END")).toBe(true);
    await open.page.keyboard.press("Control+Home");
    await open.page.keyboard.type("BEGIN");
    expect((await textOf()).startsWith("BEGIN")).toBe(true);
  });

  test("the caret walks by arrow keys from a drawn article into those that were not", async () => {
    await open.page.evaluate(() => window.harness.place("Amina", "heading 2"));
    let last = await caret();
    for (let key = 0; key < 120; key++) {
      await open.page.keyboard.press("ArrowDown");
      // The browser tells of a moved selection in a task of its own.
      await expect.poll(caret, { interval: 5 }).toBeGreaterThan(last);
      last = await caret();
    }
    const reached = await open.page.evaluate(
      () => window.harness.at("Amina").editor.view.state.selection.$head.parent.textContent,
    );
    expect(reached).toMatch(/^words of clause [34] and|^heading [34]/);
  });

  test("find in page finds what is not drawn", async () => {
    const found = await open.page.evaluate(() => {
      getSelection()?.removeAllRanges();
      const find: unknown = Reflect.get(window, "find");
      return typeof find === "function" && find.call(window, "clause 53 and 17", true, false, true);
    });
    expect(found).toBe(true);
    const selected = await open.page.evaluate(() => getSelection()?.toString());
    expect(selected).toBe("clause 53 and 17");
  });

  test("select all and copy take the whole text, numbers and names of others left out", async () => {
    await open.page.evaluate(() => window.harness.place("Amina", "heading 0"));
    await open.page.keyboard.press("Control+a");
    await open.page.keyboard.press("Control+c");
    const copied = await open.page.evaluate(() => navigator.clipboard.readText());
    expect(copied.match(/heading \d+/g)).toHaveLength(60);
    expect(copied.match(/words of clause/g)).toHaveLength(60 * 30 * 3);
    expect(copied).not.toMatch(/\d\.\d/);
  });

  test("print draws everything, numbers unchanged", async () => {
    await open.page.emulateMedia({ media: "print" });
    await expect.poll(drawn).toBe(60);
    expect(await numbersShown()).toEqual(await numbersRead());
    const pdf = await open.page.pdf();
    expect(pdf.length).toBeGreaterThan(50_000);
    await open.page.emulateMedia({ media: null });
  });
});

describe("what comes from outside", () => {
  const paste = (data: Readonly<Record<string, string>>) =>
    open.page.evaluate((given) => {
      const transfer = new DataTransfer();
      for (const [type, value] of Object.entries(given)) transfer.setData(type, value);
      const event = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
      window.harness.at("Amina").editor.view.dom.dispatchEvent(event);
    }, data);

  test("paste of HTML keeps what the schema knows, under the policy of the product", async () => {
    await open.page.evaluate(() => window.harness.place("Amina", "Herds pass freely."));
    await paste({
      "text/html": `<h2 style="color:red">Title</h2><p onclick="x()"><b>bold</b> <script>alert(1)</script>
        <a href="javascript:alert(1)">bad</a> <a href="https://example.org/">good</a><img src=x onerror="alert(1)"></p>
        <ol start="-4"><li>one</li></ol><style>p{}</style>
        <section data-kind="evil"><div data-clause="c1"><p>pasted clause</p></div></section>
        <table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>`,
    });
    const html = await open.page.innerHTML(".charter-text");
    expect(html).toContain("<strong>bold</strong>");
    expect(html).toContain('href="https://example.org/"');
    expect(html).toContain("bad");
    expect(html).not.toMatch(/javascript:|<img|<script|onclick|color|evil/);
    const cells = await open.page.evaluate(() =>
      [...document.querySelectorAll(".charter-text tr")].map((row) => row.children.length),
    );
    expect(cells).toEqual([2, 2]);
    const clauses = await open.page.evaluate(() => window.harness.clauses("Amina"));
    expect(new Set(clauses.map(({ id }) => id)).size).toBe(clauses.length);
    expect(clauses.find(({ text }) => text === "pasted clause")?.id).toMatch(/^[a-z0-9]{16}$/);
    expect(await open.page.evaluate(() => window.harness.refusals())).toEqual([]);
    // The policy stops and reports the style and the script handlers of the pasted markup, and nothing of ours.
    expect(open.takeFaults().filter((fault) => !/inline style|inline event handler/.test(fault))).toEqual([]);
  });

  test("what was copied here and pasted here comes back as it was, by the real clipboard", async () => {
    await open.page.evaluate(() => window.harness.place("Amina", "Damage is paid in kind.", 0, 23));
    await open.page.keyboard.press("Control+b");
    await open.page.keyboard.press("Control+c");
    await open.page.evaluate(() => window.harness.place("Amina", "Ain Taqba."));
    await open.page.keyboard.press("Control+v");
    await expect
      .poll(() => open.page.innerHTML('[data-clause="x1c"]'))
      .toContain("<strong>Damage is paid in kind.</strong>");
    expect(open.faults).toEqual([]);
  });

  test("plain text becomes paragraphs and stays text, whatever its signs look like", async () => {
    await start(doc(p("before")));
    await open.page.evaluate(() => window.harness.place("Amina", "before"));
    await paste({ "text/plain": " and\n# not a heading\n- not a list\n**not bold**" });
    expect(await textOf()).toBe("before and\n# not a heading\n- not a list\n**not bold**");
    expect(await open.page.locator(".charter-text > p").count()).toBe(4);
  });

  test("what is longer than forty pages is left to be read as a file, and nothing changes", async () => {
    const before = await textOf();
    await open.page.evaluate(() => window.harness.place("Amina", "Herds"));
    const longer = "x".repeat(100_001);
    const page = (markup: number) => ({ "text/html": `<b title="${"x".repeat(markup - 13)}">x`, "text/plain": "x" });
    await paste({ "text/plain": longer });
    await paste({ "text/plain": longer, "text/html": `<p>${longer}</p>` });
    await paste(page(2_000_001));
    await paste(page(8 * 1024 * 1024 + 1));
    await paste({ "text/html": "<i>x".repeat(10_001), "text/plain": "x" });
    await paste({ "text/html": `<!-- -->${longer}`, "text/plain": "x" });
    expect(await textOf()).toBe(before);
    const long = await open.page.evaluate(() =>
      window.harness.at("Amina").long.map(({ ending, words }) => [ending, words.length]),
    );
    expect(long).toEqual([
      [".txt", 100_001],
      [".html", 100_008],
      [".html", 2_000_001],
      [".txt", 1],
      [".html", 40_004],
      [".html", 100_009],
    ]);
  });

  test("the page reports changes at its own pace", async () => {
    await open.page.evaluate(() => window.harness.place("Amina", "Damage"));
    await open.page.keyboard.type("!!!");
    await expect
      .poll(() => open.page.evaluate(() => window.harness.at("Amina").changes.at(-1)))
      .toEqual({ textChanged: true, isLeft: false, clause: "c3" });
    const outline = await open.page.evaluate(() => window.harness.at("Amina").editor.outline());
    expect(outline.filter(({ depth }) => depth === 0).map(({ id, title }) => [id, title])).toEqual([
      ["pre", "The assemblies of both valleys,"],
      ["a1", "Shared wells"],
      ["a2", "Passage"],
      ["x1", "Wells"],
    ]);
  });
});
