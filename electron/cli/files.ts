/** Files that a person names on the command line. */
import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { HostError } from "../../shared/api/errors.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { decodeSource } from "../../shared/charter/formats/sourceText.ts";
import { type Call, type Fault, refused } from "./command.ts";

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
  const text = decodeSource(bytes);
  return text.ok ? text : err({ kind: "notUtf8", name, atByte: text.error.atByte });
}

const noRoom: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** All of it or nothing: what was there stays until the new file is on the disk. */
export function writeFile(path: string, bytes: Bytes): Result<null, HostError> {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) placeFile(path, bytes, true);
    else if (found.isFile()) placeFile(realpathSync(path), bytes, true);
    // A terminal or a pipe has nothing to keep.
    else writeFileSync(path, bytes);
    return ok(null);
  } catch (error) {
    return err(writeFault(path, error));
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : null);

const writeFault = (path: string, error: unknown): HostError =>
  noRoom.has(codeOf(error))
    ? { kind: "storeFull" }
    : { kind: "badArgument", what: path, expected: "a file that can be written" };

/**
 * Of two exports neither overwrites the other: a file with a name that nobody gave takes the next free one; one that the
 * person named is replaced only with a yes, theirs or `--force`. Answers the file's name.
 */
export async function writeExport(call: Call, name: string, bytes: Bytes): Promise<Result<string, Fault>> {
  const wanted = call.text("out");
  if (wanted === null) {
    for (let count = 1; ; count++) {
      const path = count === 1 ? name : name.replace(/(\.[a-z-]+)?$/, `-${count}$1`);
      const written = writeNewFile(path, bytes);
      if (!written.ok) return refused(written.error);
      if (written.value) return ok(path);
    }
  }
  if (!call.flag("force")) {
    const written = writeNewFile(wanted, bytes);
    if (!written.ok) return refused(written.error);
    if (written.value) return ok(wanted);
    const { askYes } = call.parts;
    const isYes = askYes !== null && !call.flag("json") && (await askYes(`${wanted} exists. Replace it?`));
    if (!isYes) return refused({ kind: "fileExists", name: wanted });
  }
  const replaced = writeFile(wanted, bytes);
  return replaced.ok ? ok(wanted) : refused(replaced.error);
}

/** Files of a folder that is made for them; where it holds something already, only with `replaces`. Answers their paths. */
export function writeFolder(
  folder: string,
  files: readonly (readonly [name: string, bytes: Bytes])[],
  replaces: boolean,
): Result<readonly string[], HostError> {
  try {
    mkdirSync(folder, { recursive: true });
    if (!replaces && readdirSync(folder).length > 0) return err({ kind: "fileExists", name: folder });
  } catch (error) {
    return err(writeFault(folder, error));
  }
  const paths: string[] = [];
  for (const [name, bytes] of files) {
    const path = join(folder, name);
    const written = writeFile(path, bytes);
    if (!written.ok) return written;
    paths.push(path);
  }
  return ok(paths);
}

/** False where there is a file of that name: whoever made it, a moment ago too, keeps it. A terminal or a pipe has nothing to keep. */
function writeNewFile(path: string, bytes: Bytes): Result<boolean, HostError> {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile()) {
      writeFileSync(path, bytes);
      return ok(true);
    }
    if (found !== undefined || lstatSync(path, { throwIfNoEntry: false }) !== undefined) return ok(false);
    return ok(placeFile(path, bytes, false));
  } catch (error) {
    return err(writeFault(path, error));
  }
}

/** Written beside its place first. False where `replaces` is not and the name was taken. */
function placeFile(path: string, bytes: Bytes, replaces: boolean): boolean {
  const part = `${path}.${process.pid}.part`;
  try {
    const handle = openSync(part, "w");
    try {
      writeFileSync(handle, bytes);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (replaces) renameSync(part, path);
    else {
      claimName(part, path);
      rmSync(part, { force: true });
    }
    return true;
  } catch (error) {
    rmSync(part, { force: true });
    if (!replaces && codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Fails with EEXIST where the name is taken, in one step with giving it. */
function claimName(part: string, path: string): void {
  try {
    linkSync(part, path);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw error;
    // Sticks and network drives may have no links: an empty file holds the name until the rename.
    closeSync(openSync(path, "wx"));
    renameSync(part, path);
  }
}
