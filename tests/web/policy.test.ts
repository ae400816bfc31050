import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { serveWeb, type WebServer } from "../../electron/web/serveWeb.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { recordingLogger, seededRandom } from "../support/ambient.ts";
import { launchChromium } from "../support/chromium.ts";
import { createSmallHost } from "../support/smallHost.ts";

/** What `windowPage/page.ts` leaves on its window. */
interface TestWindow {
  readonly violations: string[];
  readonly started: Promise<{
    readonly fault: string | null;
    readonly title: string;
    paste(html: string): void;
    text(): string;
    yText(): string;
  }>;
}
declare const window: TestWindow & globalThis.Window;

const host = createSmallHost();
let directory: string;
let server: WebServer;
let browser: Browser;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tessera-policy-"));
  await build({
    configFile: false,
    root: join(import.meta.dirname, "windowPage"),
    base: "./",
    logLevel: "error",
    build: { outDir: directory, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  await host.api.createIdentity({ person: "A", device: "d", party: null });
  await host.api.createCharter({ title: "ميثاق", language: "ar", source: { kind: "blank" }, policy: usualPolicy });
  const args = { host, rendererDirectory: directory, port: 0, random: seededRandom(2), logger: recordingLogger() };
  const served = await serveWeb(args);
  if (!served.ok) throw new Error(served.error.kind);
  server = served.value;
  browser = await launchChromium();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  await host.close();
  await rm(directory, { recursive: true });
});

async function openPage(url = server.url): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(url);
  return { page, errors };
}

const fault = (page: Page): Promise<string | null> => page.evaluate(async () => (await window.started).fault);

const paste = (page: Page, html: string): Promise<void> =>
  page.evaluate(async (given) => (await window.started).paste(given), html);

