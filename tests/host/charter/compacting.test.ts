/**
 * The older entries of a log move into segments, and nothing is lost by it: not a byte, whatever cuts it off, whatever
 * rots. On a file alone, on frames that two people wrote.
 */
import { cpSync, rmSync, statSync, truncateSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { frameOf as frameOfKept } from "../../../electron/host/charter/framing.ts";
import { openHeld } from "../../../electron/host/charter/held.ts";
import { mendStore } from "../../../electron/host/charter/mend.ts";
import { type CharterStore, openCharterStore } from "../../../electron/host/store/charterStore.ts";
import { createDatabasePool } from "../../../electron/host/store/databasePool.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import { type Bytes, equalBytes, toHex, utf8 } from "../../../shared/base/bytes.ts";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { err, type Result } from "../../../shared/base/result.ts";
import type { Accepted } from "../../../shared/ledger/log/chains.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { deriveEpoch } from "../../../shared/ledger/members/epoch.ts";
import { sealFrame } from "../../../shared/sync/frame.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { type Book, foundBook, founder, foundingKey, seedOf, words } from "../../support/builders.ts";
import { eachSeed, fuzzTimeoutMs } from "../../support/fuzzing.ts";
import { unwrap } from "../../support/world.ts";
import { frameOf, holdLog } from "./heldLog.ts";

const [ada, ben] = [founder("Ada"), founder("Ben")];
const nothing = new Uint8Array(0);

/** A charter with every kind of entry that a segment treats by itself. */
function history(length: number, seed = 1): Book {
  const by = chance(seed);
  const book = foundBook(ada);
  book.admit(ada, ben);
  const clients = new Map([ada, ben].map((person) => [person, { client: book.bindSession(person), clock: 0 }]));
  const sentences = Array.from({ length: 12 }, (_, at) => `What was agreed on first, sentence ${at}.`);
  while (book.log().length < length - 1) {
    const person = by.int(3) === 0 ? ben : ada;
    const roll = by.int(20);
    const text = clients.get(person);
    if (roll === 0) book.write(person, envelopeTypes.heads, nothing);
    else if (roll === 1) book.bindSession(person);
    else if (roll === 2) book.write(person, 200, utf8(`a statement of a kind to come ${by.int(1000)}`));
    else if (roll === 3) book.propose(person, { text: words(...sentences), nonce: `proposal ${book.log().length}` });
    else if (roll === 4) sentences[by.int(sentences.length)] = `Another sentence, of number ${by.int(1_000_000)}.`;
    else if (text !== undefined) {
      const end = text.clock + 1 + by.int(40);
      const update = utf8(`what was typed, ${"word ".repeat(by.int(6))}${by.int(1_000_000)}`);
      book.write(person, envelopeTypes.text, encodeCbor([1, text.client, text.clock, end, update]));
      text.clock = end;
    }
  }
  // She holds all that Ben signed.
  book.write(ada, envelopeTypes.heads, nothing);
  return book;
}

/** Every other seal of an envelope is as good to its readers, and not the one that is made anew. */
const oddFrame = ({ bytes }: { readonly bytes: Bytes }): Bytes =>
  sealFrame(0, bytes, deriveEpoch(foundingKey), seedOf("another nonce").slice(0, 24));

/** Ben's log: Ada founded, both wrote. */
async function held(book: Book, change?: (store: CharterStore) => CharterStore) {
  const log = holdLog(ben, book.charter, change);
  const frames = book.log().map((written, at) => (at % 97 === 50 ? oddFrame(written) : frameOf(written)));
  expect(unwrap(await log.receive(frames, {})).added).toBe(frames.length);
  return { ...log, frames };
}
type Log = Pick<Awaited<ReturnType<typeof held>>, "store" | "held">;

const framesOf = ({ store, held }: Log): readonly (Bytes | null)[] =>
  store.keptAfter(0, 100_000).map(({ kept }) => frameOfKept(kept, held.fold().keyring));
const hexOf = (frames: readonly (Bytes | null)[]): readonly string[] => frames.map((frame) => toHex(frame ?? nothing));
const loose = ({ store }: Pick<Log, "store">): number => store.looseBefore(Number.MAX_SAFE_INTEGER).count;
const flat = (accepted: Accepted | null) => accepted && { ...accepted, vector: [...accepted.vector].sort() };

/** All that the index of a log answers. */
function answers({ store }: Log, book: Book): unknown {
  const clients = new Set(book.accepted().map(({ client }) => client));
  return book.accepted().map(({ chain, place }) => ({
    found: flat(store.index.find(chain, place.seq)),
    clocks: [...clients].map((client) => (client === null ? 0 : store.index.clockAt(chain, client, place.seq))),
  }));
}

/** Segments and blocks of content, also those that nothing has yet. */
function rowsIn(file: string): readonly number[] {
  const database = new DatabaseSync(file);
  const counts = ["segment", "content"].map((table) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  database.close();
  return counts as number[];
}

function copyFiles(from: string, to: string): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(to + end, { force: true });
  for (const end of ["", "-wal"]) cpSync(from + end, to + end);
}

describe("A log whose older entries are in segments", () => {
  it("gives every frame as it came, byte for byte, and answers as before", { timeout: fuzzTimeoutMs(60_000) }, () =>
    eachSeed("segments", [1, 2], async (seed) => {
      const book = history(700, seed);
      const log = await held(book);
      const before = answers(log, book);
      const types = [1, 2, 3, 4, 200];
      const entries = log.store.entriesAfter(5, types).map(({ pos, accepted }) => [pos, flat(accepted)]);
      const theirs = new Map([[ada.device, 100]]);
      const beyond = log.store.positionsBeyond(theirs);
      unwrap(await log.compacting.run());
      expect(loose(log)).toBe(0);
      expect(hexOf(framesOf(log))).toEqual(hexOf(log.frames));
      expect(answers(log, book)).toEqual(before);
      expect(log.store.entriesAfter(5, types).map(({ pos, accepted }) => [pos, flat(accepted)])).toEqual(entries);
      expect(log.store.positionsBeyond(theirs)).toEqual(beyond);
      expect(hexOf(log.store.keptOf(beyond).map(({ kept }) => frameOfKept(kept, log.held.fold().keyring)))).toEqual(
        hexOf(beyond.map((pos) => log.frames[pos - 1] ?? null)),
      );
      expect([log.store.count(), log.store.lastPos(), log.store.firstPosOf(ben.device)]).toEqual([
        700,
        700,
        1 + book.accepted().findIndex(({ chain }) => chain === ben.device),
      ]);
      const again = log.reopen();
      expect(again.held.fold().ledger.size()).toBe(700);
      expect(hexOf(framesOf(again))).toEqual(hexOf(log.frames));
    }),
  );

  it("has none of the padding, and no hash that follows from another entry", async () => {
    const log = await held(history(600));
    unwrap(await log.compacting.run());
    const padded = log.frames.reduce((sum, frame) => sum + frame.length, 0);
    const sealed = log.store.newestSegment()?.sealedBytes ?? padded;
    expect(sealed).toBeLessThan(padded / 4);
    // A signature of 64 bytes does not deflate.
    expect(sealed).toBeLessThan(600 * 110);
  });

  it("goes on, and what came since stays as it came until it is worth a segment", async () => {
    const book = history(400);
    const log = await held(book);
    unwrap(await log.compacting.run());
    const first = log.store.newestSegment();
    for (let at = 0; at < 200; at++) book.write(ada, envelopeTypes.heads, nothing);
    await log.receive(book.log().map(frameOf), {});
    unwrap(await log.compacting.run());
    expect([loose(log), log.store.newestSegment()?.no]).toEqual([200, first?.no]);
    for (let at = 0; at < 100; at++) book.write(ada, envelopeTypes.heads, nothing);
    await log.receive(book.log().map(frameOf), {});
    unwrap(await log.compacting.run());
    expect([loose(log), log.store.newestSegment()?.count]).toEqual([0, 700]);
    expect(framesOf(log)).toHaveLength(700);
  });

  it("leaves what this device signed where it is until somebody else says that they hold it", async () => {
    const book = history(300);
    const log = await held(book);
    const signed = log.held.commit(null, 0, (added) => {
      for (let at = 0; at < 300; at++) log.signing.sign(envelopeTypes.heads, nothing, added);
    });
    unwrap(signed);
    unwrap(await log.compacting.run());
    expect(loose(log)).toBe(300);
    const own = hexOf(framesOf(log).slice(300));
    // Ada takes them, and signs.
    const other = holdLog(ada, book.charter);
    unwrap(
      await other.receive(
        framesOf(log).filter((frame) => frame !== null),
        {},
      ),
    );
    unwrap(other.held.commit(null, 0, (added) => other.signing.sign(envelopeTypes.heads, nothing, added)));
    expect(hexOf(framesOf(other)).slice(300, 600)).toEqual(own);
    unwrap(
      await log.receive(
        framesOf(other).filter((frame) => frame !== null),
        {},
      ),
    );
    unwrap(await log.compacting.run());
    expect(loose(log)).toBe(0);
    expect(hexOf(framesOf(log))).toEqual(hexOf(framesOf(other)));
  });

  it("moves by itself, once nothing was written for some seconds", async () => {
    const log = await held(history(300));
    log.compacting.touch();
    log.clock.advance(4000);
    log.compacting.touch();
    log.clock.advance(4000);
    expect(loose(log)).toBe(300);
    log.clock.advance(1000);
    while (loose(log) > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(framesOf(log)).toHaveLength(300);
  });
});

describe("A rewrite of the log", () => {
  it("that is killed at any step, or loses the power at any write, leaves every entry", async () => {
    const book = history(300);
    const steps: string[] = [];
    const walBytes: number[] = [];
    const keep = (name: string): void => {
      steps.push(name);
      walBytes.push(statSync(`${log.file}-wal`).size);
      copyFiles(log.file, `${log.file}.${steps.length}`);
    };
    const log = await held(book, (store) => ({
      ...store,
      writeSegment(entries, deflated, block) {
        const written = store.writeSegment(entries, deflated, block);
        keep("written");
        return written;
      },
      readBack(written, look) {
        return store.readBack(written, look).finally(() => keep("read"));
      },
      settleSegment(written, replaced, entries) {
        const settled = store.settleSegment(written, replaced, entries);
        keep("settled");
        return settled;
      },
    }));
    unwrap(await log.compacting.run());
    expect(steps).toEqual(["written", "read", "settled"]);
    expect(rowsIn(log.file)).toEqual([1, 1]);
    const { charter, storeKey, random } = log.source;
    const wholeAt = (file: string): number => {
      const store = unwrap(openCharterStore(file, { charter, storeKey, random }));
      expect(store.check()).toBe(true);
      expect(hexOf(framesOf({ store, held: log.held }))).toEqual(hexOf(log.frames));
      const left = loose({ store });
      store.close();
      return left;
    };
    expect(steps.map((_, at) => wholeAt(`${log.file}.${at + 1}`))).toEqual([300, 300, 0]);
    // Each frame of the write-ahead log from the first commit that holds all of them.
    const cut = `${log.file}.cut`;
    const frameBytes = 24 + 1024;
    const found = new Set<number>();
    const [written = 0, , settled = 0] = walBytes;
    for (let bytes = settled; bytes >= written; bytes -= frameBytes * 7) {
      copyFiles(log.file, cut);
      truncateSync(`${cut}-wal`, bytes);
      found.add(wholeAt(cut));
    }
    expect(found).toEqual(new Set([0, 300]));
    // What was cut off is done another time, and leaves nothing behind.
    log.store.close();
    cpSync(`${log.file}.2`, log.file);
    expect(rowsIn(log.file)).toEqual([1, 1]);
    const again = log.reopen();
    expect([again.store.count(), loose(again)]).toEqual([300, 300]);
    unwrap(await again.compacting.run());
    expect(loose(again)).toBe(0);
    expect(rowsIn(log.file)).toEqual([1, 1]);
  }, 60_000);

  it("that finds no room on the disk changes nothing, and is done later", async () => {
    for (const step of ["writeSegment", "readBack", "settleSegment"] as const) {
      let isFull = true;
      const full: Result<never, HostError> = err({ kind: "storeFull" });
      const log = await held(history(300), (store) => ({
        ...store,
        [step]: (...args: unknown[]) =>
          isFull
            ? step === "readBack"
              ? Promise.resolve(full)
              : full
            : (store[step] as (...of: unknown[]) => Result<unknown, HostError>)(...args),
      }));
      expect(await log.compacting.run()).toEqual(full);
      expect([loose(log), log.store.count()]).toEqual([300, 300]);
      expect(hexOf(framesOf(log))).toEqual(hexOf(log.frames));
      isFull = false;
      unwrap(await log.compacting.run());
      expect(loose(log)).toBe(0);
      expect(hexOf(framesOf(log))).toEqual(hexOf(log.frames));
    }
  }, 60_000);

  it("whose segment does not read back as it was written leaves the entries where they are", async () => {
    const log = await held(history(300), (store) => ({
      ...store,
      readBack(written, look) {
        const database = new DatabaseSync(log.file);
        database.exec(`UPDATE ${table} SET sealed = zeroblob(length(sealed)) WHERE is_due = 0`);
        database.close();
        return store.readBack(written, look);
      },
    }));
    let table = "segment";
    expect(await log.compacting.run()).toEqual(err({ kind: "cancelled" }));
    expect([loose(log), log.store.check(), log.store.count()]).toEqual([300, true, 300]);
    table = "content";
    expect(await log.compacting.run()).toEqual(err({ kind: "cancelled" }));
    expect([loose(log), log.store.check(), log.store.count()]).toEqual([300, true, 300]);
    expect(hexOf(framesOf(log))).toEqual(hexOf(log.frames));
  });
});

describe("A segment that rots", () => {
  const spoil = (file: string, sql: string): void => {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  };

  /** One bit, anywhere in what is sealed. */
  function flipOne(file: string, below: (limit: number) => number): void {
    const database = new DatabaseSync(file);
    const sealed = database.prepare("SELECT sealed FROM segment").get()?.sealed as Bytes;
    const at = below(sealed.length);
    sealed[at] = (sealed[at] ?? 0) ^ (1 << below(8));
    database.prepare("UPDATE segment SET sealed = ?").run(sealed);
    database.close();
  }

  it("[S21] costs what is in it, says exactly that, and heals from others", { timeout: fuzzTimeoutMs(120_000) }, () =>
    eachSeed("segments", [1, 2, 3], async (seed) => {
      const by = chance(seed);
      const book = history(400, seed);
      const log = await held(book);
      unwrap(await log.compacting.run());
      for (let at = 0; at < 60; at++) book.write(ada, envelopeTypes.heads, nothing);
      await log.receive(book.log().map(frameOf), {});
      log.held.cache();
      log.store.close();
      flipOne(log.file, by.int);

      const vault = { charter: book.charter, storeKey: log.source.storeKey, random: log.source.random };
      const rotten = unwrap(openCharterStore(log.file, vault));
      expect(
        openHeld({ ...log.source, store: rotten }, { reread: () => undefined, accepted: () => undefined }).ok,
      ).toBe(false);
      rotten.close();
      const mended = unwrap(mendStore(log.source, log.file, createDatabasePool(1)));
      const damage = mended.readDamage();
      const missing = book.accepted().slice(0, 400);
      expect(damage?.isKnown).toBe(true);
      expect(new Set(damage?.lost.map(([device, seq]) => `${device} ${seq}`))).toEqual(
        new Set(missing.map(({ place }) => `${place.device} ${place.seq}`)),
      );
      expect(damage?.behind).toHaveLength(60);
      mended.close();

      const again = log.reopen();
      expect(again.held.fold().ledger.size()).toBe(0);
      unwrap(await again.receive(book.log().slice(0, 400).map(frameOf), {}));
      expect(again.held.fold().ledger.size()).toBe(460);
      unwrap(await again.compacting.run());
      expect(framesOf(again)).toHaveLength(460);
    }),
  );

  it("leaves the other segments and all loose entries that do not build on it", async () => {
    const book = history(3000);
    const log = await held(book);
    unwrap(await log.compacting.run());
    expect(loose(log)).toBe(0);
    log.store.close();
    spoil(log.file, "UPDATE segment SET sealed = zeroblob(length(sealed)) WHERE no = (SELECT max(no) FROM segment)");
    const mended = unwrap(mendStore(log.source, log.file, createDatabasePool(1)));
    const [first] = [mended.count()];
    expect(first).toBeGreaterThan(1000);
    expect(hexOf(framesOf({ store: mended, held: log.held }))).toEqual(hexOf(log.frames.slice(0, first)));
    mended.close();
    const again = log.reopen();
    unwrap(await again.receive(log.frames, {}));
    expect(again.held.fold().ledger.size()).toBe(3000);
  }, 120_000);
});

describe("What was put up for ratification", () => {
  const inContent = (file: string): { readonly pieces: number; readonly bytes: number } => {
    const database = new DatabaseSync(file);
    const row = database.prepare("SELECT sum(count) AS pieces, sum(length(sealed)) AS bytes FROM content").get();
    database.close();
    return { pieces: row?.pieces as number, bytes: row?.bytes as number };
  };

  /** Texts of forty clauses, one of them another each time; and receipts, so that there is enough for a segment. */
  function ratified(count: number, book = foundBook(ada), receipts = 260): Book {
    if (book.log().length === 1) book.admit(ada, ben);
    const sentences = Array.from({ length: 40 }, (_, at) => `Sentence ${at}, ${toHex(seedOf(`sentence ${at}`))}.`);
    const before = book.log().length;
    for (let at = 0; at < count; at++) {
      sentences[at % 40] = `Sentence ${at}, changed at ${before + at}.`;
      book.propose(ada, { text: words(...sentences), nonce: `proposal ${before + at}` });
    }
    for (let at = 0; at < receipts; at++) book.write(ada, envelopeTypes.heads, nothing);
    return book;
  }

  it("stands outside the segments, once for each clause that differs, also where a later segment has it again", async () => {
    const book = ratified(20);
    const log = await held(book);
    unwrap(await log.compacting.run());
    // The last clause stands with what follows it.
    expect(inContent(log.file).pieces).toBe(40 + 19);
    const { sealedBytes } = log.store.newestSegment() ?? { sealedBytes: 0 };
    expect(sealedBytes).toBeLessThan(log.store.count() * 110 + 20 * 400);
    ratified(20, book);
    unwrap(await log.receive(book.log().map(frameOf), {}));
    unwrap(await log.compacting.run());
    expect(loose(log)).toBe(0);
    expect(inContent(log.file).pieces).toBe(40 + 39);
    expect(hexOf(framesOf(log)).slice(-280)).toEqual(hexOf(book.log().map(frameOf)).slice(-280));
    expect(hexOf(framesOf(log.reopen()))).toEqual(hexOf(framesOf(log)));
  }, 60_000);

  it("[S21] costs the texts that have it where it rots, and no other entry; and heals from others", async () => {
    const book = ratified(20);
    const log = await held(book);
    unwrap(await log.compacting.run());
    log.held.cache();
    log.store.close();
    const database = new DatabaseSync(log.file);
    const sealed = database.prepare("SELECT sealed FROM content").get()?.sealed as Bytes;
    sealed[sealed.length >> 1] = (sealed[sealed.length >> 1] ?? 0) ^ 1;
    database.prepare("UPDATE content SET sealed = ?").run(sealed);
    database.close();
    const vault = { charter: book.charter, storeKey: log.source.storeKey, random: log.source.random };
    const rotten = unwrap(openCharterStore(log.file, vault));
    expect(rotten.check()).toBe(false);
    // The history beside it is there yet.
    expect(rotten.entriesAfter(0, [envelopeTypes.proposal])).toHaveLength(20);
    rotten.close();
    const mended = unwrap(mendStore(log.source, log.file, createDatabasePool(1)));
    const proposed = book.accepted().filter(({ type }) => type === envelopeTypes.proposal);
    const damage = mended.readDamage();
    expect(new Set(damage?.lost.map(String))).toEqual(
      new Set(proposed.map(({ place }) => String([place.device, place.seq]))),
    );
    expect([damage?.isKnown, damage?.behind.length]).toEqual([true, 260]);
    mended.close();
    const again = log.reopen();
    unwrap(await again.receive(book.log().map(frameOf), {}));
    expect(again.held.fold().ledger.size()).toBe(book.log().length);
    expect(again.store.check()).toBe(true);
  }, 60_000);

  it("is missed where all of a block is gone, and nothing else is", async () => {
    const book = ratified(20);
    const log = await held(book);
    unwrap(await log.compacting.run());
    log.store.close();
    const database = new DatabaseSync(log.file);
    database.exec("DELETE FROM content");
    database.close();
    const vault = { charter: book.charter, storeKey: log.source.storeKey, random: log.source.random };
    const store = unwrap(openCharterStore(log.file, vault));
    expect(framesOf({ store, held: log.held })).toHaveLength(book.log().length - 20);
    expect(store.hasRotten()).toBe(true);
    store.close();
    const mended = unwrap(mendStore(log.source, log.file, createDatabasePool(1)));
    expect([mended.readDamage()?.lost.length, mended.readDamage()?.isKnown]).toEqual([20, true]);
    mended.close();
  }, 60_000);
});

describe("Content that nobody's clauses are in", () => {
  const mark = '{"attrs":{"id":"';

  it.each([
    ["more beginnings of clauses than a text has", mark.repeat(100_000)],
    ["clauses that are nothing but a beginning", `${"Words. ".repeat(40)}${mark.repeat(20)}`],
    ["no clause", "Words alone."],
  ])("stands in its segment as it came, where it has %s", async (_, body) => {
    const book = foundBook(ada);
    book.admit(ada, ben);
    book.take(book.draft(ada, envelopeTypes.proposal, utf8(body)));
    for (let at = 0; at < 260; at++) book.write(ada, envelopeTypes.heads, nothing);
    const log = await held(book);
    unwrap(await log.compacting.run());
    expect([loose(log), rowsIn(log.file)]).toEqual([0, [1, 0]]);
    expect(hexOf(framesOf(log))).toEqual(hexOf(log.frames));
  });

  it("is cut at whatever looks like a clause, and comes out as it went in", async () => {
    const book = foundBook(ada);
    book.admit(ada, ben);
    const likeClauses = `${mark}${"the same ".repeat(20)}`.repeat(2000);
    for (let at = 0; at < 3; at++) book.take(book.draft(ada, envelopeTypes.proposal, utf8(`${at}${likeClauses}`)));
    for (let at = 0; at < 260; at++) book.write(ada, envelopeTypes.heads, nothing);
    const log = await held(book);
    unwrap(await log.compacting.run());
    expect([loose(log), rowsIn(log.file)]).toEqual([0, [1, 1]]);
    expect(hexOf(framesOf(log))).toEqual(hexOf(log.frames));
  });
});

describe("A store with segments", () => {
  it("that is put back as it was before them opens as it was then, and takes the rest again", async () => {
    const book = history(500);
    const log = await held(book);
    log.store.close();
    const image = `${log.file}.image`;
    cpSync(log.file, image);
    for (let at = 0; at < 300; at++) book.write(ada, envelopeTypes.heads, nothing);
    unwrap(await log.receive(book.log().map(frameOf), {}));
    unwrap(await log.compacting.run());
    log.store.close();
    cpSync(image, log.file);
    const again = log.reopen();
    expect([again.held.fold().ledger.size(), loose(again)]).toEqual([500, 500]);
    unwrap(await again.receive(book.log().map(frameOf), {}));
    unwrap(await again.compacting.run());
    expect([again.held.fold().ledger.size(), loose(again)]).toEqual([800, 0]);
  }, 60_000);

  it("of a later program is refused as such, and not a byte of it changes", async () => {
    const log = await held(history(300));
    unwrap(await log.compacting.run());
    log.store.close();
    const later = new DatabaseSync(log.file);
    const { user_version: version } = later.prepare("PRAGMA user_version").get() as { user_version: number };
    later.exec(`PRAGMA user_version = ${version + 1}`);
    later.close();
    const segment = (): Bytes => {
      const database = new DatabaseSync(log.file);
      const row = database.prepare("SELECT sealed FROM segment").get();
      database.close();
      return row?.sealed as Bytes;
    };
    const before = segment();
    const { charter, storeKey, random } = log.source;
    expect(openCharterStore(log.file, { charter, storeKey, random })).toEqual(
      err({ kind: "newerFormat", found: version + 1, supported: version }),
    );
    expect(equalBytes(segment(), before)).toBe(true);
  });

  it("is of no use without its key", async () => {
    const log = await held(history(300));
    unwrap(await log.compacting.run());
    log.store.close();
    const { charter, random } = log.source;
    const store = unwrap(openCharterStore(log.file, { charter, random, storeKey: seedOf("another key") }));
    expect(store.keptAfter(0, 1000)).toEqual([]);
    expect(store.hasRotten()).toBe(true);
    store.close();
  });
});
