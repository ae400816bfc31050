/**
 * One host per data directory. SQLite's own lock: the system frees it when the process ends, however it ends.
 */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { HostError } from "../../../shared/api/errors.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { closeDatabase, readOpenError } from "./database.ts";

const busy = 5;
const fileName = "lock.sqlite";

export function lockDataDirectory(directory: string): Result<() => void, HostError> {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(join(directory, fileName));
    database.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;");
  } catch (thrown) {
    if (database !== null) closeDatabase(database);
    const { errcode } = thrown as { errcode?: number };
    if (errcode !== undefined && (errcode & 0xff) === busy) return err({ kind: "dataDirectoryBusy", directory });
    const file = join(directory, fileName);
    const error = readOpenError(thrown, file, "lock");
    if (error === null) throw thrown;
    return err(
      error.kind === "storeDamaged" ? { kind: "fileUnusable", what: "lock", trouble: "damaged", file } : error,
    );
  }
  const held = database;
  return ok(() => {
    if (held.isOpen) held.close();
  });
}
