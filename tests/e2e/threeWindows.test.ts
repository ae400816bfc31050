/**
 * Everything that is negotiated, with a mouse and with touch's narrow window: two delegates and a mediator at three
 * machines, one of them in Arabic at 390 wide, together and apart. By keyboard alone it is `facilitating.test.ts`.
 */
import type { TFunction } from "i18next";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startWords } from "../../renderer/i18n/i18n.ts";
import { buildIfStale } from "../../scripts/build.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { launchChromium } from "../support/chromium.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";
import { picture, picturesOfFailure } from "./support/pictures.ts";
import { bring, introduce } from "./support/seats.ts";
import { violations } from "./support/windows.ts";

const text = `# Accord of the pasture

## Grazing

1. The upper meadow is grazed in summer.
2. The lower meadow is grazed in winter.
3. Every herd has one keeper by day. A second keeper comes at night.
4. Fences are mended before the first snow.
5. Salt is shared among the camps.
6. It lies in the shade.
7. Bulls stay behind the ridge.

## Water

1. Each well rests five days a year.
2. Dogs drink last. Goats drink before them.
3. The trough is cleaned at dawn.

## Quarrels

1. A quarrel is heard by the two elders of the valley.
2. It is settled within \\[nine\\] days, and costs \\[one sheep\\].
`;

interface Seat {
  readonly desk: Desk;
  readonly page: Page;
  readonly t: TFunction;
}

let browser: Browser;
let desks: readonly Desk[] = [];
let charter: CharterId;
let ana: Seat;
let ben: Seat;
let mia: Seat;

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
  desks = await Promise.all([openDesk(browser), openDesk(browser, { width: 390 }), openDesk(browser)]);
  const [anas, bens, mias] = desks as readonly [Desk, Desk, Desk];
  await introduce(anas, "Ana", "River Council");
  await introduce(bens, "Ben", "Herders of the Hills");
  await introduce(mias, "Mia", null);
  const source = { kind: "file", name: "text.md", bytes: utf8(text) } as const;
  ({ charter } = must(
    await anas.host.api.createCharter({ title: "Accord of the pasture", language: "en", source, policy: usualPolicy }),
  ));
  await bring(charter, anas, bens, "party");
  await bring(charter, anas, mias, "mediator");
  [ana, ben, mia] = [await sit(anas, "en"), await sit(bens, "ar"), await sit(mias, "en")];
});
afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await browser?.close();
});
beforeEach(({ onTestFailed }) => onTestFailed(() => picturesOfFailure(desks)));

async function sit(desk: Desk, language: "en" | "ar"): Promise<Seat> {
  const seat = { desk, page: desk.page, t: (await startWords(language)).t };
  await go(seat, "text");
  await desk.reopen(language);
  await words(seat).waitFor();
  return seat;
}

