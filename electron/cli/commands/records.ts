import { basename } from "node:path";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { RecordsView } from "../../../shared/api/records.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { err } from "../../../shared/base/result.ts";
import { instruments, reviewOutcomes } from "../../../shared/charter/parties/records.ts";
import { readClauses } from "../../../shared/charter/text/clauses.ts";
import { isSure, withClock, yesOption } from "../asking.ts";
import { answered, type Command, inHost, misused, type Outcome, refused } from "../command.ts";
import { type FoundFile, findFile } from "../evidence.ts";
import { findClause } from "../find.ts";
import { because } from "../members.ts";
import { type Line, short } from "../print.ts";
import { charterOf } from "./charters.ts";

import {
  dayGiven,
  evidenceGiven,
  evidenceOption,
  fileGiven,
  named,
  parts,
  pick,
  statementOption,
  textOption,
  today,
  wordsGiven,
} from "./given.ts";

const attest: Command = {
  name: "attest",
  operands: "CHARTER [PROPOSAL]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Put on record how your party observes a practised text.",
  options: {
    place: textOption("TEXT", "where"),
    words: textOption("TEXT", "what was done"),
    day: textOption("DAY", "when (default: today)"),
    clauses: textOption("CLAUSES", "which clauses, apart by ; (default: the whole text)"),
    witnesses: textOption("NAMES", "who saw it, apart by ;"),
    ...evidenceOption,
    ...yesOption,
  },
  run: inHost(async (call, api) => {
    const place = wordsGiven(call, "place");
    if (place === null) return misused("attest needs --place TEXT.");
    const day = dayGiven(call, "day", today(call));
    if (!day.ok) return day;
    const evidence = evidenceGiven(call);
    if (!evidence.ok) return evidence;
    const found = await named(call, api, 1);
    if (!found.ok) return found;
    const { charter, entry } = found.value;
    const signing = await api.getSigning({ charter, proposal: entry.proposal });
    if (!signing.ok) return refused(signing.error);
    const known = readClauses(signing.value.text);
    const clauses: ClauseId[] = [];
    for (const name of parts(call.text("clauses"))) {
      const clause = findClause(known, name);
      if (!clause.ok) return refused(clause.error);
      clauses.push(clause.value.id as ClauseId);
    }
    if (!(await isSure(call, `Attest in your party's name that it observes “${entry.title}”?`)))
      return refused({ kind: "cancelled" });
    const witnesses = parts(call.text("witnesses")).map((name) => ({ name, party: null }));
    const practice = { clauses, day: day.value, place, words: call.text("words") ?? "", witnesses };
    return shownRecords(
      await withClock(call, (clockIsRight) =>
        api.attest({
          ...{ charter, proposal: entry.proposal, clockIsRight },
          practice: { ...practice, evidence: evidence.value },
        }),
      ),
    );
  }),
};

const recordReview: Command = {
  name: "record review",
  operands: `CHARTER ${reviewOutcomes.join("|")} [PROPOSAL]`,
  minOperands: 2,
  maxOperands: 3,
  summary: "Put on record that the parties met about a text, what they concluded, and when they meet next.",
  options: {
    place: textOption("TEXT", "where"),
    on: textOption("DAY", "when (default: today)"),
    next: textOption("DAY", "when the parties meet again"),
    minutes: textOption("FILE", "the minutes: their SHA-256 is signed"),
    ...yesOption,
  },
  run: inHost(async (call, api) => {
    const place = wordsGiven(call, "place");
    if (place === null) return misused("record review needs --place TEXT.");
    const outcome = pick(reviewOutcomes, call.positionals[1]);
    if (!outcome.ok) return outcome;
    const heldOn = dayGiven(call, "on", today(call));
    if (!heldOn.ok) return heldOn;
    const nextOn = dayGiven(call, "next", null);
    if (!nextOn.ok) return nextOn;
    const minutes = fileGiven(call, "minutes");
    if (!minutes.ok) return minutes;
    const found = await named(call, api, 2);
    if (!found.ok) return found;
    const { charter, entry } = found.value;
    if (!(await isSure(call, `Record that the parties met about “${entry.title}”?`)))
      return refused({ kind: "cancelled" });
    const review = { heldOn: heldOn.value, place, minutes: minutes.value, outcome: outcome.value };
    return shownRecords(
      await withClock(call, (clockIsRight) =>
        api.recordReview({ charter, proposal: entry.proposal, ...review, nextOn: nextOn.value, clockIsRight }),
      ),
    );
  }),
};

