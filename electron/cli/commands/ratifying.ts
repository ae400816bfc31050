import { momentInWords } from "../../../shared/api/errorWords.ts";
import type { HostApi, ProposalState, TimelineEntry } from "../../../shared/api/hostApi.ts";
import { fingerprint } from "../../../shared/base/fingerprint.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import type { Term } from "../../../shared/charter/model.ts";
import { defaultNoticeDays, isDay, parseTerm, writeTerm } from "../../../shared/charter/term.ts";
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
import { findProposal } from "../find.ts";
import { fields, type Line, redlineLines, short } from "../print.ts";
import { charterOf } from "./charters.ts";
import { phraseReminder } from "./inPerson.ts";

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
  supersedes: { kind: "text", value: "PROPOSAL", help: "an open proposal that this one replaces" },
};

function readTerm(call: Call): Result<Term, Fault> {
  const written = call.text("term") ?? "open";
  const term = parseTerm(written);
  if (!term.ok) return misused(`--term "${written}" is none of 1y, 18m, 2027-11-30 and open.`);
  const from = call.text("from");
  if (from !== null && !isDay(from)) return misused(`--from "${from}" is not a day such as 2027-01-01.`);
  return ok({ ...term.value, from, noticeDays: call.number("notice-days") ?? defaultNoticeDays });
}

function proposing(purpose: "renewal" | null): Command["run"] {
  return inHost(async (call, api) => {
    const term = readTerm(call);
    if (!term.ok) return term;
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const name = call.text("supersedes");
    const replaced = name === null ? null : await findProposal(api, id, name);
    if (replaced !== null && !replaced.ok) return refused(replaced.error);
    const proposed = await api.propose({
      charter: id,
      term: term.value,
      note: call.text("note") ?? "",
      purpose: call.flag("amendment") ? "amendment" : purpose,
      supersedes: replaced?.value.proposal ?? null,
    });
    if (!proposed.ok) return refused(proposed.error);
    const entry = await findProposal(api, id, proposed.value.proposal);
    return entry.ok ? answered(entry.value, entryLines(entry.value)) : refused(entry.error);
  });
}

const propose: Command = {
  name: "propose",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Freeze the draft and put it up for ratification by every party.",
  options: { ...termOptions, amendment: { kind: "flag", help: "only if it amends what is in force" } },
  run: proposing(null),
};

const renew: Command = {
  name: "renew",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Propose the draft as the renewal of what is in force or has lapsed.",
  options: termOptions,
  run: proposing("renewal"),
};

function casting(choice: "ratify" | "decline"): Command["run"] {
  return inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const found = await findProposal(api, id, call.positionals[1] ?? "latest");
    if (!found.ok) return refused(found.error);
    const { proposal } = found.value;
    const signing = await api.getSigning({ charter: id, proposal });
    if (!signing.ok) return refused(signing.error);
    const { entry, sinceParent } = signing.value;
    const seen = call.text("content");
    if (seen !== null && !entry.contentHash.startsWith(seen.toLowerCase()))
      return refused({ kind: "contentChanged", shown: seen, found: entry.contentHash });
    if (call.parts.askYes !== null && !call.flag("yes") && !call.flag("json")) {
      const changes = sinceParent === null ? [] : ["", ...redlineLines(sinceParent.clauses)];
      call.say({ value: null, lines: [...entryLines(entry), ...changes, ...(await reminder(api, id))] });
      const question = choice === "ratify" ? "Sign this text for your party?" : "Decline this text for your party?";
      if (!(await call.parts.askYes(question))) return refused({ kind: "cancelled" });
    }
    const statement = call.text("statement") ?? "";
    const cast = await api.castBallot({ charter: id, proposal, contentHash: entry.contentHash, choice, statement });
    return cast.ok ? answered(cast.value, entryLines(cast.value)) : refused(cast.error);
  });
}

async function reminder(api: HostApi, charter: CharterId): Promise<readonly Line[]> {
  const view = await api.getCharter({ charter });
  const lines = view.ok ? phraseReminder(view.value) : [];
  return lines.length === 0 ? [] : ["", ...lines];
}

