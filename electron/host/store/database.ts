/** node:sqlite, opened the one way this program opens it, and its errors as values. */
import { accessSync, closeSync, constants, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { FileTrouble, HostError, StoredFile } from "../../../shared/api/errors.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";

/** SQLite result codes (sqlite.org/rescode.html), the primary code in the low byte. */
const codes = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cantOpen: 14, notDatabase: 26 };

/** Thrown where a value is awaited: a store does not open again, or a transaction is to be rolled back. */
export class StoreFailure extends Error {
  readonly error: HostError;
  constructor(error: HostError) {
    super(error.kind);
    this.error = error;
  }
}

/** Null for what is no expected failure of a disk: that is a bug, and is thrown on. */
function readStoreError(thrown: unknown, what: StoredFile = "charter"): HostError | null {
  if (thrown instanceof StoreFailure) return thrown.error;
  if (!(thrown instanceof Error)) return null;
  const { code, errcode, path } = thrown as Error & { code?: string; errcode?: number; path?: string };
  const unusable = (trouble: FileTrouble): HostError => ({ kind: "fileUnusable", what, trouble, file: path ?? "" });
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return { kind: "storeFull" };
    case "EMFILE":
    case "ENFILE":
      return { kind: "tooManyFiles" };
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return unusable("denied");
    case "EISDIR":
    case "ENOTDIR":
      return unusable("folder");
    case "ENOENT":
      return unusable("missing");
    case "EEXIST":
      return unusable("damaged");
  }
  if (code !== "ERR_SQLITE_ERROR" || errcode === undefined) return null;
  switch (errcode & 0xff) {
    case codes.full:
      return { kind: "storeFull" };
    case codes.ioError:
      // A disk that fills up in the middle of a write says so only as an I/O error.
      return { kind: "storeFull" };
    case codes.corrupt:
    case codes.notDatabase:
      return { kind: "storeDamaged", reason: thrown.message };
    default:
      return null;
  }
}

/** Runs what touches the disk; the disk's own failures come back as values. */
export function attempt<T>(run: () => T, what: StoredFile = "charter"): Result<T, HostError> {
  try {
    return ok(run());
  } catch (thrown) {
    const error = readStoreError(thrown, what);
    if (error === null) throw thrown;
    return err(error);
  }
}

/** The same for what answers with a value of its own. */
export function trying<T>(run: () => Result<T, HostError>): Result<T, HostError> {
  const tried = attempt(run);
  return tried.ok ? tried.value : tried;
}

/** The same for what takes longer. */
export async function tryingOn<T>(run: () => Promise<Result<T, HostError>>): Promise<Result<T, HostError>> {
  try {
    return await run();
  } catch (thrown) {
    const error = readStoreError(thrown);
    if (error === null) throw thrown;
    return err(error);
  }
}

/** SQLite says only that it cannot open a file, or not write to it; the system says why. */
export function readOpenError(thrown: unknown, file: string, what: StoredFile): HostError | null {
  const { code, errcode } = thrown as { code?: string; errcode?: number };
  const primary = code === "ERR_SQLITE_ERROR" && errcode !== undefined ? errcode & 0xff : null;
  if (primary !== codes.cantOpen && primary !== codes.readOnly) return readStoreError(thrown, what);
  const opened = attempt(() => {
    // What SQLite opens: the file, and files beside it.
    closeSync(openSync(file, "r+"));
    accessSync(dirname(file), constants.W_OK);
    return Array.from({ length: handlesOfDatabase }, () => openSync(file, "r"));
  }, what);
  if (!opened.ok) return withFile(opened.error, file);
  for (const handle of opened.value) closeSync(handle);
  return { kind: "fileUnusable", what, trouble: "denied", file };
}

const handlesOfDatabase = 3;

const withFile = (error: HostError, file: string): HostError =>
  error.kind === "fileUnusable" ? { ...error, file } : error;

/** The thread that judges opens the same file; what it does there takes milliseconds. */
const busyMs = 10_000;

export interface DatabaseFormat {
  readonly version: number;
  /** Makes an empty database into one of this version. */
  readonly schema: string;
}

/**
 * Opens or creates. A page of the log is written by several commits, so a checkpoint waits for 16 MB of them. WAL with synchronous FULL: a commit that returned survives a power cut.
 * A database of a later version is refused unopened: `newerFormat`.
 */
export function openDatabase(file: string, format: DatabaseFormat): Result<DatabaseSync, HostError> {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { timeout: busyMs });
    const found = (database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
    if (found > format.version) {
      database.close();
      return err({ kind: "newerFormat", found, supported: format.version });
    }
    if (found !== 0 && found !== format.version) {
      database.close();
      return err({ kind: "fileUnusable", what: "charter", trouble: "foreign", file });
    }
    // Only an empty database can be told so: free pages go from the file a few at a time, and an entry fills its pages.
    if (found === 0) database.exec("PRAGMA page_size = 1024; PRAGMA auto_vacuum = INCREMENTAL");
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 16000;",
    );
    if (found === 0) database.exec(`BEGIN; ${format.schema}; PRAGMA user_version = ${format.version}; COMMIT`);
    return ok(database);
  } catch (thrown) {
    if (database !== null) closeDatabase(database);
    const error = readOpenError(thrown, file, "charter");
    if (error === null) throw thrown;
    return err(error);
  }
}

/** Never throws: what is committed is on disk whatever comes of closing. */
export function closeDatabase(database: DatabaseSync): void {
  try {
    if (database.isOpen) database.close();
  } catch {
    // A database that is damaged, or whose file is gone, cannot be tidied up.
  }
}
