/**
 * A party's key on paper as 24 words, until they are surely on paper. Owns: `words.sealed` in the data directory.
 * Called by: identity.ts and sheets.ts, which make such keys, and methods/keys.ts. Invariant: the file is there
 * before anybody knows the key, and until the person has typed two of the words back; then it is erased, and the words are
 * nowhere in this program.
 */
import { join } from "node:path";
import type { FileTrouble, HostError } from "../../../shared/api/errors.ts";
import type { RecoverySheet } from "../../../shared/api/keys.ts";
import type { Random } from "../../../shared/base/ambient.ts";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { signingKeyPair, wipe } from "../../../shared/base/crypto.ts";
import type { PaperKey } from "../../../shared/base/ids.ts";
import { bytes, integer, tuple } from "../../../shared/base/parse.ts";
import type { RecoveryLanguage } from "../../../shared/base/recoveryLanguages.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Platform } from "../platform.ts";
import { attempt } from "../store/database.ts";
import { eraseFile, readSecretFile, writeFileDurably } from "../store/files.ts";
import { areWordsAt, recoveryWordsOf } from "./recoveryWords.ts";

type Place = Pick<Platform, "dataDirectory" | "secrets">;

const wordCount = 24;
const version = 1;
const position = integer({ min: 1, max: wordCount });
const parseVersion = integer({ min: 1, max: 1_000_000 });
/** [version, the party's seed, the words to be typed back]. */
const parseStored = tuple(parseVersion, bytes({ min: 32, max: 32 }), tuple(position, position));

const fileOf = ({ dataDirectory }: Place): string => join(dataDirectory, "words.sealed");

/** Two positions, the smaller first. */
function chooseTwo(random: Random): readonly [number, number] {
  const drawn = random.bytes(8);
  const view = new DataView(drawn.buffer, drawn.byteOffset);
  const first = view.getUint32(0) % wordCount;
  const other = view.getUint32(4) % (wordCount - 1);
  const second = other < first ? other : other + 1;
  return [Math.min(first, second) + 1, Math.max(first, second) + 1];
}

/** Keeps the seed of a key on paper that is about to be made. */
export function keepSheet(platform: Platform, seed: Bytes): Result<null, HostError> {
  const stored = encodeCbor([version, seed, chooseTwo(platform.random)]);
  const written = writeFileDurably(fileOf(platform), platform.secrets.seal(stored));
  wipe(stored);
  return written;
}

interface Kept {
  readonly seed: Bytes;
  readonly ask: readonly [number, number];
}

/** `keys`: those that words may be kept for. Null where these were typed back, or never were here. */
function readKept(place: Place, keys: readonly PaperKey[]): Result<Kept | null, HostError> {
  if (keys.length === 0) return ok(null);
  const path = fileOf(place);
  const file = readSecretFile(path, "words");
  if (!file.ok) return file;
  // All zeros: what a power cut left of an erasure.
  if (file.value === null || file.value.every((byte) => byte === 0)) return ok(null);
  const unusable = (trouble: FileTrouble): Result<never, HostError> =>
    err({ kind: "fileUnusable", what: "words", trouble, file: path });
  const plain = place.secrets.open(file.value);
  if (plain === null) return unusable("foreign");
  const decoded = decodeCbor(plain);
  wipe(plain);
  const found = parseVersion(Array.isArray(decoded) ? decoded[0] : null);
  if (found.ok && found.value > version) return err({ kind: "newerFormat", found: found.value, supported: version });
  const stored = parseStored(decoded);
  if (!stored.ok) return unusable("damaged");
  const [, seed, ask] = stored.value;
  const root = signingKeyPair(seed);
  wipe(root.privateKey);
  if (keys.includes(toHex(root.publicKey) as PaperKey)) return ok({ seed, ask });
  // Kept for a party or a sheet whose making was cut off: nobody knows it.
  wipe(seed);
  return ok(null);
}

/** Null as for a sheet that is confirmed. */
export async function readSheet(
  place: Place,
  keys: readonly PaperKey[],
  language: RecoveryLanguage,
): Promise<Result<RecoverySheet | null, HostError>> {
  const kept = readKept(place, keys);
  if (!kept.ok || kept.value === null) return kept.ok ? ok(null) : kept;
  const { seed, ask } = kept.value;
  const words = await recoveryWordsOf(seed, language);
  wipe(seed);
  return ok({ words, language, ask });
}

/** Erases the words where these are the two that were asked for, in any language. Nothing to confirm: nothing is done. */
export async function confirmSheet(
  place: Place,
  keys: readonly PaperKey[],
  typed: readonly [string, string],
): Promise<Result<null, HostError>> {
  const kept = readKept(place, keys);
  if (!kept.ok || kept.value === null) return kept.ok ? ok(null) : kept;
  const { seed, ask } = kept.value;
  const isRight = await areWordsAt(seed, ask, typed);
  wipe(seed);
  if (!isRight) return err({ kind: "sheetWordsWrong", ask });
  return attempt(() => {
    eraseFile(fileOf(place));
    return null;
  }, "words");
}
