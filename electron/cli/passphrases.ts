/** Passphrases on a command line: from a file, the environment, or a terminal that shows nothing of them. */
import { ok, type Result } from "../../shared/base/result.ts";
import { type Call, type CliParts, type Fault, misused, refused } from "./command.ts";
import { decodeText, readFile } from "./files.ts";

/** `first` protects keys that are about to be made. */
export type PassphraseUse = "current" | "first" | "new";

/** Null where none is given and nobody can be asked. A first or new one is asked twice. */
export async function readPassphrase(
  parts: CliParts,
  text: Call["text"],
  use: PassphraseUse,
): Promise<Result<string | null, Fault>> {
  const path = text(use === "new" ? "new-passphrase-file" : "passphrase-file");
  if (path !== null) {
    const bytes = readFile(path);
    const words = bytes.ok ? decodeText(path, bytes.value) : bytes;
    return words.ok ? ok(words.value.split(/\r?\n/)[0] ?? "") : refused(words.error);
  }
  const fromEnvironment = use === "new" ? parts.newPassphrase : parts.passphrase;
  if (fromEnvironment !== null) return ok(fromEnvironment);
  const ask = parts.askSecret;
  if (ask === null) return ok(null);
  const given = await ask(use === "new" ? "New passphrase: " : "Passphrase: ");
  if (use !== "current" && (await ask("The same again: ")) !== given) return misused("The two passphrases differ.");
  return ok(given);
}
