import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { DayRange, PromisesView, PromiseView, ReportView } from "../../../shared/api/records.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { answerChoices, outcomes } from "../../../shared/charter/parties/records.ts";
import { looseId, readClauses } from "../../../shared/charter/text/clauses.ts";
import { isSure, withClock, yesOption } from "../asking.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, type Outcome, refused } from "../command.ts";
import { writeExport } from "../files.ts";
import { findClause, findOne } from "../find.ts";
import { because } from "../members.ts";
import { type Line, short } from "../print.ts";
import { charterOf } from "./charters.ts";

import { dayGiven, evidenceGiven, evidenceOption, named, pick, statementOption, textOption } from "./given.ts";

const report: Command = {
  name: "report",
  operands: `CHARTER CLAUSE ${outcomes.join("|")} [PROPOSAL]`,
  minOperands: 3,
  maxOperands: 4,
  summary: "Put on record what became of a promise in a clause.",
  options: {
    promise: {
      kind: "number",
      value: "N",
      help: "which promise of the clause (default: the first)",
      min: 1,
      max: 9999,
    },
    on: textOption("DAY", "the day on which it was due"),
    from: textOption("DAY", "of every day on which it was due from this one"),
    to: textOption("DAY", "until this one"),
    ...statementOption,
    ...evidenceOption,
    ...yesOption,
  },
  run: inHost(async (call, api) => {
    const outcome = pick(outcomes, call.positionals[2]);
    if (!outcome.ok) return outcome;
    const period = periodGiven(call);
    if (!period.ok) return period;
    const evidence = evidenceGiven(call);
    if (!evidence.ok) return evidence;
    const found = await named(call, api, 3);
    if (!found.ok) return found;
    const { charter, entry } = found.value;
    const { proposal } = entry;
    const signing = await api.getSigning({ charter, proposal });
    if (!signing.ok) return refused(signing.error);
    const name = call.positionals[1] ?? "";
    const clause = name === looseId ? ok({ id: looseId }) : findClause(readClauses(signing.value.text), name);
    if (!clause.ok) return refused(clause.error);
    const index = (call.number("promise") ?? 1) - 1;
    if (!(await isSure(call, `Report “${outcome.value}” in your party's name?`))) return refused({ kind: "cancelled" });
    const said = { outcome: outcome.value, period: period.value, evidence: evidence.value };
    return shownPromises(
      await withClock(call, (clockIsRight) =>
        api.reportPromise({
          ...{ charter, proposal, clause: clause.value.id as ClauseId, index, ...said, clockIsRight },
          statement: call.text("statement") ?? "",
        }),
      ),
    );
  }),
};

function periodGiven(call: Call): Result<readonly [string, string] | null, Fault> {
  const on = dayGiven(call, "on", null);
  if (!on.ok) return on;
  const range = rangeGiven(call);
  if (!range.ok) return range;
  if (on.value !== null && range.value !== null) return misused("--on names one day, --from and --to name several.");
  if (on.value !== null) return ok([on.value, on.value]);
  return ok(range.value === null ? null : [range.value.from, range.value.to]);
}

function rangeGiven(call: Call): Result<DayRange | null, Fault> {
  const from = dayGiven(call, "from", null);
  if (!from.ok) return from;
  const to = dayGiven(call, "to", null);
  if (!to.ok) return to;
  if (from.value === null && to.value === null) return ok(null);
  if (from.value === null || to.value === null || to.value < from.value)
    return misused("--from DAY and --to DAY are given together, the earlier first.");
  return ok({ from: from.value, to: to.value });
}

const answer: Command = {
  name: "answer",
  operands: `CHARTER REPORT ${answerChoices.join("|")}`,
  minOperands: 3,
  maxOperands: 3,
  summary: "Answer a report on a promise; both stand side by side. A party says of its own that it is resolved.",
  options: { ...statementOption, ...yesOption },
  run: inHost(async (call, api) => {
    const choice = pick(answerChoices, call.positionals[2]);
    if (!choice.ok) return choice;
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const view = await api.getPromises({ charter: id, days: null });
    if (!view.ok) return refused(view.error);
    const all = [...view.value.promises.flatMap(({ reports }) => reports), ...view.value.strays];
    const found = findOne(call.positionals[1] ?? "", "report", all, {
      id: ({ id: report }) => report,
      names: ({ party }) => [party.name],
      label: ({ id: report, party }) => `${party.name} (${short(report)})`,
    });
    if (!found.ok) return refused(found.error);
    if (found.value === null) return refused({ kind: "recordRefused", why: "unknownReport" });
    const { id: to, party } = found.value;
    if (!(await isSure(call, `Answer the report of ${party.name} with “${choice.value}”?`)))
      return refused({ kind: "cancelled" });
    const said = { charter: id, report: to, choice: choice.value, statement: call.text("statement") ?? "" };
    return shownPromises(await withClock(call, (clockIsRight) => api.answerReport({ ...said, clockIsRight })));
  }),
};

