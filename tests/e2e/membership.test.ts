/** Coming and going among whole hosts with whole windows: a lost phone is ended, and a party comes back by its words. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";
import { launchChromium } from "../support/chromium.ts";
import * as deeds from "./support/deeds.ts";
import { type Desk, openDesk } from "./support/desk.ts";
import { picture, picturesOfFailure } from "./support/pictures.ts";

const { button, see } = deeds;

let browser: Browser;
let desks: readonly Desk[] = [];

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(({ onTestFailed }) => onTestFailed(() => picturesOfFailure(desks)));

const fishers = { person: "Ana", device: "Ana's laptop", party: "Fishers of the Delta" };
const herders = { person: "Ben", device: "Ben's tablet", party: "Herders of the Hills" };
const title = "Accord of the two valleys";
const promise = "Nobody is sent who";

async function openDesks(count: number): Promise<readonly Desk[]> {
  desks = await Promise.all(Array.from({ length: count }, () => openDesk(browser)));
  return desks;
}
const closeDesks = async (): Promise<void> => {
  const open = desks;
  desks = [];
  await Promise.all(open.map((desk) => desk.close()));
};

/** Founds a party, and gives its 24 words. */
async function found(page: Page, { person, device, party }: deeds.Founder): Promise<readonly string[]> {
  await page.getByLabel("Your name").fill(person);
  await page.getByLabel("Name of this device").fill(device);
  await page.getByLabel("Name of the party").fill(party);
  await button(page, "Begin").click();
  const words = await deeds.writeWords(page);
  await deeds.heading(page, "No charters yet").waitFor();
  return words;
}

async function comeAsDelegate(page: Page, person: string, device: string): Promise<void> {
  await page.getByLabel("Your name").fill(person);
  await page.getByLabel("Name of this device").fill(device);
  await page.getByText("I join an existing party as its delegate").click();
  await button(page, "Begin").click();
  await deeds.heading(page, "No charters yet").waitFor();
}

async function invite(page: Page, role: string, reason: string): Promise<{ code: string; address: string }> {
  await deeds.besideText(page, "People");
  await button(page, "Invite").click();
  const dialog = page.getByRole("dialog", { name: "Invite" });
  await dialog.locator("label.radio", { hasText: role }).click();
  await dialog.getByLabel("Who is it, and why?").fill(reason);
  await button(dialog, "Make a code").click();
  const code = await dialog.getByRole("status", { name: "Invitation code" }).textContent();
  const address = await dialog
    .getByRole("list", { name: "Addresses of this device" })
    .locator("code")
    .first()
    .textContent();
  await button(dialog, "Done").click();
  return { code: (code ?? "").trim(), address: (address ?? "").trim() };
}

/** Exchanges with whoever listens at `address`, without waiting for receipts that a former member gets no more. */
async function callAt(page: Page, address: string): Promise<void> {
  await deeds.besideText(page, "Meet");
  await page.getByRole("textbox", { name: "Address of the other device" }).fill(address);
  const toggle = page.getByRole("switch", { name: "Stay connected and see each other write" });
  if (await toggle.isChecked()) await page.getByText("Stay connected and see each other write").click();
  await button(page, "Meet now").click();
}

/** Where others meet this window's device from now on. */
async function acceptMeetings(page: Page): Promise<string> {
  await deeds.besideText(page, "Meet");
  await page.getByText("Accept meetings on this network").click();
  await see(page, "Others can meet this device at");
  const shown = await page
    .getByText(/127\.0\.0\.1:\d+/)
    .first()
    .textContent();
  return /127\.0\.0\.1:\d+/.exec(shown ?? "")?.[0] ?? "";
}

/** Deletes the line that contains `words`. */
async function cutLine(page: Page, words: string): Promise<void> {
  const line = deeds.textOf(page).locator("p", { hasText: words });
  // What is above it may still be laid out, and the click then lands elsewhere.
  await expect
    .poll(async () => {
      await line.click({ position: { x: 4, y: 6 } });
      return page.evaluate(() => getSelection()?.anchorNode?.parentElement?.closest("p")?.textContent ?? "");
    })
    .toContain(words);
  // The editor hears of a new selection a moment after it is made; no finger is faster than that.
  for (const key of ["Home", "Shift+End", "Delete"]) {
    await page.evaluate(() => new Promise((heard) => requestAnimationFrame(() => requestAnimationFrame(heard))));
    await page.keyboard.press(key);
  }
  await deeds.textOf(page).locator("p", { hasText: words }).waitFor({ state: "detached" });
}

