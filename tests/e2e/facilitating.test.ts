/**
 * A facilitator's hour, without a mouse: a mediator and two parties at three machines, one window in Arabic, together
 * and apart, from the first suggestion to a text that is signed without its one open bracket.
 */
import type { TFunction } from "i18next";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { startWords } from "../../renderer/i18n/i18n.ts";
import { buildIfStale } from "../../scripts/build.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { launchChromium } from "../support/chromium.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";
import { type Keyboard, takeKeyboard } from "./support/keyboard.ts";
import { picture, picturesOfFailure } from "./support/pictures.ts";
import { bring, introduce } from "./support/seats.ts";
import { violations } from "./support/windows.ts";

const title = "Accord of the wells";
const text = `# ${title}

## Water

1. Each well rests five days a year.
2. Gates are left as they were found.

## Quarrels

1. A quarrel is brought first to the two elders.
2. The elders hear it within nine days.
`;

/** Somebody at a window, in their language. */
interface Seat extends Keyboard {
  readonly desk: Desk;
  readonly t: TFunction;
}

let browser: Browser;
let desks: readonly Desk[] = [];
let charter: CharterId;

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
  desks = await Promise.all([openDesk(browser), openDesk(browser), openDesk(browser)]);
});
afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await browser?.close();
});

async function sit(desk: Desk, language: "en" | "ar"): Promise<Seat> {
  const { page } = desk;
  await page.evaluate((id) => {
    location.hash = `#/charter/${id}/text`;
  }, charter);
  await desk.reopen(language);
  await page.getByRole("textbox").first().waitFor();
  return { ...(await takeKeyboard(page)), desk, t: (await startWords(language)).t };
}

const button = ({ page }: Seat, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const link = ({ page }: Seat, name: string) => page.getByRole("link", { name, exact: true });
const beside = ({ page, t }: Seat, pane: string) =>
  page.getByRole("complementary", { name: t("charter.panel") }).getByRole("link", { name: pane, exact: true });
const line = ({ page }: Seat, words: string) => page.locator(".charter-text p", { hasText: words }).first();
const lineText = (seat: Seat, words: string) => line(seat, words).textContent();
const ends = ({ page }: Seat) => page.locator(".charter-text .suggestion-end").allTextContents();
const agreed = async ({ desk }: Seat): Promise<string> =>
  must(await desk.host.api.getText({ charter, at: { kind: "draft" } })).markdown;

async function goApart(seat: Seat): Promise<void> {
  const { t } = seat;
  await seat.press(beside(seat, t("charter.meet")));
  await seat.press(button(seat, t("meet.disconnect")));
  await seat.hears(t("meet.disconnected"));
}

async function meetAgain(seat: Seat): Promise<void> {
  const { t, page } = seat;
  await seat.press(beside(seat, t("charter.meet")));
  await seat.press(page.locator(".nearby-device button"));
  await page.getByText(t("meet.connectedHint")).waitFor();
}

/** At a bracket with the caret: one more alternative, and back to the text. */
async function addAlternative(seat: Seat, words: string): Promise<void> {
  const { t, page } = seat;
  await seat.keys("Control+Alt+b");
  await seat.to(page.getByRole("textbox", { name: t("brackets.addWords") }));
  await seat.type(words);
  await seat.press(button(seat, t("brackets.add")));
  await seat.hears(t("brackets.added"));
  await seat.keys("Escape");
  await page.locator(".charter-text:focus").waitFor();
}

async function ratify(seat: Seat): Promise<void> {
  const { t, page } = seat;
  await seat.press(button(seat, t("signing.ratify")));
  // What asks has the focus on the way back.
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: t("app.cancel") })
    .and(page.locator(":focus"))
    .waitFor();
  await seat.press(button(seat, t("signing.yesRatify")));
  await seat.hears(t("signing.castRatify"));
}