describe("a page in Chromium, under the window's policy", () => {
  it("connects to its host by WebSocket, and takes the token out of the address bar", async () => {
    const { page } = await openPage();
    expect(await fault(page)).toBeNull();
    expect(await page.evaluate(async () => (await window.started).title)).toBe("ميثاق");
    expect(page.url()).toBe(`http://127.0.0.1:${server.port}/`);
    await page.reload();
    expect(await fault(page)).toBeNull();
  });

  it("connects under the name localhost too", async () => {
    const { page } = await openPage(server.url.replace("127.0.0.1", "localhost"));
    expect(await fault(page)).toBeNull();
  });

  it("says that it lacks its token, or has another launch's", async () => {
    const { page } = await openPage(`http://127.0.0.1:${server.port}/`);
    expect(await fault(page)).toBe("noToken");
    const other = await openPage(`http://127.0.0.1:${server.port}/#token=${"A".repeat(43)}`);
    expect(await fault(other.page)).toBe("refused");
  });

  it("draws React, react-aria and ProseMirror, and shares what is pasted, as text, with another window", async () => {
    const [first, second] = [await openPage(), await openPage()];
    for (const { page } of [first, second]) expect(await fault(page)).toBeNull();
    expect(await first.page.locator("#ask").evaluate((button) => getComputedStyle(button).color)).toBe("rgb(1, 2, 3)");
    await first.page.click("#ask");
    await first.page.getByRole("dialog", { name: "asked" }).waitFor();
    await first.page.keyboard.press("Escape");
    await first.page.click("#choose");
    await first.page.getByRole("option", { name: "decline" }).click();
    expect(await first.page.locator("#choose").textContent()).toContain("decline");
    await paste(first.page, "<table><tr><td>a cell</td></tr></table><p>and <em>more</em></p>");
    await second.page.waitForFunction(async () => (await window.started).text().includes("more"));
    expect(await second.page.locator("#editor td").textContent()).toBe("a cell");
    const seen = await Promise.all([first, second].map(({ page }) => page.evaluate(() => window.violations)));
    expect(seen).toEqual([[], []]);
    expect([...first.errors, ...second.errors]).toEqual([]);
  });

  it("runs nothing of what is pasted, here or in another window", async () => {
    const [first, second] = [await openPage(), await openPage()];
    for (const { page } of [first, second]) expect(await fault(page)).toBeNull();
    const hit = "window.hit = 1";
    await paste(
      first.page,
      `<p onclick="${hit}" style="color: red">hostile<img src=x onerror="${hit}"><script>${hit}</script><svg onload="${hit}"></svg></p>`,
    );
    await second.page.waitForFunction(async () => (await window.started).text().includes("hostile"));
    for (const { page } of [first, second]) {
      await page.locator("#editor p").last().click();
      expect(await page.locator("#editor :is(img, script, svg, [onclick], [style])").count()).toBe(0);
      expect(await page.evaluate(() => "hit" in window)).toBe(false);
    }
  });

  it.each<[string, string, string]>([
    [
      "an inline script",
      "require-trusted-types-for",
      "const s = document.createElement('script'); s.append('window.hit = 1'); document.body.append(s)",
    ],
    [
      "an inline handler",
      "require-trusted-types-for",
      "const i = document.createElement('i'); i.setAttribute('onclick', 'window.hit = 1'); document.body.append(i); i.click()",
    ],
    [
      "a string made into markup",
      "require-trusted-types-for",
      "document.body.innerHTML = '<img src=x onerror=alert(1)>'",
    ],
    [
      "a policy of its own for markup",
      "trusted-types",
      "window.trustedTypes.createPolicy('other', { createHTML: (html) => html })",
    ],
    [
      "a style in an attribute",
      "style-src-attr",
      "const i = document.createElement('i'); i.setAttribute('style', 'color: red'); document.body.append(i)",
    ],
    ["a request to another place", "connect-src", "fetch('http://127.0.0.1:9/').catch(() => {})"],
    ["a WebSocket to another place", "connect-src", "new WebSocket('ws://127.0.0.1:9/')"],
    [
      "an image from another place",
      "img-src",
      "const i = new Image(); i.src = 'http://127.0.0.1:9/x.png'; document.body.append(i)",
    ],
    [
      "a frame",
      "frame-src",
      "const f = document.createElement('iframe'); f.src = 'http://127.0.0.1:9/'; document.body.append(f)",
    ],
    [
      "a form sent away",
      "form-action",
      "const f = document.createElement('form'); f.action = 'http://127.0.0.1:9/'; document.body.append(f); f.submit()",
    ],
    [
      "another base for addresses",
      "base-uri",
      "const b = document.createElement('base'); b.href = 'http://127.0.0.1:9/'; document.head.append(b)",
    ],
  ])("refuses %s", async (_what, directive, attempt) => {
    const { page } = await openPage();
    await fault(page);
    // Some attempts throw, some fail silently: the page's own report tells.
    await page.evaluate(`(() => { ${attempt} })()`).catch(() => undefined);
    await page.waitForFunction((name) => window.violations.some((seen) => seen.startsWith(name)), directive);
    expect(await page.evaluate(() => "hit" in window)).toBe(false);
  });

  it("may ask for the camera, for a QR code, and for no other device", async () => {
    const { page } = await openPage();
    await fault(page);
    const allowed = await page.evaluate(() => {
      const { featurePolicy } = document as unknown as { featurePolicy: { allowsFeature(name: string): boolean } };
      const devices = ["camera", "microphone", "geolocation", "usb", "serial", "hid"];
      return devices.filter((device) => featurePolicy.allowsFeature(device));
    });
    expect(allowed).toEqual(["camera"]);
  });

  it("is out of reach for a page from elsewhere, even one that has the token", async () => {
    const elsewhere = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<!doctype html><title>evil</title>");
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void elsewhere.close());
    const { page } = await openPage(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
    const reached = await page.evaluate(
      async ({ port, token }) => {
        const opened = (path: string) =>
          new Promise((resolve) => {
            const socket = new WebSocket(`ws://127.0.0.1:${port}${path}?token=${token}`);
            socket.onopen = () => resolve("open");
            socket.onclose = () => resolve("refused");
          });
        const read = await fetch(`http://127.0.0.1:${port}/`).then(
          () => "read",
          () => "refused",
        );
        return [await opened("/api"), await opened("/y/room"), read];
      },
      { port: server.port, token: server.token },
    );
    expect(reached).toEqual(["refused", "refused", "refused"]);
  });
});
