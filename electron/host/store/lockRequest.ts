/**
 * How a second program asks the one that has a data directory to lock its keys: by a file that appears there, and that
 * the other one takes away when it is done. Every program that may write there may ask, because locking takes nothing from anybody.
 */
import { existsSync, type FSWatcher, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { lockDataDirectory } from "./dataLock.ts";

const fileName = "lock.request";
const notLocked = "not locked";
const lookEveryMs = 50;
const patienceMs = 10_000;

/** Returns the end of watching. */
export function answerLockRequests(directory: string, api: Pick<HostApi, "lock">): () => void {
  // A host without a disk, in a test, can be asked by nobody.
  if (!existsSync(directory)) return () => undefined;
  const file = join(directory, fileName);
  // One that an earlier program left unanswered.
  rmSync(file, { force: true });
  let isBusy = false;
  const answer = async (): Promise<void> => {
    if (isBusy || readText(file) !== "") return;
    isBusy = true;
    const locked = await api.lock({});
    isBusy = false;
    if (locked.ok) rmSync(file, { force: true });
    else writeFileSync(file, notLocked);
  };
  const watcher: FSWatcher = watch(directory, (_event, name) => {
    if (name === fileName) void answer();
  });
  return () => watcher.close();
}

/** False: no program has the directory, so its keys are locked anyway. */
export async function requestLock(directory: string, clock: Clock): Promise<Result<boolean, HostError>> {
  const held = lockDataDirectory(directory);
  if (held.ok) {
    held.value();
    return ok(false);
  }
  if (held.error.kind !== "dataDirectoryBusy") return held;
  const file = join(directory, fileName);
  writeFileSync(file, "", { mode: 0o600 });
  for (let waited = 0; waited < patienceMs; waited += lookEveryMs) {
    const left = readText(file);
    if (left === null) return ok(true);
    if (left === notLocked) break;
    await new Promise<void>((resolve) => void clock.after(lookEveryMs, resolve));
  }
  rmSync(file, { force: true });
  return err(held.error);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
