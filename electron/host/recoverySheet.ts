/**
 * The party's key as 24 words, until they are surely on paper. Owns: `words.sealed` in the data directory.
 * Called by: identity.ts, which founds parties, and createHost. Invariant: the file is there before the identity of the
 * party's founder is, and until the person has typed two of the words back; then it is erased, and the words are
 * nowhere in this program.
 */
import { join } from "node:path";
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import type { FileTrouble, HostError } from "../../shared/api/errors.ts";
import type { RecoverySheet } from "../../shared/api/hostApi.ts";
import type { Random } from "../../shared/base/ambient.ts";
import { type Bytes, toHex } from "../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../shared/base/cbor.ts";
import { type KeyPair, signingKeyPair, wipe } from "../../shared/base/crypto.ts";
import type { PartyId } from "../../shared/base/ids.ts";
import { bytes, integer, tuple } from "../../shared/base/parse.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { eraseFile, readSecretFile, writeFileDurably } from "./files.ts";
import type { Platform } from "./platform.ts";
import { attempt } from "./store/database.ts";

type Place = Pick<Platform, "dataDirectory" | "secrets">;

const wordCount = 24;
const version = 1;
const position = integer({ min: 1, max: wordCount });
const parseVersion = integer({ min: 1, max: 1_000_000 });
/** [version, the party's seed, the words to be typed back]. */
const parseStored = tuple(parseVersion, bytes({ min: 32, max: 32 }), tuple(position, position));

const fileOf = ({ dataDirectory }: Place): string => join(dataDirectory, "words.sealed");

/** The words of a party's seed. */
const wordsOf = (seed: Bytes): readonly string[] => entropyToMnemonic(seed, wordlist).split(" ");

const asTyped = (word: string): string => word.normalize("NFKD").trim().toLowerCase();

/** The party's key from its 24 words; null where they are not 24 of the list, or their check does not hold. */
export function readRecoveryWords(words: readonly string[]): KeyPair | null {
  try {
    const entropy = mnemonicToEntropy(words.map(asTyped).join(" "), wordlist);
    const pair = entropy.length === 32 ? signingKeyPair(entropy) : null;
    wipe(entropy);
    return pair;
  } catch {
    return null;
  }
}

/** Two positions, the smaller first. */
function chooseTwo(random: Random): readonly [number, number] {
  const drawn = random.bytes(8);
  const view = new DataView(drawn.buffer, drawn.byteOffset);
  const first = view.getUint32(0) % wordCount;
  const other = view.getUint32(4) % (wordCount - 1);
  const second = other < first ? other : other + 1;
  return [Math.min(first, second) + 1, Math.max(first, second) + 1];
}

/** Keeps the seed of a party that is about to be founded, and gives its words. */
export function keepSheet(platform: Platform, seed: Bytes): Result<readonly string[], HostError> {
  const stored = encodeCbor([version, seed, chooseTwo(platform.random)]);
  const written = writeFileDurably(fileOf(platform), platform.secrets.seal(stored));
  wipe(stored);
  return written.ok ? ok(wordsOf(seed)) : written;
}

/** Null where this party's words were typed back, or never were here. */
export function readSheet(place: Place, party: PartyId | null): Result<RecoverySheet | null, HostError> {
  if (party === null) return ok(null);
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
  // Kept for a party whose founding was cut off: nobody knows it.
  const isOurs = toHex(root.publicKey) === party;
  const words = isOurs ? wordsOf(seed) : null;
  wipe(seed);
  return ok(words === null ? null : { words, language: "en", ask });
}

/** Erases the words where these are the two that were asked for. Where there is nothing to confirm, nothing is done. */
export function confirmSheet(
  place: Place,
  party: PartyId | null,
  typed: readonly [string, string],
): Result<null, HostError> {
  const sheet = readSheet(place, party);
  if (!sheet.ok) return sheet;
  if (sheet.value === null) return ok(null);
  const { words, ask } = sheet.value;
  const isRight = ask.every((at, index) => asTyped(typed[index] ?? "") === words[at - 1]);
  if (!isRight) return err({ kind: "sheetWordsWrong", ask });
  return attempt(() => {
    eraseFile(fileOf(place));
    return null;
  }, "words");
}
