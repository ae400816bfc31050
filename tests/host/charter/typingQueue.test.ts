import { expect, it } from "vitest";
import * as Y from "yjs";
import { createTypingQueue, readRuns } from "../../../electron/host/charter/typingQueue.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";

/** Updates of one client, a letter each. */
function letters(client: number, word: string): readonly { readonly client: number; readonly update: Bytes }[] {
  const yDoc = new Y.Doc();
  yDoc.clientID = client;
  const typed: { client: number; update: Bytes }[] = [];
  yDoc.on("update", (update: Uint8Array) => typed.push({ client, update: update as Bytes }));
  for (const letter of word) yDoc.getText("t").insert(yDoc.getText("t").length, letter);
  return typed;
}

it("is on disk at a pause, and after two seconds of typing without one", () => {
  const queue = createTypingQueue();
  const [one, two] = letters(1, "ab");
  if (one === undefined || two === undefined) throw new Error("two letters were typed");
  queue.add(one, 1000);
  expect(queue.pauseLeft(1000)).toBe(400);
  queue.add(two, 2800);
  expect(queue.pauseLeft(2800)).toBe(200);
  expect(queue.pauseLeft(3000)).toBe(0);
});

it("is one segment for ten minutes from its first key, whatever of it is on disk", () => {
  const queue = createTypingQueue();
  for (const one of letters(1, "ab")) queue.add(one, 0);
  queue.keep(queue.unkept());
  for (const one of letters(2, "c")) queue.add(one, 60_000);
  expect(queue.segmentLeft(60_000)).toBe(540_000);
  expect(queue.segmentLeft(600_001)).toBe(0);
});

it("is due at once where it is long", () => {
  const queue = createTypingQueue();
  queue.add({ client: 1, update: new Uint8Array(70_000) }, 0);
  expect([queue.pauseLeft(0), queue.segmentLeft(0)]).toEqual([0, 0]);
});

it("merges neighbours of one client, and keeps the order of several", () => {
  const queue = createTypingQueue();
  const [a, b] = [letters(1, "abc"), letters(2, "xy")];
  for (const one of [...a.slice(0, 2), ...b, ...a.slice(2)]) queue.add(one, 0);
  const merged = queue.unkept();
  expect(merged.map(({ client }) => client)).toEqual([1, 2, 1]);
  const yDoc = new Y.Doc();
  for (const { update } of merged) Y.applyUpdate(yDoc, update);
  expect([...yDoc.getText("t").toString()].sort().join("")).toBe("abcxy");
  expect(readRuns(queue.all()).map(({ updates }) => updates.length)).toEqual([2, 2, 1]);
});

it("has what is on disk first, and it no second time", () => {
  const queue = createTypingQueue();
  const [one, two] = letters(1, "ab");
  if (one === undefined || two === undefined) throw new Error("two letters were typed");
  queue.restore(one);
  queue.add(two, 0);
  expect([queue.kept(), queue.all().length, queue.unkept().length]).toEqual([1, 2, 1]);
  queue.keep(queue.unkept());
  expect([queue.kept(), queue.unkept().length]).toEqual([2, 0]);
  queue.clear();
  expect([queue.kept(), queue.bytes(), queue.all().length]).toEqual([0, 0, 0]);
});
