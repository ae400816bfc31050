/** What the window says of a bundle before it is taken in, in a real browser over a real host. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CharterView } from "../../shared/api/library.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { must } from "./support/desk.ts";
import { type StickFacts, stickSeed, sticks } from "./support/scenes/sticks.ts";
import { openWindows, type Play, violations, type Windows } from "./support/windows.ts";

const words = {
  en: {
    import: "Import a bundle",
    takeIn: "Take it in",
    leave: "Leave it",
    close: "Close",
    what: "What goes into the file",
    export: "Export a bundle",
  },
  ar: {
    import: "استورد حزمة",
    takeIn: "خذها",
    leave: "اتركها",
    close: "إغلاق",
    what: "ما يوضع في الملف",
    export: "صدّر حزمة",
  },
} as const;
type Language = keyof typeof words;

let windows: Windows;
let facts: StickFacts;
beforeAll(async () => {
  windows = await openWindows();
  ({ facts } = await stickSeed.ready());
});
afterAll(() => windows?.close());

const looks: readonly (readonly [Language, number])[] = [
  ["en", 1280],
  ["ar", 390],
];

const inWindow = (language: Language, width: number, run: (page: Page, play: Play) => Promise<void>): Promise<void> =>
  windows.inWindow({ language, width }, async (page, open) => {
    const play = await open(sticks, `#/charter/${facts.charter}/meet`);
    await page.getByRole("button", { name: words[language].import }).waitFor();
    await run(page, play);
  });

async function choose(page: Page, label: string, content: Bytes): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: label }).click(),
  ]);
  await chooser.setFiles({ name: "stick.tessera", mimeType: "application/octet-stream", buffer: Buffer.from(content) });
}

async function expectGood(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.TESSERA_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}

const peopleOf = ({ parties }: CharterView): readonly string[] =>
  parties.flatMap(({ devices }) => devices.map(({ person }) => person));

describe("A bundle in the window", () => {
  it.each(looks)("is shown before it is taken in, or left, in %s at %i", async (language, width) => {
    const said = words[language];
    await inWindow(language, width, async (page, { self }) => {
      const held = async () => must(await self.api.getCharter({ charter: facts.charter }));
      const before = await held();
      await choose(page, said.import, facts.stick);
      const dialog = page.getByRole("dialog", { name: "stick.tessera" });
      await dialog.getByText("The tablet is lost.").waitFor();
      await expectGood(page);
      await picture(page, `bundle-${language}-${width}`);
      await dialog.getByRole("button", { name: said.leave }).click();
      await dialog.waitFor({ state: "detached" });
      expect(await held()).toEqual(before);
      await choose(page, said.import, facts.stick);
      await dialog.getByRole("button", { name: said.takeIn }).focus();
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });
      const after = await held();
      expect([before, after].map((view) => peopleOf(view).includes("Rosa Mbeki"))).toEqual([true, false]);
      expect(after.leftOut).toBe(1);
      expect(must(await self.api.getTimeline({ charter: facts.charter }))).toMatchObject([{ canCast: true }]);
    });
  });

  it.each(looks)(
    "that builds on what is not here says so and cannot be taken in, in %s at %i",
    async (language, width) => {
      const said = words[language];
      await inWindow(language, width, async (page, { self }) => {
        const { missing, added } = must(await self.api.previewBundle({ bytes: facts.wanting }));
        expect(missing).toBeGreaterThan(0);
        expect(added).toBe(0);
        await choose(page, said.import, facts.wanting);
        const dialog = page.getByRole("dialog", { name: "stick.tessera" });
        await dialog.getByText(`${missing}`).first().waitFor();
        await expectGood(page);
        await picture(page, `bundle-wanting-${language}-${width}`);
        expect(await dialog.getByRole("button", { name: said.takeIn }).count()).toBe(0);
        await dialog.getByRole("button", { name: said.close }).click();
        await dialog.waitFor({ state: "detached" });
      });
    },
  );

  it.each(looks)("is made for everybody or for one device, in %s at %i", async (language, width) => {
    const said = words[language];
    await inWindow(language, width, async (page, { asked }) => {
      const { charter } = facts;
      const what = page.getByLabel(said.what);
      await page.getByRole("button", { name: said.export }).click();
      await expect.poll(() => asked("exportBundle")).toEqual({ charter, for: { kind: "everything" } });
      await what.selectOption("unshared");
      await page.getByRole("button", { name: said.export }).click();
      await expect.poll(() => asked("exportBundle")).toEqual({ charter, for: { kind: "unshared" } });
      await what.selectOption({ index: 2 });
      const device = await what.inputValue();
      expect(device).toBe(facts.jons);
      await page.getByRole("button", { name: said.export }).click();
      await expect.poll(() => asked("exportBundle")).toEqual({ charter, for: { kind: "device", device } });
      await what.scrollIntoViewIfNeeded();
      await expectGood(page);
      await picture(page, `bundle-export-${language}-${width}`);
    });
  });
});
