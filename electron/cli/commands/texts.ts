import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { AfterChange, Point } from "../../../shared/api/texts.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { readTerms, type TermPlace, type Terms, type TermWarning } from "../../../shared/charter/draft/terms.ts";
import { isZip } from "../../../shared/charter/formats/office/zip.ts";
import { clauseLabel } from "../../../shared/charter/text/clauses.ts";
import type { Clause, TextEdit } from "../../../shared/charter/text/model.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, type Outcome, refused } from "../command.ts";
import { decodeText, readFile } from "../files.ts";
import { findAnyClause, findClause, findPoint } from "../find.ts";
import { applyAsking } from "../notKept.ts";
import { isChangeNumber } from "../played.ts";
import { type Line, redlineLines, redlineValue, table, textLines } from "../print.ts";
import { charterOf, damageOf } from "./charters.ts";
import { directlyOption } from "./imports.ts";

/** Without the tree: the Markdown says it. */
const clauseValue = ({ id, kind, number, heading, text, depth }: Clause) => ({
  id,
  kind,
  number,
  heading,
  text,
  depth,
});

const text: Command = {
  name: "text",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Print the text as Markdown, each clause with its {#id}; `edit --from` takes it back.",
  options: {
    at: {
      kind: "text",
      value: "POINT",
      help: "draft (default), inforce, latest, or the beginning of a proposal's id",
    },
    "after-change": {
      kind: "text",
      value: "CHANGE",
      help: "as it was after this change, by its number in `history` or `playback`",
    },
    clause: { kind: "text", value: "CLAUSE", help: "only this one, by number, id or heading, as plain text" },
  },
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const change = call.text("after-change");
    if (change !== null && call.text("at") !== null) return misused("Give --at or --after-change, not both.");
    if (change !== null && !isChangeNumber(change))
      return misused("Give --after-change a number as `history` shows it.");
    const point: Result<Point | AfterChange, HostError> =
      change === null
        ? await findPoint(api, charter.value.id, call.text("at") ?? "draft")
        : ok({ kind: "change", change: Number(change) });
    if (!point.ok) return refused(point.error);
    const read = await api.getText({ charter: charter.value.id, at: point.value });
    if (!read.ok) return refused(read.error);
    const { clauses, markdown } = read.value;
    const wanted = call.text("clause");
    if (wanted === null)
      return answered(
        { markdown, clauses: clauses.map(clauseValue), ...damageOf(charter.value) },
        textLines(markdown.trimEnd()),
      );
    const clause = findClause(clauses, wanted);
    return clause.ok ? answered(clauseValue(clause.value), textLines(clause.value.text)) : refused(clause.error);
  }),
};

const terms: Command = {
  name: "terms",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Show what the text defines, where it is used, and what is defined for nothing, twice or not at all.",
  options: {
    at: { kind: "text", value: "POINT", help: "draft (default), inforce, latest, or the beginning of a proposal's id" },
  },
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const point = await findPoint(api, charter.value.id, call.text("at") ?? "draft");
    if (!point.ok) return refused(point.error);
    const read = await api.getText({ charter: charter.value.id, at: point.value });
    if (!read.ok) return refused(read.error);
    const found = readTerms(read.value.text);
    return answered({ ...found, ...damageOf(charter.value) }, termLines(found, read.value.clauses));
  }),
};

const warningWords: Readonly<Record<TermWarning["kind"], string>> = {
  unusedDefinition: "Defined and not used",
  undefinedTerm: "Used as a term and not defined",
  definedTwice: "Defined more than once",
};

function termLines({ defined, warnings }: Terms, clauses: readonly Clause[]): readonly Line[] {
  const labels = new Map<TermPlace, string>(clauses.map((clause) => [clause.id, clauseLabel(clause)]));
  const placesOf = (places: readonly TermPlace[]): string =>
    [...new Set(places.map((place) => labels.get(place) ?? "outside the clauses"))].join(", ");
  const warned = warnings.map((one) => {
    const places = placesOf(one.kind === "definedTwice" ? one.clauses : [one.clause]);
    return `${warningWords[one.kind]}: ${one.words} (${places})`;
  });
  if (defined.length === 0 && warned.length === 0) return ["The text defines no terms."];
  const rows = defined.map(({ words, definedIn, uses }) => [
    words,
    `defined: ${placesOf(definedIn)}`,
    uses.length === 0 ? "" : `used: ${placesOf(uses.map(({ clause }) => clause))}`,
  ]);
  return [...table(rows), ...(warned.length > 0 && rows.length > 0 ? [""] : []), ...warned];
}

