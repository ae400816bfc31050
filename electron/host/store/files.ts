/** Small files, written so that a power cut leaves the old one or the new one. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { HostError, StoredFile } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { err, type Result } from "../../../shared/base/result.ts";
import { attempt } from "./database.ts";

export const makeDirectory = (directory: string): Result<unknown, HostError> =>
  attempt(() => mkdirSync(directory, { recursive: true, mode: 0o700 }), "directory");

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
export function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Of a file that keys depend on; what cannot be used of it is said. Null where there is none. */
export function readSecretFile(file: string, what: StoredFile): Result<Bytes | null, HostError> {
  const read = attempt(() => readFileIfAny(file), what);
  if (!read.ok) return read.error.kind === "fileUnusable" ? err({ ...read.error, file }) : read;
  return read.value?.length === 0 ? err({ kind: "fileUnusable", what, trouble: "emptied", file }) : read;
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

/** Overwrites a file that held a secret, and removes it; nothing where there is none. */
export function eraseFile(file: string): void {
  if (!existsSync(file)) return;
  const handle = openSync(file, "r+");
  try {
    attempt(() => overwrite(handle));
  } finally {
    closeSync(handle);
  }
  rmSync(file);
}

/** As far as it goes: a disk that writes elsewhere, as flash does, keeps the old bytes until it reuses their place. */
export function overwrite(handle: number): void {
  const zeros = new Uint8Array(fstatSync(handle).size);
  for (let at = 0; at < zeros.length; ) at += writeSync(handle, zeros, at, zeros.length - at, at);
  fsyncSync(handle);
}
