/**
 * What negotiating costs in the window itself, over a real host: a key while suggesting and the margin's part of it,
 * all suggestions accepted in one act, and the board. The frame limit is off.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { createSystemRandom, systemLogger } from "../../electron/host/ambient.ts";
import { serveWeb } from "../../electron/web/serveWeb.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { must } from "../../tests/e2e/support/desk.ts";
import { bring, found, introduce, meet } from "../../tests/e2e/support/scenes/acts.ts";
import { openStage, type Person } from "../../tests/e2e/support/stage.ts";
import { servePage } from "../../tests/support/editorHarness/servePage.ts";
import { buildIfStale } from "../build.ts";
import { type Figure, milliseconds, summarise } from "./measure.ts";
import { launchWithoutFrameLimit } from "./typing.ts";

interface NegotiatingWindowArgs {
  readonly clauses: number;
  readonly parties: number;
  readonly suggestions: number;
  readonly comments: number;
  readonly brackets: number;
  readonly rounds: number;
  readonly keys: number;
}

const wordsInClause = 93;
const clausesInArticle = 25;
const frameMs = 1000 / 60;

const sentence = (no: number): string =>
  `The herd ${no} ${"passes by the well and rests there in turns that are set each year in spring ".repeat(6)}`.trim();

function textOf({ clauses, brackets }: NegotiatingWindowArgs): string {
  const lines: string[] = ["# Accord of the valley"];
  for (let no = 0; no < clauses; no++) {
    if (no % clausesInArticle === 0) lines.push("", `## Article ${no / clausesInArticle + 1}`, "");
    const isBracketed = Math.floor((no * brackets) / clauses) !== Math.floor(((no + 1) * brackets) / clauses);
    lines.push(`${(no % clausesInArticle) + 1}. ${sentence(no)}${isBracketed ? " \\[in May\\]" : ""}.`);
  }
  return lines.join("\n");
}

/** Everybody joins while the text is small; each says where it stands on some clauses. */
async function negotiate(people: readonly Person[], args: NegotiatingWindowArgs): Promise<CharterId> {
  const [self, ...others] = people as readonly [Person, ...Person[]];
  for (const [no, person] of people.entries()) {
    const party = { name: `Party ${no + 1}`, kind: "union", constituency: "the valley" } as const;
    await introduce(person, { person: `Person ${no + 1}`, device: "laptop", party });
  }
  const charter = await found(self, "Accord of the valley", "en", "# Accord of the valley\n");
  for (const other of others) await bring(self, other, charter);
  must(await self.api.editText({ charter, edit: { kind: "replaceAll", markdown: textOf(args) } }));
  must(await self.api.bracketTyped({ charter, isField: false }));
  for (const other of others) await meet(other, self);
  const { clauses, markdown } = must(await self.api.getText({ charter, at: { kind: "draft" } }));
  const herds = clauses.filter(({ text }) => text.startsWith("The herd"));
  for (let no = 0; no < args.comments; no++) {
    const clause = herds[Math.floor(((no + 0.5) / args.comments) * herds.length)];
    const anchor = { kind: "words", words: "The herd" } as const;
    must(await self.api.comment({ charter, clause: clause?.id ?? null, anchor, text: "Which?", mentions: [] }));
  }
  const board = must(await self.api.getBoard({ charter, clause: null }));
  for (const [no, { api }] of people.entries())
    for (const { id, hash } of board.clauses.slice(no, no + 40))
      must(await api.takeStance({ charter, clause: id, hash, stance: "agrees", reason: "" }));
  // Of another party than the one that will answer them.
  let at = 0;
  const suggested = markdown.replaceAll("The herd", (words) => {
    const no = at++;
    const [before, after] = [no, no + 1].map((one) => Math.floor((one * args.suggestions) / args.clauses));
    return before === after ? words : "The flock";
  });
  const [second] = others;
  if (second === undefined) throw new Error("somebody else suggests");
  must(await second.api.suggestEdit({ charter, edit: { kind: "replaceAll", markdown: suggested } }));
  for (const other of others) await meet(other, self);
  return charter;
}

