/** One person at one window without a mouse: all they do is press keys, and what the window says aloud is kept. */
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

export interface Keyboard {
  readonly page: Page;
  /** Goes by Tab, or by Shift and Tab, until that has the focus. */
  to(target: Locator, key?: "Tab" | "Shift+Tab"): Promise<void>;
  /** Goes there, and presses Enter. */
  press(target: Locator, key?: "Tab" | "Shift+Tab"): Promise<void>;
  keys(...pressed: readonly string[]): Promise<void>;
  type(words: string): Promise<void>;
  /** Goes into the text and selects the first of these words from the caret on, as the find bar does. */
  select(words: string): Promise<void>;
  /** Until the window has said something with these words since `heardUpTo` was last asked for. */
  hears(words: string | RegExp): Promise<void>;
  /** The focus is on something that a person can see. */
  expectSomewhere(): Promise<void>;
}

const maxTabs = 200;

export async function takeKeyboard(page: Page): Promise<Keyboard> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const live = document.querySelector("[data-live-announcer]");
    if (live === null) throw new Error("the window says nothing aloud");
    new MutationObserver(() => said.push(live.textContent ?? "")).observe(live, { childList: true, subtree: true });
  });
  const text = page.locator(".charter-text");
  const hasFocus = (target: Locator): Promise<boolean> =>
    target.evaluateAll((found) => found.some((one) => one === document.activeElement));
  let heard = 0;

  const keys = async (...pressed: readonly string[]): Promise<void> => {
    for (const one of pressed) await page.keyboard.press(one);
  };
  const to = async (target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> => {
    await target.first().waitFor();
    for (let at = 0; at < maxTabs; at++) {
      if (await hasFocus(target)) return;
      // In the text, Tab is for clauses.
      if (await hasFocus(text)) await keys("Escape");
      await keys(key);
    }
    throw new Error(`no key leads to ${target}`);
  };
  return {
    page,
    to,
    keys,
    async press(target, key) {
      await to(target, key);
      await keys("Enter");
    },
    type: (words) => page.keyboard.type(words),
    async select(words) {
      if (!(await hasFocus(text))) await to(text, "Shift+Tab");
      await keys("Control+f");
      await page.keyboard.type(words);
      await page.locator(".found-here", { hasText: words }).waitFor();
      await keys("Escape");
      await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe(words);
    },
    async hears(words) {
      const since = (from: number): Promise<readonly string[]> =>
        page.evaluate((start) => (window as unknown as { said: string[] }).said.slice(start), from);
      const isSaid = (one: string): boolean => (typeof words === "string" ? one === words : words.test(one));
      await expect.poll(() => since(heard), { timeout: 10_000 }).toSatisfy((said: string[]) => said.some(isSaid));
      heard += (await since(heard)).findIndex(isSaid) + 1;
    },
    async expectSomewhere() {
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
    },
  };
}
