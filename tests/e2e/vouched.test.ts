/** A newcomer to a long log in a real window: reads what is vouched for while the log is held up, and then the log's text. */
import { connect, createServer, type Socket } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { launchChromium } from "../support/chromium.ts";
import * as deeds from "./support/deeds.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";
import { picture, picturesOfFailure } from "./support/pictures.ts";

/** Enough for the text that is vouched for, and not for all that stands behind it. */
const heldAfterBytes = 24_000;

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

/** Ben reads what Ana vouches for, and what stands behind it is held up on the road. */
async function readVouched(): Promise<{ readonly ben: Desk; readonly road: Road }> {
  desks = await Promise.all([openDesk(browser), openDesk(browser)]);
  const [ana, ben] = desks as [Desk, Desk];
  const party = { name: "Fishers of the Delta", kind: "community", constituency: "" } as const;
  must(await ana.host.api.createIdentity({ person: "Ana", device: "laptop", party }));
  const founded = await ana.host.api.createCharter({
    ...{ title: "Accord of the two valleys", language: "en", policy: usualPolicy },
    source: { kind: "template", template: must(await ana.host.api.listTemplates({}))[0]?.id ?? "" },
  });
  const { charter } = must(founded);
  const { clauses } = must(await ana.host.api.getText({ charter, at: { kind: "draft" } }));
  const clause = clauses.find(({ kind }) => kind === "clause")?.id;
  if (clause === undefined) throw new Error("a template has a clause");
  for (let n = 0; n < 700; n++)
    must(
      await ana.host.api.editText({ charter, edit: { kind: "setClause", clause, markdown: `The river, draft ${n}.` } }),
    );
  const listening = must(await ana.host.api.listen({ port: null, host: null }));
  const port = Number(
    listening.addresses
      .find((one) => one.startsWith("127."))
      ?.split(":")
      .at(-1),
  );
  const road = await holdUp(port);
  const invited = await ana.host.api.invite({ charter, role: "party", expiresInHours: 1, reason: "" });

  const { page } = ben;
  await deeds.introduce(page, { person: "Ben", device: "tablet", party: "Herders of the Hills" });
  await deeds.link(page, "Join with a code").click();
  await page.getByRole("textbox", { name: "Invitation code" }).fill(must(invited).code);
  await page.getByLabel("Address").fill(road.address);
  await deeds.button(page, "Join charter").click();

  await page.getByText("This is the text as Ana vouches for it").waitFor();
  await page.getByRole("article", { name: "Text that is vouched for" }).getByText("The river, draft 699.").waitFor();
  return { ben, road };
}

it("[S18] the text is read as somebody vouches for it, and written once its log is verified", async () => {
  const { ben, road } = await readVouched();
  const { page } = ben;
  expect(await deeds.textOf(page).count()).toBe(0);

  road.release();
  await deeds.textOf(page).getByText("The river, draft 699.").waitFor();
  await page.getByText("vouches for it").waitFor({ state: "detached" });
  await deeds.typeAfter(page, "The river, draft 699.", " Shared.");
  expect(ben.faults).toEqual([]);
});

it.each([
  ["en", "The signed entries are verified. You can write now."],
  ["ar", "تم التحقق من القيود الموقَّعة. يمكنك الكتابة الآن."],
] as const)("[S18] the reader is told once that the log is verified, in %s", async (language, words) => {
  const { ben, road } = await readVouched();
  const { page } = ben;
  await ben.reopen(language);
  await picture(ben, `vouched-${language}`);

  road.release();
  await page.getByRole("status").filter({ hasText: words }).waitFor({ state: "attached" });
  // Said and seen.
  await page.getByText(words).nth(1).waitFor();
  await page.locator(".toolbar").waitFor();
  await picture(ben, `verified-${language}`);
  expect(ben.faults).toEqual([]);
});

it("[S18] a connection that breaks midway leaves the text to be read, and the next one brings the rest", async () => {
  const { ben, road } = await readVouched();
  const { page } = ben;
  road.cut();
  await page.getByText("Interrupted: nobody is connected").waitFor();
  await deeds.see(page, "It goes on where it stopped");
  await page.getByRole("article", { name: "Text that is vouched for" }).getByText("The river, draft 699.").waitFor();
  await picture(ben, "interrupted");

  await deeds.button(page, "Meet").click();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Meet");
  await page.getByRole("textbox", { name: "Address of the other device" }).fill(road.address);
  await deeds.button(page, "Meet now").click();
  await deeds.textOf(page).getByText("The river, draft 699.").waitFor();
  await page.getByText("vouches for it").waitFor({ state: "detached" });
  await deeds.typeAfter(page, "The river, draft 699.", " Shared.");
  expect(ben.faults).toEqual([]);
});
