/** What is in force on a day, for whom and by what; the status of a text, as a depositary prints it. */
import type { HostError } from "../../../shared/api/errors.ts";
import type {
  ForceOverView,
  ForceView,
  KnownTo,
  NamedReservation,
  Reason,
  StatusTableView,
} from "../../../shared/api/force.ts";
import { forceWords } from "../../../shared/api/forceWords.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { knownParties } from "../../../shared/api/knownParties.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import { declarationWords, statusCells, statusFile, statusForms } from "../../../shared/api/statusFile.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { answered, type Command, inHost, misused, refused } from "../command.ts";
import { writeExport } from "../files.ts";
import { findOne, findProposal } from "../find.ts";
import { because } from "../members.ts";
import { type Line, short, table } from "../print.ts";
import { charterOf } from "./charters.ts";
import { dayGiven, pick, textOption, today } from "./given.ts";

// ---- in-force -----------------------------------------------------------------------------------

const inForce: Command = {
  name: "in-force",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Show what is in force on a day, for whom, with which reservations, and by which statements.",
  options: {
    on: { kind: "text", value: "DAY", help: "as YYYY-MM-DD (default: today)" },
    for: { kind: "text", value: "PARTY", help: "what binds this party" },
    with: { kind: "text", value: "PARTY", help: "between it and the party of --for" },
    until: { kind: "text", value: "DAY", help: "on each day from that of --on to this one, without the reasons" },
    "known-on": { kind: "text", value: "DAY", help: "as far as it was known on that day" },
  },
  run: inHost(async (call, api) => {
    const on = dayGiven(call, "on", null);
    if (!on.ok) return on;
    const knownOn = dayGiven(call, "known-on", null);
    if (!knownOn.ok) return knownOn;
    const until = dayGiven(call, "until", null);
    if (!until.ok) return until;
    if (call.text("with") !== null && call.text("for") === null) return misused("--with needs --for PARTY");
    if (until.value !== null && knownOn.value !== null)
      return misused("--until and --known-on are two questions: ask one");
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const party = await partyOf(api, id, call.text("for"));
    if (!party.ok) return refused(party.error);
    const other = await partyOf(api, id, call.text("with"));
    if (!other.ok) return refused(other.error);
    const whom = { party: party.value?.id ?? null, other: other.value?.id ?? null };
    if (until.value !== null) {
      const from = on.value ?? today(call);
      const over = await api.getForceOver({ charter: id, from, to: until.value, ...whom });
      return over.ok ? answered(over.value, overLines(over.value)) : refused(over.error);
    }
    const answer = await api.getForce({
      charter: id,
      ...{ on: on.value, knownOn: knownOn.value, ...whom },
    });
    if (!answer.ok) return refused(answer.error);
    return answered(answer.value, forceLines(answer.value, [party.value, other.value]));
  }),
};

/** Of all that a text here asked, members or not; null: of whoever. */
export async function partyOf(
  api: HostApi,
  charter: CharterId,
  name: string | null,
): Promise<Result<PartyRef | null, HostError>> {
  if (name === null) return ok(null);
  const timeline = await api.getTimeline({ charter });
  if (!timeline.ok) return timeline;
  const view = await api.getCharter({ charter });
  if (!view.ok) return view;
  const found = findOne(name, "party", knownParties(timeline.value, view.value.parties), {
    id: ({ id }) => id,
    names: (one) => [one.name],
    label: (one) => `${one.name} (${short(one.id)})`,
  });
  if (!found.ok || found.value !== null) return found;
  return err({
    kind: "badArgument",
    what: name,
    expected: "a party of a text of this charter (see: tessera timeline)",
  });
}

function forceLines(view: ForceView, asked: readonly (PartyRef | null)[]): readonly Line[] {
  const names = asked.flatMap((one) => (one === null ? [] : [one.name]));
  const whom = names.length === 0 ? "" : names.length === 1 ? ` for ${names[0]}` : ` between ${names.join(" and ")}`;
  const texts = view.inForce.flatMap((one): readonly Line[] => [
    "",
    [{ text: `${short(one.proposal)}  ${one.title}`, style: "strong" }],
    `  From ${one.from} ${one.to === null ? "on" : `to ${one.to}`}`,
    `  Binds ${one.bound.map(({ party }) => party.name).join(", ")}`,
    ...one.excluded.map((reserved) => `  Not ${reservationWords(reserved)}`),
    ...one.interpreted.map((reserved) => `  As ${reserved.party.name} reads ${reservationWords(reserved)}`),
    ...one.elsewhere.map(
      (reserved) => `  ${reserved.party.name} ${howWords[reserved.how]} ${reservationWords(reserved)}`,
    ),
    "  Because of",
    ...one.because.map((reason) => `    ${reasonLine(reason)}`),
  ]);
  const unrelated = view.unrelated.map(
    ({ title, by }) =>
      `${title}: not between them, by an objection to what ${by.map(({ party }) => party.name).join(", ")} reserved`,
  );
  return [
    `${view.inForce.length === 0 ? "Nothing is in force" : "In force"} on ${view.on}${whom}.`,
    ...texts,
    ...(unrelated.length === 0 ? [] : ["", ...unrelated]),
    ...(view.contested.length === 0 ? [] : ["", `Contested: ${view.contested.map(({ title }) => title).join(", ")}`]),
    "",
    ...knownLines(view.knownTo, view.knownOn),
  ];
}

