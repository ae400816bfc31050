/**
 * From a key to the painted frame, in a real Chromium, with real key events and the frame limit off: the editor at
 * two sizes, and a bare flat contenteditable of the same words beside it. All are open at once and take turns, so
 * that a slow minute of the machine is slow for each.
 */
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "../../tests/support/chromium.ts";
import { servePage } from "../../tests/support/editorHarness/servePage.ts";
import type { Block } from "./typingPage/page.ts";

const blocksInArticle = 45;
const wordsInBlock = 44;
const smallWords = 5_000;

export interface TypingArgs {
  /** Size of the large text; 98,000 in the published table. */
  readonly words: number;
  readonly rounds: number;
  /** Fewer keys in each round: to see that it runs, not to publish. */
  readonly quick: boolean;
}

/** Milliseconds from key to paint. */
export interface KeyTimes {
  readonly words: number;
  /** Median of the medians of the rounds. */
  readonly medianMs: number;
  readonly p95Ms: number;
  /** (largest - smallest) / median over the medians of the rounds. */
  readonly spread: number;
  readonly keys: number;
}

export interface TypingResult {
  readonly editorSmall: KeyTimes;
  readonly editorLarge: KeyTimes;
  readonly bareLarge: KeyTimes;
  /** Median of the rounds' own ratios: neighbours in time share the machine's mood. Goal: at most 1.25. */
  readonly largeToSmall: number;
  /** Goal: at most 0.5. */
  readonly editorToBare: number;
  /** With 300 suggestions and 200 comments drawn, of the bare one without any. Goal: at most 0.55. */
  readonly markedToBare: number;
  readonly marked: KeyTimes;
  /** Both at twice the words. Goal: at most 0.4. */
  readonly doubleToBare: number;
  readonly double: KeyTimes;
  /** Script of a remote key, of y-prosemirror's on a flat text. Goal: at most 0.25. */
  readonly remoteToStock: Ratio;
  /** First painted frame, of y-prosemirror on a flat text. Goal: at most 0.6. */
  readonly openingToStock: Ratio;
  /** Marks that stand after the remote keys, and how many there were. */
  readonly marks: { readonly alive: number; readonly of: number };
}

/** Medians over the rounds, in milliseconds; `spread` of the ratios of the rounds. */
export interface Ratio {
  readonly ratio: number;
  readonly ours: number;
  readonly theirs: number;
  readonly spread: number;
}

interface Opened {
  readonly words: number;
  readonly page: Page;
  readonly rounds: number[][];
  /** From the start of the editor to its first painted frame. */
  readonly paintedMs: number;
}

const marks = { suggestions: 300, comments: 200 } as const;
const noMarks = { suggestions: 0, comments: 0 } as const;
type Marks = typeof marks | typeof noMarks;

export async function measureTyping({ words, rounds, quick }: TypingArgs): Promise<TypingResult> {
  const served = await servePage(join(import.meta.dirname, "typingPage"));
  const browser = await launchWithoutFrameLimit();
  try {
    const openOne = (how: How, size: number, marked: Marks = noMarks): Promise<Opened> =>
      open(browser, served.url, how, size, marked);
    const openings = await measureOpenings(openOne, words, quick ? 1 : 5);
    const editorSmall = await openOne("openEditor", smallWords);
    const editorLarge = await openOne("openEditor", words);
    const marked = await openOne("openEditor", words, marks);
    const bareLarge = await openOne("openBare", words);
    const double = await openOne("openEditor", 2 * words);
    const bareDouble = await openOne("openBare", 2 * words);
    const stock = await openOne("openStock", words);
    const keys = quick ? 12 : 30;
    const typed = [editorSmall, editorLarge, marked, bareLarge, double, bareDouble];
    for (let round = 0; round < rounds; round++) for (const opened of typed) await type(opened, keys);
    const remotes = await measureRemote(marked, stock, quick ? 2 : 10, quick ? 10 : 100);
    const alive = await marked.page.evaluate(() => window.typing.marksAlive());
    return {
      editorSmall: summarise(editorSmall),
      editorLarge: summarise(editorLarge),
      bareLarge: summarise(bareLarge),
      marked: summarise(marked),
      double: summarise(double),
      largeToSmall: ratioByRound(editorLarge, editorSmall),
      editorToBare: ratioByRound(editorLarge, bareLarge),
      markedToBare: ratioByRound(marked, bareLarge),
      doubleToBare: ratioByRound(double, bareDouble),
      remoteToStock: remotes,
      openingToStock: openings,
      marks: { alive, of: marks.comments },
    };
  } finally {
    await browser.close();
    await served.close();
  }
}

