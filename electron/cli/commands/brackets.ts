/** What of a text is in brackets, choosing among alternatives, and filling in blanks. */
import type { BracketsView, BracketView, SuggestedBracketView } from "../../../shared/api/brackets.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, type Outcome, refused } from "../command.ts";
import { findAnyClause } from "../find.ts";
import { authorInWords } from "../members.ts";
import type { Line } from "../print.ts";
import { charterOf } from "./charters.ts";
import { directlyOption } from "./imports.ts";

const actions = ["open", "typed", "alternative", "pick", "reopen", "remove"] as const;

const suggestible: ReadonlySet<string> = new Set(["open", "typed", "alternative", "remove"]);

const bracket: Command = {
  name: "bracket",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List what is in brackets, put words in brackets, add alternatives, and choose one.",
  options: {
    open: { kind: "text", value: "CLAUSE", help: "put the words of --quote in this clause in brackets" },
    quote: { kind: "text", value: "WORDS", help: "with --open: the words, as they stand" },
    typed: { kind: "flag", help: "make brackets that were typed or came with a file into brackets" },
    blank: { kind: "flag", help: "with --open or --typed: into blanks, to be filled in with `fields`" },
    alternative: {
      kind: "text",
      value: "BRACKET",
      help: "add the words of --text, by its number in the list or its id",
    },
    text: { kind: "text", value: "WORDS", help: "with --alternative: the words" },
    pick: { kind: "text", value: "BRACKET", help: "choose --choice for your party" },
    choice: { kind: "text", value: "N", help: "with --pick: the number of an alternative, or out: none is to stand" },
    reopen: { kind: "text", value: "BRACKET", help: "take back what everybody chose" },
    remove: { kind: "text", value: "BRACKET", help: "take the signs away; the words stay, those that were chosen" },
    suggest: {
      kind: "flag",
      help: "with --open, --typed, --alternative or --remove: suggest it (mediators and supporters only suggest)",
    },
    ...directlyOption,
  },
  run: inHost(async (call, api) => {
    const chosen = actions.filter((name) => call.text(name) !== null || call.flag(name));
    const [action, second] = chosen;
    if (second !== undefined) return misused(`Give --${String(action)} or --${second}, not both.`);
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const isField = call.flag("blank");
    if (call.flag("suggest") && (action === undefined || !suggestible.has(action)))
      return misused("Give --suggest with --open, --typed, --alternative or --remove.");
    if (action !== undefined) {
      const done = await act(call, api, id, action, isField);
      if (!done.ok) return done;
    }
    const listed = await api.listBrackets({ charter: id });
    if (!listed.ok) return refused(listed.error);
    return answered(listed.value, bracketLines(listed.value));
  }),
};

const howOf = (call: Call) =>
  ({ manner: call.flag("suggest") ? "suggest" : "edit", directly: call.flag("directly") }) as const;

async function act(
  call: Call,
  api: HostApi,
  charter: CharterId,
  action: (typeof actions)[number],
  isField: boolean,
): Promise<Result<unknown, Fault>> {
  const told = <T>(done: Result<T, HostError>): Result<unknown, Fault> => (done.ok ? done : refused(done.error));
  const how = howOf(call);
  if (action === "typed") return told(await api.bracketTyped({ charter, isField, ...how }));
  const name = call.text(action) ?? "";
  if (action === "open") {
    const quote = call.text("quote");
    if (quote === null) return misused("Give the words with --quote.");
    const clause = name === looseId ? ok(looseId) : await findAnyClause(api, charter, name);
    return clause.ok
      ? told(await api.bracketWords({ charter, clause: clause.value, quote, isField, ...how }))
      : refused(clause.error);
  }
  const listed = await api.listBrackets({ charter });
  if (!listed.ok) return refused(listed.error);
  const found = findBracket(listed.value, name);
  if (action === "remove") {
    const stray = listed.value.strays.find(({ id }) => id === name);
    if (stray !== undefined) return told(await api.removeBracket({ charter, bracket: stray.id, ...how }));
  }
  if (!found.ok) return refused(found.error);
  const { id, alternatives } = found.value;
  switch (action) {
    case "alternative": {
      const words = call.text("text");
      if (words === null) return misused("Give the words with --text.");
      return told(await api.addAlternative({ charter, bracket: id, words, ...how }));
    }
    case "pick": {
      const given = call.text("choice");
      if (given === null) return misused("Give --choice the number of an alternative, or out.");
      const choice = given === "out" ? given : alternatives[Number(given) - 1]?.choice;
      if (choice === undefined) return refused({ kind: "alternativeNotFound", choice: given });
      return told(await api.pickAlternative({ charter, bracket: id, choice }));
    }
    case "reopen":
      return told(await api.reopenBracket({ charter, bracket: id }));
    case "remove":
      return told(await api.removeBracket({ charter, bracket: id, ...how }));
  }
}