describe("a facilitator's hour, by keyboard alone", () => {
  it("suggests, objects, brackets, settles, closes, and signs all but what is open", async () => {
    onTestFailed(() => picturesOfFailure(desks));
    const [anasDesk, bensDesk, miasDesk] = desks as readonly [Desk, Desk, Desk];
    await introduce(anasDesk, "Ana", "River Council");
    await introduce(bensDesk, "Ben", "Herders of the Hills");
    await introduce(miasDesk, "Mia", null);
    const source = { kind: "file", name: "text.md", bytes: utf8(text) } as const;
    const made = await anasDesk.host.api.createCharter({ title, language: "en", source, policy: usualPolicy });
    ({ charter } = must(made));
    await bring(charter, anasDesk, bensDesk, "party");
    await bring(charter, anasDesk, miasDesk, "mediator");
    const ana = await sit(anasDesk, "en");
    const ben = await sit(bensDesk, "ar");
    const mia = await sit(miasDesk, "en");
    const seats = [ana, ben, mia];

    // Together: what the mediator types is a suggestion, and where it begins and ends is said in each language.
    await mia.select("five");
    await mia.type("seven");
    await mia.select("first");
    await mia.keys("Delete");
    for (const { t, ...seat } of [ana, ben]) {
      // Letters arrive as they are typed.
      await seat.page.locator(".charter-text").getByText("seven").first().waitFor();
      await expect.poll(() => ends({ t, ...seat })).toContain(t("suggestions.begins.insertion", { by: "Mia" }));
      const said = await ends({ t, ...seat });
      expect(said).toContain(t("suggestions.ends.insertion"));
      expect(said).toContain(t("suggestions.begins.strike", { by: "Mia" }));
      expect(said).toContain(t("suggestions.ends.strike"));
    }
    await ana.to(ana.page.locator(".charter-text"));
    await ana.keys("Alt+PageDown");
    await ana.hears(/^replacement by .*Mia.*: five seven$/);
    await ana.keys("Control+Alt+Enter");
    await ana.hears(ana.t("suggestions.said.accept", { count: 1 }));
    for (const seat of seats) await expect.poll(() => agreed(seat)).toContain("rests seven days");
    await ben.press(beside(ben, ben.t("suggestions.title")));
    await picture(bensDesk, "facilitating-suggestion-ar");
    await ben.press(button(ben, ben.t("suggestions.rejectOf", { by: "Mia" })));
    await ben.hears(ben.t("suggestions.said.reject", { count: 1 }));
    await ben.expectSomewhere();
    await expect.poll(() => ends(mia)).toEqual([]);

    // One party objects, with a reason.
    await ben.select("Gates");
    await ben.press(beside(ben, ben.t("charter.comments")));
    await ben.press(button(ben, ben.t("stances.object")));
    await ben.type("السياج ليس لنا.");
    await ben.press(ben.page.getByRole("dialog").getByRole("button", { name: ben.t("stances.object") }));
    await ben.page.getByRole("dialog").waitFor({ state: "detached" });
    await ben.expectSomewhere();

    await mia.select("hear");
    await mia.type("weigh");
    await expect.poll(() => ends(ana)).toContain(ana.t("suggestions.begins.insertion", { by: "Mia" }));

    // Apart: the mediator takes back what a party accepts, both change the same word, one brackets words, the mediator asks.
    await goApart(ben);
    await goApart(mia);
    await ana.to(ana.page.locator(".charter-text"));
    await ana.keys("Alt+PageDown", "Control+Alt+Enter");
    await ana.hears(ana.t("suggestions.said.accept", { count: 1 }));
    await mia.press(beside(mia, mia.t("suggestions.title")));
    await mia.press(button(mia, mia.t("suggestions.withdrawOf", { by: "Mia" })));
    await mia.hears(mia.t("suggestions.said.withdraw", { count: 1 }));
    await ana.select("left");
    await ana.type("shut");
    await ben.select("left");
    await ben.type("open");
    await ana.select("two elders");
    await ana.keys("[");
    await expect.poll(() => lineText(ana, "two elders")).toContain("[two elders]");
    await ana.select("nine days");
    await ana.keys("[");
    await expect.poll(() => lineText(ana, "nine days")).toContain("[nine days]");
    await mia.select("within");
    await mia.keys("Control+Alt+m");
    await mia.page.getByLabel(mia.t("comments.write")).and(mia.page.locator(":focus")).waitFor();
    await mia.type("Counted from which day?");
    await mia.to(mia.page.getByLabel(mia.t("comments.mention")));
    await mia.type("River");
    await mia.press(button(mia, mia.t("comments.send")));
    await mia.hears(mia.t("comments.sent"));
    await mia.page.getByText(mia.t("comments.toWhom", { names: "River Council" })).waitFor();

    // Met again, both are told, and the first of them settles it with the other's word.
    await meetAgain(ben);
    await meetAgain(mia);
    for (const { page, t } of [ana, ben]) await page.getByText(t("conflicts.count", { count: 1 })).waitFor();
    await ana.to(ana.page.locator(".charter-text"));
    await ana.keys("F8");
    await ana.hears(/(?=.*Ana)(?=.*Ben).*without knowing/);
    await ana.press(link(ana, ana.t("conflicts.open")), "Shift+Tab");
    await ana.press(button(ana, new RegExp(`^${ana.t("conflicts.take", { who: "Herders of the Hills" })}`)));
    await ana.hears(/^Settled: 1\.2/);
    await ana.page.locator("[data-conflicts-end]:focus").waitFor();
    for (const seat of seats) await expect.poll(() => agreed(seat)).toContain("Gates are open as they were found.");

    // One bracket with two alternatives of two parties, which stays open; one that is settled.
    await ana.press(ana.page.locator("a.back"), "Shift+Tab");
    await ana.press(beside(ana, ana.t("suggestions.title")));
    await ana.to(ana.page.getByLabel(ana.t("suggestions.which")));
    await ana.keys("ArrowDown");
    await ana.page.getByText(ana.t("suggestions.answered.out", { who: "Mia" })).waitFor();
    await ben.select("two elders");
    await ben.keys("ArrowLeft");
    await addAlternative(ben, "كل الرعاة");
    await ana.select("two elders");
    await ana.keys("ArrowLeft");
    await addAlternative(ana, "the assembly");
    for (const seat of seats)
      await expect.poll(() => lineText(seat, "quarrel")).toMatch(/\[two elders\].*\[كل الرعاة\].*\[the assembly\]/);
    await ana.select("nine days");
    await ana.keys("ArrowLeft", "Control+Alt+b");
    await ana.press(button(ana, ana.t("brackets.chooseNamed", { name: ana.t("brackets.alternative", { number: 1 }) })));
    await ana.hears(ana.t("brackets.picked"));
    await ana.expectSomewhere();
    await ana.keys("Escape");
    await ana.page.locator(".charter-text:focus").waitFor();

    // The party that was asked settles the mediator's question.
    await ana.press(beside(ana, ana.t("charter.comments")));
    await ana.page.getByText(ana.t("comments.forMe")).waitFor();
    await ana.press(button(ana, ana.t("comments.resolve")));
    await ana.expectSomewhere();

    // The board, for the projector; all agree to a clause, and it is closed.
    const row = ({ page }: Seat, number = "1.1") =>
      page.locator(".board tr", { has: page.getByRole("rowheader").getByRole("link", { name: number, exact: true }) });
    for (const seat of [ben, ana]) {
      await seat.press(link(seat, seat.t("charter.board")), "Shift+Tab");
      const agree = row(seat).getByRole("button", { name: seat.t("stances.agree") });
      await seat.press(agree);
      await expect.poll(() => agree.getAttribute("aria-pressed")).toBe("true");
      await agree.and(seat.page.locator(":focus")).waitFor();
    }
    await ana.press(row(ana).getByRole("button", { name: ana.t("stances.close") }));
    await ana.hears(/^1\.1.* is closed/);
    await ana.expectSomewhere();
    await mia.press(link(mia, mia.t("charter.board")), "Shift+Tab");
    await row(mia).getByText(mia.t("stances.closed")).waitFor();
    // What was said of other words counts no more.
    await row(mia, "1.2").getByText(mia.t("stances.short.lapsed")).waitFor();
    await mia.to(mia.page.getByRole("switch", { name: mia.t("board.large") }));
    await mia.keys(" ");
    await mia.page.locator('.board-place[data-large="true"]').waitFor();
    await mia.to(mia.page.locator(".board th a").first());
    await mia.keys("ArrowDown", "ArrowDown");
    expect(await mia.page.evaluate(() => document.activeElement?.textContent)).toMatch(/^1\.2/);
    await picture(miasDesk, "facilitating-board");
    expect(await violations(mia.page)).toEqual([]);

    // To the signature: all but the one bracket, which whoever signs is told.
    await ana.press(ana.page.locator("a.back"), "Shift+Tab");
    await ana.press(link(ana, ana.t("charter.timeline")));
    await ana.press(link(ana, ana.t("timeline.propose")));
    await ana.page.getByText(ana.t("propose.ready.kind.openBracket", { count: 1 })).waitFor();
    await ana.to(ana.page.getByRole("checkbox", { name: ana.t("propose.ready.leaveOut") }));
    await ana.keys(" ");
    await ana.page.getByText(ana.t("propose.leftOut", { clause: "2.1 Quarrels" })).waitFor();
    await ana.press(button(ana, ana.t("propose.submit")));
    await ana.hears(ana.t("propose.proposed"));
    await ratify(ana);
    await ben.press(ben.page.locator("a.back"), "Shift+Tab");
    await ben.press(link(ben, ben.t("charter.goSign")), "Shift+Tab");
    await ben.page.getByText(ben.t("signing.leftOut", { count: 1 })).waitFor();
    await picture(bensDesk, "facilitating-signing-ar");
    expect(await violations(ben.page)).toEqual([]);
    await ratify(ben);
    for (const { desk } of seats)
      await expect
        .poll(async () => must(await desk.host.api.getTimeline({ charter })).map(({ state }) => state))
        .toEqual(["inForce"]);
    const [signed] = must(await miasDesk.host.api.getTimeline({ charter }));
    const proposal = signed?.proposal;
    if (proposal === undefined) throw new Error("a text is in force");
    const { markdown } = must(await miasDesk.host.api.getText({ charter, at: { kind: "proposal", proposal } }));
    expect(markdown).toContain("rests seven days");
    expect(markdown).toContain("The elders weigh it within nine days.");
    expect(markdown).not.toContain("quarrel is brought");
    expect(desks.flatMap(({ faults }) => faults)).toEqual([]);
  });
});
