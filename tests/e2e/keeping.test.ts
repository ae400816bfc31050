/**
 * What becomes of an agreed text, at two windows, one in Arabic: a promise reported kept by one party and disputed by the
 * other, a practice attested with a witness and evidence, a review, the days that ask for something, and the renewal that
 * looks back on all of it.
 */
import type { TFunction } from "i18next";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFailed } from "vitest";
import { startWords } from "../../renderer/i18n/i18n.ts";
import { buildIfStale } from "../../scripts/build.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import { addDays, addMonths, dayOf } from "../../shared/base/days.ts";
import type { CharterId, PartyId } from "../../shared/base/ids.ts";
import { usualConditions } from "../../shared/charter/parties/conditions.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { launchChromium } from "../support/chromium.ts";
import { usualPlan } from "../support/plans.ts";
import { download } from "./support/deeds.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";
import { picture, picturesOfFailure } from "./support/pictures.ts";
import { askedWords } from "./support/scenes/acts.ts";
import { violations } from "./support/windows.ts";

const title = "Accord on the weir";
const fishers = "Fishers of the Delta";
const herders = "رعاة التلال";

/** Somebody at a window, in their language. */
interface Seat {
  readonly desk: Desk;
  readonly page: Page;
  readonly t: TFunction;
}

let browser: Browser;
let desks: readonly Desk[] = [];

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
  desks = await Promise.all([openDesk(browser), openDesk(browser)]);
});
afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await browser?.close();
});

async function introduce({ host }: Desk, person: string, party: string): Promise<PartyId> {
  const profile = { name: party, kind: "union", constituency: "all of us" } as const;
  const { party: made } = must(await host.api.createIdentity({ person, device: `${person}’s laptop`, party: profile }));
  const sheet = must(await host.api.getRecoveryWords({ language: "en" }));
  if (sheet === null || made === null) throw new Error("a party has words");
  must(await host.api.confirmRecoveryWords({ words: askedWords(sheet) }));
  return made.id;
}

/** One charter that both have ratified, as a practised text: the fishers owe something today, and every month from then. */
async function agree(ana: Desk, omar: Desk): Promise<CharterId> {
  const today = dayOf(Date.now());
  const by = await introduce(ana, "Ana", fishers);
  const to = await introduce(omar, "عمر", herders);
  const markdown = `# ${title}\n\n## Weir\n\n1. The fishers open the weir. [](promise:by=${by}&to=${to}&due=${today}&every=1)\n2. Nets dry on the northern bank only.\n`;
  const source = { kind: "file", name: "text.md", bytes: utf8(markdown) } as const;
  const { charter } = must(
    await ana.host.api.createCharter({ title, language: "en", source, policy: usualPolicy, mayLose: "form" }),
  );
  const invited = must(await ana.host.api.invite({ charter, role: "party", expiresInHours: 24, reason: "" }));
  must(await omar.host.api.join({ code: invited.code, address: invited.addresses[0] ?? "", stay: true }));
  const term = { from: null, months: null, until: addDays(today, 300), noticeDays: 300 };
  const conditions = { ...usualConditions(2), needed: null, entry: { at: null, delayDays: 0, joinDelayDays: 0 } };
  const plan = { charter, term, note: "", purpose: null, ...usualPlan };
  const { proposal } = must(await ana.host.api.propose({ ...plan, conditions: { ...conditions, form: "practised" } }));
  const practice = { clauses: [], day: today, place: "the weir", words: "As ever.", witnesses: [], evidence: [] };
  for (const { host } of [ana, omar]) {
    await expect.poll(async () => (await host.api.getSigning({ charter, proposal })).ok).toBe(true);
    const { contentHash } = must(await host.api.getSigning({ charter, proposal })).entry;
    const ballot = { charter, proposal, contentHash, choice: "ratify", statement: "", clockIsRight: false } as const;
    must(await host.api.castBallot({ ...ballot, practice }));
  }
  const isAgreed = async () => must(await ana.host.api.getCharter({ charter })).inForce === proposal;
  await expect.poll(isAgreed, { timeout: 10_000 }).toBe(true);
  return charter;
}

