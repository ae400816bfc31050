/** Joining a ratified text, leaving it, and what parties keep for themselves of it. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { AccessionView, Joining, JoiningView, NoticeView, ReservationView } from "../../../shared/api/joining.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import type { CharterId, PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { isSure, reasonOption, withClock, yesOption } from "../asking.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, type Outcome, refused } from "../command.ts";
import { readReservation, readReservations, reserveOption } from "../consentOptions.ts";
import { readFile, writeExport } from "../files.ts";
import { findOne, findProposal } from "../find.ts";
import { because } from "../members.ts";
import { type Line, short } from "../print.ts";
import { charterOf } from "./charters.ts";
import { dayGiven } from "./given.ts";

const accede: Command = {
  name: "accede",
  operands: "CHARTER|FILE.pdf [PROPOSAL]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Join a ratified text; by its PDF alone, into a file that any member of the charter enters.",
  options: {
    statement: { kind: "text", value: "TEXT", help: "goes on record with the accession" },
    ...reserveOption,
    out: { kind: "text", value: "FILE", help: "of an accession by a PDF: where to write it" },
    force: { kind: "flag", help: "replace the file of --out where there is one" },
    ...yesOption,
  },
  run: inHost(async (call, api) => {
    const first = call.positionals[0] ?? "";
    if (/\.pdf$/i.test(first)) return accedeByPdf(call, api, first);
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const found = await findProposal(api, id, call.positionals[1] ?? "inforce");
    if (!found.ok) return refused(found.error);
    const { proposal, contentHash, title } = found.value;
    const signing = await api.getSigning({ charter: id, proposal });
    if (!signing.ok) return refused(signing.error);
    const reservations = readReservations(call, signing.value);
    if (!reservations.ok) return reservations;
    const joining: Joining = {
      reservations: reservations.value,
      practice: null,
      statement: call.text("statement") ?? "",
    };
    return sign(call, `Join “${title}” for your party?`, (clockIsRight) =>
      api.accede({ charter: id, proposal, contentHash, ...joining, clockIsRight }),
    );
  }),
};

async function accedeByPdf(call: Call, api: HostApi, path: string): Promise<Outcome> {
  const pdf = readFile(path);
  if (!pdf.ok) return refused(pdf.error);
  const report = await api.verifyPdf({ bytes: pdf.value });
  if (!report.ok) return refused(report.error);
  if (!report.value.valid) return refused({ kind: "notTesseraPdf", reason: "its certificate is not valid" });
  if (!(await isSure(call, `Join “${report.value.title}” for your party?`))) return refused({ kind: "cancelled" });
  if (call.texts("reserve").length > 0)
    return misused("Reservations by a PDF alone are made once your party is in the charter: see tessera reserve.");
  const statement = call.text("statement") ?? "";
  const written = await api.writeAccession({ pdf: pdf.value, reservations: [], practice: null, statement });
  if (!written.ok) return refused(written.error);
  const { name, bytes, ...view } = written.value;
  const file = await writeExport(call, name, bytes);
  if (!file.ok) return file;
  return answered({ file: file.value, ...view }, [
    `${file.value}: ${view.party.name} joins “${view.title ?? ""}”.`,
    "Give the file to a member of the charter, who enters it: tessera enter FILE.",
  ]);
}

const enter: Command = {
  name: "enter",
  operands: "FILE",
  minOperands: 1,
  maxOperands: 1,
  summary: "Enter another party's accession, which came as a file, into its charter.",
  options: yesOption,
  run: inHost(async (call, api) => {
    const bytes = readFile(call.positionals[0] ?? "");
    if (!bytes.ok) return refused(bytes.error);
    const read = await api.readStatement({ bytes: bytes.value });
    if (!read.ok) return refused(read.error);
    const { party, person, accededAt, title } = read.value;
    const said = `${party.name} (${person}, ${momentInWords(accededAt)}) joins “${title ?? short(read.value.proposal)}”`;
    if (!(await isSure(call, `${said}. Enter it?`))) return refused({ kind: "cancelled" });
    const entered = await api.enterStatement({ bytes: bytes.value });
    return entered.ok ? answered(entered.value, [`${said}: entered.`]) : refused(entered.error);
  }),
};

const joining: Command = {
  name: "joining",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List who joined texts, who leaves them, and what parties keep for themselves.",
  options: {},
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const view = await api.getJoining({ charter: charter.value.id });
    return view.ok ? shown(view.value) : refused(view.error);
  }),
};

const reserve: Command = {
  name: "reserve",
  operands: "CHARTER CLAUSE:HOW:WORDS [PROPOSAL]",
  minOperands: 2,
  maxOperands: 3,
  summary:
    "Leave a clause out (exclude), or say how your party reads it (interpret), after it joined: in a year it holds.",
  options: { ...yesOption },
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const found = await findProposal(api, id, call.positionals[2] ?? "inforce");
    if (!found.ok) return refused(found.error);
    const { proposal, title } = found.value;
    const signing = await api.getSigning({ charter: id, proposal });
    if (!signing.ok) return refused(signing.error);
    const reservation = readReservation(call.positionals[1] ?? "", signing.value);
    if (!reservation.ok) return reservation;
    return sign(call, `Make this reservation to “${title}” for your party?`, (clockIsRight) =>
      api.reserve({ charter: id, proposal, reservation: reservation.value, clockIsRight }),
    );
  }),
};

const choices = ["accept", "object", "object-no-relations"] as const;

const respond: Command = {
  name: "respond",
  operands: "CHARTER RESERVATION accept|object|object-no-relations",
  minOperands: 3,
  maxOperands: 3,
  summary: "Answer another party's reservation; who says nothing for a year has accepted.",
  options: { ...reasonOption, ...yesOption },
  run: inHost(async (call, api) => {
    const choice = choices.find((one) => one === call.positionals[2]);
    if (choice === undefined) return misused(`An answer is one of ${choices.join(", ")}.`);
    const view = await viewOf(call, api);
    if (!view.ok) return view;
    const { charter, joining: all } = view.value;
    const found = findSaid(call.positionals[1] ?? "", "reservation", all.reservations);
    if (!found.ok) return refused(found.error);
    const { id: reservation, party } = found.value;
    const reason = call.text("reason") ?? "";
    return sign(call, `Answer the reservation of ${party.name} with “${choice}”?`, (clockIsRight) =>
      api.respond({ charter, reservation, choice, reason, clockIsRight }),
    );
  }),
};

const release: Command = {
  name: "release",
  operands: "CHARTER ID",
  minOperands: 2,
  maxOperands: 2,
  summary: "Take back a reservation, an answer to one, a notice of leaving a text, or a consent of your party.",
  options: { ...reasonOption, ...yesOption },
  run: inHost(async (call, api) => {
    const view = await viewOf(call, api);
    if (!view.ok) return view;
    const { charter, joining: all } = view.value;
    const said = [
      ...all.reservations,
      ...all.reservations.flatMap(({ responses }) => responses),
      ...all.notices,
      ...all.accessions.flatMap(({ consents }) => consents).map(({ consent, ...party }) => ({ id: consent, party })),
    ];
    const found = findSaid(call.positionals[1] ?? "", "id", said);
    if (!found.ok) return refused(found.error);
    const { id: of } = found.value;
    const reason = call.text("reason") ?? "";
    return sign(call, "Take it back for your party?", (clockIsRight) =>
      api.release({ charter, of, reason, clockIsRight }),
    );
  }),
};

/** The key of a party that acceded, by its name; null where no option asks for one. */
export async function accededParty(
  call: Call,
  api: HostApi,
  charter: CharterId,
): Promise<Result<PartyId | null, Fault>> {
  const name = call.text("acceded");
  if (name === null) return ok(null);
  const view = await api.getJoining({ charter });
  if (!view.ok) return refused(view.error);
  const found = findSaid(name, "accession", view.value.accessions);
  return found.ok ? ok(found.value.party.id) : refused(found.error);
}

