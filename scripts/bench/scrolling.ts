/**
 * The timeline of two hundred texts in the window itself: how long its frames take while a person scrolls, scrubs and zooms.
 * A frame is all that the page's own thread does from one call for a frame to the next, in the thread's own time: what
 * other programs of a shared machine do meanwhile is not in it. The time on the wall stands beside it.
 */
import type { CDPSession, Page } from "playwright-core";
import { longTimeline } from "../../tests/e2e/support/scenes/longTimeline.ts";
import { riverSeed } from "../../tests/e2e/support/scenes/river.ts";
import { openWindows } from "../../tests/e2e/support/windows.ts";
import { type Figure, summarise } from "./measure.ts";

/** Milliseconds: two frames of a screen of 60 Hz, less rounding. */
const longestFrame = 32;

export async function measureScrolling(rounds: number): Promise<readonly Figure[]> {
  const { facts } = await riverSeed.ready();
  const windows = await openWindows();
  const figures: Figure[] = [];
  try {
    await windows.inWindow({}, async (page, open) => {
      await open(longTimeline, `#/charter/${facts.river}/timeline`);
      const line = await page.getByRole("slider").boundingBox();
      if (line === null) throw new Error("the line is drawn");
      const [left, middle, y] = [line.x + 40, line.x + line.width / 2, line.y + line.height / 2];
      const acts: Readonly<Record<string, () => Promise<void>>> = {
        "its list scrolled from end to end and back": async () => {
          await page.mouse.move(400, 760);
          for (const way of [1, -1]) for (let step = 0; step < 90; step++) await page.mouse.wheel(0, way * 400);
        },
        "the day drawn along its line": async () => {
          await page.mouse.move(left, y);
          await page.mouse.down();
          for (const to of [line.x + line.width - 40, left]) await page.mouse.move(to, y, { steps: 90 });
          await page.mouse.up();
        },
        "its line zoomed from years to days and back": async () => {
          await page.mouse.move(middle, y);
          await page.keyboard.down("Control");
          for (const way of [-1, 1]) for (let step = 0; step < 40; step++) await page.mouse.wheel(0, way * 120);
          await page.keyboard.up("Control");
        },
      };
      for (const [name, act] of Object.entries(acts)) {
        // The first time compiles code; it is nobody's measure.
        await framesDuring(page, act);
        const longest: number[] = [];
        const all: Frame[] = [];
        for (let round = 0; round < rounds; round++) {
          const frames = await framesDuring(page, act);
          longest.push(Math.max(...frames.map(({ own }) => own)));
          all.push(...frames);
        }
        const { median, spread } = summarise(longest);
        const walls = all.map(({ wall }) => wall).toSorted((one, other) => one - other);
        const late = walls.filter((wall) => wall > longestFrame).length;
        figures.push({
          name: `Timeline of 200 texts, ${name}: the longest frame, of ${longestFrame} ms`,
          ...{ ratio: median / longestFrame, spread, goal: { atMost: 1 } },
          detail: `${median.toFixed(1)} ms, ${Math.max(...longest).toFixed(1)} in the worst round; on the wall ${late} of ${all.length} frames took more than ${longestFrame} ms, half ${(walls[walls.length >> 1] ?? 0).toFixed(1)}`,
        });
      }
    });
  } finally {
    await windows.close();
  }
  return figures;
}

interface Frame {
  /** Milliseconds of the thread's own time. */
  readonly own: number;
  readonly wall: number;
}

async function framesDuring(page: Page, act: () => Promise<void>): Promise<readonly Frame[]> {
  const devtools = await page.context().newCDPSession(page);
  const stop = await trace(devtools);
  await page.evaluate(() => {
    window.isCounting = true;
    const draw = (): void => {
      if (window.isCounting) requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  });
  await act();
  await page.evaluate(() => {
    window.isCounting = false;
  });
  const events = await stop();
  await devtools.detach();
  const thread = events.find(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const own = events
    .filter(({ pid, tid }) => pid === thread?.pid && tid === thread.tid)
    .toSorted((one, other) => one.ts - other.ts);
  const frames: Frame[] = [];
  let began: number | null = null;
  let spent = 0;
  for (const { name, ts, tdur = 0 } of own) {
    if (name === "FireAnimationFrame") {
      if (began !== null) frames.push({ own: spent / 1000, wall: (ts - began) / 1000 });
      [began, spent] = [ts, 0];
    } else if (name === "ThreadControllerImpl::RunTask") spent += tdur;
  }
  if (frames.length === 0 || frames.every(({ own: time }) => time === 0))
    throw new Error("the page has drawn something");
  return frames;
}

/** What stops it answers with what was traced. */
async function trace(devtools: CDPSession): Promise<() => Promise<readonly TraceEvent[]>> {
  const events: TraceEvent[] = [];
  devtools.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as readonly TraceEvent[])));
  const traceConfig = { includedCategories: ["toplevel", "devtools.timeline"] };
  await devtools.send("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  return async () => {
    const isComplete = new Promise((resolve) => devtools.once("Tracing.tracingComplete", resolve));
    await devtools.send("Tracing.end");
    await isComplete;
    return events;
  };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

declare global {
  interface Window {
    isCounting?: boolean;
  }
}
