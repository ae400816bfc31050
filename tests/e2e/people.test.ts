/** Who belongs to a charter, in a real browser over the fake host: coming, going, consenting, and bringing a party back. */
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forged } from "../support/fakeCharters.ts";
import type { Scene } from "../support/fakeHost.ts";
import { recoveryWords } from "../support/fakeRecords.ts";
import { askedOf, type FakeWindows, openFakeWindows, violations } from "./support/fakeWindow.ts";

const five = forged("charter", 5);
const ended = forged("charter", 6);
const namesakes = `#/charter/${forged("charter", 7)}/people`;
const people = `#/charter/${five}/people`;
const millers = "Millers of the Weir";

const places: readonly (readonly [scene: Scene, hash: string])[] = [
  ["peoples", people],
  ["peoples", `#/charter/${five}/members`],
  ["peoples", `#/charter/${ended}/people`],
  ["peoples", namesakes],
];

let windows: FakeWindows;
beforeAll(async () => {
  windows = await openFakeWindows();
});
afterAll(() => windows?.close());

const inPeople = (run: (page: Page) => Promise<void>): Promise<void> =>
  windows.inWindow({}, async (page) => {
    await windows.open(page, "peoples", people);
    await run(page);
  });
const said = (page: Page, words: string): Promise<void> => page.getByRole("status").getByText(words).first().waitFor();
const party = (page: Page, name: string): Locator =>
  page.locator(".party").filter({ has: page.locator(".party-name", { hasText: name }) });

