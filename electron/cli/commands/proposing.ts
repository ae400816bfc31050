/** Freezing a draft and putting it up, with its term and what else is to be agreed on. */
import type { ProposalPlan } from "../../../shared/api/agreements.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import type { Term } from "../../../shared/charter/parties/term.ts";
import { defaultNoticeDays, parseTerm } from "../../../shared/charter/parties/term.ts";
import { clauseTitle } from "../../../shared/charter/text/clauses.ts";
import type { Clause } from "../../../shared/charter/text/model.ts";
import { withClock } from "../asking.ts";
import {
  answered,
  type Call,
  type Command,
  type Fault,
  inHost,
  misused,
  type OptionSpec,
  refused,
} from "../command.ts";
import { conditionOptions, planConditions, readAsked } from "../conditionOptions.ts";
import { agreedLines, entryLines, type NameClause, previewLines, replacedLines } from "../entryLines.ts";
import { findProposal } from "../find.ts";
import { writeLines } from "../print.ts";
import { charterOf } from "./charters.ts";
import { findingLines } from "./checking.ts";
import { dayGiven } from "./given.ts";

const termOptions: Readonly<Record<string, OptionSpec>> = {
  term: { kind: "text", value: "TERM", help: "1y, 18m, a last day such as 2027-11-30, or open (default)" },
  from: { kind: "text", value: "DAY", help: "first day in force (default: the day of the last ratification)" },
  "notice-days": {
    kind: "number",
    value: "N",
    help: "renewal is due so long before the end (default 60)",
    min: 0,
    max: 3650,
  },
  note: { kind: "text", value: "TEXT", help: "what to tell the others about it" },
  closes: {
    kind: "text",
    value: "DAY",
    help: "the last day for ballots (default: in a year, or the first day on which the term can end)",
  },
  on: { kind: "text", value: "PROPOSAL", help: "the ratified text that it builds on (default: what is in force)" },
  supersedes: {
    kind: "text",
    value: "PROPOSALS",
    help: "further open proposals that this one replaces, with commas; what any party signed is replaced anyway",
  },
  "leave-out-open": {
    kind: "flag",
    help: "propose all but the clauses that hold open brackets, blanks or words that several changed apart",
  },
  "dry-run": { kind: "flag", help: "say what would be proposed, and propose nothing" },
};

function purposeOf(call: Call, isRenewal: boolean): ProposalPlan["purpose"] {
  if (call.flag("prolong")) return "prolongation";
  if (isRenewal) return "renewal";
  return call.flag("amendment") ? "amendment" : null;
}

function readTerm(call: Call): Result<Term, Fault> {
  const written = call.text("term") ?? "open";
  const term = parseTerm(written);
  if (!term.ok) return misused(`--term "${written}" is none of 1y, 18m, 2027-11-30 and open.`);
  const from = dayGiven(call, "from", null);
  if (!from.ok) return from;
  return ok({ ...term.value, from: from.value, noticeDays: call.number("notice-days") ?? defaultNoticeDays });
}

const endsWith = ["kept", "carried"] as const;

const nameAmong =
  (clauses: readonly Clause[]): NameClause =>
  (id) => {
    const clause = clauses.find((one) => one.id === id);
    return clause === undefined ? id : clauseTitle(clause);
  };

function proposing(isRenewal: boolean): Command["run"] {
  return inHost(async (call, api) => {
    const term = readTerm(call);
    if (!term.ok) return term;
    const closesOn = dayGiven(call, "closes", null);
    if (!closesOn.ok) return closesOn;
    const written = call.text("end");
    const end = endsWith.find((one) => one === written) ?? null;
    if (written !== null && end === null) return misused(`--end "${written}" is neither kept nor carried.`);
    const asked = readAsked(call);
    if (!asked.ok) return asked;
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const supersedes: ProposalId[] = [];
    for (const name of (call.text("supersedes") ?? "").split(",").filter((one) => one.trim() !== "")) {
      const replaced = await findProposal(api, id, name.trim());
      if (!replaced.ok) return refused(replaced.error);
      supersedes.push(replaced.value.proposal);
    }
    const on = call.text("on");
    const base = on === null ? null : await findProposal(api, id, on);
    if (base !== null && !base.ok) return refused(base.error);
    const asUsual: ProposalPlan = {
      charter: id,
      term: term.value,
      end: end ?? (call.text("term") === null ? null : "asWritten"),
      purpose: purposeOf(call, isRenewal),
      on: base?.value.proposal ?? null,
      supersedes,
      closesOn: closesOn.value,
      leaveOutOpen: call.flag("leave-out-open"),
    };
    const check = await api.checkDraft({ charter: id, term: call.text("term") === null ? null : term.value });
    if (!check.ok) return refused(check.error);
    // A program asks `check`; a person is told beside the answer.
    if (!call.flag("json"))
      for (const line of findingLines(check.value)) call.parts.printError(writeLines([line], false));
    const usual = await api.previewProposal(asUsual);
    if (!usual.ok) return refused(usual.error);
    const draft = await api.getText({ charter: id, at: { kind: "draft" } });
    if (!draft.ok) return refused(draft.error);
    const { clauses } = draft.value;
    const conditions = asked.value === null ? ok(null) : planConditions(call, asked.value, usual.value, clauses);
    if (!conditions.ok) return conditions;
    const plan: ProposalPlan = { ...asUsual, conditions: conditions.value };
    const preview = conditions.value === null ? usual : await api.previewProposal(plan);
    if (!preview.ok) return refused(preview.error);
    const nameClause = nameAmong(clauses);
    if (call.flag("dry-run")) return answered(preview.value, previewLines(preview.value, nameClause));
    const note = call.text("note") ?? "";
    const proposed = await withClock(call, (clockIsRight) => api.propose({ ...plan, note, clockIsRight }));
    if (!proposed.ok) return refused(proposed.error);
    const entry = await findProposal(api, id, proposed.value.proposal);
    if (!entry.ok) return refused(entry.error);
    return answered(entry.value, [
      ...entryLines(entry.value),
      ...agreedLines(entry.value, nameClause),
      ...replacedLines(preview.value),
    ]);
  });
}

const propose: Command = {
  name: "propose",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Freeze the draft and put it up for ratification by every party.",
  options: {
    ...termOptions,
    ...conditionOptions,
    amendment: { kind: "flag", help: "only if it amends what is in force" },
    end: {
      kind: "text",
      value: "kept|carried",
      help: "of an amendment: the end of what it amends (default), or of the renewal that was ratified ahead",
    },
  },
  run: proposing(false),
};

const renew: Command = {
  name: "renew",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Propose the draft as the renewal of what is in force or has lapsed; it begins the day after the old end.",
  options: {
    ...termOptions,
    ...conditionOptions,
    prolong: { kind: "flag", help: "a prolongation: the words in force, whatever the draft says" },
  },
  run: proposing(true),
};

export const proposingCommands: readonly Command[] = [propose, renew];
