/** Long texts are read in a thread of their own: whatever they do to it, the reading is answered. */
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../electron/host/ambient.ts";
import { createTextReader } from "../../../electron/host/reading/textReader.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import { utf8 } from "../../../shared/base/bytes.ts";
import { importLimits } from "../../../shared/charter/formats/importLimits.ts";
import { countingIds } from "../../shared/charter/text/arbitraryText.ts";

const worker = new URL("../../../electron/host/reading/readWorker.ts", import.meta.url);
const script = (source: string): URL => new URL(`data:text/javascript,${encodeURIComponent(source)}`);
const long = utf8("1. Wells stay open to all.\n\n".repeat(8000));

function reader(runs: URL, clock: Clock = systemClock) {
  const steps: number[] = [];
  const logged: unknown[] = [];
  const logger = { warn: (...said: readonly unknown[]) => void logged.push(said) };
  const texts = createTextReader({
    thread: { worker: runs, clock, logger },
    newId: countingIds(),
    onProgress: (done, total) => steps.push(done / total),
  });
  return { texts, steps };
}

describe("the reading thread", () => {
  it("reads a long file and says how far it is", async () => {
    const { texts, steps } = reader(worker);
    const read = await texts.readFile({ name: "wells.md", bytes: long });
    expect(read.ok && read.value.text.content.length).toBe(8000);
    expect(steps.length).toBeGreaterThan(2);
    expect(Math.max(...steps)).toBeLessThanOrEqual(1);
  });

  it("stops when the person says so", async () => {
    const { texts } = reader(script("setInterval(() => {}, 1000)"));
    const reading = texts.readFile({ name: "wells.md", bytes: long });
    texts.cancel();
    expect(await reading).toEqual({ ok: false, error: { kind: "cancelled" } });
  });

  it("is ended where it takes too long", async () => {
    let late = (): void => undefined;
    const clock: Clock = {
      ...systemClock,
      after(ms, run) {
        expect(ms).toBe(importLimits.seconds * 1000);
        late = run;
        return () => undefined;
      },
    };
    const { texts } = reader(script("setInterval(() => {}, 1000)"), clock);
    const reading = texts.readFile({ name: "wells.md", bytes: long });
    late();
    expect(await reading).toMatchObject({ ok: false, error: { kind: "textTooHeavy", why: "time" } });
  });

  it("may die, and the reading is refused", async () => {
    const { texts } = reader(script("throw new Error('gone')"));
    const read = await texts.readFile({ name: "wells.md", bytes: long });
    expect(read).toMatchObject({ ok: false, error: { kind: "textTooHeavy", why: "memory" } });
  });

  it("refuses what has too many bytes, parts or levels, each by its name", async () => {
    const { texts } = reader(worker);
    const read = async (text: string) => {
      const answer = await texts.readFile({ name: "x.md", bytes: utf8(text) });
      return answer.ok ? "read" : answer.error.kind;
    };
    expect(await read("a".repeat(importLimits.bytes + 1))).toBe("fileTooLarge");
    expect(await read("- a\n".repeat(importLimits.bytes / 4 - 1))).toBe("textTooHeavy");
    expect(await read(`${"> ".repeat(90)}x`)).toBe("textTooDeep");
  });
});
