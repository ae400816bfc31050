/** The window's screens in a real browser, over real hosts: every place in both languages, light and dark. */
import { readFileSync } from "node:fs";
import { StatementSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Pane, parseRoute, type Route } from "../../renderer/screens/shell/routes.ts";
import { addDays } from "../../shared/base/days.ts";
import { relayUrl } from "../support/simNetwork.ts";
import { must } from "./support/desk.ts";
import { picturePage } from "./support/pictures.ts";
import { askedWords } from "./support/scenes/acts.ts";
import { empty, locked, moved, namedSeed, nobody, storeGone, unwritten } from "./support/scenes/alone.ts";
import { arriving } from "./support/scenes/arriving.ts";
import { type ContestedFacts, contested, contestedSeed } from "./support/scenes/contested.ts";
import { holder, holderOfHan, type PaperFacts, paperSeed } from "./support/scenes/paper.ts";
import { peoples } from "./support/scenes/peoples.ts";
import {
  farTimes,
  full,
  guest,
  newcomer,
  type RiverFacts,
  riverSeed,
  spoiled,
  unreachable,
} from "./support/scenes/river.ts";
import type { Person } from "./support/stage.ts";
import { openWindows, type Scene, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let at: RiverFacts;
let contest: ContestedFacts;
beforeAll(async () => {
  windows = await openWindows();
  at = (await riverSeed.ready()).facts;
  contest = (await contestedSeed.ready()).facts;
});
afterAll(() => windows?.close());
afterEach(() => vi.restoreAllMocks());

const inWindow: Windows["inWindow"] = (look, run) => windows.inWindow(look, run);
const inText = (): string => `#/charter/${at.river}/text`;
const signing = (): string => `#/charter/${at.river}/sign/${at.renewal}`;

const places = (): readonly (readonly [scene: Scene, hash: string])[] => {
  const { river, seeds, water, inForce } = at;
  return [
    [nobody, "#/library"],
    [nobody, "#/verify"],
    [locked, "#/library"],
    [storeGone, "#/library"],
    [moved, "#/library"],
    [empty, "#/library"],
    [unwritten, "#/library"],
    [unwritten, "#/sheet"],
    [full, "#/library"],
    [full, "#/new"],
    [full, "#/join"],
    [full, "#/settings"],
    [full, `#/charter/${river}/text`],
    [full, `#/charter/${river}/meet`],
    [full, `#/charter/${river}/comments`],
    [full, `#/charter/${river}/suggestions`],
    [full, `#/charter/${river}/board`],
    [full, `#/charter/${river}/sessions`],
    [full, `#/charter/${water}/text`],
    [full, `#/charter/${river}/timeline`],
    [full, `#/charter/${seeds}/timeline`],
    [full, `#/charter/${river}/compare/${inForce}/draft`],
    [full, `#/charter/${river}/propose`],
    [full, `#/charter/${river}/renew`],
    [full, signing()],
    [full, `#/charter/${river}/agreement/${inForce}`],
    [full, `#/charter/${river}/force`],
    [full, "#/nowhere"],
    [guest, `#/charter/${river}/text`],
    [full, `#/charter/${river}/sign/${inForce}`],
    [arriving, "#/library"],
    [arriving, `#/charter/${river}/text`],
    [contested, `#/charter/${contest.watch}/timeline`],
    [contested, `#/charter/${contest.watch}/sign/${contest.hanging}`],
    [contested, `#/charter/${contest.watch}/sign/${contest.unreachable}`],
    [contested, `#/charter/${contest.watch}/propose`],
  ];
};

type Place = Exclude<Route["screen"], "charter"> | Pane;

/** Which test looks at each place by axe in both languages, so that a new place compiles only once it is in one. */
const walkedIn: Readonly<Record<Place, "here" | `${string}.test.ts`>> = {
  ...{ library: "here", new: "here", join: "here", verify: "here", settings: "here", sheet: "here", unknown: "here" },
  ...{ text: "here", timeline: "here", suggestions: "here", comments: "here", meet: "here", board: "here" },
  ...{ sessions: "here", compare: "here", propose: "here", sign: "here", agreement: "here", force: "here" },
  ...{ people: "people.test.ts", members: "people.test.ts" },
  ...{ news: "unread.test.ts", conflicts: "conflicts.test.ts", playback: "authorship.test.ts" },
  ...{ promises: "keeping.test.ts", records: "keeping.test.ts" },
};

/** One byte of the pages is another. */
function altered(pdf: Uint8Array): Uint8Array {
  const copy = pdf.slice();
  const at = Math.floor(copy.length / 4);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** No page of the store can be written any more, as SQLite says it. */
function fillDisk(): void {
  const full = Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 });
  vi.spyOn(StatementSync.prototype, "run").mockImplementation(() => {
    throw full;
  });
}

describe("every place of the window", () => {
  it("is looked at here, or by a test of its own", () => {
    const here = new Set(
      places().map(([, hash]) => {
        const route = parseRoute(hash);
        return route.screen === "charter" ? route.pane : route.screen;
      }),
    );
    for (const [place, test] of Object.entries(walkedIn)) {
      expect(here.has(place as Place), place).toBe(test === "here");
      if (test === "here") continue;
      const source = readFileSync(new URL(test, import.meta.url), "utf8");
      for (const sign of ["violations(", '"ar"', place]) expect(source, `${test} on ${place}`).toContain(sign);
    }
  });

  // Each language once and each scheme once: colours do not depend on words, nor names and roles on colours.
  for (const [language, scheme] of [
    ["en", "light"],
    ["ar", "dark"],
  ] as const)
    it(`has no accessibility violation, and no sideways scrolling on a small screen, in ${language}, ${scheme}`, async () => {
      await inWindow({ language, scheme }, async (page, open) => {
        for (const [scene, hash] of places()) {
          const { rest } = await open(scene, hash);
          expect(await violations(page), `${scene.name} ${hash}`).toEqual([]);
          await page.setViewportSize({ width: 390, height: 800 });
          await rest();
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, `${scene.name} ${hash}`).toBeLessThanOrEqual(0);
          await page.setViewportSize({ width: 1280, height: 800 });
        }
      });
      // Every place of the window, one after the other.
    }, 400_000);
});

