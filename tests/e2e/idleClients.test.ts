/** A real window gives its client id back when its text is left, and when its page is. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { launchChromium } from "../support/chromium.ts";
import * as deeds from "./support/deeds.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";
import { picturesOfFailure } from "./support/pictures.ts";

let browser: Browser;
let ana: Desk;

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
  ana = await openDesk(browser);
});
afterAll(async () => {
  await ana?.close();
  await browser?.close();
});
beforeEach(({ onTestFailed }) => onTestFailed(() => picturesOfFailure([ana])));

/** The id that the next window would get. */
async function nextClient(charter: CharterId): Promise<number> {
  const { clientId, room } = must(await ana.host.api.openText({ charter }));
  must(await ana.host.api.closeText({ charter, room }));
  return clientId;
}

it("[L41] goes on with one id however often its text is left and its page loaded, and keeps what is typed", async () => {
  const { page } = ana;
  const title = "Accord of the two valleys";
  await deeds.introduce(page, { person: "Ana", device: "laptop", party: "Fishers" });
  await deeds.createBlank(page, title);
  await deeds.textOf(page).click();
  await page.keyboard.type("Wells stay open");
  await deeds.seeSaved(page);
  const [summary] = must(await ana.host.api.listCharters({}));
  if (summary === undefined) throw new Error("no charter");
  const other = await nextClient(summary.id);

  await deeds.goHome(page);
  await vi.waitFor(async () => expect(await nextClient(summary.id)).not.toBe(other));
  const windows = await nextClient(summary.id);
  await deeds.openCharter(page, title);
  await deeds.typeAfter(page, "Wells stay open", " to all");
  expect(await nextClient(summary.id)).toBe(other);

  for (const words of [" who ask", " and say so"]) {
    await page.reload();
    await deeds.typeAfter(page, words === " who ask" ? "to all" : "who ask", words);
    await deeds.seeSaved(page);
    await vi.waitFor(async () => expect(await nextClient(summary.id)).toBe(other));
  }
  await deeds.goHome(page);
  await vi.waitFor(async () => expect(await nextClient(summary.id)).toBe(windows));
  const { markdown } = must(await ana.host.api.getText({ charter: summary.id, at: { kind: "draft" } }));
  expect(markdown).toContain("Wells stay open to all who ask and say so");
  expect(ana.faults).toEqual([]);
});
