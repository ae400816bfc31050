/** Small files, written so that a power cut leaves the old one or the new one. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { HostError } from "../../shared/api/errors.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { Result } from "../../shared/base/result.ts";
import { attempt } from "./store/database.ts";

export const makeDirectory = (directory: string): Result<unknown, HostError> =>
  attempt(() => mkdirSync(directory, { recursive: true, mode: 0o700 }));

export function writeFileDurably(file: string, bytes: Bytes): Result<null, HostError> {
  return attempt(() => {
    const temporary = `${file}.new`;
    const handle = openSync(temporary, "w", 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    syncDirectory(dirname(file));
    return null;
  });
}

/** Makes a rename or a new name durable. Windows has no such call and needs none. */
function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Null where there is no such file. */
export function readFileIfAny(file: string): Bytes | null {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw thrown;
  }
}