describe("what others wrote that is not as it should be", () => {
  it("never blanks a place: a time beyond all calendars is said to be impossible", async () => {
    await inWindow({}, async (page, open) => {
      const farPlaces = places().flatMap(([scene, hash]) => (scene === full ? [hash] : []));
      for (const hash of [...farPlaces, `#/charter/${at.river}/people`, `#/charter/${at.river}/members`]) {
        await open(farTimes, hash);
        expect(await page.getByRole("alert").count(), hash).toBe(0);
      }
    });
    for (const [language, words] of [
      ["en", "(impossible date)"],
      ["ar", "(تاريخ غير ممكن)"],
    ] as const)
      await inWindow({ language }, async (page, open) => {
        await open(farTimes, "#/library");
        expect(await page.getByText(words).count()).toBeGreaterThan(0);
      });
  });

  it("takes its own card from the library and nothing else, and is told", async () => {
    await inWindow({ complaint: /./ }, async (page, open) => {
      await open(spoiled, "#/library");
      await page.getByRole("alert").getByText("This cannot be shown").waitFor();
      expect(await page.locator(".cards > li").count()).toBe(4);
      expect(await page.getByRole("alert").count()).toBe(1);
      await page.getByRole("link", { name: "Settings" }).click();
      await page.getByRole("heading", { name: "Settings" }).waitFor();
    });
  });
});

