import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whenStill } from "../../../renderer/editor/whenStill.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("requestIdleCallback", (run: () => void) => setTimeout(run));
  vi.stubGlobal("cancelIdleCallback", clearTimeout);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("what is asked for waits for a rest, and each key puts it off", () => {
  const run = vi.fn();
  const soon = whenStill(run, { restMs: 60, mostMs: 400 });
  for (let key = 0; key < 5; key++) {
    soon.ask();
    vi.advanceTimersByTime(40);
  }
  expect(run).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(run).toHaveBeenCalledTimes(1);
});

test("whoever types without a rest has it done all the same, again and again", () => {
  const run = vi.fn();
  const soon = whenStill(run, { restMs: 60, mostMs: 400 });
  for (let passed = 0; passed < 2000; passed += 20) {
    soon.ask();
    vi.advanceTimersByTime(20);
  }
  expect(run.mock.calls.length).toBeGreaterThanOrEqual(4);
  expect(run.mock.calls.length).toBeLessThanOrEqual(5);
});

test("nothing is done once it was cancelled, and asked for again it is", () => {
  const run = vi.fn();
  const soon = whenStill(run, { restMs: 60, mostMs: 400 });
  soon.ask();
  soon.cancel();
  vi.runAllTimers();
  expect(run).not.toHaveBeenCalled();
  soon.ask();
  vi.runAllTimers();
  expect(run).toHaveBeenCalledTimes(1);
});

test("whoever cannot wait has it at once, and once", () => {
  const run = vi.fn();
  const soon = whenStill(run, { restMs: 60, mostMs: 400 });
  soon.flush();
  expect(run).not.toHaveBeenCalled();
  soon.ask();
  soon.flush();
  expect(run).toHaveBeenCalledTimes(1);
  vi.runAllTimers();
  expect(run).toHaveBeenCalledTimes(1);
});
