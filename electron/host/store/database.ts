/** node:sqlite, opened the one way this program opens it, and its errors as values. */
import { DatabaseSync } from "node:sqlite";
import type { HostError } from "../../../shared/api/errors.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";

/** SQLite result codes (sqlite.org/rescode.html), the primary code in the low byte. */
const codes = { busy: 5, ioError: 10, corrupt: 11, full: 13, cantOpen: 14, notDatabase: 26 };

/** Null for what is no expected failure of a disk: that is a bug, and is thrown on. */
export function readStoreError(thrown: unknown): HostError | null {
  if (!(thrown instanceof Error)) return null;
  const { code, errcode } = thrown as Error & { code?: string; errcode?: number };
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return { kind: "storeFull" };
  if (code !== "ERR_SQLITE_ERROR" || errcode === undefined) return null;
  switch (errcode & 0xff) {
    case codes.full:
      return { kind: "storeFull" };
    case codes.ioError:
      // A disk that fills up in the middle of a write says so only as an I/O error.
      return { kind: "storeFull" };
    case codes.corrupt:
    case codes.notDatabase:
    case codes.cantOpen:
      return { kind: "storeDamaged", reason: thrown.message };
    default:
      return null;
  }
}

/** Runs what touches the disk; the disk's own failures come back as values. */
export function attempt<T>(run: () => T): Result<T, HostError> {
  try {
    return ok(run());
  } catch (thrown) {
    const error = readStoreError(thrown);
    if (error === null) throw thrown;
    return err(error);
  }
}

/** The thread that judges opens the same file; what it does there takes milliseconds. */
const busyMs = 10_000;

export interface DatabaseFormat {
  readonly version: number;
  /** Makes an empty database into one of version 1. */
  readonly schema: string;
  /** Each makes one of a version into one of the next, from version 1 on. */
  readonly upgrades: readonly string[];
}

/**
 * Opens or creates. A page of the log is written by several commits, so a checkpoint waits for 16 MB of them. WAL with synchronous FULL: a commit that returned survives a power cut.
 * A database of a later version is refused unopened: `newerFormat`.
 */
export function openDatabase(file: string, format: DatabaseFormat): Result<DatabaseSync, HostError> {
  let database: DatabaseSync | null = null;
  const opened = attempt((): Result<DatabaseSync, HostError> => {
    database = new DatabaseSync(file, { timeout: busyMs });
    const found = (database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
    if (found > format.version) return err({ kind: "newerFormat", found, supported: format.version });
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000;",
    );
    const steps = found === 0 ? [format.schema, ...format.upgrades] : format.upgrades.slice(found - 1);
    if (steps.length > 0) database.exec(`BEGIN; ${steps.join("; ")}; PRAGMA user_version = ${format.version}; COMMIT`);
    return ok(database);
  });
  const result = opened.ok ? opened.value : opened;
  if (!result.ok) (database as DatabaseSync | null)?.close();
  return result;
}
