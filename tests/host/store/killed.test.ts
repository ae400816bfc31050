/**
 * A host as its own process, killed in the middle of its work: it types, edits, takes what a peer and a relay bring and
 * imports bundles, all at once and in one data directory. `npm run fuzz -- --only kill` goes on with new seeds.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { frameOf } from "../../../electron/host/charter/framing.ts";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import { toHex } from "../../../shared/base/bytes.ts";
import { plainHash } from "../../../shared/base/crypto.ts";
import { type CharterId, type DeviceId, parseCharterId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { startTestRelay } from "../../relay/testRelay.ts";
import { type Chance, chance } from "../../shared/crdt/support/chance.ts";
import { eachSeed, fuzzTimeoutMs } from "../../support/fuzzing.ts";
import { openKept } from "../../support/keptCharter.ts";
import { type Cleanup, newDirectory, startBusy, textIn, wordsOf } from "./busyProcess.ts";

const rounds = 25;

function had<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

type Busy = ReturnType<typeof startBusy>;

const after = (lines: readonly string[], start: string): string | undefined =>
  lines.find((line) => line.startsWith(start))?.slice(start.length);

/** Whoever the killed host works with: never killed, and remembers what it was told. */
interface Peer {
  readonly host: Host;
  readonly directory: string;
  readonly words: string[];
}

async function settlePeer(onEnd: Cleanup): Promise<Peer> {
  const directory = newDirectory(onEnd);
  const host = had(
    await createHost(
      had(await createNodePlatform({ plainKeys: true, dataDirectory: directory, listenHost: "127.0.0.1" })),
    ),
  );
  const party = { name: "Hill People", kind: "community", constituency: "" } as const;
  had(await host.api.createIdentity({ person: "Ben", device: "laptop", party }));
  return { host, directory, words: [] };
}

