/** Frames taken into a log: counted, kept while they wait, and one call after the other. On a file alone. */
import { expect, it } from "vitest";
import { createReceiving } from "../../../electron/host/charter/receiving.ts";
import type { TriedFrame } from "../../../electron/host/charter/verdict.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { type Book, foundBook, founder } from "../../support/builders.ts";
import { unwrap } from "../../support/world.ts";
import { frameOf, holdLog } from "./heldLog.ts";

const [ada, ben] = [founder("Ada"), founder("Ben")];
const nothing = new Uint8Array(0);

/** Ada's charter, which Ben joined, and what both wrote since. */
function history(length: number): Book {
  const book = foundBook(ada);
  book.admit(ada, ben);
  for (let at = 0; at < length; at++) book.write(at % 2 === 0 ? ada : ben, envelopeTypes.heads, nothing);
  return book;
}

function receiver(book: Book, tryFrames: ((frames: readonly Bytes[]) => Promise<readonly TriedFrame[]>) | null = null) {
  const log = holdLog(ben, book.charter);
  const told: string[] = [];
  let isClosed = false;
  const receiving = createReceiving({
    ...{ held: log.held, logger: log.logger, tryFrames },
    commit: (by, run) => log.held.commit(by, 0, run),
    isClosed: () => isClosed,
    onNext: () => void told.push("next"),
    onStored: () => void told.push("stored"),
    onDone: () => void told.push("done"),
    behind: [],
  });
  return {
    ...log,
    receiving,
    told,
    close() {
      isClosed = true;
    },
  };
}

it("takes a log in any order, and counts what it did with each frame", async () => {
  const book = history(20);
  const { receiving, held, told } = receiver(book);
  const frames = book.log().map(frameOf);
  const report = unwrap(await receiving.receive(frames.toReversed(), {}));
  expect(report).toMatchObject({ added: frames.length, alreadyHeld: 0, waiting: 0, refused: 0 });
  expect(held.fold().ledger.size()).toBe(frames.length);
  expect(told.at(-1)).toBe("done");
  const again = unwrap(await receiving.receive(frames, {}));
  expect(again).toMatchObject({ added: 0, alreadyHeld: frames.length });
});

it("keeps what waits, says what is not here, and takes it when that has come", async () => {
  const book = history(12);
  const { receiving, held } = receiver(book);
  const frames = book.log().map(frameOf);
  const missing = frames.length - 6;
  const kept = frames.filter((_, at) => at !== missing);
  const first = unwrap(await receiving.receive(kept, {}));
  expect(first.waiting).toBe(5);
  expect(first.left.waiting).toHaveLength(5);
  expect([...receiving.notHere().values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  const second = unwrap(await receiving.receive([frames[missing] ?? nothing], {}));
  expect([second.added, second.waiting]).toEqual([6, 0]);
  expect(held.fold().ledger.size()).toBe(frames.length);
  expect([...receiving.notHere()]).toEqual([]);
});

it("refuses what is no frame, and what crashed the thread that tries frames, and keeps the others", async () => {
  const book = history(4);
  const frames = book.log().map(frameOf);
  const { receiving } = receiver(book, async (given) => given.map((_, at) => (at === 1 ? "crashed" : null)));
  const junk = new Uint8Array(90).fill(7);
  const report = unwrap(await receiving.receive([junk, ...frames.slice(0, 1), ...frames], {}));
  // The first frame of the log is the one that crashed; it is given twice.
  expect(report).toMatchObject({ added: frames.length, refused: 2 });
});

it("does one call after the other, and ends with the charter", async () => {
  const book = history(6);
  const frames = book.log().map(frameOf);
  const { receiving, held, close } = receiver(book);
  const both = [receiving.receive(frames.slice(4), {}), receiving.receive(frames.slice(0, 4), {})];
  const [late, early] = await Promise.all(both);
  expect([late?.ok && late.value.waiting, early?.ok && early.value.added]).toEqual([frames.length - 4, frames.length]);
  await receiving.idle();
  expect(held.fold().ledger.size()).toBe(frames.length);
  close();
  expect(await receiving.receive(frames, {})).toEqual({ ok: false, error: { kind: "cancelled" } });
});
