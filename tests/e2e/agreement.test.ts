/** Whole windows over whole hosts: what a delegate sees and does, from the first word to the renewal. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startRelay } from "../../electron/relay/relayMain.ts";
import { buildIfStale } from "../../scripts/build.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { launchChromium } from "../support/chromium.ts";
import * as deeds from "./support/deeds.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";
import { picture, picturesOfFailure } from "./support/pictures.ts";

const { button, link, see } = deeds;

let browser: Browser;
let ana: Desk;
let ben: Desk;

const fishers = { person: "Ana", device: "Ana's laptop", party: "Fishers of the Delta" };
const herders = { person: "Ben", device: "Ben's tablet", party: "Herders of the Hills" };
const title = "Accord of the two valleys";

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(({ onTestFailed }) => onTestFailed(() => picturesOfFailure([ana, ben])));

const openDesks = async (): Promise<void> => {
  [ana, ben] = await Promise.all([openDesk(browser), openDesk(browser)]);
};
const closeDesks = async (): Promise<void> => {
  await Promise.all([ana?.close(), ben?.close()]);
};

async function expectSameText(): Promise<void> {
  const [one, other] = await Promise.all([ana, ben].map(({ page }) => deeds.paragraphsOf(page)));
  expect(one).toEqual(other);
}

describe("two parties, each at a machine of its own, with no server between them,", () => {
  beforeAll(openDesks);
  afterAll(closeDesks);
  let address = "";
  let pdf: { readonly name: string; readonly bytes: Buffer };

  it("name themselves, and come together in one charter by a code", async () => {
    await picture(ana, "01-welcome");
    await Promise.all([deeds.introduce(ana.page, fishers), deeds.introduce(ben.page, herders)]);
    await picture(ana, "02-library-empty");
    await deeds.createFromTemplate(ana.page, title, "Mutual aid accord");
    await see(ana.page, "Only this device holds this charter");
    const { dialog, code, address: at } = await deeds.openInvite(ana.page);
    address = at;
    await see(ana.page, "Waiting for them. Keep Tessera open: this says when they are here.");
    await picture(ana, "02-invite");
    await deeds.join(ben.page, code, address, title);
    await see(ben.page, "Nobody is sent who has not agreed to go.");
    await dialog.getByText("Herders of the Hills are here").waitFor();
    await dialog.getByText("Ben, on Ben's tablet, has joined.").waitFor();
    await dialog.getByText("You are connected: each sees at once what the other writes.").waitFor();
    await picture(ana, "03-here");
    await button(dialog, "Done").click();
    await picture(ben, "03-joined");
  });

  it("are connected from then on, without meeting again, until one of them ends it", async () => {
    await deeds.typeAfter(ana.page, "Each party keeps a simple list", " Carts too.");
    await see(ben.page, "Carts too.");
    await deeds.typeAfter(ben.page, "Carts too.", " And nets.");
    await see(ana.page, "Carts too. And nets.");
    await deeds.besideText(ana.page, "Meet");
    await see(ana.page, "Others can meet this device at");
    await see(ana.page, "Connected with Ben's tablet");
    await deeds.part(ben.page);
    await see(ana.page, "You are connected with nobody now.");
    await deeds.besideText(ben.page, "Meet");
    await ben.page.getByRole("list", { name: "Devices that you have met" }).getByText("Ana, Ana's laptop").waitFor();
    await picture(ben, "03-known");
    await button(ben.page, "Meet Ana, Ana's laptop").click();
    await see(ben.page, "Connected with Ana's laptop");
    await deeds.part(ben.page);
    await deeds.besideText(ana.page, "People");
  });

  it("copy a code by its button though the window has no permission for the clipboard", async () => {
    // None is granted, and what is not granted is denied: as in the desktop window.
    await ana.page.context().grantPermissions([]);
    const { shown, pasted } = await deeds.copyCode(ana.page, ben.page);
    expect(pasted).toBe(shown);
    await deeds.openCharter(ben.page, title);
  });

  it("write apart, in one clause as in several, and find everything again when they meet", async () => {
    await deeds.typeAfter(ana.page, "It creates no debt", " It is not bought.");
    await deeds.typeAfter(ana.page, "Nobody is sent who", " Agreement is given freely.");
    await deeds.typeBefore(ben.page, "Nobody is sent who", "Among us, ");
    await deeds.typeAfter(ben.page, "Once a year they practise", " Children take part.");
    await Promise.all([deeds.seeSaved(ana.page), deeds.seeSaved(ben.page)]);
    await see(ana.page, "One device is not known to hold everything");
    await see(ben.page, "One device is not known to hold everything");
    await picture(ana, "04-apart");
    expect((await deeds.paragraphsOf(ana.page)).join()).not.toContain("Children take part");

    await deeds.meet(ben.page, address, false);
    await picture(ben, "05-met");
    await see(ana.page, "Among us, Nobody is sent who has not agreed to go. Agreement is given freely.");
    await see(ana.page, "Children take part.");
    await see(ben.page, "It is not bought.");
    await expectSameText();
    await deeds.besideText(ben.page, "People");
    await see(ana.page, "Everyone holds everything");
    await see(ben.page, "Everyone holds everything");
  });

  it("stay connected: each sees the other write, and takes back only what is one's own", async () => {
    await deeds.meet(ben.page, address, true);
    await deeds.typeAfter(ana.page, "Tools, vehicles and animals", " Boats too.");
    await see(ben.page, "Boats too.");
    await deeds.seeCaretOf(ben.page, "Ana");
    await deeds.typeAfter(ben.page, "Boats too.", " And saddles.");
    await see(ana.page, "Boats too. And saddles.");
    await deeds.seeCaretOf(ana.page, "Ben");
    await picture(ben, "06-live");

    await button(ana.page, "Undo").click();
    const left = "what breaks is repaired or replaced together. And saddles.";
    await see(ana.page, left);
    await see(ben.page, left);
    await expectSameText();
  });

  it("ratify it for a year: one proposes, both review what is frozen and sign, both see it in force", async () => {
    // The template's blanks; that they are filled in by hand is another story.
    const [{ id: charter } = { id: "" as CharterId }] = must(await ana.host.api.listCharters({}));
    const { brackets } = must(await ana.host.api.listBrackets({ charter }));
    const fills = brackets.map(({ id, alternatives }) => ({ bracket: id, words: alternatives[0]?.words ?? "" }));
    must(await ana.host.api.fillFields({ charter, fills }));
    await deeds.goTo(ana.page, "Timeline");
    await link(ana.page, "Propose this text").click();
    // A calm form, which says what each choice means before anything is proposed.
    await see(ana.page, "All parties ratify; usual conditions.");
    await see(ana.page, /No further party joins it\./);
    await button(ana.page, "Change").click();
    await ana.page.getByRole("radiogroup", { name: "Further parties" }).getByText("may join it").click();
    await see(ana.page, /Any further party may join it\./);
    await picture(ana, "07-proposing");
    await deeds.submitProposal(ana.page, "As agreed at the river");
    await see(ana.page, /Any further party may join it\./);
    await picture(ana, "07-signing");
    await link(ben.page, "Open the signing table").click();
    await deeds.heading(ben.page, "Signing table").waitFor();
    await see(ben.page, "As agreed at the river");
    await see(ben.page, "for one year");
    await see(ben.page, "Among us, Nobody is sent who has not agreed to go. Agreement is given freely.");
    const prints = await Promise.all([ana, ben].map(({ page }) => deeds.fingerprintOf(page)));
    expect(prints[0]).toBe(prints[1]);
    await picture(ben, "08-reviewing");
    await deeds.reserve(ben.page, "4.2", "Our animals go where the herd goes.");
    await see(ben.page, "leaves out 4.2");
    await deeds.ratify(ben.page, "In the name of forty families");
    await see(ben.page, "Still missing: Fishers of the Delta.");
    await see(ana.page, "In the name of forty families");
    await see(ana.page, "Herders of the Hills leaves this clause out for itself:");
    await see(ana.page, "Our animals go where the herd goes.");
    await deeds.ratify(ana.page);
    for (const desk of [ana, ben]) {
      await see(desk.page, /^In force since /);
      await desk.page
        .getByText("Signed by Fishers of the Delta and Herders of the Hills")
        .or(desk.page.getByText("Signed by Herders of the Hills and Fishers of the Delta"))
        .waitFor();
      await button(desk.page, "Export PDF").waitFor();
      await button(desk.page, "Export a bundle").waitFor();
      if (desk === ben) await picture(ben, "09-agreed");
      await link(desk.page, "Back to the timeline").click();
      const entry = deeds.entry(desk.page, "First ratification");
      await entry.getByText("In force", { exact: true }).waitFor();
      await see(desk.page, /^In force until /);
      await see(desk.page, "the draft is the text in force");
    }
    await picture(ben, "09-in-force");
  });

  it("write on: the draft says where it differs, and any two points show what changed", async () => {
    await deeds.goTo(ben.page, "Text");
    await deeds.typeAfter(ben.page, "Nobody is sent who", " Nor alone.");
    for (const desk of [ana, ben]) await see(desk.page, "draft differs in 3.4");
    await picture(ben, "10-differs");

    const form = ana.page.getByRole("region", { name: "Compare two points" });
    await form.getByLabel("From").selectOption({ index: 1 });
    await form.getByLabel("To", { exact: true }).selectOption("Draft");
    await link(form, "Compare").click();
    await deeds.heading(ana.page, "What changed").waitFor();
    await see(ana.page, "One changed clause");
    expect(await ana.page.getByRole("insertion").textContent()).toContain("Nor alone.");
    expect(await ana.page.getByRole("deletion").count()).toBe(0);
    await picture(ana, "11-redline");
  });

  it("renew it, clause by clause, before its time is over", async () => {
    await deeds.goTo(ben.page, "Timeline");
    await deeds.beginRenewal(ben.page);
    const amended = ben.page.getByRole("row").filter({ hasText: "Nor alone." });
    await amended.getByText("Amended").waitFor();
    expect(await ben.page.getByRole("row").filter({ hasText: "Carried over" }).count()).toBeGreaterThan(10);
    await picture(ben, "12-renewing");
    await deeds.submitProposal(ben.page, "Renewed at the yearly gathering");
    await deeds.ratify(ben.page);
    await deeds.openCharter(ana.page, title);
    await link(ana.page, "Open the signing table").click();
    await see(ana.page, "Renewed at the yearly gathering");
    await deeds.ratify(ana.page);
    for (const desk of [ana, ben]) {
      await link(desk.page, "Back to the timeline").click();
      // It begins the day after the old end: no day is lost.
      await deeds.entry(desk.page, "Renewal").getByText("Ratified, term not begun").waitFor();
      await deeds.entry(desk.page, "First ratification").getByText("In force", { exact: true }).waitFor();
    }
    await picture(ana, "13-renewed");
  });

  it("hand a stranger a PDF that checks, and one altered byte in it does not", async () => {
    pdf = await deeds.download(ana.page, button(deeds.entry(ana.page, "Renewal"), "Export PDF"));
    expect(pdf.name).toMatch(/\.pdf$/);
    await see(ana.page, `${pdf.name} written`);
    await link(ben.page, "Check a PDF").click();
    await deeds.choose(ben.page, button(ben.page, "Choose a PDF"), pdf.name, pdf.bytes);
    await deeds.heading(ben.page, "Genuine").waitFor();
    for (const party of [fishers.party, herders.party]) await see(ben.page, party);
    await picture(ben, "14-genuine");

    const altered = Buffer.from(pdf.bytes);
    const middle = Math.floor(altered.length / 2);
    altered[middle] = (altered[middle] ?? 0) ^ 1;
    await button(ben.page, "Check another PDF").click();
    await deeds.choose(ben.page, button(ben.page, "Choose a PDF"), "altered.pdf", altered);
    await deeds.heading(ben.page, "Not to be trusted").waitFor();
    await picture(ben, "15-altered");
  });

  it("leaves no fault in the console of a window", () => {
    expect([...ana.faults, ...ben.faults]).toEqual([]);
  });
});

describe("two parties who never meet", () => {
  let directory = "";
  let relay: { readonly url: string; close(): Promise<void> };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "tessera-relay-"));
    relay = must(await startRelay({ data: directory, port: 0 }));
    await openDesks();
  });
  afterAll(async () => {
    await closeDesks();
    await relay?.close();
    await rm(directory, { recursive: true });
  });

  it("join, write and receive through a relay that can read nothing", async () => {
    await Promise.all([deeds.introduce(ana.page, fishers), deeds.introduce(ben.page, herders)]);
    await deeds.createBlank(ana.page, title);
    await deeds.textOf(ana.page).click();
    await ana.page.keyboard.type("The river belongs to nobody.");
    await deeds.switchRelayOn(ana.page, relay.url);
    const code = await deeds.inviteThroughRelay(ana.page, relay.url);
    await deeds.join(ben.page, code, relay.url, title);
    await see(ben.page, "The river belongs to nobody.");
    await deeds.besideText(ben.page, "Meet");
    await see(ben.page, "Connected to the relay");
    await deeds.typeAfter(ben.page, "The river belongs", " Not even to us.");
    await button(ben.page, "Exchange now").click();
    await see(ben.page, "The relay has stored everything held here");
    await see(ana.page, "The river belongs to nobody. Not even to us.");
    await picture(ben, "30-relay");
  });

  it("send a bundle by courier", async () => {
    for (const { page } of [ana, ben]) {
      await deeds.besideText(page, "Meet");
      await button(page, "Switch relay off").click();
      await see(page, "No relay for this charter");
    }
    await deeds.typeAfter(ana.page, "The river belongs", " Its banks neither.");
    await deeds.seeSaved(ana.page);
    const bundle = await deeds.download(ana.page, button(ana.page, "Export a bundle"));
    expect(bundle.name).toMatch(/\.tessera$/);
    await deeds.goHome(ben.page);
    await deeds.choose(ben.page, button(ben.page, "Import a bundle"), bundle.name, bundle.bytes);
    await see(ben.page, /(One change is|\d+ changes are) new here/);
    await picture(ben, "31-bundle");
    await button(ben.page, "Take it in").click();
    await see(ben.page, new RegExp(`“${title}”: (one new change|\\d+ new changes) from the bundle`));
    await deeds.openCharter(ben.page, title);
    await see(ben.page, "The river belongs to nobody. Not even to us. Its banks neither.");
    await expectSameText();
  });

  it("leave no fault in the console of a window", () => {
    expect([...ana.faults, ...ben.faults]).toEqual([]);
  });
});