async function sit(desk: Desk, language: "en" | "ar", hash: string): Promise<Seat> {
  const seat = { desk, page: desk.page, t: (await startWords(language)).t };
  await go(seat, hash);
  await desk.reopen(language);
  return seat;
}
const go = ({ page }: Seat, hash: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

const button = (where: Page | Locator, name: string) => where.getByRole("button", { name, exact: true });
const dialog = ({ page }: Seat) => page.getByRole("dialog").or(page.getByRole("alertdialog"));
const toldIn = ({ page }: Seat, words: string) => page.getByText(words).filter({ visible: true }).first().waitFor();

/** Looks once more at what is filled in, sees what it means, and signs it. */
async function sign(seat: Seat, means: string, told: string): Promise<void> {
  const { t, page } = seat;
  await button(dialog(seat), t("promises.look")).click();
  await dialog(seat).getByText(means).waitFor();
  expect(await violations(page)).toEqual([]);
  await button(dialog(seat), t("promises.sign")).click();
  await toldIn(seat, told);
  await button(page, t("app.dismiss")).click();
}

/** As it should be for everybody, on a wide and on a narrow window. */
async function lookAt({ page, desk }: Seat, name: string, at = page.getByRole("heading", { level: 1 })): Promise<void> {
  await at.first().evaluate((shown) => shown.scrollIntoView({ block: "center" }));
  expect(await violations(page), name).toEqual([]);
  await picture(desk, name);
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0);
  await picture(desk, `${name}-390`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

it("a promise is kept for one and not for the other; practice, review and burdens stand beside the text", async () => {
  onTestFailed(() => picturesOfFailure(desks));
  const [anas, omars] = desks;
  if (anas === undefined || omars === undefined) throw new Error("there are two desks");
  const charter = await agree(anas, omars);
  const at = (place: string) => `#/charter/${charter}/${place}`;
  const ana = await sit(anas, "en", at("promises"));
  const omar = await sit(omars, "ar", at("promises"));

  await button(ana.page, ana.t("promises.reportOf", { number: "1.1", day: fishers })).click();
  await button(dialog(ana), ana.t("promises.look")).click();
  await dialog(ana).getByText(ana.t("promises.noOutcome")).waitFor();
  await dialog(ana).getByText(ana.t("promises.outcome.fulfilled"), { exact: true }).click();
  await dialog(ana).getByLabel(ana.t("promises.words")).fill("At dawn, all of it.");
  await dialog(ana)
    .locator("input[type=file]")
    .setInputFiles({ name: "gauge.csv", mimeType: "", buffer: Buffer.from("4") });
  await dialog(ana).getByText("gauge.csv").waitFor();
  await picture(anas, "report");
  await sign(ana, ana.t("promises.reportMeans", { party: fishers }), ana.t("promises.reported"));
  await ana.page.getByText("Evidence: gauge.csv, SHA-256 4b227777").waitFor();

  await omar.page.getByText("At dawn, all of it.").waitFor();
  await omar.page.getByRole("button", { name: /^أجب/ }).click();
  await dialog(omar).getByText(omar.t("promises.choice.dispute"), { exact: true }).click();
  await dialog(omar).getByLabel(omar.t("promises.words")).fill("بقي نصفه مغلقًا.");
  await sign(omar, "ويبقى كلاهما مسجَّلًا", omar.t("promises.answered"));
  await ana.page.getByText("بقي نصفه مغلقًا.").waitFor();
  await ana.page
    .getByRole("list", { name: ana.t("promises.times") })
    .getByText("disputed")
    .waitFor();
  await lookAt(ana, "promises");
  await omar.page.getByText(omar.t("promises.byDay"), { exact: true }).first().click();
  await omar.page
    .getByRole("row")
    .filter({ hasText: omar.t("promises.states.disputed") })
    .waitFor();
  await lookAt(omar, "promises-days-ar");
  const file = await download(ana.page, button(ana.page, ana.t("promises.calendar")));
  expect(file.name).toBe("Accord-on-the-weir.ics");
  expect(file.bytes.toString()).toMatch(/RRULE:FREQ=MONTHLY|DTSTART;VALUE=DATE/);

  await go(omar, at("records"));
  await omar.page.getByRole("button", { name: new RegExp(`^${omar.t("records.attest")}`) }).click();
  await dialog(omar).getByLabel(omar.t("consent.place")).fill("السد");
  await dialog(omar).getByLabel(omar.t("consent.done")).fill("فتحناه معًا.");
  await button(dialog(omar), omar.t("consent.addWitness")).click();
  await dialog(omar)
    .getByLabel(omar.t("consent.witness", { number: 1 }))
    .fill("Marta");
  await dialog(omar).getByLabel(omar.t("consent.witnessParty")).selectOption({ label: fishers });
  await dialog(omar)
    .locator("input[type=file]")
    .setInputFiles({ name: "weir.jpg", mimeType: "", buffer: Buffer.from("4") });
  await dialog(omar).getByText("1.2", { exact: true }).click();
  await sign(omar, "يُوقَّع ويبقى مسجَّلًا دائمًا", omar.t("records.told"));
  await go(ana, at("records"));
  await ana.page.getByText("فتحناه معًا.").waitFor();
  await ana.page.getByText(`Marta (${fishers})`).waitFor();
  await ana.page.getByText("Of these clauses: 1.2").waitFor();

  await ana.page.getByRole("button", { name: new RegExp(`^${ana.t("records.review")}`) }).click();
  await dialog(ana).getByLabel(ana.t("consent.place")).fill("the mill");
  await dialog(ana).getByText(ana.t("records.outcome.renew")).click();
  await dialog(ana)
    .getByLabel(ana.t("records.nextOn"))
    .fill(addDays(dayOf(Date.now()), 20));
  await sign(ana, ana.t("records.reviewMeans", { party: fishers }), ana.t("records.told"));
  await omar.page.getByText("the mill").waitFor();
  await lookAt(ana, "records");
  await lookAt(omar, "records-ar");

  await go(ana, at("renew"));
  const burdens = ana.page.getByRole("table").filter({ has: ana.page.getByRole("columnheader", { name: "Disputed" }) });
  await burdens.getByRole("row", { name: fishers }).waitFor();
  expect(await burdens.getByRole("row", { name: fishers }).getByRole("cell").allTextContents()).toEqual([
    ...["0", "0", "1", "0", "9", "0"],
  ]);
  await ana.page.getByText(`${fishers} to`).waitFor();
  await lookAt(ana, "renewal", burdens);

  await go(ana, "#/library");
  const today = dayOf(Date.now());
  // Today it was kept; the same day of next month is among the thirty days ahead, or not.
  const owesSoon = addMonths(today, 1) <= addDays(today, 30);
  await ana.page.getByText(owesSoon ? "2 things are due" : "One thing is due").waitFor();
  await ana.page.getByRole("link", { name: /^The parties meet on/ }).waitFor();
  await lookAt(ana, "library");
  await go(omar, "#/library");
  await omar.page.getByText("أمر واحد مستحق").waitFor();
  await lookAt(omar, "library-ar");
});
