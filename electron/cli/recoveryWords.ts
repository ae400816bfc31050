import type { HostError } from "../../shared/api/errors.ts";
import type { RecoverySheet } from "../../shared/api/keys.ts";
import {
  type RecoveryLanguage,
  recoveryLanguageFor,
  recoveryLanguages,
  splitRecoveryWords,
} from "../../shared/base/recoveryLanguages.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { type Call, type Fault, misused } from "./command.ts";
import { decodeText, readFile } from "./files.ts";

export const wordLanguageOption = {
  language: {
    kind: "text",
    value: "TAG",
    help: `of the words: ${recoveryLanguages.join(", ")} (default: the terminal's, else en)`,
  },
} as const;

export function wordLanguage(call: Call): Result<RecoveryLanguage, Fault> {
  const given = call.text("language");
  if (given === null) return ok(recoveryLanguageFor(call.parts.languages));
  const language = recoveryLanguages.find((one) => one.toLowerCase() === given.toLowerCase());
  return language === undefined ? misused(`--language is one of ${recoveryLanguages.join(", ")}.`) : ok(language);
}

/** As it is named in the language of this program. */
export const languageName = (language: RecoveryLanguage): string =>
  new Intl.DisplayNames(["en"], { type: "language" }).of(language) ?? language;

/** The words, eight in a line, their language, and which two are to be typed back. */
export const sheetLines = ({ words, language, ask: [first, second] }: RecoverySheet): readonly string[] => [
  ...[0, 8, 16].map((from) => `  ${words.slice(from, from + 8).join(" ")}`),
  "",
  `The words are in this language of BIP 39: ${languageName(language)}. Write that on the paper too.`,
  "They stay sealed in the data directory until you type two of them back from the paper,",
  `words ${first} and ${second}: tessera keys words --confirm "WORD WORD"`,
];

/** A party's 24 words from a file, or from standard input where the path is `-`; whether they hold is the host's to say. */
export async function readWords(call: Call, path: string): Promise<Result<readonly string[], HostError>> {
  const bytes = path === "-" ? ok(await call.parts.readInput()) : readFile(path);
  const text = bytes.ok ? decodeText(path, bytes.value) : bytes;
  if (!text.ok) return text;
  const words = splitRecoveryWords(text.value);
  // The contract takes no longer list; a shorter one is the host's to judge.
  return words.length > 24 ? err({ kind: "recoveryWordsWrong" }) : ok(words);
}
