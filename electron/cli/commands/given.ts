/** What is given with a statement on a text: days, files by their hashes, one of several words, the text itself. */
import { basename } from "node:path";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { toHex } from "../../../shared/base/bytes.ts";
import { sha256 } from "../../../shared/base/crypto.ts";
import { dayOf, isDay } from "../../../shared/base/days.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import type { Evidence } from "../../../shared/charter/parties/practice.ts";
import { type Call, type Fault, misused, type OptionSpec, refused } from "../command.ts";
import { readFile } from "../files.ts";
import { findProposal } from "../find.ts";
import { charterOf } from "./charters.ts";

export const textOption = (value: string, help: string): OptionSpec => ({ kind: "text", value, help });
export const evidenceOption = {
  evidence: textOption("FILES", "files that show it, apart by ;: their SHA-256 is signed"),
};
export const statementOption = { statement: textOption("TEXT", "goes on record with it") };

export const pick = <T extends string>(allowed: readonly T[], given: string | undefined): Result<T, Fault> => {
  const found = allowed.find((one) => one === given);
  return found === undefined ? misused(`"${given ?? ""}" is none of ${allowed.join(", ")}.`) : ok(found);
};

/** `otherwise`: where the option is not given. */
export function dayGiven<T extends string | null>(call: Call, option: string, otherwise: T): Result<string | T, Fault> {
  const given = call.text(option);
  if (given === null) return ok(otherwise);
  return isDay(given) ? ok(given) : misused(`--${option} "${given}" is not a day such as 2027-01-01.`);
}

export const today = (call: Call): string => dayOf(call.parts.clock.now());

/** What a person has to say; null where there is nothing to read. */
export function wordsGiven(call: Call, option: string): string | null {
  const given = call.text(option);
  return given === null || given.trim() === "" ? null : given;
}

export const parts = (given: string | null): readonly string[] =>
  (given ?? "").split(";").flatMap((part) => (part.trim() === "" ? [] : [part.trim()]));

function hashOf(path: string): Result<string, Fault> {
  const bytes = readFile(path);
  return bytes.ok ? ok(toHex(sha256(bytes.value))) : refused(bytes.error);
}

export function fileGiven(call: Call, option: string): Result<string | null, Fault> {
  const path = call.text(option);
  return path === null ? ok(null) : hashOf(path);
}

export const evidenceGiven = (call: Call): Result<readonly Evidence[], Fault> =>
  evidenceOf(parts(call.text("evidence")));

/** Of files that stay where they are. */
export function evidenceOf(paths: readonly string[]): Result<readonly Evidence[], Fault> {
  const all: Evidence[] = [];
  for (const path of paths) {
    const hash = hashOf(path);
    if (!hash.ok) return hash;
    all.push({ name: basename(path), hash: hash.value });
  }
  return ok(all);
}

interface Named {
  readonly charter: CharterId;
  readonly entry: TimelineEntry;
}

/** The charter, and the proposal at this place among the words: what is in force, where it is not named. */
export async function named(call: Call, api: HostApi, place: number): Promise<Result<Named, Fault>> {
  const charter = await charterOf(call, api);
  if (!charter.ok) return refused(charter.error);
  const entry = await findProposal(api, charter.value.id, call.positionals[place] ?? "inforce");
  return entry.ok ? ok({ charter: charter.value.id, entry: entry.value }) : refused(entry.error);
}
