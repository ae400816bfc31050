import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Awareness } from "y-protocols/awareness";
import { createCalmAwareness } from "../../../renderer/editor/calmAwareness.ts";
import { createTextDoc } from "../../../shared/crdt/document/docLayout.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function openAwareness() {
  const inner = new Awareness(createTextDoc());
  const sent: unknown[] = [];
  inner.on("update", () => sent.push(inner.getLocalState()?.cursor));
  const heard: unknown[] = [];
  const calm = createCalmAwareness(inner);
  calm.awareness.on("change", (changes: unknown) => heard.push(changes));
  return { inner, sent, heard, calm };
}

test("many moves of the caret are one message, with the last place", () => {
  const { inner, sent, heard, calm } = openAwareness();
  for (const place of [1, 2, 3]) calm.awareness.setLocalStateField("cursor", place);
  expect(sent).toEqual([]);
  expect(calm.awareness.getLocalState()?.cursor).toBe(3);
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([3]);
  expect(heard).toEqual([]);
  calm.close();
  inner.destroy();
});

test("others' moves are heard at once", () => {
  const { inner, heard, calm } = openAwareness();
  inner.emit("change", [{ added: [7], updated: [], removed: [] }, "link"]);
  expect(heard).toHaveLength(1);
  calm.close();
  inner.destroy();
});

test("after closing the caret is gone and nothing more is sent", () => {
  const { inner, sent, calm } = openAwareness();
  calm.awareness.setLocalStateField("cursor", 5);
  calm.close();
  vi.advanceTimersByTime(1_000);
  expect(inner.getLocalState()?.cursor).toBeNull();
  expect(sent).not.toContain(5);
  inner.destroy();
});

test("presence that was switched off stays off", () => {
  const { inner, calm } = openAwareness();
  inner.setLocalState(null);
  calm.awareness.setLocalStateField("cursor", 5);
  vi.advanceTimersByTime(100);
  calm.close();
  expect(inner.getLocalState()).toBeNull();
  inner.destroy();
});
