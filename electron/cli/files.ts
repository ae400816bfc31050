/** Files that a person names on the command line. */
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import type { HostError } from "../../shared/api/errors.ts";
import { type Bytes, readUtf8 } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";

const readAtMostBytes = 512 * 1024 * 1024;

export function readFile(path: string): Result<Bytes, HostError> {
  try {
    const bytes = new Uint8Array(readFileSync(path));
    return bytes.length <= readAtMostBytes
      ? ok(bytes)
      : err({ kind: "fileTooLarge", name: path, bytes: bytes.length, limit: readAtMostBytes });
  } catch {
    return err({ kind: "badArgument", what: path, expected: "a file that exists and can be read" });
  }
}

export function decodeText(name: string, bytes: Bytes): Result<string, HostError> {
  const text = readUtf8(bytes);
  if (text !== null) return ok(text.replace(/^\ufeff/, ""));
  let good = 0;
  while (good < bytes.length && readUtf8(bytes.subarray(0, good + 1)) !== null) good++;
  return err({ kind: "notUtf8", name, atByte: good });
}

const noRoom: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** All of it or nothing: what was there stays until the new file is on the disk. */
export function writeFile(path: string, bytes: Bytes): Result<null, HostError> {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) replaceFile(path, bytes);
    else if (found.isFile()) replaceFile(realpathSync(path), bytes);
    // A terminal or a pipe has nothing to keep.
    else writeFileSync(path, bytes);
    return ok(null);
  } catch (error) {
    if (error instanceof Error && "code" in error && noRoom.has(error.code)) return err({ kind: "storeFull" });
    return err({ kind: "badArgument", what: path, expected: "a file that can be written" });
  }
}

function replaceFile(path: string, bytes: Bytes): void {
  const part = `${path}.${process.pid}.part`;
  try {
    const handle = openSync(part, "w");
    try {
      writeFileSync(handle, bytes);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
