/** How a text looks while it is written: lists, the column, far places, paper. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  article,
  clause,
  doc,
  h,
  list,
  type OpenHarness,
  openHarness,
  p,
} from "../support/editorHarness/openHarness.ts";
import { picturePage } from "./support/pictures.ts";
import { full, riverSeed } from "./support/scenes/river.ts";
import { openWindows, type Windows } from "./support/windows.ts";

let open: OpenHarness;
let windows: Windows;
let river: string;
beforeAll(async () => {
  open = await openHarness();
  windows = await openWindows();
  river = `#/charter/${(await riverSeed.ready()).facts.river}/text`;
}, 120_000);
afterAll(async () => {
  await open?.close();
  await windows?.close();
});

const start = (text: unknown, language = "en") =>
  open.page.evaluate(
    ({ text, language }) => {
      window.harness.closeAll();
      window.harness.open({ name: "P", text, language });
    },
    { text, language },
  );

describe("a text that is written", () => {
  test.each(["en", "ar"])("has bullets and numbers in its lists, from their start, in %s", async (language) => {
    const numbers = { ...list("ordered_list", "water", "wood"), attrs: { order: 5 } };
    const deep = { type: "bullet_list", content: [{ type: "list_item", content: [p("a"), list("bullet_list", "b")] }] };
    await start(doc(article("a1", "article", h(2, "Use"), numbers, deep)), language);
    const styles = await open.page.evaluate(() =>
      [...document.querySelectorAll(".charter-text :is(ol, ul)")].map((one) => getComputedStyle(one).listStyleType),
    );
    expect(styles).toEqual(["decimal", "disc", "circle"]);
    expect(await open.page.locator(".charter-text ol").getAttribute("start")).toBe("5");
  });

  test("is shown exactly where the outline leads, however far", async () => {
    const articles = Array.from({ length: 240 }, (_, index) =>
      article(
        `a${index}`,
        "article",
        h(2, `Article ${index}`),
        ...Array.from({ length: 1 + ((index * 7) % 9) }, (_, at) =>
          clause(`c${index}-${at}`, p("Wells are open. ".repeat(1 + ((index + at) % 40)))),
        ),
      ),
    );
    await start(doc(...articles));
    for (const id of ["a239", "a3", "a120", "a201"]) {
      await open.page.evaluate((to) => window.harness.focusClause("P", to), id);
      const distance = () =>
        open.page.evaluate((to) => {
          const place = document.querySelector(`[data-clause="${to}"]`) as HTMLElement;
          const isAtEnd = Math.abs(window.scrollY + window.innerHeight - document.documentElement.scrollHeight) < 2;
          const { top } = place.getBoundingClientRect();
          return isAtEnd && top > 0 && top < window.innerHeight
            ? 0
            : Math.abs(Math.round(top - Number.parseFloat(getComputedStyle(place).scrollMarginTop)));
        }, id);
      await expect.poll(distance).toBe(0);
    }
  });

  test("says where to write while nothing is written", async () => {
    await start(doc(p("")));
    const shown = () =>
      open.page.evaluate(() => {
        const text = document.querySelector(".charter-text");
        return text === null ? "" : getComputedStyle(text, "::before").content;
      });
    expect(await shown()).toBe('"Write here"');
    await open.page.evaluate(() => window.harness.at("P").editor.view.focus());
    await open.page.keyboard.type("W");
    expect(await shown()).toBe("none");
  });
});

describe("the column of a charter's text", () => {
  test("keeps its width when nothing or little is written, and at twice the size", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(full, river);
      const width = () => page.locator(".charter-text").evaluate((one) => one.getBoundingClientRect().width);
      const whole = await width();
      await page.locator(".charter-text").click();
      await page.keyboard.press("Control+a");
      await page.keyboard.press("Delete");
      await expect.poll(() => page.locator(".charter-text").textContent()).not.toContain("river");
      expect(await width()).toBe(whole);
      await page.keyboard.type("Wells");
      expect(await width()).toBe(whole);
    });
    await windows.inWindow({ width: 640 }, async (page, open) => {
      await open(full, river);
      const isWide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      expect(isWide).toBe(false);
    });
  });

  test.each([
    ["en", "Working draft, as this device had it on"],
    ["ar", "مسوّدة عمل كما كانت على هذا الجهاز"],
  ] as const)("says on paper that it is a draft, and what is in force, in %s", async (language, words) => {
    await windows.inWindow({ language, scheme: "dark" }, async (page, open) => {
      await open(full, river);
      await page.locator(".charter-text h2").first().waitFor();
      const status = page.locator(".printed-status");
      expect(await status.isVisible()).toBe(false);
      await page.emulateMedia({ media: "print" });
      expect(await status.isVisible()).toBe(true);
      expect(await status.textContent()).toContain(words);
      expect(await status.locator(".differs").textContent()).toContain("1.2");
      await picturePage(page, `printed-${language}`);
    });
  });

  test("is all that is printed, with its status", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(full, river);
      await page.locator(".charter-text h2").first().waitFor();
      await page.emulateMedia({ media: "print" });
      for (const name of [".charter-head", ".tool-row", ".outline", ".side-panel", ".frame-head", ".views"])
        expect(await page.locator(name).first().isVisible(), name).toBe(false);
      expect(await page.locator(".charter-text").isVisible()).toBe(true);
      const pdf = await page.pdf({ format: "A4" });
      expect(pdf.length).toBeGreaterThan(10_000);
    });
  });

  test("marks the outline's entry with the caret", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(full, river);
      const entries = page.locator(".outline .outline-entry");
      await entries.nth(1).click();
      await expect.poll(() => entries.nth(1).getAttribute("aria-current")).toBe("location");
      await page.keyboard.press("Control+End");
      await expect.poll(() => entries.last().getAttribute("aria-current")).toBe("location");
    });
  });
});