describe("a guest", () => {
  it("is told the role and is never offered to propose or to sign, wherever they go", async () => {
    await inWindow({}, async (page, open) => {
      const roles = [
        [at.river, "You are here as a mediator", "What you type is suggested; the parties answer it."],
        [at.watch, "You are here as a supporter", "What you type is suggested; the parties answer it."],
        [at.seeds, "You are here as an observer", "An observer reads the text and does not change it."],
      ] as const;
      for (const [charter, words, why] of roles) {
        await open(guest, `#/charter/${charter}/text`);
        await page.getByText(words).waitFor();
        // Who only suggests has the tools, too.
        expect(await page.getByRole("toolbar", { name: "Formatting" }).count()).toBe(charter === at.seeds ? 0 : 1);
        await page.getByText(why).waitFor();
        expect(await page.getByRole("link", { name: "Open the signing table" }).count()).toBe(0);
        await open(guest, `#/charter/${charter}/timeline`);
        for (const offer of ["Propose this text", "Amend", "Renew", "Review and sign"])
          expect(await page.getByRole("link", { name: offer, exact: true }).count(), offer).toBe(0);
        for (const place of ["propose", "renew"]) {
          await open(guest, `#/charter/${charter}/${place}`);
          await page.getByRole("heading", { name: "Only a party proposes a text" }).waitFor();
          expect(await page.getByRole("button", { name: "Propose for ratification" }).count()).toBe(0);
        }
      }
      await open(guest, signing());
      await page.getByText("A mediator does not sign: the parties do.").waitFor();
      expect(await page.getByRole("button", { name: "Ratify" }).count()).toBe(0);
      await open(guest, "#/library");
      await page.getByText("You are its mediator").waitFor();
    });
  });

  it("who supports a charter endorses a text, in its own words and without a voice", async () => {
    await inWindow({}, async (page, open) => {
      await open(guest, `#/charter/${at.watch}/records`);
      await page.getByRole("button", { name: /^Endorse/ }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Who supports it").fill("River Clinic");
      await dialog.getByLabel("In your words").fill("We see fewer broken legs since.");
      await picturePage(page, "endorsing-en");
      await dialog.getByRole("button", { name: "Look at it once more" }).click();
      const means = page.getByRole("alertdialog");
      await means.getByText("River Clinic supports exactly this text.").waitFor();
      expect(await violations(page)).toEqual([]);
      await picturePage(page, "endorsing-means-en");
      await means.getByRole("button", { name: "Sign it" }).click();
      // The parties of this story signed a year ago.
      await means.getByRole("button", { name: "My clock is right: sign" }).click();
      await page.getByRole("heading", { name: "Endorsed by" }).waitFor();
      await page.getByText("We see fewer broken legs since.").waitFor();
      await picturePage(page, "endorsed-en");
      // It has no voice: who ratified is as it was.
      await open(guest, `#/charter/${at.watch}/timeline`);
      expect(await page.getByText("River Clinic").count()).toBe(0);
    });
  });
});

describe("what waits", () => {
  it("for a party's consent is told in the library and in the charter's head; so is the end of one's part", async () => {
    await inWindow({}, async (page, open) => {
      await open(peoples, "#/library");
      await page.getByText("2 decisions wait for your party’s consent").waitFor();
      await page.getByText("Your part in it has ended").waitFor();
      await page.getByRole("link", { name: "Accord of the Five Valleys", exact: true }).click();
      await page.getByText("2 decisions wait for your party’s consent").waitFor();
      await page.getByRole("link", { name: "Look at it under People" }).click();
      await page.getByRole("heading", { name: "Waiting for consent" }).waitFor();
    });
  });
});

describe("by keyboard alone", () => {
  it("a person names themself, writes the words down and comes to the library", async () => {
    await inWindow({}, async (page, open) => {
      const { self, asked } = await open(nobody, "#/library");
      await page.getByLabel("Your name").focus();
      await page.keyboard.type("Amina Benali");
      await page.keyboard.press("Tab");
      await page.keyboard.type("Amina’s laptop");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.type("Fishers’ Union");
      await page.keyboard.press("Tab");
      await page.keyboard.press("u");
      await page.keyboard.press("Tab");
      await page.keyboard.type("the 214 families");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.type("open sesame");
      await page.keyboard.press("Tab");
      await page.keyboard.type("open sesame");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Write these 24 words on paper" }).waitFor();
      expect(must(await self.api.getIdentity({}))).toMatchObject({
        person: "Amina Benali",
        device: { name: "Amina’s laptop" },
        party: { name: "Fishers’ Union", kind: "union", constituency: "the 214 families" },
        plainKeys: false,
      });
      const words = page.getByRole("list", { name: "Recovery words" });
      expect(await words.getByRole("listitem").count()).toBe(24);
      expect(must(await self.api.getKeys({}))).toMatchObject({ protection: "passphrase" });
      expect(asked("protectKeys")).toEqual({
        current: null,
        choice: { kind: "passphrase", passphrase: "open sesame" },
      });
      const sheet =
        must(await self.api.getRecoveryWords({ language: "en" })) ?? expect.fail("they are not on paper yet");
      expect(await words.getByRole("listitem").allTextContents()).toEqual(sheet.words);
      const proceed = page.getByRole("button", { name: "Continue" });
      expect(await proceed.isDisabled()).toBe(true);
      await page.getByRole("checkbox", { name: "I have written them down" }).focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Type two of them back" }).waitFor();
      expect(await page.getByRole("list", { name: "Recovery words" }).count()).toBe(0);
      const [first, second] = askedWords(sheet);
      await page.keyboard.type(first);
      await page.keyboard.press("Tab");
      await page.keyboard.type(second);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Charters", level: 1 }).waitFor();
      expect(must(await self.api.getRecoveryWords({ language: "en" }))).toBeNull();
      expect(await page.getByText("Your recovery sheet is not confirmed").count()).toBe(0);
    });
  });

  it("a new sheet is made in the settings, without the old words or with them, and leads to its words", async () => {
    await inWindow({}, async (page, open) => {
      const { words: old } = (await namedSeed.ready()).facts;
      const { self } = await open(empty, "#/settings");
      await page.getByRole("button", { name: "Make a new sheet…" }).click();
      expect(await violations(page)).toEqual([]);
      const go = page.getByRole("button", { name: "Make the new sheet" });
      await page.getByText("Yes, and they should end now").click();
      await go.click();
      await page.getByRole("alert").getByText("Please give all 24 words.").waitFor();
      await page.getByLabel("Word 1", { exact: true }).fill(old.toReversed().join(" "));
      await go.click();
      await page.getByText("These are not the 24 words of a party.").waitFor();
      await page.getByLabel("Word 1", { exact: true }).fill(old.join(" "));
      expect(await violations(page)).toEqual([]);
      await go.click();
      const shown = page.getByRole("list", { name: "Recovery words" });
      await shown.waitFor();
      const sheet = must(await self.api.getRecoveryWords({ language: "en" }));
      expect(sheet?.words).not.toEqual(old);
      expect(await shown.getByRole("listitem").allTextContents()).toEqual(sheet?.words);
    });
  });

  it.each(["#/library", "#/settings"])("a sheet that was put off is told of at %s, and shown again", async (hash) => {
    await inWindow({}, async (page, open) => {
      const { self } = await open(unwritten, hash);
      const wordsIn = async (language: "en" | "fr") =>
        must(await self.api.getRecoveryWords({ language })) ?? expect.fail("they are not on paper yet");
      await page.getByText("Your recovery sheet is not confirmed").waitFor();
      expect(await violations(page)).toEqual([]);
      const show = page.getByRole("link", { name: "Show the words and confirm" });
      await show.click();
      await page.getByRole("button", { name: "Later" }).click();
      await page.getByText("Your recovery sheet is not confirmed").waitFor();
      await show.click();
      const sheet = page.getByRole("list", { name: "Recovery words" });
      await page.getByText("The words are in this language of BIP 39: English").waitFor();
      await page.getByText("I have written them down").click();
      await page.getByLabel("Language of the words").selectOption("français");
      await page.getByText("The words are in this language of BIP 39: French (français)").waitFor();
      expect(await sheet.getByRole("listitem").allTextContents()).toEqual((await wordsIn("fr")).words);
      expect(await sheet.getAttribute("lang")).toBe("fr");
      expect(await page.getByRole("button", { name: "Continue" }).isDisabled()).toBe(true);
      expect(await violations(page)).toEqual([]);
      await page.getByText("I have written them down").click();
      await page.getByRole("button", { name: "Continue" }).click();
      const {
        words,
        ask: [first, second],
      } = await wordsIn("en");
      const right = words[first - 1] ?? "";
      await page.getByLabel(`Word ${first}`, { exact: true }).fill(words.find((word) => word !== right) ?? "");
      await page.getByLabel(`Word ${second}`, { exact: true }).fill(words[second - 1] ?? "");
      await page.getByRole("button", { name: "Confirm the sheet" }).click();
      await page.getByRole("alert").getByText(`These are not words ${first} and ${second} of the sheet.`).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByLabel(`Word ${first}`, { exact: true }).fill(right);
      await page.getByRole("button", { name: "Confirm the sheet" }).click();
      await page.getByRole("heading", { name: "Charters", level: 1 }).waitFor();
      expect(await page.getByText("Your recovery sheet is not confirmed").count()).toBe(0);
    });
  });

  it("a missing name is said at its field, and nothing is made", async () => {
    await inWindow({}, async (page, open) => {
      const { self } = await open(nobody, "#/library");
      await page.getByRole("button", { name: "Begin" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("Please fill this in.").first().waitFor();
      const name = page.getByLabel("Your name");
      expect(await name.getAttribute("aria-invalid")).toBe("true");
      expect(must(await self.api.getIdentity({}))).toBeNull();
      expect(await name.evaluate((field) => field === document.activeElement)).toBe(true);
      await page.waitForFunction(() => (document.activeElement?.getBoundingClientRect().top ?? -1) >= 0);
      expect(await violations(page)).toEqual([]);
    });
  });

  it("keys are made only when it is said what protects them, and a plain file only when that is understood", async () => {
    await inWindow({}, async (page, open) => {
      const { self } = await open(nobody, "#/library");
      await page.getByLabel("Your name").fill("Amina");
      await page.getByLabel("Name of this device").fill("laptop");
      await page.getByLabel("Name of the party").fill("Fishers");
      const begin = page.getByRole("button", { name: "Begin" });
      const passphrase = page.getByRole("textbox", { name: "Passphrase" });
      await passphrase.fill("sesame!");
      await begin.click();
      await page.getByText("Please give at least 8 characters.").waitFor();
      await passphrase.fill("open sesame");
      await page.getByLabel("The same again").fill("open sesam");
      await page.getByText("The two are not the same.").waitFor();
      await page.getByText("Only for trying things out").click();
      await page.getByText("Please say that you know, or choose a passphrase.").waitFor();
      await begin.click();
      expect(must(await self.api.getKeys({})).protection).toBeNull();
      expect(await violations(page)).toEqual([]);
      await page.getByText("I know, and want it so").click();
      await begin.click();
      await page.getByRole("heading", { name: "Write these 24 words on paper" }).waitFor();
      expect(must(await self.api.getKeys({})).protection).toBe("plain");
    });
  });

  it("a lock takes everything from the window, and the passphrase, not another, brings it back", async () => {
    await inWindow({}, async (page, open) => {
      await open(full, inText());
      await page.getByRole("button", { name: "Lock" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Locked" }).waitFor();
      expect(await page.locator("[contenteditable]").count()).toBe(0);
      expect(await page.content()).not.toContain("Amina");
      expect(await page.title()).toBe("Locked · Tessera");
      await page.getByLabel("Passphrase").fill("open sesam");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("That is not the passphrase of these keys.").waitFor();
      await page.getByLabel("Passphrase").fill("open sesame");
      await page.keyboard.press("Enter");
      await page.locator("[contenteditable]").first().waitFor();
    });
  });

  it("a key store that is gone is told in words, and the passphrase is offered", async () => {
    await inWindow({}, async (page, open) => {
      await open(storeGone, "#/library");
      await page.getByText("(gnome_libsecret), which is not there now.").waitFor();
      await page.getByRole("button", { name: "Ask the key store again" }).click();
      await page.getByText("(gnome_libsecret), which is not there now.").waitFor();
      await page.getByLabel("Passphrase").fill("open sesame");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Charters", level: 1 }).waitFor();
    });
  });

  it("a folder that was copied opens nothing before its person says which copy it is", async () => {
    await inWindow({}, async (page, open) => {
      await open(moved, "#/library");
      await page.getByRole("heading", { name: "Is this the only copy?", level: 1 }).waitFor();
      await page.getByRole("button", { name: "This is the only copy, go on" }).click();
      await page.getByLabel("Passphrase").fill("open sesame");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Charters", level: 1 }).waitFor();
    });
    await inWindow({}, async (page, open) => {
      await open(moved, "#/library");
      await page.getByRole("button", { name: "Make this a new device" }).click();
      await page.getByLabel("Your name").waitFor();
    });
  });

  it("the protection is changed with the passphrase until now", async () => {
    await inWindow({}, async (page, open) => {
      const { self } = await open(empty, "#/settings");
      await page.getByText("A passphrase opens your keys.").waitFor();
      await page.getByRole("button", { name: "Change the protection" }).click();
      await page.getByLabel("Passphrase until now").fill("open sesam");
      await page.getByRole("textbox", { name: "Passphrase", exact: true }).fill("open poppyseed");
      await page.getByLabel("The same again").fill("open poppyseed");
      await page.getByRole("button", { name: "Protect so from now on" }).click();
      await page.getByText("That is not the passphrase of these keys.").waitFor();
      await page.getByLabel("Passphrase until now").fill("open sesame");
      await page.getByRole("button", { name: "Protect so from now on" }).click();
      await page.getByText("The protection was changed").first().waitFor();
      must(await self.api.lock({}));
      expect(await self.api.unlock({ passphrase: "open sesame" })).toMatchObject({
        error: { kind: "wrongPassphrase" },
      });
      must(await self.api.unlock({ passphrase: "open poppyseed" }));
    });
  });

  it("keys lock by themselves after the time that was chosen, counted from the last touch", async () => {
    await inWindow({}, async (page, open) => {
      await page.clock.install();
      await open(empty, "#/settings");
      await page.getByLabel("Lock by itself").selectOption("5");
      await page.clock.fastForward(4 * 60_000);
      await page.keyboard.press("Shift");
      await page.clock.fastForward(4 * 60_000);
      expect(await page.getByRole("heading", { name: "Settings" }).count()).toBe(1);
      await page.clock.fastForward(2 * 60_000);
      await page.getByRole("heading", { name: "Locked" }).waitFor();
    });
  });

  it("a delegate reads what changed, and ratifies the very text on the screen after being asked once more", async () => {
    await inWindow({}, async (page, open) => {
      const { self, asked } = await open(full, signing());
      await page.getByRole("tab", { name: "The text", exact: true }).focus();
      await page.keyboard.press("ArrowRight");
      await page.getByRole("button", { name: "Next change" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("status").getByText("Change 1 of 6: 2.1").waitFor();
      await page.getByLabel("Statement for the record").focus();
      await page.keyboard.type("By the assembly.");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("alertdialog");
      await dialog.waitFor();
      expect(await violations(page)).toEqual([]);
      // Nothing is signed by pressing Enter twice: the way out has the focus.
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });
      expect(asked("castBallot")).toBeUndefined();
      await page.keyboard.press("Enter");
      await dialog.waitFor();
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Enter");
      await page.getByText("Agreed. It is in force from").waitFor();
      const timeline = must(await self.api.getTimeline({ charter: at.river }));
      const signed = timeline.find(({ proposal }) => proposal === at.renewal) ?? expect.fail("it is there");
      expect(asked("castBallot")).toEqual({
        charter: at.river,
        proposal: at.renewal,
        contentHash: signed.contentHash,
        choice: "ratify",
        reservations: [],
        practice: null,
        statement: "By the assembly.",
        clockIsRight: false,
      });
      expect(signed).toMatchObject({ state: "upcoming", myBallot: "ratify" });
      await page.getByRole("status").getByText("You have ratified.").waitFor();
    });
  });
});

describe("what is saved", () => {
  it("is said only when the host has told, and a full disk is said at once", async () => {
    await inWindow({}, async (page, open) => {
      await open(full, inText());
      await page.getByText("Saved on this device").waitFor();
      fillDisk();
      await page.getByRole("textbox", { name: "Text of the charter" }).click();
      // Watched for from before: it says so for a moment only.
      const saving = page.getByText("Saving…").waitFor();
      await page.keyboard.type("x");
      await saving;
      const alert = page.getByRole("alert").filter({ hasText: "Not saved" });
      await alert.waitFor();
      expect(await page.getByText("Saved on this device").count()).toBe(0);
      expect(await violations(page)).toEqual([]);
      vi.restoreAllMocks();
      await page.keyboard.type("y");
      await page.getByText("Saved on this device").waitFor();
      await alert.waitFor({ state: "detached" });
    });
  });

  it("does not take the caret away: one goes on writing while it changes", async () => {
    await inWindow({}, async (page, open) => {
      await open(full, inText());
      await page.getByRole("textbox", { name: "Text of the charter" }).click();
      // Watched for from before: it says so for a moment only.
      const saving = page.getByText("Saving…").waitFor();
      await page.keyboard.type("Zebra ");
      await saving;
      await page.getByText("Saved on this device").waitFor();
      await page.keyboard.type("crossing");
      await page.getByRole("textbox", { name: "Text of the charter" }).getByText("Zebra crossing").waitFor();
    });
  });

  it("keeps the text open while its timeline is read, so that undo is still there", async () => {
    await inWindow({}, async (page, open) => {
      await open(full, inText());
      const text = page.getByRole("textbox", { name: "Text of the charter" });
      await text.click();
      await page.keyboard.type("Zebra");
      await text.getByText("Zebra").waitFor();
      await page.getByRole("link", { name: "Timeline" }).click();
      await page.getByRole("list", { name: "Points of the timeline" }).waitFor();
      await page.getByRole("link", { name: "Text", exact: true }).click();
      await text.click();
      await page.keyboard.press("Control+z");
      await text.getByText("Zebra").waitFor({ state: "detached" });
    });
  });
});

describe("a text that hangs on a ballot of an ended device", () => {
  it("says so with who ended it, is not in force, and is confirmed by another device of the party", async () => {
    await inWindow({}, async (page, open) => {
      await open(contested, `#/charter/${contest.watch}/timeline`);
      const card = page.getByRole("article", { name: /Amendment/ }).filter({ hasText: "Contested: not in force" });
      await card.getByText(/A ballot was cast by a device that its party had ended/).waitFor();
      await page.getByText(/Herders of the High Meadow withdrew: bound from/).waitFor();
      await page.getByText(/It can no longer be ratified: Herders of the High Meadow left without signing/).waitFor();
      expect(await card.getByRole("button", { name: "Export PDF" }).count()).toBe(0);
      const { self } = await open(contested, `#/charter/${contest.watch}/sign/${contest.hanging}`);
      await page.getByText(/Contested: Amina Benali signed for Fishers/).waitFor();
      await page.getByText(/The tablet was stolen/).waitFor();
      await page.getByRole("button", { name: "It was ours" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Yes, it was ours" }).click();
      await page.getByText("Your party stands by the ballot.").first().waitFor();
      const timeline = must(await self.api.getTimeline({ charter: contest.watch }));
      expect(timeline.find(({ proposal }) => proposal === contest.hanging)).toMatchObject({
        state: "inForce",
        mineInQuestion: [],
        ballots: [{ standing: "counts" }, { standing: "counts" }],
      });
    });
  });

  it("a new proposal says what it replaces and why, and until when it would hold", async () => {
    await inWindow({}, async (page, open) => {
      const { asked } = await open(contested, `#/charter/${contest.watch}/propose`);
      const summary = page.getByRole("region", { name: "What this means" });
      await summary.getByText(/Replaces .*Herders of the High Meadow.* signed it/).waitFor();
      await summary.getByText(/Ballots until/).waitFor();
      await page.getByRole("button", { name: "Propose for ratification" }).click();
      await page.getByRole("heading", { name: "Signing table" }).waitFor();
      expect(asked("propose")).toMatchObject({ end: "kept", purpose: "amendment", clockIsRight: false });
    });
  });
});

describe("a charter whose log is on its way", () => {
  it("shows what was agreed on and how far the draft has come, and nothing can be done with it", async () => {
    await inWindow({}, async (page, open) => {
      await open(arriving, inText());
      const head = page.getByRole("status").filter({ hasText: "Agreed text of" });
      await head.getByText(/^Signed by (?=.*Fishers’ Union).* It is verified\.$/).waitFor();
      const progress = page.getByRole("progressbar", { name: /The draft/ });
      await progress.getByText(/verified to .*, 3,120 of 9,996, about 4 minutes left/).waitFor();
      await page.getByRole("article", { name: "Agreed text" }).getByRole("heading").nth(1).waitFor();
      expect(await page.getByRole("textbox", { name: "Text of the charter" }).count()).toBe(0);
      expect(await page.getByRole("button", { name: "Propose" }).count()).toBe(0);
    });
  });
});

describe("who holds what", () => {
  it("is not everyone while the herders’ laptop lacks changes, and says so in words", async () => {
    await inWindow({}, async (page, open) => {
      await open(full, `#/charter/${at.river}/people`);
      await page.getByText("One device is not known to hold everything").waitFor();
      await page.getByText(/lacks 3 changes · last confirmed/).waitFor();
      await open(full, `#/charter/${at.seeds}/people`);
      await page.getByText("Everyone holds everything").waitFor();
    });
  });
});

describe("the renewal table", () => {
  it("puts a dropped and an amended clause back, and says when nothing is changed any more", async () => {
    await inWindow({}, async (page, open) => {
      const { self } = await open(full, `#/charter/${at.river}/renew`);
      await page.getByRole("button", { name: "Put back the text in force: 1.2" }).click();
      await page.getByRole("status").getByText("1.2 is again as in force").waitFor();
      await page.getByRole("button", { name: "Put back the text in force: 1.2" }).waitFor({ state: "detached" });
      const differs = async () => must(await self.api.getCharter({ charter: at.river })).draftDiffersIn;
      expect(await differs()).toEqual(["2.1", "3", "3.1", "3.2", "4", "4.1", "4.2"]);
      const row = page.getByRole("row").filter({ hasText: "Wells and tracks" });
      await row.getByText("Dropped").waitFor();
      await row.getByRole("button").click();
      await row.getByText("Carried over").waitFor();
      expect(await differs()).toEqual(["2.1", "5", "5.1", "5.2"]);
    });
  });

  it("proposes with the term, the note and what is replaced, and opens the signing table", async () => {
    await inWindow({}, async (page, open) => {
      const { self, asked } = await open(full, `#/charter/${at.river}/renew`);
      await page.getByLabel("How many").fill("18");
      await page.getByLabel("Unit").selectOption({ label: "months" });
      await page.getByLabel("Note to the parties").fill("As agreed at the bridge.");
      await page
        .getByRole("region", { name: "What this means" })
        .getByText(/Ballots until/)
        .waitFor();
      await page.getByRole("button", { name: "Propose for ratification" }).click();
      await page.getByRole("heading", { name: "Signing table" }).waitFor();
      const term = { from: null, months: 18, until: null, noticeDays: 60 };
      expect(asked("propose")).toMatchObject({ end: "asWritten", term, clockIsRight: false });
      const timeline = must(await self.api.getTimeline({ charter: at.river }));
      const { endsOn } = timeline.find(({ proposal }) => proposal === at.inForce) ?? expect.fail("it is there");
      // A renewal begins where the text in force ends.
      expect(timeline.at(-1)).toMatchObject({
        term: { ...term, from: addDays(endsOn ?? "", 1) },
        note: "As agreed at the bridge.",
        purpose: "renewal",
        state: "open",
      });
    });
  });
});

describe("before anything is written", () => {
  it("a template is read in full, and the data directory is named", async () => {
    for (const language of ["en", "ar"] as const)
      await inWindow({ language }, async (page, open) => {
        const { self } = await open(empty, "#/new");
        await page.getByText(language === "en" ? "A template" : "نموذج", { exact: true }).click();
        await page.getByText("Mutual aid accord", { exact: true }).click();
        const template = page.getByRole("region", { name: "Mutual aid accord" });
        await template.getByText("and wishing to promise in good days what we shall do in bad ones,").waitFor();
        await template.getByRole("heading", { name: "Asking for help" }).waitFor();
        expect(await violations(page)).toEqual([]);
        await open(empty, "#/settings");
        await page.getByText(self.dataDirectory).waitFor();
      });
  });
});

describe("meeting", () => {
  it("reports in words, and tells an address that does not answer", async () => {
    await inWindow({}, async (page, open) => {
      const { self, enter } = await open(full, `#/charter/${at.river}/meet`);
      const jon = await enter("jon");
      must(await jon.api.listen({ port: null, host: null }));
      const held = async ({ api }: Person) => {
        const listed = must(await api.listCharters({}));
        const views = await Promise.all(listed.map(async ({ id }) => must(await api.getCharter({ charter: id }))));
        return views.reduce((sum, { changes }) => sum + changes, 0);
      };
      const before = { mine: await held(self), theirs: await held(jon) };
      const lacking = async () =>
        must(await self.api.getCharter({ charter: at.river })).parties.flatMap(({ devices }) =>
          devices.flatMap(({ person, missing }) => (person === "Jon Etxeberria" ? [missing] : [])),
        );
      expect(await lacking()).toEqual([3]);
      await page.getByLabel("Address of the other device").fill(jon.address);
      await page.getByRole("button", { name: "Meet now" }).click();
      await page.getByText("Both sides have signed that they hold the same.").waitFor();
      const [mine, theirs] = [await held(self), await held(jon)];
      expect(mine).toBe(theirs);
      const report = await page
        .getByText(/^Met: \d+ entries received, \d+ entries sent\.$/)
        .first()
        .textContent();
      const [received = 0, sent = 0] = (report?.match(/\d+/g) ?? []).map(Number);
      // With the receipts of both.
      expect(received).toBeGreaterThanOrEqual(mine - before.mine);
      expect(sent).toBeGreaterThanOrEqual(theirs - before.theirs);
      expect(await lacking()).toEqual([0]);
      await page.getByLabel("Address of the other device").fill("nobody.test:1");
      await page.getByRole("button", { name: "Meet now" }).click();
      await page.getByRole("alert").filter({ hasText: "nobody.test:1" }).waitFor();
    });
  });

  it("is stopped while it lasts, and disconnected afterwards", async () => {
    await inWindow({}, async (page, open) => {
      const { stage, enter } = await open(full, `#/charter/${at.river}/meet`);
      const jon = await enter("jon");
      must(await jon.api.listen({ port: null, host: null }));
      stage.hold(true);
      await page.getByLabel("Address of the other device").fill(jon.address);
      await page.getByRole("button", { name: "Meet now" }).click();
      await page.getByRole("button", { name: "Stop", exact: true }).click();
      await page.getByRole("status").filter({ hasText: "Stopped, as you asked." }).waitFor();
      expect(await violations(page)).toEqual([]);
    });
    await inWindow({}, async (page, open) => {
      const { self, enter } = await open(full, `#/charter/${at.river}/meet`);
      const tomas = await enter("tomas");
      must(await tomas.api.listen({ port: null, host: null }));
      must(await self.api.meet({ address: tomas.address, stay: true }));
      await page.getByText(/^Connected with/).waitFor();
      await page.getByRole("button", { name: "Disconnect" }).click();
      await page.getByRole("status").getByText("Disconnected").waitFor();
      await page.getByText(/^Connected with/).waitFor({ state: "detached" });
      expect(must(await self.api.getCharter({ charter: at.river })).connected).toEqual([]);
      expect(
        await page
          .getByRole("region", { name: "Connections" })
          .evaluate((field) => field === field.ownerDocument.activeElement),
      ).toBe(true);
    });
  });

  it("has, beside its relay, a code by which a party comes back", async () => {
    await inWindow({}, async (page, open) => {
      const { asked } = await open(full, `#/charter/${at.river}/meet`);
      const make = page.getByRole("button", { name: "Make a recovery code" });
      expect(await make.count()).toBe(0);
      await page.getByLabel("Relay address").fill(relayUrl);
      await page.getByRole("button", { name: "Switch relay on" }).click();
      await make.click();
      await page.getByText("Give the party this code and the relay’s address").waitFor();
      await page.getByText(/^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(asked("openRecovery")).toEqual({ charter: at.river, expiresInHours: 72 });
    });
  });

  it("is accepted where the host says so, whoever asked it to listen", async () => {
    await inWindow({}, async (page, open) => {
      const { self } = await open(full, `#/charter/${at.river}/meet`);
      const accepts = page.getByRole("switch", { name: "Accept meetings on this network" });
      expect(await accepts.isChecked()).toBe(false);
      must(await self.api.listen({ port: null, host: null }));
      await page.getByText(self.address).waitFor();
      expect(await accepts.isChecked()).toBe(true);
      must(await self.api.stopListening({}));
      await page.getByText("Nobody can begin a meeting with this device.").waitFor();
      expect(await accepts.isChecked()).toBe(false);
    });
  });

  it("makes a code, says that nobody can reach this device, and shows its addresses once they can", async () => {
    await inWindow({}, async (page, open) => {
      const { self } = await open(unreachable, `#/charter/${at.river}/people`);
      const invites = async () =>
        must(await self.api.getCharter({ charter: at.river })).invites.filter(({ state }) =>
          ["open", "waiting"].includes(state),
        );
      const before = await invites();
      await page.getByRole("button", { name: "Invite" }).click();
      await page.getByRole("button", { name: "Make a code" }).click();
      const code = page.getByRole("status", { name: "Invitation code" });
      expect(await code.textContent()).toMatch(/^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/);
      expect(await invites()).toHaveLength(before.length + 1);
      await page.getByText("Nobody can reach this device yet.").waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Accept meetings" }).click();
      await page.getByText(self.address).first().waitFor();
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByRole("button", { name: "Cancel invitation" }).last().click();
      await page.getByRole("status").getByText("Invitation cancelled").waitFor();
      expect(await invites()).toEqual(before);
    });
  });
});

describe("meeting in person", () => {
  it("shows members' devices only once the person wants to be visible, and meets one with a press", async () => {
    await inWindow({}, async (page, open) => {
      const { self, enter, asked } = await open(full, `#/charter/${at.river}/meet`);
      const [jon, tomas] = [await enter("jon"), await enter("tomas")];
      for (const { api } of [jon, tomas]) must(await api.setNearby({ on: true }));
      await page.getByText("Off: this device is silent and sees nobody.").waitFor();
      const devices = page.getByRole("list", { name: "Members’ devices nearby" });
      expect(await devices.count()).toBe(0);
      await page.getByRole("switch", { name: "Visible on this network" }).focus();
      await page.keyboard.press("Space");
      await devices.getByText(jon.address).waitFor();
      // Whoever was met since they came is known by name.
      must(await self.api.meet({ address: jon.address, stay: false }));
      await devices.getByText("Jon Etxeberria, herders’ laptop").waitFor();
      await expect.poll(() => devices.getByRole("listitem").count()).toBe(2);
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: /^Meet A member’s device at/ }).click();
      await page.getByRole("status").getByText("Both sides have signed that they hold the same.").waitFor();
      expect(asked("meet")).toEqual({ address: tomas.address, stay: true });
    });
  });

  it("says that a lost connection is called again, until the person stops it", async () => {
    await inWindow({}, async (page, open) => {
      const { self, stage, enter } = await open(full, `#/charter/${at.river}/meet`);
      const jon = await enter("jon");
      must(await jon.api.listen({ port: null, host: null }));
      must(await self.api.meet({ address: jon.address, stay: true }));
      stage.network.partition(["amina"], ["jon"]);
      await page.getByRole("status").getByText("Reconnecting with herders’ laptop…").waitFor();
      await page.getByRole("button", { name: "Stop", exact: true }).click();
      await page.getByText("Reconnecting").waitFor({ state: "detached" });
      expect(must(await self.api.getCharter({ charter: at.river })).reconnecting).toEqual([]);
    });
  });

  it("shows the invitation as a QR code and a link, and takes a link where somebody joins", async () => {
    for (const look of [{}, { language: "ar", width: 390 }] as const)
      await inWindow(look, async (page, open) => {
        const { self } = await open(full, `#/charter/${at.river}/people`);
        await page.locator(".panel-head button").click();
        await page.getByRole("dialog").locator("button.primary").click();
        const link = (await page.locator(".link-text").textContent()) ?? "";
        expect(must(await self.api.readInvite({ link }))).toMatchObject({ addresses: [self.address], relay: null });
        await page.locator(".qr-code").scrollIntoViewIfNeeded();
        expect(await violations(page)).toEqual([]);
      });
    await inWindow({}, async (page, open) => {
      const { enter, asked } = await open(newcomer, "#/join");
      const jon = await enter("jon");
      const invitation = { role: "mediator", expiresInHours: 1, reason: "" } as const;
      const { link } = must(await jon.api.invite({ charter: at.water, ...invitation }));
      await page.getByLabel("Invitation code or link").fill(link);
      await page.getByText("The link says where to ask; no address is needed.").waitFor();
      expect(await page.getByLabel("Address").count()).toBe(0);
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Enter");
      await page.getByRole("textbox", { name: "Text of the charter" }).waitFor();
      expect(asked("join")).toEqual({ code: link, address: null, stay: true });
    });
  });

  it("reminds of the safety phrase at the signing table until it was compared", async () => {
    await inWindow({}, async (page, open) => {
      const { self } = await open(full, signing());
      await page.getByText("The safety phrase has not been compared on this device").waitFor();
      expect(await page.getByRole("button", { name: "Ratify" }).isEnabled()).toBe(true);
      await open(full, `#/charter/${at.river}/people`);
      const compared = page.getByRole("button", { name: "We compared them: they are the same" });
      await compared.waitFor();
      expect(await violations(page)).toEqual([]);
      await compared.click();
      await page.getByRole("status").getByText("Noted on this device: the words are the same").waitFor();
      expect(must(await self.api.getCharter({ charter: at.river })).safety.compared).toBe(true);
      await open(full, signing());
      await page.getByRole("button", { name: "Ratify" }).waitFor();
      expect(await page.getByText("has not been compared").count()).toBe(0);
    });
  });
});

describe("a dropped PDF", () => {
  let paper: PaperFacts;
  beforeAll(async () => {
    paper = (await paperSeed.ready()).facts;
  });
  const pdf = (content: Uint8Array) => ({
    name: "river.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from(content),
  });

  it("is checked without anybody being named here, and each check is told in words", async () => {
    await inWindow({}, async (page, open) => {
      await open(holder, "#/verify");
      await page.locator("input[type=file]").setInputFiles(pdf(paper.pdf));
      await page.getByRole("heading", { name: "Genuine" }).waitFor();
      expect(await page.getByText(": passed").count()).toBe(7);
      await page.getByRole("button", { name: "Check another PDF" }).click();
      await page.locator("input[type=file]").setInputFiles(pdf(altered(paper.pdf)));
      await page.getByRole("heading", { name: "Not to be trusted" }).waitFor();
      // Where the pages are not those that were signed, nothing is said of the seal on them.
      expect(await page.getByText(": failed").count()).toBe(1);
      expect(await page.getByText(": not checked").count()).toBe(1);
      expect(await violations(page)).toEqual([]);
    });
  });

  it("whose pages cannot be drawn here is neither genuine nor forged, in either language", async () => {
    for (const [language, heading, settings] of [
      ["en", "Neither confirmed nor refuted here", "To Settings"],
      ["ar", "لا مؤكَّد هنا ولا مردود", "إلى الإعدادات"],
    ] as const)
      await inWindow({ language }, async (page, open) => {
        await open(holderOfHan, "#/verify");
        await page.locator("input[type=file]").setInputFiles(pdf(paper.pdf));
        await page.getByRole("heading", { name: heading }).waitFor();
        expect(await page.getByRole("link", { name: settings }).getAttribute("href")).toBe("#/settings");
        expect(await violations(page)).toEqual([]);
        if (language === "en") {
          expect(await page.getByText(": not checked").count()).toBe(2);
          await page.getByText("the faces “Chinese” are not installed here").waitFor();
        }
      });
  });

  it("that is none says what it is instead", async () => {
    await inWindow({}, async (page, open) => {
      await open(empty, "#/library");
      await page.locator("input[accept='.pdf']").setInputFiles(pdf(new TextEncoder().encode("hello")));
      await page.getByRole("alert").waitFor();
    });
  });
});

describe("the language", () => {
  it("turns the whole window round, and is remembered", async () => {
    await inWindow({}, async (page, open) => {
      await open(empty, "#/settings");
      await page.getByText("العربية").click();
      await page.getByRole("heading", { name: "الإعدادات" }).waitFor();
      expect(await page.evaluate(() => [document.documentElement.dir, document.documentElement.lang])).toEqual([
        "rtl",
        "ar",
      ]);
      await open(empty, "#/library");
      await page.getByRole("heading", { name: "المواثيق" }).waitFor();
    });
  });
});

describe("the host", () => {
  /** The browser tells of every connection that it cannot make. */
  const lostHost = { complaint: /WebSocket connection to .* failed|ERR_CONNECTION_REFUSED/ };

  it("going away is said, with what is safe", async () => {
    await inWindow(lostHost, async (page, open) => {
      const { stop } = await open(full, "#/library");
      await stop();
      await page.getByRole("alert").filter({ hasText: "The window has lost its host" }).waitFor();
    });
  });

  it("going away shows the words that it did not say it has, to be copied", async () => {
    await inWindow(lostHost, async (page, open) => {
      const { stop } = await open(full, inText());
      fillDisk();
      await page.locator("[contenteditable] p").first().click();
      await page.keyboard.press("Home");
      await page.keyboard.type("Nets dry here. ");
      await stop();
      const told = page.getByRole("status").filter({ hasText: "These words of yours may not have been saved" });
      await told.getByText("Nets dry here.").waitFor();
      await told.getByRole("button").click();
      await page.getByText("Words copied").first().waitFor();
    });
    await inWindow(lostHost, async (page, open) => {
      const { stop } = await open(full, inText());
      await stop();
      await page.getByRole("alert").filter({ hasText: "The window has lost its host" }).waitFor();
      expect(await page.getByText("may not have been saved").count()).toBe(0);
    });
  });

  it("going away takes no more words, and is said in sight of whoever writes far down", async () => {
    await inWindow(lostHost, async (page, open) => {
      const { stop } = await open(full, inText());
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await stop();
      const told = page.getByRole("alert").filter({ hasText: "The window has lost its host" });
      await told.waitFor();
      await page.locator('.charter-text[contenteditable="false"]').waitFor();
      const box = await told.boundingBox();
      expect(box !== null && box.y >= 0 && box.y + box.height <= 800).toBe(true);
    });
  });
});
