/** The words that members compare aloud, and whether the person on this device did. PROTOCOL.md of the ledger, L23. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { err, type Result } from "../../../shared/base/result.ts";
import { safetyPhrase } from "../../../shared/ledger/members/safetyPhrase.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";

/** The phrase that was compared, or "": what was said of other words does not hold for these. */
const settingName = "safety";

const wordsOf = ({ id, replica }: OpenCharter): readonly string[] =>
  safetyPhrase(id, [...replica.ledger().membership().parties.keys()]);

export function readSafety(charters: Charters, charter: OpenCharter): CharterView["safety"] {
  const words = wordsOf(charter);
  return { words, compared: charters.readSetting(charter, settingName) === words.join(" ") };
}

export function setSafetyCompared(
  charters: Charters,
  charter: OpenCharter,
  phrase: string,
  compared: boolean,
): Result<unknown, HostError> {
  if (phrase !== wordsOf(charter).join(" ")) return err({ kind: "safetyPhraseChanged" });
  return charters.writeSetting(charter, settingName, compared ? phrase : "");
}
