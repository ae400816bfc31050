import type { HostError } from "../../shared/api/errors.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Call } from "./command.ts";
import { decodeText, readFile } from "./files.ts";

/** Eight in a line. */
export const wordLines = (words: readonly string[]): readonly string[] =>
  [0, 8, 16].map((from) => `  ${words.slice(from, from + 8).join(" ")}`);

export const askLines = ([first, second]: readonly [number, number]): readonly string[] => [
  "They stay sealed in the data directory until you type two of them back from the paper,",
  `words ${first} and ${second}: tessera keys words --confirm "WORD WORD"`,
];

/** A party's 24 words from a file, or from standard input where the path is `-`; whether they hold is the host's to say. */
export async function readWords(call: Call, path: string): Promise<Result<readonly string[], HostError>> {
  const bytes = path === "-" ? ok(await call.parts.readInput()) : readFile(path);
  const text = bytes.ok ? decodeText(path, bytes.value) : bytes;
  if (!text.ok) return text;
  const words = text.value
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "");
  // The contract takes no longer list; a shorter one is the host's to judge.
  return words.length > 24 ? err({ kind: "recoveryWordsWrong" }) : ok(words);
}
