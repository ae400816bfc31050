/** Laptop to laptop: a second person joins by the QR code that the first one's window shows; a ballot goes the same way. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { launchChromium } from "../support/chromium.ts";
import { usualPlan } from "../support/plans.ts";
import { blank, drawQr, filmOf, type Grey, greyPng, laterLink, placed } from "../support/qrPictures.ts";
import * as deeds from "./support/deeds.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";
import { picture, picturesOfFailure } from "./support/pictures.ts";
import { violations } from "./support/windows.ts";

const { button, see } = deeds;

/** The streams that the window was given, noted as they come: the page's own, which it alone switches off. */
declare const window: { streams: MediaStream[] } & globalThis.Window;

const title = "Accord of the two valleys";
const byCamera = "Read QR code with the camera";
const byPicture = "Read QR code from a picture";

let folder: string;
let plain: Browser;
let ana: Desk;
let link: string;

beforeAll(async () => {
  await buildIfStale("window");
  folder = await mkdtemp(join(tmpdir(), "tessera-camera-"));
  plain = await launchChromium();
  ana = await openDesk(plain);
  await deeds.introduce(ana.page, { person: "Ana", device: "Ana's laptop", party: "Fishers of the Delta" });
  await deeds.createFromTemplate(ana.page, title, "Mutual aid accord");
});
afterAll(async () => {
  await ana?.close();
  await plain?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

beforeEach(async () => {
  await deeds.besideText(ana.page, "People");
  await button(ana.page, "Invite").click();
  const dialog = ana.page.getByRole("dialog", { name: "Invite" });
  await button(dialog, "Make a code").click();
  link = (await dialog.getByRole("status", { name: "Invitation link" }).textContent()) ?? "";
  await button(dialog, "Done").click();
});

/** A browser on a machine with one camera, before which `seen` lies; null: on one without any. */
async function browserBefore(seen: Grey | null): Promise<Browser> {
  const film = join(folder, "film.y4m");
  if (seen !== null) await writeFile(film, filmOf(seen));
  const browser = await launchChromium(
    seen === null
      ? ["--use-fake-device-for-media-stream=device-count=0"]
      : ["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`],
  );
  onTestFinished(() => browser.close());
  return browser;
}

async function joiner(
  browser: Browser,
  camera: "granted" | "denied",
  size: { readonly width?: number; readonly party?: string } = {},
): Promise<Desk> {
  const desk = await openDesk(browser, size);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") await picturesOfFailure([desk]);
    await desk.close();
  });
  await desk.page.addInitScript(() => {
    window.streams = [];
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wanted) => {
      if (wanted?.audio) throw new Error("nobody needs to be heard");
      const stream = await ask(wanted);
      window.streams.push(stream);
      return stream;
    };
  });
  // Where nobody answers, a browser without a screen says no.
  const { origin } = new URL(desk.page.url());
  if (camera === "granted") await desk.page.context().grantPermissions(["camera"], { origin });
  await desk.page.reload();
  await deeds.introduce(desk.page, { person: "Ben", device: "Ben's tablet", party: "Herders of the Hills" });
  await deeds.goHome(desk.page);
  await deeds.link(desk.page, "Join with a code").click();
  return desk;
}

const onAir = (page: Page): Promise<readonly boolean[]> =>
  page.evaluate(() => window.streams.flatMap((one) => one.getTracks().map(({ readyState }) => readyState === "live")));

const code = (page: Page) => page.getByRole("textbox", { name: "Invitation code or link" });
const onTable = (text: string): Grey => placed(drawQr(text, 6), blank(1280, 720, 120));

async function choosePicture(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await button(page, byPicture).click();
  const chooser = await choosing;
  await chooser.setFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });
}