export const changeOptions: Command["options"] = {
  set: { kind: "text", value: "CLAUSE", help: "give this clause new words" },
  "add-after": { kind: "text", value: "CLAUSE", help: "add a clause after this one, or at the end of this article" },
  "add-article": { kind: "flag", help: "add an article at the end, or after --after" },
  after: { kind: "text", value: "CLAUSE", help: "with --add-article or --move: after this clause" },
  move: { kind: "text", value: "CLAUSE", help: "move this clause after --after, or to the end of that article" },
  remove: { kind: "text", value: "CLAUSE", help: "remove this clause" },
  "remove-unseen": { kind: "flag", help: "remove every character that a reader cannot see or that turns others" },
};

export const wordOptions: Command["options"] = {
  text: { kind: "text", value: "MARKDOWN", help: "the new words" },
  from: { kind: "text", value: "FILE", help: "the new words are in this file; - is standard input" },
  yes: { kind: "flag", help: "take the words also where the text cannot keep all of them" },
};

const actions = ["set", "add-after", "add-article", "remove", "move", "remove-unseen", "restore"] as const;

const edit: Command = {
  name: "edit",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Change the draft: one clause, or all of it. Clauses keep their identity by {#id}.",
  options: {
    ...changeOptions,
    restore: { kind: "text", value: "CLAUSE", help: "put this clause back as it is at --at" },
    at: { kind: "text", value: "POINT", help: "with --restore: inforce (default), latest, or a proposal's id" },
    "after-change": {
      kind: "text",
      value: "CHANGE",
      help: "with --restore: give it its own words as they were after this change, by its number in `history`",
    },
    ...wordOptions,
    reopen: { kind: "flag", help: "change clauses also where the parties agreed on them and closed them" },
    ...directlyOption,
  },
  run: inHost(async (call, api) => {
    const chosen = actions.filter((name) => call.text(name) !== null || call.flag(name));
    const [action, second] = chosen;
    if (second !== undefined) return misused(`Give --${String(action)} or --${second}, not both.`);
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const id = charter.value.id;
    if (action === "restore") return restore(call, api, id);
    return changeText(call, api, id, action ?? null, "editText");
  }),
};

type ChangeAction = Exclude<(typeof actions)[number], "restore">;

/** One of the changes that `edit` and `suggest` share. */
export const chosenChange = (call: Call): Result<ChangeAction | null, Fault> => {
  const [action, second] = actions.filter(
    (name) => name !== "restore" && (call.text(name) !== null || call.flag(name)),
  );
  if (second !== undefined) return misused(`Give --${String(action)} or --${second}, not both.`);
  return ok((action as ChangeAction | undefined) ?? null);
};

const allowed = (call: Call) => ({ mayReopen: call.flag("reopen"), directly: call.flag("directly") });

export async function changeText(
  call: Call,
  api: HostApi,
  id: CharterId,
  action: ChangeAction | null,
  method: "editText" | "suggestEdit",
): Promise<Outcome> {
  const read = await api.getText({ charter: id, at: { kind: "draft" } });
  if (!read.ok) return refused(read.error);
  const planned = await planEdit(call, action, read.value.clauses);
  if (!planned.ok) return planned;
  const edited = await applyAsking(call, (mayLose) =>
    method === "editText"
      ? api.editText({ charter: id, edit: planned.value, mayLose, ...allowed(call) })
      : api.suggestEdit({ charter: id, edit: planned.value, mayLose }),
  );
  if (!edited.ok) return edited;
  const after = await api.getText({ charter: id, at: { kind: "draft" } });
  if (!after.ok) return refused(after.error);
  const known = [...after.value.clauses, ...read.value.clauses];
  const labels = edited.value.changed.map((changed) => {
    const clause = known.find((one) => one.id === changed);
    return clause === undefined ? changed : clauseLabel(clause);
  });
  const verb = method === "editText" ? "Changed" : "Suggested";
  const line = labels.length === 0 ? "Nothing changed." : `${verb}: ${labels.join(", ")}`;
  const { changed, notKept, notKeptCount } = edited.value;
  return answered({ changed, labels, notKept, notKeptCount }, [line]);
}

async function planEdit(
  call: Call,
  action: ChangeAction | null,
  clauses: readonly Clause[],
): Promise<Result<TextEdit, Fault>> {
  const clauseAt = (name: string | null): Result<Clause, Fault> => {
    const found = findClause(clauses, name ?? "");
    return found.ok ? found : refused(found.error);
  };
  if (action === "remove-unseen") return ok({ kind: "removeUnseen" });
  if (action === "remove") {
    const clause = clauseAt(call.text("remove"));
    return clause.ok ? ok({ kind: "removeClause", clause: clause.value.id }) : clause;
  }
  if (action === "move") {
    const [clause, after] = [clauseAt(call.text("move")), clauseAt(call.text("after"))];
    if (!clause.ok) return clause;
    return after.ok ? ok({ kind: "moveClause", clause: clause.value.id, after: after.value.id }) : after;
  }
  const markdown = await readWords(call);
  if (!markdown.ok) return markdown;
  const isPlain = /\.txt$/i.test(call.text("from") ?? "");
  if (action === null) return ok({ kind: "replaceAll", markdown: markdown.value, isPlain });
  if (action === "add-article") {
    const name = call.text("after");
    if (name === null) return ok({ kind: "insertArticle", after: null, markdown: markdown.value });
    const clause = clauseAt(name);
    return clause.ok ? ok({ kind: "insertArticle", after: clause.value.id, markdown: markdown.value }) : clause;
  }
  const clause = clauseAt(call.text(action));
  if (!clause.ok) return clause;
  return action === "set"
    ? ok({ kind: "setClause", clause: clause.value.id, markdown: markdown.value })
    : ok({ kind: "insertClause", after: clause.value.id, markdown: markdown.value });
}

async function readWords(call: Call): Promise<Result<string, Fault>> {
  const words = call.text("text");
  const path = call.text("from");
  if ((words === null) === (path === null)) return misused("Give the words with --text or --from.");
  if (path === null) return ok(words ?? "");
  const bytes = path === "-" ? ok(await call.parts.readInput()) : readFile(path);
  if (!bytes.ok) return refused(bytes.error);
  if (isZip(bytes.value) || /\.x?html?$/i.test(path))
    return misused("A document or a page goes into a draft by `tessera import FILE --into CHARTER`.");
  const decoded = decodeText(path === "-" ? "standard input" : path, bytes.value);
  return decoded.ok ? decoded : err({ kind: "host", error: decoded.error });
}

async function restore(call: Call, api: HostApi, charter: CharterId): Promise<Outcome> {
  const change = call.text("after-change");
  if (change !== null) return restoreState(call, api, charter, change);
  const from = await findPoint(api, charter, call.text("at") ?? "inforce");
  if (!from.ok) return refused(from.error);
  const read = await api.getText({ charter, at: from.value });
  if (!read.ok) return refused(read.error);
  const clause = findClause(read.value.clauses, call.text("restore") ?? "");
  if (!clause.ok) return refused(clause.error);
  const restored = await api.restoreClause({ charter, clause: clause.value.id, from: from.value, ...allowed(call) });
  if (!restored.ok) return refused(restored.error);
  return answered({ changed: [clause.value.id], labels: [clauseLabel(clause.value)] }, [
    `Restored: ${clauseLabel(clause.value)}`,
  ]);
}

/** One that does not stand in the draft is named by its id. */
async function restoreState(call: Call, api: HostApi, charter: CharterId, change: string): Promise<Outcome> {
  if (call.text("at") !== null) return misused("Give --at or --after-change, not both.");
  if (!isChangeNumber(change)) return misused("Give --after-change a number as `history` shows it.");
  const found = await findAnyClause(api, charter, call.text("restore") ?? "");
  if (!found.ok) return refused(found.error);
  const clause = found.value;
  const from = { kind: "change", change: Number(change) } as const;
  const restored = await api.restoreClause({ charter, clause, from, ...allowed(call) });
  if (!restored.ok) return refused(restored.error);
  const read = await api.getText({ charter, at: { kind: "draft" } });
  if (!read.ok) return refused(read.error);
  const standing = read.value.clauses.find(({ id }) => id === clause);
  const label = standing === undefined ? clause : clauseLabel(standing);
  return answered({ changed: [clause], labels: [label] }, [`Restored: ${label}`]);
}

const diff: Command = {
  name: "diff",
  operands: "CHARTER [FROM] [TO]",
  minOperands: 1,
  maxOperands: 3,
  summary: "Show what changed between two points, clause by clause (default: inforce to draft).",
  options: {},
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const id = charter.value.id;
    const from = await findPoint(api, id, call.positionals[1] ?? "inforce");
    if (!from.ok) return refused(from.error);
    const to = await findPoint(api, id, call.positionals[2] ?? "draft");
    if (!to.ok) return refused(to.error);
    const compared = await api.compare({ charter: id, from: from.value, to: to.value });
    if (!compared.ok) return refused(compared.error);
    const clauses = compared.value.clauses.map(redlineValue);
    return answered({ same: compared.value.same, clauses }, redlineLines(compared.value.clauses));
  }),
};

export const textCommands: readonly Command[] = [text, edit, diff, terms];