const textOf = async (desk: Desk): Promise<string> => (await deeds.paragraphsOf(desk.page)).join("\n");

/** Two parties in one charter, and a phone of the first one's delegate; `address` is where the first is met. */
async function gather() {
  const [ana, ben, phone] = (await openDesks(3)) as readonly [Desk, Desk, Desk];
  await Promise.all([
    found(ana.page, fishers),
    found(ben.page, herders),
    comeAsDelegate(phone.page, "Nour", "Nour's phone"),
  ]);
  await deeds.createFromTemplate(ana.page, title, "Mutual aid accord");
  const forBen = await invite(ana.page, "A new party", "They graze above the bridge.");
  await deeds.join(ben.page, forBen.code, forBen.address, title);
  await deeds.part(ben.page);
  const { code, address } = await invite(ana.page, "A delegate of our party", "Nour speaks for us at the coast.");
  await deeds.join(phone.page, code, address, title);
  await deeds.part(phone.page);
  return { ana, ben, phone, address };
}

describe("a lost device", () => {
  afterAll(closeDesks);

  it("is ended by its party: its later words are left out, it reads no more, and it is told who ended it and why", async () => {
    const { ana, ben, phone, address } = await gather();

    await deeds.typeAfter(phone.page, promise, " Kept from the phone.");
    await deeds.seeSaved(phone.page);
    await deeds.meet(phone.page, address, false);
    await see(ana.page, "Kept from the phone.");
    await deeds.typeAfter(phone.page, "Once a year they practise", " Lost with the phone.");
    await deeds.seeSaved(phone.page);

    await cutLine(phone.page, "Each party keeps a simple list");
    await deeds.seeSaved(phone.page);
    // Ben hears it from the phone itself, before anybody has ended its part.
    await deeds.meet(phone.page, await acceptMeetings(ben.page), false);
    await see(ben.page, "Lost with the phone.");
    expect(await textOf(ben)).not.toContain("Each party keeps a simple list");

    await deeds.besideText(ana.page, "People");
    await ana.page.getByRole("button", { name: "Actions: Nour, Nour's phone" }).click();
    await ana.page.getByRole("menuitem").click();
    await ana.page.getByRole("alertdialog").getByLabel("Why?").fill("Lost at the market.");
    await picture(ana, "membership-1-end");
    await button(ana.page.getByRole("alertdialog"), "End its part").click();
    await see(ana.page, "Ended: Nour, Nour's phone");
    await ana.page.getByRole("button", { name: "Actions: Nour" }).waitFor({ state: "detached" });
    await deeds.typeAfter(ana.page, "Tools, vehicles and animals", " After the phone.");
    await deeds.seeSaved(ana.page);

    await callAt(phone.page, address);
    await see(phone.page, "Your part in this charter has ended");
    await see(phone.page, "Ended by Ana (Fishers of the Delta)");
    await see(phone.page, "Lost at the market.");
    expect(await deeds.textOf(phone.page).getAttribute("contenteditable")).toBe("false");
    expect(await phone.page.getByRole("button", { name: "Invite", exact: true }).count()).toBe(0);
    await picture(phone, "membership-2-ended");
    expect(await textOf(phone)).not.toContain("After the phone.");

    await deeds.meet(ben.page, address, false);
    await see(ben.page, "After the phone.");
    await see(ben.page, "Each party keeps a simple list");
    await deeds.typeAfter(ben.page, "Nobody is sent who", " Ben goes on.");
    await deeds.seeSaved(ben.page);
    await deeds.meet(ben.page, address, false);
    await see(ana.page, "Ben goes on.");
    for (const desk of [ana, ben]) {
      const text = await textOf(desk);
      expect(text).toContain("Kept from the phone.");
      expect(text).toContain("Each party keeps a simple list");
      expect(text).not.toContain("Lost with the phone.");
    }
    expect(await phone.page.getByText("it is being called again").count()).toBe(0);
    await deeds.besideText(ben.page, "People");
    expect(await ben.page.getByText("Nour, Nour's phone").count()).toBe(0);
    await ben.page.getByRole("link", { name: "Who came and went" }).click();
    await see(ben.page, "Ana (Fishers of the Delta) ended the part of Nour, Nour's phone");
    await see(ben.page, "Lost at the market.");
    await see(ben.page, "They graze above the bridge.");
    await picture(ben, "membership-3-history");

    // What the phone wrote afterwards is kept, and Ben makes it his own in one click.
    const goTo = (place: string): Promise<void> =>
      ben.page.evaluate((to) => {
        location.hash = location.hash.replace(/(#\/charter\/[^/]+).*/, `$1/${to}`);
      }, place);
    await goTo("news");
    await see(ben.page, /its device was ended, .*, by Ana \(Fishers of the Delta\)\./);
    await picture(ben, "membership-4-left-out");
    await ben.page.getByRole("button", { name: /^Put it back: From/ }).click();
    await ben.page.getByText("Text that lost its place").waitFor({ state: "detached" });
    await goTo("text");
    await see(ben.page, "Lost with the phone.");
    expect([...ana.faults, ...ben.faults, ...phone.faults]).toEqual([]);
  });
});

/** From now on nothing that this window types reaches its host, until its text is opened anew. */
const holdKeys = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const { send } = WebSocket.prototype;
    let held: string | null = null;
    WebSocket.prototype.send = function (this: WebSocket, message: Parameters<typeof send>[0]): void {
      if (held === null && this.url.includes("/y/")) held = this.url;
      if (this.url !== held) send.call(this, message);
    };
  });

