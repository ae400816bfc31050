/**
 * Windows of the product over the fake host, each in a fresh browser context.
 * Owns: the served page and the browser. Whoever opens them closes them.
 */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { launchChromium } from "../../support/chromium.ts";
import { servePage } from "../../support/editorHarness/servePage.ts";
import type { FakeHost, Scene } from "../../support/fakeHost.ts";

// The page's own global; declared here too, because the page is built apart from the tests.
declare const fakeHost: FakeHost;

export interface Look {
  readonly language?: "en" | "ar";
  readonly scheme?: "light" | "dark";
  readonly width?: number;
  /** What the browser is expected to complain about, and nothing else. */
  readonly complaint?: RegExp;
}

export interface FakeWindows {
  readonly url: string;
  /** Runs in a fresh window, and fails on whatever the browser complained about meanwhile: the policy, React, the page. */
  inWindow(look: Look, run: (page: Page) => Promise<void>): Promise<void>;
  open(page: Page, scene: Scene, hash: string): Promise<void>;
  close(): Promise<void>;
}

export async function openFakeWindows(): Promise<FakeWindows> {
  const served = await servePage(new URL("../../renderer/screens/page", import.meta.url).pathname);
  const browser = await launchChromium();
  return {
    url: served.url,
    async inWindow(look, run) {
      const context = await browser.newContext({
        viewport: { width: look.width ?? 1280, height: 800 },
        colorScheme: look.scheme ?? "light",
        reducedMotion: "reduce",
        locale: look.language === "ar" ? "ar-EG" : "en-GB",
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      try {
        await run(page);
        expect(complaints.filter((one) => look.complaint?.test(one) !== true)).toEqual([]);
      } finally {
        await context.close();
      }
    },
    async open(page, scene, hash) {
      // A new document each time, not a jump within the last one.
      await page.goto("about:blank");
      await page.goto(`${served.url}?scene=${scene}${hash}`);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      if (hash.endsWith("/text") && scene !== "arriving") await page.getByRole("textbox").first().waitFor();
    },
    async close() {
      await browser.close();
      await served.close();
    },
  };
}

export async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}

/** The arguments of the latest call of a method. */
export const askedOf = (page: Page, method: string): Promise<unknown> =>
  page.evaluate((name) => fakeHost.asked.findLast((call) => call.method === name)?.args, method);
