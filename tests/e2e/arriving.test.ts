/** A newcomer to a long log in a real window: reads the agreed text while the log is held up, and then writes on the draft. */
import { connect, createServer, type Socket } from "node:net";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { launchChromium } from "../support/chromium.ts";
import { usualPlan } from "../support/plans.ts";
import { fillBlanks } from "../support/world.ts";
import * as deeds from "./support/deeds.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";
import { picture, picturesOfFailure } from "./support/pictures.ts";

/** Enough for the agreed text with its proof, and not for the log. */
const heldAfterBytes = 40_000;

let browser: Browser;
let desks: readonly Desk[] = [];
const onEnd: (() => void)[] = [];

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(({ onTestFailed }) => onTestFailed(() => picturesOfFailure(desks)));
afterEach(async () => {
  for (const run of onEnd.splice(0)) run();
  const open = desks;
  desks = [];
  await Promise.all(open.map((desk) => desk.close()));
});

interface Road {
  readonly address: string;
  release(): void;
  /** The connections break; the next ones are not held up. */
  cut(): void;
}

/** Passes connections on to `port`; what comes back on one that says much is held up until `release`. */
async function holdUp(port: number): Promise<Road> {
  let isHeld = true;
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();
  const server = createServer((here) => {
    const there = connect(port, "127.0.0.1");
    for (const socket of [here, there]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    here.pipe(there);
    here.on("close", () => there.destroy());
    there.on("close", () => here.destroy());
    let passed = 0;
    there.on("data", (bytes) => {
      here.write(bytes);
      passed += bytes.length;
      if (!isHeld || passed < heldAfterBytes) return;
      there.pause();
      waiting.add(() => there.resume());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  onEnd.push(() => {
    server.close();
    breakAll();
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("it listens on a port");
  return {
    address: `127.0.0.1:${bound.port}`,
    release() {
      isHeld = false;
      for (const resume of waiting) resume();
    },
    cut() {
      isHeld = false;
      breakAll();
    },
  };
}

/** Ana's people and Cora's have agreed on a text, and Ana has written on it since. */
async function agree(ana: Desk, cora: Desk): Promise<{ readonly charter: CharterId; readonly port: number }> {
  const [fishers, herders] = ["Fishers of the Delta", "Herders of the Hills"].map(
    (name) => ({ name, kind: "community", constituency: "" }) as const,
  );
  must(await ana.host.api.createIdentity({ person: "Ana", device: "laptop", party: fishers ?? null }));
  must(await cora.host.api.createIdentity({ person: "Cora", device: "phone", party: herders ?? null }));
  const founded = await ana.host.api.createCharter({
    ...{ title: "Accord of the two valleys", language: "en", policy: usualPolicy },
    source: { kind: "template", template: must(await ana.host.api.listTemplates({}))[0]?.id ?? "" },
  });
  const { charter } = must(founded);
  await fillBlanks(ana.host.api, charter);
  const { clauses } = must(await ana.host.api.getText({ charter, at: { kind: "draft" } }));
  const clause = clauses.find(({ kind }) => kind === "clause")?.id;
  if (clause === undefined) throw new Error("a template has a clause");
  const write = async (markdown: string): Promise<void> =>
    void must(await ana.host.api.editText({ charter, edit: { kind: "setClause", clause, markdown } }));
  await write("The river is shared.");
  const { addresses } = must(await ana.host.api.listen({ port: null, host: null }));
  const address = addresses.find((one) => one.startsWith("127.")) ?? "";
  const { code } = must(await ana.host.api.invite({ charter, role: "party", expiresInHours: 1, reason: "" }));
  must(await cora.host.api.join({ code, address, stay: false }));
  const term = { from: null, months: 12, until: null, noticeDays: 30 };
  const plan = { charter, term, purpose: null, note: "", ...usualPlan };
  const { proposal } = must(await ana.host.api.propose(plan));
  for (const { host } of [ana, cora]) {
    must(await cora.host.api.meet({ address, stay: false }));
    const { contentHash } = must(await host.api.getSigning({ charter, proposal })).entry;
    const ballot = { charter, proposal, contentHash, choice: "ratify", statement: "", clockIsRight: false } as const;
    must(await host.api.castBallot(ballot));
  }
  must(await cora.host.api.meet({ address, stay: false }));
  for (let n = 0; n < 700; n++) await write(`The river, draft ${n}.`);
  return { charter, port: Number(address.split(":").at(-1)) };
}

/** Ben reads what was agreed on, and the log is held up on the road. */
async function readAgreed(width = 1280): Promise<{ readonly ben: Desk; readonly road: Road }> {
  desks = await Promise.all([openDesk(browser), openDesk(browser), openDesk(browser, { width })]);
  const [ana, cora, ben] = desks as [Desk, Desk, Desk];
  const { charter, port } = await agree(ana, cora);
  const road = await holdUp(port);
  const invited = await ana.host.api.invite({ charter, role: "delegate", expiresInHours: 1, reason: "" });

  const { page } = ben;
  await deeds.introduce(page, { person: "Ben", device: "tablet", party: "Weavers of the Lake" });
  await deeds.link(page, "Join with a code").click();
  await page.getByRole("textbox", { name: "Invitation code" }).fill(must(invited).code);
  await page.getByLabel("Address").fill(road.address);
  await deeds.button(page, "Join charter").click();

  await deeds.see(page, /^Signed by .*It is verified\.$/);
  expect(await page.getByText(/^Signed by/).textContent()).toMatch(
    /Fishers of the Delta.*Herders of the Hills|Herders.*Fishers/,
  );
  await agreedText(page).getByText("The river is shared.").waitFor();
  return { ben, road };
}

const agreedText = (page: Page): Locator => page.getByRole("article", { name: "Agreed text" });

it("[S18] the agreed text is read, verified, while the log is on its way, and the draft is written on once it is here", async () => {
  const { ben, road } = await readAgreed();
  const { page } = ben;
  await page
    .getByRole("progressbar", { name: "The draft is on its way" })
    .getByText(/ of 7\d\d/)
    .waitFor();
  expect(await deeds.textOf(page).count()).toBe(0);
  await page.goto(`${page.url().split("#")[0]}#/library`);
  await deeds.see(page, /The agreed text can be read\. The draft is on its way: \d+ of 7\d\d\./);
  await deeds.link(page, "Accord of the two valleys").click();
  await agreedText(page).getByText("The river is shared.").waitFor();

  road.release();
  await deeds.textOf(page).getByText("The river, draft 699.").waitFor();
  await agreedText(page).waitFor({ state: "detached" });
  await deeds.typeAfter(page, "The river, draft 699.", " Shared.");
  expect(ben.faults).toEqual([]);
});

it.each([
  ["en", 1280, "Everything is here and verified. You can write now."],
  ["ar", 390, "وصل كل شيء وتم التحقق منه. يمكنك الكتابة الآن."],
] as const)("[S18] the reader is told once that everything is here, in %s, %i wide", async (language, width, words) => {
  const { ben, road } = await readAgreed(width);
  const { page } = ben;
  await ben.reopen(language);
  await page.getByText("The river is shared.").waitFor();
  await picture(ben, `arriving-${language}`);

  road.release();
  await page.getByRole("status").filter({ hasText: words }).waitFor({ state: "attached" });
  // Said and seen.
  await page.getByText(words).nth(1).waitFor();
  await page.locator(".toolbar").waitFor();
  await picture(ben, `arrived-${language}`);
  expect(ben.faults).toEqual([]);
});

it("[S18] a connection that breaks midway leaves the text to be read, and the next one brings the rest", async () => {
  const { ben, road } = await readAgreed();
  const { page } = ben;
  road.cut();
  await page.getByText("Interrupted: nobody is connected").waitFor();
  await deeds.see(page, "It goes on where it stopped");
  await agreedText(page).getByText("The river is shared.").waitFor();
  await picture(ben, "interrupted");

  await deeds.button(page, "Meet").click();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Meet");
  await page.getByRole("textbox", { name: "Address of the other device" }).fill(road.address);
  await deeds.button(page, "Meet now").click();
  await deeds.textOf(page).getByText("The river, draft 699.").waitFor();
  await agreedText(page).waitFor({ state: "detached" });
  await deeds.typeAfter(page, "The river, draft 699.", " Shared.");
  expect(ben.faults).toEqual([]);
});