/** Opens the actions of one thing by the keyboard, chooses the only one, and waits for its question. */
async function ask(page: Page, of: string): Promise<Locator> {
  await page.getByRole("button", { name: `Actions: ${of}` }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem").waitFor();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("alertdialog");
  await dialog.waitFor();
  return dialog;
}

describe("the people of a charter", () => {
  for (const language of ["en", "ar"] as const)
    it(`are shown without an accessibility violation and without sideways scrolling, in ${language}`, async () => {
      for (const look of [
        { language, scheme: "light" },
        { language, scheme: "dark", width: 390 },
      ] as const)
        await windows.inWindow(look, async (page) => {
          for (const [scene, hash] of places) {
            await windows.open(page, scene, hash);
            expect(await violations(page), hash).toEqual([]);
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            expect(overflow, hash).toBeLessThanOrEqual(0);
          }
        });
    });

  it("are shown with guests by what each may do, and with what is left out of the text", async () => {
    await inPeople(async (page) => {
      await page.getByText("Reads and writes; speaks for no party, and neither proposes nor ratifies.").waitFor();
      await page.getByText("Rosa Mbeki, Rosa’s laptop").waitFor();
      await page.getByText("3 changes held here are left out of the text.").waitFor();
      expect(await page.getByText("waits for consent, admits nobody yet").count()).toBe(1);
    });
  });

  it("are told apart in words wherever a name looks like another one", async () => {
    await windows.inWindow({}, async (page) => {
      await windows.open(page, "peoples", namesakes);
      const notes = (place: Locator) => place.locator(".alike-note").allInnerTexts();
      const device = (words: string) => page.locator(".device").filter({ hasText: words });
      const mills = page.locator(".party").filter({ hasText: "mill office" });
      await mills.first().waitFor();
      const millersNames = await page.locator(".party-name bdi").filter({ hasText: "Weir" }).allInnerTexts();
      expect(new Set(millersNames).size).toBe(2);
      const [one = "", other = ""] = millersNames;
      expect(await notes(mills.nth(0))).toEqual([
        `Looks like the name of ${other}`,
        `Looks like the name of Piet Molenaar (${other})`,
      ]);
      expect(await notes(mills.nth(1))).toEqual([
        `Looks like the name of ${one}`,
        `Looks like the name of Piet Molenaar (${one})`,
      ]);
      expect(await notes(device("Amina’s laptop"))).toEqual(["Looks like the name of Amin\u0430 Benali"]);
      expect(await notes(device("Amin\u0430 Benali, phone"))).toEqual([
        "Looks like the name of Amina Benali (Fishers’ Union of the Lower River)",
      ]);
      expect(await notes(device("Tomás Ruiz"))).toEqual([]);
      expect(await notes(page.locator(".waiting-decision").filter({ hasText: `Remove ${millers}` }))).toEqual([
        `Looks like the name of ${other}`,
      ]);
      expect(await notes(page.locator(".invite").filter({ hasText: "invited by Amina" }))).toEqual([
        "Looks like the name of Amin\u0430 Benali",
      ]);
    });
    await windows.inWindow({ language: "ar" }, async (page) => {
      await windows.open(page, "peoples", namesakes);
      const note = page.locator(".device").filter({ hasText: "Amina’s laptop" }).locator(".alike-note");
      expect(await note.textContent()).toMatch(/^يشبه اسم \u2068+Amin\u0430 Benali\u2069+$/);
    });
  });

  it("lose a device of the own party by keyboard alone, with a reason that is asked for", async () => {
    await inPeople(async (page) => {
      const dialog = await ask(page, "Tomás Ruiz, boat-house computer");
      await dialog.getByText("What it has written until now stays in the text").waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await dialog.getByText("Please say why.").waitFor();
      expect(await askedOf(page, "revokeDevice")).toBeUndefined();
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.type("Sold with the boat-house.");
      // Past the parts of the day from which its ballots do not count.
      const isOnButton = () => page.evaluate(() => document.activeElement?.matches("button[type=submit]") === true);
      for (let stops = 0; stops < 8 && !(await isOnButton()); stops++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await said(page, "Ended: Tomás Ruiz, boat-house computer");
      expect(await askedOf(page, "revokeDevice")).toEqual({
        charter: five,
        device: forged("device", 3),
        reason: "Sold with the boat-house.",
        since: null,
      });
      expect(await page.getByRole("button", { name: "Actions: Tomás Ruiz" }).count()).toBe(0);
      expect(await party(page, "Fishers’ Union").getByText("boat-house").count()).toBe(0);
    });
  });

  it("offer no way to end a device of another party", async () => {
    await inPeople(async (page) => {
      expect(await page.getByRole("button", { name: "Actions: Jon Etxeberria" }).count()).toBe(0);
      expect(await page.getByRole("button", { name: "Actions: Bea Novak" }).count()).toBe(1);
    });
  });

  it("lose a party only after its name was typed, and only once enough others have consented", async () => {
    await inPeople(async (page) => {
      const dialog = await ask(page, "Weavers’ Cooperative of the Three Bridges");
      await dialog.getByText("3 of the 4 remaining parties must consent").waitFor();
      await page.keyboard.type("They have not met us for a year.");
      const submit = dialog.getByRole("button", { name: "Ask to remove the party" });
      await submit.click();
      await dialog.getByText("That is not the name of the party.").waitFor();
      expect(await askedOf(page, "removeParty")).toBeUndefined();
      expect(await violations(page)).toEqual([]);
      await dialog.getByLabel("To confirm").fill("weavers' cooperative of the three bridges");
      await submit.click();
      await said(page, "It waits for the others’ consent.");
      await party(page, "Weavers’ Cooperative").getByText("removal waits").waitFor();
      await page.getByText("1 of the 3 needed have consented").first().waitFor();
    });
  });

  it("consent to what waits, and the last consent that is needed brings it about", async () => {
    await inPeople(async (page) => {
      await page.getByText("2 of the 3 needed have consented").waitFor();
      await page.getByRole("button", { name: `Consent: Remove ${millers}` }).click();
      const dialog = page.getByRole("alertdialog");
      await dialog.getByText("With yours there are enough: it then takes effect.").waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.type("We agree.");
      await dialog.getByRole("button", { name: "Consent" }).click();
      await said(page, "Your party has consented");
      expect(await askedOf(page, "consent")).toMatchObject({ charter: five, reason: "We agree." });
      await party(page, millers).waitFor({ state: "detached" });
    });
  });

  it("withdraw with their own party, and from then on only read", async () => {
    await inPeople(async (page) => {
      const dialog = await ask(page, "Fishers’ Union of the Lower River");
      await page.keyboard.type("Our assembly decided so.");
      await dialog.getByLabel("To confirm").fill("Fishers' Union of the Lower River");
      await dialog.getByRole("button", { name: "Withdraw our party" }).click();
      await page.getByRole("status").getByText("Your part in this charter has ended").waitFor();
      await page.getByText("Our assembly decided so.").first().waitFor();
      const text = page.getByRole("textbox", { name: "Text of the charter" });
      expect(await text.getAttribute("contenteditable")).toBe("false");
      expect(await page.getByRole("button", { name: /^(Invite|Actions|Consent|Cancel invitation)/ }).count()).toBe(0);
      expect(await violations(page)).toEqual([]);
    });
  });

  it("can be read as a history, with what waits and what is not counted in words", async () => {
    await inPeople(async (page) => {
      await page.getByRole("link", { name: "Who came and went" }).click();
      await page.getByRole("heading", { name: "Who came and went", level: 1 }).waitFor();
      const step = page.getByRole("list", { name: "Who came and went" }).getByRole("listitem");
      expect(await step.first().textContent()).toContain(`consented: ${millers}`);
      expect(await step.last().textContent()).toContain(
        "Amina Benali (Fishers’ Union of the Lower River) began the charter",
      );
      const waiting = step.filter({ hasText: "waits for more parties" });
      expect(await waiting.textContent()).toContain(`asked to remove ${millers}`);
      expect(await step.filter({ hasText: "not counted" }).textContent()).toContain("Piet Molenaar");
      await page.getByText("at least two thirds of the remaining parties consent").waitFor();
    });
  });
});

describe("an invitation", () => {
  it("says what each role may do, and that a party’s code waits for the others once a text is ratified", async () => {
    await inPeople(async (page) => {
      await page.getByRole("button", { name: "Invite" }).click();
      const dialog = page.getByRole("dialog", { name: "Invite" });
      await dialog.getByText("3 of the 5 parties must consent before the code admits anyone.").waitFor();
      await dialog.getByLabel("Who is it, and why?").fill("The salt makers.");
      expect(await violations(page)).toEqual([]);
      await dialog.getByRole("button", { name: "Make a code" }).click();
      await dialog.getByText("This code waits for the other parties").waitFor();
      expect(await askedOf(page, "invite")).toMatchObject({ role: "party", reason: "The salt makers." });
    });
  });

  it("of an observer is good at once", async () => {
    await inPeople(async (page) => {
      await page.getByRole("button", { name: "Invite" }).click();
      const dialog = page.getByRole("dialog", { name: "Invite" });
      await dialog.locator("label.radio", { hasText: "An observer" }).click();
      expect(await dialog.getByText("must consent").count()).toBe(0);
      await dialog.getByRole("button", { name: "Make a code" }).click();
      await dialog.getByRole("status", { name: "Invitation code" }).waitFor();
      expect(await dialog.getByText("This code waits").count()).toBe(0);
      expect(await askedOf(page, "invite")).toMatchObject({ role: "observer", reason: "" });
    });
  });
});

describe("a new charter", () => {
  it("begins with the usual quotas, or with those that were chosen in the folded part", async () => {
    await windows.inWindow({}, async (page) => {
      await windows.open(page, "full", "#/new");
      await page.getByLabel("Title of the charter").fill("Salt");
      await page.getByRole("button", { name: "How parties join and leave" }).click();
      await page.getByLabel("To remove a party").selectOption("All parties consent");
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Create charter" }).click();
      await page.getByRole("heading", { name: "Salt" }).waitFor();
      expect(await askedOf(page, "createCharter")).toMatchObject({ policy: { admit: "majority", remove: "all" } });
    });
  });
});

describe("a party is brought back", () => {
  it("by its 24 words, pasted at once, and what came back is shown before going on", async () => {
    await windows.inWindow({}, async (page) => {
      await windows.open(page, "nobody", "#/library");
      await page.getByLabel("Your name").fill("Amina Benali");
      await page.getByLabel("Name of this device").fill("new laptop");
      await page.getByText("I bring a party back with its 24 words").click();
      await page.locator("label.radio", { hasText: "Only for trying things out" }).click();
      await page.getByText("I know, and want it so").click();
      const go = page.getByRole("button", { name: "Bring the party back" });
      await go.click();
      await page.getByText("Please give all 24 words.").waitFor();
      expect(await violations(page)).toEqual([]);
      const words = page.getByRole("group", { name: "The 24 words" });
      await words.getByLabel("Word 1", { exact: true }).fill(recoveryWords.toReversed().join(" "));
      expect(await words.getByLabel("Word 24").inputValue()).toBe(recoveryWords[0]);
      await page.getByLabel("Address of a member").fill("192.168.1.20:7420");
      await page.getByLabel("What happened?").fill("Stolen at the market.");
      await page.getByText("The old devices are lost or stolen").click();
      await go.click();
      await page.getByRole("alert").getByText("These are not the 24 words of a party.").waitFor();
      await words
        .getByLabel("Word 1", { exact: true })
        .fill(recoveryWords.map((word, index) => `${index + 1}. ${word}`).join("\n"));
      await go.click();
      await page.getByRole("heading", { name: "Fishers’ Union of the Lower River is back" }).waitFor();
      expect(await askedOf(page, "recover")).toEqual({
        words: recoveryWords,
        person: "Amina Benali",
        device: "new laptop",
        address: "192.168.1.20:7420",
        code: null,
        revokeOthers: true,
        since: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
        reason: "Stolen at the market.",
      });
      expect(await page.getByText("Accord on the River Meadows").count()).toBe(1);
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Continue" }).click();
    });
  });

  it("through a relay, with the code of a member", async () => {
    await windows.inWindow({}, async (page) => {
      await windows.open(page, "nobody", "#/library");
      await page.getByText("I bring a party back with its 24 words").click();
      expect(await page.getByLabel("Recovery code").count()).toBe(0);
      await page.getByLabel("Address of a member, or of a relay").fill("wss://relay.example/tessera");
      await page.getByLabel("Recovery code").fill("7K3F-9QXW-2MBT-H8RA");
      expect(await violations(page)).toEqual([]);
      await page.getByLabel("Word 1", { exact: true }).fill(recoveryWords.join(" "));
      await page.getByLabel("What happened?").fill("Stolen.");
      await page.getByLabel("Your name").fill("Amina");
      await page.getByLabel("Name of this device").fill("laptop");
      await page.locator("label.radio", { hasText: "Only for trying things out" }).click();
      await page.getByText("I know, and want it so").click();
      await page.getByRole("button", { name: "Bring the party back" }).click();
      await page.getByRole("heading", { name: "Fishers’ Union of the Lower River is back" }).waitFor();
      expect(await askedOf(page, "recover")).toMatchObject({
        address: "wss://relay.example/tessera",
        code: "7K3F-9QXW-2MBT-H8RA",
      });
    });
  });

  it("word after word by keyboard, a space leading to the next", async () => {
    await windows.inWindow({ language: "ar" }, async (page) => {
      await windows.open(page, "nobody", "#/library");
      await page.getByText("أعيد طرفًا بكلماته الأربع والعشرين").click();
      const first = page.getByLabel("الكلمة 1", { exact: true });
      await first.focus();
      await page.keyboard.type(recoveryWords.join(" "));
      expect(await page.getByLabel("الكلمة 24").inputValue()).toBe(recoveryWords[23]);
      expect(await first.inputValue()).toBe(recoveryWords[0]);
      expect(await violations(page)).toEqual([]);
    });
  });
});