async function logOf(dataDirectory: string, charter: CharterId): Promise<ReadonlyMap<string, string>> {
  const platform = had(await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1" }));
  had(await platform.secrets.unlock(null));
  const { store, fold } = openKept(platform, charter);
  const frames = store
    .keptAfter(0, 1_000_000)
    .map(
      ({ chain, seq, kept }) =>
        [`${chain} ${seq}`, toHex(plainHash(frameOf(kept, fold.keyring) ?? new Uint8Array(0)))] as const,
    );
  store.close();
  return new Map(frames);
}

/** What the peer has of the killed device is on that device's disk, byte for byte: no number is ever given twice. */
async function expectNothingOwnLost(killed: string, peer: string, charter: CharterId, device: DeviceId): Promise<void> {
  const [own, theirs] = [await logOf(killed, charter), await logOf(peer, charter)];
  const lost = [...theirs].filter(([place, hash]) => place.startsWith(device) && own.get(place) !== hash);
  expect(lost).toEqual([]);
}

/** How many entries a device is not known to hold, as its signed receipts tell this peer. */
async function missingFor({ host }: Peer, charter: CharterId, device: DeviceId): Promise<number | undefined> {
  const { parties } = had(await host.api.getCharter({ charter }));
  return parties.flatMap(({ devices }) => devices).find(({ id }) => id === device)?.missing;
}

async function peerWrites({ host, words }: Peer, charter: CharterId, word: string): Promise<void> {
  const { clauses } = had(await host.api.getText({ charter, at: { kind: "draft" } }));
  const clause = clauses.find(({ kind }) => kind === "clause")?.id;
  if (clause === undefined) return;
  had(await host.api.editText({ charter, edit: { kind: "insertClause", after: clause, markdown: word } }));
  words.push(word);
}

/** Joins in the first round, then meets, writes and hands over bundles, until the other is killed. */
async function workWith(
  peer: Peer,
  busy: Busy,
  charter: CharterId,
  round: number,
  by: Chance,
  isHeard: boolean,
): Promise<void> {
  const address = after(busy.lines, "listening ") ?? "";
  const { api } = peer.host;
  if (round === 0) {
    busy.say("invite");
    await busy.until(() => after(busy.lines, "code ") !== undefined);
    had(await api.join({ code: after(busy.lines, "code ") ?? "", address, stay: false }));
  }
  // Answered when both hold everything, or with an error when the other is killed meanwhile: either is good.
  if (isHeard) void api.meet({ address, stay: true });
  for (let edits = 1 + by.int(3); edits > 0; edits--) await peerWrites(peer, charter, `b${round}x${edits}`);
  if (by.int(3) > 0) return;
  const file = join(peer.directory, `${round}.tessera`);
  writeFileSync(file, had(await api.exportBundle({ charter, for: { kind: "everything" } })).bytes);
  busy.say(`import ${file}`);
}

/** Until the killed one says, signed, that it holds all that the peer does; then it is killed once more. */
async function meetInPeace(peer: Peer, busy: Busy, charter: CharterId, device: DeviceId): Promise<void> {
  await busy.until(() => busy.lines.includes("ready"));
  busy.say("pause");
  await busy.until(() => busy.lines.includes("idle"));
  const address = after(busy.lines, "listening ") ?? "";
  while ((await missingFor(peer, charter, device)) !== 0) had(await peer.host.api.meet({ address, stay: false }));
  busy.kill();
  await busy.end;
}

/** `isAlone`: it has no relay, and is seldom met, so that most of what it types is not signed yet when it is killed. */
async function killAgainAndAgain(seed: number, isAlone: boolean, onEnd: Cleanup): Promise<void> {
  const by = chance(seed);
  const directory = newDirectory(onEnd);
  const peer = await settlePeer(onEnd);
  const relay = await startTestRelay();
  let id: string | null = null;
  let device: DeviceId | null = null;
  let promised: readonly string[] = [];
  for (let round = 0; round < rounds; round++) {
    const busy = startBusy(directory, id, onEnd);
    await busy.until(() => busy.lines.includes("ready"));
    id ??= after(busy.lines, "charter ") ?? null;
    const charter = parseCharterId(id);
    if (id === null || charter === null) throw new Error("it founded a charter before it was ready");
    const held = new Set((after(busy.lines, "holds ") ?? "").split(" "));
    expect(promised.filter((word) => !held.has(word))).toEqual([]);

    const known = [...peer.words];
    const working = workWith(peer, busy, charter, round, by, !isAlone || round % 4 === 0);
    if (round === 0) await working;
    if (round === 1 && !isAlone) {
      busy.say(`relay ${relay.url}`);
      had(await peer.host.api.setRelay({ charter, url: relay.url }));
    }
    // At a moment that the clock of this machine chooses, after a number of promises that the seed chooses.
    const promises = by.int(16);
    await busy.until(() => wordsOf(busy.lines).length >= promises);
    busy.kill();
    await Promise.all([busy.end, working]);

    device ??=
      had(await peer.host.api.getCharter({ charter }))
        .parties.flatMap(({ devices }) => devices)
        .find(({ person }) => person === "Ada")?.id ?? null;
    if (device === null) throw new Error("Ada is a member");
    await expectNothingOwnLost(directory, peer.directory, charter, device);
    promised = [...promised, ...wordsOf(busy.lines)];
    // A bundle that it said it took held all that the peer had written by then.
    if (after(busy.lines, "imported ") !== undefined) promised = [...promised, ...known];
    if ((await missingFor(peer, charter, device)) === 0) promised = [...promised, ...peer.words];
  }
  const charter = parseCharterId(id);
  if (id === null || charter === null || device === null) throw new Error("there is a charter");
  await meetInPeace(peer, startBusy(directory, id, onEnd), charter, device);
  promised = [...promised, ...peer.words];
  const words = new Set((await textIn(directory, id)).split(/[^a-z0-9]+/));
  expect(promised.filter((word) => !words.has(word))).toEqual([]);
  for (const writer of ["t", "e", "b"]) expect(promised.some((word) => word.startsWith(writer))).toBe(true);
  await peer.host.close();
  await relay.remove();
}

describe("A host that is killed", () => {
  it(
    "[S7] has everything that it acknowledged, 50 times, and never gives a number twice",
    {
      timeout: fuzzTimeoutMs(600_000),
    },
    ({ onTestFinished }) =>
      eachSeed("kill", [1], async (seed) => {
        // Two at once: one of them is always waiting for its process to start.
        await Promise.all(
          [2 * seed, 2 * seed + 1].map((series) => killAgainAndAgain(series, series % 2 === 1, onTestFinished)),
        );
      }),
  );
});