describe("keys on their way while somebody's part is ended", () => {
  afterAll(closeDesks);

  it("are in the new text and reach the others, or are offered: none is gone, and nothing left out comes back", async () => {
    const { ana, ben, phone, address } = await gather();
    await deeds.typeAfter(phone.page, "Once a year they practise", " Lost with the phone.");
    await cutLine(phone.page, "Each party keeps a simple list");
    await deeds.seeSaved(phone.page);
    await deeds.meet(phone.page, await acceptMeetings(ben.page), false);
    await see(ben.page, "Lost with the phone.");
    await deeds.besideText(ana.page, "People");
    await ana.page.getByRole("button", { name: "Actions: Nour, Nour's phone" }).click();
    await ana.page.getByRole("menuitem").click();
    await ana.page.getByRole("alertdialog").getByLabel("Why?").fill("Lost at the market.");
    await button(ana.page.getByRole("alertdialog"), "End its part").click();
    await see(ana.page, "Ended: Nour, Nour's phone");

    await holdKeys(ben.page);
    await deeds.typeAfter(ben.page, promise, " Ben was typing.");
    await deeds.typeAfter(ben.page, "Lost with the phone.", " Ben wrote beside it.");
    await cutLine(ben.page, "Tools, vehicles and animals");
    await callAt(ben.page, address);
    await see(ben.page, "Each party keeps a simple list");
    await see(ben.page, "Ben was typing.");
    await deeds.seeSaved(ben.page);
    await deeds.meet(ben.page, address, false);
    await see(ana.page, "Ben was typing.");
    for (const desk of [ana, ben]) {
      const text = await textOf(desk);
      expect(text).not.toContain("Lost with the phone.");
      expect(text).not.toContain("Ben wrote beside it.");
      expect(text).not.toContain("Tools, vehicles and animals");
      expect(text).toContain("Each party keeps a simple list");
    }
    await ana.page.evaluate(() => {
      location.hash = location.hash.replace(/(#\/charter\/[^/]+).*/, "$1/news");
    });
    await see(ana.page, "Ben wrote beside it.");

    await holdKeys(phone.page);
    await deeds.typeAfter(phone.page, promise, " Nobody heard this.");
    await callAt(phone.page, address);
    await see(phone.page, "Your part in this charter has ended");
    await see(phone.page, "These words of yours are not in the text");
    await see(phone.page, /^Nobody heard this\.$/);
    await picture(phone, "membership-6-unkept");
    expect(await textOf(phone)).not.toContain("Nobody heard this.");
    expect([...ana.faults, ...ben.faults, ...phone.faults]).toEqual([]);
  });
});

describe("an observer", () => {
  afterAll(closeDesks);

  it("reads what is written, changes nothing, and can be shown out by any party", async () => {
    const [ana, rosa] = (await openDesks(2)) as readonly [Desk, Desk];
    await Promise.all([found(ana.page, fishers), comeAsDelegate(rosa.page, "Rosa", "Rosa's laptop")]);
    await deeds.createFromTemplate(ana.page, title, "Mutual aid accord");
    const { code, address } = await invite(ana.page, "An observer", "Rosa writes about us.");
    await deeds.join(rosa.page, code, address, title);
    await deeds.part(rosa.page);
    await see(rosa.page, promise);
    expect(await deeds.textOf(rosa.page).getAttribute("contenteditable")).toBe("false");
    expect(await rosa.page.getByRole("button", { name: "Invite", exact: true }).count()).toBe(0);

    await ana.page.evaluate(() => location.assign("#/library"));
    await see(ana.page, "Every other device has confirmed that it holds this");
    await ana.page.goBack();
    await deeds.besideText(ana.page, "People");
    await see(ana.page, "Reads, and nothing more.");
    await ana.page.getByRole("button", { name: "Actions: Rosa, Rosa's laptop" }).click();
    await ana.page.getByRole("menuitem").click();
    await ana.page.getByRole("alertdialog").getByLabel("Why?").fill("The talks are closed now.");
    await button(ana.page.getByRole("alertdialog"), "End its part").click();
    await see(ana.page, "Ended: Rosa, Rosa's laptop");
    await callAt(rosa.page, address);
    await see(rosa.page, "The talks are closed now.");
    expect([...ana.faults, ...rosa.faults]).toEqual([]);
  });
});

describe("a party whose devices were stolen", () => {
  afterAll(closeDesks);

  it("comes back on a new machine by its 24 words and a member’s copy, and the stolen device is out", async () => {
    const [ana, ben, fresh] = (await openDesks(3)) as readonly [Desk, Desk, Desk];
    const [, words] = await Promise.all([found(ana.page, fishers), found(ben.page, herders)]);
    await deeds.createFromTemplate(ana.page, title, "Mutual aid accord");
    const { code, address } = await invite(ana.page, "A new party", "They graze above the bridge.");
    await deeds.join(ben.page, code, address, title);
    await deeds.part(ben.page);
    await deeds.typeAfter(ben.page, promise, " Written before the theft.");
    await deeds.seeSaved(ben.page);
    await deeds.meet(ben.page, address, false);
    await see(ana.page, "Written before the theft.");

    const { page } = fresh;
    await page.getByLabel("Your name").fill("Ben");
    await page.getByLabel("Name of this device").fill("Ben's new laptop");
    await page.getByText("I bring a party back with its 24 words").click();
    await page.getByLabel("Word 1", { exact: true }).fill(words.join(" "));
    await page.getByLabel("Address of a member").fill(address);
    await page.getByText("The old devices are lost or stolen").click();
    await page.getByLabel("What happened?").fill("The tablet was stolen.");
    await picture(fresh, "membership-4-words");
    await button(page, "Bring the party back").click();
    await page.getByRole("heading", { name: "Herders of the Hills is back" }).waitFor();
    await see(page, title);
    await picture(fresh, "membership-5-back");
    await button(page, "Continue").click();
    await deeds.openCharter(page, title);
    expect(await textOf(fresh)).toContain("Written before the theft.");
    await deeds.typeAfter(page, "Once a year they practise", " Herders again.");
    await deeds.seeSaved(page);
    await deeds.meet(page, address, false);
    await see(ana.page, "Herders again.");
    await deeds.besideText(ana.page, "People");
    await see(ana.page, "Ben, Ben's new laptop");
    expect(await ana.page.getByText("Ben, Ben's tablet").count()).toBe(0);

    await callAt(ben.page, address);
    await see(ben.page, "Your part in this charter has ended");
    await see(ben.page, "The tablet was stolen.");
    expect(await textOf(ben)).not.toContain("Herders again.");
    expect([...ana.faults, ...ben.faults, ...fresh.faults]).toEqual([]);
  });
});