type How = "openEditor" | "openBare" | "openStock";

/** In turns, each in a page of its own. */
async function measureOpenings(
  openOne: (how: How, words: number) => Promise<Opened>,
  words: number,
  rounds: number,
): Promise<Ratio> {
  const pairs: (readonly [number, number])[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours = await openOne("openEditor", words);
    const theirs = await openOne("openStock", words);
    pairs.push([ours.paintedMs, theirs.paintedMs]);
    await ours.page.close();
    await theirs.page.close();
  }
  return ratioOf(pairs);
}

async function measureRemote(ours: Opened, stock: Opened, rounds: number, keys: number): Promise<Ratio> {
  const median = async ({ page }: Opened): Promise<number> => {
    await page.bringToFront();
    const times = await page.evaluate((count) => Array.from({ length: count }, () => window.typing.remoteKey()), keys);
    return quantile(times, 0.5);
  };
  const pairs: (readonly [number, number])[] = [];
  for (let round = 0; round < rounds; round++) pairs.push([await median(ours), await median(stock)]);
  return ratioOf(pairs);
}

function ratioOf(pairs: readonly (readonly [ours: number, theirs: number])[]): Ratio {
  const ratios = pairs.map(([ours, theirs]) => ours / theirs);
  const ratio = quantile(ratios, 0.5);
  return {
    ratio,
    ours: quantile(
      pairs.map(([ours]) => ours),
      0.5,
    ),
    theirs: quantile(
      pairs.map(([, theirs]) => theirs),
      0.5,
    ),
    spread: (Math.max(...ratios) - Math.min(...ratios)) / ratio,
  };
}

export const launchWithoutFrameLimit = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      "--disable-gpu",
      "--disable-frame-rate-limit",
      "--disable-gpu-vsync",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

async function open(browser: Browser, url: string, how: How, words: number, marked: Marks): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.waitForFunction(() => "typing" in window);
  const paintedMs = await page.evaluate(([name, text, count]) => window.typing[name](text, count), [
    how,
    writeText(words),
    marked,
  ] as const);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const opened: Opened = { words, page, rounds: [], paintedMs };
  if (how === "openStock") return opened;
  // The first keys compile code and fill caches; they are nobody's measure.
  await type(opened, 10);
  opened.rounds.length = 0;
  return opened;
}

async function type({ page, rounds }: Opened, keys: number): Promise<void> {
  await page.bringToFront();
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    await page.keyboard.press(key % 7 === 6 ? "Space" : "e");
    times.push(await page.evaluate(() => window.typing.nextPaintedKey()));
  }
  rounds.push(times);
}

function summarise({ words, rounds }: Opened): KeyTimes {
  const medians = rounds.map((times) => quantile(times, 0.5));
  const medianMs = quantile(medians, 0.5);
  return {
    words,
    medianMs,
    p95Ms: quantile(rounds.flat(), 0.95),
    spread: (Math.max(...medians) - Math.min(...medians)) / medianMs,
    keys: rounds.flat().length,
  };
}

function ratioByRound(one: Opened, other: Opened): number {
  const ratios = one.rounds.map((times, round) => quantile(times, 0.5) / quantile(other.rounds[round] ?? [], 0.5));
  return quantile(ratios, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const vocabulary =
  "water well passage herd elder gathering consent community keeper season harvest road market dispute witness promise share valley spring guest winter measure seed grain fence river border delegate mediator people".split(
    " ",
  );

/** Articles of 45 blocks; the same words for the same number. */
export function writeText(words: number): Block[][] {
  let seed = 7;
  const pick = (): string => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return vocabulary[(seed >>> 8) % vocabulary.length] ?? "";
  };
  const sentence = (count: number): string => `${Array.from({ length: count }, pick).join(" ")}.`;
  const articles: Block[][] = [];
  for (let written = 0; written < words; ) {
    const article: Block[] = [{ heading: true, text: sentence(4) }];
    written += 4;
    while (article.length < blocksInArticle && written < words) {
      article.push({ heading: false, text: sentence(wordsInBlock) });
      written += wordsInBlock;
    }
    articles.push(article);
  }
  return articles;
}

if (import.meta.main) {
  const quick = process.argv.includes("--quick");
  console.log(JSON.stringify(await measureTyping({ words: 98_000, rounds: quick ? 3 : 15, quick }), null, 2));
}
