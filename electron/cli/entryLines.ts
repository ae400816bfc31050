/** Proposals as the command line tells them. */
import type { BallotView, ProposalPreview, TimelineEntry } from "../../shared/api/agreements.ts";
import { momentInWords } from "../../shared/api/valueWords.ts";
import { fingerprint } from "../../shared/base/fingerprint.ts";
import type { ClauseId } from "../../shared/base/ids.ts";
import type { Practice } from "../../shared/charter/parties/practice.ts";
import type { ProposalState, WayOut } from "../../shared/charter/parties/proposalState.ts";
import { writeTerm } from "../../shared/charter/parties/term.ts";
import { conditionLines } from "./conditionWords.ts";
import { fields, type Line, short } from "./print.ts";

/** How a clause is called, where its text is at hand. */
export type NameClause = (clause: ClauseId) => string;

const byId: NameClause = (clause) => clause;

const stateWords: Readonly<Record<ProposalState, string>> = {
  open: "waits for ballots",
  contested: "contested: it hangs on a ballot that its party has not confirmed",
  awaiting: "ratified, in force once more parties ratify it",
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
  prolongation: "prolongation",
};

const leftWords = { withdrew: "withdrew", removed: "was removed" } as const;

function ballotLines(ballot: BallotView, nameClause: NameClause): readonly string[] {
  const reserved = ballot.reservations.map(({ clause, how, words }) => {
    const what = how === "exclude" ? "leaves out" : "reads in its own way";
    return `  ${what} ${nameClause(clause)}: "${words}"`;
  });
  return [ballotLine(ballot), ...reserved, ...practiceLines(ballot.practice)];
}

function practiceLines(practice: Practice | null): readonly string[] {
  if (practice === null) return [];
  const { day, place, words, witnesses, evidence } = practice;
  return [
    `  observed ${day}, ${place}: "${words}"`,
    ...(witnesses.length === 0 ? [] : [`  witnesses: ${witnesses.map(({ name }) => name).join(", ")}`]),
    ...evidence.map(({ name, hash }) => `  evidence: ${name}, SHA-256 ${hash}`),
  ];
}

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

export function entryLines(entry: TimelineEntry, nameClause: NameClause = byId): readonly Line[] {
  const gone = new Set(entry.cannotAnswer.map(({ id }) => id));
  const signed = entry.electorate.flatMap((party) => {
    const cast = entry.ballots.filter((ballot) => ballot.party.id === party.id);
    const several = entry.signers.find((one) => one.party === party.id);
    const alike = several === undefined ? "" : `${several.signed} of ${several.count} delegates have ratified`;
    const answer = gone.has(party.id) ? "has left, and cannot answer any more" : alike === "" ? "not yet" : alike;
    const isTold = cast.length > 0 && several === undefined;
    return [
      ...(isTold ? [] : [`${party.name}: ${answer}`]),
      ...cast.flatMap((ballot) => ballotLines(ballot, nameClause)),
    ];
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
      ["  Signed", signedWords(entry)],
    ]),
    ...signed.map((line) => `    ${line}`),
    ...entry.binds.flatMap(({ party, from, to, left }) =>
      left === null
        ? []
        : [
            `  ${party.name} ${leftWords[left.how]} ${momentInWords(left.at)}: bound from ${from} to ${to ?? ""}, and no longer`,
          ],
    ),
    ...leftOutLines(entry),
    ...(entry.supersedes.length === 0 ? [] : [`  Replaces ${entry.supersedes.map(short).join(", ")}`]),
    ...competingLines(entry.competing),
    ...entry.doubleSigned.flatMap(({ party, other, title, ballots }) => [
      `  ${party.name} signed two texts in one place: this one and “${title}” (${short(other)})`,
      `    the two signed ballots prove it: ${ballots.join(" and ")}`,
    ]),
  ];
}

const wayOutWords: Readonly<Record<WayOut, string>> = {
  choose: "the parties that have signed none of them sign one and the same; or a new proposal replaces them all",
  settled: "one is ratified; whoever wants what the others say proposes it as an amendment",
  replace: "no party may sign another of them; a new proposal that replaces them all is what every party may sign",
};

function competingLines(competing: TimelineEntry["competing"]): readonly Line[] {
  if (competing === null) return [];
  const { with: others, free, isWithinReach, wayOut } = competing;
  const names = free.map(({ name }) => name).join(", ");
  const rest = isWithinReach ? "" : "; they are too few";
  return [
    `  Competes with ${others.map(short).join(", ")}`,
    ...(wayOut === "settled" ? [] : [`  May still sign this one: ${names === "" ? "nobody" : `${names}${rest}`}`]),
    `  Way out: ${wayOutWords[wayOut]}`,
  ];
}

/** How many of how many, as it is. */
function signedWords({ ratifiedBy, conditions, electorate, ratifiedAt }: TimelineEntry): string {
  const { needed, entry } = conditions;
  const counted = `${ratifiedBy.length} of ${needed} needed`;
  const asked = needed === electorate.length ? "" : `, of ${electorate.length} parties`;
  const missing = entry.at - ratifiedBy.length;
  return ratifiedAt !== null && missing > 0
    ? `${counted}${asked}; in force once ${missing === 1 ? "one more ratifies" : `${missing} more ratify`} it`
    : `${counted}${asked}`;
}

/** What was agreed on besides the words. */
export const agreedLines = (
  { conditions, electorate, signers }: Pick<ProposalPreview, "conditions" | "electorate" | "signers">,
  nameClause: NameClause,
): readonly Line[] => [
  "  What is agreed on besides the words",
  ...conditionLines({ conditions, electorate, signers, nameClause }).map((sentence) => `    ${sentence}`),
];

/** Which proposals a new one replaces, and why. */
export function replacedLines({ supersedes, isAlone }: ProposalPreview): readonly Line[] {
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

export function previewLines(preview: ProposalPreview, nameClause: NameClause): readonly Line[] {
  return [
    `${purposeWords[preview.purpose]}, not proposed yet`,
    ...fields([
      ["  First day", `${preview.startsOn}, if every party ratifies today`],
      ["  Last day", preview.endsOn ?? "none"],
      ["  Ballots until", preview.closesOn],
      ["  Parties", preview.electorate.map(({ name }) => name).join(", ")],
      ...(preview.keptEnd === null ? [] : [["  --end kept", preview.keptEnd] as const]),
      ...(preview.carriedEnd === null ? [] : [["  --end carried", preview.carriedEnd] as const]),
    ]),
    ...agreedLines(preview, nameClause),
    ...leftOutLines(preview),
    ...replacedLines(preview),
  ];
}

const leftOutLines = ({ leftOut }: Pick<ProposalPreview, "leftOut">): readonly Line[] =>
  leftOut.map(({ title }) => `  Left out of this text: ${title} (still negotiated)`);
