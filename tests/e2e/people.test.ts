/** Who belongs to a charter, in a real browser over a real host: coming, going, consenting, and bringing a party back. */
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { relayUrl } from "../support/simNetwork.ts";
import { must } from "./support/desk.ts";
import { empty, nobody } from "./support/scenes/alone.ts";
import { type PeoplesFacts, peoples, peoplesSeed } from "./support/scenes/peoples.ts";
import { lost, type RecoveryFacts, recoverySeed } from "./support/scenes/recovery.ts";
import { openWindows, type Play, violations, type Windows } from "./support/windows.ts";

const millers = "Millers of the Weir";

let windows: Windows;
let facts: PeoplesFacts;
let recovery: RecoveryFacts;
beforeAll(async () => {
  windows = await openWindows();
  ({ facts } = await peoplesSeed.ready());
  ({ facts: recovery } = await recoverySeed.ready());
});
afterAll(() => windows?.close());

const inPeople = (run: (page: Page, play: Play) => Promise<void>): Promise<void> =>
  windows.inWindow({}, async (page, open) => {
    await run(page, await open(peoples, `#/charter/${facts.five}/people`));
  });
/** The charter as the window's host has it now. */
const held = async ({ self }: Play) => must(await self.api.getCharter({ charter: facts.five }));
const lastChange = async ({ self }: Play) => must(await self.api.listMembershipChanges({ charter: facts.five })).at(-1);
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
  it("are shown without an accessibility violation and without sideways scrolling, in either language", async () => {
    for (const look of [
      { language: "en", scheme: "light" },
      { language: "ar", scheme: "dark", width: 390 },
    ] as const)
      await windows.inWindow(look, async (page, open) => {
        const { five, ended, namesakes } = facts;
        for (const place of [`${five}/people`, `${five}/members`, `${ended}/people`, `${namesakes}/people`]) {
          const hash = `#/charter/${place}`;
          await open(peoples, hash);
          expect(await violations(page), hash).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, hash).toBeLessThanOrEqual(0);
        }
      });
  });

  it("are shown with guests by what each may do, and with what is left out of the text", async () => {
    await inPeople(async (page) => {
      await page.getByText("Reads; speaks for no party, never changes the text and never ratifies.").waitFor();
      await page.getByText("Rosa Mbeki, Rosa’s laptop").waitFor();
      await page.getByText("3 changes held here are left out of the text.").waitFor();
      expect(await page.getByText("waits for consent, admits nobody yet").count()).toBe(1);
    });
  });

  it("are told apart in words wherever a name looks like another one", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(peoples, `#/charter/${facts.namesakes}/people`);
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
    await windows.inWindow({ language: "ar" }, async (page, open) => {
      await open(peoples, `#/charter/${facts.namesakes}/people`);
      const note = page.locator(".device").filter({ hasText: "Amina’s laptop" }).locator(".alike-note");
      expect(await note.textContent()).toMatch(/^يشبه اسم \u2068+Amin\u0430 Benali\u2069+$/);
    });
  });

  it("lose a device of the own party by keyboard alone, with a reason that is asked for", async () => {
    await inPeople(async (page, play) => {
      const dialog = await ask(page, "Tomás Ruiz, boat-house computer");
      await dialog.getByText("What it has written until now stays in the text").waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await dialog.getByText("Please say why.").waitFor();
      expect(play.asked("revokeDevice")).toBeUndefined();
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.type("Sold with the boat-house.");
      // Past the parts of the day from which its ballots do not count.
      const isOnButton = () => page.evaluate(() => document.activeElement?.matches("button[type=submit]") === true);
      for (let stops = 0; stops < 8 && !(await isOnButton()); stops++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await said(page, "Ended: Tomás Ruiz, boat-house computer");
      expect(play.asked("revokeDevice")).toMatchObject({ device: facts.boatHouse, since: null });
      expect(await lastChange(play)).toMatchObject({
        ...{ kind: "deviceRevoked", reason: "Sold with the boat-house.", state: "done" },
        subject: "Tomás Ruiz, boat-house computer",
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
    await inPeople(async (page, play) => {
      const dialog = await ask(page, "Weavers’ Cooperative of the Three Bridges");
      await dialog.getByText("3 of the 4 remaining parties must consent").waitFor();
      await page.keyboard.type("They have not met us for a year.");
      const submit = dialog.getByRole("button", { name: "Ask to remove the party" });
      await submit.click();
      await dialog.getByText("That is not the name of the party.").waitFor();
      expect(play.asked("removeParty")).toBeUndefined();
      expect(await violations(page)).toEqual([]);
      await dialog.getByLabel("To confirm").fill("weavers' cooperative of the three bridges");
      await submit.click();
      await said(page, "It waits for the others’ consent.");
      await party(page, "Weavers’ Cooperative").getByText("removal waits").waitFor();
      await page.getByText("1 of the 3 needed have consented").first().waitFor();
    });
  });

  it("consent to what waits, and the last consent that is needed brings it about", async () => {
    await inPeople(async (page, play) => {
      await page.getByText("2 of the 3 needed have consented").waitFor();
      await page.getByRole("button", { name: `Consent: Remove ${millers}` }).click();
      const dialog = page.getByRole("alertdialog");
      await dialog.getByText("With yours there are enough: it then takes effect.").waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.type("We agree.");
      await dialog.getByRole("button", { name: "Consent" }).click();
      await said(page, "Your party has consented");
      expect(await lastChange(play)).toMatchObject({ kind: "consented", subject: millers, reason: "We agree." });
      expect((await held(play)).parties.map(({ name }) => name)).not.toContain(millers);
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
      const waiting = step.filter({ hasText: "waits for more parties" }).filter({ hasText: "asked to remove" });
      expect(await waiting.textContent()).toContain(`asked to remove ${millers}`);
      expect(await step.filter({ hasText: "not counted" }).textContent()).toContain("Piet Molenaar");
      await page.getByText("at least two thirds of the remaining parties consent").waitFor();
    });
  });
});

describe("an invitation", () => {
  it("says what each role may do, and that a party’s code waits for the others once a text is ratified", async () => {
    await inPeople(async (page, play) => {
      await page.getByRole("button", { name: "Invite" }).click();
      const dialog = page.getByRole("dialog", { name: "Invite" });
      await dialog.getByText("3 of the 5 parties must consent before the code admits anyone.").waitFor();
      await dialog.getByLabel("Who is it, and why?").fill("The salt makers.");
      expect(await violations(page)).toEqual([]);
      await dialog.getByRole("button", { name: "Make a code" }).click();
      await dialog.getByText("This code waits for the other parties").waitFor();
      expect(await lastChange(play)).toMatchObject({
        ...{ kind: "invited", role: "party", reason: "The salt makers.", state: "waiting" },
      });
    });
  });

  it("of an observer is good at once", async () => {
    await inPeople(async (page, play) => {
      await page.getByRole("button", { name: "Invite" }).click();
      const dialog = page.getByRole("dialog", { name: "Invite" });
      await dialog.locator("label.radio", { hasText: "An observer" }).click();
      expect(await dialog.getByText("must consent").count()).toBe(0);
      await dialog.getByRole("button", { name: "Make a code" }).click();
      await dialog.getByRole("status", { name: "Invitation code" }).waitFor();
      expect(await dialog.getByText("This code waits").count()).toBe(0);
      expect(await lastChange(play)).toMatchObject({ kind: "invited", role: "observer", reason: "", state: "done" });
    });
  });
});

describe("a new charter", () => {
  it("begins with the usual quotas, or with those that were chosen in the folded part", async () => {
    await windows.inWindow({}, async (page, open) => {
      const { self } = await open(empty, "#/new");
      await page.getByLabel("Title of the charter").fill("Salt");
      await page.getByRole("button", { name: "How parties join and leave" }).click();
      await page.getByLabel("To remove a party").selectOption("All parties consent");
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Create charter" }).click();
      await page.getByRole("heading", { name: "Salt" }).waitFor();
      const [begun] = must(await self.api.listCharters({}));
      const { policy } = must(await self.api.getCharter({ charter: begun?.id ?? expect.fail("a charter has begun") }));
      expect(policy).toEqual({ ...usualPolicy, remove: "all" });
    });
  });
});

describe("a party is brought back", () => {
  it("by its 24 words, pasted at once, and what came back is shown before going on", async () => {
    await windows.inWindow({}, async (page, open) => {
      const { words: paper } = recovery;
      const { enter, self, asked } = await open(lost, "#/library");
      const jon = await enter("jon");
      must(await jon.api.listen({ port: null, host: null }));
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
      await words.getByLabel("Word 1", { exact: true }).fill(paper.toReversed().join(" "));
      expect(await words.getByLabel("Word 24").inputValue()).toBe(paper[0]);
      await page.getByLabel("Address of a member").fill(jon.address);
      await page.getByLabel("What happened?").fill("Stolen at the market.");
      await page.getByText("The old devices are lost or stolen").click();
      await go.click();
      await page.getByRole("alert").getByText("These are not the 24 words of a party.").waitFor();
      await words
        .getByLabel("Word 1", { exact: true })
        .fill(paper.map((word, index) => `${index + 1}. ${word}`).join("\n"));
      await go.click();
      await page.getByRole("heading", { name: "Fishers’ Union of the Lower River is back" }).waitFor();
      expect(asked("recover")).toEqual({
        words: paper,
        person: "Amina Benali",
        device: "new laptop",
        address: jon.address,
        code: null,
        revokeOthers: true,
        since: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
        reason: "Stolen at the market.",
      });
      const [back] = must(await self.api.listCharters({}));
      const { parties } = must(await self.api.getCharter({ charter: back?.id ?? expect.fail("it came back") }));
      expect(parties.find(({ isMine }) => isMine)?.devices.map(({ name }) => name)).toEqual(["new laptop"]);
      expect(await page.getByText("Accord on the River Meadows").count()).toBe(1);
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Continue" }).click();
    });
  });

  it("through a relay, with the code of a member", async () => {
    await windows.inWindow({}, async (page, open) => {
      const { words: paper } = recovery;
      const { enter, self } = await open(lost, "#/library");
      const jon = await enter("jon");
      const [{ id: charter } = expect.fail("Jon holds it")] = must(await jon.api.listCharters({}));
      must(await jon.api.setRelay({ charter, url: relayUrl }));
      must(await jon.api.syncRelay({ charter }));
      const { code } = must(await jon.api.openRecovery({ charter, expiresInHours: 1 }));
      await page.getByText("I bring a party back with its 24 words").click();
      expect(await page.getByLabel("Recovery code").count()).toBe(0);
      await page.getByLabel("Address of a member, or of a relay").fill(relayUrl);
      await page.getByLabel("Recovery code").fill(code);
      expect(await violations(page)).toEqual([]);
      await page.getByLabel("Word 1", { exact: true }).fill(paper.join(" "));
      await page.getByLabel("What happened?").fill("Stolen.");
      await page.getByLabel("Your name").fill("Amina");
      await page.getByLabel("Name of this device").fill("laptop");
      await page.locator("label.radio", { hasText: "Only for trying things out" }).click();
      await page.getByText("I know, and want it so").click();
      await page.getByRole("button", { name: "Bring the party back" }).click();
      await page.getByRole("heading", { name: "Fishers’ Union of the Lower River is back" }).waitFor();
      expect(must(await self.api.listCharters({}))).toMatchObject([{ id: charter }]);
    });
  });

  it("word after word by keyboard, a space leading to the next", async () => {
    await windows.inWindow({ language: "ar" }, async (page, open) => {
      const { words: paper } = recovery;
      await open(nobody, "#/library");
      await page.getByText("أعيد طرفًا بكلماته الأربع والعشرين").click();
      const first = page.getByLabel("الكلمة 1", { exact: true });
      await first.focus();
      await page.keyboard.type(paper.join(" "));
      expect(await page.getByLabel("الكلمة 24").inputValue()).toBe(paper[23]);
      expect(await first.inputValue()).toBe(paper[0]);
      expect(await violations(page)).toEqual([]);
    });
  });
});
