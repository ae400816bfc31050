/**
 * How often everything else got its turn until this was done, and how long this thread worked between two turns at most,
 * its beginning included: in its own time, and as a multiple of a piece of work that takes some 100 ms on a machine of
 * 2026, so that neither a slow machine nor a busy one changes it much.
 */
export async function watched<T>(
  run: () => Promise<T>,
): Promise<{ readonly value: T; readonly turns: number; readonly longest: number }> {
  let isDone = false;
  const done = new Promise<void>((resolve) => setImmediate(resolve)).then(run).finally(() => {
    isDone = true;
  });
  let turns = 0;
  let longestMs = 0;
  while (!isDone) {
    const before = process.threadCpuUsage().user;
    await new Promise((resolve) => setImmediate(resolve));
    longestMs = Math.max(longestMs, (process.threadCpuUsage().user - before) / 1000);
    turns++;
  }
  const value = await done;
  return { value, turns, longest: longestMs / pieceMs() };
}

/** The fastest of three, in this thread's own time: sorting and joining words, as texts are worked on. */
function pieceMs(): number {
  const times = Array.from({ length: 3 }, () => {
    const before = process.threadCpuUsage().user;
    const words = Array.from({ length: 200_000 }, (_, at) => ((at * 7919) % 200_003).toString(36));
    if (words.sort().join(" ").length === 0) throw new Error("there are words");
    return (process.threadCpuUsage().user - before) / 1000;
  });
  return Math.min(...times);
}