/** Milliseconds from a key to its painted frame. */
async function typeKeys(page: Page, keys: number): Promise<number> {
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    await page.keyboard.press(key % 7 === 6 ? "Space" : "e");
    times.push(await page.evaluate(() => window.nextPaintedKey()));
  }
  return summarise(times).median;
}

declare global {
  interface Window {
    nextPaintedKey(): Promise<number>;
    watchTasks(): void;
    longestTask(): number;
    firstRow(): Promise<void>;
  }
}

/** Runs in the page. */
function watch(): void {
  const times: number[] = [];
  let waiting: ((time: number) => void) | null = null;
  addEventListener(
    "keydown",
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          const time = performance.now() - timeStamp;
          if (waiting === null) times.push(time);
          else waiting(time);
          waiting = null;
        };
        port2.postMessage(null);
      });
    },
    { capture: true },
  );
  window.nextPaintedKey = () =>
    new Promise((resolve) => {
      const time = times.shift();
      if (time === undefined) waiting = resolve;
      else resolve(time);
    });
  // Playwright's own search would count as script.
  window.firstRow = () =>
    new Promise((resolve) => {
      const rows = document.getElementsByClassName("board");
      const look = (): unknown =>
        (rows[0]?.querySelector("tbody tr") ?? null) === null ? requestAnimationFrame(look) : resolve();
      look();
    });
  // Between two turns of a busy loop lies one task of the window, or one frame.
  let longest = 0;
  let last = 0;
  let isWatching = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (isWatching) port2.postMessage(null);
  };
  window.watchTasks = () => {
    [longest, last, isWatching] = [0, performance.now(), true];
    port2.postMessage(null);
  };
  window.longestTask = () => {
    isWatching = false;
    return longest;
  };
}

