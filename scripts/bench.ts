/**
 * `npm run bench`: ratios taken side by side in one run. `--quick` checks that all of it runs; its figures mean nothing.
 * `--traces DIRECTORY` types real editing traces, `--only NAME` measures one, `--write` puts the table in docs/PERFORMANCE.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { measureCertificate, measureForce } from "./bench/agreements.ts";
import { measureApart, measureTen } from "./bench/apart.ts";
import { measureAtRest } from "./bench/atRest.ts";
import { measureBursts } from "./bench/bursts.ts";
import { measureClientIds } from "./bench/clientIds.ts";
import { measureCrowd } from "./bench/crowd.ts";
import { measureLibrary } from "./bench/library.ts";
import { type Figure, isMet } from "./bench/measure.ts";
import { measureNegotiating } from "./bench/negotiating.ts";
import { measureNegotiatingWindow } from "./bench/negotiatingWindow.ts";
import { measureLargeCharter, measureOpening } from "./bench/opening.ts";
import { measurePrinting } from "./bench/printing.ts";
import { measureIdleRooms, measureRelay, measureRetention } from "./bench/relay.ts";
import { measureScrolling } from "./bench/scrolling.ts";
import { measureSnapshots } from "./bench/snapshots.ts";
import { measureSplits } from "./bench/splits.ts";
import { measureStarting, measureWindowStart } from "./bench/starting.ts";
import { measureSyncing } from "./bench/syncing.ts";
import { readTrace } from "./bench/traces.ts";
import { measureTyping } from "./bench/typing.ts";
import { measureWriting } from "./bench/writing.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    traces: { type: "string" },
    only: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const { quick } = values;
const traces = values.traces === undefined ? null : resolve(values.traces);
const trace = readTrace(traces);
const envelopes = quick ? 300 : 10_000;

async function editor(): Promise<readonly Figure[]> {
  const words = quick ? 8_000 : 98_000;
  const measured = await measureTyping({ words, rounds: quick ? 1 : 7, quick });
  const { editorSmall, editorLarge, bareLarge, marked, double, remoteToStock, openingToStock, marks } = measured;
  const size = words.toLocaleString("en");
  const spread = Math.max(editorSmall.spread, editorLarge.spread, bareLarge.spread);
  const ms = (value: number): string => value.toFixed(1);
  return [
    {
      name: `Key to painted frame at ${size} words, of that at 5,000`,
      ratio: measured.largeToSmall,
      spread,
      goal: { atMost: 1.25 },
      detail: `${ms(editorLarge.medianMs)} ms (p95 ${ms(editorLarge.p95Ms)}) of ${ms(editorSmall.medianMs)} ms (p95 ${ms(editorSmall.p95Ms)})`,
    },
    {
      name: `Key to painted frame at ${size} words, of a bare flat contenteditable`,
      ratio: measured.editorToBare,
      spread,
      goal: { atMost: 0.5 },
      detail: `${ms(editorLarge.medianMs)} ms of ${ms(bareLarge.medianMs)} ms (p95 ${ms(bareLarge.p95Ms)})`,
    },
    {
      name: `The same with 300 suggestions and ${marks.of} comments drawn, of the bare one without`,
      ratio: measured.markedToBare,
      spread: Math.max(marked.spread, bareLarge.spread),
      goal: { atMost: 0.55 },
      detail: `${ms(marked.medianMs)} ms (p95 ${ms(marked.p95Ms)})`,
    },
    {
      name: `Key to painted frame at ${(2 * words).toLocaleString("en")} words, of a bare flat contenteditable`,
      ratio: measured.doubleToBare,
      spread: double.spread,
      goal: { atMost: 0.4 },
      detail: `${ms(double.medianMs)} ms (p95 ${ms(double.p95Ms)})`,
    },
    {
      name: `A remote key at ${size} words, script, of y-prosemirror on a flat text`,
      ratio: remoteToStock.ratio,
      spread: remoteToStock.spread,
      goal: { atMost: 0.25 },
      detail: `${remoteToStock.ours.toFixed(2)} ms of ${remoteToStock.theirs.toFixed(2)} ms; ${marks.alive} of ${marks.of} marks stand`,
    },
    {
      name: `First painted frame at ${size} words, of y-prosemirror on a flat text`,
      ratio: openingToStock.ratio,
      spread: openingToStock.spread,
      goal: { atMost: 0.6 },
      detail: `${openingToStock.ours.toFixed(0)} ms of ${openingToStock.theirs.toFixed(0)} ms, reading the document included`,
    },
  ];
}

const measurements: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  editor: async () => [...(await editor()), ...measureWriting(quick ? 150 : 1_050)],
  negotiating: async () => [
    ...(await measureNegotiating(
      quick
        ? { words: 8_000, rounds: 1, suggestions: 30, changes: 50 }
        : { words: 98_000, rounds: 7, suggestions: 300, changes: 1_000 },
    )),
    ...(await measureNegotiatingWindow(
      quick
        ? { clauses: 100, parties: 3, suggestions: 30, comments: 20, brackets: 10, rounds: 1, keys: 10 }
        : { clauses: 1_050, parties: 12, suggestions: 300, comments: 200, brackets: 100, rounds: 5, keys: 30 },
    )),
  ],
  atRest: () => measureAtRest(quick ? { ...trace, patches: trace.patches.slice(0, 5_000) } : trace),
  snapshots: () => measureSnapshots(quick ? 5 : 200),
  clientIds: () => measureClientIds(quick ? [30] : [300, 3_000], quick ? 1 : 9),
  bursts: async () => [await measureBursts(trace, quick ? 2 : 9, quick ? 50 : 1000)],
  opening: async () => [
    ...(await measureOpening(trace, envelopes, quick ? 2 : 15)),
    await measureLargeCharter(quick ? 8_000 : 98_000),
  ],
  syncing: () => measureSyncing(traces, quick ? 600 : envelopes, quick ? 1 : 7),
  apart: async () => [
    ...(await measureApart(
      quick ? { ...trace, patches: trace.patches.slice(0, 5_000) } : trace,
      quick ? [1, 300] : [1, 1_000, 10_000],
      quick ? 1 : 7,
    )),
    ...(await measureTen(trace, quick ? 3 : 10, quick ? 5 : 100, quick ? 1 : 3)),
  ],
  relay: async () => [
    ...(await measureRelay(quick)),
    ...(await measureIdleRooms(quick ? { ...trace, patches: trace.patches.slice(0, 5_000) } : trace, quick ? 2 : 20)),
    ...(await measureCrowd(
      quick
        ? { connections: 80, rooms: 20, framesPerSecond: 200, seconds: 1 }
        : { connections: 2_000, rooms: 500, framesPerSecond: 6_000, seconds: 10 },
      quick ? 1 : 3,
    )),
    // A tenth of fifty thousand people, each in two charters: docs/RELAY.md.
    ...(await measureCrowd(
      quick
        ? { connections: 40, rooms: 10, framesPerSecond: 20, seconds: 1 }
        : { connections: 10_000, rooms: 2_500, framesPerSecond: 1_000, seconds: 10 },
      quick ? 1 : 3,
    )),
    ...(await measureRetention(quick ? 2_000 : 100_000, quick ? 1 : 5)),
  ],
  agreements: async () => [
    ...(await measureForce(quick ? 200 : 2000, quick ? 10 : 50, quick ? 2 : 15)),
    ...(await measureCertificate(quick ? 5 : 100, quick ? 2 : 15)),
  ],
  scrolling: () => measureScrolling(quick ? 1 : 7),
  splits: () => measureSplits(quick ? 4 : 50),
  printing: () => measurePrinting(30, quick ? 1 : 9),
  library: () => measureLibrary(quick ? 40 : 1000, quick ? 1 : 9),
  starting: async () => [
    ...(await measureStarting(quick ? 1 : 15)),
    ...(await measureWindowStart(quick ? 1 : 15, quick ? 10 : 200)),
  ],
};

const chosen = values.only === undefined ? Object.keys(measurements) : [values.only];
const figures: Figure[] = [];
for (const name of chosen) {
  const measure = measurements[name];
  if (measure === undefined) {
    console.error(`There is no measurement "${name}". There are: ${Object.keys(measurements).join(", ")}`);
    process.exit(2);
  }
  process.stderr.write(`${name} …\n`);
  figures.push(...(await measure()));
}

const percent = (value: number | null): string => (value === null ? "" : `${Math.round(value * 100)} %`);
const goalOf = ({ goal }: Figure): string =>
  goal === null ? "" : "atMost" in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
const rows = figures.map((figure) => {
  const met = isMet(figure);
  const ratio = figure.ratio === null ? "" : figure.ratio.toFixed(2);
  return `| ${figure.name} | ${ratio} | ${percent(figure.spread)} | ${goalOf(figure)} | ${met === null ? "" : met ? "yes" : "**no**"} | ${figure.detail} |`;
});
const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "CPU"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}; trace: ${trace.name}; ${new Date().toISOString().slice(0, 10)}`;
const table = [
  machine,
  "",
  "| what | ratio | spread | goal | met | on this machine |",
  "| --- | --- | --- | --- | --- | --- |",
  ...rows,
].join("\n");
console.log(table);

if (values.write) {
  const file = resolve(import.meta.dirname, "../docs/PERFORMANCE.md");
  const page = readFileSync(file, "utf8");
  writeFileSync(file, page.replace(/(<!-- table -->\n)[\s\S]*(<!-- \/table -->)/, `$1${table}\n$2`));
}

// The timers of other projects' providers would keep the process, some after they were destroyed.
process.exit();
