/**
 * A power cut takes the end of SQLite's write-ahead log: whatever was not synced by then, from some byte on. What a
 * member sent is not synced by itself; so wherever it is cut, what is left is a beginning, of the log and of all that
 * says how far it goes.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { openCharterStore } from "../../../electron/host/store/charterStore.ts";
import { utf8 } from "../../../shared/base/bytes.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { unwrap } from "../../support/world.ts";
import { sitDown } from "../desk.ts";

const receipt = { type: envelopeTypes.heads, body: new Uint8Array(0) };
/** sqlite.org/fileformat2.html#walformat */
const [walHeaderBytes, walFrameBytes] = [32, 24 + 1024];
const relay = utf8("a relay's room");

async function sit(root: string, person: string) {
  const desk = await sitDown(root, person);
  onTestFinished(() => desk.charters.close());
  return desk;
}

/** At the end of every frame of the log, and within the frame before it. */
function cutsOf(walBytes: number): readonly number[] {
  const cuts: number[] = [];
  for (let end = walBytes; end > walHeaderBytes; end -= walFrameBytes) cuts.push(end, end - 1000);
  return [...cuts, walHeaderBytes];
}

it("A power cut leaves a beginning of what members sent, and no word of more than that", async () => {
  const root = mkdtempSync(join(tmpdir(), "tessera-power-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [ana, ben] = [await sit(root, "Ana"), await sit(root, "Ben")];
  const long = unwrap(ana.charters.found("Water", "en", usualPolicy));
  for (let n = 0; n < 60; n++) unwrap(long.replica.append([receipt]));
  const frames = long.replica.framesAfter(0, 1000).map(({ frame }) => frame);
  const { replica } = unwrap(ben.charters.adopt(long.id, long.replica.keys()));
  for (let at = 0; at < frames.length; at += 10) {
    unwrap(await replica.receive(frames.slice(at, at + 10), {}));
    const afterSeq = Math.min(frames.length, at + 10);
    const room = { name: relay, afterSeq, known: { seq: afterSeq, mark: new Uint8Array(8) } };
    unwrap(replica.store.writeRelay({ name: relay, pos: 0 }, [room]));
  }

  const { storeKey } = ben.keys;
  const vault = { charter: long.id, storeKey, random: ben.platform.random };
  const [name] = readdirSync(ben.platform.dataDirectory, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("-wal"),
  );
  const wal = join(ben.platform.dataDirectory, name ?? "");
  const held: number[] = [];
  for (const bytes of cutsOf(statSync(wal).size)) {
    const file = join(root, "cut");
    for (const ending of ["", "-wal"]) cpSync(wal.replace(/-wal$/, ending), `${file}${ending}`);
    truncateSync(`${file}-wal`, bytes);
    const store = unwrap(openCharterStore(file, vault));
    const left = store.keptAfter(0, 1000).map(({ kept }) => kept.bytes);
    expect(left).toEqual(frames.slice(0, left.length));
    expect(store.readRoom(relay).afterSeq).toBeLessThanOrEqual(left.length);
    held.push(left.length);
    store.close();
    for (const ending of ["", "-wal", "-shm"]) rmSync(`${file}${ending}`, { force: true });
  }
  expect(held[0]).toBe(frames.length);
  expect(new Set(held).size).toBeGreaterThan(5);
}, 60_000);

it("Only what a member sent, and would send again, goes on before the disk has it", async () => {
  const root = mkdtempSync(join(tmpdir(), "tessera-power-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [ana, ben] = [await sit(root, "Ana"), await sit(root, "Ben")];
  const { id, replica: founded } = unwrap(ana.charters.found("Water", "en", usualPolicy));
  const { replica } = unwrap(ben.charters.adopt(id, founded.keys()));
  const ways = async (of: typeof replica, run: () => unknown): Promise<unknown[]> => {
    const transact = vi.spyOn(of.store, "transact");
    await run();
    const said = transact.mock.calls.map(([, disk]) => disk);
    transact.mockRestore();
    return said;
  };
  const frames = founded.framesAfter(0, 10).map(({ frame }) => frame);
  expect(await ways(replica, () => replica.receive(frames, {}))).toEqual(["goesOn"]);
  expect(await ways(replica, () => replica.receive(frames, null))).toEqual(["waits"]);
  expect(await ways(founded, () => founded.append([receipt]))).toEqual(["waits"]);
});
