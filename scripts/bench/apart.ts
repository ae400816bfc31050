/** What two devices that wrote apart say to each other, in bytes and in time, beside Yjs; and ten that meet. */
import * as Y from "yjs";
import { sign, verify } from "../../shared/base/crypto.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { createTypist, type Typist, typeTrace } from "./charter.ts";
import { collectGarbage, type Figure, milliseconds, summarise, timed } from "./measure.ts";
import { createPlaces, type Place, type Places } from "./places.ts";
import type { Trace } from "./traces.ts";

/** A pause after so many keys, and how long they take: somebody who types quickly. */
const keysPerPause = 30;
const pauseMs = 5000;

/** The first keys of the trace, in a paragraph of one's own, while nobody is connected. */
function typeKeys(places: Places, typist: Typist, { patches }: Trace, keys: number): void {
  for (let at = 0; at < keys; at += keysPerPause) {
    places.pass(pauseMs);
    typist.rest(typist.type(patches.slice(at, Math.min(keys, at + keysPerPause))));
  }
}

/** Yjs's own protocol: state vectors both ways, then what each lacks. */
function syncYjs(one: Y.Doc, other: Y.Doc): number {
  const [oneHas, otherHas] = [Y.encodeStateVector(one), Y.encodeStateVector(other)];
  const [toOther, toOne] = [Y.encodeStateAsUpdate(one, otherHas), Y.encodeStateAsUpdate(other, oneHas)];
  Y.applyUpdate(other, toOther);
  Y.applyUpdate(one, toOne);
  return oneHas.length + otherHas.length + toOther.length + toOne.length;
}

const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc({ gc: false });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};

export async function measureApart(
  trace: Trace,
  keystrokes: readonly number[],
  rounds: number,
): Promise<readonly Figure[]> {
  const places = createPlaces();
  try {
    const ana = await places.settle("Ana");
    const found = ana.charters.found("Benchmark", "en", usualPolicy);
    if (!found.ok) throw new Error(found.error.kind);
    typeTrace(ana.charter().replica, trace, Math.ceil(trace.patches.length / keysPerPause));
    const ben = await places.settle("Ben");
    await places.join(ana, ben);
    const figures: Figure[] = [];
    const commits = countCommits([ana, ben]);
    for (const keys of keystrokes) {
      const measured: Measured[] = [];
      for (let round = 0; round < rounds; round++) {
        // A session, its paragraph and what a meeting leaves behind are no part of what is measured.
        const typists = [ana, ben].map((place) => createTypist(place.charter().replica));
        await places.meet(ben, ana);
        await places.idle();
        for (const typist of typists) typeKeys(places, typist, trace, keys);
        measured.push(await measureOnce(places, [ana, ben], commits));
      }
      figures.push(...figuresOf(keys, measured));
    }
    return figures;
  } finally {
    await places.close();
  }
}

interface Measured {
  readonly ourMs: number;
  readonly theirMs: number;
  readonly ourBytes: number;
  readonly theirBytes: number;
  readonly commits: number;
  /** Made or verified. */
  readonly signatures: number;
  /** What as many of both take by themselves. */
  readonly leastMs: number;
}

/** Of both stores until now, those that waited for the disk. */
function countCommits(sides: readonly Place[]): () => number {
  let count = 0;
  for (const place of sides) {
    const { store } = place.charter().replica;
    const { transact } = store;
    const counted: typeof transact = (run, disk) => {
      if (disk !== "goesOn") count++;
      return transact(run, disk);
    };
    Object.assign(store, { transact: counted });
  }
  return () => count;
}

const commitBytes = 1024;
const samples = 15;

/** A commit of one entry's size to that store, and one signature verified, each by itself. */
async function measureParts({
  keys,
  charter,
}: Place): Promise<{ readonly commitMs: number; readonly verifyMs: number }> {
  const { store } = charter().replica;
  const message = crypto.getRandomValues(new Uint8Array(commitBytes));
  const signature = sign(message, keys.signing.privateKey);
  const commits: number[] = [];
  const verified: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    commits.push(await timed(() => void store.transact(() => store.writeSetting("bench", message))));
    verified.push(await timed(() => void verify(message, signature, keys.signing.publicKey)));
  }
  return { commitMs: summarise(commits).median, verifyMs: summarise(verified).median };
}

async function measureOnce(
  places: Places,
  [ana, ben]: readonly [Place, Place],
  commits: () => number,
): Promise<Measured> {
  const { commitMs, verifyMs } = await measureParts(ana);
  const sizes = (): number => [ana, ben].reduce((sum, place) => sum + place.charter().replica.ledger().size(), 0);
  const [heldBefore, committedBefore] = [sizes(), commits()];
  const docs = [ana, ben].map((place) => copyOf(place.charter().replica.yDoc())) as [Y.Doc, Y.Doc];
  // What prepared a side is not swept while it is timed.
  collectGarbage({ type: "minor" });
  const before = places.bytes();
  const ourMs = await timed(() => places.meet(ben, ana));
  const ourBytes = places.bytes() - before;
  await places.idle();
  const [signatures, committed] = [sizes() - heldBefore, commits() - committedBefore];
  collectGarbage({ type: "minor" });
  let theirBytes = 0;
  const theirMs = await timed(() => {
    theirBytes = syncYjs(...docs);
  });
  const leastMs = committed * commitMs + signatures * verifyMs;
  return { ourMs, theirMs, ourBytes, theirBytes, commits: committed, signatures, leastMs };
}

