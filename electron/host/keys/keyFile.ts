/**
 * The file that holds the key-encryption key, once for each way to open it. Owns: `key.sealed` in the data directory,
 * and the files of the first versions that it replaces. Called by: secrets.ts.
 * CBOR [version, locks]; a lock is [method, what this method needs …, the key as the method leaves it].
 */
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import type { FileTrouble, HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import type { StretchCost } from "../../../shared/base/crypto.ts";
import { bytes, integer, list, oneOf, type Parser, text, tuple } from "../../../shared/base/parse.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { attempt } from "../store/database.ts";
import { eraseFile, overwrite, readSecretFile, writeFileDurably } from "../store/files.ts";

export type KeyLock =
  | { readonly method: "plain"; readonly key: Bytes }
  /** The key, sealed under Argon2id of the passphrase with this salt and cost. */
  | { readonly method: "passphrase"; readonly salt: Bytes; readonly cost: StretchCost; readonly sealed: Bytes }
  /** The first version's: Argon2id of the passphrase is the key. */
  | { readonly method: "derived"; readonly salt: Bytes }
  /** The key, sealed by the system's key store of this name. */
  | { readonly method: "system"; readonly store: string; readonly sealed: Bytes };

const version = 1;
const fileName = "key.sealed";
const oldPlain = "keys.key";
const oldSalt = "passphrase.salt";
const oldSystem = "keychain.key";
/** First byte of what the first version sealed: with which of its keys. */
const sealedByPlain = 1;
const sealedByPassphrase = 2;

const parseVersion = integer({ min: 1, max: 1_000_000 });
const parsePlain = tuple(oneOf("plain"), bytes({ min: 32, max: 32 }));
const parsePassphrase = tuple(
  oneOf("passphrase"),
  bytes({ min: 16, max: 16 }),
  integer({ min: 1, max: 64 }),
  // What a damaged file asks for must not take the machine down.
  integer({ min: 8192, max: 1024 * 1024 * 1024 }),
  bytes({ min: 72, max: 72 }),
);
const parseSystem = tuple(oneOf("system"), text({ min: 1, max: 100 }), bytes({ min: 1, max: 65_536 }));

const parseLock: Parser<KeyLock> = (value, at = "") => {
  const plain = parsePlain(value, at);
  if (plain.ok) return ok({ method: "plain", key: plain.value[1] });
  const system = parseSystem(value, at);
  if (system.ok) return ok({ method: "system", store: system.value[1], sealed: system.value[2] });
  const passphrase = parsePassphrase(value, at);
  if (!passphrase.ok) return passphrase;
  const [, salt, passes, memoryBytes, sealed] = passphrase.value;
  return ok({ method: "passphrase", salt, cost: { passes, memoryBytes }, sealed });
};
const parseLocks = list(parseLock, { min: 1, max: 8 });

function encodeLock(lock: Exclude<KeyLock, { readonly method: "derived" }>): readonly unknown[] {
  switch (lock.method) {
    case "plain":
      return [lock.method, lock.key];
    case "system":
      return [lock.method, lock.store, lock.sealed];
    case "passphrase":
      return [lock.method, lock.salt, lock.cost.passes, lock.cost.memoryBytes, lock.sealed];
  }
}

/** Null where no key was made yet. Of a later version: `newerFormat`, and nothing is touched. */
export function readKeyFile(directory: string): Result<readonly KeyLock[] | null, HostError> {
  const file = readSecretFile(join(directory, fileName), "keys");
  if (!file.ok) return file;
  if (file.value === null) return readFirstVersion(directory);
  const decoded = decodeCbor(file.value);
  const found = parseVersion(Array.isArray(decoded) ? decoded[0] : null);
  if (found.ok && found.value > version) return err({ kind: "newerFormat", found: found.value, supported: version });
  const locks = parseLocks(Array.isArray(decoded) && decoded.length === 2 ? decoded[1] : null);
  return found.ok && locks.ok ? ok(locks.value) : unusable(directory, fileName, "damaged");
}

const unusable = (directory: string, name: string, trouble: FileTrouble): Result<never, HostError> =>
  err({ kind: "fileUnusable", what: "keys", trouble, file: join(directory, name) });

/** Which of its keys the first version used shows in what it sealed. */
function readFirstVersion(directory: string): Result<readonly KeyLock[] | null, HostError> {
  const sealed = readSecretFile(join(directory, "identity.sealed"), "identity");
  if (!sealed.ok) return sealed;
  const identity = sealed.value;
  if (identity === null) return ok(null);
  const kind = identity[0];
  const name = kind === sealedByPlain ? oldPlain : kind === sealedByPassphrase ? oldSalt : oldSystem;
  const found = readSecretFile(join(directory, name), "keys");
  if (!found.ok) return found;
  const kept = found.value;
  const length = kind === sealedByPlain ? 32 : kind === sealedByPassphrase ? 16 : null;
  // None of either version is here.
  if (kept === null) return unusable(directory, fileName, "missing");
  if (length !== null && kept.length !== length) return unusable(directory, name, "damaged");
  if (kind === sealedByPlain) return ok([{ method: "plain", key: kept }]);
  if (kind === sealedByPassphrase) return ok([{ method: "derived", salt: kept }]);
  return ok([{ method: "system", store: "unknown", sealed: kept }]);
}

/**
 * From now on only these locks open the key. Cut off anywhere, the file is the old one or the new one.
 * What is replaced is overwritten where the file system lets it be: a plain key should not outlive its file.
 */
export function replaceKeyFile(
  directory: string,
  locks: readonly Exclude<KeyLock, { readonly method: "derived" }>[],
): Result<null, HostError> {
  const file = join(directory, fileName);
  // Windows replaces no file that is open.
  const replaced = process.platform === "win32" || !existsSync(file) ? null : openSync(file, "r+");
  try {
    const written = writeFileDurably(file, encodeCbor([version, locks.map(encodeLock)]));
    if (!written.ok) return written;
    if (replaced !== null) attempt(() => overwrite(replaced));
  } finally {
    if (replaced !== null) closeSync(replaced);
  }
  for (const name of [oldPlain, oldSalt, oldSystem]) eraseFile(join(directory, name));
  return ok(null);
}

/** Finishes what a kill cut off: half a new key file, and the first version's files beside a whole one. */
export function tidyKeyFiles(directory: string): void {
  eraseFile(join(directory, `${fileName}.new`));
  if (existsSync(join(directory, fileName))) for (const name of [oldPlain, oldSalt]) eraseFile(join(directory, name));
}