export async function measureNegotiatingWindow(args: NegotiatingWindowArgs): Promise<readonly Figure[]> {
  await buildIfStale("window");
  const directory = mkdtempSync(join(tmpdir(), "tessera-bench-"));
  const stage = openStage(directory);
  const people = await Promise.all(Array.from({ length: args.parties }, (_, no) => stage.enter(`p${no + 1}`)));
  const charter = await negotiate(people, args);
  const [self] = people as readonly Person[] as readonly [Person];
  const rendererDirectory = join(import.meta.dirname, "../../dist/renderer");
  const ambient = { random: createSystemRandom(), logger: systemLogger };
  const server = must(await serveWeb({ host: self.host, rendererDirectory, port: 0, ...ambient }));
  const served = await servePage(join(import.meta.dirname, "typingPage"));
  const browser = await launchWithoutFrameLimit();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    await page.addInitScript((token) => sessionStorage.setItem("tessera.token", token), server.token);
    const place = (pane: string): string => `#/charter/${charter}/${pane}`;
    const go = (pane: string): Promise<void> => page.evaluate((hash) => location.assign(hash), place(pane));
    await page.goto(`http://127.0.0.1:${server.port}/${place("text")}`);
    await page.locator(".charter-text .inserted").first().waitFor({ state: "attached" });
    await page.evaluate(watch);

    const bare = await context.newPage();
    await bare.goto(served.url);
    await bare.waitForFunction(() => "typing" in window);
    const blocks = Array.from({ length: args.clauses }, (_, no) => ({ heading: false, text: sentence(no) }));
    await bare.evaluate((articles) => window.typing.openBare(articles), [blocks]);
    await bare.evaluate(watch);

    await page.bringToFront();
    await page.getByRole("button", { name: "Suggest", exact: true }).click();
    const middle = `The herd ${Math.floor(args.clauses / 2)} `;
    await page.locator(".charter-text").focus();
    await page.evaluate((words) => {
      for (const line of document.querySelectorAll(".charter-text p")) {
        if (!line.textContent?.includes(words)) continue;
        line.scrollIntoView({ block: "center" });
        getSelection()?.collapse(line.lastChild, 3);
        return;
      }
      throw new Error("the text has a middle");
    }, middle);
    const pairs: { readonly open: number; readonly shut: number; readonly bare: number }[] = [];
    for (let round = -1; round < args.rounds; round++) {
      const measured = { open: 0, shut: 0, bare: 0 };
      for (const side of round % 2 === 0 ? (["open", "shut", "bare"] as const) : (["bare", "shut", "open"] as const)) {
        const typed = side === "bare" ? bare : page;
        await typed.bringToFront();
        if (side !== "bare") {
          await go(side === "open" ? "suggestions" : "people");
          await page.locator(".charter-text").focus();
          await typeKeys(page, 3);
        }
        measured[side] = await typeKeys(typed, args.keys);
      }
      // The first round compiles code and fills caches.
      if (round >= 0) pairs.push(measured);
    }
    const open = summarise(pairs.map((one) => one.open));
    const toBare = summarise(pairs.map((one) => one.open / one.bare));
    const margin = summarise(pairs.map((one) => (one.open - one.shut) / one.open));

    await go("suggestions");
    await page.bringToFront();
    await page.getByRole("button", { name: "Answer several together" }).click();
    const all = page.getByRole("menuitem", { name: /^Accept all of Party 2/ });
    await all.waitFor();
    await page.evaluate(() => window.watchTasks());
    await all.click();
    const began = performance.now();
    await page.waitForFunction((count) => {
      const words = document.querySelector(".suggestions-head > p")?.textContent ?? "";
      const left = /^\d+/.exec(words);
      return left === null || Number(left[0]) < count;
    }, args.suggestions);
    const acceptedMs = performance.now() - began;
    const longestMs = await page.evaluate(() => window.longestTask());

    const scripted: (readonly [first: number, all: number])[] = [];
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable");
    const scriptMs = async (): Promise<number> => {
      const { metrics } = await session.send("Performance.getMetrics");
      return 1000 * (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN);
    };
    for (let round = -1; round < args.rounds; round++) {
      await go("text");
      await page.locator(".charter-text").waitFor();
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
      const before = await scriptMs();
      await go("board");
      await page.evaluate(() => window.firstRow());
      const first = (await scriptMs()) - before;
      await page.evaluate(async () => {
        for (let count = -1, now = 0; count !== now; now = document.querySelectorAll(".board tbody tr").length) {
          count = now;
          await new Promise((resolve) => requestIdleCallback(resolve));
        }
      });
      if (round >= 0) scripted.push([first, (await scriptMs()) - before]);
    }
    const board = summarise(scripted.map(([first]) => first));
    const whole = summarise(scripted.map(([, all]) => all));
    const size = (args.clauses * wordsInClause).toLocaleString("en");
    const what = `${args.suggestions} suggestions, ${args.comments} comments and ${args.brackets} brackets`;
    return [
      {
        name: `Key to painted frame in the window, suggesting, at ${size} words with ${what}, of a bare flat contenteditable`,
        ratio: toBare.median,
        spread: toBare.spread,
        goal: { atMost: 0.6 },
        detail: `${milliseconds(open)} of ${milliseconds(summarise(pairs.map((one) => one.bare)))}`,
      },
      {
        name: "The cards in the margin: their share of that key",
        ratio: margin.median,
        spread: null,
        goal: { atMost: 0.1 },
        detail: `${milliseconds(open)} with them, ${milliseconds(summarise(pairs.map((one) => one.shut)))} without`,
      },
      {
        name: `Accepting ${args.suggestions} replacements in one act: the longest task, of a frame at 60 a second`,
        ratio: longestMs / frameMs,
        spread: null,
        goal: { atMost: 3 },
        detail: `${longestMs.toFixed(0)} ms; all of it ${(acceptedMs / 1000).toFixed(1)} s`,
      },
      {
        name: `Opening the board of ${args.clauses.toLocaleString("en")} clauses and ${args.parties} parties until its first rows stand: script, of 100 ms`,
        ratio: board.median / 100,
        spread: board.spread,
        goal: { atMost: 1 },
        detail: `${milliseconds(board)}; until all that is drawn by itself stands ${milliseconds(whole)}`,
      },
    ];
  } finally {
    await browser.close();
    await served.close();
    await server.close();
    await stage.close();
    rmSync(directory, { recursive: true });
  }
}