/** `tessera withdraw CHARTER PROPOSAL`: from a text, with notice; `all`: from all of them. */
export async function withdrawFromText(call: Call, api: HostApi, name: string, reason: string): Promise<Outcome> {
  const effectiveOn = dayGiven(call, "on", null);
  if (!effectiveOn.ok) return effectiveOn;
  const charter = await charterOf(call, api);
  if (!charter.ok) return refused(charter.error);
  const { id } = charter.value;
  const found = name === "all" ? null : await findProposal(api, id, name);
  if (found?.ok === false) return refused(found.error);
  const proposal: ProposalId | null = found === null ? null : found.value.proposal;
  const what = found === null ? "all texts" : `“${found.value.title}”`;
  return sign(call, `Give notice that your party leaves ${what}?`, (clockIsRight) =>
    api.leaveText({ charter: id, proposal, effectiveOn: effectiveOn.value, reason, clockIsRight }),
  );
}

/** `tessera consent CHARTER ACCESSION`; null where no accession has this name. */
export async function consentToAccession(call: Call, api: HostApi, name: string): Promise<Outcome | null> {
  const view = await viewOf(call, api);
  if (!view.ok) return view;
  const { charter, joining: all } = view.value;
  const found = findSaid(name, "accession", all.accessions);
  if (!found.ok) return found.error.kind === "badArgument" ? refused(found.error) : null;
  const { id: accession, party } = found.value;
  const reason = call.text("reason") ?? "";
  return sign(call, `${party.name} joins: consent in your party's name?`, (clockIsRight) =>
    api.consentToAccession({ charter, accession, reason, clockIsRight }),
  );
}