const ballotOptions: Readonly<Record<string, OptionSpec>> = {
  statement: { kind: "text", value: "TEXT", help: "goes on record with the ballot" },
  content: { kind: "text", value: "HASH", help: "refuse unless the text has this hash, or one that begins so" },
  yes: { kind: "flag", help: "do not ask" },
};

const ratify: Command = {
  name: "ratify",
  operands: "CHARTER [PROPOSAL]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Sign a proposal for your party (default: the latest).",
  options: ballotOptions,
  run: casting("ratify"),
};

const decline: Command = {
  name: "decline",
  operands: "CHARTER [PROPOSAL]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Answer a proposal with no; the text goes back to negotiation.",
  options: ballotOptions,
  run: casting("decline"),
};

const timeline: Command = {
  name: "timeline",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List every proposal: who has signed, what is in force, when it ends.",
  options: {},
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const entries = await api.getTimeline({ charter: charter.value.id });
    if (!entries.ok) return refused(entries.error);
    const lines = entries.value.flatMap((entry, index) => [...(index > 0 ? [""] : []), ...entryLines(entry)]);
    return answered(entries.value, lines.length === 0 ? ["Nothing has been proposed yet."] : lines);
  }),
};

const stateWords: Readonly<Record<ProposalState, string>> = {
  open: "waits for ballots",
  upcoming: "ratified, not yet begun",
  inForce: "in force",
  superseded: "superseded",
  lapsed: "lapsed",
  declined: "declined",
  withdrawn: "replaced before it was ratified",
};

const purposeWords: Readonly<Record<TimelineEntry["purpose"], string>> = {
  first: "first text",
  amendment: "amendment",
  renewal: "renewal",
};

function entryLines(entry: TimelineEntry): readonly Line[] {
  const answers = new Map(entry.ballots.map((ballot) => [ballot.party.id, ballot]));
  const signed = entry.electorate.map((party) => {
    const ballot = answers.get(party.id);
    if (ballot === undefined) return `${party.name}: not yet`;
    const said = ballot.statement === "" ? "" : ` "${ballot.statement}"`;
    return `${party.name}: ${ballot.choice === "ratify" ? "ratified" : "declined"}, ${ballot.person}, ${momentInWords(ballot.castAt)}${said}`;
  });
  const inForce =
    entry.startsOn === null
      ? `term ${writeTerm(entry.term)}`
      : `${entry.startsOn} to ${entry.endsOn ?? "further notice"}`;
  const count = (what: string, labels: readonly string[]): readonly [string, string] => [what, labels.join(", ")];
  const clauses = entry.clauses;
  return [
    [
      { text: `${short(entry.proposal)}  ${entry.title}`, style: "strong" },
      { text: `  ${purposeWords[entry.purpose]}, ${stateWords[entry.state]}`, style: "plain" },
    ],
    ...fields([
      ["  Term", `${inForce}${entry.renewFrom === null ? "" : `, renewal due from ${entry.renewFrom}`}`],
      ["  Content", fingerprint(entry.contentHash)],
      ["  Proposed", `${entry.proposedBy.party.name}, ${entry.proposedBy.person}, ${momentInWords(entry.proposedAt)}`],
      ["  Note", entry.note],
      ...(clauses === null
        ? []
        : [
            count("  Carried over", clauses.carriedOver),
            count("  Amended", clauses.amended),
            count("  Dropped", clauses.dropped),
            count("  New", clauses.added),
          ]),
      ["  Signed", `${entry.ballots.filter((ballot) => ballot.choice === "ratify").length} of ${entry.needed} needed`],
    ]),
    ...signed.map((line) => `    ${line}`),
    ...(entry.competing.length === 0 ? [] : [`  Competes with ${entry.competing.map(short).join(", ")}`]),
    ...(entry.doubleSigned.length === 0
      ? []
      : [`  Signed two texts in one place: ${entry.doubleSigned.map((party) => party.name).join(", ")}`]),
  ];
}

export const ratifyingCommands: readonly Command[] = [propose, ratify, decline, timeline, renew];
