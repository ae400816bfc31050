/** A log and its fold change together or not at all: on a file alone. */
import { expect, it } from "vitest";
import { StoreFailure } from "../../../electron/host/store/database.ts";
import { err } from "../../../shared/base/result.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { charterIdOf } from "../../../shared/ledger/members/entries.ts";
import { founder, genesisOf } from "../../support/builders.ts";
import { holdLog } from "./heldLog.ts";

const ada = founder("Ada");
const genesis = genesisOf(ada);
const nothing = new Uint8Array(0);

type Log = ReturnType<typeof holdLog>;
const found = ({ held, signing }: Pick<Log, "held" | "signing">) =>
  held.commit(null, 0, (added) => signing.sign(envelopeTypes.governance, genesis, added));
const receipt = ({ held, signing }: Pick<Log, "held" | "signing">) =>
  held.commit(null, 0, (added) => signing.sign(envelopeTypes.heads, nothing, added));

it("takes what a commit signs into ledger and log, and tells of it once", () => {
  const log = holdLog(ada, charterIdOf(genesis));
  expect(found(log).ok).toBe(true);
  expect([log.held.fold().ledger.size(), log.store.count(), log.reread]).toEqual([1, 1, []]);
  expect(log.told.map(({ frames, by }) => [frames.length, by])).toEqual([[1, null]]);
});

it("has nothing of a commit that fails midway, in the ledger, the log or the text", () => {
  const log = holdLog(ada, charterIdOf(genesis));
  found(log);
  const failed = log.held.commit(null, 0, (added) => {
    log.signing.sign(envelopeTypes.heads, nothing, added);
    throw new StoreFailure({ kind: "internal", ref: "midway" });
  });
  expect(failed).toEqual(err({ kind: "internal", ref: "midway" }));
  expect([log.held.fold().ledger.size(), log.store.count(), log.reread]).toEqual([1, 1, [1]]);
  expect(log.told).toHaveLength(1);
  expect(receipt(log).ok).toBe(true);
  expect([log.held.fold().ledger.size(), log.store.count()]).toEqual([2, 2]);
});

it("asks a full disk for room before it tries again, so that the log is not read again each time", () => {
  let isFull = false;
  const full = err({ kind: "storeFull" } as const);
  const log = holdLog(ada, charterIdOf(genesis), (store) => ({
    ...store,
    transact: (run, disk) => (isFull ? full : store.transact(run, disk)),
    tryWriting: (bytes) => (isFull ? full : store.tryWriting(bytes)),
  }));
  found(log);
  isFull = true;
  expect([receipt(log), receipt(log), receipt(log)]).toEqual([full, full, full]);
  expect(log.reread).toEqual([1]);
  isFull = false;
  expect(receipt(log).ok).toBe(true);
});

it("is the same log at the next start, with its cache and without", () => {
  const log = holdLog(ada, charterIdOf(genesis));
  found(log);
  for (let at = 1; at < 127; at++) receipt(log);
  log.held.cache();
  const few = log.reopen();
  expect([few.held.fold().ledger.size(), few.held.fold().beyondCache]).toEqual([127, 127]);
  receipt(log);
  log.held.cache();
  const enough = log.reopen();
  expect([enough.held.fold().ledger.size(), enough.held.fold().beyondCache]).toEqual([128, 0]);
});