/** By its number in the list, or its id; those that are suggested have numbers of their own. */
function findBracket(view: BracketsView, name: string): Result<BracketView, HostError> {
  const asked = newOf(view);
  const all = [...view.brackets, ...asked];
  const [, s, number] = /^(s?)([1-9]\d*)$/i.exec(name) ?? [];
  const numbered = s === "" ? view.brackets : asked;
  const found = number === undefined ? all.find(({ id }) => id === name) : numbered[Number(number) - 1];
  return found === undefined ? err({ kind: "bracketNotFound", bracket: name }) : ok(found);
}

const newOf = ({ suggested }: BracketsView): readonly SuggestedBracketView[] => suggested.filter(({ isNew }) => isNew);

function bracketLines(view: BracketsView): readonly Line[] {
  const { brackets, suggested, strays, typed, counts } = view;
  const total = `${plural(counts.brackets, "open bracket")}, ${plural(counts.blanks, "blank")} to fill in`;
  const inClauses = countByClause(brackets);
  return [
    [
      { text: total, style: "strong" },
      { text: inClauses === "" ? "" : `  (${inClauses})`, style: "quiet" },
    ],
    ...brackets.flatMap((one, at) => [
      ...linesOf(one, String(at + 1)),
      ...suggested.filter(({ id, isNew }) => id === one.id && !isNew).flatMap(alternativeLines),
    ]),
    ...newOf(view).flatMap((one, at) => linesOf(one, `S${at + 1}`, `suggested by ${authorInWords(one.suggestedBy)}`)),
    ...strays.map(({ id, clauseNumber, sign }) => `${placeOf(clauseNumber)}  "${sign}" belongs to no bracket (${id})`),
    ...(typed.length === 0
      ? []
      : [
          `${plural(typed.length, "bracket")} typed as characters: --typed makes them brackets, --typed --blank blanks.`,
        ]),
  ];
}

function countByClause(brackets: readonly BracketView[]): string {
  const counts = new Map<string, number>();
  for (const { state, clauseNumber } of brackets)
    if (state !== "settled") counts.set(placeOf(clauseNumber), (counts.get(placeOf(clauseNumber)) ?? 0) + 1);
  return [...counts].map(([place, count]) => `${place}: ${count}`).join(", ");
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const placeOf = (clauseNumber: string): string => (clauseNumber === "" ? "outside" : clauseNumber);

/** Of a bracket that stands, those that somebody suggests. */
const alternativeLines = ({ alternatives, suggestedBy }: SuggestedBracketView): readonly Line[] =>
  alternatives
    .filter(({ isSuggested }) => isSuggested)
    .map(({ words }) => [
      { text: `      +  ${oneLine(words)}`, style: "plain" },
      { text: `  (suggested by ${authorInWords(suggestedBy)})`, style: "quiet" },
    ]);

function linesOf(one: BracketView, number: string, said?: string): readonly Line[] {
  const { clauseNumber, isField, state, isClosed, by, alternatives, chosen, picks, depth } = one;
  const indent = "  ".repeat(Math.min(depth, 8));
  const what = `${isField ? "blank" : "bracket"}, ${isField && state === "settled" ? "filled in" : state}`;
  return [
    [
      { text: `${indent}${number}  `, style: "strong" },
      {
        text: `${placeOf(clauseNumber)}  ${what}${isClosed ? "" : ", not closed"}, ${said ?? `put by ${authorInWords(by)}`}`,
        style: "plain",
      },
    ],
    ...alternatives.map(({ choice, label, words, by: from }): Line => {
      const who = picks.filter((pick) => pick.choice === choice).map((pick) => authorInWords(pick.by));
      const said = who.length === 0 ? "" : `  chosen by ${who.join(", ")}`;
      return [
        { text: `${indent}    ${chosen === choice ? "*" : " "} ${label}  `, style: "strong" },
        { text: oneLine(words), style: "plain" },
        { text: `${from === null ? "" : `  (${authorInWords(from)})`}${said}`, style: "quiet" },
      ];
    }),
    ...picks
      .filter(({ choice }) => choice === "out")
      .map(
        (pick): Line =>
          `${indent}    ${chosen === "out" ? "*" : " "} none of them  chosen by ${authorInWords(pick.by)}`,
      ),
  ];
}

const oneLine = (words: string): string => words.replaceAll("\n", " / ");

const fieldsCommand: Command = {
  name: "fields",
  operands: "CHARTER [NAME=WORDS ...]",
  minOperands: 1,
  maxOperands: 1001,
  summary: "List the blanks of a text; NAME=WORDS fills in every blank of this name, or the one of this number.",
  options: {
    suggest: { kind: "flag", help: "with NAME=WORDS: suggest it (mediators and supporters only suggest)" },
    ...directlyOption,
  },
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const given = call.positionals.slice(1);
    const before = await api.listBrackets({ charter: id });
    if (!before.ok) return refused(before.error);
    const fills = readFills(before.value, given);
    if (!fills.ok) return fills;
    if (fills.value.length > 0) {
      const filled = await api.fillFields({ charter: id, fills: fills.value, ...howOf(call) });
      if (!filled.ok) return refused(filled.error);
    }
    const after = await api.listBrackets({ charter: id });
    return after.ok ? fieldsAnswer(after.value) : refused(after.error);
  }),
};