function figuresOf(keys: number, measured: readonly Measured[]): readonly Figure[] {
  const of = (read: (one: Measured) => number) => summarise(measured.map(read));
  const bytes = of(({ ourBytes, theirBytes }) => ourBytes / theirBytes);
  const time = of(({ ourMs, theirMs }) => ourMs / theirMs);
  const least = of(({ ourMs, leastMs }) => ourMs / leastMs);
  const kilobytes = (read: (one: Measured) => number): string => `${(of(read).median / 1024).toFixed(1)} KiB`;
  const what = `${keys.toLocaleString("en")} keystroke${keys === 1 ? "" : "s"} on each side`;
  return [
    {
      name: `Bytes both ways after ${what}, sealed and padded, of Yjs by state vectors`,
      ratio: bytes.median,
      spread: bytes.spread,
      goal: { atMost: keys === 1 ? 0.1 : 1 },
      detail: `${kilobytes(({ ourBytes }) => ourBytes)} of ${kilobytes(({ theirBytes }) => theirBytes)}`,
    },
    {
      name: "Time of the same, every envelope signed, verified and stored, of Yjs in memory",
      ratio: time.median,
      spread: time.spread,
      goal: { atMost: 2 },
      detail: `${milliseconds(of(({ ourMs }) => ourMs))} of ${milliseconds(of(({ theirMs }) => theirMs))}`,
    },
    {
      name: "Time of the same, of its synced commits and signatures, each measured by itself in the same run",
      ratio: least.median,
      spread: least.spread,
      // With more keys it is the text that takes the time.
      goal: keys === 1 ? { atMost: 1.5 } : null,
      detail: `${milliseconds(of(({ ourMs }) => ourMs))} of ${milliseconds(of(({ leastMs }) => leastMs))}: ${of(({ commits }) => commits).median} commits, ${of(({ signatures }) => signatures).median} signatures; a round trip in memory takes nothing`,
    },
  ];
}

/** Of every thread of this process. */
function processorMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** Ten devices that each made edits apart; everyone meets the first, twice round, and holds everything. */
export async function measureTen(
  trace: Trace,
  devices: number,
  edits: number,
  rounds: number,
): Promise<readonly Figure[]> {
  const ratios: number[] = [];
  const together: number[] = [];
  const alone: number[] = [];
  const costs: (readonly [each: number, alone: number])[] = [];
  for (let round = 0; round < rounds; round++) {
    const places = createPlaces();
    try {
      const hub = await places.settle("Ana");
      const found = hub.charters.found("Benchmark", "en", usualPolicy);
      if (!found.ok) throw new Error(found.error.kind);
      const others: Place[] = [];
      for (let n = 1; n < devices; n++) {
        const other = await places.settle(`Ben ${n}`);
        await places.join(hub, other);
        others.push(other);
      }
      const last = await places.settle("Cyra");
      await places.join(hub, last);
      for (const { charter } of [hub, ...others])
        typeKeys(places, createTypist(charter().replica), trace, edits * keysPerPause);
      const began = process.cpuUsage();
      together.push(
        await timed(async () => {
          for (let turn = 0; turn < 2; turn++) await Promise.all(others.map((other) => places.meet(other, hub)));
        }),
      );
      await places.idle();
      const [each, between] = [processorMs(began) / devices, process.cpuUsage()];
      alone.push(await timed(() => places.meet(last, hub)));
      await places.idle();
      costs.push([each, processorMs(between)]);
      const held = hub.charter().replica.ledger().substance();
      for (const place of others)
        if (place.charter().replica.ledger().substance() !== held) throw new Error("somebody lacks something");
      ratios.push((together.at(-1) ?? 0) / (alone.at(-1) ?? 1));
    } finally {
      await places.close();
    }
  }
  const [ratio, ours, theirs] = [summarise(ratios), summarise(together), summarise(alone)];
  const cost = summarise(costs.map(([each, one]) => each / one));
  const of = (at: 0 | 1) => milliseconds(summarise(costs.map((pair) => pair[at])));
  return [
    {
      name: `${devices} devices with ${edits} edits each, until everyone holds everything, of one device that receives all of it`,
      ratio: ratio.median,
      spread: ratio.spread,
      goal: { atMost: 3 },
      detail: `${milliseconds(ours)} of ${milliseconds(theirs)}; all in one process on ${devices} threads of judging`,
    },
    {
      name: "The same: processor time for each of them, of that of the one",
      ratio: cost.median,
      spread: cost.spread,
      goal: { atMost: 1.5 },
      detail: `${of(0)} of ${of(1)}`,
    },
  ];
}