const overLines = ({ spans, knownTo }: ForceOverView): readonly Line[] => [
  ...spans.flatMap(({ from, to, inForce }): readonly Line[] => [
    [{ text: `${from} to ${to}`, style: "strong" }],
    ...(inForce.length === 0 ? ["  Nothing is in force."] : []),
    ...inForce.map(
      ({ proposal, title, bound }) => `  ${short(proposal)}  ${title}: ${bound.map(({ name }) => name).join(", ")}`,
    ),
  ]),
  "",
  ...knownLines(knownTo, null),
];

const { how: howWords, reasons: reasonWords } = forceWords.en;
const reasonLine = ({ id, kind, party, person, saidAt, words }: Reason): string =>
  `${short(id)}  ${reasonWords[kind]}, ${party.name} (${person}), ${momentInWords(saidAt)}${because(words)}`;
const reservationWords = ({ clauseTitle, words }: NamedReservation): string =>
  words === "" ? clauseTitle : `${clauseTitle}: ${words}`;

function knownLines(knownTo: KnownTo, knownOn: string | null): readonly Line[] {
  const all = knownTo.map(({ party, day }) => `${party.name} ${day}`).join(", ");
  return [`As far as is known${knownOn === null ? "" : ` on ${knownOn}`}: ${all === "" ? "nothing is held" : all}.`];
}

// ---- status -------------------------------------------------------------------------------------

const status: Command = {
  name: "status",
  operands: "CHARTER [PROPOSAL]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Print the status of a text, party by party (default: what is in force), or write it into a file.",
  options: {
    as: textOption("csv|json", "write a file of this form"),
    language: textOption("en|ar", "of the words in a csv file (default: en)"),
    out: textOption("FILE", "with --as; default: status and the proposal"),
    force: { kind: "flag", help: "replace the file of --out where there is one" },
  },
  run: inHost(async (call, api) => {
    const given = call.text("as");
    const form = given === null ? ok(null) : pick(statusForms, given);
    if (!form.ok) return form;
    const language = pick(["en", "ar"], call.text("language") ?? "en");
    if (!language.ok) return language;
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const found = await findProposal(api, charter.value.id, call.positionals[1] ?? "inforce");
    if (!found.ok) return refused(found.error);
    const { proposal } = found.value;
    const read = await api.getStatusTable({ charter: charter.value.id, proposal });
    if (!read.ok) return refused(read.error);
    if (form.value === null) return answered(read.value, statusLines(read.value));
    const { name, bytes } = statusFile(read.value, form.value, language.value);
    const written = await writeExport(call, name, bytes);
    return written.ok ? answered({ file: written.value, bytes: bytes.length, proposal }, [written.value]) : written;
  }),
};

export function statusLines(view: StatusTableView): readonly Line[] {
  const { rows, title, ratifiedOn, startsOn, endsOn, needed, parties } = view;
  const declared = rows.flatMap((row) =>
    row.declarations.flatMap((one): readonly Line[] => [
      `${row.party.name} ${declarationWords(one, forceWords.en)}`,
      `  made ${one.madeOn}${one.withdrawnOn === null ? "" : `, taken back ${one.withdrawnOn}`}`,
    ]),
  );
  // Declarations are too long for a line: they follow.
  const cells = statusCells(view).map((row) => row.toSpliced(5, 1));
  return [
    [{ text: title, style: "strong" }],
    `${needed} of ${parties} parties had to ratify; ${ratifiedOn === null ? "not ratified" : `ratified ${ratifiedOn}`}.`,
    `Entry into force: ${startsOn ?? "not yet"}. ${endsOn === null ? "No end was agreed on." : `Last day: ${endsOn}.`}`,
    "",
    ...table(cells),
    ...(declared.length === 0 ? [] : ["", "Declarations and reservations", ...declared]),
    "",
    ...knownLines(view.knownTo, null),
  ];
}

export const forceCommands: readonly Command[] = [inForce, status];
