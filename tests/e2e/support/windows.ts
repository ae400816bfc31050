/**
 * Windows of the product, each in a fresh browser context, on scenes that real hosts play.
 * Owns: the browser, and for each window what it is opened on. Whoever opens them closes them.
 */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { createSystemRandom, systemLogger } from "../../../electron/host/ambient.ts";
import { serveWeb } from "../../../electron/web/serveWeb.ts";
import { buildIfStale } from "../../../scripts/build.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { launchChromium } from "../../support/chromium.ts";
import { must } from "./desk.ts";
import { newDirectory, type Seed, sweepSeeds } from "./scenes/seed.ts";
import { type Entrance, openStage, type Person, passphrase, type Stage } from "./stage.ts";

/** What a window is opened on. */
export interface Scene {
  readonly name: string;
  readonly seed: Seed<unknown>;
  /** Whose window it is. */
  readonly at: string;
  /** The day that it is there, for the host and for the window; else today. */
  readonly day?: string;
  readonly entrance?: Omit<Entrance, "isAtWindow">;
  /** True: nobody has given the passphrase. */
  readonly isLocked?: boolean;
  /** False: its charters have no text that can be written yet. */
  readonly hasText?: boolean;
  /** Answers of the host that no host gives, changed on their way to the window. */
  alter?(api: HostApi): HostApi;
}

/** A scene with a window on it. */
export interface Play {
  readonly stage: Stage;
  /** Whose window it is. */
  readonly self: Person;
  readonly origin: string;
  readonly token: string;
  /** What the window's latest call of a method asked for; undefined where it called none. */
  asked(method: keyof HostApi): unknown;
  /** Somebody else of the scene comes. */
  enter(name: string): Promise<Person>;
  /** The host goes away. */
  stop(): Promise<void>;
  /** Until the window has been answered, has shown it, and asks nothing more. */
  rest(): Promise<void>;
}

export interface Look {
  readonly language?: "en" | "ar";
  readonly scheme?: "light" | "dark";
  readonly width?: number;
  /** What the browser is expected to complain about, and nothing else. */
  readonly complaint?: RegExp;
}

export interface Windows {
  /** Runs in a fresh window, and fails on whatever the browser complained about meanwhile: the policy, React, the page. */
  inWindow(look: Look, run: (page: Page, open: Open) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Opens a place anew. Within one window a scene goes on where it was; each window begins it again. */
export type Open = (scene: Scene, hash: string) => Promise<Play>;

const rendererDirectory = fileURLToPath(new URL("../../../dist/renderer", import.meta.url));
const waitMs = 30_000;

export async function openWindows(): Promise<Windows> {
  await buildIfStale("window");
  const browser = await launchChromium();
  return {
    async inWindow(look, run) {
      const context = await browser.newContext({
        viewport: { width: look.width ?? 1280, height: 800 },
        colorScheme: look.scheme ?? "light",
        reducedMotion: "reduce",
        locale: look.language === "ar" ? "ar-EG" : "en-GB",
      });
      context.setDefaultTimeout(waitMs);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      const plays = new Map<Scene, Begun>();
      try {
        await run(page, async (scene, hash) => {
          const begun = plays.get(scene) ?? (await play(scene));
          if (!plays.has(scene)) await page.addInitScript(giveToken, { origin: begun.origin, token: begun.token });
          plays.set(scene, begun);
          if (scene.day !== undefined) await page.clock.setFixedTime(`${scene.day}T09:00:00Z`);
          // A new document each time, not a jump within the last one.
          await page.goto("about:blank");
          await page.goto(`${begun.origin}/${hash}`);
          await page.getByRole("heading", { level: 1 }).first().waitFor();
          if (hash.endsWith("/text") && scene.hasText !== false) await page.getByRole("textbox").first().waitFor();
          const rest = (): Promise<void> => begun.restIn(page);
          await rest();
          return { ...begun, rest };
        });
        expect(complaints.filter((one) => look.complaint?.test(one) !== true)).toEqual([]);
      } finally {
        await context.close();
        for (const one of plays.values()) await one.close();
      }
    },
    async close() {
      await browser.close();
      sweepSeeds();
    },
  };
}

/** Runs in the page: its address is a place of the window, so the token comes to where the window keeps it. */
function giveToken({ origin, token }: { readonly origin: string; readonly token: string }): void {
  if (location.origin === origin) sessionStorage.setItem("tessera.token", token);
}

interface Begun extends Omit<Play, "rest"> {
  restIn(page: Page): Promise<void>;
  close(): Promise<void>;
}

async function play(scene: Scene): Promise<Begun> {
  const { copy } = await scene.seed.ready();
  const directory = newDirectory();
  const stage = openStage(directory);
  if (scene.day !== undefined) stage.goTo(scene.day);
  const enter = (name: string, entrance?: Entrance): Promise<Person> => {
    copy(name, directory);
    return stage.enter(name, entrance);
  };
  const self = await enter(scene.at, { ...scene.entrance, isAtWindow: true });
  if (scene.isLocked !== true) must(await self.api.unlock({ passphrase }));
  const asked = noteCalls(scene.alter?.(self.api) ?? self.api);
  const host = { ...self.host, api: asked.api };
  const ambient = { random: createSystemRandom(), logger: systemLogger };
  const server = must(await serveWeb({ host, rendererDirectory, port: 0, ...ambient }));
  let isServed = true;
  const stop = async (): Promise<void> => {
    if (isServed) await server.close();
    isServed = false;
  };
  return {
    stage,
    self,
    stop,
    origin: `http://127.0.0.1:${server.port}`,
    token: server.token,
    asked: (method) => asked.calls.findLast((call) => call.method === method)?.args,
    async restIn(page) {
      let isLoading = true;
      for (let before = -1; isLoading || before !== asked.calls.length || asked.open() > 0; ) {
        before = asked.calls.length;
        isLoading = await page.evaluate(twoFrames);
      }
    },
    enter: (name) => enter(name),
    async close() {
      await stop();
      await stage.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Runs in the page: two frames later, whether a place of it is still being loaded. */
const twoFrames = (): Promise<boolean> =>
  new Promise((resolve) =>
    requestAnimationFrame(() =>
      requestAnimationFrame(() => resolve(document.querySelector("[aria-busy=true]") !== null)),
    ),
  );

/** The same API, which keeps what it is asked. */
function noteCalls(api: HostApi): {
  readonly api: HostApi;
  readonly calls: readonly { readonly method: string; readonly args: unknown }[];
  /** How many have no answer yet. */
  open(): number;
} {
  const calls: { readonly method: string; readonly args: unknown }[] = [];
  let open = 0;
  const methods = Object.entries(api).map(([method, run]) => [
    method,
    async (args: never) => {
      calls.push({ method, args });
      open++;
      try {
        return await run(args);
      } finally {
        open--;
      }
    },
  ]);
  // The same methods under the same names.
  return { api: Object.fromEntries(methods) as HostApi, calls, open: () => open };
}

export async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}
