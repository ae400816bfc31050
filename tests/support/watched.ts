/**
 * How often everything else got its turn until this was done, and how long this thread worked between two turns at most,
 * its beginning included: in its own time, whatever else the machine does.
 */
export async function watched<T>(
  run: () => Promise<T>,
): Promise<{ readonly value: T; readonly turns: number; readonly longestMs: number }> {
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
  return { value: await done, turns, longestMs };
}
