/** What is suggested about a text, and how it is answered. */
import type { ThreadView } from "../../../shared/api/comments.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { SuggestionFilter, SuggestionView } from "../../../shared/api/suggestions.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { type SuggestionAnswer, suggestionAnswers } from "../../../shared/charter/text/suggested.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, refused } from "../command.ts";
import { findAnyClause } from "../find.ts";
import { authorInWords, findDevice, findParty } from "../members.ts";
import { type Line, type Span, short } from "../print.ts";
import { charterOf, damageOf } from "./charters.ts";
import { changeOptions, changeText, chosenChange, wordOptions } from "./texts.ts";

const suggest: Command = {
  name: "suggest",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Suggest a change of the draft, as `edit` makes one: the text stays as it is until somebody accepts it.",
  options: { ...changeOptions, ...wordOptions },
  run: inHost(async (call, api) => {
    const action = chosenChange(call);
    if (!action.ok) return action;
    const charter = await charterOf(call, api);
    return charter.ok ? changeText(call, api, charter.value.id, action.value, "suggestEdit") : refused(charter.error);
  }),
};

const doneWords: Readonly<Record<SuggestionAnswer, string>> = {
  accept: "Accepted",
  reject: "Rejected",
  withdraw: "Withdrawn",
  reopen: "Opened again",
};

const everything = "all";

const review: Command = {
  name: "review",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List what is suggested and waits for an answer, or answer it.",
  options: {
    accept: { kind: "text", value: "ID", help: "accept this one, or `all` that are listed and not contested" },
    reject: { kind: "text", value: "ID", help: "reject this one, or `all`" },
    withdraw: { kind: "text", value: "ID", help: "take back this one, which this device made, or `all` of its own" },
    reopen: { kind: "text", value: "ID", help: "take back how this one was answered, or how `all` were" },
    clause: { kind: "text", value: "CLAUSE", help: "only in this clause and those in it, by number, id or heading" },
    party: { kind: "text", value: "PARTY", help: "only by this party" },
    device: { kind: "text", value: "DEVICE", help: "only by this person or device" },
    answered: { kind: "flag", help: "list also what is answered" },
  },
  run: inHost(async (call, api) => {
    const [answer, second] = suggestionAnswers.filter((name) => call.text(name) !== null);
    if (second !== undefined) return misused(`Give --${String(answer)} or --${second}, not both.`);
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const id = charter.value.id;
    const filter = await readFilter(call, api, id);
    if (!filter.ok) return filter;
    const asked = answer === undefined ? null : await answerWith(call, api, id, answer, filter.value);
    if (asked?.ok === false) return asked;
    const listed = await api.listSuggestions({ charter: id, filter: filter.value, isAll: call.flag("answered") });
    if (!listed.ok) return refused(listed.error);
    const done = asked?.ok === true ? asked.value : null;
    const said = answer === undefined || done === null ? [] : [`${doneWords[answer]}: ${done.length}`];
    const threads = await api.listComments({ charter: id, clause: null });
    if (!threads.ok) return refused(threads.error);
    const about = Map.groupBy(threads.value, ({ suggestion }) => suggestion?.id ?? null);
    const left = listed.value.flatMap((one) => suggestionLines(one, about.get(one.id) ?? []));
    return answered(
      { ...(done === null ? {} : { answered: done }), suggestions: listed.value, ...damageOf(charter.value) },
      [...said, ...(left.length === 0 && said.length === 0 ? ["Nothing waits for an answer."] : left)],
    );
  }),
};

async function readFilter(call: Call, api: HostApi, charter: CharterId): Promise<Result<SuggestionFilter, Fault>> {
  const name = call.text("clause");
  const clause = name === null ? ok(null) : await findAnyClause(api, charter, name);
  if (!clause.ok) return refused(clause.error);
  const nobody = { clause: clause.value, party: null, person: null, device: null };
  const [partyName, deviceName] = [call.text("party"), call.text("device")];
  if (partyName === null && deviceName === null) return ok(nobody);
  const view = await api.getCharter({ charter });
  if (!view.ok) return refused(view.error);
  const party = partyName === null ? ok(null) : findParty(view.value, partyName);
  if (!party.ok) return refused(party.error);
  const device = deviceName === null ? ok(null) : findDevice(view.value, deviceName);
  if (!device.ok) return refused(device.error);
  return ok({ ...nobody, party: party.value?.id ?? null, device: device.value?.id ?? null });
}

async function answerWith(
  call: Call,
  api: HostApi,
  charter: CharterId,
  answer: SuggestionAnswer,
  filter: SuggestionFilter,
): Promise<Result<readonly string[], Fault>> {
  const id = call.text(answer) ?? "";
  const which = id === everything ? ({ kind: "fitting", ...filter } as const) : ({ kind: "ids", ids: [id] } as const);
  const done = await api.answerSuggestions({ charter, answer, which });
  return done.ok ? done : refused(done.error);
}

const kindWords: Readonly<Record<SuggestionView["kind"], string>> = {
  insertion: "new words",
  strike: "words to go",
  replacement: "other words",
  format: "another look",
  setting: "another place or form",
  element: "something new",
  join: "joined with the one before",
  bracket: "words in brackets",
  blank: "a blank",
  unbracket: "brackets to go",
  alternative: "another alternative",
  fill: "a blank filled in",
};

export function suggestionLines(view: SuggestionView, threads: readonly ThreadView[]): readonly Line[] {
  const { id, kind, state, clause, author, before, after, formats, settings, answers, overlaps } = view;
  const where = clause === null ? "outside of clauses" : clause.number || clause.heading || clause.id;
  const quiet = (text: string): Span => ({ text, style: "quiet" });
  const changes: readonly Span[] = [
    ...(before === "" ? [] : [{ text: before, style: "removed" } as const]),
    ...(before === "" || after === "" ? [] : [quiet(" ")]),
    ...(after === "" ? [] : [{ text: after, style: "added" } as const]),
  ];
  const looks = [
    ...formats.map(({ mark, value }) => `${value === false ? "without" : "with"} ${mark}`),
    ...settings.map(({ name, value }) => `${name}: ${value === null ? "as usual" : String(value)}`),
  ];
  return [
    `${where}: ${kindWords[kind]}, by ${authorInWords(author)}${state === "pending" ? "" : `, ${state}`}`,
    [quiet(`    ${id}`)],
    ...(changes.length === 0 ? [] : [[quiet("    "), ...changes]]),
    ...(looks.length === 0 ? [] : [`    ${looks.join("; ")}`]),
    ...answers.map(({ answer, author: by }) => `    ${doneWords[answer]} by ${authorInWords(by)}`),
    ...(view.isGone ? ["    Its words are gone: somebody took them out of the text."] : []),
    ...(overlaps.length === 0 ? [] : [[quiet(`    overlaps ${overlaps.join(", ")}`)]]),
    ...threads.map(
      ({ id: thread, isOpen, comments }) =>
        `    ${comments.length} ${comments.length === 1 ? "comment" : "comments"}, ${isOpen ? "open" : "resolved"}: thread ${short(thread)}`,
    ),
  ];
}

export const suggestionCommands: readonly Command[] = [suggest, review];