/** The address of a place within the charter: on a small screen it is one at a time. */
async function go({ page }: Seat, place: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/charter/${charter}/${place}`);
}

const words = ({ page }: Seat): Locator => page.locator(".charter-text");
const button = ({ page }: Seat, name: string | RegExp): Locator => page.getByRole("button", { name, exact: true });
const dialogOf = ({ page }: Seat): Locator => page.getByRole("dialog");
const cardOf = ({ page }: Seat, some: RegExp): Locator => page.locator(".suggestion-card", { hasText: some });
const lineText = (seat: Seat, some: string): Promise<string | null> =>
  words(seat).locator("p", { hasText: some }).first().textContent();

/** Selects words of the text; the text has the focus. */
async function select({ page }: Seat, wanted: string, until = wanted): Promise<void> {
  await page.locator(".charter-text").focus();
  await page.evaluate(
    ([first, last]) => {
      const find = (some: string): readonly [Node, number] => {
        const walker = document.createTreeWalker(
          document.querySelector(".charter-text") as Element,
          NodeFilter.SHOW_TEXT,
        );
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const at = node.textContent?.indexOf(some) ?? -1;
          if (at >= 0) return [node, at];
        }
        throw new Error(`"${some}" is not in the text`);
      };
      const [from, to] = [find(first), find(last)];
      from[0].parentElement?.scrollIntoView({ block: "center" });
      getSelection()?.setBaseAndExtent(from[0], from[1], to[0], to[1] + last.length);
      return new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(told)));
    },
    [wanted, until] as const,
  );
}

async function replace(seat: Seat, before: string, after: string): Promise<void> {
  await select(seat, before);
  await seat.page.keyboard.type(after);
}

/** From the menu of the clause with the caret. */
async function chooseOfClause(seat: Seat, some: string, item: string | RegExp): Promise<void> {
  await select(seat, some);
  await seat.page.keyboard.press("ArrowLeft");
  await seat.page.keyboard.press("Escape");
  await seat.page.keyboard.press("Tab");
  await seat.page.locator(".clause-handle:focus").press("Enter");
  await seat.page.getByRole("menuitem", { name: item, exact: true }).click();
  await seat.page.getByRole("menu").waitFor({ state: "detached" });
}

async function disconnect(seat: Seat): Promise<void> {
  await go(seat, "meet");
  await button(seat, seat.t("meet.disconnect")).click();
  await seat.page.locator(".nearby-device button").first().waitFor();
  await go(seat, "text");
}

async function meetAgain(seat: Seat): Promise<void> {
  await go(seat, "meet");
  await seat.page.locator(".nearby-device button").first().click();
  await seat.page.getByText(seat.t("meet.connectedHint")).waitFor();
  await go(seat, "text");
}

const agreed = async ({ desk }: Seat): Promise<string> =>
  must(await desk.host.api.getText({ charter, at: { kind: "draft" } })).markdown;
const everybody = (): readonly Seat[] => [ana, ben, mia];
const everybodyReads = async (part: RegExp): Promise<void> => {
  for (const seat of everybody()) await expect.poll(() => agreed(seat)).toMatch(part);
};
const none = { clause: null, party: null, person: null, device: null } as const;
const open = async ({ desk }: Seat) =>
  must(await desk.host.api.listSuggestions({ charter, filter: none, isAll: false })).map(
    ({ kind, author }) => `${author.person} ${kind}`,
  );
const bracketsOf = async ({ desk }: Seat) => must(await desk.host.api.listBrackets({ charter }));

async function together(seat: Seat, name: string): Promise<void> {
  await button(seat, seat.t("suggestions.together")).click();
  await seat.page.getByRole("menuitem", { name, exact: true }).click();
  await seat.page.getByRole("menu").waitFor({ state: "detached" });
}

/** The dialog of the innermost bracket at these words, and out of it again. */
async function openBracket(seat: Seat, at: string, run: (dialog: Locator) => Promise<void>): Promise<void> {
  await select(seat, at);
  await seat.page.keyboard.press("ArrowLeft");
  await seat.page.keyboard.press("Control+Alt+b");
  const dialog = dialogOf(seat);
  await run(dialog);
  await seat.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
}

const pick = ({ t, ...seat }: Seat, at: string, number: number): Promise<void> =>
  openBracket({ t, ...seat }, at, async (dialog) => {
    const name = t("brackets.chooseNamed", { name: t("brackets.alternative", { number }) });
    await dialog.getByRole("button", { name, exact: true }).click();
    await dialog.getByText(t("brackets.state.bracket.settled"), { exact: true }).waitFor();
  });

async function ratify(seat: Seat): Promise<void> {
  await button(seat, seat.t("signing.ratify")).click();
  await button(seat, seat.t("signing.yesRatify")).click();
  await seat.page.getByText(seat.t("signing.castRatify")).first().waitFor();
}

describe("three at one text", () => {
  it("suggest in each way there is, side by side, and answer one, a selection, a clause, a party's and the rest", async () => {
    // The mediator: words more, words less, other letters, another block, another place, cut, joined, gone.
    await select(mia, "grazed in summer");
    await mia.page.keyboard.press("ArrowRight");
    await mia.page.keyboard.type(" and autumn");
    await select(mia, "lower ");
    await mia.page.keyboard.press("Delete");
    await select(mia, "grazed in winter");
    await mia.page.keyboard.press("Control+b");
    await chooseOfClause(mia, "A second keeper", mia.t("clause.split"));
    await select(mia, "Fences");
    await mia.page.keyboard.press("Control+Shift+8");
    await chooseOfClause(mia, "It lies", mia.t("clause.join"));
    await chooseOfClause(mia, "Bulls stay", mia.t("clause.remove"));
    await select(mia, "The trough");
    await mia.page.keyboard.press("Alt+ArrowUp");
    // A delegate, in Arabic: another word in place of one, over which the mediator suggests a third.
    await button(ben, ben.t("suggestions.suggest")).click();
    await button(ben, ben.t("suggestions.suggest")).and(ben.page.locator("[aria-pressed=true]")).waitFor();
    await replace(ben, "five", "seven");
    await expect.poll(() => lineText(mia, "Each well")).toMatch(/five.*seven/);
    await replace(mia, "five", "six");
    await expect.poll(() => lineText(ben, "Each well")).toMatch(/(?=.*five)(?=.*six)(?=.*seven)/);
    const suggested = [
      ...["Ben replacement", "Mia format", "Mia insertion", "Mia insertion", "Mia join"],
      ...["Mia replacement", "Mia setting", "Mia setting", "Mia setting", "Mia strike"],
    ];
    for (const seat of everybody()) {
      await expect.poll(async () => [...(await open(seat))].sort()).toEqual(suggested);
      const said = await words(seat).locator(".suggestion-end").allTextContents();
      for (const [kind, by] of [
        ["insertion", "Mia"],
        ["strike", "Mia"],
        ["format", "Mia"],
      ] as const) {
        expect(said).toContain(seat.t(`suggestions.begins.${kind}`, { by }));
        expect(said).toContain(seat.t(`suggestions.ends.${kind}`));
      }
      // What a window says in its language turns no words around.
      const joined = words(seat).locator("p", { hasText: "It lies" }).first();
      expect(await joined.evaluate((line) => getComputedStyle(line).direction)).toBe("ltr");
    }
    expect(await agreed(ana)).toContain("rests five days");

    // One; what is selected; what stands in a clause; all of a party; all that nobody objects to.
    await go(ben, "suggestions");
    await select(ben, "seven");
    await cardOf(ben, /seven/).waitFor();
    await picture(ben.desk, "three-suggestions-ar-390");
    expect(await violations(ben.page)).toEqual([]);
    await go(ana, "suggestions");
    await select(ana, "and autumn");
    await cardOf(ana, /and autumn/)
      .getByRole("button", { name: ana.t("suggestions.rejectOf", { by: "Mia" }) })
      .click();
    for (const seat of everybody()) await expect.poll(async () => (await open(seat)).length).toBe(9);
    await select(ana, "lower", "winter");
    await together(ana, ana.t("suggestions.bulk.accept.selected", { count: 2 }));
    await everybodyReads(/The meadow is \*\*grazed in winter\*\*/);
    await select(ana, "Fences");
    await picture(ana.desk, "three-suggestions");
    await together(ana, ana.t("suggestions.bulk.accept.clause", { count: 1 }));
    await everybodyReads(/- Fences are mended/);
    await together(ana, ana.t("suggestions.bulk.reject.party", { count: 1, party: "Herders of the Hills" }));
    for (const seat of everybody()) await expect.poll(() => open(seat)).not.toContain("Ben replacement");
    await together(ana, ana.t("suggestions.bulk.accept.unopposed", { count: 5 }));
    await everybodyReads(/rests six days/);
    for (const seat of everybody()) {
      await expect.poll(() => open(seat)).toEqual([]);
      const text = await agreed(seat);
      expect(text).not.toContain("Bulls");
      expect(text.indexOf("The trough")).toBeLessThan(text.indexOf("Dogs drink"));
      expect(text).toMatch(/4\. A second keeper/);
      expect(await words(seat).locator(".suggestion-end").count()).toBe(0);
    }
    // The other party opens its own once more, of which what it struck out is gone by now, and takes it back.
    await ben.page.getByLabel(ben.t("suggestions.which")).selectOption("answered");
    await cardOf(ben, /seven/).getByText(ben.t("suggestions.reopen"), { exact: true }).click();
    for (const seat of everybody()) await expect.poll(() => open(seat)).toEqual(["Ben insertion"]);
    await ben.page.getByLabel(ben.t("suggestions.which")).selectOption("open");
    await cardOf(ben, /seven/).getByText(ben.t("suggestions.withdraw"), { exact: true }).click();
    for (const seat of everybody()) await expect.poll(() => open(seat)).toEqual([]);
  });

  it("bracket words, one in another and what was typed, fill in a blank, choose, contest and open again", async () => {
    // What came with the file is offered: one of it is a blank, the other a bracket.
    const region = ana.page.getByRole("region", { name: ana.t("brackets.title") });
    await region.getByRole("button", { name: ana.t("brackets.makeBlanks") }).click();
    await expect.poll(async () => (await bracketsOf(ben)).counts).toEqual({ brackets: 0, blanks: 2 });
    await region.getByRole("button", { name: ana.t("brackets.fill") }).click();
    await dialogOf(ana).getByRole("textbox").first().fill("ten");
    await dialogOf(ana).getByRole("textbox").nth(1).fill("two goats");
    await dialogOf(ana)
      .getByRole("button", { name: ana.t("brackets.fillIn"), exact: true })
      .click();
    await everybodyReads(/within ten days, and costs two goats/);
    // One typed as characters, by whoever edits now in Arabic.
    await button(ben, ben.t("suggestions.suggest")).click();
    await button(ben, ben.t("suggestions.suggest")).and(ben.page.locator("[aria-pressed=false]")).waitFor();
    await go(ben, "text");
    await select(ben, "at dawn");
    await ben.page.keyboard.press("ArrowRight");
    await ben.page.keyboard.type(" [and at dusk]");
    await ben.page.getByRole("button", { name: ben.t("brackets.makeBrackets") }).click();
    await expect.poll(async () => (await bracketsOf(mia)).counts).toEqual({ brackets: 1, blanks: 0 });

    await select(ana, "heard by the two elders");
    await ana.page.keyboard.press("[");
    await expect.poll(() => lineText(ben, "A quarrel")).toContain("[heard by the two elders]");
    await select(ben, "two elders");
    await ben.page.keyboard.press("[");
    for (const seat of everybody())
      await expect.poll(() => lineText(seat, "A quarrel")).toContain("[heard by the [two elders]]");
    await openBracket(ben, "elders", async (dialog) => {
      await dialog.getByLabel(ben.t("brackets.addWords")).fill("three judges");
      await dialog.getByRole("button", { name: ben.t("brackets.add"), exact: true }).click();
      await dialog.getByText("three judges").waitFor();
      expect(await violations(ben.page)).toEqual([]);
      await picture(ben.desk, "three-bracket-ar-390");
    });
    const inner = async () => (await bracketsOf(mia)).brackets.find(({ within }) => within !== null);
    await pick(ana, "elders", 1);
    await expect.poll(async () => (await inner())?.state).toBe("settled");
    // Settled, it has no signs, and is found at its clause.
    await chooseOfClause(ben, "elders", /\[two elders/);
    await dialogOf(ben)
      .getByRole("button", { name: ben.t("brackets.reopen"), exact: true })
      .click();
    await dialogOf(ben).getByText("three judges").waitFor();
    await ben.page.keyboard.press("Escape");
    await dialogOf(ben).waitFor({ state: "detached" });
    for (const seat of everybody())
      await expect.poll(() => lineText(seat, "A quarrel")).toContain("[heard by the [two elders] [three judges]]");
    await pick(ben, "elders", 2);
    await everybodyReads(/heard by the three judges/);
  });

  it("write apart: both changed, one cut what the other took away; told to both, settled by either", async () => {
    await disconnect(ben);
    await disconnect(mia);
    // The mediator asks, and takes back what nobody has seen; a party's comment stands at words that the other takes out.
    await select(mia, "shared among");
    await mia.page.keyboard.press("Control+Alt+m");
    await mia.page.getByLabel(mia.t("comments.write")).fill("Who carries it?");
    await mia.page.getByLabel(mia.t("comments.mention")).selectOption({ label: "Herders of the Hills" });
    await mia.page.getByRole("button", { name: mia.t("comments.send"), exact: true }).click();
    await mia.page.getByText("Who carries it?").waitFor();
    await replace(ana, "summer", "spring");
    await replace(ben, "summer", "May");
    await replace(ana, "winter", "December");
    await replace(ben, "winter", "January");
    await chooseOfClause(ana, "Goats drink", ana.t("clause.split"));
    await chooseOfClause(ben, "Dogs drink", ben.t("clause.remove"));
    await replace(ana, "shared among the camps", "bought");
    await meetAgain(ben);
    await meetAgain(mia);
    for (const { page, t } of [ana, ben]) await page.getByText(t("conflicts.count", { count: 3 })).waitFor();
    for (const seat of [ana, ben]) await go(seat, "conflicts");
    const conflict = ({ page }: Seat, some: string) => page.locator("[data-conflict]", { hasText: some });
    await conflict(ben, ben.t("conflicts.cut.removed")).waitFor();
    await picture(ana.desk, "three-conflicts");
    await picture(ben.desk, "three-conflicts-ar-390");
    for (const seat of [ana, ben]) expect(await violations(seat.page)).toEqual([]);
    await conflict(ana, ana.t("conflicts.cut.removed"))
      .getByRole("button", { name: new RegExp(`^${ana.t("conflicts.cut.keepBoth")}`) })
      .click();
    await conflict(ben, "May")
      .getByRole("button", { name: new RegExp(`^${ben.t("conflicts.both")}`) })
      .click();
    await conflict(ana, "January")
      .getByRole("button", { name: new RegExp(`^${ana.t("conflicts.asItStands")}`) })
      .click();
    for (const seat of everybody())
      await expect.poll(async () => must(await seat.desk.host.api.listConflicts({ charter }))).toEqual([]);
    await everybodyReads(/Dogs drink last/);
    await everybodyReads(/Goats drink before them/);
    for (const seat of everybody()) {
      await go(seat, "text");
      await expect.poll(() => lineText(seat, "The upper meadow")).toMatch(/\[(spring\] \[May|May\] \[spring)\]/);
    }
    // The comment stands at its clause, though its words are gone, and the party that was asked settles it.
    await go(ben, "comments");
    const thread = ben.page.getByRole("article").filter({ hasText: "Who carries it?" });
    await thread.getByText(ben.t("comments.beside")).waitFor();
    await thread.getByText(ben.t("comments.forMe")).waitFor();
    await thread.getByRole("button", { name: ben.t("comments.resolve") }).click();
    await thread.waitFor({ state: "detached" });
    for (const { desk } of [ana, mia])
      await expect
        .poll(async () => must(await desk.host.api.listComments({ charter, clause: null })).map(({ isOpen }) => isOpen))
        .toEqual([false]);
  });

  it("take stances that lapse, close what is agreed, and sign all but one bracket", async () => {
    const row = ({ page }: Seat, number: string) =>
      page.locator(".board tr", { has: page.getByRole("rowheader").getByRole("link", { name: number, exact: true }) });
    const press = async (seat: Seat, number: string, stance: "agree" | "object" | "close"): Promise<void> => {
      await row(seat, number)
        .getByRole("button", { name: seat.t(`stances.${stance}`), exact: true })
        .click();
      if (stance !== "object") return;
      await dialogOf(seat).getByRole("textbox").fill("السياج ليس لنا.");
      await dialogOf(seat)
        .getByRole("button", { name: seat.t("stances.object"), exact: true })
        .click();
      await dialogOf(seat).waitFor({ state: "detached" });
    };
    for (const seat of everybody()) {
      await go(seat, "board");
      await row(seat, "2.1").waitFor();
    }
    await press(ben, "1.5", "object");
    for (const seat of everybody()) await row(seat, "1.5").getByText(seat.t("stances.contested")).waitFor();
    for (const seat of [ana, ben]) await press(seat, "2.1", "agree");
    await press(ben, "2.2", "agree");
    await press(ana, "2.1", "close");
    for (const seat of everybody()) await row(seat, "2.1").getByText(seat.t("stances.closed")).waitFor();
    await picture(ben.desk, "three-board-ar-390");
    expect(await violations(ben.page)).toEqual([]);
    // A closed clause asks first; another one's stance lapses with its words.
    await go(ana, "text");
    await replace(ana, "six days", "seven days");
    await ana.page
      .getByRole("alertdialog")
      .getByRole("button", { name: ana.t("closed.leave") })
      .click();
    await everybodyReads(/rests six days/);
    await replace(ana, "cleaned", "emptied");
    for (const seat of [ben, mia]) await row(seat, "2.2").getByText(seat.t("stances.short.lapsed")).first().waitFor();

    // What nobody needs any more goes; what is still open is left out, and whoever signs is told.
    await pick(ana, "spring", 1);
    for (const [at, some] of [
      ["dusk", /\[and at dusk/],
      ["The upper", /\[(spring|May)/],
    ] as const) {
      await chooseOfClause(ana, at, some);
      await dialogOf(ana)
        .getByRole("button", { name: ana.t("brackets.remove"), exact: true })
        .click();
      await dialogOf(ana).waitFor({ state: "detached" });
    }
    await expect.poll(async () => (await bracketsOf(ben)).counts).toEqual({ brackets: 1, blanks: 0 });
    await go(ana, "propose");
    await ana.page.getByText(ana.t("propose.ready.kind.openBracket", { count: 1 })).waitFor();
    await ana.page.getByText(ana.t("propose.ready.leaveOut")).click();
    await ana.page.getByText(ana.t("propose.leftOut", { clause: "3.1 Quarrels" })).waitFor();
    await button(ana, ana.t("propose.submit")).click();
    await ratify(ana);
    await go(ben, "text");
    await ben.page.getByRole("link", { name: ben.t("charter.goSign"), exact: true }).click();
    await ben.page.getByText(ben.t("signing.leftOut", { count: 1 })).waitFor();
    await picture(ben.desk, "three-signing-ar-390");
    await ratify(ben);
    for (const { desk } of everybody())
      await expect
        .poll(async () => must(await desk.host.api.getTimeline({ charter })).map(({ state }) => state))
        .toEqual(["inForce"]);
    const [signed] = must(await mia.desk.host.api.getTimeline({ charter }));
    const proposal = signed?.proposal;
    if (proposal === undefined) throw new Error("a text is in force");
    const { markdown } = must(await mia.desk.host.api.getText({ charter, at: { kind: "proposal", proposal } }));
    expect(markdown).not.toMatch(/A quarrel is|[[\]]/);
    expect(markdown).toMatch(/The upper meadow is grazed in (spring|May)\./);
    expect(desks.flatMap(({ faults }) => faults)).toEqual([]);
  });
});