const promises: Command = {
  name: "promises",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List who owes what to whom by when, and what the parties say became of it.",
  options: {
    from: textOption("DAY", "days from this one (default: a year ago)"),
    to: textOption("DAY", "until this one (default: in a year)"),
    party: textOption("NAME", "only what this party owes, and what all owe"),
  },
  run: inHost(async (call, api) => {
    const days = rangeGiven(call);
    if (!days.ok) return days;
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const view = await api.getPromises({ charter: charter.value.id, days: days.value });
    const name = call.text("party");
    if (!view.ok || name === null) return shownPromises(view);
    const owing = [
      ...new Map(view.value.promises.flatMap(({ by }) => partyIn(by)).map((one) => [one.id, one])).values(),
    ];
    const found = findOne(name, "party", owing, {
      id: ({ id }) => id,
      names: ({ name: known }) => [known],
      label: ({ name: known }) => known,
    });
    if (!found.ok) return refused(found.error);
    const party = found.value?.id ?? null;
    const owed = view.value.promises.filter(({ by }) => by === "all" || partyIn(by).some(({ id }) => id === party));
    return shownPromises(ok({ ...view.value, promises: owed }));
  }),
};

const partyIn = (by: PromiseView["by"]) => (by === null || by === "all" ? [] : [by]);

const calendar: Command = {
  name: "calendar",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Write the days of ballots, terms, renewals, reviews and promises as an iCalendar file.",
  options: {
    out: textOption("FILE", "where to write it"),
    force: { kind: "flag", help: "replace the file of --out where there is one" },
    language: textOption("en|ar", "of what is not the parties' own words (default: en)"),
  },
  run: inHost(async (call, api) => {
    const language = pick(["en", "ar"], call.text("language") ?? "en");
    if (!language.ok) return language;
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const made = await api.getCalendar({ charter: charter.value.id, language: language.value });
    if (!made.ok) return refused(made.error);
    const file = await writeExport(call, made.value.name, made.value.bytes);
    return file.ok ? answered({ file: file.value }, [`${file.value} is written.`]) : file;
  }),
};

// ---- lines

function shownPromises(view: Awaited<ReturnType<HostApi["getPromises"]>>): Outcome {
  return view.ok ? answered(view.value, promiseLines(view.value)) : refused(view.error);
}

export const whomIn = (party: PromiseView["by"]): string =>
  party === null ? "nobody" : party === "all" ? "all" : party.name;

/** "River Council owes all, by 2027-05-01, every 12 months: “We mark the ford.”" */
export function promiseWords({
  by,
  to,
  due,
  every,
  words,
}: Pick<PromiseView, "by" | "to" | "due" | "every" | "words">): string {
  const owes = `${by === null ? "" : `${whomIn(by)} `}owes${to === null ? "" : ` ${whomIn(to)}`}`;
  return `${owes}${due === null ? "" : `, by ${due}`}${every === 0 ? "" : `, every ${every} months`}: “${words}”`;
}

function promiseLines({ promises: all, strays }: PromisesView): readonly Line[] {
  const lines = [
    ...all.flatMap(({ number, index, days, reports, asWhole, ...promise }) => [
      `${number} promise ${index + 1}: ${promiseWords(promise)}`,
      ...(days.length === 0 && asWhole !== null ? [`    ${asWhole}`] : []),
      ...days.map(({ day, state }) => `    ${day}  ${state}`),
      ...reports.flatMap(reportLines),
    ]),
    ...strays.flatMap((one) => [`To a promise that the text does not have (${one.clause}):`, ...reportLines(one)]),
  ];
  return lines.length === 0 ? ["Nothing is promised in a text that is in force."] : lines;
}

const reportLines = ({ id, party, outcome, period, statement, isResolved, answers }: ReportView): readonly Line[] => [
  `    ${short(id)}  ${party.name} reports ${outcome}${period === null ? "" : ` for ${period.join(" to ")}`}${isResolved ? ", resolved" : ""}${because(statement)}`,
  ...answers.map((one) => `        ${one.party.name}: ${one.choice}${because(one.statement)}`),
];

export const promiseCommands: readonly Command[] = [promises, report, answer, calendar];
