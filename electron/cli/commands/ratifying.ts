import type { BallotView, ProposalPlan, ProposalPreview, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import { describeError } from "../../../shared/api/errorWords.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import { fingerprint } from "../../../shared/base/fingerprint.ts";
import type { CharterId, ProposalId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { writeMarkdown } from "../../../shared/charter/formats/markdownWriter.ts";
import type { ProposalState } from "../../../shared/charter/parties/proposalState.ts";
import type { Term } from "../../../shared/charter/parties/term.ts";
import { defaultNoticeDays, isDay, parseTerm, writeTerm } from "../../../shared/charter/parties/term.ts";
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
import { alikePartyLines } from "../members.ts";
import { fields, type Line, redlineLines, short, textLines } from "../print.ts";
import { readWords } from "../recoveryWords.ts";
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
  "dry-run": { kind: "flag", help: "say what would be proposed, and propose nothing" },
};

/**
 * [L31] Asks before it signs with a clock that looks wrong. Where nobody can answer, or wants to be asked, it says so
 * and signs.
 */
async function withClock<T>(
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

function readTerm(call: Call): Result<Term, Fault> {
  const written = call.text("term") ?? "open";
  const term = parseTerm(written);
  if (!term.ok) return misused(`--term "${written}" is none of 1y, 18m, 2027-11-30 and open.`);
  const from = call.text("from");
  if (from !== null && !isDay(from)) return misused(`--from "${from}" is not a day such as 2027-01-01.`);
  return ok({ ...term.value, from, noticeDays: call.number("notice-days") ?? defaultNoticeDays });
}

const endsWith = ["kept", "carried"] as const;

function proposing(purpose: "renewal" | null): Command["run"] {
  return inHost(async (call, api) => {
    const term = readTerm(call);
    if (!term.ok) return term;
    const closesOn = call.text("closes");
    if (closesOn !== null && !isDay(closesOn))
      return misused(`--closes "${closesOn}" is not a day such as 2027-01-01.`);
    const written = call.text("end");
    const end = endsWith.find((one) => one === written) ?? null;
    if (written !== null && end === null) return misused(`--end "${written}" is neither kept nor carried.`);
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
    const plan: ProposalPlan = {
      charter: id,
      term: term.value,
      end: end ?? (call.text("term") === null ? null : "asWritten"),
      purpose: call.flag("amendment") ? "amendment" : purpose,
      on: base?.value.proposal ?? null,
      supersedes,
      closesOn,
    };
    const preview = await api.previewProposal(plan);
    if (!preview.ok) return refused(preview.error);
    if (call.flag("dry-run")) return answered(preview.value, previewLines(preview.value));
    const note = call.text("note") ?? "";
    const proposed = await withClock(call, (clockIsRight) => api.propose({ ...plan, note, clockIsRight }));
    if (!proposed.ok) return refused(proposed.error);
    const entry = await findProposal(api, id, proposed.value.proposal);
    if (!entry.ok) return refused(entry.error);
    return answered(entry.value, [...entryLines(entry.value), ...replacedLines(preview.value)]);
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
    amendment: { kind: "flag", help: "only if it amends what is in force" },
    end: {
      kind: "text",
      value: "kept|carried",
      help: "of an amendment: the end of what it amends (default), or of the renewal that was ratified ahead",
    },
  },
  run: proposing(null),
};

const renew: Command = {
  name: "renew",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Propose the draft as the renewal of what is in force or has lapsed; it begins the day after the old end.",
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
    if (!call.flag("json")) {
      const text = writeMarkdown(signing.value.text)
        .replace(/ ?\{#[^}\n]*\}$/gm, "")
        .trimEnd();
      const signed: readonly Line[] =
        sinceParent === null
          ? ["The text:", "", ...textLines(text)]
          : ["What it changes in the text in force:", "", ...redlineLines(sinceParent.clauses)];
      const alike = alikePartyLines(entry.electorate);
      call.say({
        value: null,
        lines: [...entryLines(entry), "", ...signed, ...alike, ...(await reminder(api, id)), ""],
      });
    }
    if (call.parts.askYes !== null && !call.flag("yes") && !call.flag("json")) {
      const question = choice === "ratify" ? "Sign this text for your party?" : "Decline this text for your party?";
      if (!(await call.parts.askYes(question))) return refused({ kind: "cancelled" });
    }
    const statement = call.text("statement") ?? "";
    const { contentHash } = entry;
    const cast = await withClock(call, (clockIsRight) =>
      api.castBallot({ charter: id, proposal, contentHash, choice, statement, clockIsRight }),
    );
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

function answering(choice: "confirm" | "repudiate"): Command["run"] {
  return inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const found = await findProposal(api, charter.value.id, call.positionals[1] ?? "");
    if (!found.ok) return refused(found.error);
    const entry = found.value;
    const path = call.text("words-file");
    const words = path === null ? ok(null) : await readWords(call, path);
    if (!words.ok) return refused(words.error);
    const open = entry.ballots.filter(({ standing }) => standing === "inQuestion");
    const given = call.positionals[2];
    const waiting = words.value === null ? open.filter(({ id }) => entry.mineInQuestion.includes(id)) : open;
    const fitting = waiting.filter(({ id }) => given === undefined || id.startsWith(given.toLowerCase()));
    const [ballot] = fitting;
    if (ballot === undefined) return refused({ kind: "ballotNotFound", ballot: given ?? "" });
    if (fitting.length > 1)
      return misused(`Name one of these ballots: ${fitting.map(({ id }) => short(id)).join(", ")}.`);
    const question = `${choice === "confirm" ? "Stand by" : "Disown"} the ballot of ${ballot.person} for ${ballot.party.name}?`;
    if (call.parts.askYes !== null && !call.flag("yes") && !call.flag("json")) {
      call.say({ value: null, lines: entryLines(entry) });
      if (!(await call.parts.askYes(question))) return refused({ kind: "cancelled" });
    }
    const answer = await withClock(call, (clockIsRight) =>
      api.answerBallot({
        charter: charter.value.id,
        proposal: entry.proposal,
        ballot: ballot.id,
        choice,
        reason: call.text("reason") ?? "",
        words: words.value,
        clockIsRight,
      }),
    );
    return answer.ok ? answered(answer.value, entryLines(answer.value)) : refused(answer.error);
  });
}

const answerOptions: Readonly<Record<string, OptionSpec>> = {
  reason: { kind: "text", value: "TEXT", help: "goes on record" },
  "words-file": { kind: "text", value: "FILE", help: "say it with the party's 24 words; - is standard input" },
  yes: { kind: "flag", help: "do not ask" },
};

const confirm: Command = {
  name: "confirm",
  operands: "CHARTER PROPOSAL [BALLOT]",
  minOperands: 2,
  maxOperands: 3,
  summary: "Stand by a ballot that a device of your party cast before it was ended; for good.",
  options: answerOptions,
  run: answering("confirm"),
};

const repudiate: Command = {
  name: "repudiate",
  operands: "CHARTER PROPOSAL [BALLOT]",
  minOperands: 2,
  maxOperands: 3,
  summary: "Say that a ballot of an ended device is not your party's.",
  options: answerOptions,
  run: answering("repudiate"),
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
  contested: "contested: it hangs on a ballot that its party has not confirmed",
  upcoming: "ratified, not yet begun",
  inForce: "in force",
  superseded: "superseded",
  lapsed: "lapsed",
  declined: "declined",
  withdrawn: "replaced before it was ratified",
  closed: "closed: its last day for ballots is over",
  unreachable: "can no longer be ratified: a party that it needs has left; propose it anew without that party",
};

const purposeWords: Readonly<Record<TimelineEntry["purpose"], string>> = {
  first: "first text",
  amendment: "amendment",
  renewal: "renewal",
};

const leftWords = { withdrew: "withdrew", removed: "was removed" } as const;

function ballotLine(ballot: BallotView): string {
  const said = ballot.statement === "" ? "" : ` "${ballot.statement}"`;
  const choice = ballot.choice === "ratify" ? "ratified" : "declined";
  const line = `${ballot.party.name}: ${choice}, ${ballot.person}, ${momentInWords(ballot.castAt)}${said}`;
  switch (ballot.standing) {
    case "counts":
      return line;
    case "late":
      return `${line} (too late: does not count)`;
    case "inQuestion":
    case "repudiated": {
      const { ended } = ballot;
      const by = ended === null ? "" : `, by ${ended.by.person} ${momentInWords(ended.at)}: ${ended.reason}`;
      const word = ballot.standing === "inQuestion" ? "its party has not confirmed it" : "its party disowned it";
      return `${line} (ballot ${short(ballot.id)}: the party ended this device${by}; ${word})`;
    }
  }
}

function entryLines(entry: TimelineEntry): readonly Line[] {
  const answers = new Map(entry.ballots.map((ballot) => [ballot.party.id, ballot]));
  const gone = new Set(entry.cannotAnswer.map(({ id }) => id));
  const signed = entry.electorate.map((party) => {
    const ballot = answers.get(party.id);
    if (ballot !== undefined) return ballotLine(ballot);
    return `${party.name}: ${gone.has(party.id) ? "has left, and cannot answer any more" : "not yet"}`;
  });
  const lastDay = entry.endedOn ?? entry.endsOn;
  const never = entry.startsOn !== null && entry.endedOn === null && entry.state === "superseded";
  const inForce =
    entry.startsOn === null
      ? `term ${entry.term.from === null ? "" : `from ${entry.term.from} `}${writeTerm(entry.term)}`
      : never
        ? "never in force: replaced before its first day"
        : `${entry.startsOn} to ${lastDay ?? "further notice"}`;
  const count = (what: string, labels: readonly string[]): readonly [string, string] => [what, labels.join(", ")];
  const clauses = entry.clauses;
  const counted = entry.ballots.filter(({ choice, standing }) => choice === "ratify" && standing === "counts");
  return [
    [
      { text: `${short(entry.proposal)}  ${entry.title}`, style: "strong" },
      { text: `  ${purposeWords[entry.purpose]}, ${stateWords[entry.state]}`, style: "plain" },
    ],
    ...fields([
      ["  Term", `${inForce}${entry.renewFrom === null ? "" : `, renewal due from ${entry.renewFrom}`}`],
      ...(entry.resumedOn === null
        ? []
        : [["  Lapsed", `after ${entry.endsOn ?? ""}; a text is in force again from ${entry.resumedOn}`] as const]),
      ...(entry.startsOn === null ? [["  Ballots until", entry.closesOn] as const] : []),
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
      ["  Signed", `${counted.length} of ${entry.needed} needed`],
    ]),
    ...signed.map((line) => `    ${line}`),
    ...entry.binds.flatMap(({ party, from, to, left }) =>
      left === null
        ? []
        : [
            `  ${party.name} ${leftWords[left.how]} ${momentInWords(left.at)}: bound from ${from} to ${to ?? ""}, and no longer`,
          ],
    ),
    ...(entry.supersedes.length === 0 ? [] : [`  Replaces ${entry.supersedes.map(short).join(", ")}`]),
    ...(entry.competing.length === 0 ? [] : [`  Competes with ${entry.competing.map(short).join(", ")}`]),
    ...(entry.doubleSigned.length === 0
      ? []
      : [`  Signed two texts in one place: ${entry.doubleSigned.map((party) => party.name).join(", ")}`]),
  ];
}

/** Which proposals a new one replaces, and why. */
function replacedLines({ supersedes, isAlone }: ProposalPreview): readonly Line[] {
  return [
    ...supersedes.map(({ proposal, title, ratifiedBy }) => {
      const why =
        ratifiedBy.length === 0
          ? "you asked for it"
          : `${ratifiedBy.map(({ name }) => name).join(", ")} signed it, and could sign no other text otherwise`;
      return `  Replaces ${short(proposal)} ${title}: ${why}`;
    }),
    ...(isAlone ? ["  Your party is alone in this charter: its signature alone puts the text in force."] : []),
  ];
}

function previewLines(preview: ProposalPreview): readonly Line[] {
  return [
    `${purposeWords[preview.purpose]}, not proposed yet`,
    ...fields([
      ["  First day", `${preview.startsOn}, if every party ratifies today`],
      ["  Last day", preview.endsOn ?? "none"],
      ["  Ballots until", preview.closesOn],
      ["  Must sign", preview.electorate.map(({ name }) => name).join(", ")],
      ...(preview.keptEnd === null ? [] : [["  --end kept", preview.keptEnd] as const]),
      ...(preview.carriedEnd === null ? [] : [["  --end carried", preview.carriedEnd] as const]),
    ]),
    ...replacedLines(preview),
  ];
}

export const ratifyingCommands: readonly Command[] = [propose, ratify, decline, confirm, repudiate, timeline, renew];