/** Asks, signs by a clock that was looked at, and shows what there is then. */
async function sign(
  call: Call,
  question: string,
  write: (clockIsRight: boolean) => Promise<Result<JoiningView, HostError>>,
): Promise<Outcome> {
  if (!(await isSure(call, question))) return refused({ kind: "cancelled" });
  const done = await withClock(call, write);
  return done.ok ? shown(done.value) : refused(done.error);
}

async function viewOf(
  call: Call,
  api: HostApi,
): Promise<Result<{ readonly charter: CharterId; readonly joining: JoiningView }, Fault>> {
  const charter = await charterOf(call, api);
  if (!charter.ok) return refused(charter.error);
  const view = await api.getJoining({ charter: charter.value.id });
  return view.ok ? ok({ charter: charter.value.id, joining: view.value }) : refused(view.error);
}

/** By the beginning of an id, or the name of its party where it has said one such thing. */
function findSaid<T extends { readonly id: string; readonly party: { readonly name: string } }>(
  name: string,
  what: keyof typeof unknown,
  among: readonly T[],
): Result<T, HostError> {
  const found = findOne(name, what, among, {
    id: ({ id }) => id,
    names: ({ party }) => [party.name],
    label: ({ id, party }) => `${party.name} (${short(id)})`,
  });
  if (!found.ok) return found;
  return found.value === null ? err({ kind: "joiningRefused", why: unknown[what] }) : ok(found.value);
}

const unknown = { accession: "unknownAccession", reservation: "unknownReservation", id: "notSaid" } as const;

// ---- lines

const shown = (view: JoiningView): Outcome => answered(view, viewLines(view));

function viewLines({ accessions, notices, reservations }: JoiningView): readonly Line[] {
  const lines = [
    ...accessions.flatMap(accessionLines),
    ...notices.map(noticeLine),
    ...reservations.flatMap(reservationLines),
  ];
  return lines.length === 0 ? ["Nobody has acceded, leaves, or has made a reservation."] : lines;
}

function accessionLines({
  id,
  proposal,
  party,
  person,
  accededAt,
  consents,
  needed,
  effectiveAt,
  standing,
}: AccessionView) {
  const waits =
    standing !== "counts"
      ? "in question: its party ended the device that entered it"
      : effectiveAt === null
        ? `${consents.length} of ${needed} consents`
        : `effective ${momentInWords(effectiveAt)}`;
  return [
    `${short(id)}  ${party.name} (${person}) joined ${short(proposal)} ${momentInWords(accededAt)}: ${waits}`,
    ...consents.map(({ name, consent }) => `    ${short(consent)}  ${name} consented`),
  ];
}

const noticeLine = ({ id, proposal, party, reason, givenAt, effectiveOn }: NoticeView): string =>
  `${short(id)}  ${party.name} gave notice ${momentInWords(givenAt)}: it leaves ${proposal === null ? "all texts" : short(proposal)} on ${effectiveOn}${because(reason)}`;

const stateWords: Readonly<Record<ReservationView["state"], string>> = {
  made: "made",
  standing: "stands",
  refused: "refused",
  withdrawn: "taken back",
};

function reservationLines({
  id,
  proposal,
  party,
  clause,
  how,
  words,
  state,
  acceptedOn,
  responses,
  late,
}: ReservationView) {
  const does = how === "exclude" ? "excludes" : "interprets";
  return [
    `${short(id)}  ${party.name} ${does} ${clause} of ${short(proposal)}${late ? ", later" : ""}: ${stateWords[state]}; silence accepts it on ${acceptedOn}`,
    `    “${words}”`,
    ...responses.map(
      ({ id: response, party: by, choice, reason }) =>
        `    ${short(response)}  ${by.name}: ${choice}${because(reason)}`,
    ),
  ];
}

export const joiningCommands: readonly Command[] = [accede, enter, joining, reserve, respond, release];
