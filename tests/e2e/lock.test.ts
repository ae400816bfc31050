/** Keys under a passphrase, in a real browser over the real host. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";
import { launchChromium } from "../support/chromium.ts";
import * as deeds from "./support/deeds.ts";
import { type Desk, openDesk } from "./support/desk.ts";
import { picturesOfFailure } from "./support/pictures.ts";

let browser: Browser;
let ana: Desk;

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
  ana = await openDesk(browser, { plainKeys: false });
});
afterAll(async () => {
  await ana?.close();
  await browser?.close();
});
beforeEach(({ onTestFailed }) => onTestFailed(() => picturesOfFailure([ana])));

const phrase = () => ana.page.getByRole("textbox", { name: "Passphrase" });

describe("a window with keys under a passphrase", () => {
  it("asks for it at the beginning, and keeps what is written", async () => {
    await phrase().fill("open sesame");
    await ana.page.getByLabel("The same again").fill("open sesame");
    await deeds.introduce(ana.page, { person: "Ana", device: "laptop", party: "Fishers" });
    await deeds.createBlank(ana.page, "Accord of the two valleys");
    await deeds.textOf(ana.page).click();
    await ana.page.keyboard.type("Wells stay open.");
    await deeds.seeSaved(ana.page);
  });

  it("shows nothing once it is locked, nor when it is opened anew, until the passphrase is given", async () => {
    // The last words are still on their way to the disk: they are signed before the keys go.
    await ana.page.keyboard.type(" To all.");
    await deeds.button(ana.page, "Lock").click();
    await deeds.heading(ana.page, "Locked").waitFor();
    await ana.page.reload();
    await deeds.heading(ana.page, "Locked").waitFor();
    expect(await ana.page.content()).not.toMatch(/Ana|Accord|Wells|Fishers/);
    await phrase().fill("open sesam");
    await deeds.button(ana.page, "Unlock").click();
    await deeds.see(ana.page, "That is not the passphrase of these keys.");
    await phrase().fill("open sesame");
    await ana.page.keyboard.press("Enter");
    await deeds.textOf(ana.page).getByText("Wells stay open. To all.").waitFor();
    expect(ana.faults).toEqual([]);
  });
});
