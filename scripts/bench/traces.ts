/** What the benchmarks type: real editing traces from `--traces DIRECTORY`, a seeded one otherwise. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Replace `del` characters at `at` by `ins`. */
export interface Patch {
  readonly at: number;
  readonly del: number;
  readonly ins: string;
}

export interface Trace {
  readonly name: string;
  readonly patches: readonly Patch[];
}

interface SequentialTrace {
  readonly txns: readonly { readonly patches: readonly (readonly [number, number, string])[] }[];
}

/** github.com/josephg/editing-traces, sequential, CC BY 4.0: automerge-paper by Martin Kleppmann. */
const traceName = "automerge-paper";

export function readTrace(directory: string | null): Trace {
  if (directory === null) return seededTrace(259_778);
  const file = [join(directory, "sequential", `${traceName}.json.gz`), join(directory, `${traceName}.json.gz`)].find(
    existsSync,
  );
  if (file === undefined) throw new Error(`${directory} has no ${traceName}.json.gz`);
  const { txns } = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as SequentialTrace;
  return {
    name: traceName,
    patches: txns.flatMap(({ patches }) => patches.map(([at, del, ins]) => ({ at, del, ins }))),
  };
}

/** A small generator for repeatable runs: mulberry32. */
function createSeeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs of typing that move about in the text, and now and then a run of corrections; seven characters in ten stay. */
function seededTrace(count: number): Trace {
  const next = createSeeded(1997);
  const letters = "etaoin shrdlu cmfwyp vbgkjq xz";
  const patches: Patch[] = [];
  let length = 0;
  const upTo = (limit: number): number => 1 + Math.floor(next() * limit);
  while (patches.length < count) {
    let at = Math.floor(next() * (length + 1));
    for (let keys = upTo(60); keys > 0; keys--, length++)
      patches.push({ at: at++, del: 0, ins: letters[Math.floor(next() * letters.length)] ?? " " });
    for (let keys = Math.min(at, upTo(18)); keys > 0; keys--, length--) patches.push({ at: --at, del: 1, ins: "" });
  }
  return { name: "seeded", patches: patches.slice(0, count) };
}
