/** What commands do about the keys of a data directory before they begin. */
import type { HostApi } from "../../shared/api/hostApi.ts";
import { ok, type Result } from "../../shared/base/result.ts";
import { type Call, type Fault, misused, refused } from "./command.ts";

export const plainKeysOption = {
  "plain-keys": { kind: "flag", help: "leave the keys in a file that only its permissions protect" },
} as const;

/** Before keys are made: says what shall protect them, where nobody has yet. For commands with `plainKeysOption`. */
export async function chooseKeys(call: Call, api: HostApi): Promise<Result<null, Fault>> {
  const keys = await api.getKeys({});
  if (!keys.ok) return refused(keys.error);
  if (keys.value.protection !== null) return ok(null);
  const isPlain = call.flag("plain-keys");
  if (isPlain && call.text("passphrase-file") !== null)
    return misused("Give --passphrase-file or --plain-keys, not both.");
  const passphrase = isPlain ? ok(null) : await call.readPassphrase("first");
  if (!passphrase.ok) return passphrase;
  if (passphrase.value === null && !isPlain) return refused({ kind: "protectionNotChosen" });
  const choice =
    passphrase.value === null
      ? ({ kind: "plain" } as const)
      : ({ kind: "passphrase", passphrase: passphrase.value } as const);
  const chosen = await api.protectKeys({ current: null, choice });
  return chosen.ok ? ok(null) : refused(chosen.error);
}
