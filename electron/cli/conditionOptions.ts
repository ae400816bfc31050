/** What is to be agreed on besides the words, as a person asks for it: what nobody asks for stays as it is by default. */
import type { ProposalPreview } from "../../shared/api/agreements.ts";
import { isDay } from "../../shared/base/days.ts";
import type { PartyId } from "../../shared/base/ids.ts";
import { ok, type Result } from "../../shared/base/result.ts";
import { type ConditionsPlan, conditionLimits } from "../../shared/charter/parties/conditions.ts";
import type { Clause } from "../../shared/charter/text/model.ts";
import { type Call, type Fault, misused, type OptionSpec, refused } from "./command.ts";
import { findClause } from "./find.ts";
import { findPartyAmong } from "./members.ts";

const days = { kind: "number", value: "DAYS", min: 0, max: conditionLimits.days } as const;

export const conditionOptions: Readonly<Record<string, OptionSpec>> = {
  threshold: { kind: "number", value: "K", help: "so many parties must ratify: more than half", min: 1, max: 256 },
  indispensable: { kind: "texts", value: "PARTY", help: "without it the text is not ratified; may be said again" },
  "entry-at": { kind: "number", value: "M", help: "in force once so many have ratified, K or more", min: 1, max: 256 },
  delay: { ...days, help: "in force so many days after that" },
  "join-delay": { ...days, help: "who joins later is bound so many days after" },
  bind: { kind: "text", value: "ratifiers|all", help: "whom it binds" },
  reservations: { kind: "text", value: "none|any|CLAUSES", help: "what may be reserved: clauses with commas" },
  accession: { kind: "text", value: "closed|open|A", help: "who joins later: nobody, anybody, or by A consents" },
  withdrawal: { kind: "text", value: "DAYS|never", help: "the notice of who leaves" },
  form: { kind: "text", value: "signed|practised", help: "how a party agrees: by signing, or by saying what it does" },
  review: { kind: "texts", value: "DAY", help: "the parties meet about it; may be said again" },
};

/** What was asked for, where it can be told without the charter; undefined or null: nothing. */
export interface AskedConditions {
  readonly accession: ConditionsPlan["accession"] | null;
  readonly withdrawalDays: number | null | undefined;
  readonly binds: ConditionsPlan["binds"] | null;
  readonly form: ConditionsPlan["form"] | null;
  readonly reviews: readonly string[];
}

/** Null: nothing was asked for. */
export function readAsked(call: Call): Result<AskedConditions | null, Fault> {
  const isAsked = Object.entries(conditionOptions).some(([name, { kind }]) =>
    kind === "number"
      ? call.number(name) !== null
      : kind === "texts"
        ? call.texts(name).length > 0
        : call.text(name) !== null,
  );
  if (!isAsked) return ok(null);
  const accession = readAccession(call.text("accession"));
  if (!accession.ok) return accession;
  const withdrawal = readWithdrawal(call.text("withdrawal"));
  if (!withdrawal.ok) return withdrawal;
  const binds = oneOf(call, "bind", ["ratifiers", "all"]);
  if (!binds.ok) return binds;
  const form = oneOf(call, "form", ["signed", "practised"]);
  if (!form.ok) return form;
  const reviews = call.texts("review");
  const noDay = reviews.find((one) => !isDay(one));
  if (noDay !== undefined) return misused(`--review "${noDay}" is not a day such as 2027-01-01.`);
  return ok({
    accession: accession.value,
    withdrawalDays: withdrawal.value,
    binds: binds.value,
    form: form.value,
    reviews,
  });
}

/** `usual`: what is proposed where nothing is asked for. `clauses`: of the draft. */
export function planConditions(
  call: Call,
  asked: AskedConditions,
  usual: ProposalPreview,
  clauses: readonly Clause[],
): Result<ConditionsPlan, Fault> {
  const before = usual.conditions;
  const indispensable = partiesOf(call.texts("indispensable"), usual);
  if (!indispensable.ok) return indispensable;
  const reservations = reservable(call.text("reservations"), clauses);
  if (!reservations.ok) return reservations;
  const needed = call.number("threshold") ?? before.needed;
  const isLater = before.entry.at > before.needed && before.entry.at > needed;
  return ok({
    needed,
    indispensable: indispensable.value ?? before.indispensable,
    entry: {
      at: call.number("entry-at") ?? (isLater ? before.entry.at : null),
      delayDays: call.number("delay") ?? before.entry.delayDays,
      joinDelayDays: call.number("join-delay") ?? before.entry.joinDelayDays,
    },
    reviews: asked.reviews.length > 0 ? asked.reviews : before.reviews,
    binds: asked.binds ?? before.binds,
    reservations: reservations.value ?? before.reservations,
    accession: asked.accession ?? before.accession,
    withdrawalDays: asked.withdrawalDays === undefined ? before.withdrawalDays : asked.withdrawalDays,
    form: asked.form ?? before.form,
  });
}

function oneOf<const Value extends string>(
  call: Call,
  option: string,
  values: readonly Value[],
): Result<Value | null, Fault> {
  const written = call.text(option);
  const value = values.find((one) => one === written) ?? null;
  return written === null || value !== null
    ? ok(value)
    : misused(`--${option} "${written}" is neither ${values.join(" nor ")}.`);
}

function partiesOf(
  names: readonly string[],
  { electorate }: ProposalPreview,
): Result<readonly PartyId[] | null, Fault> {
  const ids: PartyId[] = [];
  for (const name of names) {
    const found = findPartyAmong(electorate, name);
    if (!found.ok) return refused(found.error);
    ids.push(found.value.id);
  }
  return ok(ids.length === 0 ? null : [...new Set(ids)]);
}

function reservable(
  written: string | null,
  clauses: readonly Clause[],
): Result<ConditionsPlan["reservations"] | null, Fault> {
  if (written === null || written === "none" || written === "any") return ok(written);
  const ids = new Set<Clause["id"]>();
  for (const name of written.split(",").map((one) => one.trim())) {
    const clause = findClause(clauses, name);
    if (!clause.ok) return refused(clause.error);
    ids.add(clause.value.id);
  }
  return ok([...ids]);
}

function readAccession(written: string | null): Result<ConditionsPlan["accession"] | null, Fault> {
  if (written === null || written === "closed" || written === "open") return ok(written);
  const consents = wholeNumber(written, 1, conditionLimits.consents);
  return consents === null
    ? misused(`--accession "${written}" is none of closed, open and a number from 1 to ${conditionLimits.consents}.`)
    : ok(consents);
}

/** Undefined: not asked. */
function readWithdrawal(written: string | null): Result<number | null | undefined, Fault> {
  if (written === null) return ok(undefined);
  if (written === "never") return ok(null);
  const notice = wholeNumber(written, 0, conditionLimits.days);
  return notice === null
    ? misused(`--withdrawal "${written}" is neither never nor a number of days from 0 to ${conditionLimits.days}.`)
    : ok(notice);
}

function wholeNumber(written: string, min: number, max: number): number | null {
  const number = /^\d{1,6}$/.test(written) ? Number(written) : Number.NaN;
  return number >= min && number <= max ? number : null;
}