interface FieldValue {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly clause: string;
  readonly clauseNumber: string;
  /** Null while it is not filled in. */
  readonly words: string | null;
  readonly before: string;
  readonly after: string;
}

/** What a blank asks for is its name. */
const fieldsOf = ({ brackets }: BracketsView): readonly FieldValue[] =>
  brackets
    .filter(({ isField }) => isField)
    .map(({ id, clause, clauseNumber, alternatives, chosen, before, after }, at) => ({
      number: at + 1,
      ...{ id, clause, clauseNumber, before, after },
      name: alternatives[0]?.words ?? "",
      words: chosen === null ? null : (alternatives.find(({ choice }) => choice === chosen)?.words ?? ""),
    }));

function readFills(
  view: BracketsView,
  given: readonly string[],
): Result<readonly { readonly bracket: string; readonly words: string }[], Fault> {
  const all = fieldsOf(view);
  const fills = new Map<string, string>();
  for (const one of given) {
    const at = one.indexOf("=");
    if (at <= 0 || at === one.length - 1) return misused(`Give NAME=WORDS in place of "${one}".`);
    const name = one.slice(0, at).trim();
    const named = all.filter((field) => field.name.trim().toLowerCase() === name.toLowerCase());
    // Who fills in by name means those that are empty, where there are any.
    const empty = named.filter(({ words }) => words === null);
    const numbered = all.filter(({ number }) => String(number) === name);
    const meant = empty.length > 0 ? empty : named.length > 0 ? named : numbered;
    if (meant.length === 0) return refused({ kind: "bracketNotFound", bracket: name });
    for (const { id } of meant) fills.set(id, one.slice(at + 1));
  }
  return ok([...fills].map(([bracket, words]) => ({ bracket, words })));
}

function fieldsAnswer(view: BracketsView): Outcome {
  const found = fieldsOf(view);
  const lines = found.flatMap(({ number, name, clauseNumber, words, before, after }): readonly Line[] => [
    [
      { text: `${number}  ${name}  `, style: "strong" },
      { text: words === null ? "not filled in" : oneLine(words), style: words === null ? "quiet" : "plain" },
    ],
    [{ text: `     ${placeOf(clauseNumber)}  …${before}[${oneLine(words ?? name)}]${after}…`, style: "quiet" }],
  ]);
  return answered(
    { fields: found, blanks: view.counts.blanks },
    found.length === 0 ? ["The text has no blanks."] : lines,
  );
}

export const bracketCommands: readonly Command[] = [bracket, fieldsCommand];