const recordInstitution: Command = {
  name: "record institution",
  operands: `CHARTER ${instruments.join("|")} [PROPOSAL]`,
  minOperands: 2,
  maxOperands: 3,
  summary: "Put on record that an authority took a text up; the text stays the parties' own.",
  options: {
    authority: textOption("NAME", "who took it up"),
    reference: textOption("TEXT", "its title, number or page"),
    on: textOption("DAY", "when (default: today)"),
    text: textOption("FILE", "its text: the SHA-256 is signed"),
    ...yesOption,
  },
  run: inHost(async (call, api) => {
    const [authority, reference] = [wordsGiven(call, "authority"), wordsGiven(call, "reference")];
    if (authority === null || reference === null)
      return misused("record institution needs --authority NAME and --reference TEXT.");
    const instrument = pick(instruments, call.positionals[1]);
    if (!instrument.ok) return instrument;
    const day = dayGiven(call, "on", today(call));
    if (!day.ok) return day;
    const hash = fileGiven(call, "text");
    if (!hash.ok) return hash;
    const found = await named(call, api, 2);
    if (!found.ok) return found;
    const { charter, entry } = found.value;
    if (!(await isSure(call, `Record that ${authority} took “${entry.title}” up?`)))
      return refused({ kind: "cancelled" });
    const institution = { authority, instrument: instrument.value, reference, day: day.value, text: hash.value };
    return shownRecords(
      await withClock(call, (clockIsRight) =>
        api.recordInstitution({ charter, proposal: entry.proposal, ...institution, clockIsRight }),
      ),
    );
  }),
};

const endorse: Command = {
  name: "endorse",
  operands: "CHARTER [PROPOSAL]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Say as a supporter that you support a text; it is no vote.",
  options: { name: textOption("NAME", "who supports it, as it is to be read"), ...statementOption, ...yesOption },
  run: inHost(async (call, api) => {
    const name = wordsGiven(call, "name");
    if (name === null) return misused("endorse needs --name NAME.");
    const found = await named(call, api, 1);
    if (!found.ok) return found;
    const { charter, entry } = found.value;
    if (!(await isSure(call, `Endorse “${entry.title}” as ${name}?`))) return refused({ kind: "cancelled" });
    const { proposal, contentHash } = entry;
    const statement = call.text("statement") ?? "";
    return shownRecords(
      await withClock(call, (clockIsRight) =>
        api.endorse({ charter, proposal, contentHash, name, statement, clockIsRight }),
      ),
    );
  }),
};

const records: Command = {
  name: "records",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List how texts are practised, when the parties met about them, who took them up and who endorses them.",
  options: {
    file: textOption("FILE", "only who names this very file, by its SHA-256; an error where nobody does"),
  },
  run: inHost(async (call, api) => {
    const file = fileGiven(call, "file");
    if (!file.ok) return file;
    const found = await charterOf(call, api);
    if (!found.ok) return refused(found.error);
    const charter = found.value.id;
    const records = await api.getRecords({ charter });
    if (!records.ok || file.value === null) return shownRecords(records);
    const promises = await api.getPromises({ charter, days: null });
    if (!promises.ok) return refused(promises.error);
    const name = basename(call.text("file") ?? "");
    return whoNames(name, findFile(name, file.value, records.value, promises.value));
  }),
};

function whoNames(name: string, found: FoundFile): Outcome {
  const lines = [
    ...found.named.map(({ id, party, as }) => `${short(id)}  ${party} names this file as ${as}`),
    ...found.otherwise.map(
      ({ id, party, hash }) => `${short(id)}  ${party} names a file ${name} of other bytes: SHA-256 ${hash}`,
    ),
  ];
  if (found.named.length > 0) return answered(found, lines);
  return err({
    kind: "no",
    reason: `nothing on record names ${name}, by its SHA-256`,
    answer: { value: found, lines },
  });
}

// ---- lines

function shownRecords(view: Awaited<ReturnType<HostApi["getRecords"]>>): Outcome {
  return view.ok ? answered(view.value, recordLines(view.value)) : refused(view.error);
}

function recordLines({ texts }: RecordsView): readonly Line[] {
  const lines = texts.flatMap(({ proposal, title, attestations, reviews, nextReviews, institutions, endorsements }) => {
    const of = [
      ...attestations.map(
        ({ id, party, clauses, practice: { day, place, words, witnesses } }) =>
          `    ${short(id)}  ${party.name} observed ${clauses.length === 0 ? "it" : clauses.join(", ")} on ${day} at ${place}${witnesses.length === 0 ? "" : `, seen by ${witnesses.map(({ name }) => name).join(", ")}`}${because(words)}`,
      ),
      ...reviews.map(
        ({ id, party, heldOn, place, outcome }) =>
          `    ${short(id)}  the parties met on ${heldOn} at ${place}, says ${party.name}: ${outcome}`,
      ),
      ...nextReviews.map((day) => `    the parties are to meet on ${day}`),
      ...institutions.map(
        ({ id, party, authority, instrument, reference, day }) =>
          `    ${short(id)}  ${authority} took it up on ${day} as ${instrument}: “${reference}”, says ${party.name}`,
      ),
      ...endorsements.map(({ id, name, statement }) => `    ${short(id)}  ${name} endorses it${because(statement)}`),
    ];
    return of.length === 0 ? [] : [`${short(proposal)}  ${title}`, ...of];
  });
  return lines.length === 0 ? ["Nothing is on record beside the texts."] : lines;
}

export const recordCommands: readonly Command[] = [attest, recordReview, recordInstitution, endorse, records];
