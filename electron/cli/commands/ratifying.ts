/** A party's answer to a proposal, and the timeline of them all. */
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { filterTimeline, type TimelineKind, timelineKinds } from "../../../shared/api/timelineFilter.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { ok } from "../../../shared/base/result.ts";
import { writeMarkdown } from "../../../shared/charter/formats/markdownWriter.ts";
import { createPromiseWords, namesOf } from "../../../shared/charter/text/promiseWords.ts";
import { withClock } from "../asking.ts";
import { answered, type Command, inHost, misused, type OptionSpec, refused } from "../command.ts";
import { consentOptions, readPractice, readReservations } from "../consentOptions.ts";
import { agreedLines, entryLines, type NameClause } from "../entryLines.ts";
import { findProposal } from "../find.ts";
import { alikePartyLines } from "../members.ts";
import { type Line, redlineLines, short, textLines } from "../print.ts";
import { readWords } from "../recoveryWords.ts";
import { charterOf } from "./charters.ts";
import { partyOf } from "./force.ts";
import { phraseReminder } from "./inPerson.ts";

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
    const { entry, sinceParent, clauses } = signing.value;
    const seen = call.text("content");
    if (seen !== null && !entry.contentHash.startsWith(seen.toLowerCase()))
      return refused({ kind: "contentChanged", shown: seen, found: entry.contentHash });
    const reservations = choice === "ratify" ? readReservations(call, signing.value) : ok([]);
    if (!reservations.ok) return reservations;
    const practice = choice === "ratify" ? readPractice(call, signing.value) : ok(null);
    if (!practice.ok) return practice;
    const nameClause: NameClause = (clause) => clauses.find(({ id: one }) => one === clause)?.title ?? clause;
    if (!call.flag("json")) {
      const text = writeMarkdown(
        signing.value.text,
        createPromiseWords(charter.value.language, namesOf(entry.electorate)),
      )
        .replace(/\[(‹(?:\\.|[^\]\\])*›)\]\(promise:[^)]*\)/g, "$1")
        .replace(/ ?\{#[^}\n]*\}$/gm, "")
        .trimEnd();
      const signed: readonly Line[] =
        sinceParent === null
          ? ["The text:", "", ...textLines(text)]
          : ["What it changes in the text in force:", "", ...redlineLines(sinceParent.clauses)];
      const alike = alikePartyLines(entry.electorate);
      call.say({
        value: null,
        lines: [
          ...entryLines(entry, nameClause),
          ...agreedLines(entry, nameClause),
          "",
          ...signed,
          ...alike,
          ...(await reminder(api, id)),
          "",
        ],
      });
    }
    if (call.parts.askYes !== null && !call.flag("yes") && !call.flag("json")) {
      const question = choice === "ratify" ? "Sign this text for your party?" : "Decline this text for your party?";
      if (!(await call.parts.askYes(question))) return refused({ kind: "cancelled" });
    }
    const statement = call.text("statement") ?? "";
    const { contentHash } = entry;
    const cast = await withClock(call, (clockIsRight) =>
      api.castBallot({
        ...{ charter: id, proposal, contentHash, choice, statement, clockIsRight },
        ...{ reservations: reservations.value, practice: practice.value },
      }),
    );
    return cast.ok ? answered(cast.value, entryLines(cast.value, nameClause)) : refused(cast.error);
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
  options: { ...ballotOptions, ...consentOptions },
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

/** As people type them. */
const kindWords: Readonly<Record<string, TimelineKind>> = {
  "in-force": "inForce",
  waiting: "waiting",
  ended: "ended",
  declined: "declined",
  amendments: "amendment",
};

const timeline: Command = {
  name: "timeline",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List proposals: who has signed, what is in force, when it ends, what competes and how that is settled.",
  options: {
    only: {
      kind: "texts",
      value: "KIND",
      help: `${Object.keys(kindWords).join(", ")}; said again for more than one (default: all)`,
    },
    party: { kind: "text", value: "PARTY", help: "those that asked this party, bind it, or that it proposed" },
    words: { kind: "text", value: "WORDS", help: "those with each of these in title, note, names or statements" },
  },
  run: inHost(async (call, api) => {
    const kinds = call.texts("only").map((word) => kindWords[word] ?? word);
    const unknown = kinds.find((kind) => !timelineKinds.includes(kind as TimelineKind));
    if (unknown !== undefined)
      return misused(`"${unknown}" is no kind of proposal: ${Object.keys(kindWords).join(", ")}`);
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const party = await partyOf(api, charter.value.id, call.text("party"));
    if (!party.ok) return refused(party.error);
    const entries = await api.getTimeline({ charter: charter.value.id });
    if (!entries.ok) return refused(entries.error);
    const shown = filterTimeline(entries.value, {
      kinds: kinds as readonly TimelineKind[],
      party: party.value?.id ?? null,
      words: call.text("words") ?? "",
    });
    const lines = shown.flatMap((entry, index) => [...(index > 0 ? [""] : []), ...entryLines(entry)]);
    const none = entries.value.length === 0 ? "Nothing has been proposed yet." : "No proposal fits.";
    return answered(shown, lines.length === 0 ? [none] : lines);
  }),
};

export const ratifyingCommands: readonly Command[] = [ratify, decline, confirm, repudiate, timeline];
