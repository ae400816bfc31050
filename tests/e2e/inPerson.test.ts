/** Two people at one table: a scanned invitation, devices that see each other, six words read aloud. */

import type { Browser, Locator } from "playwright-core";
import { decodeQR } from "qr/decode.js";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";
import { launchChromium } from "../support/chromium.ts";
import * as deeds from "./support/deeds.ts";
import { type Desk, openDesk } from "./support/desk.ts";
import { picture, picturesOfFailure } from "./support/pictures.ts";

const { button, see } = deeds;

let browser: Browser;
let ana: Desk;
let ben: Desk;

const title = "Accord of the two valleys";

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
  [ana, ben] = await Promise.all([openDesk(browser), openDesk(browser)]);
  await Promise.all([
    deeds.introduce(ana.page, { person: "Ana", device: "Ana's laptop", party: "Fishers of the Delta" }),
    deeds.introduce(ben.page, { person: "Ben", device: "Ben's tablet", party: "Herders of the Hills" }),
  ]);
  await deeds.createFromTemplate(ana.page, title, "Mutual aid accord");
});
afterAll(async () => {
  await Promise.all([ana?.close(), ben?.close()]);
  await browser?.close();
});
beforeEach(({ onTestFailed }) => onTestFailed(() => picturesOfFailure([ana, ben])));

/** What a camera held before the screen reads: from the pixels of the picture, by another program's decoder. */
async function scan(shown: Locator): Promise<string> {
  const png = await shown.screenshot();
  const camera = await browser.newPage();
  try {
    const { width, height, dark } = await camera.evaluate(
      async (source) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d");
        if (context === null) throw new Error("a canvas has a context");
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, image.width, image.height);
        let dark = "";
        for (let at = 0; at < data.length; at += 4) dark += (data[at] ?? 255) < 128 ? "1" : "0";
        return { width: image.width, height: image.height, dark };
      },
      `data:image/png;base64,${png.toString("base64")}`,
    );
    const data = Uint8Array.from([...dark].flatMap((pixel) => (pixel === "1" ? [0, 0, 0, 255] : [255, 255, 255, 255])));
    return decodeQR({ width, height, data }, { timeLimit: 60_000 });
  } finally {
    await camera.close();
  }
}

const phraseOf = async ({ page }: Desk): Promise<readonly string[]> => {
  await deeds.besideText(page, "People");
  return page.getByRole("list", { name: "Safety phrase" }).getByRole("listitem").allTextContents();
};

describe("two people at one table", () => {
  it("come together by a QR code: what is scanned is the link, and the link is enough", async () => {
    await deeds.besideText(ana.page, "People");
    await button(ana.page, "Invite").click();
    const dialog = ana.page.getByRole("dialog", { name: "Invite" });
    await button(dialog, "Make a code").click();
    const code = dialog.getByRole("img", { name: "QR code of the invitation link" });
    await code.scrollIntoViewIfNeeded();
    await picture(ana, "qr-code");
    const scanned = await scan(code);
    expect(scanned).toBe(await dialog.getByRole("status", { name: "Invitation link" }).textContent());
    await button(dialog, "Copy link").click();
    await see(ana.page, "Link copied");
    await button(dialog, "Done").click();

    await deeds.goHome(ben.page);
    await deeds.link(ben.page, "Join with a code").click();
    await ben.page.getByRole("textbox", { name: "Invitation code or link" }).fill(scanned.toLowerCase());
    await button(ben.page, "Join charter").click();
    await deeds.heading(ben.page, title).waitFor();
    await see(ben.page, "Nobody is sent who has not agreed to go.");
    await deeds.part(ben.page);
  });

  it("read each other the same six words, and say so", async () => {
    const [here, there] = [await phraseOf(ana), await phraseOf(ben)];
    expect(here).toHaveLength(6);
    expect(there).toEqual(here);
    await button(ana.page, "We compared them: they are the same").click();
    await see(ana.page, "Noted on this device: the words are the same");
    await see(ben.page, "Not compared yet");
  });

  it("see each other's devices once both want to be seen, meet with one press, and write together", async () => {
    for (const { page } of [ana, ben]) {
      await deeds.besideText(page, "Meet");
      await page.getByText("Visible on this network").click();
    }
    const devices = ben.page.getByRole("list", { name: "Members’ devices nearby" });
    await devices.getByText("A member’s device at").waitFor();
    await picture(ben, "nearby");
    await devices.getByRole("button").click();
    await devices.getByText("Ana, Ana's laptop").waitFor();
    await devices.getByText("connected now").waitFor();
    await deeds.typeAfter(ben.page, "Nobody is sent who", " Agreement is given freely.");
    await see(ana.page, /Agreement is given freely\./);
  });

  it("find nothing to complain about in either window", () => {
    expect([...ana.faults, ...ben.faults]).toEqual([]);
  });
});
