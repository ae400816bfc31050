/** Files that a person names on the command line. */
import { readFileSync, writeFileSync } from "node:fs";
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

export function writeFile(path: string, bytes: Bytes): Result<null, HostError> {
  try {
    writeFileSync(path, bytes);
    return ok(null);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return err({ kind: "storeFull" });
    return err({ kind: "badArgument", what: path, expected: "a file that can be written" });
  }
}
