/** A browser with the harness page: editors side by side, under the policy of the product. Whoever opens closes. */
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../chromium.ts";
import { servePage } from "./servePage.ts";

export interface OpenHarness {
  readonly page: Page;
  /** Errors of the page, violations of the policy included. */
  readonly faults: readonly string[];
  takeFaults(): readonly string[];
  close(): Promise<void>;
}

export async function openHarness(): Promise<OpenHarness> {
  const served = await servePage(import.meta.dirname);
  const browser: Browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: served.url });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error.stack)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  await page.goto(served.url);
  await page.waitForFunction(() => "harness" in window);
  return {
    page,
    faults,
    takeFaults: () => faults.splice(0),
    async close() {
      await browser.close();
      await served.close();
    },
  };
}

type Json = Readonly<Record<string, unknown>>;

const textNode = (text: string): Json[] => (text === "" ? [] : [{ type: "text", text }]);

/** Texts in ProseMirror's JSON, short to write. */
export const p = (text: string): Json => ({ type: "paragraph", content: textNode(text) });
export const h = (level: number, text: string): Json => ({
  type: "heading",
  attrs: { level },
  content: textNode(text),
});
export const clause = (id: string, ...content: Json[]): Json => ({ type: "clause", attrs: { id }, content });
export const article = (id: string, kind: string, ...content: Json[]): Json => ({
  type: "article",
  attrs: { id, kind },
  content,
});
export const list = (type: "bullet_list" | "ordered_list", ...items: string[]): Json => ({
  type,
  content: items.map((item) => ({ type: "list_item", content: [p(item)] })),
});
export const doc = (...content: Json[]): Json => ({ type: "doc", content });

export const wells = doc(
  h(1, "Agreement on the shared wells"),
  article(
    "pre",
    "preamble",
    clause("p1", p("The assemblies of both valleys,")),
    clause("p2", p("Recalling the drought,")),
  ),
  article(
    "a1",
    "article",
    h(2, "Shared wells"),
    clause("c1", p("The wells are held in common.")),
    clause(
      "c2",
      p("Nobody digs alone."),
      clause("c2a", p("Consent is given yearly.")),
      clause("c2b", p("Elders may give it.")),
    ),
  ),
  article("a2", "article", h(2, "Passage"), p("Herds pass freely."), clause("c3", p("Damage is paid in kind."))),
  article("x1", "annex", h(2, "Wells"), clause("x1c", p("Ain Taqba."))),
);
