/** What a party says with its consent: what it reserves, and how it observes a text that is practised. */
import type { SigningView } from "../../shared/api/agreements.ts";
import { isDay } from "../../shared/base/days.ts";
import { ok, type Result } from "../../shared/base/result.ts";
import type { Practice, Witness } from "../../shared/charter/parties/practice.ts";
import type { Reserved } from "../../shared/charter/parties/reserved.ts";
import { readClauses } from "../../shared/charter/text/clauses.ts";
import { type Call, type Fault, misused, type OptionSpec, refused } from "./command.ts";
import { evidenceOf } from "./commands/given.ts";
import { findClause } from "./find.ts";
import { findPartyAmong } from "./members.ts";

export const reserveOption: Readonly<Record<string, OptionSpec>> = {
  reserve: {
    kind: "texts",
    value: "CLAUSE:HOW:WORDS",
    help: "your party leaves a clause out (exclude) or says how it reads it (interpret); may be said again",
  },
};
export const consentOptions: Readonly<Record<string, OptionSpec>> = {
  ...reserveOption,
  practised: { kind: "flag", help: "agree to a practised text: your party observes it" },
  day: { kind: "text", value: "DAY", help: "of a practised text: when it was observed" },
  place: { kind: "text", value: "PLACE", help: "where" },
  words: { kind: "text", value: "TEXT", help: "what was done" },
  witness: { kind: "texts", value: "NAME[:PARTY]", help: "who saw it; may be said again" },
  evidence: { kind: "texts", value: "FILE", help: "its name and SHA-256 go on record, the file stays here" },
};

export function readReservations(call: Call, signing: SigningView): Result<readonly Reserved[], Fault> {
  const reservations: Reserved[] = [];
  for (const written of call.texts("reserve")) {
    const read = readReservation(written, signing);
    if (!read.ok) return read;
    reservations.push(read.value);
  }
  return ok(reservations);
}

/** By the clauses of the frozen text. */
export function readReservation(written: string, { text, clauses }: SigningView): Result<Reserved, Fault> {
  const [, named = "", how, words = ""] = /^(.+?):(exclude|interpret):(.*\S.*)$/s.exec(written) ?? [];
  if (how !== "exclude" && how !== "interpret")
    return misused(`The reservation "${written}" is not CLAUSE:exclude:WORDS or CLAUSE:interpret:WORDS.`);
  const clause = findClause(readClauses(text), named);
  if (!clause.ok) return refused(clause.error);
  const { id } = clause.value;
  const hash = clauses.find((one) => one.id === id)?.hash ?? "";
  return ok({ clause: id, hash, how, words: words.trim() });
}

/** Null: nothing was said of a practice. */
export function readPractice(call: Call, { entry }: SigningView): Result<Practice | null, Fault> {
  if (!call.flag("practised")) {
    const told = ["day", "place", "words"].filter((one) => call.text(one) !== null);
    const [stray] = [...told, ...["witness", "evidence"].filter((one) => call.texts(one).length > 0)];
    return stray === undefined ? ok(null) : misused(`--${stray} belongs to --practised.`);
  }
  const [day, place, words] = ["day", "place", "words"].map((one) => call.text(one)?.trim() ?? "");
  if (!day || !place || !words) return misused("--practised needs --day DAY, --place PLACE and --words TEXT.");
  if (!isDay(day)) return misused(`--day "${day}" is not a day such as 2027-01-01.`);
  const witnesses: Witness[] = [];
  for (const written of call.texts("witness")) {
    const at = written.lastIndexOf(":");
    const [name, party] = at < 0 ? [written, null] : [written.slice(0, at), written.slice(at + 1)];
    const found = party === null ? ok(null) : findPartyAmong(entry.electorate, party);
    if (!found.ok) return refused(found.error);
    witnesses.push({ name: name.trim(), party: found.value?.id ?? null });
  }
  const evidence = evidenceOf(call.texts("evidence"));
  return evidence.ok ? ok({ clauses: [], day, place, words, witnesses, evidence: evidence.value }) : evidence;
}