describe("by the camera", () => {
  it("the code is read, shown before anybody is asked, and joined by; the keyboard is enough", async () => {
    const desk = await joiner(await browserBefore(onTable(link)), "granted");
    const { page } = desk;
    expect(await onAir(page)).toEqual([]);
    await code(page).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await see(page, "The link says where to ask; no address is needed.");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await onAir(page)).toEqual([false]);
    expect(await code(page).inputValue()).toBe(link);
    const { addresses } = await desk.host.api.readInvite({ link }).then((read) => {
      if (!read.ok) throw new Error(read.error.kind);
      return read.value;
    });
    for (const address of addresses) await see(page, address);
    expect(await violations(page)).toEqual([]);
    await picture(desk, "join-read");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(byCamera);
    await code(page).focus();
    await page.keyboard.press("Enter");
    await deeds.heading(page, title).waitFor();
    await see(page, "Nobody is sent who has not agreed to go.");
    expect(desk.faults).toEqual([]);
  });

  it("another code is named and not followed, and the camera goes off when it is cancelled or the screen is left", async () => {
    const desk = await joiner(await browserBefore(onTable("https://example.org/tessera")), "granted");
    const { page } = desk;
    const dialog = page.getByRole("dialog", { name: "Read a QR code" });
    await button(page, byCamera).click();
    await see(page, "This is no invitation to Tessera.");
    expect(await onAir(page)).toEqual([true]);
    expect(await violations(page)).toEqual([]);
    expect(await code(page).inputValue()).toBe("");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await onAir(page)).toEqual([false]);

    await button(page, byCamera).click();
    await see(page, "This is no invitation to Tessera.");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect(await onAir(page)).toEqual([false, false]);

    await button(page, byCamera).click();
    await see(page, "This is no invitation to Tessera.");
    await page.goBack();
    await deeds.heading(page, "No charters yet").waitFor();
    expect(await onAir(page)).toEqual([false, false, false]);
    expect(desk.faults).toEqual([]);
  });

  it("nothing readable is said after a while; the picture stands in both languages and on a small screen", async () => {
    const browser = await browserBefore(blank(1280, 720, 150));
    const wide = await joiner(browser, "granted");
    const narrow = await joiner(browser, "granted", { width: 390 });
    for (const [desk, name] of [
      [wide, "wide"],
      [narrow, "narrow"],
    ] as const) {
      await button(desk.page, byCamera).click();
      await see(desk.page, "Hold the other screen’s code inside the frame.");
      await picture(desk, `join-camera-en-${name}`);
      await see(desk.page, /Nothing readable yet/);
      expect(await violations(desk.page)).toEqual([]);
      await desk.reopen("ar");
      await button(desk.page, "اقرأ رمز QR بالكاميرا").click();
      await see(desk.page, "اجعل رمز الشاشة الأخرى داخل الإطار.");
      expect(await violations(desk.page)).toEqual([]);
      await picture(desk, `join-camera-ar-${name}`);
      expect(await desk.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  });

  it("a later version is named by its number", async () => {
    const { page } = await joiner(await browserBefore(onTable(laterLink())), "granted");
    await button(page, byCamera).click();
    await see(page, /newer version \(format 2, this one reads up to 1\)/);
    expect(await code(page).inputValue()).toBe("");
  });

  it("a refusal and a missing camera are said, with what to do instead", async () => {
    const refused = await joiner(await browserBefore(blank(640, 480)), "denied");
    await button(refused.page, byCamera).click();
    await see(refused.page, "The camera may not be used.");
    expect(await violations(refused.page)).toEqual([]);
    await picture(refused, "join-camera-denied");
    await button(refused.page, "Try again").click();
    await see(refused.page, "The camera may not be used.");
    await button(refused.page, "Cancel").click();

    const none = await joiner(await browserBefore(null), "granted");
    await button(none.page, byCamera).click();
    await see(none.page, "No camera was found.");
    expect([...refused.faults, ...none.faults]).toEqual([]);
  });
});

