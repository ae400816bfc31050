/** What a person is asked before something is signed. */

import type { HostError } from "../../shared/api/errors.ts";
import { describeError } from "../../shared/api/errorWords.ts";
import type { Result } from "../../shared/base/result.ts";
import type { Call } from "./command.ts";

export const reasonOption = {
  reason: { kind: "text", value: "TEXT", help: "why: signed with your name, for everyone in the charter" },
} as const;
export const yesOption = { yes: { kind: "flag", help: "do not ask" } } as const;

/** Asks where somebody can answer; `--yes` and `--json` say it beforehand. */
export async function isSure(call: Call, question: string): Promise<boolean> {
  if (call.parts.askYes === null || call.flag("yes") || call.flag("json")) return true;
  return call.parts.askYes(question);
}

/**
 * [L31] Asks before it signs with a clock that looks wrong. Where nobody can answer, or wants to be asked, it says so
 * and signs.
 */
export async function withClock<T>(
  call: Call,
  sign: (clockIsRight: boolean) => Promise<Result<T, HostError>>,
): Promise<Result<T, HostError>> {
  const signed = await sign(false);
  if (signed.ok || signed.error.kind !== "clockDoubtful") return signed;
  const { title } = describeError(signed.error, "en");
  if (call.parts.askYes !== null && !call.flag("yes") && !call.flag("json")) {
    if (!(await call.parts.askYes(`${title} Sign with this clock?`))) return signed;
  } else call.parts.printError(`Warning: ${title}\n`);
  return sign(true);
}
