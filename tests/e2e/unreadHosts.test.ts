/** Two real hosts apart, and one of them with its window in a real browser. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { launchChromium } from "../support/chromium.ts";
import { button, heading, link, see, textOf } from "./support/deeds.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";

const markdown = `# Accord on the ford

## Crossing

1. The ford is open to all by day.
2. Nobody takes a toll.
`;

let browser: Browser;
let amina: Desk;
let berta: Desk;
beforeAll(async () => {
  browser = await launchChromium();
  amina = await openDesk(browser);
  berta = await openDesk(browser);
});
afterAll(async () => {
  await amina?.close();
  await berta?.close();
  await browser?.close();
});

async function begin({ host }: Desk, person: string, party: string): Promise<void> {
  const profile = { name: party, kind: "community", constituency: "" } as const;
  must(await host.api.createIdentity({ person, device: `${person}'s laptop`, party: profile }));
}

async function edit({ host }: Desk, charter: CharterId, number: string, words: string | null): Promise<void> {
  const { clauses } = must(await host.api.getText({ charter, at: { kind: "draft" } }));
  const clause = clauses.find((one) => one.number === number)?.id;
  if (clause === undefined) throw new Error(`there is no clause ${number}`);
  const change =
    words === null
      ? ({ kind: "removeClause", clause } as const)
      : ({ kind: "setClause", clause, markdown: words } as const);
  must(await host.api.editText({ charter, edit: change }));
}

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
}

describe("somebody who comes back", () => {
  it("reads what the others did meanwhile, and puts back what she wrote into what they deleted", async () => {
    await begin(amina, "Amina", "Upper bank");
    await begin(berta, "Berta", "Lower bank");
    const source = { kind: "file", name: "ford.md", bytes: utf8(markdown) } as const;
    const { charter } = must(
      await amina.host.api.createCharter({ title: "Accord on the ford", language: "en", source, policy: usualPolicy }),
    );
    const invitation = must(await amina.host.api.invite({ charter, role: "party", expiresInHours: 1, reason: "" }));
    must(await berta.host.api.join({ code: invitation.code, address: invitation.addresses[0] ?? "", stay: false }));

    // Apart, both write; then they meet.
    await edit(amina, charter, "1.1", "The ford is open to all, day and night.");
    await edit(amina, charter, "1.2", null);
    await edit(berta, charter, "1.2", "Nobody takes a toll. Gifts are welcome.");
    must(await berta.host.api.meet({ address: invitation.addresses[0] ?? "", stay: false }));

    const { page } = berta;
    await page.reload();
    await goTo(page, `#/charter/${charter}/text`);
    await see(page, /2 new: 2 changed clauses/);
    await link(page, "Read it").click();
    await heading(page, "What is new").waitFor();
    await see(page, "Changed by Amina (Upper bank)");
    await button(page, "I have read this: Amended, 1.1").click();
    await see(page, "One thing is new");
    await button(page, "I have read all of this").click();
    await see(page, "You have read everything.");

    await see(page, "Text that lost its place");
    await button(page, "Put it back: From 1.2").click();
    await page.getByText("Text that lost its place").waitFor({ state: "detached" });
    await goTo(page, `#/charter/${charter}/text`);
    await textOf(page).getByText("Gifts are welcome.").waitFor();
    expect(await page.locator(".news-sign").count()).toBe(0);

    // On the other side it is one more change to be read, and nothing to be put back.
    must(await berta.host.api.meet({ address: invitation.addresses[0] ?? "", stay: false }));
    expect(must(await amina.host.api.getLostText({ charter }))).toEqual([]);
    const { clauses } = must(await amina.host.api.getNews({ charter }));
    expect(clauses.map(({ items }) => items.map((item) => item.kind === "change" && item.redline.op))).toEqual([
      ["added"],
    ]);
    expect([...amina.faults, ...berta.faults]).toEqual([]);
  });
});