describe("from a picture file", () => {
  it("a screenshot is enough, whatever its name, and joins", async () => {
    const desk = await joiner(plain, "denied");
    await choosePicture(desk.page, "screenshot.txt", greyPng(placed(drawQr(link, 3), blank(1600, 1000, 90))));
    await see(desk.page, "The link says where to ask; no address is needed.");
    expect(await code(desk.page).inputValue()).toBe(link);
    await button(desk.page, "Join charter").click();
    await deeds.heading(desk.page, title).waitFor();
    expect(desk.faults).toEqual([]);
  });

  it("is taken where it is dropped on the field, and text as text", async () => {
    const { page, faults } = await joiner(plain, "denied");
    const box = await code(page).boundingBox();
    const session = await page.context().newCDPSession(page);
    // As the system tells the browser of it: no event of a script carries a file.
    const drop = async (dragged: { readonly items: readonly object[]; readonly files?: readonly string[] }) => {
      const at = { x: (box?.x ?? 0) + 40, y: (box?.y ?? 0) + 15 };
      const data = { items: [...dragged.items], files: [...(dragged.files ?? [])], dragOperationsMask: 1 } as never;
      for (const type of ["dragEnter", "dragOver", "drop"] as const)
        await session.send("Input.dispatchDragEvent", { type, ...at, data });
    };
    const photo = join(folder, "photo.png");
    await writeFile(photo, greyPng(onTable(link)));
    await drop({ items: [], files: [photo] });
    await see(page, "The link says where to ask; no address is needed.");
    expect(await code(page).inputValue()).toBe(link);
    await drop({ items: [{ mimeType: "text/plain", data: "7KQ2-M9XF-TB4V-R8DA" }] });
    await page.getByLabel("Address").waitFor();
    expect(await code(page).inputValue()).toBe("7KQ2-M9XF-TB4V-R8DA");
    expect(faults).toEqual([]);
  });

  it("that is hostile, empty or another's is named, and the field stays as it was", async () => {
    const { page, faults } = await joiner(plain, "denied");
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='hit'"/>`;
    const damaged = greyPng(onTable(link));
    damaged.fill(0xff, 41);
    const vast = greyPng(blank(2, 2));
    new DataView(vast.buffer).setUint32(16, 60_000);
    new DataView(vast.buffer).setUint32(20, 60_000);
    for (const [bytes, words] of [
      [Buffer.from(drawing), "This file is no picture that can be read here."],
      [vast, "The picture is too large."],
      [new Uint8Array(21 * 1024 * 1024), "The picture is too large."],
      [damaged, "The picture is damaged."],
      [greyPng(blank(640, 480)), "No QR code can be read in this picture."],
      [greyPng(onTable("https://example.org/")), "This is no invitation to Tessera."],
      [greyPng(onTable(laterLink())), /newer version \(format 2/],
      [greyPng(onTable(link.slice(0, -1))), "This invitation link is damaged"],
    ] as const) {
      await code(page).fill("");
      await choosePicture(page, "code.png", bytes);
      await see(page, words);
      expect(await code(page).inputValue()).toBe("");
      expect(await violations(page)).toEqual([]);
    }
    expect(await page.title()).not.toBe("hit");
    expect(faults).toEqual([]);
  });
});

describe("a ballot", () => {
  it("is shown as QR codes after signing, and read by the other's camera in any order", async () => {
    const reader = await openDesk(await browserBefore(blank(640, 480)));
    onTestFinished(async ({ task }) => {
      if (task.result?.state === "fail") await picturesOfFailure([ana, reader]);
      await reader.close();
    });
    const { page } = reader;
    const { api } = reader.host;
    await page.context().grantPermissions(["camera"], { origin: new URL(page.url()).origin });
    await deeds.introduce(page, { person: "Zoe", device: "Zoe's laptop", party: "Weavers of the Ridge" });
    const written = { name: "ford.md", bytes: utf8("# The ford\n\n## Water\n\n1. Water is for all.\n") };
    const source = { kind: "file", ...written } as const;
    const { charter } = must(
      await api.createCharter({ title: "The ford", language: "en", source, policy: usualPolicy }),
    );
    const { code: invite, addresses } = must(
      await api.invite({ charter, role: "party", expiresInHours: 24, reason: "" }),
    );
    must(await ana.host.api.join({ code: invite, address: addresses[0] ?? "", stay: false }));
    const term = { from: null, months: 12, until: null, noticeDays: 60 };
    const { proposal } = must(
      await api.propose({ charter, term, purpose: null, note: "", ...usualPlan, clockIsRight: true }),
    );
    const { entry } = must(await api.getSigning({ charter, proposal }));
    const signed = { charter, proposal, contentHash: entry.contentHash, statement: "", clockIsRight: true } as const;
    must(await api.castBallot({ ...signed, choice: "ratify" }));
    const carried = must(await api.exportBundle({ charter, for: { kind: "unshared" } }));
    must(await ana.host.api.importBundle({ bytes: carried.bytes }));

    // Ana signs in her window, and holds it before Zoe's camera.
    await ana.page.goto(`${new URL(ana.page.url()).origin}/#/charter/${charter}/sign/${proposal}`);
    await deeds.ratify(ana.page);
    await button(ana.page, "Show as QR codes").click();
    const shown = ana.page.getByRole("dialog", { name: "QR codes for another laptop" });
    await button(shown, "Stop turning").click();
    const codes = must(await ana.host.api.exportCodes({ charter, for: { kind: "unshared" } })).codes;
    await see(ana.page, new RegExp(`Code \\d+ of ${codes.length}`));
    await picture(ana, "codes-shown");
    expect(await violations(ana.page)).toEqual([]);
    await ana.reopen("ar");
    await button(ana.page, "اعرضها رموز QR").click();
    await button(ana.page.getByRole("dialog"), "أوقف التبديل").click();
    await picture(ana, "codes-shown-ar");
    await ana.reopen("en");

    const [first = "", ...others] = codes.map((text) => placed(drawQr(text, 5), blank(640, 480, 120)));
    const foreign = placed(drawQr("https://example.org/tessera", 5), blank(640, 480, 120));
    await writeFile(
      join(folder, "film.y4m"),
      filmOf(...([...others, foreign, first].filter((one) => one !== "") as [Grey])),
    );
    await deeds.goHome(page);
    await button(page, "Read QR codes").focus();
    await page.keyboard.press("Enter");
    await see(page, new RegExp(`\\d+ of ${codes.length} read\\. Missing: `));
    await picture(reader, "codes-read");
    expect(await violations(page)).toEqual([]);
    const brought = page.getByRole("dialog", { name: "What the QR codes bring" });
    await brought.getByText("ratified “The ford”").waitFor({ timeout: 30_000 });
    await picture(reader, "codes-brought");
    await button(brought, "Take it in").click();
    await brought.waitFor({ state: "detached" });
    const [after] = must(await api.getTimeline({ charter }));
    expect(after).toMatchObject({ state: "inForce", ballots: [{ choice: "ratify" }, { choice: "ratify" }] });
    expect([...ana.faults, ...reader.faults]).toEqual([]);
  });
});
