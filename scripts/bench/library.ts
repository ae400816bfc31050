/** A library of many charters in the program as people start it, in a process of its own: its start, its list, what it holds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectByWebSocket } from "../../renderer/host/connect.ts";
import { pageAt } from "../../tests/support/hostWires.ts";
import { openProgram, seedLibrary } from "../../tests/support/largeLibrary.ts";
import { buildIfStale } from "../build.ts";
import { type Figure, milliseconds, summarise, timed } from "./measure.ts";
import { must } from "./syncing.ts";

const goals = { startMs: 1500, listMs: 500, files: 128, mebibytes: 150 } as const;

interface Round {
  readonly startMs: number;
  readonly listMs: number;
  readonly files: number | null;
  readonly mebibytes: number | null;
}

export async function measureLibrary(count: number, rounds: number): Promise<readonly Figure[]> {
  await buildIfStale("window");
  await buildIfStale("programs");
  const directory = mkdtempSync(join(tmpdir(), "tessera-bench-library-"));
  try {
    await seedLibrary(directory, count);
    const all: Round[] = [];
    // The first start keeps what it compiled, which is no part of the later ones.
    for (let round = 0; round <= rounds; round++) all.push(await once(directory, count));
    const of = (read: (round: Round) => number | null) => summarise(all.slice(1).map((round) => read(round) ?? 0));
    const [start, list] = [of(({ startMs }) => startMs), of(({ listMs }) => listMs)];
    const [files, mebibytes] = [of((round) => round.files), of((round) => round.mebibytes)];
    const line = (what: string, measured: typeof start, most: number, detail: string): Figure => ({
      name: `Library of ${count.toLocaleString("en")} charters: ${what}`,
      ratio: measured.median / most,
      spread: measured.spread,
      goal: { atMost: 1 },
      detail,
    });
    return [
      line(`start until the window can be opened, of ${goals.startMs} ms`, start, goals.startMs, milliseconds(start)),
      line(
        `its first list, asked for and read by a window, of ${goals.listMs} ms`,
        list,
        goals.listMs,
        milliseconds(list),
      ),
      line(`open files then, of ${goals.files}`, files, goals.files, `${files.median}`),
      line(
        `memory of the process then, of ${goals.mebibytes} MiB`,
        mebibytes,
        goals.mebibytes,
        `${mebibytes.median.toFixed(0)} MiB`,
      ),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function once(directory: string, count: number): Promise<Round> {
  const began = performance.now();
  const program = await openProgram(directory);
  const startMs = performance.now() - began;
  const host = await connectByWebSocket(pageAt(program.url));
  if (!host.ok) throw new Error(host.error);
  const listMs = await timed(async () => {
    const { length } = must(await host.value.api.listCharters({}));
    if (length !== count) throw new Error(`${length} of ${count} charters are listed`);
  });
  const round = { startMs, listMs, files: program.files(), mebibytes: program.mebibytes() };
  await program.close();
  return round;
}
