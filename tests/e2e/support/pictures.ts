/** Pictures of a failed story, and of a good one where TESSERA_PICTURES names a folder for them. */
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Desk } from "./desk.ts";

const wanted = process.env.TESSERA_PICTURES;

export const picture = (desk: Desk, name: string): Promise<void> => picturePage(desk.page, name);

export async function picturePage(page: Page, name: string): Promise<void> {
  if (wanted === undefined) return;
  mkdirSync(wanted, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(wanted, `${name}.png`) });
}

export async function picturesOfFailure(desks: readonly Desk[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tessera-failed-"));
  for (const [index, { page, faults }] of desks.entries()) {
    await page.screenshot({ path: join(folder, `window-${index + 1}.png`) });
    if (faults.length > 0) console.error(`window ${index + 1} said:`, ...faults);
  }
  console.error(`The windows as they were: ${folder}`);
}
